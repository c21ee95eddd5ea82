//! Compares two contracts and names what changed.
