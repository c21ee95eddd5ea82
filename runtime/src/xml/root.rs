//! Whole documents: a global element with the type of its content.

use std::marker::PhantomData;

use super::{El, Node, ReadOptions, Reader, Result, WriteOptions, Writer, decode_text};

/// An element that a document can consist of, with the type that it holds.
///
/// Generated bindings have one for each global element of a schema.
#[derive(Debug)]
pub struct Root<T> {
    element: El,
    names: &'static [&'static str],
    of: PhantomData<fn() -> T>,
}

impl<T: Node> Root<T> {
    /// The element; its namespace is a number of the table `names`.
    #[must_use]
    pub const fn new(element: El, names: &'static [&'static str]) -> Self {
        Self { element, names, of: PhantomData }
    }

    /// Reads a document, which must be this element and nothing else. Order and what is unknown are tolerated.
    ///
    /// # Errors
    /// See [`Root::read_with`].
    pub fn read(&'static self, document: &[u8]) -> Result<T> {
        self.read_with(document, ReadOptions::default())
    }

    /// Reads a document with options.
    ///
    /// # Errors
    /// The document is not well-formed, is another element, lacks something required, holds a value that its type does
    /// not allow, or passes a limit. The error has the path and the offset, and never a value.
    pub fn read_with(&'static self, document: &[u8], options: ReadOptions) -> Result<T> {
        let text = decode_text(document, None)?;
        let mut reader = Reader::new(&text, self.names, options);
        let mut value = T::empty();
        reader.open(&self.element)?;
        value.read(&mut reader)?;
        reader.finish()?;
        Ok(value)
    }

    /// Writes a document in UTF-8, with an XML declaration.
    ///
    /// # Errors
    /// A text holds a character that XML cannot, or a list that needs an item has none.
    pub fn write(&'static self, value: &T) -> Result<Vec<u8>> {
        let mut writer = Writer::new(self.names, WriteOptions::default());
        writer.declaration();
        value.write(&mut writer, &self.element)?;
        Ok(writer.finish())
    }
}
