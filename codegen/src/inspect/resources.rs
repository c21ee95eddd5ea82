//! The operations of a contract of resources.

use super::{Operation, Port, Service};
use crate::contract::{self, Contract, Exchange, Occurs, Place, Status, TypeRef};

/// The one service of such a contract.
pub(crate) fn service(contract: &Contract) -> Service {
    let name = contract.services.first().map(|service| service.wire_name.clone()).unwrap_or_default();
    let operations = contract.operations().filter_map(|(_, operation)| self::operation(operation));
    let port = Port {
        name: None,
        binding: None,
        port_type: None,
        protocol: "HTTP".to_owned(),
        operations: operations.collect(),
    };
    Service { name, ports: vec![port] }
}

fn operation(operation: &contract::Operation) -> Option<Operation> {
    let Exchange::Resource { method, path, parameters, body, body_required, replies, .. } =
        &operation.exchange
    else {
        return None;
    };
    let mut request: Vec<String> = parameters
        .iter()
        .map(|parameter| {
            let place = match parameter.place {
                Place::Path => "path",
                Place::Query => "query",
                Place::Header => "header",
            };
            let optional = if parameter.field.occurs == Occurs::Required { "" } else { ", optional" };
            let r#type = shown(&parameter.field.r#type);
            format!("{place} {}: {type}{optional}", parameter.field.name.local)
        })
        .collect();
    if let Some((media_type, r#type)) = body {
        let optional = if *body_required { "" } else { ", optional" };
        request.push(format!("body {media_type}: {}{optional}", shown(r#type)));
    }
    let reply = replies.iter().map(|reply| {
        let status = match reply.status {
            Status::Exactly(status) => status.to_string(),
            Status::Class(class) => format!("{class}xx"),
            Status::Other => "otherwise".to_owned(),
        };
        match &reply.body {
            Some((media_type, r#type)) => format!("{status} {media_type}: {}", shown(r#type)),
            None => status,
        }
    });
    Some(Operation {
        name: operation.name.clone(),
        style: format!("{method} {path}"),
        action: None,
        request,
        reply: reply.collect(),
        headers: Vec::new(),
        faults: Vec::new(),
    })
}

fn shown(r#type: &TypeRef) -> String {
    match r#type {
        TypeRef::Scalar(scalar) => format!("{scalar:?}").to_lowercase(),
        TypeRef::Named(id) => id.path.clone(),
        TypeRef::ListOf(item) => format!("list of {}", shown(item)),
        TypeRef::MapOf(item) => format!("map of {}", shown(item)),
    }
}
