//! xsd-parser as the front end: its parser reads the texts into typed schemas, its interpreter resolves and checks them.
//!
//! It can panic and it recurses, so it runs on a thread of its own with a deep stack; what goes wrong there is a
//! diagnostic that names the schema. Its resolver sees texts in memory only.

use std::io::Cursor;
use std::thread;

use xsd_parser::config::{Namespace, NamespacePrefix};
use xsd_parser::models::schema::Schemas;
use xsd_parser::pipeline::parser::resolver::{ResolveRequest, ResolveResult, Resolver};
use xsd_parser::{Interpreter, Parser};

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
    let prefixes = texts.prefixes.clone();
    let outcome = apart(move || {
        let schemas = parse(memory, &prefixes)?;
        interpret(&schemas)?;
        Ok(schemas)
    });
    let (stage, why) = match outcome {
        Ok(schemas) => return Some(schemas),
        Err(refusal) => refusal,
    };
    // Which one is it? Each is read alone, which needs no other.
    let mut named = false;
    for schema in &texts.schemas {
        if let Err((_, why)) = alone(schema) {
            named = true;
            let place = documents[schema.document].place(schema.schema.offset);
            diagnostics.error("xsd-refused", format!("this schema cannot be read: {why}"), Some(place), HELP);
        }
    }
    if !named {
        let place = blamed(documents, texts, &why);
        diagnostics.error("xsd-refused", format!("the schemas cannot be {stage}: {why}"), place, HELP);
    }
    None
}

const HELP: &str = "Mend the schema; where it is right, please report it with the document.";

/// A stage of reading, and why it failed.
type Failure = (&'static str, String);

fn parse(memory: Memory, prefixes: &[(String, String)]) -> Result<Schemas, Failure> {
    let mut parser = Parser::new().with_resolver(memory).with_default_namespaces();
    for (namespace, prefix) in prefixes {
        parser = parser.with_namespace(
            NamespacePrefix::new(prefix.clone().into_bytes()),
            Namespace::new(namespace.clone().into_bytes()),
        );
    }
    let all = ALL.parse().map_err(|_| ("read", "the location of the first schema".to_owned()))?;
    let parser = parser.add_schema_from_url(all).map_err(|error| ("read", sentence(&error)))?;
    Ok(parser.finish())
}

fn interpret(schemas: &Schemas) -> Result<(), Failure> {
    Interpreter::new(schemas)
        .with_buildin_types()
        .and_then(Interpreter::with_default_typedefs)
        .and_then(Interpreter::with_xs_any_type)
        .and_then(Interpreter::with_xs_any_simple_type)
        .and_then(Interpreter::finish)
        .map(|_| ())
        .map_err(|error| ("resolved", sentence(&error)))
}

fn alone(schema: &Text<'_>) -> Result<(), Failure> {
    let text = schema.text.clone();
    apart(move || {
        Parser::new()
            .resolve_includes(false)
            .add_schema_from_str(&text)
            .map(|_| ())
            .map_err(|error| ("read", sentence(&error)))
    })
}

/// Runs on a thread of its own; a panic there is a failure like any other.
fn apart<T: Send>(work: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    thread::scope(|scope| {
        let worker = thread::Builder::new()
            .name("schemas".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .map_err(|error| ("read", format!("no thread for it: {error}")))?;
        worker.join().unwrap_or_else(|_| Err(("read", "the schema reader failed on it".to_owned())))
    })
}

/// The first line of an error, without the locations that exist in memory only.
fn sentence(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().trim_end_matches(['!', ':']).replace("mem://schema/", "schema ")
}

/// The declaration whose name the message has, if there is one.
fn blamed(documents: &[Document], texts: &Texts<'_>, why: &str) -> Option<Place> {
    let words: Vec<&str> =
        why.split(|letter: char| !(letter.is_alphanumeric() || "_-.".contains(letter))).collect();
    for schema in &texts.schemas {
        for component in &schema.components {
            if component.attribute("name").is_some_and(|name| words.contains(&name)) {
                return Some(documents[schema.document].place(component.offset));
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
