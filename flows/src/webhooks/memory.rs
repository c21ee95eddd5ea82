//! An inbox in memory, for tests and for events whose loss in a crash does no harm.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::{Arrival, EventKey, Inbox, InboxError, REMEMBERED, Recorded};

/// An inbox that lasts as long as its process: what was answered with 200 and not handled is lost with it.
///
/// It holds so many waiting arrivals, and no more; of those that were handled it remembers as many keys, the latest.
#[derive(Debug)]
pub struct MemoryInbox {
    most: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    last: u64,
    waiting: BTreeMap<u64, Arrival>,
    /// In the order in which they were handled.
    handled: VecDeque<(Timestamp, EventKey)>,
}

impl MemoryInbox {
    /// An empty one that holds so many arrivals.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inbox for MemoryInbox {
    async fn record(&self, arrival: Arrival) -> Result<Recorded, InboxError> {
        let mut state = self.state();
        let oldest = arrival.at - REMEMBERED;
        while state.handled.front().is_some_and(|(at, _)| *at < oldest) {
            state.handled.pop_front();
        }
        let known = state.waiting.values().any(|one| one.key == arrival.key)
            || state.handled.iter().any(|(_, key)| *key == arrival.key);
        if known {
            return Ok(Recorded::Known);
        }
        if state.waiting.len() >= self.most {
            return Err(InboxError::Full);
        }
        state.last += 1;
        let number = state.last;
        state.waiting.insert(number, arrival);
        Ok(Recorded::New)
    }

    async fn waiting(&self, after: u64, most: usize) -> Result<Vec<(u64, Arrival)>, InboxError> {
        let state = self.state();
        Ok(state
            .waiting
            .range(after.saturating_add(1)..)
            .take(most)
            .map(|(n, one)| (*n, one.clone()))
            .collect())
    }

    async fn handled(&self, number: u64, at: Timestamp) -> Result<(), InboxError> {
        let mut state = self.state();
        if let Some(arrival) = state.waiting.remove(&number) {
            state.handled.push_back((at, arrival.key));
            if state.handled.len() > self.most {
                state.handled.pop_front();
            }
        }
        Ok(())
    }
}
