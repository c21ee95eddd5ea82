//! What can be wrong with a document: one boxed error that says what, where and at which byte, never a value.

use std::fmt;

/// The result of reading or writing XML.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a document could not be read or written.
///
/// It carries the kind, the path of the element (`Envelope/Body/StartSessionResponse`) and the byte offset in the
/// text, and never anything of a value: what stands in a message may be a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Clone, PartialEq, Eq)]
struct Inner {
    kind: Kind,
    path: String,
    offset: usize,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// It is not well-formed XML; the text says which rule is broken.
    Syntax(&'static str),
    /// It ends too early.
    Truncated,
    /// It has a document type declaration. They are refused whole, used or not: their entities can read files and
    /// grow without bound.
    Doctype,
    /// It refers to an entity other than the five of XML itself.
    UnknownEntity,
    /// A character that XML 1.0 does not allow, raw or as a reference.
    IllegalCharacter,
    /// A prefix that no declaration in scope binds.
    UndeclaredPrefix,
    /// The same attribute twice on one element.
    DuplicateAttribute,
    /// Something follows the end of the root element.
    Trailing,
    /// Another element stands where a certain one must stand.
    UnexpectedElement {
        /// The local name that must stand here.
        expected: &'static str,
        /// The local name that does (the same name means: in another namespace).
        found: String,
    },
    /// An element, an attribute or text that the contract does not have; only in strict reading.
    Unknown,
    /// An element out of the contract's order; only in strict reading.
    OutOfOrder,
    /// A required element is not there. The path ends with its name.
    Missing,
    /// An element or attribute that may stand once stands twice.
    Duplicate,
    /// An element inside a value that is text.
    ElementInText,
    /// A value that its type does not allow; the text names the type, for example `xs:int`.
    InvalidValue(&'static str),
    /// An element that says `xsi:nil="true"` and has content all the same.
    NilWithContent,
    /// `xsi:type` names no type that may stand here, or is missing where the declared type is abstract.
    UnknownType,
    /// A reference to another element of the document that cannot be followed; the text says why.
    Reference(&'static str),
    /// More or larger than the reader's limits allow; the text names the limit.
    Limit(&'static str),
    /// The bytes are not text in the encoding they claim.
    MalformedText(&'static str),
    /// The document claims an encoding that is not supported.
    UnsupportedEncoding,
}

impl Error {
    /// An error of this kind at this place.
    #[cold]
    #[must_use]
    pub fn new(kind: Kind, path: impl Into<String>, offset: usize) -> Self {
        Self(Box::new(Inner { kind, path: path.into(), offset }))
    }

    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// Local names from the root to the element concerned, separated by slashes; an attribute is `@name`. Empty
    /// outside of the root.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// Bytes from the start of the text (after transcoding to UTF-8) to the tag or the spot concerned; when writing,
    /// from the start of what is written.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(rule) => write!(f, "not well-formed XML: {rule}"),
            Self::Truncated => f.write_str("the document ends too early"),
            Self::Doctype => f.write_str("a document type declaration is not accepted"),
            Self::UnknownEntity => f.write_str("a reference to an unknown entity"),
            Self::IllegalCharacter => f.write_str("a character that XML 1.0 does not allow"),
            Self::UndeclaredPrefix => f.write_str("a namespace prefix that is not declared"),
            Self::DuplicateAttribute => f.write_str("an attribute that stands twice"),
            Self::Trailing => f.write_str("something follows the end of the document"),
            Self::UnexpectedElement { expected, found } if *expected == found => {
                write!(f, "element `{expected}` is of another namespace than expected")
            }
            Self::UnexpectedElement { expected, found } => {
                write!(f, "element `{expected}` expected, `{found}` found")
            }
            Self::Unknown => f.write_str("not in the contract"),
            Self::OutOfOrder => f.write_str("out of the contract's order"),
            Self::Missing => f.write_str("required, but missing"),
            Self::Duplicate => f.write_str("stands twice, but may stand once only"),
            Self::ElementInText => f.write_str("an element inside a value that must be text"),
            Self::InvalidValue(r#type) => write!(f, "the value is not a valid {type}"),
            Self::NilWithContent => f.write_str("marked as nil, but not empty"),
            Self::UnknownType => f.write_str("xsi:type names no type that is known here"),
            Self::Reference(why) => f.write_str(why),
            Self::Limit(limit) => write!(f, "over the limit: {limit}"),
            Self::MalformedText(encoding) => write!(f, "the bytes are not valid {encoding}"),
            Self::UnsupportedEncoding => {
                f.write_str("an encoding other than UTF-8, UTF-16, ISO-8859-1 and Windows-1252")
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, path, offset } = &*self.0;
        if path.is_empty() {
            write!(f, "{kind} (byte {offset})")
        } else {
            write!(f, "{path}: {kind} (byte {offset})")
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { kind, path, offset } = &*self.0;
        f.debug_struct("Error").field("kind", kind).field("path", path).field("offset", offset).finish()
    }
}

impl std::error::Error for Error {}
