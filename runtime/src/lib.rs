//! What a generated client needs at run time.

pub mod codes;
pub mod endpoint;
pub mod error;
mod exchange;
pub mod secret;
pub mod transport;
pub mod xml;
