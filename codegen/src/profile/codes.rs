//! Lays `[codes]` over a contract.

use std::collections::BTreeSet;

use super::apply::known;
use super::check::Check;
use super::lookup::{field_mut, operation_names, record, refusal_types, reply_type};
use super::{CodeRule, CodeRules, Profile, Word};
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
    let listed = listed(rules, contract, check);
    contract.rules.codes = Some(Codes {
        field: rules.field.text.clone(),
        success: rules.success.clone(),
        user_text,
        log_text,
        known: listed,
    });
}

fn listed(rules: &CodeRules, contract: &Contract, check: &mut Check<'_>) -> Vec<Code> {
    let operations = operation_names(contract);
    let mut listed = Vec::new();
    for rule in &rules.known {
        let title = format!("`text_hidden_for` of [codes.known.{}]", rule.code);
        let words = rule.text_hidden_for.iter();
        let words = words.filter(|word| known(check, &title, "operation", word, &operations));
        let text_hidden_for = words.map(|word| word.text.clone()).collect();
        let CodeRule { code, name, class, remedy, user_text, session_gone, terminal, .. } = rule.clone();
        listed.push(Code { code, name, class, remedy, user_text, text_hidden_for, session_gone, terminal });
    }
    listed
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
