//! The algorithms that are taken; everything else is refused by name before a key is touched.

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use rand::rngs::ChaCha8Rng;
use sha1::Sha1;
use sha2::Sha256;

use super::JoseError;

/// How the content key is encrypted: the `alg` of a key and of a header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KeyAlgorithm {
    /// `RSA-OAEP`: OAEP with SHA-1, as RFC 7518 has it.
    RsaOaep,
    /// `RSA-OAEP-256`: OAEP with SHA-256.
    #[default]
    RsaOaep256,
}

impl KeyAlgorithm {
    /// The name in keys and headers.
    pub fn name(self) -> &'static str {
        match self {
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
        }
    }

    pub(super) fn named(name: &str) -> Result<Self, JoseError> {
        [Self::RsaOaep, Self::RsaOaep256]
            .into_iter()
            .find(|one| one.name() == name)
            .ok_or(JoseError::Algorithm)
    }

    pub(super) fn encrypt(
        self,
        key: &rsa::PublicKey,
        content_key: &[u8],
        random: &mut ChaCha8Rng,
    ) -> Result<Vec<u8>, JoseError> {
        let encrypted = match self {
            Self::RsaOaep => key.oaep_encrypt_with_rng::<Sha1, _>(random, content_key),
            Self::RsaOaep256 => key.oaep_encrypt_with_rng::<Sha256, _>(random, content_key),
        };
        encrypted.map_err(|_| JoseError::Encrypt)
    }

    pub(super) fn decrypt(
        self,
        key: &rsa::PrivateKey,
        encrypted: &[u8],
        random: &mut ChaCha8Rng,
    ) -> Result<Vec<u8>, JoseError> {
        let content_key = match self {
            Self::RsaOaep => key.oaep_decrypt_with_rng::<Sha1, _>(random, encrypted),
            Self::RsaOaep256 => key.oaep_decrypt_with_rng::<Sha256, _>(random, encrypted),
        };
        content_key.map_err(|_| JoseError::Decrypt)
    }
}

/// How the content is encrypted: the `enc` of a header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentEncryption {
    /// `A128GCM`.
    A128Gcm,
    /// `A256GCM`.
    #[default]
    A256Gcm,
}

impl ContentEncryption {
    /// The name in headers.
    pub fn name(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A256Gcm => "A256GCM",
        }
    }

    pub(super) fn named(name: &str) -> Result<Self, JoseError> {
        [Self::A128Gcm, Self::A256Gcm].into_iter().find(|one| one.name() == name).ok_or(JoseError::Algorithm)
    }

    /// How long its key is, in bytes.
    pub(super) fn key_length(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A256Gcm => 32,
        }
    }

    /// Cipher text and tag, in one.
    pub(super) fn seal(
        self,
        key: &[u8],
        nonce: &[u8; 12],
        payload: Payload<'_, '_>,
    ) -> Result<Vec<u8>, JoseError> {
        let sealed = match self {
            Self::A128Gcm => {
                Aes128Gcm::new_from_slice(key).map(|cipher| cipher.encrypt(nonce.into(), payload))
            }
            Self::A256Gcm => {
                Aes256Gcm::new_from_slice(key).map(|cipher| cipher.encrypt(nonce.into(), payload))
            }
        };
        sealed.map_err(|_| JoseError::Encrypt)?.map_err(|_| JoseError::Encrypt)
    }

    /// The plain text of cipher text and tag.
    pub(super) fn open(
        self,
        key: &[u8],
        nonce: &[u8; 12],
        payload: Payload<'_, '_>,
    ) -> Result<Vec<u8>, JoseError> {
        let opened = match self {
            Self::A128Gcm => {
                Aes128Gcm::new_from_slice(key).map(|cipher| cipher.decrypt(nonce.into(), payload))
            }
            Self::A256Gcm => {
                Aes256Gcm::new_from_slice(key).map(|cipher| cipher.decrypt(nonce.into(), payload))
            }
        };
        opened.map_err(|_| JoseError::Decrypt)?.map_err(|_| JoseError::Decrypt)
    }
}
