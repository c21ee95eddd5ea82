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
    /// The operations to generate, each by one of the names of [`Selectable`]; all of them when absent.
    pub only: Option<Vec<String>>,
    /// Schemas that become types although no operation mentions them: what a partner sends by itself. One that the
    /// document does not have is passed over here; laying the profile over the contract complains.
    pub events: Vec<String>,
}

/// The names by which one operation can be asked for: its own first, then those that tell it from others of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selectable(pub Vec<String>);

impl Naming {
    /// Whether an operation with these names is to be generated.
    fn asks_for(&self, names: &Selectable) -> bool {
        self.only.as_ref().is_none_or(|only| names.0.iter().any(|name| only.contains(name)))
    }

    /// Whether an operation of this name may be asked for, wherever it stands.
    fn may_ask_for(&self, operation: &str) -> bool {
        let is_end = |asked: &String| {
            asked.strip_suffix(operation).is_some_and(|before| before.is_empty() || before.ends_with('.'))
        };
        self.only.as_ref().is_none_or(|only| only.iter().any(is_end))
    }
}
