//! Entries that name fields: types, absence, the head, what may be printed, friendlier names.
//!
//! A field is named by its wire name alone, wherever it occurs, or as `Type.field`. A parameter of a resource belongs
//! to its operation: `getPerson.person_id`.

use std::collections::{BTreeMap, BTreeSet};

use super::apply::known;
use super::check::Check;
use super::lookup::{each_field, in_requests, request_type, scalar_of, scalars};
use super::{Profile, TypeOverride, Word};
use crate::contract::{
    Absent, Contract, EvidenceMark, Exchange, Field, Kind, Occurs, Scalar, Sensitivity, Shape, Source,
    TypeId, TypeRef,
};

/// `[types]`
pub(super) fn types(profile: &Profile, contract: &mut Contract, check: &mut Check<'_>) {
    let scalars = scalars(contract);
    for (word, kind) in &profile.types {
        let mut unfit = None;
        let found = change(contract, word, |owner, field| {
            let scalar = override_scalar(*kind);
            let fits = match kind {
                TypeOverride::Raw => field.kind != Kind::Attribute,
                _ => scalar_of(&scalars, &field.r#type).is_some(),
            };
            if fits {
                field.r#type = TypeRef::Scalar(scalar);
                if *kind == TypeOverride::Raw && matches!(field.occurs, Occurs::Wrapped { .. }) {
                    // The wrapper itself is what may hold anything.
                    field.occurs = Occurs::Optional;
                }
            } else {
                unfit.get_or_insert_with(|| format!("{owner}.{}", field.name.local));
            }
        });
        if !found {
            unknown_field(contract, check, "[types]", word);
        } else if let Some(place) = unfit {
            let message = format!("[types] gives `{}` a type that `{place}` cannot have", word.text);
            check.misfit(
                "profile-type-does-not-fit",
                message,
                word,
                "only `raw` fits a field that has fields itself",
            );
        }
    }
}

fn override_scalar(kind: TypeOverride) -> Scalar {
    match kind {
        TypeOverride::Bytes => Scalar::Base64,
        TypeOverride::Secret => Scalar::Secret,
        TypeOverride::Text => Scalar::Text,
        TypeOverride::Decimal => Scalar::Decimal,
        TypeOverride::Int => Scalar::Int64,
        TypeOverride::DateTime => Scalar::DateTime,
        TypeOverride::Raw => Scalar::Any,
    }
}

/// `[requests]`
pub(super) fn requests(profile: &Profile, contract: &mut Contract, check: &mut Check<'_>) {
    let reached = in_requests(contract);
    let scalars = scalars(contract);
    let mut blanked = BTreeSet::new();
    let mut lists = BTreeSet::new();
    for definition in contract.types.iter_mut().filter(|definition| reached.contains(&definition.id)) {
        let Shape::Record(record) = &mut definition.shape else { continue };
        for field in &mut record.fields {
            if profile.fill_absent {
                fill(&scalars, field);
            }
            if let Occurs::Wrapped { empty, .. } = &mut field.occurs {
                lists.insert(field.name.local.clone());
                if profile.blank_item.iter().any(|word| word.text == field.name.local) {
                    *empty = Absent::BlankItem;
                    blanked.insert(field.name.local.clone());
                }
            }
        }
    }
    let lists: Vec<&str> = lists.iter().map(String::as_str).collect();
    for word in profile.blank_item.iter().filter(|word| !blanked.contains(&word.text)) {
        known(check, "`blank_item` of [requests]", "wrapped list of a request", word, &lists);
    }
}

/// Elements that are sent although there is nothing to say: text and wrapped lists, unless they are a guess.
fn fill(scalars: &BTreeMap<TypeId, Scalar>, field: &mut Field) {
    let guess = field.evidence.as_ref().is_some_and(|evidence| evidence.mark == EvidenceMark::Guess);
    if guess || field.kind != Kind::Element {
        return;
    }
    match &mut field.occurs {
        Occurs::Wrapped { empty, .. } if *empty == Absent::Omitted => *empty = Absent::Empty,
        occurs @ Occurs::Optional => {
            let scalar = scalar_of(scalars, &field.r#type);
            if matches!(scalar, Some(Scalar::Text | Scalar::Token | Scalar::Secret | Scalar::Base64)) {
                *occurs = Occurs::Filled;
            }
        }
        _ => {}
    }
}

/// `[head]`
pub(super) fn head(profile: &Profile, contract: &mut Contract, check: &mut Check<'_>) {
    let scalars = scalars(contract);
    let requests: BTreeSet<TypeId> =
        contract.operations().filter_map(|(_, operation)| request_type(operation)).cloned().collect();
    for (word, source) in &profile.head {
        let mut found = false;
        let mut unfit = None;
        each_request_field(contract, &requests, |owner, field| {
            if field.name.local != word.text {
                return;
            }
            found = true;
            match source {
                Source::Constant(text) if !constant_fits(scalar_of(&scalars, &field.r#type), text) => {
                    unfit.get_or_insert_with(|| format!("{owner}.{}", field.name.local));
                }
                _ => field.source = source.clone(),
            }
        });
        if !found {
            let mut names = BTreeSet::new();
            each_request_field(contract, &requests, |_, field| {
                names.insert(field.name.local.clone());
            });
            check.unknown("[head]", "request field", word, names.iter().map(String::as_str));
        } else if let Some(place) = unfit {
            let message =
                format!("the constant that [head] gives `{}` is not of the type of `{place}`", word.text);
            check.misfit("profile-constant-does-not-fit", message, word, "write a constant of that type");
        }
    }
}

fn each_request_field(
    contract: &mut Contract,
    requests: &BTreeSet<TypeId>,
    mut visit: impl FnMut(&str, &mut Field),
) {
    for definition in contract.types.iter_mut().filter(|definition| requests.contains(&definition.id)) {
        if let Shape::Record(record) = &mut definition.shape {
            record.fields.iter_mut().for_each(|field| visit(&definition.name, field));
        }
    }
    for operation in contract.services.iter_mut().flat_map(|service| &mut service.operations) {
        if let Exchange::Resource { parameters, .. } = &mut operation.exchange {
            parameters.iter_mut().for_each(|parameter| visit(&operation.name, &mut parameter.field));
        }
    }
}

/// Whether a constant's text is a value of the scalar; of types that are no scalar there is no constant.
fn constant_fits(scalar: Option<Scalar>, text: &str) -> bool {
    match scalar {
        None => false,
        Some(Scalar::Boolean) => matches!(text, "true" | "false"),
        Some(Scalar::Int8) => text.parse::<i8>().is_ok(),
        Some(Scalar::Int16) => text.parse::<i16>().is_ok(),
        Some(Scalar::Int32) => text.parse::<i32>().is_ok(),
        Some(Scalar::Int64) => text.parse::<i64>().is_ok(),
        Some(Scalar::UInt8) => text.parse::<u8>().is_ok(),
        Some(Scalar::UInt16) => text.parse::<u16>().is_ok(),
        Some(Scalar::UInt32) => text.parse::<u32>().is_ok(),
        Some(Scalar::UInt64) => text.parse::<u64>().is_ok(),
        Some(Scalar::Text | Scalar::Token | Scalar::TextOrNumber) => true,
        // A constant secret would stand in a committed file, and the other types have no constant worth a rule.
        Some(_) => false,
    }
}

/// `[show]`
pub(super) fn show(profile: &Profile, contract: &mut Contract, check: &mut Check<'_>) {
    let scalars = scalars(contract);
    for word in &profile.show {
        let mut secret = false;
        let found = change(contract, word, |_, field| {
            if matches!(scalar_of(&scalars, &field.r#type), Some(Scalar::Secret | Scalar::Encrypted)) {
                secret = true;
            } else {
                field.sensitivity = Sensitivity::Open;
            }
        });
        if !found {
            unknown_field(contract, check, "[show]", word);
        } else if secret {
            let message = format!("[show] would print the secret `{}`", word.text);
            check.misfit("profile-shows-secret", message, word, "remove it from the list");
        }
    }
}

/// `[names]`: a word that is a type names the type, any other word names fields.
pub(super) fn names(profile: &Profile, contract: &mut Contract, check: &mut Check<'_>) {
    let mut types = Vec::new();
    for (word, name) in &profile.names {
        if contract.types.iter().any(|definition| definition.name == word.text) {
            types.push((word, name));
        } else if !change(contract, word, |_, field| field.friendly = Some(name.text.clone())) {
            let fields = field_names(contract);
            let types = contract.types.iter().map(|definition| definition.name.as_str());
            check.unknown("[names]", "field or type", word, fields.iter().map(String::as_str).chain(types));
        }
    }
    // After the fields, which are found by the wire names of their types.
    for definition in &mut contract.types {
        if let Some((_, name)) = types.iter().find(|(word, _)| definition.name == word.text) {
            definition.name = name.text.clone();
        }
    }
}

/// Changes every field that a word names; false where it names none.
fn change(contract: &mut Contract, word: &Word, mut change: impl FnMut(&str, &mut Field)) -> bool {
    let mut found = false;
    each_field(contract, |owner, field| {
        let rest = word.text.strip_prefix(owner).and_then(|rest| rest.strip_prefix('.'));
        if word.text == field.name.local || rest == Some(field.name.local.as_str()) {
            found = true;
            change(owner, field);
        }
    });
    found
}

fn unknown_field(contract: &mut Contract, check: &mut Check<'_>, section: &str, word: &Word) {
    let names = field_names(contract);
    let qualified = word.text.contains('.');
    let names = names.iter().map(String::as_str).filter(|name| name.contains('.') == qualified);
    check.unknown(section, "field", word, names);
}

/// Every field, alone and with its owner.
fn field_names(contract: &mut Contract) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    each_field(contract, |owner, field| {
        names.insert(format!("{owner}.{}", field.name.local));
        names.insert(field.name.local.clone());
    });
    names
}
