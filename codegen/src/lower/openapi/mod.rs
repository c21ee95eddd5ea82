//! OpenAPI to the contract: one service, one module without a namespace, operations in document order.
//!
//! Only what the generated operations reach is lowered. What the contract cannot express is reported and either left
//! out (a parameter, an operation) or kept untyped (a value); nothing becomes a text in silence.

mod body;
mod choice;
mod merge;
mod names;
mod operation;
mod parameter;
mod schema;
mod security;
mod sort;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use super::{Naming, Selectable};
use crate::contract::{Contract, Exchange, Module, Scalar, Service, Shape, TypeDefinition, TypeId, TypeRef};
use crate::diagnostic::Diagnostics;
use crate::document::openapi::Document;
use crate::document::stack::with_deep_stack;

/// Lowers a document. The contract's partner, documents and rules are left for the caller to fill.
///
/// The one service is named after the document's title, or as `naming.services` says for that title. With
/// `naming.only`, an operation is generated if its `operationId` (or the name derived for it) is listed.
pub fn lower(document: &Document, naming: &Naming, diagnostics: &mut Diagnostics) -> Contract {
    let (contract, found) = with_deep_stack(|| {
        let mut found = Diagnostics::default();
        (lower_here(document, naming, &mut found), found)
    });
    diagnostics.extend(found);
    contract
}

/// The names of every operation, in document order.
#[must_use]
pub fn selectable(document: &Document) -> Vec<Selectable> {
    operation::selectable(document)
}

fn lower_here(document: &Document, naming: &Naming, diagnostics: &mut Diagnostics) -> Contract {
    let mut lowering = Lowering {
        document,
        diagnostics,
        types: BTreeMap::new(),
        known: BTreeMap::new(),
        progress: Vec::new(),
        refining: 0,
        queue: Vec::new(),
        plain: BTreeMap::new(),
        said: BTreeSet::new(),
    };
    let operations = lowering.operations(naming);
    let events = lowering.events(&naming.events);
    lowering.define_queued();
    let types = std::mem::take(&mut lowering.types);
    let wire_name = document.title().to_owned();
    let name = naming.services.get(&wire_name).cloned().unwrap_or_else(|| names::service(&wire_name));
    let service = Service {
        name,
        wire_name,
        shared_with: Vec::new(),
        documentation: words::plain(document.description()),
        operations,
    };
    let types = reached(types, &service, events);
    let modules = vec![Module { name: String::new(), namespace: None }];
    Contract { modules, types, services: vec![service], ..Contract::default() }
}

/// The state of lowering one document.
struct Lowering<'a, 'd> {
    document: &'a Document,
    diagnostics: &'d mut Diagnostics,
    types: BTreeMap<TypeId, TypeDefinition>,
    known: BTreeMap<&'a str, schema::Known>,
    /// Components whose type is being found, outermost first.
    progress: Vec<&'a str>,
    /// How many members that several parts describe are open.
    refining: usize,
    /// Components that wait for their definition.
    queue: Vec<&'a str>,
    /// Named types that are one text or number on the wire, by path.
    plain: BTreeMap<String, Scalar>,
    /// What concerns many operations and is said once.
    said: BTreeSet<String>,
}

impl<'a> Lowering<'a, '_> {
    /// The types of schemas that no operation needs to mention.
    fn events(&mut self, names: &[String]) -> Vec<TypeId> {
        let document: &'a Document = self.document;
        let mut events = Vec::new();
        for name in names.iter().filter_map(|name| document.component_name(name)) {
            mentioned(&self.component_type(name), &mut events);
        }
        events
    }
}

/// The types that the operations of a service and the events reach, in the order of their ids.
fn reached(
    mut types: BTreeMap<TypeId, TypeDefinition>,
    service: &Service,
    events: Vec<TypeId>,
) -> Vec<TypeDefinition> {
    let mut waiting = events;
    for operation in &service.operations {
        if let Exchange::Resource { parameters, body, replies, .. } = &operation.exchange {
            parameters.iter().for_each(|parameter| mentioned(&parameter.field.r#type, &mut waiting));
            let bodies = body.iter().chain(replies.iter().filter_map(|reply| reply.body.as_ref()));
            bodies.for_each(|(_, body)| mentioned(body, &mut waiting));
        }
    }
    let mut kept = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        let Some(definition) = types.get(&id).filter(|_| kept.insert(id)) else { continue };
        match &definition.shape {
            Shape::Record(record) => {
                record.fields.iter().for_each(|field| mentioned(&field.r#type, &mut waiting));
            }
            Shape::Choice(alternatives) => {
                alternatives.iter().for_each(|one| mentioned(&one.r#type, &mut waiting));
            }
            _ => {}
        }
    }
    types.retain(|id, _| kept.contains(id));
    types.into_values().collect()
}

fn mentioned(r#type: &TypeRef, ids: &mut Vec<TypeId>) {
    match r#type {
        TypeRef::Scalar(_) => {}
        TypeRef::Named(id) => ids.push(id.clone()),
        TypeRef::ListOf(inner) | TypeRef::MapOf(inner) => mentioned(inner, ids),
    }
}

#[cfg(test)]
mod tests;
