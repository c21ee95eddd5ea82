//! Lays `[session.levels]` over a contract: the fields that tell levels apart, the operations that open, promote and
//! read a session, and what each operation needs.

use super::apply::known;
use super::check::Check;
use super::lookup::{operation_names, parameters, record, reply_type, request_type};
use super::session::is_single;
use super::{LevelRules, NeedRule, SessionRules, Word};
use crate::contract::{
    Contract, DeviceField, Evidence, EvidenceMark, Exchange, Field, Level, Levels, Occurs, Operation, Scalar,
    SessionNeed, Shape, Source, TypeRef,
};

/// The levels, if everything that they need is there. Operations in a session have got their use of it already.
pub(super) fn levels(rules: &SessionRules, contract: &mut Contract, check: &mut Check<'_>) -> Option<Levels> {
    let levels = rules.levels.as_ref()?;
    let names = operation_names(contract);
    let promoted =
        known(check, "`promoted_by` of [session.levels]", "operation", &levels.promoted_by, &names);
    let read = known(check, "`read_by` of [session.levels]", "operation", &levels.read_by, &names);
    if !(promoted && read) {
        return None;
    }
    let fits = [
        by_http(rules, contract, check),
        fields(rules, levels, contract, check),
        device(rules, levels, contract, check),
        on_the_session_only(&levels.promoted_by, contract, check),
        on_the_session_only(&levels.read_by, contract, check),
        sources(rules, levels, contract, check),
    ];
    if fits.contains(&false) {
        return None;
    }
    needs(rules, levels, contract, check);
    let text = |word: &Word| word.text.clone();
    Some(Levels {
        known: levels
            .known
            .iter()
            .map(|level| Level {
                name: text(&level.name),
                source: level.source.as_ref().map(text),
                promotes_to: level.promotes_to.iter().map(text).collect(),
            })
            .collect(),
        source_field: text(&levels.source),
        source_id_field: text(&levels.source_id),
        device: levels
            .device
            .iter()
            .map(|(name, field)| DeviceField { name: text(name), field: text(field) })
            .collect(),
        device_reply_field: text(&levels.device_reply),
        promoted_by: text(&levels.promoted_by),
        read_by: text(&levels.read_by),
    })
}

fn operation<'c>(contract: &'c Contract, word: &Word) -> Option<&'c Operation> {
    contract.operations().find(|(_, operation)| operation.name == word.text).map(|(_, operation)| operation)
}

fn by_http(rules: &SessionRules, contract: &Contract, check: &mut Check<'_>) -> bool {
    let resource = |operation: &Operation| matches!(operation.exchange, Exchange::Resource { .. });
    let fits = operation(contract, &rules.opened_by).is_some_and(resource);
    if !fits {
        let message = "[session.levels] is written for calls by HTTP only".to_owned();
        check.misfit("profile-levels-place", message, &rules.opened_by, "remove the section");
    }
    fits
}

/// What an operation sends or answers.
#[derive(Clone, Copy)]
enum Side {
    Request,
    Reply,
}

impl Side {
    fn word(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Reply => "reply",
        }
    }
}

/// The fields of what an operation sends or answers.
fn fields_of<'c>(contract: &'c Contract, word: &Word, side: Side) -> &'c [Field] {
    let id = operation(contract, word).and_then(|operation| match side {
        Side::Request => request_type(operation),
        Side::Reply => reply_type(operation),
    });
    id.and_then(|id| record(contract, id)).map_or(&[], |record| &record.fields)
}

/// Whether a field is there and may be left out, with a complaint if not.
fn optional(contract: &Contract, of: &Word, side: Side, word: &Word, check: &mut Check<'_>) -> bool {
    let fields = fields_of(contract, of, side);
    let names: Vec<&str> = fields.iter().map(|field| field.name.local.as_str()).collect();
    let what = format!("field of the {} of `{}`", side.word(), of.text);
    if !known(check, "[session.levels]", &what, word, &names) {
        return false;
    }
    let field = fields.iter().find(|field| field.name.local == word.text);
    let fits = field.is_some_and(|field| field.occurs == Occurs::Optional && is_word(contract, field));
    if !fits {
        let message = format!(
            "the field `{}` of the {} of `{}` is not a single text that may be left out",
            word.text,
            side.word(),
            of.text
        );
        check.misfit("profile-levels-field", message, word, "name another field, or correct it in [types]");
    }
    fits
}

/// A text, or one of listed texts.
fn is_word(contract: &Contract, field: &Field) -> bool {
    let of_text = match &field.r#type {
        TypeRef::Scalar(scalar) => matches!(scalar, Scalar::Text | Scalar::Encrypted),
        TypeRef::Named(id) => {
            matches!(contract.find(id).map(|found| &found.shape), Some(Shape::Enumeration(_)))
        }
        TypeRef::ListOf(_) | TypeRef::MapOf(_) => false,
    };
    of_text && is_single(&field.occurs)
}

/// The source stands in the opening and the promoting request, and in what is told about a session. Nothing else may
/// be required: whoever opens or promotes a session does not fill the request by hand.
fn fields(rules: &SessionRules, levels: &LevelRules, contract: &Contract, check: &mut Check<'_>) -> bool {
    let mut fit = true;
    for (of, side) in [
        (&rules.opened_by, Side::Request),
        (&levels.promoted_by, Side::Request),
        (&levels.read_by, Side::Reply),
    ] {
        for word in [&levels.source, &levels.source_id] {
            fit &= optional(contract, of, side, word, check);
        }
    }
    for of in [&rules.opened_by, &levels.promoted_by] {
        let fields = fields_of(contract, of, Side::Request);
        let required = |field: &&Field| field.source == Source::Caller && field.occurs == Occurs::Required;
        if let Some(field) = fields.iter().find(required) {
            let message = format!(
                "the request of `{}` requires `{}`, which [session.levels] does not fill",
                of.text, field.name.local
            );
            check.misfit("profile-levels-request", message, of, "name another operation");
            fit = false;
        }
    }
    fit
}

fn device(rules: &SessionRules, levels: &LevelRules, contract: &Contract, check: &mut Check<'_>) -> bool {
    let mut fit = optional(contract, &rules.opened_by, Side::Reply, &levels.device_reply, check);
    for (_, word) in &levels.device {
        fit &= optional(contract, &rules.opened_by, Side::Request, word, check);
    }
    if levels.device.is_empty() {
        let message = "`device` of [session.levels] names no field".to_owned();
        let help = "name the fields of the opening request that carry what the SDK made of the device";
        check.misfit("profile-levels-device", message, &levels.source, help);
        fit = false;
    }
    fit
}

/// The operation acts in a session, and on that session alone: its path names nothing else.
fn on_the_session_only(word: &Word, contract: &Contract, check: &mut Check<'_>) -> bool {
    let Some(operation) = operation(contract, word) else { return false };
    let other = |source: &Source| !matches!(source, Source::Session(_));
    let other = parameters(operation).iter().find(|parameter| other(&parameter.field.source));
    let obstacle = match other {
        Some(parameter) => format!("needs the parameter `{}`", parameter.field.name.local),
        None if !operation.session.is_within() => "carries no session".to_owned(),
        None => return true,
    };
    let message = format!("[session.levels] names the operation `{}`, which {obstacle}", word.text);
    let help = "list the operation in `needs`, and name the parameter that is the session's key in `keys`";
    check.misfit("profile-levels-operation", message, word, help);
    false
}

/// What the source field says of a level is a value that it has, where values are listed.
fn sources(rules: &SessionRules, levels: &LevelRules, contract: &Contract, check: &mut Check<'_>) -> bool {
    let fields = fields_of(contract, &rules.opened_by, Side::Request);
    let field = fields.iter().find(|field| field.name.local == levels.source.text);
    let Some(TypeRef::Named(id)) = field.map(|field| &field.r#type) else { return true };
    let Some(Shape::Enumeration(listed)) = contract.find(id).map(|found| &found.shape) else { return true };
    let values: Vec<&str> = listed.values.iter().map(|value| value.value.as_str()).collect();
    let mut fit = true;
    for level in &levels.known {
        let title = format!("`source` of [session.levels.known.{}]", level.name.text);
        let what = format!("value of `{}`", levels.source.text);
        let mut is_value = |word: &Word| known(check, &title, &what, word, &values);
        fit &= level.source.as_ref().is_none_or(&mut is_value);
    }
    fit
}

/// Marks what each operation needs. One that carries the session without being listed may be called at any level.
fn needs(rules: &SessionRules, levels: &LevelRules, contract: &mut Contract, check: &mut Check<'_>) {
    let operations = contract.services.iter_mut().flat_map(|service| &mut service.operations);
    for operation in operations.filter(|operation| operation.session.is_within()) {
        let listed = rules.needs.iter().find(|need| need.operation.text == operation.name);
        let least = listed.and_then(|NeedRule { least, .. }| least.as_ref());
        operation.session_need = match (least, levels.known.first()) {
            (Some(least), _) => Some(SessionNeed {
                level: least.level.text.clone(),
                device_keys: least.device_keys,
                evidence: least.evidence.clone(),
            }),
            (None, Some(weakest)) => {
                let message = format!(
                    "`needs` of [session] does not say which level `{}` needs; any will do",
                    operation.name
                );
                check.note("profile-level-unsaid", message, &rules.opened_by, "list the operation");
                let evidence = Evidence { mark: EvidenceMark::Inferred, note: String::new() };
                Some(SessionNeed { level: weakest.name.text.clone(), device_keys: false, evidence })
            }
            (None, None) => None,
        };
    }
}
