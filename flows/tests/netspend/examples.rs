//! Every example says what it should.

/// Runs examples and compares what they say.
macro_rules! examples {
    ($($(#[$condition:meta])? $name:ident, $file:literal: [$($line:literal),* $(,)?];)*) => {$(
        $(#[$condition])?
        #[allow(dead_code, reason = "an example has a main function, and needs a part of the phone only")]
        #[path = $file]
        mod $name;

        $(#[$condition])?
        #[tokio::test]
        async fn $name() {
            assert_eq!($name::run().await.unwrap(), [$($line),*]);
        }
    )*};
}

examples! {
    netspend_login, "../../examples/netspend_login.rs": ["tokens: 1, sessions: 1", "identity: Some(Approved)"];
    netspend_onboarding, "../../examples/netspend_onboarding.rs": [
        "identity: Some(Conditional)",
        "after the questions: Some(Approved)",
        "agreements: 3",
        "account: Some(Active), steps left: 0",
        "PIN set: true",
        "card: Some(\"active\")",
        "unsettled: 0",
        "sessions: 1",
    ];
    netspend_p2p_transfer, "../../examples/netspend_p2p_transfer.rs": [
        "sent: Some(Pending)",
        "accepted: Some(Completed)",
        "balances: 933.98 and 1066.02",
    ];
    netspend_identity_questions, "../../examples/netspend_identity_questions.rs": [
        "minutes: 5",
        "judged: Some(Rejected)",
        "again: Some(\"identity_verification_questions_not_available\"), final: true",
    ];
    netspend_card_pin, "../../examples/netspend_card_pin.rs": [
        "before: Some(\"inactive\")",
        "a wrong code is refused: true",
        "set: true, and now: Some(\"active\")",
    ];
    #[cfg(feature = "webhooks")]
    netspend_webhooks, "../../examples/netspend_webhooks.rs": [
        "in doubt: true",
        "settled by the event: Some(true)",
        "found: true",
        "transfers: 1",
        "deliveries: [200, 200], handed on besides the first: false",
    ];
}
