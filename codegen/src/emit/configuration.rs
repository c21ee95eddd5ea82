//! What a client must be told: endpoints, environment, the partner's own values, and the end user's device.

use proc_macro2::TokenStream;
use quote::quote;

use super::head::Head;
use super::spelling::{Spelling, identifier};
use super::{documentation, names, profiles};
use crate::contract::{Demands, UserToken};

/// `Config` (or `Profile` and `Profiles`, where certificates belong to environments), and `Environment` and `Device` where the contract has them.
pub(super) fn emit(spelling: &Spelling<'_>, head: &Head) -> TokenStream {
    let endpoints = spelling.contract.services.iter().enumerate().map(|(at, service)| {
        let name = spelling.service(at);
        let docs = documentation::lines(
            &format!("Where `{}` listens.", service.wire_name),
            &service.documentation,
            None,
        );
        let demands = demands_docs(&service.demands);
        quote!(#docs #demands pub #name: rt::Endpoint,)
    });
    let values = head.client.values().map(|(name, r#type, docs)| quote!(#docs pub #name: #r#type,));
    let (endpoints, values) = (quote!(#(#endpoints)*), quote!(#(#values)*));
    let configuration = if spelling.contract.rules.certificate_per_environment {
        profiles::emit(spelling, head, &endpoints, &values)
    } else {
        quote! {
            #[doc = " What a client must be told. Endpoints are configuration: none is built in."]
            #[derive(Clone)]
            pub struct Config {
                #[doc = " Connections, identity and limits."]
                pub transport: rt::Transport,
                #endpoints
                #values
            }
        }
    };
    let environment = environment(spelling);
    let device = head.has_device().then(|| device(head));
    quote! {
        #configuration
        #environment
        #device
    }
}

/// What an endpoint demands by its policy, as documentation.
fn demands_docs(demands: &Demands) -> TokenStream {
    let said = [
        (demands.client_certificate, "a client certificate, the identity of the transport"),
        (demands.basic, "a name and a password in HTTP, by `with_basic`"),
        (demands.user == Some(UserToken::Password), "a name and a password, by `with_security`"),
        (
            demands.user == Some(UserToken::Digest),
            "a name and a password as a digest, by `with_security` and `Security::password_digest`",
        ),
        (demands.timestamp, "the time of each message, by `with_security` and `with_timestamp`"),
    ];
    let said: Vec<String> =
        said.into_iter().filter(|(is, _)| *is).map(|(_, words)| format!("- {words}")).collect();
    if said.is_empty() {
        return quote!();
    }
    let head = ["".to_owned(), "Its policy demands".to_owned(), "".to_owned()];
    documentation::plain(&[head.as_slice(), said.as_slice()].concat())
}

/// `Environment`, where the profile names some.
pub(super) fn environment(spelling: &Spelling<'_>) -> TokenStream {
    let environments = &spelling.contract.rules.environments;
    if environments.is_empty() {
        return quote!();
    }
    let mut scope = names::Scope::default();
    let variants: Vec<_> = environments
        .iter()
        .map(|environment| identifier(&scope.claim(names::variant(&environment.name), "Environment")))
        .collect();
    let texts: Vec<_> = environments.iter().map(|environment| &environment.name).collect();
    let docs = texts.iter().map(|name| documentation::plain(&[format!("`{name}`.")]));
    let bases: Vec<_> = environments
        .iter()
        .map(|environment| match &environment.base {
            Some(base) => quote!(Some(#base)),
            None => quote!(None),
        })
        .collect();
    let base = environments.iter().any(|environment| environment.base.is_some()).then(|| {
        quote! {
            #[doc = " The documented base address, where there is one."]
            #[must_use]
            pub fn base(self) -> Option<&'static str> {
                match self { #(Self::#variants => #bases,)* }
            }
        }
    });
    quote! {
        #[doc = " The partner's environments. Certificates, ids and data of one never go to another."]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Environment { #(#docs #variants,)* }
        impl Environment {
            #[doc = " The short name."]
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { #(Self::#variants => #texts,)* }
            }
            #base
        }
    }
}

fn device(head: &Head) -> TokenStream {
    let values = head.device.values().map(|(name, r#type, docs)| quote!(#docs pub #name: #r#type,));
    let clock = head.clock.then(|| {
        quote! {
            #[doc = " The device's clock: its local time with offset, and its time zone."]
            pub clock: rt::clock::LocalClock,
        }
    });
    quote! {
        #[doc = " The end user's device, on whose behalf calls are made."]
        #[derive(Clone)]
        pub struct Device { #(#values)* #clock }
        impl rt::fmt::Debug for Device {
            fn fmt(&self, formatter: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
                formatter.debug_struct("Device").finish_non_exhaustive()
            }
        }
    }
}
