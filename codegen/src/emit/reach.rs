//! Which types a caller builds: those that requests contain.

use std::collections::BTreeSet;

use super::spelling::fields_of;
use crate::contract::{Contract, Exchange, Shape, TypeId, TypeRef};

/// The types that are part of a request.
pub(super) fn sent_types(contract: &Contract) -> BTreeSet<&TypeId> {
    let mut waiting: Vec<&TypeRef> = Vec::new();
    for (_, operation) in contract.operations() {
        match &operation.exchange {
            Exchange::Envelope { request, .. } => waiting.extend(&request.value),
            Exchange::Resource { parameters, body, .. } => {
                waiting.extend(parameters.iter().map(|parameter| &parameter.field.r#type));
                waiting.extend(body.iter().map(|(_, body)| body));
            }
        }
    }
    let mut sent = BTreeSet::new();
    while let Some(reference) = waiting.pop() {
        let id = match reference {
            TypeRef::Scalar(_) => continue,
            TypeRef::ListOf(inner) | TypeRef::MapOf(inner) => {
                waiting.push(inner);
                continue;
            }
            TypeRef::Named(id) => id,
        };
        let Some(definition) = contract.find(id) else { continue };
        if !sent.insert(&definition.id) {
            continue;
        }
        waiting.extend(fields_of(&definition.shape).iter().map(|field| &field.r#type));
        match &definition.shape {
            Shape::Choice(alternatives) => {
                waiting.extend(alternatives.iter().map(|alternative| &alternative.r#type));
            }
            Shape::Derived(types) => {
                for derived in types {
                    if let Some(derived) = contract.find(derived) {
                        waiting.extend(fields_of(&derived.shape).iter().map(|field| &field.r#type));
                        sent.insert(&derived.id);
                    }
                }
            }
            _ => {}
        }
    }
    sent
}
