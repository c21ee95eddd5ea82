//! Sessions of several levels: the level and the state of the device's keys are in the handle's type, so that a call
//! with too weak a session, and a promotion that does not exist, do not compile.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::documentation;
use super::names;
use super::session::{self, key_fields};
use super::spelling::{From, Spelling, from_caller, identifier};
use crate::contract::{
    Exchange, Field, Level, Levels, Occurs, Operation, Session, SessionNeed, TypeId, TypeRef, evidence_word,
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

    /// The module `level`.
    fn markers(&self) -> TokenStream {
        let known = &self.levels.known;
        let types = known.iter().map(|level| {
            let (name, wire) = (identifier(&names::upper(&level.name)), &level.name);
            let source = match &level.source {
                Some(source) => format!("with the source `{source}`"),
                None => "without a source".to_owned(),
            };
            let docs = documentation::plain(&[format!("Sessions of the level `{wire}`: {source}.")]);
            quote! {
                #docs
                #[derive(Debug, Clone, Copy)]
                pub enum #name {}
                impl sealed::Sealed for #name {}
                impl Level for #name {
                    const NAME: &'static str = #wire;
                }
            }
        });
        let bounds = known.iter().filter(|level| self.at_least(&level.name) != "Level").map(|level| {
            let name = self.at_least(&level.name);
            let enough = self.levels.at_least(&level.name);
            let marks = enough.iter().map(|level| identifier(&names::upper(&level.name)));
            let words: Vec<String> = enough.iter().map(|level| format!("`{}`", level.name)).collect();
            let docs = documentation::plain(&[
                format!(
                    "Levels that do where a session of the level `{}` is needed: {}.",
                    level.name,
                    words.join(", ")
                ),
                String::new(),
                "That a session does what any it may have been promoted from does is inferred.".to_owned(),
            ]);
            quote! {
                #docs
                pub trait #name: Level {}
                #(impl #name for #marks {})*
            }
        });
        quote! {
            #[doc = " The levels of sessions, as types: no value of them exists. The list is closed."]
            pub mod level {
                mod sealed {
                    pub trait Sealed {}
                }
                #[doc = " Any level."]
                pub trait Level: sealed::Sealed {
                    #[doc = " The level in one word."]
                    const NAME: &'static str;
                }
                #(#types)*
                #(#bounds)*
            }
        }
    }

    /// The states of the device's keys.
    fn device(&self) -> TokenStream {
        let (partner, reply) = (&self.spelling.contract.partner, &self.levels.device_reply_field);
        let pending = documentation::plain(&[format!(
            "The keys of the device are not known to be complete: nobody has told that the SDK opened the `{reply}` of the opening reply."
        )]);
        let ready = documentation::plain(&[format!(
            "The keys of the device are complete: `{partner}` can encrypt for it, and it can decrypt."
        )]);
        quote! {
            mod device {
                pub trait Sealed {}
            }
            #[doc = " Whether the keys of the device are complete. The list is closed."]
            pub trait DeviceState: device::Sealed {}
            #pending
            #[derive(Debug, Clone, Copy)]
            pub enum DevicePending {}
            impl device::Sealed for DevicePending {}
            impl DeviceState for DevicePending {}
            #ready
            #[derive(Debug, Clone, Copy)]
            pub enum DeviceReady {}
            impl device::Sealed for DeviceReady {}
            impl DeviceState for DeviceReady {}
        }
    }

    /// `DeviceData` and `SessionOpening`.
    fn opening(&self) -> TokenStream {
        let (id, fields) = self.opening;
        let forms: Vec<_> = self
            .levels
            .device
            .iter()
            .filter_map(|form| {
                let at = fields.iter().position(|field| field.name.local == form.field)?;
                let docs = documentation::lines(
                    &format!("Travels as `{}`.", form.field),
                    &fields[at].documentation,
                    fields[at].evidence.as_ref(),
                );
                let r#type = self.spelling.value_type(&fields[at].r#type, From::Role);
                Some((docs, identifier(&names::upper(&form.name)), r#type, self.spelling.field(id, at)))
            })
            .collect();
        let variants = forms.iter().map(|(docs, variant, r#type, _)| quote!(#docs #variant(#r#type)));
        let arms = forms
            .iter()
            .map(|(_, variant, _, field)| quote!(DeviceData::#variant(data) => request.#field = Some(data)));
        let others: Vec<_> = self
            .others()
            .map(|(at, field)| {
                let name = self.spelling.field(id, at);
                let r#type = self.spelling.field_type(id, at, field, From::Role);
                let docs = documentation::lines(
                    &format!("`{}`; left out unless it is set.", field.name.local),
                    &field.documentation,
                    field.evidence.as_ref(),
                );
                (name, r#type, docs)
            })
            .collect();
        let declared = others.iter().map(|(name, r#type, docs)| quote!(#docs pub #name: #r#type,));
        let names: Vec<_> = others.iter().map(|(name, ..)| name).collect();
        let request = self.spelling.path(id, From::Role);
        let (source, source_id) = (self.field(self.opening, true), self.field(self.opening, false));
        quote! {
            #[doc = " What the SDK made of the device: exactly one of its forms is sent."]
            #[derive(Debug, Clone)]
            pub enum DeviceData { #(#variants,)* }

            #[doc = " What a session is opened with, whatever its level."]
            #[derive(Clone)]
            pub struct SessionOpening {
                #[doc = " What the SDK made of the device."]
                pub device: DeviceData,
                #(#declared)*
            }
            impl SessionOpening {
                #[doc = " With what must be said; the rest is left out."]
                #[must_use]
                pub fn new(device: DeviceData) -> Self {
                    Self { device, #(#names: Default::default(),)* }
                }
                fn request(self, source: Option<(&str, &str)>) -> #request {
                    let mut request = #request {
                        #(#names: self.#names,)*
                        ..Default::default()
                    };
                    if let Some((source, id)) = source {
                        request.#source = Some(source.to_owned().into());
                        request.#source_id = Some(id.to_owned());
                    }
                    match self.device { #(#arms,)* }
                    request
                }
            }
            impl rt::fmt::Debug for SessionOpening {
                fn fmt(&self, formatter: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
                    formatter.debug_struct("SessionOpening").finish_non_exhaustive()
                }
            }
            impl From<DeviceData> for SessionOpening {
                fn from(device: DeviceData) -> Self {
                    Self::new(device)
                }
            }
        }
    }

    /// The fields of the opening request beside source and device data.
    fn others(&self) -> impl Iterator<Item = (usize, &'a Field)> {
        let levels = self.levels;
        self.opening.1.iter().enumerate().filter(move |(_, field)| {
            let name = &field.name.local;
            from_caller(field)
                && ![&levels.source_field, &levels.source_id_field].contains(&name)
                && !levels.device.iter().any(|form| form.field == *name)
        })
    }

    /// The identifier of the source field of a record, or of the one with the id of the source.
    fn field(&self, (id, fields): (&'a TypeId, &'a [Field]), source: bool) -> Ident {
        let wire = if source { &self.levels.source_field } else { &self.levels.source_id_field };
        let at = fields.iter().position(|field| field.name.local == *wire).unwrap_or_default();
        self.spelling.field(id, at).clone()
    }

    /// `Session`.
    fn handle(&self) -> TokenStream {
        let docs = documentation::plain(&[
            format!(
                "A session, opened by `{}`: the operations that need one are its methods, those that its level may call.",
                self.rule.opened_by
            ),
            String::new(),
            "`L` is its level, `D` tells whether the keys of the device are complete. A clone is the same session and keeps".to_owned(),
            "its level: where the session was promoted through another handle, it goes on with the calls of that level.".to_owned(),
        ]);
        let ready = documentation::plain(&[
            format!(
                "The same session, now that the SDK in the device has opened the `{}` of the opening reply and reports that its",
                self.levels.device_reply_field
            ),
            "session is ready. Only the application knows: call it on its word.".to_owned(),
        ]);
        quote! {
            #docs
            pub struct Session<L: level::Level, D: DeviceState = DevicePending> {
                client: Client,
                keys: SessionKeys,
                state: rt::PhantomData<fn() -> (L, D)>,
            }
            impl<L: level::Level, D: DeviceState> Clone for Session<L, D> {
                fn clone(&self) -> Self {
                    Self { client: self.client.clone(), keys: self.keys.clone(), state: rt::PhantomData }
                }
            }
            impl<L: level::Level, D: DeviceState> rt::fmt::Debug for Session<L, D> {
                fn fmt(&self, formatter: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
                    formatter.debug_struct("Session").field("level", &L::NAME).finish_non_exhaustive()
                }
            }
            impl<L: level::Level, D: DeviceState> Session<L, D> {
                fn of(client: Client, keys: SessionKeys) -> Self {
                    Self { client, keys, state: rt::PhantomData }
                }
                #[doc = " The keys of this session."]
                #[must_use]
                pub fn keys(&self) -> &SessionKeys {
                    &self.keys
                }
            }
            impl<L: level::Level> Session<L, DevicePending> {
                #ready
                #[must_use]
                pub fn device_is_ready(self) -> Session<L, DeviceReady> {
                    Session::of(self.client, self.keys)
                }
            }
        }
    }

    /// How sessions of one level are opened and resumed.
    fn made(&self, level: &Level) -> TokenStream {
        let wire = &level.name;
        let marker = identifier(&names::upper(wire));
        let open = format_ident!("open_{}_session", wire);
        let resume = format_ident!("resume_{}_session", wire);
        let id = format_ident!("{}_id", wire);
        let reply = self.spelling.value_type(self.opened, From::Role);
        let (argument, source) = match &level.source {
            Some(source) => (quote!(#id: &str,), quote!(Some((#source, #id)))),
            None => (quote!(), quote!(None)),
        };
        let checked = level.source.is_some().then(|| {
            let (partner, operation) = (&self.spelling.contract.partner, &self.rule.opened_by);
            let field = &self.levels.source_id_field;
            quote! {
                if #id.is_empty() {
                    return Err(rt::Error::empty_field(#partner, #operation, #field));
                }
            }
        });
        let mut about = vec![format!("Opens a session of the level `{wire}` by `{}`.", self.rule.opened_by)];
        about.extend([
            String::new(),
            format!(
                "The reply beside it holds `{}` for the SDK in the device, which completes the device's keys with it. It may",
                self.levels.device_reply_field
            ),
            "not be stored there.".to_owned(),
            String::new(),
            "# Errors".to_owned(),
            String::new(),
            "The call failed on its way, or the partner answered with anything but success; the error says which.".to_owned(),
        ]);
        let about = documentation::plain(&about);
        let resumed = documentation::plain(&[
            format!("The handle of a session of the level `{wire}` that was opened before, from its keys."),
            String::new(),
            "That it is of this level is taken on trust; the partner refuses the calls of a weaker one."
                .to_owned(),
        ]);
        let opened = level.source.as_ref().map(|source| {
            self.contradiction(self.opened, &self.rule.opened_by, &quote!(#source), &quote!(#id))
        });
        let (checks, keys) = session::keys_of_reply(self.spelling, self.rule, self.opened)
            .unwrap_or_else(|| (quote!(), quote!(compile_error!("a session without keys"))));
        let (service, at) = self.position(&self.rule.opened_by);
        let create = self.spelling.operation(service, at);
        quote! {
            #about
            pub async fn #open(
                &self,
                #argument
                opening: impl Into<SessionOpening>,
            ) -> rt::Result<(Session<level::#marker>, #reply)> {
                #checked
                let reply = self.#create(&opening.into().request(#source)).await?;
                #checks
                #opened
                Ok((Session::of(self.clone(), #keys), reply))
            }
            #resumed
            #[must_use]
            pub fn #resume(&self, keys: SessionKeys) -> Session<level::#marker> {
                Session::of(self.clone(), keys)
            }
        }
    }

    /// Refuses a `reply` that tells another source than was asked for: a handle must not stand for somebody else.
    fn contradiction(
        &self,
        reply: &'a TypeRef,
        operation: &str,
        source: &TokenStream,
        id: &TokenStream,
    ) -> TokenStream {
        let Some((record, fields)) = self.spelling.record(reply) else { return quote!() };
        let partner = &self.spelling.contract.partner;
        let told = [(&self.levels.source_field, source), (&self.levels.source_id_field, id)];
        let checks = told.into_iter().filter_map(|(wire, asked)| {
            let at = fields.iter().position(|field| field.name.local == *wire)?;
            let Occurs::Optional = fields[at].occurs else { return None };
            let field = self.spelling.field(record, at);
            Some(quote! {
                if reply.#field.clone().is_some_and(|told| String::from(told) != #asked) {
                    return Err(rt::Error::contradicting_reply(#partner, #operation, #wire));
                }
            })
        });
        quote!(#(#checks)*)
    }

    fn position(&self, operation: &str) -> (usize, usize) {
        super::rest_client::find_operation(self.spelling.contract, operation).unwrap_or_default()
    }

    /// One edge.
    fn promotion(&self, from: &Level, to: &Level) -> TokenStream {
        let [from_type, to_type] = [from, to].map(|level| identifier(&names::upper(&level.name)));
        let method = format_ident!("promote_to_{}", to.name);
        let Some(source) = &to.source else { return quote!() };
        let argument = format_ident!("{}_id", to.name);
        let docs = documentation::plain(&[
            format!(
                "Promotes the session from `{}` to `{}` by `{}`. The session and the keys of the device stay the same.",
                from.name, to.name, self.levels.promoted_by
            ),
            String::new(),
            format!(
                "Where the answer leaves open whether it was promoted, `{}` is asked, and what it says counts.",
                self.levels.read_by
            ),
            String::new(),
            "# Errors".to_owned(),
            String::new(),
            "Those of the promotion, with the session as it was: it may still make the calls of its level, and be promoted"
                .to_owned(),
            "again. Keep a clone where this call may be cancelled.".to_owned(),
        ]);
        quote! {
            impl<D: DeviceState> Session<level::#from_type, D> {
                #docs
                pub async fn #method(
                    self,
                    #argument: &str,
                ) -> Result<Session<level::#to_type, D>, rt::session::NotPromoted<Self>> {
                    match self.promote(#source, #argument).await {
                        Ok(()) => Ok(Session::of(self.client, self.keys)),
                        Err(error) => Err(rt::session::NotPromoted::new(self, error)),
                    }
                }
            }
        }
    }

    /// The promotion of any session to any source, which only the edges above call.
    fn promote(&self) -> TokenStream {
        let request = self.spelling.path(self.promoting.0, From::Role);
        let [source, source_id] = [true, false].map(|source| self.field(self.promoting, source));
        let [told_source, told_id] = [true, false].map(|source| self.field(self.told, source));
        let (partner, operation) = (&self.spelling.contract.partner, &self.levels.promoted_by);
        let contradiction =
            self.contradiction(self.promoted, &self.levels.promoted_by, &quote!(source), &quote!(id));
        let field = &self.levels.source_id_field;
        let [update, read] = [&self.levels.promoted_by, &self.levels.read_by].map(|name| {
            let (service, at) = self.position(name);
            self.spelling.operation(service, at)
        });
        quote! {
            impl<L: level::Level, D: DeviceState> Session<L, D> {
                async fn promote(&self, source: &str, id: &str) -> rt::Result<()> {
                    if id.is_empty() {
                        return Err(rt::Error::empty_field(#partner, #operation, #field));
                    }
                    let request = #request {
                        #source: Some(source.to_owned().into()),
                        #source_id: Some(id.to_owned()),
                        ..Default::default()
                    };
                    let error = match self.#update(&request).await {
                        Ok(reply) => {
                            #contradiction
                            return Ok(());
                        }
                        Err(error) => error,
                    };
                    // A refusal is looked into as well: it may be of a repeat, after an answer that was lost.
                    if error.may_have_been_sent()
                        && let Ok(told) = self.#read().await
                        && told.#told_source == request.#source
                        && told.#told_id == request.#source_id
                    {
                        return Ok(());
                    }
                    Err(error)
                }
            }
        }
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
