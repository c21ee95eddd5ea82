//! What is about to be created, on disk before it is asked for.
//!
//! A [`Record`] is the whole of one onboarding or transfer. Records are replaced, never edited in place, and each
//! replacement names the revision it follows: whoever was overtaken is refused. So of two workers only one gets to send,
//! and whoever finds a creation that was sent does not send it again.
//!
//! A record holds ids of accounts, people, cards and transfers, and amounts; never a session, and nothing that a device
//! encrypted.

mod embedded;
mod memory;
#[cfg(test)]
mod tests;

use std::error::Error as StdError;
use std::fmt;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::answer::Thing;

pub use embedded::EmbeddedRecords;
pub use memory::MemoryRecords;

/// Where records are kept. Every method is atomic, and what it wrote is on disk when it returns.
pub trait Records: Send + Sync + 'static {
    /// Writes a new record, of revision 1, if [`admit`] lets it in beside those that are not settled.
    ///
    /// # Errors
    /// [`RecordsError::Exists`], or what [`admit`] says.
    fn insert(&self, record: Record) -> impl Future<Output = Result<(), RecordsError>> + Send;

    /// Replaces the record of this id by its next revision.
    ///
    /// # Errors
    /// [`RecordsError::Overtaken`] unless the stored revision is the one before.
    fn replace(&self, record: Record) -> impl Future<Output = Result<(), RecordsError>> + Send;

    /// The record of an id.
    ///
    /// # Errors
    /// [`RecordsError::Storage`].
    fn get(&self, id: RecordId) -> impl Future<Output = Result<Option<Record>, RecordsError>> + Send;

    /// Every record that is not settled: what is to be gone on with after a crash.
    ///
    /// # Errors
    /// [`RecordsError::Storage`].
    fn unsettled(&self) -> impl Future<Output = Result<Vec<Record>, RecordsError>> + Send;

    /// The record that a transfer of the partner belongs to.
    ///
    /// # Errors
    /// [`RecordsError::Storage`].
    fn owner(&self, transfer: &str) -> impl Future<Output = Result<Option<RecordId>, RecordsError>> + Send;
}

/// The id of a record, of your own choice: keep it with what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId(Uuid);

impl RecordId {
    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    pub(super) fn as_u128(self) -> u128 {
        self.0.as_u128()
    }
}

impl From<Uuid> for RecordId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// One onboarding or transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// How often it was written.
    pub revision: u64,
    /// When it was begun.
    pub begun: Timestamp,
    /// What it is for.
    pub purpose: Purpose,
    /// Whether it has come to an end.
    pub settled: bool,
}

/// What a record is for. Debug shows no id and no amount.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// A new account with its first person and card.
    Onboarding {
        /// The account creation context.
        context: String,
        /// The account.
        account: Creation,
        /// The person.
        person: Creation,
        /// The physical card.
        card: Creation,
    },
    /// A transfer between two people.
    Transfer {
        /// The account that pays.
        sender: String,
        /// The account that receives, where it is known from the start.
        receiver: Option<String>,
        /// The amount, in dollars.
        amount: Decimal,
        /// The transfer.
        transfer: Creation,
    },
}

impl fmt::Debug for Purpose {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Onboarding { account, person, card, .. } => formatter
                .debug_struct("Onboarding")
                .field("account", account)
                .field("person", person)
                .field("card", card)
                .finish_non_exhaustive(),
            Self::Transfer { transfer, .. } => {
                formatter.debug_struct("Transfer").field("transfer", transfer).finish_non_exhaustive()
            }
        }
    }
}

/// How far a creation is. Debug shows no id.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Creation {
    /// Nothing was sent, or what was sent was refused.
    #[default]
    Intended,
    /// It was sent, or was about to be: it may be there.
    Sent,
    /// It is there, with this id.
    Made(String),
}

impl fmt::Debug for Creation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Intended => "Intended",
            Self::Sent => "Sent",
            Self::Made(_) => "Made(..)",
        })
    }
}

impl Record {
    pub(super) fn new(id: RecordId, purpose: Purpose) -> Self {
        Self { id, revision: 1, begun: Timestamp::now(), purpose, settled: false }
    }

    /// How far the creation of a thing is; nothing for a thing that the record is not for.
    pub(super) fn creation(&self, thing: Thing) -> Option<&Creation> {
        match (&self.purpose, thing) {
            (Purpose::Onboarding { account, .. }, Thing::Account) => Some(account),
            (Purpose::Onboarding { person, .. }, Thing::Person) => Some(person),
            (Purpose::Onboarding { card, .. }, Thing::Card) => Some(card),
            (Purpose::Transfer { transfer, .. }, Thing::Transfer) => Some(transfer),
            _ => None,
        }
    }

    /// The next revision, with a creation this far. A transfer that is there is settled.
    pub(super) fn with(&self, thing: Thing, now: Creation) -> Self {
        let mut next = self.clone();
        next.revision += 1;
        next.settled |= matches!((thing, &now), (Thing::Transfer, Creation::Made(_)));
        match (&mut next.purpose, thing) {
            (Purpose::Onboarding { account, .. }, Thing::Account) => *account = now,
            (Purpose::Onboarding { person, .. }, Thing::Person) => *person = now,
            (Purpose::Onboarding { card, .. }, Thing::Card) => *card = now,
            (Purpose::Transfer { transfer, .. }, Thing::Transfer) => *transfer = now,
            _ => {}
        }
        next
    }

    /// The next revision, at its end.
    pub(super) fn ended(&self) -> Self {
        Self { revision: self.revision + 1, settled: true, ..self.clone() }
    }

    /// The partner's id of the transfer, if it is one that is there.
    pub(super) fn transfer(&self) -> Option<&str> {
        match &self.purpose {
            Purpose::Transfer { transfer: Creation::Made(id), .. } => Some(id),
            _ => None,
        }
    }
}

/// Whether a new record may stand beside those that are not settled: a transfer of the same amount between the same
/// accounts, that is under way or in doubt, is probably the same one, asked for twice.
///
/// # Errors
/// [`RecordsError::PossibleDuplicate`].
pub fn admit<'r>(
    record: &Record,
    unsettled: impl IntoIterator<Item = &'r Record>,
) -> Result<(), RecordsError> {
    let Purpose::Transfer { sender, receiver, amount, .. } = &record.purpose else { return Ok(()) };
    let same = unsettled.into_iter().find(|other| {
        matches!(&other.purpose, Purpose::Transfer { sender: s, receiver: r, amount: a, transfer }
            if s == sender && r == receiver && a == amount && !matches!(transfer, Creation::Made(_)))
    });
    same.map_or(Ok(()), |other| Err(RecordsError::PossibleDuplicate { of: other.id }))
}

/// Why records were not written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordsError {
    /// A record of this id is there.
    #[error("a record of this id is there. Go on with it instead of beginning it again.")]
    Exists,
    /// The record was changed by somebody else.
    #[error("the record was changed meanwhile. Read it again.")]
    Overtaken,
    /// The same transfer is under way or in doubt.
    #[error(
        "record {of} is a transfer of the same amount between the same accounts, and not settled. Find out how it stands, or give it up, before making another."
    )]
    PossibleDuplicate {
        /// The earlier record.
        of: RecordId,
    },
    /// Another process has the file open.
    #[error("another process has the records open. End it, or give each process records of its own.")]
    InUse,
    /// The store failed.
    #[error("the store of the records failed: {0}. Nothing was sent; mend it and go on.")]
    Storage(#[source] Box<dyn StdError + Send + Sync>),
}
