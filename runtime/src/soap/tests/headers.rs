//! Header blocks: written and read on both sides, understood or refused.

use super::*;
use crate::error::Sent;

/// The blocks of a request: two of the contract, in two namespaces.
#[derive(Debug, Clone, PartialEq)]
struct Blocks {
    token: Option<Block<String>>,
    trace: Option<Block<Trace>>,
}

#[derive(Debug, Clone, PartialEq)]
struct Trace {
    number: i32,
}

const TRACE: &str = "urn:trace";
const BOTH: &[&str] = &["urn:sso", TRACE];
const TRACES: xml::Ns = 9;

xml::record! { Trace in TRACES { number: "Number" req, } }
xml::record! { Blocks in SSO { token: "Token" opt + unique, trace: "Trace" opt + unique @ TRACES, } }

static DESK: Description = Description { partner: "papi3", service: "sso", names: BOTH, codes: None };
static PING: Operation = Operation { version: Version::V12, retry: Retry::Never, ..PING_11 };
const PING_11: Operation = Operation {
    name: "Ping",
    action: "urn:ping",
    version: Version::V11,
    request: &[xml::El::new(SSO, "Ping")],
    reply: &[xml::El::new(SSO, "Pong")],
    retry: Retry::Never,
};
static PING_OLD: Operation = PING_11;
static HEADERS: Headers = Headers {
    request: &[xml::El::new(SSO, "Token"), xml::El::new(TRACES, "Trace")],
    reply: &[xml::El::new(TRACES, "Trace")],
    addressing: None,
};
static ADDRESSED: Headers = Headers {
    request: &[],
    reply: &[],
    addressing: Some(Addressing { action: "urn:ping", reply_action: "urn:pong" }),
};

fn blocks() -> Blocks {
    Blocks {
        token: Some(Block::from("a<b".to_owned()).required()),
        trace: Some(Block::from(Trace { number: 7 }).for_role("urn:gateway")),
    }
}

fn text(body: &[u8]) -> &str {
    std::str::from_utf8(body).unwrap()
}

fn reply(header: &str) -> Reply {
    let body = format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:t=\"urn:trace\">{header}\
         <s:Body><Pong xmlns=\"urn:sso\">done</Pong></s:Body></s:Envelope>"
    );
    Reply { status: 200, content_type: None, retry_after: None, body: Bytes::from(body) }
}

/// What a client makes of a reply with this header.
fn heard(header: &str) -> Result<WithHeaders<String, Blocks>, Error> {
    decode_whole(&outgoing(&DESK, &PING_OLD).declaring(&HEADERS, &blocks()), &reply(header))
        .map(|(whole, _)| whole)
}

#[test]
fn blocks_are_written_with_their_marks_in_the_terms_of_either_version() {
    let header = |operation| {
        let written = outgoing(&DESK, operation).declaring(&HEADERS, &blocks()).encode(&()).unwrap();
        let written = text(&written.body).to_owned();
        let (from, to) = (written.find("<s:Header").unwrap(), written.find("<s:Body").unwrap());
        written[from..to].to_owned()
    };
    assert_eq!(
        header(&PING_OLD),
        "<s:Header><Token xmlns=\"urn:sso\" s:mustUnderstand=\"1\">a&lt;b</Token>\
         <Trace xmlns=\"urn:trace\" s:actor=\"urn:gateway\"><Number>7</Number></Trace></s:Header>"
    );
    assert_eq!(
        header(&PING),
        "<s:Header><Token xmlns=\"urn:sso\" s:mustUnderstand=\"true\">a&lt;b</Token>\
         <Trace xmlns=\"urn:trace\" s:role=\"urn:gateway\"><Number>7</Number></Trace></s:Header>"
    );
}

#[test]
fn what_the_client_writes_into_a_header_the_server_reads() {
    for operation in [&PING, &PING_OLD] {
        let written = outgoing(&DESK, operation).declaring(&HEADERS, &blocks()).encode(&()).unwrap();
        let incoming = Incoming::hear(&written.body, None, Some("\"urn:ping\""), BOTH).unwrap();
        assert!(incoming.asks_for("urn:ping"));
        assert_eq!(incoming.headers::<Blocks>(&HEADERS).unwrap(), blocks());
        incoming.request::<()>(operation).unwrap();
        // Who knows no blocks refuses one that must be understood, and only that.
        let fault = incoming.headers::<()>(&NO_HEADERS).unwrap_err();
        assert_eq!(fault.code, FaultCode::MustUnderstand);
        assert_eq!(Incoming::read(&written.body, None, BOTH).map(drop).unwrap_err(), fault);
        let reply = WithHeaders { reply: "done".to_owned(), headers: blocks() };
        let answer = reply_to(&incoming, operation, &HEADERS, Ok(reply.clone()));
        let received =
            Reply { status: 200, content_type: None, retry_after: None, body: Bytes::from(answer.body) };
        let call = outgoing(&DESK, operation);
        let none = blocks();
        // The reply's token must be understood and is not one of the reply's blocks.
        let error = decode_whole::<String, Blocks>(&call.declaring(&HEADERS, &none), &received).unwrap_err();
        assert_eq!(error.kind(), Kind::UnsupportedMedia);
    }
}

#[test]
fn blocks_of_a_reply_are_read_beside_its_value() {
    let read =
        heard("<s:Header><t:Trace s:mustUnderstand='1'><t:Number>8</t:Number></t:Trace></s:Header>").unwrap();
    assert_eq!(read.reply, "done");
    let trace = read.headers.trace.unwrap();
    assert_eq!((trace.value.number, trace.must_understand), (8, true));
    assert_eq!(heard("").unwrap().headers, Blocks { token: None, trace: None });
    assert_eq!(heard("<s:Header/>").unwrap().headers, Blocks { token: None, trace: None });
}

#[test]
fn a_block_that_must_be_understood_and_is_not_refuses_the_reply() {
    for (header, kind) in [
        ("<s:Header><x s:mustUnderstand='1'>canary</x></s:Header>", Kind::UnsupportedMedia),
        ("<s:Header><x s:mustUnderstand=' true '>canary</x></s:Header>", Kind::UnsupportedMedia),
        (
            "<s:Header><x s:mustUnderstand='1' s:actor='http://schemas.xmlsoap.org/soap/actor/next'/></s:Header>",
            Kind::UnsupportedMedia,
        ),
        // The right name in the wrong namespace.
        ("<s:Header><Trace s:mustUnderstand='1'/></s:Header>", Kind::UnsupportedMedia),
    ] {
        let error = heard(header).unwrap_err();
        assert_eq!((error.kind(), error.request_sent()), (kind, Sent::Yes), "{header}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{header}");
    }
    // For somebody else, or with leave to ignore it.
    for header in [
        "<s:Header><x s:mustUnderstand='1' s:actor='urn:gateway'/></s:Header>",
        "<s:Header><x s:mustUnderstand='0'/><x/></s:Header>",
    ] {
        heard(header).unwrap();
    }
}

#[test]
fn hostile_headers_are_refused_by_name() {
    let long = "x".repeat(xml::limits::TEXT + 1);
    let deep = format!("{}{}", "<t:a>".repeat(200), "</t:a>".repeat(200));
    let block = "<t:Trace><t:Number>1</t:Number></t:Trace>";
    for (header, kind) in [
        (format!("<s:Header>{block}{block}</s:Header>"), Kind::Decode),
        (format!("<s:Header>{block}</s:Header><s:Header>{block}</s:Header>"), Kind::Decode),
        (format!("<s:Header><Token xmlns='urn:sso'>{long}</Token></s:Header>"), Kind::TooLarge),
        (format!("<s:Header>{deep}</s:Header>"), Kind::TooLarge),
        ("<s:Header><t:Trace><t:Number>canary</t:Number></t:Trace></s:Header>".to_owned(), Kind::Decode),
        ("<s:Header><t:Trace/></s:Header>".to_owned(), Kind::Decode),
    ] {
        let error = heard(&header).unwrap_err();
        assert_eq!(
            (error.kind(), error.request_sent()),
            (kind, Sent::Yes),
            "{}",
            &header[..header.len().min(200)]
        );
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[test]
fn a_message_says_which_one_it_is_and_its_reply_must_relate_to_it() {
    let none = ();
    let call = || outgoing(&DESK, &PING_OLD).declaring(&ADDRESSED, &none).fixed("urn:uuid:1");
    let written = call().encode(&()).unwrap();
    let shown = text(&written.body);
    assert!(
        shown.contains(
            "<s:Header><Action xmlns=\"http://www.w3.org/2005/08/addressing\" s:mustUnderstand=\"1\">urn:ping</Action>\
             <MessageID xmlns=\"http://www.w3.org/2005/08/addressing\">urn:uuid:1</MessageID>\
             <ReplyTo xmlns=\"http://www.w3.org/2005/08/addressing\">\
             <Address>http://www.w3.org/2005/08/addressing/anonymous</Address></ReplyTo>\
             <To xmlns=\"http://www.w3.org/2005/08/addressing\" s:mustUnderstand=\"1\">\
             https://partner.example/sso.svc</To></s:Header>"
        ),
        "{shown}"
    );
    let incoming = Incoming::hear(&written.body, None, None, BOTH).unwrap();
    incoming.headers::<()>(&ADDRESSED).unwrap();
    let outcome = WithHeaders { reply: "done".to_owned(), headers: () };
    let answer = reply_to(&incoming, &PING_OLD, &ADDRESSED, Ok(outcome));
    let shown = text(&answer.body);
    assert!(shown.contains(">urn:pong</Action>") && shown.contains(">urn:uuid:1</RelatesTo>"), "{shown}");
    let received =
        |body: String| Reply { status: 200, content_type: None, retry_after: None, body: Bytes::from(body) };
    assert_eq!(decode::<String>(&call(), &received(shown.to_owned())).unwrap(), "done");
    let marked = shown.replace("<RelatesTo ", "<RelatesTo s:mustUnderstand=\"1\" ");
    assert_eq!(decode::<String>(&call(), &received(marked)).unwrap(), "done");
    let other = shown.replace("urn:uuid:1<", "urn:uuid:2<");
    let error = decode::<String>(&call(), &received(other)).unwrap_err();
    assert_eq!(error.kind(), Kind::UnexpectedReply);
    // Two calls are two messages.
    let id = || {
        let call = outgoing(&DESK, &PING_OLD).declaring(&ADDRESSED, &none);
        let body = call.encode(&()).unwrap().body;
        assert_eq!(body, call.encode(&()).unwrap().body, "all attempts are one message");
        let body = text(&body).to_owned();
        body[body.find("urn:uuid:").unwrap()..][..45].to_owned()
    };
    assert_ne!(id(), id());
}

#[test]
fn an_address_can_ask_for_the_headers_that_its_contract_does_not() {
    let endpoint = Endpoint::parse("https://partner.example/").unwrap().with_addressing();
    let body = Outgoing::new(&DESK, &PING, &endpoint).encode(&()).unwrap().body;
    let shown = text(&body);
    assert!(shown.contains(">urn:ping</Action>") && shown.contains("<MessageID "), "{shown}");
}
