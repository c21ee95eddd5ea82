//! Schemas as xsd-parser is to read them: checked, without what does not matter on the wire, and with one prefix for
//! each namespace in all of them.
//!
//! The text of a declaration is also what tells twins apart: two declarations of one name are the same if and only if
//! their texts are.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::super::xml::{Document, Element, QName, is_name};
use super::gather::{Gathered, REFERENCES};
use super::{At, NAMESPACE};
use crate::diagnostic::{Diagnostics, Place};

/// How many children one declaration may have: xsd-parser takes quadratic time in them.
pub(super) const MOST_CHILDREN: usize = 10_000;
/// The longest name, in bytes.
const LONGEST_NAME: usize = 1_000;
/// Stands for "no namespace" in texts, because xsd-parser would let such a schema inherit one.
pub(super) const NO_NAMESPACE: &str = "urn:bindery:no-namespace";

/// Attributes that are kept as they are.
const KEPT: [&str; 16] = [
    "name",
    "minOccurs",
    "maxOccurs",
    "nillable",
    "default",
    "fixed",
    "abstract",
    "form",
    "mixed",
    "use",
    "value",
    "processContents",
    "elementFormDefault",
    "attributeFormDefault",
    "namespace",
    "notQName",
];
/// Attributes that say nothing about the wire.
const IGNORED: [&str; 9] = [
    "id",
    "version",
    "final",
    "block",
    "blockDefault",
    "finalDefault",
    "targetNamespace",
    "schemaLocation",
    "inheritable",
];
/// Children that are written.
const WRITTEN: [&str; 34] = [
    "element",
    "attribute",
    "group",
    "attributeGroup",
    "simpleType",
    "complexType",
    "simpleContent",
    "complexContent",
    "sequence",
    "choice",
    "all",
    "any",
    "anyAttribute",
    "extension",
    "restriction",
    "list",
    "union",
    "enumeration",
    "pattern",
    "length",
    "minLength",
    "maxLength",
    "minInclusive",
    "maxInclusive",
    "minExclusive",
    "maxExclusive",
    "totalDigits",
    "fractionDigits",
    "whiteSpace",
    "assertion",
    "assert",
    "explicitTimezone",
    "openContent",
    "alternative",
];
/// Children that say nothing about the wire, or that were followed before.
const SILENT: [&str; 10] = [
    "annotation",
    "notation",
    "key",
    "keyref",
    "unique",
    "import",
    "include",
    "redefine",
    "override",
    "defaultOpenContent",
];

/// The text of one schema, and what it was made of.
#[derive(Debug)]
pub(super) struct Text<'a> {
    /// Index of the document.
    pub(super) document: usize,
    /// The schema.
    pub(super) schema: &'a Element,
    /// Its declarations, twins left out, in the order of the text.
    pub(super) components: Vec<&'a Element>,
    /// What xsd-parser reads.
    pub(super) text: String,
}

/// All texts.
#[derive(Debug)]
pub(super) struct Texts<'a> {
    /// In the order of documents.
    pub(super) schemas: Vec<Text<'a>>,
    /// Every namespace with its prefix.
    pub(super) prefixes: Vec<(String, String)>,
}

/// Children of a declaration that are written, in order.
pub(super) fn written(element: &Element) -> impl Iterator<Item = &Element> {
    element.elements().filter(|child| child.name.is_in(NAMESPACE) && WRITTEN.contains(&&*child.name.local))
}

/// Writes all schemas; what cannot be written is reported.
pub(super) fn write<'a>(
    documents: &[Document],
    gathered: &[Gathered<'a>],
    diagnostics: &mut Diagnostics,
) -> Texts<'a> {
    let mut writer =
        Writer { documents, document: 0, inherits: None, prefixes: BTreeMap::new(), diagnostics };
    let mut known: BTreeMap<(Family, QName), (String, At)> = BTreeMap::new();
    let mut bodies = Vec::new();
    for one in gathered {
        writer.document = one.document;
        writer.inherits = one.target.clone().filter(|_| one.schema.attribute("targetNamespace").is_none());
        let mut body = String::new();
        let mut components = Vec::new();
        for component in written(one.schema) {
            let Some(family) = family(component) else { continue };
            let Some(name) = component.attribute("name") else {
                writer.report(
                    component,
                    "xsd-no-name",
                    "a global declaration has no name".to_owned(),
                    "Name it.",
                );
                continue;
            };
            let name = QName { namespace: one.target.clone(), local: Arc::from(name) };
            let mut text = String::new();
            writer.element(component, &mut text);
            let meaning = format!("{}{text}", forms(one.schema));
            let at = At { document: one.document, offset: component.offset };
            match known.get(&(family, name.clone())) {
                None => {
                    known.insert((family, name), (meaning, at));
                    body.push_str(&text);
                    components.push(component);
                }
                Some((before, _)) if *before == meaning => {}
                Some((_, before)) => {
                    let place = documents[before.document].place(before.offset);
                    writer.report(
                        component,
                        "xsd-twin",
                        format!(
                            "`{}` is declared here and, differently, at {}:{}",
                            name.local, place.file, place.line
                        ),
                        "Keep one of the two documents, or make both say the same.",
                    );
                }
            }
        }
        let target = writer.prefix(one.target.as_deref());
        bodies.push((one, components, body, target));
    }
    let prefixes: Vec<(String, String)> =
        writer.prefixes.iter().map(|(namespace, number)| (namespace.clone(), format!("n{number}"))).collect();
    let mut bindings = String::new();
    for (namespace, prefix) in &prefixes {
        let _ = write!(bindings, " xmlns:{prefix}=\"{}\"", escaped(namespace));
    }
    let schemas = bodies
        .into_iter()
        .map(|(one, components, body, _)| {
            let target = one.target.as_deref().unwrap_or(NO_NAMESPACE);
            let text = format!(
                "<xs:schema xmlns:xs=\"{NAMESPACE}\"{bindings} targetNamespace=\"{}\"{}>\
                 <xs:import schemaLocation=\"mem://schema/all\"/>{body}</xs:schema>",
                escaped(target),
                forms(one.schema),
            );
            Text { document: one.document, schema: one.schema, components, text }
        })
        .collect();
    Texts { schemas, prefixes }
}

/// The namespaces of names: a type and an element may share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Family {
    Type,
    Element,
    Attribute,
    Group,
    AttributeGroup,
}

fn family(component: &Element) -> Option<Family> {
    Some(match &*component.name.local {
        "simpleType" | "complexType" => Family::Type,
        "element" => Family::Element,
        "attribute" => Family::Attribute,
        "group" => Family::Group,
        "attributeGroup" => Family::AttributeGroup,
        _ => return None,
    })
}

fn forms(schema: &Element) -> String {
    let mut text = String::new();
    for attribute in ["elementFormDefault", "attributeFormDefault"] {
        if schema.attribute(attribute).map(str::trim) == Some("qualified") {
            let _ = write!(text, " {attribute}=\"qualified\"");
        }
    }
    text
}

struct Writer<'a> {
    documents: &'a [Document],
    document: usize,
    /// The namespace that names without one get in an included schema that has none of its own.
    inherits: Option<Arc<str>>,
    prefixes: BTreeMap<String, usize>,
    diagnostics: &'a mut Diagnostics,
}

impl Writer<'_> {
    fn report(&mut self, element: &Element, code: &'static str, message: String, help: &str) {
        let place = self.place(element);
        self.diagnostics.error(code, message, Some(place), help);
    }

    fn place(&self, element: &Element) -> Place {
        self.documents[self.document].place(element.offset)
    }

    fn prefix(&mut self, namespace: Option<&str>) -> String {
        let namespace = namespace.unwrap_or(NO_NAMESPACE);
        match namespace {
            NAMESPACE => "xs".to_owned(),
            super::super::xml::XML_NAMESPACE => "xml".to_owned(),
            other => {
                let next = self.prefixes.len();
                let number = *self.prefixes.entry(other.to_owned()).or_insert(next);
                format!("n{number}")
            }
        }
    }

    fn element(&mut self, element: &Element, out: &mut String) {
        let local = element.name.local.clone();
        let _ = write!(out, "<xs:{local}");
        self.attributes(element, out);
        out.push('>');
        let mut count = 0;
        for child in element.elements().filter(|child| child.name.is_in(NAMESPACE)) {
            let name = &*child.name.local;
            if WRITTEN.contains(&name) {
                count += 1;
                self.element(child, out);
            } else if !SILENT.contains(&name) {
                self.report(
                    child,
                    "xsd-unknown-construct",
                    format!("`xs:{name}` is no part of a schema"),
                    "Mend the schema, or get it again.",
                );
            }
        }
        if count > MOST_CHILDREN {
            self.report(
                element,
                "xsd-too-large",
                format!("a declaration has more than {MOST_CHILDREN} parts"),
                "Split it into several declarations.",
            );
        }
        let _ = write!(out, "</xs:{local}>");
    }

    fn attributes(&mut self, element: &Element, out: &mut String) {
        let mut attributes: Vec<(&str, &str)> = element
            .attributes
            .iter()
            .filter(|attribute| attribute.name.namespace.is_none())
            .map(|attribute| (&*attribute.name.local, attribute.value.as_str()))
            .collect();
        attributes.sort_unstable();
        for (name, value) in attributes {
            if REFERENCES.contains(&name) {
                let names: Vec<String> =
                    value.split_whitespace().map(|word| self.reference(element, word)).collect();
                let _ = write!(out, " {name}=\"{}\"", names.join(" "));
            } else if KEPT.contains(&name) {
                self.check(element, name, value);
                let value = if matches!(name, "value" | "default" | "fixed") { value } else { value.trim() };
                let _ = write!(out, " {name}=\"{}\"", escaped(value));
            } else if !IGNORED.contains(&name) {
                let place = self.place(element);
                self.diagnostics.warn(
                    "xsd-unknown-attribute",
                    format!("`xs:{}` has no attribute `{name}`: it is ignored", element.name.local),
                    Some(place),
                    "Check it for a spelling mistake.",
                );
            }
        }
        if let (Some(least), most) =
            (occurrences(element.attribute("minOccurs")), occurrences(element.attribute("maxOccurs")))
            && most.is_some_and(|most| most.is_some_and(|most| least.is_none_or(|least| least > most)))
        {
            self.report(
                element,
                "xsd-invalid-occurs",
                "minOccurs is greater than maxOccurs".to_owned(),
                "Make minOccurs the smaller of the two.",
            );
        }
    }

    fn check(&mut self, element: &Element, name: &str, value: &str) {
        let value = value.trim();
        match name {
            "name" if !is_name(value) || value.len() > LONGEST_NAME => self.report(
                element,
                "xsd-invalid-name",
                format!("{:?} is no name that XML allows", value.chars().take(60).collect::<String>()),
                "Names start with a letter and go on with letters, digits, `.`, `-` and `_`.",
            ),
            "minOccurs" | "maxOccurs"
                if occurrences(Some(value)).is_none_or(|most| most.is_none() && name == "minOccurs") =>
            {
                self.report(
                    element,
                    "xsd-invalid-occurs",
                    format!("{value:?} is no number of occurrences"),
                    "Write a number from 0 up, or for maxOccurs `unbounded`.",
                );
            }
            _ => {}
        }
    }

    fn reference(&mut self, element: &Element, word: &str) -> String {
        match element.qualified(word) {
            Some(name) => {
                let namespace = name.namespace.or_else(|| self.inherits.clone());
                format!("{}:{}", self.prefix(namespace.as_deref()), name.local)
            }
            None => {
                self.report(
                    element,
                    "xsd-unknown-prefix",
                    format!("the name {word:?} has a prefix that is not declared, or is no name"),
                    "Declare the prefix with xmlns.",
                );
                "xs:anyType".to_owned()
            }
        }
    }
}

/// A number of occurrences: `Some(None)` for any number, nothing for what is no number. Absent means one.
fn occurrences(value: Option<&str>) -> Option<Option<u64>> {
    match value.map(str::trim) {
        None => Some(Some(1)),
        Some("unbounded") => Some(None),
        Some(digits) if digits.bytes().all(|digit| digit.is_ascii_digit()) => digits.parse().ok().map(Some),
        Some(_) => None,
    }
}

fn escaped(text: &str) -> String {
    // A line end in an attribute would come back as a blank.
    quick_xml::escape::escape(text).replace('\n', "&#10;").replace('\t', "&#9;").replace('\r', "&#13;")
}
