//! `bindery inspect`: what a person and a program are told of documents of each kind.

use std::path::Path;

use bindery_codegen::command::{Answer, run};
use insta::assert_snapshot;

const SCHEMA: &str = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:example:bank' targetNamespace='urn:example:bank' elementFormDefault='qualified'>
<xs:element name='Transfer' type='t:TransferRequest'/>
<xs:element name='TransferResponse'><xs:complexType><xs:choice><xs:element name='Done' type='xs:string'/><xs:element name='Refused' type='t:Reason'/></xs:choice></xs:complexType></xs:element>
<xs:element name='Trouble' type='t:Reason'/>
<xs:element name='Auth'><xs:complexType><xs:sequence><xs:element name='Key' type='xs:string'/></xs:sequence></xs:complexType></xs:element>
<xs:complexType name='TransferRequest'><xs:annotation><xs:appinfo source='urn:bindery:evidence'>seen: in an example</xs:appinfo></xs:annotation>
<xs:sequence><xs:element name='Amount' type='xs:decimal'/><xs:element name='Kind' type='t:Kind' minOccurs='0'/></xs:sequence></xs:complexType>
<xs:complexType name='Reason'><xs:sequence><xs:element name='Text' type='xs:string'/></xs:sequence></xs:complexType>
<xs:complexType name='Unused'><xs:sequence><xs:element name='Text' type='xs:string'/></xs:sequence></xs:complexType>
<xs:simpleType name='Kind'><xs:restriction base='xs:string'><xs:enumeration value='now'/><xs:enumeration value='later'/></xs:restriction></xs:simpleType>
</xs:schema>";

const REST: &str = "<wsdl:message name='In'><wsdl:part name='p' element='t:Transfer'/></wsdl:message>
<wsdl:message name='Out'><wsdl:part name='p' element='t:TransferResponse'/></wsdl:message>
<wsdl:message name='Bad'><wsdl:part name='p' element='t:Trouble'/></wsdl:message>
<wsdl:message name='Auth'><wsdl:part name='auth' element='t:Auth'/></wsdl:message>
<wsdl:portType name='Banking'>
<wsdl:operation name='Transfer'><wsdl:input message='t:In'/><wsdl:output message='t:Out'/><wsdl:fault name='bad' message='t:Bad'/></wsdl:operation>
<wsdl:operation name='Tell'><wsdl:input message='t:In'/></wsdl:operation></wsdl:portType>
<wsdl:binding name='Soap' type='t:Banking'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>
<wsdl:operation name='Transfer'><soap:operation soapAction='urn:transfer'/><wsdl:input><soap:header message='t:Auth' part='auth' use='literal'/><soap:body use='literal'/></wsdl:input><wsdl:output><soap:body use='literal'/></wsdl:output><wsdl:fault name='bad'><soap:fault name='bad' use='literal'/></wsdl:fault></wsdl:operation>
<wsdl:operation name='Tell'><soap:operation soapAction='urn:tell'/><wsdl:input><soap:body use='literal'/></wsdl:input></wsdl:operation></wsdl:binding>
<wsdl:binding name='Get' type='t:Banking'><http:binding verb='GET'/><wsdl:operation name='Transfer'><http:operation location='/t'/></wsdl:operation></wsdl:binding>
<wsdl:service name='Bank'><wsdl:port name='BankPort' binding='t:Soap'/><wsdl:port name='BankGet' binding='t:Get'/><wsdl:port name='BankOld' binding='t:Gone'/></wsdl:service>";

const RESOURCES: &str = "openapi: 3.0.3
info: {title: Shop, version: '1'}
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: page, in: query, schema: {type: integer}}]
      responses:
        '200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
        4XX: {description: refused, content: {application/json: {schema: {type: array, items: {type: string}}}}}
    put:
      operationId: putOrder
      parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: c, in: cookie, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses: {'204': {description: done}}
components:
  schemas:
    Order: {type: object, properties: {note: {type: string, x-evidence: doc}}}
    Unused: {type: object}
";

fn inspect(files: &[(&str, &str)], more: &[&str]) -> Answer {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    // Files are told as they were named, so the folder of this run comes off.
    let inside = folder.path().display().to_string();
    let named = files.iter().map(|(name, _)| *name);
    let arguments = ["bindery", "inspect"].into_iter().chain(named).chain(more.iter().copied());
    let answer = run(arguments.map(Into::into), folder.path(), false);
    let plain = |text: &str| text.replace(&format!("{inside}/"), "").replace('\\', "/");
    Answer { out: plain(&answer.out), err: plain(&answer.err), code: answer.code }
}

fn wsdl() -> String {
    format!(
        "<wsdl:definitions xmlns:wsdl='http://schemas.xmlsoap.org/wsdl/' xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' xmlns:http='http://schemas.xmlsoap.org/wsdl/http/' xmlns:t='urn:example:bank' targetNamespace='urn:example:bank'>
<wsdl:types>{SCHEMA}</wsdl:types>\n{REST}</wsdl:definitions>"
    )
}

#[test]
fn services_are_told_with_ports_operations_types_and_what_is_not_bound() {
    let answer = inspect(&[("bank.wsdl", &wsdl())], &[]);
    assert_snapshot!("services", format!("{}\n--- exit code {}\n{}", answer.out, answer.code, answer.err));
}

#[test]
fn schemas_alone_are_told_with_all_their_types() {
    let answer = inspect(&[("bank.xsd", SCHEMA)], &[]);
    assert_snapshot!("schemas", format!("{}\n--- exit code {}\n{}", answer.out, answer.code, answer.err));
}

#[test]
fn resources_are_told_with_parameters_bodies_and_replies() {
    let answer = inspect(&[("shop.yaml", RESOURCES)], &[]);
    assert_snapshot!("resources", format!("{}\n--- exit code {}\n{}", answer.out, answer.code, answer.err));
}

#[test]
fn a_program_reads_the_same_as_json() {
    let answer = inspect(&[("shop.yaml", RESOURCES)], &["--json"]);
    assert_eq!((answer.code, answer.err.as_str()), (1, ""));
    assert_snapshot!("json", answer.out);
    let told: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(told["findings"][0]["code"], "openapi-cookie");
}

#[test]
fn what_cannot_be_read_is_told_and_nothing_is_written() {
    let answer = inspect(&[("page.wsdl", "<html/>")], &[]);
    assert_eq!(answer.code, 2);
    assert!(answer.err.contains("xml-not-xml") && answer.out.starts_with("documents\n"), "{answer:?}");
    let json = inspect(&[("page.wsdl", "<!DOCTYPE a><a/>")], &["--json"]);
    let told: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((json.code, &told["findings"][0]["code"]), (2, &"xml-doctype".into()));
    let gone = run(["bindery", "inspect", "gone.wsdl"].map(Into::into), Path::new("."), false);
    assert!(gone.code == 2 && gone.err.contains("gone.wsdl"), "{gone:?}");
}
