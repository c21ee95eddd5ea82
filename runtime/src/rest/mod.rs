//! REST calls without their transport: requests are built, replies judged and decoded, and the same from the server's
//! side.

mod operation;
mod reply;
mod request;
mod server;

pub use operation::{Description, Operation};
pub(crate) use reply::{accept, decode};
pub use request::Request;
pub use server::{Answer, Incoming, matches};

#[cfg(test)]
mod tests;
