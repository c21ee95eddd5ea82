//! The flows of Netspend: login, onboarding, transfers between people, identity questions, PINs.
//!
//! The user's device is on the other side of all of them: only the SDK in it can encrypt and decrypt. So the flows take
//! encrypted values from the app and hand encrypted values to it, by [`Encrypted`](bindery_runtime::Encrypted), which
//! nobody here can read; none of them, and no session, is ever written down.
//!
//! | flow | begins with | what can be in doubt |
//! |---|---|---|
//! | a person session at login | [`login::prepare`] | nothing: a second session does no harm |
//! | onboarding: account, person, workflow steps, card | [`Onboardings::begin`](onboarding::Onboardings::begin) | account, person, card |
//! | transfer between two people | [`Transfers::begin`](transfer::Transfers::begin) | the transfer |
//! | identity questions, one attempt within five minutes | [`questions::ask`] | the answers |
//! | PIN, which activates a card | [`pin::verify`] | the PIN |
//!
//! # What is in doubt
//!
//! Netspend documents no idempotency key, and a second account, person, card or transfer does harm. So what is about to be
//! created is written into [`records`] first, and the call is made once. A reply that leaves open what happened is
//! [`Outcome::Unknown`], never a failure; from then on that creation is not sent again by any worker, in this process or
//! the next. It is cleared up by what can be read: a webhook that names the transfer, the list of cards (feature
//! `inferred`: its path is not documented). Where nothing can be read, as after an account that may have been created, the
//! [`Case`] says what a person must look for, and the person's answer goes into `decide`.

mod answer;
mod error;
pub mod login;
pub mod onboarding;
mod once;
pub mod pin;
pub mod questions;
pub mod records;
pub mod transfer;

pub use answer::{Case, Decision, Outcome, Thing};
pub use error::{Error, Result};
