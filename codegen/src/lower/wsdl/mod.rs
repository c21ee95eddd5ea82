//! From WSDL and schemas to the contract.
//!
//! Lowering starts at the operations and follows references, so only what an operation reaches becomes a type. Types
//! are put into the module of their namespace; while lowering, a module's name is the namespace itself, and the short
//! names are decided at the end, when it is known which namespaces are in use (`modules`).
//!
//! `services` picks endpoints and operations, `messages` finds out what a body looks like, `types` turns
//! declarations into shapes, `content` turns content models into fields, `simple` turns simple types into scalars. Where
//! there are no operations, everything that is declared is lowered (`roots`).

mod content;
mod encoded;
mod endless;
mod messages;
mod modules;
mod notes;
mod open;
mod particles;
mod roots;
mod service_names;
mod services;
mod simple;
#[cfg(test)]
mod tests;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use super::{Naming, Selectable};
use crate::contract::{Contract, Root, Service, TypeDefinition, TypeId};
use crate::diagnostic::Diagnostics;
use crate::document::wsdl::Documents;
use crate::document::xml::QName;
use crate::document::xsd::{At, Content, Type, TypeDeclaration};

/// Lowers all services; where there is nothing to call, everything that the schemas declare. What cannot be expressed is reported and left out; after an error in the documents nothing is
/// lowered. The caller fills in the partner and the list of documents.
pub fn lower(documents: &Documents, naming: &Naming, diagnostics: &mut Diagnostics) -> Contract {
    if diagnostics.has_errors() {
        return Contract::default();
    }
    let mut lowering = Lowering::new(documents, diagnostics);
    let services = services::lower(&mut lowering, naming);
    let mut roots = Vec::new();
    if services.is_empty() && naming.only.is_none() && !lowering.diagnostics.has_errors() {
        roots = lowering.everything();
    }
    lowering.contract(services, roots, naming)
}

/// The names of every operation that could be lowered, in document order.
#[must_use]
pub fn selectable(documents: &Documents) -> Vec<Selectable> {
    services::selectable(&mut Lowering::new(documents, &mut Diagnostics::default()))
}

/// The state of lowering.
struct Lowering<'a> {
    documents: &'a Documents,
    /// Types derived from a type, directly or not, in name order.
    derived: BTreeMap<&'a QName, Vec<&'a QName>>,
    /// Elements that can stand for an element, directly or not, in name order.
    substitutes: BTreeMap<&'a QName, Vec<&'a QName>>,
    types: BTreeMap<TypeId, TypeDefinition>,
    waiting: Vec<Job<'a>>,
    /// Which declaration an identity was given to.
    placed: BTreeMap<TypeId, *const TypeDeclaration>,
    /// Findings that were made already, where one place can be reached in several ways.
    reported: BTreeSet<(&'static str, At)>,
    /// Names of lists whose items may be null.
    null_items: Vec<(String, At)>,
    /// Patterns that cannot be checked and were told already.
    patterns: BTreeSet<String>,
    diagnostics: &'a mut Diagnostics,
}

/// A type that still has to be lowered.
struct Job<'a> {
    home: Home,
    declaration: &'a TypeDeclaration,
}

/// Where a type lives, and what it is called there.
#[derive(Debug, Clone)]
struct Home {
    id: TypeId,
    name: String,
}

impl Home {
    /// The home of a named declaration.
    fn of(name: &QName) -> Self {
        Self { id: TypeId::new(namespace(name), &*name.local), name: name.local.to_string() }
    }

    /// The home of what is declared inside a named declaration that is no type.
    fn inside(kind: &str, name: &QName) -> Self {
        Self {
            id: TypeId::new(namespace(name), format!("{kind}{}", name.local)),
            name: name.local.to_string(),
        }
    }

    /// The home of an anonymous type inside this one.
    fn part(&self, path: &str, name: &str) -> Self {
        Self {
            id: TypeId::new(&*self.id.module, format!("{}/{path}", self.id.path)),
            name: format!("{}_{name}", self.name),
        }
    }
}

fn namespace(name: &QName) -> &str {
    name.namespace.as_deref().unwrap_or_default()
}

impl<'a> Lowering<'a> {
    fn new(documents: &'a Documents, diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            documents,
            derived: derived_types(documents),
            substitutes: substitutes(documents),
            types: BTreeMap::new(),
            waiting: Vec::new(),
            placed: BTreeMap::new(),
            reported: BTreeSet::new(),
            null_items: Vec::new(),
            patterns: BTreeSet::new(),
            diagnostics,
        }
    }

    /// Has a declaration lowered under this identity, once.
    fn place(&mut self, mut home: Home, declaration: &'a TypeDeclaration) -> TypeId {
        let pointer: *const TypeDeclaration = declaration;
        // Two anonymous types can meet in one place if two fields differ by namespace only.
        while self.placed.get(&home.id).is_some_and(|other| *other != pointer) {
            home.id.path.push('\'');
        }
        if self.placed.insert(home.id.clone(), pointer).is_none() {
            self.waiting.push(Job { home: home.clone(), declaration });
        }
        home.id
    }

    /// The contract of these services, with every type that was placed.
    fn contract(mut self, services: Vec<Service>, roots: Vec<Root>, naming: &Naming) -> Contract {
        self.work_off();
        self.report_null_items();
        let types = std::mem::take(&mut self.types).into_values().collect();
        let mut contract = Contract { types, services, roots, ..Contract::default() };
        encoded::settle(&mut contract);
        self.end(&mut contract);
        modules::assign(&mut contract, naming);
        contract
    }

    fn work_off(&mut self) {
        while let Some(job) = self.waiting.pop() {
            let definition = self.definition(&job.home, job.declaration);
            self.types.insert(job.home.id, definition);
        }
    }

    /// Reports a construct that is left out, once for each place.
    fn left_out(&mut self, code: &'static str, at: At, message: String, help: &str) {
        if self.reported.insert((code, at)) {
            self.diagnostics.left_out(code, message, Some(self.documents.place(at)), help);
        }
    }

    /// Reports an error, once for each place.
    fn error(&mut self, code: &'static str, at: At, message: String, help: &str) {
        if self.reported.insert((code, at)) {
            self.diagnostics.error(code, message, Some(self.documents.place(at)), help);
        }
    }

    /// Reports something worth knowing, once for each place.
    fn warn(&mut self, code: &'static str, at: At, message: String, help: &str) {
        if self.reported.insert((code, at)) {
            self.diagnostics.warn(code, message, Some(self.documents.place(at)), help);
        }
    }

    /// One finding for all lists whose items may be null: .NET marks every list of texts so.
    fn report_null_items(&mut self) {
        self.null_items.sort();
        self.null_items.dedup();
        if let Some((_, at)) = self.null_items.first() {
            let at = *at;
            let mut names: Vec<&str> = self.null_items.iter().map(|(name, _)| name.as_str()).collect();
            // Several types can have a list of that name.
            names.dedup();
            let message =
                format!("items may be null in these lists, and are read as blank then: {}", names.join(", "));
            self.warn(
                "xsd-null-items",
                at,
                message,
                "Nothing needs to be done unless null and blank differ in meaning.",
            );
        }
    }
}

/// Base types with all types derived from them.
fn derived_types(documents: &Documents) -> BTreeMap<&QName, Vec<&QName>> {
    let mut direct: BTreeMap<&QName, Vec<&QName>> = BTreeMap::new();
    for (name, declaration) in &documents.schemas.types {
        if let Type::Complex(complex) = &declaration.definition
            && let Content::Extension(base, _)
            | Content::Restriction(base, _)
            | Content::TextExtension(base)
            | Content::TextRestriction(base, _, _) = &complex.content
        {
            direct.entry(base).or_default().push(name);
        }
    }
    direct.retain(|base, _| {
        !encoded::is_encoding(base)
            && matches!(
                documents.schemas.types.get(*base).map(|base| &base.definition),
                Some(Type::Complex(_))
            )
    });
    closure(&direct)
}

/// Elements with all elements that can stand for them.
fn substitutes(documents: &Documents) -> BTreeMap<&QName, Vec<&QName>> {
    let mut direct: BTreeMap<&QName, Vec<&QName>> = BTreeMap::new();
    for (name, declaration) in &documents.schemas.elements {
        for head in &declaration.substitutes {
            direct.entry(head).or_default().push(name);
        }
    }
    closure(&direct)
}

/// Everything that is reachable from each key, sorted, without the key itself.
fn closure<'a>(direct: &BTreeMap<&'a QName, Vec<&'a QName>>) -> BTreeMap<&'a QName, Vec<&'a QName>> {
    let reach = |start: &'a QName| {
        let mut found = BTreeSet::new();
        let mut waiting = vec![start];
        while let Some(name) = waiting.pop() {
            for next in direct.get(name).into_iter().flatten().copied() {
                if next != start && found.insert(next) {
                    waiting.push(next);
                }
            }
        }
        found.into_iter().collect()
    };
    direct.keys().map(|start| (*start, reach(start))).collect()
}
