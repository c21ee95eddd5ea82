//! Which certificate is meant: the digest of its public key.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use rustls::sign::CertifiedKey;
use sha2::{Digest, Sha256};

use super::Identity;
use crate::error::{Error, Kind, Result};

/// The SHA-256 of a certificate's SubjectPublicKeyInfo (DER): it names a key pair and tells nothing about it.
///
/// It is known as soon as the key is, before a certificate is issued (`bindery csr` prints it), and it stays the same
/// when a certificate is renewed for the same key. It is no secret: `Display` and `Debug` show its 64 hexadecimal digits.
/// The same digits come from
/// `openssl x509 -in uat.pem -noout -pubkey | openssl pkey -pubin -outform der | openssl dgst -sha256`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CertificatePin([u8; 32]);

impl CertificatePin {
    /// Reads 64 hexadecimal digits, of either case; the colons and blanks that some tools put between them do not count.
    ///
    /// # Errors
    /// [`Kind::Configuration`] when it is anything else; the text itself is not repeated.
    pub fn parse(text: &str) -> Result<Self> {
        let digits = text.chars().filter(|one| !one.is_whitespace() && *one != ':');
        let digits: Option<Vec<u8>> =
            digits.map(|one| one.to_digit(16).and_then(|one| one.try_into().ok())).collect();
        let bytes: Option<Vec<u8>> = digits
            .filter(|digits| digits.len() == 64)
            .map(|digits| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect());
        bytes.and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or_else(|| {
            Error::new(Kind::Configuration, "the certificate pin is not 64 hexadecimal digits")
                .with_remedy("Write the SHA-256 of the certificate's public key, as `bindery csr` prints it.")
        })
    }

    /// The pin of an identity's certificate. Reads its files.
    ///
    /// # Errors
    /// [`Kind::Identity`] when the identity cannot be used; the same mistakes as when a transport is built with it.
    pub fn of(identity: &Identity) -> Result<Self> {
        let pair = identity.load(&rustls::crypto::ring::default_provider(), SystemTime::now())?;
        Self::of_pair(&pair).ok_or_else(|| {
            Error::new(Kind::Identity, format!("the private key of {identity} has no public part"))
        })
    }

    /// The pin of a pair that was matched when it was loaded: the public key is that of the certificate.
    pub(super) fn of_pair(pair: &CertifiedKey) -> Option<Self> {
        pair.key.public_key().map(|key| Self(Sha256::digest(&key).into()))
    }
}

impl FromStr for CertificatePin {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl fmt::Display for CertificatePin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for CertificatePin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CertificatePin({self})")
    }
}
