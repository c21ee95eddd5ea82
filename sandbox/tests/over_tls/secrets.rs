//! Nothing of what is encrypted is told or kept: marked values go through every operation that takes them, and are looked
//! for in files, in what can be printed and logged, in refusals and in webhooks.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use bindery_runtime::{Encrypted, Secret};
use bindery_sandbox::netspend::{
    Answer, Answers, CardNumbers, Device, DeviceError, DocumentImages, PersonData, Pin, Questions,
    VerificationValue,
};
use bindery_sandbox::{Clock, NetspendAccess, Sandbox};
use serde::Serialize;
use serde_json::{Value, json};
use tracing::span;

use crate::netspend::{call, token};
use crate::raw::send;

/// The marked values: date of birth, social security number, card number, code, PIN, image, and an answer.
const MARKS: [&str; 7] = [
    "1911-11-13-canary",
    "000-12-9871",
    "0000004242987654",
    "code-canary",
    "pin-canary",
    "aW1hZ2UtY2FuYXJ5",
    "question-2-right",
];

/// A value as it would look: as text, in base64 at any offset, in hexadecimal, as a list of bytes.
fn disguises(mark: &str) -> Vec<String> {
    let bytes = mark.as_bytes();
    let mut found = vec![
        mark.to_owned(),
        bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", "),
    ];
    for offset in 0..3 {
        let shifted = [&[0; 2][..offset], bytes].concat();
        let encoded = base64_simd::URL_SAFE_NO_PAD.encode_to_string(&shifted);
        // The letters at the ends depend on what stands beside the mark.
        found.push(encoded[offset.min(1) * 4..encoded.len() - 2].to_owned());
    }
    found
}

#[track_caller]
fn assert_clean(what: &str, text: &str, marks: &[String]) {
    for mark in marks {
        for disguise in disguises(mark) {
            assert!(!text.contains(&disguise), "{what} tells `{disguise}`");
        }
    }
}

/// Everything that is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Log {
    fn add(&self, text: &str) {
        let mut log = self.0.lock().unwrap();
        let _ = writeln!(log, "{text}");
    }
}

impl tracing::field::Visit for Log {
    fn record_debug(&mut self, field: &tracing::field::Field, value: &dyn fmt::Debug) {
        self.add(&format!("{field}={value:?}"));
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

/// A caller with a device, who keeps every reply.
struct Caller<'a> {
    sandbox: &'a Sandbox,
    access: &'a NetspendAccess,
    device: Device,
    bearer: String,
    session: String,
    told: String,
}

impl Caller<'_> {
    async fn call(&mut self, operation: &str, body: Value) -> Value {
        let (method, path) = operation.split_once(' ').unwrap();
        let authorization = format!("Bearer {}", self.bearer);
        let headers = [("authorization", authorization.as_str()), ("ns-session-id", &self.session)];
        let url = format!("{}{path}", self.access.base);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let reply = send(self.sandbox, None, method, &url, &headers, &body).await.unwrap();
        let _ = writeln!(self.told, "{operation}: {} {}", reply.head, reply.body);
        serde_json::from_str(&reply.body).unwrap_or(Value::Null)
    }

    fn encrypted(&self, plain: &impl Serialize) -> Value {
        json!(self.device.encrypt(plain).unwrap().expose())
    }

    async fn open(&mut self, source: Value) {
        let prepared = self.call("GET /sessions/initialization_data", Value::Null).await;
        let data = self.device.initialize_with_data(&prepared["user_session_initialization_data"]).unwrap();
        let mut body = source;
        body["device_data"] = json!(data.expose());
        let opened = call((self.sandbox, self.access), &self.bearer, "POST", "/sessions", Some(body)).await.1;
        self.device
            .open(&Encrypted::from_device(opened["encrypted_data"].as_str().unwrap()).unwrap())
            .unwrap();
        self.session = opened["id"].as_str().unwrap().to_owned();
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// A person who is asked questions and for documents, up to the answers; the session is the person's.
async fn onboard(caller: &mut Caller<'_>) {
    let [born, ssn, _, _, _, image, _] = MARKS;
    caller.open(json!({})).await;
    let account =
        caller.call("POST /accounts", json!({ "account_creation_context_id": "sandbox-gpr" })).await;
    let data = caller.encrypted(&PersonData::new(born, ssn));
    let person = json!({
        "first_name": "Fake", "last_name": "Rejected", "relationship": "primary",
        "identity_context": { "account_id": account["id"] }, "encrypted_data": data,
        "address": { "line1": "1 Sandbox Way", "city": "Nowhere", "state": "TX", "postal_code": "00000" },
    });
    let person = text(&caller.call("POST /people", person).await["id"]);
    caller.open(json!({ "source_type": "person", "source_id": person })).await;
    let path = format!("/people/{person}");
    let other = caller.encrypted(&PersonData::new(born, "000-12-9871-canary"));
    caller.call(&format!("PATCH {path}"), json!({ "encrypted_data": other })).await;
    let asked = caller.call(&format!("GET {path}/kyc/identity_questions"), Value::Null).await;
    let asked: Questions =
        caller.device.decrypt(&Encrypted::from_device(text(&asked["encrypted_data"])).unwrap()).unwrap();
    let answer = |id: &String| Answer { question_id: id.clone(), answer_id: format!("{id}-right") };
    let mut answers = Answers { answers: asked.questions.iter().map(|one| answer(&one.id)).collect() };
    answers.answers.truncate(2);
    let put = format!("PUT {path}/kyc/identity_questions");
    let incomplete = caller.encrypted(&answers);
    caller.call(&put, json!({ "encrypted_data": incomplete })).await;
    let images = DocumentImages {
        front_image_content_type: "image/png".to_owned(),
        front_image: Secret::new(image),
        ..DocumentImages::default()
    };
    let requests = caller.call(&format!("GET {path}/document_requests"), Value::Null).await;
    let request = text(&requests["requested_documents"][0]["document_request_id"]);
    let images = caller.encrypted(&images);
    let documents = json!([{ "document_type": "passport", "encrypted_data": images }]);
    let submit = json!({ "purpose": "kyc_approve", "documents": documents });
    let handed_in = caller.call(&format!("POST {path}/document_requests/{request}"), submit).await;
    assert_eq!(handed_in["status"], "review_in_progress");
    answers.answers.push(answer(&asked.questions[2].id));
    let whole = caller.encrypted(&answers);
    let approved = caller.call(&put, json!({ "encrypted_data": whole })).await;
    assert_eq!(approved["kyc_status"], "approved");
    let _ = write!(caller.told, "{answers:?} {asked:?}");
}

/// A card of the programme, proved and activated, and one from outside; the numbers of the former.
async fn cards(caller: &mut Caller<'_>) -> CardNumbers {
    let [_, _, pan, code, pin, ..] = MARKS;
    caller.open(json!({ "source_type": "person", "source_id": "fake-person" })).await;
    let card = caller.call("POST /cards/physical", json!({})).await;
    let path = format!("/cards/{}", text(&card["id"]));
    let numbers: CardNumbers =
        caller.device.decrypt(&Encrypted::from_device(text(&card["encrypted_data"])).unwrap()).unwrap();
    let mut proof = Value::Null;
    for value in [Secret::new(code), numbers.cvv2.clone()] {
        let data = caller.encrypted(&VerificationValue { verification_value: value });
        let verify = json!({ "verification_type": "cvc", "encrypted_data": data });
        proof = caller.call(&format!("POST {path}/verify"), verify).await["id"].clone();
    }
    let data = caller.encrypted(&Pin { pin: pin.into() });
    let refused =
        caller.call(&format!("PUT {path}/pin"), json!({ "encrypted_data": data, "verify_id": proof })).await;
    assert_eq!(refused["code"], "pin_invalid");
    let outside = CardNumbers { pan: pan.into(), cvv2: code.into() };
    let link = json!({ "encrypted_data": caller.encrypted(&outside) });
    caller.call("POST /accounts/fake-account/external_cards", link).await;
    // One kind of data in the place of another.
    for operation in [format!("POST {path}/verify"), format!("PUT {path}/pin")] {
        let mut wrong = json!({ "encrypted_data": caller.encrypted(&outside), "verify_id": proof });
        wrong["verification_type"] = json!("cvc");
        assert_eq!(caller.call(&operation, wrong).await["code"], "encrypted_data_invalid");
    }
    let _ = write!(caller.told, "{outside:?} {numbers:?}");
    numbers
}

#[tokio::test]
async fn what_was_encrypted_is_neither_told_nor_kept() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::builder().clock(Clock::stopped()).start_in(folder.path()).await.unwrap();
    let access = sandbox.netspend_cert();
    let bearer = token(&sandbox, access).await;
    let (device, session) = (Device::seeded(5), String::new());
    let mut caller = Caller { sandbox: &sandbox, access, device, bearer, session, told: String::new() };
    onboard(&mut caller).await;
    let numbers = cards(&mut caller).await;
    let foreign = Device::seeded(6).encrypt(&Pin { pin: MARKS[4].into() }).unwrap_err();
    assert_eq!(foreign, DeviceError::Uninitialized);
    let person = PersonData::new(MARKS[0], MARKS[1]);
    let _ =
        write!(caller.told, "{person:?} {foreign} {foreign:?} {:?} {access:?} {sandbox:?}", caller.device);
    let _ = write!(caller.told, "{:?} {:?}", access.ledger(), access.faults());
    for message in access.webhooks().messages() {
        let _ = write!(caller.told, "{message:?} {}", String::from_utf8_lossy(&message.body));
    }
    let mut marks: Vec<String> = MARKS.map(str::to_owned).into();
    marks.push(numbers.pan.expose().to_owned());
    assert!(caller.told.contains("POST /people: HTTP/1.1 201"), "{}", caller.told);
    assert_clean("a reply or Debug", &caller.told, &marks);
    assert_clean("the log", &log.0.lock().unwrap(), &marks);
    let mut files = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        assert_clean(
            &path.to_string_lossy(),
            &String::from_utf8_lossy(&std::fs::read(&path).unwrap()),
            &marks,
        );
        files += 1;
    }
    assert!(files > 10, "{files} files");
    sandbox.finish().await;
}

#[test]
fn a_mark_is_found_in_any_disguise() {
    for mark in MARKS {
        for text in [
            format!("x{mark}y"),
            base64_simd::URL_SAFE_NO_PAD.encode_to_string(format!("xy{mark}z")),
            mark.bytes().map(|byte| format!("{byte:02x}")).collect(),
        ] {
            assert!(disguises(mark).iter().any(|disguise| text.contains(disguise)), "{mark} in {text}");
        }
    }
}
