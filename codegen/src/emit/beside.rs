//! The tables of what stands beside requests, replies and faults.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::spelling::{From, Spelling, fields_of, identifier};
use super::xml::{element, static_name};
use crate::contract::{Addressing, Beside, Exchange, Operation, TypeId};

/// The static of what stands beside an operation's request and reply.
pub(super) fn headers(
    spelling: &Spelling<'_>,
    service: usize,
    at: usize,
    operation: &Operation,
) -> Option<TokenStream> {
    let Exchange::Envelope { beside, .. } = &operation.exchange else { return None };
    let name = headers_name(spelling, service, at)?;
    let blocks = |set: &Option<TypeId>| -> Vec<TokenStream> {
        let shape =
            set.as_ref().and_then(|id| spelling.contract.find(id)).map(|definition| &definition.shape);
        shape.map_or(&[][..], fields_of).iter().map(|field| element(spelling, &field.name)).collect()
    };
    let (request, reply) = (blocks(&beside.request_headers), blocks(&beside.reply_headers));
    let addressing = match &beside.addressing {
        Some(Addressing { action, reply_action }) => {
            quote!(Some(rt::soap::Addressing { action: #action, reply_action: #reply_action }))
        }
        None => quote!(None),
    };
    let docs = super::documentation::plain(&[format!("What stands beside `{}`.", operation.name)]);
    Some(quote! {
        #docs
        pub(super) static #name: rt::soap::Headers = rt::soap::Headers {
            request: &[#(#request),*],
            reply: &[#(#reply),*],
            addressing: #addressing,
        };
    })
}

/// The name of that static, where there is one.
pub(super) fn headers_name(spelling: &Spelling<'_>, service: usize, at: usize) -> Option<proc_macro2::Ident> {
    let operation = &spelling.contract.services[service].operations[at];
    let Exchange::Envelope { beside, .. } = &operation.exchange else { return None };
    if !beside.has_headers() {
        return None;
    }
    let mut name = format!("{}_HEADERS", static_name(spelling, service, at));
    let services = spelling.contract.services.iter().enumerate();
    let taken: BTreeSet<String> = services
        .flat_map(|(service, declared)| (0..declared.operations.len()).map(move |at| (service, at)))
        .map(|(service, at)| static_name(spelling, service, at).to_string())
        .collect();
    while taken.contains(&name) {
        name.push('_');
    }
    Some(identifier(&name))
}

/// What types for faults say of their names.
pub(super) fn declared(spelling: &Spelling<'_>) -> TokenStream {
    let mut sets: BTreeSet<&TypeId> = BTreeSet::new();
    for (_, operation) in spelling.contract.operations() {
        if let Exchange::Envelope { beside: Beside { fault_headers, fault_details, .. }, .. } =
            &operation.exchange
        {
            sets.extend(fault_headers);
            sets.extend(fault_details);
        }
    }
    let sets = sets.into_iter().map(|id| {
        let (gate, path) = (spelling.gate(id), spelling.path(id, From::Role));
        quote! {
            #gate
            impl rt::soap::Declared for #path {
                fn names() -> &'static [&'static str] {
                    &NAMES
                }
            }
        }
    });
    quote!(#(#sets)*)
}
