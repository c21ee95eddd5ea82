//! Which endpoints there are, and which binding each is called by.
//!
//! A service becomes one endpoint for each port type it offers. Where the same port type is offered in several ways,
//! the binding whose port the profile names is taken, else the first SOAP 1.1 binding, else the first SOAP 1.2 binding;
//! an operation that this one lacks is taken from another.

use super::{Lowering, Naming, Selectable};
use crate::document::wsdl::{Binding, Demanded, Protocol};
use crate::document::xml::QName;
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
    pub(super) known_as: Vec<String>,
    /// What may stand before an operation's name and a dot, to tell it from one of another endpoint.
    pub(super) qualifiers: Vec<String>,
    pub(super) documentation: String,
    pub(super) documented_at: At,
    pub(super) port_type: &'a QName,
    pub(super) binding_name: &'a QName,
    pub(super) binding: &'a Binding,
    /// Other SOAP bindings of the port type.
    pub(super) others: Vec<&'a Binding>,
    /// What the policies of the port demand.
    pub(super) port_demands: &'a [Demanded],
}

impl Endpoint<'_> {
    /// The names that an operation of this endpoint may be asked for by.
    pub(super) fn selectable(&self, operation: &str) -> Selectable {
        let qualified = self.qualifiers.iter().map(|qualifier| format!("{qualifier}.{operation}"));
        Selectable(std::iter::once(operation.to_owned()).chain(qualified).collect())
    }
}

/// The endpoints of all services; without any service, one for each port type that is bound.
pub(super) fn endpoints<'a>(lowering: &mut Lowering<'a>, naming: &Naming) -> Vec<Endpoint<'a>> {
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
        let alone = chosen.len() == 1;
        for Chosen { port, binding_name, binding, port_type, others, .. } in chosen {
            let own = service.name.local.to_string();
            // A port that is not used, because another one offers the same, names the operations just as well.
            let of_type = |binding: &QName| documents.bindings[binding].port_type.as_ref() == Some(port_type);
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
                wire_name: if alone { own.clone() } else { port.to_owned() },
                known_as: vec![port.to_owned(), own],
                documentation: service.documentation.clone(),
                documented_at: service.at,
                port_type,
                binding_name,
                binding,
                others,
                port_demands: service
                    .ports
                    .iter()
                    .find(|declared| declared.name == port)
                    .map_or(&[], |port| &port.demands),
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
        for Chosen { port, binding_name, binding, port_type, others, .. } in choose(lowering, &ports, naming)
        {
            endpoints.push(Endpoint {
                qualifiers: vec![port_type.local.to_string(), port.to_owned()],
                wire_name: port_type.local.to_string(),
                known_as: vec![port_type.local.to_string()],
                documentation: documents.port_types[port_type].documentation.clone(),
                documented_at: documents.port_types[port_type].at,
                port_type,
                binding_name,
                binding,
                others,
                port_demands: &[],
            });
        }
    }
    endpoints
}

/// The SOAP binding that is taken for a port type.
struct Chosen<'a> {
    port: &'a str,
    binding_name: &'a QName,
    binding: &'a Binding,
    port_type: &'a QName,
    /// Other SOAP bindings of the same port type.
    others: Vec<&'a Binding>,
    at: At,
}

/// One SOAP binding for each port type, in the order of ports; what is offered otherwise is reported.
fn choose<'a>(
    lowering: &mut Lowering<'a>,
    ports: &[(&'a str, &'a QName, At)],
    naming: &Naming,
) -> Vec<Chosen<'a>> {
    let documents = lowering.documents;
    let mut chosen: Vec<Chosen<'a>> = Vec::new();
    let mut others: Vec<(&QName, At, &Binding)> = Vec::new();
    for &(port, binding_name, at) in ports {
        let binding = &documents.bindings[binding_name];
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
        if !matches!(&binding.protocol, Protocol::Soap { transport, .. } if is_http(transport)) {
            others.push((port_type, at, binding));
            continue;
        }
        // The profile's word counts for more than the version.
        let rank = |port: &str, binding: &Binding| {
            (!naming.services.contains_key(port), version_of(binding) != "1.1")
        };
        let mut new = Chosen { port, binding_name, binding, port_type, others: Vec::new(), at };
        match chosen.iter_mut().find(|other| other.port_type == port_type) {
            None => chosen.push(new),
            Some(before) => {
                if rank(port, binding) < rank(before.port, before.binding) {
                    new.others = std::mem::take(&mut before.others);
                    std::mem::swap(before, &mut new);
                }
                not_used(lowering, &new, before);
                before.others.push(new.binding);
            }
        }
    }
    let offered: Vec<&str> = chosen
        .iter()
        .flat_map(|chosen| chosen.others.iter().copied().chain([chosen.binding]))
        .flat_map(|binding| binding.operations.iter().map(|operation| operation.name.as_str()))
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

/// Says that a port offers in another way what a port that is used offers, too.
fn not_used(lowering: &mut Lowering<'_>, port: &Chosen<'_>, used: &Chosen<'_>) {
    let (version, used_version) = (version_of(port.binding), version_of(used.binding));
    let message = format!(
        "the port `{}` (SOAP {version}) is not used: `{}` offers the same over SOAP {used_version}",
        port.port, used.port
    );
    let help =
        format!("Nothing needs to be done. To use it instead, give `{}` a name in [services].", port.port);
    lowering.warn("wsdl-port-not-used", port.at, message, &help);
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
