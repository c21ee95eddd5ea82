//! Sessions of several levels: the level and the state of the device's keys are in the handle's type, so that a call
//! with too weak a session, and a promotion that does not exist, do not compile.

mod opening;
mod promotion;
mod states;
#[cfg(test)]
mod tests;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::session::key_fields;
use super::spelling::{Spelling, identifier};
use super::{documentation, names};
use crate::contract::{
    Exchange, Field, Levels, Operation, Session, SessionNeed, TypeId, TypeRef, evidence_word,
};

/// What the emitted code of levels is made from.
pub(super) struct Staircase<'s, 'a> {
    spelling: &'s Spelling<'a>,
    rule: &'a Session,
    levels: &'a Levels,
    /// The record of the opening request, and of the promoting one.
    opening: (&'a TypeId, &'a [Field]),
    promoting: (&'a TypeId, &'a [Field]),
    /// What the opening, the promotion and the reading of a session answer.
    opened: &'a TypeRef,
    promoted: &'a TypeRef,
    told: (&'a TypeId, &'a [Field]),
}

impl<'s, 'a> Staircase<'s, 'a> {
    /// The levels of a contract, if it has any.
    pub(super) fn of(spelling: &'s Spelling<'a>) -> Option<Self> {
        let rule = spelling.contract.rules.session.as_ref()?;
        let levels = rule.levels.as_ref()?;
        let find = |name: &str| {
            spelling.contract.operations().map(|(_, operation)| operation).find(|one| one.name == name)
        };
        let request = |name: &str| match &find(name)?.exchange {
            Exchange::Resource { body: Some((_, body)), .. } => spelling.record(body),
            _ => None,
        };
        let reply = |name: &str| match &find(name)?.exchange {
            Exchange::Resource { replies, .. } => super::rest_client::success(replies)?.1,
            Exchange::Envelope { .. } => None,
        };
        Some(Self {
            spelling,
            rule,
            levels,
            opening: request(&rule.opened_by)?,
            promoting: request(&levels.promoted_by)?,
            opened: reply(&rule.opened_by)?,
            promoted: reply(&levels.promoted_by)?,
            told: spelling.record(reply(&levels.read_by)?)?,
        })
    }

    /// Whether an operation is called by the handle itself and offered under other names: opening and promoting.
    pub(super) fn is_own(&self, operation: &Operation) -> bool {
        [&self.rule.opened_by, &self.levels.promoted_by].contains(&&operation.name)
    }

    /// The head of the `impl` for operations that need this session.
    pub(super) fn bound(&self, need: &SessionNeed) -> TokenStream {
        let level = self.at_least(&need.level);
        if need.device_keys {
            quote!(impl<L: level::#level> Session<L, DeviceReady>)
        } else {
            quote!(impl<L: level::#level, D: DeviceState> Session<L, D>)
        }
    }

    /// The trait of all levels that do for this one.
    fn at_least(&self, level: &str) -> Ident {
        if self.levels.at_least(level).len() == self.levels.known.len() {
            identifier("Level")
        } else {
            format_ident!("AtLeast{}", names::upper(level))
        }
    }

    /// `SessionKeys`, the levels, the states, `Session`, and how it is opened, resumed and promoted.
    pub(super) fn emit(&self) -> TokenStream {
        let keys = key_fields(self.rule);
        let markers = self.markers();
        let device = self.device();
        let opening = self.opening();
        let handle = self.handle();
        let made = self.levels.known.iter().map(|level| self.made(level));
        let promotions = self.levels.known.iter().flat_map(|from| {
            let to = |name: &String| self.levels.known.iter().find(|level| level.name == *name);
            from.promotes_to.iter().filter_map(to).map(move |to| self.promotion(from, to))
        });
        let promote = self.promote();
        quote! {
            #keys
            #markers
            #device
            #opening
            #handle
            impl Client { #(#made)* }
            #(#promotions)*
            #promote
        }
    }

    /// The identifier of the source field of a record, or of the one with the id of the source.
    fn field(&self, (id, fields): (&'a TypeId, &'a [Field]), source: bool) -> Ident {
        let wire = if source { &self.levels.source_field } else { &self.levels.source_id_field };
        let at = fields.iter().position(|field| field.name.local == *wire).unwrap_or_default();
        self.spelling.field(id, at).clone()
    }

    fn position(&self, operation: &str) -> (usize, usize) {
        super::rest_client::find_operation(self.spelling.contract, operation).unwrap_or_default()
    }
}

/// What an operation needs, as documentation.
pub(super) fn need_docs(need: &SessionNeed) -> TokenStream {
    let keys = if need.device_keys { ", with the keys of the device complete" } else { "" };
    let word = evidence_word(need.evidence.mark);
    let note = documentation::harmless(&need.evidence.note).join(" ");
    let line = format!("Session: `{}` or above{keys}. Evidence: {word}. {note}", need.level);
    documentation::plain(&[String::new(), line.trim_end().to_owned()])
}
