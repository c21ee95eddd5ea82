//! xsd-parser's rendered code. It knows no envelope, so it gets and gives the body's element alone, which favours it.

use bindery_bench_rendered::tns::{StartSession, StartSessionResponse};
use xsd_parser_types::quick_xml::{DeserializeSync, Error, SerializeSync, SliceReader, Writer};

pub(super) fn read_reply(body: &str) -> Result<StartSessionResponse, Error> {
    StartSessionResponse::deserialize(&mut SliceReader::new(body))
}

pub(super) fn read_request(body: &str) -> Result<StartSession, Error> {
    StartSession::deserialize(&mut SliceReader::new(body))
}

pub(super) fn reply(value: &StartSessionResponse) -> Result<Vec<u8>, Error> {
    write(value, "StartSessionResponse")
}

pub(super) fn request(value: &StartSession) -> Result<Vec<u8>, Error> {
    write(value, "StartSession")
}

fn write<T: SerializeSync<Error = Error>>(value: &T, name: &str) -> Result<Vec<u8>, Error> {
    let mut writer = Writer::new(Vec::new());
    value.serialize(name, &mut writer)?;
    Ok(writer.into_inner())
}

/// The element in the body, with the namespaces that it inherits declared on itself.
pub(super) fn body(document: &str, name: &str) -> String {
    let start = document.find(&format!("<{name}")).expect("the body's element");
    let close = format!("</{name}>");
    let end = document.find(&close).expect("a closed element") + close.len();
    let element = &document[start..end];
    if element.starts_with(&format!("<{name} ")) {
        return element.to_owned();
    }
    element.replacen(&format!("<{name}>"), &format!("<{name} xmlns=\"{}\">", super::SIGN_ON), 1)
}
