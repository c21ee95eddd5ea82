//! Both partners as servers on loopback.

mod clock;
mod error;
mod listener;
mod netspend;
mod panics;
mod papi3;
mod pki;

pub use clock::Clock;
pub use error::StartError;
pub use pki::Identity;
