//! xsd-parser as the front end: its parser reads the texts into typed schemas.
//!
//! It can panic and it recurses, so it runs on a thread of its own with a deep stack; what goes wrong there is a
//! diagnostic that names the schema. Its resolver sees texts in memory only.

use std::io::Cursor;
use std::thread;

use xsd_parser::Parser;
use xsd_parser::config::{Namespace, NamespacePrefix};
use xsd_parser::models::schema::Schemas;
use xsd_parser::pipeline::parser::resolver::{ResolveRequest, ResolveResult, Resolver};

use super::super::xml::Document;
use super::text::{Text, Texts};
use crate::diagnostic::{Diagnostics, Place};

/// Enough for schemas nested as deep as our own limit allows, in a debug build too.
const STACK: usize = 64 * 1024 * 1024;

/// Where all texts come together: each imports this one, and this one imports each.
const ALL: &str = "mem://schema/all";

/// The typed schemas, by the index of their text.
pub(super) type Typed = Schemas;

/// Lets xsd-parser read all texts; nothing if it refuses one.
pub(super) fn read(
    documents: &[Document],
    texts: &Texts<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Typed> {
    if diagnostics.has_errors() || texts.schemas.is_empty() {
        return None;
    }
    let memory = Memory { texts: texts.schemas.iter().map(|schema| schema.text.clone()).collect() };
    match apart(|| parse(memory, &texts.prefixes)) {
        Ok(schemas) => Some(schemas),
        Err(why) => {
            refused(documents, texts, &why, diagnostics);
            None
        }
    }
}

/// Reports the schemas that cannot be read, each by reading it alone.
fn refused(documents: &[Document], texts: &Texts<'_>, why: &str, diagnostics: &mut Diagnostics) {
    let mut named = false;
    for schema in &texts.schemas {
        if let Err(why) = alone(schema) {
            named = true;
            let place = documents[schema.document].place(schema.schema.offset);
            diagnostics.error("xsd-refused", format!("this schema cannot be read: {why}"), Some(place), HELP);
        }
    }
    if !named {
        let place = blamed(documents, texts, why);
        diagnostics.error("xsd-refused", format!("the schemas cannot be read: {why}"), place, HELP);
    }
}

const HELP: &str = "Mend the schema; where it is right, please report it with the document.";

/// Why reading failed.
type Failure = String;

fn parse(memory: Memory, prefixes: &[(String, String)]) -> Result<Schemas, Failure> {
    let mut parser = Parser::new().with_resolver(memory).with_default_namespaces();
    for (namespace, prefix) in prefixes {
        parser = parser.with_namespace(
            NamespacePrefix::new(prefix.clone().into_bytes()),
            Namespace::new(namespace.clone().into_bytes()),
        );
    }
    let all = ALL.parse().map_err(|_| "the location of the first schema".to_owned())?;
    let parser = parser.add_schema_from_url(all).map_err(|error| sentence(&error))?;
    Ok(parser.finish())
}

fn alone(schema: &Text<'_>) -> Result<(), Failure> {
    apart(|| {
        Parser::new()
            .resolve_includes(false)
            .add_schema_from_str(&schema.text)
            .map(|_| ())
            .map_err(|error| sentence(&error))
    })
}

/// Runs on a thread of its own; a panic there is a failure like any other.
fn apart<T: Send>(work: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    thread::scope(|scope| {
        let worker = thread::Builder::new()
            .name("schemas".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .map_err(|error| format!("no thread for it: {error}"))?;
        worker.join().unwrap_or_else(|_| Err("the schema reader failed on them".to_owned()))
    })
}

/// The beginning of an error in one line, without the locations that exist in memory only.
fn sentence(error: &dyn std::fmt::Display) -> String {
    const LONGEST: usize = 200;
    let words = error.to_string().replace("mem://schema/", "schema ");
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.trim_end_matches(['!', ':']).chars().take(LONGEST).collect()
}

/// The declaration whose name the message has, if there is one.
fn blamed(documents: &[Document], texts: &Texts<'_>, why: &str) -> Option<Place> {
    let words: Vec<&str> =
        why.split(|letter: char| !(letter.is_alphanumeric() || "_-.".contains(letter))).collect();
    for schema in &texts.schemas {
        for component in &schema.components {
            if words.contains(&&*component.name) {
                return Some(documents[schema.document].place(component.element.offset));
            }
        }
    }
    texts.schemas.first().map(|schema| documents[schema.document].place(schema.schema.offset))
}

/// The index of a text by its location.
pub(super) fn index_of(location: &str) -> Option<usize> {
    location.strip_prefix("mem://schema/")?.parse().ok()
}

/// Texts by their index, and nothing else.
#[derive(Debug)]
struct Memory {
    texts: Vec<String>,
}

impl Resolver for Memory {
    type Buffer = Cursor<Vec<u8>>;
    type Error = String;

    fn resolve(&mut self, request: &ResolveRequest) -> ResolveResult<Self> {
        let location = &request.requested_location;
        let text = if location == ALL {
            let imports: String = (0..self.texts.len())
                .map(|at| format!("<xs:import schemaLocation=\"mem://schema/{at}\"/>"))
                .collect();
            format!(
                "<xs:schema xmlns:xs=\"{}\" targetNamespace=\"urn:bindery:all\">{imports}</xs:schema>",
                super::NAMESPACE
            )
        } else {
            index_of(location)
                .and_then(|at| self.texts.get(at).cloned())
                .ok_or_else(|| format!("{location} is not known"))?
        };
        let url = location.parse().map_err(|_| format!("{location} is no location"))?;
        Ok(Some((None, url, Cursor::new(text.into_bytes()))))
    }
}
