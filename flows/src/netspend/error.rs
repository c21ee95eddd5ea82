//! Why a step of a Netspend flow did not go through.

use super::answer::Thing;
use super::records::{RecordId, RecordsError};

/// The result of a step.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a step did not go through. None of these says that something was created: where that is in doubt, the answer is
/// an [`Outcome`](super::Outcome).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A call failed. It created nothing.
    #[error(transparent)]
    Call(#[from] bindery_runtime::Error),
    /// The records failed.
    #[error("records: {0}")]
    Records(#[from] RecordsError),
    /// There is no such record.
    #[error("there is no record {0} of this kind. Look for it in the records that it was begun with.")]
    NoRecord(RecordId),
    /// It is in doubt whether the step was done.
    #[error("whether the {} of record {record} was created is not known, so it is not sent again. Find out and decide.", word(*thing))]
    InDoubt {
        /// The record.
        record: RecordId,
        /// What may have been created.
        thing: Thing,
    },
    /// The step does not fit how far the flow is.
    #[error("the record {record} is not at this step: {needed}.")]
    WrongStep {
        /// The record.
        record: RecordId,
        /// What has to come first, or what is there already.
        needed: &'static str,
    },
    /// The identity of the person is not approved.
    #[error(
        "the person's identity is not approved, and only then a card can be ordered. See what is missing."
    )]
    NotApproved,
    /// The time for the answers has passed. Nothing was sent.
    #[error("the time for answering the identity questions has passed. Send the user to customer care.")]
    TimeIsUp,
    /// An amount that cannot be one.
    #[error("the amount is not above zero, or not in whole cents. Correct it.")]
    Amount,
    /// A successful reply lacks what the flow needs.
    #[error("the successful reply to {operation} has no {field}. Compare it with the contract.")]
    Incomplete {
        /// The operation.
        operation: &'static str,
        /// What is missing.
        field: &'static str,
    },
}

fn word(thing: Thing) -> &'static str {
    match thing {
        Thing::Account => "account",
        Thing::Person => "person",
        Thing::Card => "card",
        Thing::Transfer => "transfer",
    }
}

/// A member that the flow cannot do without.
pub(super) fn needed<T>(value: Option<T>, operation: &'static str, field: &'static str) -> Result<T> {
    value.ok_or(Error::Incomplete { operation, field })
}
