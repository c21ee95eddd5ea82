//! Netspend without HTTP, on a clock that is moved by hand: JSON in, JSON out.

mod cards;
mod deliveries;
mod identity;
mod money;
mod onboarding;
mod seeds;
mod sessions;

use std::sync::OnceLock;
use std::time::Duration;

use bindery_runtime::Encrypted;
use bindery_runtime::generated::rest::Incoming;
use serde::Serialize;
use serde_json::{Value, json};

use super::call;
use super::device::Device;
use super::state::Environment;
use super::switches::Switches;
use crate::clock::Clock;

const KEYS: [&str; 3] = ["key-of-nobody", "secret-of-nobody", "webhook-key-of-nobody"];

fn basic(key: &str, secret: &str) -> String {
    format!("Basic {}", base64_simd::STANDARD.encode_to_string(format!("{key}:{secret}")))
}

/// One environment and a token for it.
struct Desk {
    environment: Environment,
    clock: Clock,
    token: String,
}

impl Desk {
    fn new(switches: Switches) -> Self {
        let clock = Clock::stopped();
        let environment = Environment::new(KEYS, clock.clone(), switches, 7);
        let mut desk = Self { environment, clock, token: String::new() };
        desk.token = desk.mint();
        desk
    }

    fn mint(&self) -> String {
        let (status, minted) = self.mint_with(&basic(KEYS[0], KEYS[1]), "client_credentials");
        assert_eq!(status, 200);
        minted["access_token"].as_str().unwrap().to_owned()
    }

    fn mint_with(&self, authorization: &str, grant: &str) -> (u16, Value) {
        let incoming = Incoming {
            method: "POST".to_owned(),
            path: "/oauth/accesstoken".to_owned(),
            headers: vec![("authorization".to_owned(), authorization.to_owned())],
            body: format!("grant_type={grant}").into_bytes().into(),
            ..Incoming::default()
        };
        self.answer(&incoming)
    }

    fn answer(&self, incoming: &Incoming) -> (u16, Value) {
        let now = self.clock.at(self.clock.now());
        let answer = call::answer(&self.environment, incoming, now);
        let body = if answer.body.is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(&answer.body).unwrap_or_else(|_| json!("no JSON"))
        };
        (answer.status, body)
    }

    /// A call; `operation` is method and path.
    fn call(&self, session: &str, operation: &str, body: Value) -> (u16, Value) {
        let (method, path) = operation.split_once(' ').unwrap();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut headers = vec![("authorization".to_owned(), format!("Bearer {}", self.token))];
        if !session.is_empty() {
            headers.push(("ns-session-id".to_owned(), session.to_owned()));
        }
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.answer(&Incoming {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: body.into(),
        })
    }

    /// A call that succeeds.
    fn ok(&self, session: &str, operation: &str, body: Value) -> Value {
        let (status, reply) = self.call(session, operation, body);
        assert!((200..300).contains(&status), "{operation}: {status} {reply}");
        reply
    }

    /// The code with which a call is refused.
    fn refused(&self, session: &str, operation: &str, body: Value) -> String {
        let (status, reply) = self.call(session, operation, body);
        assert!(status >= 400, "{operation}: {status} {reply}");
        reply["code"].as_str().unwrap_or_default().to_owned()
    }

    /// A session of a device that knows the partner's keys.
    fn session(&self, source: Value) -> String {
        let data = device().initialize(&[self.environment.key().public().jwk()]).unwrap();
        let mut body = source;
        body["encrypted_data"] = json!(data.expose());
        let opened = self.ok("", "POST /sessions", body);
        let answered = Encrypted::from_device(opened["encrypted_data"].as_str().unwrap()).unwrap();
        device().open(&answered).unwrap();
        opened["id"].as_str().unwrap().to_owned()
    }

    fn person_session(&self, person: &str) -> String {
        self.session(json!({ "source_type": "person", "source_id": person }))
    }

    /// What the device encrypts for this environment; a session was opened before.
    fn encrypted(&self, plain: &impl Serialize) -> Value {
        json!(device().encrypt(plain).unwrap().expose())
    }

    /// What the environment encrypted for the device.
    fn decrypted<T: serde::de::DeserializeOwned>(&self, reply: &Value) -> T {
        device().decrypt(&Encrypted::from_device(reply["encrypted_data"].as_str().unwrap()).unwrap()).unwrap()
    }

    fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    fn balance(&self, account: &str) -> String {
        self.environment.read(|state| state.ledger.balance(account, false)).to_string()
    }

    fn events(&self) -> Vec<&'static str> {
        self.environment.read(|state| state.outbox.messages().iter().map(|message| message.event).collect())
    }
}

/// One key for all tests of a thread: finding one takes a moment.
fn device() -> &'static Device {
    thread_local! {
        static DEVICE: OnceLock<&'static Device> = const { OnceLock::new() };
    }
    DEVICE.with(|device| *device.get_or_init(|| Box::leak(Box::new(Device::seeded(3)))))
}
