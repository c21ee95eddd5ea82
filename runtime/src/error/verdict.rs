//! What the partner itself said against a call: a result code, or a SOAP fault.

use std::sync::Arc;

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
    /// The local names of the subcodes, the outermost first (1.2 only).
    pub subcodes: Vec<String>,
    /// The reason: `faultstring` (1.1) or the first `Reason/Text` (1.2).
    pub reason: String,
    /// The URI of who was at fault on the way: `faultactor` (1.1) or `Role` (1.2).
    pub role: Option<String>,
    /// What stood in the detail element, where there was one. What the contract declares of it is read by
    /// [`Error::fault_as`](super::Error::fault_as).
    pub detail: Option<Raw>,
    /// It came in an envelope of another SOAP version than the request's.
    pub other_version: bool,
    /// The whole envelope, unless it was cut: raw content cannot tell which type a value says it is of.
    pub(crate) envelope: Option<Arc<str>>,
}

impl FaultReport {
    /// The same with the envelope that it came in.
    pub(crate) fn within(self, envelope: &str) -> Self {
        Self { envelope: Some(envelope.into()), ..self }
    }
}

impl std::fmt::Debug for FaultReport {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("FaultReport").field("code", &self.printable_code()).finish_non_exhaustive()
    }
}

/// Characters of a result code that nobody described: longer ones may be a token, or a text in the wrong place.
const LONGEST_CODE: usize = 16;

/// Characters of a fault code: the longest that servers send (`DeserializationFailed`) and some.
const LONGEST_FAULT_CODE: usize = 32;

impl Refusal {
    /// The code as it may be shown: one that is described always is.
    pub(crate) fn printable_code(&self) -> &str {
        if self.rule.is_some() { &self.code } else { printable(&self.code, LONGEST_CODE) }
    }
}

impl FaultReport {
    /// The code as it may be shown.
    pub(crate) fn printable_code(&self) -> &str {
        printable(&self.code, LONGEST_FAULT_CODE)
    }
}

/// A code from the wire as it may be shown: only short plain words are, with so few digits that none is the number of a
/// card or an account.
fn printable(code: &str, longest: usize) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let digits = code.bytes().filter(u8::is_ascii_digit).count();
    let is_plain = !code.is_empty() && code.len() <= longest && digits <= 8 && code.bytes().all(plain);
    if is_plain { code } else { "(unprintable code)" }
}
