//! The partner's own files in place of ours: in WCF's shape, under other names, and without one of the documents.

use std::path::Path;

use super::tools::{bindery, cargo, copied_workspace, downstream_crate, edit, lasting_folder, put};
use super::wcf_shape;
use crate::workspace;

const SSO: &str = "http://sso.partner.example/PartnerSSORequest3.svc";
const DEPOSIT: &str = "http://deposit.partner.example/mobile/PartnerDepositRequest3.svc";

/// Replaces our documents.
fn drop_in(folder: &Path) {
    let ours = |name: &str| {
        let path = workspace().join("wsdl/papi3").join(name);
        std::fs::read_to_string(path).expect("our document")
    };
    for name in ["PartnerSSORequest3.wsdl", "PartnerDepositRequest3.wsdl", "PartnerLargeAccountList.wsdl"] {
        std::fs::remove_file(folder.join(name)).expect("our document is removed");
    }
    // Saved under the last part of the address.
    for (query, text) in wcf_shape::documents(&ours("PartnerDepositRequest3.wsdl"), DEPOSIT) {
        put(&folder.join(format!("PartnerDepositRequest3.svc?{query}")), &text);
    }
    // Saved under names of somebody's own, with a catalog that tells which is which.
    let mut catalog = "<catalog xmlns=\"urn:oasis:names:tc:entity:xmlns:xml:catalog\">\n".to_owned();
    let names = ["sign-on.wsdl", "sign-on-interface.wsdl", "schemas/sign-on.xsd", "schemas/microsoft.xsd"];
    for ((query, text), name) in wcf_shape::documents(&ours("PartnerSSORequest3.wsdl"), SSO).iter().zip(names)
    {
        put(&folder.join(name), text);
        catalog.push_str(&format!("  <uri name=\"{SSO}?{query}\" uri=\"{name}\" />\n"));
    }
    put(&folder.join("catalog.xml"), &(catalog + "</catalog>\n"));
}

/// The rows of one type in the codec's tables.
fn rows(root: &Path, r#type: &str) -> String {
    let tables = root.join("generated/src/papi3/xml.rs");
    let text = std::fs::read_to_string(tables).expect("the tables");
    let start = text.find(&format!("record! {{ {type} in ")).unwrap_or_else(|| panic!("no {type}"));
    let end = text[start..].find("\n} }").expect("the end of the table");
    text[start..start + end].to_owned()
}

#[test]
fn files_in_the_shape_of_wcf_generate_the_same_client_and_compile() {
    let copy = copied_workspace("foreign_contract");
    drop_in(&copy.join("wsdl/papi3"));

    let check = bindery(&copy, &["check"]).expect(1);
    let (told, _) = check.out.split_once("generated/ is stale:\n").expect("the files that differ");
    // The prose and the evidence are ours alone, so each of them is told to have changed.
    let told: Vec<&str> = told
        .lines()
        .filter(|line| !line.contains(": documentation changed") && !line.contains(": evidence changed"))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    changes of the contract `papi3`:
      document PartnerDepositRequest3.wsdl removed
      document PartnerLargeAccountList.wsdl removed
      document PartnerSSORequest3.wsdl removed
      document PartnerDepositRequest3.svc?wsdl added
      document PartnerDepositRequest3.svc?wsdl=wsdl0 added
      document PartnerDepositRequest3.svc?xsd=xsd0 added
      document PartnerDepositRequest3.svc?xsd=xsd1 added
      document schemas/microsoft.xsd added
      document schemas/sign-on.xsd added
      document sign-on-interface.wsdl added
      document sign-on.wsdl added
      service deposit: sharing of its endpoint changed from `["PartnerLargeAccountList"]` to `[]`
      operation AddAccounts removed from service deposit
      type deposit.Account removed [request]
      type deposit.AddAccountsRequest removed [request]
      type deposit.AddAccountsResult removed [reply]
      deposit.CreateDepositBatchRequest: element `Description`: was optional, is always sent [request]
      deposit.EmailReceiptRequest: element `DepositBatchId`: was optional, is always sent [request]
      deposit.EmailReceiptRequest: element `TransactionId`: was optional, is always sent [request]
      deposit.EmailReceiptRequest: element `EmailAddress`: was optional, is always sent [request]
      deposit.GetCheckImageRequest: element `DepositBatchId`: was optional, is always sent [request]
      deposit.UpdateDepositItem: element `FrontBase64Image`: was optional, is always sent [request]
      deposit.UpdateDepositItem: element `BackBase64Image`: was optional, is always sent [request]
      deposit.UpdateDepositItemsRequest: element `DepositBatchId`: was optional, is always sent [request]
      deposit.UpdateDepositItemsRequest: element `DepositItems`: was a list of `UpdateDepositItem`, empty as omitted, is a list of `UpdateDepositItem`, empty as empty [request]

    profile entries that no longer apply:
      wsdl/papi3/bindings.toml:17:1: [services] names the service `PartnerLargeAccountList`, which the contract does not have; the entry is skipped
        help: remove the entry
      wsdl/papi3/bindings.toml:42:14: `filled_by` of [session] names the operation `AddAccounts`, which the contract does not have; the entry is skipped
        help: remove the entry
      wsdl/papi3/bindings.toml:119:13: [operations] names the operation `AddAccounts`, which the contract does not have; the entry is skipped
        help: remove the entry
    "#);
    let warned: Vec<&str> = check.err.lines().filter(|line| line.contains("]: ")).collect();
    let (changed, warned): (Vec<&str>, Vec<&str>) =
        warned.into_iter().partition(|line| line.starts_with("warning[source-changed]"));
    assert_eq!(changed.len(), 3 + 8, "each of our documents and each of theirs: {changed:?}");
    insta::assert_snapshot!(warned.join("\n"), @r"
    warning[wsdl-policy]: the policy of the binding `BasicHttpBinding_IPartnerDepositRequest` is not read
    warning[wsdl-policy]: the policy of the binding `BasicHttpBinding_IPartnerSSORequest` is not read
    warning[xsd-null-items]: items may be null in these lists, and are read as blank then: AccountHolderAttributes, AccountKeys, Accounts, Attributes, CustomizableMessages, DepositItems, JointAccountHolderNames, RiskFactors, TransactionList, UpdateItemStatusList
    ");

    bindery(&copy, &["generate"]).expect(0);
    bindery(&copy, &["check"]).expect(0);
    for unchanged in ["sso::StartSessionRequest", "sso::StartSessionResult", "deposit::AddDepositItemRequest"]
    {
        assert_eq!(rows(&copy, unchanged), rows(workspace(), unchanged), "the same goes over the wire");
    }
    let consumer = lasting_folder("foreign_contract_consumer");
    downstream_crate("uses_partners", &consumer, &copy);
    edit(&consumer.join("Cargo.toml"), "[\"papi3\"]", "[\"papi3\", \"netspend\", \"server\", \"inferred\"]");
    cargo(&consumer, &["check", "--quiet"]).expect(0);
}
