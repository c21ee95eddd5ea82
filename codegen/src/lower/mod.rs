//! From a format's own terms to the contract.

use std::collections::BTreeMap;

pub mod openapi;
pub mod wsdl;

/// What the binding profile says about names before lowering: everything is optional.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Naming {
    /// Short module name by namespace; other modules are named after the namespace's last segment.
    pub modules: BTreeMap<String, String>,
    /// Short endpoint name by the service's name on the wire, or by the port's where a service has ports of several
    /// kinds; services of one short name are one.
    pub services: BTreeMap<String, String>,
    /// The operations to generate, by wire name; all of them when absent.
    pub only: Option<Vec<String>>,
    /// Schemas that become types although no operation mentions them: what a partner sends by itself. One that the
    /// document does not have is passed over here; laying the profile over the contract complains.
    pub events: Vec<String>,
}
