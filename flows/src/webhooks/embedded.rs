//! The inbox in one file of this machine, which one process holds at a time and whose bodies are sealed.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use jiff::Timestamp;
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition, WriteTransaction};

use super::seal::{Place, sealed_with};
use super::{Arrival, EventKey, Inbox, InboxError, InboxKey, REMEMBERED, Recorded};
use crate::store::{self, NotOpened};

/// A digest of an event.
type Key = [u8; 32];
/// Key, second of arrival, count (0 for none) and sealed body.
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
///
/// Bodies are sealed with AES-256-GCM under an [`InboxKey`] of yours. In clear are the number, the second of arrival and
/// the count of a delivery, which the seal binds to the body, and its [`EventKey`], a digest. What was handled may lie in
/// the file, sealed, until its space is used again. An event whose seal is broken, because the file was changed, stays and
/// is named in the log; the others go on. When a person has looked at it, [`Inbox::handled`] takes it out.
#[derive(Clone)]
pub struct EmbeddedInbox(Arc<Open>);

struct Open {
    database: Database,
    /// The key that seals, and the one before it.
    keys: Vec<InboxKey>,
}

impl EmbeddedInbox {
    /// Opens the file, or makes it, readable by its owner only. Put it on a local disk: its lock is not one for network
    /// file systems.
    ///
    /// To change the key, hand in the new one, and the old one as `previous`: what waits under the old one is sealed anew
    /// before this returns, all or nothing. When the file was opened so once, the old key can be destroyed.
    ///
    /// # Errors
    /// [`InboxError::InUse`] while another process has it open; [`InboxError::OtherKey`] while events wait in it that were
    /// sealed with a key that is not among these, and then the file stays as it was; [`InboxError::Storage`] otherwise.
    pub fn open(path: &Path, key: &InboxKey, previous: Option<&InboxKey>) -> Result<Self, InboxError> {
        let keys: Vec<InboxKey> = [key].into_iter().chain(previous).cloned().collect();
        let database = store::open(path, |write| seal_anew(write, &keys))?;
        Ok(Self(Arc::new(Open { database, keys })))
    }

    /// Waiting for a disk is not for the threads that serve connections. The work goes on to its end even if whoever
    /// waits for it goes away.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Open) -> Result<T, InboxError> + Send + 'static,
    ) -> Result<T, InboxError> {
        let open = Arc::clone(&self.0);
        tokio::task::spawn_blocking(move || work(&open)).await.map_err(storage)?
    }
}

impl Inbox for EmbeddedInbox {
    async fn record(&self, arrival: Arrival) -> Result<Recorded, InboxError> {
        self.blocking(move |open| {
            let write = open.database.begin_write().map_err(storage)?;
            let recorded = record(&write, &arrival, &open.keys)?;
            write.commit().map_err(storage)?;
            Ok(recorded)
        })
        .await
    }

    async fn waiting(&self, after: u64, most: usize) -> Result<Vec<(u64, Arrival)>, InboxError> {
        self.blocking(move |open| {
            let read = open.database.begin_read().map_err(storage)?;
            let waiting = read.open_table(WAITING).map_err(storage)?;
            let mut found = Vec::new();
            for row in waiting.range(after.saturating_add(1)..).map_err(storage)? {
                if found.len() == most {
                    break;
                }
                let (number, row) = row.map_err(storage)?;
                let (number, (key, at, count, sealed)) = (number.value(), row.value());
                let Some(body) = unsealed(&open.keys, &Place { number, key, at, count }, sealed) else {
                    tracing::error!(
                        partner = "netspend",
                        number,
                        "an event of the inbox is not as it was written, and stays. Find out who changed the file."
                    );
                    continue;
                };
                let arrival = Arrival {
                    key: EventKey::from_bytes(key),
                    at: Timestamp::from_second(at).map_err(storage)?,
                    count: Some(count).filter(|count| *count > 0),
                    body: Bytes::from(body),
                };
                found.push((number, arrival));
            }
            Ok(found)
        })
        .await
    }

    async fn handled(&self, number: u64, at: Timestamp) -> Result<(), InboxError> {
        self.blocking(move |open| {
            let write = open.database.begin_write().map_err(storage)?;
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

/// Lets every event wait under the first of the keys. What cannot be unsealed stays as it is.
fn seal_anew(write: &WriteTransaction, keys: &[InboxKey]) -> Result<(), InboxError> {
    let mut waiting = write.open_table(WAITING).map_err(storage)?;
    let (mut strange, mut anew) = (0, Vec::new());
    for row in waiting.iter().map_err(storage)? {
        let (number, row) = row.map_err(storage)?;
        let (number, (key, at, count, sealed)) = (number.value(), row.value());
        let place = Place { number, key, at, count };
        match sealed_with(keys, sealed) {
            Some(0) => {}
            Some(_) => anew.extend(unsealed(keys, &place, sealed).map(|body| (place, body))),
            None => strange += 1,
        }
    }
    if strange > 0 {
        return Err(InboxError::OtherKey { waiting: strange });
    }
    for (place, body) in anew {
        let sealed = seal(keys, &place, &body)?;
        waiting.insert(place.number, (place.key, place.at, place.count, &*sealed)).map_err(storage)?;
    }
    Ok(())
}

fn seal(keys: &[InboxKey], place: &Place, body: &[u8]) -> Result<Vec<u8>, InboxError> {
    let key = keys.first().ok_or_else(|| storage("the inbox has no key"))?;
    key.seal(place, body).map_err(storage)
}

fn unsealed(keys: &[InboxKey], place: &Place, sealed: &[u8]) -> Option<Vec<u8>> {
    keys[sealed_with(keys, sealed)?].unseal(place, sealed)
}

fn record(write: &WriteTransaction, arrival: &Arrival, keys: &[InboxKey]) -> Result<Recorded, InboxError> {
    forget(write, (arrival.at - REMEMBERED).as_second())?;
    let key = *arrival.key.as_bytes();
    let mut known = write.open_table(KEYS).map_err(storage)?;
    if known.insert(key, ()).map_err(storage)?.is_some() {
        return Ok(Recorded::Known);
    }
    let mut last = write.open_table(LAST).map_err(storage)?;
    let number = last.get(()).map_err(storage)?.map_or(0, |last| last.value()) + 1;
    last.insert((), number).map_err(storage)?;
    let place = Place { number, key, at: arrival.at.as_second(), count: arrival.count.unwrap_or_default() };
    let sealed = seal(keys, &place, &arrival.body)?;
    let row = (key, place.at, place.count, &*sealed);
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
