//! Writing whole elements: one value each, or a record with all its rows.

use std::fmt;
use std::io::Write as _;

use bytes::Bytes;

use super::error::Result;
use super::escape;
use super::name::{El, Record, XSI, card};
use super::value::{Node, Text};
use super::writer::Writer;

/// Room for what else stands in a request with images.
const BESIDE_IMAGES: usize = 4096;

impl Writer {
    /// Writes an element with text.
    ///
    /// # Errors
    /// A character that XML cannot hold.
    pub fn text_element(&mut self, el: &'static El, text: &str) -> Result<()> {
        if text.is_empty() || !self.open_leaf(el) {
            self.start(el)?;
            self.text(text)?;
            self.end();
            return Ok(());
        }
        let pushed = escape::push_text(&mut self.out, text);
        pushed.map_err(|kind| self.error(kind, el.name))?;
        self.close_leaf(el);
        Ok(())
    }

    /// Writes an element with a value whose text needs no escaping: a number, a date.
    ///
    /// # Errors
    /// [`Kind::Limit`](super::Kind::Limit).
    pub fn plain_element(&mut self, el: &'static El, value: fmt::Arguments<'_>) -> Result<()> {
        let leaf = self.open_leaf(el);
        if !leaf {
            self.start(el)?;
            self.close_tag();
        }
        // Writing into memory cannot fail.
        let _ = self.out.write_fmt(value);
        if leaf {
            self.close_leaf(el);
        } else {
            self.end();
        }
        Ok(())
    }

    /// Writes a start tag that is nothing but the name, if that is enough here: the way of nearly every element.
    fn open_leaf(&mut self, el: &El) -> bool {
        let enough = self.needs_only_name(el);
        if enough {
            self.close_tag();
            self.out.push(b'<');
            self.out.extend_from_slice(el.name.as_bytes());
            self.out.push(b'>');
        }
        enough
    }

    fn close_leaf(&mut self, el: &El) {
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(el.name.as_bytes());
        self.out.push(b'>');
    }

    /// Writes an element with bytes in base64, or with what stands for them.
    ///
    /// # Errors
    /// [`Kind::Limit`](super::Kind::Limit).
    pub fn base64_element(&mut self, el: &'static El, bytes: &Bytes) -> Result<()> {
        if self.attaches(el, bytes) {
            return self.include_element(el, bytes);
        }
        self.start(el)?;
        if !bytes.is_empty() {
            self.close_tag();
            self.out.reserve(base64_simd::STANDARD.encoded_length(bytes.len()) + 64);
            base64_simd::STANDARD.encode_append(bytes, &mut self.out);
        }
        self.end();
        Ok(())
    }

    /// Writes an empty element that says that there is no value.
    ///
    /// # Errors
    /// [`Kind::Limit`](super::Kind::Limit).
    pub fn nil(&mut self, el: &'static El) -> Result<()> {
        static NIL: El = El::new(XSI, "nil");
        self.start(el)?;
        self.attribute(&NIL, "true")?;
        self.end();
        Ok(())
    }

    /// Writes an element with a simple value, or nothing if the value is absent.
    ///
    /// # Errors
    /// A character that XML cannot hold.
    pub fn value_element(&mut self, el: &'static El, value: &dyn Text) -> Result<()> {
        value.get().map_or(Ok(()), |text| self.text_element(el, &text))
    }

    /// Writes a record as an element: its attributes, then its fields in the order of the table.
    ///
    /// # Errors
    /// What the fields say.
    pub fn record(
        &mut self,
        record: &'static Record,
        el: &'static El,
        attrs: &[&dyn Text],
        fields: &[&dyn Node],
    ) -> Result<()> {
        // Room for all images at once: a buffer that grows from one to the next is there twice while it moves.
        let staying = record.els.iter().zip(fields).filter(|(row, _)| self.keeps(row));
        let weight: usize = staying.map(|(_, field)| field.weight()).sum();
        if weight > 0 {
            self.out.reserve_exact(weight + BESIDE_IMAGES);
        }
        self.start(el)?;
        self.attributes(record, attrs)?;
        for (row, field) in record.els.iter().zip(fields) {
            match row.item.first() {
                None => field.write(self, row)?,
                Some(item) => self.items(row, item, *field)?,
            }
        }
        self.end();
        Ok(())
    }

    /// Writes text with attributes as an element.
    ///
    /// # Errors
    /// A character that XML cannot hold.
    pub fn content(
        &mut self,
        record: &'static Record,
        el: &'static El,
        attrs: &[&dyn Text],
        value: &dyn Text,
    ) -> Result<()> {
        self.start(el)?;
        self.attributes(record, attrs)?;
        match value.bytes().filter(|bytes| self.attaches(el, bytes)) {
            Some(content) => self.include(content),
            None => value.get().map_or(Ok(()), |text| self.text(&text))?,
        }
        self.end();
        Ok(())
    }

    fn attributes(&mut self, record: &'static Record, attrs: &[&dyn Text]) -> Result<()> {
        for (row, field) in record.attrs.iter().zip(attrs) {
            if let Some(value) = field.get() {
                self.attribute(row, &value)?;
            } else if !field.others().is_empty() {
                self.other_attributes(record, row, field.others())?;
            }
        }
        Ok(())
    }

    /// Writes a wrapper with its items.
    fn items(&mut self, row: &'static El, item: &'static El, field: &dyn Node) -> Result<()> {
        let before = (self.out.len(), self.in_tag);
        self.start(row)?;
        if row.flags & card::ARRAY != 0 {
            self.array_type(row, item, field.count())?;
        }
        field.write(self, item)?;
        let empty = self.in_tag;
        self.end();
        if empty && row.flags & card::OMIT != 0 {
            // Nothing came of it: everything is as it was before.
            self.out.truncate(before.0);
            self.in_tag = before.1;
        }
        Ok(())
    }
}
