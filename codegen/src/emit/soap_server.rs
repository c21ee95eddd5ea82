//! The server traits of a partner that speaks envelopes: one per endpoint, every method with a default, and a
//! dispatcher by body element. Requests and replies only: HTTP is the server's own business.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::spelling::{From, Spelling, identifier};
use super::{documentation, names, xml};
use crate::contract::{Exchange, Operation, Service};

/// The file `server.rs`.
pub(super) fn emit(spelling: &Spelling<'_>) -> TokenStream {
    let services = spelling
        .contract
        .services
        .iter()
        .enumerate()
        .map(|(at, service)| service_tokens(spelling, at, service));
    let services = quote!(#(#services)*);
    let modules = xml::used_modules(spelling, &services);
    quote! {
        use bindery_runtime::generated as rt;
        #modules
        #services
    }
}

fn service_tokens(spelling: &Spelling<'_>, at: usize, service: &Service) -> TokenStream {
    let name = identifier(&names::upper(&service.name));
    let dispatch = spelling.service(at);
    let numbered: Vec<(usize, &Operation)> = service.operations.iter().enumerate().collect();
    let methods =
        numbered.iter().map(|(operation_at, operation)| method(spelling, at, *operation_at, operation));
    // Of several operations with one element, the first answers: the element is all that tells them apart.
    let mut elements = BTreeSet::new();
    let told_apart = numbered.iter().filter(|(_, operation)| match &operation.exchange {
        Exchange::Envelope { request, .. } => elements.insert(request.path.first()),
        Exchange::Resource { .. } => false,
    });
    let arms: Vec<_> =
        told_apart.map(|(operation_at, operation)| arm(spelling, at, *operation_at, operation)).collect();
    let nothing_asked = arms.iter().all(TokenStream::is_empty).then(|| quote!(let _ = server;));
    let trait_docs =
        documentation::lines(&format!("What `{}` answers.", service.wire_name), &service.documentation, None);
    let dispatch_docs = documentation::plain(&[format!(
        "Reads an envelope, lets the server answer it by its body element, and writes the reply of `{}`.",
        service.wire_name
    )]);
    quote! {
        #trait_docs
        pub trait #name: Send + Sync { #(#methods)* }

        #dispatch_docs
        pub async fn #dispatch<S: #name>(server: &S, body: &[u8], content_type: Option<&str>) -> rt::soap::Answer {
            let incoming = match rt::soap::Incoming::read(body, content_type, &super::xml::NAMES) {
                Ok(incoming) => incoming,
                Err(fault) => return fault.answer(),
            };
            #nothing_asked
            let (namespace, local) = incoming.operation();
            match (namespace, local) {
                #(#arms)*
                _ => rt::soap::Fault::unknown_operation().answer(),
            }
        }
    }
}

fn method(spelling: &Spelling<'_>, service: usize, at: usize, operation: &Operation) -> TokenStream {
    let Exchange::Envelope { request, reply, .. } = &operation.exchange else { return quote!() };
    let name = spelling.operation(service, at);
    let wire = &operation.name;
    let docs =
        documentation::lines(&format!("`{wire}`."), &operation.documentation, operation.evidence.as_ref());
    let request = request.value.as_ref().map(|value| {
        let r#type = spelling.value_type(value, From::Role);
        quote!(request: #r#type)
    });
    let unused = request.is_some().then(|| quote!(let _ = request;));
    let answer = reply
        .as_ref()
        .and_then(|reply| reply.value.as_ref())
        .map_or_else(|| quote!(()), |value| spelling.value_type(value, From::Role));
    quote! {
        #docs
        fn #name(&self, #request) -> impl Future<Output = Result<#answer, rt::soap::Fault>> + Send {
            #unused
            async { Err(rt::soap::Fault::not_implemented(#wire)) }
        }
    }
}

fn arm(spelling: &Spelling<'_>, service: usize, at: usize, operation: &Operation) -> TokenStream {
    let Exchange::Envelope { request, .. } = &operation.exchange else { return quote!() };
    let Some(element) = request.path.first() else { return quote!() };
    let namespace = element.namespace.as_deref().unwrap_or_default();
    let (local, name, wire) =
        (&element.local, spelling.operation(service, at), xml::static_name(spelling, service, at));
    let call = if request.value.is_some() {
        quote! {
            match incoming.request(&super::xml::#wire) {
                Ok(request) => server.#name(request).await,
                Err(fault) => Err(fault),
            }
        }
    } else {
        quote!(server.#name().await)
    };
    quote! {
        (#namespace, #local) => {
            let reply = #call;
            rt::soap::reply(&super::xml::#wire, &super::xml::NAMES, reply)
        }
    }
}
