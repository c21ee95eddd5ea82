//! How sessions of each level are opened and resumed.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::spelling::{From, from_caller, identifier};
use super::super::{documentation, names, session};
use super::Staircase;
use crate::contract::{Field, Level};

impl<'a> Staircase<'_, 'a> {
    /// `DeviceData` and `SessionOpening`.
    pub(super) fn opening(&self) -> TokenStream {
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
    pub(super) fn others(&self) -> impl Iterator<Item = (usize, &'a Field)> {
        let levels = self.levels;
        self.opening.1.iter().enumerate().filter(move |(_, field)| {
            let name = &field.name.local;
            from_caller(field)
                && ![&levels.source_field, &levels.source_id_field].contains(&name)
                && !levels.device.iter().any(|form| form.field == *name)
        })
    }

    /// How sessions of one level are opened and resumed.
    pub(super) fn made(&self, level: &Level) -> TokenStream {
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
}
