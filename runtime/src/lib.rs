//! What a generated client needs at run time.

pub mod xml;
