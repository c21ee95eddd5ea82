//! Promotions of Netspend sessions whose answers go wrong: the session is read back, and what it says counts.

use std::sync::atomic::{AtomicUsize, Ordering};

use bindery_runtime::{Encrypted, Error, Kind, NotPromoted, Secret};
use partners::netspend::{Client, DeviceData, DevicePending, DeviceReady, Session, level};
use serde_json::{Value, json};

use super::fixtures;
use super::scripted_server::{Recorded, ScriptedServer, reply};

/// What the partner answers to a promotion.
#[derive(Clone, Copy)]
enum Answer {
    /// Nothing: the connection ends.
    Lost,
    Status(&'static str),
    /// Success, with this source.
    Tells(&'static str, &'static str),
}

/// A partner that answers a promotion so, and tells this source of the session afterwards.
async fn partner(answer: Answer, source: Option<(&'static str, &'static str)>) -> (ScriptedServer, Client) {
    let json = |status: &str, body: Value| reply(status, "application/json", body.to_string().as_bytes());
    let server = ScriptedServer::start(move |request: &Recorded| match request.method.as_str() {
        "POST" if request.path.ends_with("/oauth/accesstoken") => json(
            "200 OK",
            json!({ "access_token": "fake", "token_type": "BearerToken", "expires_in": 86_399 }),
        ),
        "PATCH" => match answer {
            Answer::Lost => Vec::new(),
            Answer::Status(status) => json(status, json!({ "code": "fake_code" })),
            Answer::Tells(kind, id) => json("200 OK", json!({ "source_type": kind, "source_id": id })),
        },
        "GET" => match source {
            Some((kind, id)) => json("200 OK", json!({ "source_type": kind, "source_id": id })),
            None => json("200 OK", json!({})),
        },
        _ => json("404 Not Found", json!({})),
    })
    .await;
    let client = fixtures::netspend(&server);
    (server, client)
}

/// Methods of the requests that were not for a token.
fn methods(server: &ScriptedServer) -> Vec<String> {
    let others = server.requests().into_iter().filter(|request| !request.path.ends_with("accesstoken"));
    others.map(|request| request.method).collect()
}

type Promoted = Result<Session<level::Account>, NotPromoted<Session<level::Anonymous>>>;

async fn promoted(
    answer: Answer,
    source: Option<(&'static str, &'static str)>,
) -> (Promoted, ScriptedServer) {
    let (server, client) = partner(answer, source).await;
    let session = client.resume_anonymous_session(fixtures::netspend_keys());
    (session.promote_to_account("fake-account").await, server)
}

#[tokio::test]
async fn a_promotion_whose_answer_was_lost_is_looked_up() {
    for answer in
        [Answer::Lost, Answer::Status("502 Bad Gateway"), Answer::Status("422 Unprocessable Content")]
    {
        let (outcome, server) = promoted(answer, Some(("account", "fake-account"))).await;
        outcome.expect("it was promoted");
        assert_eq!(methods(&server), ["PATCH", "GET"], "it is not sent again");
    }
}

#[tokio::test]
async fn a_promotion_that_did_not_come_about_gives_the_session_back() {
    for source in [None, Some(("account", "another-account")), Some(("person", "fake-account"))] {
        let (outcome, server) = promoted(Answer::Lost, source).await;
        let not = outcome.expect_err("it is not a session of the account");
        assert_eq!(not.error().operation(), Some("updateSession"));
        assert_eq!(methods(&server), ["PATCH", "GET"]);
        let (session, error) = not.into_parts();
        assert!(error.may_have_been_sent(), "{error}");
        session.get_session().await.expect("the session goes on");
    }
}

#[tokio::test]
async fn a_promotion_to_somebody_else_is_none() {
    for tells in [Answer::Tells("account", "another-account"), Answer::Tells("person", "fake-account")] {
        let (outcome, server) = promoted(tells, None).await;
        let error = Error::from(outcome.expect_err("another source"));
        assert_eq!(error.kind(), Kind::Contradiction, "{error}");
        let line = format!("{error} {error:?}");
        assert!(!line.contains("fake-account") && !line.contains("another-account"), "{line}");
        assert_eq!(methods(&server), ["PATCH"]);
    }
}

#[tokio::test]
async fn a_promotion_or_an_opening_for_nobody_is_not_sent() {
    let (server, client) = partner(Answer::Lost, None).await;
    let session = client.resume_anonymous_session(fixtures::netspend_keys());
    let not = session.promote_to_person("").await.expect_err("no id");
    assert!(!not.error().may_have_been_sent(), "{not}");
    let opening = || DeviceData::SdkV2(fixtures::encrypted());
    let opened = client.open_account_session("", opening()).await.map(drop);
    assert_eq!(opened.expect_err("no id").kind(), Kind::Encode);
    let opened = client.open_person_session("", opening()).await.map(drop);
    assert_eq!(opened.expect_err("no id").kind(), Kind::Encode);
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn the_state_of_the_device_goes_along_with_a_promotion() {
    let (server, client) = partner(Answer::Tells("person", "fake-person"), None).await;
    let session = client.resume_account_session(fixtures::netspend_keys()).device_is_ready();
    let session: Session<level::Person, DeviceReady> =
        session.promote_to_person("fake-person").await.expect("a person session");
    session.get_identity_questions("fake-person").await.expect("it may ask, and compiles");
    assert_eq!(methods(&server), ["PATCH", "GET"]);
}

/// What stands in the body of an opening.
async fn opened_with(data: fn(Encrypted) -> DeviceData) -> Value {
    let (server, client) = partner(Answer::Lost, None).await;
    let _: Result<(Session<level::Anonymous, DevicePending>, _), Error> =
        client.open_anonymous_session(data(fixtures::encrypted())).await;
    let body = server.requests().pop().expect("an opening").body;
    serde_json::from_slice(&body).expect("JSON")
}

#[tokio::test]
async fn exactly_one_form_of_device_data_is_sent() {
    assert_eq!(opened_with(DeviceData::SdkV1).await, json!({ "encrypted_data": "fake.encrypted.data" }));
    assert_eq!(opened_with(DeviceData::SdkV2).await, json!({ "device_data": "fake.encrypted.data" }));
}

/// A partner that mints from one pair only, and takes no token but the last.
#[tokio::test]
async fn a_new_secret_is_used_without_a_restart_by_all_clones() {
    static MINTS: AtomicUsize = AtomicUsize::new(0);
    let server = ScriptedServer::start(|request: &Recorded| {
        let json = |status: &str, body: Value| reply(status, "application/json", body.to_string().as_bytes());
        if request.path.ends_with("/oauth/accesstoken") {
            let number = MINTS.fetch_add(1, Ordering::SeqCst);
            let token = format!("fake-token-{number}");
            return json(
                "200 OK",
                json!({ "access_token": token, "token_type": "BearerToken", "expires_in": "86399" }),
            );
        }
        // Once there are new keys the partner refuses the first token.
        let refused = request.path.contains("refused")
            && request.header("authorization") == Some("Bearer fake-token-0");
        json(if refused { "401 Unauthorized" } else { "200 OK" }, json!({ "id": "fake-person" }))
    })
    .await;
    let client = fixtures::netspend(&server);
    let session = fixtures::netspend_session(&client);
    session.get_person("fake-person").await.expect("the first token");
    client.rotate(Secret::new("fake-key"), Secret::new("fake-new-secret"));
    session.get_person("fake-person").await.expect("the first token is still good");
    assert_eq!(MINTS.load(Ordering::SeqCst), 1);
    session.get_person("refused").await.expect("the second token");
    let minted: Vec<String> = server
        .requests()
        .iter()
        .filter(|request| request.path.ends_with("accesstoken"))
        .filter_map(|request| request.header("authorization").map(str::to_owned))
        .collect();
    let basic = |secret: &str| {
        format!("Basic {}", base64_simd::STANDARD.encode_to_string(format!("fake-key:{secret}")))
    };
    assert_eq!(minted, [basic("fake-secret"), basic("fake-new-secret")]);
}

#[tokio::test]
async fn a_body_that_is_not_json_hides_no_status() {
    for (status, body) in [
        ("401 Unauthorized", ""),
        ("422 Unprocessable Content", "<html>fake</html>"),
        ("404 Not Found", "{\"code\":"),
        ("500 Internal Server Error", "[1, 2]"),
        ("503 Service Unavailable", "\"text\""),
        ("418 I'm a teapot", "\u{feff}plain text"),
    ] {
        let server = ScriptedServer::start(move |request: &Recorded| {
            if request.path.ends_with("/oauth/accesstoken") {
                return reply(
                    "200 OK",
                    "application/json",
                    br#"{"access_token":"fake","token_type":"BearerToken"}"#,
                );
            }
            reply(status, "text/html", body.as_bytes())
        })
        .await;
        let session = fixtures::netspend_session(&fixtures::netspend(&server));
        let error = session.close_card("fake-card", None).await.map(drop).expect_err("a refusal");
        assert_eq!(error.kind(), Kind::HttpStatus, "{error}");
        assert_eq!(
            error.status(),
            status.split(' ').next().and_then(|status| status.parse().ok()),
            "{error}"
        );
        assert_eq!(&error.reply_body()[..], body.as_bytes(), "{error}");
    }
}

#[tokio::test]
async fn a_final_refusal_says_so() {
    for (code, terminal) in [
        ("identity_verification_questions_not_available", true),
        ("identity_verification_answers_already_submitted", true),
        ("account_inactive", false),
        ("a_code_that_nobody_listed", false),
    ] {
        let server = ScriptedServer::start(move |request: &Recorded| {
            let (status, body) = if request.path.ends_with("/oauth/accesstoken") {
                ("200 OK", json!({ "access_token": "fake", "token_type": "BearerToken" }))
            } else {
                ("422 Unprocessable Content", json!({ "code": code }))
            };
            reply(status, "application/json", body.to_string().as_bytes())
        })
        .await;
        let session = fixtures::netspend_session(&fixtures::netspend(&server));
        let error = session.get_identity_questions("fake-person").await.map(drop).expect_err("a refusal");
        assert_eq!((error.code(), error.is_terminal()), (Some(code), terminal), "{error}");
        let known = partners::netspend::ResultCode::of(&error).expect("a code");
        assert_eq!(known.is_terminal(), terminal);
        assert!(!error.is_retryable());
    }
}
