//! Whether an operation may be sent again when its fate is unknown.

/// The retry class of an operation, from the binding profile. The default for SOAP and for `POST` is never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Never, once it may have been sent.
    Never,
    /// Any time: it changes nothing.
    Safe,
    /// Once: a repeat costs money but does no harm.
    OnceIfAmbiguous,
    /// Only after asking the partner what happened.
    ReconcileFirst,
}
