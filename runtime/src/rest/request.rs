//! Building a request: path, query, headers and body, every mistake kept until the call.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Write as _};

use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::Operation;
use crate::endpoint::{Endpoint, Terms};
use crate::error::{Error, Kind, Result};
use crate::exchange;
use crate::secret::Secret;

/// A request being built. Methods take and return it; the first mistake is reported by the call, before anything is
/// sent. Its `Debug` shows the operation only.
#[must_use]
pub struct Request {
    operation: &'static Operation,
    path: Vec<(&'static str, String)>,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
    mistake: Option<Error>,
}

impl Request {
    /// Starts a request without parameters.
    pub fn new(operation: &'static Operation) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Self { operation, path: Vec::new(), query: Vec::new(), headers, body: Bytes::new(), mistake: None }
    }

    /// Fills a `{name}` of the path. The value is percent-encoded, so it stays one segment; an empty one is refused, and
    /// so is one that would make the segment `.` or `..`.
    pub fn path(mut self, name: &'static str, value: impl Display) -> Self {
        self.path.push((name, value.to_string()));
        self
    }

    /// Adds a pair to the query; lists add one per item.
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    /// Sets a header.
    pub fn header(self, name: &'static str, value: &str) -> Self {
        let value = HeaderValue::from_str(value);
        self.set(name, value.ok(), false)
    }

    /// Sets a header that no log and no debugger output may show.
    pub fn secret_header(self, name: &'static str, value: &Secret) -> Self {
        let value = HeaderValue::from_str(value.expose());
        self.set(name, value.ok().filter(|value| !value.is_empty()), true)
    }

    /// Authorizes by a token: `Authorization: Bearer ...`.
    pub fn bearer(self, token: &Secret) -> Self {
        let text = Zeroizing::new(format!("Bearer {}", token.expose()));
        let value = if token.is_empty() { None } else { HeaderValue::from_str(&text).ok() };
        self.set(AUTHORIZATION.as_str(), value, true)
    }

    /// Authorizes by key and secret: `Authorization: Basic ...`.
    pub fn basic(self, key: &Secret, secret: &Secret) -> Self {
        let pair = Zeroizing::new(format!("{}:{}", key.expose(), secret.expose()));
        let coded = Zeroizing::new(base64_simd::STANDARD.encode_to_string(pair.as_bytes()));
        let value = HeaderValue::from_str(&Zeroizing::new(format!("Basic {}", &*coded)));
        // A colon in the key would move the border between key and secret.
        let value = value.ok().filter(|_| !key.is_empty() && !key.expose().contains(':'));
        self.set(AUTHORIZATION.as_str(), value, true)
    }

    /// Sends a JSON body.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.with_body(body, "application/json"),
            // The text of this error may quote the value.
            Err(_) => {
                self.note("the body cannot be written as JSON".to_owned());
                self
            }
        }
    }

    /// Sends a form: the members of an object as `name=value` pairs, `null` members left out.
    pub fn form(mut self, body: &impl Serialize) -> Self {
        // By the text, not by a value: numbers keep their digits.
        let text = serde_json::to_string(body).map(Zeroizing::new);
        let members = text.and_then(|text| serde_json::from_str::<BTreeMap<String, Box<RawValue>>>(&text));
        let Ok(members) = members else {
            self.note("the form is not an object".to_owned());
            return self;
        };
        let mut form = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &members {
            match serde_json::from_str(value.get()) {
                Ok(Value::Null) => {}
                Ok(Value::String(text)) => drop(form.append_pair(name, &text)),
                Ok(Value::Bool(_) | Value::Number(_)) => drop(form.append_pair(name, value.get())),
                Ok(Value::Array(_) | Value::Object(_)) | Err(_) => {
                    self.note(format!("the form field {name} is not a scalar"));
                }
            }
        }
        self.with_body(form.finish().into_bytes(), "application/x-www-form-urlencoded")
    }

    /// The request, unless a mistake was made while building it or its path cannot be filled.
    pub(crate) fn checked(mut self) -> Result<Self> {
        if let Some(mistake) = self.mistake.take() {
            return Err(mistake);
        }
        fill(self.operation.path, &self.path)?;
        Ok(self)
    }

    /// The same request once more, for a replay. A mistake is not taken along: replay what was checked.
    pub(crate) fn again(&self) -> Self {
        Self {
            operation: self.operation,
            path: self.path.clone(),
            query: self.query.clone(),
            headers: self.headers.clone(),
            body: self.body.clone(),
            mistake: None,
        }
    }

    /// The operation this request is for.
    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The request as it travels, or the first mistake made while building it.
    pub(crate) fn encode(self, endpoint: &Endpoint) -> Result<exchange::Request> {
        if let Some(mistake) = self.mistake {
            return Err(mistake);
        }
        if endpoint.terms() != &Terms::default() {
            let mistake = "the endpoint says what a SOAP service demands, and this one is none";
            return Err(Error::new(Kind::Configuration, mistake));
        }
        let method = Method::from_bytes(self.operation.method.as_bytes())
            .map_err(|_| Error::new(Kind::Encode, "the operation's method is not one of HTTP"))?;
        let path = fill(self.operation.path, &self.path)?;
        let url = endpoint.below(&path, &self.query);
        Ok(exchange::Request { method, url, headers: self.headers, body: self.body })
    }

    fn with_body(mut self, body: Vec<u8>, content_type: &'static str) -> Self {
        self.body = Bytes::from(body);
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        self
    }

    fn set(mut self, name: &'static str, value: Option<HeaderValue>, is_secret: bool) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), value) {
            (Ok(name), Some(mut value)) => {
                value.set_sensitive(is_secret);
                self.headers.insert(name, value);
            }
            _ => self.note(format!("the header {name} is empty or has characters a header has no place for")),
        }
        self
    }

    fn note(&mut self, mistake: String) {
        self.mistake.get_or_insert_with(|| Error::new(Kind::Encode, mistake));
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Request({})", self.operation.name)
    }
}

/// The path with its parameters filled in.
fn fill(template: &str, values: &[(&'static str, String)]) -> Result<String> {
    let mistake =
        |name: &str, what: &str| Error::new(Kind::Encode, format!("the path parameter {name} {what}"));
    let mut path = String::with_capacity(template.len() + 32);
    for segment in template.split('/').skip(1) {
        path.push('/');
        let start = path.len();
        let mut rest = segment;
        let mut last = None;
        while let Some((before, after)) = rest.split_once('{') {
            path.push_str(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            let value = values.iter().find(|(given, _)| *given == name).map(|(_, value)| value);
            match value.map(String::as_str) {
                None => return Err(mistake(name, "is missing")),
                Some("") => return Err(mistake(name, "is empty")),
                Some(value) => percent_encode(value, &mut path),
            }
            last = Some(name);
            rest = after;
        }
        path.push_str(rest);
        if let Some(name) = last
            && matches!(&path[start..], "." | "..")
        {
            return Err(mistake(name, "makes a path segment of dots only"));
        }
    }
    Ok(path)
}

/// Everything but unreserved characters (RFC 3986) is encoded.
fn percent_encode(value: &str, path: &mut String) {
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(path, "%{byte:02X}");
        }
    }
}
