//! Result codes: what a partner's own verdict on a call means and whose move it is.

/// How one partner says whether a call worked. Written by the generator from the binding profile.
#[derive(Debug)]
pub struct CodeTable {
    /// The reply field (for JSON: the member of an error body) that holds the code.
    pub field: &'static str,
    /// The code of success; absent where the HTTP status tells success and a code only accompanies errors.
    pub success: Option<&'static str>,
    /// The field with the text for the end user.
    pub user_text: Option<&'static str>,
    /// The field with the text for logs.
    pub log_text: Option<&'static str>,
    /// Request fields that carry the session: a code that names one of them as the wrong parameter means that the
    /// session is gone (PAPI3: E500 naming `SessionStateId`).
    pub session_fields: &'static [&'static str],
    /// Known codes; the list is open.
    pub known: &'static [CodeRule],
}

impl CodeTable {
    /// What is known about a code. Codes are compared as they are: `0` is not `00`, `e51` is not `E51`.
    pub fn rule(&self, code: &str) -> Option<&'static CodeRule> {
        self.known.iter().find(|rule| rule.code == code)
    }
}

/// What is known about one result code.
#[derive(Debug, PartialEq, Eq)]
pub struct CodeRule {
    /// The code on the wire.
    pub code: &'static str,
    /// Its name in words.
    pub name: &'static str,
    /// Whose move it is.
    pub class: Class,
    /// What to do, one sentence.
    pub remedy: &'static str,
    /// What the text beside the code is good for.
    pub user_text: UserText,
    /// Operations after which the text is not for the end user all the same, because following it could do harm.
    pub text_hidden_for: &'static [&'static str],
    /// It means that the session is gone.
    pub session_gone: bool,
    /// It is final: no repeat and no correction of the request helps.
    pub terminal: bool,
}

/// Whose move it is after a result code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Nobody's: it worked.
    Success,
    /// The programmer's: the request was wrong.
    Caller,
    /// The client's: open a new session.
    Session,
    /// The end user's or the institution's: refused, with a text to show.
    Refusal,
    /// Nobody's: try later.
    Temporary,
    /// Unknown.
    Unknown,
}

impl Class {
    /// The class as one lower-case word, for logs and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Caller => "caller",
            Self::Session => "session",
            Self::Refusal => "refusal",
            Self::Temporary => "temporary",
            Self::Unknown => "unknown",
        }
    }
}

/// What the text beside a code is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserText {
    /// Show it to the end user.
    Show,
    /// It is the name of the parameter that was wrong.
    Parameter,
    /// Ignore it.
    Ignore,
}

#[cfg(test)]
mod tests {
    use super::*;

    static TABLE: CodeTable = CodeTable {
        field: "ResponseCode",
        success: Some("00"),
        user_text: None,
        log_text: None,
        session_fields: &[],
        known: &[CodeRule {
            code: "E51",
            name: "SessionTimeout",
            class: Class::Session,
            remedy: "Open a new session.",
            user_text: UserText::Ignore,
            text_hidden_for: &[],
            session_gone: true,
            terminal: false,
        }],
    };

    #[test]
    fn fault_a50_codes_are_compared_as_they_are() {
        assert!(TABLE.rule("E51").is_some());
        assert!(TABLE.rule("e51").is_none());
        assert!(TABLE.rule("051").is_none());
    }
}
