//! How often the partner is asked whether it is done, and for how long.

use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, Result};

/// Which of the partner's two documented flows the institution has.
///
/// PAPI3 documentation: in the Multi Flow, `ItemCount` of GetDepositBatchSummary grows to the number of checks that were
/// sent; in the Single Flow, `ItemNumbers` holds 0 until the only check is processed, and then 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Several checks in a batch.
    Multi,
    /// One check in a batch.
    Single,
}

/// Polling: the pause between two questions, and when to stop asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    flow: Flow,
    every: Duration,
    deadline: Duration,
}

impl Pace {
    /// PAPI3 documentation: 2 to 5 seconds between polls. It names no end; `deadline` is ours.
    ///
    /// # Errors
    /// [`Error::Pace`] outside of 2 to 5 seconds, or for a deadline that is shorter than one pause.
    pub fn new(flow: Flow, every: Duration, deadline: Duration) -> Result<Self> {
        let allowed = Duration::from_secs(2)..=Duration::from_secs(5);
        if allowed.contains(&every) && deadline >= every {
            Ok(Self { flow, every, deadline })
        } else {
            Err(Error::Pace)
        }
    }

    /// Any pace, for a sandbox. The partner itself is not to be asked this often.
    #[must_use]
    pub fn of_a_sandbox(flow: Flow, every: Duration, deadline: Duration) -> Self {
        Self { flow, every, deadline }
    }

    pub(crate) fn flow(self) -> Flow {
        self.flow
    }

    /// The turns of one wait.
    pub(crate) fn turns(self) -> Turns {
        Turns { every: self.every, until: Instant::now() + self.deadline }
    }
}

/// The turns of one wait: ask, then wait for the next turn, until there is none.
pub(crate) struct Turns {
    every: Duration,
    until: Instant,
}

impl Turns {
    /// Waits for the next turn; false if the deadline comes first, and then without waiting for it.
    pub(crate) async fn next(&mut self) -> bool {
        if Instant::now() + self.every > self.until {
            return false;
        }
        tokio::time::sleep(self.every).await;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn asks_at_once_and_then_at_the_pace_until_the_deadline() {
        let pace = Pace::new(Flow::Multi, Duration::from_secs(3), Duration::from_secs(10)).unwrap();
        let start = Instant::now();
        let mut turns = pace.turns();
        let mut asked = vec![start.elapsed().as_secs()];
        while turns.next().await {
            asked.push(start.elapsed().as_secs());
        }
        assert_eq!(asked, [0, 3, 6, 9]);
        // Fault E21: no sleep past the deadline.
        assert_eq!(start.elapsed().as_secs(), 9);
    }

    #[test]
    fn the_partners_limits_hold() {
        for (every, deadline, allowed) in
            [(2, 2, true), (5, 60, true), (1, 60, false), (6, 60, false), (5, 4, false)]
        {
            let pace = Pace::new(Flow::Single, Duration::from_secs(every), Duration::from_secs(deadline));
            assert_eq!(pace.is_ok(), allowed, "{every} and {deadline}");
        }
    }
}
