//! Both partners as servers on loopback.

mod clock;
mod pki;

pub use clock::Clock;
pub use pki::Identity;
