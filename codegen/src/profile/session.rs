//! Lays `[session]` over a contract.

use super::apply::known;
use super::check::Check;
use super::lookup::{
    field_mut, operation_names, parameters, record, reply_type, request_type, scalar_of, scalars,
};
use super::{Carried, KeyRule, Profile, SessionRules, Word, levels};
use crate::contract::{
    Contract, Exchange, Occurs, Operation, Parameter, Place, Scalar, Session, SessionKey, SessionPlace,
    SessionUse, Source, TypeId, TypeRef,
};

/// `[session]`: marks the operation that opens a session, those that carry it, and what they do to it.
///
/// An operation carries the session if it carries every key. A key in a field is carried by every request that has
/// the field; a key in a header by the operations that describe the header as required, and those listed in `needs`.
pub(super) fn session(profile: &Profile, contract: &mut Contract, check: &mut Check<'_>) {
    let Some(rules) = &profile.session else { return };
    let names = operation_names(contract);
    if !known(check, "`opened_by` of [session]", "operation", &rules.opened_by, &names) {
        return;
    }
    let needs: Vec<&Word> = rules
        .needs
        .iter()
        .map(|need| &need.operation)
        .filter(|word| known(check, "`needs` of [session]", "operation", word, &names))
        .collect();
    let listed = [
        ("`ends` of [session]", &rules.ends, SessionUse::Ends),
        ("`batch.opened_by` of [session]", &rules.batch.0, SessionUse::OpensBatch),
        ("`batch.closed_by` of [session]", &rules.batch.1, SessionUse::ClosesBatch),
        ("`filled_by` of [session]", &rules.filled_by, SessionUse::Fills),
    ];
    let mut uses: Vec<(&Word, SessionUse)> = Vec::new();
    for (title, words, session_use) in listed {
        let words = words.iter().filter(|word| known(check, title, "operation", word, &names));
        uses.extend(words.map(|word| (word, session_use)));
    }
    let Some(reply) =
        reply_fields(contract, check, &rules.opened_by, rules.keys.iter().map(|key| &key.reply), "[session]")
    else {
        return;
    };
    let parameters: Vec<&str> = contract
        .operations()
        .flat_map(|(_, operation)| parameters(operation))
        .filter(|parameter| parameter.place == Place::Path)
        .map(|parameter| parameter.field.name.local.as_str())
        .collect();
    for word in rules.keys.iter().filter_map(|key| key.parameter.as_ref()) {
        known(check, "`keys` of [session]", "path parameter", word, &parameters);
    }
    if !can_carry(rules, contract, check) || !same_types(rules, &reply, contract, check) {
        return;
    }
    for key in &rules.keys {
        required(contract, &reply, &key.reply, true);
    }
    let plan: Vec<SessionUse> = contract
        .operations()
        .map(|(_, operation)| session_use(contract, rules, operation, &needs, &uses, check))
        .collect();
    carry(rules, &plan, contract);
    let levels = levels::levels(rules, contract, check);
    contract.rules.session = Some(Session {
        opened_by: rules.opened_by.text.clone(),
        keys: rules.keys.iter().map(session_key).collect(),
        idle_seconds: rules.idle_seconds,
        levels,
    });
}

fn session_key(key: &KeyRule) -> SessionKey {
    let place = match &key.carried {
        Carried::Field(word) => SessionPlace::Field(word.text.clone()),
        Carried::Header(word) => SessionPlace::Header(word.text.clone()),
    };
    let parameter = key.parameter.as_ref().map(|word| word.text.clone());
    SessionKey { reply_field: key.reply.text.clone(), place, parameter }
}

/// What the session means to one operation, with a complaint where the profile and the contract disagree.
fn session_use(
    contract: &Contract,
    rules: &SessionRules,
    operation: &Operation,
    needs: &[&Word],
    uses: &[(&Word, SessionUse)],
    check: &mut Check<'_>,
) -> SessionUse {
    let name = &operation.name;
    if *name == rules.opened_by.text {
        return SessionUse::Opens;
    }
    let listed = needs.iter().find(|word| word.text == *name);
    let special = uses.iter().find(|(word, _)| word.text == *name);
    let (carried, missing): (Vec<&KeyRule>, Vec<&KeyRule>) =
        rules.keys.iter().partition(|key| carries(contract, operation, key, listed.is_some()));
    match (missing.first(), listed.or(special.map(|(word, _)| word))) {
        (None, _) => special.map_or(SessionUse::Needs, |(_, session_use)| *session_use),
        (Some(key), Some(word)) => {
            let message =
                format!("the operation `{name}` does not carry the session key `{}`", key.reply.text);
            check.misfit(
                "profile-session-key-missing",
                message,
                word,
                "remove it from the list or correct the key",
            );
            SessionUse::None
        }
        (Some(key), None) => {
            if !carried.is_empty() {
                let message = format!(
                    "the operation `{name}` carries a part of the session only: it lacks the key `{}`",
                    key.reply.text
                );
                check.note(
                    "profile-session-in-part",
                    message,
                    &key.reply,
                    "it is generated as a call without a session",
                );
            }
            SessionUse::None
        }
    }
}

fn carries(contract: &Contract, operation: &Operation, key: &KeyRule, listed: bool) -> bool {
    match &key.carried {
        Carried::Field(word) => {
            let request = request_type(operation).and_then(|id| record(contract, id));
            let in_record =
                request.is_some_and(|record| record.fields.iter().any(|field| field.name.local == word.text));
            in_record || parameters(operation).iter().any(|parameter| parameter.field.name.local == word.text)
        }
        Carried::Header(word) => {
            let mut headers =
                parameters(operation).iter().filter(|parameter| parameter.place == Place::Header);
            let required = |occurs: &Occurs| *occurs == Occurs::Required;
            listed
                || headers.any(|header| {
                    header.field.name.local.eq_ignore_ascii_case(&word.text) && required(&header.field.occurs)
                })
        }
    }
}

/// Writes the plan into the operations and into the fields that the session fills.
fn carry(rules: &SessionRules, plan: &[SessionUse], contract: &mut Contract) {
    let mut requests: Vec<TypeId> = Vec::new();
    let operations = contract.services.iter_mut().flat_map(|service| &mut service.operations);
    for (operation, session) in operations.zip(plan) {
        operation.session = *session;
        if !session.is_within() {
            continue;
        }
        requests.extend(request_type(operation).cloned());
        if let Exchange::Resource { parameters, .. } = &mut operation.exchange {
            for key in &rules.keys {
                let itself = |parameter: &&mut Parameter| {
                    let name = &parameter.field.name.local;
                    parameter.place == Place::Path
                        && key.parameter.as_ref().is_some_and(|word| word.text == *name)
                };
                for parameter in parameters.iter_mut().filter(itself) {
                    parameter.field.source = Source::Session(key.reply.text.clone());
                }
                match &key.carried {
                    Carried::Header(word) => parameters.retain(|parameter| {
                        parameter.place != Place::Header
                            || !parameter.field.name.local.eq_ignore_ascii_case(&word.text)
                    }),
                    Carried::Field(word) => {
                        let fields = parameters.iter_mut().map(|parameter| &mut parameter.field);
                        for field in fields.filter(|field| field.name.local == word.text) {
                            field.source = Source::Session(key.reply.text.clone());
                        }
                    }
                }
            }
        }
    }
    for id in requests {
        for key in &rules.keys {
            if let Carried::Field(word) = &key.carried
                && let Some(field) = field_mut(contract, &id, &word.text)
            {
                field.source = Source::Session(key.reply.text.clone());
                // Always sent; a server reads an absent one as empty, and says itself that no session has such a key.
                field.occurs = Occurs::Filled;
            }
        }
    }
}

/// Whether there is a key, and calls of the opening operation's kind can carry it.
fn can_carry(rules: &SessionRules, contract: &Contract, check: &mut Check<'_>) -> bool {
    if rules.keys.is_empty() {
        let message = "[session] has no key, so no call would carry the session".to_owned();
        let help = "list what the opening reply brings and where later calls carry it";
        check.misfit("profile-session-without-keys", message, &rules.opened_by, help);
        return false;
    }
    let opened = contract.operations().find(|(_, operation)| operation.name == rules.opened_by.text);
    let Some((_, opened)) = opened else { return false };
    let by_header = matches!(opened.exchange, Exchange::Resource { .. });
    let wrong = rules.keys.iter().find(|key| matches!(key.carried, Carried::Header(_)) != by_header);
    if let Some(key) = wrong {
        let (cannot, can) = if by_header {
            ("calls by HTTP carry no key in a field", "name the `header` that carries it")
        } else {
            ("envelopes carry no key in a header", "name the `field` that carries it")
        };
        let message = format!("the session key `{}` cannot travel so: {cannot}", key.reply.text);
        check.misfit("profile-session-key-place", message, &key.reply, can);
    }
    wrong.is_none()
}

/// What a session's keys and the partner's token are made of.
pub(super) fn is_text(scalar: Scalar) -> bool {
    matches!(scalar, Scalar::Text | Scalar::Secret)
}

pub(super) fn is_single(occurs: &Occurs) -> bool {
    !matches!(occurs, Occurs::Many | Occurs::AtLeastOne | Occurs::Wrapped { .. })
}

/// Sees to it that a key is of one scalar type in the opening reply and in every request that carries it.
fn same_types(rules: &SessionRules, reply: &TypeId, contract: &mut Contract, check: &mut Check<'_>) -> bool {
    let scalars = scalars(contract);
    let requests: Vec<TypeId> =
        contract.operations().filter_map(|(_, operation)| request_type(operation)).cloned().collect();
    for key in &rules.keys {
        let Some(brought) = field_mut(contract, reply, &key.reply.text) else { continue };
        let scalar = scalar_of(&scalars, &brought.r#type);
        let Some(scalar) = scalar.filter(|scalar| is_text(*scalar) && is_single(&brought.occurs)) else {
            let message = format!("the session key `{}` is not a single text", key.reply.text);
            check.misfit(
                "profile-session-key-type",
                message,
                &key.reply,
                "name a field that holds one text, or give it the type `text` or `secret` in [types]",
            );
            return false;
        };
        brought.r#type = TypeRef::Scalar(scalar);
        let Carried::Field(word) = &key.carried else { continue };
        for id in &requests {
            let Some(field) = field_mut(contract, id, &word.text) else { continue };
            if scalar_of(&scalars, &field.r#type) != Some(scalar) {
                let message = format!(
                    "the session key `{}` is of another type in the opening reply than in `{}`",
                    word.text, id.path
                );
                check.misfit("profile-session-key-type", message, word, "give both the same type in [types]");
                return false;
            }
            field.r#type = TypeRef::Scalar(scalar);
        }
    }
    true
}

/// The type of an operation's reply, if it has all the fields.
pub(super) fn reply_fields<'w>(
    contract: &Contract,
    check: &mut Check<'_>,
    operation: &Word,
    fields: impl IntoIterator<Item = &'w Word>,
    section: &str,
) -> Option<TypeId> {
    let (_, found) = contract.operations().find(|(_, one)| one.name == operation.text)?;
    let reply = reply_type(found).and_then(|id| Some((id, record(contract, id)?)));
    let Some((id, record)) = reply else {
        let message = format!("the reply of `{}` has no fields", operation.text);
        check.misfit(
            "profile-reply-without-fields",
            message,
            operation,
            "name an operation whose reply has fields",
        );
        return None;
    };
    let names: Vec<&str> = record.fields.iter().map(|field| field.name.local.as_str()).collect();
    let what = format!("field of the reply of `{}`", operation.text);
    let mut complete = true;
    for word in fields {
        complete &= known(check, section, &what, word, &names);
    }
    complete.then(|| id.clone())
}

/// A success without this field is an error from now on.
pub(super) fn required(contract: &mut Contract, reply: &TypeId, word: &Word, unique: bool) {
    if let Some(field) = field_mut(contract, reply, &word.text) {
        field.occurs = Occurs::Required;
        field.unique = unique;
    }
}
