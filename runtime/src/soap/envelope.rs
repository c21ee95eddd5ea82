//! Envelope, header and body: writing them around a value, and finding the way into them and out again.

use super::Version;
use super::addressing::{self, Letter};
use super::block::{MARKS, Marks};
use super::security::Seal;
use crate::xml::{
    self, Attaching, Attachment, El, Error, Kind, NONE, Node, OPENED, Reader, Result, SOAP11, SOAP12, Style,
    WriteOptions, Writer,
};

/// The names of one SOAP version.
pub(super) struct Names {
    pub(super) version: Version,
    pub(super) envelope: El,
    pub(super) header: El,
    pub(super) body: El,
    pub(super) fault: El,
    pub(super) encoding_style: El,
    marks: &'static Marks,
}

const fn names(version: Version, ns: u16, marks: &'static Marks) -> Names {
    Names {
        version,
        envelope: El::new(ns, "Envelope"),
        header: El::new(ns, "Header"),
        body: El::new(ns, "Body"),
        fault: El::new(ns, "Fault"),
        encoding_style: El::new(ns, "encodingStyle"),
        marks,
    }
}

static V11: Names = names(Version::V11, SOAP11, &MARKS[0]);
static V12: Names = names(Version::V12, SOAP12, &MARKS[1]);

impl Names {
    /// Whether the current element, a block of the header, must be understood by us.
    pub(super) fn demand(&self, reader: &Reader<'_>) -> bool {
        self.marks.demand(reader)
    }
}

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

/// What is written into a header.
#[derive(Default)]
pub(super) struct Head<'a> {
    /// The contract's blocks, as one record.
    pub(super) blocks: Option<&'a dyn Node>,
    /// Which message it is, and the address it goes to.
    pub(super) letter: Option<(&'a Letter, &'a str)>,
    /// Who sends it.
    pub(super) seal: Option<&'a Seal>,
    /// The action of a reply, and which message it answers.
    pub(super) answer: Option<(&'a str, &'a str)>,
}

impl Head<'_> {
    fn write(&self, writer: &mut Writer, names: &'static Names) -> Result<()> {
        writer.start(&names.header)?;
        if let Some((letter, to)) = self.letter {
            letter.write(writer, to)?;
        }
        if let Some((action, relates_to)) = self.answer {
            addressing::write_reply(writer, action, relates_to)?;
        }
        if let Some(seal) = self.seal {
            seal.write(writer)?;
        }
        if let Some(blocks) = self.blocks {
            blocks.write(writer, &OPENED)?;
        }
        writer.end();
        Ok(())
    }
}

/// Writes a document: envelope, header, body, and in it the elements of `path`, the last of which is `value`. Gives with
/// it what leaves the document and travels beside it.
///
/// The header is written even if it is empty: the partners' own samples have it.
pub(super) fn write(
    version: Version,
    namespaces: &'static [&'static str],
    head: &Head<'_>,
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
    head.write(&mut writer, names)?;
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

/// The outcome of a way into an envelope.
pub(super) type Outcome<T> = std::result::Result<T, Obstacle>;

/// Goes into the body; its first child is next. The header has been judged, or says nothing that is asked for.
pub(super) fn enter(reader: &mut Reader<'_>) -> Outcome<&'static Names> {
    enter_past(reader, |reader, _| Ok(reader.skip()?))
}

/// Goes into the body; its first child is next. On the way the header, if there is one, is current when `take` is
/// called, which has to read it to its end. A second header is refused.
pub(super) fn enter_past(
    reader: &mut Reader<'_>,
    mut take: impl FnMut(&mut Reader<'_>, &'static Names) -> Outcome<()>,
) -> Outcome<&'static Names> {
    let is_envelope = reader.child_or(Some(&V11.envelope))?;
    let names = match is_envelope {
        Some(true) => &V11,
        Some(false) if reader.is(&V12.envelope) => &V12,
        Some(false) if reader.local() == "Envelope" => return Err(Obstacle::OtherVersion),
        _ => return Err(Obstacle::NotAnEnvelope),
    };
    let mut had_header = false;
    while let Some(is_body) = reader.child_or(Some(&names.body))? {
        if is_body {
            return Ok(names);
        }
        if !reader.is(&names.header) {
            reader.skip()?;
        } else if std::mem::replace(&mut had_header, true) {
            return Err(reader.error(xml::Kind::Duplicate).into());
        } else {
            take(reader, names)?;
        }
    }
    Err(Obstacle::NoBody)
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
    leave_empty(reader, names)
}

/// The same from the end of the body.
pub(super) fn leave_empty(reader: &mut Reader<'_>, names: &'static Names) -> Result<()> {
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
