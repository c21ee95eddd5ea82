//! What a partner sends by itself: whether it is signed with a key that only the partner and we have.
//!
//! A [`Scheme`] is data of the generated bindings. A [`Verifier`] holds the key, during a change of keys two of them, and
//! looks at the raw bytes of a body before anybody reads them. Signatures are compared in constant time, and with every
//! valid key, so that an answer takes as long whichever fits.
//!
//! The scheme signs the body alone: it proves who wrote it, not when. Whoever has seen a delivery could send it again,
//! so a receiver must recognise what it has had before.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use http::HeaderMap;
use serde::de::DeserializeOwned;
use sha2::{Sha256, Sha384, Sha512};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::json;

/// The shortest key, in bytes: one that can be guessed signs for anybody.
const SHORTEST_KEY: usize = 16;

/// The largest body that is looked at, in bytes, unless the verifier is told another. Events are far smaller.
const LARGEST_BODY: usize = 1024 * 1024;

/// How a partner signs what it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    /// The header that carries the HMAC of the body.
    pub header: &'static str,
    /// The hash function of the HMAC.
    pub hash: Hash,
    /// How its bytes become text.
    pub encoding: Encoding,
    /// The header that counts the deliveries of one event.
    pub count_header: Option<&'static str>,
}

/// The hash function of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// How the bytes of a signature become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Two hexadecimal digits for each byte; both cases are read.
    Hex,
    /// Base64 of the standard alphabet, with padding.
    Base64,
}

/// A key that the partner gave us to check its signatures with. It is overwritten when it is dropped, and not printed.
#[derive(Clone)]
pub struct SigningKey(Zeroizing<Vec<u8>>);

impl SigningKey {
    /// Takes the bytes of a key. A partner that hands it over as hexadecimal digits or base64 means, as a rule, the bytes
    /// behind them: ask.
    ///
    /// # Errors
    /// [`Kind::Configuration`] for a key of less than 16 bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Result<Self> {
        let bytes = Zeroizing::new(bytes.into());
        if bytes.len() < SHORTEST_KEY {
            let place = format!("the key for signatures of webhooks has less than {SHORTEST_KEY} bytes");
            return Err(Error::new(Kind::Configuration, place));
        }
        Ok(Self(bytes))
    }

    /// The signature of a body, as the header carries it. For tests, which play the partner.
    #[must_use]
    pub fn sign(&self, scheme: &Scheme, body: &[u8]) -> String {
        let signature = self.signature(scheme.hash, body);
        match scheme.encoding {
            Encoding::Hex => signature.iter().map(|byte| format!("{byte:02x}")).collect(),
            Encoding::Base64 => base64_simd::STANDARD.encode_to_string(&*signature),
        }
    }

    fn signature(&self, hash: Hash, body: &[u8]) -> Vec<u8> {
        // A key of any length makes an HMAC; the error has no case.
        match hash {
            Hash::Sha256 => mac(Hmac::<Sha256>::new_from_slice(&self.0), body),
            Hash::Sha384 => mac(Hmac::<Sha384>::new_from_slice(&self.0), body),
            Hash::Sha512 => mac(Hmac::<Sha512>::new_from_slice(&self.0), body),
        }
    }
}

fn mac<M: Mac, E>(keyed: std::result::Result<M, E>, body: &[u8]) -> Vec<u8> {
    keyed.map(|mac| mac.chain_update(body).finalize().into_bytes().to_vec()).unwrap_or_default()
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningKey(<secret>)")
    }
}

/// Checks deliveries. Cheap to clone; clones share the keys.
#[derive(Debug, Clone)]
pub struct Verifier {
    scheme: &'static Scheme,
    keys: Arc<RwLock<Keys>>,
    largest: usize,
}

#[derive(Debug)]
struct Keys {
    current: SigningKey,
    previous: Option<SigningKey>,
}

impl Verifier {
    /// A verifier with one key. It looks at bodies of up to 1 MiB.
    #[must_use]
    pub fn new(scheme: &'static Scheme, key: SigningKey) -> Self {
        let keys = Arc::new(RwLock::new(Keys { current: key, previous: None }));
        Self { scheme, keys, largest: LARGEST_BODY }
    }

    /// Looks at bodies of up to this many bytes.
    #[must_use]
    pub fn with_largest_body(self, bytes: usize) -> Self {
        Self { largest: bytes, ..self }
    }

    /// The largest body that is looked at, in bytes. A receiver need not read more.
    #[must_use]
    pub fn largest_body(&self) -> usize {
        self.largest
    }

    /// Begins a change of keys: from now on the new key is valid, and the one before it still is. Of three keys the oldest
    /// goes.
    pub fn rotate(&self, key: SigningKey) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(&mut keys.current, key);
        keys.previous = Some(before);
    }

    /// Ends a change of keys: only the newest key is valid.
    pub fn retire(&self) {
        self.keys.write().unwrap_or_else(PoisonError::into_inner).previous = None;
    }

    /// Checks one delivery, over the bytes of the body as they came.
    ///
    /// # Errors
    /// Why it is to be refused. None of it is for the sender: it would help a forger.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> std::result::Result<Delivery, Rejection> {
        if body.len() > self.largest {
            return Err(Rejection::TooLarge);
        }
        let mut values = headers.get_all(self.scheme.header).iter();
        let value = match (values.next(), values.next()) {
            (None, _) => return Err(Rejection::Unsigned),
            (Some(_), Some(_)) => return Err(Rejection::SignedTwice),
            (Some(value), None) => value,
        };
        let signature = self.decode(value.as_bytes()).ok_or(Rejection::Malformed)?;
        if self.agrees(&signature, body).into() {
            Ok(Delivery { count: self.count(headers) })
        } else {
            Err(Rejection::Forged)
        }
    }

    fn decode(&self, text: &[u8]) -> Option<Vec<u8>> {
        let signature = match self.scheme.encoding {
            Encoding::Hex => text.chunks(2).map(hex_byte).collect::<Option<Vec<_>>>()?,
            Encoding::Base64 => base64_simd::STANDARD.decode_to_vec(text).ok()?,
        };
        let length = match self.scheme.hash {
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        };
        Some(signature).filter(|signature| signature.len() == length)
    }

    /// Whether a signature is one of the body by any of the valid keys. All of them are tried.
    fn agrees(&self, signature: &[u8], body: &[u8]) -> Choice {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        let hash = self.scheme.hash;
        let current = keys.current.signature(hash, body).ct_eq(signature);
        match &keys.previous {
            Some(previous) => current | previous.signature(hash, body).ct_eq(signature),
            None => current,
        }
    }

    /// A count that is no number tells nothing, and is no reason to refuse what is well signed.
    fn count(&self, headers: &HeaderMap) -> Option<u32> {
        headers.get(self.scheme.count_header?)?.to_str().ok()?.trim().parse().ok()
    }
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |at: usize| char::from(*digits.get(at)?).to_digit(16);
    u8::try_from(digit(0)? << 4 | digit(1)?).ok()
}

/// A delivery that the partner signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// Which delivery of its event it is, as the partner counts; absent where it does not say.
    pub count: Option<u32>,
}

/// Why a delivery is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// The body is larger than the verifier looks at.
    TooLarge,
    /// There is no signature.
    Unsigned,
    /// There is more than one signature.
    SignedTwice,
    /// The signature is not one of the scheme.
    Malformed,
    /// The signature is of another body, or of another key.
    Forged,
}

impl fmt::Display for Rejection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::TooLarge => "the body is larger than allowed. Raise the limit if such an event is expected.",
            Self::Unsigned => "the signature is missing. Check the header's name in the binding profile.",
            Self::SignedTwice => "there are several signatures. Look for what adds headers on the way.",
            Self::Malformed => {
                "the signature has not the form that is expected. Check hash and encoding in the binding profile."
            }
            Self::Forged => {
                "the signature fits none of our keys. Check the key, and what may change the body on the way."
            }
        })
    }
}

impl std::error::Error for Rejection {}

/// Reads the body of a delivery.
///
/// # Errors
/// [`Kind::Decode`] or [`Kind::Truncated`] with path and offset, without any value.
pub fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    json::read(body)
}

/// Reads a member of the body, from its own text, if it is there and has that form.
pub fn member<T: DeserializeOwned>(body: &[u8], name: &str) -> Option<T> {
    json::member(body, name)
}

#[cfg(test)]
mod tests;
