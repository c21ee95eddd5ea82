//! Judging a reply: media type, envelope, fault, result code, and only then its value.

use std::borrow::Cow;

use super::envelope::{self, Obstacle};
use super::{Description, Operation, fault, multipart};
use crate::codes::{Class, CodeTable};
use crate::error::{Error, Kind, Refusal, Result, Sent};
use crate::exchange::{Reply, printable_media_type};
use crate::xml::{self, Attachment, Node, ReadOptions, Reader, Targets};

/// A successful reply's value, and what came beside it.
pub(crate) fn decode<R: Node>(
    description: &'static Description,
    operation: &'static Operation,
    reply: &Reply,
) -> Result<(R, Vec<Attachment>)> {
    let decoded = if reply.body.is_empty() {
        Err(Error::new(Kind::EmptyBody, "an envelope is due"))
    } else {
        document_of(reply).and_then(|document| {
            judge(description, operation, &document.text, !reply.is_success())?;
            if reply.is_success() {
                let value = value(description, operation, &document)?;
                Ok((value, document.attachments))
            } else {
                Err(http_error())
            }
        })
    };
    decoded.map_err(|error| complete(error, reply))
}

/// A successful reply to an operation that has none to be read: only a fault in it counts.
pub(crate) fn accept(
    description: &'static Description,
    operation: &'static Operation,
    reply: &Reply,
) -> Result<()> {
    let judged = document_of(reply)
        .and_then(|document| judge(description, operation, &document.text, !reply.is_success()));
    match judged {
        Err(error) if error.kind() == Kind::Fault || !reply.is_success() => Err(complete(error, reply)),
        Ok(()) if !reply.is_success() => Err(complete(http_error(), reply)),
        _ => Ok(()),
    }
}

fn http_error() -> Error {
    Error::new(Kind::HttpStatus, "")
}

/// Adds what the reply's head says. With an error status, a body counts only if it says more than the status: a fault
/// or a result code does, an HTML page does not.
fn complete(error: Error, reply: &Reply) -> Error {
    let says_more = matches!(error.kind(), Kind::Fault | Kind::Refused | Kind::EmptyCode);
    let error = if reply.is_success() || says_more { error } else { http_error().because(error) };
    error.sent(Sent::Yes).with_status(reply.status)
}

/// An envelope as text, and what travels beside it.
struct Document<'a> {
    text: Cow<'a, str>,
    attachments: Vec<Attachment>,
}

/// The body as a document, if it can be an envelope.
fn document_of(reply: &Reply) -> Result<Document<'_>> {
    if reply.media_type().starts_with("multipart/") {
        let content_type = reply.content_type.as_deref().unwrap_or_default();
        let message = multipart::split(content_type, &reply.body)?;
        let envelope = Reply {
            status: reply.status,
            content_type: Some(message.content_type),
            retry_after: None,
            body: message.envelope,
        };
        let text = Cow::Owned(text_of(&envelope)?.into_owned());
        return Ok(Document { text, attachments: message.attachments });
    }
    Ok(Document { text: text_of(reply)?, attachments: Vec::new() })
}

/// The body as text, if it can be an envelope.
fn text_of(reply: &Reply) -> Result<Cow<'_, str>> {
    let media = reply.media_type();
    let is_xml = matches!(media.as_str(), "" | "text/xml" | "application/xml") || media.ends_with("+xml");
    if !is_xml || is_html(&reply.body) {
        let place = format!("its media type is {}", printable_media_type(&media));
        return Err(Error::new(Kind::NotSoap, place));
    }
    xml::decode_text(&reply.body, reply.charset().as_deref()).map_err(of_xml)
}

/// Whether the body is a web page, whatever its content type says.
fn is_html(body: &[u8]) -> bool {
    let mut body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body).trim_ascii_start();
    // XHTML begins with an XML declaration; comments may stand before either.
    while let Some((start, end)) =
        [(&b"<?"[..], &b"?>"[..]), (b"<!--", b"-->")].iter().find(|(start, _)| body.starts_with(start))
    {
        let Some(at) = body.windows(end.len()).skip(start.len()).position(|window| window == *end) else {
            return false;
        };
        body = body[start.len() + at + end.len()..].trim_ascii_start();
    }
    [&b"<!doctype html"[..], b"<html"]
        .iter()
        .any(|start| body.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)))
}

/// Goes through the whole document. Passes it if it is a reply to this operation and no refusal.
///
/// `may_be_cut`: the status is one of an error, so that the document may lack its end.
fn judge(
    description: &'static Description,
    operation: &'static Operation,
    text: &str,
    may_be_cut: bool,
) -> Result<()> {
    let mut reader = open(description, operation, text)?;
    let names = envelope::enter(&mut reader).map_err(of_obstacle)?;
    let Some(is_reply) = reader.child_or(operation.reply.first()).map_err(of_xml)? else {
        return if operation.reply.is_empty() { Ok(()) } else { Err(of_obstacle(Obstacle::NoBody)) };
    };
    if reader.is(&names.fault) {
        let mut fault = fault::empty(names, operation.version);
        let read =
            fault::read(&mut reader, &mut fault).and_then(|()| envelope::leave(&mut reader, names, false));
        return Err(match read {
            // The body of an error is cut at a limit, and a long trace in the detail must not hide whose fault it is.
            Err(error) if may_be_cut && *error.kind() == xml::Kind::Truncated && !fault.code.is_empty() => {
                fault.detail = None;
                Error::faulted(fault)
            }
            Err(error) => of_xml(error),
            Ok(()) => Error::faulted(fault),
        });
    }
    let Some(expected) = operation.reply.first() else { return Ok(()) };
    if !is_reply {
        return Err(unexpected(&reader, expected.name()));
    }
    let texts = envelope::descend(&mut reader, operation.reply, |reader| match description.codes {
        Some(table) => texts_of_code(reader, table).map(Some),
        None => reader.skip().map(|()| None),
    });
    let texts = texts.map_err(of_xml)?;
    envelope::leave(&mut reader, names, operation.is_encoded()).map_err(of_xml)?;
    match (description.codes, texts) {
        (Some(table), Some(texts)) => judge_code(table, operation, &texts),
        _ => Ok(()),
    }
}

/// The code and the texts beside it, directly below the current element.
struct Texts {
    code: Option<String>,
    user: Option<String>,
    log: Option<String>,
}

fn texts_of_code(reader: &mut Reader<'_>, table: &'static CodeTable) -> xml::Result<Texts> {
    // A text that the partner does not have is looked for under a name that no element can have.
    let wanted = [table.user_text, table.log_text].map(Option::unwrap_or_default);
    let (code, texts) = reader.scan_code(table.field, &wanted)?;
    let mut texts = texts.into_iter();
    let mut next = || texts.next().flatten();
    Ok(Texts { code, user: next(), log: next() })
}

fn judge_code(table: &'static CodeTable, operation: &'static Operation, texts: &Texts) -> Result<()> {
    let Some(code) = texts.code.as_deref() else {
        if table.success.is_none() {
            return Ok(());
        }
        let path: Vec<&str> = operation.reply.iter().map(xml::El::name).collect();
        let place = format!("Envelope/Body/{}/{}: required, but missing", path.join("/"), table.field);
        return Err(Error::new(Kind::Decode, place));
    };
    let code = code.trim();
    if code.is_empty() {
        return Err(Error::new(Kind::EmptyCode, format!("the field {}", table.field)));
    }
    let is_success = match table.success {
        Some(success) => code == success,
        // Without a code of success only a code that is known to be none counts.
        None => table.rule(code).is_none_or(|rule| rule.class == Class::Success),
    };
    if is_success {
        return Ok(());
    }
    Err(Error::refused(Refusal::new(table, code, texts.user.as_deref(), texts.log.as_deref())))
}

/// A reader of a reply. In one whose document is cut short nothing is referred to, so that a fault in it is found.
fn open<'a>(
    description: &'static Description,
    operation: &'static Operation,
    text: &'a str,
) -> Result<Reader<'a>> {
    let reader = Reader::new(text, description.names, ReadOptions::default());
    if !operation.is_encoded() {
        return Ok(reader);
    }
    match Targets::find(text, description.names) {
        Ok(targets) => Ok(reader.following(targets)),
        Err(error) if *error.kind() == xml::Kind::Truncated => Ok(reader),
        Err(error) => Err(of_xml(error)),
    }
}

/// The value in a document that has been judged.
fn value<R: Node>(
    description: &'static Description,
    operation: &'static Operation,
    document: &Document<'_>,
) -> Result<R> {
    let mut value = R::empty();
    let mut reader = open(description, operation, &document.text)?.beside(&document.attachments);
    envelope::enter(&mut reader).map_err(of_obstacle)?;
    if reader.child_or(operation.reply.first()).map_err(of_xml)? == Some(true) {
        envelope::descend(&mut reader, operation.reply, |reader| value.read(reader)).map_err(of_xml)?;
    }
    Ok(value)
}

fn unexpected(reader: &Reader<'_>, expected: &'static str) -> Error {
    let found = reader.local();
    let place = if found == expected {
        format!("{expected} is of another namespace than expected")
    } else {
        let found: String = found.chars().take(64).collect();
        format!("{expected} expected, {found} found")
    };
    Error::new(Kind::UnexpectedReply, place)
}

fn of_obstacle(obstacle: Obstacle) -> Error {
    match obstacle {
        Obstacle::NotAnEnvelope => Error::new(Kind::NotSoap, "its root is another element than Envelope"),
        Obstacle::OtherVersion => Error::new(Kind::NotSoap, "its envelope is neither of SOAP 1.1 nor of 1.2"),
        Obstacle::MustUnderstand => {
            Error::new(Kind::UnsupportedMedia, "a header says that it must be understood, and none is")
        }
        Obstacle::NoBody => Error::new(Kind::UnexpectedReply, "nothing stands in the body of the envelope"),
        Obstacle::Xml(error) => of_xml(error),
    }
}

fn of_xml(error: xml::Error) -> Error {
    let kind = match error.kind() {
        xml::Kind::Truncated => Kind::Truncated,
        xml::Kind::Limit(_) => Kind::TooLarge,
        xml::Kind::UnsupportedEncoding => Kind::UnsupportedMedia,
        _ => Kind::Decode,
    };
    Error::new(kind, error.to_string()).because(error)
}
