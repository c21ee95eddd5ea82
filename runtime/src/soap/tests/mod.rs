//! A small contract to test envelopes with.

mod attachments;
mod client;
mod encoded;
mod server;

use bytes::Bytes;

use super::*;
use crate::codes::{Class, CodeRule, CodeTable, UserText};
use crate::error::{Error, Kind};
use crate::exchange::Reply;
use crate::retry::Retry;
use crate::xml;

const NAMES: &[&str] = &["urn:sso"];
const SSO: xml::Ns = 8;

#[derive(Debug, Clone, PartialEq)]
struct StartRequest {
    partner_id: i32,
    name: String,
}

xml::record! { StartRequest in SSO { partner_id: "PartnerId" req, name: "Name" fill, } }

#[derive(Debug, Clone, PartialEq)]
struct StartResult {
    code: String,
    token: String,
    count: i32,
}

xml::record! { StartResult in SSO { code: "ResponseCode" req, token: "SessionToken" req, count: "Count" req, } }

static CODES: CodeTable = CodeTable {
    field: "ResponseCode",
    success: Some("00"),
    user_text: Some("LocalizedMessageText"),
    log_text: Some("ErrorResponseText"),
    session_fields: &["SessionStateId"],
    known: &[CodeRule {
        code: "E12",
        name: "NoEligibleAccount",
        class: Class::Refusal,
        remedy: "Check the accounts.",
        user_text: UserText::Show,
        text_hidden_for: &[],
        session_gone: false,
        terminal: false,
    }],
};

static SERVICE: Description =
    Description { partner: "papi3", service: "sso", names: NAMES, codes: Some(&CODES) };

static START: Operation = Operation {
    name: "StartSession",
    action: "urn:sso/IPartner/StartSession",
    version: Version::V11,
    request: &[xml::El::new(SSO, "StartSession"), xml::El::new(SSO, "request")],
    reply: &[xml::El::new(SSO, "StartSessionResponse"), xml::El::new(SSO, "StartSessionResult")],
    retry: Retry::OnceIfAmbiguous,
};

static NOTIFY: Operation = Operation {
    name: "Notify",
    action: "urn:sso/IPartner/Notify",
    version: Version::V12,
    request: &[xml::El::new(SSO, "Notify")],
    reply: &[],
    retry: Retry::Never,
};

const FIELDS: &str = "<ResponseCode>00</ResponseCode><SessionToken>t</SessionToken><Count>3</Count>";

/// An envelope around this content of the body.
fn envelope(body: &str) -> String {
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>{body}</s:Body></s:Envelope>"
    )
}

/// A reply to the operation with these fields.
fn result(fields: &str) -> String {
    envelope(&format!(
        "<StartSessionResponse xmlns=\"urn:sso\"><StartSessionResult>{fields}</StartSessionResult></StartSessionResponse>"
    ))
}
