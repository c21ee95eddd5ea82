//! SOAP calls without their transport: envelopes are written, replies judged and decoded, and the same from the
//! server's side.
//!
//! Document/literal, rpc/literal and rpc/encoded, SOAP 1.1 and 1.2, with attachments. A reply is gone through twice: first to its end for faults and the result code,
//! which count more than a field that is missing or malformed beside them; then, if it is a success, for its value.

mod envelope;
mod fault;
mod multipart;
mod operation;
mod reply;
mod request;
mod server;

pub use operation::{Description, Operation, Version};
pub(crate) use reply::{accept, decode};
pub(crate) use request::{Beside, encode};
pub use server::{Answer, Fault, FaultCode, Incoming, reply};

#[cfg(test)]
mod tests;
