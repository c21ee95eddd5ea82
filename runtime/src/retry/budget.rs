//! A budget of repeats that all calls to one target share.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a full budget holds: ten repeats.
const FULL: u32 = 100;
/// What a repeat costs.
const REPEAT: u32 = 10;
/// What a call that succeeds pays in.
const SUCCESS: u32 = 1;

/// Repeats that are left. A target that is down uses them up, and is then called once per call; one that works earns
/// one for each ten successes.
pub(crate) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

impl Budget {
    /// Pays for a repeat; `false` if nothing is left.
    pub(crate) fn spend(&self) -> bool {
        let paid = |left: u32| left.checked_sub(REPEAT);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, paid).is_ok()
    }

    /// A call succeeded.
    pub(crate) fn earn(&self) {
        let earned = |left: u32| Some((left + SUCCESS).min(FULL));
        // It always stores something.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, earned);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_repeats_are_in_reserve_and_ten_successes_earn_one() {
        let budget = Budget::default();
        budget.earn();
        assert_eq!((0..20).filter(|_| budget.spend()).count(), 10, "it holds no more than when full");
        (0..9).for_each(|_| budget.earn());
        assert!(!budget.spend());
        budget.earn();
        assert!(budget.spend() && !budget.spend());
    }
}
