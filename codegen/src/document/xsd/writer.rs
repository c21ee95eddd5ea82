//! One declaration as xsd-parser is to read it.
//!
//! Names of other declarations get prefixes that are the same in all texts, what says nothing about the wire is left
//! out, and what xsd-parser would choke on is refused: names that are none, absurd counts, parts in the wrong place.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use super::super::xml::{Document, Element, QName, XML_NAMESPACE, is_name};
use super::check::{Declared, Family, Missing, References, may_contain};
use super::convert::array_of;
use super::gather::REFERENCES;
use super::text::{NO_NAMESPACE, ORIGINAL};
use super::{At, NAMESPACE, facets};
use crate::diagnostic::{Diagnostics, Place};

/// The longest name, in bytes.
const LONGEST_NAME: usize = 1_000;

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

/// Children of a declaration that are written, in order.
pub(super) fn written(element: &Element) -> impl Iterator<Item = &Element> {
    element
        .elements()
        .filter(|child| child.name.is_in(NAMESPACE) && may_contain(&element.name.local, &child.name.local))
}

/// Writes declarations.
pub(super) struct Writer<'a> {
    documents: &'a [Document],
    /// Index of the document that is being written.
    pub(super) document: usize,
    /// The namespace of its declarations.
    pub(super) target: Option<Arc<str>>,
    /// The schema has no namespace of its own, and names without one get that of the schema that includes it.
    pub(super) inherits: bool,
    declared: BTreeSet<Declared>,
    /// How many elements and attributes are open: what they name is no part of the declaration around them.
    fields: usize,
    /// How many definitions of text are open.
    texts: usize,
    /// What is being redefined: inside, its name means the declaration that is replaced.
    pub(super) redefined: Option<Declared>,
    /// Numbers of prefixes by namespace.
    pub(super) prefixes: BTreeMap<String, usize>,
    /// Those that the schema at hand uses.
    pub(super) used: BTreeMap<usize, String>,
    /// References that were met.
    pub(super) references: References,
    pub(super) diagnostics: &'a mut Diagnostics,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        documents: &'a [Document],
        declared: BTreeSet<Declared>,
        diagnostics: &'a mut Diagnostics,
    ) -> Self {
        Self {
            documents,
            document: 0,
            target: None,
            inherits: false,
            declared,
            fields: 0,
            texts: 0,
            redefined: None,
            prefixes: BTreeMap::new(),
            used: BTreeMap::new(),
            references: References::default(),
            diagnostics,
        }
    }

    /// Reports what is wrong with a part of a schema.
    pub(super) fn report(&mut self, element: &Element, code: &'static str, message: String, help: &str) {
        let place = self.place(element);
        self.diagnostics.error(code, message, Some(place), help);
    }

    fn place(&self, element: &Element) -> Place {
        self.documents[self.document].place(element.offset)
    }

    /// The prefix of a namespace.
    pub(super) fn prefix(&mut self, namespace: Option<&str>) -> String {
        let namespace = namespace.unwrap_or(NO_NAMESPACE);
        match namespace {
            NAMESPACE => "xs".to_owned(),
            XML_NAMESPACE => "xml".to_owned(),
            other => {
                let next = self.prefixes.len();
                let number = match self.prefixes.get(other) {
                    Some(number) => *number,
                    None => *self.prefixes.entry(other.to_owned()).or_insert(next),
                };
                self.used.entry(number).or_insert_with(|| other.to_owned());
                format!("n{number}")
            }
        }
    }

    /// Writes a declaration with everything in it.
    pub(super) fn element(&mut self, element: &Element, out: &mut String) {
        let local = element.name.local.clone();
        let referred = element.attribute("ref").and_then(|word| element.qualified(word));
        if referred.is_some_and(|name| name.is_in(NAMESPACE)) {
            // A schema inside a message, as .NET data sets have it: anything, to us.
            let _ = write!(out, "<xs:any/>");
            return;
        }
        let _ = write!(out, "<xs:{local}");
        self.attributes(element, out);
        out.push('>');
        if let Some(array) = array_of(element) {
            let at = At { document: self.document, offset: element.offset };
            let of = Missing { family: Family::Type, name: array.of, is_text: false, at };
            self.references.note(of, false);
        }
        let is_field = matches!(&*local, "element" | "attribute");
        self.fields += usize::from(is_field);
        if is_field && element.attribute("name").is_none() && element.attribute("ref").is_none() {
            let what = format!("this `xs:{local}` has neither a name nor a reference");
            self.report(element, "xsd-no-name", what, "Name it, or refer to a global one.");
        }
        self.check_attributes(element);
        self.references.part();
        let is_text = matches!(&*local, "simpleType" | "simpleContent");
        self.texts += usize::from(is_text);
        for child in element.elements().filter(|child| child.name.is_in(NAMESPACE)) {
            let name = &*child.name.local;
            if may_contain(&local, name) {
                self.element(child, out);
            } else if !SILENT.contains(&name) {
                let place = self.place(child);
                self.diagnostics.left_out(
                    "xsd-unknown-construct",
                    format!("`xs:{name}` cannot stand in `xs:{local}`: it is left out with all in it"),
                    Some(place),
                    "Mend the schema, or get it again.",
                );
            }
        }
        self.fields -= usize::from(is_field);
        self.texts -= usize::from(is_text);
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
                    value.split_whitespace().map(|word| self.reference(element, name, word)).collect();
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
        if &*element.name.local == "attribute"
            && element.attribute("type").is_none()
            && element.attribute("ref").is_none()
            && written(element).next().is_none()
        {
            // xsd-parser refuses a global attribute without a type, which means any text.
            out.push_str(" type=\"xs:anySimpleType\"");
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

    /// Says which attributes are declared twice in one place.
    fn check_attributes(&mut self, element: &Element) {
        let mut names = BTreeSet::new();
        for child in element.named(NAMESPACE, "attribute") {
            if child.attribute("name").is_some_and(|name| !names.insert(name)) {
                let place = self.place(child);
                self.diagnostics.left_out(
                    "xsd-twin-attribute",
                    "an attribute of this name is declared before in the same place: the last one counts",
                    Some(place),
                    "Keep one of the two.",
                );
            }
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
            "value" => {
                if let Some(wanted) = facets::wanted(&element.name.local, value) {
                    self.report(
                        element,
                        "xsd-invalid-facet",
                        format!("the limit `{}` of a type is not {wanted}", element.name.local),
                        "Correct the value.",
                    );
                }
            }
            _ => {}
        }
    }

    fn reference(&mut self, element: &Element, attribute: &str, word: &str) -> String {
        match element.qualified(word) {
            Some(name) => {
                let family = match (attribute, &*element.name.local) {
                    ("ref", "attribute") => Family::Attribute,
                    ("ref", "group") => Family::Group,
                    ("ref", "attributeGroup") => Family::AttributeGroup,
                    ("ref" | "substitutionGroup", _) => Family::Element,
                    _ => Family::Type,
                };
                let mut name = self.target_of(element, family, name);
                if self.fields == 0 && self.redefined.as_ref() == Some(&(family, name.clone())) {
                    name.local = Arc::from(format!("{}{ORIGINAL}", name.local));
                }
                let text = format!("{}:{}", self.prefix(name.namespace.as_deref()), name.local);
                let is_part = match attribute {
                    _ if self.fields > 0 => false,
                    "type" => false,
                    "ref" => matches!(family, Family::Group | Family::AttributeGroup),
                    _ => true,
                };
                let at = At { document: self.document, offset: element.offset };
                if family == Family::Type
                    && (matches!(attribute, "itemType" | "memberTypes")
                        || attribute == "type" && &*element.name.local == "attribute")
                {
                    self.references.simple.push((name.clone(), at));
                }
                let is_text = match attribute {
                    "itemType" | "memberTypes" => true,
                    "type" => &*element.name.local == "attribute",
                    "base" => self.texts > 0,
                    _ => false,
                };
                self.references.note(Missing { family, name, is_text, at }, is_part);
                text
            }
            None => {
                let message = format!("the name {word:?} has a prefix that is not declared, or is no name");
                let help = "Declare the prefix with xmlns.";
                if attribute != "type" {
                    self.report(element, "xsd-unknown-prefix", message, help);
                    return "xs:anyType".to_owned();
                }
                let place = self.place(element);
                let (instead, kept) = match &*element.name.local {
                    "attribute" => ("xs:anySimpleType", "text"),
                    _ => ("xs:anyType", "XML"),
                };
                let message = format!("{message}: the content is kept as {kept}");
                self.diagnostics.left_out("xsd-unknown-prefix", message, Some(place), help);
                instead.to_owned()
            }
        }
    }

    /// What a name without a namespace means: in an included schema a name of the including one, and where only the
    /// schema's own namespace has such a declaration, that one, because documents forget the default namespace.
    fn target_of(&mut self, element: &Element, family: Family, name: QName) -> QName {
        if name.namespace.is_some() || self.target.is_none() {
            return name;
        }
        let own = QName { namespace: self.target.clone(), local: name.local.clone() };
        if self.inherits {
            return own;
        }
        if self.declared.contains(&(family, name.clone())) || !self.declared.contains(&(family, own.clone()))
        {
            return name;
        }
        let place = self.place(element);
        self.diagnostics.warn(
            "xsd-no-prefix",
            format!(
                "the name `{}` has no prefix: the one in the schema's own namespace is meant, it seems",
                name.local
            ),
            Some(place),
            "Declare the target namespace as the default namespace.",
        );
        own
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

pub(super) fn escaped(text: &str) -> String {
    // A line end in an attribute would come back as a blank.
    quick_xml::escape::escape(text).replace('\n', "&#10;").replace('\t', "&#9;").replace('\r', "&#13;")
}
