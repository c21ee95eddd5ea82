//! `multipart/related`: an envelope with binary content beside it, as MTOM and SOAP with attachments send it.
//!
//! A body is in memory already, so it is split where it stands and its parts share it. The heads of parts are read by
//! httparse.

use bytes::Bytes;
use memchr::memmem;

use crate::error::{Error, Kind, Result};
use crate::exchange::parameter;
use crate::xml::Attachment;

/// Parts of one message: the envelope and 50 beside it.
const PARTS: usize = 51;
/// Headers of one part.
const HEADERS: usize = 32;
/// Bytes of the headers of one part.
const HEAD: usize = 16 * 1024;
/// Bytes of a boundary: RFC 2046 allows 70.
const BOUNDARY: usize = 200;

/// A message in parts.
pub(super) struct Message {
    /// The content type of the envelope.
    pub(super) content_type: String,
    /// The envelope.
    pub(super) envelope: Bytes,
    /// What is beside it, in order.
    pub(super) attachments: Vec<Attachment>,
}

/// Splits a body whose content type begins with `multipart/`.
///
/// # Errors
/// [`Kind::UnsupportedMedia`] for another kind of multipart or a transfer encoding that nobody uses over HTTP,
/// [`Kind::Truncated`] if the last delimiter is missing, [`Kind::TooLarge`] over a limit, [`Kind::Decode`] for what is
/// malformed.
pub(super) fn split(content_type: &str, body: &Bytes) -> Result<Message> {
    let media = content_type.split(';').next().unwrap_or_default().trim();
    if !media.eq_ignore_ascii_case("multipart/related") {
        return Err(Error::new(Kind::UnsupportedMedia, "a multipart message that is not multipart/related"));
    }
    let boundary = parameter(content_type, "boundary")
        .filter(|boundary| !boundary.is_empty() && boundary.len() <= BOUNDARY)
        .ok_or_else(|| malformed("a multipart message without a boundary"))?;
    let mut parts = Vec::new();
    let mut open: Option<usize> = None;
    for (start, end, last) in Delimiters::new(body, &boundary) {
        if let Some(from) = open {
            if parts.len() == PARTS {
                return Err(Error::new(Kind::TooLarge, "a multipart message of more than 51 parts"));
            }
            parts.push(part(&body.slice(from..start.max(from)))?);
        }
        open = Some(end);
        if last {
            return arrange(content_type, parts);
        }
    }
    Err(Error::new(Kind::Truncated, "a multipart message without its last delimiter"))
}

fn malformed(what: &'static str) -> Error {
    Error::new(Kind::Decode, what)
}

/// The envelope is the part that the content type names, else the first.
fn arrange(content_type: &str, mut parts: Vec<Attachment>) -> Result<Message> {
    let start = parameter(content_type, "start").map(|start| without_brackets(&start).to_owned());
    let at = match start {
        None => 0,
        Some(start) => parts
            .iter()
            .position(|part| part.id == start)
            .ok_or_else(|| malformed("a multipart message whose first part is not there"))?,
    };
    if parts.is_empty() {
        return Err(malformed("a multipart message without parts"));
    }
    let root = parts.remove(at);
    for (at, part) in parts.iter().enumerate() {
        if !part.id.is_empty() && parts[..at].iter().any(|before| before.id == part.id) {
            return Err(malformed("two parts of one content id"));
        }
    }
    Ok(Message { content_type: root.media_type, envelope: root.content, attachments: parts })
}

/// One part: its head, an empty line, its content.
fn part(bytes: &Bytes) -> Result<Attachment> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let head = &bytes[..bytes.len().min(HEAD)];
    let (length, headers) = match httparse::parse_headers(head, &mut headers) {
        Ok(httparse::Status::Complete(found)) => found,
        Ok(httparse::Status::Partial) if head.len() == HEAD => {
            return Err(Error::new(Kind::TooLarge, "a part whose headers are over 16 KiB"));
        }
        Err(httparse::Error::TooManyHeaders) => {
            return Err(Error::new(Kind::TooLarge, "a part of more than 32 headers"));
        }
        _ => return Err(malformed("a part whose headers are malformed")),
    };
    let header = |name: &str| {
        let found = headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.and_then(|header| std::str::from_utf8(header.value).ok()).unwrap_or_default().trim().to_owned()
    };
    let content = bytes.slice(length..);
    let content = match header("Content-Transfer-Encoding").to_ascii_lowercase().as_str() {
        "" | "binary" | "8bit" | "7bit" => content,
        "base64" => {
            let dense: Vec<u8> = content.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
            let decoded = base64_simd::STANDARD.decode_to_vec(dense);
            decoded.map_err(|_| malformed("a part that is no base64 though it says so"))?.into()
        }
        _ => return Err(Error::new(Kind::UnsupportedMedia, "a part in an unknown transfer encoding")),
    };
    let id = without_brackets(&header("Content-ID")).to_owned();
    Ok(Attachment { id, media_type: header("Content-Type"), content })
}

fn without_brackets(id: &str) -> &str {
    id.trim().trim_start_matches('<').trim_end_matches('>')
}

/// Goes through the delimiters of a body: where the content before ends, where the next begins, and whether it is the
/// last one.
struct Delimiters<'a> {
    body: &'a [u8],
    finder: memmem::Finder<'a>,
    delimiter: Vec<u8>,
    at: usize,
}

impl<'a> Delimiters<'a> {
    fn new(body: &'a [u8], boundary: &str) -> Self {
        let delimiter = [b"--", boundary.as_bytes()].concat();
        Self { body, finder: memmem::Finder::new(&delimiter).into_owned(), delimiter, at: 0 }
    }
}

impl Iterator for Delimiters<'_> {
    type Item = (usize, usize, bool);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let start = self.at + self.finder.find(&self.body[self.at..])?;
            let behind = start + self.delimiter.len();
            self.at = behind;
            // It stands at the start of a line, whose end belongs to it.
            let before = &self.body[..start];
            let content = match before {
                [] => 0,
                [.., b'\r', b'\n'] => start - 2,
                [.., b'\n'] => start - 1,
                _ => continue,
            };
            let rest = &self.body[behind..];
            if rest.starts_with(b"--") {
                return Some((content, behind, true));
            }
            let blank = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
            let line = match &rest[blank..] {
                [b'\r', b'\n', ..] => 2,
                [b'\n', ..] => 1,
                // The boundary only begins a longer word.
                _ => continue,
            };
            // The end of the delimiter's line is the one before the next delimiter, if nothing is between.
            self.at = behind + blank;
            return Some((content, behind + blank + line, false));
        }
    }
}

/// Puts an envelope and what is beside it into one body; gives its content type and the body. Nothing if an id or a media
/// type cannot stand in a header.
///
/// `media`: the envelope's own media type. `is_xop`: values were taken out of the envelope.
pub(super) fn join(
    media: &str,
    is_xop: bool,
    envelope: &[u8],
    beside: &[Attachment],
) -> Option<(String, Vec<u8>)> {
    let boundary = boundary(envelope, beside);
    let size: usize = beside.iter().map(|part| part.content.len() + 512).sum();
    let mut body = Vec::with_capacity(envelope.len() + size + 1024);
    let (root, own) = if is_xop {
        ("application/xop+xml", format!("application/xop+xml; charset=utf-8; type=\"{media}\""))
    } else {
        (media, format!("{media}; charset=utf-8"))
    };
    open(&mut body, &boundary, ROOT, &own);
    body.extend_from_slice(envelope);
    for (number, part) in beside.iter().enumerate() {
        let plain = |text: &str| text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        if !plain(&part.id) || !plain(&part.media_type) || part.id.contains(['<', '>']) {
            return None;
        }
        body.extend_from_slice(b"\r\n");
        let id = if part.id.is_empty() { format!("part-{}@bindery", number + 1) } else { part.id.clone() };
        let media_type =
            if part.media_type.is_empty() { "application/octet-stream" } else { &part.media_type };
        open(&mut body, &boundary, &id, media_type);
        body.extend_from_slice(&part.content);
    }
    body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
    let info = if is_xop { format!("; start-info=\"{media}\"") } else { String::new() };
    let content_type =
        format!("multipart/related; type=\"{root}\"; start=\"<{ROOT}>\"{info}; boundary=\"{boundary}\"");
    Some((content_type, body))
}

/// Begins a part.
fn open(body: &mut Vec<u8>, boundary: &str, id: &str, media_type: &str) {
    let head = format!(
        "--{boundary}\r\nContent-Type: {media_type}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <{id}>\r\n\r\n"
    );
    body.extend_from_slice(head.as_bytes());
}

/// The content id of the envelope.
const ROOT: &str = "envelope@bindery";

/// A boundary that stands nowhere in the parts.
fn boundary(envelope: &[u8], beside: &[Attachment]) -> String {
    let mut number = 1_u64;
    loop {
        let boundary = format!("bindery-part-{number}");
        let finder = memmem::Finder::new(&boundary);
        let within = |content: &[u8]| finder.find(content).is_some();
        if !within(envelope) && !beside.iter().any(|part| within(&part.content)) {
            return boundary;
        }
        number += 1;
    }
}
