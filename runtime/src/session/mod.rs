//! What a partner gave us to be recognised by, and how long it holds.

mod token;

pub use token::PartnerToken;
