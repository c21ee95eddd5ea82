//! The command that tries a whole folder of contracts, on a small folder of its own.

use std::path::PathBuf;
use std::process::Command;

use super::tools::{Run, bindery};
use crate::workspace;

fn folder() -> PathBuf {
    workspace().join("tests/fixtures/corpus").canonicalize().expect("the folder")
}

#[test]
fn every_document_of_a_folder_is_generated_or_diagnosed() {
    let work = tempfile::tempdir().expect("a folder");
    let table = work.path().join("rows.tsv");
    let mut command = Command::new(env!("CARGO_BIN_EXE_corpus"));
    command.arg(folder()).args(["--generate-only", "--runs", "2", "--work"]).arg(work.path());
    let run = Run::of(command.arg("--tsv").arg(&table)).expect(0);
    let rows = std::fs::read_to_string(&table).expect("the rows");
    let rows: Vec<String> = rows
        .lines()
        .map(|row| {
            let columns: Vec<&str> = row.split('\t').collect();
            let reason = columns[8].split(':').next().unwrap_or_default();
            format!("{} {} {} {reason}", columns[0], columns[2], columns[3]).trim_end().to_owned()
        })
        .collect();
    insta::assert_snapshot!(rows.join("\n"), @r"
    path parsed generated reason
    wsdl/broken/service.wsdl diagnosed diagnosed error xml-truncated x1
    wsdl/shop/service.wsdl ok ok
    xsd/orders/orders.xsd ok diagnosed left out xsd-unknown-reference x1
    ");
    let share = "of 3 documents 2 are whole: 1 generated, 1 diagnosed (50.0 %), 0 neither";
    assert!(run.out.contains(share), "{}", run.out);
}

#[test]
fn a_document_imports_what_lies_beside_its_folder_where_a_root_holds_both() {
    let out = tempfile::tempdir().expect("a folder");
    let root = folder();
    let (input, catalog) = (root.join("wsdl/shop/service.wsdl"), root.join("catalog/catalog.xml"));
    let [input, catalog, root] = [&input, &catalog, &root].map(|path| path.display().to_string());
    let named =
        ["generate", "--input", &input, "--catalog", &catalog, "--runtime", "runtime", "--out", "client"];
    let refused = bindery(out.path(), &named).expect(2);
    assert!(refused.err.contains("import-outside-root"), "{}", refused.err);
    bindery(out.path(), &[named.as_slice(), &["--root", &root]].concat()).expect(0);
    let types = std::fs::read_to_string(out.path().join("client/src/service/money.rs")).expect("the types");
    assert!(types.contains("Decimal"), "{types}");
}
