//! No date of birth, social security number, card number, security code, PIN, token, key or encrypted text in anything that
//! the flows of Netspend print, log or record. A program of its own, as what is traced is chosen once per process.

use std::fmt::{Debug, Write as _};
use std::path::Path;
use std::sync::Arc;

use base64_simd::STANDARD;
use bindery_runtime::Secret;
use bindery_runtime::webhook::{SigningKey, Verifier};
use bindery_sandbox::netspend::{CardNumbers, Device, PersonData, Pin, VerificationValue};
use bindery_sandbox::{Clock, Fault, Sandbox};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use partner_flows::netspend::onboarding::{Onboardings, Resumed};
use partner_flows::netspend::records::{EmbeddedRecords, RecordId};
use partner_flows::netspend::transfer::Transfers;
use partner_flows::netspend::{Case, Decision, Outcome, Thing, pin, questions};
use partner_flows::webhooks::{Content, EmbeddedInbox, InboxKey, Received, Receiver};
use partners::netspend::types::{CreatePersonRequest, IdentityContext, PersonRelationship};
use partners::netspend::webhook::SIGNATURE;

use log::Log;

#[path = "../canary/log.rs"]
mod log;
#[path = "../../examples/phone/mod.rs"]
mod phone;

const DATE_OF_BIRTH: &str = "1901-02-28";
const SSN: &str = "999-88-7776";
const PIN: &str = "8642";
const WEBHOOK_KEY: &str = "canary key of webhooks";
const INBOX_KEY: &str = "canary key of the inbox, kept elsewhere";

#[tokio::test]
async fn no_canary_sings() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("records");
    let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
    let cert = sandbox.netspend_cert();
    let (mut shown, mut canaries) = (String::new(), Vec::new());
    let mut show = |value: &dyn Debug| write!(shown, "{value:?}\n{value:#?}\n").unwrap();
    let client = phone::client(&sandbox).unwrap();
    let device = Device::seeded(1);
    let records = Arc::new(EmbeddedRecords::open(&path).unwrap());
    let onboardings = Onboardings::new(client.clone(), Arc::clone(&records));
    show(&(&client, &records, &onboardings));

    // Onboarding, with an account in doubt and a session that is opened anew.
    let id = RecordId::random();
    let opened = onboardings
        .begin(id, "sandbox-gpr", phone::device_data(&client, &device).await.unwrap())
        .await
        .unwrap();
    show(&opened);
    canaries.push(opened.for_device.expose().to_owned());
    canaries.push(opened.onboarding.session().keys().id.expose().to_owned());
    let mut anonymous = opened.onboarding;
    cert.faults().script("createAccount", 1, Fault::TruncatedReply);
    show(&anonymous.create_account().await.unwrap());
    show(&anonymous.create_account().await.unwrap_err());
    let case = Case { record: id, thing: Thing::Account };
    onboardings.decide(case, Decision::NotMade).await.unwrap();
    let resumed = onboardings.resume(id, phone::device_data(&client, &device).await.unwrap()).await.unwrap();
    show(&resumed);
    let Resumed::Anonymous(opened) = resumed else { panic!("not resumed") };
    device.open(&opened.for_device).unwrap();
    canaries.push(opened.for_device.expose().to_owned());
    canaries.push(opened.onboarding.session().keys().id.expose().to_owned());
    let mut anonymous = opened.onboarding.device_is_ready();
    let Outcome::Done(mut account) = anonymous.create_account().await.unwrap() else { panic!("no account") };
    let mut person = CreatePersonRequest::new(
        "Fake",
        "Questions",
        IdentityContext::default(),
        PersonRelationship::Primary,
    );
    person.address = Some(phone::address());
    let data = device.encrypt(&PersonData::new(DATE_OF_BIRTH, SSN)).unwrap();
    canaries.push(data.expose().to_owned());
    person.encrypted_data = Some(data);
    show(&person);
    let outcome = account.create_person(person).await.unwrap();
    show(&outcome);
    let Outcome::Done(mut person) = outcome else { panic!("no person") };
    show(&person.standing().await.unwrap());

    // Identity questions and a card with its PIN.
    let asked = questions::ask(person.session(), &person.person_id().unwrap()).await.unwrap();
    canaries.push(asked.for_device().expose().to_owned());
    show(&asked);
    let answers = phone::choose(&device, asked.for_device(), true).unwrap();
    canaries.push(answers.expose().to_owned());
    show(&asked.answer(answers).await.unwrap());
    let Outcome::Done(card) = person.order_card(None, Some(phone::address())).await.unwrap() else {
        panic!("no card")
    };
    show(&card);
    canaries.push(card.encrypted_data.as_ref().unwrap().expose().to_owned());
    let CardNumbers { pan, cvv2 } = device.decrypt(&card.encrypted_data.unwrap()).unwrap();
    let code = device.encrypt(&VerificationValue { verification_value: cvv2.clone() }).unwrap();
    let proved = pin::verify(person.session(), card.id.as_deref().unwrap(), code).await.unwrap();
    show(&proved);
    let chosen = device.encrypt(&Pin { pin: PIN.into() }).unwrap();
    canaries.push(chosen.expose().to_owned());
    cert.faults().script("setCardPin", 1, Fault::Html { status: 503, processed: true });
    show(&proved.set(chosen).await.unwrap());

    // A transfer in doubt, and the webhooks of it, one of them no event.
    let session = phone::log_in(&client, &device, "fake-person").await.unwrap();
    canaries.push(session.keys().id.expose().to_owned());
    let transfers = Transfers::new(Arc::clone(&records));
    let transfer = RecordId::random();
    transfers
        .begin(transfer, "fake-account", Some("fake-account-2"), "66.02".parse().unwrap())
        .await
        .unwrap();
    cert.faults().script("createP2pTransfer", 1, Fault::ResetBeforeReply);
    show(&transfers.send(&session, transfer).await.unwrap());
    show(&transfers.send(&session, transfer).await.unwrap_err());
    let key = SigningKey::new(WEBHOOK_KEY).unwrap();
    let inbox_path = folder.path().join("inbox");
    let sealing = InboxKey::new(&Secret::new(INBOX_KEY)).unwrap();
    let inbox = Arc::new(EmbeddedInbox::open(&inbox_path, &sealing, None).unwrap());
    show(&(&sealing, &inbox));
    let (receiver, worker) = Receiver::new(Verifier::new(&SIGNATURE, key.clone()), inbox);
    let body = cert.webhooks().messages()[0].body.clone();
    // One brings what is encrypted for the device, beside a number in clear that it should not; one is no event.
    let encrypted = opened.for_device.expose();
    let with_encrypted = format!(
        r#"{{"id":"canary-event","type":"account.unheard_of","time":"2026-11-27T04:00:00Z","data":{{"encrypted_data":"{encrypted}","ssn":"{SSN}"}}}}"#
    );
    let no_event = b"{\"id\":\"canary-event\",\"type\":\"canary.type\",\"data\":\"canary-data\"".to_vec();
    let bodies = [(body.clone(), true), (body, false), (with_encrypted.into_bytes(), true), (no_event, true)];
    for (body, signed) in bodies {
        let mut headers = HeaderMap::new();
        let signature = key.sign(&SIGNATURE, &body);
        if signed {
            headers.insert(SIGNATURE.header, HeaderValue::from_str(&signature).unwrap());
            canaries.push(signature);
        }
        show(&receiver.receive(&headers, Bytes::from(body)).await);
    }
    show(&(&receiver, &worker));
    let inbox_while_they_wait = std::fs::read(&inbox_path).unwrap();
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let running = tokio::spawn(worker.run(move |received: Received| {
        let tell = tell.clone();
        async move { tell.send(received).map_err(|_| "nobody listens") }
    }));
    let mut handed_on = Vec::new();
    for _ in 0..3 {
        handed_on.push(told.recv().await.unwrap());
    }
    show(&handed_on);
    let brings = |one: &Received| match &one.content {
        Content::Event(event) => {
            event.envelope.data.as_ref().is_some_and(|data| data["encrypted_data"] == encrypted)
        }
        Content::Unreadable(_) => false,
    };
    assert!(handed_on.iter().any(brings), "what was encrypted is not handed on");
    show(&records_of(&records).await);
    running.abort();

    for access in [cert, sandbox.netspend_prod()] {
        canaries.extend([access.api_key.clone(), access.api_secret.clone(), access.webhook_key.clone()]);
    }
    canaries.extend(
        [SSN, DATE_OF_BIRTH, WEBHOOK_KEY, INBOX_KEY, "canary.type", "canary-data", "canary-event"]
            .map(str::to_owned),
    );
    canaries.push(pan.expose().to_owned());
    // Three and four digits may stand anywhere by chance, so they are looked for as they would be written.
    canaries.push(format!("\"{}\"", cvv2.expose()));
    canaries.push(format!("\"{PIN}\""));
    let logged = log.0.lock().unwrap().clone();
    assert!(logged.contains("createP2pTransfer") && logged.contains("in doubt"), "the log is silent");
    is_silent("Debug", shown.as_bytes(), &canaries);
    is_silent("the log", logged.as_bytes(), &canaries);
    is_silent("the records", &recorded(&path), &canaries);
    is_silent("the inbox while events wait", &inbox_while_they_wait, &canaries);
    is_silent("the inbox", &std::fs::read(&inbox_path).unwrap(), &canaries);
    sandbox.finish().await;
}

async fn records_of(records: &EmbeddedRecords) -> Vec<partner_flows::netspend::records::Record> {
    use partner_flows::netspend::records::Records;

    records.unsettled().await.unwrap()
}

fn recorded(path: &Path) -> Vec<u8> {
    let bytes = std::fs::read(path).unwrap();
    assert!(bytes.windows(13).any(|window| window == b"fake-account\""), "the records are empty");
    bytes
}

/// Whether a place holds none of the canaries, in no encoding.
fn is_silent(place: &str, text: &[u8], canaries: &[String]) {
    for canary in canaries {
        let plain = canary.as_bytes();
        let forms = [
            plain.to_vec(),
            STANDARD.encode_to_string(plain).trim_end_matches('=').as_bytes().to_vec(),
            plain.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes(),
            format!("{plain:?}").trim_matches(['[', ']']).as_bytes().to_vec(),
        ];
        for form in forms {
            let found = text.windows(form.len()).any(|window| window == form);
            assert!(!found, "{place} holds {canary}");
        }
    }
}
