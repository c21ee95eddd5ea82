//! The server's side of envelopes.

use super::*;
use crate::endpoint::Endpoint;

const XML: Option<&str> = Some("text/xml; charset=utf-8");

fn request() -> StartRequest {
    StartRequest { partner_id: 7, name: "John".to_owned() }
}

fn body_of(operation: &'static Operation) -> Bytes {
    encode(
        &SERVICE,
        operation,
        &Endpoint::parse("https://partner.example/").unwrap(),
        &request(),
        Beside::default(),
    )
    .unwrap()
    .body
}

/// What a client makes of an answer.
fn seen(answer: Answer) -> Result<StartResult, Error> {
    let content_type = Some(answer.content_type.to_owned());
    decode(
        &SERVICE,
        &START,
        &Reply { status: answer.status, content_type, retry_after: None, body: Bytes::from(answer.body) },
    )
    .map(|(value, _)| value)
}

#[test]
fn what_the_client_writes_the_server_reads_and_back() {
    let incoming = Incoming::read(&body_of(&START), XML, NAMES).unwrap();
    assert_eq!(incoming.operation(), ("urn:sso", "StartSession"));
    assert_eq!(incoming.request::<StartRequest>(&START).unwrap(), request());
    let result = StartResult { code: "00".to_owned(), token: "t<".to_owned(), count: 3 };
    assert_eq!(seen(reply(&START, NAMES, Ok(result.clone()))).unwrap(), result);
}

#[test]
fn a_message_may_have_no_value() {
    static PING: Description = Description { partner: "papi3", service: "sso", names: NAMES, codes: None };
    let endpoint = Endpoint::parse("https://partner.example/").unwrap();
    let body = encode(&PING, &START, &endpoint, &(), Beside::default()).unwrap().body;
    assert!(std::str::from_utf8(&body).unwrap().contains("<request/>"));
    Incoming::read(&body, XML, NAMES).unwrap().request::<()>(&START).unwrap();
    let answer = reply(&START, NAMES, Ok(()));
    let received =
        Reply { status: 200, content_type: None, retry_after: None, body: Bytes::from(answer.body) };
    decode::<()>(&PING, &START, &received).unwrap();
}

#[test]
fn requests_that_cannot_be_read_become_faults() {
    let good = String::from_utf8(body_of(&START).to_vec()).unwrap();
    for (body, code) in [
        (String::new(), FaultCode::Client),
        ("<x/>".to_owned(), FaultCode::Client),
        (good.replace("schemas.xmlsoap.org", "elsewhere.example"), FaultCode::VersionMismatch),
        (
            good.replace("<s:Header/>", "<s:Header><a s:mustUnderstand=\"1\"/></s:Header>"),
            FaultCode::MustUnderstand,
        ),
        (good.replace("</s:Body>", "<a/></s:Body>"), FaultCode::Client),
        (good[..good.len() - 3].to_owned(), FaultCode::Client),
        (format!("{good}<x/>"), FaultCode::Client),
        (envelope(""), FaultCode::Client),
        (format!("<!DOCTYPE x>{good}"), FaultCode::Client),
    ] {
        let fault = Incoming::read(body.as_bytes(), XML, NAMES).map(drop).unwrap_err();
        assert_eq!(fault.code, code, "{body}");
    }
    let incoming = Incoming::read(&body_of(&NOTIFY), XML, NAMES).unwrap();
    assert!(incoming.request::<StartRequest>(&START).unwrap_err().text.contains("StartSession"));
    let bare = good.replace("<PartnerId>7</PartnerId>", "");
    let incoming = Incoming::read(bare.as_bytes(), XML, NAMES).unwrap();
    assert!(incoming.request::<StartRequest>(&START).unwrap_err().text.contains("PartnerId"));
}

#[test]
fn faults_are_answered_in_both_versions() {
    let fault = Fault::server("it is < down");
    for (version, code, status) in [(Version::V11, "Server", 500), (Version::V12, "Receiver", 500)] {
        let answer = fault.clone().in_version(version).answer();
        assert_eq!(answer.status, status);
        let error = seen(answer).unwrap_err();
        assert_eq!(
            error.fault().map(|fault| (fault.code.as_str(), fault.reason.as_str())),
            Some((code, "it is < down"))
        );
    }
    assert_eq!(Fault::not_implemented("GetTerms").in_version(Version::V12).answer().status, 400);
    let fault = seen(reply::<StartResult>(&START, NAMES, Err(Fault::unknown_operation()))).unwrap_err();
    assert_eq!(fault.fault().unwrap().code, "Client");
    // A text that XML cannot hold does not swallow the fault.
    assert_eq!(seen(Fault::client("\u{0}").answer()).unwrap_err().fault().unwrap().code, "Client");
}

#[test]
fn a_reply_that_cannot_be_written_is_a_fault_of_the_server() {
    let result = StartResult { code: "00".to_owned(), token: "\u{0}".to_owned(), count: 3 };
    let error = seen(reply(&START, NAMES, Ok(result))).unwrap_err();
    assert_eq!((error.kind(), error.fault().unwrap().code.as_str()), (Kind::Fault, "Server"));
}

#[test]
fn nothing_prints_a_message() {
    let value = StartResult { code: "00".to_owned(), token: "canary".to_owned(), count: 3 };
    let answer = reply(&START, NAMES, Ok(value.clone()));
    assert!(String::from_utf8_lossy(&answer.body).contains("canary"));
    let mut writer = xml::Writer::new(NAMES, xml::WriteOptions::default());
    xml::Node::write(&value, &mut writer, &START.reply[1]).unwrap();
    let text = String::from_utf8(answer.body.clone()).unwrap();
    let reader = xml::Reader::new(&text, NAMES, xml::ReadOptions::default());
    let rest = crate::rest::Answer::json(200, &"canary");
    for shown in [format!("{answer:?}"), format!("{writer:?}"), format!("{reader:?}"), format!("{rest:?}")] {
        assert!(shown.chars().any(|c| c.is_ascii_digit()) && !shown.contains("canary"), "{shown}");
        // Bytes as numbers are no better.
        assert!(!shown.contains("99, 97, 110"), "{shown}");
    }
}
