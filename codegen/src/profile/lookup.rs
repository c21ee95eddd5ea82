//! Questions to a contract that a profile's entries ask: which record, which scalar, which types.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{
    Contract, Exchange, Field, Operation, Parameter, Record, Scalar, Shape, Status, TypeId, TypeRef,
};
use crate::reach::reachable;

/// The names of all operations, in order.
pub(super) fn operation_names(contract: &Contract) -> Vec<&str> {
    contract.operations().map(|(_, operation)| operation.name.as_str()).collect()
}

/// The type of what an operation sends.
pub(super) fn request_type(operation: &Operation) -> Option<&TypeId> {
    match &operation.exchange {
        Exchange::Envelope { request, .. } => named(request.value.as_ref()?),
        Exchange::Resource { body, .. } => named(&body.as_ref()?.1),
    }
}

/// The type of what an operation answers when all is well: of an envelope its content, of a resource the first body of
/// a 2xx reply.
pub(super) fn reply_type(operation: &Operation) -> Option<&TypeId> {
    match &operation.exchange {
        Exchange::Envelope { reply, .. } => named(reply.as_ref()?.value.as_ref()?),
        Exchange::Resource { replies, .. } => {
            let good = replies.iter().filter(|reply| is_success(reply.status));
            good.filter_map(|reply| reply.body.as_ref()).find_map(|(_, body)| named(body))
        }
    }
}

/// The types of what a resource answers when it refuses.
pub(super) fn refusal_types(operation: &Operation) -> impl Iterator<Item = &TypeId> {
    let replies = match &operation.exchange {
        Exchange::Resource { replies, .. } => replies.as_slice(),
        Exchange::Envelope { .. } => &[],
    };
    replies
        .iter()
        .filter(|reply| !is_success(reply.status))
        .filter_map(|reply| named(&reply.body.as_ref()?.1))
}

/// The parameters of a resource.
pub(super) fn parameters(operation: &Operation) -> &[Parameter] {
    match &operation.exchange {
        Exchange::Resource { parameters, .. } => parameters,
        Exchange::Envelope { .. } => &[],
    }
}

fn is_success(status: Status) -> bool {
    match status {
        Status::Exactly(status) => (200..300).contains(&status),
        Status::Class(class) => class == 2,
        Status::Other => false,
    }
}

fn named(r#type: &TypeRef) -> Option<&TypeId> {
    match r#type {
        TypeRef::Named(id) => Some(id),
        _ => None,
    }
}

/// The record of this identity.
pub(super) fn record<'c>(contract: &'c Contract, id: &TypeId) -> Option<&'c Record> {
    match &contract.find(id)?.shape {
        Shape::Record(record) => Some(record),
        _ => None,
    }
}

/// The field of a record, to be changed.
pub(super) fn field_mut<'c>(contract: &'c mut Contract, id: &TypeId, local: &str) -> Option<&'c mut Field> {
    let at = contract.types.binary_search_by(|definition| definition.id.cmp(id)).ok()?;
    match &mut contract.types[at].shape {
        Shape::Record(record) => record.fields.iter_mut().find(|field| field.name.local == local),
        _ => None,
    }
}

/// Calls back with every field and parameter, and with the name of the type or operation that it belongs to.
pub(super) fn each_field(contract: &mut Contract, mut visit: impl FnMut(&str, &mut Field)) {
    for definition in &mut contract.types {
        let fields = match &mut definition.shape {
            Shape::Record(record) => &mut record.fields,
            Shape::Content(_, _, attributes) => attributes,
            _ => continue,
        };
        for field in fields {
            visit(&definition.name, field);
        }
    }
    for operation in contract.services.iter_mut().flat_map(|service| &mut service.operations) {
        if let Exchange::Resource { parameters, .. } = &mut operation.exchange {
            for parameter in parameters {
                visit(&operation.name, &mut parameter.field);
            }
        }
    }
}

/// The scalar behind every type that is only another name for one.
pub(super) fn scalars(contract: &Contract) -> BTreeMap<TypeId, Scalar> {
    let definitions = contract.types.iter();
    definitions
        .filter_map(|definition| match &definition.shape {
            Shape::Scalar(scalar, _) => Some((definition.id.clone(), *scalar)),
            _ => None,
        })
        .collect()
}

/// The scalar that a type stands for, if it stands for one.
pub(super) fn scalar_of(scalars: &BTreeMap<TypeId, Scalar>, r#type: &TypeRef) -> Option<Scalar> {
    match r#type {
        TypeRef::Scalar(scalar) => Some(*scalar),
        TypeRef::Named(id) => scalars.get(id).copied(),
        TypeRef::ListOf(_) | TypeRef::MapOf(_) => None,
    }
}

/// Every type that an envelope's request can hold.
pub(super) fn in_requests(contract: &Contract) -> BTreeSet<TypeId> {
    let envelopes = contract
        .operations()
        .filter(|(_, operation)| matches!(operation.exchange, Exchange::Envelope { .. }));
    let roots = envelopes.filter_map(|(_, operation)| request_type(operation));
    reachable(contract, roots.cloned())
}
