//! How a session becomes one of another level, and replies that tell another source than was asked for.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::spelling::{From, identifier};
use super::super::{documentation, names};
use super::Staircase;
use crate::contract::{Level, Occurs, TypeRef};

impl<'a> Staircase<'_, 'a> {
    /// One edge.
    pub(super) fn promotion(&self, from: &Level, to: &Level) -> TokenStream {
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
    pub(super) fn promote(&self) -> TokenStream {
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

    /// Refuses a `reply` that tells another source than was asked for: a handle must not stand for somebody else.
    pub(super) fn contradiction(
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
                if reply.#field.as_ref().is_some_and(|told| told.as_str() != #asked) {
                    return Err(rt::Error::contradicting_reply(#partner, #operation, #wire));
                }
            })
        });
        quote!(#(#checks)*)
    }
}
