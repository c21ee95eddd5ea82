//! Names and tables: namespaces by number, elements, and the rows of a record.

/// A namespace by its number: an index into the built-in namespaces below [`FIRST`], and from there on into the
/// contract's own table of URIs, which [`Reader`](super::Reader) and [`Writer`](super::Writer) are given.
pub type Ns = u16;

/// No namespace.
pub const NONE: Ns = 0;
/// `http://www.w3.org/XML/1998/namespace`, bound to `xml` everywhere.
pub const XML: Ns = 1;
/// `http://www.w3.org/2001/XMLSchema-instance`: `nil` and `type`.
pub const XSI: Ns = 2;
/// The envelope of SOAP 1.1.
pub const SOAP11: Ns = 3;
/// The envelope of SOAP 1.2.
pub const SOAP12: Ns = 4;
/// The number of the first namespace of a contract's own table.
pub const FIRST: Ns = 8;
/// A namespace that is in no table.
pub(super) const FOREIGN: Ns = Ns::MAX;

/// URIs of the built-in namespaces, by number.
pub(super) const BUILT_IN: [&str; 5] = [
    "",
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2001/XMLSchema-instance",
    "http://schemas.xmlsoap.org/soap/envelope/",
    "http://www.w3.org/2003/05/soap-envelope",
];

/// The URI of the declarations themselves; no prefix may be bound to it.
pub(super) const DECLARATIONS: &str = "http://www.w3.org/2000/xmlns/";

/// The number of a namespace, if it is built in or in the table. A built-in one keeps its own number, so that an
/// envelope is an envelope whatever a contract lists.
pub(super) fn number(names: &[&str], uri: &str) -> Ns {
    if let Some(found) = BUILT_IN.iter().position(|name| *name == uri) {
        return Ns::try_from(found).unwrap_or(FOREIGN);
    }
    let found = names.iter().position(|name| *name == uri);
    found.and_then(|index| Ns::try_from(index).ok()).map_or(FOREIGN, |index| index.saturating_add(FIRST))
}

/// The URI of a namespace by its number; empty for none and for a number outside of the tables.
pub(super) fn uri(names: &[&'static str], ns: Ns) -> &'static str {
    let found = if ns >= FIRST { names.get(usize::from(ns - FIRST)) } else { BUILT_IN.get(usize::from(ns)) };
    found.copied().unwrap_or("")
}

/// One element, or one row of a record: its name and how it occurs.
///
/// Written by [`El::new`] in hand-written tables; the other ways are for the macros of this module.
#[derive(Debug)]
pub struct El {
    pub(super) ns: Ns,
    /// Bits of [`card`].
    pub(super) flags: u16,
    /// Local name; for a choice all alternatives, for documentation only.
    pub(super) name: &'static str,
    /// The names that may stand for this row, if it is a choice (in a wrapped list: for an item).
    pub(super) alts: &'static [&'static El],
    /// The item inside this wrapper, if it is one.
    pub(super) item: &'static [El],
    /// The type that the element states by `xsi:type`, where the contract asks for it.
    pub(super) r#type: Option<&'static El>,
}

impl El {
    /// An element that is required and occurs once.
    #[must_use]
    pub const fn new(ns: Ns, name: &'static str) -> Self {
        Self::row(ns, name, card::req)
    }

    /// One row of a record.
    #[doc(hidden)]
    #[must_use]
    pub const fn row(ns: Ns, name: &'static str, flags: u16) -> Self {
        Self { ns, flags, name, alts: &[], item: &[], r#type: None }
    }

    /// The same in another namespace.
    #[doc(hidden)]
    #[must_use]
    pub const fn at(self, ns: Ns) -> Self {
        Self { ns, ..self }
    }

    /// The same with one more flag.
    #[doc(hidden)]
    #[must_use]
    pub const fn plus(self, flag: u16) -> Self {
        Self { flags: self.flags | flag, ..self }
    }

    /// The same as the wrapper of these items.
    #[doc(hidden)]
    #[must_use]
    pub const fn around(self, item: &'static [Self]) -> Self {
        Self { item, ..self }
    }

    /// The same as a choice.
    #[doc(hidden)]
    #[must_use]
    pub const fn of(self, alts: &'static [&'static Self]) -> Self {
        Self { alts, ..self }
    }

    /// The same as an element that states its type.
    #[doc(hidden)]
    #[must_use]
    pub const fn stating(self, r#type: &'static Self) -> Self {
        Self { r#type: Some(r#type), ..self }
    }

    /// The same as the first element of a body that is encoded by the rules of SOAP, section 5.
    #[must_use]
    pub const fn encoded(self) -> Self {
        Self { flags: self.flags | card::ENCODED, ..self }
    }

    /// Whether it is the first element of an encoded body.
    pub(crate) const fn is_encoded(&self) -> bool {
        self.flags & card::ENCODED != 0
    }

    /// Its local name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The number of its namespace.
    #[must_use]
    pub const fn ns(&self) -> Ns {
        self.ns
    }
}

/// The table of one record type: its elements in schema order, and its attributes.
#[derive(Debug)]
pub struct Record {
    #[doc(hidden)]
    pub els: &'static [El],
    #[doc(hidden)]
    pub attrs: &'static [El],
}

/// The words of a row, as bits. [`record!`](super::record) describes what each means.
#[doc(hidden)]
#[allow(non_upper_case_globals)]
pub mod card {
    /// Absence is an error.
    pub(in super::super) const REQUIRED: u16 = 1;
    /// Any number of elements.
    pub(in super::super) const MANY: u16 = 2;
    /// `None` is written as `xsi:nil`.
    pub(in super::super) const NIL: u16 = 4;
    /// A wrapper around items.
    pub(in super::super) const WRAPPED: u16 = 8;
    /// An empty list is written as one blank item.
    pub(in super::super) const BLANK: u16 = 16;
    /// An empty list is not written.
    pub(in super::super) const OMIT: u16 = 32;
    /// A second one is an error even in tolerant reading.
    pub(in super::super) const UNIQUE: u16 = 64;
    /// A value that its type does not allow is as good as none in tolerant reading.
    pub(in super::super) const LENIENT: u16 = 128;
    /// A wrapper that is an array of SOAP's encoding: its items have any name.
    pub(in super::super) const ARRAY: u16 = 256;
    /// Its bytes are a medium of their own, which may travel beside the document.
    pub(in super::super) const ATTACHED: u16 = 1024;
    /// The first element of an encoded body.
    pub(in super::super) const ENCODED: u16 = 512;

    pub const req: u16 = REQUIRED;
    pub const fill: u16 = 0;
    pub const opt: u16 = 0;
    pub const many: u16 = MANY;
    pub const some: u16 = MANY | REQUIRED;
    pub const nil: u16 = NIL;
    pub const req_nil: u16 = NIL | REQUIRED;
    pub const items: u16 = WRAPPED;
    pub const blank: u16 = WRAPPED | BLANK;
    pub const opt_items: u16 = WRAPPED | OMIT;
    pub const unique: u16 = UNIQUE;
    pub const null_items: u16 = WRAPPED | NIL;
    pub const opt_null_items: u16 = WRAPPED | OMIT | NIL;
    pub const array: u16 = WRAPPED | ARRAY;
    pub const opt_array: u16 = WRAPPED | OMIT | ARRAY;
    pub const lenient: u16 = LENIENT;
    pub const attached: u16 = ATTACHED;
}

/// Whether a text is a name of XML 1.0 without a colon.
pub(super) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(starts_name) && chars.all(continues_name)
}

fn starts_name(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '_'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn continues_name(c: char) -> bool {
    starts_name(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Splits a raw name into prefix and local name; `None` if it is not a name.
pub(super) fn split(raw: &str) -> Option<(&str, &str)> {
    let (prefix, local) = raw.split_once(':').unwrap_or(("", raw));
    ((prefix.is_empty() && local.len() == raw.len() || is_name(prefix)) && is_name(local))
        .then_some((prefix, local))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split_at_their_only_colon() {
        assert_eq!(split("a"), Some(("", "a")));
        assert_eq!(split("s:Body"), Some(("s", "Body")));
        assert_eq!(split("é.1-x"), Some(("", "é.1-x")));
        for wrong in ["", ":", "a:", ":a", "a:b:c", "1a", "a b", "-a", "a=b", "\u{300}a"] {
            assert_eq!(split(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn namespaces_have_numbers_and_uris() {
        let names = ["urn:a", "urn:b"];
        assert_eq!(number(&names, "urn:b"), FIRST + 1);
        assert_eq!(number(&names, BUILT_IN[usize::from(SOAP11)]), SOAP11);
        assert_eq!(number(&names, "urn:c"), FOREIGN);
        assert_eq!(uri(&names, FIRST), "urn:a");
        assert_eq!(uri(&names, XSI), BUILT_IN[2]);
        assert_eq!(uri(&names, FOREIGN), "");
    }
}
