//! Which types belong to what: those that a caller builds, and those of inferred operations only.

use std::collections::BTreeSet;

use super::spelling::fields_of;
use crate::contract::{Contract, Exchange, Operation, Shape, TypeId, TypeRef};
use crate::reach::reachable;

/// The types that are part of a request, or of a document where there are no requests.
pub(super) fn sent_types(contract: &Contract) -> BTreeSet<&TypeId> {
    let operations = contract.operations().map(|(_, operation)| operation);
    let roots = contract.roots.iter().map(|root| &root.r#type);
    reached(contract, operations.flat_map(requested).chain(roots).collect())
}

/// The types that only operations behind the feature `inferred` mention.
pub(super) fn inferred_types(contract: &Contract) -> BTreeSet<&TypeId> {
    let mentioned = |inferred: bool| {
        let operations = contract.operations().map(|(_, operation)| operation);
        let operations = operations.filter(move |operation| operation.inferred == inferred);
        operations.flat_map(|operation| requested(operation).chain(replied(operation)))
    };
    let plain = reached(contract, mentioned(false).collect());
    let events = reachable(contract, events(contract));
    let inferred = reached(contract, mentioned(true).collect()).into_iter();
    inferred.filter(|id| !plain.contains(id) && !events.contains(id)).collect()
}

/// What the partner sends by itself, which is there whatever the operations are.
fn events(contract: &Contract) -> impl Iterator<Item = TypeId> {
    contract.rules.webhook.iter().flat_map(|webhook| {
        let payloads = webhook.payloads.iter().map(|payload| payload.r#type.clone());
        std::iter::once(webhook.event.clone()).chain(payloads)
    })
}

fn requested(operation: &Operation) -> impl Iterator<Item = &TypeRef> {
    let (value, parameters, body) = match &operation.exchange {
        Exchange::Envelope { request, .. } => (request.value.as_ref(), &[][..], None),
        Exchange::Resource { parameters, body, .. } => (None, &parameters[..], body.as_ref()),
    };
    let parameters = parameters.iter().map(|parameter| &parameter.field.r#type);
    value.into_iter().chain(parameters).chain(body.map(|(_, body)| body))
}

fn replied(operation: &Operation) -> impl Iterator<Item = &TypeRef> {
    let (value, faults, replies) = match &operation.exchange {
        Exchange::Envelope { reply, faults, .. } => {
            (reply.as_ref().and_then(|reply| reply.value.as_ref()), &faults[..], &[][..])
        }
        Exchange::Resource { replies, .. } => (None, &[][..], &replies[..]),
    };
    let bodies = replies.iter().filter_map(|reply| reply.body.as_ref());
    value.into_iter().chain(faults.iter().map(|(_, fault)| fault)).chain(bodies.map(|(_, body)| body))
}

/// The types that are part of these.
fn reached<'a>(contract: &'a Contract, mut waiting: Vec<&'a TypeRef>) -> BTreeSet<&'a TypeId> {
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
            Shape::List(item) => waiting.push(item),
            Shape::Derived(types) | Shape::DerivedOnly(types) => {
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
