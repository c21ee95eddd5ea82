//! What may be read from a disk, and what never is.

use std::fs;

use bindery_codegen::diagnostic::Diagnostics;
use bindery_codegen::document::wsdl;
use bindery_codegen::document::xml::QName;
use bindery_codegen::sources::{Refusal, Source, files, folder};

fn no_locations(_: &Source) -> Vec<String> {
    Vec::new()
}

/// Locations in the tests' own notation: one a line.
fn line_locations(source: &Source) -> Vec<String> {
    String::from_utf8_lossy(&source.bytes)
        .lines()
        .filter_map(|line| line.strip_prefix("import "))
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_folder_gives_its_documents_and_what_they_import() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("types")).unwrap();
    fs::write(directory.path().join("b.wsdl"), "import types/c.xsd\n").unwrap();
    fs::write(directory.path().join("types/c.xsd"), "import ../a.xsd\n").unwrap();
    fs::write(directory.path().join("a.xsd"), "").unwrap();
    fs::write(directory.path().join("Service.svc?wsdl"), "").unwrap();
    fs::write(directory.path().join("noted"), "<x:schema xmlns:x='x'/>").unwrap();
    fs::write(directory.path().join("README.md"), "not a document").unwrap();
    fs::write(directory.path().join("bindings.toml"), "").unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = folder(directory.path(), line_locations, &mut diagnostics);
    assert_eq!(
        sources.documents.keys().collect::<Vec<_>>(),
        ["Service.svc?wsdl", "a.xsd", "b.wsdl", "noted", "types/c.xsd"]
    );
    assert_eq!(diagnostics, Diagnostics::default());
    assert_eq!(
        sources.documents["a.xsd"].sha256,
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

#[test]
fn fault_g2_two_spellings_of_one_file_are_one() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("x")).unwrap();
    fs::write(
        directory.path().join("a.wsdl"),
        "import ./b.xsd\nimport x/../b.xsd\nimport b%2Exsd\nimport l.xsd",
    )
    .unwrap();
    fs::write(directory.path().join("b.xsd"), "").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(directory.path().join("b.xsd"), directory.path().join("x/l.xsd")).unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = files(&[directory.path().join("a.wsdl")], None, None, line_locations, &mut diagnostics);
    assert_eq!(sources.documents.keys().collect::<Vec<_>>(), ["a.wsdl", "b.xsd"]);
    for location in ["./b.xsd", "x/../b.xsd", "b%2Exsd", "b.xsd"] {
        assert_eq!(sources.resolve("a.wsdl", location).unwrap().file, "b.xsd");
    }
    assert_eq!(sources.resolve("a.wsdl", "l.xsd"), Err(Refusal::Missing("l.xsd".to_owned())));
}

#[test]
fn fault_g5_g6_nothing_outside_the_root_is_read() {
    let directory = tempfile::tempdir().unwrap();
    let inner = directory.path().join("inner");
    fs::create_dir(&inner).unwrap();
    fs::write(directory.path().join("secret.xsd"), "secret").unwrap();
    let wicked = [
        "file:///etc/passwd",
        "FILE:/etc/passwd",
        "../secret.xsd",
        "..\\secret.xsd",
        "%2e%2e/secret.xsd",
        "../../../../../../etc/passwd",
        "/etc/passwd",
        "\\\\server\\share\\x.xsd",
        "C:\\windows\\x.xsd",
        "c:/x.xsd",
        "jar:file:/x.jar!/x.xsd",
        "link.xsd",
    ];
    let text: String = wicked.iter().map(|location| format!("import {location}\n")).collect();
    fs::write(inner.join("a.wsdl"), text).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(directory.path().join("secret.xsd"), inner.join("link.xsd")).unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = files(&[inner.join("a.wsdl")], None, None, line_locations, &mut diagnostics);
    assert_eq!(sources.documents.keys().collect::<Vec<_>>(), ["a.wsdl"]);
    for location in wicked {
        assert_eq!(sources.resolve("a.wsdl", location), Err(Refusal::Outside), "{location}");
    }
    assert_eq!(sources.resolve("a.wsdl", "http://example.com/x.xsd"), Err(Refusal::Network));
}

#[test]
fn a_link_out_of_a_partner_folder_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let inner = directory.path().join("inner");
    fs::create_dir(&inner).unwrap();
    fs::write(directory.path().join("secret.xsd"), "secret").unwrap();
    fs::write(inner.join("a.wsdl"), "").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(directory.path().join("secret.xsd"), inner.join("link.xsd")).unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = folder(&inner, no_locations, &mut diagnostics);
    assert_eq!(sources.documents.keys().collect::<Vec<_>>(), ["a.wsdl"]);
    let finding = diagnostics.iter().next().unwrap();
    assert_eq!(
        (finding.code, finding.message.as_str()),
        ("source-outside-root", "link.xsd leads out of its folder")
    );
}

#[test]
fn a_catalog_maps_addresses_to_files_inside_its_folder() {
    let directory = tempfile::tempdir().unwrap();
    fs::create_dir(directory.path().join("well-known")).unwrap();
    fs::write(directory.path().join("a.wsdl"), "import http://example.com/xml.xsd\nimport urn:other")
        .unwrap();
    fs::write(directory.path().join("well-known/xml.xsd"), "").unwrap();
    fs::write(directory.path().join("b.xsd"), "").unwrap();
    fs::write(
        directory.path().join("catalog.xml"),
        "<!DOCTYPE catalog><catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>\
         <uri name='http://example.com/xml.xsd' uri='well-known/xml.xsd'/>\
         <system systemId='urn:other' uri='./b.xsd'/><system systemId='urn:evil' uri='../../etc/passwd'/></catalog>",
    )
    .unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = files(&[directory.path().join("a.wsdl")], None, None, line_locations, &mut diagnostics);
    assert_eq!(sources.resolve("a.wsdl", "http://example.com/xml.xsd").unwrap().file, "well-known/xml.xsd");
    assert_eq!(sources.resolve("a.wsdl", "urn:other").unwrap().file, "b.xsd");
    assert_eq!(sources.resolve("a.wsdl", "urn:evil"), Err(Refusal::Outside));
    let codes: Vec<&str> = diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["catalog-outside-root"]);
}

#[test]
fn an_address_means_the_file_that_is_saved_under_its_last_part() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("S.svc?wsdl"), "import http://host.example/S.svc?xsd=xsd0").unwrap();
    fs::write(directory.path().join("S.svc?xsd=xsd0"), "").unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = files(&[directory.path().join("S.svc?wsdl")], None, None, line_locations, &mut diagnostics);
    assert_eq!(
        sources.resolve("S.svc?wsdl", "http://host.example/S.svc?xsd=xsd0").unwrap().file,
        "S.svc?xsd=xsd0"
    );
}

#[test]
fn inputs_from_two_folders_are_named_from_their_common_folder() {
    let directory = tempfile::tempdir().unwrap();
    for name in ["one", "two"] {
        fs::create_dir(directory.path().join(name)).unwrap();
        fs::write(directory.path().join(name).join("a.wsdl"), "import ../two/b.xsd").unwrap();
    }
    fs::write(directory.path().join("two/b.xsd"), "").unwrap();
    fs::write(directory.path().join("c.xsd"), "").unwrap();
    let mut diagnostics = Diagnostics::default();
    let inputs = [directory.path().join("one/a.wsdl"), directory.path().join("two/a.wsdl")];
    let sources = files(&inputs, None, None, line_locations, &mut diagnostics);
    assert_eq!(sources.documents.keys().collect::<Vec<_>>(), ["one/a.wsdl", "two/a.wsdl", "two/b.xsd"]);
    assert_eq!(sources.resolve("one/a.wsdl", "../c.xsd"), Err(Refusal::Outside));
}

#[test]
fn what_is_not_there_is_said() {
    let directory = tempfile::tempdir().unwrap();
    let mut diagnostics = Diagnostics::default();
    files(
        &[directory.path().join("gone.wsdl")],
        Some(&directory.path().join("gone.xml")),
        None,
        no_locations,
        &mut diagnostics,
    );
    folder(directory.path(), no_locations, &mut diagnostics);
    let codes: Vec<&str> = diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["source-missing", "catalog-missing", "source-none"]);
}

/// A WSDL document in the namespace `urn:t`.
fn definitions(body: &str) -> String {
    format!(
        "<wsdl:definitions xmlns:wsdl='http://schemas.xmlsoap.org/wsdl/' xmlns:xs='http://www.w3.org/2001/XMLSchema' \
         xmlns:tns='urn:t' targetNamespace='urn:t'>{body}</wsdl:definitions>"
    )
}

fn name(local: &str) -> QName {
    QName::new(Some("urn:t"), local)
}

#[test]
fn side_files_as_dotnet_publishes_them_are_found() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(directory.path().join(name), text).unwrap();
    let address = "http://host.example/S.svc";
    let inner = definitions(&format!(
        "<wsdl:types><xs:schema><xs:import namespace='urn:t' schemaLocation='{address}?xsd=xsd0'/></xs:schema></wsdl:types>\
         <wsdl:message name='M'><wsdl:part name='p' element='tns:E'/></wsdl:message>"
    ));
    write(
        "S.svc?wsdl",
        &definitions(&format!("<wsdl:import namespace='urn:t' location='{address}?wsdl=wsdl0'/>")),
    );
    write("S.svc?wsdl=wsdl0", &inner);
    write(
        "S.svc?xsd=xsd0",
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:o='urn:o' targetNamespace='urn:t'>\
         <xs:import namespace='urn:o'/><xs:element name='E' type='o:T'/></xs:schema>",
    );
    write(
        "S.svc?xsd=xsd1",
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:o'>\
         <xs:simpleType name='T'><xs:restriction base='xs:int'/></xs:simpleType></xs:schema>",
    );
    let mut diagnostics = Diagnostics::default();
    let sources = folder(directory.path(), wsdl::locations, &mut diagnostics);
    let documents = wsdl::read(&sources, &mut diagnostics);
    assert_eq!(diagnostics, Diagnostics::default());
    assert!(documents.messages.contains_key(&name("M")));
    assert!(documents.schemas.elements.contains_key(&name("E")));
    assert!(documents.schemas.types.contains_key(&QName::new(Some("urn:o"), "T")));
}
