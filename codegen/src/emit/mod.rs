//! From a checked contract to the files of the bindings; cannot fail.
//!
//! One file here writes one kind of output file: `types` the structs of a module, `xml` or `json` the tables, `validate`
//! the limits, `*_client` the client, `*_server` the server traits, `elements` what documents consist of where there is
//! no client, `codes` the result codes, `webhook` events, `manifest` the crate around them. All of them take their
//! identifiers from `spelling`.

mod codes;
mod configuration;
mod constructor;
mod credentials;
mod cycles;
mod documentation;
mod elements;
mod head;
mod json;
mod levels;
mod live_session;
mod manifest;
mod names;
mod print;
mod profiles;
mod reach;
mod rest_client;
mod rest_server;
#[cfg(test)]
mod rest_tests;
mod session;
mod single_file;
mod soap_client;
mod soap_server;
mod spelling;
#[cfg(test)]
mod tests;
mod types;
mod validate;
mod webhook;
mod xml;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

pub use manifest::{CrateOptions, MARKER, RuntimeDependency, single_crate, workspace_crate};
use print::Item;
pub use single_file::single_file;
use spelling::Spelling;

use crate::contract::{Contract, Exchange};

/// Files by path, with `/` on every platform.
pub type Files = BTreeMap<String, String>;

/// The files of one partner's module, by path below the module's folder; `mod.rs` is the door.
///
/// The contract must have been checked: every type that it refers to exists.
#[must_use]
pub fn bindings(contract: &Contract) -> Files {
    let spelling = Spelling::of(contract);
    let mut files = Files::new();
    let mut roles: Vec<TokenStream> = Vec::new();
    for module in &contract.modules {
        if !contract.types_of(&module.name).is_empty() {
            let name = spelling.module(&module.name);
            files.insert(format!("{name}.rs"), print::file(contract, types::emit(&spelling, module)));
            let what = match &module.namespace {
                Some(namespace) => format!("The types of `{namespace}`."),
                None => "The types.".to_owned(),
            };
            let docs = documentation::plain(&[what]);
            roles.push(quote!(#docs pub mod #name;));
        }
    }
    let resource =
        contract.operations().any(|(_, operation)| matches!(operation.exchange, Exchange::Resource { .. }));
    let mut doors: Vec<TokenStream> = Vec::new();
    if resource {
        files.insert("json.rs".to_owned(), tokens(contract, json::emit(&spelling)));
        roles.push(quote!(
            mod json;
        ));
    } else {
        files.insert("xml.rs".to_owned(), print::file(contract, xml::emit(&spelling)));
        roles.push(quote!(
            mod xml;
        ));
        if let Some(limits) = validate::emit(&spelling) {
            files.insert("limits.rs".to_owned(), tokens(contract, limits));
            roles.push(quote!(
                mod limits;
            ));
        }
    }
    let calls = contract.operations().next().is_some();
    if calls {
        let (client, server) = if resource {
            (rest_client::emit(&spelling), rest_server::emit(&spelling))
        } else {
            (soap_client::emit(&spelling), soap_server::emit(&spelling))
        };
        files.insert("client.rs".to_owned(), tokens(contract, client));
        files.insert("server.rs".to_owned(), tokens(contract, server));
        roles.push(quote!(
            mod client;
        ));
        doors.push(quote!(
            pub use client::*;
        ));
    } else {
        doors.push(quote!(
            pub use xml::NAMES;
        ));
        if let Some(elements) = elements::emit(&spelling) {
            files.insert("elements.rs".to_owned(), tokens(contract, elements));
            roles.push(quote! {
                #[doc = " The elements that documents consist of."]
                pub mod elements;
            });
        }
    }
    if let Some(rule) = &contract.rules.codes {
        files.insert(
            "codes.rs".to_owned(),
            tokens(contract, codes::emit(rule, contract.rules.session.as_ref())),
        );
        roles.push(quote!(
            mod codes;
        ));
        doors.push(quote!(
            pub use codes::ResultCode;
        ));
    }
    if let Some(rules) = &contract.rules.webhook {
        files.insert("webhook.rs".to_owned(), tokens(contract, webhook::emit(&spelling, rules)));
        roles.push(quote! {
            #[doc = " What the partner sends by itself: events, and how they are signed."]
            pub mod webhook;
        });
    }
    if calls {
        roles.push(quote! {
            #[doc = " The partner's side: traits to answer its operations with."]
            #[cfg(feature = "server")]
            pub mod server;
        });
    }
    files.insert("mod.rs".to_owned(), tokens(contract, quote!(#(#roles)* #(#doors)*)));
    files
}

fn tokens(contract: &Contract, tokens: TokenStream) -> String {
    print::file(contract, vec![Item::Tokens(tokens)])
}
