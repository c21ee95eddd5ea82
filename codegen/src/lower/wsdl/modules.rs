//! Short names for namespaces, decided once it is known which are in use.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;

use super::Naming;
use crate::contract::{Contract, Exchange, Field, Message, Module, Shape, TypeId, TypeRef};

/// Names the modules of all types, and puts the types in order.
pub(super) fn assign(contract: &mut Contract, naming: &Naming) {
    let namespaces: BTreeSet<String> =
        contract.types.iter().map(|definition| definition.id.module.clone()).collect();
    let names = names(&namespaces, &naming.modules);
    for definition in &mut contract.types {
        rename(&mut definition.id, &names);
        rename_in_shape(&mut definition.shape, &names);
    }
    for operation in contract.services.iter_mut().flat_map(|service| &mut service.operations) {
        if let Exchange::Envelope { request, reply, faults, .. } = &mut operation.exchange {
            rename_in_message(request, &names);
            if let Some(reply) = reply {
                rename_in_message(reply, &names);
            }
            for (_, fault) in faults {
                rename_in_reference(fault, &names);
            }
        }
    }
    for root in &mut contract.roots {
        rename_in_reference(&mut root.r#type, &names);
    }
    contract.types.sort_by(|one, other| one.id.cmp(&other.id));
    contract.modules = names
        .iter()
        .map(|(namespace, name)| Module {
            name: name.clone(),
            namespace: Some(namespace.clone()).filter(|namespace| !namespace.is_empty()),
        })
        .collect();
    contract.modules.sort_by(|one, other| one.name.cmp(&other.name));
}

/// A short name for each namespace: the given one, or the shortest tail of the namespace that no other one has.
fn names(namespaces: &BTreeSet<String>, given: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    for namespace in namespaces {
        if let Some(name) = given.get(namespace) {
            taken.insert(name.clone());
            names.insert(namespace.clone(), name.clone());
        }
    }
    let open: Vec<&String> = namespaces.iter().filter(|namespace| !given.contains_key(*namespace)).collect();
    if let [only] = open.as_slice()
        && only.is_empty()
        && names.is_empty()
    {
        return BTreeMap::from([(String::new(), String::new())]);
    }
    for namespace in &open {
        let candidates = candidates(namespace);
        let is_free = |name: &String| {
            let rivals = open.iter().filter(|other| candidates_have(other, name)).count();
            !taken.contains(name) && rivals <= 1
        };
        let chosen = candidates.iter().find(|name| is_free(name)).or(candidates.last()).cloned();
        let mut chosen = chosen.unwrap_or_else(|| "types".to_owned());
        let base = chosen.clone();
        let mut number = 2;
        while taken.contains(&chosen) {
            chosen = format!("{base}_{number}");
            number += 1;
        }
        taken.insert(chosen.clone());
        names.insert((*namespace).clone(), chosen);
    }
    names
}

fn candidates_have(namespace: &str, name: &String) -> bool {
    candidates(namespace).contains(name)
}

/// Tails of a namespace in `snake_case`, the shortest first; none for no namespace.
pub(super) fn tails(namespace: &str) -> Vec<String> {
    if namespace.is_empty() { Vec::new() } else { candidates(namespace) }
}

/// The same, with a word for no namespace.
fn candidates(namespace: &str) -> Vec<String> {
    if namespace.is_empty() {
        return vec!["unqualified".to_owned()];
    }
    let segments = segments(namespace);
    let meaningful = segments.iter().rposition(|segment| !is_empty_word(segment)).unwrap_or(0);
    let mut tails: Vec<String> = Vec::new();
    for start in (0..=meaningful).rev() {
        // The last meaningful word alone first, then with what surrounds it.
        if start == meaningful {
            tails.push(segments.get(start).map(|segment| segment.to_snake_case()).unwrap_or_default());
        }
        tails.push(segments[start..].join("_").to_snake_case());
    }
    tails.retain(|tail| !tail.is_empty());
    tails.dedup();
    tails
}

/// The words of a namespace: host without `www` and top-level domain, then the path.
fn segments(namespace: &str) -> Vec<String> {
    let (scheme, rest) = namespace.split_once(':').unwrap_or(("", namespace));
    let mut segments: Vec<String> = Vec::new();
    let path = match rest.strip_prefix("//") {
        Some(rest) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = host.split(':').next().unwrap_or_default();
            let labels: Vec<&str> = host.split('.').filter(|label| *label != "www").collect();
            let shown = &labels[..labels.len().saturating_sub(1).max(1).min(labels.len())];
            segments.push(shown.join("_"));
            path
        }
        None if rest.is_empty() => scheme,
        None => rest,
    };
    segments.extend(path.split(['/', ':', '#', '?', '=']).map(str::to_owned));
    segments.retain(|segment| !segment.is_empty());
    segments
}

/// Numbers, versions and words that every namespace could have.
fn is_empty_word(segment: &str) -> bool {
    let lower = segment.to_ascii_lowercase();
    let number = lower.strip_prefix(['v', 'r']).unwrap_or(&lower);
    number.chars().all(|character| character.is_ascii_digit() || "._-".contains(character))
        || ["wsdl", "xsd", "schema", "schemas", "soap", "types", "type"].contains(&lower.as_str())
}

fn rename(id: &mut TypeId, names: &BTreeMap<String, String>) {
    if let Some(name) = names.get(&id.module) {
        id.module.clone_from(name);
    }
}

fn rename_in_reference(reference: &mut TypeRef, names: &BTreeMap<String, String>) {
    match reference {
        TypeRef::Named(id) => rename(id, names),
        TypeRef::ListOf(inner) | TypeRef::MapOf(inner) => rename_in_reference(inner, names),
        TypeRef::Scalar(_) => {}
    }
}

fn rename_in_message(message: &mut Message, names: &BTreeMap<String, String>) {
    if let Some(value) = &mut message.value {
        rename_in_reference(value, names);
    }
}

fn rename_in_fields(fields: &mut [Field], names: &BTreeMap<String, String>) {
    for field in fields {
        rename_in_reference(&mut field.r#type, names);
    }
}

fn rename_in_shape(shape: &mut Shape, names: &BTreeMap<String, String>) {
    match shape {
        Shape::Record(record) => rename_in_fields(&mut record.fields, names),
        Shape::Content(_, _, fields) => rename_in_fields(fields, names),
        Shape::Choice(alternatives) => {
            for alternative in alternatives {
                rename_in_reference(&mut alternative.r#type, names);
            }
        }
        Shape::Derived(ids) | Shape::DerivedOnly(ids) => {
            for id in ids {
                rename(id, names);
            }
        }
        Shape::List(item) => rename_in_reference(item, names),
        Shape::Enumeration(_) | Shape::Scalar(..) | Shape::Raw => {}
    }
}
