//! What JSON needs beside the types: serde attributes of members, the text form of open enumerations, and the table
//! of operations.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::spelling::{From, Spelling, identifier};
use super::{documentation, names, rest_client, types, xml};
use crate::contract::{
    Enumeration, Exchange, Field, Occurs, Operation, Scalar, Shape, TypeDefinition, TypeRef,
};

/// The file `json.rs`.
pub(super) fn emit(spelling: &Spelling<'_>) -> TokenStream {
    let contract = spelling.contract;
    let listed = || contract.types.iter().filter(|one| matches!(one.shape, Shape::Enumeration(_)));
    let enumerations = contract.types.iter().filter_map(|definition| enumeration(spelling, definition));
    let enumerations = quote!(#(#enumerations)*);
    let imports = listed().next().map(|_| {
        let gate = import_gate(spelling, listed());
        let imports = xml::used_modules(spelling, &enumerations);
        quote!(#gate #imports)
    });
    let operations = contract.services.iter().enumerate().flat_map(|(service, declared)| {
        declared
            .operations
            .iter()
            .enumerate()
            .filter_map(move |(at, operation)| operation_static(spelling, service, at, operation))
    });
    quote! {
        use bindery_runtime::generated as rt;
        #imports
        #(#operations)*
        #enumerations
    }
}

/// A file by role: some code, and before it the imports of what it names.
pub(super) fn file(spelling: &Spelling<'_>, code: &TokenStream) -> TokenStream {
    let gate = import_gate(spelling, spelling.contract.types.iter());
    let modules = xml::used_modules(spelling, code);
    let modules = if modules.is_empty() { modules } else { quote!(#gate #modules) };
    quote! {
        use bindery_runtime::generated as rt;
        #modules
        #code
    }
}

/// The condition of an import from which nothing but inferred types is used.
fn import_gate<'t>(
    spelling: &Spelling<'_>,
    mut used: impl Iterator<Item = &'t TypeDefinition>,
) -> Option<TokenStream> {
    used.all(|definition| spelling.gate(&definition.id).is_some())
        .then(|| quote!(#[cfg(feature = "inferred")]))
}

/// The name of an operation's static.
pub(super) fn static_name(spelling: &Spelling<'_>, service: usize, at: usize) -> Ident {
    identifier(&names::shouting(&spelling.operation(service, at).to_string()))
}

fn operation_static(
    spelling: &Spelling<'_>,
    service: usize,
    at: usize,
    operation: &Operation,
) -> Option<TokenStream> {
    let Exchange::Resource { method, path, replies, .. } = &operation.exchange else { return None };
    let name = static_name(spelling, service, at);
    let wire = &operation.name;
    let retry = xml::retry(operation.retry);
    let otherwise = rest_client::other_successes(replies);
    let docs = documentation::plain(&[format!("`{wire}`.")]);
    let gate = operation.inferred.then(|| quote!(#[cfg(feature = "inferred")]));
    Some(quote! {
        #docs
        #gate
        pub(super) static #name: rt::rest::Operation =
            rt::rest::Operation {
                name: #wire,
                method: #method,
                path: #path,
                otherwise: &[#(#otherwise),*],
                retry: #retry,
            };
    })
}

/// The serde attributes of a member.
pub(super) fn field_attributes(spelling: &Spelling<'_>, field: &Field, rust_name: &str) -> TokenStream {
    let is_decimal = holds_decimals(spelling, &field.r#type);
    let wire = &field.name.local;
    let rename = (wire != rust_name).then(|| quote!(#[serde(rename = #wire)]));
    let presence = match field.occurs {
        Occurs::Required | Occurs::Filled | Occurs::AtLeastOne => quote!(),
        Occurs::Optional => quote!(#[serde(default, skip_serializing_if = "Option::is_none")]),
        Occurs::Nillable => {
            quote!(#[serde(default, skip_serializing_if = "rt::json::Patch::is_absent")])
        }
        Occurs::RequiredNillable if is_decimal => quote!(),
        // With a function of its own, serde does not take absence for null.
        Occurs::RequiredNillable => quote!(#[serde(deserialize_with = "serde::Deserialize::deserialize")]),
        Occurs::Many | Occurs::Wrapped { .. } if is_decimal => {
            quote!(#[serde(default, skip_serializing_if = "Vec::is_empty")])
        }
        Occurs::Many | Occurs::Wrapped { .. } => {
            quote!(#[serde(default, deserialize_with = "rt::json::list", skip_serializing_if = "Vec::is_empty")])
        }
    };
    let exact = is_decimal.then(|| quote!(#[serde(deserialize_with = "rt::json::decimal")]));
    quote!(#rename #presence #exact)
}

/// Whether a value is a decimal, or a list or map of decimals: those are read exactly.
fn holds_decimals(spelling: &Spelling<'_>, reference: &TypeRef) -> bool {
    match reference {
        TypeRef::Scalar(scalar) => *scalar == Scalar::Decimal,
        TypeRef::ListOf(inner) | TypeRef::MapOf(inner) => holds_decimals(spelling, inner),
        TypeRef::Named(_) => matches!(spelling.shape(reference), Some(Shape::Scalar(Scalar::Decimal, _))),
    }
}

/// How a choice is read: each alternative in its turn, from the text, because serde's own way reads numbers as floats.
pub(super) fn choice_reading(name: &Ident, variants: &[Ident]) -> TokenStream {
    quote! {
        impl<'de> serde::Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = <rt::json::OneOf as serde::Deserialize>::deserialize(deserializer)?;
                None.#(or_else(|| value.read().map(Self::#variants))).*
                    .ok_or_else(rt::json::OneOf::mismatch)
            }
        }
    }
}

/// The conversions that serde uses for an open enumeration.
fn enumeration(spelling: &Spelling<'_>, definition: &TypeDefinition) -> Option<TokenStream> {
    let Shape::Enumeration(enumeration) = &definition.shape else { return None };
    let name = spelling.path(&definition.id, From::Role);
    let variants = types::enumeration_variants(enumeration);
    Some(types::gated(spelling, definition, conversions(&name, enumeration, &variants)))
}

fn conversions(name: &TokenStream, enumeration: &Enumeration, variants: &[Ident]) -> TokenStream {
    let values: Vec<&str> = enumeration.values.iter().map(|value| value.value.as_str()).collect();
    quote! {
        impl #name {
            #[doc = " The value on the wire."]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::Other(value) => value,
                }
            }
        }
        impl From<String> for #name {
            fn from(value: String) -> Self {
                match value.as_str() {
                    #(#values => Self::#variants,)*
                    _ => Self::Other(value),
                }
            }
        }
        impl From<#name> for String {
            fn from(value: #name) -> Self {
                value.as_str().to_owned()
            }
        }
    }
}
