//! The writer: elements in schema order, with the namespaces they need and nothing that XML cannot hold.

use std::fmt;
use std::io::Write as _;

use super::attachment::{Attaching, Attachment};
use super::error::{Error, Kind, Result};
use super::escape;
use super::limits;
use super::name::{self, El, FIRST, NONE, Ns, SOAP11, SOAP12, XML, XSI};

/// How namespaces are written. Both say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// A default namespace, declared where it changes; only the envelope, attributes and types have a prefix.
    #[default]
    Default,
    /// A prefix for every namespace, all of them declared on the root.
    Prefixed,
}

/// How a document is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct WriteOptions {
    /// How namespaces are written.
    pub style: Style,
}

/// Writes one document.
///
/// Elements are opened with [`start`](Self::start) and closed with [`end`](Self::end); a value in an element of its
/// own is one call. Whether a field without a value is written is a matter of its row (`opt`, `fill`, `items`), not
/// of the writer.
pub struct Writer {
    pub(super) out: Vec<u8>,
    names: &'static [&'static str],
    style: Style,
    /// The default namespace in scope.
    default: Ns,
    /// Namespaces that have a prefix in scope.
    prefixed: Vec<Ns>,
    open: Vec<Open>,
    /// The start tag that was written last still lacks its `>`.
    pub(super) in_tag: bool,
    /// Which binary values leave the document, and those that did.
    pub(super) attaching: Attaching,
    pub(super) attachments: Vec<Attachment>,
    /// The `xsi:type` of the element that is written next.
    derived: Option<&'static El>,
}

struct Open {
    el: &'static El,
    /// What holds outside of it.
    default: Ns,
    prefixed: usize,
}

/// How much is written, and nothing of it: that may hold anything.
impl fmt::Debug for Writer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Writer({} bytes, depth {})", self.out.len(), self.open.len())
    }
}

impl Writer {
    /// A writer without a document yet. `names` are the namespaces of the contract: the first has the number
    /// [`FIRST`].
    #[must_use]
    pub fn new(names: &'static [&'static str], options: WriteOptions) -> Self {
        Self {
            out: Vec::with_capacity(1024),
            names,
            style: options.style,
            default: NONE,
            prefixed: Vec::new(),
            open: Vec::with_capacity(8),
            in_tag: false,
            attaching: Attaching::None,
            attachments: Vec::new(),
            derived: None,
        }
    }

    /// Writes the XML declaration, which says UTF-8. Only as the very first thing.
    pub fn declaration(&mut self) {
        self.out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>");
    }

    /// What was written.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        debug_assert!(self.open.is_empty(), "an element is still open");
        self.out
    }

    /// Opens an element. Attributes may follow, then content.
    ///
    /// # Errors
    /// [`Kind::Limit`] at [`limits::DEPTH`]: nobody would read it.
    pub fn start(&mut self, el: &'static El) -> Result<()> {
        self.start_untyped(el)?;
        match self.derived.take().or(el.r#type) {
            Some(derived) => self.push_type(derived),
            None => Ok(()),
        }
    }

    /// The same for an element whose content states its type, if it has one.
    pub(super) fn start_untyped(&mut self, el: &'static El) -> Result<()> {
        if self.open.len() == limits::DEPTH {
            return Err(self.error(Kind::Limit("depth of elements"), el.name));
        }
        self.close_tag();
        let outside = Open { el, default: self.default, prefixed: self.prefixed.len() };
        let root = self.open.is_empty();
        self.open.push(outside);
        self.out.push(b'<');
        self.push_name(el);
        self.in_tag = true;
        if self.style == Style::Prefixed && root {
            self.declare_prefix(XSI);
            for index in 0..self.names.len() {
                self.declare_prefix(Ns::try_from(index).unwrap_or(Ns::MAX - FIRST) + FIRST);
            }
        }
        if self.has_prefix(el.ns) {
            self.declare_prefix(el.ns);
        } else if el.ns != self.default {
            self.default = el.ns;
            self.out.extend_from_slice(b" xmlns");
            self.push_uri(el.ns);
        }
        if el.is_encoded() { self.encoding_style() } else { Ok(()) }
    }

    /// Says that what follows is encoded by the rules of the envelope's SOAP version.
    #[cold]
    fn encoding_style(&mut self) -> Result<()> {
        static STYLE_11: El = El::new(SOAP11, "encodingStyle");
        static STYLE_12: El = El::new(SOAP12, "encodingStyle");
        if self.prefixed.contains(&SOAP12) {
            self.attribute(&STYLE_12, "http://www.w3.org/2003/05/soap-encoding")
        } else {
            self.attribute(&STYLE_11, "http://schemas.xmlsoap.org/soap/encoding/")
        }
    }

    /// Says in the open start tag, which is that of an array, what its items are and how many there are.
    pub(super) fn array_type(&mut self, array: &El, item: &El, count: usize) -> Result<()> {
        let (Some(array), Some(item)) = (array.r#type, item.r#type) else { return Ok(()) };
        self.declare_prefix(array.ns);
        self.declare_prefix(item.ns);
        self.out.push(b' ');
        self.push_prefix(array.ns);
        self.out.extend_from_slice(b"arrayType=\"");
        self.push_prefix(item.ns);
        // Writing into memory cannot fail.
        let _ = write!(self.out, "{}[{count}]\"", item.name);
        Ok(())
    }

    /// Writes an attribute of the element that was opened last and has no content yet.
    ///
    /// # Errors
    /// A character that XML cannot hold.
    pub fn attribute(&mut self, el: &El, value: &str) -> Result<()> {
        debug_assert!(self.in_tag, "attributes come before content");
        if el.ns != NONE {
            self.declare_prefix(el.ns);
        }
        self.out.push(b' ');
        if el.ns != NONE {
            self.push_prefix(el.ns);
        }
        self.out.extend_from_slice(el.name.as_bytes());
        self.out.extend_from_slice(b"=\"");
        let pushed = escape::push_attribute(&mut self.out, value);
        pushed.map_err(|kind| self.error(kind, &format!("@{}", el.name)))?;
        self.out.push(b'"');
        Ok(())
    }

    /// Writes text into the open element.
    ///
    /// # Errors
    /// A character that XML cannot hold.
    pub fn text(&mut self, text: &str) -> Result<()> {
        if text.is_empty() {
            return Ok(());
        }
        self.close_tag();
        let pushed = escape::push_text(&mut self.out, text);
        pushed.map_err(|kind| self.error(kind, ""))
    }

    /// Closes the element that was opened last.
    pub fn end(&mut self) {
        let Some(Open { el, default, prefixed }) = self.open.pop() else {
            debug_assert!(false, "no element is open");
            return;
        };
        if self.in_tag {
            self.in_tag = false;
            self.out.extend_from_slice(b"/>");
        } else {
            self.out.extend_from_slice(b"</");
            self.push_name(el);
            self.out.push(b'>');
        }
        self.default = default;
        self.prefixed.truncate(prefixed);
    }

    /// Makes the next element say that it is of this type rather than the declared one.
    pub fn derived(&mut self, r#type: &'static El) {
        self.derived = Some(r#type);
    }

    /// An error about an element (or an attribute) below the open ones.
    #[cold]
    #[must_use]
    pub fn error(&self, kind: Kind, name: &str) -> Error {
        let mut path: Vec<&str> = self.open.iter().map(|open| open.el.name).collect();
        if !name.is_empty() {
            path.push(name);
        }
        Error::new(kind, path.join("/"), self.out.len())
    }

    /// How many elements are open.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The URI of the default namespace in scope.
    pub(super) fn default_uri(&self) -> &'static str {
        name::uri(self.names, self.default)
    }

    /// The URI of a namespace by its number.
    pub(super) fn uri(&self, ns: Ns) -> &'static str {
        name::uri(self.names, ns)
    }

    pub(super) fn close_tag(&mut self) {
        if self.in_tag {
            self.in_tag = false;
            self.out.push(b'>');
        }
    }

    /// Whether elements of the namespace are written with a prefix.
    fn has_prefix(&self, ns: Ns) -> bool {
        match ns {
            NONE => false,
            XML | XSI | SOAP11 | SOAP12 => true,
            _ => self.style == Style::Prefixed,
        }
    }

    /// Whether an element says here all it has to say by its local name.
    pub(super) fn needs_only_name(&self, el: &El) -> bool {
        el.ns == self.default
            && !self.has_prefix(el.ns)
            && self.derived.is_none()
            && el.r#type.is_none()
            && self.open.len() < limits::DEPTH
            && !self.open.is_empty()
    }

    fn push_name(&mut self, el: &El) {
        if self.has_prefix(el.ns) {
            self.push_prefix(el.ns);
        }
        self.out.extend_from_slice(el.name.as_bytes());
    }

    /// The prefix of a namespace, which is the same everywhere, with its colon.
    fn push_prefix(&mut self, ns: Ns) {
        match ns {
            XML => self.out.extend_from_slice(b"xml:"),
            XSI => self.out.extend_from_slice(b"xsi:"),
            SOAP11 | SOAP12 => self.out.extend_from_slice(b"s:"),
            // Writing into memory cannot fail.
            _ => drop(write!(self.out, "n{}:", ns.saturating_sub(FIRST) + 1)),
        }
    }

    /// Declares the prefix of a namespace in the open start tag, unless it is in scope.
    fn declare_prefix(&mut self, ns: Ns) {
        if ns == XML || self.prefixed.contains(&ns) {
            return;
        }
        self.prefixed.push(ns);
        self.out.extend_from_slice(b" xmlns:");
        self.push_prefix(ns);
        self.out.pop();
        self.push_uri(ns);
    }

    fn push_uri(&mut self, ns: Ns) {
        self.out.extend_from_slice(b"=\"");
        let uri = name::uri(self.names, ns);
        // A URI of a table is no surprise of a message: it cannot hold what XML cannot.
        let pushed = escape::push_attribute(&mut self.out, uri);
        debug_assert!(pushed.is_ok(), "a namespace holds a character that XML cannot");
        self.out.push(b'"');
    }

    fn push_type(&mut self, r#type: &El) -> Result<()> {
        self.declare_prefix(XSI);
        let prefixed = self.has_prefix(r#type.ns) || r#type.ns != self.default;
        if prefixed && r#type.ns == NONE {
            // A type without a namespace has no name where a default namespace is in scope.
            return Err(self.error(Kind::UnknownType, ""));
        }
        if prefixed {
            self.declare_prefix(r#type.ns);
        }
        self.out.extend_from_slice(b" xsi:type=\"");
        if prefixed {
            self.push_prefix(r#type.ns);
        }
        self.out.extend_from_slice(r#type.name.as_bytes());
        self.out.push(b'"');
        Ok(())
    }
}
