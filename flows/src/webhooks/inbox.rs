//! Where deliveries are written down before they are answered, and how one is recognised.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use partners::netspend::types::WebhookEvent;
use sha2::{Digest, Sha256};

/// For how long an inbox remembers what was handled. Netspend sends an event again for 72 hours (documented).
pub const REMEMBERED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Where deliveries are written down. Every method is atomic, and what it wrote is on disk when it returns.
pub trait Inbox: Send + Sync + 'static {
    /// Writes an arrival down, unless one of this key was there within [`REMEMBERED`].
    ///
    /// # Errors
    /// [`InboxError`]: then nothing was written, and the partner must send it again.
    fn record(&self, arrival: Arrival) -> impl Future<Output = Result<Recorded, InboxError>> + Send;

    /// What is not handled yet, oldest first: at most so many, each with its number, and with numbers above `after` only.
    ///
    /// # Errors
    /// [`InboxError::Storage`].
    fn waiting(
        &self,
        after: u64,
        most: usize,
    ) -> impl Future<Output = Result<Vec<(u64, Arrival)>, InboxError>> + Send;

    /// Notes that an arrival is handled: its body is forgotten, its key is not.
    ///
    /// # Errors
    /// [`InboxError::Storage`].
    fn handled(&self, number: u64, at: Timestamp) -> impl Future<Output = Result<(), InboxError>> + Send;
}

/// A delivery that was signed. Debug does not show the body.
#[derive(Clone, PartialEq, Eq)]
pub struct Arrival {
    /// What it is recognised by.
    pub key: EventKey,
    /// When it came.
    pub at: Timestamp,
    /// Which delivery of its event it was, as the partner counts.
    pub count: Option<u32>,
    /// The body as it came.
    pub body: Bytes,
}

impl fmt::Debug for Arrival {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Arrival")
            .field("key", &self.key)
            .field("at", &self.at)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

/// Whether an arrival was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// It is written down now.
    New,
    /// It was before.
    Known,
}

/// What an event is recognised by: a digest (SHA-256) of its id, type and time, or of the whole body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey([u8; 32]);

impl EventKey {
    /// The key of an event, or of a body that is none.
    pub(super) fn of(event: Option<&WebhookEvent>, body: &[u8]) -> Self {
        let named = event.and_then(|event| {
            let (id, time) = (event.id.as_deref()?, event.time.as_deref()?);
            let parts = [id, event.type_.as_ref()?.as_str(), time];
            parts.iter().all(|part| !part.is_empty()).then_some(parts)
        });
        let mut digest = Sha256::new();
        match named {
            Some(parts) => {
                digest.update([1]);
                for part in parts {
                    // The length keeps apart what would run together.
                    digest.update((part.len() as u64).to_be_bytes());
                    digest.update(part);
                }
            }
            None => {
                digest.update([0]);
                digest.update(body);
            }
        }
        Self(digest.finalize().into())
    }

    /// Its bytes, for a transaction of your own.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// Why an inbox did not write or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InboxError {
    /// More waits to be handled than the inbox may hold.
    #[error("more events wait to be handled than the inbox holds. See why the worker does not get on.")]
    Full,
    /// Another process has the inbox's file open.
    #[error("another process has the inbox open. End it, or give each process an inbox of its own.")]
    InUse,
    /// The secret for a key is too short to be one.
    #[error(
        "the key of an inbox is made of at least 32 random characters. Make it with a generator of random secrets."
    )]
    ShortKey,
    /// Events wait that were sealed with another key.
    #[error(
        "{waiting} events wait in the inbox under another key. Open it with that key, as the previous one if the key was changed; the file is as it was."
    )]
    OtherKey {
        /// How many.
        waiting: usize,
    },
    /// The store failed.
    #[error("the inbox's store failed: {0}. Mend it; the partner sends again what was not recorded.")]
    Storage(#[source] Box<dyn StdError + Send + Sync>),
}
