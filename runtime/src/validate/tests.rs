//! Limits met and not met, for each facet and each kind of value.

use std::cmp::Ordering;

use bytes::Bytes;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::order::order;
use super::{Checker, Facet, Validate, Violations};
use crate::error::Kind;
use crate::xml::{Date, DateTime, Integer, List, Nillable, Token};

/// As the generator writes it.
#[derive(Default)]
struct Transfer {
    reference: String,
    amount: Decimal,
    lines: Vec<Line>,
    note: Nillable<String>,
}

#[derive(Default)]
struct Line {
    text: Option<String>,
}

impl Validate for Transfer {
    fn check(&self, checker: &mut Checker, _: &'static [Facet]) {
        checker.field(
            "Reference",
            &self.reference,
            &[Facet::MinLength(2), Facet::MaxLength(4), Facet::Pattern("[A-Z]+", r"\A(?:[A-Z]+)\z")],
        );
        checker.field("Amount", &self.amount, &[Facet::MinExclusive("0"), Facet::FractionDigits(2)]);
        checker.field("Line", &self.lines, &[Facet::MinOccurs(1), Facet::MaxOccurs(2)]);
        checker.field("Note", &self.note, &[Facet::MaxLength(3)]);
    }
}

impl Validate for Line {
    fn check(&self, checker: &mut Checker, _: &'static [Facet]) {
        checker.field("Text", &self.text, &[Facet::Length(2)]);
    }
}

fn met(value: &dyn Validate, facet: Facet) -> bool {
    let mut checker = Checker { path: Vec::new(), violations: Violations { told: Vec::new(), more: 0 } };
    value.check(&mut checker, Vec::leak(vec![facet]));
    checker.violations.told.is_empty()
}

#[test]
fn every_limit_is_told_by_path_and_name_and_no_value_is() {
    let transfer = Transfer {
        reference: "secret".to_owned(),
        amount: Decimal::new(-12345, 3),
        lines: vec![Line::default(), Line { text: Some("canary".to_owned()) }, Line::default()],
        note: Nillable::Value("äöü".to_owned()),
    };
    let violations = transfer.validate().expect_err("limits are not met");
    insta::assert_snapshot!(violations, @"limits of the contract are not met: Reference: maxLength 4; Reference: pattern [A-Z]+; Amount: minExclusive 0; Amount: fractionDigits 2; Line: maxOccurs 2; Line[2]/Text: length 2");
    let error = crate::Error::from(violations);
    assert_eq!(error.kind(), Kind::Encode);
    assert!(!error.may_have_been_sent());
}

#[test]
fn what_meets_its_limits_passes() {
    let transfer = Transfer {
        reference: "ABC".to_owned(),
        amount: Decimal::new(1, 2),
        lines: vec![Line { text: Some("ab".to_owned()) }],
        note: Nillable::Nil,
    };
    assert_eq!(transfer.validate(), Ok(()));
}

#[test]
fn the_first_fifty_are_told_and_the_rest_is_counted() {
    let line = || Line { text: Some("long".to_owned()) };
    let transfer = Transfer { lines: std::iter::repeat_with(line).take(90).collect(), ..Transfer::default() };
    let violations = transfer.validate().expect_err("limits are not met");
    assert_eq!((violations.told().len(), violations.count()), (50, 94));
    assert!(violations.to_string().ends_with("; and 44 more"));
}

#[test]
fn length_is_in_characters_bytes_or_items() {
    assert!(met(&"äöü".to_owned(), Facet::Length(3)));
    assert!(met(&Bytes::from_static(b"12345"), Facet::Length(5)));
    assert!(!met(&Bytes::from_static(b"12345"), Facet::MaxLength(4)));
    assert!(met(&List(vec![1_i32, 22]), Facet::Length(2)));
    assert!(!met(&List(vec![1_i32, 22]), Facet::MinLength(3)));
}

#[test]
fn bounds_hold_for_numbers_of_any_size() {
    let big: Integer = "123456789012345678901234567890".parse().expect("an integer");
    assert!(met(&big, Facet::MaxInclusive("123456789012345678901234567890")));
    assert!(!met(&big, Facet::MaxExclusive("+0123456789012345678901234567890.0")));
    assert!(met(&-3_i64, Facet::MinInclusive("-3")));
    assert!(!met(&-4_i64, Facet::MinInclusive("-3")));
    assert!(met(&f64::INFINITY, Facet::MinExclusive("1E300")));
    assert!(!met(&1e3_f64, Facet::MaxInclusive("9.9E2")));
    assert!(met(&Decimal::new(1_500, 3), Facet::TotalDigits(2)));
    assert!(!met(&Decimal::new(1_501, 3), Facet::TotalDigits(3)));
}

#[test]
fn dates_are_compared_where_that_has_an_answer() {
    let zoned: DateTime = "2026-01-01T00:30:00+01:00".parse().expect("a date and time");
    assert!(met(&zoned, Facet::MaxExclusive("2026-01-01T00:00:00Z")));
    assert!(!met(&zoned, Facet::MinInclusive("2026-01-01T00:00:00Z")));
    assert!(met(&zoned, Facet::MinInclusive("2030-01-01T00:00:00")));
    let date: Date = "2026-02-28".parse().expect("a date");
    assert!(!met(&date, Facet::MinInclusive("2026-03-01")));
    assert_eq!(order("--02-28", "--03-01"), Some(Ordering::Less));
    assert_eq!(order("---31", "---04"), Some(Ordering::Greater));
    assert_eq!(order("--11", "--04"), Some(Ordering::Greater));
    assert_eq!(order("2026", "2025"), Some(Ordering::Greater));
    assert_eq!(order("2026-05", "2026-06"), Some(Ordering::Less));
    assert_eq!(order("11:21:56.603", "11:21:56.7"), Some(Ordering::Less));
    assert_eq!(order("P1D", "P2D"), None);
}

#[test]
fn a_pattern_is_held_against_what_would_be_written() {
    let token: Token = "  ab  ".parse().expect("a token");
    assert!(met(&token, Facet::Pattern("[a-z]{2}", r"\A(?:[a-z]{2})\z")));
    assert!(!met(&"AB\n".to_owned(), Facet::Pattern("[A-Z]+", r"\A(?:[A-Z]+)\z")));
    assert!(met(&7_u8, Facet::Pattern("[0-9]", r"\A(?:[0-9])\z")));
}

proptest! {
    #[test]
    fn numbers_are_ordered_as_decimals_are(one in any::<i64>(), two in any::<i64>(), scale in 0..18_u32, other in 0..18_u32) {
        let (one, two) = (Decimal::new(one, scale), Decimal::new(two, other));
        prop_assert_eq!(order(&one.to_string(), &two.to_string()), Some(one.cmp(&two)));
    }

    #[test]
    fn no_text_panics(one in any::<String>(), two in "[-+0-9TZ:.]{0,30}") {
        let _ = order(&one, &two);
        let _ = order(&two, &two);
    }
}
