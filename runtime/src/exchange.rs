//! One HTTP request and its reply as plain data: what encoding makes, transport carries and decoding reads.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};
use url::Url;

/// A request ready to be sent, any number of times; its body is shared. Not printable: address, headers and body may
/// hold secrets.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// A reply as it came, its body decompressed.
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// The content type as sent, absent if it was not sent or is not readable text.
    pub(crate) content_type: Option<String>,
    /// How long the partner asks to wait before the request is sent again.
    pub(crate) retry_after: Option<Duration>,
    /// For an error status this may be cut at the limit, or hold what came before the connection was lost: the status
    /// counts for more than the body.
    pub(crate) body: Bytes,
}

impl Reply {
    /// Whether the status is one of success.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The media type without its parameters, in lower case; empty if there is none.
    pub(crate) fn media_type(&self) -> String {
        let whole = self.content_type.as_deref().unwrap_or_default();
        whole.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The `charset` parameter of the content type, in lower case.
    pub(crate) fn charset(&self) -> Option<String> {
        charset(self.content_type.as_deref()?)
    }
}

/// The `charset` parameter of a content type, in lower case.
pub(crate) fn charset(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches('"').to_ascii_lowercase();
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
    })
}

/// A media type from the wire as an error may show it: only if it looks like one.
pub(crate) fn printable_media_type(media_type: &str) -> &str {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/+-.".contains(&byte);
    if !media_type.is_empty() && media_type.len() <= 64 && media_type.bytes().all(plain) {
        media_type
    } else {
        "none, or an unreadable one"
    }
}
