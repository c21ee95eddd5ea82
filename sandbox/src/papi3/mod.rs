//! PAPI3 as the sandbox plays it: one environment is one set of sessions, behind one client authority.

mod answer;
mod state;

pub use state::{TEST_ACCOUNT_HOLDERS, TestAccountHolder};
