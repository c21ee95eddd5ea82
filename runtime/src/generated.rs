//! The one list of names that generated code may use. Nothing is defined here.
//!
//! Generated modules begin with `use bindery_runtime::generated as rt;` and name nothing else of this crate, so this
//! list is what the generator and the runtime have agreed on.

pub use std::fmt;
pub use std::future::Future;
pub use std::marker::PhantomData;
pub use std::sync::Arc;
pub use std::time::Duration;

/// Binary content: images, mostly.
pub use bytes::Bytes;
/// Money.
pub use rust_decimal::Decimal;

/// Reading and writing XML: tables of rows, values, names.
pub use crate::xml;

/// JSON: loose scalars, open objects, partial updates.
pub mod json {
    pub use crate::json::{Base64, Map, Members, Number, OneOf, Patch, TextOrNumber, Value, decimal, list};
}

/// Result codes: the table of a partner and what it says about one code.
pub mod codes {
    pub use crate::codes::{Class, CodeRule, CodeTable, UserText};
}

/// SOAP services: what describes them, how they are called, and the server's side.
pub mod soap {
    pub use crate::call::SoapPort as Port;
    pub use crate::soap::{Answer, Description, Fault, FaultCode, Incoming, Operation, Version, reply};
}

/// REST services: what describes them, how they are called, and the server's side.
pub mod rest {
    pub use crate::call::RestPort as Port;
    pub use crate::rest::{Answer, Description, Incoming, Operation, Request, matches};
}

/// Whether an operation may be sent again.
pub use crate::retry::Retry;

/// The end user's date, time and zone.
pub mod clock {
    pub use crate::clock::{LocalClock, LocalTime};
}

/// Sessions that are opened when needed and renewed when gone, and those that are promoted.
pub mod session {
    pub use crate::session::{Effect, NotPromoted, Rules, SessionClock, Slot, Turn};
}

/// That certificate, ids and addresses are of one environment.
pub mod environment {
    pub use crate::environment::{Belongings, check_identity, keep_apart, unknown};
}

/// The limits that a schema states.
pub mod validate {
    pub use crate::validate::{Checker, Facet, Validate};
}

/// What a partner sends by itself.
pub mod webhook {
    pub use crate::webhook::{Encoding, Hash, Scheme, member, read};
}

pub use crate::endpoint::Endpoint;
pub use crate::error::{Error, Result};
pub use crate::secret::{Encrypted, Secret};
pub use crate::session::PartnerToken;
pub use crate::transport::{CertificatePin, Transport};
