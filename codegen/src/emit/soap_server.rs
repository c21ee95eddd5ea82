//! The server traits of a partner that speaks envelopes: one per endpoint, every method with a default, and a
//! dispatcher by body element. Requests and replies only: HTTP is the server's own business.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::spelling::{From, Spelling, identifier};
use super::{beside as table, documentation, names, xml};
use crate::contract::{Beside, Exchange, Name, Operation, Service};

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
    let (parameter, reading) = reading(service);
    quote! {
        #trait_docs
        pub trait #name: Send + Sync { #(#methods)* }

        #dispatch_docs
        pub async fn #dispatch<S: #name>(
            server: &S,
            body: &[u8],
            content_type: Option<&str>,
            #parameter
        ) -> rt::soap::Answer {
            let incoming = match #reading {
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

/// How requests of a service are read, and the parameter of the dispatcher that this takes beside body and media type.
fn reading(service: &Service) -> (TokenStream, TokenStream) {
    if has_twins(service) {
        let docs = quote!(action: Option<&str>,);
        return (docs, quote!(rt::soap::Incoming::hear(body, content_type, action, &super::xml::NAMES)));
    }
    if hears(service) {
        return (quote!(), quote!(rt::soap::Incoming::hear(body, content_type, None, &super::xml::NAMES)));
    }
    (quote!(), quote!(rt::soap::Incoming::read(body, content_type, &super::xml::NAMES)))
}

/// Whether a service has operations with header blocks, or with nothing in the body.
fn hears(service: &Service) -> bool {
    service.operations.iter().any(|operation| match &operation.exchange {
        Exchange::Envelope { beside, request, .. } => beside.has_headers() || request.path.is_empty(),
        Exchange::Resource { .. } => false,
    })
}

/// Whether operations of a service begin with the same element, so that only the action tells them apart.
fn has_twins(service: &Service) -> bool {
    service.operations.iter().enumerate().any(|(at, operation)| is_twin(service, at, operation))
}

fn is_twin(service: &Service, at: usize, operation: &Operation) -> bool {
    let others = service.operations.iter().enumerate().filter(|(other, _)| *other != at);
    others.into_iter().any(|(_, other)| first(other) == first(operation))
}

fn first(operation: &Operation) -> Option<&Name> {
    match &operation.exchange {
        Exchange::Envelope { request, .. } => request.path.first(),
        Exchange::Resource { .. } => None,
    }
}

fn method(spelling: &Spelling<'_>, service: usize, at: usize, operation: &Operation) -> TokenStream {
    let Exchange::Envelope { request, reply, beside, .. } = &operation.exchange else { return quote!() };
    let name = spelling.operation(service, at);
    let wire = &operation.name;
    let docs =
        documentation::lines(&format!("`{wire}`."), &operation.documentation, operation.evidence.as_ref());
    let request = request.value.as_ref().map(|value| {
        let r#type = spelling.value_type(value, From::Role);
        quote!(request: #r#type)
    });
    let headers = beside.request_headers.as_ref().map(|id| {
        let r#type = spelling.path(id, From::Role);
        quote!(headers: #r#type,)
    });
    let unused_headers = headers.is_some().then(|| quote!(let _ = headers;));
    let unused = request.is_some().then(|| quote!(let _ = request;));
    let mut answer = reply
        .as_ref()
        .and_then(|reply| reply.value.as_ref())
        .map_or_else(|| quote!(()), |value| spelling.value_type(value, From::Role));
    if let Some(id) = beside.reply_headers.as_ref().filter(|_| reply.is_some()) {
        let r#type = spelling.path(id, From::Role);
        answer = quote!(rt::soap::WithHeaders<#answer, #r#type>);
    }
    let faults = faults_docs(spelling, beside);
    quote! {
        #docs
        #faults
        fn #name(&self, #headers #request) -> impl Future<Output = Result<#answer, rt::soap::Fault>> + Send {
            #unused_headers
            #unused
            async { Err(rt::soap::Fault::not_implemented(#wire)) }
        }
    }
}

/// How declared faults are sent.
fn faults_docs(spelling: &Spelling<'_>, beside: &Beside) -> TokenStream {
    let Some(id) = &beside.fault_details else { return quote!() };
    let path = spelling.path(id, From::Role).to_string().replace(' ', "");
    documentation::plain(&[
        "".to_owned(),
        format!("Declared faults are sent by `Fault::with_detail` with a `{path}`."),
    ])
}

fn arm(spelling: &Spelling<'_>, service: usize, at: usize, operation: &Operation) -> TokenStream {
    let Exchange::Envelope { request, action, .. } = &operation.exchange else { return quote!() };
    let declared = &spelling.contract.services[service];
    let element = request.path.first();
    let namespace = element.and_then(|element| element.namespace.as_deref()).unwrap_or_default();
    let local = element.map_or("", |element| element.local.as_str());
    let wire = xml::static_name(spelling, service, at);
    let condition = is_twin(declared, at, operation).then(|| quote!(if incoming.asks_for(#action)));
    let answer = if hears(declared) {
        heard(spelling, service, at, operation)
    } else {
        let name = spelling.operation(service, at);
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
            let reply = #call;
            rt::soap::reply(&super::xml::#wire, &super::xml::NAMES, reply)
        }
    };
    quote! {
        (#namespace, #local) #condition => { #answer }
    }
}

/// The answer of an operation of a service that hears header blocks.
fn heard(spelling: &Spelling<'_>, service: usize, at: usize, operation: &Operation) -> TokenStream {
    let Exchange::Envelope { request, reply, beside, .. } = &operation.exchange else { return quote!() };
    let (name, wire) = (spelling.operation(service, at), xml::static_name(spelling, service, at));
    let known = table::headers_name(spelling, service, at)
        .map_or_else(|| quote!(rt::soap::NO_HEADERS), |name| quote!(super::xml::#name));
    let blocks = match &beside.request_headers {
        Some(id) => spelling.path(id, From::Role),
        None => quote!(()),
    };
    let (bound, headers) = if beside.request_headers.is_some() {
        (quote!(headers), quote!(headers,))
    } else {
        (quote!(()), quote!())
    };
    let call = if request.value.is_some() {
        quote! {
            match incoming.request(&super::xml::#wire) {
                Ok(request) => server.#name(#headers request).await,
                Err(fault) => Err(fault),
            }
        }
    } else {
        quote!(server.#name(#headers).await)
    };
    let beside_reply = (beside.reply_headers.is_none() || reply.is_none())
        .then(|| quote!(.map(|reply| rt::soap::WithHeaders { reply, headers: () })));
    quote! {
        let outcome = match incoming.headers::<#blocks>(&#known) {
            Ok(#bound) => #call,
            Err(fault) => Err(fault),
        };
        rt::soap::reply_to(&incoming, &super::xml::#wire, &#known, outcome #beside_reply)
    }
}
