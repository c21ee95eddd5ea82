//! A journal in memory, for tests: it forgets everything at its end.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Entry, IntentId, Journal, JournalError, admit};

/// A journal that lasts as long as its process. Not for money.
#[derive(Debug, Default)]
pub struct MemoryJournal(Mutex<BTreeMap<IntentId, Entry>>);

impl MemoryJournal {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<IntentId, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, entry: Entry) -> Result<(), JournalError> {
        let mut entries = self.entries();
        admit(&entry, entries.get(&entry.id), entries.values())?;
        entries.insert(entry.id, entry);
        Ok(())
    }
}

impl Journal for MemoryJournal {
    async fn insert(&self, entry: Entry) -> Result<(), JournalError> {
        self.write(entry)
    }

    async fn replace(&self, entry: Entry) -> Result<(), JournalError> {
        self.write(entry)
    }

    async fn get(&self, id: IntentId) -> Result<Option<Entry>, JournalError> {
        Ok(self.entries().get(&id).cloned())
    }

    async fn owner(&self, transaction: &str) -> Result<Option<IntentId>, JournalError> {
        let entries = self.entries();
        let owner = entries.values().find(|entry| entry.transaction() == Some(transaction));
        Ok(owner.map(|entry| entry.id))
    }

    async fn unsettled(&self) -> Result<Vec<Entry>, JournalError> {
        Ok(self.entries().values().filter(|entry| !entry.state.is_settled()).cloned().collect())
    }
}
