//! The exit codes of `generate` and `check`, and who is told what on which stream.

use std::path::Path;

use super::tools::{bindery, copied_documents, edit, put, snapshot};

const DEPOSIT: &str = "wsdl/papi3/PartnerDepositRequest3.wsdl";

/// Has one operation travel in a way that is not supported.
fn encode_one_operation(root: &Path) {
    let file = root.join(DEPOSIT);
    let text = std::fs::read_to_string(&file).expect("our document");
    let operation = text.rfind("<wsdl:operation name=\"EmailReceipt\">").expect("the bound operation");
    let (before, after) = text.split_at(operation);
    put(&file, &(before.to_owned() + &after.replacen("use=\"literal\"", "use=\"encoded\"", 1)));
}

#[test]
fn exit_code_0_written_and_current() {
    let copy = copied_documents();
    let check = bindery(copy.path(), &["check"]).expect(0);
    assert_eq!((check.out.as_str(), check.err.as_str()), ("generated/ is current\n", ""));
    std::fs::remove_dir_all(copy.path().join("generated")).expect("the bindings go");
    let stale = bindery(copy.path(), &["check"]).expect(1);
    assert!(stale.out.contains("missing   generated/src/papi3/sso.rs"), "{}", stale.out);
    let generate = bindery(copy.path(), &[]).expect(0);
    assert_eq!(generate.err, "");
    let columns = generate.out.lines().next().expect("a table");
    assert_eq!(columns, "partner   documents  operations  types  lines");
    let partners: Vec<&str> = generate.out.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(partners, ["partner", "netspend", "papi3", "generated:"]);
    assert!(generate.out.ends_with(" files written, 0 unchanged\n"), "{}", generate.out);
}

#[test]
fn exit_code_0_with_warnings_that_are_listed() {
    let copy = copied_documents();
    edit(&copy.path().join(DEPOSIT), "up a batch between", "up a batch that stands between");
    let run = bindery(copy.path(), &["generate"]).expect(0);
    assert!(run.err.contains("warning[source-changed]") && run.err.ends_with("1 warning\n"), "{}", run.err);
    assert!(run.out.contains("operation CancelDepositBatch: documentation changed"), "{}", run.out);
}

#[test]
fn exit_code_1_names_what_was_left_out_and_writes_the_rest() {
    let copy = copied_documents();
    encode_one_operation(copy.path());
    let run = bindery(copy.path(), &["generate"]).expect(1);
    let named = "the operation `EmailReceipt` is left out: its messages are document/encoded";
    assert!(run.err.contains("left out[wsdl-encoded]") && run.err.contains(named), "{}", run.err);
    assert!(run.err.contains(&format!("--> {DEPOSIT}:")), "with its place: {}", run.err);
    assert!(run.err.contains("help: "), "with a remedy: {}", run.err);
    let client =
        std::fs::read_to_string(copy.path().join("generated/src/papi3/client.rs")).expect("a client");
    assert!(!client.contains("email_receipt") && client.contains("end_session"), "all but this operation");
    // What is left out stays so: the bindings are current, and the next run says it again.
    let check = bindery(copy.path(), &["check"]).expect(0);
    assert!(check.err.contains(named), "{}", check.err);
    let again = bindery(copy.path(), &["generate"]).expect(1);
    assert!(again.out.contains("generated: 0 files written"), "{}", again.out);
}

#[test]
fn exit_code_1_of_check_leaves_everything_as_it_is() {
    let copy = copied_documents();
    let door = copy.path().join("generated/src/lib.rs");
    edit(&door, "pub mod papi3;", "pub mod papi3; // by hand");
    let before = snapshot(copy.path());
    let check = bindery(copy.path(), &["check"]).expect(1);
    for line in ["differs   generated/src/lib.rs", "-pub mod papi3; // by hand", "+pub mod papi3;"] {
        assert!(check.out.contains(line), "{line} in {}", check.out);
    }
    assert!(!check.out.contains("changes of the contract"), "{}", check.out);
    assert!(snapshot(copy.path()) == before, "check writes nothing");
}

#[test]
fn exit_code_2_without_anything_written() {
    let copy = copied_documents();
    put(&copy.path().join(DEPOSIT), "<wsdl:definitions");
    let before = snapshot(copy.path());
    for arguments in [["generate"].as_slice(), &["check"], &["generate", "--out", "new"], &["chekc"]] {
        let run = bindery(copy.path(), arguments).expect(2);
        assert!(run.out.is_empty() && run.err.contains("error"), "{arguments:?}: {}", run.err);
    }
    assert!(snapshot(copy.path()) == before, "not a byte has changed");
}

/// The partner's own file in place of ours, as it was saved: only the name of the document has changed.
#[test]
fn an_openapi_document_may_have_any_file_name() {
    let copy = copied_documents();
    let folder = copy.path().join("openapi/netspend");
    std::fs::rename(folder.join("netspend.yaml"), folder.join("Partner API (v1).yml")).expect("another name");
    let check = bindery(copy.path(), &["check"]).expect(1);
    for told in ["document netspend.yaml removed", "document Partner API (v1).yml added"] {
        assert!(check.out.contains(told), "{told}: {}", check.out);
    }
    assert!(!check.out.contains("operation "), "nothing else has changed: {}", check.out);
    assert!(!check.out.contains("no longer apply"), "the profile still applies: {}", check.out);
    let before = snapshot(&copy.path().join("generated/src/netspend"));
    bindery(copy.path(), &["generate"]).expect(0);
    bindery(copy.path(), &["check"]).expect(0);
    let after = snapshot(&copy.path().join("generated/src/netspend"));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (path, bytes) in before {
        let plain = |bytes: &[u8]| {
            let text = String::from_utf8(bytes.to_vec()).expect("text");
            text.replace("Partner API (v1).yml", "netspend.yaml")
        };
        assert_eq!(plain(&bytes), plain(&after[&path]), "{}", path.display());
    }
}
