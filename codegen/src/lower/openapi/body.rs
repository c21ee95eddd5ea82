//! Bodies of requests and replies: JSON and forms; other media types are named and left out.

use super::Lowering;
use super::merge::Merged;
use super::names::below;
use super::operation::{is_success, shown};
use super::schema::Sort;
use crate::contract::{Status, TypeRef};
use crate::document::openapi::{self, MediaType, Slot};

/// The body of a request.
#[derive(Default)]
pub(super) struct Body {
    /// Its media type and its type.
    pub(super) content: Option<(String, TypeRef)>,
    /// Whether it must be there.
    pub(super) required: bool,
}

/// How a body is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Writing {
    Json,
    Form,
    Unknown,
}

impl<'a> Lowering<'a, '_> {
    /// The request's body; `None` if the operation is left out because of it.
    pub(super) fn body(
        &mut self,
        source: &'a openapi::Operation,
        operation: &str,
        at: usize,
    ) -> Option<Body> {
        let Some(body) = source.request_body.as_ref().and_then(openapi::ReferenceOr::as_item) else {
            return Some(Body::default());
        };
        let offered = body.content.iter().map(|(name, media)| (name.as_str(), media));
        let Some((name, media)) = best(offered, &[Writing::Json, Writing::Form]) else {
            let kinds: Vec<&str> = body.content.keys().map(String::as_str).collect();
            let message = format!("`{operation}` sends {}, which the bindings do not write", listed(&kinds));
            let help = "Ask the partner for JSON; multipart and raw bytes are not supported yet.";
            self.left_out("openapi-media-type", message, at, help);
            if body.required {
                self.left_out(
                    "openapi-operation",
                    format!("the operation `{operation}` is left out: its body is required"),
                    at,
                    help,
                );
                return None;
            }
            return Some(Body::default());
        };
        let at = self.document.media_type_at(media);
        let others: Vec<&str> =
            body.content.keys().map(String::as_str).filter(|other| *other != name).collect();
        if !others.is_empty() {
            let message =
                format!("`{operation}` may also send {}; the bindings send {name}", listed(&others));
            self.diagnostics.warn(
                "openapi-several-media-types",
                message,
                Some(self.document.place(at)),
                "Nothing.",
            );
        }
        if writing(name) == Writing::Form && !self.is_flat(media) {
            let message = format!(
                "the form of `{operation}` holds lists or objects, which the bindings do not write; it is left out"
            );
            self.left_out("openapi-form", message, at, "Describe a form of texts and numbers, or use JSON.");
            return None;
        }
        let r#type = self.content_type(media, &below(&format!("/{operation}"), "request"));
        Some(Body { content: Some((written(name), r#type)), required: body.required })
    }

    /// Media type and type of a reply's body.
    pub(super) fn reply_body(
        &mut self,
        reply: &'a openapi::Response,
        operation: &str,
        status: Status,
    ) -> Option<(String, TypeRef)> {
        if reply.content.is_empty() {
            return None;
        }
        let offered = reply.content.iter().map(|(name, media)| (name.as_str(), media));
        let Some((name, media)) = best(offered, &[Writing::Json]) else {
            let kinds: Vec<&str> = reply.content.keys().map(String::as_str).collect();
            let message = format!(
                "`{operation}` answers {} with {}, which the bindings do not read",
                shown(status),
                listed(&kinds)
            );
            let place = reply
                .content
                .values()
                .next()
                .map(|media| self.document.media_type_at(media))
                .unwrap_or_default();
            if is_success(status) {
                let help = "The call reports success without the body.";
                self.left_out("openapi-media-type", message, place, help);
            } else {
                let help = "The error tells the status without the body.";
                self.diagnostics.warn("openapi-media-type", message, Some(self.document.place(place)), help);
            }
            return None;
        };
        let path = match status {
            Status::Exactly(200 | 201) | Status::Class(2) => format!("/{operation}/reply"),
            status => format!("/{operation}/{}", shown(status)),
        };
        // Two successes of one operation are two types.
        let id = crate::contract::TypeId::new("", path.clone());
        let path =
            if self.types.contains_key(&id) { format!("/{operation}/{}", shown(status)) } else { path };
        Some((written(name), self.content_type(media, &path)))
    }

    fn content_type(&mut self, media: &'a MediaType, path: &str) -> TypeRef {
        match &media.schema {
            Some(schema) => self.lower(&[Slot::from(schema)], path).r#type,
            None => TypeRef::Scalar(crate::contract::Scalar::Any),
        }
    }

    /// Whether all members of a form are single values.
    fn is_flat(&mut self, media: &'a MediaType) -> bool {
        let Some(schema) = &media.schema else { return false };
        let mut merged = self.merge(&[Slot::from(schema)]);
        match self.sort(&mut merged) {
            Sort::Record => self.has_flat_members(&merged),
            Sort::Map(values) => !values.is_empty() && self.is_single(&values),
            _ => false,
        }
    }

    fn has_flat_members(&mut self, merged: &Merged<'a>) -> bool {
        merged.properties.iter().all(|(_, slots)| self.is_single(slots))
    }

    fn is_single(&mut self, slots: &[Slot<'a>]) -> bool {
        let mut merged = self.merge(slots);
        matches!(self.sort(&mut merged), Sort::Scalar(_) | Sort::Enumeration(_))
    }
}

fn writing(name: &str) -> Writing {
    let base = name.split(';').next().unwrap_or_default().trim().to_lowercase();
    match base.as_str() {
        "application/json" | "text/json" | "*/*" | "application/*" => Writing::Json,
        "application/x-www-form-urlencoded" => Writing::Form,
        // JSON lines and sequences are many texts, not one.
        base if base.ends_with("+json") => Writing::Json,
        _ => Writing::Unknown,
    }
}

/// The media type to write: a wildcard is answered with JSON.
fn written(name: &str) -> String {
    if name.contains('*') { "application/json".to_owned() } else { name.to_owned() }
}

/// The offer that the bindings handle best: plain JSON before other JSON before the rest.
fn best<'m>(
    offered: impl Iterator<Item = (&'m str, &'m MediaType)> + Clone,
    writings: &[Writing],
) -> Option<(&'m str, &'m MediaType)> {
    let plain = offered.clone().find(|(name, _)| name.trim().eq_ignore_ascii_case("application/json"));
    plain.or_else(|| {
        writings.iter().find_map(|wanted| offered.clone().find(|(name, _)| writing(name) == *wanted))
    })
}

fn listed(names: &[&str]) -> String {
    if names.is_empty() { "nothing that is described".to_owned() } else { names.join(", ") }
}
