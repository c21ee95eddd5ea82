//! The contract: what two parties agreed to say to each other, and nothing about how that was written down or how
//! Rust will spell it.
//!
//! One model serves both kinds of partner. It speaks wire terms only: qualified names, namespaces, actions, methods,
//! path templates, media types. Front ends lower into it, emitters read it, and it is written beside the bindings as
//! `contract.json`, so that a change of contract shows as a readable diff. A [`Contract`] that reached the emitters
//! has been checked: every name in it resolves.
//!
//! Read in this order: [`types`] (what is said), [`operation`] (when and where it is said), [`rules`] (what the
//! binding profile adds: the head, the session, result codes).

pub mod operation;
pub mod rules;
pub mod types;

use serde::{Deserialize, Serialize};

pub use operation::{
    Beside, Credential, Exchange, Message, Operation, Parameter, Place, Reply, Retry, Service, SessionNeed,
    SessionUse, Status,
};
pub use rules::{
    Code, CodeClass, Codes, DeviceField, Environment, Level, Levels, Payload, ReadText, Rules, Session,
    SessionKey, SessionPlace, SignatureEncoding, SignatureHash, Token, Webhook,
};
pub use types::{
    Absent, Alternative, Enumeration, EnumerationValue, Facets, Field, Kind, Module, Name, Occurs, Record,
    Root, Scalar, Sensitivity, Shape, Source, Stated, TypeDefinition, TypeId, TypeRef,
};

/// Everything one partner's documents and binding profile say.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Contract {
    /// The partner's short name (its folder), for example `papi3`.
    pub partner: String,
    /// The documents that were read, in file-name order.
    pub documents: Vec<Document>,
    /// Groups of types, one per namespace (or one unnamed group for a partner without namespaces), in name order.
    pub modules: Vec<Module>,
    /// Every type, in the order of its id.
    pub types: Vec<TypeDefinition>,
    /// Every service with its operations, in document order.
    pub services: Vec<Service>,
    /// The elements that documents consist of, in name order, where there are no operations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roots: Vec<Root>,
    /// What the binding profile adds.
    #[serde(default)]
    pub rules: Rules,
}

/// A document that a contract was read from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// File name relative to the partner's folder, with `/` on every platform.
    pub file: String,
    /// Lower-case hexadecimal SHA-256 of its bytes.
    pub sha256: String,
}

/// How well a fact of the contract is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The grade.
    pub mark: EvidenceMark,
    /// Where it was seen, or why it is believed; one sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The grades of evidence, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceMark {
    /// Seen in a message example or the partner's own description.
    Seen,
    /// Seen in the source of an application that calls the partner.
    Code,
    /// Not seen, but follows from what was seen; sent like a seen fact.
    Strong,
    /// Known by name or by purpose only.
    Inferred,
    /// A guess that keeps a place; never sent unless the caller sets it.
    Guess,
}

impl Contract {
    /// The definition of a type, if the contract has it.
    #[must_use]
    pub fn find(&self, id: &TypeId) -> Option<&TypeDefinition> {
        self.types.binary_search_by(|definition| definition.id.cmp(id)).ok().map(|at| &self.types[at])
    }

    /// The definitions of one module, in order.
    #[must_use]
    pub fn types_of(&self, module: &str) -> &[TypeDefinition] {
        let start = self.types.partition_point(|definition| definition.id.module.as_str() < module);
        let rest = &self.types[start..];
        &rest[..rest.partition_point(|definition| definition.id.module == module)]
    }

    /// All operations with their services, in order.
    pub fn operations(&self) -> impl Iterator<Item = (&Service, &Operation)> {
        self.services
            .iter()
            .flat_map(|service| service.operations.iter().map(move |operation| (service, operation)))
    }
}

/// The grade in a word, as documentation prints it.
#[must_use]
pub fn evidence_word(mark: EvidenceMark) -> &'static str {
    match mark {
        EvidenceMark::Seen => "seen",
        EvidenceMark::Code => "seen in a partner's code",
        EvidenceMark::Strong => "strong inference",
        EvidenceMark::Inferred => "inferred",
        EvidenceMark::Guess => "guess",
    }
}
