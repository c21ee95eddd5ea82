//! Writing a request: the envelope, and the headers that go with its SOAP version.

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::{Description, Operation, Version, envelope};
use crate::endpoint::Endpoint;
use crate::error::{Error, Kind, Result};
use crate::exchange::Request;
use crate::xml::Node;

/// The request as it travels.
pub(crate) fn encode(
    description: &'static Description,
    operation: &'static Operation,
    endpoint: &Endpoint,
    value: &dyn Node,
) -> Result<Request> {
    let body = envelope::write(operation.version, description.names, operation.request, value)
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
    Ok(Request { method: Method::POST, url: endpoint.url().clone(), headers, body: Bytes::from(body) })
}
