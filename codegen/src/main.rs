//! The command `bindery`.

fn main() {}
