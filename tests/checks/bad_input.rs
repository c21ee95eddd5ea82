//! Documents and profiles that cannot be read: each is told with its place and a remedy, and nothing is written.

use std::path::Path;

use super::tools::{bindery, copied_documents, edit, put, snapshot};
use crate::workspace;

const SSO: &str = "wsdl/papi3/PartnerSSORequest3.wsdl";
const NETSPEND: &str = "openapi/netspend/netspend.yaml";

/// What the generator says about a copy of our documents in which something was changed. Neither the workspace's
/// bindings nor a crate of its own is written, and `check` cannot tell.
#[track_caller]
fn refused(change: impl Fn(&Path)) -> String {
    let copy = copied_documents();
    change(copy.path());
    let before = snapshot(copy.path());
    let generate = bindery(copy.path(), &["generate"]).expect(2);
    assert_eq!(generate.out, "", "nothing was done");
    bindery(copy.path(), &["check"]).expect(2);
    assert!(snapshot(copy.path()) == before, "not a byte has changed");
    generate.err_without(copy.path())
}

/// What it says about one document, named on the command line.
#[track_caller]
fn refused_alone(file: &str, text: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    put(&folder.path().join(file), text);
    let run = bindery(folder.path(), &["generate", "--input", file, "--out", "out"]).expect(2);
    assert_eq!(run.out, "", "nothing was done");
    assert!(!folder.path().join("out").exists(), "nothing was begun");
    assert_eq!(snapshot(folder.path()).len(), 1, "nothing lies about");
    run.err_without(folder.path())
}

fn ours(file: &str) -> String {
    std::fs::read_to_string(workspace().join(file)).expect("our document")
}

/// Puts an import into a schema of the document.
fn import(root: &Path, location: &str) {
    let schema = "<xs:schema elementFormDefault=\"qualified\" \
        targetNamespace=\"http://ensenta.com/ECPartnerDepositRequest/SingleSignon/PartnerSSORequest\">";
    let import = format!("<xs:import namespace=\"urn:example:other\" schemaLocation=\"{location}\" />");
    edit(&root.join(SSO), schema, &format!("{schema}\n      {import}"));
}

#[test]
fn a_wsdl_that_is_not_xml() {
    insta::assert_snapshot!(refused(|root| put(&root.join(SSO), "404 page not found\n")), @r"
    error[xml-not-xml]: this is not an XML document
      --> wsdl/papi3/PartnerSSORequest3.wsdl:1:1
       | 404 page not found
      help: Save the document itself, not a page that shows it.

    1 error: nothing was written
    ");
}

#[test]
fn a_wsdl_that_is_truncated() {
    let text = ours(SSO);
    let half = text.find("name=\"AccountHolderName\"").expect("half of it");
    insta::assert_snapshot!(refused(|root| put(&root.join(SSO), &text[..half])), @r#"
    error[xml-truncated]: the document ends inside a tag: syntax error: tag not closed: `>` not found before end of input
      --> wsdl/papi3/PartnerSSORequest3.wsdl:113:11
       |           <xs:element minOccurs="0" maxOccurs="1"
      help: Get the whole document again.

    1 error: nothing was written
    "#);
}

#[test]
fn a_wsdl_with_a_doctype() {
    let bomb =
        "<!DOCTYPE d [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">]>\n<wsdl:definitions";
    insta::assert_snapshot!(refused(|root| edit(&root.join(SSO), "<wsdl:definitions", bomb)), @r#"
    error[xml-doctype]: the document has a DOCTYPE, which is refused
      --> wsdl/papi3/PartnerSSORequest3.wsdl:19:1
       | <!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
      help: Remove the <!DOCTYPE ...> and write out the entities it defines.

    1 error: nothing was written
    "#);
}

#[test]
fn an_import_that_leads_nowhere_outside_or_to_the_network() {
    insta::assert_snapshot!(refused(|root| import(root, "types/other.xsd")), @r#"
    error[wsdl-missing-import]: `types/other.xsd` is imported here, but there is no file types/other.xsd
      --> wsdl/papi3/PartnerSSORequest3.wsdl:28:7
       |       <xs:import namespace="urn:example:other" schemaLocation="types/other.xsd" />
      help: Get the missing document and put it there, or map the location in a catalog.xml beside the documents.

    1 error: nothing was written
    "#);
    insta::assert_snapshot!(refused(|root| import(root, "../../etc/passwd")), @r#"
    error[wsdl-import-outside-root]: `../../etc/passwd` is imported here, which lies outside the folder of the documents
      --> wsdl/papi3/PartnerSSORequest3.wsdl:28:7
       |       <xs:import namespace="urn:example:other" schemaLocation="../../etc/passwd" />
      help: Put the document beside this one, name it as an input as well, or map the location in a catalog.xml.

    1 error: nothing was written
    "#);
    insta::assert_snapshot!(refused(|root| import(root, "file:///etc/passwd")), @r#"
    error[wsdl-import-outside-root]: `file:///etc/passwd` is imported here, which lies outside the folder of the documents
      --> wsdl/papi3/PartnerSSORequest3.wsdl:28:7
       |       <xs:import namespace="urn:example:other" schemaLocation="file:///etc/passwd" />
      help: Put the document beside this one, name it as an input as well, or map the location in a catalog.xml.

    1 error: nothing was written
    "#);
    insta::assert_snapshot!(refused(|root| import(root, "https://partner.example/other.xsd")), @r#"
    error[wsdl-import-network]: `https://partner.example/other.xsd` is imported here, but nothing is fetched over the network
      --> wsdl/papi3/PartnerSSORequest3.wsdl:28:7
       |       <xs:import namespace="urn:example:other" schemaLocation="https://partner.example/other.xsd" />
      help: Save the document beside this one and map the address to it in a catalog.xml there.

    1 error: nothing was written
    "#);
}

#[cfg(unix)]
#[test]
fn an_import_that_is_a_link_to_the_outside() {
    let linked = |root: &Path| {
        std::os::unix::fs::symlink("/etc/passwd", root.join("wsdl/papi3/other.xsd")).expect("a link");
        import(root, "other.xsd");
    };
    let told = refused(linked);
    assert!(!told.contains("root:"), "nothing of the file is told: {told}");
    insta::assert_snapshot!(told, @r#"
    error[source-outside-root]: other.xsd leads out of its folder
      --> wsdl/papi3/other.xsd
      help: Put the file itself there instead of a link.

    error[wsdl-import-outside-root]: `other.xsd` is imported here, which lies outside the folder of the documents
      --> wsdl/papi3/PartnerSSORequest3.wsdl:28:7
       |       <xs:import namespace="urn:example:other" schemaLocation="other.xsd" />
      help: Put the document beside this one, name it as an input as well, or map the location in a catalog.xml.

    2 errors: nothing was written
    "#);
}

#[test]
fn a_profile_with_wrong_names() {
    let profile = |root: &Path| root.join("wsdl/papi3/bindings.toml");
    let wrong = |root: &Path| {
        edit(&profile(root), "[operations.GetTerms]", "[operations.GetTerm]");
        edit(&profile(root), "FrontBase64Image = \"bytes\"", "FrontBase46Image = \"bytes\"");
        edit(&profile(root), "DeviceIdentifier = \"device\"", "DeviceIdentifer = \"device\"");
    };
    insta::assert_snapshot!(refused(wrong), @r#"
    error[profile-unknown-name]: [types] names the field `FrontBase46Image`, which the contract does not have
      --> wsdl/papi3/bindings.toml:182:1
       | FrontBase46Image = "bytes"
      help: did you mean `FrontBase64Image`?

    error[profile-unknown-name]: [head] names the request field `DeviceIdentifer`, which the contract does not have
      --> wsdl/papi3/bindings.toml:28:1
       | DeviceIdentifer = "device"
      help: did you mean `DeviceIdentifier`?

    error[profile-unknown-name]: [operations] names the operation `GetTerm`, which the contract does not have
      --> wsdl/papi3/bindings.toml:125:13
       | [operations.GetTerm]
      help: did you mean `GetTerms`?

    3 errors: nothing was written
    "#);
    let key = |root: &Path| edit(&profile(root), "idle_seconds = 900", "idle_secs = 900");
    insta::assert_snapshot!(refused(key), @r"
    error[profile-unknown-key]: `idle_secs` is not a key of [session]
      --> wsdl/papi3/bindings.toml:38:1
       | idle_secs = 900
      help: did you mean `idle_seconds`?

    1 error: nothing was written
    ");
}

#[test]
fn a_profile_that_is_not_toml() {
    let broken = |root: &Path| edit(&root.join("wsdl/papi3/bindings.toml"), "[session]\n", "[session\n");
    insta::assert_snapshot!(refused(broken), @r"
    error[profile-not-toml]: this is not TOML: unclosed table, expected `]`
      --> wsdl/papi3/bindings.toml:35:9
       | [session

    1 error: nothing was written
    ");
}

#[test]
fn an_openapi_document_of_version_2() {
    let old = "swagger: \"2.0\"\ninfo: { title: Old, version: \"1\" }\npaths: {}\n";
    insta::assert_snapshot!(refused(|root| put(&root.join(NETSPEND), old)), @r#"
    error[openapi-2-document]: this is a Swagger 2.0 document; OpenAPI 3.0 and 3.1 are read
      --> openapi/netspend/netspend.yaml:1:10
       | swagger: "2.0"
      help: Convert it to OpenAPI 3.0, for example with swagger2openapi or the converter of the Swagger editor.

    1 error: nothing was written
    "#);
    insta::assert_snapshot!(refused_alone("old.yaml", old), @r#"
    error[openapi-2-document]: this is a Swagger 2.0 document; OpenAPI 3.0 and 3.1 are read
      --> old.yaml:1:10
       | swagger: "2.0"
      help: Convert it to OpenAPI 3.0, for example with swagger2openapi or the converter of the Swagger editor.

    1 error: nothing was written
    "#);
}

#[test]
fn an_openapi_document_that_is_not_yaml() {
    insta::assert_snapshot!(refused(|root| put(&root.join(NETSPEND), "openapi: [3.0.3\n")), @r"
    error[openapi-not-yaml]: the document is neither YAML nor JSON: unclosed bracket '['
      --> openapi/netspend/netspend.yaml:1:10
       | openapi: [3.0.3
      help: Give an OpenAPI 3.0 document in YAML or JSON.

    1 error: nothing was written
    ");
    insta::assert_snapshot!(refused_alone("page.json", "<html></html>\n"), @r"
    error[openapi-not-a-document]: this is no OpenAPI document: it is a text without the member `openapi`
      --> page.json:1:1
       | <html></html>
      help: Give an OpenAPI 3.0 document in YAML or JSON; it begins with `openapi: 3.0.3`.

    1 error: nothing was written
    ");
}

#[test]
fn a_folder_without_partners() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = bindery(folder.path(), &[]).expect(2);
    insta::assert_snapshot!(run.err_without(folder.path()), @r"
    error[no-partners]: cannot find the partners' documents: there is neither a folder `wsdl` nor a folder `openapi`
      help: run this in a folder with wsdl/<partner>/ or openapi/<partner>/, or name documents with --input

    1 error: nothing was written
    ");
    bindery(folder.path(), &["check"]).expect(2);
    assert!(snapshot(folder.path()).is_empty(), "nothing was written");
}

#[test]
fn a_folder_of_somebody_else_is_not_written_into() {
    let copy = copied_documents();
    put(&copy.path().join("theirs/notes.txt"), "precious\n");
    let before = snapshot(copy.path());
    let run = bindery(copy.path(), &["generate", "--input", SSO, "--out", "theirs"]).expect(2);
    insta::assert_snapshot!(run.err_without(copy.path()), @r"
    error: ./theirs is not empty and was not written by bindery
      help: name an empty directory, or remove this one if nothing in it is needed

    nothing was written
    ");
    assert!(snapshot(copy.path()) == before, "not a byte has changed");
}
