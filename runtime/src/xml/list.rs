//! `xs:list`: several values in one text.

use std::borrow::Cow;

use super::error::Result;
use super::escape;
use super::name::El;
use super::reader::Reader;
use super::value::{Empty, Node, Text};
use super::writer::Writer;

/// Values that stand in one text (of an element or an attribute), separated by white space.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct List<T>(pub Vec<T>);

impl<T> Empty for List<T> {
    const EMPTY: Self = Self(Vec::new());
}

impl<T: Text + Empty> Text for List<T> {
    fn set(&mut self, text: &str) -> bool {
        self.0.clear();
        text.split(escape::is_space).filter(|word| !word.is_empty()).all(|word| {
            let mut value = T::EMPTY;
            let valid = value.set(word);
            self.0.push(value);
            valid
        })
    }

    fn get(&self) -> Option<Cow<'_, str>> {
        let words: Vec<_> = self.0.iter().filter_map(Text::get).collect();
        Some(Cow::Owned(words.join(" ")))
    }

    fn type_name(&self) -> &'static str {
        T::EMPTY.type_name()
    }
}

impl<T: Text + Empty> Node for List<T> {
    fn empty() -> Self {
        Self::EMPTY
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        reader.value(self)
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        writer.value_element(el, self)
    }
}
