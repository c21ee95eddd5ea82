//! Which types a contract's types lead to.

use std::collections::BTreeSet;

use crate::contract::{Contract, Shape, TypeId, TypeRef};

/// The types that some types lead to, themselves included.
pub(crate) fn reachable(contract: &Contract, roots: impl IntoIterator<Item = TypeId>) -> BTreeSet<TypeId> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<TypeId> = roots.into_iter().collect();
    while let Some(id) = open.pop() {
        if reached.contains(&id) {
            continue;
        }
        if let Some(definition) = contract.find(&id) {
            match &definition.shape {
                Shape::Record(record) => {
                    open.extend(record.fields.iter().filter_map(|field| leaf(&field.r#type)));
                }
                Shape::Content(_, _, fields) => {
                    open.extend(fields.iter().filter_map(|field| leaf(&field.r#type)));
                }
                Shape::Choice(alternatives) => {
                    open.extend(alternatives.iter().filter_map(|alternative| leaf(&alternative.r#type)));
                }
                Shape::Derived(ids) | Shape::DerivedOnly(ids) => open.extend(ids.iter().cloned()),
                Shape::List(item) => open.extend(leaf(item)),
                Shape::Enumeration(_) | Shape::Scalar(..) | Shape::Raw => {}
            }
        }
        reached.insert(id);
    }
    reached
}

/// The named type at the bottom of lists and maps.
pub(crate) fn leaf(r#type: &TypeRef) -> Option<TypeId> {
    match r#type {
        TypeRef::Scalar(_) => None,
        TypeRef::Named(id) => Some(id.clone()),
        TypeRef::ListOf(item) | TypeRef::MapOf(item) => leaf(item),
    }
}
