//! The server's side, for partners that are played: bytes in, bytes out, no HTTP server in it.

mod fault;

use std::fmt;

pub use fault::{Fault, FaultCode};

use super::envelope::{self, Head, Obstacle};
use super::headers::{Headers, NO_HEADERS, WithHeaders};
use super::{Operation, Version, addressing};
use crate::exchange::charset;
use crate::xml::{self, Attaching, Node, ReadOptions, Reader, Targets};

/// A request as the server received it: well-formed to its end, one element in its body or none.
pub struct Incoming {
    text: String,
    names: &'static [&'static str],
    version: Version,
    operation: (String, String),
    /// The action that the request names.
    action: String,
    /// The blocks that must be understood: namespace and local name.
    demanded: Vec<(String, String)>,
    /// Which message it is, where it says so in the terms of WS-Addressing.
    message: Option<String>,
}

impl Incoming {
    /// Reads the envelope of a service that knows no header blocks and no empty body, to its end.
    ///
    /// # Errors
    /// The fault to answer with.
    pub fn read(
        body: &[u8],
        content_type: Option<&str>,
        names: &'static [&'static str],
    ) -> Result<Self, Fault> {
        let incoming = Self::hear(body, content_type, None, names)?;
        if incoming.operation.1.is_empty() {
            return Err(of_obstacle(Obstacle::NoBody).in_version(incoming.version));
        }
        incoming.understand(&NO_HEADERS)?;
        Ok(incoming)
    }

    /// Reads the envelope, to its end. Which blocks of its header are understood is for the operation to say
    /// ([`headers`](Self::headers)). `action` is the HTTP header `SOAPAction`.
    ///
    /// # Errors
    /// The fault to answer with.
    pub fn hear(
        body: &[u8],
        content_type: Option<&str>,
        action: Option<&str>,
        names: &'static [&'static str],
    ) -> Result<Self, Fault> {
        let charset = content_type.and_then(charset);
        let text =
            xml::decode_text(body, charset.as_deref()).map_err(|error| Fault::client(error.to_string()))?;
        let mut reader = Reader::new(&text, names, ReadOptions::default());
        let (mut demanded, mut message) = (Vec::new(), None);
        let found = envelope::enter_past(&mut reader, |reader, names| {
            while reader.child_or(None)?.is_some() {
                if names.demand(reader) {
                    demanded.push((reader.uri().to_owned(), reader.local().to_owned()));
                }
                let id = addressing::text_of(reader, "MessageID")?;
                message = message.take().or(id);
            }
            Ok(())
        });
        let found = found.map_err(of_obstacle)?;
        let version = found.version;
        let refuse = |error: xml::Error| Fault::client(error.to_string()).in_version(version);
        let has_content = reader.child_or(None).map_err(refuse)?.is_some();
        let mut operation = (String::new(), String::new());
        if has_content {
            operation = (reader.uri().to_owned(), reader.local().to_owned());
            let is_encoded = reader.attribute(&found.encoding_style).is_some();
            reader.skip().map_err(refuse)?;
            envelope::leave(&mut reader, found, is_encoded).map_err(refuse)?;
        } else {
            envelope::leave_empty(&mut reader, found).map_err(refuse)?;
        }
        drop(reader);
        let action = action.map(|action| action.trim().trim_matches('"').to_owned());
        let action = action.or_else(|| content_type.and_then(action_parameter)).unwrap_or_default();
        Ok(Self { text: text.into_owned(), names, version, operation, action, demanded, message })
    }

    /// Namespace and local name of the element in the body: which operation is asked for. Both are empty where there
    /// is none.
    pub fn operation(&self) -> (&str, &str) {
        (&self.operation.0, &self.operation.1)
    }

    /// Whether the request names this action; for operations that begin with the same element.
    pub fn asks_for(&self, action: &str) -> bool {
        self.action == action
    }

    /// The blocks of the request's header.
    ///
    /// # Errors
    /// The fault to answer with: a block that must be understood and is not one of the operation's, or a block that
    /// cannot be read.
    pub fn headers<H: Node>(&self, headers: &'static Headers) -> Result<H, Fault> {
        self.understand(headers)?;
        let mut blocks = H::empty();
        let mut reader = Reader::new(&self.text, self.names, ReadOptions::default());
        let entered = envelope::enter_past(&mut reader, |reader, _| Ok(blocks.read(reader)?));
        match entered {
            Ok(_) => Ok(blocks),
            Err(obstacle) => Err(of_obstacle(obstacle).in_version(self.version)),
        }
    }

    fn understand(&self, headers: &'static Headers) -> Result<(), Fault> {
        let known = |(namespace, local): &(String, String)| {
            let declared = headers
                .request
                .iter()
                .any(|block| xml::uri(self.names, block.ns()) == namespace && block.name() == local);
            declared || headers.addressing.is_some() && addressing::is_namespace(namespace)
        };
        if self.demanded.iter().all(known) {
            Ok(())
        } else {
            Err(of_obstacle(Obstacle::MustUnderstand).in_version(self.version))
        }
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

/// The `action` parameter of a SOAP 1.2 content type.
fn action_parameter(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("action").then(|| value.trim().trim_matches('"').to_owned())
    })
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
    answer(operation, names, outcome.as_ref().map(|value| (Head::default(), value as &dyn Node)))
}

/// The same for an operation that declares header blocks: those of the reply go into its header, and the reply to a
/// message in the terms of WS-Addressing says which one it answers.
pub fn reply_to<R: Node, H: Node>(
    incoming: &Incoming,
    operation: &'static Operation,
    headers: &'static Headers,
    outcome: Result<WithHeaders<R, H>, Fault>,
) -> Answer {
    let outcome = outcome.as_ref().map(|with| {
        let action = headers.addressing.as_ref().map_or("", |addressing| addressing.reply_action);
        let message = incoming.message.as_deref().filter(|_| headers.addressing.is_some());
        let head = Head {
            blocks: Some(&with.headers),
            answer: message.map(|message| (action, message)),
            ..Head::default()
        };
        (head, &with.reply as &dyn Node)
    });
    answer(operation, incoming.names, outcome)
}

fn answer(
    operation: &'static Operation,
    names: &'static [&'static str],
    outcome: Result<(Head<'_>, &dyn Node), &Fault>,
) -> Answer {
    let version = operation.version;
    let written = outcome.map_err(Fault::clone).and_then(|(head, value)| {
        envelope::write(version, names, &head, operation.reply, value, Attaching::None)
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
