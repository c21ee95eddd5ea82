//! From bytes to the tree; every refusal names file, line and column.

use std::sync::Arc;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader};

use super::{
    Attribute, Bindings, DEEPEST, Document, Element, MOST_ATTRIBUTES, MOST_ELEMENTS, Node, QName, Scope,
    is_name,
};
use crate::diagnostic::{Diagnostics, Lines, Place};

/// What is wrong and where.
struct Refusal {
    code: &'static str,
    message: String,
    offset: usize,
    help: &'static str,
}

/// Reads a document; what is not well-formed, or beyond the limits, is reported and gives nothing.
pub fn parse(file: &str, bytes: &[u8], diagnostics: &mut Diagnostics) -> Option<Document> {
    if let Some(what) = super::encoding::other_format(bytes) {
        diagnostics.error(
            "xml-not-xml",
            format!("{file} is {what}, whatever its name says"),
            Some(Place::file(file)),
            "Unpack it, or save the document itself.",
        );
        return None;
    }
    let text = match super::encoding::decode(bytes) {
        Ok(text) => text,
        Err(why) => {
            diagnostics.error(
                "xml-encoding",
                format!("{file} cannot be read as text: {why}"),
                Some(Place::file(file)),
                "Save it as UTF-8.",
            );
            return None;
        }
    };
    match read(&text) {
        Ok(root) => Some(Document { file: file.to_owned(), lines: Lines::of(&text), text, root }),
        Err(refusal) => {
            let place = Place::at(file, &text, refusal.offset);
            diagnostics.error(refusal.code, refusal.message, Some(place), refusal.help);
            None
        }
    }
}

fn read(text: &str) -> Result<Element, Refusal> {
    let start = text.trim_start();
    if !start.starts_with('<') {
        let (message, help) = match start {
            "" => ("the file is empty", "Get the document again."),
            _ => ("this is not an XML document", "Save the document itself, not a page that shows it."),
        };
        return Err(not_xml(message, text.len() - start.len(), help));
    }
    // Pages are seldom XML: without this the first unclosed tag would be what is wrong with them.
    if start.get(..5).is_some_and(|tag| tag.eq_ignore_ascii_case("<html")) {
        return Err(page(text.len() - start.len()));
    }
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    let mut count = 0;
    loop {
        let offset = position(reader.buffer_position());
        let event = reader.read_event().map_err(|error| syntax(&error, position(reader.error_position())))?;
        match event {
            Event::Start(tag) => {
                count += 1;
                if open.len() >= DEEPEST || count > MOST_ELEMENTS {
                    return Err(too_large(count, offset));
                }
                if root.is_some() {
                    return Err(malformed("there is a second root element", offset));
                }
                let outer = open.last().map(|element| element.scope.clone()).unwrap_or_default();
                open.push(element(&tag, outer, offset)?);
            }
            Event::End(_) => {
                if let Some(closed) = open.pop() {
                    match open.last_mut() {
                        Some(parent) => parent.children.push(Node::Element(closed)),
                        None => root = Some(closed),
                    }
                }
            }
            Event::Text(content) => push_text(&mut open, &content.xml10_content(), offset)?,
            Event::CData(content) => push_text(&mut open, &content.xml10_content(), offset)?,
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(|error| syntax(&error, offset))?;
                let named = quick_xml::escape::resolve_predefined_entity(&reference);
                match (character, named) {
                    (Some(character), _) => push_text(&mut open, character.encode_utf8(&mut [0; 4]), offset)?,
                    (None, Some(named)) => push_text(&mut open, named, offset)?,
                    (None, None) => {
                        return Err(malformed("an entity is used that XML does not define", offset));
                    }
                }
            }
            Event::DocType(name) => {
                let is_page = name.trim_start().to_ascii_lowercase().starts_with("html");
                if is_page {
                    return Err(page(offset));
                }
                return Err(Refusal {
                    code: "xml-doctype",
                    message: "the document has a DOCTYPE, which is refused".to_owned(),
                    offset,
                    help: "Remove the <!DOCTYPE ...> and write out the entities it defines.",
                });
            }
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Empty(_) => {}
            Event::Eof => break,
        }
    }
    match (root, open.last()) {
        (Some(root), None) => Ok(root),
        (_, Some(unclosed)) => Err(Refusal {
            code: "xml-truncated",
            message: format!("the document ends inside the element `{}`", unclosed.name.local),
            offset: text.len(),
            help: "Get the whole document again.",
        }),
        (None, None) => Err(malformed("the document has no element", text.len())),
    }
}

fn element(tag: &BytesStart<'_>, outer: Scope, offset: usize) -> Result<Element, Refusal> {
    let mut own = Vec::new();
    let mut rest = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| syntax(&error.into(), offset))?;
        let value =
            attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| syntax(&error, offset))?;
        legal(&value, offset)?;
        let key = attribute.key.as_ref();
        let binding = if key == "xmlns" { Some("") } else { key.strip_prefix("xmlns:") };
        match binding {
            Some(prefix) => {
                own.push((prefix.to_owned(), Some(Arc::from(&*value)).filter(|_| !value.is_empty())));
            }
            None => rest.push((key.to_owned(), value.into_owned())),
        }
        if own.len() + rest.len() > MOST_ATTRIBUTES {
            return Err(too_large(MOST_ATTRIBUTES, offset));
        }
    }
    let scope = if own.is_empty() { outer } else { Scope(Some(Arc::new(Bindings { own, outer }))) };
    let name = resolve(tag.name().as_ref(), &scope, true, offset)?;
    let mut attributes: Vec<Attribute> = Vec::with_capacity(rest.len());
    for (key, value) in rest {
        let name = resolve(&key, &scope, false, offset)?;
        attributes.push(Attribute { name, value });
    }
    let mut names: Vec<&QName> = attributes.iter().map(|attribute| &attribute.name).collect();
    names.sort();
    if names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(malformed("an attribute stands here twice", offset));
    }
    Ok(Element { name, attributes, children: Vec::new(), offset, scope })
}

fn resolve(name: &str, scope: &Scope, is_element: bool, offset: usize) -> Result<QName, Refusal> {
    let (prefix, local) = name.split_once(':').unwrap_or(("", name));
    if !is_name(local) || name.contains(':') && !is_name(prefix) {
        return Err(malformed("a tag or an attribute has a name that XML does not allow", offset));
    }
    let namespace = match scope.lookup(prefix) {
        _ if prefix.is_empty() && !is_element => None,
        Some(namespace) => namespace,
        None => return Err(malformed(&format!("the prefix `{prefix}` is not declared"), offset)),
    };
    Ok(QName { namespace, local: Arc::from(local) })
}

fn push_text(open: &mut [Element], text: &str, offset: usize) -> Result<(), Refusal> {
    legal(text, offset)?;
    match open.last_mut() {
        Some(element) => match element.children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => element.children.push(Node::Text(text.to_owned())),
        },
        None if text.trim().is_empty() => {}
        None => return Err(malformed("there is text outside the root element", offset)),
    }
    Ok(())
}

fn legal(text: &str, offset: usize) -> Result<(), Refusal> {
    let is_control = |character: char| character < ' ' && !"\t\n\r".contains(character);
    let is_illegal = |character: char| is_control(character) || "\u{FFFE}\u{FFFF}".contains(character);
    if !text.contains(is_illegal) {
        Ok(())
    } else {
        Err(malformed("there is a character that XML does not allow", offset))
    }
}

fn not_xml(message: &str, offset: usize, help: &'static str) -> Refusal {
    Refusal { code: "xml-not-xml", message: message.to_owned(), offset, help }
}

/// What a server answers where it wants a login first.
fn page(offset: usize) -> Refusal {
    let help = "Servers answer so where a login is missing or an address is wrong: get the document itself, whose root \
                is `definitions` or `schema`.";
    not_xml("this is an HTML page, not the document", offset, help)
}

fn syntax(error: &Error, offset: usize) -> Refusal {
    match error {
        Error::Syntax(_) => Refusal {
            code: "xml-truncated",
            message: format!("the document ends inside a tag: {error}"),
            offset,
            help: "Get the whole document again.",
        },
        _ => malformed(&error.to_string(), offset),
    }
}

fn malformed(what: &str, offset: usize) -> Refusal {
    Refusal {
        code: "xml-malformed",
        message: format!("the document is not well-formed XML: {what}"),
        offset,
        help: "Mend the document, or get it again.",
    }
}

fn too_large(count: usize, offset: usize) -> Refusal {
    let what = if count > MOST_ELEMENTS {
        format!("more than {MOST_ELEMENTS} elements")
    } else if count == MOST_ATTRIBUTES {
        format!("an element with more than {MOST_ATTRIBUTES} attributes")
    } else {
        format!("elements nested deeper than {DEEPEST}")
    };
    Refusal {
        code: "xml-too-large",
        message: format!("the document has {what}"),
        offset,
        help: "No contract needs that; get the document again.",
    }
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
