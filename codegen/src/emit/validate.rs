//! What `validate()` checks of each type: limits of fields, values that no list names, and what has limits inside.
//!
//! A type in which nothing is limited has nothing written for it, and no type that holds it looks into it: contracts of
//! thousands of types have limits in few of them.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::spelling::{From, Spelling, fields_of};
use super::types;
use crate::contract::{Facets, Field, Kind, Occurs, Shape, TypeDefinition, TypeId, TypeRef};
use crate::pattern;
use crate::reach::leaf;

/// The file `limits.rs`; nothing if nothing is limited.
pub(super) fn emit(spelling: &Spelling<'_>) -> Option<TokenStream> {
    let limited = limited(spelling);
    let items: Vec<TokenStream> = spelling
        .contract
        .types
        .iter()
        .filter(|definition| limited.contains(&definition.id))
        .filter_map(|definition| implementation(spelling, definition, &limited))
        .collect();
    let items = quote!(#(#items)*);
    let modules = super::xml::used_modules(spelling, &items);
    (!items.is_empty()).then(|| {
        quote! {
            use bindery_runtime::generated as rt;
            use rt::validate::Facet;
            #modules
            #items
        }
    })
}

/// The types in which something is limited, aliases included, and those whose own number or text is limited by a field:
/// what a field is checked through has to be there, whether it looks further or not.
fn limited(spelling: &Spelling<'_>) -> BTreeSet<TypeId> {
    let mut holders: BTreeMap<TypeId, Vec<&TypeId>> = BTreeMap::new();
    let mut waiting: Vec<TypeId> = Vec::new();
    for definition in &spelling.contract.types {
        let own = match &definition.shape {
            Shape::Scalar(_, facets) | Shape::Content(_, facets, _) => !facet_rows(facets).is_empty(),
            Shape::Enumeration(_) => true,
            _ => false,
        };
        if own {
            waiting.push(definition.id.clone());
        }
        for (facets, r#type) in places(&definition.shape) {
            if !facet_rows(facets).is_empty() {
                waiting.push(definition.id.clone());
                waiting.extend(leaf(r#type));
            }
        }
        for part in parts(&definition.shape) {
            holders.entry(part).or_default().push(&definition.id);
        }
    }
    let mut limited = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !limited.contains(&id) {
            waiting.extend(holders.get(&id).into_iter().flatten().copied().cloned());
            limited.insert(id);
        }
    }
    limited
}

/// The places of a type where limits may be stated, each with the type that stands there.
fn places(shape: &Shape) -> Vec<(&Facets, &TypeRef)> {
    match shape {
        Shape::Choice(alternatives) => alternatives.iter().map(|one| (&one.facets, &one.r#type)).collect(),
        shape => fields_of(shape).iter().map(|field| (&field.facets, &field.r#type)).collect(),
    }
}

/// The types that stand inside one.
fn parts(shape: &Shape) -> Vec<TypeId> {
    match shape {
        Shape::Derived(types) | Shape::DerivedOnly(types) => types.clone(),
        shape => places(shape).into_iter().filter_map(|(_, r#type)| leaf(r#type)).collect(),
    }
}

fn implementation(
    spelling: &Spelling<'_>,
    definition: &TypeDefinition,
    limited: &BTreeSet<TypeId>,
) -> Option<TokenStream> {
    let path = spelling.path(&definition.id, From::Role);
    let body = match &definition.shape {
        Shape::Record(record) => fields(spelling, definition, &record.fields, limited),
        Shape::Content(_, limits, attributes) => {
            let rows = facet_rows(limits);
            let own = (!rows.is_empty())
                .then(|| quote!(rt::validate::Validate::check(&self.value, checker, &[#(#rows),*]);));
            let attributes = fields(spelling, definition, attributes, limited);
            quote!(#own #attributes)
        }
        Shape::Enumeration(_) => quote! {
            if let Self::Other(_) = self {
                checker.refuse("enumeration", "");
            }
        },
        Shape::Choice(alternatives) => {
            let variants =
                types::variant_names(alternatives.iter().map(|alternative| alternative.name.local.as_str()));
            let arms: Vec<TokenStream> = alternatives
                .iter()
                .zip(&variants)
                .filter(|(alternative, _)| {
                    is_limited(&alternative.r#type, limited) || !facet_rows(&alternative.facets).is_empty()
                })
                .map(|(alternative, variant)| {
                    let name = &alternative.name.local;
                    let facets = facets(spelling, &alternative.facets, &alternative.r#type);
                    quote!(Self::#variant(value) => checker.field(#name, value, #facets),)
                })
                .collect();
            matching(&arms, alternatives.len())
        }
        Shape::Derived(types) | Shape::DerivedOnly(types) => {
            let variants = types::variant_names(types.iter().map(|id| id.path.as_str()));
            let arms: Vec<TokenStream> = types
                .iter()
                .zip(&variants)
                .filter(|(id, _)| limited.contains(id))
                .map(|(_, variant)| quote!(Self::#variant(value) => rt::validate::Validate::check(value, checker, &[]),))
                .collect();
            matching(&arms, types.len())
        }
        Shape::Scalar(..) | Shape::List(_) | Shape::Raw => return None,
    };
    let checker = if body.is_empty() { quote!(_) } else { quote!(checker) };
    Some(quote! {
        impl rt::validate::Validate for #path {
            fn check(&self, #checker: &mut rt::validate::Checker, _: &'static [Facet]) {
                #body
            }
        }
    })
}

fn matching(arms: &[TokenStream], variants: usize) -> TokenStream {
    if arms.is_empty() {
        return quote!();
    }
    let rest = (arms.len() < variants).then(|| quote!(_ => {}));
    quote!(match self { #(#arms)* #rest })
}

fn is_limited(r#type: &TypeRef, limited: &BTreeSet<TypeId>) -> bool {
    leaf(r#type).is_some_and(|id| limited.contains(&id))
}

fn fields(
    spelling: &Spelling<'_>,
    definition: &TypeDefinition,
    fields: &[Field],
    limited: &BTreeSet<TypeId>,
) -> TokenStream {
    let checks = fields.iter().enumerate().filter_map(|(at, field)| {
        if facet_rows(&field.facets).is_empty() && !is_limited(&field.r#type, limited) {
            return None;
        }
        let member = spelling.field(&definition.id, at);
        let name = &field.name.local;
        let facets = facets(spelling, &field.facets, &field.r#type);
        // A single choice has no name on the wire, so it has none on the path either.
        let is_bare = field.kind == Kind::Group && !matches!(field.occurs, Occurs::Many | Occurs::AtLeastOne);
        Some(if is_bare {
            quote!(rt::validate::Validate::check(&self.#member, checker, #facets);)
        } else {
            quote!(checker.field(#name, &self.#member, #facets);)
        })
    });
    quote!(#(#checks)*)
}

/// The limits of a place and of the type there, where that is another name of a scalar.
fn facets(spelling: &Spelling<'_>, own: &Facets, r#type: &TypeRef) -> TokenStream {
    let mut rows = facet_rows(own);
    if let Some(Shape::Scalar(_, facets)) = spelling.shape(r#type) {
        rows.extend(facet_rows(facets));
    }
    quote!(&[#(#rows),*])
}

/// Those that can be checked.
fn facet_rows(facets: &Facets) -> Vec<TokenStream> {
    let row = |(name, value): &(String, String)| {
        let number = || value.trim().parse().ok().map(Literal::usize_unsuffixed);
        let value = value.trim();
        Some(match name.as_str() {
            "length" => number().map(|number| quote!(Facet::Length(#number)))?,
            "minLength" => number().map(|number| quote!(Facet::MinLength(#number)))?,
            "maxLength" => number().map(|number| quote!(Facet::MaxLength(#number)))?,
            "totalDigits" => number().map(|number| quote!(Facet::TotalDigits(#number)))?,
            "fractionDigits" => number().map(|number| quote!(Facet::FractionDigits(#number)))?,
            "minOccurs" => number().map(|number| quote!(Facet::MinOccurs(#number)))?,
            "maxOccurs" => number().map(|number| quote!(Facet::MaxOccurs(#number)))?,
            "minInclusive" => quote!(Facet::MinInclusive(#value)),
            "maxInclusive" => quote!(Facet::MaxInclusive(#value)),
            "minExclusive" => quote!(Facet::MinExclusive(#value)),
            "maxExclusive" => quote!(Facet::MaxExclusive(#value)),
            "pattern" => {
                let expression = pattern::translate(value)?;
                quote!(Facet::Pattern(#value, #expression))
            }
            _ => return None,
        })
    };
    facets.limits.iter().filter_map(row).collect()
}
