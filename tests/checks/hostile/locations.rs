//! Imports that lead to where they must not, nowhere, or round and round.

use std::path::Path;

use super::super::tools::put;
use super::{SERVICE, Told, service};

/// A service whose schema imports this location, in a folder with some other files.
fn importing(told: &mut Told, what: &str, location: &str, others: &[(&str, &str)]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (file, text) in others {
        put(&folder.path().join(file), text);
    }
    write(folder.path(), location);
    told.of_folder(what, folder.path());
}

fn write(folder: &Path, location: &str) {
    let import = format!("<xs:import namespace=\"urn:other\" schemaLocation=\"{location}\"/>");
    put(&folder.join(SERVICE), &service(&format!("{import}\n<xs:element name=\"In\" type=\"xs:string\"/>")));
}

fn schema(body: &str) -> String {
    format!(
        "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" targetNamespace=\"urn:other\">{body}</xs:schema>\n"
    )
}

#[test]
fn fault_g06_imports_that_lead_out() {
    let mut told = Told::default();
    for location in [
        "../../etc/passwd",
        "../other.xsd",
        "/etc/passwd",
        "file:///etc/passwd",
        "file:other.xsd",
        "%2e%2e/%2e%2e/etc/passwd",
        "..\\..\\other.xsd",
        "C:\\other.xsd",
        "//host/share/other.xsd",
        "http://partner.example/other.xsd",
        "https://partner.example/other.xsd",
        "ftp://partner.example/other.xsd",
        "other.xsd\u{7f}",
        "",
    ] {
        importing(&mut told, location, location, &[]);
    }
    assert!(!told.0.contains("root:"), "nothing of a file of the machine is told: {}", told.0);
    insta::assert_snapshot!(told.0);
}

#[cfg(unix)]
#[test]
fn links_that_lead_out() {
    let mut told = Told::default();
    for (what, target) in [
        ("a link to a file", "/etc/passwd"),
        ("a link to a folder", "/etc"),
        ("a link to itself", "other.xsd"),
    ] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::os::unix::fs::symlink(target, folder.path().join("other.xsd")).expect("a link");
        let location = if what == "a link to a folder" { "other.xsd/passwd" } else { "other.xsd" };
        write(folder.path(), location);
        told.of_folder(what, folder.path());
    }
    assert!(!told.0.contains("root:"), "nothing of a file of the machine is told: {}", told.0);
    insta::assert_snapshot!(told.0);
}

#[test]
fn fault_g01_imports_in_circles_and_of_other_things() {
    let mut told = Told::default();
    importing(&mut told, "itself", SERVICE, &[]);
    let circle = schema("<xs:include schemaLocation=\"other.xsd\"/>");
    importing(&mut told, "a schema that includes itself", "other.xsd", &[("other.xsd", &circle)]);
    let (one, two) = (
        schema("<xs:include schemaLocation=\"two.xsd\"/>"),
        schema("<xs:include schemaLocation=\"x/../other.xsd\"/>"),
    );
    importing(
        &mut told,
        "two that include each other",
        "other.xsd",
        &[("other.xsd", &one), ("two.xsd", &two)],
    );
    importing(&mut told, "a page", "other.xsd", &[("other.xsd", "<html><body>Sign in<br></body></html>\n")]);
    importing(&mut told, "an empty file", "other.xsd", &[("other.xsd", "")]);
    importing(&mut told, "a folder", "other", &[("other/a.xsd", "")]);
    importing(
        &mut told,
        "a schema without namespace",
        "other.xsd",
        &[("other.xsd", "<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\"/>")],
    );
    let chain: Vec<(String, String)> = (0..300)
        .map(|at| {
            (
                format!("s{at}.xsd"),
                schema(&format!("<xs:include schemaLocation=\"s{}.xsd\"/>", (at + 1) % 300)),
            )
        })
        .collect();
    let chain: Vec<(&str, &str)> = chain.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    importing(&mut told, "three hundred schemas in a circle", "s0.xsd", &chain);
    insta::assert_snapshot!(told.0);
}
