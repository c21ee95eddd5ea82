//! What policies demand: of a service's endpoint, and of the messages of an operation.

use super::endpoints::Endpoint;
use super::{Lowering, Naming};
use crate::contract::{Addressing, Demands, UserToken};
use crate::document::wsdl::{Binding, BoundOperation, Demand, Demanded, End, Operation};

impl Lowering<'_> {
    /// What an endpoint demands. What is not known to us is named: calls may be refused for want of it.
    pub(super) fn endpoint_demands(&mut self, endpoint: &Endpoint<'_>, naming: &Naming) -> Demands {
        let mut demands = Demands::default();
        let asked_for = |bound: &&BoundOperation| naming.asks_for(&endpoint.selectable(&bound.name));
        let operations: Vec<&BoundOperation> = endpoint.binding.operations.iter().filter(asked_for).collect();
        if operations.is_empty() {
            return demands;
        }
        let own = endpoint.binding.demands.iter().chain(endpoint.port_demands);
        let all: Vec<&Demanded> =
            own.chain(operations.into_iter().flat_map(|operation| &operation.demands)).collect();
        for demanded in all {
            match &demanded.what {
                Demand::ClientCertificate => demands.client_certificate = true,
                Demand::Basic => demands.basic = true,
                Demand::Timestamp => demands.timestamp = true,
                Demand::UsernameToken { digest: true } => demands.user = Some(UserToken::Digest),
                // A password may be sent as a digest where nothing is said of how.
                Demand::UsernameToken { digest: false } => {
                    demands.user.get_or_insert(UserToken::Password);
                }
                Demand::Addressing => {}
                Demand::Other(name) => {
                    let name: String = name.chars().take(80).collect();
                    let message = format!(
                        "the policy of the binding `{}` demands `{name}`, which is not supported: calls may be refused",
                        endpoint.binding_name.local
                    );
                    let help =
                        "Ask the partner for an endpoint without it, or whether it is really enforced.";
                    self.left_out("wsdl-policy", demanded.at, message, help);
                }
            }
        }
        demands
    }
}

/// The actions of an operation, where WS-Addressing is demanded.
pub(super) fn addressing(
    endpoint: &Endpoint<'_>,
    binding: &Binding,
    operation: &Operation,
    bound: &BoundOperation,
) -> Option<Addressing> {
    let mut demands = binding.demands.iter().chain(endpoint.port_demands).chain(&bound.demands);
    if !demands.any(|demanded| demanded.what == Demand::Addressing) {
        return None;
    }
    let input = operation.input.as_ref()?;
    let own = input.action.clone().or_else(|| bound.action.clone()).filter(|action| !action.is_empty());
    let action = own.unwrap_or_else(|| default(endpoint, operation, input, "Request"));
    let reply_action = operation.output.as_ref().map_or_else(String::new, |output| {
        let own = output.action.clone().filter(|action| !action.is_empty());
        own.unwrap_or_else(|| default(endpoint, operation, output, "Response"))
    });
    Some(Addressing { action, reply_action })
}

/// The action of a message that names none: namespace, port type and message, by the rule of the WSDL binding of
/// WS-Addressing.
fn default(endpoint: &Endpoint<'_>, operation: &Operation, end: &End, word: &str) -> String {
    let namespace = endpoint.port_type.namespace.as_deref().unwrap_or_default();
    let separator = if namespace.starts_with("urn:") { ':' } else { '/' };
    let namespace = namespace.strip_suffix(separator).unwrap_or(namespace);
    let name = end.name.clone().unwrap_or_else(|| match word {
        "Request" if operation.output.is_none() => operation.name.clone(),
        _ => format!("{}{word}", operation.name),
    });
    format!("{namespace}{separator}{}{separator}{name}", endpoint.port_type.local)
}
