//! An XML document as a tree that knows where everything stands and what every name means.
//!
//! Names are resolved to namespaces while reading, also prefixes inside values (`type="tns:Account"`), so nobody
//! behind this module sees a prefix. Hostile input ends in a diagnostic: a DOCTYPE is refused, and depth, number of
//! elements and number of attributes are limited.

mod encoding;
mod reading;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::{Lines, Place};

pub use reading::parse;

/// How deep elements may nest.
pub const DEEPEST: usize = 128;
/// How many elements a document may have.
pub const MOST_ELEMENTS: usize = 500_000;
/// How many attributes an element may have, declarations of namespaces included.
pub const MOST_ATTRIBUTES: usize = 1_000;

/// A well-formed document.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file, as [`crate::sources::Source::file`] names it.
    pub file: String,
    /// The text, as Unicode.
    pub text: String,
    /// The root element.
    pub root: Element,
    lines: Lines,
}

/// One element.
#[derive(Debug, Clone)]
pub struct Element {
    /// Its name.
    pub name: QName,
    /// Its attributes in document order, without declarations of namespaces.
    pub attributes: Vec<Attribute>,
    /// Elements and text in document order.
    pub children: Vec<Node>,
    /// Byte offset of its start tag in [`Document::text`].
    pub offset: usize,
    scope: Scope,
}

/// One attribute.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name.
    pub name: QName,
    /// Its value, references resolved.
    pub value: String,
}

/// What an element contains.
#[derive(Debug, Clone)]
pub enum Node {
    /// A child element.
    Element(Element),
    /// Text, references resolved.
    Text(String),
}

/// A name with its namespace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QName {
    /// The namespace, where there is one.
    pub namespace: Option<Arc<str>>,
    /// The name in it.
    pub local: Arc<str>,
}

/// The prefixes that are bound where an element stands; `None` takes a binding back.
#[derive(Debug, Clone, Default)]
struct Scope(Option<Arc<Bindings>>);

#[derive(Debug)]
struct Bindings {
    own: Vec<(String, Option<Arc<str>>)>,
    outer: Scope,
}

impl Document {
    /// Where a byte offset of the text is.
    #[must_use]
    pub fn place(&self, offset: usize) -> Place {
        self.lines.place(&self.file, &self.text, offset)
    }
}

impl QName {
    /// A name in a namespace.
    #[must_use]
    pub fn new(namespace: Option<&str>, local: &str) -> Self {
        Self { namespace: namespace.map(Arc::from), local: Arc::from(local) }
    }

    /// Whether this is that name in that namespace.
    #[must_use]
    pub fn is(&self, namespace: &str, local: &str) -> bool {
        &*self.local == local && self.namespace.as_deref() == Some(namespace)
    }

    /// Whether the name is in that namespace.
    #[must_use]
    pub fn is_in(&self, namespace: &str) -> bool {
        self.namespace.as_deref() == Some(namespace)
    }
}

impl fmt::Display for QName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(formatter, "{{{namespace}}}{}", self.local),
            None => write!(formatter, "{}", self.local),
        }
    }
}

impl Element {
    /// The value of an attribute without namespace.
    #[must_use]
    pub fn attribute(&self, local: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name.namespace.is_none() && &*attribute.name.local == local)
            .map(|attribute| attribute.value.as_str())
    }

    /// The value of an attribute in a namespace.
    #[must_use]
    pub fn attribute_in(&self, namespace: &str, local: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name.is(namespace, local))
            .map(|attribute| attribute.value.as_str())
    }

    /// Child elements in document order.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Child elements of one name in document order.
    pub fn named<'a>(&'a self, namespace: &'a str, local: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |element| element.name.is(namespace, local))
    }

    /// All text inside, at any depth.
    #[must_use]
    pub fn text(&self) -> String {
        fn collect(element: &Element, into: &mut String) {
            for node in &element.children {
                match node {
                    Node::Element(child) => collect(child, into),
                    Node::Text(text) => into.push_str(text),
                }
            }
        }
        let mut text = String::new();
        collect(self, &mut text);
        text
    }

    /// The name that a value such as `tns:Account` means here; nothing if it is no name or its prefix is not bound.
    /// Without a prefix the default namespace counts.
    #[must_use]
    pub fn qualified(&self, value: &str) -> Option<QName> {
        let (prefix, local) = value.trim().split_once(':').unwrap_or(("", value.trim()));
        if !is_name(local) {
            return None;
        }
        let namespace = self.scope.lookup(prefix)?;
        Some(QName { namespace, local: Arc::from(local) })
    }
}

impl Scope {
    /// What a prefix stands for; the empty prefix always stands for something, if only for no namespace.
    fn lookup(&self, prefix: &str) -> Option<Option<Arc<str>>> {
        let mut scope = self;
        while let Scope(Some(bindings)) = scope {
            if let Some((_, namespace)) = bindings.own.iter().find(|(own, _)| own == prefix) {
                return if prefix.is_empty() || namespace.is_some() { Some(namespace.clone()) } else { None };
            }
            scope = &bindings.outer;
        }
        match prefix {
            "" => Some(None),
            "xml" => Some(Some(Arc::from(XML_NAMESPACE))),
            _ => None,
        }
    }
}

/// The namespace that the prefix `xml` always stands for.
pub const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";

/// Whether a text is a name without a colon, as XML has it.
#[must_use]
pub fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(starts_name) && characters.all(continues_name)
}

fn starts_name(character: char) -> bool {
    matches!(character, 'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn continues_name(character: char) -> bool {
    starts_name(character)
        || matches!(character, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}
