//! Schemas as xsd-parser is to read them: checked, without what does not matter on the wire, and with one prefix for
//! each namespace in all of them.
//!
//! The text of a declaration is also what tells twins apart: two declarations of one name are the same if and only if
//! their texts are.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use super::super::xml::{Document, Element, QName};
use super::check::{Declared, Family, Missing};
use super::gather::Gathered;
use super::writer::{Writer, escaped, written};
use super::{At, NAMESPACE};
use crate::diagnostic::Diagnostics;

/// Stands for "no namespace" in texts, because xsd-parser would let such a schema inherit one.
pub(super) const NO_NAMESPACE: &str = "urn:bindery:no-namespace";

/// The text of one schema, and what it was made of.
#[derive(Debug)]
pub(super) struct Text<'a> {
    /// Index of the document.
    pub(super) document: usize,
    /// The schema.
    pub(super) schema: &'a Element,
    /// Its declarations, twins left out, in the order of the text.
    pub(super) components: Vec<Component<'a>>,
    /// What xsd-parser reads.
    pub(super) text: String,
}

/// One declaration.
#[derive(Debug)]
pub(super) struct Component<'a> {
    /// As it stands in the document.
    pub(super) element: &'a Element,
    /// Its name; another one than the document's, if `xs:redefine` declares that one anew.
    pub(super) name: Arc<str>,
}

/// All texts.
#[derive(Debug)]
pub(super) struct Texts<'a> {
    /// In the order of documents.
    pub(super) schemas: Vec<Text<'a>>,
    /// Every namespace with its prefix.
    pub(super) prefixes: Vec<(String, String)>,
    /// References that lead nowhere.
    pub(super) missing: Vec<Missing>,
}

/// Writes all schemas; what cannot be written is reported.
pub(super) fn write<'a>(
    documents: &[Document],
    gathered: &[Gathered<'a>],
    diagnostics: &mut Diagnostics,
) -> Texts<'a> {
    let names = gathered.iter().flat_map(|one| {
        let named = declarations(one.schema)
            .filter_map(|component| family(component).zip(component.attribute("name")));
        named.map(|(family, name)| {
            (family, QName { namespace: one.target.clone(), local: Arc::from(name.trim()) })
        })
    });
    let mut writer = Writer::new(documents, names.collect(), diagnostics);
    let anew = declared_anew(gathered);
    let mut known: BTreeMap<Declared, (String, At)> = BTreeMap::new();
    let mut bodies = Vec::new();
    for one in gathered {
        writer.document = one.document;
        writer.target.clone_from(&one.target);
        writer.inherits = one.schema.attribute("targetNamespace").is_none();
        writer.used.clear();
        let mut body = String::new();
        let mut components = Vec::new();
        for component in declarations(one.schema) {
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
            let mut name = QName { namespace: one.target.clone(), local: Arc::from(name.trim()) };
            let mut text = String::new();
            writer.redefined = None;
            match anew.get(&(family, name.clone())) {
                Some(new) if std::ptr::eq(new.element, component) => {
                    writer.redefined = new.is_redefined.then(|| (family, name.clone()));
                }
                Some(new) if new.is_redefined => {
                    name.local = Arc::from(format!("{}{ORIGINAL}", name.local));
                }
                // What is overridden is as good as absent.
                Some(_) => continue,
                None => {}
            }
            if &*component.name.local == "complexType" {
                writer.references.complex.insert(name.clone());
            }
            writer.references.owner = Some((family, name.clone()));
            writer.element(component, &mut text);
            if name.local.ends_with(ORIGINAL) {
                let own = component.attribute("name").unwrap_or_default().trim();
                text = text.replacen(&format!(" name=\"{own}\""), &format!(" name=\"{}\"", name.local), 1);
            }
            let meaning = format!("{}{text}", forms(one.schema));
            let at = At { document: one.document, offset: component.offset };
            match known.get(&(family, name.clone())) {
                None => {
                    components.push(Component { element: component, name: name.local.clone() });
                    known.insert((family, name), (meaning, at));
                    body.push_str(&text);
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
        bodies.push((one, components, body, std::mem::take(&mut writer.used)));
    }
    let declared = known.into_iter().map(|(declared, (_, at))| (declared, at)).collect();
    let missing = writer.references.check(documents, &declared, writer.diagnostics);
    let prefixes: Vec<(String, String)> =
        writer.prefixes.iter().map(|(namespace, number)| (namespace.clone(), format!("n{number}"))).collect();
    let schemas = bodies
        .into_iter()
        .map(|(one, components, body, used)| {
            let mut bindings = String::new();
            for (number, namespace) in used {
                let _ = write!(bindings, " xmlns:n{number}=\"{}\"", escaped(&namespace));
            }
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
    Texts { schemas, prefixes, missing }
}

/// Ends the name of a declaration that another one extends or restricts under the same name.
pub(super) const ORIGINAL: &str = "-original";

/// What `xs:redefine` or `xs:override` declares in place of something.
struct Anew<'a> {
    element: &'a Element,
    /// It builds on what it replaces.
    is_redefined: bool,
}

fn declared_anew<'a>(gathered: &[Gathered<'a>]) -> BTreeMap<Declared, Anew<'a>> {
    let mut anew = BTreeMap::new();
    for one in gathered {
        for change in changes(one.schema) {
            for element in written(change) {
                if let Some((family, name)) = family(element).zip(element.attribute("name")) {
                    let name = QName { namespace: one.target.clone(), local: Arc::from(name.trim()) };
                    let is_redefined = &*change.name.local == "redefine";
                    // A second one is reported as a twin of the first.
                    anew.entry((family, name)).or_insert(Anew { element, is_redefined });
                }
            }
        }
    }
    anew
}

fn changes(schema: &Element) -> impl Iterator<Item = &Element> {
    schema
        .elements()
        .filter(|child| child.name.is_in(NAMESPACE) && matches!(&*child.name.local, "redefine" | "override"))
}

/// All global declarations of a schema, those in `xs:redefine` and `xs:override` included.
fn declarations(schema: &Element) -> impl Iterator<Item = &Element> {
    written(schema).chain(changes(schema).flat_map(written))
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
