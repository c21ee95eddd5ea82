//! What a PAPI3 session handle does not do behind its caller's back: at a partner that counts openings and forgets
//! sessions when told.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bindery_runtime::{Kind, Result, Sent};
use partners::papi3::{Session, deposit};

use super::fixtures::{self, BATCH};
use super::scripted_server::{Recorded, ScriptedServer, reply};

const SSO: &str = "http://ensenta.com/ECPartnerDepositRequest/SingleSignon/PartnerSSORequest";
const DEPOSIT: &str = "http://ensenta.com/ECPartnerDepositRequest";

/// The partner: its sessions are numbered, and it knows the last one until it is told to forget it.
#[derive(Clone, Default)]
struct Partner {
    opened: Arc<AtomicUsize>,
    known: Arc<AtomicUsize>,
    /// How it says that a session is gone: E51, or E500 with the name of a parameter.
    names: Option<&'static str>,
}

impl Partner {
    async fn start(&self) -> ScriptedServer {
        let partner = self.clone();
        ScriptedServer::start(move |request| partner.answer(request)).await
    }

    fn answer(&self, request: &Recorded) -> Vec<u8> {
        let action = request.header("soapaction").expect("an action").trim_matches('"');
        let operation = action.rsplit('/').next().expect("an operation");
        let body = std::str::from_utf8(&request.body).expect("UTF-8");
        let known = self.known.load(Ordering::SeqCst);
        let in_session = body.contains(&format!("<SessionToken>token {known}</SessionToken>"))
            && body.contains(&format!("<SessionStateId>state {known}</SessionStateId>"));
        let (namespace, result) = match (operation, self.names) {
            ("StartSession", _) => {
                let number = self.opened.fetch_add(1, Ordering::SeqCst) + 1;
                self.known.store(number, Ordering::SeqCst);
                let keys = format!(
                    "<SessionToken>token {number}</SessionToken><SessionStateId>state {number}</SessionStateId>"
                );
                (SSO, format!("<ResponseCode>00</ResponseCode>{keys}"))
            }
            _ if in_session => (DEPOSIT, "<ResponseCode>00</ResponseCode>".to_owned()),
            (_, Some(name)) => (
                DEPOSIT,
                format!(
                    "<ResponseCode>E500</ResponseCode><LocalizedMessageText>{name}</LocalizedMessageText>"
                ),
            ),
            (_, None) => (DEPOSIT, "<ResponseCode>E51</ResponseCode>".to_owned()),
        };
        let envelope = format!(
            "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><{operation}Response xmlns=\"{namespace}\"><{operation}Result>{result}</{operation}Result></{operation}Response></s:Body></s:Envelope>"
        );
        reply("200 OK", "text/xml; charset=utf-8", envelope.as_bytes())
    }

    fn opened(&self) -> usize {
        self.opened.load(Ordering::SeqCst)
    }

    fn forget(&self) {
        self.known.store(0, Ordering::SeqCst);
    }
}

async fn session() -> (Partner, ScriptedServer, Session) {
    let partner = Partner::default();
    let server = partner.start().await;
    let session = fixtures::papi3(&server).session(&fixtures::device(), fixtures::start_session());
    (partner, server, session)
}

/// A call without meaning to the session.
async fn accept(session: &Session) -> Result<deposit::AcceptTermsResult> {
    session.accept_terms(deposit::AcceptTermsRequest::default()).await
}

async fn create(session: &Session) -> Result<deposit::CreateDepositBatchResult> {
    session.create_deposit_batch(deposit::CreateDepositBatchRequest::default()).await
}

async fn post(session: &Session) -> Result<deposit::PostDepositBatchResult> {
    session.post_deposit_batch(deposit::PostDepositBatchRequest::new(BATCH)).await
}

#[tokio::test]
async fn fault_d6_every_way_to_say_gone_costs_one_renewal() {
    for names in [None, Some("SessionStateId"), Some(" SessionToken ")] {
        let partner = Partner { names, ..Partner::default() };
        let server = partner.start().await;
        let session = fixtures::papi3(&server).session(&fixtures::device(), fixtures::start_session());
        accept(&session).await.expect("the first call");
        partner.forget();
        accept(&session).await.expect("made again");
        assert_eq!((partner.opened(), server.requests().len()), (2, 5), "{names:?}");
    }
    // Another wrong parameter is the caller's fault.
    let partner = Partner { names: Some("PartnerId"), ..Partner::default() };
    let server = partner.start().await;
    let session = fixtures::papi3(&server).session(&fixtures::device(), fixtures::start_session());
    accept(&session).await.expect("the first call");
    partner.forget();
    assert!(!accept(&session).await.expect_err("a wrong parameter").is_session_gone());
    assert_eq!(partner.opened(), 1);
}

#[tokio::test]
async fn fault_d4_a_batch_keeps_its_session_until_it_is_closed() {
    let (partner, _server, session) = session().await;
    create(&session).await.expect("a batch");
    partner.forget();
    let error = post(&session).await.expect_err("not in a new session");
    assert_eq!((error.code(), error.request_sent(), partner.opened()), (Some("E51"), Sent::Yes, 1));
    assert!(error.is_session_gone());
    assert!(
        error.to_string().ends_with(
            "Call renew, then ask the partner how the batch stands before anything is sent for it again."
        ),
        "{error}"
    );
    assert_eq!(session.keys(), None);
    let error = accept(&session).await.expect_err("known to be gone");
    assert_eq!((error.kind(), error.request_sent()), (Kind::SessionGone, Sent::No));
    session.renew().await.expect("deliberately");
    post(&session).await.expect("posted");
    partner.forget();
    accept(&session).await.expect("nothing is lost by a renewal any more");
    assert_eq!(partner.opened(), 3);
}

#[tokio::test]
async fn a_program_can_say_that_a_batch_is_open_or_settled() {
    let (partner, _server, session) = session().await;
    session.hold();
    accept(&session).await.expect("the first opening renews nothing");
    partner.forget();
    assert!(accept(&session).await.expect_err("held").is_session_gone());
    session.release();
    accept(&session).await.expect("renewed");
    assert_eq!(partner.opened(), 2);
}

#[tokio::test]
async fn added_accounts_are_not_lost_silently() {
    let (partner, _server, session) = session().await;
    let mut accounts = deposit::AddAccountsRequest::default();
    accounts.accounts.push(deposit::Account::new("1000000001", "Fake checking", "1"));
    session.add_accounts(accounts.clone()).await.expect("added");
    partner.forget();
    let error = create(&session).await.expect_err("the accounts are gone");
    assert!(error.is_session_gone() && error.remedy().contains("add again"), "{error}");
    session.renew().await.expect("deliberately");
    session.add_accounts(accounts).await.expect("added again");
    create(&session).await.expect("a batch");
    assert_eq!(partner.opened(), 2);
}

#[tokio::test]
async fn an_opening_without_keys_is_no_session() {
    let body = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><StartSessionResponse xmlns=\"{SSO}\"><StartSessionResult><ResponseCode>00</ResponseCode><SessionToken/><SessionStateId>s</SessionStateId></StartSessionResult></StartSessionResponse></s:Body></s:Envelope>"
    );
    let server =
        ScriptedServer::start(move |_| reply("200 OK", "text/xml; charset=utf-8", body.as_bytes())).await;
    let session = fixtures::papi3(&server).session(&fixtures::device(), fixtures::start_session());
    let error = accept(&session).await.expect_err("no token");
    assert_eq!(
        (error.kind(), error.operation(), error.request_sent()),
        (Kind::Decode, Some("AcceptTerms"), Sent::No)
    );
    assert!(error.to_string().contains("SessionToken"), "{error}");
    assert_eq!((session.keys(), server.requests().len()), (None, 1));
}
