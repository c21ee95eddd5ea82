//! What a declaration says about itself: `xs:documentation` and the evidence in `xs:appinfo`.

use super::super::xml::Element;
use super::{At, NAMESPACE, Note};

/// The `source` of the `xs:appinfo` that says how well a fact is known.
const EVIDENCE: &str = "urn:bindery:evidence";
/// The longest documentation that is kept, in bytes.
const LONGEST: usize = 64 * 1024;

/// The note of an element of a schema.
pub(super) fn of(element: &Element, document: usize) -> Note {
    let mut documentation = String::new();
    let mut evidence = None;
    for annotation in element.named(NAMESPACE, "annotation") {
        for child in annotation.elements().filter(|child| child.name.is_in(NAMESPACE)) {
            match &*child.name.local {
                "documentation" => {
                    let text = plain(&child.text());
                    if !documentation.is_empty() && !text.is_empty() {
                        documentation.push_str("\n\n");
                    }
                    documentation.push_str(&text);
                }
                "appinfo" if child.attribute("source") == Some(EVIDENCE) => {
                    evidence = Some(child.text().trim().to_owned());
                }
                _ => {}
            }
        }
    }
    Note { documentation: cut(documentation), evidence, at: At { document, offset: element.offset } }
}

/// Text without indentation and without blank lines around it.
pub(in super::super) fn plain(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    cut(lines.join("\n").trim_matches('\n').to_owned())
}

fn cut(mut text: String) -> String {
    if text.len() > LONGEST {
        let mut end = LONGEST;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push('…');
    }
    text
}
