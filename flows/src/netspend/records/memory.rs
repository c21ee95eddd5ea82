//! Records in memory, for tests: they are forgotten at its end.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Record, RecordId, Records, RecordsError, admit};

/// Records that last as long as their process. Not for what must not be created twice.
#[derive(Debug, Default)]
pub struct MemoryRecords(Mutex<BTreeMap<RecordId, Record>>);

impl MemoryRecords {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn records(&self) -> MutexGuard<'_, BTreeMap<RecordId, Record>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Records for MemoryRecords {
    async fn insert(&self, record: Record) -> Result<(), RecordsError> {
        let mut records = self.records();
        if records.contains_key(&record.id) {
            return Err(RecordsError::Exists);
        }
        admit(&record, records.values().filter(|record| !record.settled))?;
        records.insert(record.id, record);
        Ok(())
    }

    async fn replace(&self, record: Record) -> Result<(), RecordsError> {
        let mut records = self.records();
        let follows = records.get(&record.id).is_some_and(|stored| stored.revision + 1 == record.revision);
        if !follows {
            return Err(RecordsError::Overtaken);
        }
        records.insert(record.id, record);
        Ok(())
    }

    async fn get(&self, id: RecordId) -> Result<Option<Record>, RecordsError> {
        Ok(self.records().get(&id).cloned())
    }

    async fn unsettled(&self) -> Result<Vec<Record>, RecordsError> {
        Ok(self.records().values().filter(|record| !record.settled).cloned().collect())
    }

    async fn owner(&self, transfer: &str) -> Result<Option<RecordId>, RecordsError> {
        let records = self.records();
        Ok(records.values().find(|record| record.transfer() == Some(transfer)).map(|record| record.id))
    }
}
