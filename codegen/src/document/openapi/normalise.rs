//! A whole document in one shape, ready for the document model: references to anything but schemas are resolved,
//! parameters of a path stand in each of its operations, and schemas are those of 3.0.
//!
//! Only schemas that an operation reaches are taken along, and those of events, which are asked for by name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::finding::Finding;
use super::references::{References, segments};
use super::tree::{Entry, Node};
use super::version::Version;

/// The normalised parts of a document, each in JSON.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) operations: Vec<Part>,
    pub(super) schemas: Vec<(String, Json)>,
    pub(super) security_schemes: Vec<(String, usize, Json)>,
    pub(super) findings: Vec<Finding>,
    /// Findings about the document as a whole, which are reported in any case.
    pub(super) general: Vec<Finding>,
}

/// One operation.
pub(super) struct Part {
    pub(super) path: String,
    pub(super) method: &'static str,
    pub(super) at: usize,
    pub(super) json: Json,
}

pub(super) struct Normaliser<'a> {
    pub(super) version: Version,
    pub(super) references: References<'a>,
    pub(super) general: Vec<Finding>,
    findings: Vec<Finding>,
    hoisted: BTreeMap<String, String>,
    taken: BTreeSet<String>,
    queue: Vec<(String, &'a Node)>,
}

/// The methods of a path item, in the order in which the document model has them.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Normalises a document.
pub(super) fn normalise(root: &Node, version: Version, events: &[String]) -> Parts {
    let mut normaliser = Normaliser {
        version,
        references: References::new(root),
        general: Vec::new(),
        findings: Vec::new(),
        hoisted: BTreeMap::new(),
        taken: BTreeSet::new(),
        queue: Vec::new(),
    };
    let mut parts = Parts::default();
    let schemas = root.get("components").and_then(|components| components.get("schemas"));
    for section in schemas.map_or(&[][..], Node::entries) {
        normaliser.taken.insert(section.key.clone());
    }
    normaliser.paths(root, &mut parts);
    for event in schemas.map_or(&[][..], Node::entries).iter().filter(|entry| events.contains(&entry.key)) {
        normaliser.enqueue(&event.key, &event.node);
    }
    let schemes = root.get("components").and_then(|components| components.get("securitySchemes"));
    for scheme in schemes.map_or(&[][..], Node::entries) {
        match normaliser.references.follow(&scheme.node) {
            Ok(node) => parts.security_schemes.push((scheme.key.clone(), scheme.at, node.json())),
            Err(dangling) => {
                normaliser.general.push(Finding::error(
                    dangling.code,
                    scheme.at,
                    dangling.message,
                    dangling.help,
                ));
            }
        }
    }
    // The queue grows while schemas are normalised: those that they refer to come after them.
    let mut next = 0;
    while let Some((name, node)) = normaliser.queue.get(next).cloned() {
        let schema = normaliser.schema(node);
        parts.schemas.push((name, schema));
        next += 1;
    }
    parts.findings = normaliser.findings;
    parts.general = normaliser.general;
    parts
}

impl<'a> Normaliser<'a> {
    fn paths(&mut self, root: &'a Node, parts: &mut Parts) {
        for path in root.get("paths").map_or(&[][..], Node::entries) {
            if path.key.starts_with("x-") {
                continue;
            }
            if !path.key.starts_with('/') {
                let message = format!("the path `{}` does not begin with a slash", path.key);
                self.general.push(Finding::error("openapi-path", path.at, message, "Begin it with a slash."));
                continue;
            }
            match self.references.follow(&path.node) {
                Ok(node) => self.path_item(path, node, parts),
                Err(dangling) => {
                    self.general.push(Finding::error(
                        dangling.code,
                        path.at,
                        dangling.message,
                        dangling.help,
                    ));
                }
            }
        }
        for entry in
            root.entries().iter().filter(|entry| entry.key == "webhooks" && !entry.node.entries().is_empty())
        {
            let message = format!(
                "{} webhooks are left out: the bindings cover calls to the partner",
                entry.node.entries().len()
            );
            self.general.push(Finding::left_out(
                "openapi-webhooks",
                entry.at,
                message,
                "Handle what the partner sends by hand.",
            ));
        }
    }

    fn path_item(&mut self, path: &Entry, item: &'a Node, parts: &mut Parts) {
        let shared = item.get("parameters").map_or(&[][..], Node::items);
        for entry in item.entries() {
            let key = entry.key.as_str();
            if let Some(method) = METHODS.iter().find(|method| **method == key) {
                if !entry.node.is_map() {
                    let message = format!(
                        "{} {} is no operation but {}",
                        key.to_uppercase(),
                        path.key,
                        entry.node.kind()
                    );
                    let help = "Describe the operation, or remove the line.";
                    self.general.push(Finding::left_out("openapi-not-an-operation", entry.at, message, help));
                    continue;
                }
                let own_servers = item.get("servers").is_some();
                let json = self.operation(entry, shared, own_servers);
                parts.operations.push(Part { path: path.key.clone(), method, at: entry.at, json });
            } else if !["parameters", "servers", "summary", "description", "$ref"].contains(&key)
                && !key.starts_with("x-")
            {
                let message = format!("`{key}` of {} is no method that the bindings know", path.key);
                let help = "Use get, put, post, delete, options, head, patch or trace.";
                self.general.push(Finding::left_out("openapi-unknown-method", entry.at, message, help));
            }
        }
    }

    /// Keeps a finding and gives its index.
    pub(super) fn found(&mut self, finding: Finding) -> usize {
        self.findings.push(finding);
        self.findings.len() - 1
    }

    /// Takes a schema component along.
    pub(super) fn enqueue(&mut self, name: &str, node: &'a Node) {
        if !self.hoisted.contains_key(name) {
            self.hoisted.insert(name.to_owned(), name.to_owned());
            self.queue.push((name.to_owned(), node));
        }
    }

    /// Takes a schema along that stands somewhere else in the document, under a name made from its place.
    pub(super) fn hoist(&mut self, reference: &str, node: &'a Node) -> String {
        if let Some(name) = self.hoisted.get(reference) {
            return name.clone();
        }
        const STRUCTURE: [&str; 12] = [
            "components",
            "schemas",
            "properties",
            "paths",
            "content",
            "schema",
            "$defs",
            "definitions",
            "items",
            "allOf",
            "oneOf",
            "anyOf",
        ];
        let words: Vec<String> = segments(reference)
            .unwrap_or_default()
            .into_iter()
            .filter(|segment| !STRUCTURE.contains(&segment.as_str()))
            .map(|segment| {
                segment.replace(|letter: char| !letter.is_alphanumeric(), "_").trim_matches('_').to_owned()
            })
            .filter(|word| !word.is_empty())
            .collect();
        let base = if words.is_empty() { "Document".to_owned() } else { words.join("_") };
        let mut name = base.clone();
        let mut number = 1;
        while !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{base}_{number}");
        }
        self.hoisted.insert(reference.to_owned(), name.clone());
        self.queue.push((name.clone(), node));
        name
    }
}

/// Sets a member.
pub(super) fn set(out: &mut Map<String, Json>, key: &str, value: impl Into<Json>) {
    out.insert(key.to_owned(), value.into());
}

/// The members of a map that are simply carried over as texts.
pub(super) fn carry_words(node: &Node, keys: &[&str], out: &mut Map<String, Json>) {
    for key in keys {
        if let Some(words) = node.get(key).and_then(Node::words) {
            set(out, key, words);
        }
    }
}

/// The members of a map that are simply carried over as truth values.
pub(super) fn carry_flags(node: &Node, keys: &[&str], out: &mut Map<String, Json>) {
    for key in keys {
        if let Some(flag) = node.get(key).and_then(Node::boolean) {
            set(out, key, flag);
        }
    }
}
