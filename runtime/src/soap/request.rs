//! Writing a request: the envelope, and the headers that go with its SOAP version.

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::{Description, Operation, Version, envelope, multipart};
use crate::endpoint::Endpoint;
use crate::error::{Error, Kind, Result};
use crate::exchange::Request;
use crate::xml::{Attaching, Attachment, Node};

/// What travels beside an envelope.
#[derive(Clone, Copy, Default)]
pub(crate) struct Beside<'a> {
    /// Which binary values leave the envelope.
    pub(crate) attaching: Attaching,
    /// What the contract declares beside it.
    pub(crate) attachments: &'a [Attachment],
}

/// The request as it travels.
pub(crate) fn encode(
    description: &'static Description,
    operation: &'static Operation,
    endpoint: &Endpoint,
    value: &dyn Node,
    beside: Beside<'_>,
) -> Result<Request> {
    let (body, taken_out) =
        envelope::write(operation.version, description.names, operation.request, value, beside.attaching)
            .map_err(|error| Error::new(Kind::Encode, error.to_string()).because(error))?;
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
            let kind = format!("application/soap+xml; charset=utf-8; action=\"{}\"", operation.action);
            headers.insert(CONTENT_TYPE, action(kind)?);
            headers.insert(ACCEPT, HeaderValue::from_static("application/soap+xml"));
        }
    }
    // Once one value has left the document, it is to be put together again (XOP).
    let is_xop = !taken_out.is_empty() || matches!(beside.attaching, Attaching::AtLeast(_));
    let body = if is_xop || !beside.attachments.is_empty() {
        let attachments = [taken_out.as_slice(), beside.attachments].concat();
        attach(operation, &mut headers, &body, &attachments, is_xop)?
    } else {
        body
    };
    Ok(Request { method: Method::POST, url: endpoint.url().clone(), headers, body: Bytes::from(body) })
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
    if operation.version == Version::V12 {
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
