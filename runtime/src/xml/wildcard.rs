//! Wildcards: rows that take the elements or attributes that no other row knows, from the namespaces they allow.
//!
//! The name of such a row begins with `*`, which no name of XML can; what follows are the words of the schema's
//! `namespace` attribute. Nothing: any namespace. `##other`: any but the row's own, and not none. Else a list of URIs,
//! in which `##local` means no namespace.

use super::error::{Kind, Result};
use super::name::{self, DECLARATIONS, El, Ns, Record, XSI};
use super::raw::{RawAttribute, RawElement, RawName};
use super::reader::Reader;
use super::value::Text;
use super::writer::Writer;

use std::borrow::Cow;

/// Whether a row is a wildcard.
pub(super) fn is_wildcard(row: &El) -> bool {
    row.name.as_bytes().first() == Some(&b'*')
}

/// Whether a wildcard allows a namespace, given by number and URI; `own` is the URI of the row's own namespace.
fn allows(row: &El, uri: &str, own: &str) -> bool {
    match &row.name[1..] {
        "" => true,
        "##other" => !uri.is_empty() && uri != own,
        words => words.split(' ').any(|word| if word == "##local" { uri.is_empty() } else { word == uri }),
    }
}

impl Reader<'_> {
    /// Whether the current element is this one, or is allowed by this wildcard.
    #[doc(hidden)]
    #[must_use]
    pub fn takes(&self, el: &El) -> bool {
        self.is(el) || self.admits(el)
    }

    /// Whether a row is a wildcard that allows the current element.
    pub(super) fn admits(&self, row: &El) -> bool {
        is_wildcard(row) && allows(row, self.uri(), self.namespaces.uri_of(row.ns))
    }

    /// The wildcard among the rows that takes the current element: looked for from the expected row on, then from the
    /// start.
    #[cold]
    pub(super) fn wildcard(&self, rows: &'static [El], next: usize) -> Option<usize> {
        let takes =
            |row: &El| self.admits(row) || row.alts.iter().any(|alternative| self.admits(alternative));
        let (before, after) = rows.split_at(next.min(rows.len()));
        let found = after.iter().position(takes).map(|at| at + before.len());
        found.or_else(|| before.iter().position(takes))
    }

    /// The attributes of the current element that no other row of the table knows and that its wildcard allows.
    #[cold]
    pub(super) fn other_attributes(&mut self, record: &'static Record, row: &El) -> Vec<RawAttribute> {
        let own = self.namespaces.uri_of(row.ns);
        let mut found = Vec::new();
        for at in 0..self.attributes.len() {
            let (ns, prefix, local) = {
                let attribute = &self.attributes[at];
                (attribute.ns, attribute.prefix, attribute.local)
            };
            if ns == XSI || is_listed(record, ns, local) {
                continue;
            }
            let uri = if prefix.is_empty() { String::new() } else { self.namespaces.uri(prefix).to_owned() };
            if allows(row, &uri, own) {
                let value = self.attributes[at].value.clone().into_owned();
                let name = RawName { namespace: self.shared(uri), local: local.to_owned() };
                found.push(RawAttribute { name, value });
            }
        }
        found
    }

    /// Whether a wildcard for attributes allows an attribute of the current element.
    pub(super) fn allows_attribute(&self, row: &El, prefix: &str) -> bool {
        let uri = if prefix.is_empty() { "" } else { self.namespaces.uri(prefix) };
        is_wildcard(row) && allows(row, uri, self.namespaces.uri_of(row.ns))
    }
}

fn is_listed(record: &Record, ns: Ns, local: &str) -> bool {
    record.attrs.iter().any(|row| row.ns == ns && row.name == local)
}

impl Writer {
    /// Refuses an element that the wildcard it stands for does not allow.
    pub(super) fn check_wildcard(&self, row: &El, element: &RawElement) -> Result<()> {
        let uri = element.name.namespace.as_deref().unwrap_or("");
        if is_wildcard(row) && !allows(row, uri, self.uri(row.ns)) {
            return Err(self.error(Kind::Unknown, &element.name.local));
        }
        Ok(())
    }

    /// Writes the attributes that a wildcard took. One that the table lists, or that stands twice, would make the
    /// document another one, or none at all.
    pub(super) fn other_attributes(
        &mut self,
        record: &'static Record,
        row: &El,
        attributes: &[RawAttribute],
    ) -> Result<()> {
        for (at, attribute) in attributes.iter().enumerate() {
            let RawName { namespace, local } = &attribute.name;
            let uri = namespace.as_deref().unwrap_or("");
            let listed = record.attrs.iter().any(|row| row.name == local && self.uri(row.ns) == uri);
            if listed || attributes[..at].iter().any(|before| before.name == attribute.name) {
                return Err(self.error(Kind::DuplicateAttribute, &format!("@{local}")));
            }
            let reserved = uri == DECLARATIONS || uri == name::BUILT_IN[usize::from(XSI)];
            if reserved || !allows(row, uri, self.uri(row.ns)) {
                return Err(self.error(Kind::Unknown, &format!("@{local}")));
            }
        }
        self.raw_attributes(attributes)
    }
}

/// Attributes that are not listed, as the field of a wildcard.
impl Text for Vec<RawAttribute> {
    fn set(&mut self, _: &str) -> bool {
        false
    }

    fn get(&self) -> Option<Cow<'_, str>> {
        None
    }

    fn type_name(&self) -> &'static str {
        "xs:anyAttribute"
    }

    fn take_others(&mut self, others: Vec<RawAttribute>) {
        *self = others;
    }

    fn others(&self) -> &[RawAttribute] {
        self
    }
}
