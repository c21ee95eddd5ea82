//! Schemas in their own terms: plain data in which every reference is a qualified name.
//!
//! This folder is the only place that knows xsd-parser 1.5.2, and it is a front end only:
//!
//! 1. `gather` finds the schemas that are reachable (inline ones, imports, includes) with our own resolver.
//! 2. `text` and `writer` write each of them for xsd-parser, twins once: one prefix per namespace for all texts, every
//!    `xmlns` that an inline schema inherits made its own, imports rewritten to `mem://` locations; limits, names and
//!    occurrence counts are checked on the way, since xsd-parser would panic or recurse on what is refused there, and
//!    `check` finds references that lead nowhere or in a circle. For the former there are stand-ins (`stand_in`), with
//!    which the first two steps are taken once more.
//! 3. `frontend` lets xsd-parser read the texts into its typed form.
//! 4. `convert` turns the typed form into the model below at once. Positions, documentation and evidence come from our
//!    own tree, walked in step.
//!
//! Why the typed form (`Schemas`) and not the interpreter's `MetaTypes`: in 1.5.2 the latter gives the elements of a
//! group from another namespace the namespace of the type that uses it, merges two elements of one name in a sequence,
//! appends an extension to a choice as one more alternative, trims and merges enumeration values, makes `xs:decimal` a
//! float, and loses `abstract`, `default` and `fixed`. Each of these would change what is on the wire. Nor does it run as
//! a check: it finds wrong facets, which `facets` finds too, with their lines, and takes quadratic time in the parts of
//! a type.

mod builtin;
mod check;
mod convert;
mod facets;
mod frontend;
mod gather;
mod note;
mod stand_in;
#[cfg(test)]
mod tests;
mod text;
mod writer;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) use builtin::is_well_known;
pub use check::is_builtin;
pub(super) use gather::refuse_import;
pub(super) use note::plain;

use super::xml::{Document, QName};
use crate::diagnostic::Diagnostics;
use crate::sources::Sources;

/// The namespace of schemas and of the built-in types.
pub const NAMESPACE: &str = "http://www.w3.org/2001/XMLSchema";

/// All declarations that are reachable.
#[derive(Debug, Clone, Default)]
pub struct Schemas {
    /// Types by name.
    pub types: BTreeMap<QName, TypeDeclaration>,
    /// Global elements by name.
    pub elements: BTreeMap<QName, ElementDeclaration>,
    /// Global attributes by name.
    pub attributes: BTreeMap<QName, AttributeDeclaration>,
    /// Named groups of elements.
    pub groups: BTreeMap<QName, Particle>,
    /// Named groups of attributes.
    pub attribute_groups: BTreeMap<QName, Vec<AttributeUse>>,
}

/// Where a declaration stands, what it says about itself, and how well it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Note {
    /// Text of `xs:documentation`, without indentation.
    pub documentation: String,
    /// Text of the `xs:appinfo` that carries evidence: `MARK: note`.
    pub evidence: Option<String>,
    /// Where it stands.
    pub at: At,
}

/// A place in one of the documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct At {
    /// Index of the document.
    pub document: usize,
    /// Byte offset in its text.
    pub offset: usize,
}

/// A named or anonymous type.
#[derive(Debug, Clone)]
pub struct TypeDeclaration {
    /// Place and documentation.
    pub note: Note,
    /// What it is.
    pub definition: Type,
}

/// What a type is.
#[derive(Debug, Clone)]
pub enum Type {
    /// Text of some form.
    Simple(Simple),
    /// Elements and attributes.
    Complex(Complex),
}

/// A simple type.
#[derive(Debug, Clone)]
pub enum Simple {
    /// Another simple type with limits.
    Restriction {
        /// The other type.
        base: TypeUse,
        /// The limits.
        facets: Facets,
    },
    /// A list separated by white space.
    List(TypeUse),
    /// One of several types.
    Union(Vec<TypeUse>),
}

/// Limits on text.
#[derive(Debug, Clone, Default)]
pub struct Facets {
    /// Name and value in document order, without enumeration values.
    pub limits: Vec<(&'static str, String)>,
    /// Enumeration values in document order.
    pub values: Vec<(String, Note)>,
}

/// A complex type.
#[derive(Debug, Clone, Default)]
pub struct Complex {
    /// It cannot be used itself, only types derived from it.
    pub is_abstract: bool,
    /// Text may stand between its elements.
    pub is_mixed: bool,
    /// What stands between its tags.
    pub content: Content,
    /// Its own attributes.
    pub attributes: Vec<AttributeUse>,
    /// What it is an array of, where it says so (`wsdl:arrayType`).
    pub array: Option<ArrayOf>,
}

/// What an array of SOAP's encoding is an array of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrayOf {
    /// The type of its items.
    pub of: QName,
    /// Its dimensions as they are written: `[]`.
    pub dimensions: String,
}

/// What stands between the tags of a complex type.
#[derive(Debug, Clone, Default)]
pub enum Content {
    /// Nothing.
    #[default]
    Empty,
    /// These elements.
    Elements(Particle),
    /// The elements and attributes of a base type, then these.
    Extension(QName, Option<Particle>),
    /// These elements, and the attributes of a base type.
    Restriction(QName, Option<Particle>),
    /// Text of a base type, or of a complex type with text.
    TextExtension(QName),
    /// The same with more limits, or an inline type instead.
    TextRestriction(QName, Option<Box<TypeDeclaration>>, Facets),
}

/// How a type is named.
#[derive(Debug, Clone)]
pub enum TypeUse {
    /// By name.
    Named(QName),
    /// By its declaration on the spot.
    Inline(Box<TypeDeclaration>),
}

/// A part of a content model with its number of occurrences.
#[derive(Debug, Clone)]
pub struct Particle {
    /// At least so often.
    pub least: u64,
    /// At most so often; nothing for any number.
    pub most: Option<u64>,
    /// What occurs.
    pub term: Term,
    /// Where it stands.
    pub at: At,
}

/// What occurs in a content model.
#[derive(Debug, Clone)]
pub enum Term {
    /// An element declared on the spot.
    Element(Box<ElementDeclaration>),
    /// A global element, with what the reference says about itself.
    Reference(QName, Note),
    /// A named group.
    Group(QName),
    /// All of these in order.
    Sequence(Vec<Particle>),
    /// One of these.
    Choice(Vec<Particle>),
    /// All of these in any order.
    All(Vec<Particle>),
    /// Elements that are not known beforehand.
    Any(Wildcard),
}

/// Which elements or attributes may stand where none is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wildcard {
    /// From which namespaces.
    pub namespaces: Namespaces,
    /// What the document asks of a validator: `strict`, `lax` or `skip`.
    pub processing: String,
    /// Where it stands.
    pub at: At,
}

/// Namespaces that a wildcard allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Namespaces {
    /// All, and none.
    All,
    /// All but this one, and not none.
    Other(Option<Arc<str>>),
    /// These; an empty one for none.
    Listed(Vec<String>),
}

/// An element.
#[derive(Debug, Clone)]
pub struct ElementDeclaration {
    /// Its name on the wire; local elements have no namespace unless their schema qualifies them.
    pub name: QName,
    /// Its type.
    pub r#type: TypeUse,
    /// It may say that it has no value.
    pub nillable: bool,
    /// Only members of its substitution group can stand in its place.
    pub is_abstract: bool,
    /// Its value where it is empty, and whether it must be that one.
    pub preset: Option<Preset>,
    /// The media types of its bytes (`xmime:expectedContentTypes`).
    pub media: Option<String>,
    /// Elements that it can stand for.
    pub substitutes: Vec<QName>,
    /// Place and documentation.
    pub note: Note,
}

/// A value given by the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preset {
    /// Used where there is none.
    Default(String),
    /// The only one allowed.
    Fixed(String),
}

/// An attribute.
#[derive(Debug, Clone)]
pub struct AttributeDeclaration {
    /// Its name on the wire.
    pub name: QName,
    /// Its type; any text where the schema says nothing.
    pub r#type: Option<TypeUse>,
    /// The value that the schema gives.
    pub preset: Option<Preset>,
    /// Place and documentation.
    pub note: Note,
}

/// An attribute where it is used.
#[derive(Debug, Clone)]
pub enum AttributeUse {
    /// Declared on the spot.
    Own(AttributeDeclaration, Presence),
    /// A global one, with what the reference says about itself.
    Reference(QName, Presence, Option<Preset>, Note),
    /// All of a named group.
    Group(QName, At),
    /// Attributes that are not known beforehand.
    Any(Wildcard),
}

/// Whether an attribute has to be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It may.
    Optional,
    /// It must.
    Required,
    /// It must not, although the base type has it.
    Prohibited,
}

/// Reads the inline schemas of the documents and everything that they import. Built-in documents are appended to
/// `documents`, so that every [`At`] has its document.
pub fn read(documents: &mut Vec<Document>, sources: &Sources, diagnostics: &mut Diagnostics) -> Schemas {
    builtin::append_missing(documents);
    let missing = {
        let mut found = Diagnostics::default();
        let gathered = gather::reachable(documents, sources, &mut found);
        let texts = text::write(documents, &gathered, &mut found);
        if texts.missing.is_empty() {
            diagnostics.extend(found);
            return converted(documents, &texts, diagnostics);
        }
        texts.missing
    };
    documents.extend(stand_in::documents(&missing));
    stand_in::report(&missing, documents, diagnostics);
    let gathered = gather::reachable(documents, sources, diagnostics);
    let texts = text::write(documents, &gathered, diagnostics);
    stand_in::refuse(&texts.missing, documents, diagnostics);
    converted(documents, &texts, diagnostics)
}

fn converted(documents: &[Document], texts: &text::Texts<'_>, diagnostics: &mut Diagnostics) -> Schemas {
    let mut schemas = Schemas::default();
    if let Some(read) = frontend::read(documents, texts, diagnostics) {
        convert::convert(documents, texts, &read, &mut schemas, diagnostics);
    }
    schemas
}
