//! The journal: what each deposit was about to do, on disk before it is done.
//!
//! An [`Entry`] is the whole of one intent. Entries are replaced, never edited in place, and each replacement names the
//! revision it follows: whoever was overtaken is refused. That one rule is both the fencing of leases and the reason why
//! two workers cannot both begin to post.
//!
//! [`EmbeddedJournal`] keeps entries in one file, [`MemoryJournal`] in memory, for tests. A service with a database of
//! its own implements [`Journal`] on it.

mod embedded;
mod entry;
mod memory;
mod purge;
mod rules;

use std::error::Error as StdError;

pub use embedded::EmbeddedJournal;
pub use entry::{CheckRecord, Correction, Entry, IntentId, Lease, Progress, State};
pub use memory::MemoryJournal;
pub use rules::{DUPLICATE_WINDOW, admit};

/// Where intents are kept.
///
/// Every method is atomic, and what it wrote is on disk when it returns. The rules that guard money are in [`admit`]: an
/// implementation calls it, inside its transaction, with the entries that could stand against the new one.
pub trait Journal: Send + Sync + 'static {
    /// Writes a new entry, of revision 1.
    ///
    /// # Errors
    /// [`JournalError::Exists`], or what [`admit`] says.
    fn insert(&self, entry: Entry) -> impl Future<Output = Result<(), JournalError>> + Send;

    /// Replaces the entry of this id by its next revision.
    ///
    /// # Errors
    /// [`JournalError::Overtaken`] unless the stored revision is the one before, or what [`admit`] says.
    fn replace(&self, entry: Entry) -> impl Future<Output = Result<(), JournalError>> + Send;

    /// The entry of an intent.
    ///
    /// # Errors
    /// [`JournalError::Storage`].
    fn get(&self, id: IntentId) -> impl Future<Output = Result<Option<Entry>, JournalError>> + Send;

    /// The intent that a transaction of the partner belongs to.
    ///
    /// # Errors
    /// [`JournalError::Storage`].
    fn owner(&self, transaction: &str)
    -> impl Future<Output = Result<Option<IntentId>, JournalError>> + Send;

    /// Every entry that is not settled: what is to be recovered after a crash.
    ///
    /// # Errors
    /// [`JournalError::Storage`].
    fn unsettled(&self) -> impl Future<Output = Result<Vec<Entry>, JournalError>> + Send;
}

/// Why the journal did not write or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// An intent of this id is in the journal.
    #[error("an intent of this id is in the journal. Recover it instead of beginning it again.")]
    Exists,
    /// The entry was changed by somebody else, or by a call of ours that was abandoned.
    #[error("the entry was changed meanwhile. Recover the intent.")]
    Overtaken,
    /// The same check, with this amount and into this account, was deposited within 24 hours.
    #[error(
        "intent {of} holds the same check, from the last 24 hours. If it has not come to an end, recover it; force only if the user is certain that this is another check."
    )]
    PossibleDuplicate {
        /// The earlier intent.
        of: IntentId,
    },
    /// The partner's transaction belongs to another intent.
    #[error("the transaction belongs to intent {of}.")]
    TransactionTaken {
        /// The intent that has it.
        of: IntentId,
    },
    /// Another process has the journal's file open.
    #[error("another process has the journal open. End it, or give each process a journal of its own.")]
    InUse,
    /// The store failed.
    #[error("the journal's store failed: {0}. Nothing was sent; mend the store and recover.")]
    Storage(#[source] Box<dyn StdError + Send + Sync>),
}

#[cfg(test)]
mod tests;
