//! The seal of a body that waits in a file: AES-256-GCM under a key of the application, bound to its place in the file.
//!
//! ```text
//! name of the key (8 bytes) | nonce (12) | body, encrypted | tag (16)
//! ```

use std::fmt;

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Key};
use bindery_runtime::Secret;
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use super::InboxError;

/// The shortest secret that a key is made of, in bytes.
const SHORTEST: usize = 32;
const NAME: usize = 8;
const NONCE: usize = 12;

/// The key that the bodies in an [`EmbeddedInbox`](super::EmbeddedInbox) are sealed with.
///
/// Keep it where the file and its backups are not, and where it outlasts them: while an event waits under a key that is
/// gone, nobody can read it. Then the file does not open, nothing is answered with 200, and Netspend sends again, for 72
/// hours, what comes meanwhile. Put the file away, and ask Netspend for what waited in it; what it sends again is handed on
/// again, under the same [`EventKey`](super::EventKey).
///
/// A key seals up to 2^32 events, more than a hundred a second for a year. To change it, see
/// [`EmbeddedInbox::open`](super::EmbeddedInbox::open).
#[derive(Clone)]
pub struct InboxKey {
    name: [u8; NAME],
    cipher: Aes256Gcm,
}

impl InboxKey {
    /// A key made of at least 32 random characters.
    ///
    /// # Errors
    /// [`InboxError::ShortKey`].
    pub fn new(secret: &Secret) -> Result<Self, InboxError> {
        let secret = Some(secret.expose().as_bytes()).filter(|secret| secret.len() >= SHORTEST);
        let secret = secret.and_then(|secret| Hmac::<Sha256>::new_from_slice(secret).ok());
        let secret = secret.ok_or(InboxError::ShortKey)?;
        let made_for = |purpose: &str| secret.clone().chain_update(purpose).finalize().into_bytes();
        let mut name = [0; NAME];
        name.copy_from_slice(&made_for("bindery inbox: the key's name")[..NAME]);
        let mut key: Key<Aes256Gcm> = made_for("bindery inbox: the key");
        let cipher = Aes256Gcm::new(&key);
        zeroize::Zeroize::zeroize(key.as_mut_slice());
        Ok(Self { name, cipher })
    }

    /// Seals a body for its place.
    pub(super) fn seal(&self, place: &Place, body: &[u8]) -> Result<Vec<u8>, Unsealable> {
        let mut nonce = [0; NONCE];
        getrandom::fill(&mut nonce).map_err(|_| Unsealable)?;
        let payload = Payload { msg: body, aad: &place.bytes() };
        let text = self.cipher.encrypt(&nonce.into(), payload).map_err(|_| Unsealable)?;
        Ok([&self.name, &nonce[..], &text].concat())
    }

    /// The body, if it was sealed with this key for this place and neither was changed.
    pub(super) fn unseal(&self, place: &Place, sealed: &[u8]) -> Option<Vec<u8>> {
        let sealed = sealed.strip_prefix(&self.name)?;
        let (nonce, text) = sealed.split_first_chunk::<NONCE>()?;
        self.cipher.decrypt(nonce.into(), Payload { msg: text, aad: &place.bytes() }).ok()
    }
}

impl fmt::Debug for InboxKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("InboxKey(<secret>)")
    }
}

/// Which of the keys a body says it was sealed with.
pub(super) fn sealed_with(keys: &[InboxKey], sealed: &[u8]) -> Option<usize> {
    keys.iter().position(|key| sealed.starts_with(&key.name))
}

/// What stands beside a body, and is bound to it.
pub(super) struct Place {
    pub(super) number: u64,
    pub(super) key: [u8; 32],
    pub(super) at: i64,
    pub(super) count: u32,
}

impl Place {
    fn bytes(&self) -> Vec<u8> {
        let (number, at, count) =
            (self.number.to_be_bytes(), self.at.to_be_bytes(), self.count.to_be_bytes());
        [&number[..], &self.key, &at, &count].concat()
    }
}

/// There was no randomness, or the body is larger than a cipher takes (64 GiB).
#[derive(Debug, thiserror::Error)]
#[error("a body could not be sealed")]
pub(super) struct Unsealable;
