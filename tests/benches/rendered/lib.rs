//! StartSession as xsd-parser renders it: a contender of the codec benchmark.

// Rendered text is not ours to polish.
#[allow(missing_docs, unreachable_pub, dead_code, clippy::all, clippy::pedantic)]
mod sign_on {
    include!(concat!(env!("OUT_DIR"), "/sign_on.rs"));
}

pub use sign_on::*;
