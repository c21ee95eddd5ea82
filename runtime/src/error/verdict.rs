//! What the partner itself said against a call: a result code, or a SOAP fault.

use crate::codes::{Class, CodeRule, CodeTable, UserText};
use crate::xml::Raw;

/// A result code that is not success, with the texts beside it.
#[derive(Clone)]
pub(crate) struct Refusal {
    /// The code, trimmed.
    pub(crate) code: String,
    /// What the profile says about it, if it is known.
    pub(crate) rule: Option<&'static CodeRule>,
    user_text: Option<String>,
    log_text: Option<String>,
    session_gone: bool,
}

impl Refusal {
    /// Judges a code by the partner's table.
    pub(crate) fn new(
        table: &'static CodeTable,
        code: &str,
        user_text: Option<&str>,
        log_text: Option<&str>,
    ) -> Self {
        let rule = table.rule(code);
        let user_text = user_text.map(str::trim).filter(|text| !text.is_empty());
        let names_the_session = rule.is_some_and(|rule| rule.user_text == UserText::Parameter)
            && user_text.is_some_and(|name| table.session_fields.contains(&name));
        Self {
            code: code.to_owned(),
            rule,
            user_text: user_text.map(str::to_owned),
            log_text: log_text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned),
            session_gone: names_the_session || rule.is_some_and(|rule| rule.session_gone),
        }
    }

    /// The class of the code; a code nobody described is of unknown class.
    pub(crate) fn class(&self) -> Class {
        self.rule.map_or(Class::Unknown, |rule| rule.class)
    }

    /// The text for the end user: only where the profile says it is one, or the code is not described at all.
    pub(crate) fn user_text(&self) -> Option<&str> {
        self.text_meant_as(UserText::Show)
    }

    /// The name of the wrong parameter.
    pub(crate) fn parameter(&self) -> Option<&str> {
        self.text_meant_as(UserText::Parameter)
    }

    /// The text for logs.
    pub(crate) fn log_text(&self) -> Option<&str> {
        self.log_text.as_deref()
    }

    /// Whether the code means that the session is gone.
    pub(crate) fn session_gone(&self) -> bool {
        self.session_gone
    }

    fn text_meant_as(&self, meaning: UserText) -> Option<&str> {
        let meant = self.rule.map_or(UserText::Show, |rule| rule.user_text);
        self.user_text.as_deref().filter(|_| meant == meaning)
    }
}

/// A SOAP fault as the partner sent it. Its texts come from the partner and may quote the request: they are for a
/// careful look, not for logs, and no error message shows them.
#[derive(Clone, PartialEq, Eq)]
pub struct FaultReport {
    /// The local name of the fault code, for example `Client` (1.1) or `Sender` (1.2).
    pub code: String,
    /// The local name of the subcode, where there is one (1.2 only).
    pub subcode: Option<String>,
    /// The reason: `faultstring` (1.1) or the first `Reason/Text` (1.2).
    pub reason: String,
    /// What stood in the detail element, where there was one.
    pub detail: Option<Raw>,
    /// It came in an envelope of another SOAP version than the request's.
    pub other_version: bool,
}

impl std::fmt::Debug for FaultReport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("FaultReport").field("code", &printable(&self.code)).finish_non_exhaustive()
    }
}

/// A code from the wire as it may be shown: only short plain words are.
pub(crate) fn printable(code: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    if !code.is_empty() && code.len() <= 64 && code.bytes().all(plain) { code } else { "(unprintable code)" }
}
