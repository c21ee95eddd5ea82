//! The sandbox's clock: real time, or time that a test moves by hand.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A clock that only goes forward. Clones share one time.
///
/// A running clock follows the machine and can be pushed ahead with [`Clock::advance`]; a stopped one moves by
/// `advance` alone, so that a boundary (14:59, 15:00, 15:01) can be met exactly.
#[derive(Clone, Debug)]
pub struct Clock {
    start: Instant,
    running: bool,
    pushed: Arc<Mutex<Duration>>,
}

impl Clock {
    /// A clock that follows the machine.
    pub fn running() -> Self {
        Self { start: Instant::now(), running: true, pushed: Arc::default() }
    }

    /// A clock that stands still until it is advanced.
    pub fn stopped() -> Self {
        Self { running: false, ..Self::running() }
    }

    /// Moves the clock ahead by `by`, in every clone.
    pub fn advance(&self, by: Duration) {
        *self.pushed.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }

    /// The time since the clock was made.
    pub(crate) fn now(&self) -> Duration {
        let elapsed = if self.running { self.start.elapsed() } else { Duration::ZERO };
        elapsed + *self.pushed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_moves_by_hand_alone_and_in_every_clone() {
        let clock = Clock::stopped();
        let clone = clock.clone();
        assert_eq!(clone.now(), Duration::ZERO);
        clock.advance(Duration::from_secs(899));
        assert_eq!(clone.now(), Duration::from_secs(899));
    }

    #[test]
    fn a_running_clock_can_be_pushed_ahead() {
        let clock = Clock::running();
        clock.advance(Duration::from_secs(60));
        assert!(clock.now() >= Duration::from_secs(60));
    }
}
