//! When and where it is said: services, operations and their two kinds of exchange.

use serde::{Deserialize, Serialize};

use super::Evidence;
use super::types::{Field, Name, TypeRef};

/// Operations behind one endpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Short name in `snake_case`, unique in the contract (the endpoint's name in the client's configuration).
    pub name: String,
    /// The name as the document has it.
    pub wire_name: String,
    /// Wire names of other services that share this endpoint, in document order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shared_with: Vec<String>,
    /// What the contract says about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub documentation: String,
    /// Operations in document order.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Operation {
    /// Its name on the wire, for example `StartSession` or `createSession`.
    pub name: String,
    /// The name to build an identifier from, where the profile or an overload asks for another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub friendly: Option<String>,
    /// What the contract says about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub documentation: String,
    /// How well it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Known by purpose only: offered behind the feature `inferred`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inferred: bool,
    /// What its session means to it.
    #[serde(default)]
    pub session: SessionUse,
    /// The least session that it needs, where there are several levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_need: Option<SessionNeed>,
    /// Whether it may be sent again.
    #[serde(default)]
    pub retry: Retry,
    /// The operation that tells what became of it, for reconciliation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovered_by: Option<String>,
    /// How it travels.
    pub exchange: Exchange,
}

/// What a session means to an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionUse {
    /// It neither needs nor makes one.
    #[default]
    None,
    /// It opens one.
    Opens,
    /// It needs one.
    Needs,
    /// It needs one and opens a batch in it, which would not survive a new session unnoticed.
    OpensBatch,
    /// It needs one and closes a batch in it.
    ClosesBatch,
    /// It needs one and adds to it what a new session would lack.
    Fills,
    /// It needs one and ends it.
    Ends,
}

/// The least session that an operation needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionNeed {
    /// The level, by name.
    pub level: String,
    /// Whether the keys of the device must be complete.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub device_keys: bool,
    /// How well this is known.
    pub evidence: Evidence,
}

impl SessionUse {
    /// Whether the operation is called in a session.
    #[must_use]
    pub fn is_within(self) -> bool {
        !matches!(self, Self::None | Self::Opens)
    }
}

/// Whether an operation may be sent again when its fate is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Retry {
    /// Never, once it may have been sent.
    #[default]
    Never,
    /// Any time: it changes nothing.
    Safe,
    /// Once: a repeat costs money but does no harm.
    OnceIfAmbiguous,
    /// Only after asking the partner what happened.
    ReconcileFirst,
}

/// How an operation travels.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exchange {
    /// An envelope posted to the service's endpoint.
    Envelope {
        /// The `SOAPAction`.
        action: String,
        /// Envelope version: `1.1` or `1.2`.
        version: String,
        /// What is sent.
        request: Message,
        /// What comes back; absent for one-way operations.
        reply: Option<Message>,
        /// Declared faults: element name and type.
        faults: Vec<(Name, TypeRef)>,
    },
    /// A method on a resource.
    Resource {
        /// `GET`, `POST`, ...
        method: String,
        /// The path below the base address, with `{name}` parameters.
        path: String,
        /// What authorises it, a session apart.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        credentials: Vec<Credential>,
        /// Path, query and header parameters in document order; those the session or the client carries are not here.
        parameters: Vec<Parameter>,
        /// Media type and type of the body.
        body: Option<(String, TypeRef)>,
        /// Whether the body must be there.
        body_required: bool,
        /// Replies in document order.
        replies: Vec<Reply>,
    },
}

/// What of a client's configuration authorises an operation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Credential {
    /// A token in `Authorization`, minted where the binding profile says how.
    Bearer,
    /// Name and password in `Authorization`.
    Basic,
    /// A key in the header of this name.
    Header(String),
}

/// The content of an envelope's body: elements from the body down to the value.
///
/// A wrapped operation has two names (`StartSession`, `request`), a bare one has one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Message {
    /// Element names from the body's child to the element that holds the value.
    pub path: Vec<Name>,
    /// The type of the value; absent when the last element is empty.
    pub value: Option<TypeRef>,
    /// Whether it is encoded by the rules of the envelope rather than as the types say: elements state their types,
    /// and a value that stands once may be referred to.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub encoded: bool,
    /// What travels beside the envelope, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Beside>,
}

/// Binary content that travels beside an envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// Its name in the contract.
    pub name: String,
    /// The media types that it may have.
    pub media: Vec<String>,
}

/// One parameter of a resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Where it travels.
    pub place: Place,
    /// Name, type, occurrence and documentation, as for a field.
    pub field: Field,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// In the path, percent-encoded.
    Path,
    /// In the query, repeated for lists.
    Query,
    /// In a header.
    Header,
}

/// One reply of a resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// For which status.
    pub status: Status,
    /// Media type and type of the body, where there is one.
    pub body: Option<(String, TypeRef)>,
    /// What the contract says about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub documentation: String,
}

/// The status a reply is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Exactly this status.
    Exactly(u16),
    /// A class of statuses: 2 for all of 2xx.
    Class(u16),
    /// Whatever is not listed.
    Other,
}
