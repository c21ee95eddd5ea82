//! The XML codec: what reads and writes the XML of generated types.
//!
//! Generated code lists fields as rows of a table ([`record!`]); everything else is here, once. A [`Reader`] knows
//! where it stands in a document and what is expected next, a [`Writer`] what was written and which namespaces are
//! in scope, and a [`Node`] is a value that can be read from one element and written as one. Names are (namespace,
//! local name), whatever the prefixes; namespaces are numbers ([`Ns`]) into a contract's own table.
//!
//! Reading is tolerant of what a partner may add or reorder, and of nothing else: a malformed document, a missing
//! element, a value that its type does not allow or a document over the [`limits`] is an [`Error`] with a path and
//! an offset. It takes text; [`decode_text`] makes text of bytes.
//!
//! Read in this order: [`name`](El), `value`, `records`, `reader`, `content`, `event` (the seam to the tokenizer),
//! then the writing side: `writer`, `elements`.

mod attachment;
mod attributes;
mod builtin;
mod content;
mod elements;
mod encoding;
mod error;
mod escape;
mod event;
pub mod form;
mod lexical;
pub mod limits;
mod list;
mod macros;
mod name;
mod namespaces;
mod raw;
mod reader;
mod records;
mod references;
mod root;
mod value;
mod wildcard;
mod writer;

#[cfg(test)]
mod tests;

pub use attachment::{Attaching, Attachment};
pub use builtin::Hex;
pub use encoding::decode_text;
pub use error::{Error, Kind, Result};
pub use lexical::{Date, DateTime, Duration, Form, Integer, Invalid, Lexical, PartialDate, Time, Token};
pub use list::List;
#[doc(hidden)]
pub use name::card;
pub use name::{El, FIRST, NONE, Ns, Record, SOAP11, SOAP12, XML, XSI};
pub use raw::{Raw, RawAttribute, RawContent, RawElement, RawName};
pub use reader::{ReadOptions, Reader};
pub(crate) use references::Targets;
pub use root::Root;
pub use value::{Alternatives, Empty, Nillable, Node, Text};
pub use writer::{Style, WriteOptions, Writer};

#[doc(inline)]
pub use crate::{
    __xml_choice as choice, __xml_content as content, __xml_derived as derived, __xml_open_enum as open_enum,
    __xml_record as record,
};

/// A text without white space at its ends: what an open enum compares.
#[doc(hidden)]
#[must_use]
pub fn trim(text: &str) -> &str {
    escape::trim(text)
}
