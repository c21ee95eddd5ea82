//! References between declarations: each must lead somewhere, none may lead back to where it started, and what a
//! declaration takes over from others by them is limited.
//!
//! What follows recurses along these references and copies what they lead to: a chain may not be too long, and groups
//! that double at every step may not come to more parts than memory holds.

use std::collections::{BTreeMap, BTreeSet};

use super::super::xml::{Document, QName};
use super::{At, NAMESPACE};
use crate::diagnostic::Diagnostics;

/// The built-in types.
const BUILTIN: [&str; 47] = [
    "anyType",
    "anySimpleType",
    "string",
    "boolean",
    "decimal",
    "float",
    "double",
    "duration",
    "dateTime",
    "time",
    "date",
    "gYearMonth",
    "gYear",
    "gMonthDay",
    "gDay",
    "gMonth",
    "hexBinary",
    "base64Binary",
    "anyURI",
    "QName",
    "NOTATION",
    "normalizedString",
    "token",
    "language",
    "NMTOKEN",
    "NMTOKENS",
    "Name",
    "NCName",
    "ID",
    "IDREF",
    "IDREFS",
    "ENTITY",
    "ENTITIES",
    "integer",
    "nonPositiveInteger",
    "negativeInteger",
    "long",
    "int",
    "short",
    "byte",
    "nonNegativeInteger",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
    "positiveInteger",
    "error",
];

/// How many declarations may build on one another in a row; what reads them recurses.
const LONGEST_CHAIN: usize = 100;
/// How many parts all declarations may come to when everything that they take over is written out.
const MOST_PARTS: u64 = 2_000_000;

/// Whether a name is that of a built-in type.
#[must_use]
pub fn is_builtin(name: &QName) -> bool {
    name.is_in(NAMESPACE) && BUILTIN.contains(&&*name.local)
}

/// The namespaces of names: a type and an element may share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    Type,
    Element,
    Attribute,
    Group,
    AttributeGroup,
}

/// A global declaration.
pub(super) type Declared = (Family, QName);

/// A reference; at the end, one that leads nowhere.
#[derive(Debug, Clone)]
pub(super) struct Missing {
    pub(super) family: Family,
    pub(super) name: QName,
    /// A type that can be text only.
    pub(super) is_text: bool,
    pub(super) at: At,
}

/// All references, as they were met.
#[derive(Debug, Default)]
pub(super) struct References {
    /// The declaration that is being read.
    pub(super) owner: Option<Declared>,
    /// Complex types.
    pub(super) complex: BTreeSet<QName>,
    /// Types that are named where only a simple one can be.
    pub(super) simple: Vec<(QName, At)>,
    met: Vec<Missing>,
    /// What a declaration cannot be understood without, and how often it takes it over.
    needs: BTreeMap<Declared, BTreeMap<Declared, u64>>,
    /// How many parts a declaration has of its own.
    own: BTreeMap<Declared, u64>,
    /// What anonymous types inside declarations take over.
    nested: Vec<Declared>,
}

impl References {
    /// Notes a reference; `is_part` if the owner contains what it refers to, so that a circle would have no end.
    pub(super) fn note(&mut self, to: Missing, is_part: bool) {
        if let Some(owner) = self.owner.clone().filter(|_| is_part) {
            *self.needs.entry(owner).or_default().entry((to.family, to.name.clone())).or_default() += 1;
        } else if matches!(to.family, Family::Group | Family::AttributeGroup) {
            self.nested.push((to.family, to.name.clone()));
        }
        self.met.push(to);
    }

    /// Counts a part of the declaration that is being read.
    pub(super) fn part(&mut self) {
        if let Some(owner) = &self.owner {
            match self.own.get_mut(owner) {
                Some(count) => *count += 1,
                None => drop(self.own.insert(owner.clone(), 1)),
            }
        }
    }

    /// Reports circles and what grows beyond measure, and finds the references that lead nowhere, each once.
    pub(super) fn check(
        &self,
        documents: &[Document],
        declared: &BTreeMap<Declared, At>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Missing> {
        let mut missing: Vec<Missing> = Vec::new();
        let mut found: BTreeMap<(Family, &QName), usize> = BTreeMap::new();
        for one in &self.met {
            let is_builtin = one.family == Family::Type && is_builtin(&one.name);
            if is_builtin || declared.contains_key(&(one.family, one.name.clone())) {
                continue;
            }
            match found.get(&(one.family, &one.name)) {
                Some(&known) => missing[known].is_text |= one.is_text,
                None => {
                    found.insert((one.family, &one.name), missing.len());
                    missing.push(one.clone());
                }
            }
        }
        let mut reported = BTreeSet::new();
        for (name, at) in &self.simple {
            if self.complex.contains(name) && reported.insert(name) {
                diagnostics.warn(
                    "xsd-not-simple",
                    format!(
                        "`{name}` is a complex type, which cannot be a single text: it is read as a text here"
                    ),
                    Some(documents[at.document].place(at.offset)),
                    "Name a simple type, or make it an element.",
                );
            }
        }
        self.check_circles(documents, declared, diagnostics);
        missing
    }

    fn check_circles(
        &self,
        documents: &[Document],
        declared: &BTreeMap<Declared, At>,
        diagnostics: &mut Diagnostics,
    ) {
        let mut done: BTreeMap<&Declared, Taken> = BTreeMap::new();
        let (mut is_deep, mut total) = (false, 0_u64);
        let mut is_circular = false;
        for start in self.own.keys() {
            if done.contains_key(start) {
                continue;
            }
            // The way from the start, each with what it still has to visit, and where on the way each stands.
            let mut way: Vec<(&Declared, Vec<&Declared>)> = vec![(start, self.needed(start))];
            let mut on_the_way = BTreeMap::from([(start, 0)]);
            while let Some((current, open)) = way.last_mut() {
                let current = *current;
                let Some(next) = open.pop() else {
                    let taken = self.taken(current, &done);
                    total = total.saturating_add(taken.parts);
                    if taken.depth > LONGEST_CHAIN && !is_deep && !is_circular {
                        is_deep = true;
                        let what =
                            format!("more than {LONGEST_CHAIN} declarations build on one another in a row");
                        too_large(documents, declared.get(current), what, diagnostics);
                    }
                    done.insert(current, taken);
                    on_the_way.remove(current);
                    way.pop();
                    continue;
                };
                if let Some(&position) = on_the_way.get(next) {
                    is_circular = true;
                    let circle: Vec<&str> = way[position..]
                        .iter()
                        .map(|(known, _)| *known)
                        .chain([next])
                        .map(|known| &*known.1.local)
                        .collect();
                    let place = declared.get(next).map(|at| documents[at.document].place(at.offset));
                    diagnostics.error(
                        "xsd-circular",
                        format!("these declarations need one another in a circle: {}", round(&circle)),
                        place,
                        "Break the circle: a declaration cannot contain or extend itself.",
                    );
                } else if !done.contains_key(next) {
                    on_the_way.insert(next, way.len());
                    way.push((next, self.needed(next)));
                }
            }
        }
        let parts_of = |declared| done.get(declared).map_or(0, |taken| taken.parts);
        let total = self.nested.iter().map(parts_of).fold(total, u64::saturating_add);
        if total > MOST_PARTS
            && !is_deep
            && let Some((largest, _)) = done.iter().max_by_key(|(_, taken)| taken.parts)
        {
            let what = format!(
                "with what they take over from one another, the declarations have more than {MOST_PARTS} parts, most of them `{}`",
                largest.1.local
            );
            too_large(documents, declared.get(*largest), what, diagnostics);
        }
    }

    /// What a declaration takes over, itself included.
    fn taken(&self, of: &Declared, done: &BTreeMap<&Declared, Taken>) -> Taken {
        let mut taken = Taken { depth: 1, parts: self.own.get(of).copied().unwrap_or(1) };
        for (needed, times) in self.needs.get(of).into_iter().flatten() {
            if let Some(inner) = done.get(needed) {
                taken.depth = taken.depth.max(inner.depth + 1);
                // Whoever stands for an element takes nothing over from it.
                if needed.0 != Family::Element {
                    taken.parts = taken.parts.saturating_add(inner.parts.saturating_mul(*times));
                }
            }
        }
        taken
    }

    fn needed(&self, of: &Declared) -> Vec<&Declared> {
        self.needs.get(of).into_iter().flatten().map(|(needed, _)| needed).collect()
    }
}

/// How much a declaration comes to.
#[derive(Debug, Clone, Copy)]
struct Taken {
    /// How many declarations build on one another, down to the first.
    depth: usize,
    /// How many parts there are when all is written out.
    parts: u64,
}

fn too_large(documents: &[Document], at: Option<&At>, what: String, diagnostics: &mut Diagnostics) {
    let place = at.map(|at| documents[at.document].place(at.offset));
    diagnostics.error("xsd-too-large", what, place, "No contract needs that: simplify the declarations.");
}

/// The way round a circle; of a long one the beginning and the end.
fn round(circle: &[&str]) -> String {
    const SHOWN: usize = 8;
    match circle.split_at_checked(SHOWN) {
        Some((start, rest)) if rest.len() > 1 => {
            format!("{} -> ... -> {}", start.join(" -> "), rest[rest.len() - 1])
        }
        _ => circle.join(" -> "),
    }
}

pub(super) fn word(family: Family) -> &'static str {
    match family {
        Family::Type => "type",
        Family::Element => "element",
        Family::Attribute => "attribute",
        Family::Group => "group",
        Family::AttributeGroup => "attribute group",
    }
}

/// Where a part of a schema may stand; nothing for parts that may stand anywhere they are known.
pub(super) fn may_contain(parent: &str, child: &str) -> bool {
    const MODELS: [&str; 4] = ["group", "all", "choice", "sequence"];
    const ATTRIBUTES: [&str; 3] = ["attribute", "attributeGroup", "anyAttribute"];
    const FACETS: [&str; 14] = [
        "enumeration",
        "pattern",
        "length",
        "minLength",
        "maxLength",
        "minInclusive",
        "maxInclusive",
        "minExclusive",
        "maxExclusive",
        "totalDigits",
        "fractionDigits",
        "whiteSpace",
        "assertion",
        "explicitTimezone",
    ];
    let open = ["openContent", "assert"].contains(&child);
    match parent {
        "schema" | "redefine" | "override" => {
            ["element", "attribute", "group", "attributeGroup", "simpleType", "complexType"].contains(&child)
        }
        "element" => ["simpleType", "complexType", "alternative"].contains(&child),
        "alternative" => ["simpleType", "complexType"].contains(&child),
        "attribute" => child == "simpleType",
        "group" | "all" | "choice" | "sequence" => {
            MODELS.contains(&child) || ["element", "any"].contains(&child)
        }
        "attributeGroup" => ATTRIBUTES.contains(&child),
        "simpleType" => ["restriction", "list", "union"].contains(&child),
        "list" | "union" => child == "simpleType",
        "complexType" => {
            MODELS.contains(&child)
                || ATTRIBUTES.contains(&child)
                || open
                || ["simpleContent", "complexContent"].contains(&child)
        }
        "simpleContent" | "complexContent" => ["restriction", "extension"].contains(&child),
        "extension" => MODELS.contains(&child) || ATTRIBUTES.contains(&child) || open,
        "restriction" => {
            MODELS.contains(&child)
                || ATTRIBUTES.contains(&child)
                || open
                || FACETS.contains(&child)
                || child == "simpleType"
        }
        _ => child == "any",
    }
}
