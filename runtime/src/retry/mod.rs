//! Whether and when an operation is sent again: what the profile allows, how long to wait, and a limit for all calls.
//!
//! What was certainly not sent may be sent again, whatever it is. What may have been sent is sent again only where the
//! profile says that a repeat does no harm: the rule is the operation's [`Retry`], kept by the `course` of a call. How
//! long it waits in between is told by `pause`, and a `budget` that all calls to a target share keeps a partner that is
//! down from being called three times as often.

mod budget;
mod course;
mod pause;

pub(crate) use budget::Budget;
pub(crate) use course::Course;
pub(crate) use pause::{pause, told};

/// The retry class of an operation, from the binding profile. The default for SOAP and for `POST` is never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Never, once it may have been sent.
    Never,
    /// Any time: it changes nothing.
    Safe,
    /// Once: a repeat costs money but does no harm.
    OnceIfAmbiguous,
    /// Only after asking the partner what happened: never by itself, once it may have been sent.
    ReconcileFirst,
}
