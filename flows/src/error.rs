//! Why a step of a flow did not go through, and what to do about it.

use jiff::Timestamp;

use crate::journal::{IntentId, JournalError};

/// The result of a step.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a step did not go through. None of these says that a deposit was posted, or that it was not: where that is in
/// doubt, the answer is an [`Outcome`](crate::Outcome).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An amount that cannot be one.
    #[error("the amount is not above zero, or not in whole cents. Correct it.")]
    Amount,
    /// A side of a check is missing.
    #[error("a check needs the images of both sides. Provide both.")]
    NoImage,
    /// A deposit without checks.
    #[error("the deposit has no check. Add one.")]
    NoChecks,
    /// The key of the journal is too short.
    #[error("the journal's key is shorter than 32 characters. Make one from random bytes.")]
    ShortKey,
    /// Polling outside of what the partner allows.
    #[error(
        "the pause between polls is not of 2 to 5 seconds, or the deadline is shorter than it. Correct it."
    )]
    Pace,
    /// A call failed. Nothing was posted by it.
    #[error(transparent)]
    Call(#[from] bindery_runtime::Error),
    /// The journal failed.
    #[error("journal: {0}")]
    Journal(#[from] JournalError),
    /// The journal does not know the intent.
    #[error("the journal has no intent {0}. Look for it in the journal that it was begun with.")]
    NoIntent(IntentId),
    /// Somebody else works on the intent.
    #[error("another worker has the intent until {until}. Wait, or leave it to that one.")]
    InFlight {
        /// When that claim lapses.
        until: Timestamp,
    },
    /// The account handed over is not the intent's.
    #[error("the account is not the one of the intent. Hand over the one that it was begun with.")]
    AccountDiffers,
    /// The session offers no such account.
    #[error(
        "the session does not offer exactly one account of this description and tag. Give both as StartSession sent them."
    )]
    AccountNotOffered,
    /// The session was replaced while its accounts were in use.
    #[error("the session was replaced meanwhile, and its accounts may be numbered anew. Do it again.")]
    SessionChanged,
    /// The user has yet to accept the terms.
    #[error("the user has not accepted the terms. Show them and accept them first.")]
    TermsNotAccepted,
    /// A check handed over is not the intent's.
    #[error("check {number} is not the one of the intent. Hand over the same images.")]
    CheckDiffers {
        /// Its item number.
        number: i32,
    },
    /// The images of a check are needed.
    #[error("the images of check {number} are needed to send it. Hand them over when recovering.")]
    ImagesNeeded {
        /// Its item number.
        number: i32,
    },
    /// The deposit has no such check.
    #[error("the deposit has no check {number}.")]
    NoSuchCheck {
        /// The number asked for.
        number: i32,
    },
    /// The step does not fit how far the deposit is.
    #[error("the deposit is {state}: {needed}.")]
    WrongState {
        /// How far it is, in one word.
        state: &'static str,
        /// What has to come first.
        needed: &'static str,
    },
    /// The partner has not processed the checks in time.
    #[error(
        "the partner processed {processed} of {expected} checks within the deadline. Review the deposit later."
    )]
    StillProcessing {
        /// How many it processed.
        processed: i32,
        /// How many were sent.
        expected: i32,
    },
    /// The batch holds something else than what was sent. It was given up, and nothing of it was posted.
    #[error(
        "the batch holds other checks than were sent; it was given up unposted. Submit the deposit anew."
    )]
    BatchSpoiled,
    /// A correction is in doubt.
    #[error("whether check {number} was corrected is not known. Correct it again.")]
    CorrectionInDoubt {
        /// Its item number.
        number: i32,
    },
    /// A correction was refused.
    #[error(
        "the partner refused the correction of check {number} with code {code}. Correct it otherwise, or cancel."
    )]
    CorrectionRefused {
        /// Its item number.
        number: i32,
        /// The item's own result code.
        code: String,
    },
    /// A successful reply lacks what the flow needs.
    #[error("the successful reply to {operation} has no {field}. Compare it with the contract.")]
    Incomplete {
        /// The operation.
        operation: &'static str,
        /// What is missing.
        field: &'static str,
    },
}
