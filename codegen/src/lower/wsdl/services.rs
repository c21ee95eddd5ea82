//! Which endpoints there are, and which operations they offer.
//!
//! A service becomes one endpoint for each port type it offers. Where the same port type is offered in several ways,
//! the first SOAP 1.1 binding is taken, else the first SOAP 1.2 binding; the operations are the same.

use std::collections::BTreeSet;

use super::messages::{Side, Subject};
use super::notes::{add_sentence, evidence_sentence};
use super::service_names::{overload_name, own_name, tell_apart};
use super::{Lowering, Naming, Selectable};
use crate::contract::{Beside, Exchange, Message, Operation, Retry, Service, SessionUse};
use crate::document::wsdl::{self, Binding, Body, BoundOperation, End, PortType, Protocol, Style};
use crate::document::xml::{QName, is_name};
use crate::document::xsd::At;

/// Transports of SOAP bindings that are HTTP.
const HTTP: [&str; 3] = [
    "http://schemas.xmlsoap.org/soap/http",
    "http://schemas.xmlsoap.org/soap/http/",
    "http://www.w3.org/2003/05/soap/bindings/HTTP/",
];

/// One endpoint before lowering.
pub(super) struct Endpoint<'a> {
    pub(super) wire_name: String,
    /// Names that the profile may use for it, the most precise first.
    known_as: Vec<String>,
    /// What may stand before an operation's name and a dot, to tell it from one of another endpoint.
    qualifiers: Vec<String>,
    documentation: String,
    pub(super) documented_at: At,
    port_type: &'a QName,
    pub(super) binding_name: &'a QName,
    binding: &'a Binding,
}

/// Lowers all services. Those that the profile gives one short name are one; any others of one name are told apart.
pub(super) fn lower(lowering: &mut Lowering<'_>, naming: &Naming) -> Vec<Service> {
    let endpoints = endpoints(lowering, naming);
    let given = |endpoint: &Endpoint<'_>| {
        endpoint.known_as.iter().find_map(|name| naming.services.get(name).cloned())
    };
    let mut taken: BTreeSet<String> = endpoints.iter().filter_map(given).collect();
    let mut services: Vec<Service> = Vec::new();
    for endpoint in endpoints {
        let shared = given(&endpoint);
        let name = shared.clone().unwrap_or_else(|| own_name(lowering, &endpoint, &mut taken));
        let operations = operations(lowering, &endpoint, naming);
        let documentation = service_documentation(lowering, &endpoint);
        match services.iter_mut().find(|service| service.name == name) {
            Some(service) => {
                service.shared_with.push(endpoint.wire_name);
                for operation in operations {
                    if !service.operations.contains(&operation) {
                        service.operations.push(operation);
                    }
                }
            }
            None => services.push(Service {
                name,
                wire_name: endpoint.wire_name,
                shared_with: Vec::new(),
                documentation,
                operations,
            }),
        }
    }
    services.retain(|service| !service.operations.is_empty());
    for service in &mut services {
        tell_apart(&mut service.operations);
    }
    services
}

/// The names of every operation that has an endpoint.
pub(super) fn selectable(lowering: &mut Lowering<'_>) -> Vec<Selectable> {
    let endpoints = endpoints(lowering, &Naming::default());
    let documents = lowering.documents;
    let operations = |endpoint: &Endpoint<'_>| {
        let operations = &documents.port_types[endpoint.port_type].operations;
        operations.iter().map(|operation| endpoint.selectable(&operation.name)).collect::<Vec<_>>()
    };
    endpoints.iter().flat_map(operations).collect()
}

impl Endpoint<'_> {
    fn selectable(&self, operation: &str) -> Selectable {
        let qualified = self.qualifiers.iter().map(|qualifier| format!("{qualifier}.{operation}"));
        Selectable(std::iter::once(operation.to_owned()).chain(qualified).collect())
    }
}

/// What the document says about a service and about its port type, each with its evidence.
fn service_documentation(lowering: &mut Lowering<'_>, endpoint: &Endpoint<'_>) -> String {
    let (mut documentation, evidence) =
        lowering.split_evidence(&endpoint.documentation, endpoint.documented_at);
    if let Some(evidence) = evidence {
        add_sentence(&mut documentation, &evidence_sentence("Evidence", &evidence));
    }
    let port_type = &lowering.documents.port_types[endpoint.port_type];
    if port_type.at != endpoint.documented_at {
        let (text, evidence) = lowering.split_evidence(&port_type.documentation, port_type.at);
        add_sentence(&mut documentation, &text);
        if let Some(evidence) = evidence {
            add_sentence(&mut documentation, &evidence_sentence("Evidence for the port type", &evidence));
        }
    }
    documentation
}

/// The endpoints of all services; without any service, one for each port type that is bound.
fn endpoints<'a>(lowering: &mut Lowering<'a>, naming: &Naming) -> Vec<Endpoint<'a>> {
    let documents = lowering.documents;
    let mut endpoints = Vec::new();
    for service in &documents.services {
        let mut ports: Vec<(&str, &QName, At)> = Vec::new();
        for port in &service.ports {
            match &port.binding {
                Some(name) if documents.bindings.contains_key(name) => {
                    ports.push((&port.name, name, port.at));
                }
                Some(name) => {
                    let message = format!(
                        "the port `{}` is left out: its binding `{name}` is not declared in any document",
                        port.name
                    );
                    lowering.left_out(
                        "wsdl-unknown-binding",
                        port.at,
                        message,
                        "Add the document that declares it.",
                    );
                }
                None => {
                    let message = format!("the port `{}` is left out: it names no binding", port.name);
                    lowering.left_out("wsdl-unknown-binding", port.at, message, "Name its binding.");
                }
            }
        }
        let chosen = choose(lowering, &ports, naming);
        for (port, binding_name, binding, port_type) in &chosen {
            let alone = chosen.len() == 1;
            let own = service.name.local.to_string();
            // A port that is not used, because another one offers the same, names the operations just as well.
            let of_type =
                |binding: &QName| documents.bindings[binding].port_type.as_ref() == Some(*port_type);
            let same = ports.iter().filter(|(_, binding, _)| of_type(binding)).map(|(port, ..)| *port);
            let ways: Vec<&str> = same.chain([&*port_type.local]).collect();
            let precise = ways.iter().map(|way| format!("{own}.{way}"));
            endpoints.push(Endpoint {
                qualifiers: ways
                    .iter()
                    .map(|way| (*way).to_owned())
                    .chain([own.clone()])
                    .chain(precise)
                    .collect(),
                wire_name: if alone { own.clone() } else { (*port).to_owned() },
                known_as: if alone { vec![own] } else { vec![(*port).to_owned(), own] },
                documentation: service.documentation.clone(),
                documented_at: service.at,
                port_type,
                binding_name,
                binding,
            });
        }
    }
    if documents.services.is_empty() {
        let ports: Vec<(&str, &QName, At)> =
            documents.bindings.iter().map(|(name, binding)| (&*name.local, name, binding.at)).collect();
        if let Some((_, _, at)) = ports.first() {
            let message = "no service is declared: each port type that is bound becomes one".to_owned();
            lowering.warn(
                "wsdl-no-service",
                *at,
                message,
                "Add the document with the service if there is one.",
            );
        }
        for (port, binding_name, binding, port_type) in choose(lowering, &ports, naming) {
            endpoints.push(Endpoint {
                qualifiers: vec![port_type.local.to_string(), port.to_owned()],
                wire_name: port_type.local.to_string(),
                known_as: vec![port_type.local.to_string()],
                documentation: documents.port_types[port_type].documentation.clone(),
                documented_at: documents.port_types[port_type].at,
                port_type,
                binding_name,
                binding,
            });
        }
    }
    endpoints
}

type Chosen<'a> = (&'a str, &'a QName, &'a Binding, &'a QName);

/// One SOAP binding for each port type, in the order of ports; what is offered otherwise only is reported.
fn choose<'a>(
    lowering: &mut Lowering<'a>,
    ports: &[(&'a str, &'a QName, At)],
    naming: &Naming,
) -> Vec<Chosen<'a>> {
    let documents = lowering.documents;
    let mut chosen: Vec<Chosen<'a>> = Vec::new();
    let mut others: Vec<(&QName, At, &Binding)> = Vec::new();
    for (port, binding_name, at) in ports {
        let binding = &documents.bindings[*binding_name];
        let Some(port_type) =
            binding.port_type.as_ref().filter(|name| documents.port_types.contains_key(*name))
        else {
            let name = binding.port_type.as_ref().map(ToString::to_string).unwrap_or_default();
            let message = format!(
                "the binding `{}` is left out: its port type `{name}` is not declared in any document",
                binding_name.local
            );
            lowering.left_out(
                "wsdl-unknown-port-type",
                binding.at,
                message,
                "Add the document that declares it.",
            );
            continue;
        };
        match &binding.protocol {
            Protocol::Soap { version, transport, .. } if is_http(transport) => {
                match chosen.iter_mut().find(|(_, _, _, other)| *other == port_type) {
                    Some(other) if *version == "1.1" && version_of(other.2) != "1.1" => {
                        *other = (port, binding_name, binding, port_type);
                    }
                    Some(_) => {}
                    None => chosen.push((port, binding_name, binding, port_type)),
                }
            }
            _ => others.push((port_type, *at, binding)),
        }
    }
    let offered: Vec<&str> = chosen
        .iter()
        .flat_map(|(_, _, binding, _)| binding.operations.iter().map(|operation| operation.name.as_str()))
        .collect();
    for (_, at, binding) in others {
        let how = match &binding.protocol {
            Protocol::Http => "by HTTP without an envelope".to_owned(),
            Protocol::Soap { transport, .. } => format!("over the transport {transport}"),
            Protocol::Other => "by a protocol that is not SOAP".to_owned(),
        };
        let asked_for = binding.operations.iter().map(|operation| operation.name.as_str());
        let asked_for: Vec<&str> = asked_for.filter(|name| naming.may_ask_for(name)).collect();
        if asked_for.is_empty() && naming.only.is_some() {
            continue;
        }
        let missing: Vec<&str> = asked_for.into_iter().filter(|name| !offered.contains(name)).collect();
        if missing.is_empty() {
            let message = format!("a port {how} is not used: its operations are offered over SOAP as well");
            lowering.warn("wsdl-port-not-used", at, message, "Nothing needs to be done.");
        } else {
            let message = format!("operations offered only {how} are left out: {}", missing.join(", "));
            lowering.left_out("wsdl-port-left-out", at, message, "Ask for a SOAP binding over HTTP.");
        }
    }
    chosen
}

fn is_http(transport: &str) -> bool {
    transport.is_empty() || HTTP.contains(&transport)
}

fn version_of(binding: &Binding) -> &'static str {
    match binding.protocol {
        Protocol::Soap { version, .. } => version,
        _ => "",
    }
}

fn operations<'a>(lowering: &mut Lowering<'a>, endpoint: &Endpoint<'a>, naming: &Naming) -> Vec<Operation> {
    let documents = lowering.documents;
    let port_type = &documents.port_types[endpoint.port_type];
    let asked_for = |name: &str| naming.asks_for(&endpoint.selectable(name));
    if let Some(at) = endpoint.binding.policy
        && port_type.operations.iter().any(|operation| asked_for(&operation.name))
    {
        let message = format!("the policy of the binding `{}` is not read", endpoint.binding_name.local);
        lowering.warn(
            "wsdl-policy",
            at,
            message,
            "If it asks for signed or encrypted messages, calls will be refused.",
        );
    }
    for bound in &endpoint.binding.operations {
        let name = &bound.name;
        if asked_for(name) && !port_type.operations.iter().any(|operation| operation.name == *name) {
            let message = format!("the operation `{name}` is left out: the port type does not have it");
            let help = "Correct its name, or add it to the port type.";
            lowering.left_out("wsdl-unknown-operation", bound.at, message, help);
        }
    }
    let mut operations = Vec::new();
    for abstract_operation in &port_type.operations {
        let name = &abstract_operation.name;
        if !asked_for(name) {
            continue;
        }
        if !is_name(name) {
            let message =
                format!("{:?} is no name that XML allows", name.chars().take(60).collect::<String>());
            lowering.error("wsdl-invalid-name", abstract_operation.at, message, "Mend the operation's name.");
            continue;
        }
        match bound(endpoint.binding, port_type, abstract_operation) {
            Some(bound) => {
                operations.extend(operation(lowering, endpoint, port_type, abstract_operation, bound));
            }
            None => {
                let message =
                    format!("the operation `{name}` is left out: its binding does not say how it travels");
                lowering.left_out(
                    "wsdl-unbound-operation",
                    abstract_operation.at,
                    message,
                    "Add it to the binding, or remove it from the port type.",
                );
            }
        }
    }
    operations
}

/// How an operation travels. Overloaded operations are told apart by the names of their inputs, else by their order.
fn bound<'a>(
    binding: &'a Binding,
    port_type: &PortType,
    operation: &wsdl::Operation,
) -> Option<&'a BoundOperation> {
    let same_name: Vec<&BoundOperation> =
        binding.operations.iter().filter(|bound| bound.name == operation.name).collect();
    let input = operation.input.as_ref().and_then(|input| input.name.as_ref());
    let by_input = same_name
        .iter()
        .copied()
        .find(|bound| input.is_some() && bound.input.as_ref().and_then(|body| body.name.as_ref()) == input);
    let position = port_type
        .operations
        .iter()
        .filter(|other| other.name == operation.name)
        .position(|other| other.at == operation.at);
    by_input.or_else(|| position.and_then(|position| same_name.get(position).copied()))
}

fn operation<'a>(
    lowering: &mut Lowering<'a>,
    endpoint: &Endpoint<'a>,
    port_type: &'a PortType,
    operation: &'a wsdl::Operation,
    bound: &'a BoundOperation,
) -> Option<Operation> {
    let name = &operation.name;
    let Protocol::Soap { version, style, .. } = &endpoint.binding.protocol else { return None };
    let subject = Subject { operation: name, namespace: endpoint.port_type.namespace.as_deref() };
    let default = Body::default();
    let bodies = [bound.input.as_ref(), bound.output.as_ref()];
    let Some(input) = operation.input.as_ref().filter(|_| !operation.server_first) else {
        let message = format!("the operation `{name}` is left out: the server speaks first in it");
        lowering.left_out(
            "wsdl-server-first",
            operation.at,
            message,
            "Only requests of the client are supported.",
        );
        return None;
    };
    for body in bodies.into_iter().flatten() {
        if body.is_encoded && bound.style.unwrap_or(*style) == Style::Document {
            let message = format!("the operation `{name}` is left out: its messages are document/encoded");
            lowering.left_out(
                "wsdl-encoded",
                bound.at,
                message,
                "Ask for a document/literal or an rpc binding.",
            );
            return None;
        }
        if let Some(at) = body.mime {
            let message = format!(
                "the operation `{name}` is left out: its messages are MIME parts without an envelope"
            );
            lowering.left_out("wsdl-mime", at, message, "Ask for a binding with an envelope.");
            return None;
        }
    }
    headers(lowering, name, bodies);
    if bound.action.is_none() && *version == "1.1" {
        let message = format!("the binding gives `{name}` no SOAPAction: an empty one is sent");
        let help = "Add soap:operation with soapAction, if the partner expects one.";
        lowering.warn("wsdl-no-action", bound.at, message, help);
    }
    let message = |lowering: &mut Lowering<'a>,
                   end: &'a End,
                   body: Option<&'a Body>,
                   side: Side|
     -> Option<Message> {
        let body = body.unwrap_or(&default);
        let message = match bound.style.unwrap_or(*style) {
            Style::Document => lowering.document_message(&subject, end, body, side),
            Style::Rpc => lowering.rpc_message(&subject, end, body, side),
        };
        let beside =
            |attached: &wsdl::Attached| Beside { name: attached.part.clone(), media: attached.media.clone() };
        message.map(|message| Message { beside: body.attachments.iter().map(beside).collect(), ..message })
    };
    let request = message(lowering, input, bound.input.as_ref(), Side::Request)?;
    let reply = match &operation.output {
        Some(output) => Some(message(lowering, output, bound.output.as_ref(), Side::Reply)?),
        None => None,
    };
    let mut faults = Vec::new();
    for declared in &operation.faults {
        if let Some(fault) = lowering.fault(&subject, declared) {
            let message =
                format!("the fault `{}` of `{name}` has no type: its detail is kept as XML", fault.0.local);
            let help = "Nothing needs to be done; read the detail of the fault where it matters.";
            lowering.warn("wsdl-fault-as-xml", declared.at, message, help);
            faults.push(fault);
        }
    }
    if let Some(at) = bound.policy {
        let message = format!("the policy of the operation `{name}` is not read");
        lowering.warn(
            "wsdl-policy",
            at,
            message,
            "If it asks for signed or encrypted messages, calls will be refused.",
        );
    }
    let (mut documentation, evidence) = lowering.split_evidence(&operation.documentation, operation.at);
    let (travel, travel_evidence) = lowering.split_evidence(&bound.documentation, bound.at);
    add_sentence(&mut documentation, &travel);
    if let Some(known) = travel_evidence {
        add_sentence(&mut documentation, &evidence_sentence("Evidence for the action", &known));
    }
    Some(Operation {
        name: name.clone(),
        friendly: overload_name(port_type, operation),
        documentation,
        evidence,
        inferred: false,
        session: SessionUse::None,
        session_need: None,
        retry: Retry::Never,
        recovered_by: None,
        exchange: Exchange::Envelope {
            action: bound.action.clone().unwrap_or_default(),
            version: (*version).to_owned(),
            request,
            reply,
            faults,
        },
    })
}

/// Headers are no part of the bindings; those of requests may be needed.
fn headers(lowering: &mut Lowering<'_>, name: &str, [input, output]: [Option<&Body>; 2]) {
    for header in input.map(|body| body.headers.as_slice()).unwrap_or_default() {
        let message = format!(
            "the header `{}` of the operation `{name}` is left out: headers are not sent",
            header.part
        );
        lowering.left_out(
            "wsdl-header",
            header.at,
            message,
            "If the partner insists on it, the operation cannot be used.",
        );
    }
    for header in output.map(|body| body.headers.as_slice()).unwrap_or_default() {
        let message = format!("the header `{}` in replies of `{name}` is not read", header.part);
        lowering.warn(
            "wsdl-reply-header",
            header.at,
            message,
            "Nothing needs to be done unless its content matters.",
        );
    }
}
