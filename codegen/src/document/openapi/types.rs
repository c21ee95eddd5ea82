//! The type of a schema, settled: one type or one `oneOf`, whatever way the document says it.

use serde_json::{Map, Value as Json, json};

use super::finding::{AT, Finding};
use super::normalise::{Normaliser, set};
use super::schema::Draft;
use super::tree::{Node, Value};

const TYPES: [&str; 6] = ["string", "number", "integer", "boolean", "array", "object"];
const NUMBER_FORMATS: [&str; 12] = [
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "double", "decimal",
    "number",
];

impl Normaliser<'_> {
    /// Reads `type`: a name, or (3.1) a list of names.
    pub(super) fn types(&mut self, node: &Node, draft: &mut Draft) {
        let names: Vec<&Node> = match &node.value {
            Value::List(items) => items.iter().collect(),
            _ => vec![node],
        };
        for name in names {
            match name.text() {
                Some("null") => draft.nullable = true,
                Some(text) if TYPES.contains(&text) => draft.types.push(text.to_owned()),
                None if name.is_null() => draft.nullable = true,
                found => {
                    let message =
                        format!("`type` is {}, which is no type", found.map_or(name.kind(), |text| text));
                    let help = "Use string, number, integer, boolean, array or object.";
                    self.note(draft, Finding::left_out("openapi-unknown-type", name.at, message, help));
                }
            }
        }
    }

    /// Settles the type after all keywords were read.
    pub(super) fn settle_type(&mut self, draft: &mut Draft, at: usize) {
        draft.types.dedup();
        self.settle_values(draft, at);
        let combined = ["oneOf", "anyOf", "allOf"].iter().any(|key| draft.out.contains_key(*key));
        if draft.types.is_empty() && !combined {
            draft.types.extend(implied(draft).map(str::to_owned));
        }
        match &draft.types[..] {
            [] => {}
            [only] => set(&mut draft.out, "type", only.as_str()),
            _ if combined => {}
            several => {
                let split = several.iter().map(|kind| taken(&mut draft.out, kind, at)).collect();
                set(&mut draft.out, "oneOf", Json::Array(split));
            }
        }
    }

    /// Turns `enum` and `const` into texts where the values are texts, and into a limit where they are not.
    fn settle_values(&mut self, draft: &mut Draft, at: usize) {
        if draft.values.is_empty() {
            return;
        }
        let values = std::mem::take(&mut draft.values);
        draft.nullable |= values.contains(&Value::Null);
        let values: Vec<Value> = values.into_iter().filter(|value| *value != Value::Null).collect();
        if draft.types.is_empty() {
            let mut kinds: Vec<String> = values.iter().filter_map(kind_of).map(str::to_owned).collect();
            kinds.sort_unstable();
            kinds.dedup();
            if kinds == ["integer", "number"] {
                kinds = vec!["number".to_owned()];
            }
            draft.types = kinds;
        }
        let mut texts: Vec<String> = Vec::new();
        for value in &values {
            let node = Node { at, value: value.clone() };
            match node.words() {
                Some(text) if !texts.contains(&text) => texts.push(text),
                Some(_) => {}
                None => {
                    let message = format!("a listed value is {}; the list is ignored", node.kind());
                    let help = "List single values only.";
                    self.note(draft, Finding::warning("openapi-wrong-value", at, message, help));
                    return;
                }
            }
        }
        if texts.is_empty() {
            return;
        }
        if draft.types == ["string"] {
            set(&mut draft.out, "enum", texts);
        } else {
            set(&mut draft.limits, "one of", texts.join(", "));
        }
    }
}

fn kind_of(value: &Value) -> Option<&'static str> {
    match value {
        Value::Null => None,
        Value::Boolean(_) => Some("boolean"),
        Value::Number(digits) if digits.contains(['.', 'e', 'E']) => Some("number"),
        Value::Number(_) => Some("integer"),
        Value::Text(_) => Some("string"),
        Value::List(_) => Some("array"),
        Value::Map(_) => Some("object"),
    }
}

/// The type that the other keywords imply where the document forgot to say it.
fn implied(draft: &Draft) -> Option<&'static str> {
    let has = |key: &str| draft.out.contains_key(key);
    if has("properties") || has("additionalProperties") {
        Some("object")
    } else if has("items") {
        Some("array")
    } else if has("x-open-enum") {
        Some("string")
    } else {
        None
    }
}

/// What belongs to one of several types, as a schema of its own.
fn taken(out: &mut Map<String, Json>, kind: &str, at: usize) -> Json {
    let numeric =
        out.get("format").and_then(Json::as_str).is_some_and(|format| NUMBER_FORMATS.contains(&format));
    let keys: &[&str] = match kind {
        "string" if numeric => &["enum", "x-open-enum"],
        "string" => &["enum", "x-open-enum", "format"],
        "number" | "integer" if numeric => &["format"],
        "array" => &["items"],
        "object" => &["properties", "required", "additionalProperties"],
        _ => &[],
    };
    let mut schema = json!({ "type": kind, AT: at });
    for key in keys {
        if let Some(value) = out.shift_remove(*key) {
            schema[*key] = value;
        }
    }
    schema
}
