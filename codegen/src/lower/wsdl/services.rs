//! Which operations the endpoints offer, and how each travels.

use std::collections::BTreeSet;

use super::demands::addressing;
use super::endpoints::{Endpoint, endpoints};
use super::headers::Declared;
use super::messages::{Side, Subject};
use super::notes::{add_sentence, evidence_sentence};
use super::service_names::{overload_name, own_name, tell_apart};
use super::{Lowering, Naming, Selectable};
use crate::contract::{Attached, Beside, Exchange, Message, Operation, Retry, Service, SessionUse};
use crate::document::wsdl::{self, Binding, Body, BoundOperation, End, PortType, Protocol, Style};
use crate::document::xml::is_name;

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
        let demands = lowering.endpoint_demands(&endpoint, naming);
        match services.iter_mut().find(|service| service.name == name) {
            Some(service) => {
                service.shared_with.push(endpoint.wire_name);
                service.demands = service.demands.and(demands);
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
                demands,
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

fn operations<'a>(lowering: &mut Lowering<'a>, endpoint: &Endpoint<'a>, naming: &Naming) -> Vec<Operation> {
    let documents = lowering.documents;
    let port_type = &documents.port_types[endpoint.port_type];
    let asked_for = |name: &str| naming.asks_for(&endpoint.selectable(name));
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
        let bindings = [endpoint.binding].into_iter().chain(endpoint.others.iter().copied());
        let bound = bindings
            .into_iter()
            .find_map(|binding| Some((binding, bound(binding, port_type, abstract_operation)?)));
        match bound {
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
    let namespace = endpoint.port_type.namespace.as_deref().unwrap_or_default();
    lowering.share(&endpoint.port_type.local, namespace, operations)
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
    (binding, bound): (&'a Binding, &'a BoundOperation),
) -> Option<(Operation, Declared)> {
    let name = &operation.name;
    let Protocol::Soap { version, style, .. } = &binding.protocol else { return None };
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
    let declared = lowering.headers(&subject, bodies);
    if bound.action.is_none() && *version == "1.1" {
        let message = format!("the binding gives `{name}` no SOAPAction: an empty one is sent");
        let help = "Add soap:operation with soapAction, if the partner expects one.";
        lowering.warn("wsdl-no-action", bound.at, message, help);
    }
    let message =
        |lowering: &mut Lowering<'a>, end: &'a End, body: Option<&'a Body>, side: Side| -> Option<Message> {
            let body = body.unwrap_or(&default);
            let message = match bound.style.unwrap_or(*style) {
                Style::Document => lowering.document_message(&subject, end, body, side),
                Style::Rpc => lowering.rpc_message(&subject, end, body, side),
            };
            let beside = |attached: &wsdl::Attached| Attached {
                name: attached.part.clone(),
                media: attached.media.clone(),
            };
            message
                .map(|message| Message { beside: body.attachments.iter().map(beside).collect(), ..message })
        };
    let request = message(lowering, input, bound.input.as_ref(), Side::Request)?;
    let reply = match &operation.output {
        Some(output) => Some(message(lowering, output, bound.output.as_ref(), Side::Reply)?),
        None => None,
    };
    let faults = operation.faults.iter().filter_map(|declared| lowering.fault(&subject, declared)).collect();
    let (mut documentation, evidence) = lowering.split_evidence(&operation.documentation, operation.at);
    let (travel, travel_evidence) = lowering.split_evidence(&bound.documentation, bound.at);
    add_sentence(&mut documentation, &travel);
    if let Some(known) = travel_evidence {
        add_sentence(&mut documentation, &evidence_sentence("Evidence for the action", &known));
    }
    let lowered = Operation {
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
            beside: Beside {
                addressing: addressing(endpoint, binding, operation, bound),
                ..Beside::default()
            },
        },
    };
    Some((lowered, declared))
}
