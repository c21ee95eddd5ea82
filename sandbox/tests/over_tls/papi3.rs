//! PAPI3 as a client meets it that has none of our bindings: bytes over mutual TLS.

use std::time::Duration;

use crate::raw::{Reply, send};
use bindery_sandbox::{Clock, Identity, Papi3Access, Sandbox, TEST_ACCOUNT_HOLDERS};

const SSO: &str = "http://ensenta.com/ECPartnerDepositRequest/SingleSignon/PartnerSSORequest";
const DEPOSIT: &str = "http://ensenta.com/ECPartnerDepositRequest";

/// The elements that begin every request, the language as given.
fn head(partner_id: i32, language: u8) -> String {
    format!(
        "<PartnerId>{partner_id}</PartnerId><LanguageId>{language}</LanguageId>\
         <DepositorIpAddress>192.0.2.1</DepositorIpAddress><DeviceIdentifier>B23CED0E</DeviceIdentifier>\
         <LocalDateTime>2020-08-24T11:21:56.603Z</LocalDateTime>\
         <TimeZone>PST -08:00 America/Redwood_Shores</TimeZone>\
         <Attributes><Attribute><Name></Name><Value></Value></Attribute></Attributes>"
    )
}

fn envelope(namespace: &str, operation: &str, request: &str) -> String {
    format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"{namespace}\">\n\
         <soapenv:Header/>\n<soapenv:Body>\n<{operation}>\n<request>{request}</request>\n</{operation}>\n\
         </soapenv:Body>\n</soapenv:Envelope>"
    )
}

const ACCOUNTS: &str = "<Account><AccountNumber>56789</AccountNumber><Description>Checking</Description>\
     <AccountTypeCode>0</AccountTypeCode><JointAccountHolderNames></JointAccountHolderNames><Tag>0</Tag></Account>\
     <Account><AccountNumber>98765</AccountNumber><Description>Savings</Description>\
     <AccountTypeCode>0</AccountTypeCode><JointAccountHolderNames><string>Jane Smith</string>\
     </JointAccountHolderNames><Tag>second</Tag></Account>";

pub(crate) fn start(partner_id: i32, holder: &str, accounts: &str) -> String {
    let head = head(partner_id, 9);
    let request = format!(
        "{head}<AccountHolderNumber>{holder}</AccountHolderNumber><AccountHolderName>John Smith</AccountHolderName>\
         <Username>johnsmith</Username><Email>test@example.com</Email><Accounts>{accounts}</Accounts>\
         <AccountHolderAttributes><Attribute><Name>ECPhoneType</Name><Value>Android</Value></Attribute>\
         </AccountHolderAttributes>"
    );
    envelope(SSO, "StartSession", &request)
}

fn in_session(operation: &str, partner_id: i32, state_id: &str, token: &str) -> String {
    let head = head(partner_id, 9);
    let pair = format!("<SessionStateId>{state_id}</SessionStateId><SessionToken>{token}</SessionToken>");
    envelope(DEPOSIT, operation, &format!("{head}{pair}"))
}

async fn post(sandbox: &Sandbox, identity: Option<&Identity>, url: &str, body: &str) -> Option<Reply> {
    let headers = [("content-type", "text/xml; charset=utf-8"), ("soapaction", "\"of no importance\"")];
    send(sandbox, identity, "POST", url, &headers, body).await
}

async fn ours(sandbox: &Sandbox, access: &Papi3Access, url: &str, body: &str) -> Reply {
    post(sandbox, Some(&access.identity), url, body).await.unwrap()
}

fn codes(reply: &Reply) -> [Option<&str>; 3] {
    assert_eq!(reply.status, 200, "{}", reply.body);
    ["ResponseCode", "ErrorResponseText", "LocalizedMessageText"].map(|name| reply.text(name))
}

fn invalid(parameter: &str) -> [Option<&str>; 3] {
    [Some("E500"), Some("Invalid parameter. "), Some(parameter)]
}

#[tokio::test]
async fn a_session_opens_tells_its_accounts_and_ends() {
    let sandbox = Sandbox::start().await.unwrap();
    let uat = sandbox.papi3_uat();
    let partner = uat.partner_id;
    let opened = ours(&sandbox, uat, &uat.sso, &start(partner, "123123123", ACCOUNTS)).await;
    assert_eq!(codes(&opened), [Some("00"), Some(""), Some("")]);
    assert!(opened.head.contains("x-bindery-sandbox: throwaway"));
    assert!(opened.head.contains("content-type: text/xml; charset=utf-8"));
    for (name, value) in [
        ("AccountNumberIndex", "0"),
        ("Description", "Checking"),
        ("Tag", "0"),
        ("IsTermsAcceptanceRequired", "true"),
        ("SkinCode", "4"),
        ("StartPage", "3"),
        ("ReceiptEmail", ""),
        ("MessageTextCd", "ECP281"),
        ("LocalizedText", "You have 25 deposits left of your 25 daily transaction limit."),
        ("IsMultChecksPerTxn", "Y"),
        ("ImageCaptureMethod", "-1"),
        ("ScanMethods", ""),
        ("TerminalConfigMaxVersion", ""),
    ] {
        assert_eq!(opened.text(name), Some(value), "{name}");
    }
    let (token, state_id) = (opened.text("SessionToken").unwrap(), opened.text("SessionStateId").unwrap());
    assert!(token.len() == 36 && state_id.len() == 36 && token != state_id);

    let info =
        ours(&sandbox, uat, &uat.deposit, &in_session("GetSessionInfo", partner, state_id, token)).await;
    assert_eq!(codes(&info), [Some("00"), Some(""), Some("")]);
    assert_eq!(info.text("PartnerId"), Some(partner.to_string().as_str()));
    assert_eq!(info.text("ChannelTypeId"), Some("7"));
    assert_ne!(info.text("SessionToken"), Some(token), "the token of this reply is to be ignored");
    assert!(info.body.contains("<Tag>second</Tag>"));

    let swapped =
        ours(&sandbox, uat, &uat.deposit, &in_session("EndSession", partner, token, state_id)).await;
    assert_eq!(codes(&swapped), invalid("SessionStateId"));
    let wrong =
        ours(&sandbox, uat, &uat.deposit, &in_session("EndSession", partner, state_id, state_id)).await;
    assert_eq!(codes(&wrong), invalid("SessionToken"));
    let end = in_session("EndSession", partner, state_id, token);
    assert_eq!(codes(&ours(&sandbox, uat, &uat.deposit, &end).await), [Some("00"), Some(""), Some("")]);
    assert_eq!(codes(&ours(&sandbox, uat, &uat.deposit, &end).await), invalid("SessionStateId"));
    sandbox.finish().await;
}

#[tokio::test]
async fn test_account_holders_and_missing_accounts_get_their_codes() {
    let sandbox = Sandbox::start().await.unwrap();
    let prod = sandbox.papi3_prod();
    for known in TEST_ACCOUNT_HOLDERS {
        let body = start(prod.partner_id, known.account_holder_number, ACCOUNTS);
        let reply = ours(&sandbox, prod, &prod.sso, &body).await;
        assert_eq!(reply.text("ResponseCode"), Some(known.response_code));
        assert!(reply.text("ErrorResponseText").is_some_and(|text| !text.is_empty()));
        assert_eq!(reply.text("SessionToken").unwrap_or_default(), "", "a refusal brings no token");
    }
    let none = ours(&sandbox, prod, &prod.sso, &start(prod.partner_id, "123123123", "")).await;
    let text = Some("No eligible account(s) found.");
    assert_eq!(codes(&none), [Some("E12"), text, text]);
    sandbox.finish().await;

    let large = Sandbox::builder().large_account_lists(true).start().await.unwrap();
    let prod = large.papi3_prod();
    let none = ours(&large, prod, &prod.sso, &start(prod.partner_id, "123123123", "")).await;
    assert_eq!(none.text("ResponseCode"), Some("00"));
    large.finish().await;
}

#[tokio::test]
async fn certificates_are_checked_against_environment_and_partner() {
    let sandbox = Sandbox::start().await.unwrap();
    let (uat, prod) = (sandbox.papi3_uat(), sandbox.papi3_prod());
    let body = start(uat.partner_id, "123123123", ACCOUNTS);
    for refused in [None, Some(&prod.identity), Some(&uat.expired_identity)] {
        assert!(post(&sandbox, refused, &uat.sso, &body).await.is_none());
    }
    let other = post(&sandbox, Some(&uat.other_identity), &uat.sso, &body).await.unwrap();
    assert_eq!(codes(&other), invalid("PartnerId"));
    let its_own = start(uat.other_partner_id, "123123123", ACCOUNTS);
    let other = post(&sandbox, Some(&uat.other_identity), &uat.sso, &its_own).await.unwrap();
    assert_eq!(other.text("ResponseCode"), Some("00"));
    sandbox.finish().await;
}

#[tokio::test]
async fn absent_optional_texts_are_empty_ones() {
    let sandbox = Sandbox::start().await.unwrap();
    let uat = sandbox.papi3_uat();
    let request = format!(
        "<PartnerId>{}</PartnerId><LanguageId>9</LanguageId>\
         <Accounts><Account><AccountNumber>56789</AccountNumber></Account></Accounts>",
        uat.partner_id
    );
    let reply = ours(&sandbox, uat, &uat.sso, &envelope(SSO, "StartSession", &request)).await;
    assert_eq!(codes(&reply), [Some("00"), Some(""), Some("")]);
    assert_eq!([reply.text("Description"), reply.text("Tag")], [Some(""), Some("")]);
    sandbox.finish().await;
}

#[tokio::test]
async fn what_is_no_call_of_the_service_is_a_fault() {
    let sandbox = Sandbox::start().await.unwrap();
    let uat = sandbox.papi3_uat();
    let open = start(uat.partner_id, "123123123", ACCOUNTS);
    let unknown = envelope(SSO, "StartParty", "");
    let cut = &open[..open.len() / 2];
    for (url, body) in [
        (&uat.deposit, open.as_str()),
        (&uat.sso, &unknown),
        (&uat.sso, cut),
        (&uat.sso, "<html/>"),
        (&uat.sso, ""),
    ] {
        let reply = ours(&sandbox, uat, url, body).await;
        assert_eq!(reply.status, 500, "{}", reply.body);
        assert!(reply.text("faultstring").is_some_and(|text| !text.is_empty()), "{}", reply.body);
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn an_idle_session_times_out() {
    let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
    let uat = sandbox.papi3_uat();
    let opened = ours(&sandbox, uat, &uat.sso, &start(uat.partner_id, "123123123", ACCOUNTS)).await;
    let (token, state_id) = (opened.text("SessionToken").unwrap(), opened.text("SessionStateId").unwrap());
    let read = in_session("GetSessionInfo", uat.partner_id, state_id, token);
    sandbox.clock().advance(Duration::from_secs(14 * 60 + 59));
    assert_eq!(ours(&sandbox, uat, &uat.deposit, &read).await.text("ResponseCode"), Some("00"));
    sandbox.clock().advance(Duration::from_secs(15 * 60));
    assert_eq!(ours(&sandbox, uat, &uat.deposit, &read).await.text("ResponseCode"), Some("E51"));
    sandbox.finish().await;
}
