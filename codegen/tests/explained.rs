//! Every code that a finding can have is explained, and every explanation is of such a code.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bindery_codegen::explain::entries;
use syn::visit::{self, Visit};

/// Calls that make a finding: their first literal is its code.
const MAKERS: [&str; 6] = ["error", "left_out", "warn", "warning", "misfit", "note"];
/// What codes begin with: any other text of this form is a code too, however it reaches a finding.
const SUBJECTS: [&str; 9] =
    ["catalog-", "csr-", "evidence-", "openapi-", "profile-", "source-", "wsdl-", "xml-", "xsd-"];

/// Texts of one source file.
#[derive(Default)]
struct Texts {
    /// All of them.
    all: BTreeSet<String>,
    /// Those that are certainly codes.
    codes: BTreeSet<String>,
}

impl Texts {
    fn made(
        &mut self,
        maker: &syn::Ident,
        arguments: &syn::punctuated::Punctuated<syn::Expr, syn::Token![,]>,
    ) {
        if !MAKERS.contains(&maker.to_string().as_str()) {
            return;
        }
        if let Some(syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })) = arguments.first()
            && is_kebab(&text.value())
        {
            self.codes.insert(text.value());
        }
    }
}

impl<'a> Visit<'a> for Texts {
    fn visit_item(&mut self, item: &'a syn::Item) {
        // Tests make findings of their own.
        let is_test = |attribute: &syn::Attribute| {
            attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
        };
        let attributes = match item {
            syn::Item::Mod(one) => &one.attrs,
            syn::Item::Fn(one) => &one.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !attributes.iter().any(is_test) {
            visit::visit_item(self, item);
        }
    }

    fn visit_lit_str(&mut self, text: &'a syn::LitStr) {
        let text = text.value();
        if SUBJECTS.iter().any(|subject| text.starts_with(subject)) && is_kebab(&text) {
            self.codes.insert(text.clone());
        }
        self.all.insert(text);
    }

    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        self.made(&call.method, &call.args);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func
            && let Some(last) = path.path.segments.last()
        {
            self.made(&last.ident, &call.args);
        }
        visit::visit_expr_call(self, call);
    }
}

/// Words in small letters and digits with dashes between them.
fn is_kebab(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty() && word.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit())
    };
    text.contains('-') && text.split('-').all(is_word)
}

/// The sources of the generator without the table itself, the texts of generated code, and tests.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["explain", "emit", "tests"].contains(&name.as_str()) {
                sources(&path, found);
            }
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") && name != "explain.rs" {
            found.push(path);
        }
    }
}

fn texts() -> Texts {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    assert!(files.len() > 80, "the sources are found");
    let mut texts = Texts::default();
    for file in files {
        texts.visit_file(&syn::parse_file(&fs::read_to_string(file).unwrap()).unwrap());
    }
    texts
}

#[test]
fn every_code_is_explained_and_every_explained_code_is_used() {
    let texts = texts();
    assert!(texts.codes.len() > 150, "codes are found: {:?}", texts.codes);
    let explained: BTreeSet<String> = entries().map(|entry| entry.code.to_owned()).collect();
    let missing: Vec<&String> = texts.codes.difference(&explained).collect();
    assert!(missing.is_empty(), "add entries to codegen/src/explain/ for {missing:?}");
    let unused: Vec<&String> = explained.difference(&texts.all).collect();
    assert!(unused.is_empty(), "no finding has these codes any more: {unused:?}");
}

#[test]
fn every_explanation_is_whole() {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for entry in entries() {
        assert_eq!(seen.insert(entry.code, entry.meaning), None, "{} is explained twice", entry.code);
        assert!(is_kebab(entry.code), "{}", entry.code);
        for sentence in [entry.meaning, entry.reason, entry.remedy] {
            assert!(sentence.len() > 7 && sentence.ends_with(['.', ')']), "{}: {sentence:?}", entry.code);
        }
        assert!(!entry.example.is_empty() && entry.example.len() < 120, "{}", entry.code);
    }
}
