//! The server's side, for partners that are played: bytes in, bytes out, no HTTP server in it.

use std::fmt;

use super::envelope::{self, Obstacle};
use super::{Operation, Version};
use crate::exchange::charset;
use crate::xml::{self, Attaching, El, Node, ReadOptions, Reader, Targets, WriteOptions, Writer};

/// A request as the server received it: well-formed to its end, one element in its body.
pub struct Incoming {
    text: String,
    names: &'static [&'static str],
    version: Version,
    operation: (String, String),
}

impl Incoming {
    /// Reads the envelope, to its end.
    ///
    /// # Errors
    /// The fault to answer with.
    pub fn read(
        body: &[u8],
        content_type: Option<&str>,
        names: &'static [&'static str],
    ) -> Result<Self, Fault> {
        let charset = content_type.and_then(charset);
        let text =
            xml::decode_text(body, charset.as_deref()).map_err(|error| Fault::client(error.to_string()))?;
        let mut reader = Reader::new(&text, names, ReadOptions::default());
        let found = envelope::enter(&mut reader).map_err(of_obstacle)?;
        let version = found.version;
        let refuse = |error: xml::Error| Fault::client(error.to_string()).in_version(version);
        if reader.child_or(None).map_err(refuse)?.is_none() {
            return Err(of_obstacle(Obstacle::NoBody).in_version(version));
        }
        let operation = (reader.uri().to_owned(), reader.local().to_owned());
        let is_encoded = reader.attribute(&found.encoding_style).is_some();
        reader.skip().map_err(refuse)?;
        envelope::leave(&mut reader, found, is_encoded).map_err(refuse)?;
        drop(reader);
        Ok(Self { text: text.into_owned(), names, version, operation })
    }

    /// Namespace and local name of the element in the body: which operation is asked for.
    pub fn operation(&self) -> (&str, &str) {
        (&self.operation.0, &self.operation.1)
    }

    /// The request's value.
    ///
    /// # Errors
    /// The fault to answer with: another operation, a field missing or malformed.
    pub fn request<Q: Node>(&self, operation: &'static Operation) -> Result<Q, Fault> {
        let mut value = Q::empty();
        let refuse = |error: xml::Error| Fault::client(error.to_string()).in_version(self.version);
        let mut reader = Reader::new(&self.text, self.names, ReadOptions::default());
        if operation.is_encoded() {
            reader = reader.following(Targets::find(&self.text, self.names).map_err(refuse)?);
        }
        envelope::enter(&mut reader).map_err(of_obstacle)?;
        match reader.child_or(operation.request.first()).map_err(refuse)? {
            Some(true) => {
                envelope::descend(&mut reader, operation.request, |reader| value.read(reader))
                    .map_err(refuse)?;
                Ok(value)
            }
            _ => Err(Fault::client(format!("the request is not one to {}", operation.name))
                .in_version(self.version)),
        }
    }
}

fn of_obstacle(obstacle: Obstacle) -> Fault {
    match obstacle {
        Obstacle::NotAnEnvelope => Fault::client("the document is not an envelope"),
        Obstacle::OtherVersion => Fault::new(FaultCode::VersionMismatch, "neither SOAP 1.1 nor SOAP 1.2"),
        Obstacle::MustUnderstand => Fault::new(FaultCode::MustUnderstand, "a header is not understood"),
        Obstacle::NoBody => Fault::client("nothing stands in the body of the envelope"),
        Obstacle::Xml(error) => Fault::client(error.to_string()),
    }
}

/// Who is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultCode {
    /// The sender of the request: `Client` (1.1), `Sender` (1.2).
    Client,
    /// The server: `Server` (1.1), `Receiver` (1.2).
    Server,
    /// A header that must be understood is not.
    MustUnderstand,
    /// An envelope of another SOAP.
    VersionMismatch,
}

impl FaultCode {
    fn name(self, version: Version) -> &'static str {
        match (self, version) {
            (Self::Client, Version::V11) => "Client",
            (Self::Client, Version::V12) => "Sender",
            (Self::Server, Version::V11) => "Server",
            (Self::Server, Version::V12) => "Receiver",
            (Self::MustUnderstand, _) => "MustUnderstand",
            (Self::VersionMismatch, _) => "VersionMismatch",
        }
    }
}

/// A fault to answer with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Who is at fault.
    pub code: FaultCode,
    /// What for, in one sentence.
    pub text: String,
    version: Version,
}

impl Fault {
    /// A fault of SOAP 1.1.
    pub fn new(code: FaultCode, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), version: Version::V11 }
    }

    /// The sender is at fault.
    pub fn client(text: impl Into<String>) -> Self {
        Self::new(FaultCode::Client, text)
    }

    /// The server is at fault.
    pub fn server(text: impl Into<String>) -> Self {
        Self::new(FaultCode::Server, text)
    }

    /// The server does not have this operation.
    pub fn not_implemented(operation: &str) -> Self {
        Self::client(format!("the operation {operation} is not implemented"))
    }

    /// No operation begins with this element.
    pub fn unknown_operation() -> Self {
        Self::client("no operation begins with the element in the body")
    }

    /// The same fault in the form of another SOAP version.
    #[must_use]
    pub fn in_version(mut self, version: Version) -> Self {
        self.version = version;
        self
    }

    /// The fault as an HTTP reply with status 500, which SOAP 1.1 demands for every fault (1.2: 400 for the sender's).
    pub fn answer(&self) -> Answer {
        // Only a character that XML has no place for can stop the writing, and then the text is left out.
        let body = self.write(&self.text).or_else(|_| self.write("")).unwrap_or_default();
        let is_sender = self.version == Version::V12 && self.code == FaultCode::Client;
        Answer { status: if is_sender { 400 } else { 500 }, content_type: media_type(self.version), body }
    }

    fn write(&self, text: &str) -> xml::Result<Vec<u8>> {
        static CODE_11: El = envelope::unqualified("faultcode");
        static TEXT_11: El = envelope::unqualified("faultstring");
        static CODE_12: El = El::new(xml::SOAP12, "Code");
        static VALUE_12: El = El::new(xml::SOAP12, "Value");
        static REASON_12: El = El::new(xml::SOAP12, "Reason");
        static TEXT_12: El = El::new(xml::SOAP12, "Text");
        static LANGUAGE: El = El::new(xml::XML, "lang");

        let names = self.version.names();
        // The writer's prefix for both envelopes.
        let code = format!("s:{}", self.code.name(self.version));
        let mut writer = Writer::new(&[], WriteOptions::default());
        writer.declaration();
        writer.start(&names.envelope)?;
        writer.start(&names.body)?;
        writer.start(&names.fault)?;
        match self.version {
            Version::V11 => {
                writer.text_element(&CODE_11, &code)?;
                writer.text_element(&TEXT_11, text)?;
            }
            Version::V12 => {
                writer.start(&CODE_12)?;
                writer.text_element(&VALUE_12, &code)?;
                writer.end();
                writer.start(&REASON_12)?;
                writer.start(&TEXT_12)?;
                writer.attribute(&LANGUAGE, "en")?;
                writer.text(text)?;
                writer.end();
                writer.end();
            }
        }
        writer.end();
        writer.end();
        writer.end();
        Ok(writer.finish())
    }
}

/// What the server answers.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The content type.
    pub content_type: &'static str,
    /// The envelope.
    pub body: Vec<u8>,
}

/// The body by its size: it may hold anything.
impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

/// An operation's outcome as an envelope: the reply, or the fault. A reply that cannot be written becomes a fault of the
/// server.
pub fn reply<R: Node>(
    operation: &'static Operation,
    names: &'static [&'static str],
    outcome: Result<R, Fault>,
) -> Answer {
    let version = operation.version;
    let written = outcome.and_then(|value| {
        envelope::write(version, names, operation.reply, &value, Attaching::None)
            .map(|(body, _)| body)
            .map_err(|error| Fault::server(error.to_string()))
    });
    match written {
        Ok(body) => Answer { status: 200, content_type: media_type(version), body },
        Err(fault) => fault.in_version(version).answer(),
    }
}

fn media_type(version: Version) -> &'static str {
    match version {
        Version::V11 => "text/xml; charset=utf-8",
        Version::V12 => "application/soap+xml; charset=utf-8",
    }
}
