//! References between declarations: each must lead somewhere, and none may lead back to where it started.
//!
//! xsd-parser checks both too, but names neither the line nor the way round.

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
    met: Vec<Missing>,
    /// What a declaration cannot be understood without.
    needs: BTreeMap<Declared, BTreeSet<Declared>>,
}

impl References {
    /// Notes a reference; `is_part` if the owner contains what it refers to, so that a circle would have no end.
    pub(super) fn note(&mut self, to: Missing, is_part: bool) {
        if let Some(owner) = self.owner.clone().filter(|_| is_part) {
            self.needs.entry(owner).or_default().insert((to.family, to.name.clone()));
        }
        self.met.push(to);
    }

    /// Reports circles, and finds the references that lead nowhere, each once.
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
        self.check_circles(documents, declared, diagnostics);
        missing
    }

    fn check_circles(
        &self,
        documents: &[Document],
        declared: &BTreeMap<Declared, At>,
        diagnostics: &mut Diagnostics,
    ) {
        let mut done: BTreeSet<&Declared> = BTreeSet::new();
        for start in self.needs.keys() {
            // The way from the start, each with what it still has to visit.
            let mut way: Vec<(&Declared, Vec<&Declared>)> = vec![(start, self.needed(start))];
            while let Some((current, open)) = way.last_mut() {
                let current = *current;
                let Some(next) = open.pop() else {
                    done.insert(current);
                    way.pop();
                    continue;
                };
                if let Some(position) = way.iter().position(|(known, _)| *known == next) {
                    let circle: Vec<&str> = way[position..]
                        .iter()
                        .map(|(known, _)| *known)
                        .chain([next])
                        .map(|known| &*known.1.local)
                        .collect();
                    let place = declared.get(next).map(|at| documents[at.document].place(at.offset));
                    diagnostics.error(
                        "xsd-circular",
                        format!("these declarations need one another in a circle: {}", circle.join(" -> ")),
                        place,
                        "Break the circle: a declaration cannot contain or extend itself.",
                    );
                } else if !done.contains(next) {
                    way.push((next, self.needed(next)));
                }
            }
        }
    }

    fn needed(&self, of: &Declared) -> Vec<&Declared> {
        self.needs.get(of).into_iter().flatten().collect()
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
