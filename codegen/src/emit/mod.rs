//! From a checked contract to the files of the bindings; cannot fail.
