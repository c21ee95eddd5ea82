//! What became of a deposit.

use std::fmt;

use partners::papi3::deposit::TransactionSummary;
use rust_decimal::Decimal;

use crate::deposit::{Deposit, Recovery};
use crate::journal::{Entry, IntentId, Journal};

/// What became of a deposit that was posted.
#[derive(Debug)]
pub enum Outcome<J: Journal> {
    /// The partner has it.
    Done(Receipt),
    /// The partner said no. Posting it again changes nothing.
    Refused(Refusal),
    /// Nobody knows. It may be posted: it is not to be posted again, and the user is not to be told to try again.
    Unknown {
        /// Finds out.
        recover: Recovery<J>,
    },
}

/// What recovering an intent came to.
#[derive(Debug)]
pub enum Recovered<J: Journal> {
    /// The partner has it.
    Done(Receipt),
    /// The partner said no.
    Refused(Refusal),
    /// It was given up before.
    Cancelled,
    /// Nothing was posted. The deposit goes on from where it is.
    Resumed(Box<Deposit<J>>),
    /// Whether it was posted cannot be told from here. A person looks, and [decides](crate::Deposits::decide).
    NeedsPerson(Case),
}

/// A deposit that the partner has.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The intent.
    pub intent: IntentId,
    /// The partner's id of the batch.
    pub batch: String,
    /// The partner's id of the deposit, where it told one. Internal: not for the user.
    pub transaction: Option<String>,
    /// The amount, in dollars.
    pub total: Decimal,
    /// The number of checks.
    pub checks: usize,
    /// What the partner says of it; absent when only the journal was asked.
    pub summary: Option<TransactionSummary>,
}

impl Receipt {
    pub(crate) fn of(
        entry: &Entry,
        batch: &str,
        transaction: Option<&str>,
        summary: Option<TransactionSummary>,
    ) -> Self {
        Self {
            intent: entry.id,
            batch: batch.to_owned(),
            transaction: transaction.map(str::to_owned),
            total: entry.total(),
            checks: entry.checks.len(),
            summary,
        }
    }
}

/// The partner's refusal of a deposit. Debug does not show the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The result code.
    pub code: String,
    /// The text for the user, where the partner sent one and it is still at hand.
    pub user_text: Option<String>,
}

impl fmt::Debug for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Refusal").field("code", &self.code).finish_non_exhaustive()
    }
}

/// A deposit that a person must look at: what to look for at the partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The intent.
    pub intent: IntentId,
    /// The partner's id of the batch.
    pub batch: String,
    /// The amount, in dollars.
    pub total: Decimal,
    /// What was found so far.
    pub finding: Finding,
}

/// Why history did not settle a deposit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// No such deposit showed within the deadline. It may still come.
    NotInHistory,
    /// More deposits of this kind are in doubt than the history shows.
    FewerThanIntents,
    /// The partner has a deposit, but of another amount or number of checks.
    ReceiptDiffers,
}
