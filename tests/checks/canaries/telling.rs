//! Calls that fail in every way, with the mark in everything that was sent and in everything that came back.

use std::sync::{Arc, Mutex};

use bindery_runtime::{Encrypted, Error, Secret};
use partners::netspend::types::{CreatePersonRequest, SessionExpirationStrategy, VerifyCardRequest};
use partners::netspend::{self, DeviceData, SessionKeys, SessionOpening};
use partners::papi3::deposit::AddDepositItemRequest;
use partners::papi3::sso::StartSessionRequest;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span;

use super::scan::{MARK, assert_clean, everything};
use super::{contract, messages, types};
use crate::checks::fixtures;
use crate::checks::scripted_server::{ScriptedServer, reply};

/// Everything that was logged, by any crate.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn add(&self, text: &str) {
        let mut log = self.0.lock().expect("no panic in the log");
        log.push_str(text);
        log.push('\n');
    }
}

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.add(&format!("{}={value:?}", field.name()));
    }
}

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
        self.add(attributes.metadata().name());
        attributes.record(&mut self.clone());
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// Holds a failed call's error, and the log of it, against the mark.
async fn assert_tells_nothing<T>(what: &str, call: impl Future<Output = Result<T, Error>>) {
    let log = Log::default();
    let guard = tracing::subscriber::set_default(log.clone());
    let outcome = call.await;
    drop(guard);
    let error = outcome.err().unwrap_or_else(|| panic!("{what} fails"));
    assert_clean(what, &everything(&error));
    let log = log.0.lock().expect("no panic in the log");
    assert!(log.contains("outcome="), "{what} is logged: {log}");
    assert_clean(what, &log);
}

/// A server that answers everything with these bytes, but hands out tokens.
async fn server(bytes: Vec<u8>) -> ScriptedServer {
    ScriptedServer::start(move |request| {
        if request.path.ends_with("/oauth/accesstoken") {
            let token = json!({ "access_token": MARK, "token_type": "BearerToken", "expires_in": "86399" });
            return reply("200 OK", "application/json", token.to_string().as_bytes());
        }
        bytes.clone()
    })
    .await
}

/// Replies that are failures whatever the operation.
fn pages() -> Vec<(&'static str, Vec<u8>)> {
    let page = format!("<html><body>{MARK}</body></html>");
    let moved = format!(
        "HTTP/1.1 302 Found\r\nLocation: https://elsewhere.invalid/{MARK}?token={MARK}\r\nContent-Length: 0\r\n\r\n"
    );
    vec![
        ("a page", reply("200 OK", "text/html", page.as_bytes())),
        ("a page with a status", reply("500 Internal Server Error", "text/html", page.as_bytes())),
        // The type itself is told, on purpose; what follows it is not.
        ("parameters", reply("200 OK", &format!("text/odd; charset={MARK}; name={MARK}"), page.as_bytes())),
        ("a redirect", moved.into_bytes()),
        ("a broken head", format!("HTTP/1.1 {MARK}\r\n{MARK}\r\n\r\n").into_bytes()),
        ("nothing", Vec::new()),
    ]
}

/// The marked request of a type of the contract.
fn marked(partner: &str, name: &str) -> String {
    let contract = contract(partner);
    let definition = types::definition(partner, &contract, &format!("partners::{partner}::{name}"));
    messages::of(&contract, definition).text
}

/// PAPI3: sign-on and the deposit of a check.
pub(super) async fn papi3() {
    let sign_on: StartSessionRequest = types::read_xml(&marked("papi3", "sso::StartSessionRequest"));
    let deposit: AddDepositItemRequest = types::read_xml(&marked("papi3", "deposit::AddDepositItemRequest"));
    for (namespace, operation) in [
        ("http://ensenta.com/ECPartnerDepositRequest/SingleSignon/PartnerSSORequest", "StartSession"),
        ("http://ensenta.com/ECPartnerDepositRequest", "AddDepositItem"),
    ] {
        let envelope = |content: &str| {
            let text = format!(
                "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{content}</s:Body></s:Envelope>"
            );
            reply("200 OK", "text/xml; charset=utf-8", text.as_bytes())
        };
        let result = |content: &str| {
            envelope(&format!(
                "<{operation}Response xmlns=\"{namespace}\"><{operation}Result>{content}</{operation}Result></{operation}Response>"
            ))
        };
        let texts = format!(
            "<ErrorResponseText>{MARK}</ErrorResponseText><LocalizedMessageText>{MARK}</LocalizedMessageText>"
        );
        let good = format!("<ResponseCode>00</ResponseCode>{texts}");
        let mut replies = pages();
        replies.extend([
            ("a refusal", result(&format!("<ResponseCode>E99</ResponseCode>{texts}"))),
            ("a parameter", result(&format!("<ResponseCode>E500</ResponseCode>{texts}"))),
            ("two codes", result(&format!("{good}<ResponseCode>{MARK}</ResponseCode>"))),
            ("another operation", envelope(&format!("<Other xmlns=\"urn:other\">{MARK}</Other>"))),
            ("broken XML", envelope(&format!("<{operation}Response>{MARK}<"))),
            ("an entity", envelope(&format!("<{operation}Response>&{MARK};</{operation}Response>"))),
            ("a fault", envelope(&format!("<s:Fault><faultcode>s:Server</faultcode><faultstring>{MARK}</faultstring><detail>{MARK}</detail></s:Fault>"))),
        ]);
        if operation == "StartSession" {
            let numbers = format!("{good}<SessionInfo><SkinCode>{MARK}</SkinCode></SessionInfo>");
            replies.push(("a bad number", result(&numbers)));
        }
        for (what, bytes) in replies {
            let server = server(bytes).await;
            let client = fixtures::papi3(&server);
            let what = format!("{operation}, {what}");
            if operation == "StartSession" {
                let device = partners::papi3::Device {
                    depositor_ip_address: MARK.to_owned(),
                    device_identifier: MARK.to_owned(),
                    ..fixtures::device()
                };
                assert_tells_nothing(&what, client.start_session(&device, sign_on.clone())).await;
            } else {
                let session = fixtures::papi3_session(&client);
                assert_tells_nothing(&what, session.add_deposit_item(deposit.clone())).await;
            }
            assert!(!server.requests().is_empty(), "{what} was sent");
        }
        // What cannot be written.
        let server = server(Vec::new()).await;
        let client = fixtures::papi3(&server);
        let mut bad = sign_on.clone();
        bad.email = format!("{MARK}\u{0}");
        assert_tells_nothing("a character", client.start_session(&fixtures::device(), bad)).await;
    }
}

/// What a session of Netspend is opened with.
fn opening() -> SessionOpening {
    let data = Encrypted::from_device(MARK).expect("not plain");
    let mut opening = SessionOpening::new(DeviceData::SdkV2(data));
    opening.expiration_strategy = Some(SessionExpirationStrategy::from(MARK.to_owned()));
    opening
}

/// Netspend: sessions of every level, opened, resumed and promoted, and what is in them.
pub(super) async fn sessions() {
    let keys = || SessionKeys { id: Secret::new(MARK) };
    for (what, bytes) in pages() {
        let server = server(bytes).await;
        let client = fixtures::netspend(&server);
        client.rotate(Secret::new(MARK), Secret::new(MARK));
        assert_tells_nothing(what, client.open_anonymous_session(opening())).await;
        assert_tells_nothing(what, client.open_account_session(MARK, opening())).await;
        assert_tells_nothing(what, client.open_person_session(MARK, opening())).await;
        let session = client.resume_anonymous_session(keys());
        let promoted = session.clone().promote_to_account(MARK).await;
        let not = promoted.expect_err("nothing is promoted here");
        assert_clean(what, &format!("{not} {not:?} {not:#?}"));
        assert_tells_nothing(what, async {
            not.into_parts().0.promote_to_person(MARK).await.map_err(Error::from)
        })
        .await;
        let person = client.resume_person_session(keys()).device_is_ready();
        assert_tells_nothing(what, person.get_identity_questions(MARK)).await;
        let printed =
            format!("{client:?} {session:?} {session:#?} {person:?} {:?} {:?}", opening(), opening().device);
        assert_clean("handles", &printed);
        assert_clean("keys", &format!("{:?}", keys()));
        assert!(!server.requests().is_empty(), "{what} was sent");
    }
}

/// Netspend: mints of the partner's token that fail.
pub(super) async fn mints() {
    for (what, bytes) in pages() {
        let server = ScriptedServer::start(move |_| bytes.clone()).await;
        let client = netspend::Client::new(netspend::Config {
            transport: fixtures::transport(&server),
            base: fixtures::endpoint(&server, "/netspend-api/v1"),
            api_key: Secret::new(MARK),
            api_secret: Secret::new(MARK),
        });
        assert_tells_nothing(what, client.get_session_initialization()).await;
        assert!(!server.requests().is_empty(), "{what} was sent");
    }
}

/// Netspend: what is to be encrypted and was not. A date of birth, a social security number, a card number with its
/// code, a PIN: refused wherever it comes in, and not told.
pub(super) fn plain() {
    let date = "1980-04-07";
    let values = [
        date,
        "078-05-1120",
        "4111111111111111",
        "4711",
        &format!("{{\"date_of_birth\":\"{date}\",\"government_id\":{{\"value\":\"078-05-1120\"}}}}"),
    ];
    for value in values {
        let error = Encrypted::from_device(value).expect_err("plain data");
        let mut told = everything(&error);
        let person = json!({
            "first_name": "Fake", "last_name": "Person", "identity_context": {}, "relationship": "primary",
            "encrypted_data": value,
        });
        let error = serde_json::from_value::<CreatePersonRequest>(person).expect_err("plain data");
        told.push_str(&format!("{error} {error:?}"));
        let card = json!({ "verification_type": "cvc", "encrypted_data": value }).to_string();
        let error = serde_json::from_str::<VerifyCardRequest>(&card).expect_err("plain data");
        told.push_str(&format!("{error} {error:?}"));
        for secret in ["1980", "078-05", "4111", "4711"] {
            assert!(!told.contains(secret), "{secret} in {told}");
        }
    }
}

/// Netspend: a person, and the verification of a card.
pub(super) async fn netspend() {
    let person: CreatePersonRequest =
        serde_json::from_str(&marked("netspend", "types::CreatePersonRequest")).expect("a request");
    let card: VerifyCardRequest =
        serde_json::from_str(&marked("netspend", "types::VerifyCardRequest")).expect("a request");
    let json = |status, text: String| reply(status, "application/json", text.as_bytes());
    let refusal = json!({ "code": "fake_code", "description": MARK, "more": MARK }).to_string();
    let mut replies = pages();
    replies.extend([
        ("a refusal", json("422 Unprocessable Content", refusal.clone())),
        ("a refused token", json("401 Unauthorized", refusal)),
        (
            "an object where text is due",
            json("200 OK", json!({ "id": { "is": MARK }, "status": [MARK] }).to_string()),
        ),
        ("a text where an object is due", json("200 OK", json!(MARK).to_string())),
        ("broken JSON", json("200 OK", format!("{{\"id\": \"{MARK}\", {MARK}"))),
    ]);
    for (what, bytes) in replies {
        let server = server(bytes).await;
        let session = fixtures::netspend_session(&fixtures::netspend(&server));
        assert_tells_nothing(what, session.create_person(&person)).await;
        assert_tells_nothing(what, session.verify_card(MARK, &card)).await;
        assert!(server.requests().len() > 1, "{what} was sent");
    }
}
