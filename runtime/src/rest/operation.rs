//! What the generator knows of a REST service before any call.

use crate::codes::CodeTable;
use crate::retry::Retry;

/// One service of a partner.
#[derive(Debug)]
pub struct Description {
    /// The partner's short name.
    pub partner: &'static str,
    /// The service's short name.
    pub service: &'static str,
    /// How an error body names its code.
    pub codes: Option<&'static CodeTable>,
}

/// One operation: a method on a path.
#[derive(Debug)]
pub struct Operation {
    /// Its name in the contract.
    pub name: &'static str,
    /// `GET`, `POST`, ...
    pub method: &'static str,
    /// The path below the endpoint, with `{name}` parameters: `/people/{person_id}`.
    pub path: &'static str,
    /// Statuses of success whose body has another type than the one that the call returns.
    pub otherwise: &'static [u16],
    /// Whether it may be sent again.
    pub retry: Retry,
}
