//! An intent in one worker's hands: every write names the revision it follows, so a worker that was overtaken learns it
//! before it sends anything.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::journal::{Entry, IntentId, Journal, JournalError, Lease, State};

/// How long a claim lasts without a sign of life: longer than any call.
const LEASE: SignedDuration = SignedDuration::from_mins(3);

/// An intent, claimed.
pub(super) struct Held<J> {
    journal: Arc<J>,
    entry: Entry,
    holder: Uuid,
}

/// A claim that is let go: whoever has it may claim again before it lapses.
#[derive(Clone, Copy)]
pub(super) struct Claim {
    pub(super) id: IntentId,
    holder: Option<Uuid>,
}

impl Claim {
    /// Nobody's claim yet.
    pub(super) fn on(id: IntentId) -> Self {
        Self { id, holder: None }
    }
}

impl<J: Journal> Held<J> {
    /// Writes a new intent, claimed.
    pub(super) async fn insert(journal: &Arc<J>, mut entry: Entry) -> Result<Self> {
        let holder = Uuid::new_v4();
        entry.lease = Some(lease(holder));
        journal.insert(entry.clone()).await?;
        told(&entry);
        Ok(Self { journal: Arc::clone(journal), entry, holder })
    }

    /// Claims an intent that nobody else has claimed.
    pub(super) async fn claim(journal: &Arc<J>, claim: Claim) -> Result<Self> {
        let entry = journal.get(claim.id).await?.ok_or(Error::NoIntent(claim.id))?;
        if let Some(lease) = entry.lease
            && Some(lease.holder) != claim.holder
            && Timestamp::now() < lease.until
        {
            return Err(Error::InFlight { until: lease.until });
        }
        let mut held = Self { journal: Arc::clone(journal), entry, holder: Uuid::new_v4() };
        if !held.entry.state.is_settled() {
            held.write(|_| {}).await?;
        }
        Ok(held)
    }

    pub(super) fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Writes the next revision; what was written is on disk when this returns.
    pub(super) async fn write(&mut self, change: impl FnOnce(&mut Entry)) -> Result<(), JournalError> {
        let before = self.entry.state.as_str();
        let mut next = self.entry.clone();
        change(&mut next);
        next.revision += 1;
        next.lease = (!next.state.is_settled()).then(|| lease(self.holder));
        self.journal.replace(next.clone()).await?;
        self.entry = next;
        if self.entry.state.as_str() != before {
            told(&self.entry);
        }
        Ok(())
    }

    /// Goes to another state.
    pub(super) async fn turn_to(&mut self, state: State) -> Result<(), JournalError> {
        self.write(|entry| entry.state = state).await
    }

    /// A sign of life, if it is time for one.
    pub(super) async fn keep(&mut self) -> Result<(), JournalError> {
        let until = self.entry.lease.map_or(Timestamp::MAX, |lease| lease.until);
        if until.duration_since(Timestamp::now()) < LEASE / 2 { self.write(|_| {}).await } else { Ok(()) }
    }

    /// Frees the intent for anybody.
    pub(super) async fn free(&mut self) -> Result<(), JournalError> {
        if self.entry.lease.is_none() {
            return Ok(());
        }
        let mut next = self.entry.clone();
        next.revision += 1;
        next.lease = None;
        self.journal.replace(next.clone()).await?;
        self.entry = next;
        Ok(())
    }

    /// This claim, for whoever takes the intent over from us.
    pub(super) fn claim_again(&self) -> Claim {
        Claim { id: self.entry.id, holder: Some(self.holder) }
    }
}

fn lease(holder: Uuid) -> Lease {
    Lease { holder, until: Timestamp::now().saturating_add(LEASE).unwrap_or(Timestamp::MAX) }
}

/// A change of state, for whoever follows the log: an id and a word.
fn told(entry: &Entry) {
    tracing::info!(intent = %entry.id, state = entry.state.as_str(), revision = entry.revision, "deposit");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Check;
    use crate::deposit::begin::planned;
    use crate::hash::JournalKey;
    use crate::journal::MemoryJournal;

    async fn begun(journal: &Arc<MemoryJournal>) -> Held<MemoryJournal> {
        let key = JournalKey::new(&"a key that is 32 characters long".into()).unwrap();
        let check = Check::new("front", "back", "20.11".parse().unwrap()).unwrap();
        let account = key.account(&"56789".into());
        Held::insert(journal, planned(IntentId::random(), account, &[check], false)).await.unwrap()
    }

    #[tokio::test]
    async fn fault_e11_an_intent_in_flight_is_not_claimed_twice() {
        let journal = Arc::new(MemoryJournal::new());
        let mut held = begun(&journal).await;
        let id = held.entry().id;
        assert!(matches!(Held::claim(&journal, Claim::on(id)).await, Err(Error::InFlight { .. })));
        held.free().await.unwrap();
        Held::claim(&journal, Claim::on(id)).await.unwrap();
        assert!(matches!(
            Held::claim(&journal, Claim::on(IntentId::random())).await,
            Err(Error::NoIntent(_))
        ));
    }

    #[tokio::test]
    async fn whoever_let_a_claim_go_may_claim_again() {
        let journal = Arc::new(MemoryJournal::new());
        let claim = begun(&journal).await.claim_again();
        Held::claim(&journal, claim).await.unwrap();
        // That was a new claim: the old one is worth nothing any more.
        assert!(matches!(Held::claim(&journal, claim).await, Err(Error::InFlight { .. })));
    }

    #[tokio::test]
    async fn fault_d18_a_holder_that_paused_for_too_long_cannot_write() {
        let journal = Arc::new(MemoryJournal::new());
        let mut paused = begun(&journal).await;
        let id = paused.entry().id;
        // Its claim lapses.
        paused.write(|_| {}).await.unwrap();
        let mut lapsed = paused.entry().clone();
        lapsed.revision += 1;
        lapsed.lease = Some(Lease { until: Timestamp::UNIX_EPOCH, ..lapsed.lease.unwrap() });
        journal.replace(lapsed).await.unwrap();
        let mut next = Held::claim(&journal, Claim::on(id)).await.unwrap();
        let opened = State::Open { batch: "b".into() };
        assert!(matches!(paused.turn_to(opened.clone()).await, Err(JournalError::Overtaken)));
        next.turn_to(opened).await.unwrap();
    }
}
