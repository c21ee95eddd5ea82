//! Schemas to types.
//!
//! A component becomes a type of its own if it is a record, a choice, an enumeration or a scalar; arrays, maps and
//! untyped values are spelled out where they are used, because the contract has no name for them. Components are
//! defined from a queue, not by recursion: a chain of ten thousand references costs no stack.

use super::Lowering;
use super::choice::{Picked, Spelling};
use super::merge::Merged;
use super::names::{below, inline};
use super::words::Words;
use crate::contract::{
    Alternative, Enumeration, EnumerationValue, Facets, Field, Kind, Name, Occurs, Record, Scalar,
    Sensitivity, Shape, Source, TypeDefinition, TypeId, TypeRef,
};
use crate::document::openapi::{Additional, Slot, View};

/// Arrays in arrays, maps in maps, choices in choices through references.
const DEEPEST: usize = 64;
/// Types written inside types.
const LONGEST_PATH: usize = 40;
/// Types of one document. The largest public documents have some thousands.
const MOST_TYPES: usize = 50_000;
/// Members that several parts describe, inside one another.
const DEEPEST_REFINEMENT: usize = 4;

/// A type and what is said about the value that has it.
#[derive(Debug, Clone)]
pub(super) struct Lowered {
    pub(super) r#type: TypeRef,
    pub(super) nullable: bool,
    pub(super) words: Words,
    pub(super) limits: Vec<(String, String)>,
}

/// What a schema is.
pub(super) enum Sort<'a> {
    Any,
    Scalar(Scalar),
    Enumeration(Vec<&'a str>),
    Record,
    Map(Vec<Slot<'a>>),
    Array(Vec<Slot<'a>>),
    Choice(Vec<Picked<'a>>),
}

/// What is known about a component.
#[derive(Debug, Clone)]
pub(super) struct Known {
    r#type: TypeRef,
    nullable: bool,
}

impl<'a> Lowering<'a, '_> {
    /// The type of a value that all the given schemas describe. `path` is where a type written in place belongs.
    pub(super) fn lower(&mut self, slots: &[Slot<'a>], path: &str) -> Lowered {
        let mut words = Words::default();
        let (mut nullable, mut sensitive, mut limits) = (false, false, Vec::new());
        let mut slots = slots.to_vec();
        while let [Slot::Inline(schema)] = slots[..] {
            let view = View::new(schema);
            let Some(inner) = wrapped(&view) else { break };
            self.document.report_schema(&view, self.diagnostics);
            words.add(&view);
            nullable |= view.data.nullable;
            sensitive |= view.sensitive();
            limits.extend(view.limits());
            slots = vec![inner];
        }
        if slots.len() > 1 {
            slots = self.without_comments(&slots, &mut words);
        }
        if let [Slot::Component(name)] = slots[..] {
            let known = self.component(name);
            let r#type = if sensitive { self.secret(known.r#type) } else { known.r#type };
            return Lowered { r#type, nullable: nullable || known.nullable, words, limits };
        }
        let mut merged = self.merge(&slots);
        merged.sensitive |= sensitive;
        words.complete(&merged.words);
        let refined = slots.iter().any(|slot| matches!(slot, Slot::Component(_)));
        let sort = if path.matches('/').count() > LONGEST_PATH || self.types.len() >= MOST_TYPES {
            let message = "the types inside this one are nested too deep, or too many";
            self.left_out("openapi-too-deep", message, merged.at, "Name the inner schemas.");
            Sort::Any
        } else if refined && self.refining >= DEEPEST_REFINEMENT {
            let message = "parts of `allOf` describe one member differently, again and again inside it";
            let help = "Describe the member in one part only.";
            self.left_out("openapi-endless-refinement", message, merged.at, help);
            Sort::Any
        } else {
            self.sort(&mut merged)
        };
        self.refining += usize::from(refined);
        let r#type = match sort {
            Sort::Record | Sort::Enumeration(_) | Sort::Choice(_) => {
                let id = TypeId::new("", path);
                if !self.types.contains_key(&id) {
                    let name = inline(path);
                    if let Sort::Enumeration(_) = sort {
                        self.plain.insert(path.to_owned(), Scalar::Text);
                    }
                    self.define(&id, name, &merged, sort);
                }
                TypeRef::Named(id)
            }
            sort => self.spelled_out(&merged, &sort, path),
        };
        self.refining -= usize::from(refined);
        if !matches!(r#type, TypeRef::Named(_)) {
            limits.append(&mut merged.limits);
        }
        Lowered { r#type, nullable: nullable || merged.nullable, words, limits }
    }

    /// Of several descriptions of one value, those that say more than words; the words are kept.
    fn without_comments(&mut self, slots: &[Slot<'a>], words: &mut Words) -> Vec<Slot<'a>> {
        let mut telling = Vec::new();
        for slot in slots {
            let merged = self.merge(&[*slot]);
            if merged.says_nothing()
                && merged.required.is_empty()
                && merged.format.is_none()
                && merged.limits.is_empty()
            {
                words.complete(&merged.words);
            } else {
                telling.push(*slot);
            }
        }
        if telling.is_empty() { slots.to_vec() } else { telling }
    }

    /// The type of a component by its name, and a place in the queue for its definition.
    fn component(&mut self, name: &'a str) -> Known {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let anything = Known { r#type: TypeRef::Scalar(Scalar::Any), nullable: false };
        let mut target = name;
        let mut hops = std::collections::BTreeSet::new();
        while let Some(Slot::Component(next)) = self.document.component(target) {
            if !hops.insert(target) {
                let help = "Let one of the references in the circle name a schema.";
                self.diagnostics.error(
                    "openapi-reference-cycle",
                    format!("the schema `{name}` only refers to itself"),
                    None,
                    help,
                );
                return anything;
            }
            target = next;
        }
        if target != name {
            let known = self.component(target);
            self.known.insert(name, known.clone());
            return known;
        }
        let mut merged = self.merge(&[Slot::Component(name)]);
        if self.progress.contains(&name) || self.progress.len() >= DEEPEST {
            let message = format!("the schema `{name}` is a list or map of itself, which has no finite type");
            self.left_out(
                "openapi-endless-list",
                message,
                merged.at,
                "Put an object with a member between the levels.",
            );
            return anything;
        }
        self.progress.push(name);
        let id = TypeId::new("", name.replace('/', "~1"));
        let r#type = match self.sort(&mut merged) {
            sort @ (Sort::Any | Sort::Map(_) | Sort::Array(_)) => self.spelled_out(&merged, &sort, &id.path),
            sort => {
                match sort {
                    Sort::Enumeration(_) => drop(self.plain.insert(id.path.clone(), Scalar::Text)),
                    Sort::Scalar(scalar) => drop(self.plain.insert(id.path.clone(), scalar)),
                    _ => {}
                }
                self.queue.push(name);
                TypeRef::Named(id)
            }
        };
        self.progress.pop();
        let known = Known { r#type, nullable: merged.nullable };
        self.known.insert(name, known.clone());
        known
    }

    /// The type of a component by its name.
    pub(super) fn component_type(&mut self, name: &'a str) -> TypeRef {
        self.component(name).r#type
    }

    /// Defines everything that waits in the queue, and what that refers to.
    pub(super) fn define_queued(&mut self) {
        while let Some(name) = self.queue.pop() {
            let mut merged = self.merge(&[Slot::Component(name)]);
            let sort = self.sort(&mut merged);
            self.define(&TypeId::new("", name.replace('/', "~1")), name.to_owned(), &merged, sort);
        }
    }

    fn define(&mut self, id: &TypeId, name: String, merged: &Merged<'a>, sort: Sort<'a>) {
        // The place is taken first, so that a type that contains itself finds its own name.
        let limits = if matches!(sort, Sort::Scalar(_)) { Vec::new() } else { merged.limits.clone() };
        let definition = TypeDefinition {
            id: id.clone(),
            name,
            documentation: merged.words.documentation(&limits),
            evidence: merged.words.evidence.clone(),
            shape: Shape::Raw,
        };
        self.types.insert(id.clone(), definition);
        let shape = match sort {
            Sort::Record => Shape::Record(self.record(merged, &id.path)),
            Sort::Enumeration(values) => {
                let value =
                    |value: &str| EnumerationValue { value: value.to_owned(), documentation: String::new() };
                Shape::Enumeration(Enumeration { values: values.into_iter().map(value).collect() })
            }
            Sort::Scalar(scalar) => Shape::Scalar(scalar, Facets { limits: merged.limits.clone() }),
            Sort::Choice(picked) => {
                Shape::Choice(picked.into_iter().map(|one| self.alternative(one, &id.path)).collect())
            }
            Sort::Any | Sort::Map(_) | Sort::Array(_) => Shape::Raw,
        };
        if let Some(definition) = self.types.get_mut(id) {
            definition.shape = shape;
        }
    }

    fn alternative(&mut self, picked: Picked<'a>, path: &str) -> Alternative {
        let name = Name { namespace: None, local: picked.name.clone() };
        match picked.spelling {
            Spelling::Scalar(scalar) => Alternative {
                name,
                r#type: TypeRef::Scalar(scalar),
                facets: Facets::default(),
                documentation: picked.words.documentation(&[]),
            },
            Spelling::Schema(slot) => {
                let lowered = self.lower(&[slot], &below(path, &picked.name));
                Alternative {
                    name,
                    r#type: lowered.r#type,
                    facets: Facets::default(),
                    documentation: lowered.words.documentation(&lowered.limits),
                }
            }
        }
    }

    fn record(&mut self, merged: &Merged<'a>, path: &str) -> Record {
        let mut fields = Vec::new();
        for (name, slots) in &merged.properties {
            let lowered = self.lower(slots, &below(path, name));
            fields.push(field(name, lowered, merged.required.contains(name)));
        }
        for name in
            merged.required.iter().filter(|name| !merged.properties.iter().any(|(known, _)| known == *name))
        {
            let message = format!("the member `{name}` is required but not described");
            let help = "Describe it under `properties`; until then it is kept with the unknown members.";
            self.diagnostics.warn(
                "openapi-required-unknown",
                message,
                Some(self.document.place(merged.at)),
                help,
            );
        }
        if !merged.typed.is_empty() {
            let message = "additional members beside named ones have a type; they are kept untyped";
            let help = "Convert them where you use them.";
            self.diagnostics.warn(
                "openapi-additional-untyped",
                message,
                Some(self.document.place(merged.at)),
                help,
            );
        }
        Record { fields, keeps_unknown: !merged.closed }
    }

    /// The type of a schema that gets no name of its own.
    fn spelled_out(&mut self, merged: &Merged<'a>, sort: &Sort<'a>, path: &str) -> TypeRef {
        let (slots, list) = match sort {
            Sort::Scalar(scalar) => return TypeRef::Scalar(*scalar),
            Sort::Map(slots) => (slots, false),
            Sort::Array(slots) => (slots, true),
            _ => return TypeRef::Scalar(Scalar::Any),
        };
        let mut item = TypeRef::Scalar(Scalar::Any);
        if !slots.is_empty() {
            let lowered = self.lower(slots, &below(path, if list { "item" } else { "value" }));
            item = lowered.r#type;
            if merged.sensitive && item == TypeRef::Scalar(Scalar::Text) {
                item = TypeRef::Scalar(Scalar::Secret);
            }
            if lowered.nullable && item != TypeRef::Scalar(Scalar::Any) {
                let message = format!(
                    "the {} may be null; they are kept untyped",
                    if list { "items" } else { "values" }
                );
                self.left_out("openapi-nullable-item", message, merged.at, "Do not allow null there.");
                item = TypeRef::Scalar(Scalar::Any);
            }
        }
        if list { TypeRef::ListOf(Box::new(item)) } else { TypeRef::MapOf(Box::new(item)) }
    }

    /// The secret form of a text type. Values of other types are hidden from every printed form anyway.
    fn secret(&self, r#type: TypeRef) -> TypeRef {
        match &r#type {
            TypeRef::Scalar(Scalar::Text) => TypeRef::Scalar(Scalar::Secret),
            TypeRef::Named(id) if self.plain.get(&id.path) == Some(&Scalar::Text) => {
                TypeRef::Scalar(Scalar::Secret)
            }
            _ => r#type,
        }
    }

    pub(super) fn left_out(&mut self, code: &'static str, message: impl Into<String>, at: usize, help: &str) {
        self.diagnostics.left_out(code, message, Some(self.document.place(at)), help);
    }
}

/// A field of a record.
pub(super) fn field(name: &str, lowered: Lowered, required: bool) -> Field {
    let Lowered { mut r#type, nullable, words, limits } = lowered;
    // What travels in one direction only cannot be demanded in both.
    let required = required && !words.read_only && !words.write_only;
    let occurs = match (required, nullable) {
        // A list that must be there is sent even if it is empty; any other may be left out.
        (false, false) if matches!(r#type, TypeRef::ListOf(_)) => Occurs::Many,
        (true, false) => Occurs::Required,
        (false, false) => Occurs::Optional,
        (true, true) => Occurs::RequiredNillable,
        (false, true) => Occurs::Nillable,
    };
    if let (Occurs::Many, TypeRef::ListOf(item)) = (&occurs, &r#type) {
        r#type = (**item).clone();
    }
    Field {
        name: Name { namespace: None, local: name.to_owned() },
        friendly: None,
        kind: Kind::Member,
        r#type,
        occurs,
        source: Source::Caller,
        sensitivity: Sensitivity::Hidden,
        null_items: false,
        facets: Facets::default(),
        media: None,
        states: None,
        unique: false,
        documentation: words.documentation(&limits),
        evidence: words.evidence,
    }
}

/// The one schema that this schema only adds words to: `allOf`, `oneOf` or `anyOf` with one entry and nothing else.
fn wrapped<'a>(view: &View<'a>) -> Option<Slot<'a>> {
    let bare = view.properties.is_empty()
        && view.required.is_empty()
        && view.items.is_none()
        && view.values.is_empty()
        && view.open_values().is_empty()
        && view.format.is_none()
        && matches!(view.additional, Additional::Unsaid | Additional::Open);
    match (&view.all_of[..], &view.one_of[..], &view.any_of[..]) {
        ([one], [], []) | ([], [one], []) | ([], [], [one]) if bare => Some(*one),
        _ => None,
    }
}
