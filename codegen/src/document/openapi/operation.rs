//! Operations with everything resolved that they refer to, except schemas.

use serde_json::{Map, Value as Json, json};

use super::finding::{AT, FINDINGS, Finding, OWN_SERVERS, REPLY_EXTRAS, unknown_mark};
use super::normalise::{Normaliser, carry_flags, carry_words, set};
use super::tree::{Entry, Node};

const PARAMETER_STYLES: [&str; 7] =
    ["simple", "form", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"];

impl<'a> Normaliser<'a> {
    /// One operation; `shared` are the parameters of its path.
    pub(super) fn operation(&mut self, entry: &'a Entry, shared: &'a [Node], own_servers: bool) -> Json {
        let node = &entry.node;
        let mut findings = Vec::new();
        let mut out = Map::new();
        set(&mut out, AT, entry.at);
        carry_words(
            node,
            &["operationId", "summary", "description", "x-evidence", "x-evidence-note"],
            &mut out,
        );
        carry_flags(node, &["deprecated", "x-inferred-feature"], &mut out);
        if let Some(at) = unknown_mark(node) {
            findings.push(self.found(Finding::unknown_mark(at)));
        }
        if own_servers || node.get("servers").is_some() {
            set(&mut out, OWN_SERVERS, true);
        }
        set(&mut out, "parameters", Json::Array(self.parameters(node, shared, &mut findings)));
        if let Some(body) = node.get("requestBody") {
            match self.resolved(body, &mut findings) {
                Some(body) => set(&mut out, "requestBody", self.body(body)),
                None => {
                    set(&mut out, "requestBody", json!({ "content": {}, "required": true }));
                }
            }
        }
        let responses = self.responses(node, entry.at, &mut out, &mut findings);
        set(&mut out, "responses", responses);
        if let Some(security) = node.get("security") {
            set(&mut out, "security", security_requirements(security));
        }
        if node.get("callbacks").is_some_and(|callbacks| !callbacks.entries().is_empty()) {
            let message = "the callbacks are left out: the bindings cover calls to the partner";
            let help = "Handle what the partner sends by hand.";
            findings.push(self.found(Finding::left_out("openapi-callbacks", entry.at, message, help)));
        }
        set(&mut out, FINDINGS, findings);
        Json::Object(out)
    }

    /// The value that a node stands for; a reference that leads nowhere is noted.
    fn resolved(&mut self, node: &'a Node, findings: &mut Vec<usize>) -> Option<&'a Node> {
        match self.references.follow(node) {
            Ok(found) => Some(found),
            Err(dangling) => {
                let at = node.get("$ref").map_or(node.at, |reference| reference.at);
                findings.push(self.found(Finding::error(dangling.code, at, dangling.message, dangling.help)));
                None
            }
        }
    }

    /// The path's parameters and the operation's own, which replace those of the same place and name.
    fn parameters(&mut self, node: &'a Node, shared: &'a [Node], findings: &mut Vec<usize>) -> Vec<Json> {
        let own = node.get("parameters").map_or(&[][..], Node::items);
        let mut found: Vec<(String, String, bool, Json)> = Vec::new();
        for (item, is_shared) in
            shared.iter().map(|item| (item, true)).chain(own.iter().map(|item| (item, false)))
        {
            let Some(parameter) = self.resolved(item, findings) else { continue };
            let text = |key| parameter.get(key).and_then(Node::words).unwrap_or_default();
            let (place, name) = (text("in"), text("name"));
            if name.is_empty() || !["path", "query", "header", "cookie"].contains(&place.as_str()) {
                let message = "a parameter needs a `name`, and `in` must be path, query, header or cookie";
                let at = item.at;
                findings.push(self.found(Finding::error(
                    "openapi-parameter",
                    at,
                    message,
                    "Correct the parameter.",
                )));
                continue;
            }
            let json = self.parameter(parameter, item.at, &place, findings);
            match found
                .iter_mut()
                .find(|(other_place, other_name, ..)| *other_place == place && *other_name == name)
            {
                Some(other) if other.2 && !is_shared => *other = (place, name, is_shared, json),
                Some(_) => {
                    let message = format!("the {place} parameter `{name}` is declared twice");
                    let at = item.at;
                    findings.push(self.found(Finding::error(
                        "openapi-duplicate-parameter",
                        at,
                        message,
                        "Remove one.",
                    )));
                }
                None => found.push((place, name, is_shared, json)),
            }
        }
        found.into_iter().map(|(.., json)| json).collect()
    }

    fn parameter(&mut self, node: &'a Node, at: usize, place: &str, findings: &mut Vec<usize>) -> Json {
        let mut out = Map::new();
        set(&mut out, AT, at);
        carry_words(node, &["name", "in", "description", "x-evidence", "x-evidence-note"], &mut out);
        carry_flags(node, &["required", "deprecated", "explode", "x-sensitive"], &mut out);
        if let Some(style) = node.get("style") {
            let fits: &[&str] = match place {
                "query" => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
                "path" => &["simple", "label", "matrix"],
                "header" => &["simple"],
                _ => &["form"],
            };
            match style.text() {
                Some(text) if fits.contains(&text) => set(&mut out, "style", text),
                Some(text) if PARAMETER_STYLES.contains(&text) => {
                    let message = format!(
                        "the style `{text}` is not one of a {place} parameter; the usual one is taken"
                    );
                    findings.push(self.found(Finding::warning(
                        "openapi-parameter-style",
                        style.at,
                        message,
                        "Correct the style.",
                    )));
                }
                _ => {
                    let finding =
                        Finding::wrong_value("style", style.at, style.kind(), "the name of a style");
                    findings.push(self.found(finding));
                }
            }
        }
        match (node.get("schema"), node.get("content")) {
            (Some(schema), _) => set(&mut out, "schema", self.schema(schema)),
            (None, Some(content)) => set(&mut out, "content", self.content(content)),
            (None, None) => set(&mut out, "schema", json!({ AT: at })),
        }
        Json::Object(out)
    }

    fn body(&mut self, node: &'a Node) -> Json {
        let mut out = Map::new();
        set(&mut out, AT, node.at);
        carry_words(node, &["description"], &mut out);
        carry_flags(node, &["required"], &mut out);
        if let Some(content) = node.get("content") {
            set(&mut out, "content", self.content(content));
        }
        Json::Object(out)
    }

    fn content(&mut self, node: &'a Node) -> Json {
        let mut out = Map::new();
        for entry in node.entries() {
            let mut media = Map::new();
            set(&mut media, AT, entry.at);
            if let Some(schema) = entry.node.get("schema") {
                set(&mut media, "schema", self.schema(schema));
            }
            set(&mut out, &entry.key, Json::Object(media));
        }
        Json::Object(out)
    }

    fn responses(
        &mut self,
        node: &'a Node,
        at: usize,
        operation: &mut Map<String, Json>,
        findings: &mut Vec<usize>,
    ) -> Json {
        let mut out = Map::new();
        let described = node.get("responses").filter(|replies| !replies.entries().is_empty());
        if described.is_none() {
            let message =
                "the operation describes no reply; a call reports success without a body for any 2xx";
            let help = "Describe its replies under `responses`.";
            findings.push(self.found(Finding::warning("openapi-no-responses", at, message, help)));
        }
        for entry in node.get("responses").map_or(&[][..], Node::entries) {
            let Some(response) = self.resolved(&entry.node, findings) else { continue };
            if entry.key.starts_with("x-") {
                continue;
            }
            if !is_status(&entry.key) {
                let message = format!("`{}` is no status: the reply is ignored", entry.key);
                let help = "Write a number such as 200, a class such as 2XX, or `default`.";
                findings.push(self.found(Finding::left_out("openapi-status", entry.at, message, help)));
                continue;
            }
            let mut reply = Map::new();
            set(&mut reply, AT, entry.at);
            set(&mut reply, "description", "");
            carry_words(response, &["description", "x-evidence", "x-evidence-note"], &mut reply);
            if ["headers", "links"]
                .iter()
                .any(|key| response.get(key).is_some_and(|extra| !extra.entries().is_empty()))
            {
                set(operation, REPLY_EXTRAS, true);
            }
            if let Some(content) = response.get("content") {
                set(&mut reply, "content", self.content(content));
            }
            set(&mut out, &entry.key, Json::Object(reply));
        }
        Json::Object(out)
    }
}

fn is_status(key: &str) -> bool {
    let bytes = key.as_bytes();
    let classified = bytes.len() == 3 && (b'1'..=b'9').contains(&bytes[0]);
    key == "default"
        || (classified && bytes[1..].iter().all(u8::is_ascii_digit))
        || (classified && bytes[1..].eq_ignore_ascii_case(b"xx"))
}

/// Security requirements, reduced to what the model holds: names and scopes.
pub(super) fn security_requirements(node: &Node) -> Json {
    let requirement = |item: &Node| {
        let pair = |entry: &Entry| {
            let scopes: Vec<String> = entry.node.items().iter().filter_map(Node::words).collect();
            (entry.key.clone(), Json::from(scopes))
        };
        Json::Object(item.entries().iter().map(pair).collect())
    };
    node.items().iter().map(requirement).collect()
}
