//! One intent as the journal keeps it: no account number, no image, no token, no name.

use std::fmt;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::hash::{AccountHash, Fingerprint, ImageHash};

/// The caller's name of one deposit. It is made before the deposit begins, kept by the caller, and never used for a
/// second deposit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct IntentId(Uuid);

impl IntentId {
    /// A new, random one.
    #[must_use]
    pub fn random() -> Self {
        Self(Uuid::new_v4())
    }

    /// The identifier in numbers.
    #[must_use]
    pub fn as_u128(self) -> u128 {
        self.0.as_u128()
    }
}

impl From<Uuid> for IntentId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

impl fmt::Display for IntentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

/// One intent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: IntentId,
    /// Counts the writes, from 1.
    pub revision: u64,
    /// When the user wanted it.
    pub planned_at: Timestamp,
    /// Who works on it.
    pub lease: Option<Lease>,
    /// The account, hashed.
    pub account: AccountHash,
    /// The checks in the order of their item numbers, which begin at 1.
    pub checks: Vec<CheckRecord>,
    /// The user insists although the checks look deposited already.
    pub forced: bool,
    /// How far it is.
    pub state: State,
}

/// Who works on an intent, and until when others keep off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// Names the worker's claim, not the worker.
    pub holder: Uuid,
    /// When the claim lapses by itself.
    pub until: Timestamp,
}

/// One check of an intent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckRecord {
    /// Its amount, as last corrected.
    #[serde(with = "rust_decimal::serde::str")]
    pub amount: Decimal,
    /// Hash of the front, as last corrected.
    pub front: ImageHash,
    /// Hash of the back, as last corrected.
    pub back: ImageHash,
    /// How far `AddDepositItem` is.
    pub progress: Progress,
    /// How far `UpdateDepositItems` is.
    pub correction: Correction,
}

/// How far a check is on its way to the partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// Not sent.
    Recorded,
    /// Sent, perhaps; whether it arrived is to be asked.
    Sent,
    /// The partner has it.
    Accepted,
}

/// How far a correction of a check is on its way to the partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Correction {
    /// There is none, or the partner has it.
    None,
    /// Sent, perhaps.
    Sent,
}

/// How far an intent is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nothing was sent but, perhaps, a `CreateDepositBatch` whose empty batch is of no consequence.
    Planned,
    /// A batch is open. It was never asked to be posted.
    Open {
        /// The partner's id of it.
        batch: String,
    },
    /// `PostDepositBatch` was sent, perhaps. It is not sent again.
    Posting {
        /// The partner's id of the batch.
        batch: String,
        /// When it was about to be sent.
        since: Timestamp,
        /// The result code that answered it, if one did and says nothing certain.
        code: Option<String>,
    },
    /// The partner has the deposit.
    Posted {
        /// The partner's id of the batch.
        batch: String,
        /// The partner's id of the deposit, where it told one.
        transaction: Option<String>,
    },
    /// The partner refused the deposit.
    Refused {
        /// The partner's id of the batch.
        batch: String,
        /// The result code.
        code: String,
    },
    /// Given up before it was posted.
    Cancelled,
}

impl State {
    /// Whether the intent has come to its end.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        matches!(self, Self::Posted { .. } | Self::Refused { .. } | Self::Cancelled)
    }

    /// In one word, for logs.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Open { .. } => "open",
            Self::Posting { .. } => "posting",
            Self::Posted { .. } => "posted",
            Self::Refused { .. } => "refused",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether one state may follow another. Staying is allowed: leases and checks change within a state.
    #[must_use]
    pub fn may_become(&self, next: &Self) -> bool {
        match (self, next) {
            (Self::Planned, Self::Planned | Self::Open { .. } | Self::Cancelled) => true,
            // Planned again: the batch is gone, and was never posted.
            (Self::Open { .. }, Self::Planned | Self::Cancelled) => true,
            (Self::Open { batch }, Self::Open { batch: next } | Self::Posting { batch: next, .. }) => {
                batch == next
            }
            // Open again: provably not sent, or refused at the door. Planned and Cancelled: a person decided.
            (Self::Posting { .. }, Self::Planned | Self::Cancelled) => true,
            (
                Self::Posting { batch, .. },
                Self::Open { batch: next }
                | Self::Posting { batch: next, .. }
                | Self::Posted { batch: next, .. }
                | Self::Refused { batch: next, .. },
            ) => batch == next,
            (settled, next) => settled.is_settled() && settled == next,
        }
    }
}

impl Entry {
    /// The sum of its checks, in dollars.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.checks.iter().map(|check| check.amount).sum()
    }

    /// What its checks are recognised by.
    #[must_use]
    pub fn fingerprints(&self) -> Vec<Fingerprint> {
        self.checks
            .iter()
            .map(|check| Fingerprint::of(self.account, check.amount, check.front, check.back))
            .collect()
    }

    /// The partner's id of its deposit, once that is known.
    #[must_use]
    pub fn transaction(&self) -> Option<&str> {
        match &self.state {
            State::Posted { transaction, .. } => transaction.as_deref(),
            _ => None,
        }
    }
}
