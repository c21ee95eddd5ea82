//! The types of one module: structs, enums and aliases with their documentation, constructors, and a `Debug` that
//! shows an allow-list only.

use proc_macro2::TokenStream;
use quote::quote;

use super::print::Item;
use super::spelling::{From, Spelling, identifier};
use super::{constructor, documentation, json, names, xml};
use crate::contract::{
    Alternative, Enumeration, Facets, Field, Kind, Module, Name, Occurs, Record, Scalar, Sensitivity, Shape,
    Source, TypeDefinition, TypeId, TypeRef,
};

/// The file of one module.
pub(super) fn emit(spelling: &Spelling<'_>, module: &Module) -> Vec<Item> {
    let mut items = Vec::new();
    let mut runtime = TokenStream::new();
    for definition in spelling.contract.types_of(&module.name) {
        let tokens = gated(spelling, definition, definition_tokens(spelling, definition));
        if runtime.is_empty() {
            runtime = xml::runtime(&xml::mentioned(tokens.clone()));
        }
        items.push(Item::Tokens(tokens));
    }
    items.insert(0, Item::Tokens(runtime));
    items
}

/// The items of a definition, each behind the definition's condition, if it has one.
pub(super) fn gated(
    spelling: &Spelling<'_>,
    definition: &TypeDefinition,
    tokens: TokenStream,
) -> TokenStream {
    let Some(gate) = spelling.gate(&definition.id) else { return tokens };
    match syn::parse2::<syn::File>(tokens.clone()) {
        Ok(file) => {
            let items = file.items;
            quote!(#(#gate #items)*)
        }
        // What does not parse is refused when the file is written.
        Err(_) => tokens,
    }
}

fn definition_tokens(spelling: &Spelling<'_>, definition: &TypeDefinition) -> TokenStream {
    match &definition.shape {
        Shape::Record(record) => record_tokens(spelling, definition, record),
        Shape::Choice(alternatives) => choice_tokens(spelling, definition, alternatives),
        Shape::Enumeration(enumeration) => enumeration_tokens(spelling, definition, enumeration),
        Shape::Scalar(scalar, facets) => {
            alias_tokens(spelling, definition, &spelling.scalar(*scalar), facets)
        }
        Shape::Content(scalar, facets, attributes) => {
            content_tokens(spelling, definition, (*scalar, facets), attributes)
        }
        Shape::List(item) => {
            let item = spelling.value_type(item, From::Module(&definition.id.module));
            alias_tokens(spelling, definition, &quote!(rt::xml::List<#item>), &Facets::default())
        }
        Shape::Derived(types) | Shape::DerivedOnly(types) => derived_tokens(spelling, definition, types),
        Shape::Raw => {
            let raw = spelling.scalar(Scalar::Any);
            alias_tokens(spelling, definition, &raw, &Facets::default())
        }
    }
}

fn headline(definition: &TypeDefinition, what: &str) -> TokenStream {
    let wire = documented_name(&definition.id.path);
    documentation::lines(&format!("`{wire}`{what}"), &definition.documentation, definition.evidence.as_ref())
}

/// Whether a name stands for whatever no other one does.
fn is_wildcard(name: &Name) -> bool {
    name.local.starts_with('*')
}

/// A wire name inside backticks: without what would end them.
fn documented_name(name: &str) -> String {
    name.chars().filter(|character| !character.is_control() && *character != '`').take(200).collect()
}

fn record_tokens(spelling: &Spelling<'_>, definition: &TypeDefinition, record: &Record) -> TokenStream {
    let name = spelling.type_name(&definition.id);
    let docs = headline(definition, ".");
    let fields =
        record.fields.iter().enumerate().map(|(at, field)| field_tokens(spelling, &definition.id, at, field));
    let (derives, rest) = if spelling.is_json() {
        let rest = record.keeps_unknown.then(|| {
            quote! {
                #[doc = " Members that the contract does not name, kept as they came."]
                #[serde(flatten)]
                pub unlisted: rt::json::Members,
            }
        });
        let default = constructor::derives_default(spelling, definition, record).then(|| quote!(Default,));
        (quote!(#[derive(Clone, PartialEq, #default serde::Serialize, serde::Deserialize)]), rest)
    } else {
        (quote!(#[derive(Clone, PartialEq)]), None)
    };
    let debug = debug_tokens(spelling, definition, &record.fields);
    let constructor = constructor::emit(spelling, definition, record);
    quote! {
        #docs
        #derives
        pub struct #name { #(#fields)* #rest }
        #constructor
        #debug
    }
}

fn field_tokens(spelling: &Spelling<'_>, id: &TypeId, at: usize, field: &Field) -> TokenStream {
    let definition = spelling.contract.find(id).map_or(id, |definition| &definition.id);
    let name = spelling.field(definition, at);
    let r#type = spelling.field_type(definition, at, field, From::Module(&id.module));
    let docs = field_docs(field);
    let attributes = if field.kind == Kind::Member {
        json::field_attributes(spelling, field, &name.to_string())
    } else {
        quote!()
    };
    quote! { #docs #attributes pub #name: #r#type, }
}

fn field_docs(field: &Field) -> TokenStream {
    let wire = documented_name(&field.name.local);
    let who = match &field.source {
        Source::Caller => "",
        // A member starts with its constant and can be set otherwise.
        Source::Constant(_) if field.kind == Kind::Member => " A new value has what the profile fixes.",
        Source::Session(_) => " Filled by the session; what is set here is replaced.",
        Source::Blank => " Left blank.",
        _ => " Filled by the client; what is set here is replaced.",
    };
    let how = match &field.occurs {
        Occurs::Filled => ", always sent, empty if there is nothing to say",
        Occurs::Optional if field.kind == Kind::Group => ", or nothing",
        _ => "",
    };
    let headline = match field.kind {
        Kind::Group => format!("One of the alternatives{how}.{who}"),
        Kind::Element if is_wildcard(&field.name) => {
            "Elements that no other field knows, as they came.".to_owned()
        }
        Kind::Attribute if is_wildcard(&field.name) => {
            "Attributes that no other field knows, as they came.".to_owned()
        }
        Kind::Attribute => format!("Attribute `{wire}`{how}.{who}"),
        Kind::Element | Kind::Member => format!("`{wire}`{how}.{who}"),
    };
    let mut text = field.documentation.clone();
    for (name, number) in field.facets.limits.iter().filter(|(name, _)| name.ends_with("Occurs")) {
        text.push_str(&format!("\n\n{name}: {number}"));
    }
    documentation::lines(&headline, &text, field.evidence.as_ref())
}

/// `Debug` by allow-list: a field that nobody reviewed is not printed.
fn debug_tokens(spelling: &Spelling<'_>, definition: &TypeDefinition, fields: &[Field]) -> TokenStream {
    let name = spelling.type_name(&definition.id);
    let text = name.to_string();
    let mut hides = false;
    let shown: Vec<TokenStream> = fields
        .iter()
        .enumerate()
        .filter_map(|(at, field)| {
            let shows = field.sensitivity == Sensitivity::Open || prints_safely(spelling, &field.r#type);
            hides |= !shows;
            let field = spelling.field(&definition.id, at);
            let label = field.to_string();
            shows.then(|| quote!(.field(#label, &self.#field)))
        })
        .collect();
    let finish = if hides { quote!(finish_non_exhaustive) } else { quote!(finish) };
    quote! {
        impl rt::fmt::Debug for #name {
            fn fmt(&self, formatter: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
                formatter.debug_struct(#text) #(#shown)* .#finish()
            }
        }
    }
}

/// Types whose own `Debug` is an allow-list.
fn prints_safely(spelling: &Spelling<'_>, reference: &TypeRef) -> bool {
    let TypeRef::Named(id) = reference else { return false };
    spelling.contract.find(id).is_some_and(|definition| {
        matches!(
            definition.shape,
            Shape::Record(_) | Shape::Choice(_) | Shape::Derived(_) | Shape::DerivedOnly(_)
        )
    })
}

fn choice_tokens(
    spelling: &Spelling<'_>,
    definition: &TypeDefinition,
    alternatives: &[Alternative],
) -> TokenStream {
    let name = spelling.type_name(&definition.id);
    let docs = headline(definition, ": exactly one of these.");
    let from = From::Module(&definition.id.module);
    let variants = variant_names(alternatives.iter().map(|alternative| alternative.name.local.as_str()));
    let (mut rows, mut arms) = (Vec::new(), Vec::new());
    for (at, (alternative, variant)) in alternatives.iter().zip(&variants).enumerate() {
        let headline = if is_wildcard(&alternative.name) {
            "An element that no other alternative knows, as it came.".to_owned()
        } else {
            format!("`{}`.", documented_name(&alternative.name.local))
        };
        let docs = documentation::lines(&headline, &alternative.documentation, None);
        let mut r#type = spelling.value_type(&alternative.r#type, from);
        if spelling.is_boxed(&definition.id, at) {
            r#type = quote!(Box<#r#type>);
        }
        rows.push(quote!(#docs #variant(#r#type)));
        let label = variant.to_string();
        arms.push(if prints_safely(spelling, &alternative.r#type) {
            quote!(Self::#variant(value) => formatter.debug_tuple(#label).field(value).finish())
        } else {
            quote!(Self::#variant(_) => formatter.debug_tuple(#label).finish_non_exhaustive())
        });
    }
    let (derives, reading) = if spelling.is_json() {
        let derives = quote!(#[derive(Clone, PartialEq, serde::Serialize)] #[serde(untagged)]);
        (derives, Some(json::choice_reading(name, &variants)))
    } else {
        (quote!(#[derive(Clone, PartialEq)]), None)
    };
    quote! {
        #docs
        #derives
        pub enum #name { #(#rows,)* }
        impl rt::fmt::Debug for #name {
            fn fmt(&self, formatter: &mut rt::fmt::Formatter<'_>) -> rt::fmt::Result {
                match self { #(#arms,)* }
            }
        }
        #reading
    }
}

fn derived_tokens(spelling: &Spelling<'_>, definition: &TypeDefinition, types: &[TypeId]) -> TokenStream {
    let name = spelling.type_name(&definition.id);
    let is_only = matches!(definition.shape, Shape::DerivedOnly(_));
    let docs = headline(
        definition,
        if is_only { ": a type derived from it." } else { ", or a type derived from it." },
    );
    let from = From::Module(&definition.id.module);
    let variants = variant_names(types.iter().map(|id| id.path.as_str()));
    let rows = types.iter().zip(&variants).enumerate().map(|(at, (id, variant))| {
        let docs = documentation::lines(&format!("`{}`.", documented_name(&id.path)), "", None);
        let mut path = spelling.path(id, from);
        if spelling.is_boxed(&definition.id, at) {
            path = quote!(Box<#path>);
        }
        quote!(#docs #variant(#path))
    });
    quote! {
        #docs
        #[derive(Debug, Clone, PartialEq)]
        pub enum #name { #(#rows,)* }
    }
}

fn enumeration_tokens(
    spelling: &Spelling<'_>,
    definition: &TypeDefinition,
    enumeration: &Enumeration,
) -> TokenStream {
    let name = spelling.type_name(&definition.id);
    let docs = headline(definition, ": an open list of values.");
    let variants = enumeration_variants(enumeration);
    let rows = enumeration.values.iter().zip(&variants).map(|(value, variant)| {
        let docs = documentation::lines(
            &format!("`{}`.", documented_name(&value.value)),
            &value.documentation,
            None,
        );
        quote!(#docs #variant)
    });
    let derives = if spelling.is_json() {
        quote!(#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)] #[serde(from = "String", into = "String")])
    } else {
        quote!(#[derive(Debug, Clone, PartialEq, Eq, Hash)])
    };
    quote! {
        #docs
        #derives
        pub enum #name {
            #(#rows,)*
            #[doc = " A value that the contract does not list, kept as it came."]
            Other(String),
        }
    }
}

/// The variants of an enumeration, in order; `Other` is ours.
pub(super) fn enumeration_variants(enumeration: &Enumeration) -> Vec<proc_macro2::Ident> {
    let mut scope = names::Scope::reserving(&["Other"]);
    enumeration
        .values
        .iter()
        .map(|value| identifier(&scope.claim(names::variant(&value.value), "Value")))
        .collect()
}

/// The variants of a choice, in order.
pub(super) fn variant_names<'n>(wire: impl Iterator<Item = &'n str>) -> Vec<proc_macro2::Ident> {
    let mut scope = names::Scope::default();
    wire.map(|name| {
        let name = if name.starts_with('*') { "any" } else { name };
        identifier(&scope.claim(names::variant(name), "Value"))
    })
    .collect()
}

fn content_tokens(
    spelling: &Spelling<'_>,
    definition: &TypeDefinition,
    (scalar, facets): (Scalar, &Facets),
    attributes: &[Field],
) -> TokenStream {
    let name = spelling.type_name(&definition.id);
    let docs = headline(definition, ": a value with attributes.");
    let value = spelling.scalar(scalar);
    let value_docs = documentation::lines("The value itself.", &limits_text(facets), None);
    let fields =
        attributes.iter().enumerate().map(|(at, field)| field_tokens(spelling, &definition.id, at, field));
    let debug = debug_tokens(spelling, definition, attributes);
    quote! {
        #docs
        #[derive(Clone, PartialEq)]
        pub struct #name {
            #value_docs
            pub value: #value,
            #(#fields)*
        }
        #debug
    }
}

fn alias_tokens(
    spelling: &Spelling<'_>,
    definition: &TypeDefinition,
    target: &TokenStream,
    facets: &Facets,
) -> TokenStream {
    let name = spelling.type_name(&definition.id);
    let text = format!("{}{}", definition.documentation, limits_text(facets));
    let wire = documented_name(&definition.id.path);
    let docs = documentation::lines(&format!("`{wire}`."), &text, definition.evidence.as_ref());
    quote! { #docs pub type #name = #target; }
}

/// Each limit as a paragraph.
fn limits_text(facets: &Facets) -> String {
    facets.limits.iter().map(|(facet, limit)| format!("\n\n{facet}: {limit}")).collect()
}
