//! Changes of what the binding profile adds.

use super::{Changes, Pair, matched};
use crate::contract::{Code, Codes, Rules, Session, Webhook};

pub(super) fn compare(old: &Rules, new: &Rules, changes: &mut Changes) {
    for pair in matched(&old.environments, &new.environments, |environment| environment.name.clone()) {
        match pair {
            Pair::Gone(one) => changes.say(None, format!("environment {} removed", one.name)),
            Pair::New(one) => changes.say(None, format!("environment {} added", one.name)),
            Pair::Both(old, new) => {
                changes.differ(
                    None,
                    &format!("environment {}", new.name),
                    "base address",
                    &old.base,
                    &new.base,
                );
            }
        }
    }
    changes.differ(
        None,
        "environments",
        "client certificate of each",
        &old.certificate_per_environment,
        &new.certificate_per_environment,
    );
    match (&old.session, &new.session) {
        (None, None) => {}
        (Some(_), None) => changes.say(None, "the session is gone".to_owned()),
        (None, Some(_)) => changes.say(None, "a session is new".to_owned()),
        (Some(old), Some(new)) => sessions(old, new, changes),
    }
    match (&old.token, &new.token) {
        (Some(_), None) => changes.say(None, "the partner token is gone".to_owned()),
        (None, Some(_)) => changes.say(None, "a partner token is new".to_owned()),
        (old, new) => changes.differ(None, "partner token", "rule", old, new),
    }
    match (&old.codes, &new.codes) {
        (None, None) => {}
        (Some(_), None) => changes.say(None, "the result codes are gone".to_owned()),
        (None, Some(_)) => changes.say(None, "result codes are new".to_owned()),
        (Some(old), Some(new)) => codes(old, new, changes),
    }
    match (&old.webhook, &new.webhook) {
        (Some(_), None) => changes.say(None, "the webhook is gone".to_owned()),
        (None, Some(_)) => changes.say(None, "a webhook is new".to_owned()),
        (None, None) => {}
        (Some(old), Some(new)) => webhooks(old, new, changes),
    }
}

fn webhooks(old: &Webhook, new: &Webhook, changes: &mut Changes) {
    changes.differ(None, "webhook", "header of the signature", &old.signature_header, &new.signature_header);
    changes.differ(None, "webhook", "hash of the signature", &old.hash, &new.hash);
    changes.differ(None, "webhook", "encoding of the signature", &old.encoding, &new.encoding);
    changes.differ(None, "webhook", "header that counts deliveries", &old.count_header, &new.count_header);
    changes.differ(None, "webhook", "type of an event", &old.event, &new.event);
    changes.differ(None, "webhook", "member that says what happened", &old.type_field, &new.type_field);
    changes.differ(None, "webhook", "member with the data", &old.data_field, &new.data_field);
    for pair in matched(&old.payloads, &new.payloads, |payload| payload.event.clone()) {
        match pair {
            Pair::Gone(one) => {
                changes.say(None, format!("webhook: the data of `{}` has no type any more", one.event));
            }
            Pair::New(one) => changes.say(None, format!("webhook: the data of `{}` has a type", one.event)),
            Pair::Both(old, new) => {
                let subject = format!("webhook: the data of `{}`", new.event);
                changes.differ(None, &subject, "type", &old.r#type, &new.r#type);
            }
        }
    }
}

fn sessions(old: &Session, new: &Session, changes: &mut Changes) {
    changes.differ(None, "session", "opening operation", &old.opened_by, &new.opened_by);
    changes.differ(None, "session", "idle limit in seconds", &old.idle_seconds, &new.idle_seconds);
    changes.differ(None, "session", "rule of levels", &old.levels, &new.levels);
    for pair in matched(&old.keys, &new.keys, |key| key.reply_field.clone()) {
        match pair {
            Pair::Gone(key) => changes.say(None, format!("session: key `{}` removed", key.reply_field)),
            Pair::New(key) => changes.say(None, format!("session: key `{}` added", key.reply_field)),
            Pair::Both(old, new) => {
                let subject = format!("session: key `{}`", new.reply_field);
                changes.differ(None, &subject, "place", &old.place, &new.place);
                changes.differ(None, &subject, "path parameter", &old.parameter, &new.parameter);
            }
        }
    }
}

fn codes(old: &Codes, new: &Codes, changes: &mut Changes) {
    changes.differ(None, "result codes", "field", &old.field, &new.field);
    changes.differ(None, "result codes", "code of success", &old.success, &new.success);
    changes.differ(None, "result codes", "text for the end user", &old.user_text, &new.user_text);
    changes.differ(None, "result codes", "text for logs", &old.log_text, &new.log_text);
    for pair in matched(&old.known, &new.known, |code| code.code.clone()) {
        match pair {
            Pair::Gone(code) => changes.say(None, format!("code {} ({}) removed", code.code, code.name)),
            Pair::New(code) => changes.say(None, format!("code {} ({}) added", code.code, code.name)),
            Pair::Both(old, new) => one_code(old, new, changes),
        }
    }
}

fn one_code(old: &Code, new: &Code, changes: &mut Changes) {
    let subject = format!("code {}", new.code);
    changes.differ(None, &subject, "name", &old.name, &new.name);
    changes.differ(None, &subject, "class", &old.class, &new.class);
    changes.text(None, &subject, "remedy", &old.remedy, &new.remedy);
    changes.differ(None, &subject, "use of its text", &old.user_text, &new.user_text);
    changes.differ(
        None,
        &subject,
        "operations that hide its text",
        &old.text_hidden_for,
        &new.text_hidden_for,
    );
    changes.differ(None, &subject, "meaning for the session", &old.session_gone, &new.session_gone);
    changes.differ(None, &subject, "being final", &old.terminal, &new.terminal);
}
