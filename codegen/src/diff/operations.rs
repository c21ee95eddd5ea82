//! Changes of services and operations.

use super::types::{field, named, named_type};
use super::{Change, Changes, Pair, Side, matched};
use crate::contract::{Contract, Exchange, Message, Operation, Parameter, Reply, Service};

pub(super) fn compare(old: &Contract, new: &Contract, changes: &mut Changes) {
    for pair in matched(&old.services, &new.services, |service| service.name.clone()) {
        match pair {
            Pair::Gone(service) => changes.say(None, format!("service {} removed", service.name)),
            Pair::New(service) => changes.say(None, format!("service {} added", service.name)),
            Pair::Both(old, new) => {
                let subject = format!("service {}", new.name);
                changes.differ(None, &subject, "wire name", &old.wire_name, &new.wire_name);
                changes.differ(None, &subject, "sharing of its endpoint", &old.shared_with, &new.shared_with);
                changes.differ(Some(Side::Request), &subject, "demands", &old.demands, &new.demands);
                changes.text(None, &subject, "documentation", &old.documentation, &new.documentation);
            }
        }
    }
    let old: Vec<(&Service, &Operation)> = old.operations().collect();
    let new: Vec<(&Service, &Operation)> = new.operations().collect();
    for pair in matched(&old, &new, |(_, operation)| operation.name.clone()) {
        match pair {
            Pair::Gone((service, operation)) => {
                changes
                    .say(None, format!("operation {} removed from service {}", operation.name, service.name));
            }
            Pair::New((service, operation)) => {
                changes.say(None, format!("operation {} added to service {}", operation.name, service.name));
            }
            Pair::Both((old_service, old), (new_service, new)) => {
                let subject = format!("operation {}", new.name);
                changes.differ(None, &subject, "service", &old_service.name, &new_service.name);
                operations(&subject, old, new, changes);
            }
        }
    }
}

fn operations(subject: &str, old: &Operation, new: &Operation, changes: &mut Changes) {
    changes.differ(None, subject, "name", &old.friendly, &new.friendly);
    changes.text(None, subject, "documentation", &old.documentation, &new.documentation);
    changes.differ(None, subject, "evidence", &old.evidence, &new.evidence);
    changes.differ(None, subject, "being inferred", &old.inferred, &new.inferred);
    changes.differ(None, subject, "use of the session", &old.session, &new.session);
    let need = |operation: &Operation| {
        let need = operation.session_need.as_ref()?;
        let keys = if need.device_keys { " with the keys of the device" } else { "" };
        Some(format!("{}{keys}", need.level))
    };
    changes.differ(None, subject, "least session", &need(old), &need(new));
    changes.differ(None, subject, "retry class", &old.retry, &new.retry);
    changes.differ(None, subject, "recovery", &old.recovered_by, &new.recovered_by);
    match (&old.exchange, &new.exchange) {
        (Exchange::Envelope { .. }, Exchange::Envelope { .. }) => {
            envelopes(subject, &old.exchange, &new.exchange, changes);
        }
        (Exchange::Resource { .. }, Exchange::Resource { .. }) => {
            resources(subject, &old.exchange, &new.exchange, changes);
        }
        _ => changes.say(None, format!("{subject}: travels in another way")),
    }
}

fn envelopes(subject: &str, old: &Exchange, new: &Exchange, changes: &mut Changes) {
    let (
        Exchange::Envelope { action, version, request, reply, faults, beside },
        Exchange::Envelope {
            action: new_action,
            version: new_version,
            request: new_request,
            reply: new_reply,
            faults: new_faults,
            beside: new_beside,
        },
    ) = (old, new)
    else {
        return;
    };
    changes.differ(Some(Side::Request), subject, "action", action, new_action);
    changes.differ(None, subject, "envelope version", version, new_version);
    messages(subject, "request", Some(request), Some(new_request), Side::Request, changes);
    messages(subject, "reply", reply.as_ref(), new_reply.as_ref(), Side::Reply, changes);
    for (what, side, old, new) in [
        ("request headers", Side::Request, &beside.request_headers, &new_beside.request_headers),
        ("reply headers", Side::Reply, &beside.reply_headers, &new_beside.reply_headers),
        ("headers beside faults", Side::Reply, &beside.fault_headers, &new_beside.fault_headers),
    ] {
        changes.differ(Some(side), subject, what, &old.as_ref().map(named), &new.as_ref().map(named));
    }
    changes.differ(None, subject, "addressing", &beside.addressing, &new_beside.addressing);
    for pair in matched(faults, new_faults, |(name, _)| name.clone()) {
        let side = Some(Side::Reply);
        match pair {
            Pair::Gone((name, _)) => changes.say(side, format!("{subject}: fault `{}` removed", name.local)),
            Pair::New((name, _)) => changes.say(side, format!("{subject}: fault `{}` added", name.local)),
            Pair::Both((name, old), (_, new)) if old != new => {
                let (from, to) = (named_type(old), named_type(new));
                changes.say(
                    side,
                    format!("{subject}: fault `{}`: type changed from {from} to {to}", name.local),
                );
            }
            Pair::Both(..) => {}
        }
    }
}

fn messages(
    subject: &str,
    what: &str,
    old: Option<&Message>,
    new: Option<&Message>,
    side: Side,
    changes: &mut Changes,
) {
    let path = |message: &Message| {
        let names: Vec<&str> = message.path.iter().map(|name| name.local.as_str()).collect();
        format!("`{}`", names.join("/"))
    };
    let side = Some(side);
    match (old, new) {
        (None, None) => {}
        (Some(_), None) => changes.say(side, format!("{subject}: {what} removed: it is one-way now")),
        (None, Some(_)) => changes.say(side, format!("{subject}: {what} added: it was one-way")),
        (Some(old), Some(new)) => {
            if path(old) != path(new) {
                changes.say(
                    side,
                    format!("{subject}: {what} element changed from {} to {}", path(old), path(new)),
                );
            } else if old.path != new.path {
                changes.say(side, format!("{subject}: {what} element {} is in another namespace", path(new)));
            }
            if old.value != new.value {
                let told =
                    |message: &Message| message.value.as_ref().map_or("nothing".to_owned(), named_type);
                changes.say(
                    side,
                    format!("{subject}: type of the {what} changed from {} to {}", told(old), told(new)),
                );
            }
        }
    }
}

fn resources(subject: &str, old: &Exchange, new: &Exchange, changes: &mut Changes) {
    let (
        Exchange::Resource { method, path, credentials, parameters, body, body_required, replies },
        Exchange::Resource {
            method: new_method,
            path: new_path,
            credentials: new_credentials,
            parameters: new_parameters,
            body: new_body,
            body_required: new_body_required,
            replies: new_replies,
        },
    ) = (old, new)
    else {
        return;
    };
    let side = Some(Side::Request);
    changes.differ(side, subject, "method", method, new_method);
    changes.differ(side, subject, "path", path, new_path);
    if credentials != new_credentials {
        changes.say(side, format!("{subject}: what authorises it changed"));
    }
    all_parameters(subject, parameters, new_parameters, changes);
    bodies(subject, "body", body, new_body, side, changes);
    changes.differ(side, subject, "need of a body", body_required, new_body_required);
    for pair in matched(replies, new_replies, |reply| reply.status) {
        let side = Some(Side::Reply);
        match pair {
            Pair::Gone(reply) => changes.say(side, format!("{subject}: {} removed", status(reply))),
            Pair::New(reply) => changes.say(side, format!("{subject}: {} added", status(reply))),
            Pair::Both(old, new) => {
                bodies(subject, &format!("body of {}", status(new)), &old.body, &new.body, side, changes);
                let subject = format!("{subject}: {}", status(new));
                changes.text(side, &subject, "documentation", &old.documentation, &new.documentation);
            }
        }
    }
}

fn all_parameters(subject: &str, old: &[Parameter], new: &[Parameter], changes: &mut Changes) {
    let side = Some(Side::Request);
    let key = |parameter: &Parameter| (super::word(&parameter.place), parameter.field.name.clone());
    for pair in matched(old, new, key) {
        match pair {
            Pair::Gone(one) => changes.say(side, format!("{subject}: {} removed", parameter(one))),
            Pair::New(one) => changes.say(side, format!("{subject}: {} added", parameter(one))),
            Pair::Both(old, new) => {
                let place = super::word(&new.place);
                field(
                    &format!("{subject}: in the {}", place.trim_matches('`')),
                    &old.field,
                    &new.field,
                    side,
                    changes,
                );
            }
        }
    }
}

fn parameter(parameter: &Parameter) -> String {
    format!("{} parameter `{}`", super::word(&parameter.place).trim_matches('`'), parameter.field.name.local)
}

type Body = Option<(String, crate::contract::TypeRef)>;

fn bodies(subject: &str, what: &str, old: &Body, new: &Body, side: Option<Side>, changes: &mut Changes) {
    if old == new {
        return;
    }
    let told = |body: &Body| match body {
        None => "nothing".to_owned(),
        Some((media_type, r#type)) => format!("{} as {media_type}", named_type(r#type)),
    };
    let message = format!("{subject}: {what} changed from {} to {}", told(old), told(new));
    changes.found.push(Change { message, side });
}

fn status(reply: &Reply) -> String {
    use crate::contract::Status;
    match reply.status {
        Status::Exactly(status) => format!("reply {status}"),
        Status::Class(class) => format!("reply {class}xx"),
        Status::Other => "reply to any other status".to_owned(),
    }
}
