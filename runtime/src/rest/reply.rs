//! Judging a reply: the status first, then the body.

use serde::de::DeserializeOwned;

use super::{Description, Operation};
use crate::codes::Class;
use crate::error::{Error, Kind, Refusal, Result, Sent};
use crate::exchange::{Reply, printable_media_type};
use crate::json;

/// A successful reply's body as an `R`.
pub(crate) fn decode<R: DeserializeOwned>(
    description: &Description,
    operation: &Operation,
    reply: Reply,
) -> Result<R> {
    let status = reply.status;
    let reply = check(description, reply)?;
    if operation.otherwise.contains(&status) {
        let error = Error::new(Kind::OtherSuccess, "").sent(Sent::Yes).with_status(status);
        return Err(error.with_body(reply.body));
    }
    let decoded = if reply.body.is_empty() {
        Err(Error::new(Kind::EmptyBody, "JSON is due"))
    } else {
        check_media(&reply).and_then(|()| json::read(&reply.body))
    };
    decoded.map_err(|error| error.sent(Sent::Yes).with_status(status))
}

/// A successful reply, whatever its body.
pub(crate) fn accept(description: &Description, reply: Reply) -> Result<()> {
    check(description, reply).map(drop)
}

/// Passes replies that are a success by their status and do not hold an error all the same.
fn check(description: &Description, reply: Reply) -> Result<Reply> {
    let refusal = refusal_in(description, &reply);
    if reply.is_success() {
        return match refusal {
            // In a success only a code that is known to be an error counts: other replies may have such a member too.
            Some(refusal) if refusal.rule.is_some_and(|rule| rule.class != Class::Success) => {
                Err(Error::refused(refusal).with_kind(Kind::Contradiction).with_status(reply.status))
            }
            _ => Ok(reply),
        };
    }
    let error = match refusal {
        Some(refusal) => Error::refused(refusal),
        None => Error::new(Kind::HttpStatus, "").sent(Sent::Yes),
    };
    Err(error.with_status(reply.status).with_body(reply.body))
}

/// The code in the body. A body that is not JSON, is not an object or has no code holds none, and hides nothing.
fn refusal_in(description: &Description, reply: &Reply) -> Option<Refusal> {
    let table = description.codes?;
    // No member has the empty name, at least none that is a text for anybody.
    let names = [table.field, table.user_text.unwrap_or_default(), table.log_text.unwrap_or_default()];
    let [code, user_text, log_text] = json::members(&reply.body, names);
    let (user_text, log_text) = (table.user_text.and(user_text), table.log_text.and(log_text));
    let code = code?;
    let code = code.trim();
    (!code.is_empty()).then(|| Refusal::new(table, code, user_text.as_deref(), log_text.as_deref()))
}

fn check_media(reply: &Reply) -> Result<()> {
    let media = reply.media_type();
    let is_json =
        media.is_empty() || media == "application/json" || media == "text/json" || media.ends_with("+json");
    if !is_json {
        let place = format!("JSON is due, its media type is {}", printable_media_type(&media));
        return Err(Error::new(Kind::UnsupportedMedia, place));
    }
    match reply.charset().as_deref() {
        None | Some("utf-8" | "utf8" | "us-ascii") => Ok(()),
        Some(_) => Err(Error::new(Kind::UnsupportedMedia, "its character set is not UTF-8")),
    }
}
