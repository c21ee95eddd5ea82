//! One limit of a schema, and whether a text meets it.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use regex::Regex;

use super::order::{digits, order};

/// A limit as a schema states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Facet {
    /// Exactly so many characters, bytes or items.
    Length(usize),
    /// At least so many characters, bytes or items.
    MinLength(usize),
    /// At most so many characters, bytes or items.
    MaxLength(usize),
    /// The pattern as the schema has it, and the same as a regular expression that is anchored at both ends.
    Pattern(&'static str, &'static str),
    /// The value is this or more.
    MinInclusive(&'static str),
    /// The value is this or less.
    MaxInclusive(&'static str),
    /// The value is more than this.
    MinExclusive(&'static str),
    /// The value is less than this.
    MaxExclusive(&'static str),
    /// At most so many digits that count.
    TotalDigits(usize),
    /// At most so many digits that count behind the point.
    FractionDigits(usize),
    /// At least so many values; of lists only.
    MinOccurs(usize),
    /// At most so many values; of lists only.
    MaxOccurs(usize),
}

impl Facet {
    /// The schema's name for it.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Length(_) => "length",
            Self::MinLength(_) => "minLength",
            Self::MaxLength(_) => "maxLength",
            Self::Pattern(..) => "pattern",
            Self::MinInclusive(_) => "minInclusive",
            Self::MaxInclusive(_) => "maxInclusive",
            Self::MinExclusive(_) => "minExclusive",
            Self::MaxExclusive(_) => "maxExclusive",
            Self::TotalDigits(_) => "totalDigits",
            Self::FractionDigits(_) => "fractionDigits",
            Self::MinOccurs(_) => "minOccurs",
            Self::MaxOccurs(_) => "maxOccurs",
        }
    }

    /// The limit, as the schema states it.
    pub(super) fn limit(&self) -> Cow<'static, str> {
        match *self {
            Self::Pattern(text, _)
            | Self::MinInclusive(text)
            | Self::MaxInclusive(text)
            | Self::MinExclusive(text)
            | Self::MaxExclusive(text) => Cow::Borrowed(text),
            Self::Length(number)
            | Self::MinLength(number)
            | Self::MaxLength(number)
            | Self::TotalDigits(number)
            | Self::FractionDigits(number)
            | Self::MinOccurs(number)
            | Self::MaxOccurs(number) => Cow::Owned(number.to_string()),
        }
    }

    /// Whether a list may have so many values.
    pub(super) fn allows(&self, count: usize) -> bool {
        match *self {
            Self::MinOccurs(least) => count >= least,
            Self::MaxOccurs(most) => count <= most,
            _ => true,
        }
    }

    /// Whether the text of a value meets it. What has no answer counts as met.
    pub(super) fn is_met_by(&self, text: &str, length: &impl Fn(&str) -> usize) -> bool {
        let bound = |limit: &str, allowed: &[Ordering]| {
            order(text, limit).is_none_or(|ordering| allowed.contains(&ordering))
        };
        match *self {
            Self::Length(number) => length(text) == number,
            Self::MinLength(least) => length(text) >= least,
            Self::MaxLength(most) => length(text) <= most,
            Self::Pattern(_, expression) => matches(expression, text),
            Self::MinInclusive(limit) => bound(limit, &[Ordering::Greater, Ordering::Equal]),
            Self::MaxInclusive(limit) => bound(limit, &[Ordering::Less, Ordering::Equal]),
            Self::MinExclusive(limit) => bound(limit, &[Ordering::Greater]),
            Self::MaxExclusive(limit) => bound(limit, &[Ordering::Less]),
            Self::TotalDigits(most) => digits(text).is_none_or(|(total, _)| total <= most),
            Self::FractionDigits(most) => digits(text).is_none_or(|(_, fraction)| fraction <= most),
            Self::MinOccurs(_) | Self::MaxOccurs(_) => true,
        }
    }
}

/// Patterns are compiled when they are first needed, once in the process: contracts have thousands and programs need
/// few. The generator has compiled each, so one that does not compile here is met rather than an error.
fn matches(expression: &'static str, text: &str) -> bool {
    static COMPILED: LazyLock<RwLock<HashMap<&'static str, Option<Regex>>>> = LazyLock::new(RwLock::default);
    let known = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(expression).cloned();
    let regex = known.unwrap_or_else(|| {
        let regex = Regex::new(expression).ok();
        COMPILED.write().unwrap_or_else(PoisonError::into_inner).insert(expression, regex.clone());
        regex
    });
    regex.is_none_or(|regex| regex.is_match(text))
}
