//! JSON web keys: RSA, for encryption, each with its own algorithm.

use std::fmt;

use bindery_runtime::generated::json::Members;
use partners::netspend::types::JsonWebKey;
use rand::rngs::ChaCha8Rng;
use rsa::BoxedUint;
use rsa::traits::PublicKeyParts as _;

use super::{JoseError, KeyAlgorithm};

const BITS: usize = 2048;

/// What somebody encrypts with.
#[derive(Clone)]
pub(in super::super) struct PublicKey {
    pub(super) id: String,
    pub(super) algorithm: KeyAlgorithm,
    pub(super) rsa: rsa::PublicKey,
}

impl PublicKey {
    /// Reads one key: RSA, not for signatures, with `alg` and `kid`.
    pub(in super::super) fn read(jwk: &JsonWebKey) -> Result<Self, JoseError> {
        let for_encryption = jwk.use_.as_deref().is_none_or(|purpose| purpose == "enc");
        if jwk.kty.as_deref() != Some("RSA") || !for_encryption {
            return Err(JoseError::Key);
        }
        let algorithm = KeyAlgorithm::named(jwk.alg.as_deref().ok_or(JoseError::Key)?)?;
        let id = jwk.kid.clone().filter(|id| !id.is_empty()).ok_or(JoseError::Key)?;
        let number = |text: &Option<String>| -> Result<BoxedUint, JoseError> {
            let bytes = text.as_deref().and_then(super::compact::decode).ok_or(JoseError::Key)?;
            // A number of any length, as RFC 7518 has it: in front of it there are no zero bytes.
            Ok(BoxedUint::from_be_slice_vartime(&bytes))
        };
        let (modulus, exponent) = (number(&jwk.n)?, number(&jwk.e)?);
        let rsa = rsa::PublicKey::new_with_size_limits(modulus, exponent, BITS..=4096);
        Ok(Self { id, algorithm, rsa: rsa.map_err(|_| JoseError::Key)? })
    }

    /// The key as JSON.
    pub(in super::super) fn jwk(&self) -> JsonWebKey {
        let text = |text: &str| Some(text.to_owned());
        JsonWebKey {
            kty: text("RSA"),
            use_: text("enc"),
            alg: text(self.algorithm.name()),
            kid: text(&self.id),
            n: Some(super::compact::encode(&self.rsa.n_bytes())),
            e: Some(super::compact::encode(&self.rsa.e_bytes())),
            unlisted: Members::default(),
        }
    }
}

/// The keys of a set that can be encrypted with, in their order.
///
/// # Errors
/// The first key's, if none can be.
pub(in super::super) fn public_keys(jwks: &[JsonWebKey]) -> Result<Vec<PublicKey>, JoseError> {
    let (keys, errors): (Vec<_>, Vec<_>) = jwks.iter().map(PublicKey::read).partition(Result::is_ok);
    let keys: Vec<PublicKey> = keys.into_iter().flatten().collect();
    match errors.into_iter().find_map(Result::err) {
        Some(error) if keys.is_empty() => Err(error),
        None if keys.is_empty() => Err(JoseError::UnknownKey),
        _ => Ok(keys),
    }
}

/// What somebody decrypts with. Debug shows its id.
#[derive(Clone)]
pub(in super::super) struct PrivateKey {
    pub(super) rsa: rsa::PrivateKey,
    public: PublicKey,
}

impl PrivateKey {
    /// A new key. The same randomness gives the same key.
    pub(in super::super) fn new(
        id: String,
        algorithm: KeyAlgorithm,
        random: &mut ChaCha8Rng,
    ) -> Result<Self, JoseError> {
        let rsa = rsa::PrivateKey::new(random, BITS).map_err(|_| JoseError::Key)?;
        Ok(Self::of(id, algorithm, rsa))
    }

    pub(super) fn of(id: String, algorithm: KeyAlgorithm, rsa: rsa::PrivateKey) -> Self {
        Self { public: PublicKey { id, algorithm, rsa: rsa.to_public_key() }, rsa }
    }

    /// Its public half.
    pub(in super::super) fn public(&self) -> &PublicKey {
        &self.public
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey").field("id", &self.public.id).finish_non_exhaustive()
    }
}
