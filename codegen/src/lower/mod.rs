//! From a format's own terms to the contract.
