//! Changes of types and of their fields.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Changes, Pair, Side, Sides, matched, word};
use crate::contract::{
    Alternative, Contract, Enumeration, Field, Kind, Occurs, Record, Shape, TypeDefinition, TypeId, TypeRef,
};

pub(super) fn compare(old: &Contract, new: &Contract, sides: &Sides, changes: &mut Changes) {
    for pair in matched(&old.types, &new.types, |definition| definition.id.clone()) {
        match pair {
            Pair::Gone(definition) => {
                changes.say(sides.of(&definition.id), format!("type {} removed", named(&definition.id)));
            }
            Pair::New(definition) => {
                changes.say(sides.of(&definition.id), format!("type {} added", named(&definition.id)));
            }
            Pair::Both(old, new) => definitions(old, new, sides.of(&new.id), changes),
        }
    }
}

fn definitions(old: &TypeDefinition, new: &TypeDefinition, side: Option<Side>, changes: &mut Changes) {
    let subject = named(&new.id);
    changes.differ(side, &subject, "name", &old.name, &new.name);
    changes.text(side, &subject, "documentation", &old.documentation, &new.documentation);
    changes.differ(side, &subject, "evidence", &old.evidence, &new.evidence);
    match (&old.shape, &new.shape) {
        (Shape::Record(old), Shape::Record(new)) => records(&subject, old, new, side, changes),
        (Shape::Choice(old), Shape::Choice(new)) => choices(&subject, old, new, side, changes),
        (Shape::Enumeration(old), Shape::Enumeration(new)) => enumerations(&subject, old, new, side, changes),
        (Shape::Scalar(old, old_facets), Shape::Scalar(new, new_facets)) => {
            changes.differ(side, &subject, "type", old, new);
            changes.differ(side, &subject, "limits", &old_facets.limits, &new_facets.limits);
        }
        (Shape::Content(old, old_facets, old_fields), Shape::Content(new, new_facets, new_fields)) => {
            changes.differ(side, &subject, "type", old, new);
            changes.differ(side, &subject, "limits", &old_facets.limits, &new_facets.limits);
            fields(&subject, old_fields, new_fields, side, changes);
        }
        (Shape::List(old), Shape::List(new)) => changes.differ(side, &subject, "type of an item", old, new),
        (Shape::Derived(old), Shape::Derived(new)) | (Shape::DerivedOnly(old), Shape::DerivedOnly(new)) => {
            for pair in matched(old, new, Clone::clone) {
                match pair {
                    Pair::Gone(id) => {
                        changes.say(side, format!("{subject}: {} can no longer stand for it", named(id)));
                    }
                    Pair::New(id) => changes.say(side, format!("{subject}: {} can stand for it", named(id))),
                    Pair::Both(..) => {}
                }
            }
        }
        (Shape::Raw, Shape::Raw) => {}
        (old, new) => changes.say(side, format!("{subject}: was {}, is {}", kind_of(old), kind_of(new))),
    }
}

fn records(subject: &str, old: &Record, new: &Record, side: Option<Side>, changes: &mut Changes) {
    changes.differ(side, subject, "keeping of unknown members", &old.keeps_unknown, &new.keeps_unknown);
    fields(subject, &old.fields, &new.fields, side, changes);
}

/// Fields in order, so that one that went and one that came in its place are seen together.
pub(super) fn fields(subject: &str, old: &[Field], new: &[Field], side: Option<Side>, changes: &mut Changes) {
    let key = |field: &Field| (word(&field.kind), field.name.namespace.clone(), field.name.local.clone());
    let old_keys: Vec<_> = old.iter().map(key).collect();
    let new_keys: Vec<_> = new.iter().map(key).collect();
    let (mut gone, mut came) = (Vec::new(), Vec::new());
    for operation in capture_diff_slices(Algorithm::Myers, &old_keys, &new_keys) {
        if let DiffOp::Equal { .. } = operation {
            continue;
        }
        let mut removed: Vec<&Field> = old[operation.old_range()].iter().collect();
        let mut added: Vec<&Field> = new[operation.new_range()].iter().collect();
        // A field that only moved is in both lists, though not in both ranges.
        removed.retain(|field| !new_keys.contains(&key(field)));
        added.retain(|field| !old_keys.contains(&key(field)));
        let pairs = removed.len().min(added.len());
        for (old, new) in removed.iter().zip(&added) {
            changes.say(side, replaced(subject, old, new));
        }
        gone.extend(removed.into_iter().skip(pairs));
        came.extend(added.into_iter().skip(pairs));
    }
    for field in gone {
        changes.say(side, format!("{subject}: {} removed", label(field)));
    }
    for field in came {
        changes.say(
            side,
            format!(
                "{subject}: {} added ({}, {})",
                label(field),
                named_type(&field.r#type),
                occurs(&field.occurs)
            ),
        );
    }
    let kept: Vec<_> = old_keys.iter().filter(|key| new_keys.contains(key)).collect();
    let still: Vec<_> = new_keys.iter().filter(|key| old_keys.contains(key)).collect();
    if kept != still {
        changes.say(side, format!("{subject}: the order of its fields changed"));
    }
    for pair in matched(old, new, key) {
        if let Pair::Both(old, new) = pair {
            field(subject, old, new, side, changes);
        }
    }
}

fn replaced(subject: &str, old: &Field, new: &Field) -> String {
    if old.name.local == new.name.local && old.kind == new.kind {
        let (from, to) = (word(&old.name.namespace), word(&new.name.namespace));
        return format!("{subject}: {}: namespace changed from {from} to {to}", label(new));
    }
    let (r#type, how_many) = (named_type(&new.r#type), occurs(&new.occurs));
    format!("{subject}: {} is gone, {} is new in its place ({type}, {how_many})", label(old), label(new))
}

/// What changed about one field or parameter.
pub(super) fn field(subject: &str, old: &Field, new: &Field, side: Option<Side>, changes: &mut Changes) {
    let subject = format!("{subject}: {}", label(new));
    if old.r#type != new.r#type {
        let (from, to) = (named_type(&old.r#type), named_type(&new.r#type));
        changes.say(side, format!("{subject}: type changed from {from} to {to}"));
    }
    if old.occurs != new.occurs {
        let (from, to) = (occurs(&old.occurs), occurs(&new.occurs));
        changes.say(side, format!("{subject}: was {from}, is {to}"));
    }
    changes.differ(side, &subject, "name", &old.friendly, &new.friendly);
    changes.differ(side, &subject, "source", &old.source, &new.source);
    changes.differ(side, &subject, "visibility", &old.sensitivity, &new.sensitivity);
    changes.differ(side, &subject, "limits", &old.facets.limits, &new.facets.limits);
    changes.differ(side, &subject, "uniqueness", &old.unique, &new.unique);
    changes.text(side, &subject, "documentation", &old.documentation, &new.documentation);
    changes.differ(side, &subject, "evidence", &old.evidence, &new.evidence);
}

fn choices(
    subject: &str,
    old: &[Alternative],
    new: &[Alternative],
    side: Option<Side>,
    changes: &mut Changes,
) {
    for pair in matched(old, new, |alternative| alternative.name.clone()) {
        match pair {
            Pair::Gone(one) => {
                changes.say(side, format!("{subject}: alternative `{}` removed", one.name.local));
            }
            Pair::New(one) => changes.say(side, format!("{subject}: alternative `{}` added", one.name.local)),
            Pair::Both(old, new) => {
                let subject = format!("{subject}: alternative `{}`", new.name.local);
                if old.r#type != new.r#type {
                    let (from, to) = (named_type(&old.r#type), named_type(&new.r#type));
                    changes.say(side, format!("{subject}: type changed from {from} to {to}"));
                }
                changes.differ(side, &subject, "limits", &old.facets.limits, &new.facets.limits);
                changes.text(side, &subject, "documentation", &old.documentation, &new.documentation);
            }
        }
    }
}

fn enumerations(
    subject: &str,
    old: &Enumeration,
    new: &Enumeration,
    side: Option<Side>,
    changes: &mut Changes,
) {
    for pair in matched(&old.values, &new.values, |value| value.value.clone()) {
        match pair {
            Pair::Gone(value) => changes.say(side, format!("{subject}: value `{}` removed", value.value)),
            Pair::New(value) => changes.say(side, format!("{subject}: value `{}` added", value.value)),
            Pair::Both(old, new) => {
                let subject = format!("{subject}: value `{}`", new.value);
                changes.text(side, &subject, "documentation", &old.documentation, &new.documentation);
            }
        }
    }
}

fn kind_of(shape: &Shape) -> &'static str {
    match shape {
        Shape::Record(_) => "a record",
        Shape::Choice(_) => "a choice",
        Shape::Enumeration(_) => "an enumeration",
        Shape::Scalar(..) => "a single value",
        Shape::Content(..) => "text with attributes",
        Shape::List(_) => "a list in one text",
        Shape::Derived(_) => "a type with derived types",
        Shape::DerivedOnly(_) => "an abstract type with derived types",
        Shape::Raw => "anything",
    }
}

/// A type as it is told: `sso.Account`.
pub(super) fn named(id: &TypeId) -> String {
    if id.module.is_empty() { id.path.clone() } else { format!("{}.{}", id.module, id.path) }
}

pub(super) fn named_type(r#type: &TypeRef) -> String {
    match r#type {
        TypeRef::Scalar(scalar) => word(scalar).trim_matches('`').to_owned(),
        TypeRef::Named(id) => named(id),
        TypeRef::ListOf(item) => format!("list of {}", named_type(item)),
        TypeRef::MapOf(item) => format!("map of {}", named_type(item)),
    }
}

fn label(field: &Field) -> String {
    let kind = match field.kind {
        Kind::Element => "element",
        Kind::Attribute => "attribute",
        Kind::Member => "member",
        Kind::Group => "choice",
    };
    format!("{kind} `{}`", field.name.local)
}

fn occurs(occurs: &Occurs) -> String {
    match occurs {
        Occurs::Required => "required".to_owned(),
        Occurs::Optional => "optional".to_owned(),
        Occurs::Filled => "always sent".to_owned(),
        Occurs::Many => "any number".to_owned(),
        Occurs::AtLeastOne => "one or more".to_owned(),
        Occurs::Nillable => "optional or null".to_owned(),
        Occurs::RequiredNillable => "required or null".to_owned(),
        Occurs::Wrapped { item, empty } => {
            format!("a list of `{}`, empty as {}", item.local, word(empty).trim_matches('`'))
        }
    }
}
