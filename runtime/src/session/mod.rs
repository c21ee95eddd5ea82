//! What a partner gave us to be recognised by, and how long it holds: its own token, and the sessions of end users.
//!
//! A session ages by a clock of its own ([`SessionClock`]), its rules are a plain state without any waiting
//! (`state`), the slot that clones of a handle share adds the waiting, and a turn takes one call through it.

mod clock;
mod promotion;
mod slot;
mod state;
mod token;
mod turn;

pub use clock::SessionClock;
pub use promotion::NotPromoted;
pub use slot::{Rules, Slot};
pub use state::Effect;
pub use token::PartnerToken;
pub use turn::Turn;

#[cfg(test)]
mod tests;
