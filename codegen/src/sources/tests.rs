//! What may be read, and what never is.

use std::fs;

use super::*;

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
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("types")).unwrap();
    fs::write(folder.path().join("b.wsdl"), "import types/c.xsd\n").unwrap();
    fs::write(folder.path().join("types/c.xsd"), "import ../a.xsd\n").unwrap();
    fs::write(folder.path().join("a.xsd"), "").unwrap();
    fs::write(folder.path().join("Service.svc?wsdl"), "").unwrap();
    fs::write(folder.path().join("noted"), "<x:schema xmlns:x='x'/>").unwrap();
    fs::write(folder.path().join("README.md"), "not a document").unwrap();
    fs::write(folder.path().join("bindings.toml"), "").unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = super::folder(folder.path(), line_locations, &mut diagnostics);
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
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("x")).unwrap();
    fs::write(
        folder.path().join("a.wsdl"),
        "import ./b.xsd\nimport x/../b.xsd\nimport b%2Exsd\nimport l.xsd",
    )
    .unwrap();
    fs::write(folder.path().join("b.xsd"), "").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("b.xsd"), folder.path().join("x/l.xsd")).unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = files(&[folder.path().join("a.wsdl")], None, line_locations, &mut diagnostics);
    assert_eq!(sources.documents.keys().collect::<Vec<_>>(), ["a.wsdl", "b.xsd"]);
    for location in ["./b.xsd", "x/../b.xsd", "b%2Exsd", "b.xsd"] {
        assert_eq!(sources.resolve("a.wsdl", location).unwrap().file, "b.xsd");
    }
    assert_eq!(sources.resolve("a.wsdl", "l.xsd"), Err(Refusal::Missing("l.xsd".to_owned())));
}

#[test]
fn fault_g5_g6_nothing_outside_the_root_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    fs::write(folder.path().join("secret.xsd"), "secret").unwrap();
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
    std::os::unix::fs::symlink(folder.path().join("secret.xsd"), inner.join("link.xsd")).unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = files(&[inner.join("a.wsdl")], None, line_locations, &mut diagnostics);
    assert_eq!(sources.documents.keys().collect::<Vec<_>>(), ["a.wsdl"]);
    for location in wicked {
        assert_eq!(sources.resolve("a.wsdl", location), Err(Refusal::Outside), "{location}");
    }
    assert_eq!(sources.resolve("a.wsdl", "http://example.com/x.xsd"), Err(Refusal::Network));
}

#[test]
fn a_link_out_of_a_partner_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    fs::write(folder.path().join("secret.xsd"), "secret").unwrap();
    fs::write(inner.join("a.wsdl"), "").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("secret.xsd"), inner.join("link.xsd")).unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = super::folder(&inner, no_locations, &mut diagnostics);
    assert_eq!(sources.documents.keys().collect::<Vec<_>>(), ["a.wsdl"]);
    let finding = diagnostics.iter().next().unwrap();
    assert_eq!(
        (finding.code, finding.message.as_str()),
        ("source-outside-root", "link.xsd leads out of its folder")
    );
}

#[test]
fn a_catalog_maps_addresses_to_files_inside_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("well-known")).unwrap();
    fs::write(folder.path().join("a.wsdl"), "import http://example.com/xml.xsd\nimport urn:other").unwrap();
    fs::write(folder.path().join("well-known/xml.xsd"), "").unwrap();
    fs::write(folder.path().join("b.xsd"), "").unwrap();
    fs::write(
        folder.path().join("catalog.xml"),
        "<!DOCTYPE catalog><catalog xmlns='urn:oasis:names:tc:entity:xmlns:xml:catalog'>\
         <uri name='http://example.com/xml.xsd' uri='well-known/xml.xsd'/>\
         <system systemId='urn:other' uri='./b.xsd'/><system systemId='urn:evil' uri='../../etc/passwd'/></catalog>",
    )
    .unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = files(&[folder.path().join("a.wsdl")], None, line_locations, &mut diagnostics);
    assert_eq!(sources.resolve("a.wsdl", "http://example.com/xml.xsd").unwrap().file, "well-known/xml.xsd");
    assert_eq!(sources.resolve("a.wsdl", "urn:other").unwrap().file, "b.xsd");
    assert_eq!(sources.resolve("a.wsdl", "urn:evil"), Err(Refusal::Outside));
    let codes: Vec<&str> = diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["catalog-outside-root"]);
}

#[test]
fn an_address_means_the_file_that_is_saved_under_its_last_part() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("S.svc?wsdl"), "import http://host.example/S.svc?xsd=xsd0").unwrap();
    fs::write(folder.path().join("S.svc?xsd=xsd0"), "").unwrap();
    let mut diagnostics = Diagnostics::default();
    let sources = files(&[folder.path().join("S.svc?wsdl")], None, line_locations, &mut diagnostics);
    assert_eq!(
        sources.resolve("S.svc?wsdl", "http://host.example/S.svc?xsd=xsd0").unwrap().file,
        "S.svc?xsd=xsd0"
    );
}

#[test]
fn inputs_from_two_folders_are_named_from_their_common_folder() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["one", "two"] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("a.wsdl"), "import ../two/b.xsd").unwrap();
    }
    fs::write(folder.path().join("two/b.xsd"), "").unwrap();
    fs::write(folder.path().join("c.xsd"), "").unwrap();
    let mut diagnostics = Diagnostics::default();
    let inputs = [folder.path().join("one/a.wsdl"), folder.path().join("two/a.wsdl")];
    let sources = files(&inputs, None, line_locations, &mut diagnostics);
    assert_eq!(sources.documents.keys().collect::<Vec<_>>(), ["one/a.wsdl", "two/a.wsdl", "two/b.xsd"]);
    assert_eq!(sources.resolve("one/a.wsdl", "../c.xsd"), Err(Refusal::Outside));
}

#[test]
fn what_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let mut diagnostics = Diagnostics::default();
    files(
        &[folder.path().join("gone.wsdl")],
        Some(&folder.path().join("gone.xml")),
        no_locations,
        &mut diagnostics,
    );
    super::folder(folder.path(), no_locations, &mut diagnostics);
    let codes: Vec<&str> = diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["source-missing", "catalog-missing", "source-none"]);
}
