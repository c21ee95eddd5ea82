//! The services of WSDL documents, in the documents' own terms.

use super::{Operation, Port, Service};
use crate::document::wsdl::{
    self, Binding, Body, BoundOperation, Documents, End, PartContent, Protocol, Style,
};
use crate::document::xml::QName;

/// Every service with every port, those included that generating does not use. A binding that no service mentions
/// stands in a service without a name.
pub(crate) fn services(documents: &Documents) -> Vec<Service> {
    let mut services: Vec<Service> = Vec::new();
    for service in &documents.services {
        let ports = service.ports.iter().map(|port| match &port.binding {
            Some(name) => self::port(documents, Some(&port.name), name),
            None => missing(Some(&port.name), None),
        });
        services.push(Service { name: service.name.to_string(), ports: ports.collect() });
    }
    let used = |name: &QName| {
        let mut ports = documents.services.iter().flat_map(|service| &service.ports);
        ports.any(|port| port.binding.as_ref() == Some(name))
    };
    let unused: Vec<Port> = documents
        .bindings
        .keys()
        .filter(|name| !used(name))
        .map(|name| port(documents, None, name))
        .collect();
    if !unused.is_empty() {
        services.push(Service { name: String::new(), ports: unused });
    }
    services
}

fn missing(name: Option<&str>, binding: Option<&QName>) -> Port {
    Port {
        name: name.map(ToOwned::to_owned),
        binding: binding.map(ToString::to_string),
        port_type: None,
        protocol: "missing".to_owned(),
        operations: Vec::new(),
    }
}

fn port(documents: &Documents, name: Option<&str>, binding_name: &QName) -> Port {
    let Some(binding) = documents.bindings.get(binding_name) else {
        return missing(name, Some(binding_name));
    };
    Port {
        name: name.map(ToOwned::to_owned),
        binding: Some(binding_name.to_string()),
        port_type: binding.port_type.as_ref().map(ToString::to_string),
        protocol: match &binding.protocol {
            Protocol::Soap { version, .. } => format!("SOAP {version}"),
            Protocol::Http => "HTTP".to_owned(),
            Protocol::Other => "other".to_owned(),
        },
        operations: operations(documents, binding),
    }
}

/// The operations that the binding binds, with what the port type says about each.
fn operations(documents: &Documents, binding: &Binding) -> Vec<Operation> {
    let declared = binding.port_type.as_ref().and_then(|name| documents.port_types.get(name));
    let mut operations = Vec::new();
    for (at, bound) in binding.operations.iter().enumerate() {
        // Overloaded operations stand in the same order in both, as far as anybody can tell.
        let before = binding.operations[..at].iter().filter(|other| other.name == bound.name).count();
        let mut same = declared.into_iter().flat_map(|port_type| &port_type.operations);
        let declared = same.by_ref().filter(|operation| operation.name == bound.name).nth(before);
        operations.push(operation(documents, binding, bound, declared));
    }
    operations
}

fn operation(
    documents: &Documents,
    binding: &Binding,
    bound: &BoundOperation,
    declared: Option<&wsdl::Operation>,
) -> Operation {
    let default = match binding.protocol {
        Protocol::Soap { style, .. } => Some(style),
        _ => None,
    };
    let style = match bound.style.or(default) {
        Some(Style::Document) => "document",
        Some(Style::Rpc) => "rpc",
        None => "no envelope",
    };
    let bodies = [bound.input.as_ref(), bound.output.as_ref()];
    let form = match bodies.iter().flatten().any(|body| body.is_encoded) {
        _ if default.is_none() => "",
        true => "/encoded",
        false => "/literal",
    };
    let mime = bodies.iter().flatten().any(|body| body.mime.is_some());
    let message = |end: Option<&End>| end.map(|end| message(documents, end)).unwrap_or_default();
    Operation {
        name: bound.name.clone(),
        style: format!("{style}{form}{}", if mime { " in MIME parts" } else { "" }),
        action: bound.action.clone(),
        request: message(declared.and_then(|one| one.input.as_ref())),
        reply: message(declared.and_then(|one| one.output.as_ref())),
        headers: headers(bound.input.as_ref(), "request")
            .chain(headers(bound.output.as_ref(), "reply"))
            .collect(),
        faults: declared.map(|one| faults(documents, one)).unwrap_or_default(),
    }
}

/// The parts of a message: an element by its name, a value by the part's name and its type.
fn message(documents: &Documents, end: &End) -> Vec<String> {
    let Some(name) = &end.message else { return vec!["a message that cannot be read".to_owned()] };
    let Some(message) = documents.messages.get(name) else {
        return vec![format!("{name}, which no document declares")];
    };
    let part = |part: &wsdl::Part| match &part.content {
        PartContent::Element(name) => name.to_string(),
        PartContent::Type(name) => format!("{}: {name}", part.name),
        PartContent::Nothing => format!("{}: nothing", part.name),
    };
    message.parts.iter().map(part).collect()
}

fn headers<'a>(body: Option<&'a Body>, direction: &'a str) -> impl Iterator<Item = String> + 'a {
    body.into_iter().flat_map(|body| &body.headers).map(move |header| {
        let message = header.message.as_ref().map(ToString::to_string).unwrap_or_default();
        format!("{direction}: {message} part {}", header.part)
    })
}

fn faults(documents: &Documents, operation: &wsdl::Operation) -> Vec<String> {
    let told = |fault: &End| {
        let name = fault.name.clone().unwrap_or_default();
        format!("{name}: {}", message(documents, fault).join(", "))
    };
    operation.faults.iter().map(told).collect()
}
