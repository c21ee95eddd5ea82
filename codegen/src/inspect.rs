//! What is in documents, before anything is generated: services, operations, types, evidence, and what is not bound.
//!
//! The services are told in the documents' own terms, ports and bindings that are not used included; the types are
//! those that generating would make. A person reads it as [`text`], a program as JSON.

mod resources;
mod services;
pub mod text;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::contract::{Contract, Document, Exchange, Shape, TypeDefinition, evidence_word};
use crate::diagnostic::{Diagnostics, Severity};

pub(crate) use resources::service as resource_service;
pub(crate) use services::services;

/// What is in the documents of one contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inspection {
    /// The documents that were read, imports included.
    pub documents: Vec<Document>,
    /// The services in document order.
    pub services: Vec<Service>,
    /// The types.
    pub types: Types,
    /// How many types, fields and operations carry which mark of evidence.
    pub evidence: BTreeMap<&'static str, usize>,
    /// What there is to say, constructs that are not supported among it.
    pub findings: Vec<Finding>,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Service {
    /// Its name in the document.
    pub name: String,
    /// Its ports; a contract of resources has one.
    pub ports: Vec<Port>,
}

/// A port: operations that travel in one way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Port {
    /// Its name; absent for resources.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The binding, with its namespace in braces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binding: Option<String>,
    /// The port type, with its namespace in braces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port_type: Option<String>,
    /// `SOAP 1.1`, `SOAP 1.2`, `HTTP` or `other`; `missing` where no document declares the binding.
    pub protocol: String,
    /// Its operations in document order.
    pub operations: Vec<Operation>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Operation {
    /// The name by which it is asked for.
    pub name: String,
    /// `document/literal`, `rpc/encoded` and so on; for a resource method and path.
    pub style: String,
    /// The SOAPAction, where the document gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// What is sent: elements, or parts with their types; for a resource parameters and body.
    pub request: Vec<String>,
    /// What comes back; for a resource by status. Nothing for one-way operations.
    pub reply: Vec<String>,
    /// Headers, each with its direction.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<String>,
    /// Declared faults.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
}

/// The types that generating makes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Types {
    /// How many the documents declare by name.
    pub declared: usize,
    /// How many there are of each kind.
    pub kinds: BTreeMap<&'static str, usize>,
    /// Each type, in the order of modules and names.
    pub list: Vec<Type>,
}

/// A type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Type {
    /// Module and path, as diagnostics and the contract name it.
    pub name: String,
    /// `record`, `choice`, `enumeration`, ...
    pub kind: &'static str,
    /// Fields, alternatives or values.
    pub members: usize,
    /// The mark of evidence, where the document has marks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<&'static str>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `error`, `left-out` or `warning`.
    pub severity: &'static str,
    /// Its code; `bindery explain` tells more.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The file, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The line, counted from 1; 0 where only the file is known.
    pub line: usize,
    /// The column, counted from 1; 0 where only the line is known.
    pub column: usize,
    /// The line's text around the column.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub excerpt: String,
    /// What to do.
    pub help: String,
}

impl Inspection {
    /// Puts together what was read, what it was lowered to, and what was found.
    pub(crate) fn of(
        services: Vec<Service>,
        declared: usize,
        contract: &Contract,
        diagnostics: &Diagnostics,
    ) -> Self {
        Self {
            documents: contract.documents.clone(),
            services,
            types: types(contract, declared),
            evidence: evidence(contract),
            findings: findings(diagnostics),
        }
    }
}

fn types(contract: &Contract, declared: usize) -> Types {
    let list: Vec<Type> = contract.types.iter().map(r#type).collect();
    let mut kinds = BTreeMap::new();
    for one in &list {
        *kinds.entry(one.kind).or_default() += 1;
    }
    Types { declared, kinds, list }
}

fn r#type(definition: &TypeDefinition) -> Type {
    let (kind, members) = match &definition.shape {
        Shape::Record(record) => ("record", record.fields.len()),
        Shape::Choice(alternatives) => ("choice", alternatives.len()),
        Shape::Enumeration(enumeration) => ("enumeration", enumeration.values.len()),
        Shape::Scalar(..) => ("scalar", 0),
        Shape::Content(_, _, attributes) => ("text with attributes", attributes.len()),
        Shape::List(_) => ("list", 0),
        Shape::Derived(types) => ("type or a derived one", types.len()),
        Shape::DerivedOnly(types) => ("a derived type", types.len()),
        Shape::Raw => ("kept as it comes", 0),
    };
    let id = &definition.id;
    let name = if id.module.is_empty() { id.path.clone() } else { format!("{}.{}", id.module, id.path) };
    let evidence = definition.evidence.as_ref().map(|evidence| evidence_word(evidence.mark));
    Type { name, kind, members, evidence }
}

fn evidence(contract: &Contract) -> BTreeMap<&'static str, usize> {
    let mut marks = Vec::new();
    for definition in &contract.types {
        marks.extend(definition.evidence.as_ref());
        if let Shape::Record(record) = &definition.shape {
            marks.extend(record.fields.iter().filter_map(|field| field.evidence.as_ref()));
        }
    }
    for (_, operation) in contract.operations() {
        marks.extend(operation.evidence.as_ref());
        if let Exchange::Resource { parameters, .. } = &operation.exchange {
            marks.extend(parameters.iter().filter_map(|parameter| parameter.field.evidence.as_ref()));
        }
    }
    let mut counts = BTreeMap::new();
    for evidence in marks {
        *counts.entry(evidence_word(evidence.mark)).or_default() += 1;
    }
    counts
}

fn findings(diagnostics: &Diagnostics) -> Vec<Finding> {
    let findings = diagnostics.iter().map(|finding| {
        let place = finding.place.clone().unwrap_or_default();
        Finding {
            severity: match finding.severity {
                Severity::Error => "error",
                Severity::LeftOut => "left-out",
                Severity::Warning => "warning",
            },
            code: finding.code,
            message: finding.message.clone(),
            file: finding.place.is_some().then_some(place.file),
            line: place.line,
            column: place.column,
            excerpt: place.excerpt,
            help: finding.help.clone(),
        }
    });
    findings.collect()
}
