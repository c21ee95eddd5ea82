//! What the code of one module names: imports, paths in types and expressions, in macros and attributes, and methods.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

/// A path as it was written.
type Segments = Vec<String>;

/// What the code of one module names, without that of the modules inside it.
#[derive(Default, Clone)]
pub(super) struct Named {
    /// Imports by the name that they have here.
    pub(super) imports: BTreeMap<String, Segments>,
    /// `use PATH::*`.
    pub(super) globs: BTreeSet<Segments>,
    /// What imports name, globs included.
    pub(super) imported: BTreeSet<Segments>,
    /// Every other path. One of a single segment may be a variable.
    pub(super) paths: BTreeSet<Segments>,
    /// Every method that is called.
    pub(super) methods: BTreeSet<String>,
}

/// Macros whose content is code for somebody else.
const QUOTING: &[&str] = &["quote", "quote_spanned", "parse_quote"];

/// What some items name, and the modules among them.
pub(super) fn named(items: &[syn::Item]) -> (Named, Vec<syn::ItemMod>) {
    let mut visitor = Visitor::default();
    for item in items {
        visitor.visit_item(item);
    }
    (visitor.named, visitor.children)
}

#[derive(Default)]
struct Visitor {
    named: Named,
    children: Vec<syn::ItemMod>,
}

impl<'ast> Visit<'ast> for Visitor {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if attributes(item).iter().any(is_for_tests) {
            return;
        }
        match item {
            syn::Item::Mod(child) => self.children.push(child.clone()),
            item => visit::visit_item(self, item),
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.named.paths.insert(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.named.methods.insert(call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        if !call.path.segments.last().is_some_and(|last| QUOTING.iter().any(|name| last.ident == name)) {
            self.tokens(call.tokens.clone());
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        match &attribute.meta {
            syn::Meta::List(list) if list.path.is_ident("derive") => self.tokens(list.tokens.clone()),
            syn::Meta::List(list) if list.path.is_ident("serde") => self.paths_in_texts(list.tokens.clone()),
            syn::Meta::List(syn::MetaList { path, .. }) | syn::Meta::Path(path) => self.visit_path(path),
            syn::Meta::NameValue(_) => {}
        }
    }
}

impl Visitor {
    fn import(&mut self, start: &[String], tree: &syn::UseTree) {
        let extended = |name: &syn::Ident| [start, &[name.to_string()]].concat();
        let (path, name) = match tree {
            syn::UseTree::Path(step) => return self.import(&extended(&step.ident), &step.tree),
            syn::UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.import(start, tree));
            }
            syn::UseTree::Glob(_) => {
                self.named.globs.insert(start.to_vec());
                self.named.imported.insert([start, &["*".to_owned()]].concat());
                return;
            }
            // `use a::b::{self}` is `use a::b`.
            syn::UseTree::Name(name) if name.ident == "self" => {
                (start.to_vec(), start.last().cloned().unwrap_or_default())
            }
            syn::UseTree::Rename(rename) if rename.ident == "self" => {
                (start.to_vec(), rename.rename.to_string())
            }
            syn::UseTree::Name(name) => (extended(&name.ident), name.ident.to_string()),
            syn::UseTree::Rename(rename) => (extended(&rename.ident), rename.rename.to_string()),
        };
        // A crate on its own has two segments, too, so that it is told from a variable.
        let whole = if path.len() == 1 { [&path[..], &["self".to_owned()]].concat() } else { path.clone() };
        self.named.imported.insert(whole);
        self.named.imports.insert(name, path);
    }

    /// Paths and methods among tokens that are no syntax yet.
    fn tokens(&mut self, tokens: TokenStream) {
        let (mut path, mut colons, mut dot, mut quotes) = (Segments::new(), 0, false, false);
        for token in tokens {
            match token {
                TokenTree::Ident(name) if dot => {
                    self.named.methods.insert(name.to_string());
                    dot = false;
                }
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.keep(&mut path);
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(sign) if sign.as_char() == ':' => colons += 1,
                TokenTree::Punct(sign) => {
                    quotes = sign.as_char() == '!'
                        && path.last().is_some_and(|last| QUOTING.contains(&last.as_str()));
                    self.keep(&mut path);
                    (colons, dot) = (0, sign.as_char() == '.');
                }
                TokenTree::Group(group) => {
                    self.keep(&mut path);
                    (colons, dot) = (0, false);
                    if !std::mem::take(&mut quotes) {
                        self.tokens(group.stream());
                    }
                }
                TokenTree::Literal(_) => {
                    self.keep(&mut path);
                    (colons, dot) = (0, false);
                }
            }
        }
        self.keep(&mut path);
    }

    fn keep(&mut self, path: &mut Segments) {
        if !path.is_empty() {
            self.named.paths.insert(std::mem::take(path));
        }
    }

    /// `#[serde(with = "some::path")]`.
    fn paths_in_texts(&mut self, tokens: TokenStream) {
        for token in tokens {
            if let TokenTree::Literal(literal) = token
                && let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string())
                && text.value().contains("::")
                && let Ok(path) = text.parse::<syn::Path>()
            {
                self.visit_path(&path);
            }
        }
    }
}

/// `#[cfg(test)]`, and no other condition.
fn is_for_tests(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|what| what == "test")
}

fn attributes(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Const(item) => &item.attrs,
        syn::Item::Enum(item) => &item.attrs,
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Static(item) => &item.attrs,
        syn::Item::Struct(item) => &item.attrs,
        syn::Item::Trait(item) => &item.attrs,
        syn::Item::Type(item) => &item.attrs,
        syn::Item::Use(item) => &item.attrs,
        _ => &[],
    }
}
