//! Several documents as one: declarations by name, twins that say the same dropped, others reported.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::super::xml::{Document, Element, QName};
use super::{NAMESPACE, is_definitions};
use crate::diagnostic::Diagnostics;

/// Attributes that hold names of other declarations.
const REFERENCES: [&str; 4] = ["message", "type", "binding", "element"];

/// A declaration, put together from all documents that have a part in it.
#[derive(Debug)]
pub(super) struct Merged<'a> {
    /// What is declared: `message`, `portType`, `binding` or `service`.
    pub(super) kind: &'a str,
    /// Its name.
    pub(super) name: QName,
    /// Where it stands first.
    pub(super) document: usize,
    /// The first declaration.
    pub(super) element: &'a Element,
    /// Its operations or ports, each with its document.
    pub(super) members: Vec<(usize, &'a Element)>,
}

/// All declarations, in the order of documents and of text.
pub(super) fn merge<'a>(documents: &'a [Document], diagnostics: &mut Diagnostics) -> Vec<Merged<'a>> {
    let mut merged: Vec<Merged<'a>> = Vec::new();
    let mut known: BTreeMap<(&str, QName), usize> = BTreeMap::new();
    for (at, document) in documents.iter().enumerate().filter(|(_, document)| is_definitions(document)) {
        let target: Option<Arc<str>> = document.root.attribute("targetNamespace").map(Arc::from);
        for element in document.root.elements().filter(|element| element.name.is_in(NAMESPACE)) {
            let kind = &*element.name.local;
            if !matches!(kind, "message" | "portType" | "binding" | "service") {
                continue;
            }
            let Some(local) = element.attribute("name") else {
                diagnostics.error(
                    "wsdl-no-name",
                    format!("this `{kind}` has no name"),
                    Some(document.place(element.offset)),
                    "Name it.",
                );
                continue;
            };
            let name = QName { namespace: target.clone(), local: Arc::from(local.trim()) };
            let members: Vec<(usize, &Element)> =
                element.elements().filter(|child| is_member(child)).map(|child| (at, child)).collect();
            match known.get(&(kind, name.clone())) {
                None => {
                    known.insert((kind, name.clone()), merged.len());
                    merged.push(Merged { kind, name, document: at, element, members });
                }
                Some(&before) => {
                    let before = &mut merged[before];
                    if meaning(before.element, false) == meaning(element, false) {
                        add_members(documents, before, members, diagnostics);
                    } else {
                        twins(documents, (before.document, before.element), (at, element), diagnostics);
                    }
                }
            }
        }
    }
    merged
}

fn is_member(element: &Element) -> bool {
    element.name.is(NAMESPACE, "operation") || element.name.is(NAMESPACE, "port")
}

fn add_members<'a>(
    documents: &[Document],
    before: &mut Merged<'a>,
    members: Vec<(usize, &'a Element)>,
    diagnostics: &mut Diagnostics,
) {
    for (at, member) in members {
        let same = before.members.iter().copied().find(|(_, other)| identity(other) == identity(member));
        match same {
            None => before.members.push((at, member)),
            Some((_, other)) if meaning(other, true) == meaning(member, true) => {}
            Some(other) => twins(documents, other, (at, member), diagnostics),
        }
    }
}

/// What tells operations and ports apart: the name, and the names of input and output where operations are overloaded.
fn identity(element: &Element) -> [Option<&str>; 3] {
    let of =
        |local: &'static str| element.named(NAMESPACE, local).next().and_then(|end| end.attribute("name"));
    [element.attribute("name"), of("input"), of("output")]
}

fn twins(
    documents: &[Document],
    first: (usize, &Element),
    second: (usize, &Element),
    diagnostics: &mut Diagnostics,
) {
    let before = documents[first.0].place(first.1.offset);
    diagnostics.error(
        "wsdl-twin",
        format!(
            "the {} `{}` is declared here and, differently, at {}:{}",
            second.1.name.local,
            second.1.attribute("name").unwrap_or_default(),
            before.file,
            before.line
        ),
        Some(documents[second.0].place(second.1.offset)),
        "Keep one of the two documents, or make both say the same.",
    );
}

/// What a declaration says, whatever prefixes it uses; without documentation, and with or without its members.
fn meaning(element: &Element, with_members: bool) -> String {
    let mut out = String::new();
    write_meaning(element, with_members, &mut out);
    out
}

fn write_meaning(element: &Element, with_members: bool, out: &mut String) {
    let _ = write!(out, "<{}", element.name);
    let mut attributes: Vec<(String, String)> = Vec::new();
    for attribute in &element.attributes {
        let is_reference = attribute.name.namespace.is_none() && REFERENCES.contains(&&*attribute.name.local);
        let value = match element.qualified(&attribute.value).filter(|_| is_reference) {
            Some(name) => name.to_string(),
            None => attribute.value.clone(),
        };
        attributes.push((attribute.name.to_string(), value));
    }
    attributes.sort();
    for (name, value) in attributes {
        let _ = write!(out, " {name}={value:?}");
    }
    out.push('>');
    for child in element.elements() {
        if !child.name.is(NAMESPACE, "documentation") && (with_members || !is_member(child)) {
            write_meaning(child, with_members, out);
        }
    }
    out.push_str("</>");
}
