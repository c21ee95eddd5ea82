//! The handle of a session that opens itself when a call needs it and renews itself when it is gone.

use proc_macro2::TokenStream;
use quote::quote;

use super::documentation;
use super::head::Head;
use super::session::{self, key_fields};
use super::spelling::{From, Spelling, identifier};
use crate::contract::{Exchange, Operation, Session, SessionUse};

/// How the handle opens its session.
pub(super) struct Opening {
    /// The types of request and reply.
    request: TokenStream,
    reply: TokenStream,
    /// Statements that make the request whole.
    fill: TokenStream,
    /// The reply, by awaiting the call.
    exchange: TokenStream,
    /// Statements that refuse a reply without keys, and the keys.
    checks: TokenStream,
    keys: TokenStream,
}

impl Opening {
    /// The opening of a contract's sessions, if a reply to it brings all keys.
    pub(super) fn of(spelling: &Spelling<'_>, head: &Head) -> Option<Self> {
        let rule = spelling.contract.rules.session.as_ref()?;
        let mut services = spelling.contract.services.iter().enumerate();
        let (service, at) = services.find_map(|(service, declared)| {
            let opens = |operation: &Operation| operation.session == SessionUse::Opens;
            Some((service, declared.operations.iter().position(opens)?))
        })?;
        let operation = &spelling.contract.services[service].operations[at];
        let Exchange::Envelope { request, reply, beside, .. } = &operation.exchange else { return None };
        // A session that opens itself has no one to ask for header blocks.
        if beside.has_headers() {
            return None;
        }
        let (request, reply) = (request.value.as_ref()?, reply.as_ref()?.value.as_ref()?);
        let (checks, keys) = session::keys_of_reply(spelling, rule, reply)?;
        let port = spelling.service(service);
        let wire = super::xml::static_name(spelling, service, at);
        Some(Self {
            request: spelling.value_type(request, From::Role),
            reply: spelling.value_type(reply, From::Role),
            fill: head.fill(spelling, request, &quote!(self), &quote!(device), &quote!(keys)),
            exchange: quote!(self.#port.call(&super::xml::#wire, &request).await?),
            checks,
            keys,
        })
    }

    /// The method of the opening operation: it opens at once and hands out the reply beside the handle.
    pub(super) fn method(
        &self,
        spelling: &Spelling<'_>,
        head: &Head,
        operation: &Operation,
        name: &TokenStream,
    ) -> TokenStream {
        let docs = super::soap_client::operation_docs(spelling, operation);
        let (request, reply) = (&self.request, &self.reply);
        let (parameter, device) = device(head);
        quote! {
            #docs
            pub async fn #name(&self, #parameter request: #request) -> rt::Result<(Session, #reply)> {
                let session = self.session(#device request.clone());
                let reply = session.slot.start(self.open_session(#device request)).await?;
                Ok((session, reply))
            }
        }
    }
}

/// `SessionKeys`, `Session` and how handles are made; the operations are added in another `impl`.
pub(super) fn emit(spelling: &Spelling<'_>, rule: &Session, head: &Head, opening: &Opening) -> TokenStream {
    let keys = key_fields(rule);
    let about = documentation::plain(&about(spelling, rule));
    let (partner, opened_by) = (&spelling.contract.partner, &rule.opened_by);
    let idle = match rule.idle_seconds {
        Some(seconds) => quote!(Some(rt::Duration::from_secs(#seconds))),
        None => quote!(None),
    };
    let (parameter, _) = device(head);
    let (field, given) = if head.has_device() {
        (quote!(device: Device,), quote!(device: device.clone(),))
    } else {
        (quote!(), quote!())
    };
    let own_device = head.has_device().then(|| quote!(let device = self.device.clone();));
    let borrowed_device = head.has_device().then(|| quote!(&device,));
    let port = spelling.service(0);
    let holding = names_of(spelling, SessionUse::OpensBatch).first().map(|_| holding());
    let Opening { request, reply, fill, exchange, checks, keys: values } = opening;
    let mutable = (!fill.is_empty()).then(|| quote!(mut));
    let lazily = documentation::plain(&[format!(
        "A session that is opened by `{opened_by}` when a call first needs it. Nothing is sent yet."
    )]);
    quote! {
        #keys

        static SESSION: rt::session::Rules = rt::session::Rules {
            partner: #partner,
            opened_by: #opened_by,
            idle: #idle,
        };

        #about
        #[derive(Debug, Clone)]
        pub struct Session {
            client: Client,
            #field
            opening: Option<rt::Arc<#request>>,
            slot: rt::session::Slot<SessionKeys>,
        }

        impl Client {
            #lazily
            #[must_use]
            pub fn session(&self, #parameter request: #request) -> Session {
                let deadline = self.#port.deadline();
                Session {
                    client: self.clone(),
                    #given
                    opening: Some(rt::Arc::new(request)),
                    slot: rt::session::Slot::new(&SESSION, self.session_clock.clone(), deadline),
                }
            }

            #[doc = " The handle of a session that was opened before, from its keys. It cannot open another when that"]
            #[doc = " one is gone."]
            #[must_use]
            pub fn resume(&self, #parameter keys: SessionKeys) -> Session {
                let (clock, deadline) = (self.session_clock.clone(), self.#port.deadline());
                Session {
                    client: self.clone(),
                    #given
                    opening: None,
                    slot: rt::session::Slot::resumed(&SESSION, clock, deadline, keys),
                }
            }

            #[doc = " Lets the sessions of this client age by another clock: for tests."]
            #[must_use]
            pub fn with_session_clock(mut self, clock: rt::session::SessionClock) -> Self {
                self.session_clock = clock;
                self
            }

            async fn open_session(
                &self,
                #parameter
                #mutable request: #request,
            ) -> rt::Result<(SessionKeys, #reply)> {
                #fill
                let reply: #reply = #exchange;
                #checks
                let keys = #values;
                Ok((keys, reply))
            }
        }

        impl Session {
            #[doc = " The keys of this session; none while it is not open, is known to be gone, or was ended."]
            #[must_use]
            pub fn keys(&self) -> Option<SessionKeys> {
                self.slot.keys()
            }

            #[doc = " Opens a new session if none is known to live, even where something is lost by that. Of several"]
            #[doc = " callers one does it."]
            #[doc = ""]
            #[doc = " # Errors"]
            #[doc = ""]
            #[doc = " Those of opening. A handle made from keys cannot renew, nor can one whose session was ended."]
            pub async fn renew(&self) -> rt::Result<()> {
                self.slot.renew(self.opening()).await
            }

            #holding

            fn opening(
                &self,
            ) -> Option<impl rt::Future<Output = rt::Result<SessionKeys>> + Send + 'static + use<>> {
                let request = self.opening.clone()?;
                let client = self.client.clone();
                #own_device
                Some(async move {
                    let request = #request::clone(&request);
                    let (keys, _) = client.open_session(#borrowed_device request).await?;
                    Ok(keys)
                })
            }
        }
    }
}

/// A method on the handle: `fill` and `call` are run with `keys` in scope, again if the first session is gone.
pub(super) fn body(operation: &Operation, fill: &TokenStream, call: &TokenStream) -> TokenStream {
    let name = &operation.name;
    if operation.session == SessionUse::Ends {
        return quote! {
            self.slot.end(#name, async |keys| { #fill #call.await }).await
        };
    }
    let effect = identifier(match operation.session {
        SessionUse::OpensBatch => "OpensBatch",
        SessionUse::ClosesBatch => "ClosesBatch",
        SessionUse::Fills => "Fills",
        _ => "None",
    });
    quote! {
        let mut turn = self.slot.turn(#name, rt::session::Effect::#effect);
        loop {
            let keys = turn.keys(self.opening()).await?;
            #fill
            let call = #call;
            if let Some(reply) = turn.send(call).await? {
                return Ok(reply);
            }
        }
    }
}

/// The parameter and the argument for the end user's device, where requests ask for it.
fn device(head: &Head) -> (TokenStream, TokenStream) {
    if head.has_device() { (quote!(device: &Device,), quote!(device,)) } else { (quote!(), quote!()) }
}

fn holding() -> TokenStream {
    quote! {
        #[doc = " Says that a batch is open which this handle did not open itself, for example after a restart: the"]
        #[doc = " session is not renewed silently from now on."]
        pub fn hold(&self) {
            self.slot.hold();
        }

        #[doc = " Says that one open batch needs this session no more although no call closed it: it turned out to be"]
        #[doc = " closed, or is given up."]
        pub fn release(&self) {
            self.slot.release();
        }
    }
}

fn about(spelling: &Spelling<'_>, rule: &Session) -> Vec<String> {
    let idle = rule.idle_seconds.map_or(String::new(), |seconds| {
        format!(" It is gone after {} idle minutes; each successful call counts.", seconds / 60)
    });
    let [opening, closing, filling] = [SessionUse::OpensBatch, SessionUse::ClosesBatch, SessionUse::Fills]
        .map(|session_use| names_of(spelling, session_use));
    let mut about = vec![
        format!(
            "A session of `{}`: the operations that need one are its methods. Clones share it.",
            rule.opened_by
        ),
        String::new(),
        format!("It is opened when a call first needs it.{idle}"),
        "A call whose session is gone did nothing, and is made again in a new one, once.".to_owned(),
    ];
    let mut lost = Vec::new();
    if !opening.is_empty() {
        let [opening, closing] = [opening, closing].map(|names| names.join(" or "));
        lost.push(format!("- while a batch is open: from {opening} until {closing} succeeds,"));
    }
    if !filling.is_empty() {
        lost.push(format!("- after {}, whose work a new session lacks,", filling.join(" or ")));
    }
    if !lost.is_empty() {
        lost.push("- where the handle was made from keys.".to_owned());
        about.extend([String::new(), "It is not renewed silently".to_owned()]);
        about.extend(lost);
        about.extend([
            String::new(),
            "Then the call fails, [`is_session_gone`](rt::Error::is_session_gone) says so, and".to_owned(),
            "[`renew`](Self::renew) lets the caller go on deliberately.".to_owned(),
        ]);
    }
    about
}

fn names_of(spelling: &Spelling<'_>, session_use: SessionUse) -> Vec<String> {
    let operations = spelling.contract.operations().filter(|(_, one)| one.session == session_use);
    operations.map(|(_, operation)| format!("`{}`", operation.name)).collect()
}
