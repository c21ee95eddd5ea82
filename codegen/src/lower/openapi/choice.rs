//! `oneOf` and `anyOf`: which of them a reader can tell apart without being told.
//!
//! A reader tries the alternatives in order and takes the first that fits. That is right only if no earlier alternative
//! fits a value of a later one: values of different JSON kinds, or objects of which the earlier one requires a member
//! that the later one does not have. Everything else is reported and kept untyped, rather than read as the wrong type.

use std::collections::BTreeSet;

use super::Lowering;
use super::merge::Merged;
use super::schema::Sort;
use super::words::Words;
use crate::contract::Scalar;
use crate::document::openapi::{Slot, View};

/// Choices inside choices.
const DEEPEST: usize = 16;

/// One alternative of a choice.
pub(super) struct Picked<'a> {
    pub(super) name: String,
    pub(super) spelling: Spelling<'a>,
    pub(super) words: Words,
}

/// How the type of an alternative is found.
pub(super) enum Spelling<'a> {
    Scalar(Scalar),
    Schema(Slot<'a>),
}

/// A flattened alternative.
struct Candidate<'a> {
    slot: Slot<'a>,
    merged: Merged<'a>,
    sort: Sort<'a>,
    /// The members without which an object cannot be read.
    demanded: Vec<&'a str>,
}

impl<'a> Lowering<'a, '_> {
    /// What a group of alternatives amounts to; null among them makes the outer schema nullable.
    pub(super) fn choice(&mut self, group: &[Slot<'a>], outer: &mut Merged<'a>) -> Sort<'a> {
        let (mut candidates, mut seen) = (Vec::new(), BTreeSet::new());
        for slot in group {
            if !self.flatten(*slot, &mut candidates, &mut seen, 0) {
                let message =
                    "the alternatives are choices in choices, too deep to follow; the value is kept untyped";
                self.left_out("openapi-endless-choice", message, outer.at, "Name the alternatives once.");
                return Sort::Any;
            }
        }
        outer.nullable |= candidates.iter().any(|candidate| candidate.merged.nullable);
        outer.sensitive |= candidates.iter().any(|candidate| candidate.merged.sensitive);
        if candidates.iter().any(|candidate| matches!(candidate.sort, Sort::Any)) {
            return Sort::Any;
        }
        let texts = self.common_text(&candidates, outer);
        let numbers = common_number(&candidates);
        let has_other = candidates.iter().any(|candidate| other(&candidate.sort));
        match (texts, numbers, has_other) {
            (Some(sort), None, false) => return sort,
            (None, Some(scalar), false) => return Sort::Scalar(scalar),
            (Some(_), Some(_), false) => return Sort::Scalar(Scalar::TextOrNumber),
            _ => {}
        }
        let Some(objects) = in_order(&candidates) else {
            let said = if outer.discriminated {
                "only a discriminator tells them apart"
            } else {
                "they may look alike"
            };
            let message = format!(
                "the alternatives of `oneOf` or `anyOf` cannot be told apart ({said}); the value is kept untyped"
            );
            let help = "Require a member in each alternative that the others do not have.";
            self.left_out("openapi-ambiguous-choice", message, outer.at, help);
            return Sort::Any;
        };
        let mut picked = Vec::new();
        let mut seen_text = false;
        let mut seen_number = false;
        for candidate in &candidates {
            let scalar = match &candidate.sort {
                Sort::Scalar(Scalar::Boolean) => Some(Scalar::Boolean),
                Sort::Enumeration(_) => Some(Scalar::Text),
                Sort::Scalar(scalar) if is_text(*scalar) => Some(Scalar::Text),
                Sort::Scalar(_) => Some(numbers.unwrap_or(Scalar::Number)),
                _ => None,
            };
            let spelling = match scalar {
                Some(Scalar::Text) if std::mem::replace(&mut seen_text, true) => continue,
                Some(Scalar::Text) => {
                    Spelling::Scalar(if outer.sensitive { Scalar::Secret } else { Scalar::Text })
                }
                Some(Scalar::Boolean) => Spelling::Scalar(Scalar::Boolean),
                Some(_) if std::mem::replace(&mut seen_number, true) => continue,
                Some(scalar) => Spelling::Scalar(scalar),
                None if is_object(&candidate.sort) => continue,
                None => Spelling::Schema(candidate.slot),
            };
            picked.push(candidate.picked(spelling));
        }
        picked
            .extend(objects.into_iter().map(|candidate| candidate.picked(Spelling::Schema(candidate.slot))));
        unique(&mut picked);
        Sort::Choice(picked)
    }

    /// Collects alternatives, those of nested choices included, each component once; false if they are nested too deep.
    fn flatten(
        &mut self,
        slot: Slot<'a>,
        candidates: &mut Vec<Candidate<'a>>,
        seen: &mut BTreeSet<&'a str>,
        depth: usize,
    ) -> bool {
        if let Slot::Component(name) = slot
            && !seen.insert(name)
        {
            return true;
        }
        if depth > DEEPEST {
            return false;
        }
        let mut merged = self.merge(&[slot]);
        if merged.alternatives.len() != 1 || !merged.properties.is_empty() {
            let demanded = self.demanded(&merged);
            let sort = self.sort(&mut merged);
            candidates.push(Candidate { slot, merged, sort, demanded });
            return true;
        }
        let inner = merged.alternatives.remove(0);
        inner.into_iter().all(|inner| self.flatten(inner, candidates, seen, depth + 1))
    }

    fn demanded(&mut self, merged: &Merged<'a>) -> Vec<&'a str> {
        let mut names = Vec::new();
        for (name, slots) in merged.properties.iter().filter(|(name, _)| merged.required.contains(name)) {
            let member = self.merge(slots);
            // An absent list is read as an empty one, and what travels one way only is optional.
            if member.kind != Some("array") && !member.words.read_only && !member.words.write_only {
                names.push(*name);
            }
        }
        names
    }

    /// What all text alternatives amount to; `None` if there are none.
    fn common_text(&mut self, candidates: &[Candidate<'a>], outer: &Merged<'a>) -> Option<Sort<'a>> {
        let mut values: Vec<&'a str> = Vec::new();
        let mut scalars: Vec<Scalar> = Vec::new();
        for candidate in candidates {
            match &candidate.sort {
                Sort::Enumeration(more) => {
                    let fresh: Vec<&str> =
                        more.iter().copied().filter(|value| !values.contains(value)).collect();
                    values.extend(fresh);
                }
                Sort::Scalar(scalar) if is_text(*scalar) => scalars.push(*scalar),
                _ => {}
            }
        }
        let sensitive = outer.sensitive || scalars.contains(&Scalar::Encrypted);
        if sensitive && !(values.is_empty() && scalars.is_empty()) {
            return Some(Sort::Scalar(Scalar::Secret));
        }
        match (&values[..], &scalars[..]) {
            ([], []) => None,
            ([], [first, rest @ ..]) if rest.iter().all(|scalar| scalar == first) => {
                Some(Sort::Scalar(*first))
            }
            ([], _) => Some(Sort::Scalar(Scalar::Text)),
            (_, _) => Some(Sort::Enumeration(values)),
        }
    }
}

impl<'a> Candidate<'a> {
    fn picked(&self, spelling: Spelling<'a>) -> Picked<'a> {
        let given = match self.slot {
            Slot::Component(name) => Some(name.to_owned()),
            Slot::Inline(schema) => View::new(schema).data.title.clone(),
        };
        let kind = match (&spelling, &self.sort) {
            (Spelling::Scalar(Scalar::Boolean), _) => "boolean",
            (Spelling::Scalar(Scalar::Text | Scalar::Secret), _) => "text",
            (Spelling::Scalar(_), _) => "number",
            (_, Sort::Array(_)) => "list",
            (_, Sort::Map(_)) => "map",
            _ => "object",
        };
        let name = match (&spelling, given) {
            (Spelling::Schema(_), Some(name)) => name,
            _ => kind.to_owned(),
        };
        Picked { name, spelling, words: self.merged.words.clone() }
    }
}

/// The number type that holds all number alternatives; `None` if there are none.
fn common_number(candidates: &[Candidate<'_>]) -> Option<Scalar> {
    let numbers: Vec<Scalar> = candidates
        .iter()
        .filter_map(|candidate| match &candidate.sort {
            Sort::Scalar(Scalar::Boolean) => None,
            Sort::Scalar(scalar) if !is_text(*scalar) => Some(*scalar),
            _ => None,
        })
        .collect();
    match &numbers[..] {
        [] => None,
        [first, rest @ ..] if rest.iter().all(|scalar| scalar == first) => Some(*first),
        _ if numbers.contains(&Scalar::Number) => Some(Scalar::Number),
        _ => Some(Scalar::Integer),
    }
}

/// The objects in an order in which no earlier one fits a later one; `None` if there is no such order, or if two lists
/// stand side by side.
fn in_order<'c, 'a>(candidates: &'c [Candidate<'a>]) -> Option<Vec<&'c Candidate<'a>>> {
    if candidates.iter().filter(|candidate| matches!(candidate.sort, Sort::Array(_))).count() > 1 {
        return None;
    }
    if candidates.iter().any(|candidate| matches!(candidate.sort, Sort::Choice(_))) {
        return None;
    }
    let mut objects: Vec<&Candidate<'a>> =
        candidates.iter().filter(|candidate| is_object(&candidate.sort)).collect();
    let told_apart = |objects: &[&Candidate<'a>]| {
        objects.iter().enumerate().all(|(index, earlier)| {
            objects[index + 1..].iter().all(|later| {
                let has = |name: &str| later.merged.properties.iter().any(|(known, _)| *known == name);
                !matches!(earlier.sort, Sort::Map(_)) && earlier.demanded.iter().any(|name| !has(name))
            })
        })
    };
    if told_apart(&objects) {
        return Some(objects);
    }
    objects.sort_by_key(|candidate| std::cmp::Reverse(candidate.demanded.len()));
    told_apart(&objects).then_some(objects)
}

fn is_text(scalar: Scalar) -> bool {
    matches!(
        scalar,
        Scalar::Text
            | Scalar::Secret
            | Scalar::Encrypted
            | Scalar::Decimal
            | Scalar::Date
            | Scalar::DateTime
            | Scalar::Base64
    )
}

fn is_object(sort: &Sort<'_>) -> bool {
    matches!(sort, Sort::Record | Sort::Map(_))
}

fn other(sort: &Sort<'_>) -> bool {
    !matches!(sort, Sort::Scalar(scalar) if *scalar != Scalar::Boolean)
        && !matches!(sort, Sort::Enumeration(_))
}

/// Gives alternatives of one name numbers.
fn unique(picked: &mut [Picked<'_>]) {
    let mut taken = BTreeSet::new();
    for one in picked {
        let base = one.name.clone();
        let mut number = 1;
        while !taken.insert(one.name.clone()) {
            number += 1;
            one.name = format!("{base}_{number}");
        }
    }
}
