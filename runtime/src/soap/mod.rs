//! SOAP calls without their transport: envelopes are written, replies judged and decoded, and the same from the
//! server's side.
//!
//! Document/literal, rpc/literal and rpc/encoded, SOAP 1.1 and 1.2. What stands beside request and reply is in files of
//! its own: `headers` and `block` for the header, `addressing` and `security` for what two standards put into it,
//! `multipart` for what travels beside the envelope, `detail` for what faults declare. A reply is gone through twice:
//! first to its end for faults and the result code,
//! which count more than a field that is missing or malformed beside them; then, if it is a success, for its value.

mod addressing;
mod block;
mod detail;
mod envelope;
mod fault;
mod headers;
mod multipart;
mod operation;
mod reply;
mod request;
mod security;
mod server;

pub use addressing::Addressing;
pub use block::Block;
pub use detail::Declared;
pub use headers::{Headers, NO_HEADERS, WithHeaders};
pub use operation::{Description, Operation, Version};
pub(crate) use reply::{accept, decode, decode_whole};
pub(crate) use request::Outgoing;
pub use server::{Answer, Fault, FaultCode, Incoming, reply, reply_to};

#[cfg(test)]
mod tests;
