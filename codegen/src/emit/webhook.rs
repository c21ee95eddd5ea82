//! What the partner sends by itself: how it is signed, the event, and its data by what happened.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::spelling::{From, Spelling, fields_of, identifier};
use super::{documentation, json, names};
use crate::contract::{Occurs, SignatureEncoding, SignatureHash, TypeId, Webhook};

/// The file `webhook.rs`.
pub(super) fn emit(spelling: &Spelling<'_>, rules: &Webhook) -> TokenStream {
    let scheme = scheme(rules);
    let payloads = payloads(rules);
    let event = spelling.path(&rules.event, From::Role);
    let data = &rules.data_field;
    let happened = happened(spelling, rules);
    let arms = payloads.iter().map(|payload| {
        let (variant, types) = (&payload.variant, payload.events.iter());
        quote!(#(Some(#types))|* => rt::webhook::member(body, #data).map(Payload::#variant))
    });
    let rows = payloads.iter().map(|payload| {
        let r#type = spelling.path(payload.r#type, From::Role);
        let listed: Vec<String> = payload.events.iter().map(|event| format!("`{event}`")).collect();
        let docs = documentation::plain(&[format!("Of {}.", listed.join(", "))]);
        let variant = &payload.variant;
        quote!(#docs #variant(#r#type))
    });
    let code = quote! {

        #scheme

        #[doc = " An event as it came."]
        #[derive(Debug, Clone, PartialEq)]
        pub struct Event {
            #[doc = " What every event has."]
            pub envelope: #event,
            #[doc = " Its data, where the contract says what that is."]
            pub payload: Payload,
        }

        impl Event {
            #[doc = " Reads the body of a delivery. Check its signature first."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = " A body that is not JSON or has not the form of an event. The error shows no value of it."]
            pub fn read(body: &[u8]) -> rt::Result<Self> {
                let envelope: #event = rt::webhook::read(body)?;
                let payload: Option<Payload> = match #happened {
                    #(#arms,)*
                    _ => None,
                };
                Ok(Self { envelope, payload: payload.unwrap_or(Payload::Other) })
            }
        }

        #[doc = " The data of an event, by what happened."]
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Payload {
            #(#rows,)*
            #[doc = " Of any other event, or of another form than the contract says. The envelope has it as it came."]
            Other,
        }
    };
    json::file(spelling, &code)
}

/// `SIGNATURE`.
fn scheme(rules: &Webhook) -> TokenStream {
    let (header, count) = (&rules.signature_header, &rules.count_header);
    let hash = identifier(match rules.hash {
        SignatureHash::Sha256 => "Sha256",
        SignatureHash::Sha384 => "Sha384",
        SignatureHash::Sha512 => "Sha512",
    });
    let encoding = identifier(match rules.encoding {
        SignatureEncoding::Hex => "Hex",
        SignatureEncoding::Base64 => "Base64",
    });
    let count = match count {
        Some(count) => quote!(Some(#count)),
        None => quote!(None),
    };
    quote! {
        #[doc = " How the partner signs what it sends."]
        pub static SIGNATURE: rt::webhook::Scheme = rt::webhook::Scheme {
            header: #header,
            hash: rt::webhook::Hash::#hash,
            encoding: rt::webhook::Encoding::#encoding,
            count_header: #count,
        };
    }
}

/// What happened, as an optional text of `envelope`.
fn happened(spelling: &Spelling<'_>, rules: &Webhook) -> TokenStream {
    let found = spelling.contract.find(&rules.event).and_then(|event| {
        let fields = fields_of(&event.shape);
        let at = fields.iter().position(|field| field.name.local == rules.type_field)?;
        Some((spelling.field(&event.id, at), &fields[at].occurs))
    });
    // A checked contract has it.
    let Some((field, occurs)) = found else { return quote!(None::<&str>) };
    if *occurs == Occurs::Required {
        quote!(Some(envelope.#field.as_str()))
    } else {
        quote!(envelope.#field.as_ref().map(|happened| happened.as_str()))
    }
}

/// One type of data and the events that have it.
struct Data<'a> {
    r#type: &'a TypeId,
    variant: Ident,
    events: Vec<&'a str>,
}

/// The types of data, in the order in which events first have them.
fn payloads(rules: &Webhook) -> Vec<Data<'_>> {
    let mut scope = names::Scope::reserving(&["Other"]);
    let mut found: Vec<Data<'_>> = Vec::new();
    for payload in &rules.payloads {
        match found.iter_mut().find(|data| data.r#type == &payload.r#type) {
            Some(data) => data.events.push(&payload.event),
            None => {
                let variant = identifier(&scope.claim(names::variant(&payload.r#type.path), "Data"));
                found.push(Data { r#type: &payload.r#type, variant, events: vec![&payload.event] });
            }
        }
    }
    found
}
