//! What the binding profile adds: the session, the token, result codes, environments, webhooks.
//!
//! Facts that belong to one field or one operation (its source, its sensitivity, its retry class) stand there; here
//! stands what concerns the partner as a whole.

use serde::{Deserialize, Serialize};

use super::types::TypeId;

/// What concerns the partner as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Rules {
    /// Environments in name order; none means one unnamed environment.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<Environment>,
    /// Each environment has a client certificate of its own, and ids that go with it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub certificate_per_environment: bool,
    /// How a session is opened and carried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Session>,
    /// How the partner's own token is obtained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<Token>,
    /// How a reply says whether it is a success.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codes: Option<Codes>,
    /// What the partner sends to us by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub webhook: Option<Webhook>,
}

/// One of the partner's environments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Environment {
    /// Its name, for example `uat`.
    pub name: String,
    /// The documented base address; absent where the address is configuration only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
}

/// How a session is opened and carried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The operation that opens it, by wire name.
    pub opened_by: String,
    /// Its keys, in the order of the opening reply.
    pub keys: Vec<SessionKey>,
    /// Seconds without a successful call after which it is gone; absent where unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_seconds: Option<u64>,
    /// The kinds of session, where the partner tells several apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levels: Option<Levels>,
}

/// Sessions of several levels: whom they stand for, how they are opened, and how one becomes another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Levels {
    /// The levels, in profile order.
    pub known: Vec<Level>,
    /// The field that says what kind of source a session has: of the opening request, of the promoting one, and of what
    /// is told about a session.
    pub source_field: String,
    /// The field beside it with the id of the source.
    pub source_id_field: String,
    /// The fields of the opening request that carry what the SDK made of the device: exactly one of them is sent.
    pub device: Vec<DeviceField>,
    /// The field of the opening reply with which the SDK completes the keys of the device.
    pub device_reply_field: String,
    /// The operation that makes a session one of another level.
    pub promoted_by: String,
    /// The operation that tells whom a session stands for.
    pub read_by: String,
}

/// One level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// Its name, for example `account`.
    pub name: String,
    /// What the source field says of it; absent where a session of this level has no source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The levels that a session of this one can be promoted to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promotes_to: Vec<String>,
}

/// One form of what the SDK made of the device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceField {
    /// What the form is called, for example `sdk_v1`.
    pub name: String,
    /// The field of the opening request.
    pub field: String,
}

impl Levels {
    /// The levels that do for an operation that needs this one: itself, and all that it can be promoted to.
    #[must_use]
    pub fn at_least(&self, name: &str) -> Vec<&Level> {
        let mut names = vec![name];
        let mut at = 0;
        while let Some(next) = names.get(at) {
            let level = self.known.iter().find(|level| level.name == *next);
            for further in level.iter().flat_map(|level| &level.promotes_to) {
                if !names.contains(&further.as_str()) {
                    names.push(further);
                }
            }
            at += 1;
        }
        self.known.iter().filter(|level| names.contains(&level.name.as_str())).collect()
    }
}

/// One key of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionKey {
    /// The field of the opening reply that brings it.
    pub reply_field: String,
    /// Where later calls carry it.
    pub place: SessionPlace,
    /// The path parameter that names the session itself, in operations on sessions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
}

/// Where later calls carry a session key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionPlace {
    /// In the request's field of this name.
    Field(String),
    /// In the header of this name.
    Header(String),
}

/// How the partner's own token (not a user's session) is obtained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The operation that mints it, authorised by key and secret.
    pub minted_by: String,
    /// The field of its reply that holds the token.
    pub token_field: String,
    /// The field that holds its lifetime in seconds.
    pub lifetime_field: String,
}

/// How a reply says whether it is a success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Codes {
    /// The reply field that holds the code. For a resource: the member of an error body.
    pub field: String,
    /// The code of success; absent where the status tells success and a code only accompanies errors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success: Option<String>,
    /// The field with the text for the end user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_text: Option<String>,
    /// The field with the text for logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_text: Option<String>,
    /// Known codes in profile order; the list is open.
    pub known: Vec<Code>,
}

/// One known result code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The code on the wire.
    pub code: String,
    /// A name in words, `UpperCamelCase`.
    pub name: String,
    /// Whose move it is.
    pub class: CodeClass,
    /// What to do, one sentence.
    pub remedy: String,
    /// What the text for the end user is.
    pub user_text: ReadText,
    /// Operations after which that text is kept from the end user, because following it could do harm.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text_hidden_for: Vec<String>,
    /// It means that the session is gone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub session_gone: bool,
    /// It is final: no repeat and no correction helps.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub terminal: bool,
}

/// Whose move it is after a result code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeClass {
    /// None: it worked.
    Success,
    /// The programmer's: the request was wrong.
    Caller,
    /// Open a new session.
    Session,
    /// The end user's or the institution's: refused, with a text to show.
    Refusal,
    /// Nobody's: try later.
    Temporary,
    /// Unknown.
    Unknown,
}

/// What the text beside a code is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReadText {
    /// Show it to the end user.
    Show,
    /// It names the parameter that was wrong.
    Parameter,
    /// Ignore it.
    Ignore,
}

/// Events that the partner sends to an address of ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// The header that carries the HMAC of the body.
    pub signature_header: String,
    /// The hash function of the HMAC.
    pub hash: SignatureHash,
    /// How its bytes become text.
    pub encoding: SignatureEncoding,
    /// The header that counts the deliveries of one event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count_header: Option<String>,
    /// The type of an event.
    pub event: TypeId,
    /// The member that says what happened.
    pub type_field: String,
    /// The member that says to what.
    pub data_field: String,
    /// What that member holds, by what happened, in profile order. Of other events it is kept as it came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payloads: Vec<Payload>,
}

/// What the data of an event is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// What happened, as the event says it.
    pub event: String,
    /// The type of its data.
    pub r#type: TypeId,
}

/// The hash function of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureHash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// How the bytes of a signature become text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureEncoding {
    /// Two hexadecimal digits for each byte.
    Hex,
    /// Base64 of the standard alphabet.
    Base64,
}
