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
    let value = parameter(content_type, "charset")?.to_ascii_lowercase();
    (!value.is_empty()).then_some(value)
}

/// A parameter of a content type, without its quotes.
pub(crate) fn parameter(content_type: &str, name: &str) -> Option<String> {
    let (_, mut rest) = content_type.split_once(';')?;
    loop {
        let (found, behind) = rest.split_once('=')?;
        // A parameter without a value is none.
        let found = found.rsplit(';').next().unwrap_or(found).trim();
        let value;
        (value, rest) = match behind.trim_start().strip_prefix('"') {
            Some(quoted) => quoted_text(quoted),
            None => {
                let (value, rest) = behind.split_once(';').unwrap_or((behind, ""));
                (value.trim().to_owned(), rest)
            }
        };
        if found.eq_ignore_ascii_case(name) {
            return Some(value);
        }
    }
}

/// The text to the closing quote, and what is behind it.
fn quoted_text(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return (text, &quoted[at + 1..]),
            '\\' => text.extend(letters.next().map(|(_, letter)| letter)),
            letter => text.push(letter),
        }
    }
    (text, "")
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

#[cfg(test)]
mod tests {
    use super::parameter;

    #[test]
    fn parameters_are_found_whatever_stands_around_them() {
        let whole = "multipart/related; type=\"a;b=\\\"c\"; flag; Boundary=uuid:1+2 ;start = \"<x>\"";
        for (name, value) in [
            ("type", Some("a;b=\"c")),
            ("boundary", Some("uuid:1+2")),
            ("START", Some("<x>")),
            ("flag", None),
        ] {
            assert_eq!(parameter(whole, name).as_deref(), value, "{name}");
        }
        assert_eq!(parameter("text/xml", "charset"), None);
    }
}
