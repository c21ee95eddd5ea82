//! Reading records: elements in any order into the fields of a table.

use super::attributes::Attribute;
use super::error::{Error, Kind, Result};
use super::name::{El, Record, card};
use super::reader::Reader;
use super::value::{Node, Text};
use super::wildcard;

impl Reader<'_> {
    /// Reads the children of the current element into the fields of a record, one field for each row of the table.
    ///
    /// # Errors
    /// What the fields say; [`Kind::Missing`], [`Kind::Duplicate`]; in strict reading whatever is not as the table
    /// says.
    pub fn record(&mut self, record: &'static Record, fields: &mut [&mut dyn Node]) -> Result<()> {
        let (me, nil, rows) = (self.tag.local, self.says_nil()?, record.els);
        if self.options.strict && record.attrs.is_empty() {
            self.refuse_attributes()?;
        }
        let (mut seen, mut next, depth) = (Seen::default(), 0, self.depth());
        while let Some(hit) = self.child_or(rows.get(next))? {
            if nil {
                return Err(self.error(Kind::NilWithContent));
            }
            let found = if hit { Some(next) } else { self.row(rows, next) };
            let Some(index) = found else {
                self.unknown()?;
                continue;
            };
            let row = &rows[index];
            let many = row.flags & card::MANY != 0;
            if seen.mark(index) && !many {
                self.again(row)?;
                continue;
            }
            if index < next && self.options.strict {
                return Err(self.error(Kind::OutOfOrder));
            }
            next = if many { index } else { index + 1 };
            if row.flags & card::WRAPPED == 0 {
                if let Err(error) = fields[index].read(self) {
                    self.forgive(row, error, depth, fields[index])?;
                }
            } else {
                self.items(row, fields[index])?;
            }
        }
        for (index, row) in rows.iter().enumerate() {
            if row.flags & card::REQUIRED != 0 && !seen.has(index) {
                return Err(self.missing(me, row.name));
            }
        }
        Ok(())
    }

    /// Reads the attributes of the current element into the fields of a record, one field for each row.
    ///
    /// # Errors
    /// [`Kind::Missing`], [`Kind::InvalidValue`], and in strict reading [`Kind::Unknown`].
    pub fn record_attrs(&mut self, record: &'static Record, fields: &mut [&mut dyn Text]) -> Result<()> {
        for (row, field) in record.attrs.iter().zip(fields) {
            match self.attribute_named(row.ns, row.name) {
                Some(value) if field.set(value) => {}
                Some(_) => return Err(self.attribute_error(Kind::InvalidValue(field.type_name()), row.name)),
                None if row.flags & card::REQUIRED != 0 => {
                    return Err(self.attribute_error(Kind::Missing, row.name));
                }
                None if wildcard::is_wildcard(row) => field.take_others(self.other_attributes(record, row)),
                None => {}
            }
        }
        if self.options.strict {
            let known = |attribute: &Attribute<'_>| {
                record.attrs.iter().any(|row| {
                    row.ns == attribute.ns && row.name == attribute.local
                        || self.allows_attribute(row, attribute.prefix)
                })
            };
            let unknown = self.attributes.iter().find(|attribute| {
                !matches!(attribute.ns, super::name::XSI | super::name::XML) && !known(attribute)
            });
            if let Some(unknown) = unknown {
                return Err(self.attribute_error(Kind::Unknown, unknown.local));
            }
        }
        Ok(())
    }

    /// Which row the current element is of: looked for from the expected one on, then from the start.
    fn row(&self, rows: &'static [El], next: usize) -> Option<usize> {
        let (before, after) = rows.split_at(next.min(rows.len()));
        let found = after.iter().position(|row| self.fits(row)).map(|at| at + before.len());
        let found = found.or_else(|| before.iter().position(|row| self.fits(row)));
        found.or_else(|| self.wildcard(rows, next))
    }

    fn fits(&self, row: &El) -> bool {
        if row.alts.is_empty() || row.flags & card::WRAPPED != 0 {
            self.is(row)
        } else {
            row.alts.iter().any(|alternative| self.is(alternative))
        }
    }

    /// A single element that stands again. The first one counts and the others are passed over, as .NET's
    /// serializer does; they are never merged. Where a second one could change what the first means, it is refused.
    fn again(&mut self, row: &El) -> Result<()> {
        if self.options.strict || row.flags & card::UNIQUE != 0 || !row.alts.is_empty() {
            return Err(self.error(Kind::Duplicate));
        }
        self.skipped += 1;
        self.skip()
    }

    /// Takes a value that could not be read for absent, if the row allows it. Its element is passed over; `depth` is
    /// how many are open around it.
    #[cold]
    fn forgive(&mut self, row: &El, error: Error, depth: usize, field: &mut dyn Node) -> Result<()> {
        let of_the_value =
            matches!(error.kind(), Kind::InvalidValue(_) | Kind::ElementInText | Kind::NilWithContent);
        if row.flags & card::LENIENT == 0 || self.options.strict || !of_the_value {
            return Err(error);
        }
        while self.depth() > depth {
            self.skip()?;
        }
        field.clear();
        if !self.forgiven {
            // Once for a document: the first tells that the contract's guess is wrong.
            self.forgiven = true;
            tracing::warn!(
                element = error.path(),
                "took a value for absent that is not of the type the contract guesses"
            );
        }
        Ok(())
    }

    /// Reads the items inside the current element, which is their wrapper.
    fn items(&mut self, row: &'static El, field: &mut dyn Node) -> Result<()> {
        let nil = self.says_nil()?;
        if self.options.strict && row.flags & card::ARRAY == 0 {
            self.refuse_attributes()?;
        }
        let item = row.item.first();
        while let Some(hit) = self.child_or(item)? {
            if nil {
                return Err(self.error(Kind::NilWithContent));
            }
            let known = hit || row.flags & card::ARRAY != 0;
            if known || row.alts.iter().any(|alternative| self.takes(alternative)) {
                field.read(self)?;
            } else {
                self.unknown()?;
            }
        }
        Ok(())
    }

    /// Whether the current element says, by `xsi:type`, that it is of this type.
    ///
    /// # Errors
    /// [`Kind::UndeclaredPrefix`] inside of the type's name.
    pub fn is_derived(&self, r#type: &El) -> Result<bool> {
        let Some(name) = self.attribute_named(super::name::XSI, "type") else { return Ok(false) };
        let (prefix, local) =
            super::escape::trim(name).split_once(':').unwrap_or(("", super::escape::trim(name)));
        let ns = self.namespaces.look_up(prefix).map_err(|kind| self.attribute_error(kind, "type"))?;
        Ok(ns == r#type.ns && local == r#type.name)
    }

    /// Makes sure that the current element, whose `xsi:type` is none that is known, may be taken for one of the
    /// declared type.
    ///
    /// # Errors
    /// [`Kind::UnknownType`] if the declared type is abstract, and in strict reading if there is an `xsi:type`.
    pub fn declared(&self, r#abstract: bool) -> Result<()> {
        if r#abstract || self.options.strict && self.attribute_named(super::name::XSI, "type").is_some() {
            return Err(self.error(Kind::UnknownType));
        }
        Ok(())
    }

    fn refuse_attributes(&self) -> Result<()> {
        let schema = |ns| matches!(ns, super::name::XSI | super::name::XML);
        match self.attributes.iter().find(|attribute| !schema(attribute.ns)) {
            Some(attribute) => Err(self.attribute_error(Kind::Unknown, attribute.local)),
            None => Ok(()),
        }
    }

    #[cold]
    fn missing(&self, me: &str, name: &str) -> super::Error {
        self.error_below(Kind::Missing, &format!("{me}/{name}"))
    }

    #[cold]
    fn attribute_error(&self, kind: Kind, name: &str) -> super::Error {
        self.error_below(kind, &format!("@{}", super::reader::shown(name)))
    }
}

/// Which rows have been seen: a bit for each, without allocation up to 64.
#[derive(Default)]
struct Seen {
    first: u64,
    rest: Vec<u64>,
}

impl Seen {
    /// Marks a row; says whether it was marked before.
    fn mark(&mut self, index: usize) -> bool {
        let word = if index < 64 { &mut self.first } else { self.word(index / 64 - 1) };
        let bit = 1 << (index % 64);
        let before = *word & bit != 0;
        *word |= bit;
        before
    }

    #[cold]
    fn word(&mut self, at: usize) -> &mut u64 {
        if self.rest.len() <= at {
            self.rest.resize(at + 1, 0);
        }
        &mut self.rest[at]
    }

    fn has(&self, index: usize) -> bool {
        let word = if index < 64 { self.first } else { self.rest.get(index / 64 - 1).copied().unwrap_or(0) };
        word >> (index % 64) & 1 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn every_row_has_its_own_mark() {
        let mut seen = Seen::default();
        for index in (0..400).step_by(3) {
            assert!(!seen.mark(index));
        }
        for index in 0..400 {
            assert_eq!(seen.has(index), index % 3 == 0, "{index}");
        }
        assert!(seen.mark(0) && seen.mark(300));
    }
}
