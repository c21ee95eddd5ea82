//! Whole calls over real mutual TLS.

mod repeats;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;
use tokio::io::AsyncWriteExt;
use tracing::field::{Field, Visit};
use tracing::span;

use crate::codes::{Class, CodeRule, CodeTable, UserText};
use crate::endpoint::Endpoint;
use crate::error::{Error, Kind, Sent};
use crate::generated::{rest, soap};
use crate::retry::Retry;
use crate::secret::Secret;
use crate::session::PartnerToken;
use crate::transport::Limits;
use crate::transport::loopback::{self, Authority, Connection, http, read_request, serve, server_config};
use crate::xml::{self, El};

const NAMES: &[&str] = &["urn:echo"];
const ECHO_NS: xml::Ns = 8;

#[derive(Debug, Clone, PartialEq)]
struct Echo {
    code: String,
    token: Secret,
}

xml::record! { Echo in ECHO_NS { code: "Code" fill, token: "Token" fill, } }

static CODES: CodeTable = CodeTable {
    field: "Code",
    success: Some("00"),
    user_text: None,
    log_text: None,
    session_fields: &[],
    known: &[CodeRule {
        code: "E51",
        name: "SessionTimeout",
        class: Class::Session,
        remedy: "Open a new session.",
        user_text: UserText::Ignore,
        text_hidden_for: &[],
        session_gone: true,
        terminal: false,
    }],
};

static SOAP: soap::Description =
    soap::Description { partner: "echo", service: "main", names: NAMES, codes: Some(&CODES) };

static ECHO: soap::Operation = soap::Operation {
    name: "Echo",
    action: "urn:echo/Echo",
    version: soap::Version::V11,
    request: &[El::new(ECHO_NS, "Echo"), El::new(ECHO_NS, "request")],
    reply: &[El::new(ECHO_NS, "EchoResponse"), El::new(ECHO_NS, "EchoResult")],
    retry: Retry::Never,
};

static REST: rest::Description = rest::Description { partner: "echo", service: "main", codes: None };

static GET: rest::Operation = rest::Operation {
    name: "getThing",
    method: "GET",
    path: "/things/{id}",
    otherwise: &[202],
    retry: Retry::Safe,
};

fn echo(code: &str) -> Echo {
    Echo { code: code.to_owned(), token: Secret::new("canary") }
}

/// A partner that sends back what it was sent, to callers with a certificate of `clients`.
async fn echoing(servers: &Authority, clients: &Authority) -> Endpoint {
    serve(server_config(&servers.server(), Some(clients)), async |mut connection: Connection| {
        let (head, body) = read_request(&mut connection).await;
        assert!(head.contains("soapaction: \"urn:echo/Echo\""), "{head}");
        let incoming = soap::Incoming::read(&body, Some("text/xml; charset=utf-8"), NAMES).unwrap();
        assert_eq!(incoming.operation(), ("urn:echo", "Echo"));
        let answer = soap::reply(&ECHO, NAMES, incoming.request::<Echo>(&ECHO));
        let kind = format!("Content-Type: {}\r\n", answer.content_type);
        connection.write_all(&http(&format!("{} OK", answer.status), &kind, answer.body)).await.unwrap();
    })
    .await
}

#[tokio::test]
async fn a_soap_call_goes_all_the_way_over_mutual_tls() {
    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    let endpoint = echoing(&servers, &clients).await;
    let identity = clients.client("us").identity();
    let transport = loopback::transport(&servers, Some(identity), Limits::default());
    let port = soap::Port::new(transport, endpoint, &SOAP);
    // In a task of its own: the future must be able to move between threads.
    let call = tokio::spawn({
        let port = port.clone();
        async move { port.call::<Echo, Echo>(&ECHO, &echo("00")).await }
    });
    assert_eq!(call.await.unwrap().unwrap(), echo("00"));

    let error = port.call::<Echo, Echo>(&ECHO, &echo("E51")).await.unwrap_err();
    assert_eq!((error.partner(), error.operation()), (Some("echo"), Some("Echo")));
    assert_eq!((error.attempts(), error.status(), error.code()), (1, Some(200), Some("E51")));
    assert!(error.is_session_gone() && !error.elapsed().is_zero());
    assert_eq!(
        error.to_string(),
        "echo Echo: E51 SessionTimeout, the partner refused (HTTP 200). Open a new session."
    );
}

#[tokio::test]
async fn a_rest_call_carries_its_token_and_reads_its_reply() {
    let servers = Authority::new("servers");
    let endpoint = serve(server_config(&servers.server(), None), async |mut connection: Connection| {
        let (head, _) = read_request(&mut connection).await;
        let mut lines = head.lines();
        let path = lines.next().unwrap().split(' ').nth(1).unwrap().strip_prefix("/service").unwrap();
        let id = rest::matches(&GET, path).unwrap().remove(0).1;
        let authorized = lines.any(|line| line == "authorization: Bearer canary");
        let answer = rest::Answer::json(if authorized { 200 } else { 401 }, &json!({ "id": id }));
        connection.write_all(&http(&format!("{} -", answer.status), "", answer.body)).await.unwrap();
    })
    .await;
    let transport = loopback::transport(&servers, None, Limits::default());
    let port = rest::Port::new(transport, endpoint, &REST);
    let request = port.request(&GET).path("id", "a/b").bearer(&Secret::new("canary"));
    let reply: BTreeMap<String, String> = port.call(request).await.unwrap();
    assert_eq!(reply["id"], "a/b");
    let error = port.run(port.request(&GET).path("id", 7)).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::HttpStatus, Some(401)));
}

/// A partner that takes the token named, refuses every other, and answers 202 with another type where asked for `later`.
async fn taking(servers: &Authority, token: &'static str) -> Endpoint {
    serve(server_config(&servers.server(), None), move |mut connection: Connection| async move {
        let (head, _) = read_request(&mut connection).await;
        let authorized = head.lines().any(|line| line == format!("authorization: Bearer {token}"));
        let status = match (authorized, head.contains("/things/later")) {
            (false, _) => 401,
            (true, false) => 200,
            (true, true) => 202,
        };
        let answer = rest::Answer::json(status, &json!({ "id": "1" }));
        connection.write_all(&http(&format!("{status} -"), "", answer.body)).await.unwrap();
    })
    .await
}

type Minted = crate::error::Result<(Secret, Option<Duration>)>;

#[tokio::test]
async fn a_token_that_the_partner_does_not_take_is_replaced_once() {
    let servers = Authority::new("servers");
    let transport = loopback::transport(&servers, None, Limits::default());
    let mints = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let mint = || {
        let mints = Arc::clone(&mints);
        async move {
            let number = mints.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            Minted::Ok((Secret::new(format!("token-{number}")), None))
        }
    };
    let port = rest::Port::new(transport.clone(), taking(&servers, "token-1").await, &REST);
    let token = PartnerToken::new(Secret::new("fake-key"), Secret::new("fake-secret"));
    let request = || port.request(&GET).path("id", "1");
    port.run_as_partner(request(), &token, &mint).await.unwrap();
    port.run_as_partner(request(), &token, &mint).await.unwrap();
    assert_eq!(mints.load(std::sync::atomic::Ordering::SeqCst), 2, "the second token is kept");
    // A partner that takes none is asked twice per call, not more.
    let port = rest::Port::new(transport, taking(&servers, "none").await, &REST);
    let error = port.run_as_partner(request(), &token, &mint).await.unwrap_err();
    assert_eq!((error.status(), error.request_sent()), (Some(401), Sent::Yes));
    assert_eq!(mints.load(std::sync::atomic::Ordering::SeqCst), 3);
}

/// Who calls in a session that has ended needs a new session, and no new token.
#[tokio::test]
async fn a_refusal_of_the_session_leaves_the_token_alone() {
    static WITH_CODES: rest::Description =
        rest::Description { partner: "echo", service: "main", codes: Some(&CODES) };
    let servers = Authority::new("servers");
    let endpoint = serve(server_config(&servers.server(), None), async |mut connection: Connection| {
        let (head, _) = read_request(&mut connection).await;
        let code = if head.contains("/things/ended") { "E51" } else { "E1" };
        let answer = rest::Answer::json(401, &json!({ "Code": code }));
        connection.write_all(&http("401 -", "", answer.body)).await.unwrap();
    })
    .await;
    let port = rest::Port::new(loopback::transport(&servers, None, Limits::default()), endpoint, &WITH_CODES);
    let token = PartnerToken::new(Secret::new("fake-key"), Secret::new("fake-secret"));
    let mints = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let mint = || {
        let number = mints.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        std::future::ready(Minted::Ok((Secret::new(format!("token-{number}")), None)))
    };
    for (id, gone, minted) in [("ended", true, 1), ("ended", true, 1), ("other", false, 2)] {
        let error = port.run_as_partner(port.request(&GET).path("id", id), &token, mint).await.unwrap_err();
        assert_eq!((error.is_session_gone(), error.status()), (gone, Some(401)), "{error}");
        assert_eq!(mints.load(std::sync::atomic::Ordering::SeqCst), minted, "{id}");
    }
}

#[tokio::test]
async fn a_call_without_a_token_was_not_sent() {
    let (listener, endpoint) = loopback::listen().await;
    let limits = Limits { call: Duration::from_millis(200), ..Limits::default() };
    let port =
        rest::Port::new(loopback::transport(&Authority::new("servers"), None, limits), endpoint, &REST);
    let token = PartnerToken::new(Secret::new("fake-key"), Secret::new("fake-secret"));
    let failing = || async {
        let error = Error::new(Kind::HttpStatus, "").sent(Sent::Yes).with_status(503);
        Minted::Err(error.during("echo", "mint", 1, Duration::ZERO))
    };
    let error = port.run_as_partner(port.request(&GET).path("id", "1"), &token, failing).await.unwrap_err();
    assert_eq!((error.operation(), error.request_sent()), (Some("getThing"), Sent::No));
    assert!(error.is_retryable() && error.to_string().contains("token"), "{error}");
    let source = std::error::Error::source(&error).expect("the mint's failure");
    assert!(source.to_string().contains("mint"), "{source}");

    let hanging = || std::future::pending::<Minted>();
    let error = port.run_as_partner(port.request(&GET).path("id", "1"), &token, hanging).await.unwrap_err();
    assert_eq!((error.kind(), error.request_sent()), (Kind::Timeout, Sent::No));

    let never = async || -> Minted { panic!("a request that cannot be written asks for no token") };
    let error = port.run_as_partner(port.request(&GET).path("id", ".."), &token, never).await.unwrap_err();
    assert_eq!((error.kind(), error.operation()), (Kind::Encode, Some("getThing")));
    let connected = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
    assert!(connected.is_err(), "nobody connects");
}

#[tokio::test]
async fn another_kind_of_success_is_not_read_as_the_expected_one() {
    let servers = Authority::new("servers");
    let transport = loopback::transport(&servers, None, Limits::default());
    let port = rest::Port::new(transport, taking(&servers, "canary").await, &REST);
    let request = port.request(&GET).path("id", "later").bearer(&Secret::new("canary"));
    let error = port.call::<BTreeMap<String, String>>(request).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::OtherSuccess, Some(202)));
    assert_eq!(error.request_sent(), Sent::Yes);
    let later: BTreeMap<String, String> = error.reply_as().expect("its own type");
    assert_eq!(later["id"], "1");
    assert_eq!(error.reply_as::<u32>(), None);
}

#[tokio::test]
async fn what_cannot_be_written_is_never_sent() {
    let (listener, endpoint) = loopback::listen().await;
    let transport = loopback::transport(&Authority::new("servers"), None, Limits::default());
    let port = rest::Port::new(transport, endpoint, &REST);
    let error = port.run(port.request(&GET).path("id", "..")).await.unwrap_err();
    assert_eq!((error.kind(), error.request_sent()), (Kind::Encode, Sent::No));
    let connected = tokio::time::timeout(Duration::from_millis(50), listener.accept()).await;
    assert!(connected.is_err(), "nobody connects");
}

#[tokio::test]
async fn the_whole_call_has_a_deadline() {
    let servers = Authority::new("servers");
    let endpoint = serve(server_config(&servers.server(), None), async |mut connection: Connection| {
        read_request(&mut connection).await;
        tokio::time::sleep(Duration::from_secs(60)).await;
    });
    let limits = Limits { call: Duration::from_millis(200), ..Limits::default() };
    let port = soap::Port::new(loopback::transport(&servers, None, limits), endpoint.await, &SOAP);
    let error = port.send(&ECHO, &echo("00")).await.unwrap_err();
    assert_eq!((error.kind(), error.request_sent()), (Kind::Timeout, Sent::Maybe));
    assert!(error.to_string().contains("whole call"), "{error}");
}

/// Everything that was said about spans.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<BTreeMap<String, String>>>);

impl Visit for Spans {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0.lock().unwrap().insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl tracing::Subscriber for Spans {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        metadata.target().starts_with("bindery_runtime")
    }

    fn new_span(&self, attributes: &span::Attributes<'_>) -> span::Id {
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

#[tokio::test]
async fn one_span_tells_the_outcome_and_no_content() {
    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    let endpoint = echoing(&servers, &clients).await;
    let identity = clients.client("us").identity();
    let transport = loopback::transport(&servers, Some(identity), Limits::default());
    let port = soap::Port::new(transport, endpoint, &SOAP);
    for (code, outcome) in [("00", "\"success\""), ("E51", "\"session\""), ("E4711", "\"unknown\"")] {
        let spans = Spans::default();
        let guard = tracing::subscriber::set_default(spans.clone());
        let _ = port.call::<Echo, Echo>(&ECHO, &echo(code)).await;
        drop(guard);
        let fields = spans.0.lock().unwrap();
        assert_eq!(fields["outcome"], outcome);
        assert_eq!((fields["operation"].as_str(), fields["partner"].as_str()), ("\"Echo\"", "\"echo\""));
        assert!(fields.contains_key("duration_ms") && fields["attempts"] == "1");
        assert!(fields.values().all(|value| !value.contains("canary")), "{fields:?}");
    }
}

#[tokio::test]
async fn fault_b29_a_connection_that_is_a_reply_behind_is_let_go() {
    let authority = Authority::new("servers");
    let connections = Arc::new(Mutex::new(0));
    let endpoint = serve(server_config(&authority.server(), None), {
        let connections = connections.clone();
        move |mut connection| {
            let connections = connections.clone();
            async move {
                *connections.lock().unwrap() += 1;
                let first = *connections.lock().unwrap() == 1;
                // On the first connection a reply of another call lies in the way, and every reply comes one late.
                let mut name = if first { "OtherResponse" } else { "EchoResponse" };
                while !read_request(&mut connection).await.0.is_empty() {
                    let body = format!(
                        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>\
                         <{name} xmlns=\"urn:echo\"><EchoResult><Code>00</Code><Token>of-connection-{}</Token></EchoResult></{name}>\
                         </s:Body></s:Envelope>",
                        if first { 1 } else { 2 }
                    );
                    connection.write_all(&http("200 OK", "Content-Type: text/xml\r\n", body)).await.unwrap();
                    connection.flush().await.unwrap();
                    name = "EchoResponse";
                }
            }
        }
    })
    .await;
    let port = soap::Port::new(loopback::transport(&authority, None, Limits::default()), endpoint, &SOAP);
    let error = port.call::<Echo, Echo>(&ECHO, &echo("00")).await.unwrap_err();
    assert_eq!((error.kind(), error.request_sent()), (Kind::UnexpectedReply, Sent::Yes));
    let reply = port.call::<Echo, Echo>(&ECHO, &echo("00")).await.unwrap();
    assert_eq!((reply.token.expose(), *connections.lock().unwrap()), ("of-connection-2", 2));
}

#[test]
fn a_guess_that_is_wrong_is_told_by_its_path_only() {
    struct Guess {
        amount: Option<i32>,
    }

    xml::record! { Guess in ECHO_NS { amount: "Amount" opt + lenient, } }

    static ROOT: El = El::new(ECHO_NS, "Result");
    let text = format!("<Result xmlns=\"{}\"><Amount>$canary</Amount></Result>", NAMES[0]);
    let spans = Spans::default();
    let guard = tracing::subscriber::set_default(spans.clone());
    let mut reader = xml::Reader::new(&text, NAMES, xml::ReadOptions::default());
    reader.open(&ROOT).unwrap();
    let mut guess = <Guess as xml::Node>::empty();
    xml::Node::read(&mut guess, &mut reader).unwrap();
    drop(guard);
    assert_eq!(guess.amount, None);
    let fields = spans.0.lock().unwrap();
    assert_eq!(fields["element"], "\"Result/Amount\"");
    assert!(fields.values().all(|value| !value.contains("canary")), "{fields:?}");
}

#[test]
fn fault_b24_proxies_of_the_environment_are_ignored() {
    // The variables must be there before the process starts, so the test runs another one in a process of its own.
    let test = "call::tests::a_rest_call_carries_its_token_and_reads_its_reply";
    let mut command = std::process::Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]);
    for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "HTTP_PROXY", "http_proxy"] {
        // Nothing listens there.
        command.env(name, "http://127.0.0.1:1");
    }
    let output = command.env_remove("NO_PROXY").env_remove("no_proxy").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}
