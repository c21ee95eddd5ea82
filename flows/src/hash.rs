//! What the journal keeps instead of account numbers and images: hashes.

use std::fmt;

use bindery_runtime::Secret;
use hmac::{Hmac, KeyInit, Mac};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::Error;

/// The shortest key that may hash account numbers, in bytes.
const SHORTEST_KEY: usize = 32;

/// The key that account numbers are hashed with. Account numbers are few: without a key, a hash of one could be undone
/// by trying them all. Keep the key outside of the journal, and the same for as long as the journal lives.
#[derive(Clone)]
pub struct JournalKey(Hmac<Sha256>);

impl JournalKey {
    /// A key of at least 32 random characters.
    ///
    /// # Errors
    /// [`Error::ShortKey`].
    pub fn new(key: &Secret) -> Result<Self, Error> {
        let bytes = Some(key.expose().as_bytes()).filter(|key| key.len() >= SHORTEST_KEY);
        bytes.and_then(|key| Hmac::new_from_slice(key).ok()).map(Self).ok_or(Error::ShortKey)
    }

    pub(crate) fn account(&self, number: &Secret) -> AccountHash {
        AccountHash(self.0.clone().chain_update(number.expose()).finalize().into_bytes().into())
    }
}

impl fmt::Debug for JournalKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JournalKey(<secret>)")
    }
}

/// HMAC-SHA-256 of an account number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AccountHash([u8; 32]);

/// SHA-256 of an image's bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ImageHash([u8; 32]);

impl ImageHash {
    pub(crate) fn of(image: &[u8]) -> Self {
        Self(Sha256::digest(image).into())
    }
}

/// What two deposits of one check have in common: account, amount and both images.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(crate) fn of(account: AccountHash, amount: Decimal, front: ImageHash, back: ImageHash) -> Self {
        let cents = amount.normalize().to_string();
        let hash = Sha256::new().chain_update(account.0).chain_update(front.0).chain_update(back.0);
        Self(hash.chain_update(cents).finalize().into())
    }

    /// Its bytes, for an index.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> JournalKey {
        JournalKey::new(&Secret::new(text)).unwrap()
    }

    #[test]
    fn the_hash_of_an_account_depends_on_the_key() {
        let (one, other) =
            (key("a key that is 32 characters long"), key("another one of over 32 characters"));
        let number = Secret::new("56789");
        assert_eq!(one.account(&number), one.account(&number));
        assert_ne!(one.account(&number), other.account(&number));
        assert_ne!(one.account(&number), one.account(&Secret::new("56780")));
        assert!(matches!(JournalKey::new(&Secret::new("short")), Err(Error::ShortKey)));
    }

    #[test]
    fn a_fingerprint_sees_each_of_its_parts_and_no_notation() {
        let account = key("a key that is 32 characters long").account(&Secret::new("56789"));
        let other = key("a key that is 32 characters long").account(&Secret::new("1"));
        let (front, back) = (ImageHash::of(b"front"), ImageHash::of(b"back"));
        let amount = |text: &str| text.parse::<Decimal>().unwrap();
        let print = Fingerprint::of(account, amount("20.10"), front, back);
        assert_eq!(print, Fingerprint::of(account, amount("20.1"), front, back));
        assert_ne!(print, Fingerprint::of(account, amount("20.11"), front, back));
        assert_ne!(print, Fingerprint::of(account, amount("20.10"), back, front));
        assert_ne!(print, Fingerprint::of(other, amount("20.10"), front, back));
    }
}
