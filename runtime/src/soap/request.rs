//! Writing a request: the envelope, and the headers that go with its SOAP version.

use base64_simd::STANDARD;
use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

use super::addressing::Letter;
use super::envelope::{self, Head};
use super::headers::Headers;
use super::security::Seal;
use super::{Description, Operation, Version, multipart};
use crate::endpoint::Endpoint;
use crate::error::{Error, Kind, Result};
use crate::exchange::Request;
use crate::secret::Secret;
use crate::xml::{Attaching, Attachment, Node};

/// One call, as all its attempts share it.
pub(crate) struct Outgoing<'a> {
    pub(crate) description: &'static Description,
    pub(crate) operation: &'static Operation,
    /// What the contract declares beside request and reply, where it does.
    headers: Option<&'static Headers>,
    /// The blocks of the request's header, as one record.
    blocks: Option<&'a (dyn Node + Sync)>,
    /// Which binary values leave the envelope.
    attaching: Attaching,
    /// What the contract declares beside the envelope.
    attachments: &'a [Attachment],
    endpoint: &'a Endpoint,
    letter: Option<Letter>,
}

impl<'a> Outgoing<'a> {
    /// A call to this address.
    pub(crate) fn new(
        description: &'static Description,
        operation: &'static Operation,
        endpoint: &'a Endpoint,
    ) -> Self {
        let letter = endpoint.terms().addressing.then(|| Letter::new(operation.action));
        Self {
            description,
            operation,
            headers: None,
            blocks: None,
            attaching: Attaching::None,
            attachments: &[],
            endpoint,
            letter,
        }
    }

    /// The same with these binary values beside the envelope.
    pub(crate) fn attaching(self, attaching: Attaching) -> Self {
        Self { attaching, ..self }
    }

    /// The same with what the contract declares beside the envelope.
    pub(crate) fn with_attachments(self, attachments: &'a [Attachment]) -> Self {
        Self { attachments, ..self }
    }

    /// The same with what the contract declares beside request and reply.
    pub(crate) fn declaring(mut self, headers: &'static Headers, blocks: &'a (dyn Node + Sync)) -> Self {
        if let Some(addressing) = &headers.addressing {
            self.letter = Some(Letter::new(addressing.action));
        }
        self.headers = Some(headers);
        self.blocks = Some(blocks);
        self
    }

    /// The same as a message of a fixed identity.
    #[cfg(test)]
    pub(super) fn fixed(mut self, id: &str) -> Self {
        let action = self.headers.and_then(|headers| headers.addressing.as_ref());
        let action = action.map_or(self.operation.action, |addressing| addressing.action);
        self.letter = Some(Letter::fixed(action, id));
        self
    }

    /// The blocks that a reply may have.
    pub(super) fn expected(&self) -> &'static [crate::xml::El] {
        self.headers.map_or(&[], |headers| headers.reply)
    }

    /// Which message it is, where it says so.
    pub(super) fn letter(&self) -> Option<&Letter> {
        self.letter.as_ref()
    }

    /// Whether it says who sends it.
    pub(crate) fn is_sealed(&self) -> bool {
        self.endpoint.terms().security.is_some()
    }

    /// One attempt as it travels.
    pub(crate) fn encode(&self, value: &dyn Node) -> Result<Request> {
        self.encode_with(value, self.endpoint.terms().security.as_ref().map(Seal::new))
    }

    pub(super) fn encode_with(&self, value: &dyn Node, seal: Option<Seal>) -> Result<Request> {
        let Self { operation, endpoint, .. } = self;
        let head = Head {
            blocks: self.blocks.map(|blocks| blocks as &dyn Node),
            letter: self.letter.as_ref().map(|letter| (letter, endpoint.url().as_str())),
            seal: seal.as_ref(),
            answer: None,
        };
        let names = self.description.names;
        let (body, taken_out) =
            envelope::write(operation.version, names, &head, operation.request, value, self.attaching)
                .map_err(|error| Error::new(Kind::Encode, error.to_string()).because(error))?;
        let mut headers = versioned(operation)?;
        if let Some((name, password)) = &endpoint.terms().basic {
            headers.insert(AUTHORIZATION, basic(name, password)?);
        }
        // Once one value has left the document, it is to be put together again (XOP).
        let is_xop = !taken_out.is_empty() || matches!(self.attaching, Attaching::AtLeast(_));
        let body = if is_xop || !self.attachments.is_empty() {
            let attachments = [taken_out.as_slice(), self.attachments].concat();
            attach(operation, &mut headers, &body, &attachments, is_xop)?
        } else {
            body
        };
        Ok(Request { method: Method::POST, url: endpoint.url().clone(), headers, body: Bytes::from(body) })
    }
}

/// The HTTP headers that go with the operation's SOAP version.
fn versioned(operation: &Operation) -> Result<HeaderMap> {
    let action = |text: String| {
        HeaderValue::try_from(text).ok().filter(|_| !operation.action.contains('"')).ok_or_else(|| {
            Error::new(Kind::Encode, "the operation's action has characters a header has no place for")
        })
    };
    let mut headers = HeaderMap::new();
    match operation.version {
        Version::V11 => {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
            headers.insert(ACCEPT, HeaderValue::from_static("text/xml"));
            let name = HeaderName::from_static("soapaction");
            headers.insert(name, action(format!("\"{}\"", operation.action))?);
        }
        Version::V12 => {
            // The parameter is optional, and an empty URI would be none.
            let kind = match operation.action {
                "" => "application/soap+xml; charset=utf-8".to_owned(),
                uri => format!("application/soap+xml; charset=utf-8; action=\"{uri}\""),
            };
            headers.insert(CONTENT_TYPE, action(kind)?);
            headers.insert(ACCEPT, HeaderValue::from_static("application/soap+xml"));
        }
    }
    Ok(headers)
}

/// Name and password as HTTP Basic has them, in a value that is not printed.
fn basic(name: &str, password: &Secret) -> Result<HeaderValue> {
    if name.contains(':') {
        return Err(Error::new(Kind::Configuration, "the name for HTTP Basic has a colon in it"));
    }
    let pair = Zeroizing::new(format!("{name}:{}", password.expose()));
    let value =
        Zeroizing::new(format!("Basic {}", *Zeroizing::new(STANDARD.encode_to_string(pair.as_bytes()))));
    let mut value = HeaderValue::from_str(&value)
        .map_err(|_| Error::new(Kind::Configuration, "name or password for HTTP Basic cannot be sent"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The envelope and what is beside it as one body; corrects the headers.
fn attach(
    operation: &'static Operation,
    headers: &mut HeaderMap,
    envelope: &[u8],
    beside: &[Attachment],
    is_xop: bool,
) -> Result<Vec<u8>> {
    let media = match operation.version {
        Version::V11 => "text/xml",
        Version::V12 => "application/soap+xml",
    };
    let (mut content_type, body) = multipart::join(media, is_xop, envelope, beside).ok_or_else(|| {
        Error::new(Kind::Encode, "an attachment's id or media type has characters a header has no place for")
    })?;
    if operation.version == Version::V12 && !operation.action.is_empty() {
        content_type.push_str(&format!("; action=\"{}\"", operation.action));
    }
    let value = HeaderValue::try_from(content_type).map_err(|_| {
        Error::new(Kind::Encode, "the operation's action has characters a header has no place for")
    })?;
    headers.insert(CONTENT_TYPE, value);
    let accepted = match operation.version {
        Version::V11 => "multipart/related, text/xml",
        Version::V12 => "multipart/related, application/soap+xml",
    };
    headers.insert(ACCEPT, HeaderValue::from_static(accepted));
    Ok(body)
}
