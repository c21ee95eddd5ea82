//! What a fault leaves of a reply, the same with both partners.

use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::listener::Cut;

/// What a proxy says, of nobody.
pub(crate) const PROXY_PAGE: &str = "<!DOCTYPE html><html><head><title>Sandbox</title></head><body><h1>The page that you have \
     asked for is not available</h1><br></body></html>";

/// The order to reset the connection after these bytes.
pub(crate) fn cut(sent: Bytes) -> Response {
    let mut response = Response::default();
    response.extensions_mut().insert(Cut { sent });
    response
}

/// A reply that promises its whole length and brings half of it before the connection is reset.
pub(crate) fn truncated(status: u16, content_type: &str, body: &[u8]) -> Response {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} \r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n");
    cut([head.as_bytes(), &body[..length / 2]].concat().into())
}

/// Status 429.
pub(crate) fn too_many_requests(retry_after: u32) -> Response {
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, retry_after.to_string())]).into_response()
}

/// A status; one that is none becomes 500.
pub(crate) fn status_code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
