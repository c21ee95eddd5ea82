//! The client of a partner that speaks JSON over HTTP: one method per operation, those that act for a user on the
//! session handle.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::credentials::{self, Credentials};
use super::head::{self, Head};
use super::levels::{self, Staircase};
use super::spelling::{From, Spelling, identifier};
use super::{configuration, documentation, json, names, session, soap_client};
use crate::contract::{Contract, Field, Occurs};
use crate::contract::{
    Exchange, Operation, Parameter, Place, Reply, Scalar, SessionPlace, SessionUse, Shape, Source, Status,
    Token, TypeRef,
};

/// The file `client.rs`.
pub(super) fn emit(spelling: &Spelling<'_>) -> TokenStream {
    let credentials = Credentials::of(spelling);
    let configuration = config(spelling, &credentials);
    let client = client(spelling, &credentials);
    let rule = spelling.contract.rules.session.as_ref();
    let levels = Staircase::of(spelling);
    let session = match (&levels, rule) {
        (Some(levels), _) => Some(levels.emit()),
        (None, rule) => rule.map(|rule| session::emit(rule, &Head::default())),
    };
    let mut on_client = Vec::new();
    // One `impl` for all operations that need the same session.
    let mut on_session: Vec<(String, TokenStream, Vec<TokenStream>)> = Vec::new();
    for (service, declared) in spelling.contract.services.iter().enumerate() {
        for (at, operation) in declared.operations.iter().enumerate() {
            let needs = operation.session.is_within() && rule.is_some();
            let method = method(spelling, &credentials, (service, at), operation, needs, levels.as_ref());
            if !needs {
                on_client.push(method);
                continue;
            }
            let bound = match (&levels, &operation.session_need) {
                (Some(levels), Some(need)) => levels.bound(need),
                _ => quote!(impl Session),
            };
            let key = bound.to_string();
            match on_session.iter_mut().find(|(known, ..)| *known == key) {
                Some((_, _, methods)) => methods.push(method),
                None => on_session.push((key, bound, vec![method])),
            }
        }
    }
    let session_methods = on_session.iter().map(|(_, bound, methods)| quote!(#bound { #(#methods)* }));
    let code = quote! {
        #configuration
        #client
        impl Client { #(#on_client)* }
        #session
        #(#session_methods)*
    };
    json::file(spelling, &code)
}

fn config(spelling: &Spelling<'_>, credentials: &Credentials) -> TokenStream {
    let environment = configuration::environment(spelling);
    let authorization = credentials.settings();
    quote! {
        #[doc = " What a client must be told."]
        #[derive(Clone)]
        pub struct Config {
            #[doc = " Connections, identity and limits."]
            pub transport: rt::Transport,
            #[doc = " The address that all paths are below."]
            pub base: rt::Endpoint,
            #authorization
        }
        #environment
    }
}

fn client(spelling: &Spelling<'_>, credentials: &Credentials) -> TokenStream {
    let contract = spelling.contract;
    let partner = &contract.partner;
    let service = contract.services.first().map_or("", |service| service.wire_name.as_str());
    let codes =
        if contract.rules.codes.is_some() { quote!(Some(&super::codes::CODES)) } else { quote!(None) };
    let (fields, values) = credentials.fields();
    let mint = contract.rules.token.as_ref().and_then(|token| mint(spelling, token));
    let docs = documentation::plain(&[format!(
        "The client of `{partner}`. Cheap to clone; clones share connections and the partner's token."
    )]);
    quote! {
        static SERVICE: rt::rest::Description =
            rt::rest::Description { partner: #partner, service: #service, codes: #codes };
        #docs
        #[derive(Clone)]
        pub struct Client { port: rt::rest::Port, #fields }
        impl rt::fmt::Debug for Client {
            fn fmt(&self, formatter: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
                formatter.debug_struct("Client").field("partner", &#partner).finish_non_exhaustive()
            }
        }
        impl Client {
            #[doc = " A client with this configuration. Opens no connection yet."]
            #[must_use]
            pub fn new(config: Config) -> Self {
                Self { port: rt::rest::Port::new(config.transport, config.base, &SERVICE), #values }
            }
            #mint
        }
    }
}

/// How key and secret are replaced, and the private function that mints the partner's token. What the minting request
/// says is constant, from the binding profile.
fn mint(spelling: &Spelling<'_>, token: &Token) -> Option<TokenStream> {
    let (service, at) = find_operation(spelling.contract, &token.minted_by)?;
    let operation = &spelling.contract.services[service].operations[at];
    let Exchange::Resource { body, body_required, replies, .. } = &operation.exchange else { return None };
    let request = body.as_ref().map(|(_, body)| {
        let request = spelling.value_type(body, From::Role);
        if *body_required { quote!(&#request::default()) } else { quote!(Some(&#request::default())) }
    });
    let (reply_id, fields) = spelling.record(success(replies)?.1?)?;
    let position = |wire: &str| fields.iter().position(|field| field.name.local == wire);
    let (token_at, lifetime_at) = (position(&token.token_field)?, position(&token.lifetime_field)?);
    let token_field = spelling.field(reply_id, token_at);
    let lifetime_field = spelling.field(reply_id, lifetime_at);
    let lifetime = seconds(&fields[lifetime_at], &quote!(reply.#lifetime_field));
    let name = spelling.operation(service, at);
    Some(quote! {
        #[doc = " Replaces API key and secret, here and in all clones, those of session handles included. The next token is"]
        #[doc = " minted from them; the one in use goes on until its end, or until the partner refuses it."]
        pub fn rotate(&self, api_key: rt::Secret, api_secret: rt::Secret) {
            self.token.rotate(api_key, api_secret);
        }

        /// Outlives its caller, so it holds a client of its own.
        fn mint_token(
            &self,
        ) -> impl rt::Future<Output = rt::Result<(rt::Secret, Option<rt::Duration>)>> + Send + 'static + use<> {
            let client = self.clone();
            async move {
                let reply = client.#name(#request).await?;
                let lifetime = #lifetime.map(rt::Duration::from_secs);
                Ok((reply.#token_field, lifetime))
            }
        }
    })
}

/// A lifetime in seconds as a whole number, if it is told and can be read.
fn seconds(field: &Field, value: &TokenStream) -> TokenStream {
    let read = |value: TokenStream| match field.r#type {
        TypeRef::Scalar(Scalar::TextOrNumber) => quote!(#value.to_u64()),
        TypeRef::Scalar(Scalar::Text | Scalar::Token) => quote!(#value.parse().ok()),
        _ => quote!(u64::try_from(#value).ok()),
    };
    if field.occurs == Occurs::Required {
        read(value.clone())
    } else {
        let read = match field.r#type {
            TypeRef::Scalar(Scalar::TextOrNumber | Scalar::Text | Scalar::Token) => read(quote!(value)),
            _ => read(quote!(*value)),
        };
        quote!(#value.as_ref().and_then(|value| #read))
    }
}

/// An operation of this name: the service and the place in it.
pub(super) fn find_operation(contract: &Contract, name: &str) -> Option<(usize, usize)> {
    contract.services.iter().enumerate().find_map(|(service, declared)| {
        declared.operations.iter().position(|operation| operation.name == name).map(|at| (service, at))
    })
}

fn method(
    spelling: &Spelling<'_>,
    credentials: &Credentials,
    (service, at): (usize, usize),
    operation: &Operation,
    on_session: bool,
    levels: Option<&Staircase<'_, '_>>,
) -> TokenStream {
    let Exchange::Resource { parameters, body, body_required, replies, .. } = &operation.exchange else {
        return quote!();
    };
    let name = spelling.operation(service, at);
    let wire = json::static_name(spelling, service, at);
    let docs = soap_client::operation_docs(operation);
    let bodies = body_docs(spelling, replies);
    let asked = parameters.iter().filter(|parameter| session_key(parameter).is_none());
    let parts = documentation::parts(asked, replies);
    let need = operation.session_need.as_ref().filter(|_| levels.is_some()).map(levels::need_docs);
    // Those that the handle calls by itself, so that no session is opened or promoted in another way.
    let is_own = levels.is_some_and(|levels| levels.is_own(operation));
    let visibility = (!is_own).then(|| quote!(pub));
    let gate = operation.inferred.then(|| quote!(#[cfg(feature = "inferred")]));
    let client = if on_session { quote!(self.client) } else { quote!(self) };
    let (mut arguments, mut steps) = (Vec::new(), Vec::new());
    for (parameter, name) in parameters.iter().zip(spelling.arguments(service, at)) {
        if let (true, Some(key)) = (on_session, session_key(parameter)) {
            let (wire, key) = (&parameter.field.name.local, identifier(&names::snake(key)));
            steps.push(quote!(let request = request.path(#wire, self.keys.#key.expose());));
            continue;
        }
        let (argument, step) = parameter_tokens(spelling, parameter, name);
        arguments.push(argument);
        steps.push(step);
    }
    if let Some((media, body)) = body {
        let r#type = spelling.value_type(body, From::Role);
        let encode = if media.contains("form-urlencoded") { quote!(form) } else { quote!(json) };
        arguments.push(if *body_required { quote!(body: &#r#type) } else { quote!(body: Option<&#r#type>) });
        steps.push(if *body_required {
            quote!(let request = request.#encode(body);)
        } else {
            quote!(let request = match body { Some(body) => request.#encode(body), None => request };)
        });
    }
    steps.extend(credentials.steps(spelling.contract, operation, &client));
    if let (true, Some(rule)) = (on_session, &spelling.contract.rules.session) {
        for key in &rule.keys {
            if let SessionPlace::Header(header) = &key.place {
                let key = identifier(&names::snake(&key.reply_field));
                steps.push(quote!(let request = request.secret_header(#header, &self.keys.#key);));
            }
        }
    }
    let reply = success(replies).and_then(|(_, body)| body);
    let answer = reply.map_or_else(|| quote!(()), |reply| spelling.value_type(reply, From::Role));
    let by_token = credentials::by_token(spelling.contract, operation);
    let sent = match (reply.is_some(), by_token) {
        (true, false) => quote!(#client.port.call(request).await),
        (false, false) => quote!(#client.port.run(request).await),
        (true, true) => {
            quote!(#client.port.call_as_partner(request, &#client.token, || #client.mint_token()).await)
        }
        (false, true) => {
            quote!(#client.port.run_as_partner(request, &#client.token, || #client.mint_token()).await)
        }
    };
    let opened = match (&spelling.contract.rules.session, operation.session, reply) {
        (Some(rule), SessionUse::Opens, Some(reply)) if levels.is_none() => {
            session::keys_of_reply(spelling, rule, reply)
        }
        _ => None,
    };
    let (answer, last) = match opened {
        Some((checks, keys)) => (
            quote!((Session, #answer)),
            quote! {
                let reply: #answer = #sent?;
                #checks
                Ok((self.resume(#keys), reply))
            },
        ),
        None => (answer, sent),
    };
    quote! {
        #docs
        #parts
        #bodies
        #need
        #gate
        #visibility async fn #name(&self, #(#arguments),*) -> rt::Result<#answer> {
            let request = #client.port.request(&super::json::#wire);
            #(#steps)*
            #last
        }
    }
}

/// The key of the session that a parameter is, where it is one.
fn session_key(parameter: &Parameter) -> Option<&str> {
    match &parameter.field.source {
        Source::Session(key) => Some(key),
        _ => None,
    }
}

fn parameter_tokens(
    spelling: &Spelling<'_>,
    parameter: &Parameter,
    name: &Ident,
) -> (TokenStream, TokenStream) {
    let field = &parameter.field;
    let wire = &field.name.local;
    let value = match &field.r#type {
        TypeRef::Scalar(Scalar::Text) => quote!(&str),
        TypeRef::Scalar(Scalar::Secret) => quote!(&rt::Secret),
        _ if parameter.place == Place::Header => quote!(&str),
        TypeRef::Scalar(scalar) if head::is_copy(*scalar) => spelling.scalar(*scalar),
        other => {
            let r#type = spelling.value_type(other, From::Role);
            quote!(&#r#type)
        }
    };
    let secret = field.r#type == TypeRef::Scalar(Scalar::Secret);
    let listed = matches!(spelling.shape(&field.r#type), Some(Shape::Enumeration(_)));
    let call = match parameter.place {
        Place::Header if secret => quote!(secret_header),
        Place::Path => quote!(path),
        Place::Query => quote!(query),
        Place::Header => quote!(header),
    };
    let exposed = secret && parameter.place != Place::Header;
    let given = |value: TokenStream| match (exposed, listed) {
        (true, _) => quote!(#value.expose()),
        (false, true) => quote!(#value.as_str()),
        (false, false) => value,
    };
    match field.occurs {
        Occurs::Required | Occurs::Filled | Occurs::RequiredNillable => {
            let value_given = given(quote!(#name));
            (quote!(#name: #value), quote!(let request = request.#call(#wire, #value_given);))
        }
        Occurs::Many | Occurs::AtLeastOne | Occurs::Wrapped { .. } => {
            let r#type = spelling.value_type(&field.r#type, From::Role);
            let value_given = given(quote!(value));
            (
                quote!(#name: &[#r#type]),
                quote!(let request = #name.iter().fold(request, |request, value| request.#call(#wire, #value_given));),
            )
        }
        Occurs::Optional | Occurs::Nillable => {
            let value_given = given(quote!(value));
            (
                quote!(#name: Option<#value>),
                quote! {
                    let request = match #name {
                        Some(value) => request.#call(#wire, #value_given),
                        None => request,
                    };
                },
            )
        }
    }
}

/// The statuses of success whose body has another type than the one that is returned.
pub(super) fn other_successes(replies: &[Reply]) -> Vec<u16> {
    let Some((_, Some(read))) = success(replies) else { return Vec::new() };
    let other = |reply: &Reply| match (reply.status, &reply.body) {
        (Status::Exactly(status @ 200..=299), Some((_, body))) if body != read => Some(status),
        _ => None,
    };
    replies.iter().filter_map(other).collect()
}

/// Which replies that are errors to the caller bring which type.
fn body_docs(spelling: &Spelling<'_>, replies: &[Reply]) -> TokenStream {
    let read = success(replies).and_then(|(_, body)| body);
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for reply in replies {
        let Some((_, body)) = &reply.body else { continue };
        let status = match reply.status {
            Status::Exactly(200..=299) | Status::Class(2) if Some(body) == read => continue,
            Status::Exactly(status) => status.to_string(),
            Status::Class(class) => format!("{class}xx"),
            Status::Other => "any other status".to_owned(),
        };
        let r#type = spelling.value_type(body, From::Role).to_string().replace(' ', "");
        match told.iter_mut().find(|(known, _)| *known == r#type) {
            Some((_, statuses)) => statuses.push(status),
            None => told.push((r#type, vec![status])),
        }
    }
    let mut lines = Vec::new();
    for (r#type, statuses) in told {
        lines.push(String::new());
        lines.push(format!("With {}, `reply_as` of the error reads a `{}`.", statuses.join(", "), r#type));
    }
    documentation::plain(&lines)
}

/// The first successful reply: its status and its body.
pub(super) fn success(replies: &[Reply]) -> Option<(u16, Option<&TypeRef>)> {
    let status = |reply: &Reply| match reply.status {
        Status::Exactly(status) if (200..300).contains(&status) => Some(status),
        Status::Class(2) => Some(200),
        _ => None,
    };
    let with_body = replies.iter().find(|reply| status(reply).is_some() && reply.body.is_some());
    let reply = with_body.or_else(|| replies.iter().find(|reply| status(reply).is_some()))?;
    Some((status(reply)?, reply.body.as_ref().map(|(_, body)| body)))
}
