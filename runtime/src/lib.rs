//! What a generated client needs at run time.

pub mod call;
pub mod clock;
pub mod codes;
pub mod endpoint;
pub mod error;
mod exchange;
pub mod json;
#[cfg(test)]
mod loopback;
pub mod rest;
pub mod retry;
pub mod secret;
pub mod session;
pub mod soap;
pub mod transport;
pub mod xml;
