//! What every value of a type holds, and whether that ever ends.
//!
//! A required field is part of every value of its record, the first of derived types is what stands for all of them, and
//! a choice, or an abstract type, has some alternative. A type whose values hold, by these alone, a value of itself has no finite values.

use std::collections::{BTreeMap, BTreeSet};

use crate::contract::{Contract, Field, Occurs, Scalar, Shape, TypeId, TypeRef};

/// The parts that every value has.
pub(crate) struct Held<'a> {
    /// Fields and alternatives by type and position, as far as they end: these make no cycle.
    pub(crate) parts: BTreeSet<(&'a TypeId, usize)>,
    /// The types that have no finite values, in the order of the contract.
    pub(crate) endless: Vec<&'a TypeId>,
}

/// What a type needs to have a value.
enum Needs<'a> {
    /// All of these.
    All(Vec<(usize, &'a TypeId)>),
    /// One of these; with none, there is an alternative that ends by itself.
    One(Vec<(usize, &'a TypeId)>),
}

/// Whether every value of the record has this field, and no list around it.
pub(crate) fn is_held(field: &Field) -> bool {
    matches!(field.occurs, Occurs::Required | Occurs::Filled)
}

/// Finds what every value of each type holds.
pub(crate) fn held(contract: &Contract) -> Held<'_> {
    let needs: Vec<Needs<'_>> =
        contract.types.iter().map(|definition| needs(contract, &definition.shape)).collect();
    // Who waits for a type, once for each part; and how many parts each still waits for.
    let mut waiting: BTreeMap<&TypeId, Vec<(usize, usize)>> = BTreeMap::new();
    let mut open: Vec<usize> = Vec::new();
    let mut missing: Vec<usize> = Vec::new();
    for (at, needs) in needs.iter().enumerate() {
        let (Needs::All(parts) | Needs::One(parts)) = needs;
        for (part, to) in parts {
            waiting.entry(to).or_default().push((at, *part));
        }
        missing.push(if matches!(needs, Needs::All(_)) { parts.len() } else { parts.len().min(1) });
        if parts.is_empty() {
            open.push(at);
        }
    }
    let mut parts = BTreeSet::new();
    while let Some(at) = open.pop() {
        for &(waits, part) in waiting.get(&contract.types[at].id).into_iter().flatten() {
            if missing[waits] > 0 {
                missing[waits] -= 1;
                parts.insert((&contract.types[waits].id, part));
                if missing[waits] == 0 {
                    open.push(waits);
                }
            }
        }
    }
    let endless = missing.iter().zip(&contract.types).filter(|(missing, _)| **missing > 0);
    let endless: Vec<&TypeId> = endless.map(|(_, definition)| &definition.id).collect();
    parts.retain(|(id, _)| endless.binary_search(id).is_err());
    Held { parts, endless }
}

fn needs<'a>(contract: &Contract, shape: &'a Shape) -> Needs<'a> {
    let known = |at: usize, r#type: &'a TypeRef| match r#type {
        TypeRef::Named(to) if contract.find(to).is_some() => Some((at, to)),
        _ => None,
    };
    match shape {
        Shape::Record(record) => {
            let fields = record.fields.iter().enumerate().filter(|(_, field)| is_held(field));
            Needs::All(fields.filter_map(|(at, field)| known(at, &field.r#type)).collect())
        }
        Shape::Derived(types) => Needs::All(types.iter().take(1).map(|to| (0, to)).collect()),
        Shape::DerivedOnly(types) => Needs::One(types.iter().enumerate().collect()),
        Shape::Choice(alternatives) => {
            let all = alternatives.iter().enumerate();
            let named: Vec<_> = all.filter_map(|(at, alternative)| known(at, &alternative.r#type)).collect();
            // A wildcard takes what no other alternative does, so it is nothing to start from.
            let plain = |of: &TypeRef| matches!(of, TypeRef::Scalar(scalar) if *scalar != Scalar::AnyElement);
            let ends = alternatives.iter().any(|alternative| plain(&alternative.r#type));
            Needs::One(if ends { Vec::new() } else { named })
        }
        _ => Needs::All(Vec::new()),
    }
}
