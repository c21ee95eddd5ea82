//! Records in one file of this machine, which one process holds at a time.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Record, RecordId, Records, RecordsError, admit};
use crate::store::{self, NotOpened};

/// Records by id, as JSON.
const RECORDS: TableDefinition<'_, u128, &[u8]> = TableDefinition::new("records");
/// Ids of records that are not settled.
const UNSETTLED: TableDefinition<'_, u128, ()> = TableDefinition::new("unsettled");
/// Ids by the partner's transfer.
const TRANSFERS: TableDefinition<'_, &str, u128> = TableDefinition::new("transfers");

/// The form in which records are written; another one is not read.
const FORM: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Stored {
    form: u32,
    record: Record,
}

/// Records in one file, on [redb](https://www.redb.org). Cheap to clone; clones share the file. Every write is on disk
/// (fsync) when it returns.
#[derive(Clone)]
pub struct EmbeddedRecords(Arc<Database>);

impl EmbeddedRecords {
    /// Opens the file, or makes it, readable by its owner only. Put it on a local disk: its lock is not one for network
    /// file systems.
    ///
    /// # Errors
    /// [`RecordsError::InUse`] while another process has it open, [`RecordsError::Storage`] otherwise.
    pub fn open(path: &Path) -> Result<Self, RecordsError> {
        let database = store::open(path, |write| -> Result<(), RecordsError> {
            drop(write.open_table(RECORDS).map_err(storage)?);
            drop(write.open_table(UNSETTLED).map_err(storage)?);
            drop(write.open_table(TRANSFERS).map_err(storage)?);
            Ok(())
        })?;
        Ok(Self(Arc::new(database)))
    }

    /// Waiting for a disk is not for the threads that serve connections. The work goes on to its end even if whoever
    /// waits for it goes away.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, RecordsError> + Send + 'static,
    ) -> Result<T, RecordsError> {
        let database = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || work(&database)).await.map_err(storage)?
    }

    async fn put(&self, record: Record, is_new: bool) -> Result<(), RecordsError> {
        self.blocking(move |database| {
            let write = database.begin_write().map_err(storage)?;
            {
                let mut records = write.open_table(RECORDS).map_err(storage)?;
                let mut unsettled = write.open_table(UNSETTLED).map_err(storage)?;
                let id = record.id.as_u128();
                let stored =
                    records.get(id).map_err(storage)?.map(|found| parse(found.value())).transpose()?;
                match stored {
                    Some(_) if is_new => return Err(RecordsError::Exists),
                    Some(stored) if stored.revision + 1 == record.revision => {}
                    None if is_new => admit(&record, &load(&records, &unsettled)?)?,
                    _ => return Err(RecordsError::Overtaken),
                }
                let bytes =
                    serde_json::to_vec(&Stored { form: FORM, record: record.clone() }).map_err(storage)?;
                records.insert(id, bytes.as_slice()).map_err(storage)?;
                if record.settled {
                    unsettled.remove(id).map_err(storage)?;
                } else {
                    unsettled.insert(id, ()).map_err(storage)?;
                }
                if let Some(transfer) = record.transfer() {
                    let mut transfers = write.open_table(TRANSFERS).map_err(storage)?;
                    transfers.insert(transfer, id).map_err(storage)?;
                }
            }
            write.commit().map_err(storage)
        })
        .await
    }
}

impl Records for EmbeddedRecords {
    async fn insert(&self, record: Record) -> Result<(), RecordsError> {
        self.put(record, true).await
    }

    async fn replace(&self, record: Record) -> Result<(), RecordsError> {
        self.put(record, false).await
    }

    async fn get(&self, id: RecordId) -> Result<Option<Record>, RecordsError> {
        self.blocking(move |database| {
            let read = database.begin_read().map_err(storage)?;
            let records = read.open_table(RECORDS).map_err(storage)?;
            let found = records.get(id.as_u128()).map_err(storage)?;
            found.map(|found| parse(found.value())).transpose()
        })
        .await
    }

    async fn unsettled(&self) -> Result<Vec<Record>, RecordsError> {
        self.blocking(|database| {
            let read = database.begin_read().map_err(storage)?;
            load(&read.open_table(RECORDS).map_err(storage)?, &read.open_table(UNSETTLED).map_err(storage)?)
        })
        .await
    }

    async fn owner(&self, transfer: &str) -> Result<Option<RecordId>, RecordsError> {
        let transfer = transfer.to_owned();
        self.blocking(move |database| {
            let read = database.begin_read().map_err(storage)?;
            let transfers = read.open_table(TRANSFERS).map_err(storage)?;
            let owner = transfers.get(transfer.as_str()).map_err(storage)?;
            Ok(owner.map(|owner| RecordId::from(Uuid::from_u128(owner.value()))))
        })
        .await
    }
}

impl fmt::Debug for EmbeddedRecords {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EmbeddedRecords").finish_non_exhaustive()
    }
}

/// What is not settled.
fn load(
    records: &impl ReadableTable<u128, &'static [u8]>,
    unsettled: &impl ReadableTable<u128, ()>,
) -> Result<Vec<Record>, RecordsError> {
    let mut found = Vec::new();
    for row in unsettled.iter().map_err(storage)? {
        let id = row.map_err(storage)?.0.value();
        if let Some(record) = records.get(id).map_err(storage)? {
            found.push(parse(record.value())?);
        }
    }
    Ok(found)
}

fn parse(bytes: &[u8]) -> Result<Record, RecordsError> {
    let stored: Stored = serde_json::from_slice(bytes).map_err(storage)?;
    if stored.form == FORM {
        Ok(stored.record)
    } else {
        Err(storage("a record was written by another version of this program"))
    }
}

impl From<NotOpened> for RecordsError {
    fn from(error: NotOpened) -> Self {
        match error {
            NotOpened::InUse => Self::InUse,
            NotOpened::Failed(error) => Self::Storage(error),
        }
    }
}

fn storage(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> RecordsError {
    RecordsError::Storage(error.into())
}
