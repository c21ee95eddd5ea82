//! Compares two contracts and names what changed, in words.
//!
//! Operations are told apart by name, types by identity, fields by name and place; a field that went while another
//! came in its place is told as such, because that is what a renamed field looks like. The order of the changes is
//! that of the contracts, the same in every run.

mod operations;
mod rules;
mod types;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use serde::Serialize;

use crate::contract::{Contract, Exchange, TypeId, TypeRef};
use crate::reach::{leaf, reachable};

/// One difference between two contracts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What changed, for example ``sso.StartSessionRequest: element `Foo` added (text, optional)``.
    pub message: String,
    /// Whether it is about what is sent, what comes back, or both; absent where that question makes no sense.
    pub side: Option<Side>,
}

/// Which way a changed thing travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// From us to the partner.
    Request,
    /// From the partner to us.
    Reply,
    /// Both ways.
    Both,
}

/// Names every change from one contract to another.
#[must_use]
pub fn compare(old: &Contract, new: &Contract) -> Vec<Change> {
    let mut changes = Changes::default();
    documents(old, new, &mut changes);
    modules(old, new, &mut changes);
    operations::compare(old, new, &mut changes);
    roots(old, new, &mut changes);
    types::compare(old, new, &Sides::new(old, new), &mut changes);
    rules::compare(&old.rules, &new.rules, &mut changes);
    changes.found
}

fn documents(old: &Contract, new: &Contract, changes: &mut Changes) {
    if old.partner != new.partner {
        changes.say(None, format!("partner `{}` is now `{}`", old.partner, new.partner));
    }
    let matched = matched(&old.documents, &new.documents, |document| document.file.clone());
    for pair in matched {
        match pair {
            Pair::Gone(document) => changes.say(None, format!("document {} removed", document.file)),
            Pair::New(document) => changes.say(None, format!("document {} added", document.file)),
            Pair::Both(old, new) if old.sha256 != new.sha256 => {
                changes.say(None, format!("document {} has other bytes", new.file));
            }
            Pair::Both(..) => {}
        }
    }
}

fn modules(old: &Contract, new: &Contract, changes: &mut Changes) {
    for pair in matched(&old.modules, &new.modules, |module| module.name.clone()) {
        match pair {
            Pair::Gone(module) => changes.say(None, format!("module {} removed", module.name)),
            Pair::New(module) => changes.say(None, format!("module {} added", module.name)),
            Pair::Both(old, new) => {
                changes.differ(
                    None,
                    &format!("module {}", new.name),
                    "namespace",
                    &old.namespace,
                    &new.namespace,
                );
            }
        }
    }
}

fn roots(old: &Contract, new: &Contract, changes: &mut Changes) {
    for pair in matched(&old.roots, &new.roots, |root| root.name.clone()) {
        match pair {
            Pair::Gone(root) => changes.say(None, format!("element {} removed", root.name.local)),
            Pair::New(root) => changes.say(None, format!("element {} added", root.name.local)),
            Pair::Both(old, new) => {
                let subject = format!("element {}", new.name.local);
                changes.differ(None, &subject, "type", &old.r#type, &new.r#type);
                changes.text(None, &subject, "documentation", &old.documentation, &new.documentation);
            }
        }
    }
}

/// The changes that were found so far.
#[derive(Default)]
struct Changes {
    found: Vec<Change>,
}

impl Changes {
    fn say(&mut self, side: Option<Side>, message: String) {
        self.found.push(Change { message, side });
    }

    /// Says that a property of a subject changed, if it did.
    fn differ<T: PartialEq + Serialize>(
        &mut self,
        side: Option<Side>,
        subject: &str,
        property: &str,
        old: &T,
        new: &T,
    ) {
        if old != new {
            self.say(side, format!("{subject}: {property} changed from {} to {}", word(old), word(new)));
        }
    }

    /// Says that a long text of a subject changed, if it did, without repeating it.
    fn text(&mut self, side: Option<Side>, subject: &str, property: &str, old: &str, new: &str) {
        if old != new {
            self.say(side, format!("{subject}: {property} changed"));
        }
    }
}

/// One of two lists' elements, or both of the same key.
enum Pair<'a, T> {
    Gone(&'a T),
    New(&'a T),
    Both(&'a T, &'a T),
}

/// Pairs the elements of two lists by key: the old ones in their order, then those that are new. Elements of one key,
/// such as overloaded operations, are paired in order.
fn matched<'a, T, K: Ord>(old: &'a [T], new: &'a [T], key: impl Fn(&T) -> K) -> Vec<Pair<'a, T>> {
    let mut places: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
    for (at, other) in new.iter().enumerate() {
        places.entry(key(other)).or_default().push_back(at);
    }
    let mut pairs = Vec::with_capacity(old.len());
    for one in old {
        pairs.push(match places.get_mut(&key(one)).and_then(VecDeque::pop_front) {
            Some(at) => Pair::Both(one, &new[at]),
            None => Pair::Gone(one),
        });
    }
    let mut fresh: Vec<usize> = places.into_values().flatten().collect();
    fresh.sort_unstable();
    pairs.extend(fresh.into_iter().map(|at| Pair::New(&new[at])));
    pairs
}

/// Which types are sent, and which come back, in either contract.
struct Sides {
    requests: BTreeSet<TypeId>,
    replies: BTreeSet<TypeId>,
}

impl Sides {
    fn new(old: &Contract, new: &Contract) -> Self {
        let mut sides = Self { requests: BTreeSet::new(), replies: BTreeSet::new() };
        for contract in [old, new] {
            let mut sent: Vec<&TypeRef> = Vec::new();
            let mut back: Vec<&TypeRef> = Vec::new();
            for (_, operation) in contract.operations() {
                match &operation.exchange {
                    Exchange::Envelope { request, reply, faults, .. } => {
                        sent.extend(&request.value);
                        back.extend(reply.iter().filter_map(|reply| reply.value.as_ref()));
                        back.extend(faults.iter().map(|(_, fault)| fault));
                    }
                    Exchange::Resource { parameters, body, replies, .. } => {
                        sent.extend(parameters.iter().map(|parameter| &parameter.field.r#type));
                        sent.extend(body.iter().map(|(_, body)| body));
                        back.extend(
                            replies.iter().filter_map(|reply| reply.body.as_ref()).map(|(_, body)| body),
                        );
                    }
                }
            }
            sides.requests.extend(reachable(contract, sent.into_iter().filter_map(leaf)));
            sides.replies.extend(reachable(contract, back.into_iter().filter_map(leaf)));
        }
        sides
    }

    fn of(&self, id: &TypeId) -> Option<Side> {
        match (self.requests.contains(id), self.replies.contains(id)) {
            (true, true) => Some(Side::Both),
            (true, false) => Some(Side::Request),
            (false, true) => Some(Side::Reply),
            (false, false) => None,
        }
    }
}

/// A value of the model as a word: its serialised text, or its serialised form.
fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => format!("`{text}`"),
        Ok(serde_json::Value::Null) => "nothing".to_owned(),
        Ok(value) => format!("`{value}`"),
        // The model has no map with keys that JSON cannot write.
        Err(_) => "something".to_owned(),
    }
}

impl fmt::Display for Change {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            None => "",
            Some(Side::Request) => " [request]",
            Some(Side::Reply) => " [reply]",
            Some(Side::Both) => " [request and reply]",
        };
        write!(formatter, "{}{side}", self.message)
    }
}

#[cfg(test)]
mod tests;
