//! The binding profile: what a contract cannot say, said once.
