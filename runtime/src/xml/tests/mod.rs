//! The codec as generated code uses it: a small contract with every kind of row, and what may come over the wire.

mod contract;
mod reading;

use super::*;
use contract::NAMES;

/// Reads a document whose root is this element.
fn read_as<T: Node>(text: &str, root: &'static El, options: ReadOptions) -> Result<T> {
    let mut reader = Reader::new(text, NAMES, options);
    reader.open(root)?;
    let mut value = T::empty();
    value.read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

fn read<T: Node>(text: &str) -> Result<T> {
    read_as(text, &contract::ROOT, ReadOptions::default())
}

fn read_strictly<T: Node>(text: &str) -> Result<T> {
    read_as(text, &contract::ROOT, ReadOptions { strict: true })
}

fn write_in<T: Node>(value: &T, style: Style) -> Result<String> {
    let mut writer = Writer::new(NAMES, WriteOptions { style });
    value.write(&mut writer, &contract::ROOT)?;
    Ok(String::from_utf8(writer.finish()).expect("written as UTF-8"))
}

fn write<T: Node>(value: &T) -> String {
    write_in(value, Style::Default).expect("can be written")
}

/// The kind of error that a document brings.
fn refused<T: Node + std::fmt::Debug>(text: &str) -> Kind {
    read::<T>(text).expect_err("must be refused").kind().clone()
}
