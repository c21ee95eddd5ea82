//! What a value has to be able to do, and how values become optional, repeated, nillable or boxed.

use std::borrow::Cow;

use bytes::Bytes;

use super::error::{Kind, Result};
use super::name::{El, card};
use super::raw::RawAttribute;
use super::reader::Reader;
use super::writer::Writer;

/// A value that stands in an element of its own.
///
/// Generated records implement it through [`record!`](super::record); the fields of a record are read and written as
/// `dyn Node`, which costs nothing that can be measured beside the tokenizer, and spares the compiler a copy of the
/// record loop for every type.
pub trait Node {
    /// The value before anything is read: [`Empty::EMPTY`], or a box of it.
    fn empty() -> Self
    where
        Self: Sized;

    /// Makes this value absent again after a reading that failed; nothing for what cannot be absent.
    fn clear(&mut self) {}

    /// Reads the current element into this value, to the end of the element.
    ///
    /// # Errors
    /// Whatever is wrong with the element.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()>;

    /// Writes this value as an element with the name in `el`, or nothing if it is absent.
    ///
    /// # Errors
    /// A character that XML cannot hold, or a limit.
    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()>;

    /// How many bytes of base64 it is written with; other content is small beside images and counts as nothing.
    fn weight(&self) -> usize {
        0
    }

    /// How many elements it is written as, at most.
    fn count(&self) -> usize {
        1
    }
}

/// A value that is one text: the content of a simple element, or of an attribute.
pub trait Text {
    /// Takes the value from text; white space around it is dropped unless the type is `xs:string`. `false` if the
    /// text is not a value of this type.
    fn set(&mut self, text: &str) -> bool;

    /// The value as text; `None` if it is absent.
    fn get(&self) -> Option<Cow<'_, str>>;

    /// The name of the type, for errors: `xs:int`.
    fn type_name(&self) -> &'static str;

    /// The value as bytes, if it is binary.
    #[doc(hidden)]
    fn bytes(&self) -> Option<&Bytes> {
        None
    }

    /// Takes a binary value; nothing for others.
    #[doc(hidden)]
    fn set_bytes(&mut self, _: Bytes) {}

    /// Takes the attributes that no row lists; nothing for what is one text.
    #[doc(hidden)]
    fn take_others(&mut self, _: Vec<RawAttribute>) {}

    /// The attributes that no row lists; none for what is one text.
    #[doc(hidden)]
    fn others(&self) -> &[RawAttribute] {
        &[]
    }
}

/// A value with a constant to start reading from.
///
/// It is no `Default`: a request that was forgotten half way must not pass for a whole one.
pub trait Empty {
    /// The value before anything is read.
    const EMPTY: Self;
}

/// An enum whose variants stand for elements: what [`choice!`](super::choice) makes of it.
pub trait Alternatives {
    /// The elements, one for each variant.
    const ALTS: &'static [&'static El];
}

impl<T> Empty for Option<T> {
    const EMPTY: Self = None;
}

impl<T: Node> Node for Option<T> {
    fn empty() -> Self {
        None
    }

    fn clear(&mut self) {
        *self = None;
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        if reader.is_nil() {
            *self = None;
            return reader.nothing();
        }
        start(self).read(reader)
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        match self {
            Some(value) => value.write(writer, el),
            None if el.flags & card::NIL != 0 => writer.nil(el),
            None => Ok(()),
        }
    }

    fn weight(&self) -> usize {
        self.as_ref().map_or(0, Node::weight)
    }
}

impl<T: Text + Empty> Text for Option<T> {
    fn set(&mut self, text: &str) -> bool {
        self.insert(T::EMPTY).set(text)
    }

    fn get(&self) -> Option<Cow<'_, str>> {
        self.as_ref().and_then(Text::get)
    }

    fn type_name(&self) -> &'static str {
        T::EMPTY.type_name()
    }
}

impl<T> Empty for Vec<T> {
    const EMPTY: Self = Vec::new();
}

impl<T: Node> Node for Vec<T> {
    fn empty() -> Self {
        Vec::new()
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        add(self).read(reader)
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        if self.is_empty() {
            if el.flags & card::BLANK != 0 {
                return T::empty().write(writer, el);
            }
            if el.flags & card::REQUIRED != 0 {
                return Err(writer.error(Kind::Missing, el.name));
            }
        }
        self.iter().try_for_each(|item| item.write(writer, el))
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl<T: Node> Node for Box<T> {
    fn empty() -> Self {
        Box::new(T::empty())
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        T::read(self, reader)
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        T::write(self, writer, el)
    }
}

/// A value whose element may be absent, may be there and say that there is no value (`xsi:nil="true"`), or hold one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Nillable<T> {
    /// There is no element.
    #[default]
    Absent,
    /// There is an element, and it says that there is no value.
    Nil,
    /// There is a value.
    Value(T),
}

impl<T> Nillable<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Nil => None,
        }
    }
}

impl<T> From<T> for Nillable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> Empty for Nillable<T> {
    const EMPTY: Self = Self::Absent;
}

impl<T: Node> Node for Nillable<T> {
    fn empty() -> Self {
        Self::Absent
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        if reader.is_nil() {
            *self = Self::Nil;
            return reader.nothing();
        }
        *self = Self::Value(T::empty());
        match self {
            Self::Value(value) => value.read(reader),
            Self::Absent | Self::Nil => Ok(()),
        }
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        match self {
            Self::Absent => Ok(()),
            Self::Nil => writer.nil(el),
            Self::Value(value) => value.write(writer, el),
        }
    }
}

// Starting values are made in functions of their own: in a debug build the frame of whoever makes one holds a copy of
// it for as long as it runs, which for the recursive `read` would be as long as the whole subtree.

fn start<T: Node>(slot: &mut Option<T>) -> &mut T {
    slot.insert(T::empty())
}

fn add<T: Node>(list: &mut Vec<T>) -> &mut T {
    let at = list.len();
    list.push(T::empty());
    &mut list[at]
}
