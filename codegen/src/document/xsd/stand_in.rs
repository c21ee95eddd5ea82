//! Stand-ins for what schemas refer to and no document declares, so that the rest can be read.
//!
//! A type holds anything, or any text where only text can stand; an element holds anything; a group has nothing in it.
//! Each is reported once, as something that is left out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::xml::{Document, is_name, parse};
use super::check::{Family, Missing, word};
use super::writer::escaped;
use super::{NAMESPACE, builtin};
use crate::diagnostic::Diagnostics;

/// How the names of such documents begin.
const FILE: &str = "not-declared";

const HELP: &str =
    "Add the schema that declares it, or correct the name; without prefix it needs a default namespace.";

/// Whether a document is made of stand-ins.
pub(super) fn is_stand_in(document: &Document) -> bool {
    builtin::is_well_known(document) && document.file.contains(FILE)
}

/// Whether there can be a stand-in. Nothing stands in for a built-in type, whose name is a spelling mistake.
fn can_be(one: &Missing) -> bool {
    is_name(&one.name.local) && !one.name.is_in(NAMESPACE)
}

/// One document with stand-ins for each namespace.
pub(super) fn documents(missing: &[Missing]) -> Vec<Document> {
    let mut bodies: BTreeMap<Option<&str>, String> = BTreeMap::new();
    for Missing { family, name, is_text, .. } in missing.iter().filter(|one| can_be(one)) {
        let body = bodies.entry(name.namespace.as_deref()).or_default();
        let local = &name.local;
        let _ = match family {
            Family::Type if *is_text => write!(
                body,
                "<xs:simpleType name=\"{local}\"><xs:restriction base=\"xs:string\"/></xs:simpleType>"
            ),
            Family::Type => write!(
                body,
                "<xs:complexType name=\"{local}\" mixed=\"true\"><xs:sequence><xs:any minOccurs=\"0\" \
                 maxOccurs=\"unbounded\" processContents=\"lax\"/></xs:sequence><xs:anyAttribute/></xs:complexType>"
            ),
            Family::Element => write!(body, "<xs:element name=\"{local}\" type=\"xs:anyType\"/>"),
            Family::Attribute => write!(body, "<xs:attribute name=\"{local}\" type=\"xs:string\"/>"),
            Family::Group => write!(body, "<xs:group name=\"{local}\"><xs:sequence/></xs:group>"),
            Family::AttributeGroup => write!(body, "<xs:attributeGroup name=\"{local}\"/>"),
        };
    }
    let texts = bodies.into_iter().enumerate().filter_map(|(number, (namespace, body))| {
        let target =
            namespace.map(|uri| format!(" targetNamespace=\"{}\"", escaped(uri))).unwrap_or_default();
        let text = format!("<xs:schema xmlns:xs=\"{NAMESPACE}\"{target}>{body}</xs:schema>");
        let file = format!("{}/{FILE}-{number}.xsd", builtin::FOLDER);
        // Names are checked and everything else is ours, so there is nothing to report.
        parse(&file, text.as_bytes(), &mut Diagnostics::default())
    });
    texts.collect()
}

/// Says what is missing and has a stand-in.
pub(super) fn report(missing: &[Missing], documents: &[Document], diagnostics: &mut Diagnostics) {
    for Missing { family, name, at, is_text } in missing.iter().filter(|one| can_be(one)) {
        let instead = match family {
            Family::Type if *is_text => "its values are kept as text",
            Family::Type | Family::Element => "its content is kept as XML",
            Family::Attribute => "its value is kept as text",
            Family::Group | Family::AttributeGroup => "what it stands for is left out",
        };
        diagnostics.left_out(
            "xsd-unknown-reference",
            format!("the {} `{name}` is not declared in any document: {instead}", word(*family)),
            Some(documents[at.document].place(at.offset)),
            HELP,
        );
    }
}

/// Says what is missing and has none.
pub(super) fn refuse(missing: &[Missing], documents: &[Document], diagnostics: &mut Diagnostics) {
    for Missing { family, name, at, .. } in missing {
        let message = format!("the {} `{name}` is not declared in any document", word(*family));
        let place = documents[at.document].place(at.offset);
        diagnostics.error("xsd-unknown-reference", message, Some(place), HELP);
    }
}
