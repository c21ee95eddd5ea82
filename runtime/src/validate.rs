//! The limits that a schema states (facets and numbers of occurrences), checked where a program asks for it.
//!
//! Reading and writing hold a message to its types; a text of at most twenty characters is a `String` all the same,
//! and partners are known to send what their own schema forbids. So limits are never checked behind a program's
//! back: [`Validate::validate`] checks a whole value, mostly a request before it is sent, and tells every limit that
//! is not met by path and name, never by value. Generated types implement [`Validate`]; built-in types do, too, since
//! a limit belongs to the place where a type is used.

mod facet;
mod order;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use rust_decimal::Decimal;

pub use facet::Facet;

use crate::error::{Error, Kind};
use crate::secret::{Encrypted, Secret};
use crate::soap::Block;
use crate::xml::{Hex, Lexical, List, Nillable, Raw, RawAttribute, RawElement, Text, limits};

/// So many limits are told; what is wrong beyond them is counted.
const MOST_TOLD: usize = 50;

/// A value that can be held against the limits of its schema.
pub trait Validate {
    /// Checks this value, against `facets` of the place where it stands and against the limits inside it.
    #[doc(hidden)]
    fn check(&self, checker: &mut Checker, facets: &'static [Facet]);

    /// Checks every limit that the schema states for this value and for all that is in it.
    ///
    /// Not checked are durations against bounds, dates with a zone against bounds without one (which has no answer),
    /// and patterns that use what cannot be translated; the generator names those patterns.
    ///
    /// # Errors
    /// All limits that are not met, the first 50 of them by name. `?` makes an [`Error`] of the kind
    /// [`Kind::Encode`] of them: nothing was sent.
    fn validate(&self) -> Result<(), Violations> {
        let mut checker = Checker { path: Vec::new(), violations: Violations { told: Vec::new(), more: 0 } };
        self.check(&mut checker, &[]);
        if checker.violations.told.is_empty() { Ok(()) } else { Err(checker.violations) }
    }
}

/// A step on the way to a value.
#[derive(Debug, Clone, Copy)]
enum Step {
    Name(&'static str),
    Position(usize),
}

/// Where a check stands, and what it has found.
#[doc(hidden)]
#[derive(Debug)]
pub struct Checker {
    path: Vec<Step>,
    violations: Violations,
}

impl Checker {
    /// Checks a field under its name on the wire.
    pub fn field(&mut self, name: &'static str, value: &dyn Validate, facets: &'static [Facet]) {
        self.at(Step::Name(name), value, facets);
    }

    /// A limit is not met here.
    pub fn refuse(&mut self, facet: &'static str, limit: impl Into<Cow<'static, str>>) {
        let violations = &mut self.violations;
        if violations.told.len() == MOST_TOLD {
            violations.more += 1;
            return;
        }
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Name(_) if path.is_empty() => {}
                Step::Name(_) => path.push('/'),
                Step::Position(_) => {}
            }
            match step {
                Step::Name(name) => path.push_str(name),
                Step::Position(position) => path.push_str(&format!("[{position}]")),
            }
        }
        violations.told.push(Violation { path, facet, limit: limit.into() });
    }

    fn at(&mut self, step: Step, value: &dyn Validate, facets: &'static [Facet]) {
        // A name and a position for each level; whatever is deeper cannot be written.
        if self.path.len() >= 2 * limits::DEPTH {
            return self.refuse("depth", limits::DEPTH.to_string());
        }
        self.path.push(step);
        value.check(self, facets);
        self.path.pop();
    }

    fn text(&mut self, value: &dyn Text, facets: &'static [Facet], length: impl Fn(&str) -> usize) {
        if facets.is_empty() {
            return;
        }
        if let Some(text) = value.get() {
            for facet in facets.iter().filter(|facet| !facet.is_met_by(&text, &length)) {
                self.refuse(facet.name(), facet.limit());
            }
        }
    }
}

/// Limits of a schema that a value does not meet. No value is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations {
    told: Vec<Violation>,
    more: usize,
}

impl Violations {
    /// What is not met, in the order of the schema; the first 50.
    #[must_use]
    pub fn told(&self) -> &[Violation] {
        &self.told
    }

    /// How many limits are not met, those that are not told included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.told.len() + self.more
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("limits of the contract are not met: ")?;
        for (at, violation) in self.told.iter().enumerate() {
            if at > 0 {
                formatter.write_str("; ")?;
            }
            violation.fmt(formatter)?;
        }
        if self.more > 0 {
            write!(formatter, "; and {} more", self.more)?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}

impl From<Violations> for Error {
    fn from(violations: Violations) -> Self {
        Self::new(Kind::Encode, violations.to_string()).with_remedy("Correct the fields named.")
    }
}

/// One limit that is not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    path: String,
    facet: &'static str,
    limit: Cow<'static, str>,
}

impl Violation {
    /// Where: the names on the wire from the value that was checked, positions from 1: `Line[2]/Reference`. Empty
    /// for the value itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The schema's name for the limit: `maxLength`, `pattern`, `maxOccurs`, `enumeration`.
    #[must_use]
    pub fn facet(&self) -> &'static str {
        self.facet
    }

    /// The limit, as the schema states it; empty for `enumeration`.
    #[must_use]
    pub fn limit(&self) -> &str {
        &self.limit
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(formatter, "{}: ", self.path)?;
        }
        formatter.write_str(self.facet)?;
        if self.limit.is_empty() { Ok(()) } else { write!(formatter, " {}", self.limit) }
    }
}

fn characters(text: &str) -> usize {
    text.chars().count()
}

macro_rules! texts {
    ($($type:ty),*) => {$(
        impl Validate for $type {
            fn check(&self, checker: &mut Checker, facets: &'static [Facet]) {
                checker.text(self, facets, characters);
            }
        }
    )*};
}

texts!(String, bool, i8, i16, i32, i64, u8, u16, u32, u64, f32, f64, Decimal, Secret);

impl<K> Validate for Lexical<K>
where
    Self: Text,
{
    fn check(&self, checker: &mut Checker, facets: &'static [Facet]) {
        checker.text(self, facets, characters);
    }
}

/// Its length is its bytes.
impl Validate for Bytes {
    fn check(&self, checker: &mut Checker, facets: &'static [Facet]) {
        checker.text(self, facets, |_| self.len());
    }
}

/// Its length is its bytes.
impl Validate for Hex {
    fn check(&self, checker: &mut Checker, facets: &'static [Facet]) {
        checker.text(self, facets, |_| self.0.len());
    }
}

/// Its length is its items.
impl<T> Validate for List<T>
where
    Self: Text,
{
    fn check(&self, checker: &mut Checker, facets: &'static [Facet]) {
        checker.text(self, facets, |_| self.0.len());
    }
}

/// What was encrypted is not looked into.
impl Validate for Encrypted {
    fn check(&self, _: &mut Checker, _: &'static [Facet]) {}
}

macro_rules! without_limits {
    ($($type:ty),*) => {$(
        /// What is kept as it came has no schema, and nothing has no limits.
        impl Validate for $type {
            fn check(&self, _: &mut Checker, _: &'static [Facet]) {}
        }
    )*};
}

without_limits!((), Raw, RawElement, RawAttribute);

impl<T: Validate> Validate for Block<T> {
    fn check(&self, checker: &mut Checker, facets: &'static [Facet]) {
        self.value.check(checker, facets);
    }
}

impl<T: Validate> Validate for Option<T> {
    fn check(&self, checker: &mut Checker, facets: &'static [Facet]) {
        if let Some(value) = self {
            value.check(checker, facets);
        }
    }
}

impl<T: Validate> Validate for Nillable<T> {
    fn check(&self, checker: &mut Checker, facets: &'static [Facet]) {
        if let Some(value) = self.value() {
            value.check(checker, facets);
        }
    }
}

impl<T: Validate> Validate for Box<T> {
    fn check(&self, checker: &mut Checker, facets: &'static [Facet]) {
        T::check(self, checker, facets);
    }
}

/// How many there are belongs to the list, every other limit to each of its values.
impl<T: Validate> Validate for Vec<T> {
    fn check(&self, checker: &mut Checker, facets: &'static [Facet]) {
        for facet in facets.iter().filter(|facet| !facet.allows(self.len())) {
            checker.refuse(facet.name(), facet.limit());
        }
        for (at, value) in self.iter().enumerate() {
            checker.at(Step::Position(at + 1), value, facets);
        }
    }
}
