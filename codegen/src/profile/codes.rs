//! Lays `[codes]` over a contract.

use std::collections::BTreeSet;

use super::check::Check;
use super::lookup::{field_mut, record, refusal_types, reply_type};
use super::{CodeRules, Profile, Word};
use crate::contract::{Code, Codes, Contract, Exchange, TypeId};
use crate::reach::reachable;

/// `[codes]`: the code stands in every reply of an envelope, and in the refusals of a resource.
pub(super) fn codes(profile: &Profile, contract: &mut Contract, check: &mut Check<'_>) {
    let Some(rules) = &profile.codes else { return };
    let replies = replies(contract);
    if !has_field(contract, &replies, &rules.field, check) {
        return;
    }
    for (operation, id) in
        replies.iter().filter(|(_, id)| !fields_of(contract, id).contains(&rules.field.text))
    {
        if contract.operations().any(|(_, one)| one.name == *operation && is_envelope(&one.exchange)) {
            let message = format!(
                "the reply of `{operation}` (type `{}`) has no field `{}`",
                id.path, rules.field.text
            );
            check.note(
                "profile-reply-without-code",
                message,
                &rules.field,
                "its replies cannot tell success from refusal",
            );
        }
    }
    // A code may also stand further in: of one item of a list, for example.
    for id in reachable(contract, replies.iter().map(|(_, id)| id.clone())) {
        if let Some(field) = field_mut(contract, &id, &rules.field.text) {
            field.unique = true;
        }
    }
    let mut text = |word: &Option<Word>| {
        let word = word.as_ref().filter(|word| has_field(contract, &replies, word, check));
        word.map(|word| word.text.clone())
    };
    let (user_text, log_text) = (text(&rules.user_text), text(&rules.log_text));
    contract.rules.codes = Some(Codes {
        field: rules.field.text.clone(),
        success: rules.success.clone(),
        user_text,
        log_text,
        known: known(rules),
    });
}

fn known(rules: &CodeRules) -> Vec<Code> {
    let known = rules.known.iter().cloned();
    known
        .map(|rule| Code {
            code: rule.code,
            name: rule.name,
            class: rule.class,
            remedy: rule.remedy,
            user_text: rule.user_text,
            session_gone: rule.session_gone,
        })
        .collect()
}

/// The operations and the types in which a code can stand.
fn replies(contract: &Contract) -> Vec<(String, TypeId)> {
    let mut replies = Vec::new();
    for (_, operation) in contract.operations() {
        let ids: Vec<&TypeId> = match operation.exchange {
            Exchange::Envelope { .. } => reply_type(operation).into_iter().collect(),
            Exchange::Resource { .. } => refusal_types(operation).collect(),
        };
        replies.extend(ids.into_iter().map(|id| (operation.name.clone(), id.clone())));
    }
    replies
}

fn is_envelope(exchange: &Exchange) -> bool {
    matches!(exchange, Exchange::Envelope { .. })
}

fn fields_of(contract: &Contract, id: &TypeId) -> BTreeSet<String> {
    let record = record(contract, id);
    record.into_iter().flat_map(|record| &record.fields).map(|field| field.name.local.clone()).collect()
}

fn has_field(contract: &Contract, replies: &[(String, TypeId)], word: &Word, check: &mut Check<'_>) -> bool {
    let names: BTreeSet<String> = replies.iter().flat_map(|(_, id)| fields_of(contract, id)).collect();
    let found = names.contains(&word.text);
    if !found {
        check.unknown("[codes]", "reply field", word, names.iter().map(String::as_str));
    }
    found
}
