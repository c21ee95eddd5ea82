//! The generator: partner documents in, one contract, typed bindings out.
//!
//! Data flows one way, and the folders are named after its stages:
//!
//! ```text
//! sources -> document -> lower -> contract -> emit -> tree
//!                profile ----^                  (diff compares two contracts)
//! ```
//!
//! [`sources`] is the only reader of files and [`tree`] the only writer; everything between them is a pure function,
//! so the same inputs give the same bytes on every machine. Beside this stands `bindery csr`, which makes keys and
//! certificate requests; it reads no contract and writes no bindings.
//!
//! A build script calls [`build()`], and depends on this crate without default features: it makes no keys.

pub mod command;
pub mod contract;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod emit;
pub mod explain;
mod finite;
pub mod generate;
pub mod inspect;
pub mod lower;
mod pattern;
pub mod profile;
mod reach;
mod report;
pub mod sources;
pub mod tree;

pub use generate::script::build;
