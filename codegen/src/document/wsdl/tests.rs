//! What is read from documents, how several become one, and what bad ones are answered with.

use super::*;
use crate::diagnostic::Severity;

const HEAD: &str = "<wsdl:definitions xmlns:wsdl='http://schemas.xmlsoap.org/wsdl/' \
    xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' xmlns:xs='http://www.w3.org/2001/XMLSchema' \
    xmlns:tns='urn:t' targetNamespace='urn:t'>\n";

fn definitions(body: &str) -> String {
    format!("{HEAD}{body}\n</wsdl:definitions>")
}

fn read_texts(texts: &[(&str, &str)]) -> (Documents, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_memory(texts.iter().map(|(file, text)| (*file, text.as_bytes())));
    let documents = read(&sources, &mut diagnostics);
    (documents, diagnostics)
}

/// Severity, code, file and line of each finding.
fn findings(texts: &[(&str, &str)]) -> Vec<(Severity, &'static str, String, usize)> {
    listed(&read_texts(texts).1)
}

fn listed(diagnostics: &Diagnostics) -> Vec<(Severity, &'static str, String, usize)> {
    diagnostics
        .iter()
        .map(|finding| {
            let place = finding.place.clone().unwrap();
            (finding.severity, finding.code, place.file, place.line)
        })
        .collect()
}

fn t(local: &str) -> QName {
    QName::new(Some("urn:t"), local)
}

const PARTS: &str = "<wsdl:message name='M'><wsdl:part name='p' element='tns:E'/></wsdl:message>
<wsdl:portType name='P'><wsdl:documentation> What
   it does. </wsdl:documentation>
 <wsdl:operation name='Do'><wsdl:input name='I' message='tns:M'/><wsdl:output message='tns:M'/>
  <wsdl:fault name='F' message='tns:M'/></wsdl:operation>
 <wsdl:operation name='Tell'><wsdl:input message='tns:M'/></wsdl:operation>
 <wsdl:operation name='Ask'><wsdl:output message='tns:M'/><wsdl:input message='tns:M'/></wsdl:operation></wsdl:portType>
<wsdl:binding name='B' type='tns:P'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>
 <wsdl:operation name='Do'><soap:operation soapAction='urn:do' style='rpc'/>
  <wsdl:input><soap:header message='tns:M' part='p' use='literal'/><soap:body use='encoded' namespace='urn:n' parts='a b'/>
  </wsdl:input></wsdl:operation></wsdl:binding>
<wsdl:service name='S'><wsdl:port name='Port' binding='tns:B'><soap:address location='http://x'/></wsdl:port></wsdl:service>";

#[test]
fn a_document_is_read_whole() {
    let (documents, diagnostics) = read_texts(&[("a.wsdl", &definitions(PARTS))]);
    assert_eq!(diagnostics, Diagnostics::default());
    assert_eq!(documents.messages[&t("M")].parts[0].content, PartContent::Element(t("E")));
    let port_type = &documents.port_types[&t("P")];
    assert_eq!(port_type.documentation, "What\nit does.");
    let shapes: Vec<(&str, bool, bool, bool, usize)> = port_type
        .operations
        .iter()
        .map(|operation| {
            let (input, output) = (operation.input.is_some(), operation.output.is_some());
            (operation.name.as_str(), input, output, operation.server_first, operation.faults.len())
        })
        .collect();
    assert_eq!(
        shapes,
        [("Do", true, true, false, 1), ("Tell", true, false, false, 0), ("Ask", true, true, true, 0)]
    );
    let binding = &documents.bindings[&t("B")];
    assert_eq!(binding.port_type, Some(t("P")));
    let Protocol::Soap { version: "1.1", style: Style::Document, .. } = binding.protocol else { panic!() };
    let bound = &binding.operations[0];
    assert_eq!((bound.action.as_deref(), bound.style), (Some("urn:do"), Some(Style::Rpc)));
    let body = bound.input.as_ref().unwrap();
    assert!(body.is_encoded && body.headers.len() == 1 && bound.output.is_none());
    assert_eq!(body.parts.as_deref(), Some(&["a".to_owned(), "b".to_owned()][..]));
    assert_eq!(documents.services[0].ports[0].binding, Some(t("B")));
}

#[test]
fn documents_of_one_namespace_merge_and_twins_are_named() {
    let one = definitions(PARTS);
    // The same with other prefixes, and one operation more.
    let more = "<x:operation name='More'><x:input message='o:M'/></x:operation></x:portType>";
    let two = one
        .replace("xmlns:wsdl", "xmlns:x")
        .replace("wsdl:", "x:")
        .replace("xmlns:tns", "xmlns:o")
        .replace("tns:", "o:")
        .replace("</x:portType>", more);
    assert!(two.contains("More"));
    let (documents, diagnostics) = read_texts(&[("a.wsdl", &one), ("b.wsdl", &two)]);
    assert_eq!(diagnostics, Diagnostics::default());
    let names: Vec<&str> =
        documents.port_types[&t("P")].operations.iter().map(|operation| operation.name.as_str()).collect();
    assert_eq!(names, ["Do", "Tell", "Ask", "More"]);
    assert_eq!(documents.port_types[&t("P")].operations[3].at.document, 1);
    assert_eq!(documents.services.len(), 1);

    let other =
        one.replace("name='Tell'><wsdl:input message='tns:M'/>", "name='Tell'><wsdl:input message='tns:N'/>");
    let found = findings(&[("a.wsdl", &one), ("b.wsdl", &other)]);
    assert_eq!(found, [(Severity::Error, "wsdl-twin", "b.wsdl".to_owned(), 7)]);
    let other = one.replace("element='tns:E'", "element='tns:F'");
    let found = findings(&[("a.wsdl", &one), ("b.wsdl", &other)]);
    assert_eq!(found, [(Severity::Error, "wsdl-twin", "b.wsdl".to_owned(), 2)]);
}

#[test]
fn bad_input_is_answered_with_file_line_and_remedy() {
    let cases: [(&str, &str, usize); 8] = [
        ("hello", "xml-not-xml", 1),
        ("", "xml-not-xml", 1),
        (&definitions("<wsdl:message name='M'>")[..HEAD.len() + 20], "xml-truncated", 2),
        ("<?xml version='1.0'?>\n<!DOCTYPE x SYSTEM 'file:///etc/passwd'>\n<x/>", "xml-doctype", 2),
        ("\n<page><body/></page>", "wsdl-not-wsdl", 2),
        ("<definitions/>", "wsdl-not-wsdl", 1),
        ("<d:description xmlns:d='http://www.w3.org/ns/wsdl'/>", "wsdl-version-2", 1),
        (&definitions("<wsdl:portType/>"), "wsdl-no-name", 2),
    ];
    for (text, code, line) in cases {
        let (_, diagnostics) = read_texts(&[("a.wsdl", text)]);
        assert_eq!(listed(&diagnostics), [(Severity::Error, code, "a.wsdl".to_owned(), line)], "{text}");
        assert!(diagnostics.iter().all(|finding| !finding.help.is_empty()));
    }
}

#[test]
fn fault_g28_a_wsdl_given_as_a_schema_and_the_reverse() {
    let schema = |location: &str| {
        definitions(&format!(
            "<wsdl:types><xs:schema targetNamespace='urn:t'>\n<xs:import namespace='urn:o' schemaLocation='{location}'/>\
             </xs:schema></wsdl:types>"
        ))
    };
    let empty = definitions("");
    let found = findings(&[("a.wsdl", &schema("b.wsdl")), ("b.wsdl", &empty)]);
    assert_eq!(found, [(Severity::Error, "xsd-not-a-schema", "a.wsdl".to_owned(), 3)]);
    // A schema without declarations is a schema.
    let nothing = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:o'/>";
    assert_eq!(findings(&[("a.wsdl", &schema("o.xsd")), ("o.xsd", nothing)]), []);
    let truncated = &nothing[..40];
    let found = findings(&[("a.wsdl", &schema("o.xsd")), ("o.xsd", truncated)]);
    assert_eq!(found, [(Severity::Error, "xml-truncated", "o.xsd".to_owned(), 1)]);
}

#[test]
fn fault_g4_g5_g6_imports_that_lead_nowhere_are_reported_where_they_stand() {
    let cases = [
        ("gone.wsdl", "wsdl-missing-import"),
        ("../../etc/passwd", "wsdl-import-outside-root"),
        ("/etc/passwd", "wsdl-import-outside-root"),
        ("file:///etc/passwd", "wsdl-import-outside-root"),
        ("http://example.com/x?wsdl", "wsdl-import-network"),
    ];
    for (location, code) in cases {
        let bodies = [
            format!("\n<wsdl:import namespace='urn:o' location='{location}'/>"),
            format!(
                "<wsdl:types><xs:schema>\n<xs:import namespace='urn:o' schemaLocation='{location}'/></xs:schema></wsdl:types>"
            ),
            format!(
                "<wsdl:types><xs:schema>\n<xs:include schemaLocation='{location}'/></xs:schema></wsdl:types>"
            ),
        ];
        for body in bodies {
            let (_, diagnostics) = read_texts(&[("a.wsdl", &definitions(&body))]);
            assert_eq!(listed(&diagnostics), [(Severity::Error, code, "a.wsdl".to_owned(), 3)], "{body}");
            let finding = diagnostics.iter().next().unwrap();
            assert!(finding.message.contains(location) && finding.help.contains("catalog.xml"));
        }
    }
}

#[test]
fn an_import_to_a_known_namespace_needs_no_file_of_that_name() {
    let importing = "<wsdl:types><xs:schema><xs:import namespace='urn:o' schemaLocation='http://old.example/o.xsd'/>\
         </xs:schema></wsdl:types><wsdl:message name='M'><wsdl:part name='p' element='o:E'/></wsdl:message>";
    let importing = definitions(importing).replacen("xmlns:tns", "xmlns:o='urn:o' xmlns:tns", 1);
    let renamed = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:o'>\
         <xs:element name='E' type='xs:int'/></xs:schema>";
    let (documents, diagnostics) = read_texts(&[("a.wsdl", &importing), ("renamed.xsd", renamed)]);
    assert_eq!(diagnostics, Diagnostics::default());
    assert!(documents.schemas.elements.contains_key(&QName::new(Some("urn:o"), "E")));
}

#[test]
fn fault_g8_addresses_are_never_read() {
    let wicked = definitions(PARTS).replace("location='http://x'", "location='file:///etc/passwd'");
    let (documents, diagnostics) = read_texts(&[("a.wsdl", &wicked)]);
    assert_eq!(diagnostics, Diagnostics::default());
    assert!(!format!("{:?}", documents.services).contains("passwd"));
    let mut source = Sources::from_memory([("a.wsdl", wicked.as_bytes())]).documents;
    assert_eq!(locations(&source.pop_first().unwrap().1), Vec::<String>::new());
}

#[test]
fn locations_of_all_imports_are_listed() {
    let text = definitions(
        "<wsdl:import location='a.wsdl'/><wsdl:types><xs:schema><xs:import schemaLocation='b.xsd'/>\
         <xs:include schemaLocation='c.xsd'/><xs:redefine schemaLocation='d.xsd'/></xs:schema></wsdl:types>",
    );
    let mut sources = Sources::from_memory([("x.wsdl", text.as_bytes())]).documents;
    assert_eq!(locations(&sources.pop_first().unwrap().1), ["a.wsdl", "b.xsd", "c.xsd", "d.xsd"]);
    let mut yaml = Sources::from_memory([("x.yaml", &b"openapi: 3.0.3"[..])]).documents;
    assert!(!claims(&yaml.pop_first().unwrap().1));
}
