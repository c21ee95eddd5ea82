//! Every guide of the partner's documentation is an example, and says what it should. (The Authentication guide is
//! `start_session` of the workspace's tests.)

/// Runs examples and compares what they say.
macro_rules! guides {
    ($($name:ident, $file:literal: [$($line:literal),* $(,)?];)*) => {$(
        #[allow(dead_code, reason = "an example has a main function, and needs a part of its support only")]
        #[path = $file]
        mod $name;

        #[tokio::test]
        async fn $name() {
            assert_eq!($name::run().await.unwrap(), [$($line),*]);
        }
    )*};
}

guides! {
    single_check, "../../examples/single_check.rs": [
        "risks: 0",
        "preview: front true, back true",
        "deposited: 20.11 in 1 check",
    ];
    several_checks, "../../examples/several_checks.rs": [
        "check 1: Some(20.11)",
        "check 2: Some(100.00)",
        "deposited: 120.11 in 2 checks",
        "sessions opened: 1",
    ];
    terms, "../../examples/terms.rs": ["before: true", "to read: true", "after: true", "still required: false"];
    large_account_list, "../../examples/large_account_list.rs": [
        "requests: 1 StartSession, 2 AddAccounts",
        "accounts offered: 5001",
        "deposited: 20.11 into the right account: true",
    ];
    reject, "../../examples/reject.rs": [
        "Reject: Some(\"This check cannot be accepted.\")",
        "posting: the deposit is open: a check was rejected; correct it or cancel.",
        "after correcting: true",
        "deposited: 61.01",
    ];
    confirmable_risk, "../../examples/confirmable_risk.rs": [
        "Confirm: Some(\"Please check the date of the check.\")",
        "unconfirmed: the deposit is open: the user has yet to correct or confirm a check.",
        "deposited: 66.02",
    ];
    deposit_history, "../../examples/deposit_history.rs": [
        "Some(100.00), Some(\"Submitted\")",
        "Some(20.11), Some(\"Submitted\")",
        "images fetched with the list: 0",
        "front of the older one: Some(b\"front of 20.11\")",
        "images fetched: 1",
    ];
    email_receipt, "../../examples/email_receipt.rs": [
        "sent to: bookkeeping@example.com",
        "of this deposit: true",
    ];
    cancel, "../../examples/cancel.rs": [
        "posting: the deposit is cancelled: it is posted once, from an open batch.",
        "credits: 0",
        "deposited after all: 20.11",
    ];
}
