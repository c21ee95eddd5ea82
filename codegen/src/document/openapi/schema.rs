//! Schemas of 3.0 and 3.1 in one shape: that of 3.0, which the document model can hold.
//!
//! Limits (`maxLength`, `pattern`, ...) become texts in an extension, so that no number loses digits. What has no shape
//! here is noted as a finding of the schema that has it.

use serde_json::{Map, Value as Json, json};

use super::finding::{AT, DEFAULT, FINDINGS, Finding, LIMITS, unknown_mark};
use super::normalise::{Normaliser, set};
use super::references::schema_name;
use super::tree::{Entry, Node, Value};
use super::version::Version;

/// A schema under construction.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) out: Map<String, Json>,
    pub(super) limits: Map<String, Json>,
    pub(super) types: Vec<String>,
    pub(super) values: Vec<Value>,
    pub(super) nullable: bool,
    /// It has members that are not named one by one.
    pub(super) open: bool,
    pub(super) findings: Vec<usize>,
}

const LIMIT_KEYWORDS: [&str; 14] = [
    "minLength",
    "maxLength",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
    "contentMediaType",
];
const SILENT_KEYWORDS: [&str; 10] = [
    "example",
    "examples",
    "externalDocs",
    "xml",
    "$comment",
    "$id",
    "$schema",
    "$anchor",
    "$defs",
    "definitions",
];
const UNCHECKED_KEYWORDS: [&str; 13] = [
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];
const SHAPELESS_KEYWORDS: [&str; 5] =
    ["prefixItems", "patternProperties", "$dynamicRef", "$recursiveRef", "dependencies"];
/// What may stand beside a `$ref` in 3.0 without changing what the reference means.
const DESCRIBING_KEYWORDS: [&str; 7] =
    ["title", "description", "nullable", "readOnly", "writeOnly", "deprecated", "default"];

impl<'a> Normaliser<'a> {
    /// A schema in the shape of 3.0.
    pub(super) fn schema(&mut self, node: &'a Node) -> Json {
        match &node.value {
            Value::Map(_) => {}
            Value::Boolean(true) => return json!({ AT: node.at }),
            Value::Boolean(false) => {
                let message = "the schema `false` allows no value";
                let help = "Leave the member out of the contract.";
                return self.broken(Finding::left_out("openapi-false-schema", node.at, message, help));
            }
            _ => {
                let message = format!("a schema is expected here, not {}", node.kind());
                return self.broken(Finding::error(
                    "openapi-not-a-schema",
                    node.at,
                    message,
                    "Write a schema object.",
                ));
            }
        }
        let mut draft = Draft::default();
        set(&mut draft.out, AT, node.at);
        let referring = node.get("$ref").is_some();
        for entry in node.entries() {
            let described = DESCRIBING_KEYWORDS.contains(&entry.key.as_str()) || entry.key.starts_with("x-");
            if referring && self.version == Version::V3_0 && !described && entry.key != "$ref" {
                if !SILENT_KEYWORDS.contains(&entry.key.as_str()) {
                    let message = format!("`{}` beside `$ref` is ignored, as OpenAPI 3.0 says", entry.key);
                    let help = "Put the reference into `allOf` if both are meant.";
                    self.note(
                        &mut draft,
                        Finding::warning("openapi-reference-sibling", entry.at, message, help),
                    );
                }
                continue;
            }
            self.keyword(entry, &mut draft);
        }
        if let Some(at) = unknown_mark(node) {
            self.note(&mut draft, Finding::unknown_mark(at));
        }
        self.settle_type(&mut draft, node.at);
        finished(draft)
    }

    fn keyword(&mut self, entry: &'a Entry, draft: &mut Draft) {
        let (key, node) = (entry.key.as_str(), &entry.node);
        match key {
            "$ref" => {
                let Some(reference) = node.text() else {
                    self.note(draft, Finding::wrong_value(key, node.at, node.kind(), "a text"));
                    return;
                };
                let target = self.schema_reference(reference, node.at);
                push(&mut draft.out, "allOf", target);
            }
            "type" => self.types(node, draft),
            "enum" => match &node.value {
                Value::List(items) => draft.values.extend(items.iter().map(|item| item.value.clone())),
                _ => self.note(draft, Finding::wrong_value(key, node.at, node.kind(), "a list")),
            },
            "const" => draft.values.push(node.value.clone()),
            "nullable" => draft.nullable |= self.flag(entry, draft),
            "readOnly" | "writeOnly" | "deprecated" | "x-sensitive" => {
                if self.flag(entry, draft) {
                    set(&mut draft.out, key, true);
                }
            }
            "title" | "description" | "format" | "x-evidence" | "x-evidence-note" => match node.words() {
                Some(words) => set(&mut draft.out, key, words),
                None if node.is_null() => {}
                None => self.note(draft, Finding::wrong_value(key, node.at, node.kind(), "a text")),
            },
            "contentEncoding" => match node.text() {
                Some("base64") => set(&mut draft.out, "format", "byte"),
                _ => set(&mut draft.limits, key, node.words().unwrap_or_default()),
            },
            "default" => {
                if let Some(words) = node.words() {
                    set(&mut draft.out, DEFAULT, words);
                }
            }
            "properties" => self.properties(entry, draft),
            "required" | "x-open-enum" => match texts(node) {
                Some(names) => set(&mut draft.out, key, names),
                None => self.note(draft, Finding::wrong_value(key, node.at, node.kind(), "a list of texts")),
            },
            "additionalProperties" => {
                let value = match &node.value {
                    Value::Boolean(open) => (*open).into(),
                    _ => self.schema(node),
                };
                set(&mut draft.out, key, value);
            }
            "items" => match &node.value {
                Value::List(_) => self.shapeless(entry, draft),
                _ => {
                    let items = self.schema(node);
                    set(&mut draft.out, key, items);
                }
            },
            "oneOf" | "anyOf" | "allOf" => self.combination(entry, draft),
            "discriminator" => self.discriminator(entry, draft),
            _ if LIMIT_KEYWORDS.contains(&key) => match node.words() {
                Some(words) if words != "false" => set(&mut draft.limits, key, words),
                Some(_) => {}
                None if node.is_null() => {}
                None => self.note(draft, Finding::wrong_value(key, node.at, node.kind(), "a single value")),
            },
            _ if SILENT_KEYWORDS.contains(&key) || key.starts_with("x-") => {}
            _ if UNCHECKED_KEYWORDS.contains(&key) => {
                let message = format!("`{key}` is a constraint that the bindings do not check");
                self.note(
                    draft,
                    Finding::warning(
                        "openapi-unchecked-constraint",
                        entry.at,
                        message,
                        "Check it where you use the type.",
                    ),
                );
            }
            _ if SHAPELESS_KEYWORDS.contains(&key) => {
                draft.open |= key == "patternProperties";
                self.shapeless(entry, draft);
            }
            _ => {
                let message = format!("`{key}` is not a keyword of OpenAPI schemas; it is ignored");
                self.note(
                    draft,
                    Finding::warning("openapi-unknown-keyword", entry.at, message, "Correct or remove it."),
                );
            }
        }
    }

    fn properties(&mut self, entry: &'a Entry, draft: &mut Draft) {
        if !entry.node.is_map() {
            self.note(draft, Finding::wrong_value(&entry.key, entry.at, entry.node.kind(), "a map"));
            return;
        }
        let mut properties = Map::new();
        for member in entry.node.entries() {
            let schema = self.schema(&member.node);
            properties.insert(member.key.clone(), schema);
        }
        set(&mut draft.out, &entry.key, Json::Object(properties));
    }

    /// The alternatives or parts of a combination; `null` among alternatives makes the schema nullable.
    fn combination(&mut self, entry: &'a Entry, draft: &mut Draft) {
        if entry.node.items().is_empty() {
            let wanted = "a list with at least one schema";
            self.note(draft, Finding::wrong_value(&entry.key, entry.at, entry.node.kind(), wanted));
            return;
        }
        for item in entry.node.items() {
            if entry.key != "allOf" && is_null_schema(item) {
                draft.nullable = true;
            } else {
                let schema = self.schema(item);
                push(&mut draft.out, &entry.key, schema);
            }
        }
    }

    fn discriminator(&mut self, entry: &'a Entry, draft: &mut Draft) {
        let Some(property) = entry.node.get("propertyName").and_then(Node::text) else {
            let wanted = "a map with a `propertyName`";
            self.note(draft, Finding::wrong_value("discriminator", entry.at, entry.node.kind(), wanted));
            return;
        };
        let mapping = entry.node.get("mapping").map_or(&[][..], Node::entries).iter();
        let mapping: Map<String, Json> =
            mapping.filter_map(|pair| Some((pair.key.clone(), pair.node.text()?.into()))).collect();
        set(&mut draft.out, "discriminator", json!({ "propertyName": property, "mapping": mapping }));
    }

    fn shapeless(&mut self, entry: &Entry, draft: &mut Draft) {
        let message =
            format!("`{}` has no counterpart in the bindings; the value is kept untyped", entry.key);
        let help = "Describe the value with `properties`, `items` or `oneOf`.";
        self.note(draft, Finding::left_out("openapi-shapeless-schema", entry.at, message, help));
    }

    fn flag(&mut self, entry: &Entry, draft: &mut Draft) -> bool {
        entry.node.boolean().unwrap_or_else(|| {
            self.note(draft, Finding::wrong_value(&entry.key, entry.at, entry.node.kind(), "true or false"));
            false
        })
    }

    /// A reference to a schema component; what lies elsewhere in the document becomes a component first.
    fn schema_reference(&mut self, reference: &str, at: usize) -> Json {
        let direct = schema_name(reference).and_then(|name| Some((self.references.schema(&name)?, name)));
        let name = match direct {
            Some((node, name)) => {
                self.enqueue(&name, node);
                name
            }
            None => match self.references.find(reference) {
                Ok(node) => self.hoist(reference, node),
                Err(dangling) => {
                    return self.broken(Finding::error(dangling.code, at, dangling.message, dangling.help));
                }
            },
        };
        json!({ "$ref": format!("{}{name}", super::COMPONENT) })
    }

    /// A schema that allows anything and carries a finding.
    fn broken(&mut self, finding: Finding) -> Json {
        let at = finding.at;
        let index = self.found(finding);
        json!({ AT: at, FINDINGS: [index] })
    }

    pub(super) fn note(&mut self, draft: &mut Draft, finding: Finding) {
        let index = self.found(finding);
        draft.findings.push(index);
    }
}

/// The draft as a schema; a reference that nothing was said beside stays a plain reference.
fn finished(draft: Draft) -> Json {
    let Draft { mut out, limits, nullable, open, findings, .. } = draft;
    if open && out.get("additionalProperties") == Some(&Json::Bool(false)) {
        set(&mut out, "additionalProperties", true);
    }
    if nullable {
        set(&mut out, "nullable", true);
    }
    if !limits.is_empty() {
        set(&mut out, LIMITS, Json::Object(limits));
    }
    if !findings.is_empty() {
        set(&mut out, FINDINGS, findings);
    }
    if out.len() == 2
        && let Some(Json::Array(parts)) = out.get("allOf")
        && let [part] = &parts[..]
        && part.get("$ref").is_some()
    {
        return part.clone();
    }
    Json::Object(out)
}

fn push(out: &mut Map<String, Json>, key: &str, item: Json) {
    match out.entry(key).or_insert_with(|| json!([])) {
        Json::Array(items) => items.push(item),
        other => *other = json!([item]),
    }
}

/// A list of texts, or of values that YAML took for something else; `None` for anything that is no list of single values.
fn texts(node: &Node) -> Option<Vec<String>> {
    match &node.value {
        Value::List(items) => items.iter().map(Node::words).collect(),
        _ => None,
    }
}

/// Whether a schema allows null only: `type: 'null'`, `const: null` or `enum: [null]`.
fn is_null_schema(node: &Node) -> bool {
    let only_null = |values: &Node| values.items().len() == 1 && values.items()[0].is_null();
    node.get("type").is_some_and(|kind| kind.text() == Some("null") || kind.is_null())
        || node.get("const").is_some_and(Node::is_null)
        || node.get("enum").is_some_and(only_null)
}
