//! Documents that are broken, or made to break the generator: each ends in findings with code, place and remedy, within
//! bounds of time and memory, and never in a panic.

mod files;
mod locations;
mod mutations;
mod names;
mod schemas;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use super::tools::{Run, generator};

/// The document that is named to the generator.
const SERVICE: &str = "service.wsdl";

/// A service with one operation, whose request is the element `In` of these schema declarations, in the namespace
/// `urn:t` with the prefix `t`.
fn service(declarations: &str) -> String {
    let types = format!(
        "<wsdl:types>\n<xs:schema targetNamespace=\"urn:t\" elementFormDefault=\"qualified\">\n{declarations}\n\
         <xs:element name=\"Out\" type=\"xs:string\"/>\n</xs:schema>\n</wsdl:types>"
    );
    definitions(&format!("{types}\n{MESSAGES}\n{PORT_TYPE}\n{BINDING}\n{SERVICE_ELEMENT}"))
}

const MESSAGES: &str = r#"<wsdl:message name="In"><wsdl:part name="p" element="t:In"/></wsdl:message>
<wsdl:message name="Out"><wsdl:part name="p" element="t:Out"/></wsdl:message>"#;
const PORT_TYPE: &str = r#"<wsdl:portType name="P"><wsdl:operation name="Do">
<wsdl:input message="t:In"/><wsdl:output message="t:Out"/></wsdl:operation></wsdl:portType>"#;
const BINDING: &str = r#"<wsdl:binding name="B" type="t:P">
<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/><wsdl:operation name="Do"><soap:operation soapAction="urn:do"/>
<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>
</wsdl:operation></wsdl:binding>"#;
const SERVICE_ELEMENT: &str = r#"<wsdl:service name="S"><wsdl:port name="P" binding="t:B">
<soap:address location="https://partner.example/"/></wsdl:port></wsdl:service>"#;

/// A WSDL document with these children of its root.
fn definitions(children: &str) -> String {
    format!(
        "<wsdl:definitions xmlns:wsdl=\"http://schemas.xmlsoap.org/wsdl/\" xmlns:soap=\"http://schemas.xmlsoap.org/wsdl/soap/\"\n\
         xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:t=\"urn:t\" targetNamespace=\"urn:t\">\n{children}\n</wsdl:definitions>\n"
    )
}

/// What the generator says about each of some documents, one after the other.
#[derive(Default)]
struct Told(String);

impl Told {
    /// One document.
    #[track_caller]
    fn of(&mut self, what: &str, document: impl AsRef<[u8]>) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join(SERVICE), document).expect("the document is written");
        self.of_folder(what, folder.path());
    }

    /// The document in a folder that holds others, too.
    #[track_caller]
    fn of_folder(&mut self, what: &str, folder: &Path) {
        let run = bounded(folder);
        assert!((0..=2).contains(&run.code), "{what}: {run:?}");
        assert!(!run.err.contains("panicked"), "{what}: {run:?}");
        assert_eq!(folder.join("out").exists(), run.code < 2, "{what}: written if and only if it says so");
        let said = run.err_without(folder);
        let findings = said.split("\n\n").filter(|part| part.contains("[") && !part.starts_with("nothing"));
        for finding in findings {
            assert!(finding.contains("\n  help: "), "{what}: no remedy in {finding}");
        }
        let _ = writeln!(self.0, "--- {what}: exit {}\n{}\n", run.code, said.trim_end());
    }
}

/// The generator under limits that no contract comes near to: a minute of processor time and two GiB of memory.
fn bounded(folder: &Path) -> Run {
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -t 60 && ulimit -v 2097152 && exec \"$@\"", "bounded"])
        .arg(generator())
        .args(["generate", "--input", SERVICE, "--out", "out"])
        .current_dir(folder);
    Run::of(&mut command)
}
