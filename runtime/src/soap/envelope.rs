//! Envelope, header and body: writing them around a value, and finding the way into them and out again.

use super::Version;
use crate::xml::{
    Attaching, Attachment, El, Error, Kind, NONE, Node, Reader, Result, SOAP11, SOAP12, Style, WriteOptions,
    Writer,
};

/// The names of one SOAP version.
pub(super) struct Names {
    pub(super) version: Version,
    pub(super) envelope: El,
    pub(super) header: El,
    pub(super) body: El,
    pub(super) fault: El,
    must_understand: El,
    pub(super) encoding_style: El,
}

const fn names(version: Version, ns: u16) -> Names {
    Names {
        version,
        envelope: El::new(ns, "Envelope"),
        header: El::new(ns, "Header"),
        body: El::new(ns, "Body"),
        fault: El::new(ns, "Fault"),
        must_understand: El::new(ns, "mustUnderstand"),
        encoding_style: El::new(ns, "encodingStyle"),
    }
}

static V11: Names = names(Version::V11, SOAP11);
static V12: Names = names(Version::V12, SOAP12);

impl Version {
    pub(super) fn names(self) -> &'static Names {
        match self {
            Self::V11 => &V11,
            Self::V12 => &V12,
        }
    }
}

/// Why a document is not an envelope that can be read.
pub(super) enum Obstacle {
    /// Its root is another element.
    NotAnEnvelope,
    /// Its root is an envelope of a SOAP version that is neither 1.1 nor 1.2.
    OtherVersion,
    /// A header says that it must be understood, and none is.
    MustUnderstand,
    /// It has no body, or nothing in the body.
    NoBody,
    /// The XML itself.
    Xml(Error),
}

impl From<Error> for Obstacle {
    fn from(error: Error) -> Self {
        Self::Xml(error)
    }
}

/// Writes a document, and gives what travels beside it: envelope, empty header, body, and in it the elements of `path`, the last of which is `value`.
///
/// The header is written although it is empty: the partners' own samples have it.
pub(super) fn write(
    version: Version,
    namespaces: &'static [&'static str],
    path: &'static [El],
    value: &dyn Node,
    attaching: Attaching,
) -> Result<(Vec<u8>, Vec<Attachment>)> {
    let names = version.names();
    // What is encoded states the type of every element: once for all, each namespace has a prefix.
    let is_encoded = path.first().is_some_and(El::is_encoded);
    let style = if is_encoded { Style::Prefixed } else { Style::Default };
    let mut writer = Writer::new(namespaces, WriteOptions { style }).attaching(attaching);
    writer.declaration();
    writer.start(&names.envelope)?;
    writer.start(&names.header)?;
    writer.end();
    writer.start(&names.body)?;
    if let Some((last, wrappers)) = path.split_last() {
        for wrapper in wrappers {
            writer.start(wrapper)?;
        }
        value.write(&mut writer, last)?;
        for _ in wrappers {
            writer.end();
        }
    }
    writer.end();
    writer.end();
    Ok(writer.finish_attached())
}

/// Goes into the body; its first child is next.
pub(super) fn enter(reader: &mut Reader<'_>) -> std::result::Result<&'static Names, Obstacle> {
    let is_envelope = reader.child_or(Some(&V11.envelope))?;
    let names = match is_envelope {
        Some(true) => &V11,
        Some(false) if reader.is(&V12.envelope) => &V12,
        Some(false) if reader.local() == "Envelope" => return Err(Obstacle::OtherVersion),
        _ => return Err(Obstacle::NotAnEnvelope),
    };
    while let Some(is_body) = reader.child_or(Some(&names.body))? {
        if is_body {
            return Ok(names);
        }
        if reader.is(&names.header) {
            pass_header(reader, names)?;
        } else {
            reader.skip()?;
        }
    }
    Err(Obstacle::NoBody)
}

fn pass_header(reader: &mut Reader<'_>, names: &'static Names) -> std::result::Result<(), Obstacle> {
    while reader.child_or(None)?.is_some() {
        if matches!(reader.attribute(&names.must_understand).map(str::trim), Some("1" | "true")) {
            return Err(Obstacle::MustUnderstand);
        }
        reader.skip()?;
    }
    Ok(())
}

/// Goes from the end of the body's child to the end of the document. A second child, a second body and anything behind
/// the envelope are refused: which of two replies is meant must not be a matter of position. Beside an encoded body
/// there may be elements with an id, to which it refers.
pub(super) fn leave(reader: &mut Reader<'_>, names: &'static Names, is_encoded: bool) -> Result<()> {
    while reader.child_or(None)?.is_some() {
        if !is_encoded || !reader.has_id() {
            return Err(reader.error(Kind::Duplicate));
        }
        reader.skip()?;
    }
    while let Some(is_body) = reader.child_or(Some(&names.body))? {
        if is_body {
            return Err(reader.error(Kind::Duplicate));
        }
        reader.skip()?;
    }
    reader.finish()
}

/// Goes from the current element, which is the first of `path`, down to the last, and hands it over; then up again to
/// the end of the first. What stands beside the path is skipped; a second element of it is refused.
pub(super) fn descend<T>(
    reader: &mut Reader<'_>,
    path: &'static [El],
    take: impl FnOnce(&mut Reader<'_>) -> Result<T>,
) -> Result<T> {
    for (index, step) in path.iter().enumerate().skip(1) {
        loop {
            match reader.child_or(Some(step))? {
                Some(true) => break,
                Some(false) => reader.skip()?,
                None => return Err(missing(reader, &path[..=index])),
            }
        }
    }
    let taken = take(reader)?;
    for step in path.iter().skip(1).rev() {
        while let Some(again) = reader.child_or(Some(step))? {
            if again {
                return Err(reader.error(Kind::Duplicate));
            }
            reader.skip()?;
        }
    }
    Ok(taken)
}

/// The last element of the path is not there.
fn missing(reader: &Reader<'_>, path: &[El]) -> Error {
    let names: Vec<&str> = path.iter().map(El::name).collect();
    let path = format!("Envelope/Body/{}", names.join("/"));
    Error::new(Kind::Missing, path, reader.error(Kind::Missing).offset())
}

/// A name without namespace, as SOAP 1.1 has it inside a fault.
pub(super) const fn unqualified(name: &'static str) -> El {
    El::new(NONE, name)
}
