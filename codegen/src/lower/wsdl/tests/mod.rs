//! Small documents, each with one construct, and what becomes of them.

mod demands;
mod messages;
mod services;
mod types;

use super::{Naming, lower};
use crate::contract::{
    Beside, Contract, Exchange, Field, Kind, Message, Occurs, Record, Scalar, Shape, TypeDefinition, TypeId,
    TypeRef,
};
use crate::diagnostic::{Diagnostics, Severity};
use crate::document::wsdl;
use crate::sources::Sources;

const HTTP: &str = "http://schemas.xmlsoap.org/soap/http";

/// A document with everything around the schema and the rest.
fn definitions(schema: &str, rest: &str) -> String {
    format!(
        "<wsdl:definitions xmlns:wsdl='http://schemas.xmlsoap.org/wsdl/' xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' \
         xmlns:soap12='http://schemas.xmlsoap.org/wsdl/soap12/' xmlns:http='http://schemas.xmlsoap.org/wsdl/http/' \
         xmlns:mime='http://schemas.xmlsoap.org/wsdl/mime/' xmlns:xs='http://www.w3.org/2001/XMLSchema' \
         xmlns:o='http://example.com/other' xmlns:tns='http://example.com/shop' targetNamespace='http://example.com/shop'>\n\
         <wsdl:types><xs:schema targetNamespace='http://example.com/shop' elementFormDefault='qualified'>\n{schema}\n\
         </xs:schema></wsdl:types>\n{rest}\n</wsdl:definitions>"
    )
}

/// Messages, port type, binding and service of one document/literal operation `Do` with the elements `Do` and
/// `DoResponse`.
fn operation() -> String {
    format!(
        "<wsdl:message name='In'><wsdl:part name='p' element='tns:Do'/></wsdl:message>
<wsdl:message name='Out'><wsdl:part name='p' element='tns:DoResponse'/></wsdl:message>
<wsdl:portType name='Shop'><wsdl:operation name='Do'><wsdl:input message='tns:In'/><wsdl:output message='tns:Out'/>
</wsdl:operation></wsdl:portType>
<wsdl:binding name='B' type='tns:Shop'><soap:binding transport='{HTTP}'/><wsdl:operation name='Do'>
<soap:operation soapAction='urn:do'/><wsdl:input><soap:body use='literal'/></wsdl:input><wsdl:output><soap:body use='literal'/>
</wsdl:output></wsdl:operation></wsdl:binding>
<wsdl:service name='ShopService'><wsdl:port name='ShopPort' binding='tns:B'/></wsdl:service>"
    )
}

fn lower_texts(texts: &[(&str, &str)], naming: &Naming) -> (Contract, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_memory(texts.iter().map(|(file, text)| (*file, text.as_bytes())));
    let documents = wsdl::read(&sources, &mut diagnostics);
    let contract = lower(&documents, naming, &mut diagnostics);
    (contract, diagnostics)
}

/// Lowers one document that must give no findings.
fn lower_clean(text: &str) -> Contract {
    let (contract, diagnostics) = lower_texts(&[("a.wsdl", text)], &Naming::default());
    assert_eq!(diagnostics, Diagnostics::default());
    contract
}

/// Lowers one document; severity, code and line of each finding beside the contract.
fn lower_found(text: &str) -> (Contract, Vec<(Severity, &'static str, usize)>) {
    let (contract, diagnostics) = lower_texts(&[("a.wsdl", text)], &Naming::default());
    let found = diagnostics
        .iter()
        .map(|finding| (finding.severity, finding.code, finding.place.as_ref().map_or(0, |place| place.line)))
        .collect();
    (contract, found)
}

/// The contract for a schema whose declarations are reached through the element `Do`: its type is `T`.
fn of_schema(schema: &str) -> Contract {
    lower_clean(&definitions(&with_elements(schema), &operation()))
}

fn with_elements(schema: &str) -> String {
    format!(
        "<xs:element name='Do' type='tns:T'/><xs:element name='DoResponse'><xs:complexType/></xs:element>\n{schema}"
    )
}

fn id(path: &str) -> TypeId {
    TypeId::new("shop", path)
}

fn find<'a>(contract: &'a Contract, path: &str) -> &'a TypeDefinition {
    contract.find(&id(path)).unwrap_or_else(|| panic!("no {path} in {:?}", paths(contract)))
}

fn record<'a>(contract: &'a Contract, path: &str) -> &'a Record {
    match &find(contract, path).shape {
        Shape::Record(record) => record,
        other => panic!("{path} is {other:?}"),
    }
}

/// Local name, type and occurrence of each field.
fn fields<'a>(contract: &'a Contract, path: &str) -> Vec<(&'a str, &'a TypeRef, &'a Occurs)> {
    record(contract, path)
        .fields
        .iter()
        .map(|field| (field.name.local.as_str(), &field.r#type, &field.occurs))
        .collect()
}

fn paths(contract: &Contract) -> Vec<&str> {
    contract.types.iter().map(|definition| definition.id.path.as_str()).collect()
}

fn envelope(contract: &Contract, at: usize) -> (&Message, Option<&Message>, &str) {
    match &contract.operations().nth(at).unwrap().1.exchange {
        Exchange::Envelope { request, reply, version, .. } => (request, reply.as_ref(), version),
        Exchange::Resource { .. } => panic!(),
    }
}

/// Element names of a message, and the path of its value's type.
fn shown(message: &Message) -> (Vec<&str>, Option<String>) {
    let value = message.value.as_ref().map(|value| match value {
        TypeRef::Named(id) => id.path.clone(),
        other => format!("{other:?}"),
    });
    (message.path.iter().map(|name| name.local.as_str()).collect(), value)
}
