//! Entries that name fields: types, absence, what may be printed, friendlier names.
//!
//! A field is named by its wire name alone, wherever it occurs, or as `Type.field`. A parameter of a resource belongs
//! to its operation: `getPerson.person_id`.

use std::collections::{BTreeMap, BTreeSet};

use super::apply::known;
use super::check::Check;
use super::lookup::{each_field, in_requests, scalar_of, scalars};
use super::{Profile, TypeOverride, Word};
use crate::contract::{
    Absent, Contract, EvidenceMark, Field, Kind, Name, Occurs, Scalar, Sensitivity, Shape, TypeId, TypeRef,
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
    let (scalars, lists) = (scalars(contract), wrapped(contract));
    let mut blanked = BTreeSet::new();
    let mut names = BTreeSet::new();
    for definition in contract.types.iter_mut().filter(|definition| reached.contains(&definition.id)) {
        let Shape::Record(record) = &mut definition.shape else { continue };
        for field in &mut record.fields {
            if profile.fill_absent {
                fill(&scalars, &lists, field);
            }
            if let Occurs::Wrapped { empty, .. } = &mut field.occurs {
                names.insert(field.name.local.clone());
                if profile.blank_item.iter().any(|word| word.text == field.name.local) {
                    *empty = Absent::BlankItem;
                    blanked.insert(field.name.local.clone());
                }
            }
        }
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for word in profile.blank_item.iter().filter(|word| !blanked.contains(&word.text)) {
        known(check, "`blank_item` of [requests]", "wrapped list of a request", word, &names);
    }
}

/// Types that are nothing but a list, with the name and the type of an item.
fn wrapped(contract: &Contract) -> BTreeMap<TypeId, (Name, TypeRef)> {
    let definitions = contract.types.iter();
    definitions
        .filter_map(|definition| match &definition.shape {
            Shape::Record(record) => match record.fields.as_slice() {
                [item]
                    if item.kind == Kind::Element
                        && !record.keeps_unknown
                        && matches!(item.occurs, Occurs::Many | Occurs::AtLeastOne) =>
                {
                    Some((definition.id.clone(), (item.name.clone(), item.r#type.clone())))
                }
                _ => None,
            },
            _ => None,
        })
        .collect()
}

/// Elements that are sent although there is nothing to say: text and wrapped lists, unless they are a guess. What may
/// be null is never sent as null: "no null and no absent" is what the profile says.
fn fill(scalars: &BTreeMap<TypeId, Scalar>, lists: &BTreeMap<TypeId, (Name, TypeRef)>, field: &mut Field) {
    let guess = field.evidence.as_ref().is_some_and(|evidence| evidence.mark == EvidenceMark::Guess);
    if guess || field.kind != Kind::Element {
        return;
    }
    match &mut field.occurs {
        Occurs::Wrapped { empty, .. } if *empty == Absent::Omitted => *empty = Absent::Empty,
        occurs @ (Occurs::Optional | Occurs::Nillable | Occurs::RequiredNillable) => {
            let scalar = scalar_of(scalars, &field.r#type);
            if matches!(scalar, Some(Scalar::Text | Scalar::Token | Scalar::Secret | Scalar::Base64)) {
                *occurs = Occurs::Filled;
            } else if let (true, TypeRef::Named(id)) = (*occurs != Occurs::Optional, &field.r#type)
                && let Some((item, r#type)) = lists.get(id)
                // The codec knows one namespace for the list and its items.
                && item.namespace == field.name.namespace
            {
                *occurs = Occurs::Wrapped { item: item.clone(), empty: Absent::Empty };
                field.r#type = r#type.clone();
            }
        }
        _ => {}
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
