//! What goes wrong between a client and Netspend, by script and by lot, over real TLS.

use std::time::Duration;

use bindery_runtime::generated::Decimal;
use bindery_sandbox::netspend::{self, OPERATIONS};
use bindery_sandbox::{Clock, Fault, NetspendAccess, Sandbox};
use serde_json::{Value, json};

use crate::netspend::{call, token};
use crate::raw::{Reply, send};

/// A session of a person, from the raw client's point of view.
struct Caller<'a> {
    sandbox: &'a Sandbox,
    access: &'a NetspendAccess,
    bearer: String,
    session: String,
}

impl<'a> Caller<'a> {
    async fn person(sandbox: &'a Sandbox, id: &str) -> Self {
        let access = sandbox.netspend_cert();
        let bearer = token(sandbox, access).await;
        let body = json!({ "source_type": "person", "source_id": id, "device_data": "opaque" });
        let (_, opened) = call((sandbox, access), &bearer, "POST", "/sessions", Some(body)).await;
        let session = opened["id"].as_str().unwrap().to_owned();
        Self { sandbox, access, bearer, session }
    }

    /// A call as it comes back, if it does.
    async fn send(&self, operation: &str, body: Value) -> Option<Reply> {
        let (method, path) = operation.split_once(' ').unwrap();
        let authorization = format!("Bearer {}", self.bearer);
        let headers = [
            ("authorization", authorization.as_str()),
            ("ns-session-id", &self.session),
            ("content-type", "application/json"),
        ];
        let url = format!("{}{path}", self.access.base);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        send(self.sandbox, None, method, &url, &headers, &body).await
    }

    async fn transfer(&self) -> Option<Reply> {
        let body = json!({ "amount": "1.00", "receiver_account_id": "fake-account-2" });
        self.send("POST /p2p_transfers", body).await
    }
}

fn dollars(amount: i64) -> Decimal {
    Decimal::from(amount)
}

#[tokio::test]
async fn each_fault_is_met_by_the_call_that_it_was_scripted_for() {
    let clock = Clock::stopped();
    let sandbox = Sandbox::builder().clock(clock.clone()).start().await.unwrap();
    let caller = Caller::person(&sandbox, "fake-person").await;
    let faults = caller.access.faults();
    let script = |fault: Fault| faults.script("createP2pTransfer", 1, fault);
    let carried_out = || caller.access.calls("createP2pTransfer");

    for (fault, carried) in
        [(Fault::ResetBeforeRead, 0), (Fault::ResetBeforeReply, 1), (Fault::TruncatedReply, 1)]
    {
        let before = carried_out();
        script(fault.clone());
        assert!(caller.transfer().await.is_none(), "{fault:?}");
        assert_eq!(carried_out() - before, carried, "{fault:?}");
    }
    for (fault, status, body, carried) in [
        (Fault::Html { status: 503, processed: false }, 503, "<!DOCTYPE html>", 0),
        (Fault::Html { status: 200, processed: true }, 200, "<!DOCTYPE html>", 1),
        (Fault::Status { status: 502, processed: true }, 502, "", 1),
        (Fault::Unexpected { processed: false }, 500, "unexpected_error", 0),
        (Fault::SessionTimeout, 401, "session_expired", 0),
        (Fault::TokenGone, 401, "invalid_access_token", 0),
        (Fault::TooManyRequests { retry_after: 7 }, 429, "", 0),
        (Fault::Delay(Duration::ZERO), 201, "pending", 1),
    ] {
        let before = carried_out();
        script(fault.clone());
        let reply = caller.transfer().await.unwrap();
        assert_eq!((reply.status, carried_out() - before), (status, carried), "{fault:?}");
        assert!(reply.body.contains(body), "{fault:?}: {}", reply.body);
        let told = reply.head.contains("retry-after: 7");
        assert_eq!(told, matches!(fault, Fault::TooManyRequests { .. }));
    }
    let before = carried_out();
    let after = Duration::from_secs(30);
    script(Fault::LateDuplicate { after });
    assert_eq!(caller.transfer().await.unwrap().status, 201);
    script(Fault::LateArrival { after });
    assert!(caller.transfer().await.is_none());
    assert_eq!(carried_out() - before, 1);
    clock.advance(after);
    assert_eq!(carried_out() - before, 3);
    assert_eq!(faults.met().len(), 13);
    assert_eq!(faults.arrived("createP2pTransfer"), 13);

    caller.access.reset_connections(1);
    assert!(caller.transfer().await.is_none());
    assert_eq!(caller.transfer().await.unwrap().status, 201);
    sandbox.finish().await;
}

#[tokio::test]
async fn a_lost_reply_to_an_acceptance_moves_the_money_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let sender = Caller::person(&sandbox, "fake-person").await;
    let receiver = Caller::person(&sandbox, "fake-person-2").await;
    let created: Value = serde_json::from_str(&sender.transfer().await.unwrap().body).unwrap();
    let accept = format!("POST /p2p_transfers/{}/accept", created["id"].as_str().unwrap());
    sandbox.netspend_cert().faults().script("acceptP2pTransfer", 1, Fault::ResetBeforeReply);
    assert!(receiver.send(&accept, Value::Null).await.is_none());
    let again = receiver.send(&accept, Value::Null).await.unwrap();
    assert!(again.status == 422 && again.body.contains("p2p_transfer_not_pending"), "{}", again.body);
    let ledger = sandbox.netspend_cert().ledger();
    let moved: Vec<_> = ledger.iter().map(|posting| (&*posting.account_id, posting.amount)).collect();
    assert_eq!(moved, [("fake-account", dollars(-1)), ("fake-account-2", dollars(1))]);
    assert_eq!(sandbox.netspend_cert().balance("fake-account-2"), dollars(1001));
    sandbox.finish().await;
}

/// What a run of forty calls with faults by lot brought.
async fn run(seed: u64) -> Vec<Option<(u16, String)>> {
    let builder = Sandbox::builder().seed(seed).clock(Clock::stopped());
    let sandbox = builder.netspend(netspend::Switches::default()).start().await.unwrap();
    let caller = Caller::person(&sandbox, "fake-person").await;
    let faults = caller.access.faults();
    for operation in OPERATIONS {
        faults.rate(operation, Fault::ResetBeforeReply, 0.2);
        faults.rate(operation, Fault::Unexpected { processed: true }, 0.2);
    }
    let mut replies = Vec::new();
    for _ in 0..40 {
        let reply = caller.transfer().await;
        replies.push(reply.map(|reply| (reply.status, reply.body)));
    }
    assert!(!faults.met().is_empty());
    sandbox.finish().await;
    replies
}

#[tokio::test]
async fn a_seed_repeats_a_run_byte_for_byte() {
    let first = run(11).await;
    assert_eq!(first, run(11).await);
    assert_ne!(first, run(12).await);
    assert!(first.iter().any(Option::is_none) && first.iter().flatten().any(|reply| reply.0 == 201));
}

#[test]
#[should_panic(expected = "PAPI3 has no access tokens")]
fn papi3_has_no_token_that_could_be_gone() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    sandbox.papi3_uat().faults().script("StartSession", 1, Fault::TokenGone);
}
