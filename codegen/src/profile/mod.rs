//! The binding profile: what a contract cannot say, said once, as data, checked against the contract.
//!
//! `format` reads `bindings.toml` and knows nothing of any contract; [`apply()`] lays a profile over a contract and
//! checks every name in it; [`origins`] reads `SOURCES.toml`, which decides how strict that check is. A profile is
//! always optional: without one a contract stays as its documents say it.

pub mod apply;
mod check;
mod codes;
mod fields;
mod format;
mod format_rules;
mod format_session;
mod head;
mod levels;
mod lookup;
pub mod origins;
mod reader;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
pub(crate) mod sample_levels;
mod session;
#[cfg(test)]
mod tests;
mod token;
mod webhook;

use crate::contract::{CodeClass, Evidence, ReadText, Retry, SignatureEncoding, SignatureHash, Source};
use crate::diagnostic::Place;
use crate::lower::Naming;

pub use apply::{apply, only};
pub use check::OUTLIVED;
pub(crate) use check::nearest;
pub use format::read;

/// A text of the profile and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// A binding profile as written; nothing in it has been compared with a contract yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// Environments by name, each with its documented base address.
    pub environments: Vec<(Word, Option<String>)>,
    /// Each environment has a client certificate of its own: where that stands.
    pub client_certificate: Option<Word>,
    /// The operations to generate, plain or as `Service.Port.Operation`; absent for all.
    pub only: Option<Vec<Word>>,
    /// Short module name and namespace.
    pub modules: Vec<(Word, Word)>,
    /// Wire name of a service and the short name of its endpoint.
    pub services: Vec<(Word, Word)>,
    /// Text and list elements of requests are always sent, empty if there is nothing to say.
    pub fill_absent: bool,
    /// Wrapped lists whose emptiness is one blank item.
    pub blank_item: Vec<Word>,
    /// Request fields that the caller does not provide.
    pub head: Vec<(Word, Source)>,
    /// How a session is opened and carried.
    pub session: Option<SessionRules>,
    /// How the partner's own token is obtained.
    pub token: Option<TokenRules>,
    /// How a reply says whether it is a success.
    pub codes: Option<CodeRules>,
    /// What the partner sends by itself.
    pub webhook: Option<WebhookRules>,
    /// What single operations need.
    pub operations: Vec<OperationRules>,
    /// Fields whose type the document understates.
    pub types: Vec<(Word, TypeOverride)>,
    /// Friendlier names of fields and types.
    pub names: Vec<(Word, Word)>,
    /// Fields that may be printed.
    pub show: Vec<Word>,
}

/// `[session]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRules {
    /// The operation that opens a session.
    pub opened_by: Word,
    /// The operations that end it.
    pub ends: Vec<Word>,
    /// The operations that open and those that close a batch in it.
    pub batch: (Vec<Word>, Vec<Word>),
    /// The operations that add to it what a new session would lack.
    pub filled_by: Vec<Word>,
    /// Seconds without a successful call after which it is gone.
    pub idle_seconds: Option<u64>,
    /// What the opening reply brings and later calls carry.
    pub keys: Vec<KeyRule>,
    /// Operations that carry a key although their description does not say so, and the least session they need.
    pub needs: Vec<NeedRule>,
    /// The kinds of session, where there are several.
    pub levels: Option<LevelRules>,
}

/// One operation of `needs`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedRule {
    /// The operation.
    pub operation: Word,
    /// The least session that does, where there are levels.
    pub least: Option<NeededLevel>,
}

/// The least session that an operation needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededLevel {
    /// The level.
    pub level: Word,
    /// The keys of the device must be complete.
    pub device_keys: bool,
    /// How well this is known.
    pub evidence: Evidence,
}

/// `[session.levels]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelRules {
    /// The field that says what kind of source a session has.
    pub source: Word,
    /// The field with the id of that source.
    pub source_id: Word,
    /// Forms of device data by name, and the fields of the opening request that carry them; exactly one is sent.
    pub device: Vec<(Word, Word)>,
    /// The field of the opening reply that completes the keys of the device.
    pub device_reply: Word,
    /// The operation that promotes a session.
    pub promoted_by: Word,
    /// The operation that reads one.
    pub read_by: Word,
    /// The levels, the weakest first.
    pub known: Vec<LevelRule>,
}

/// `[session.levels.known.X]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelRule {
    /// Its name.
    pub name: Word,
    /// What the source field says of it; absent for a session without source.
    pub source: Option<Word>,
    /// The levels that it can be promoted to.
    pub promotes_to: Vec<Word>,
}

/// One key of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRule {
    /// The field of the opening reply.
    pub reply: Word,
    /// Where later calls carry it.
    pub carried: Carried,
    /// The path parameter that is this key, in operations on the session itself.
    pub parameter: Option<Word>,
}

/// Where later calls carry a session key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// In a field of the request.
    Field(Word),
    /// In a header.
    Header(Word),
}

/// `[token]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRules {
    /// The operation that mints it.
    pub minted_by: Word,
    /// The reply field that holds it.
    pub token: Word,
    /// The reply field that holds its lifetime in seconds.
    pub lifetime: Word,
}

/// `[codes]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRules {
    /// The reply field that holds the code.
    pub field: Word,
    /// The code of success.
    pub success: Option<String>,
    /// The field with the text for the end user.
    pub user_text: Option<Word>,
    /// The field with the text for logs.
    pub log_text: Option<Word>,
    /// Known codes in the order of the file.
    pub known: Vec<CodeRule>,
}

/// `[codes.known.X]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRule {
    /// The code on the wire.
    pub code: String,
    /// Its name in words.
    pub name: String,
    /// Whose move it is.
    pub class: CodeClass,
    /// What to do.
    pub remedy: String,
    /// What the text for the end user is good for.
    pub user_text: ReadText,
    /// Operations after which it is kept from the end user.
    pub text_hidden_for: Vec<Word>,
    /// It means that the session is gone.
    pub session_gone: bool,
    /// It is final: no repeat and no correction helps.
    pub terminal: bool,
}

/// `[webhook]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRules {
    /// The header of the signature.
    pub header: Word,
    /// The hash function of the signature.
    pub hash: SignatureHash,
    /// How the signature is written.
    pub encoding: SignatureEncoding,
    /// The header that counts the deliveries of an event.
    pub count: Option<Word>,
    /// The type of an event.
    pub event: Word,
    /// Its member that says what happened.
    pub r#type: Word,
    /// Its member that says to what.
    pub data: Word,
    /// What happened, and the type of the data.
    pub payloads: Vec<(Word, Word)>,
}

/// `[operations.X]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationRules {
    /// Its name on the wire.
    pub operation: Word,
    /// Whether it may be sent again.
    pub retry: Option<Retry>,
    /// The operation that tells what became of it.
    pub recovered_by: Option<Word>,
    /// A friendlier name.
    pub name: Option<Word>,
}

/// What a field's type really is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypeOverride {
    /// Bytes, base64 on the wire.
    Bytes,
    /// Text that must never be printed.
    Secret,
    /// Text.
    Text,
    /// A decimal number.
    Decimal,
    /// A whole number of 64 bits.
    Int,
    /// Date and time.
    DateTime,
    /// Anything, kept as it came.
    Raw,
}

impl Profile {
    /// The names that lowering gives to modules and services, and the operations it is asked for.
    #[must_use]
    pub fn naming(&self) -> Naming {
        let text = |word: &Word| word.text.clone();
        Naming {
            modules: self.modules.iter().map(|(short, namespace)| (text(namespace), text(short))).collect(),
            services: self.services.iter().map(|(wire, short)| (text(wire), text(short))).collect(),
            only: self.only.as_ref().map(|operations| operations.iter().map(text).collect()),
            events: self
                .webhook
                .iter()
                .flat_map(|webhook| {
                    std::iter::once(&webhook.event)
                        .chain(webhook.payloads.iter().map(|(_, r#type)| r#type))
                        .map(text)
                })
                .collect(),
        }
    }
}
