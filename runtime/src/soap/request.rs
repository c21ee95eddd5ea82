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
use super::{Description, Operation, Version};
use crate::endpoint::Endpoint;
use crate::error::{Error, Kind, Result};
use crate::exchange::Request;
use crate::secret::Secret;
use crate::xml::Node;

/// One call, as all its attempts share it.
pub(crate) struct Outgoing<'a> {
    pub(crate) description: &'static Description,
    pub(crate) operation: &'static Operation,
    /// What the contract declares beside request and reply, where it does.
    headers: Option<&'static Headers>,
    /// The blocks of the request's header, as one record.
    blocks: Option<&'a (dyn Node + Sync)>,
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
        Self { description, operation, headers: None, blocks: None, endpoint, letter }
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
        let body = envelope::write(operation.version, names, &head, operation.request, value)
            .map_err(|error| Error::new(Kind::Encode, error.to_string()).because(error))?;
        let mut headers = versioned(operation)?;
        if let Some((name, password)) = &endpoint.terms().basic {
            headers.insert(AUTHORIZATION, basic(name, password)?);
        }
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
