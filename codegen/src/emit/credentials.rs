//! What authorises the calls of a partner that speaks JSON over HTTP: values of the configuration, the fields of the
//! client that keep them, and the steps that put them into a request.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::documentation;
use super::names::{self, Scope};
use super::spelling::{Spelling, identifier};
use crate::contract::{Contract, Credential, Exchange, Operation, SessionPlace};

/// The credentials of one contract.
pub(super) struct Credentials {
    /// A token is minted from key and secret.
    minted: bool,
    bearer: bool,
    basic: bool,
    /// Keys that travel in headers: the header and the name of the value.
    keys: Vec<(String, Ident)>,
}

impl Credentials {
    /// Collects what the operations need.
    pub(super) fn of(spelling: &Spelling<'_>) -> Self {
        let contract = spelling.contract;
        let minted = contract.rules.token.is_some();
        let mut all: Vec<&Credential> =
            contract.operations().flat_map(|(_, operation)| needed(contract, operation)).collect();
        all.sort();
        all.dedup();
        let mut scope = Scope::reserving(&[
            "transport",
            "base",
            "port",
            "token",
            "api_key",
            "api_secret",
            "bearer",
            "username",
            "password",
        ]);
        let key = |credential: &&Credential| match credential {
            Credential::Header(name) => {
                Some((name.clone(), identifier(&scope.claim(names::snake(name), "_header"))))
            }
            Credential::Bearer | Credential::Basic => None,
        };
        let keys = all.iter().filter_map(key).collect();
        Self {
            minted,
            bearer: !minted && all.contains(&&Credential::Bearer),
            basic: all.contains(&&Credential::Basic),
            keys,
        }
    }

    /// The fields of the configuration, documented and public.
    pub(super) fn settings(&self) -> TokenStream {
        let minted = self.minted.then(|| {
            quote! {
                #[doc = " The partner's API key, from which tokens are minted."]
                pub api_key: rt::Secret,
                #[doc = " The secret that belongs to the key."]
                pub api_secret: rt::Secret,
            }
        });
        let bearer = self.bearer.then(|| {
            quote! {
                #[doc = " A bearer token for the calls that take one, where the partner gave one."]
                pub bearer: Option<rt::Secret>,
            }
        });
        let basic = self.basic.then(|| {
            quote! {
                #[doc = " The name for HTTP Basic. A call that needs it is refused without one, before it is sent."]
                pub username: rt::Secret,
                #[doc = " The password that belongs to the name."]
                pub password: rt::Secret,
            }
        });
        let keys = self.keys.iter().map(|(header, name)| {
            let docs = documentation::plain(&[format!(
                "The key that travels in the header `{header}`. A call that needs it is refused without one, before it is sent."
            )]);
            quote!(#docs pub #name: rt::Secret,)
        });
        quote!(#minted #bearer #basic #(#keys)*)
    }

    /// The fields of the client, and their values from a `config`.
    pub(super) fn fields(&self) -> (TokenStream, TokenStream) {
        let mut fields: Vec<(Ident, TokenStream)> = Vec::new();
        let secret = quote!(rt::Secret);
        if self.bearer {
            fields.push((identifier("bearer"), quote!(Option<rt::Secret>)));
        }
        if self.basic {
            fields.extend(["username", "password"].map(|name| (identifier(name), secret.clone())));
        }
        fields.extend(self.keys.iter().map(|(_, name)| (name.clone(), secret.clone())));
        let declared = fields.iter().map(|(name, r#type)| quote!(#name: #r#type,));
        let values = fields.iter().map(|(name, _)| quote!(#name: config.#name,));
        // Key and secret are where the token is minted from them, so that all clones see a new pair.
        let (token, minted) = if self.minted {
            let made = quote!(token: rt::PartnerToken::new(config.api_key, config.api_secret),);
            (quote!(token: rt::PartnerToken,), made)
        } else {
            (quote!(), quote!())
        };
        (quote!(#(#declared)* #token), quote!(#(#values)* #minted))
    }

    /// The steps that authorise a `request` of an operation, but for a minted token, which the call itself brings.
    pub(super) fn steps(
        &self,
        contract: &Contract,
        operation: &Operation,
        client: &TokenStream,
    ) -> Vec<TokenStream> {
        if mints(contract, operation) {
            return vec![quote! {
                let (api_key, api_secret) = #client.token.credentials();
                let request = request.basic(&api_key, &api_secret);
            }];
        }
        let step = |credential: &Credential| match credential {
            Credential::Bearer if self.minted => None,
            Credential::Bearer => Some(quote! {
                let request = match &#client.bearer { Some(bearer) => request.bearer(bearer), None => request };
            }),
            Credential::Basic => {
                Some(quote!(let request = request.basic(&#client.username, &#client.password);))
            }
            Credential::Header(header) => {
                let (_, name) = self.keys.iter().find(|(known, _)| known == header)?;
                Some(quote!(let request = request.secret_header(#header, &#client.#name);))
            }
        };
        needed(contract, operation).filter_map(step).collect()
    }
}

/// Whether a call brings the partner's minted token.
pub(super) fn by_token(contract: &Contract, operation: &Operation) -> bool {
    contract.rules.token.is_some()
        && !mints(contract, operation)
        && needed(contract, operation).any(|credential| *credential == Credential::Bearer)
}

fn mints(contract: &Contract, operation: &Operation) -> bool {
    contract.rules.token.as_ref().is_some_and(|token| token.minted_by == operation.name)
}

/// What of the configuration an operation needs: the minting operation has key and secret of its own, and what the
/// session carries is the session's.
fn needed<'c>(contract: &'c Contract, operation: &'c Operation) -> impl Iterator<Item = &'c Credential> {
    let credentials = match &operation.exchange {
        Exchange::Resource { credentials, .. } if !mints(contract, operation) => &credentials[..],
        _ => &[],
    };
    let keys = contract.rules.session.iter().flat_map(|session| &session.keys);
    let carried: Vec<&str> = keys
        .filter_map(|key| match &key.place {
            SessionPlace::Header(header) => Some(header.as_str()),
            SessionPlace::Field(_) => None,
        })
        .collect();
    credentials.iter().filter(move |credential| match credential {
        Credential::Header(name) => !carried.iter().any(|header| header.eq_ignore_ascii_case(name)),
        Credential::Bearer | Credential::Basic => true,
    })
}
