//! The user's first use: a contract changes; `check` names it, `generate` mends the bindings, and they compile.

use std::path::Path;

use super::tools::{bindery, cargo, copied_workspace, downstream_crate, edit, lasting_folder, put, snapshot};

/// Puts a text before the last of these pieces, which follow one another in the file.
#[track_caller]
fn insert_before(file: &Path, pieces: &[&str], new: &str) {
    let mut text = std::fs::read_to_string(file).expect("a readable file");
    let mut at = 0;
    for piece in pieces {
        at += text[at..].find(piece).unwrap_or_else(|| panic!("no {piece}"));
    }
    text.insert_str(at, new);
    put(file, &text);
}

/// Takes out everything from one piece to the end of the next other one.
#[track_caller]
fn cut(file: &Path, from: &str, to: &str) {
    let mut text = std::fs::read_to_string(file).expect("a readable file");
    let start = text.find(from).unwrap_or_else(|| panic!("no {from}"));
    let end = start + text[start..].find(to).unwrap_or_else(|| panic!("no {to} after {from}")) + to.len();
    text.replace_range(start..end, "");
    put(file, &text);
}

/// What a partner may do between two downloads of a document.
fn change(wsdl: &Path) {
    let element =
        |name: &str, r#type: &str| format!("<xs:element minOccurs=\"0\" name=\"{name}\" type=\"{type}\" />");
    let end_of = |name: &'static str| [name, "</xs:sequence>"];
    // A new element in a request, and one in a reply.
    let request = end_of("<xs:complexType name=\"AddDepositItemRequest\">");
    insert_before(wsdl, &request, &element("CheckCount", "xs:int"));
    let reply = end_of("<xs:complexType name=\"AddDepositItemResult\">");
    insert_before(wsdl, &reply, &element("FundsAvailableDate", "xs:date"));
    // Two elements that the profile names, and one that it does not, under other names.
    edit(wsdl, "\"FrontBase64Image\"", "\"FrontImageData\"");
    edit(wsdl, "\"IsConfirmable\"", "\"IsOverridable\"");
    edit(wsdl, "\"TermsText\"", "\"TermsBody\"");
    // An operation less.
    for name in ["EmailReceipt", "EmailReceiptResponse"] {
        cut(wsdl, &format!("<xs:element name=\"{name}\">"), "</xs:element>");
    }
    for name in ["EmailReceiptRequest", "EmailReceiptResult"] {
        cut(wsdl, &format!("<xs:complexType name=\"{name}\">"), "</xs:complexType>");
    }
    for end in ["Input", "Output"] {
        let from = format!("<wsdl:message name=\"IPartnerDepositRequest_EmailReceipt_{end}Message\">");
        cut(wsdl, &from, "</wsdl:message>");
    }
    for _ in ["port type", "binding"] {
        cut(wsdl, "<wsdl:operation name=\"EmailReceipt\">", "</wsdl:operation>");
    }
}

/// Code that somebody wrote by hand against the contract as it was.
const HAND_WRITTEN: &str = r#"//! Shows the terms, and says what is wrong with a check.
use partners::papi3::deposit::{GetTermsResult, RiskFactor};

pub fn terms(reply: &GetTermsResult) -> &str {
    reply.terms_text.as_deref().unwrap_or_default()
}

pub fn may_go_on(risk: &RiskFactor) -> bool {
    risk.is_confirmable == Some(true)
}

fn main() {}
"#;

#[test]
fn a_changed_contract_is_named_by_check_mended_by_generate_and_compiles() {
    let copy = copied_workspace("contract_changes");
    let wsdl = copy.join("wsdl/papi3/PartnerDepositRequest3.wsdl");
    change(&wsdl);
    let before = snapshot(&copy);

    let check = bindery(&copy, &["check"]).expect(1);
    assert_eq!(snapshot(&copy), before, "check writes nothing");
    let (told, files) = check.out.split_once("generated/ is stale:\n").expect("the files that differ");
    insta::assert_snapshot!(told, @r"
    changes of the contract `papi3`:
      document PartnerDepositRequest3.wsdl has other bytes
      operation EmailReceipt removed from service deposit
      deposit.AddDepositItemRequest: element `FrontBase64Image` is gone, element `FrontImageData` is new in its place (text, always sent) [request]
      deposit.AddDepositItemRequest: element `CheckCount` added (int32, optional) [request]
      deposit.AddDepositItemResult: element `FundsAvailableDate` added (date, optional) [reply]
      type deposit.EmailReceiptRequest removed [request]
      type deposit.EmailReceiptResult removed [reply]
      deposit.GetTermsResult: element `TermsText` is gone, element `TermsBody` is new in its place (text, optional) [reply]
      deposit.RiskFactor: element `IsConfirmable` is gone, element `IsOverridable` is new in its place (boolean, optional) [reply]
      deposit.UpdateDepositItem: element `FrontBase64Image` is gone, element `FrontImageData` is new in its place (text, optional) [request]

    profile entries that no longer apply:
      wsdl/papi3/bindings.toml:182:1: [types] names the field `FrontBase64Image`, which the contract does not have; the entry is skipped
        help: the nearest name is `BackBase64Image`; correct or remove the entry
      wsdl/papi3/bindings.toml:167:13: [operations] names the operation `EmailReceipt`, which the contract does not have; the entry is skipped
        help: remove the entry
      wsdl/papi3/bindings.toml:252:5: [show] names the field `IsConfirmable`, which the contract does not have; the entry is skipped
        help: remove the entry
    ");
    assert!(files.contains("differs   generated/src/papi3/deposit.rs"), "{files}");
    assert!(files.contains("\n-    pub terms_text: Option<String>,\n+    pub terms_body"), "{files}");
    let warning = "warning[source-changed]";
    assert!(
        check.err.contains(warning) && check.err.contains("PartnerDepositRequest3.wsdl"),
        "{}",
        check.err
    );

    let generate = bindery(&copy, &["generate"]).expect(0);
    assert!(generate.out.starts_with(told), "generate tells the same: {}", generate.out);
    let current = bindery(&copy, &["check"]).expect(0);
    assert!(current.out.ends_with("generated/ is current\n"), "{}", current.out);
    assert!(current.out.contains("profile entries that no longer apply"), "still: {}", current.out);

    let consumer = lasting_folder("contract_changes_consumer");
    downstream_crate("uses_partners", &consumer, &copy);
    edit(&consumer.join("Cargo.toml"), "[\"papi3\"]", "[\"papi3\", \"netspend\", \"server\", \"inferred\"]");
    put(&consumer.join("src/main.rs"), HAND_WRITTEN);
    let broken = cargo(&consumer, &["check", "--quiet"]).expect(101);
    for place in ["src/main.rs:5:11", "src/main.rs:9:10"] {
        assert!(broken.err.contains(place), "the compiler names {place}: {}", broken.err);
    }
    assert_eq!(broken.err.matches("\nerror").count() + 1, 3, "these two, and the last line: {}", broken.err);
    let main = consumer.join("src/main.rs");
    edit(&main, "terms_text", "terms_body");
    edit(&main, "is_confirmable", "is_overridable");
    cargo(&consumer, &["check", "--quiet"]).expect(0);
}

#[test]
fn cargo_run_mends_bindings_that_do_not_compile_or_are_gone() {
    let copy = copied_workspace("broken_bindings");
    let generated = copy.join("generated");
    let good = snapshot(&generated);

    put(&generated.join("src/lib.rs"), "pub mod papi3 <<<<<<< ours\n");
    std::fs::remove_dir_all(generated.join("src/papi3")).expect("the partner's folder goes");
    let run = cargo(&copy, &["run", "--quiet"]).expect(0);
    assert!(run.out.lines().next().is_some_and(|line| line.starts_with("partner ")), "{}", run.out);
    assert!(snapshot(&generated) == good, "lib.rs and papi3 are as they were");

    std::fs::remove_dir_all(generated.join("src")).expect("all of it goes");
    cargo(&copy, &["run", "--quiet"]).expect(0);
    assert!(snapshot(&generated) == good, "everything is as it was");
}
