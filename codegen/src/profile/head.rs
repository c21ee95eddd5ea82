//! `[head]`: who fills the fields of a request that its caller does not write, and whether that is possible at all.
//!
//! An entry holds for every request that has a field of this name. It is laid over all of them or over none: a field
//! that only some requests fill would be sent as zero by the others.

use std::collections::BTreeMap;

use super::check::Check;
use super::lookup::{record, request_type, scalar_of, scalars};
use super::{Profile, Word};
use crate::contract::{Contract, Exchange, Field, Occurs, Scalar, Shape, Source, TypeId, TypeRef};

/// One field of the name that an entry has.
struct Found {
    /// `Type.field` or `operation.parameter`.
    place: String,
    /// The scalar that it stands for, if it stands for one.
    scalar: Option<Scalar>,
    occurs: Occurs,
    home: Home,
}

/// Where a field travels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    Envelope,
    Body,
    Parameter,
}

/// Lays the entries over the contract.
pub(super) fn head(profile: &Profile, contract: &mut Contract, check: &mut Check<'_>) {
    for (word, source) in &profile.head {
        let fields = found(contract, &word.text);
        if fields.is_empty() {
            let names = names(contract);
            check.unknown("[head]", "request field", word, names.iter().map(String::as_str));
        } else if fits(word, source, &fields, check) {
            fill(contract, word, source);
        }
    }
}

/// The types of all requests, each with how it travels.
fn requests(contract: &Contract) -> BTreeMap<TypeId, Home> {
    let mut requests = BTreeMap::new();
    for (_, operation) in contract.operations() {
        let home = match operation.exchange {
            Exchange::Envelope { .. } => Home::Envelope,
            Exchange::Resource { .. } => Home::Body,
        };
        requests.extend(request_type(operation).map(|id| (id.clone(), home)));
    }
    requests
}

/// Every field and parameter of a request, with its owner's name and how it travels.
fn each(contract: &Contract, mut visit: impl FnMut(&str, &Field, Home)) {
    for (id, home) in &requests(contract) {
        let Some(definition) = contract.find(id) else { continue };
        let fields = record(contract, id).map(|record| record.fields.as_slice()).unwrap_or_default();
        fields.iter().for_each(|field| visit(&definition.name, field, *home));
    }
    for (_, operation) in contract.operations() {
        if let Exchange::Resource { parameters, .. } = &operation.exchange {
            let fields = parameters.iter().map(|parameter| &parameter.field);
            fields.for_each(|field| visit(&operation.name, field, Home::Parameter));
        }
    }
}

fn found(contract: &Contract, name: &str) -> Vec<Found> {
    let scalars = scalars(contract);
    let mut found = Vec::new();
    each(contract, |owner, field, home| {
        if field.name.local == name {
            found.push(Found {
                place: format!("{owner}.{name}"),
                scalar: scalar_of(&scalars, &field.r#type),
                occurs: field.occurs.clone(),
                home,
            });
        }
    });
    found
}

fn names(contract: &Contract) -> std::collections::BTreeSet<String> {
    let mut names = std::collections::BTreeSet::new();
    each(contract, |_, field, _| {
        names.insert(field.name.local.clone());
    });
    names
}

/// Whether all these fields can be filled from a source; otherwise complains about the first that cannot.
fn fits(word: &Word, source: &Source, fields: &[Found], check: &mut Check<'_>) -> bool {
    let name = &word.text;
    let mut refuse = |code, message: String, help: &str| {
        check.misfit(code, message, word, help);
        false
    };
    if let Some(field) = fields.iter().find(|field| !is_filled_there(source, field.home)) {
        let message = format!("[head] fills `{name}`, but nothing fills `{}` in a call by HTTP", field.place);
        let help = "only a constant in a body can be filled there; remove the entry";
        return refuse("profile-head-not-filled", message, help);
    }
    if *source == Source::Blank {
        return true;
    }
    if let Some(field) = fields.iter().find(|field| field.scalar.is_none() || is_list(&field.occurs)) {
        let message = format!("[head] fills `{name}`, but `{}` is not a single value", field.place);
        return refuse(
            "profile-head-type",
            message,
            "name a field that holds one text or number, or use `blank`",
        );
    }
    match source {
        Source::Constant(text) => match fields.iter().find(|field| !constant_fits(field.scalar, text)) {
            Some(field) => {
                let place = &field.place;
                let message =
                    format!("the constant that [head] gives `{name}` is not of the type of `{place}`");
                refuse("profile-constant-does-not-fit", message, "write a constant of that type")
            }
            None => true,
        },
        Source::LocalDateTime | Source::TimeZone => {
            match fields.iter().find(|field| field.scalar != Some(Scalar::Text)) {
                Some(field) => {
                    let message = format!("[head] fills `{name}` with a text, but `{}` is none", field.place);
                    refuse("profile-head-type", message, "give the field the type `text` in [types]")
                }
                None => true,
            }
        }
        // The client and the device have one value for all requests.
        _ => match fields.iter().find(|field| field.scalar != fields[0].scalar) {
            Some(field) => {
                let message = format!(
                    "[head] fills `{name}` with one value, but `{}` and `{}` are of different types",
                    fields[0].place, field.place
                );
                refuse("profile-head-type", message, "give both the same type in [types]")
            }
            None => true,
        },
    }
}

fn is_filled_there(source: &Source, home: Home) -> bool {
    match home {
        Home::Envelope => true,
        Home::Body => matches!(source, Source::Constant(_) | Source::Blank),
        Home::Parameter => false,
    }
}

fn is_list(occurs: &Occurs) -> bool {
    matches!(occurs, Occurs::Many | Occurs::AtLeastOne | Occurs::Wrapped { .. })
}

/// Whether a constant's text is a value of the scalar; of types that are no scalar there is no constant.
fn constant_fits(scalar: Option<Scalar>, text: &str) -> bool {
    match scalar {
        Some(Scalar::Text) => true,
        Some(Scalar::Boolean) => matches!(text, "true" | "false"),
        Some(Scalar::Int8) => text.parse::<i8>().is_ok(),
        Some(Scalar::Int16) => text.parse::<i16>().is_ok(),
        Some(Scalar::Int32) => text.parse::<i32>().is_ok(),
        Some(Scalar::Int64) => text.parse::<i64>().is_ok(),
        Some(Scalar::UInt8) => text.parse::<u8>().is_ok(),
        Some(Scalar::UInt16) => text.parse::<u16>().is_ok(),
        Some(Scalar::UInt32) => text.parse::<u32>().is_ok(),
        Some(Scalar::UInt64) => text.parse::<u64>().is_ok(),
        // A constant secret would stand in a committed file, and the other types have no constant worth a rule.
        _ => false,
    }
}

/// Writes the source into every field of the name; where a value is filled in, the type is the scalar itself.
fn fill(contract: &mut Contract, word: &Word, source: &Source) {
    let (requests, scalars) = (requests(contract), scalars(contract));
    for definition in contract.types.iter_mut().filter(|definition| requests.contains_key(&definition.id)) {
        let Shape::Record(record) = &mut definition.shape else { continue };
        for field in record.fields.iter_mut().filter(|field| field.name.local == word.text) {
            field.source = source.clone();
            if let (false, Some(scalar)) = (*source == Source::Blank, scalar_of(&scalars, &field.r#type)) {
                field.r#type = TypeRef::Scalar(scalar);
            }
        }
    }
}
