//! The inbox in one file of this machine, which one process holds at a time.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};

use super::{Arrival, EventKey, Inbox, InboxError, REMEMBERED, Recorded};
use crate::store::{self, NotOpened};

/// A digest of an event.
type Key = [u8; 32];
/// Key, second of arrival, count (0 for none) and body.
type Row<'a> = (Key, i64, u32, &'a [u8]);

/// What waits, by number.
const WAITING: TableDefinition<'_, u64, Row<'_>> = TableDefinition::new("waiting");
/// Every key that is remembered.
const KEYS: TableDefinition<'_, Key, ()> = TableDefinition::new("keys");
/// Keys of what was handled, by second and number.
const HANDLED: TableDefinition<'_, (i64, u64), Key> = TableDefinition::new("handled");
/// The last number that was given.
const LAST: TableDefinition<'_, (), u64> = TableDefinition::new("last");

/// How many keys a new arrival forgets at most, so that none of them waits for a long housekeeping.
const FORGOTTEN_AT_ONCE: usize = 64;

/// An inbox in one file, on [redb](https://www.redb.org). Cheap to clone; clones share the file.
///
/// Every write is on disk (fsync) when it returns. It grows as the disk allows: what is not handled is not dropped.
#[derive(Clone)]
pub struct EmbeddedInbox(Arc<Database>);

impl EmbeddedInbox {
    /// Opens the file, or makes it, readable by its owner only. Put it on a local disk: its lock is not one for network
    /// file systems.
    ///
    /// # Errors
    /// [`InboxError::InUse`] while another process has it open, [`InboxError::Storage`] otherwise.
    pub fn open(path: &Path) -> Result<Self, InboxError> {
        let database = store::open(path, |write| -> Result<(), InboxError> {
            drop(write.open_table(WAITING).map_err(storage)?);
            Ok(())
        })?;
        Ok(Self(Arc::new(database)))
    }

    /// Waiting for a disk is not for the threads that serve connections. The work goes on to its end even if whoever
    /// waits for it goes away.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, InboxError> + Send + 'static,
    ) -> Result<T, InboxError> {
        let database = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || work(&database)).await.map_err(storage)?
    }
}

impl Inbox for EmbeddedInbox {
    async fn record(&self, arrival: Arrival) -> Result<Recorded, InboxError> {
        self.blocking(move |database| {
            let write = database.begin_write().map_err(storage)?;
            let recorded = record(&write, &arrival)?;
            write.commit().map_err(storage)?;
            Ok(recorded)
        })
        .await
    }

    async fn waiting(&self, after: u64, most: usize) -> Result<Vec<(u64, Arrival)>, InboxError> {
        self.blocking(move |database| {
            let read = database.begin_read().map_err(storage)?;
            let waiting = read.open_table(WAITING).map_err(storage)?;
            let rows = waiting.range(after.saturating_add(1)..).map_err(storage)?;
            rows.take(most)
                .map(|row| {
                    let (number, row) = row.map_err(storage)?;
                    let (key, at, count, body) = row.value();
                    let arrival = Arrival {
                        key: EventKey::from_bytes(key),
                        at: Timestamp::from_second(at).map_err(storage)?,
                        count: Some(count).filter(|count| *count > 0),
                        body: Bytes::copy_from_slice(body),
                    };
                    Ok((number.value(), arrival))
                })
                .collect()
        })
        .await
    }

    async fn handled(&self, number: u64, at: Timestamp) -> Result<(), InboxError> {
        self.blocking(move |database| {
            let write = database.begin_write().map_err(storage)?;
            {
                let mut waiting = write.open_table(WAITING).map_err(storage)?;
                let key = waiting.remove(number).map_err(storage)?.map(|row| row.value().0);
                if let Some(key) = key {
                    let mut handled = write.open_table(HANDLED).map_err(storage)?;
                    handled.insert((at.as_second(), number), key).map_err(storage)?;
                }
            }
            write.commit().map_err(storage)
        })
        .await
    }
}

impl fmt::Debug for EmbeddedInbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EmbeddedInbox").finish_non_exhaustive()
    }
}

fn record(write: &WriteTransaction, arrival: &Arrival) -> Result<Recorded, InboxError> {
    forget(write, (arrival.at - REMEMBERED).as_second())?;
    let key = *arrival.key.as_bytes();
    let mut keys = write.open_table(KEYS).map_err(storage)?;
    if keys.insert(key, ()).map_err(storage)?.is_some() {
        return Ok(Recorded::Known);
    }
    let mut last = write.open_table(LAST).map_err(storage)?;
    let number = last.get(()).map_err(storage)?.map_or(0, |last| last.value()) + 1;
    last.insert((), number).map_err(storage)?;
    let row = (key, arrival.at.as_second(), arrival.count.unwrap_or_default(), &*arrival.body);
    write.open_table(WAITING).map_err(storage)?.insert(number, row).map_err(storage)?;
    Ok(Recorded::New)
}

/// Forgets what was handled before a second.
fn forget(write: &WriteTransaction, before: i64) -> Result<(), InboxError> {
    let mut handled = write.open_table(HANDLED).map_err(storage)?;
    let mut keys = write.open_table(KEYS).map_err(storage)?;
    let mut old = Vec::new();
    for row in handled.range(..(before, 0)).map_err(storage)?.take(FORGOTTEN_AT_ONCE) {
        let (place, key) = row.map_err(storage)?;
        old.push((place.value(), key.value()));
    }
    for (place, key) in old {
        handled.remove(place).map_err(storage)?;
        keys.remove(key).map_err(storage)?;
    }
    Ok(())
}

impl From<NotOpened> for InboxError {
    fn from(error: NotOpened) -> Self {
        match error {
            NotOpened::InUse => Self::InUse,
            NotOpened::Failed(error) => Self::Storage(error),
        }
    }
}

fn storage(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> InboxError {
    InboxError::Storage(error.into())
}
