//! The documents of `fixtures/documents` become crates that compile without a word from the compiler.

use std::path::PathBuf;

use bindery_codegen::emit::{CrateOptions, RuntimeDependency};
use bindery_codegen::generate::{Request, single};
use bindery_codegen::tree;

use super::tools::{cargo, copy_tree, lasting_folder, put};
use crate::workspace;

/// Generates from one document into a folder, and says what was found, by code.
fn generate(document: PathBuf, name: &str, into: &std::path::Path) -> Vec<&'static str> {
    let request = Request { partner: "contract".to_owned(), inputs: vec![document], ..Request::default() };
    let runtime = workspace().join("runtime").canonicalize().expect("the runtime");
    let runtime = RuntimeDependency::Path(runtime.display().to_string());
    let generated = single(&request, &CrateOptions { name: name.to_owned(), runtime, standalone: false });
    assert!(!generated.diagnostics.has_errors(), "{name}: {:#?}", generated.diagnostics);
    tree::write(into, &generated.files).expect("the crate is written");
    let mut codes: Vec<&str> = generated.diagnostics.iter().map(|finding| finding.code).collect();
    codes.dedup();
    codes
}

#[test]
fn what_is_generated_compiles_without_warnings() {
    let folder = lasting_folder("documents");
    let mut told = Vec::new();
    let fixtures = workspace().join("tests/fixtures/documents");
    let mut documents: Vec<PathBuf> = std::fs::read_dir(fixtures)
        .expect("the fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .collect();
    documents.sort();
    for document in documents {
        let name = document.file_stem().expect("a name").to_string_lossy().into_owned();
        let codes = generate(document, &name, &folder.join(&name));
        told.push(format!("{name}: {}", codes.join(", ")));
    }
    insta::assert_snapshot!(told.join("\n"), @"recursive: xsd-endless");
    put(&folder.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\n");
    copy_tree(&workspace().join("Cargo.lock"), &folder.join("Cargo.lock"));
    // Warnings are errors for what is generated; the runtime keeps its own flags and is not compiled anew.
    let run =
        cargo(&folder, &["check", "--workspace", "--all-features", "--quiet", "--message-format", "short"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
}
