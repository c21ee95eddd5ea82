//! The codes and texts with which PAPI3 turns a call down.

/// What a call is turned down with: the first three elements of every reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// ResponseCode.
    pub(crate) code: &'static str,
    /// ErrorResponseText: for developers.
    pub(crate) error_text: &'static str,
    /// LocalizedMessageText: for the end user; with E500 the name of the bad parameter.
    pub(crate) localized_text: &'static str,
}

/// PAPI3 documentation: no account was sent, or the institution's rules filtered every one.
pub(crate) const NO_ELIGIBLE_ACCOUNT: Refusal = Refusal {
    code: "E12",
    error_text: "No eligible account(s) found.",
    localized_text: "No eligible account(s) found.",
};

/// PAPI3 documentation: 15 minutes without a successful call. The texts are the sandbox's own.
pub(crate) const SESSION_TIMEOUT: Refusal = Refusal {
    code: "E51",
    error_text: "Session timeout",
    localized_text: "Your session has timed out. Please start again.",
};

/// PAPI3 documentation: the account holder is on the institution's blocklist.
pub(crate) const SUSPENDED: Refusal = Refusal {
    code: "E77",
    error_text: "Your access has been suspended. Please contact your financial institution.",
    localized_text: "Your access has been suspended. Please contact your financial institution.",
};

/// PAPI3 documentation: the institution has an allow list, and the account holder is not on it.
pub(crate) const NOT_AUTHORIZED: Refusal = Refusal {
    code: "E78",
    error_text: "You have not been authorized to use this service. Please contact your financial institution for \
                 further information.",
    localized_text: "We're sorry, you have not been authorized to use this service. Please contact us for further \
                     information.",
};

/// PAPI3 documentation: the institution is out of service. The texts are the sandbox's own.
pub(crate) const OUT_OF_SERVICE: Refusal = Refusal {
    code: "E97",
    error_text: "Institution out of service",
    localized_text: "We're sorry, the service is not available at the moment. Please try again later.",
};

/// PAPI3 documentation: whatever has no code of its own.
pub(crate) const UNEXPECTED: Refusal = Refusal {
    code: "E99",
    error_text: "Unexpected error",
    localized_text: "We're sorry, there was an unexpected error. Please attempt the deposit again.",
};

/// PAPI3 documentation: a parameter is invalid, and the text for the end user names it. The blank at the end of the
/// developer's text is the partner's.
pub(crate) const fn invalid(parameter: &'static str) -> Refusal {
    Refusal { code: "E500", error_text: "Invalid parameter. ", localized_text: parameter }
}
