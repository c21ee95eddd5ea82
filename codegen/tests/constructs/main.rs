//! What a document comes to: files that parse, or findings that say what to do. There is nothing in between.

mod documents;
mod invented;

use std::collections::BTreeSet;

use bindery_codegen::diagnostic::Severity;
use bindery_codegen::emit::{CrateOptions, RuntimeDependency};
use bindery_codegen::generate::{Generated, Request, single};
use documents::{openapi, wsdl};
use proc_macro2::{TokenStream, TokenTree};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

/// Generates from one document, under a file name that tells the format.
fn generate(name: &str, text: &str) -> Generated {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, text).unwrap();
    let request = Request { partner: "sample".to_owned(), inputs: vec![file], ..Request::default() };
    let runtime = RuntimeDependency::Version("0.1.0".to_owned());
    single(&request, &CrateOptions { name: "sample".to_owned(), runtime, standalone: true })
}

/// Every identifier and every literal of the emitted Rust, if all of it parses.
struct Emitted {
    identifiers: BTreeSet<String>,
    texts: BTreeSet<String>,
}

/// Holds the outcome to what is promised of every document.
fn assert_whole(generated: &Generated, document: &str) -> Option<Emitted> {
    for finding in generated.diagnostics.iter() {
        assert!(
            !finding.message.is_empty() && !finding.help.is_empty(),
            "no remedy: {finding:?}\n{document}"
        );
    }
    if generated.diagnostics.has_errors() {
        assert!(generated.files.is_empty(), "an error and files: {document}");
        return None;
    }
    assert!(generated.files.contains_key("src/lib.rs"), "neither an error nor a crate: {document}");
    let mut emitted = Emitted { identifiers: BTreeSet::new(), texts: BTreeSet::new() };
    for (path, text) in &generated.files {
        if path.ends_with(".rs") {
            let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
            if let Err(error) = syn::parse2::<syn::File>(tokens.clone()) {
                panic!("{path}: {error}\n{document}\n{text}");
            }
            // Documentation is fenced: as tokens it is one literal in an attribute.
            emitted.collect(tokens);
        }
    }
    Some(emitted)
}

impl Emitted {
    fn collect(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.collect(group.stream()),
                TokenTree::Ident(name) => {
                    self.identifiers.insert(name.to_string());
                }
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        self.texts.insert(text.value());
                    }
                }
                TokenTree::Punct(_) => {}
            }
        }
    }
}

/// A name of the document is in the bindings, or a finding names it.
fn assert_not_lost(generated: &Generated, emitted: &Emitted, name: &str, document: &str) {
    // A member whose name is an identifier needs no text beside it.
    let bound = emitted.texts.contains(name)
        || emitted.identifiers.contains(name)
        || emitted.identifiers.contains(&format!("r#{name}"));
    let named = || generated.diagnostics.iter().any(|finding| finding.message.contains(name));
    assert!(
        bound || named(),
        "`{name}` is neither bound nor named:\n{document}\n{:?}",
        generated.diagnostics
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Contracts that nobody would write: names that are keywords or differ in a dash, types that hold themselves,
    /// every occurrence, lists, enumerations, choices, attributes, any content.
    #[test]
    fn invariant_4_what_passes_the_checks_is_emitted_whole_for_soap(schema in invented::schema()) {
        let document = wsdl(&schema.text, "Root");
        let generated = generate("sample.wsdl", &document);
        if let Some(emitted) = assert_whole(&generated, &document) {
            for name in &schema.reached {
                assert_not_lost(&generated, &emitted, name, &document);
            }
        }
    }

    #[test]
    fn invariant_4_what_passes_the_checks_is_emitted_whole_for_rest(components in invented::components()) {
        let document = openapi(&components.text);
        let generated = generate("sample.yaml", &document);
        if let Some(emitted) = assert_whole(&generated, &document) {
            for name in &components.reached {
                assert_not_lost(&generated, &emitted, name, &document);
            }
        }
    }
}

#[test]
fn most_invented_documents_pass_the_checks() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut passed = [0, 0];
    for _ in 0..24 {
        let schema = invented::schema().new_tree(&mut runner).unwrap().current();
        let components = invented::components().new_tree(&mut runner).unwrap().current();
        let documents =
            [("sample.wsdl", wsdl(&schema.text, "Root")), ("sample.yaml", openapi(&components.text))];
        for (at, (name, document)) in documents.iter().enumerate() {
            passed[at] += usize::from(!generate(name, document).diagnostics.has_errors());
        }
    }
    assert!(passed.iter().all(|passed| *passed >= 12), "of 24: {passed:?}");
}

/// Each construct is one that a generator could swallow.
#[test]
fn invariant_3_what_is_not_supported_is_named_with_place_and_remedy() {
    for (name, what, document) in documents::unsupported() {
        let generated = generate(name, &document);
        let _ = assert_whole(&generated, &document);
        let found: Vec<_> = generated.diagnostics.iter().collect();
        let severe = found.iter().find(|finding| finding.severity >= Severity::LeftOut);
        let finding = severe.unwrap_or_else(|| panic!("{what} is swallowed: {found:?}\n{document}"));
        let place = finding.place.as_ref().unwrap_or_else(|| panic!("{what} has no place: {finding:?}"));
        assert!(place.file.ends_with(name) && place.line > 0, "{what}: {place:?}");
        assert!(finding.help.len() > 8, "{what}: {finding:?}");
    }
}

#[test]
fn invariant_10_text_of_a_contract_is_never_code() {
    for hostile in [
        "*/ pub fn injected() {} /*",
        "\"; pub fn injected() {} //",
        "\"#; pub fn injected() {} //",
        "\n\n```\npub fn injected() {}\n```\n",
        "]\npub fn injected() {}\n#[doc",
        "{injected} {{injected}} ${injected}",
        "\\\" fn injected \\",
        "r#injected",
        "</code></pre><script>injected()</script>",
    ] {
        let escaped =
            hostile.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\n', "&#10;");
        let quoted = serde_json::to_string(hostile).unwrap();
        for (name, document) in [
            ("sample.wsdl", documents::said_everywhere_in_wsdl(&escaped)),
            ("sample.yaml", documents::said_everywhere_in_openapi(&quoted)),
        ] {
            let generated = generate(name, &document);
            let emitted = assert_whole(&generated, &document).unwrap_or_else(|| {
                panic!("{hostile} is no reason to refuse: {:?}\n{document}", generated.diagnostics)
            });
            // Names that we make of it are longer.
            assert!(!emitted.identifiers.contains("injected"), "{hostile}\n{document}");
            // The value of an enumeration goes over the wire as it is.
            let kept =
                emitted.texts.iter().any(|text| text.split_whitespace().eq(hostile.split_whitespace()));
            assert!(kept, "{hostile} is kept as data: {:?}", emitted.texts);
        }
    }
}
