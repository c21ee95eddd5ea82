//! What an error says, and what it never says.

use super::*;
use crate::codes::{CodeTable, UserText};

static CODES: CodeTable = CodeTable {
    field: "ResponseCode",
    success: Some("00"),
    user_text: Some("LocalizedMessageText"),
    log_text: Some("ErrorResponseText"),
    session_fields: &["SessionStateId", "SessionToken"],
    known: &[
        CodeRule {
            code: "E12",
            name: "NoEligibleAccount",
            class: Class::Refusal,
            remedy: "Check that accounts were sent.",
            user_text: UserText::Show,
            text_hidden_for: &[],
            session_gone: false,
            terminal: false,
        },
        CodeRule {
            code: "E500",
            name: "InvalidParameter",
            class: Class::Caller,
            remedy: "Correct the parameter.",
            user_text: UserText::Parameter,
            text_hidden_for: &[],
            session_gone: false,
            terminal: false,
        },
        CodeRule {
            code: "E97",
            name: "OutOfService",
            class: Class::Temporary,
            remedy: "Try later.",
            user_text: UserText::Show,
            text_hidden_for: &[],
            session_gone: false,
            terminal: false,
        },
    ],
};

fn refused(code: &str, user: &str) -> Error {
    Error::refused(Refusal::new(&CODES, code, Some(user), Some("Text for logs. "))).during(
        "papi3",
        "StartSession",
        1,
        Duration::from_millis(3),
    )
}

#[test]
fn one_line_names_operation_code_name_and_remedy() {
    let error = refused("E12", "canary shown to the user");
    assert_eq!(
        error.to_string(),
        "papi3 StartSession: E12 NoEligibleAccount, the partner refused. Check that accounts were sent."
    );
    assert_eq!(error.user_text(), Some("canary shown to the user"));
    assert_eq!(error.log_text(), Some("Text for logs."));
    assert_eq!(error.class(), Some(Class::Refusal));
    assert_eq!(error.request_sent(), Sent::Yes);
}

#[test]
fn a_parameter_name_is_not_a_text_for_the_user() {
    let error = refused("E500", "AccountHolderName");
    assert_eq!(error.user_text(), None);
    assert_eq!(error.parameter(), Some("AccountHolderName"));
    assert!(!error.is_session_gone());
    assert!(refused("E500", " SessionStateId ").is_session_gone());
}

#[test]
fn fault_f12_an_undescribed_code_shows_its_text() {
    let error = refused("E4711", "Please call us.");
    assert_eq!(error.class(), Some(Class::Unknown));
    assert_eq!(error.rule(), None);
    assert_eq!(error.user_text(), Some("Please call us."));
    assert!(error.to_string().contains("E4711"));
}

#[test]
fn a_code_that_is_no_plain_word_is_not_shown() {
    let error = refused("4111 1111 1111 1111\n", "");
    assert!(!error.to_string().contains("4111"), "{error}");
    assert!(!format!("{error:?}").contains("4111"), "{error:?}");
    assert_eq!(error.user_text(), None);
}

#[test]
fn passing_failures_are_retryable_and_say_what_was_sent() {
    assert!(refused("E97", "").is_retryable());
    assert!(!refused("E12", "").is_retryable());
    let lost = Error::new(Kind::Interrupted, "while waiting").sent(Sent::Maybe);
    assert!(lost.is_retryable() && lost.may_have_been_sent());
    assert!(!Error::new(Kind::Connect, "refused").may_have_been_sent());
    assert!(!Error::new(Kind::HttpStatus, "").with_status(500).is_retryable());
    assert!(Error::new(Kind::HttpStatus, "").with_status(503).is_retryable());
}

#[test]
fn a_status_of_a_passing_nature_counts_beside_a_code_and_a_fault() {
    let faulted = |status| {
        let fault = FaultReport {
            code: "Server".to_owned(),
            subcodes: Vec::new(),
            role: None,
            reason: String::new(),
            detail: None,
            other_version: false,
            envelope: None,
        };
        Error::faulted(fault).with_status(status)
    };
    for status in [408, 429, 502, 503, 504] {
        // A code that nobody described, with a status that everybody knows.
        assert!(refused("rate_limited", "").with_status(status).is_retryable(), "{status}");
        assert!(!refused("E12", "").with_status(status).is_retryable(), "a refusal stays one: {status}");
        assert!(faulted(status).is_retryable(), "{status}");
    }
    for status in [200, 400, 500] {
        assert!(!refused("rate_limited", "").with_status(status).is_retryable(), "{status}");
        assert!(!faulted(status).is_retryable(), "{status}");
    }
    // Retryable is no word on what was done: the partner has seen this request.
    assert!(faulted(503).may_have_been_sent());
}

#[test]
fn an_unknown_code_is_shown_only_if_it_is_short() {
    assert!(refused("rate_limited_now", "").to_string().contains("rate_limited_now"));
    for long in ["4111111111111111x", "eyJhbGciOiJIUzI1NiIsInR5cCI6"] {
        let error = refused(long, "");
        assert!(!format!("{error} {error:?}").contains(long), "{error}");
        assert_eq!(error.code(), Some(long));
    }
}

#[test]
fn fault_texts_stay_out_of_the_message() {
    let error = Error::faulted(FaultReport {
        code: "Server".to_owned(),
        subcodes: Vec::new(),
        role: None,
        reason: "canary reason".to_owned(),
        detail: Some("canary.stack.trace".into()),
        other_version: false,
        envelope: None,
    });
    let shown = format!("{error} {error:?} {:?}", error.fault());
    assert!(shown.contains("Server") && !shown.contains("canary"), "{shown}");
    assert_eq!(error.fault().unwrap().detail.as_ref().unwrap().text(), "canary.stack.trace");
}

#[test]
fn an_error_is_small_and_may_cross_threads() {
    fn crosses<T: Send + Sync + 'static>() {}
    crosses::<Error>();
    assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
}
