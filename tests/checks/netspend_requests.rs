//! Each Netspend operation as it goes over the wire: method, path, query, headers that are ours, body. What is secret in a
//! header is held against what it must be, and shown as redacted.

use std::fmt::Write as _;

use bindery_runtime::Error;
use bindery_runtime::generated::json::Patch;
use partners::netspend::types::{
    CardVerificationType, ChosenAnswer, CloseCardRequest, CreateAccountRequest, CreateDigitalCardRequest,
    CreateP2pTransferRequest, CreatePersonRequest, CreatePhysicalCardRequest, CreateVirtualCardRequest,
    ExpectedUseAnswers, IdentityAnswers, IdentityContext, P2pTransferReceiver, PersonRelationship,
    SearchAgreementsRequest, SearchCardBrandsRequest, SessionExpirationStrategy, SetCardPinRequest,
    UpdatePersonRequest, VerifyCardRequest,
};
use partners::netspend::{Client, DeviceData, SessionOpening};

use super::fixtures::{self, NETSPEND_SESSION, NetspendSession};
use super::scripted_server::{Recorded, ScriptedServer, reply};

/// A partner that mints tokens and has nothing else to say.
fn script(request: &Recorded) -> Vec<u8> {
    if request.path.ends_with("/oauth/accesstoken") {
        let token = br#"{"access_token":"fake-token","token_type":"BearerToken","expires_in":"86399"}"#;
        return reply("200 OK", "application/json", token);
    }
    reply("500 Internal Server Error", "application/json", b"{}")
}

/// What a reviewer looks at, without what is secret in it.
fn shown(request: &Recorded) -> String {
    let mut text = format!("{} {}\n", request.method, request.path);
    for name in ["authorization", "ns-session-id", "content-type", "accept"] {
        match (name, request.header(name)) {
            (_, None) => {}
            ("authorization", Some(value)) => {
                let (scheme, _) = value.split_once(' ').expect("a scheme and what is secret");
                let _ = writeln!(text, "{name}: {scheme} <redacted>");
            }
            ("ns-session-id", Some(_)) => {
                let _ = writeln!(text, "{name}: <redacted>");
            }
            (_, Some(value)) => {
                let _ = writeln!(text, "{name}: {value}");
            }
        }
    }
    if !request.body.is_empty() {
        let body = serde_json::from_slice::<serde_json::Value>(&request.body)
            .map_or_else(|_| String::from_utf8_lossy(&request.body).into_owned(), |json| format!("{json:#}"));
        let _ = write!(text, "\n{body}\n");
    }
    text
}

/// Operations that are called without a session.
const OUTSIDE: [&str; 6] = [
    "get_session_initialization",
    "create_session",
    "report_account_event",
    "get_transaction",
    "create_account_deposit",
    "create_account_withdrawal",
];

/// Makes one call that is expected to be refused, and snapshots what was sent.
pub(crate) async fn snapshot<T, E: Into<Error>>(
    name: &str,
    server: &ScriptedServer,
    call: impl Future<Output = Result<T, E>>,
) {
    let before = server.requests().len();
    let error = call.await.err().unwrap_or_else(|| panic!("{name}: the server refuses everything")).into();
    assert_eq!(error.status(), Some(500), "{name}: {error}");
    let requests = server.requests();
    let mut sent = requests[before..].iter().filter(|request| !request.path.ends_with("/oauth/accesstoken"));
    let request = sent.next().expect("a request");
    assert_eq!(request.header("authorization"), Some("Bearer fake-token"), "{name}");
    let session = request.header("ns-session-id");
    let outside = OUTSIDE.iter().any(|operation| name.starts_with(operation));
    assert_eq!(session, (!outside).then_some(NETSPEND_SESSION), "{name}");
    insta::assert_snapshot!(format!("netspend_{name}"), shown(request));
}

pub(crate) async fn server_and_client() -> (ScriptedServer, Client, NetspendSession) {
    let server = ScriptedServer::start(script).await;
    let client = fixtures::netspend(&server);
    let session = fixtures::netspend_session(&client);
    (server, client, session)
}

#[tokio::test]
async fn tokens_and_sessions() {
    let (server, client, session) = server_and_client().await;
    snapshot("get_session_initialization", &server, client.get_session_initialization()).await;
    let mint =
        server.requests().into_iter().find(|request| request.path.ends_with("accesstoken")).expect("a mint");
    insta::assert_snapshot!("netspend_create_access_token", shown(&mint));
    let device = || DeviceData::SdkV1(fixtures::encrypted());
    snapshot("create_session", &server, client.open_person_session("fake-person", device())).await;
    snapshot("create_session_of_account", &server, client.open_account_session("fake-account", device()))
        .await;
    let mut opening = SessionOpening::new(DeviceData::SdkV2(fixtures::encrypted()));
    opening.expiration_strategy = Some(SessionExpirationStrategy::from("fake-strategy".to_owned()));
    snapshot("create_session_anonymous", &server, client.open_anonymous_session(opening)).await;
    snapshot("get_session", &server, session.get_session()).await;
    let anonymous = client.resume_anonymous_session(fixtures::netspend_keys());
    snapshot("update_session", &server, anonymous.clone().promote_to_account("fake-account")).await;
    snapshot("update_session_to_person", &server, anonymous.promote_to_person("fake-person")).await;
    let mints = server.requests().iter().filter(|request| request.path.ends_with("accesstoken")).count();
    assert_eq!(mints, 1, "one token serves all calls");
    let basic = base64_simd::STANDARD.encode_to_string("fake-key:fake-secret");
    assert_eq!(mint.header("authorization"), Some(format!("Basic {basic}").as_str()));
}

#[tokio::test]
async fn accounts_and_people() {
    let (server, _, session) = server_and_client().await;
    let account = CreateAccountRequest::new("fake-context");
    snapshot("create_account", &server, session.create_account(&account)).await;
    snapshot("get_account", &server, session.get_account("fake-account")).await;
    let mut context = IdentityContext::default();
    context.account_id = Some("fake-account".to_owned());
    let mut person = CreatePersonRequest::new("Fake", "Person", context, PersonRelationship::Primary);
    person.encrypted_data = Some(fixtures::encrypted());
    snapshot("create_person", &server, session.create_person(&person)).await;
    snapshot("get_person", &server, session.get_person("fake-person")).await;
    let mut update = UpdatePersonRequest::default();
    update.email = Patch::Value("fake@example.com".to_owned());
    update.middle_name = Patch::Null;
    snapshot("update_person", &server, session.update_person("fake-person", &update)).await;
    snapshot("get_person_escaped", &server, session.get_person("../a b?c/é")).await;
}

#[tokio::test]
async fn agreements_and_expected_use() {
    let (server, _, session) = server_and_client().await;
    snapshot("search_agreements", &server, session.search_agreements(&SearchAgreementsRequest::default()))
        .await;
    snapshot("list_person_agreements", &server, session.list_person_agreements("fake-person")).await;
    snapshot("get_agreement", &server, session.get_agreement("fake-agreement")).await;
    snapshot("accept_agreement", &server, session.accept_agreement("fake-person", "fake-agreement")).await;
    snapshot("get_expected_use", &server, session.get_expected_use("fake-person")).await;
    let answers = ExpectedUseAnswers::new(vec![ChosenAnswer::new("fake-question", "fake-answer")]);
    snapshot("submit_expected_use", &server, session.submit_expected_use("fake-person", &answers)).await;
}

#[tokio::test]
async fn identity() {
    let (server, _, session) = server_and_client().await;
    snapshot("get_identity_questions", &server, session.get_identity_questions("fake-person")).await;
    let answers = IdentityAnswers::new(fixtures::encrypted());
    snapshot("submit_identity_answers", &server, session.submit_identity_answers("fake-person", &answers))
        .await;
    snapshot("get_identity_scan", &server, session.get_identity_scan("fake-person")).await;
}

#[tokio::test]
async fn cards() {
    let (server, _, session) = server_and_client().await;
    snapshot("search_card_brands", &server, session.search_card_brands(&SearchCardBrandsRequest::default()))
        .await;
    snapshot(
        "create_physical_card",
        &server,
        session.create_physical_card(&CreatePhysicalCardRequest::default()),
    )
    .await;
    snapshot(
        "create_virtual_card",
        &server,
        session.create_virtual_card(&CreateVirtualCardRequest::default()),
    )
    .await;
    snapshot(
        "create_digital_card",
        &server,
        session.create_digital_card(&CreateDigitalCardRequest::default()),
    )
    .await;
    snapshot("get_card", &server, session.get_card("fake-card")).await;
    let verify = VerifyCardRequest::new(CardVerificationType::Cvc, fixtures::encrypted());
    snapshot("verify_card", &server, session.verify_card("fake-card", &verify)).await;
    let pin = SetCardPinRequest::new(fixtures::encrypted());
    snapshot("set_card_pin", &server, session.set_card_pin("fake-card", &pin)).await;
    snapshot("close_card", &server, session.close_card("fake-card", None)).await;
    let mut reason = CloseCardRequest::default();
    reason.reason = Some("fake reason".to_owned());
    snapshot("close_card_with_reason", &server, session.close_card("fake-card", Some(&reason))).await;
}

#[tokio::test]
async fn transfers() {
    let (server, _, session) = server_and_client().await;
    let amount = "20.10".parse().expect("an amount");
    let mut create = CreateP2pTransferRequest::new(amount);
    create.sender_account_id = Some("fake-account".to_owned());
    snapshot("create_p2p_transfer", &server, session.create_p2p_transfer(&create)).await;
    snapshot("get_p2p_transfer", &server, session.get_p2p_transfer("fake-transfer")).await;
    let receiver = P2pTransferReceiver::new("fake-receiver");
    snapshot(
        "add_p2p_transfer_receiver",
        &server,
        session.add_p2p_transfer_receiver("fake-transfer", &receiver),
    )
    .await;
    snapshot("accept_p2p_transfer", &server, session.accept_p2p_transfer("fake-transfer")).await;
    snapshot("cancel_p2p_transfer", &server, session.cancel_p2p_transfer("fake-transfer")).await;
}

#[tokio::test]
async fn fault_f14_an_empty_path_parameter_is_refused_before_anything_is_sent() {
    let (server, client, session) = server_and_client().await;
    let _ = client.get_session_initialization().await;
    let before = server.requests().len();
    let error = session.get_person("").await.expect_err("an empty id");
    assert!(!error.may_have_been_sent(), "{error}");
    assert_eq!(server.requests().len(), before);
}
