//! The client of a partner that speaks envelopes: one type over all its endpoints, one method per operation, and the
//! session handle that carries the keys.

use proc_macro2::TokenStream;
use quote::quote;

use super::head::Head;
use super::live_session::{self, Opening};
use super::spelling::{From, Spelling, fields_of};
use super::{configuration, documentation, profiles, session, xml};
use crate::contract::{Beside, Exchange, Operation, Scalar, SessionUse, Shape, TypeRef};

/// The file `client.rs`.
pub(super) fn emit(spelling: &Spelling<'_>) -> TokenStream {
    let head = Head::of(spelling);
    let configuration = configuration::emit(spelling, &head);
    let opening = Opening::of(spelling, &head);
    let client = client(spelling, &head, opening.is_some());
    let rule = spelling.contract.rules.session.as_ref();
    let session = rule.map(|rule| match &opening {
        Some(opening) => live_session::emit(spelling, rule, &head, opening),
        None => session::emit(rule, &head),
    });
    let (mut on_client, mut on_session) = (Vec::new(), Vec::new());
    for (service, declared) in spelling.contract.services.iter().enumerate() {
        for (at, operation) in declared.operations.iter().enumerate() {
            let needs = operation.session.is_within() && rule.is_some();
            let method = match &opening {
                Some(opening) if operation.session == SessionUse::Opens => {
                    let name = spelling.operation(service, at);
                    opening.method(&head, operation, &quote!(#name))
                }
                _ => method(spelling, &head, service, at, operation, needs, opening.is_some()),
            };
            if needs { on_session.push(method) } else { on_client.push(method) }
        }
    }
    let session_methods = (!on_session.is_empty()).then(|| quote!(impl Session { #(#on_session)* }));
    let all = quote! {
        #configuration
        #client
        impl Client { #(#on_client)* }
        #session
        #session_methods
    };
    let modules = xml::used_modules(spelling, &all);
    quote! {
        use bindery_runtime::generated as rt;
        #modules
        #all
    }
}

fn client(spelling: &Spelling<'_>, head: &Head, has_sessions: bool) -> TokenStream {
    let contract = spelling.contract;
    let ports: Vec<_> = (0..contract.services.len()).map(|at| spelling.service(at)).collect();
    let values = head.client.values().map(|(name, ..)| name);
    let types = head.client.values().map(|(_, r#type, _)| r#type);
    let partner = &contract.partner;
    let codes =
        if contract.rules.codes.is_some() { quote!(Some(&super::codes::CODES)) } else { quote!(None) };
    let descriptions = contract.services.iter().map(|service| {
        let name = super::names::shouting(&format!("{}_service", service.name));
        let name = super::spelling::identifier(&name);
        let wire = &service.wire_name;
        quote! {
            static #name: rt::soap::Description = rt::soap::Description {
                partner: #partner,
                service: #wire,
                names: &super::xml::NAMES,
                codes: #codes,
            };
        }
    });
    let by_environment = contract.rules.certificate_per_environment;
    let (transport, settings) = if by_environment {
        (quote!(transport), quote!(profile))
    } else {
        (quote!(config.transport), quote!(config))
    };
    let opened = ports.iter().zip(&contract.services).map(|(port, service)| {
        let name = super::spelling::identifier(&super::names::shouting(&format!("{}_service", service.name)));
        quote!(#port: rt::soap::Port::new(#transport.clone(), #settings.#port, &#name),)
    });
    let (clock, new_clock) = if has_sessions {
        (
            quote!(session_clock: rt::session::SessionClock,),
            quote!(session_clock: rt::session::SessionClock::default(),),
        )
    } else {
        (quote!(), quote!())
    };
    let opened = quote!(#(#opened)* #new_clock);
    let constructor = if by_environment {
        profiles::constructor(partner, &opened, head)
    } else {
        constructor(&opened, head)
    };
    let environment = by_environment.then(|| quote!(environment: Environment,));
    let attaching = attaching(spelling, &ports);
    let docs = documentation::plain(&[format!(
        "The client of `{partner}`. Cheap to clone; clones share connections."
    )]);
    let debug = partner;
    quote! {
        #(#descriptions)*
        #docs
        #[derive(Clone)]
        pub struct Client {
            #(#ports: rt::soap::Port,)*
            #(#values: #types,)*
            #clock
            #environment
        }
        impl rt::fmt::Debug for Client {
            fn fmt(&self, formatter: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
                formatter.debug_struct("Client").field("partner", &#debug).finish_non_exhaustive()
            }
        }
        #constructor
        #attaching
    }
}

/// `Client::attaching`, where bytes are sent and no binding profile has settled how.
fn attaching(spelling: &Spelling<'_>, ports: &[&proc_macro2::Ident]) -> Option<TokenStream> {
    let rules = &spelling.contract.rules;
    let is_settled = rules.codes.is_some() || rules.session.is_some() || rules.certificate_per_environment;
    let is_binary = |scalar: &Scalar| *scalar == Scalar::Base64;
    let sends_bytes = spelling.contract.types.iter().any(|definition| {
        let has_bytes = fields_of(&definition.shape).iter().any(|field| {
            match (&field.r#type, spelling.shape(&field.r#type)) {
                (TypeRef::Scalar(scalar), _) => is_binary(scalar),
                (_, Some(Shape::Scalar(scalar, _) | Shape::Content(scalar, ..))) => is_binary(scalar),
                _ => false,
            }
        });
        has_bytes && spelling.is_sent(&definition.id)
    });
    (sends_bytes && !is_settled).then(|| {
        quote! {
            impl Client {
                #[doc = " The same client, which sends these bytes beside the envelope (MTOM). The partner has to take them so."]
                #[must_use]
                pub fn attaching(mut self, attaching: rt::xml::Attaching) -> Self {
                    #(self.#ports = self.#ports.attaching(attaching);)*
                    self
                }
            }
        }
    })
}

/// `Client::new` from a `config`; `ports` are the fields that hold the services, and what begins anew with a client.
fn constructor(ports: &TokenStream, head: &Head) -> TokenStream {
    let values: Vec<_> = head.client.values().map(|(name, ..)| name).collect();
    quote! {
        impl Client {
            #[doc = " A client with this configuration. Opens no connection yet."]
            #[must_use]
            pub fn new(config: Config) -> Self {
                Self {
                    #ports
                    #(#values: config.#values,)*
                }
            }
        }
    }
}

/// One operation. `on_session`: it is a method of the session handle; `live`: one that opens and renews itself.
fn method(
    spelling: &Spelling<'_>,
    head: &Head,
    service: usize,
    at: usize,
    operation: &Operation,
    on_session: bool,
    live: bool,
) -> TokenStream {
    let Exchange::Envelope { request, reply, .. } = &operation.exchange else { return quote!() };
    let name = spelling.operation(service, at);
    let port = spelling.service(service);
    let wire = xml::static_name(spelling, service, at);
    let docs = operation_docs(operation);
    let client = if on_session { quote!(self.client) } else { quote!(self) };
    let asks_device = head.asks_device(spelling, request.value.as_ref());
    let device = if on_session { quote!(self.device) } else { quote!(device) };
    let device_parameter = (!on_session && asks_device).then(|| quote!(device: &Device,));
    let keys = if live { quote!(keys) } else { quote!(self.keys) };
    let fill = request
        .value
        .as_ref()
        .map(|value| head.fill(spelling, value, &client, &device, &keys))
        .unwrap_or_default();
    let (parameter, argument) = match &request.value {
        Some(value) => {
            let r#type = spelling.value_type(value, From::Role);
            let mutable = (!fill.is_empty()).then(|| quote!(mut));
            (quote!(#mutable request: #r#type), quote!(&request))
        }
        None => (quote!(), quote!(&())),
    };
    let answer = match reply.as_ref().map(|reply| reply.value.as_ref()) {
        Some(Some(value)) => spelling.value_type(value, From::Role),
        Some(None) | None => quote!(()),
    };
    let (beside, comes_beside) =
        (!request.beside.is_empty(), reply.as_ref().is_some_and(|reply| !reply.beside.is_empty()));
    let attachments = beside.then(|| quote!(attachments: Vec<rt::xml::Attachment>,));
    let answer = if comes_beside { quote!((#answer, Vec<rt::xml::Attachment>)) } else { answer };
    let exchange = match (reply, beside, comes_beside) {
        (None, false, _) => quote!(#client.#port.send(&super::xml::#wire, #argument)),
        (None, true, _) => quote!(#client.#port.send_with(&super::xml::#wire, #argument, &attachments)),
        (Some(_), false, false) => quote!(#client.#port.call(&super::xml::#wire, #argument)),
        (Some(_), true, false) => {
            quote!(#client.#port.call_with(&super::xml::#wire, #argument, &attachments))
        }
        (Some(_), false, true) => quote!(#client.#port.exchange(&super::xml::#wire, #argument, &[])),
        (Some(_), true, true) => quote!(#client.#port.exchange(&super::xml::#wire, #argument, &attachments)),
    };
    let body = if on_session && live {
        live_session::body(operation, &fill, &exchange)
    } else {
        quote!(#fill #exchange.await)
    };
    quote! {
        #docs
        pub async fn #name(&self, #device_parameter #attachments #parameter) -> rt::Result<#answer> {
            #body
        }
    }
}

/// Says what travels beside an envelope.
fn beside_docs(text: &mut String, what: &str, beside: &[Beside]) {
    if !beside.is_empty() {
        let parts = beside.iter().map(|part| match part.media.as_slice() {
            [] => part.name.clone(),
            media => format!("{} ({})", part.name, media.join(" or ")),
        });
        let parts = parts.collect::<Vec<_>>().join(", ");
        text.push_str(&format!("{}{what}: {parts}.", if text.is_empty() { "" } else { "\n\n" }));
    }
}

/// The documentation of an operation's method.
pub(super) fn operation_docs(operation: &Operation) -> TokenStream {
    let headline = format!("`{}`.", operation.name);
    let mut text = operation.documentation.clone();
    if let Exchange::Envelope { request, reply, .. } = &operation.exchange {
        beside_docs(&mut text, "Sent beside the envelope, in this order", &request.beside);
        let comes = reply.as_ref().map(|reply| reply.beside.as_slice()).unwrap_or_default();
        beside_docs(&mut text, "Comes beside the envelope", comes);
    }
    let docs = documentation::lines(&headline, &text, operation.evidence.as_ref());
    let errors = documentation::plain(&[
        "",
        "# Errors",
        "",
        "The call failed on its way, or the partner answered with anything but success; the error says which.",
    ]);
    quote!(#docs #errors)
}
