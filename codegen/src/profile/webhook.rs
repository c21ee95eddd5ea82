//! Lays `[webhook]` over a contract: the type of an event and the members that say what happened, and to what.

use super::apply::known;
use super::check::Check;
use super::lookup::record;
use super::{Profile, WebhookRules, Word};
use crate::contract::{Contract, Exchange, Field, Occurs, Payload, Scalar, Shape, TypeId, TypeRef, Webhook};

/// `[webhook]`
pub(super) fn webhook(profile: &Profile, schemas: &[String], contract: &mut Contract, check: &mut Check<'_>) {
    let Some(rules) = &profile.webhook else { return };
    if contract.operations().any(|(_, one)| matches!(one.exchange, Exchange::Envelope { .. })) {
        let message = "[webhook] is written for events in JSON, of OpenAPI contracts only".to_owned();
        check.misfit("profile-webhook-event", message, &rules.event, "remove the section");
        return;
    }
    let Some(event) = type_named(contract, schemas, &rules.event, "`event` of [webhook]", check) else {
        return;
    };
    let Some(values) = members(rules, &event, contract, check) else { return };
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let mut payloads = Vec::new();
    for (happened, word) in &rules.payloads {
        let named = known(check, "[webhook.payloads]", "event", happened, &values);
        if let Some(r#type) = type_named(contract, schemas, word, "[webhook.payloads]", check)
            && named
        {
            payloads.push(Payload { event: happened.text.clone(), r#type });
        }
    }
    contract.rules.webhook = Some(Webhook {
        signature_header: rules.header.text.clone(),
        hash: rules.hash,
        encoding: rules.encoding,
        count_header: rules.count.as_ref().map(|word| word.text.clone()),
        event,
        type_field: rules.r#type.text.clone(),
        data_field: rules.data.text.clone(),
        payloads,
    });
}

/// The record of a name.
fn type_named(
    contract: &Contract,
    schemas: &[String],
    word: &Word,
    section: &str,
    check: &mut Check<'_>,
) -> Option<TypeId> {
    let found = contract.types.iter().find(|definition| definition.id.path == word.text);
    let Some(definition) = found else {
        let names = contract.types.iter().map(|definition| definition.id.path.as_str());
        check.unknown(section, "type", word, names.chain(schemas.iter().map(String::as_str)));
        return None;
    };
    if record(contract, &definition.id).is_none() {
        let message = format!("{section} names `{}`, which has no members", word.text);
        check.misfit("profile-webhook-event", message, word, "name an object");
        return None;
    }
    Some(definition.id.clone())
}

/// Sees to it that the event has both members, and answers what may happen.
fn members(
    rules: &WebhookRules,
    event: &TypeId,
    contract: &Contract,
    check: &mut Check<'_>,
) -> Option<Vec<String>> {
    let fields = record(contract, event).map(|record| record.fields.as_slice()).unwrap_or_default();
    let names: Vec<&str> = fields.iter().map(|field| field.name.local.as_str()).collect();
    let what = format!("member of `{}`", rules.event.text);
    let both = known(check, "`type` of [webhook]", &what, &rules.r#type, &names)
        & known(check, "`data` of [webhook]", &what, &rules.data, &names);
    if !both {
        return None;
    }
    let field = |word: &Word| fields.iter().find(|field| field.name.local == word.text);
    let single = |field: &&Field| matches!(field.occurs, Occurs::Required | Occurs::Optional);
    let values = field(&rules.r#type).filter(single).and_then(|field| match &field.r#type {
        TypeRef::Named(id) => match &contract.find(id)?.shape {
            Shape::Enumeration(enumeration) => {
                Some(enumeration.values.iter().map(|value| value.value.clone()).collect())
            }
            _ => None,
        },
        _ => None,
    });
    if values.is_none() {
        let message = format!("the member `{}` is not one of a list of texts", rules.r#type.text);
        let help = "name a member with `enum` or `x-open-enum` that is never null";
        check.misfit("profile-webhook-member", message, &rules.r#type, help);
        return None;
    }
    let raw =
        field(&rules.data).filter(single).is_some_and(|field| field.r#type == TypeRef::Scalar(Scalar::Any));
    if !raw {
        let message = format!("the member `{}` is not kept as it came", rules.data.text);
        check.misfit("profile-webhook-member", message, &rules.data, "give it the type `raw` in [types]");
        return None;
    }
    values
}
