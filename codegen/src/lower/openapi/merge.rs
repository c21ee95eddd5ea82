//! One schema out of several: a schema with its `allOf` parts, or what several parts say about one member.

use std::collections::BTreeSet;

use super::Lowering;
use super::words::Words;
use crate::document::openapi::{Additional, Slot, View};

/// References from part to part; beyond that a document is taken for a mistake.
const LONGEST_TRAIL: usize = 64;

/// The components on the way to a part, and those that are merged already.
#[derive(Default)]
struct Trail<'a> {
    open: Vec<&'a str>,
    merged: BTreeSet<&'a str>,
}

/// What all parts say together.
#[derive(Debug, Clone)]
pub(super) struct Merged<'a> {
    pub(super) kind: Option<&'a str>,
    pub(super) format: Option<String>,
    pub(super) values: Vec<&'a str>,
    /// Each property with everything that is said about it.
    pub(super) properties: Vec<(&'a str, Vec<Slot<'a>>)>,
    pub(super) required: BTreeSet<&'a str>,
    pub(super) closed: bool,
    pub(super) typed: Vec<Slot<'a>>,
    pub(super) items: Vec<Slot<'a>>,
    /// The `oneOf` and `anyOf` groups.
    pub(super) alternatives: Vec<Vec<Slot<'a>>>,
    pub(super) discriminated: bool,
    pub(super) nullable: bool,
    pub(super) sensitive: bool,
    pub(super) limits: Vec<(String, String)>,
    pub(super) words: Words,
    pub(super) at: usize,
    /// Why the parts cannot hold together.
    pub(super) conflict: Option<String>,
}

impl<'a> Lowering<'a, '_> {
    /// Merges what several schemas say about one value.
    pub(super) fn merge(&mut self, slots: &[Slot<'a>]) -> Merged<'a> {
        let mut merged = Merged::new();
        let mut trail = Trail::default();
        let nullable: Vec<bool> =
            slots.iter().map(|slot| self.gather(*slot, &mut merged, &mut trail)).collect();
        merged.nullable = !nullable.is_empty() && nullable.into_iter().all(|one| one);
        merged
    }

    /// Adds one part; tells whether it allows null.
    fn gather(&mut self, slot: Slot<'a>, merged: &mut Merged<'a>, trail: &mut Trail<'a>) -> bool {
        let schema = match slot {
            Slot::Inline(schema) => schema,
            Slot::Component(name) => {
                if trail.open.contains(&name) || trail.open.len() >= LONGEST_TRAIL {
                    let own = trail.open.contains(&name);
                    let problem = if own { "is a part of itself" } else { "has parts too deep" };
                    merged.conflict.get_or_insert_with(|| format!("`{name}` {problem}"));
                    return false;
                }
                if !trail.merged.insert(name) {
                    // What was said once is not said again, and does not change what the other parts allow.
                    return true;
                }
                trail.open.push(name);
                let target = self.document.component(name);
                let nullable = target.is_some_and(|target| self.gather(target, merged, trail));
                trail.open.pop();
                return nullable;
            }
        };
        let view = View::new(schema);
        self.document.report_schema(&view, self.diagnostics);
        merged.add(&view);
        let mut parts_nullable = !view.all_of.is_empty();
        for part in &view.all_of {
            parts_nullable &= self.gather(*part, merged, trail);
        }
        view.data.nullable || parts_nullable
    }
}

impl<'a> Merged<'a> {
    fn new() -> Self {
        Self {
            kind: None,
            format: None,
            values: Vec::new(),
            properties: Vec::new(),
            required: BTreeSet::new(),
            closed: false,
            typed: Vec::new(),
            items: Vec::new(),
            alternatives: Vec::new(),
            discriminated: false,
            nullable: false,
            sensitive: false,
            limits: Vec::new(),
            words: Words::default(),
            at: 0,
            conflict: None,
        }
    }

    fn add(&mut self, view: &View<'a>) {
        if self.at == 0 {
            self.at = view.at();
        }
        self.words.add(view);
        self.add_kind(view.kind);
        self.format = self.format.take().or_else(|| view.format.clone());
        self.add_values(view);
        for (name, slot) in &view.properties {
            match self.properties.iter_mut().find(|(known, _)| known == name) {
                Some((_, slots)) if slots.iter().any(|known| same(known, slot)) => {}
                Some((_, slots)) => slots.push(*slot),
                None => self.properties.push((name, vec![*slot])),
            }
        }
        self.required.extend(&view.required);
        match view.additional {
            Additional::Unsaid | Additional::Open => {}
            Additional::Closed => self.closed = true,
            Additional::Typed(slot) => self.typed.push(slot),
        }
        if let Some(items) = view.items.filter(|items| !self.items.iter().any(|known| same(known, items))) {
            self.items.push(items);
        }
        for group in [&view.one_of, &view.any_of] {
            if !group.is_empty() {
                self.alternatives.push(group.clone());
            }
        }
        self.discriminated |= view.data.discriminator.is_some();
        self.sensitive |= view.sensitive();
        for limit in view.limits() {
            if !self.limits.contains(&limit) {
                self.limits.push(limit);
            }
        }
    }

    fn add_kind(&mut self, kind: Option<&'a str>) {
        match (self.kind, kind) {
            (_, None) => {}
            (None, kind) => self.kind = kind,
            (Some(one), Some(other)) if one == other => {}
            (Some("integer" | "number"), Some("integer" | "number")) => self.kind = Some("integer"),
            (Some(one), Some(other)) => {
                self.conflict
                    .get_or_insert_with(|| format!("one part of `allOf` is `{one}`, another is `{other}`"));
            }
        }
    }

    /// Several lists of values: what all of them allow.
    fn add_values(&mut self, view: &View<'a>) {
        let values = if view.values.is_empty() { view.open_values() } else { view.values.clone() };
        if values.is_empty() {
            return;
        }
        if self.values.is_empty() {
            self.values = values;
            return;
        }
        self.values.retain(|value| values.contains(value));
        if self.values.is_empty() {
            self.conflict
                .get_or_insert_with(|| "the parts of `allOf` have no listed value in common".to_owned());
        }
    }

    /// Whether nothing is said about the values at all.
    pub(super) fn says_nothing(&self) -> bool {
        self.kind.is_none()
            && self.values.is_empty()
            && self.properties.is_empty()
            && self.items.is_empty()
            && self.alternatives.is_empty()
            && self.typed.is_empty()
    }
}

/// Whether two slots hold the same schema.
fn same(one: &Slot<'_>, other: &Slot<'_>) -> bool {
    match (one, other) {
        (Slot::Component(one), Slot::Component(other)) => one == other,
        (Slot::Inline(one), Slot::Inline(other)) => std::ptr::eq(*one, *other),
        _ => false,
    }
}
