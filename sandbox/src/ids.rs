//! The ids that the sandbox gives out: GUIDs drawn from the seed, the same ones in each run.

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use uuid::Builder;

/// A source of GUIDs.
pub(crate) struct Ids {
    random: ChaCha8Rng,
}

impl Ids {
    /// A source that gives the same GUIDs for the same seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self { random: ChaCha8Rng::seed_from_u64(seed) }
    }

    /// The next GUID.
    pub(crate) fn next(&mut self) -> String {
        Builder::from_random_bytes(self.random.random()).into_uuid().to_string()
    }
}
