//! `$ref`: from a JSON pointer to the value it names, inside the document only.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Node, Value};

/// Where local references lead.
pub(super) struct References<'a> {
    root: &'a Node,
    /// `components/<section>/<name>`, because these are looked up thousands of times in large documents.
    components: BTreeMap<(&'a str, &'a str), &'a Node>,
}

/// Why a reference leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dangling {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: &'static str,
}

impl<'a> References<'a> {
    pub(super) fn new(root: &'a Node) -> Self {
        let sections = root.get("components").map_or(&[][..], Node::entries);
        let named = sections.iter().flat_map(|section| {
            section
                .node
                .entries()
                .iter()
                .map(|entry| ((section.key.as_str(), entry.key.as_str()), &entry.node))
        });
        Self { root, components: named.collect() }
    }

    /// The schema component of this name.
    pub(super) fn schema(&self, name: &str) -> Option<&'a Node> {
        self.components.get(&("schemas", name)).copied()
    }

    /// The value that a reference names.
    pub(super) fn find(&self, reference: &str) -> Result<&'a Node, Dangling> {
        let segments = segments(reference)?;
        let found = match &segments[..] {
            [components, section, name] if components == "components" => {
                self.components.get(&(section.as_str(), name.as_str())).copied()
            }
            _ => segments.iter().try_fold(self.root, |node, segment| match &node.value {
                Value::List(items) => segment.parse::<usize>().ok().and_then(|index| items.get(index)),
                _ => node.get(segment),
            }),
        };
        found.ok_or_else(|| Dangling {
            code: "openapi-missing-reference",
            message: format!("`$ref: {}` names nothing in this document", shortened(reference)),
            help: "Correct the reference, or add what it names.",
        })
    }

    /// The value itself or, through any number of references, the value that it stands for.
    pub(super) fn follow(&self, node: &'a Node) -> Result<&'a Node, Dangling> {
        let mut node = node;
        let mut seen = BTreeSet::new();
        while let Some(reference) = reference(node) {
            if !seen.insert(reference) {
                return Err(Dangling {
                    code: "openapi-reference-cycle",
                    message: format!("`$ref: {}` leads back to itself", shortened(reference)),
                    help: "Let one of the references in the circle name a value.",
                });
            }
            node = self.find(reference)?;
        }
        Ok(node)
    }
}

/// The text of a reference object.
pub(super) fn reference(node: &Node) -> Option<&str> {
    node.get("$ref").and_then(Node::text)
}

/// The name of the schema component that a reference names directly.
pub(super) fn schema_name(reference: &str) -> Option<String> {
    let [components, schemas, name] = <[String; 3]>::try_from(segments(reference).ok()?).ok()?;
    (components == "components" && schemas == "schemas").then_some(name)
}

/// The unescaped segments of a local reference.
pub(super) fn segments(reference: &str) -> Result<Vec<String>, Dangling> {
    if reference == "#" {
        return Ok(Vec::new());
    }
    if let Some(pointer) = reference.strip_prefix("#/") {
        return Ok(pointer
            .split('/')
            .map(|segment| decoded(segment).replace("~1", "/").replace("~0", "~"))
            .collect());
    }
    if reference.starts_with('#') {
        return Err(Dangling {
            code: "openapi-missing-reference",
            message: format!("`$ref: {}` uses an anchor; JSON pointers are followed", shortened(reference)),
            help: "Write the reference as a JSON pointer: `#/components/schemas/Name`.",
        });
    }
    Err(Dangling {
        code: "openapi-external-reference",
        message: format!(
            "`$ref: {}` leads out of the document; nothing outside is opened",
            shortened(reference)
        ),
        help: "Bundle the document into one file, for example with `redocly bundle`.",
    })
}

/// Percent-decoded, as far as that gives text.
fn decoded(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let escaped = pair.filter(|_| *byte == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok());
        bytes.push(escaped.unwrap_or(*byte));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| segment.to_owned())
}

fn shortened(reference: &str) -> String {
    reference.chars().take(120).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;

    fn tree(text: &str) -> Node {
        super::super::parse::parse("a", text, &mut Diagnostics::default()).unwrap()
    }

    #[test]
    fn pointers_are_unescaped() {
        let root = tree("paths: {'/a b/{x}': [1, {y~z: 2}]}");
        let found = References::new(&root).find("#/paths/~1a%20b~1%7Bx}/1/y~0z").unwrap().words();
        assert_eq!(found.as_deref(), Some("2"));
        assert_eq!(schema_name("#/components/schemas/a~1b").as_deref(), Some("a/b"));
        assert_eq!(schema_name("#/components/schemas/a/properties/b"), None);
    }

    #[test]
    fn nothing_outside_the_document_is_opened() {
        let root = tree("a: 1");
        for reference in
            ["b.yaml", "../../etc/passwd", "file:///etc/passwd", "https://example.com/a.yaml#/b", ""]
        {
            assert_eq!(
                References::new(&root).find(reference).unwrap_err().code,
                "openapi-external-reference"
            );
        }
        for reference in ["#/b", "#/a/b", "#anchor"] {
            assert_eq!(References::new(&root).find(reference).unwrap_err().code, "openapi-missing-reference");
        }
    }

    #[test]
    fn fault_g30_a_chain_of_ten_thousand_references_is_followed() {
        let mut text = "components:\n  parameters:\n".to_owned();
        for number in 0..10_000 {
            text += &format!("    p{number}: {{$ref: '#/components/parameters/p{}'}}\n", number + 1);
        }
        text += "    p10000: {name: end}\n";
        let root = tree(&text);
        let references = References::new(&root);
        let first = references.find("#/components/parameters/p0").unwrap();
        assert!(references.follow(first).unwrap().get("name").is_some());
    }

    #[test]
    fn fault_g30_a_circle_of_references_is_refused() {
        let root = tree(
            "components: {parameters: {a: {$ref: '#/components/parameters/b'}, b: {$ref: '#/components/parameters/a'}}}",
        );
        let references = References::new(&root);
        let first = references.find("#/components/parameters/a").unwrap();
        assert_eq!(references.follow(first).unwrap_err().code, "openapi-reference-cycle");
    }
}
