//! Room for recursion: documents nest up to some hundred levels and their declarations refer to one another in chains,
//! and a test's or a build script's thread may be small.

use std::panic::resume_unwind;
use std::thread::{Builder, scope};

/// A hundred levels take some four megabytes in a build without optimisation; pages that are not touched cost nothing.
const BYTES: usize = 64 << 20;

/// Does the work on a stack that holds the deepest document that is read.
pub fn with_deep_stack<T: Send>(work: impl Fn() -> T + Sync) -> T {
    scope(|scope| match Builder::new().stack_size(BYTES).spawn_scoped(scope, &work) {
        Ok(handle) => handle.join().unwrap_or_else(|panic| resume_unwind(panic)),
        // Where no thread can be had, the stack at hand has to do; it does for all but the deepest documents.
        Err(_) => work(),
    })
}
