//! The clock by which an idle session ages: it notices that the machine slept, and a test can move it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

/// The clock by which idle sessions age: the machine's, or one that a test moves by hand. Clones share one time.
///
/// Two times are read together, and the longer of the two spans counts. The steady one cannot be set, but stands still
/// while the machine sleeps; the wall clock goes on then, but can be set. A wall clock that is set back therefore
/// never makes a session younger, and one that is set ahead at worst costs an opening.
#[derive(Debug, Clone, Default)]
pub struct SessionClock(Option<Arc<Mutex<Moment>>>);

/// An instant, by both clocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    steady: Instant,
    wall: SystemTime,
}

impl Moment {
    fn now() -> Self {
        Self { steady: Instant::now(), wall: SystemTime::now() }
    }

    /// How long after an earlier instant this one is; zero if it is not later.
    pub(super) fn since(self, earlier: Self) -> Duration {
        let steady = self.steady.saturating_duration_since(earlier.steady);
        steady.max(self.wall.duration_since(earlier.wall).unwrap_or_default())
    }

    /// The later of two instants, by the clock that cannot be set.
    pub(super) fn later(self, other: Self) -> Self {
        if other.steady > self.steady { other } else { self }
    }
}

impl SessionClock {
    /// A clock that stands still until it is moved: for tests.
    #[must_use]
    pub fn stopped() -> Self {
        Self(Some(Arc::new(Mutex::new(Moment::now()))))
    }

    /// Lets time pass. A clock that follows the machine is not moved.
    pub fn advance(&self, by: Duration) {
        self.turn(|now| {
            now.steady += by;
            now.wall += by;
        });
    }

    /// Lets time pass as it does while the machine sleeps: on the wall only. A clock that follows the machine is not
    /// moved.
    pub fn sleep(&self, by: Duration) {
        self.turn(|now| now.wall += by);
    }

    /// Sets the wall clock back. A clock that follows the machine is not moved.
    pub fn set_back(&self, by: Duration) {
        self.turn(|now| now.wall -= by);
    }

    fn turn(&self, how: impl FnOnce(&mut Moment)) {
        if let Some(by_hand) = &self.0 {
            how(&mut by_hand.lock().unwrap_or_else(PoisonError::into_inner));
        }
    }

    pub(super) fn now(&self) -> Moment {
        match &self.0 {
            None => Moment::now(),
            Some(by_hand) => *by_hand.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn the_longer_of_two_spans_counts() {
        let clock = SessionClock::stopped();
        let start = clock.now();
        clock.advance(MINUTE);
        assert_eq!(clock.now().since(start), MINUTE);
        clock.sleep(10 * MINUTE);
        assert_eq!(clock.now().since(start), 11 * MINUTE, "sleep counts");
        clock.set_back(60 * MINUTE);
        assert_eq!(clock.now().since(start), MINUTE, "a wall clock set back does not prolong");
        assert_eq!(start.since(clock.now()), 49 * MINUTE, "and never gives a negative span");
    }

    #[test]
    fn a_clock_that_follows_the_machine_is_not_moved() {
        let clock = SessionClock::default();
        let start = clock.now();
        clock.advance(60 * MINUTE);
        assert!(clock.now().since(start) < MINUTE);
    }
}
