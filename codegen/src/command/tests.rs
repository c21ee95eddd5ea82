//! The command as a user meets it: folders in, text and exit codes out.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use insta::assert_snapshot;

use super::{Answer, run};
use crate::tree::write_file;

const DOCUMENT: &str = r##"openapi: 3.0.3
info: { title: Shop, version: "1" }
paths:
  /orders/{order_id}:
    get:
      operationId: getOrder
      parameters:
        - { name: order_id, in: path, required: true, schema: { type: string } }
      responses:
        "200":
          description: The order.
          content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } }
  /orders:
    post:
      operationId: createOrder
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } }
      responses:
        "204": { description: Done. }
components:
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: { type: string }
        note: { type: string }
"##;

const PROFILE: &str = "[operations.getOrder]\nretry = \"safe\"\n[show]\nfields = [\"Order.note\"]\n";

fn workspace() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    put(root.path(), "openapi/shop/shop.yaml", DOCUMENT);
    put(root.path(), "openapi/shop/bindings.toml", PROFILE);
    root
}

fn put(root: &Path, file: &str, text: &str) {
    write_file(&root.join(file), text).unwrap();
}

fn bindery(root: &Path, arguments: &[&str]) -> Answer {
    let arguments = ["bindery"].iter().chain(arguments).map(Into::into);
    run(arguments, root, false)
}

/// Every file below a folder.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn without_arguments_the_workspace_is_generated_and_is_then_current() {
    let root = workspace();
    let answer = bindery(root.path(), &[]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{}", answer.err);
    assert!(answer.out.starts_with("partner  documents  operations  types  lines\nshop "), "{}", answer.out);
    assert!(answer.out.ends_with(" written, 0 unchanged\n"), "{}", answer.out);
    assert_eq!(bindery(root.path(), &["check"]).code, 0);
    let again = bindery(root.path(), &["generate"]);
    assert!(again.out.contains("generated: 0 files written, "), "{}", again.out);
}

#[test]
fn two_folders_give_the_same_bytes() {
    let (one, other) = (workspace(), workspace());
    bindery(one.path(), &[]);
    bindery(other.path(), &[]);
    assert_eq!(files(&one.path().join("generated")), files(&other.path().join("generated")));
}

#[test]
fn a_changed_contract_is_named_by_check_and_mended_by_generate() {
    let root = workspace();
    put(root.path(), "openapi/shop/SOURCES.toml", "[[document]]\nfile = \"shop.yaml\"\nsha256 = \"00\"\n");
    assert_eq!(bindery(root.path(), &[]).code, 0);
    let changed = DOCUMENT
        .replace("note: { type: string }", "remark: { type: string }\n        amount: { type: integer }")
        .replace("operationId: getOrder", "operationId: readOrder");
    put(root.path(), "openapi/shop/shop.yaml", &changed);
    let before = files(root.path());
    let answer = bindery(root.path(), &["check"]);
    assert_eq!(answer.code, 1);
    assert_eq!(files(root.path()), before, "check writes nothing");
    let told = answer.out.split("generated/ is stale").next().unwrap();
    assert_snapshot!(told, @r#"
    changes of the contract `shop`:
      document shop.yaml has other bytes
      operation getOrder removed from service shop
      operation readOrder added to service shop
      Order: member `note` is gone, member `remark` is new in its place (text, optional) [request and reply]
      Order: member `amount` added (int64, optional) [request and reply]

    profile entries that no longer apply:
      openapi/shop/bindings.toml:1:13: [operations] names the operation `getOrder`, which the contract does not have; the entry is skipped
        help: the nearest name is `readOrder`; correct or remove the entry
      openapi/shop/bindings.toml:4:11: [show] names the field `Order.note`, which the contract does not have; the entry is skipped
        help: the nearest name is `Order.id`; correct or remove the entry
    "#);
    assert!(answer.out.contains("\n-    pub note: Option<String>,\n"), "{}", answer.out);
    assert!(answer.err.contains("warning[source-changed]"), "{}", answer.err);
    let mended = bindery(root.path(), &[]);
    assert_eq!(mended.code, 0, "{}", mended.err);
    assert!(mended.out.starts_with(told), "generate tells the same: {}", mended.out);
    assert_eq!(bindery(root.path(), &["check"]).code, 0);
}

#[test]
fn a_profile_mistake_writes_nothing() {
    let root = workspace();
    bindery(root.path(), &[]);
    put(root.path(), "openapi/shop/bindings.toml", "[operations.getOrdr]\nretry = \"safe\"\n");
    let before = files(root.path());
    let answer = bindery(root.path(), &[]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""));
    assert_snapshot!(answer.err, @r#"
    error[profile-unknown-name]: [operations] names the operation `getOrdr`, which the contract does not have
      --> openapi/shop/bindings.toml:1:13
       | [operations.getOrdr]
      help: did you mean `getOrder`?

    1 error: nothing was written
    "#);
    assert_eq!(bindery(root.path(), &["check"]).code, 2);
    assert_eq!(files(root.path()), before);
}

#[test]
fn a_profile_may_speak_about_operations_that_are_not_asked_for() {
    let root = workspace();
    let only = "[operations.createOrder]\nretry = \"never\"\n";
    put(root.path(), "openapi/shop/bindings.toml", &format!("only = [\"getOrder\"]\n{PROFILE}{only}"));
    let answer = bindery(root.path(), &[]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
    let client = fs::read_to_string(root.path().join("generated/src/shop/client.rs")).unwrap();
    assert!(client.contains("fn get_order") && !client.contains("fn create_order"), "{client}");
    put(root.path(), "openapi/shop/bindings.toml", "only = [\"getOrdr\"]\n");
    assert!(bindery(root.path(), &[]).err.contains("did you mean `getOrder`?"));
}

#[test]
fn a_document_without_operations_gives_no_client() {
    let root = tempfile::tempdir().unwrap();
    let multipart = "    post: { requestBody: { required: true, content: { multipart/form-data: { schema: { type: object } } } }, operationId: up, responses: { '204': { description: done } } }\n";
    for paths in ["paths: {}\n".to_owned(), String::new(), format!("paths:\n  /a:\n{multipart}")] {
        put(root.path(), "a.yaml", &format!("openapi: 3.0.3\ninfo: {{ title: A, version: '1' }}\n{paths}"));
        let answer = bindery(root.path(), &["generate", "--input", "a.yaml", "--out", "out"]);
        assert_eq!(answer.code, 2, "{paths}");
        assert!(answer.err.contains("openapi-no-operations"), "{}", answer.err);
        assert!(!root.path().join("out").exists(), "{paths}");
    }
}

#[test]
fn broken_bindings_do_not_stop_the_generator() {
    let root = workspace();
    bindery(root.path(), &[]);
    let good = files(&root.path().join("generated"));
    put(root.path(), "generated/src/lib.rs", "<<<<<<< broken\n");
    put(root.path(), "generated/src/shop/contract.json", "{ broken");
    put(root.path(), "generated/src/shop/old.rs", "// @generated by bindery from old.yaml.\n");
    let check = bindery(root.path(), &["check"]);
    assert_eq!(check.code, 1);
    assert!(check.err.contains("changes of the contract `shop` are not named"), "{}", check.err);
    for line in ["differs   generated/src/lib.rs", "too much  generated/src/shop/old.rs"] {
        assert!(check.out.contains(line), "{line} in {}", check.out);
    }
    let answer = bindery(root.path(), &[]);
    assert_eq!(answer.code, 0, "{}", answer.err);
    assert!(
        answer.out.contains("2 files written")
            && answer.out.contains("1 removed\n  removed: generated/src/shop/old.rs\n"),
        "{}",
        answer.out
    );
    assert_eq!(files(&root.path().join("generated")), good);
}

#[test]
fn a_contract_that_differs_in_its_text_alone_is_shown() {
    let root = workspace();
    bindery(root.path(), &[]);
    let file = root.path().join("generated/src/shop/contract.json");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}\n\n")).unwrap();
    let check = bindery(root.path(), &["check"]);
    assert_eq!(check.code, 1);
    assert!(check.out.contains("+++ generated/src/shop/contract.json"), "{}", check.out);
}

#[test]
fn many_findings_of_one_kind_are_counted() {
    let root = tempfile::tempdir().unwrap();
    let entries: String = (0..80).map(|at| format!("\"f{at}\" = \"client\"\n")).collect();
    put(root.path(), "openapi/shop/shop.yaml", DOCUMENT);
    put(root.path(), "openapi/shop/bindings.toml", &format!("[head]\n{entries}"));
    let answer = bindery(root.path(), &[]);
    assert_eq!(answer.err.matches("error[profile-unknown-name]").count(), 50);
    assert!(answer.err.contains("\n... and 30 more findings [profile-unknown-name]\n"), "{}", answer.err);
    assert!(answer.err.ends_with("80 errors: nothing was written\n"), "{}", answer.err);
}

const SCHEMA: &str =
    "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:x'>CONTENT</xs:schema>";

fn importing(location: &str) -> String {
    format!(
        "<w:definitions xmlns:w='http://schemas.xmlsoap.org/wsdl/' targetNamespace='urn:t'><w:types><xs:schema \
         xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:t'><xs:import namespace='urn:x' \
         schemaLocation='{location}'/></xs:schema></w:types></w:definitions>"
    )
}

#[test]
fn files_are_named_from_where_the_user_stands() {
    let root = tempfile::tempdir().unwrap();
    let twin = "<xs:simpleType name='A'><xs:restriction base='xs:TYPE'/></xs:simpleType>";
    put(root.path(), "deep/in/main.wsdl", &importing("types/x.xsd"));
    put(
        root.path(),
        "deep/in/types/x.xsd",
        &SCHEMA.replace("CONTENT", "<xs:element name='e' type='xs:nope'/>"),
    );
    let arguments = ["generate", "--input", "deep/in/main.wsdl", "--out", "out"];
    let told = run(["bindery"].iter().chain(&arguments).map(Into::into), root.path(), false).err;
    let place = root.path().join("deep/in/types/x.xsd");
    assert!(told.contains(&format!("--> {}:1:", place.display())), "{told}");
    put(root.path(), "wsdl/shop/a.xsd", &SCHEMA.replace("CONTENT", &twin.replace("TYPE", "int")));
    put(root.path(), "wsdl/shop/b.xsd", &SCHEMA.replace("CONTENT", &twin.replace("TYPE", "long")));
    put(root.path(), "wsdl/shop/main.wsdl", &importing("a.xsd"));
    put(root.path(), "wsdl/shop/notes.json", "{}");
    let told = bindery(root.path(), &[]).err;
    assert!(told.contains("differently, at wsdl/shop/a.xsd:1\n"), "{told}");
    assert!(told.contains("warning[source-not-wsdl]") && told.contains("--> wsdl/shop/notes.json"), "{told}");
}

#[test]
fn a_catalog_that_names_a_missing_file_is_told_so() {
    let root = tempfile::tempdir().unwrap();
    put(root.path(), "wsdl/shop/main.wsdl", &importing("https://example.test/x.xsd"));
    put(root.path(), "wsdl/shop/catalog.tsv", "https://example.test/x.xsd\tlost.xsd\n");
    let told = bindery(root.path(), &[]).err;
    assert!(
        told.contains("error[wsdl-missing-import]") && told.contains("there is no file lost.xsd"),
        "{told}"
    );
}

#[test]
fn a_construct_that_is_left_out_is_named_and_the_rest_is_written() {
    let root = workspace();
    let odd = DOCUMENT.replace(
        "- { name: order_id,",
        "- { name: tracker, in: cookie, schema: { type: string } }\n        - { name: order_id,",
    );
    put(root.path(), "openapi/shop/shop.yaml", &odd);
    let answer = bindery(root.path(), &[]);
    assert_eq!(answer.code, 1, "{}{}", answer.out, answer.err);
    assert!(answer.err.contains("left out["), "{}", answer.err);
    assert!(root.path().join("generated/src/lib.rs").exists());
}

#[test]
fn a_folder_without_partners_is_told_what_it_lacks() {
    let root = tempfile::tempdir().unwrap();
    assert_snapshot!(bindery(root.path(), &[]).err, @r#"
    error[no-partners]: cannot find the partners' documents: there is neither a folder `wsdl` nor a folder `openapi`
      help: run this in a folder with wsdl/<partner>/ or openapi/<partner>/, or name documents with --input

    1 error: nothing was written
    "#);
    assert_eq!(bindery(root.path(), &["check"]).code, 2);
    assert!(files(root.path()).is_empty());
}

#[test]
fn partners_have_names_of_their_own() {
    let root = workspace();
    put(root.path(), "wsdl/shop/shop.wsdl", "<definitions/>");
    put(root.path(), "openapi/server/server.yaml", DOCUMENT);
    put(root.path(), "openapi/Big-Shop/shop.yaml", DOCUMENT);
    let answer = bindery(root.path(), &[]);
    assert_eq!(answer.code, 2);
    for text in [
        "`Big-Shop` cannot be the name of a module",
        "cannot be called `server`",
        "`shop` is in wsdl/ and in openapi/",
    ] {
        assert!(answer.err.contains(text), "{text} in {}", answer.err);
    }
}

#[test]
fn named_documents_become_a_crate_of_their_own() {
    let root = workspace();
    let generate = |more: &[&str]| {
        let arguments = ["generate", "--input", "openapi/shop/shop.yaml", "--out", "out"];
        bindery(root.path(), &[arguments.as_slice(), more].concat())
    };
    let answer = generate(&["--standalone", "--runtime", "nowhere"]);
    assert_eq!(answer.err, "warning: there is no crate in the folder of the runtime, nowhere\n");
    let answer = generate(&["--standalone"]);
    assert_eq!(answer.code, 0);
    assert!(
        answer.err.starts_with("note: this crate compiles once bindery-runtime ")
            && answer.err.lines().count() == 1,
        "{}",
        answer.err
    );
    assert!(
        answer.out.ends_with("compile it with: cargo check --manifest-path out/Cargo.toml\n"),
        "{}",
        answer.out
    );
    let manifest = fs::read_to_string(root.path().join("out/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"shop\"") && manifest.contains("\n[workspace]\n"), "{manifest}");
    let version = format!("bindery-runtime = \"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(manifest.contains(&version), "{manifest}");
    put(root.path(), "runtime/Cargo.toml", "");
    let answer = generate(&[
        "--profile",
        "openapi/shop/bindings.toml",
        "--crate-name",
        "shop-client",
        "--runtime",
        "runtime",
    ]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
    let manifest = fs::read_to_string(root.path().join("out/Cargo.toml")).unwrap();
    assert!(
        manifest.contains("path = \"../runtime\"") && manifest.contains("name = \"shop-client\""),
        "{manifest}"
    );
    assert!(!manifest.contains("[workspace]"), "{manifest}");
    assert!(
        root.path().join("out/src/shop_client/client.rs").exists()
            && !root.path().join("out/src/shop").exists()
    );
}

#[test]
fn a_folder_of_somebody_else_is_not_written_into() {
    let root = workspace();
    put(root.path(), "out/precious.txt", "kept");
    let before = files(root.path());
    let answer = bindery(root.path(), &["generate", "--input", "openapi/shop/shop.yaml", "--out", "out"]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""));
    assert!(answer.err.contains("is not empty and was not written by bindery"), "{}", answer.err);
    assert_eq!(files(root.path()), before);
}

#[test]
fn wrong_arguments_are_usage_errors_and_help_is_an_answer() {
    let root = tempfile::tempdir().unwrap();
    let arguments: [&[&str]; 4] = [
        &["generate", "--out", "x"],
        &["generate", "--input", "x"],
        &["chekc"],
        &["generate", "--standalone"],
    ];
    for arguments in arguments {
        let answer = bindery(root.path(), arguments);
        assert_eq!(answer.code, 2, "{arguments:?}");
        assert!(answer.err.contains("error: "), "{}", answer.err);
    }
    let version = bindery(root.path(), &["--version"]);
    assert_eq!((version.code, version.out), (0, format!("bindery {}\n", env!("CARGO_PKG_VERSION"))));
    assert!(bindery(root.path(), &["--help"]).out.contains("Usage: bindery"));
}
