//! The codes and texts with which PAPI3 turns a call down.

use std::borrow::Cow;

/// What a call is turned down with: the first three elements of every reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// ResponseCode.
    pub(crate) code: &'static str,
    /// ErrorResponseText: for developers.
    pub(crate) error_text: &'static str,
    /// LocalizedMessageText: for the end user; with E500 the name of the bad parameter.
    pub(crate) localized_text: Cow<'static, str>,
}

impl Refusal {
    const fn new(code: &'static str, error_text: &'static str, localized_text: &'static str) -> Self {
        Self { code, error_text, localized_text: Cow::Borrowed(localized_text) }
    }

    /// A deposit over a limit. The code is the message's, and with the developers' text the sandbox's own choice.
    pub(super) fn over_limit(code: &'static str, message: String) -> Self {
        Self { code, error_text: "Deposit limit exceeded", localized_text: Cow::Owned(message) }
    }
}

/// PAPI3 documentation: no account was sent, or the institution's rules filtered every one.
pub(crate) const NO_ELIGIBLE_ACCOUNT: Refusal =
    Refusal::new("E12", "No eligible account(s) found.", "No eligible account(s) found.");

/// PAPI3 documentation: several checks in one batch, and the setup does not allow it. The texts are the sandbox's own.
pub(crate) const SEVERAL_CHECKS: Refusal =
    Refusal::new("E35", "Multiple checks per transaction not enabled", "Please deposit one check at a time.");

/// PAPI3 documentation: 15 minutes without a successful call. The texts are the sandbox's own.
pub(crate) const SESSION_TIMEOUT: Refusal =
    Refusal::new("E51", "Session timeout", "Your session has timed out. Please start again.");

/// PAPI3 documentation: the account holder is on the institution's blocklist.
pub(crate) const SUSPENDED: Refusal = Refusal::new(
    "E77",
    "Your access has been suspended. Please contact your financial institution.",
    "Your access has been suspended. Please contact your financial institution.",
);

/// PAPI3 documentation: the institution has an allow list, and the account holder is not on it.
pub(crate) const NOT_AUTHORIZED: Refusal = Refusal::new(
    "E78",
    "You have not been authorized to use this service. Please contact your financial institution for \
                 further information.",
    "We're sorry, you have not been authorized to use this service. Please contact us for further \
                     information.",
);

/// PAPI3 documentation: the institution is out of service. The texts are the sandbox's own.
pub(crate) const OUT_OF_SERVICE: Refusal = Refusal::new(
    "E97",
    "Institution out of service",
    "We're sorry, the service is not available at the moment. Please try again later.",
);

/// PAPI3 documentation: whatever has no code of its own.
pub(crate) const UNEXPECTED: Refusal = Refusal::new(
    "E99",
    "Unexpected error",
    "We're sorry, there was an unexpected error. Please attempt the deposit again.",
);

/// PAPI3 documentation: a parameter is invalid, and the text for the end user names it. The blank at the end of the
/// developer's text is the partner's.
pub(crate) const fn invalid(parameter: &'static str) -> Refusal {
    Refusal::new("E500", "Invalid parameter. ", parameter)
}
