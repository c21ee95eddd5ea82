//! The fault that a server answers with, in the form of either SOAP version.

use std::fmt;

use super::{Answer, media_type};
use crate::soap::{Declared, Version, envelope};
use crate::xml::{self, El, WriteOptions, Writer};

/// Who is at fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultCode {
    /// The sender of the request: `Client` (1.1), `Sender` (1.2).
    Client,
    /// The server: `Server` (1.1), `Receiver` (1.2).
    Server,
    /// A header block that must be understood is not.
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
#[derive(Clone, PartialEq, Eq)]
pub struct Fault {
    /// Who is at fault.
    pub code: FaultCode,
    /// What for, in one sentence.
    pub text: String,
    version: Version,
    /// Namespace and local name of what says it more precisely.
    subcode: Option<(String, String)>,
    /// The element in the detail, written.
    detail: Vec<u8>,
}

/// The detail by its size: it may hold anything.
impl fmt::Debug for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Fault");
        shown.field("code", &self.code).field("text", &self.text).field("version", &self.version);
        shown.field("detail", &format_args!("{} bytes", self.detail.len())).finish_non_exhaustive()
    }
}

impl Fault {
    /// A fault of SOAP 1.1.
    pub fn new(code: FaultCode, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), version: Version::V11, subcode: None, detail: Vec::new() }
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

    /// The same with a fault that the contract declares as its detail. What XML has no place for leaves the detail
    /// out: the fault itself counts for more.
    #[must_use]
    pub fn with_detail<T: Declared>(mut self, detail: &T) -> Self {
        // The value knows its own name: it is one of several elements.
        static ANY: El = envelope::unqualified("detail");
        let mut writer = Writer::new(T::names(), WriteOptions::default());
        self.detail = detail.write(&mut writer, &ANY).map(|()| writer.finish()).unwrap_or_default();
        self
    }

    /// The same with a code of the server's own, a namespace and a name in it, below the code (SOAP 1.2 only; 1.1 has
    /// no place for it).
    #[must_use]
    pub fn with_subcode(mut self, namespace: impl Into<String>, local: impl Into<String>) -> Self {
        self.subcode = Some((namespace.into(), local.into()));
        self
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
        static SUBCODE_12: El = El::new(xml::SOAP12, "Subcode");
        static DETAIL_11: El = envelope::unqualified("detail");
        static DETAIL_12: El = El::new(xml::SOAP12, "Detail");

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
                writer.fragment_element(&DETAIL_11, &self.detail)?;
            }
            Version::V12 => {
                writer.start(&CODE_12)?;
                writer.text_element(&VALUE_12, &code)?;
                if let Some((namespace, local)) = &self.subcode {
                    writer.start(&SUBCODE_12)?;
                    writer.start(&VALUE_12)?;
                    writer.name_text(namespace, local)?;
                    writer.end();
                    writer.end();
                }
                writer.end();
                writer.start(&REASON_12)?;
                writer.start(&TEXT_12)?;
                writer.attribute(&LANGUAGE, "en")?;
                writer.text(text)?;
                writer.end();
                writer.end();
                writer.fragment_element(&DETAIL_12, &self.detail)?;
            }
        }
        writer.end();
        writer.end();
        writer.end();
        Ok(writer.finish())
    }
}
