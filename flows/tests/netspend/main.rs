//! The flows of Netspend against the sandbox, over real TLS.

#![allow(
    clippy::duplicate_mod,
    reason = "each example has a module for the user's phone of its own, which is the same file"
)]

#[path = "../../examples/phone/mod.rs"]
mod phone;

mod examples;
mod onboarding;
mod pins;
mod questions;
mod transfers;
