//! The journal in one file of this machine, which one process holds at a time.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::{
    Database, MultimapTableDefinition, ReadableDatabase, ReadableMultimapTable, ReadableTable,
    TableDefinition, WriteTransaction,
};
use serde::{Deserialize, Serialize};
use tokio::sync::oneshot;

use super::{Entry, IntentId, Journal, JournalError, admit};
use crate::store::{self, NotOpened};

/// Entries by id, as JSON.
pub(super) const ENTRIES: TableDefinition<'_, u128, &[u8]> = TableDefinition::new("entries");
/// Ids of entries that are not settled.
pub(super) const UNSETTLED: TableDefinition<'_, u128, ()> = TableDefinition::new("unsettled");
/// Ids by fingerprint of a check.
pub(super) const FINGERPRINTS: MultimapTableDefinition<'_, &[u8], u128> =
    MultimapTableDefinition::new("fingerprints");
/// Ids by the partner's transaction.
pub(super) const TRANSACTIONS: TableDefinition<'_, &str, u128> = TableDefinition::new("transactions");

/// The form in which entries are written; another one is not read.
const FORM: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Stored {
    form: u32,
    entry: Entry,
}

/// A journal in one file, on [redb](https://www.redb.org). Cheap to clone; clones share the file.
///
/// Every write is on disk (fsync) when it returns. While one process has the file open, no other gets it, so leases
/// that an earlier process left behind are void: they are cleared when the file is opened.
///
/// Writes that come while the disk is busy with others share the next transaction, so many deposits at a time cost few
/// turns of the disk.
#[derive(Clone)]
pub struct EmbeddedJournal(Arc<Inner>);

struct Inner {
    database: Database,
    /// Entries that wait for the disk, and who waits for them.
    waiting: Mutex<Vec<Waiting>>,
    /// Held by whoever is at the disk.
    disk: Mutex<()>,
}

struct Waiting {
    entry: Entry,
    answer: oneshot::Sender<Result<(), JournalError>>,
}

impl EmbeddedJournal {
    /// Opens the file, or makes it, readable by its owner only. Put it on a local disk: its lock is not one for network
    /// file systems.
    ///
    /// # Errors
    /// [`JournalError::InUse`] while another process has it open, [`JournalError::Storage`] otherwise.
    pub fn open(path: &Path) -> Result<Self, JournalError> {
        let database = store::open(path, clear_leases)?;
        Ok(Self(Arc::new(Inner { database, waiting: Mutex::default(), disk: Mutex::default() })))
    }

    /// Everything in it, in the order of ids.
    ///
    /// # Errors
    /// [`JournalError::Storage`].
    pub async fn entries(&self) -> Result<Vec<Entry>, JournalError> {
        self.blocking(|journal| {
            let read = journal.0.database.begin_read().map_err(storage)?;
            let entries = read.open_table(ENTRIES).map_err(storage)?;
            entries.iter().map_err(storage)?.map(|row| parse(row.map_err(storage)?.1.value())).collect()
        })
        .await
    }

    pub(super) fn database(&self) -> &Database {
        &self.0.database
    }

    /// Writes one entry, together with whatever else waits by then. It is written even if whoever waits for it goes
    /// away.
    async fn write(&self, entry: Entry) -> Result<(), JournalError> {
        let (answer, answered) = oneshot::channel();
        lock(&self.0.waiting).push(Waiting { entry, answer });
        self.blocking(|journal| {
            journal.0.flush();
            Ok(())
        })
        .await?;
        answered.await.map_err(storage)?
    }

    /// Waiting for a disk is not for the threads that serve connections. The work goes on to its end even if whoever
    /// waits for it goes away.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, JournalError> + Send + 'static,
    ) -> Result<T, JournalError> {
        let journal = self.clone();
        tokio::task::spawn_blocking(move || work(&journal)).await.map_err(storage)?
    }
}

impl Journal for EmbeddedJournal {
    async fn insert(&self, entry: Entry) -> Result<(), JournalError> {
        self.write(entry).await
    }

    async fn replace(&self, entry: Entry) -> Result<(), JournalError> {
        self.write(entry).await
    }

    async fn get(&self, id: IntentId) -> Result<Option<Entry>, JournalError> {
        self.blocking(move |journal| {
            let read = journal.0.database.begin_read().map_err(storage)?;
            let entries = read.open_table(ENTRIES).map_err(storage)?;
            let found = entries.get(id.as_u128()).map_err(storage)?;
            found.map(|found| parse(found.value())).transpose()
        })
        .await
    }

    async fn owner(&self, transaction: &str) -> Result<Option<IntentId>, JournalError> {
        let transaction = transaction.to_owned();
        self.blocking(move |journal| {
            let read = journal.0.database.begin_read().map_err(storage)?;
            let transactions = read.open_table(TRANSACTIONS).map_err(storage)?;
            let owner = transactions.get(transaction.as_str()).map_err(storage)?;
            Ok(owner.map(|owner| IntentId::from(uuid::Uuid::from_u128(owner.value()))))
        })
        .await
    }

    async fn unsettled(&self) -> Result<Vec<Entry>, JournalError> {
        self.blocking(|journal| {
            let read = journal.0.database.begin_read().map_err(storage)?;
            let (entries, unsettled) =
                (read.open_table(ENTRIES).map_err(storage)?, read.open_table(UNSETTLED).map_err(storage)?);
            let mut found = Vec::new();
            for row in unsettled.iter().map_err(storage)? {
                let id = row.map_err(storage)?.0.value();
                if let Some(entry) = entries.get(id).map_err(storage)? {
                    found.push(parse(entry.value())?);
                }
            }
            Ok(found)
        })
        .await
    }
}

impl Inner {
    /// Writes everything that waits. An entry that the rules do not admit stops no other one; a disk that fails stops
    /// all of them.
    fn flush(&self) {
        let _turn = lock(&self.disk);
        let waiting = std::mem::take(&mut *lock(&self.waiting));
        if waiting.is_empty() {
            return;
        }
        let written = self.write_all(&waiting);
        let mut results = written.unwrap_or_else(|error| {
            let failed = |_| Err(storage(format!("the transaction failed: {error}")));
            waiting.iter().map(failed).collect()
        });
        for waiting in waiting.into_iter().rev() {
            // Whoever went away does not want to know.
            drop(waiting.answer.send(results.pop().unwrap_or_else(|| Err(storage("no result")))));
        }
    }

    fn write_all(&self, waiting: &[Waiting]) -> Result<Vec<Result<(), JournalError>>, JournalError> {
        let write = self.database.begin_write().map_err(storage)?;
        let mut results = Vec::with_capacity(waiting.len());
        for waiting in waiting {
            match put(&write, &waiting.entry) {
                Err(error @ JournalError::Storage(_)) => return Err(error),
                result => results.push(result),
            }
        }
        write.commit().map_err(storage)?;
        Ok(results)
    }
}

/// A panic of another thread left whole values behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for EmbeddedJournal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EmbeddedJournal").finish_non_exhaustive()
    }
}

/// Writes an entry and what it is found by, if the rules admit it.
fn put(write: &WriteTransaction, entry: &Entry) -> Result<(), JournalError> {
    let mut entries = write.open_table(ENTRIES).map_err(storage)?;
    let mut unsettled = write.open_table(UNSETTLED).map_err(storage)?;
    let mut fingerprints = write.open_multimap_table(FINGERPRINTS).map_err(storage)?;
    let mut transactions = write.open_table(TRANSACTIONS).map_err(storage)?;
    let id = entry.id.as_u128();
    let load = |id: u128| -> Result<Option<Entry>, JournalError> {
        entries.get(id).map_err(storage)?.map(|found| parse(found.value())).transpose()
    };
    let previous = load(id)?;
    let mut others = Vec::new();
    for print in entry.fingerprints() {
        for other in fingerprints.get(print.as_bytes().as_slice()).map_err(storage)? {
            others.extend(load(other.map_err(storage)?.value())?);
        }
    }
    if let Some(transaction) = entry.transaction()
        && let Some(other) = transactions.get(transaction).map_err(storage)?
    {
        others.extend(load(other.value())?);
    }
    admit(entry, previous.as_ref(), &others)?;

    for print in previous.iter().flat_map(Entry::fingerprints) {
        fingerprints.remove(print.as_bytes().as_slice(), id).map_err(storage)?;
    }
    for print in entry.fingerprints() {
        fingerprints.insert(print.as_bytes().as_slice(), id).map_err(storage)?;
    }
    if let Some(transaction) = entry.transaction() {
        transactions.insert(transaction, id).map_err(storage)?;
    }
    if entry.state.is_settled() {
        unsettled.remove(id).map_err(storage)?;
    } else {
        unsettled.insert(id, ()).map_err(storage)?;
    }
    let bytes = serde_json::to_vec(&Stored { form: FORM, entry: entry.clone() }).map_err(storage)?;
    entries.insert(id, bytes.as_slice()).map_err(storage)?;
    Ok(())
}

/// Makes the tables, and frees what a process that is gone still holds. The revision goes up, so that nothing of that
/// process could be written any more even if it lived.
fn clear_leases(write: &WriteTransaction) -> Result<(), JournalError> {
    drop(write.open_multimap_table(FINGERPRINTS).map_err(storage)?);
    drop(write.open_table(TRANSACTIONS).map_err(storage)?);
    let unsettled = write.open_table(UNSETTLED).map_err(storage)?;
    let mut entries = write.open_table(ENTRIES).map_err(storage)?;
    for row in unsettled.iter().map_err(storage)? {
        let id = row.map_err(storage)?.0.value();
        let Some(mut entry) =
            entries.get(id).map_err(storage)?.map(|found| parse(found.value())).transpose()?
        else {
            continue;
        };
        if entry.lease.take().is_some() {
            entry.revision += 1;
            let bytes = serde_json::to_vec(&Stored { form: FORM, entry }).map_err(storage)?;
            entries.insert(id, bytes.as_slice()).map_err(storage)?;
        }
    }
    Ok(())
}

pub(super) fn parse(bytes: &[u8]) -> Result<Entry, JournalError> {
    let stored: Stored = serde_json::from_slice(bytes).map_err(storage)?;
    if stored.form == FORM {
        Ok(stored.entry)
    } else {
        Err(storage("an entry was written by another version of this program"))
    }
}

impl From<NotOpened> for JournalError {
    fn from(error: NotOpened) -> Self {
        match error {
            NotOpened::InUse => Self::InUse,
            NotOpened::Failed(error) => Self::Storage(error),
        }
    }
}

pub(super) fn storage(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> JournalError {
    JournalError::Storage(error.into())
}
