//! The file `elements.rs` of bindings without operations: the elements that documents consist of.

use proc_macro2::TokenStream;
use quote::quote;

use super::names::{self, Scope};
use super::spelling::{From, Spelling, identifier};
use super::{documentation, xml};

/// The file, if there is any such element.
pub(super) fn emit(spelling: &Spelling<'_>) -> Option<TokenStream> {
    let roots = &spelling.contract.roots;
    if roots.is_empty() {
        return None;
    }
    let mut reserved: Vec<String> =
        spelling.namespaces().iter().map(|(_, constant)| constant.to_string()).collect();
    reserved.push("UNQUALIFIED".to_owned());
    let reserved: Vec<&str> = reserved.iter().map(String::as_str).collect();
    let mut scope = Scope::reserving(&reserved);
    let rows: Vec<TokenStream> = roots
        .iter()
        .map(|root| {
            let name = identifier(&scope.claim(names::shouting(&root.name.local), "_ELEMENT"));
            let r#type = spelling.value_type(&root.r#type, From::Role);
            let (namespace, local) = (spelling.namespace(&root.name), &root.name.local);
            let shown: String = local.chars().filter(|character| *character != '`').collect();
            let docs = documentation::lines(&format!("`{shown}`."), &root.documentation, None);
            quote! {
                #docs
                pub static #name: rt::xml::Root<#r#type> =
                    rt::xml::Root::new(rt::xml::El::new(#namespace, #local), &super::xml::NAMES);
            }
        })
        .collect();
    let rows = quote!(#(#rows)*);
    let constants = xml::constants(spelling, &xml::mentioned(rows.clone()));
    let modules = xml::used_modules(spelling, &rows);
    Some(quote! {
        use bindery_runtime::generated as rt;
        #modules
        #constants
        #rows
    })
}
