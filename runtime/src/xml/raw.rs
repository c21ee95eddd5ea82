//! Content of any shape, kept as it came: mixed text and elements, or whatever a wildcard lets in.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::error::{Kind, Result};
use super::escape;
use super::event::Piece;
use super::limits;
use super::name::{self, DECLARATIONS, El, XML, XSI};
use super::reader::Reader;
use super::value::{Empty, Node};
use super::writer::Writer;

/// What stands in an element: its attributes, its text and its children, in order.
///
/// Prefixes are not kept, their namespaces are; only the prefix of an `xsi:type` is, by an attribute in the namespace
/// `http://www.w3.org/2000/xmlns/` that declares it. So another value that holds a prefixed name cannot be resolved any
/// more; everything else is written back as it was.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Raw {
    /// Attributes in document order, declarations left out.
    pub attributes: Vec<RawAttribute>,
    /// Text and elements in document order. Adjacent text is one.
    pub content: Vec<RawContent>,
}

/// One piece of [`Raw`] content.
#[derive(Clone, PartialEq, Eq)]
pub enum RawContent {
    /// Text, references resolved.
    Text(String),
    /// An element.
    Element(RawElement),
}

/// An element of any name. As the field of a row named `"*"` it is what no other row knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawElement {
    /// Its name.
    pub name: RawName,
    /// What stands in it.
    pub raw: Raw,
}

/// An attribute of any name.
#[derive(Clone, PartialEq, Eq)]
pub struct RawAttribute {
    /// Its name.
    pub name: RawName,
    /// Its value.
    pub value: String,
}

/// A name as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawName {
    /// The URI of its namespace, shared by all names of a document that are in it.
    pub namespace: Option<Arc<str>>,
    /// The local name.
    pub local: String,
}

/// Names and sizes only: what stands in it was never reviewed, so it is never printed.
impl fmt::Debug for Raw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Raw")
            .field("attributes", &self.attributes)
            .field("content", &self.content)
            .finish()
    }
}

impl fmt::Debug for RawContent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(formatter, "Text({} bytes)", text.len()),
            Self::Element(element) => formatter.debug_tuple("Element").field(element).finish(),
        }
    }
}

impl fmt::Debug for RawAttribute {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("RawAttribute").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Raw {
    /// All text that stands directly in it.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        for piece in &self.content {
            if let RawContent::Text(piece) = piece {
                text.push_str(piece);
            }
        }
        text
    }

    /// The elements that stand directly in it.
    pub fn elements(&self) -> impl Iterator<Item = &RawElement> {
        self.content.iter().filter_map(|content| match content {
            RawContent::Element(element) => Some(element),
            RawContent::Text(_) => None,
        })
    }
}

impl From<&str> for Raw {
    fn from(text: &str) -> Self {
        Self { attributes: Vec::new(), content: vec![RawContent::Text(text.to_owned())] }
    }
}

impl Empty for Raw {
    const EMPTY: Self = Self { attributes: Vec::new(), content: Vec::new() };
}

impl Node for Raw {
    fn empty() -> Self {
        Self::EMPTY
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        self.attributes = reader.raw_attributes();
        self.content.clear();
        while let Some(piece) = reader.raw_piece()? {
            match piece {
                RawPiece::Text(text) => match self.content.last_mut() {
                    Some(RawContent::Text(before)) if before.len() + text.len() > limits::TEXT => {
                        return Err(reader.error(Kind::Limit("length of a text")));
                    }
                    Some(RawContent::Text(before)) => before.push_str(&text),
                    _ => self.content.push(RawContent::Text(text.into_owned())),
                },
                RawPiece::Child => {
                    let mut child = RawElement::EMPTY;
                    child.read(reader)?;
                    self.content.push(RawContent::Element(child));
                }
            }
        }
        Ok(())
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        let states_type = self.attributes.iter().any(|attribute| {
            let RawName { namespace, local } = &attribute.name;
            local == "type" && namespace.as_deref() == Some(name::BUILT_IN[usize::from(XSI)])
        });
        if states_type {
            writer.start_untyped(el)?;
        } else {
            writer.start(el)?;
        }
        writer.raw_attributes(&self.attributes)?;
        let scope = writer.default_uri();
        writer.raw_content(&self.content, scope, 0)?;
        writer.end();
        Ok(())
    }
}

impl Empty for RawElement {
    const EMPTY: Self = Self { name: RawName { namespace: None, local: String::new() }, raw: Raw::EMPTY };
}

impl Node for RawElement {
    fn empty() -> Self {
        Self::EMPTY
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        self.name = reader.raw_name();
        self.raw.read(reader)
    }

    /// Writes it under its own name, if the row allows that.
    fn write(&self, writer: &mut Writer, row: &'static El) -> Result<()> {
        writer.check_wildcard(row, self)?;
        let scope = writer.default_uri();
        writer.raw_element(self, scope, 0)
    }
}

/// What [`Reader::raw_piece`] finds.
enum RawPiece<'a> {
    Text(Cow<'a, str>),
    Child,
}

impl<'a> Reader<'a> {
    /// The next piece of the open element; `None` if it is closed.
    fn raw_piece(&mut self) -> Result<Option<RawPiece<'a>>> {
        if self.closes() {
            return Ok(None);
        }
        loop {
            let text = match self.next_piece()? {
                Piece::Start { name, attributes, empty } => {
                    self.enter(name, attributes, empty, None)?;
                    return Ok(Some(RawPiece::Child));
                }
                Piece::End => {
                    self.close();
                    return Ok(None);
                }
                Piece::Text(text) | Piece::Literal(text) if text.len() > limits::TEXT => {
                    Err(Kind::Limit("length of a text"))
                }
                Piece::Text(text) => escape::clean(text, false),
                Piece::Literal(text) => escape::clean(text, true),
                Piece::Reference(reference) => escape::resolve(reference).map(|c| Cow::Owned(c.to_string())),
                Piece::Aside(_) | Piece::Declaration => continue,
                Piece::Finish => Err(Kind::Truncated),
            };
            return text.map(|text| Some(RawPiece::Text(text))).map_err(|kind| self.error(kind));
        }
    }

    fn raw_name(&mut self) -> RawName {
        let uri = self.uri().to_owned();
        RawName { namespace: self.shared(uri), local: self.local().to_owned() }
    }

    fn raw_attributes(&mut self) -> Vec<RawAttribute> {
        let attributes = std::mem::take(&mut self.attributes);
        let mut raw = Vec::with_capacity(attributes.len());
        for attribute in &attributes {
            let uri = if attribute.prefix.is_empty() {
                String::new()
            } else {
                self.namespaces.uri(attribute.prefix).to_owned()
            };
            let mut value = attribute.value.clone().into_owned();
            if attribute.ns == XSI && attribute.local == "type" {
                raw.extend(self.type_declaration(&mut value));
            }
            let name = RawName { namespace: self.shared(uri), local: attribute.local.to_owned() };
            raw.push(RawAttribute { name, value });
        }
        raw
    }

    /// The declaration that the value of an `xsi:type` needs wherever it is written. A name without a prefix gets one if
    /// it is not of the element's own namespace, which will be the default one.
    fn type_declaration(&mut self, value: &mut String) -> Option<RawAttribute> {
        let name = escape::trim(value);
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let uri = self.namespaces.uri(prefix).to_owned();
        if prefix.is_empty() && uri == self.uri() || uri.is_empty() || prefix == "xml" {
            return None;
        }
        let prefix = if prefix.is_empty() { "q" } else { prefix }.to_owned();
        *value = format!("{prefix}:{local}");
        let name = RawName { namespace: self.shared(DECLARATIONS.to_owned()), local: prefix };
        Some(RawAttribute { name, value: uri })
    }

    /// One copy of a URI for the whole document: else a short document with a long URI would fill the memory.
    pub(super) fn shared(&mut self, uri: String) -> Option<Arc<str>> {
        if uri.is_empty() {
            return None;
        }
        if let Some(known) = self.shared_uris.get(uri.as_str()) {
            return Some(Arc::clone(known));
        }
        let uri: Arc<str> = uri.into();
        self.shared_uris.insert(Arc::clone(&uri));
        Some(uri)
    }
}

impl Writer {
    /// Writes text and elements of any name; `scope` is the URI of the default namespace around them.
    fn raw_content(&mut self, content: &[RawContent], scope: &str, depth: usize) -> Result<()> {
        content.iter().try_for_each(|piece| match piece {
            RawContent::Text(text) => self.text(text),
            RawContent::Element(element) => self.raw_element(element, scope, depth),
        })
    }

    /// Writes an element of any name. Its namespace is the default one from here on.
    fn raw_element(&mut self, element: &RawElement, scope: &str, depth: usize) -> Result<()> {
        let RawElement { name: RawName { namespace, local }, raw } = element;
        if !name::is_name(local) {
            return Err(self.error(Kind::Syntax("an element's name is not a name"), ""));
        }
        if self.depth() + depth >= limits::DEPTH {
            return Err(self.error(Kind::Limit("depth of elements"), local));
        }
        let uri = namespace.as_deref().unwrap_or("");
        self.close_tag();
        self.out.push(b'<');
        self.out.extend_from_slice(local.as_bytes());
        if uri != scope {
            self.push_attribute("xmlns", uri)?;
        }
        self.in_tag = true;
        self.raw_attributes(&raw.attributes)?;
        self.raw_content(&raw.content, uri, depth + 1)?;
        if self.in_tag {
            self.in_tag = false;
            self.out.extend_from_slice(b"/>");
        } else {
            self.out.extend_from_slice(b"</");
            self.out.extend_from_slice(local.as_bytes());
            self.out.push(b'>');
        }
        Ok(())
    }

    /// Writes attributes of any name into the open start tag, each with a prefix of its own if it needs one.
    pub(super) fn raw_attributes(&mut self, attributes: &[RawAttribute]) -> Result<()> {
        let declares = |prefix: &str| {
            attributes.iter().any(|RawAttribute { name, .. }| {
                name.local == prefix && name.namespace.as_deref() == Some(DECLARATIONS)
            })
        };
        let mut number = 0;
        for (at, RawAttribute { name, value }) in attributes.iter().enumerate() {
            let RawName { namespace, local } = name;
            if !name::is_name(local) {
                return Err(self.error(Kind::Syntax("an attribute's name is not a name"), ""));
            }
            if attributes[..at].iter().any(|before| before.name == *name) {
                return Err(self.error(Kind::DuplicateAttribute, &format!("@{local}")));
            }
            match namespace.as_deref() {
                None => self.push_attribute(local, value)?,
                Some(DECLARATIONS) => {
                    if local == "xml" || local == "xmlns" || value.is_empty() {
                        return Err(self.error(Kind::Syntax("a reserved prefix is declared"), ""));
                    }
                    self.push_attribute(&format!("xmlns:{local}"), value)?;
                }
                Some(uri) if uri == name::BUILT_IN[usize::from(XML)] => {
                    self.push_attribute(&format!("xml:{local}"), value)?;
                }
                Some(uri) => {
                    while declares(&format!("a{number}")) {
                        number += 1;
                    }
                    self.push_attribute(&format!("xmlns:a{number}"), uri)?;
                    self.push_attribute(&format!("a{number}:{local}"), value)?;
                    number += 1;
                }
            }
        }
        Ok(())
    }

    /// Writes one attribute under a raw name, which must be one.
    fn push_attribute(&mut self, raw: &str, value: &str) -> Result<()> {
        self.out.push(b' ');
        self.out.extend_from_slice(raw.as_bytes());
        self.out.extend_from_slice(b"=\"");
        let pushed = escape::push_attribute(&mut self.out, value);
        pushed.map_err(|kind| self.error(kind, &format!("@{raw}")))?;
        self.out.push(b'"');
        Ok(())
    }
}
