//! A contract with everything that can stand beside a request: its committed bindings are what the generator writes,
//! and client and server talk by them over TLS.

/// Included, so that no formatter touches them.
#[allow(
    missing_docs,
    unreachable_pub,
    dead_code,
    clippy::all,
    reason = "what the generator wrote for a crate of its own"
)]
mod bindings {
    include!("../fixtures/desk/bindings.in");
}

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bindery_codegen::generate::{Request, contract};
use bindery_runtime::generated::soap::{Block, Fault, WithHeaders};
use bindery_runtime::{Endpoint, Error, Kind, Secret, Security};

use self::bindings::desk::{AnyLimit, DailyLimit, DeskHeaders, Limit, Nudge, OpenTicket};
use self::bindings::desk::{OpenTicketFaults, OpenTicketResponse, QuotaHeaders, Session};
use self::bindings::server;
use self::bindings::{Client, Config};
use super::fixtures::{endpoint, transport};
use super::scripted_server::{Recorded, ScriptedServer};
use crate::workspace;

fn folder() -> PathBuf {
    workspace().join("tests/fixtures/desk")
}

/// `BINDERY_BLESS=1` writes them.
#[test]
fn the_committed_bindings_are_what_the_generator_writes() {
    let request = Request {
        partner: "desk".to_owned(),
        inputs: vec![folder().join("Desk.wsdl")],
        ..Request::default()
    };
    let outcome = contract(&request);
    assert!(outcome.diagnostics.iter().next().is_none(), "{:?}", outcome.diagnostics);
    let text = bindery_codegen::emit::single_file(&outcome.contract.expect("a contract"));
    // The traits of the server are always wanted here.
    let text = text.replace("#[cfg(feature = \"server\")]\n", "");
    let file: &Path = &folder().join("bindings.in");
    if std::env::var_os("BINDERY_BLESS").is_some() {
        std::fs::write(file, &text).expect("a file that can be written");
    }
    assert_eq!(std::fs::read_to_string(file).expect("the bindings"), text, "run again with BINDERY_BLESS=1");
}

/// Opens ticket 7, unless the subject names a fault.
struct Played;

impl server::Desk for Played {
    async fn open_ticket(
        &self,
        headers: DeskHeaders,
        request: OpenTicket,
    ) -> Result<WithHeaders<OpenTicketResponse, QuotaHeaders>, Fault> {
        assert_eq!(headers.session.value.token, "fake-token");
        match request.subject.as_str() {
            "limit" => {
                let day = "2020-01-02".parse().expect("a day");
                let limit = AnyLimit::DailyLimit(DailyLimit { most: 3, day });
                Err(Fault::server("no more").with_detail(&OpenTicketFaults::LimitFault(limit)))
            }
            "closed" => {
                let closed = OpenTicketFaults::ClosedFault("on Sundays".to_owned());
                Err(Fault::client("closed").with_detail(&closed))
            }
            _ => {
                let quota = QuotaHeaders { quota: Some(Block::from(2).required()) };
                Ok(WithHeaders { reply: OpenTicketResponse { number: 7 }, headers: quota })
            }
        }
    }

    async fn nudge(&self, headers: DeskHeaders, request: Nudge) -> Result<(), Fault> {
        assert_eq!((headers.session.must_understand, request.number), (true, 7));
        Ok(())
    }

    async fn ping(&self) -> Result<(), Fault> {
        Ok(())
    }
}

impl server::Archive for Played {
    async fn lookup(&self, request: Nudge) -> Result<OpenTicketResponse, Fault> {
        Ok(OpenTicketResponse { number: request.number })
    }
}

/// Serves both services by the dispatchers of the bindings.
async fn served() -> ScriptedServer {
    let runtime = Arc::new(tokio::runtime::Handle::current());
    ScriptedServer::start(move |request: &Recorded| {
        let content_type = request.header("content-type");
        let answer = tokio::task::block_in_place(|| {
            runtime.block_on(async {
                if request.path == "/archive" {
                    server::archive(&Played, &request.body, content_type).await
                } else {
                    server::desk(&Played, &request.body, content_type).await
                }
            })
        });
        let head = format!(
            "HTTP/1.1 {} Answer\r\ncontent-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            answer.status,
            answer.content_type,
            answer.body.len()
        );
        [head.as_bytes(), &answer.body].concat()
    })
    .await
}

fn archive(server: &ScriptedServer) -> Endpoint {
    endpoint(server, "/archive")
}

fn client(server: &ScriptedServer) -> Client {
    let security = Security::password("fake", Secret::new("fake-password")).with_timestamp();
    let archive = archive(server).with_security(security);
    Client::new(Config { transport: transport(server), desk: endpoint(server, "/desk"), archive })
        .expect("what the policy demands")
}

fn session() -> DeskHeaders {
    DeskHeaders::new(Block::from(Session::new("fake-token")).required())
}

fn body(server: &ScriptedServer) -> String {
    String::from_utf8(server.requests().last().expect("a request").body.clone()).expect("text")
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_go_out_typed_and_come_back_typed() {
    let server = served().await;
    let client = client(&server);
    let mut headers = session();
    headers.trace = Some("fake-trace".to_owned().into());
    let answered = client.open_ticket(&headers, OpenTicket::new("help")).await.expect("a ticket");
    assert_eq!((answered.reply.number, answered.headers.quota.map(|quota| quota.value)), (7, Some(2)));
    insta::assert_snapshot!("desk_open_ticket", body(&server));
    client.nudge(&session(), Nudge::new(7)).await.expect("nothing to be read");
    insta::assert_snapshot!("desk_nudge", body(&server));
    client.ping().await.expect("an empty body");
    insta::assert_snapshot!("desk_ping", body(&server));
}

#[tokio::test(flavor = "multi_thread")]
async fn declared_faults_are_read_as_their_types() {
    let server = served().await;
    let client = client(&server);
    let fault = async |subject: &str| -> Error {
        client.open_ticket(&session(), OpenTicket::new(subject)).await.expect_err("a fault")
    };
    let limit = fault("limit").await;
    assert_eq!((limit.kind(), limit.status()), (Kind::Fault, Some(500)));
    match limit.fault_as::<OpenTicketFaults>() {
        Some(OpenTicketFaults::LimitFault(AnyLimit::DailyLimit(daily))) => assert_eq!(daily.most, 3),
        other => panic!("{other:?}"),
    }
    let closed = fault("closed").await.fault_as::<OpenTicketFaults>();
    assert_eq!(closed, Some(OpenTicketFaults::ClosedFault("on Sundays".to_owned())));
    let _: fn(Limit) -> AnyLimit = AnyLimit::Limit;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_policy_demands_is_sent_and_its_lack_is_told_before_any_call() {
    let server = served().await;
    let archive = archive(&server);
    let config = Config { transport: transport(&server), desk: endpoint(&server, "/desk"), archive };
    let error = Client::new(config).map(drop).expect_err("a name is lacking");
    assert_eq!(error.kind(), Kind::Configuration);
    assert!(error.to_string().contains("Archive demands a name and a password"), "{error}");
    assert!(server.requests().is_empty());
    let found = client(&server).lookup(Nudge::new(9)).await.map(|reply| reply.number);
    // The bindings' server does not play WS-Security: it refuses what it must understand and does not.
    let error = found.expect_err("a fault");
    assert_eq!(error.fault().expect("a fault").code, "MustUnderstand");
    let sent = body(&server);
    for piece in [
        ">urn:example:desk/Archive/Find</Action>",
        "<MessageID ",
        "<Username>fake</Username>",
        "#PasswordText\">fake-password</Password>",
        "<Expires>",
    ] {
        assert!(sent.contains(piece), "{piece} in {sent}");
    }
}
