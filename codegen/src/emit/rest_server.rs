//! The server trait of a partner that speaks JSON over HTTP: one method per operation with a default, and a
//! dispatcher by method and path. Plain requests and answers only: sockets are the server's own business.

use proc_macro2::TokenStream;
use quote::quote;

use super::spelling::{From, Spelling};
use super::{documentation, json, rest_client};
use crate::contract::{Exchange, Operation, Place};

/// The file `server.rs`.
pub(super) fn emit(spelling: &Spelling<'_>) -> TokenStream {
    let mut numbered: Vec<(usize, usize, &Operation)> = spelling
        .contract
        .services
        .iter()
        .enumerate()
        .flat_map(|(service, declared)| {
            declared.operations.iter().enumerate().map(move |(at, operation)| (service, at, operation))
        })
        .collect();
    let methods: Vec<_> =
        numbered.iter().map(|(service, at, operation)| method(spelling, *service, *at, operation)).collect();
    // A literal path wins over a template of the same length.
    numbered.sort_by_key(|(_, _, operation)| match &operation.exchange {
        Exchange::Resource { path, .. } => path.matches('{').count(),
        Exchange::Envelope { .. } => 0,
    });
    let attempts =
        numbered.iter().map(|(service, at, operation)| attempt(spelling, *service, *at, operation));
    let docs = documentation::plain(&[format!("What `{}` answers.", spelling.contract.partner)]);
    let code = quote! {
        #docs
        pub trait Server: Send + Sync { #(#methods)* }

        #[doc = " Lets the server answer a request by its method and path."]
        pub async fn dispatch<S: Server>(server: &S, incoming: &rt::rest::Incoming) -> rt::rest::Answer {
            #(#attempts)*
            rt::rest::Answer::empty(404)
        }
    };
    json::file(spelling, &code)
}

/// The path's parameters in the order of the template, which is that of the matched values.
fn path_parameters(
    spelling: &Spelling<'_>,
    service: usize,
    at: usize,
    operation: &Operation,
) -> Vec<proc_macro2::Ident> {
    let Exchange::Resource { parameters, path, .. } = &operation.exchange else { return Vec::new() };
    let mut placed: Vec<_> = parameters
        .iter()
        .zip(spelling.arguments(service, at))
        .filter(|(parameter, _)| parameter.place == Place::Path)
        .map(|(parameter, name)| (path.find(&format!("{{{}}}", parameter.field.name.local)), name.clone()))
        .collect();
    placed.sort();
    placed.into_iter().map(|(_, name)| name).collect()
}

fn method(spelling: &Spelling<'_>, service: usize, at: usize, operation: &Operation) -> TokenStream {
    let Exchange::Resource { body, body_required, replies, .. } = &operation.exchange else {
        return quote!();
    };
    let name = spelling.operation(service, at);
    let wire = &operation.name;
    let gate = operation.inferred.then(|| quote!(#[cfg(feature = "inferred")]));
    let docs =
        documentation::lines(&format!("`{wire}`."), &operation.documentation, operation.evidence.as_ref());
    let path = path_parameters(spelling, service, at, operation);
    let (body, unused) = match body {
        Some((_, body)) => {
            let r#type = spelling.value_type(body, From::Role);
            let r#type = if *body_required { r#type } else { quote!(Option<#r#type>) };
            (quote!(body: #r#type), quote!(let _ = (incoming, #(#path,)* body);))
        }
        None => (quote!(), quote!(let _ = (incoming, #(#path,)*);)),
    };
    let answer = rest_client::success(replies)
        .and_then(|(_, body)| body)
        .map_or_else(|| quote!(()), |body| spelling.value_type(body, From::Role));
    quote! {
        #docs
        #gate
        fn #name(
            &self,
            incoming: &rt::rest::Incoming,
            #(#path: &str,)*
            #body
        ) -> impl Future<Output = Result<#answer, rt::rest::Answer>> + Send {
            #unused
            async { Err(rt::rest::Answer::empty(501)) }
        }
    }
}

fn attempt(spelling: &Spelling<'_>, service: usize, at: usize, operation: &Operation) -> TokenStream {
    let Exchange::Resource { body, body_required, replies, .. } = &operation.exchange else {
        return quote!();
    };
    let name = spelling.operation(service, at);
    let wire = json::static_name(spelling, service, at);
    let gate = operation.inferred.then(|| quote!(#[cfg(feature = "inferred")]));
    let path = path_parameters(spelling, service, at, operation);
    let condition = if path.is_empty() {
        quote!(incoming.matches(&super::json::#wire).is_some())
    } else {
        quote!(let Some([#((_, #path)),*]) = incoming.matches(&super::json::#wire).as_deref())
    };
    let (status, reply) = rest_client::success(replies).unwrap_or((200, None));
    let answer = if reply.is_some() {
        quote!(Ok(reply) => rt::rest::Answer::json(#status, &reply))
    } else {
        quote!(Ok(()) => rt::rest::Answer::empty(#status))
    };
    let (body, argument) = match body {
        None => (quote!(), quote!()),
        Some((media, _)) => {
            let decode = if media.contains("form-urlencoded") { quote!(form) } else { quote!(json) };
            let absent = (!body_required).then(|| quote!(_ if incoming.body.is_empty() => None,));
            let present = if *body_required { quote!(body) } else { quote!(Some(body)) };
            (
                quote! {
                    let body = match incoming.#decode() {
                        #absent
                        Ok(body) => #present,
                        Err(_) => return rt::rest::Answer::empty(400),
                    };
                },
                quote!(body),
            )
        }
    };
    quote! {
        #gate
        if #condition {
            #body
            return match server.#name(incoming, #(#path,)* #argument).await {
                #answer,
                Err(answer) => answer,
            };
        }
    }
}
