//! What a client with sessions needs beside its operations: the keys as one value, how they come out of an opening
//! reply, and a plain handle that carries them.

use proc_macro2::TokenStream;
use quote::quote;

use super::head::Head;
use super::spelling::{Spelling, identifier};
use super::{documentation, names};
use crate::contract::{Occurs, Scalar, Session, SessionPlace, TypeRef};

/// `SessionKeys`.
pub(super) fn key_fields(session: &Session) -> TokenStream {
    let keys = session.keys.iter().map(|key| {
        let name = identifier(&names::snake(&key.reply_field));
        let how = match &key.place {
            SessionPlace::Field(field) => {
                format!("`{}` of the opening reply; travels in the body as `{field}`.", key.reply_field)
            }
            SessionPlace::Header(header) => {
                format!("`{}` of the opening reply; travels as the header `{header}`.", key.reply_field)
            }
        };
        let docs = documentation::plain(&[how]);
        quote!(#docs pub #name: rt::Secret,)
    });
    quote! {
        #[doc = " The keys of a session: one value, kept, swapped and sent together."]
        #[derive(Debug, Clone, PartialEq)]
        pub struct SessionKeys { #(#keys)* }
    }
}

/// `SessionKeys`, and `Session` as a handle with fixed keys; the operations are added in another `impl`.
pub(super) fn emit(session: &Session, head: &Head) -> TokenStream {
    let keys = key_fields(session);
    let mut about = vec![format!(
        "A session, opened by `{}`: the operations that need one are its methods.",
        session.opened_by
    )];
    if let Some(seconds) = session.idle_seconds {
        about.push(String::new());
        about.push(format!("It is gone after {} idle minutes; each successful call counts.", seconds / 60));
    }
    let about = documentation::plain(&about);
    let (device_field, device_parameter, device_name) = if head.has_device() {
        (quote!(device: Device,), quote!(device: &Device,), quote!(device: device.clone(),))
    } else {
        (quote!(), quote!(), quote!())
    };
    quote! {
        #keys

        #about
        #[derive(Debug, Clone)]
        pub struct Session {
            client: Client,
            #device_field
            keys: SessionKeys,
        }

        impl Client {
            #[doc = " The handle of a session that was opened before, from its keys."]
            #[must_use]
            pub fn resume(&self, #device_parameter keys: SessionKeys) -> Session {
                Session { client: self.clone(), #device_name keys }
            }
        }

        impl Session {
            #[doc = " The keys of this session."]
            #[must_use]
            pub fn keys(&self) -> &SessionKeys {
                &self.keys
            }
        }
    }
}

/// How the keys come out of the opening reply, bound to `reply`: the statements that refuse an empty one, and the
/// expression of all of them. Nothing where the reply has not got all of them.
pub(super) fn keys_of_reply(
    spelling: &Spelling<'_>,
    session: &Session,
    reply: &TypeRef,
) -> Option<(TokenStream, TokenStream)> {
    let (id, fields) = spelling.record(reply)?;
    let (partner, operation) = (&spelling.contract.partner, &session.opened_by);
    let checks = session.keys.iter().filter_map(|key| {
        let at = fields.iter().position(|field| field.name.local == key.reply_field)?;
        let (field, wire) = (spelling.field(id, at), &key.reply_field);
        Some(quote! {
            if reply.#field.is_empty() {
                return Err(rt::Error::incomplete_reply(#partner, #operation, #wire));
            }
        })
    });
    let checks = quote!(#(#checks)*);
    let keys = session
        .keys
        .iter()
        .map(|key| {
            let at = fields.iter().position(|field| field.name.local == key.reply_field)?;
            let (field, wire) = (spelling.field(id, at), &fields[at]);
            let name = identifier(&names::snake(&key.reply_field));
            let required = matches!(wire.occurs, Occurs::Required | Occurs::Filled);
            match (required, &wire.r#type) {
                (true, TypeRef::Scalar(Scalar::Secret)) => Some(quote!(#name: reply.#field.clone())),
                (true, TypeRef::Scalar(Scalar::Text)) => {
                    Some(quote!(#name: rt::Secret::new(reply.#field.clone())))
                }
                _ => None,
            }
        })
        .collect::<Option<Vec<_>>>()?;
    Some((checks, quote!(SessionKeys { #(#keys),* })))
}
