//! Every failed call says whether the partner may have seen the request, wherever on its way the call fails.

use bindery_runtime::{Error, Kind, Sent};
use partners::papi3::Session;
use partners::papi3::deposit::{PostDepositBatchRequest, PostDepositBatchResult};

use super::fixtures::{self, BATCH};
use super::scripted_server::{ScriptedServer, reply};

/// A session at this server, which is believed if its certificate is the one it says.
fn session(server: &ScriptedServer) -> Session {
    fixtures::papi3_session(&fixtures::papi3(server))
}

async fn post(session: &Session, batch: &str) -> Result<PostDepositBatchResult, Error> {
    session.post_deposit_batch(PostDepositBatchRequest::new(batch)).await
}

#[track_caller]
fn assert_failed(what: &str, outcome: Result<PostDepositBatchResult, Error>, kind: Kind, sent: Sent) {
    let error = outcome.expect_err(what);
    assert_eq!((error.kind(), error.request_sent()), (kind, sent), "{what}: {error}");
    assert_eq!(error.may_have_been_sent(), sent != Sent::No, "{what}");
    let sure = error.to_string().contains("PostDepositBatch");
    assert!(sure, "{what} names its operation: {error}");
}

#[tokio::test]
async fn invariant_8_every_failure_says_whether_the_request_may_have_been_seen() {
    const XML: &str = "text/xml; charset=utf-8";
    let quiet = ScriptedServer::start(|_| Vec::new()).await;

    // Before anything is sent.
    let unwritable = post(&session(&quiet), "\u{0}").await;
    assert_failed("a character that XML cannot hold", unwritable, Kind::Encode, Sent::No);
    let mut stranger = ScriptedServer::start(|_| Vec::new()).await;
    stranger.certificate.clone_from(&quiet.certificate);
    let unknown = post(&session(&stranger), BATCH).await;
    assert_failed("an unknown authority", unknown, Kind::UntrustedPeer, Sent::No);
    let gone = ScriptedServer::start(|_| Vec::new()).await;
    let nobody = session(&gone);
    gone.stop().await;
    assert_failed("nobody listens", post(&nobody, BATCH).await, Kind::Connect, Sent::No);
    assert_eq!(quiet.requests().len() + stranger.requests().len(), 0, "none of these was seen");

    // After that nobody can know, unless a reply came. (The time limits have their tests in the runtime.)
    assert_failed(
        "closed without a word",
        post(&session(&quiet), BATCH).await,
        Kind::Interrupted,
        Sent::Maybe,
    );
    let fault = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault><faultcode>s:Server</faultcode></s:Fault></s:Body></s:Envelope>";
    let refused = fault.replace(
        "<s:Fault><faultcode>s:Server</faultcode></s:Fault>",
        "<PostDepositBatchResponse xmlns=\"http://ensenta.com/ECPartnerDepositRequest\"><PostDepositBatchResult><ResponseCode>E35</ResponseCode></PostDepositBatchResult></PostDepositBatchResponse>",
    );
    let cut = reply("200 OK", XML, refused.as_bytes());
    for (what, bytes, kind) in [
        ("a page", reply("200 OK", "text/html", b"<html/>"), Kind::NotSoap),
        ("a status", reply("503 Service Unavailable", "text/html", b"<html/>"), Kind::HttpStatus),
        ("a fault", reply("500 Internal Server Error", XML, fault.as_bytes()), Kind::Fault),
        ("a refusal", reply("200 OK", XML, refused.as_bytes()), Kind::Refused),
        ("no body", reply("200 OK", XML, b""), Kind::EmptyBody),
        ("half a body", cut[..cut.len() - 20].to_vec(), Kind::Truncated),
        ("half an envelope", reply("200 OK", XML, &refused.as_bytes()[..200]), Kind::Truncated),
    ] {
        let server = ScriptedServer::start(move |_| bytes.clone()).await;
        let outcome = post(&session(&server), BATCH).await;
        assert_failed(what, outcome, kind, Sent::Yes);
        assert_eq!(server.requests().len(), 1, "{what} was asked for once");
    }
}
