//! `new` and `Default` of records that a caller builds.
//!
//! A record with required fields of the caller's has `new(required...)` and no `Default`: a forgotten amount must
//! not become 0.00. One without has `Default`. Records that only come back from the partner have neither.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::head;
use super::spelling::{From, Spelling, from_caller};
use crate::contract::{Field, Kind, Occurs, Record, Scalar, Source, TypeDefinition, TypeRef};

/// More parameters than this and clippy asks for a reason.
const COMFORTABLE: usize = 7;

/// Whether a record's `Default` is the derived one: a caller builds it, and nothing in it is required or constant.
pub(super) fn derives_default(spelling: &Spelling<'_>, definition: &TypeDefinition, record: &Record) -> bool {
    let plain = |field: &Field| !is_required(field) && constant_member(field).is_none();
    spelling.is_json() && spelling.is_sent(&definition.id) && record.fields.iter().all(plain)
}

/// The constructor of a record, if a caller builds it.
pub(super) fn emit(spelling: &Spelling<'_>, definition: &TypeDefinition, record: &Record) -> TokenStream {
    if !spelling.is_sent(&definition.id) || derives_default(spelling, definition, record) {
        return quote!();
    }
    let name = spelling.type_name(&definition.id);
    let required: Vec<(usize, &Field)> =
        record.fields.iter().enumerate().filter(|(_, field)| is_required(field)).collect();
    let rest = rest(spelling, definition, record, required.len());
    if required.is_empty() {
        let rest = if spelling.is_json() { quote!(Self { #rest }) } else { quote!(rt::xml::Empty::EMPTY) };
        return quote! {
            impl Default for #name {
                fn default() -> Self { #rest }
            }
        };
    }
    let (mut parameters, mut values) = (Vec::new(), Vec::new());
    for (at, field) in &required {
        let ident = spelling.field(&definition.id, *at);
        let (parameter, value) = parameter(spelling, definition, *at, field, ident);
        parameters.push(parameter);
        values.push(value);
    }
    let tolerated = (required.len() > COMFORTABLE).then(|| {
        quote! {
            #[expect(clippy::too_many_arguments, reason = "each is required, and none may be forgotten")]
        }
    });
    let must_use = quote!(#[must_use]);
    quote! {
        impl #name {
            #[doc = " With everything that must be said; the rest is blank, or filled by the client."]
            #tolerated
            #must_use
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#values,)* #rest }
            }
        }
    }
}

fn is_required(field: &Field) -> bool {
    from_caller(field) && matches!(field.occurs, Occurs::Required | Occurs::Filled | Occurs::AtLeastOne)
}

fn parameter(
    spelling: &Spelling<'_>,
    definition: &TypeDefinition,
    at: usize,
    field: &Field,
    ident: &Ident,
) -> (TokenStream, TokenStream) {
    let text = matches!(field.r#type, TypeRef::Scalar(Scalar::Text)) && field.occurs != Occurs::AtLeastOne;
    let text = text && field.kind != Kind::Header;
    if text {
        return (quote!(#ident: impl Into<String>), quote!(#ident: #ident.into()));
    }
    let id = &definition.id;
    let r#type = spelling.field_type(id, at, field, From::Module(&id.module));
    (quote!(#ident: #r#type), quote!(#ident))
}

/// The fields that are not parameters.
fn rest(
    spelling: &Spelling<'_>,
    definition: &TypeDefinition,
    record: &Record,
    required: usize,
) -> TokenStream {
    if !spelling.is_json() {
        let blank = record.fields.len() > required;
        return if blank { quote!(..rt::xml::Empty::EMPTY) } else { quote!() };
    }
    let others =
        record.fields.iter().enumerate().filter(|(_, field)| !is_required(field)).map(|(at, field)| {
            let ident = spelling.field(&definition.id, at);
            if let Some(value) = constant_member(field) {
                return quote!(#ident: #value);
            }
            match field.occurs {
                Occurs::Many | Occurs::AtLeastOne | Occurs::Wrapped { .. } => quote!(#ident: Vec::new()),
                Occurs::Required | Occurs::Filled => quote!(#ident: Default::default()),
                Occurs::Nillable => quote!(#ident: rt::json::Patch::Absent),
                Occurs::Optional | Occurs::RequiredNillable => quote!(#ident: None),
            }
        });
    let unlisted = record.keeps_unknown.then(|| quote!(unlisted: rt::json::Members::default(),));
    quote!(#(#others,)* #unlisted)
}

/// The value of a member that the profile fixes.
fn constant_member(field: &Field) -> Option<TokenStream> {
    let (Source::Constant(text), TypeRef::Scalar(scalar)) = (&field.source, &field.r#type) else {
        return None;
    };
    let value = head::constant(*scalar, text)?;
    Some(match field.occurs {
        Occurs::Required => value,
        Occurs::Nillable => quote!(rt::json::Patch::Value(#value)),
        _ => quote!(Some(#value)),
    })
}
