//! The life of a PAPI3 session against the sandbox: opened when needed, renewed when gone, over once ended.

use std::time::Duration;

use bindery_runtime::{Kind, Sent, SessionClock};
use bindery_sandbox::{Clock, Sandbox};
use partners::papi3::{Session, SessionKeys, deposit};

use super::fixtures;
use super::over_mutual_tls::ours;

const MINUTE: Duration = Duration::from_secs(60);

async fn read(session: &Session) -> bindery_runtime::Result<deposit::GetSessionInfoResult> {
    session.get_session_info(deposit::GetSessionInfoRequest::default()).await
}

/// A sandbox whose clock stands still.
async fn stopped() -> (Sandbox, Clock) {
    let clock = Clock::stopped();
    (Sandbox::builder().clock(clock.clone()).start().await.expect("a sandbox"), clock)
}

#[tokio::test]
async fn fault_d1_a_session_is_renewed_before_it_can_die_on_the_way() {
    let (sandbox, partners_clock) = stopped().await;
    for (idle, renewed) in [
        (13 * MINUTE + Duration::from_secs(59), false),
        (14 * MINUTE, true),
        (14 * MINUTE + Duration::from_secs(59), true),
        (15 * MINUTE, true),
        (15 * MINUTE + Duration::from_secs(1), true),
    ] {
        let clock = SessionClock::stopped();
        let client = ours(&sandbox, sandbox.papi3_uat()).with_session_clock(clock.clone());
        let session = client.session(&fixtures::device(), fixtures::start_session());
        assert_eq!(session.keys(), None, "nothing is opened before it is needed");
        read(&session).await.expect("the first call opens it");
        let before = session.keys().expect("keys");
        clock.advance(idle);
        partners_clock.advance(idle);
        read(&session).await.expect("it goes on");
        assert_eq!(session.keys() != Some(before), renewed, "{idle:?}");
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn fault_d2_refused_calls_do_not_prolong_a_session() {
    let (sandbox, partners_clock) = stopped().await;
    let clock = SessionClock::stopped();
    let client = ours(&sandbox, sandbox.papi3_uat()).with_session_clock(clock.clone());
    let session = client.session(&fixtures::device(), fixtures::start_session());
    read(&session).await.expect("a session");
    let before = session.keys().expect("keys");
    for _ in 0..2 {
        clock.advance(7 * MINUTE);
        partners_clock.advance(7 * MINUTE);
        let nothing = deposit::GetDepositItemRequest::new(fixtures::BATCH, 1);
        session.get_deposit_item(nothing).await.expect_err("there is no such batch");
    }
    read(&session).await.expect("it goes on");
    assert_ne!(session.keys(), Some(before), "14 minutes have passed since the last success");
    sandbox.finish().await;
}

#[tokio::test]
async fn a_session_that_the_partner_says_is_gone_is_renewed_whatever_our_clock_says() {
    let (sandbox, partners_clock) = stopped().await;
    let client = ours(&sandbox, sandbox.papi3_uat()).with_session_clock(SessionClock::stopped());
    let (session, _) =
        client.start_session(&fixtures::device(), fixtures::start_session()).await.expect("a session");
    let clone = session.clone();
    let before = session.keys().expect("keys");
    partners_clock.advance(15 * MINUTE);
    read(&session).await.expect("made again in a new session");
    assert_ne!(session.keys().expect("keys"), before);
    assert_eq!(session.keys(), clone.keys(), "clones share it");
    sandbox.finish().await;
}

#[tokio::test]
async fn fault_d25_a_handle_from_keys_says_that_they_are_gone() {
    let (sandbox, partners_clock) = stopped().await;
    let client = ours(&sandbox, sandbox.papi3_uat());
    let opened = client.start_session(&fixtures::device(), fixtures::start_session()).await;
    let SessionKeys { session_token, session_state_id } = opened.expect("a session").0.keys().expect("keys");
    let session = client.resume(&fixtures::device(), SessionKeys { session_token, session_state_id });
    read(&session).await.expect("it goes on");
    partners_clock.advance(15 * MINUTE);
    let error = read(&session).await.expect_err("it cannot be renewed");
    assert_eq!((error.code(), error.remedy()), (Some("E51"), "Open a new session."));
    let error = session.renew().await.expect_err("not deliberately either");
    assert_eq!((error.kind(), error.request_sent()), (Kind::SessionGone, Sent::No));
    assert!(error.is_session_gone(), "{error}");
    sandbox.finish().await;
}

#[tokio::test]
async fn fault_d24_an_ended_session_is_over_for_every_clone() {
    let (sandbox, partners_clock) = stopped().await;
    let client = ours(&sandbox, sandbox.papi3_uat());
    for idle in [Duration::ZERO, 15 * MINUTE] {
        let (session, _) =
            client.start_session(&fixtures::device(), fixtures::start_session()).await.expect("a session");
        let clone = session.clone();
        partners_clock.advance(idle);
        let ended = session.end_session(deposit::EndSessionRequest::default()).await;
        assert_eq!(ended.is_ok(), idle.is_zero());
        assert_eq!(clone.keys(), None);
        let error = read(&clone).await.expect_err("it is over");
        assert_eq!((error.kind(), error.request_sent()), (Kind::SessionEnded, Sent::No));
        assert!(!error.is_session_gone());
        assert_eq!(
            error.to_string(),
            "papi3 GetSessionInfo: the session is over: the session of this handle was ended. Make a new session handle."
        );
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn a_call_whose_session_cannot_be_opened_was_not_sent() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let mut request = fixtures::start_session();
    request.account_holder_number = "770000077".to_owned();
    let session = ours(&sandbox, sandbox.papi3_uat()).session(&fixtures::device(), request);
    let error = read(&session).await.expect_err("the user is suspended");
    assert_eq!((error.operation(), error.code()), (Some("GetSessionInfo"), Some("E77")));
    assert_eq!((error.request_sent(), error.attempts()), (Sent::No, 0));
    assert!(error.user_text().is_some() && error.to_string().contains("StartSession was to open"), "{error}");
    sandbox.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_d8_a_thousand_first_calls_open_one_session() {
    // Each call has a connection of its own, and both of its ends are here.
    rlimit::increase_nofile_limit(4096).expect("files to open");
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let uat = sandbox.papi3_uat();
    let session = ours(&sandbox, uat).session(&fixtures::device(), fixtures::start_session());
    let callers: Vec<_> = (0..1000)
        .map(|_| {
            let session = session.clone();
            tokio::spawn(async move { read(&session).await })
        })
        .collect();
    for caller in callers {
        caller.await.expect("no panic").expect("information");
    }
    assert_eq!((uat.calls("StartSession"), uat.calls("GetSessionInfo")), (1, 1000));
    sandbox.finish().await;
}
