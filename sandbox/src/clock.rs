//! The sandbox's clock: real time, or time that a test moves by hand.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// Where a stopped clock begins, in seconds since 1970: 2020-08-24T12:00:00Z, the day of the partner's examples.
const STOPPED_AT: i64 = 1_598_270_400;

/// A clock that only goes forward. Clones share one time.
///
/// A running clock follows the machine and can be pushed ahead with [`Clock::advance`]; a stopped one moves by
/// `advance` alone, so that a boundary (14:59, 15:00, 15:01) can be met exactly. The dates in replies are this clock's:
/// a running one began when the machine says, a stopped one at 2020-08-24T12:00:00Z, so that its replies are the same
/// in each run.
#[derive(Clone, Debug)]
pub struct Clock {
    start: Instant,
    began: Timestamp,
    running: bool,
    pushed: Arc<Mutex<Duration>>,
    moved: Arc<Notify>,
}

/// A time at which something is done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    /// Since the clock was made: for whatever ages.
    pub(crate) elapsed: Duration,
    /// For replies and business days.
    pub(crate) date: Timestamp,
}

impl Clock {
    /// A clock that follows the machine.
    pub fn running() -> Self {
        Self {
            start: Instant::now(),
            began: Timestamp::now(),
            running: true,
            pushed: Arc::default(),
            moved: Arc::default(),
        }
    }

    /// A clock that stands still until it is advanced.
    pub fn stopped() -> Self {
        let began = Timestamp::constant(STOPPED_AT, 0);
        Self { running: false, began, ..Self::running() }
    }

    /// Moves the clock ahead by `by`, in every clone.
    pub fn advance(&self, by: Duration) {
        *self.pushed.lock().unwrap_or_else(PoisonError::into_inner) += by;
        self.moved.notify_waiters();
    }

    /// The time since the clock was made.
    pub(crate) fn now(&self) -> Duration {
        let elapsed = if self.running { self.start.elapsed() } else { Duration::ZERO };
        elapsed + *self.pushed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A time since the clock was made, with its date.
    pub(crate) fn at(&self, elapsed: Duration) -> Now {
        Now { elapsed, date: self.date(elapsed) }
    }

    /// Waits until the clock is advanced by hand, from when this is enabled.
    pub(crate) fn advanced(&self) -> Notified<'_> {
        self.moved.notified()
    }

    /// Whether it moves by itself.
    pub(crate) fn is_running(&self) -> bool {
        self.running
    }

    /// The date at a time since the clock was made; the last one there is, if that is beyond it.
    pub(crate) fn date(&self, at: Duration) -> Timestamp {
        self.began.saturating_add(at).unwrap_or(Timestamp::MAX)
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

    #[test]
    fn a_stopped_clock_begins_on_the_day_of_the_partners_examples() {
        let clock = Clock::stopped();
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.date(clock.now()).to_string(), "2020-08-24T12:01:30Z");
    }
}
