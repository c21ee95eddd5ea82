//! WS-Security and HTTP Basic: what is sent, what of a reply is understood, and that nothing secret is printed.

use jiff::Timestamp;

use super::super::security::Seal;
use super::*;
use crate::endpoint::Security;
use crate::secret::Secret;

const NONCE: [u8; 16] = *b"fake nonce bytes";

fn now() -> Timestamp {
    "2020-01-02T03:04:05.006Z".parse().unwrap()
}

fn at(security: Security) -> Endpoint {
    Endpoint::parse("https://partner.example/").unwrap().with_security(security)
}

/// The header of a request of a fixed time.
fn header(security: Security) -> String {
    let endpoint = at(security.clone());
    let call = Outgoing::new(&SERVICE, &START, &endpoint);
    let body = call.encode_with(&(), Some(Seal::fixed(security, now(), NONCE))).unwrap().body;
    let body = std::str::from_utf8(&body).unwrap();
    body[body.find("<s:Header>").unwrap() + 10..body.find("</s:Header>").unwrap()].to_owned()
}

const OPEN: &str = "<Security xmlns=\"http://docs.oasis-open.org/wss/2004/01/\
    oasis-200401-wss-wssecurity-secext-1.0.xsd\" s:mustUnderstand=\"1\">";
const TYPE: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#Password";

#[test]
fn a_password_is_sent_as_it_is() {
    assert_eq!(
        header(Security::password("fake", Secret::new("p&ss"))),
        format!(
            "{OPEN}<UsernameToken><Username>fake</Username><Password Type=\"{TYPE}Text\">p&amp;ss</Password>\
             </UsernameToken></Security>"
        )
    );
}

#[test]
fn a_digest_is_of_nonce_time_and_password() {
    // sha1("fake nonce bytes" + "2020-01-02T03:04:05.006Z" + "secret"), made with another implementation.
    assert_eq!(
        header(Security::password_digest("fake", Secret::new("secret")).with_timestamp()),
        format!(
            "{OPEN}<Timestamp xmlns=\"http://docs.oasis-open.org/wss/2004/01/\
             oasis-200401-wss-wssecurity-utility-1.0.xsd\"><Created>2020-01-02T03:04:05.006Z</Created>\
             <Expires>2020-01-02T03:09:05.006Z</Expires></Timestamp>\
             <UsernameToken><Username>fake</Username><Password Type=\"{TYPE}Digest\">EpYVP4AYeAbegIA9oPBO1DW/23g=</Password>\
             <Nonce EncodingType=\"http://docs.oasis-open.org/wss/2004/01/\
             oasis-200401-wss-soap-message-security-1.0#Base64Binary\">ZmFrZSBub25jZSBieXRlcw==</Nonce>\
             <Created xmlns=\"http://docs.oasis-open.org/wss/2004/01/\
             oasis-200401-wss-wssecurity-utility-1.0.xsd\">2020-01-02T03:04:05.006Z</Created></UsernameToken></Security>"
        )
    );
}

#[test]
fn each_attempt_has_a_nonce_of_its_own() {
    let endpoint = at(Security::password_digest("fake", Secret::new("secret")));
    let call = Outgoing::new(&SERVICE, &START, &endpoint);
    assert_ne!(call.encode(&()).unwrap().body, call.encode(&()).unwrap().body);
}

#[test]
fn a_reply_may_say_its_time_and_nothing_else_of_security() {
    let security = |content: &str| {
        let body = result(FIELDS).replace(
            "<s:Body>",
            &format!(
                "<s:Header><o:Security s:mustUnderstand=\"1\" xmlns:o=\"http://docs.oasis-open.org/wss/2004/01/\
                 oasis-200401-wss-wssecurity-secext-1.0.xsd\" xmlns:u=\"http://docs.oasis-open.org/wss/2004/01/\
                 oasis-200401-wss-wssecurity-utility-1.0.xsd\">{content}</o:Security></s:Header><s:Body>"
            ),
        );
        Reply { status: 200, content_type: None, retry_after: None, body: Bytes::from(body) }
    };
    let time = "<u:Timestamp u:Id=\"_0\"><u:Created>2020-01-02T03:04:05.006Z</u:Created></u:Timestamp>";
    let endpoint = at(Security::timestamp());
    let call = Outgoing::new(&SERVICE, &START, &endpoint);
    decode::<StartResult>(&call, &security(time)).unwrap();
    for (call, content) in [
        (&call, format!("{time}<d:Signature xmlns:d=\"http://www.w3.org/2000/09/xmldsig#\"/>")),
        (&outgoing(&SERVICE, &START), time.to_owned()),
    ] {
        let error = decode::<StartResult>(call, &security(&content)).unwrap_err();
        assert_eq!(error.kind(), Kind::UnsupportedMedia);
    }
}

#[test]
fn names_and_passwords_are_not_printed() {
    let security = Security::password_digest("canary-name", Secret::new("canary-word")).with_timestamp();
    let endpoint = at(security.clone()).with_basic("canary-name", Secret::new("canary-word"));
    let request = Outgoing::new(&SERVICE, &START, &endpoint).encode(&()).unwrap();
    assert_eq!(request.headers["authorization"], "Basic Y2FuYXJ5LW5hbWU6Y2FuYXJ5LXdvcmQ=");
    let shown = format!("{security:?} {endpoint:?} {endpoint} {:?}", request.headers);
    assert!(!shown.contains("canary") && !shown.contains("Y2FuYXJ5"), "{shown}");
    let unfit = at(Security::password("fake", Secret::new("canary\u{1}")));
    let error = Outgoing::new(&SERVICE, &START, &unfit).encode(&()).map(drop).unwrap_err();
    assert_eq!(error.kind(), Kind::Encode);
    assert!(!format!("{error} {error:?}").contains("canary"));
    let colon = Endpoint::parse("https://partner.example/").unwrap().with_basic("a:b", Secret::new("c"));
    let error = Outgoing::new(&SERVICE, &START, &colon).encode(&()).map(drop).unwrap_err();
    assert_eq!(error.kind(), Kind::Configuration);
}
