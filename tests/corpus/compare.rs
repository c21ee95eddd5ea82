//! Whether two envelopes say the same in their bodies, and in the header blocks that were written: by expanded names, whatever the prefixes and the white space
//! between elements, and whatever `xsi:` declarations stand there without use.
//!
//! A value that is a qualified name is compared by what it means; so is `xsi:type`. Children are compared in their
//! order, and, where that differs, in the order of those of one name.

use std::collections::BTreeMap;

use roxmltree::{Document, Node, ParsingOptions};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Compares the bodies and the header blocks that were written. A block that is not written is none that the contract
/// declares.
///
/// # Errors
/// The first difference, with its path.
pub(crate) fn envelopes(original: &[u8], written: &[u8]) -> Result<(), String> {
    let (original, written) = (text(original), text(written));
    let one = parse(&original).map_err(|error| format!("the message cannot be read: {error}"))?;
    let other = parse(&written).map_err(|error| format!("what was written cannot be read: {error}"))?;
    for block in blocks(&other) {
        let Some(before) = blocks(&one).find(|before| name(*before) == name(block)) else {
            return Err(format!("Header/{} is new", name(block)));
        };
        children(before, block, &format!("Header/{}", block.tag_name().name()))?;
    }
    match (part(&one, "Body"), part(&other, "Body")) {
        (Some(one), Some(other)) => children(one, other, "Body"),
        _ => Err("there is no body".to_owned()),
    }
}

fn blocks<'a, 'b>(document: &'a Document<'b>) -> impl Iterator<Item = Node<'a, 'b>> {
    part(document, "Header").into_iter().flat_map(|header| header.children().filter(Node::is_element))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).trim_start().to_owned()
}

fn parse(text: &str) -> Result<Document<'_>, roxmltree::Error> {
    Document::parse_with_options(text, ParsingOptions { allow_dtd: false, ..ParsingOptions::default() })
}

fn part<'a, 'b>(document: &'a Document<'b>, name: &str) -> Option<Node<'a, 'b>> {
    document.root_element().children().find(|child| child.tag_name().name() == name)
}

fn name(node: Node<'_, '_>) -> String {
    match node.tag_name().namespace() {
        Some(namespace) if !namespace.is_empty() => format!("{{{namespace}}}{}", node.tag_name().name()),
        _ => node.tag_name().name().to_owned(),
    }
}

fn element(one: Node<'_, '_>, other: Node<'_, '_>, path: &str) -> Result<(), String> {
    if name(one) != name(other) {
        return Err(format!("{path}: {} became {}", name(one), name(other)));
    }
    let path = format!("{path}/{}", one.tag_name().name());
    let (first, second) = (attributes(one), attributes(other));
    for (attribute, value) in &first {
        match second.get(attribute) {
            None => return Err(format!("{path}/@{attribute} is lost")),
            Some(again) if !same_value(one, value, other, again) => {
                return Err(format!("{path}/@{attribute}: {value:?} became {again:?}"));
            }
            Some(_) => {}
        }
    }
    if let Some(new) = second.keys().find(|attribute| !first.contains_key(*attribute)) {
        return Err(format!("{path}/@{new} is new"));
    }
    children(one, other, &path)
}

fn attributes(node: Node<'_, '_>) -> BTreeMap<String, String> {
    node.attributes()
        .filter(|attribute| {
            !(attribute.namespace() == Some(XSI)
                && matches!(attribute.name(), "schemaLocation" | "noNamespaceSchemaLocation"))
        })
        .map(|attribute| {
            let namespace = attribute.namespace().map(|namespace| format!("{{{namespace}}}"));
            (format!("{}{}", namespace.unwrap_or_default(), attribute.name()), attribute.value().to_owned())
        })
        .collect()
}

fn children(one: Node<'_, '_>, other: Node<'_, '_>, path: &str) -> Result<(), String> {
    let elements =
        |node: Node<'_, '_>| -> Vec<String> { node.children().filter(Node::is_element).map(name).collect() };
    let (first, second) = (elements(one), elements(other));
    let mut sorted = [first.clone(), second.clone()];
    sorted.iter_mut().for_each(|names| names.sort());
    if sorted[0] != sorted[1] {
        let lost = first.iter().find(|name| count(&first, name) > count(&second, name));
        let new = second.iter().find(|name| count(&second, name) > count(&first, name));
        return Err(match (lost, new) {
            (Some(lost), _) => format!("{path}/{lost} is lost"),
            (None, Some(new)) => format!("{path}/{new} is new"),
            (None, None) => format!("{path}: the children differ"),
        });
    }
    let (before, after) = (said(one), said(other));
    if !same_value(one, &before, other, &after) {
        return Err(format!("{path}: {before:?} became {after:?}"));
    }
    let pairs = |node| {
        let mut nodes: Vec<Node<'_, '_>> = Node::children(&node).filter(Node::is_element).collect();
        if first != second {
            nodes.sort_by_key(|node| name(*node));
        }
        nodes
    };
    for (one, other) in pairs(one).into_iter().zip(pairs(other)) {
        element(one, other, path)?;
    }
    Ok(())
}

fn count(names: &[String], name: &str) -> usize {
    names.iter().filter(|one| *one == name).count()
}

/// The text directly in an element; white space between elements says nothing.
fn said(node: Node<'_, '_>) -> String {
    let text: String = node.children().filter(Node::is_text).filter_map(|text| text.text()).collect();
    let has_elements = node.children().any(|child| child.is_element());
    if has_elements && text.trim().is_empty() { String::new() } else { text }
}

fn same_value(one: Node<'_, '_>, first: &str, other: Node<'_, '_>, second: &str) -> bool {
    first == second
        || match (resolved(one, first), resolved(other, second)) {
            (Some(one), Some(other)) => one == other,
            _ => false,
        }
}

/// What a qualified name means; nothing for other text.
fn resolved(node: Node<'_, '_>, value: &str) -> Option<(Option<String>, String)> {
    let value = value.trim();
    match value.split_once(':') {
        Some((prefix, local)) => {
            let namespace = node.lookup_namespace_uri(Some(prefix))?;
            Some((Some(namespace.to_owned()), local.to_owned()))
        }
        None => {
            let is_name =
                value.chars().all(|one| one.is_alphanumeric() || "_-.".contains(one)) && !value.is_empty();
            is_name.then(|| (node.lookup_namespace_uri(None).map(str::to_owned), value.to_owned()))
        }
    }
}
