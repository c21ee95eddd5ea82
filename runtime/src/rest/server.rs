//! The server's side, for partners that are played: plain data in, plain data out, no HTTP server in it.

use std::fmt;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::Operation;
use crate::error::{Error, Kind, Result};
use crate::json;

/// A request as the server received it.
#[derive(Clone, Default)]
pub struct Incoming {
    /// `GET`, `POST`, ...
    pub method: String,
    /// The path below the service's base address, still percent-encoded, beginning with a slash.
    pub path: String,
    /// The query without its question mark.
    pub query: String,
    /// Header names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Bytes,
}

impl Incoming {
    /// The values of the path's parameters, if this request is for the operation.
    pub fn matches(&self, operation: &Operation) -> Option<Vec<(&'static str, String)>> {
        if self.method == operation.method { matches(operation, &self.path) } else { None }
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The values of a query parameter in their order.
    pub fn query(&self, name: &str) -> Vec<String> {
        form_urlencoded::parse(self.query.as_bytes())
            .filter(|(given, _)| given == name)
            .map(|(_, value)| value.into_owned())
            .collect()
    }

    /// The JSON body.
    ///
    /// # Errors
    /// [`Kind::Decode`] or [`Kind::Truncated`] with path and offset.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        json::read(&self.body)
    }

    /// The form in the body; each of its fields is text.
    ///
    /// # Errors
    /// [`Kind::Decode`] when a field is missing, stands twice or has another form.
    pub fn form<T: DeserializeOwned>(&self) -> Result<T> {
        let mut members = Map::new();
        for (name, value) in form_urlencoded::parse(&self.body) {
            if members.insert(name.into_owned(), Value::String(value.into_owned())).is_some() {
                return Err(Error::new(Kind::Decode, "a form field stands twice"));
            }
        }
        // The text of this error may quote the value.
        serde_json::from_value(Value::Object(members))
            .map_err(|_| Error::new(Kind::Decode, "the form lacks a field or has one of another form"))
    }
}

/// The values of the path's `{name}` parameters, percent-decoded, if the path is one of the operation's.
pub fn matches(operation: &Operation, path: &str) -> Option<Vec<(&'static str, String)>> {
    let mut values = Vec::new();
    let mut segments = path.split('/');
    for expected in operation.path.split('/') {
        let segment = segments.next()?;
        match expected.split_once('{') {
            None if expected == segment => {}
            None => return None,
            Some((before, rest)) => {
                let (name, after) = rest.split_once('}')?;
                let raw = segment.strip_prefix(before)?.strip_suffix(after)?;
                let value = percent_decode(raw)?;
                if value.is_empty() {
                    return None;
                }
                values.push((name, value));
            }
        }
    }
    segments.next().is_none().then_some(values)
}

fn percent_decode(raw: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// What the server answers.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The content type, where there is a body.
    pub content_type: Option<&'static str>,
    /// The body.
    pub body: Vec<u8>,
}

/// The body by its size: it may hold anything.
impl fmt::Debug for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

impl Answer {
    /// A JSON answer. A value that cannot be written becomes an empty 500: the fault is the server's.
    pub fn json(status: u16, value: &impl Serialize) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Self { status, content_type: Some("application/json"), body },
            Err(_) => Self::empty(500),
        }
    }

    /// An answer without a body.
    pub fn empty(status: u16) -> Self {
        Self { status, content_type: None, body: Vec::new() }
    }
}
