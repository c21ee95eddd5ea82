//! The flows against the sandbox, over real mutual TLS.

#![allow(
    clippy::duplicate_mod,
    reason = "each example has a support module of its own, which is the same file"
)]

#[path = "../../examples/support/mod.rs"]
mod support;

#[path = "../../benches/chaos/naive.rs"]
mod naive;
#[path = "../../benches/chaos/ours.rs"]
mod ours;
#[path = "../../benches/chaos/world.rs"]
mod world;

mod chaos;
mod elsewhere;
mod guides;
mod kills;
mod recovery;
