//! Opens a session.
fn main() {}
