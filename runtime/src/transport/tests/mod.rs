//! What the transport tests share.

mod exchange;
mod identity;
mod tls;
mod trust;

use bytes::Bytes;
use http::{HeaderMap, Method};

use super::*;
use crate::endpoint::Endpoint;

/// Posts a few bytes.
async fn post(transport: &Transport, endpoint: &Endpoint) -> Result<Reply> {
    let body = Bytes::from_static(b"question");
    let request =
        Request { method: Method::POST, url: endpoint.below("", &[]), headers: HeaderMap::new(), body };
    transport.send(request).await
}

/// The error of a post that must fail, and everything it prints.
async fn failure(transport: &Transport, endpoint: &Endpoint) -> (Error, String) {
    let error = post(transport, endpoint).await.map(|reply| reply.status).unwrap_err();
    let mut shown = format!("{error} {error:?}");
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        shown.push_str(&format!(" {cause} {cause:?}"));
        source = cause.source();
    }
    (error, shown)
}
