//! From nested content models to a flat list of what may stand in an element.
//!
//! Nothing is lost on the way, but some models become wider than they were, never narrower: alternatives that are
//! more than one element each become optional elements, and groups that repeat as a whole become a repeated choice of
//! their elements, which keeps their order.

use super::Home;
use super::open::Open;
use crate::document::wsdl::Documents;
use crate::document::xml::QName;
use crate::document::xsd::{ElementDeclaration, NAMESPACE, Note, Particle, Term, TypeUse};

use std::collections::{BTreeMap, BTreeSet};

/// One thing that may stand in an element.
#[derive(Clone)]
pub(super) enum Item<'a> {
    /// An element.
    Element(Member<'a>),
    /// One of several elements, or one that is not known beforehand.
    Choice(Vec<Member<'a>>, Count, Option<Open>),
    /// Elements that are not known beforehand.
    Any(Open),
}

/// An element with its number of occurrences.
#[derive(Clone)]
pub(super) struct Member<'a> {
    /// Its declaration.
    pub(super) declaration: &'a ElementDeclaration,
    /// What a reference says about itself, where it is one.
    pub(super) reference: Option<&'a Note>,
    /// How often.
    pub(super) count: Count,
    /// Where its anonymous type lives: inside this, unless it is a reference.
    pub(super) home: Home,
    /// How many there may be, where the particle says it of this element alone; no upper bound is `None`.
    pub(super) bounds: Option<(u64, Option<u64>)>,
    /// It is one of several alternatives although it stands as a field of its own.
    pub(super) is_alternative: bool,
}

/// How often something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    /// It has to be there.
    pub(super) is_required: bool,
    /// It may stand more than once.
    pub(super) is_repeated: bool,
}

/// Flattens content models.
pub(super) struct Flattening<'a, 'b> {
    pub(super) documents: &'a Documents,
    pub(super) substitutes: &'b BTreeMap<&'a QName, Vec<&'a QName>>,
    pub(super) items: Vec<Item<'a>>,
}

impl<'a> Flattening<'a, '_> {
    /// Adds what a particle allows.
    pub(super) fn add(&mut self, particle: &'a Particle, home: &Home, outer: Count) {
        let count = outer.around(particle);
        if particle.most == Some(0) {
            return;
        }
        match &particle.term {
            Term::Any(wildcard) => self.items.push(Item::Any(Open::of(wildcard))),
            Term::Element(_) | Term::Reference(..) => {
                let members = self.members(particle, home, count);
                match members {
                    None => self.items.push(Item::Any(Open::all())),
                    Some(mut members) if members.len() == 1 => {
                        self.items.extend(members.pop().map(Item::Element));
                    }
                    Some(members) => self.items.push(Item::Choice(members, count, None)),
                }
            }
            Term::Group(name) => {
                if let Some(group) = self.documents.schemas.groups.get(name) {
                    let home = Home::inside("group:", name);
                    if count.is_repeated {
                        self.add_repeated(std::slice::from_ref(group), &home, count);
                    } else {
                        self.add(group, &home, count);
                    }
                }
            }
            Term::Sequence(parts) | Term::All(parts) => {
                if count.is_repeated {
                    self.add_repeated(parts, home, count);
                } else {
                    for part in parts {
                        self.add(part, home, count);
                    }
                }
            }
            Term::Choice(parts) => self.add_choice(parts, home, count),
        }
    }

    /// The elements that may stand for one; nothing if it is not known, as an element of the schema of schemas.
    fn members(&self, particle: &'a Particle, home: &Home, count: Count) -> Option<Vec<Member<'a>>> {
        match &particle.term {
            Term::Element(declaration) => Some(vec![Member {
                declaration,
                reference: None,
                count,
                bounds: bounds(particle),
                home: home.clone(),
                is_alternative: false,
            }]),
            Term::Reference(name, note) if !name.is_in(NAMESPACE) => {
                let substitutes = self.substitutes.get(name);
                let names = std::iter::once(name).chain(substitutes.into_iter().flatten().copied());
                let members: Vec<Member<'a>> = names
                    .filter_map(|name| self.documents.schemas.elements.get(name))
                    .filter(|declaration| !declaration.is_abstract || substitutes.is_none())
                    .map(|declaration| Member {
                        declaration,
                        reference: Some(note),
                        count,
                        bounds: bounds(particle),
                        home: Home::inside("/", &declaration.name),
                        is_alternative: false,
                    })
                    .collect();
                Some(members).filter(|members| !members.is_empty())
            }
            _ => None,
        }
    }

    fn add_choice(&mut self, parts: &'a [Particle], home: &Home, count: Count) {
        match parts {
            [] => {}
            [only] => self.add(only, home, count),
            _ if count.is_repeated => self.add_repeated(parts, home, count),
            _ => {
                let mut members = Vec::new();
                let mut is_required = count.is_required;
                if self.single_elements(parts, home, &mut members, &mut is_required) {
                    let count = Count { is_required, is_repeated: false };
                    self.items.push(Item::Choice(members, count, None));
                } else {
                    self.add_alternatives(parts, home);
                }
            }
        }
    }

    /// Whether all alternatives are single elements, choices of single elements included.
    fn single_elements(
        &self,
        parts: &'a [Particle],
        home: &Home,
        members: &mut Vec<Member<'a>>,
        is_required: &mut bool,
    ) -> bool {
        parts.iter().all(|part| {
            *is_required &= part.least > 0;
            part.most == Some(1)
                && match &part.term {
                    Term::Choice(parts) => self.single_elements(parts, home, members, is_required),
                    Term::Sequence(parts) if parts.len() == 1 => {
                        self.single_elements(parts, home, members, is_required)
                    }
                    _ => match self.members(part, home, Count::ONE) {
                        Some(found) => {
                            members.extend(found);
                            true
                        }
                        None => false,
                    },
                }
        })
    }

    /// Alternatives that are more than one element each: every element becomes optional, one that several alternatives
    /// have becomes one.
    fn add_alternatives(&mut self, parts: &'a [Particle], home: &Home) {
        let mut inner =
            Flattening { documents: self.documents, substitutes: self.substitutes, items: Vec::new() };
        for part in parts {
            inner.add(part, home, Count::MAYBE);
        }
        let mut known: BTreeMap<Identity<'a>, usize> = BTreeMap::new();
        for mut item in inner.items {
            if let Item::Element(member) = &mut item {
                member.is_alternative = true;
                let at = *known.entry(member.identity()).or_insert(self.items.len());
                if let Some(Item::Element(same)) = self.items.get_mut(at) {
                    same.count.is_repeated |= member.count.is_repeated;
                    same.bounds = None;
                    continue;
                }
            }
            self.items.push(item);
        }
    }

    /// Parts that repeat as a whole.
    fn add_repeated(&mut self, parts: &'a [Particle], home: &Home, count: Count) {
        let mut inner =
            Flattening { documents: self.documents, substitutes: self.substitutes, items: Vec::new() };
        for part in parts {
            inner.add(part, home, Count { is_required: count.is_required, is_repeated: false });
        }
        if let [Item::Element(_) | Item::Choice(..)] = inner.items.as_slice() {
            for item in &mut inner.items {
                match item {
                    Item::Element(member) => {
                        member.count.is_repeated = true;
                        member.bounds = None;
                    }
                    Item::Choice(_, count, _) => count.is_repeated = true,
                    Item::Any(_) => {}
                }
            }
            self.items.append(&mut inner.items);
        } else {
            self.items.extend(as_one_choice(inner.items));
        }
    }
}

/// All elements of some items as one repeated choice, with what is not known beforehand among them.
pub(super) fn as_one_choice(items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    let mut members: Vec<Member<'_>> = Vec::new();
    let mut known = BTreeSet::new();
    let mut open: Option<Open> = None;
    let mut is_required = false;
    for item in items {
        let (found, needed) = match item {
            Item::Element(member) => {
                let needed = member.count.is_required;
                (vec![member], needed)
            }
            Item::Choice(found, count, more) => {
                open = Open::either(open, more);
                (found, count.is_required)
            }
            Item::Any(more) => {
                open = Open::either(open, Some(more));
                continue;
            }
        };
        is_required |= needed;
        for member in found {
            if known.insert(member.identity()) {
                members.push(member);
            }
        }
    }
    if members.is_empty() {
        return open.into_iter().map(Item::Any).collect();
    }
    vec![Item::Choice(members, Count { is_required, is_repeated: true }, open)]
}

/// What makes an element the same one with the same type: its name, and the type's or, where that has none, itself.
type Identity<'a> = (&'a QName, Result<&'a QName, *const ElementDeclaration>);

impl<'a> Member<'a> {
    /// Whether this is the same element with the same type.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }

    fn identity(&self) -> Identity<'a> {
        let r#type = match &self.declaration.r#type {
            TypeUse::Named(name) => Ok(name),
            TypeUse::Inline(_) => Err(std::ptr::from_ref(self.declaration)),
        };
        (&self.declaration.name, r#type)
    }
}

/// How many there may be of what repeats.
fn bounds(particle: &Particle) -> Option<(u64, Option<u64>)> {
    particle.most.is_none_or(|most| most > 1).then_some((particle.least, particle.most))
}

impl Count {
    /// Exactly once.
    pub(super) const ONE: Self = Self { is_required: true, is_repeated: false };
    /// At most once.
    pub(super) const MAYBE: Self = Self { is_required: false, is_repeated: false };

    /// The count of a particle inside something that occurs so often.
    fn around(self, particle: &Particle) -> Self {
        Self {
            is_required: self.is_required && particle.least > 0,
            is_repeated: self.is_repeated || particle.most.is_none_or(|most| most > 1),
        }
    }
}
