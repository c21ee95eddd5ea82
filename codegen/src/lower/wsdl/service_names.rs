//! Names for endpoints and operations that share one in their documents.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;

use super::Lowering;
use super::endpoints::Endpoint;
use super::modules::tails;
use crate::contract::Operation;
use crate::document::wsdl::{self, PortType};

/// A name that no other endpoint has: its own in `snake_case`, else with the end of its namespace before it.
pub(super) fn own_name(
    lowering: &mut Lowering<'_>,
    endpoint: &Endpoint<'_>,
    taken: &mut BTreeSet<String>,
) -> String {
    let plain = endpoint.wire_name.to_snake_case();
    if taken.insert(plain.clone()) {
        return plain;
    }
    let namespace = endpoint.binding_name.namespace.as_deref().unwrap_or_default();
    let longer = tails(namespace).into_iter().map(|tail| format!("{tail}_{plain}"));
    let numbered = (2..).map(|number| format!("{plain}_{number}"));
    let name = longer.chain(numbered).find(|name| !taken.contains(name)).unwrap_or(plain);
    taken.insert(name.clone());
    let message = format!("a second service is called `{}`: its endpoint is `{name}`", endpoint.wire_name);
    let help = "Nothing needs to be done. To make the two one endpoint, give both one name in [services].";
    lowering.warn("wsdl-same-service", endpoint.documented_at, message, help);
    name
}

/// A name for an overloaded operation: that of its input, or of its message.
pub(super) fn overload_name(port_type: &PortType, operation: &wsdl::Operation) -> Option<String> {
    let same: Vec<&wsdl::Operation> =
        port_type.operations.iter().filter(|other| other.name == operation.name).collect();
    if same.len() < 2 {
        return None;
    }
    let by_input =
        |operation: &wsdl::Operation| operation.input.as_ref().and_then(|input| input.name.clone());
    let by_message = |operation: &wsdl::Operation| {
        operation.input.as_ref().and_then(|input| input.message.as_ref()).map(|name| name.local.to_string())
    };
    let is_unique = |names: &[Option<String>]| {
        let distinct: BTreeSet<_> = names.iter().collect();
        distinct.len() == names.len() && names.iter().all(Option::is_some)
    };
    let inputs: Vec<Option<String>> = same.iter().map(|operation| by_input(operation)).collect();
    let messages: Vec<Option<String>> = same.iter().map(|operation| by_message(operation)).collect();
    if is_unique(&inputs) {
        by_input(operation)
    } else if is_unique(&messages) {
        by_message(operation)
    } else {
        let position = same.iter().position(|other| other.at == operation.at)?;
        (position > 0).then(|| format!("{}_{}", operation.name, position + 1))
    }
}

/// Gives operations of one name, which come from several port types, names of their own.
pub(super) fn tell_apart(operations: &mut [Operation]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for operation in operations {
        let name = operation.friendly.clone().unwrap_or_else(|| operation.name.clone());
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            operation.friendly = Some(format!("{name}_{count}"));
        }
    }
}
