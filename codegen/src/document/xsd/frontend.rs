//! xsd-parser as the front end: its parser reads the texts into typed schemas, its interpreter checks them.
//!
//! It can panic and it recurses, so it runs on a thread of its own with a deep stack; what goes wrong there is a
//! diagnostic that names the schema. Its resolver sees texts in memory only.

use std::io::Cursor;
use std::thread;

use xsd_parser::config::{Namespace, NamespacePrefix};
use xsd_parser::models::schema::Schemas;
use xsd_parser::pipeline::parser::resolver::{ResolveRequest, ResolveResult, Resolver};
use xsd_parser::{Interpreter, InterpreterError, Parser};

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
    let schemas = match apart(|| parse(memory, &texts.prefixes)) {
        Ok(schemas) => schemas,
        Err(why) => {
            refused(documents, texts, &why.0, diagnostics);
            return None;
        }
    };
    match apart(|| interpret(&schemas)) {
        Ok(()) => {}
        Err(Failure(why, true)) => {
            let place = blamed(documents, texts, &why);
            diagnostics.error(
                "xsd-refused",
                format!("the schemas contradict themselves: {why}"),
                place,
                HELP,
            );
        }
        Err(Failure(why, false)) => {
            let place = blamed(documents, texts, &why);
            diagnostics.warn(
                "xsd-not-checked",
                format!("the schemas are read, but could not be checked as a whole: {why}"),
                place,
                "Nothing needs to be done where the schemas are valid.",
            );
        }
    }
    Some(schemas)
}

/// Reports the schemas that cannot be read, each by reading it alone.
fn refused(documents: &[Document], texts: &Texts<'_>, why: &str, diagnostics: &mut Diagnostics) {
    let mut named = false;
    for schema in &texts.schemas {
        if let Err(Failure(why, _)) = alone(schema) {
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

/// Why a stage failed, and whether that is surely the schema's fault: some valid schemas are beyond the interpreter,
/// which names the types it makes itself and lets these names meet.
struct Failure(String, bool);

fn parse(memory: Memory, prefixes: &[(String, String)]) -> Result<Schemas, Failure> {
    let mut parser = Parser::new().with_resolver(memory).with_default_namespaces();
    for (namespace, prefix) in prefixes {
        parser = parser.with_namespace(
            NamespacePrefix::new(prefix.clone().into_bytes()),
            Namespace::new(namespace.clone().into_bytes()),
        );
    }
    let all = ALL.parse().map_err(|_| Failure("the location of the first schema".to_owned(), true))?;
    let parser = parser.add_schema_from_url(all).map_err(|error| Failure(sentence(&error), true))?;
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
        .map_err(|error| {
            let is_sure = matches!(error, InterpreterError::InvalidFacet(_));
            Failure(sentence(&error), is_sure)
        })
}

fn alone(schema: &Text<'_>) -> Result<(), Failure> {
    apart(|| {
        Parser::new()
            .resolve_includes(false)
            .add_schema_from_str(&schema.text)
            .map(|_| ())
            .map_err(|error| Failure(sentence(&error), true))
    })
}

/// Runs on a thread of its own; a panic there is a failure like any other.
fn apart<T: Send>(work: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
    thread::scope(|scope| {
        let worker = thread::Builder::new()
            .name("schemas".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .map_err(|error| Failure(format!("no thread for it: {error}"), true))?;
        worker.join().unwrap_or_else(|_| Err(Failure("the schema reader failed on them".to_owned(), false)))
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
