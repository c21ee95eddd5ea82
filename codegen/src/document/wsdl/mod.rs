//! WSDL 1.1 in its own terms: messages, port types, bindings and services of all documents of a partner, merged.
//!
//! Documents of one namespace merge: what is declared twice with the same meaning is one, and a port type, binding or
//! service may have some of its operations in one document and some in another. What is declared twice differently is
//! reported as twins. Schemas are read by [`super::xsd`].

mod merge;
mod parts;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::xml::{self, Document, Element, QName};
use super::xsd::{self, At, Schemas};
use crate::diagnostic::{Diagnostics, Place};
use crate::sources::{Refusal, Source, Sources};

/// The namespace of WSDL 1.1.
pub const NAMESPACE: &str = "http://schemas.xmlsoap.org/wsdl/";

/// The namespace of WSDL 2.0, which is not read.
const NAMESPACE_2: &str = "http://www.w3.org/ns/wsdl";

/// Everything that the documents of a partner declare.
#[derive(Debug, Default)]
pub struct Documents {
    /// The documents, for places.
    pub documents: Vec<Document>,
    /// Types and elements.
    pub schemas: Schemas,
    /// Messages by name.
    pub messages: BTreeMap<QName, Message>,
    /// Port types by name.
    pub port_types: BTreeMap<QName, PortType>,
    /// Bindings by name.
    pub bindings: BTreeMap<QName, Binding>,
    /// Services in document order.
    pub services: Vec<Service>,
}

/// A message: what one side sends.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its parts in order.
    pub parts: Vec<Part>,
}

/// A part of a message.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub content: PartContent,
    /// Where it stands.
    pub at: At,
}

/// What a part of a message holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartContent {
    /// A global element.
    Element(QName),
    /// A value of a type, inside an element named after the part.
    Type(QName),
    /// The document does not say.
    Nothing,
}

/// A port type: operations, without how they travel.
#[derive(Debug, Clone)]
pub struct PortType {
    /// Its operations in document order.
    pub operations: Vec<Operation>,
    /// What the document says about it.
    pub documentation: String,
    /// Where it stands.
    pub at: At,
}

/// An operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its name; overloaded operations share it.
    pub name: String,
    /// What the document says about it.
    pub documentation: String,
    /// What the client sends.
    pub input: Option<End>,
    /// What the server sends.
    pub output: Option<End>,
    /// Declared faults.
    pub faults: Vec<End>,
    /// The server speaks first.
    pub server_first: bool,
    /// Where it stands.
    pub at: At,
}

/// Input, output or fault of an operation.
#[derive(Debug, Clone)]
pub struct End {
    /// Its own name.
    pub name: Option<String>,
    /// The message; nothing if its name cannot be read.
    pub message: Option<QName>,
    /// Where it stands.
    pub at: At,
}

/// A binding: how the operations of a port type travel.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The port type.
    pub port_type: Option<QName>,
    /// The protocol.
    pub protocol: Protocol,
    /// Its operations in document order.
    pub operations: Vec<BoundOperation>,
    /// Where it refers to a policy.
    pub policy: Option<At>,
    /// Where it stands.
    pub at: At,
}

/// How messages travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    /// In an envelope.
    Soap {
        /// `1.1` or `1.2`.
        version: &'static str,
        /// The style where an operation does not say.
        style: Style,
        /// The transport; empty where the document does not say.
        transport: String,
    },
    /// As an HTTP GET or POST without an envelope.
    Http,
    /// Otherwise, or the document does not say.
    Other,
}

/// How a body is built from the parts of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The body is the part.
    Document,
    /// The body is an element named after the operation, with the parts in it.
    Rpc,
}

/// How one operation travels.
#[derive(Debug, Clone)]
pub struct BoundOperation {
    /// Name of the operation.
    pub name: String,
    /// What the document says about it here.
    pub documentation: String,
    /// The `SOAPAction`.
    pub action: Option<String>,
    /// Its own style.
    pub style: Option<Style>,
    /// How the input travels.
    pub input: Option<Body>,
    /// How the output travels.
    pub output: Option<Body>,
    /// Where it refers to a policy.
    pub policy: Option<At>,
    /// Where it stands.
    pub at: At,
}

/// How a message travels.
#[derive(Debug, Clone, Default)]
pub struct Body {
    /// Name of the input or output, which tells overloaded operations apart.
    pub name: Option<String>,
    /// Encoded by the rules of SOAP section 5 rather than as the schema says.
    pub is_encoded: bool,
    /// Namespace of the element that is named after the operation.
    pub namespace: Option<String>,
    /// The parts that make up the body, where not all do.
    pub parts: Option<Vec<String>>,
    /// Headers.
    pub headers: Vec<Header>,
    /// Where it is declared as MIME parts without an envelope in one of them.
    pub mime: Option<At>,
    /// Parts of the message that travel beside the envelope.
    pub attachments: Vec<Attached>,
    /// Where it stands.
    pub at: At,
}

/// A part of a message that travels beside the envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// The part.
    pub part: String,
    /// The media types that it may have.
    pub media: Vec<String>,
}

/// A header.
#[derive(Debug, Clone)]
pub struct Header {
    /// The message that it is a part of.
    pub message: Option<QName>,
    /// The part.
    pub part: String,
    /// Where it stands.
    pub at: At,
}

/// A service: ports.
#[derive(Debug, Clone)]
pub struct Service {
    /// Its name.
    pub name: QName,
    /// What the document says about it.
    pub documentation: String,
    /// Its ports in document order.
    pub ports: Vec<Port>,
    /// Where it stands.
    pub at: At,
}

/// A port: a binding at an address.
#[derive(Debug, Clone)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// The binding.
    pub binding: Option<QName>,
    /// Where it stands.
    pub at: At,
}

impl Documents {
    /// Whether something stands in a schema that the generator brings along.
    #[must_use]
    pub fn is_well_known(&self, at: At) -> bool {
        self.documents.get(at.document).is_some_and(xsd::is_well_known)
    }

    /// How many types these documents declare by name, without those of well-known schemas that they only use.
    #[must_use]
    pub fn declared_types(&self, sources: &Sources) -> usize {
        let is_own = |at: At| {
            let document = self.documents.get(at.document);
            document.is_some_and(|document| sources.documents.contains_key(&document.file))
        };
        self.schemas.types.values().filter(|declaration| is_own(declaration.note.at)).count()
    }

    /// A place for a diagnostic.
    #[must_use]
    pub fn place(&self, at: At) -> Place {
        self.documents.get(at.document).map_or_else(|| Place::file(""), |document| document.place(at.offset))
    }
}

/// Whether a document is for this reader: it is XML, or is named as if it were.
#[must_use]
pub fn claims(source: &Source) -> bool {
    let name = source.file.to_ascii_lowercase();
    let text = String::from_utf8_lossy(&source.bytes[..source.bytes.len().min(64)]);
    let start = text
        .trim_start_matches(|letter: char| letter.is_whitespace() || "\u{feff}\u{fffd}\0".contains(letter));
    name.ends_with(".wsdl") || name.ends_with(".xsd") || start.starts_with('<')
}

/// The locations that a document imports, for [`crate::sources`] to follow.
#[must_use]
pub fn locations(source: &Source) -> Vec<String> {
    fn collect(element: &Element, into: &mut Vec<String>) {
        if matches!(&*element.name.local, "import" | "include" | "redefine" | "override") {
            let attribute = if element.name.is_in(NAMESPACE) { "location" } else { "schemaLocation" };
            into.extend(element.attribute(attribute).map(str::to_owned));
        }
        for child in element.elements() {
            collect(child, into);
        }
    }
    let mut locations = Vec::new();
    if claims(source)
        && let Some(document) = xml::parse(&source.file, &source.bytes, &mut Diagnostics::default())
    {
        collect(&document.root, &mut locations);
    }
    locations
}

/// Reads all documents of a partner, which may be schemas alone.
pub fn read(sources: &Sources, diagnostics: &mut Diagnostics) -> Documents {
    let mut documents: Vec<Document> = Vec::new();
    for source in sources.documents.values().filter(|source| claims(source)) {
        if let Some(document) = xml::parse(&source.file, &source.bytes, diagnostics)
            && is_known(&document, diagnostics)
        {
            documents.push(document);
        }
    }
    for document in documents.iter().filter(|document| is_definitions(document)) {
        check_imports(document, &documents, sources, diagnostics);
    }
    let schemas = xsd::read(&mut documents, sources, diagnostics);
    let merged = merge::merge(&documents, diagnostics);
    let mut read = parts::read(&documents, &merged, diagnostics);
    read.schemas = schemas;
    read.documents = documents;
    read
}

fn is_definitions(document: &Document) -> bool {
    document.root.name.is(NAMESPACE, "definitions")
}

fn is_known(document: &Document, diagnostics: &mut Diagnostics) -> bool {
    let root = &document.root;
    if is_definitions(document) || root.name.is(xsd::NAMESPACE, "schema") {
        return true;
    }
    let (code, what, help) = if root.name.is_in(NAMESPACE_2) {
        (
            "wsdl-version-2",
            "this is WSDL 2.0, which is not supported".to_owned(),
            "Ask for the WSDL 1.1 document.",
        )
    } else {
        (
            "wsdl-not-wsdl",
            format!("the root element is `{}`: this is neither a WSDL nor a schema", root.name),
            "Save the WSDL itself, not a page about it.",
        )
    };
    diagnostics.error(code, what, Some(document.place(root.offset)), help);
    false
}

/// Reports imports of other WSDL documents that lead nowhere.
fn check_imports(
    document: &Document,
    documents: &[Document],
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    for import in document.root.named(NAMESPACE, "import") {
        let Some(location) = import.attribute("location") else { continue };
        let namespace = import.attribute("namespace");
        let is_known = documents.iter().any(|other| {
            other.file != document.file
                && namespace.is_some()
                && other.root.attribute("targetNamespace") == namespace
        });
        match sources.resolve(&document.file, location) {
            Ok(_) => {}
            Err(Refusal::Missing(_) | Refusal::Network) if is_known => {}
            Err(refusal) => {
                xsd::refuse_import(location, &refusal, document.place(import.offset), diagnostics);
            }
        }
    }
}
