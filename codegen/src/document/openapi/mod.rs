//! OpenAPI documents in their own terms: text to a [`Document`], whatever version of OpenAPI 3 it speaks.
//!
//! ```text
//! text -> tree (parse: places, budgets, no key twice) -> version -> normalise (3.1 to 3.0, references) -> Document
//! ```
//!
//! The document model is that of `openapiv3`, which knows 3.0 only, loses places and digits, and refuses a whole
//! document for one odd spot. So it is filled part by part from a normalised tree; a part that it refuses is left out
//! with a finding; places, exact numbers and findings travel along as extensions.

mod finding;
mod lines;
mod normalise;
mod operation;
mod parse;
mod references;
mod schema;
mod tree;
mod types;
mod version;
mod view;

pub use openapiv3::{
    APIKeyLocation, MediaType, Operation, Parameter, ParameterData, ParameterSchemaOrContent, PathStyle,
    QueryStyle, ReferenceOr, RequestBody, Response, Schema, SecurityScheme, StatusCode,
};
use openapiv3::{AnySchema, Components, OpenAPI, PathItem, SchemaData, SchemaKind};
use serde_json::Value as Json;
pub use view::{Additional, Slot, View};

use super::stack::with_deep_stack;
use crate::diagnostic::{Diagnostics, Place, Severity};
use finding::{AT, FINDINGS, Finding, OWN_SERVERS, REPLY_EXTRAS};
use lines::Lines;
use tree::Node;
use version::Version;

/// How a reference to a schema component begins in the document model. What follows is the name, unescaped.
const COMPONENT: &str = "#/components/schemas/";

/// A document in the document model, with what the model cannot hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    model: OpenAPI,
    lines: Lines,
    findings: Vec<Finding>,
    order: Vec<(String, &'static str)>,
    /// The schemas that are declared by name, used or not.
    declared: Vec<String>,
}

/// Reads a document. `file` is its name for diagnostics. `None` after an error, which is then among the diagnostics.
///
/// Nothing outside the text is opened: a reference to another file or address is an error where it is used. Schemas are
/// taken along that an operation reaches, and those that are asked for in `events`.
pub fn read(file: &str, text: &str, events: &[String], diagnostics: &mut Diagnostics) -> Option<Document> {
    let root = parse::parse(file, text, diagnostics)?;
    let lines = Lines::new(file, text);
    let version = version::detect(&root, &lines, diagnostics)?;
    let (mut document, general) = with_deep_stack(|| Document::new(&root, version, events));
    document.lines = lines;
    for finding in &general {
        document.report_one(finding, diagnostics);
    }
    Some(document)
}

impl Document {
    /// The document without its lines, and what was found about it as a whole.
    fn new(root: &Node, version: Version, events: &[String]) -> (Self, Vec<Finding>) {
        let mut parts = normalise::normalise(root, version, events);
        let mut model = OpenAPI::default();
        let info = |key| root.get("info").and_then(|info| info.get(key)).and_then(Node::words);
        model.openapi = "3.0.3".to_owned();
        model.info.title = info("title").unwrap_or_default();
        model.info.description = info("description");
        if let Some(security) = root.get("security") {
            model.security = serde_json::from_value(operation::security_requirements(security)).ok();
        }
        let mut document = Self {
            model,
            lines: Lines::new("", ""),
            findings: Vec::new(),
            order: Vec::new(),
            declared: Vec::new(),
        };
        document.fill(&mut parts);
        let declared = root.get("components").and_then(|components| components.get("schemas"));
        let declared = declared.map_or(&[][..], Node::entries);
        document.declared = declared.iter().map(|schema| schema.key.clone()).collect();
        document.findings = parts.findings;
        (document, parts.general)
    }

    fn fill(&mut self, parts: &mut normalise::Parts) {
        let mut components = Components::default();
        for (name, json) in std::mem::take(&mut parts.schemas) {
            let at = offset(&json);
            let schema = serde_json::from_value(json).unwrap_or_else(|error| {
                let message = format!("the schema `{name}` is not understood: {error}");
                let help = "Correct it, or describe the values in another way.";
                parts.findings.push(Finding::left_out("openapi-schema", at, message, help));
                let mut schema_data = SchemaData::default();
                schema_data.extensions.insert(FINDINGS.to_owned(), vec![parts.findings.len() - 1].into());
                schema_data.extensions.insert(AT.to_owned(), at.into());
                ReferenceOr::Item(Schema { schema_data, schema_kind: SchemaKind::Any(AnySchema::default()) })
            });
            components.schemas.insert(name, schema);
        }
        for (name, at, json) in std::mem::take(&mut parts.security_schemes) {
            match serde_json::from_value(json) {
                Ok(scheme) => drop(components.security_schemes.insert(name, ReferenceOr::Item(scheme))),
                Err(_) => {
                    let message =
                        format!("the security scheme `{name}` is of a kind that the bindings do not know");
                    let help = "The client's configuration and the binding profile say how it authenticates.";
                    parts.general.push(Finding::warning("openapi-security-scheme", at, message, help));
                }
            }
        }
        self.model.components = Some(components);
        for part in std::mem::take(&mut parts.operations) {
            let normalise::Part { path, method, at, json } = part;
            match serde_json::from_value::<Operation>(json) {
                Ok(operation) => {
                    let item = self
                        .model
                        .paths
                        .paths
                        .entry(path.clone())
                        .or_insert_with(|| ReferenceOr::Item(PathItem::default()));
                    if let ReferenceOr::Item(item) = item {
                        *slot(item, method) = Some(operation);
                        self.order.push((path, method));
                    }
                }
                Err(error) => {
                    let message = format!("{} {path} is not understood: {error}", method.to_uppercase());
                    let help = "Correct it; the other operations are generated.";
                    parts.general.push(Finding::left_out("openapi-operation", at, message, help));
                }
            }
        }
    }

    /// The document's title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.model.info.title
    }

    /// The document's description.
    #[must_use]
    pub fn description(&self) -> &str {
        self.model.info.description.as_deref().unwrap_or_default()
    }

    /// Path, method (lower case) and operation, in document order.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &'static str, &Operation)> {
        self.order.iter().filter_map(|(path, method)| {
            let item = self.model.paths.paths.get(path)?.as_item()?;
            let operation = item.iter().find(|(name, _)| name == method)?.1;
            Some((path.as_str(), *method, operation))
        })
    }

    /// The schemas that the document declares by name, used or not.
    #[must_use]
    pub fn declared_schemas(&self) -> &[String] {
        &self.declared
    }

    /// The schema component of a name.
    #[must_use]
    pub fn component(&self, name: &str) -> Option<Slot<'_>> {
        self.model.components.as_ref()?.schemas.get(name).map(Slot::from)
    }

    /// A name as this document spells it, if a schema component has it.
    #[must_use]
    pub fn component_name(&self, name: &str) -> Option<&str> {
        self.model.components.as_ref()?.schemas.get_key_value(name).map(|(name, _)| name.as_str())
    }

    /// The security scheme of a name.
    #[must_use]
    pub fn security_scheme(&self, name: &str) -> Option<&SecurityScheme> {
        self.model.components.as_ref()?.security_schemes.get(name)?.as_item()
    }

    /// The ways in which an operation may be authorised: the names of the security schemes of each way. `None` where
    /// the document does not speak of it.
    #[must_use]
    pub fn security<'a>(&'a self, operation: &'a Operation) -> Option<Vec<Vec<&'a str>>> {
        let ways = operation.security.as_ref().or(self.model.security.as_ref())?;
        Some(ways.iter().map(|way| way.keys().map(String::as_str).collect()).collect())
    }

    /// The place of a byte offset.
    #[must_use]
    pub fn place(&self, at: usize) -> Place {
        self.lines.place(at)
    }

    /// Where an operation begins.
    #[must_use]
    pub fn operation_at(&self, operation: &Operation) -> usize {
        operation.extensions.get(AT).map_or(0, number)
    }

    /// Where a parameter begins.
    #[must_use]
    pub fn parameter_at(&self, parameter: &ParameterData) -> usize {
        parameter.extensions.get(AT).map_or(0, number)
    }

    /// Where a media type of a body begins.
    #[must_use]
    pub fn media_type_at(&self, media_type: &MediaType) -> usize {
        media_type.extensions.get(AT).map_or(0, number)
    }

    /// Whether an operation's replies declare headers or links.
    #[must_use]
    pub fn has_reply_extras(&self, operation: &Operation) -> bool {
        operation.extensions.contains_key(REPLY_EXTRAS)
    }

    /// Whether an operation has servers of its own.
    #[must_use]
    pub fn has_own_servers(&self, operation: &Operation) -> bool {
        operation.extensions.contains_key(OWN_SERVERS)
    }

    /// Reports what reading found about a schema that is used.
    pub fn report_schema(&self, view: &View<'_>, diagnostics: &mut Diagnostics) {
        for finding in view.findings().filter_map(|index| self.findings.get(index)) {
            self.report_one(finding, diagnostics);
        }
    }

    /// Reports what reading found about an operation that is used.
    pub fn report_operation(&self, operation: &Operation, diagnostics: &mut Diagnostics) {
        for finding in
            view::indexes(operation.extensions.get(FINDINGS)).filter_map(|index| self.findings.get(index))
        {
            self.report_one(finding, diagnostics);
        }
    }

    fn report_one(&self, finding: &Finding, diagnostics: &mut Diagnostics) {
        let Finding { severity, code, at, message, help } = finding.clone();
        let place = Some(self.place(at));
        match severity {
            Severity::Error => diagnostics.error(code, message, place, help),
            Severity::LeftOut => diagnostics.left_out(code, message, place, help),
            Severity::Warning => diagnostics.warn(code, message, place, help),
        }
    }
}

fn slot<'a>(item: &'a mut PathItem, method: &str) -> &'a mut Option<Operation> {
    match method {
        "get" => &mut item.get,
        "put" => &mut item.put,
        "post" => &mut item.post,
        "delete" => &mut item.delete,
        "options" => &mut item.options,
        "head" => &mut item.head,
        "patch" => &mut item.patch,
        _ => &mut item.trace,
    }
}

fn offset(json: &Json) -> usize {
    json.get(AT).map_or(0, number)
}

fn number(json: &Json) -> usize {
    json.as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(0)
}
