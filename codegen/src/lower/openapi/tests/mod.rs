//! Small documents, one construct each, and what becomes of them.

mod operations;
mod refused;
mod schemas;
mod variants;

use crate::contract::{Contract, Exchange, Field, Operation, Record, Shape, TypeDefinition, TypeId, TypeRef};
use crate::diagnostic::{Diagnostics, Severity};
use crate::document::openapi::read;
use crate::lower::Naming;

/// A finding, reduced to what tests compare: severity, code and line.
type Found = (Severity, &'static str, usize);

fn lowered_with(text: &str, naming: &Naming) -> (Contract, Vec<Found>) {
    let mut diagnostics = Diagnostics::default();
    let document = read("a.yaml", text, &naming.events, &mut diagnostics);
    let contract = document.map(|document| super::lower(&document, naming, &mut diagnostics));
    let line = |finding: &crate::diagnostic::Diagnostic| finding.place.as_ref().map_or(0, |place| place.line);
    let found = diagnostics.iter().map(|finding| (finding.severity, finding.code, line(finding))).collect();
    (contract.unwrap_or_default(), found)
}

fn lowered(text: &str) -> (Contract, Vec<Found>) {
    lowered_with(text, &Naming::default())
}

fn codes(found: &[Found]) -> Vec<&'static str> {
    found.iter().map(|(_, code, _)| *code).collect()
}

/// A document with one operation that sends `T`, one of the given components (indented by four).
fn with_schemas(schemas: &str) -> String {
    let head = "openapi: 3.0.3\ninfo: {title: Test, version: '1'}\npaths:\n  /t:\n    post:\n      operationId: send\n";
    let body = "      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/T'}}}}\n";
    format!(
        "{head}{body}      responses: {{'204': {{description: done}}}}\ncomponents:\n  schemas:\n{schemas}"
    )
}

/// Lowers components without any finding.
fn clean(schemas: &str) -> Contract {
    let (contract, found) = lowered(&with_schemas(schemas));
    assert_eq!(found, []);
    contract
}

/// A document with the given paths (indented by two).
fn with_paths(paths: &str) -> String {
    format!("openapi: 3.0.3\ninfo: {{title: Test, version: '1'}}\npaths:\n{paths}")
}

fn definition<'c>(contract: &'c Contract, path: &str) -> &'c TypeDefinition {
    let known: Vec<&str> = contract.types.iter().map(|definition| definition.id.path.as_str()).collect();
    contract.find(&TypeId::new("", path)).unwrap_or_else(|| panic!("{path} is not among {known:?}"))
}

fn record<'c>(contract: &'c Contract, path: &str) -> &'c Record {
    match &definition(contract, path).shape {
        Shape::Record(record) => record,
        other => panic!("{path} is {other:?}"),
    }
}

fn field<'c>(contract: &'c Contract, path: &str, name: &str) -> &'c Field {
    record(contract, path).fields.iter().find(|field| field.name.local == name).expect("the field")
}

fn operation<'c>(contract: &'c Contract, name: &str) -> &'c Operation {
    contract
        .operations()
        .map(|(_, operation)| operation)
        .find(|operation| operation.name == name)
        .expect("the operation")
}

fn named(path: &str) -> TypeRef {
    TypeRef::Named(TypeId::new("", path))
}

fn list(item: TypeRef) -> TypeRef {
    TypeRef::ListOf(Box::new(item))
}

fn map(value: TypeRef) -> TypeRef {
    TypeRef::MapOf(Box::new(value))
}

/// The type of the body that the operation `send` of [`with_schemas`] sends.
fn sent(contract: &Contract) -> &TypeRef {
    match &operation(contract, "send").exchange {
        Exchange::Resource { body: Some((_, body)), .. } => body,
        other => panic!("{other:?}"),
    }
}
