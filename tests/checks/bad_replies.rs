//! Replies that are none: each becomes a typed error that says whether the partner may have seen the request.

use bindery_runtime::{Error, Kind, Sent};
use partners::papi3::deposit::{PostDepositBatchRequest, PostDepositBatchResult};

use super::fixtures::{self, BATCH};
use super::guide;
use super::scripted_server::{ScriptedServer, reply};

const XML: &str = "text/xml; charset=utf-8";

/// A successful reply of PostDepositBatch around some content.
fn envelope(content: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{content}</s:Body></s:Envelope>"
    )
}

fn posted(result: &str) -> String {
    envelope(&format!(
        "<PostDepositBatchResponse xmlns=\"http://ensenta.com/ECPartnerDepositRequest\"><PostDepositBatchResult>{result}</PostDepositBatchResult></PostDepositBatchResponse>"
    ))
}

/// Posts a batch at a partner that answers with these bytes.
async fn post(bytes: Vec<u8>) -> Result<PostDepositBatchResult, Error> {
    let server = ScriptedServer::start(move |_| bytes.clone()).await;
    let session = fixtures::papi3_session(&fixtures::papi3(&server));
    session.post_deposit_batch(PostDepositBatchRequest::new(BATCH)).await
}

/// The kind of error that a reply becomes; each of them may have moved money.
async fn kind(name: &str, bytes: Vec<u8>) -> Kind {
    let error = post(bytes).await.expect_err(name);
    assert!(error.may_have_been_sent(), "{name}: {error}");
    assert_eq!(error.operation(), Some("PostDepositBatch"), "{name}");
    let line = error.to_string();
    assert!(!line.contains('\n') && !line.contains("canary"), "{name}: {line}");
    error.kind()
}

#[tokio::test]
async fn a_good_reply_is_none_of_these() {
    let reply = post(reply("200 OK", XML, posted("<ResponseCode>00</ResponseCode>").as_bytes()))
        .await
        .expect("a success");
    assert_eq!(reply.response_code.as_deref(), Some("00"));
}

#[tokio::test]
async fn fault_b1_a_page_of_html_is_not_an_envelope() {
    let page = b"<html><body>canary<br></body></html>";
    assert_eq!(kind("HTML with 200", reply("200 OK", "text/html", page)).await, Kind::NotSoap);
    assert_eq!(
        kind("HTML as XML", reply("200 OK", XML, b"<html><body>canary</body></html>")).await,
        Kind::NotSoap
    );
    assert_eq!(
        kind("HTML with 503", reply("503 Service Unavailable", "text/html", page)).await,
        Kind::HttpStatus
    );
}

#[tokio::test]
async fn fault_b8_an_empty_reply_is_no_success() {
    assert_eq!(kind("empty", reply("200 OK", XML, b"")).await, Kind::EmptyBody);
    assert_eq!(
        kind("no content", b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n".to_vec()).await,
        Kind::EmptyBody
    );
}

#[tokio::test]
async fn fault_a60_a_truncated_reply_is_never_a_value() {
    let whole = posted(
        "<ResponseCode>00</ResponseCode><TransactionSummary><TransactionId>canary</TransactionId></TransactionSummary>",
    );
    // Every place is tried in the codec's own tests; here the border of each element, through the whole call.
    let ends = whole.char_indices().filter(|(_, character)| *character == '<').map(|(at, _)| at).skip(1);
    for end in ends {
        let cut = kind(&whole[..end], reply("200 OK", XML, &whole.as_bytes()[..end])).await;
        assert_eq!(cut, Kind::Truncated, "{}", &whole[..end]);
    }
    let cut = reply("200 OK", XML, whole.as_bytes());
    assert_eq!(kind("cut by the network", cut[..cut.len() - 20].to_vec()).await, Kind::Truncated);
}

#[tokio::test]
async fn fault_a29_a_reply_to_another_operation_is_refused() {
    let other = envelope(
        "<EndSessionResponse xmlns=\"http://ensenta.com/ECPartnerDepositRequest\"><EndSessionResult><ResponseCode>00</ResponseCode></EndSessionResult></EndSessionResponse>",
    );
    assert_eq!(
        kind("another operation", reply("200 OK", XML, other.as_bytes())).await,
        Kind::UnexpectedReply
    );
    assert_eq!(
        kind("another service", reply("200 OK", XML, guide::REPLY.as_bytes())).await,
        Kind::UnexpectedReply
    );
}

#[tokio::test]
async fn fault_a62_a_second_root_is_refused() {
    let whole = posted("<ResponseCode>00</ResponseCode>");
    let twice = format!("{whole}{whole}");
    assert_eq!(kind("two envelopes", reply("200 OK", XML, twice.as_bytes())).await, Kind::Decode);
    let trailing = format!("{whole}canary");
    assert_eq!(kind("trailing text", reply("200 OK", XML, trailing.as_bytes())).await, Kind::Decode);
}

#[tokio::test]
async fn fault_a48_an_empty_code_is_no_success() {
    for content in ["<ResponseCode/>", "<ResponseCode> </ResponseCode>"] {
        assert_eq!(kind(content, reply("200 OK", XML, posted(content).as_bytes())).await, Kind::EmptyCode);
    }
    let missing = kind("no code", reply("200 OK", XML, posted("").as_bytes())).await;
    assert_eq!(missing, Kind::Decode, "a code that is not there is named like any field");
}

#[tokio::test]
async fn fault_a50_codes_are_compared_trimmed_and_whole() {
    let trimmed = posted("<ResponseCode>\n 00 \n</ResponseCode>");
    assert!(post(reply("200 OK", XML, trimmed.as_bytes())).await.is_ok());
    for code in ["0", "000", "O0", "E0"] {
        let error =
            post(reply("200 OK", XML, posted(&format!("<ResponseCode>{code}</ResponseCode>")).as_bytes()))
                .await
                .expect_err(code);
        assert_eq!((error.kind(), error.code()), (Kind::Refused, Some(code)));
        assert_eq!(
            partners::papi3::ResultCode::of(&error),
            Some(partners::papi3::ResultCode::Other(code.to_owned()))
        );
    }
}

#[tokio::test]
async fn a_refusal_is_read_before_anything_else() {
    let body = posted(
        "<ResponseCode>E35</ResponseCode><TransactionSummary><TransactionDate>canary</TransactionDate></TransactionSummary>",
    );
    let error = post(reply("200 OK", XML, body.as_bytes())).await.expect_err("refused");
    assert_eq!((error.kind(), error.code()), (Kind::Refused, Some("E35")), "{error}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let moved = b"HTTP/1.1 307 Temporary Redirect\r\nLocation: https://elsewhere.invalid/canary\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let error = post(moved.to_vec()).await.expect_err("a redirect");
    assert_eq!(error.kind(), Kind::Redirect);
    let line = error.to_string();
    assert!(line.contains("elsewhere.invalid") && !line.contains("canary"), "{line}");
    assert_ne!(error.request_sent(), Sent::No);
}
