//! The codec as generated code uses it: a small contract with every kind of row, and what may come over the wire.

mod contract;
mod hostile;
mod names;
mod reading;
mod roots;
mod round_trip;
mod stack;
mod values;
mod writing;

use super::*;
use contract::{Account, NAMES};

/// Reads a document whose root is `Root`.
fn read_with<T: Node>(text: &str, options: ReadOptions) -> Result<T> {
    let mut reader = Reader::new(text, NAMES, options);
    reader.open(&contract::ROOT)?;
    let mut value = T::empty();
    value.read(&mut reader)?;
    reader.finish()?;
    Ok(value)
}

fn read<T: Node>(text: &str) -> Result<T> {
    read_with(text, ReadOptions::default())
}

fn read_strictly<T: Node>(text: &str) -> Result<T> {
    read_with(text, ReadOptions { strict: true })
}

/// Reads what stands between the tags of a `Root` in the contract's namespace.
fn inside<T: Node>(content: &str) -> Result<T> {
    read(&root(content))
}

/// A document around some content, with the prefixes of the contract.
fn root(content: &str) -> String {
    let xsi = "http://www.w3.org/2001/XMLSchema-instance";
    format!("<Root xmlns=\"urn:main\" xmlns:o=\"urn:other\" xmlns:i=\"{xsi}\">{content}</Root>")
}

fn write_in<T: Node>(value: &T, style: Style) -> Result<String> {
    let mut writer = Writer::new(NAMES, WriteOptions { style });
    value.write(&mut writer, &contract::ROOT)?;
    Ok(String::from_utf8(writer.finish()).expect("written as UTF-8"))
}

fn write<T: Node>(value: &T) -> String {
    write_in(value, Style::Default).expect("can be written")
}

/// Kind and path of the error that a document brings.
fn refused<T: Node + std::fmt::Debug>(text: &str) -> (Kind, String) {
    let error = read::<T>(text).expect_err("must be refused");
    (error.kind().clone(), error.path().to_owned())
}

/// The same for the content of an account's number, which is text.
fn refused_number(value: &str) -> (Kind, String) {
    refused::<Account>(&account(value))
}

/// An account with this number.
fn account(number: &str) -> String {
    root(&format!("<Number>{number}</Number><Balance>20.10</Balance>"))
}
