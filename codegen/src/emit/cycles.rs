//! Finds the fields that must be boxed because their type contains the record itself.
//!
//! Reading starts from a constant that holds nothing yet, and a constant holds no box. So what every value of a type has
//! to hold is never boxed ([`finite`]); of the other edges inside a strongly connected group of types, all are. A list
//! breaks a cycle by itself.

use std::collections::{BTreeMap, BTreeSet};

use super::spelling::fields_of;
use crate::contract::{Contract, Occurs, Shape, TypeId, TypeRef};
use crate::finite;

/// The `(record, field position)` pairs, and `(choice, alternative position)` pairs, that need a box.
pub(super) fn boxed_fields(contract: &Contract) -> BTreeSet<(&TypeId, usize)> {
    let edges = edges(contract);
    let held = finite::held(contract).parts;
    let component = components(&edges);
    let mut boxed = BTreeSet::new();
    for (from, targets) in &edges {
        for &(at, to) in targets {
            if component.get(from) == component.get(to) && !held.contains(&(*from, at)) {
                boxed.insert((*from, at));
            }
        }
    }
    boxed
}

/// Types by number, edges by field position.
type Edges<'a> = BTreeMap<&'a TypeId, Vec<(usize, &'a TypeId)>>;

fn edges(contract: &Contract) -> Edges<'_> {
    let mut edges = Edges::new();
    for definition in &contract.types {
        let targets = edges.entry(&definition.id).or_default();
        for (at, field) in fields_of(&definition.shape).iter().enumerate() {
            let direct = !matches!(field.occurs, Occurs::Many | Occurs::AtLeastOne | Occurs::Wrapped { .. });
            if let (TypeRef::Named(to), true) = (&field.r#type, direct) {
                targets.push((at, to));
            }
        }
        match &definition.shape {
            Shape::Choice(alternatives) => {
                targets.extend(alternatives.iter().enumerate().filter_map(|(at, alternative)| {
                    match &alternative.r#type {
                        TypeRef::Named(to) => Some((at, to)),
                        _ => None,
                    }
                }));
            }
            Shape::Derived(types) | Shape::DerivedOnly(types) => targets.extend(types.iter().enumerate()),
            _ => {}
        }
    }
    edges
}

/// The strongly connected component of each type (Kosaraju's two passes, without recursion).
fn components<'a>(edges: &Edges<'a>) -> BTreeMap<&'a TypeId, usize> {
    let mut reversed: BTreeMap<&TypeId, Vec<&'a TypeId>> = BTreeMap::new();
    for (from, targets) in edges {
        for (_, to) in targets {
            reversed.entry(to).or_default().push(from);
        }
    }
    let (mut seen, mut finished) = (BTreeSet::new(), Vec::new());
    for start in edges.keys() {
        let mut waiting = vec![(*start, false)];
        while let Some((next, done)) = waiting.pop() {
            if done {
                finished.push(next);
            } else if seen.insert(next) {
                waiting.push((next, true));
                waiting.extend(edges.get(next).into_iter().flatten().map(|(_, to)| (*to, false)));
            }
        }
    }
    let mut component = BTreeMap::new();
    for (number, start) in finished.into_iter().rev().enumerate() {
        let mut waiting = vec![start];
        while let Some(next) = waiting.pop() {
            if let std::collections::btree_map::Entry::Vacant(entry) = component.entry(next) {
                entry.insert(number);
                waiting.extend(reversed.get(next).into_iter().flatten());
            }
        }
    }
    component
}
