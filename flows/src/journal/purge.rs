//! What the embedded journal may forget: deposits that have long come to their end.

use jiff::Timestamp;
use redb::{ReadableTable, WriteTransaction};

use super::embedded::{ENTRIES, EmbeddedJournal, FINGERPRINTS, TRANSACTIONS, UNSETTLED, parse, storage};
use super::{DUPLICATE_WINDOW, Entry, JournalError};

impl EmbeddedJournal {
    /// Forgets settled deposits that were planned before `before`, and says how many those were.
    ///
    /// An intent that is not settled stays, and so does all that guards money: what was planned within the last
    /// [`DUPLICATE_WINDOW`], and what was planned later than that window before the oldest intent that is not settled,
    /// because its recovery must know which of the partner's deposits belong to others.
    ///
    /// The journal no longer refuses a second deposit under an id that it has forgotten. So choose a time from which
    /// none of your callers still holds the id of a deposit that it could begin again: months, not days.
    ///
    /// # Errors
    /// [`JournalError::Storage`]; nothing is forgotten then.
    pub async fn purge(&self, before: Timestamp) -> Result<usize, JournalError> {
        self.blocking(move |journal| {
            let write = journal.database().begin_write().map_err(storage)?;
            let forgotten = purge(&write, before, Timestamp::now())?;
            write.commit().map_err(storage)?;
            Ok(forgotten)
        })
        .await
    }
}

fn purge(write: &WriteTransaction, before: Timestamp, now: Timestamp) -> Result<usize, JournalError> {
    let mut entries = write.open_table(ENTRIES).map_err(storage)?;
    let unsettled = write.open_table(UNSETTLED).map_err(storage)?;
    let mut oldest = now;
    for row in unsettled.iter().map_err(storage)? {
        let id = row.map_err(storage)?.0.value();
        if let Some(entry) = entries.get(id).map_err(storage)? {
            oldest = oldest.min(parse(entry.value())?.planned_at);
        }
    }
    // A window that reaches before the first timestamp forgets nothing.
    let Ok(guarded) = oldest.checked_sub(DUPLICATE_WINDOW) else { return Ok(0) };
    let before = before.min(guarded);

    let mut old: Vec<Entry> = Vec::new();
    for row in entries.iter().map_err(storage)? {
        let entry = parse(row.map_err(storage)?.1.value())?;
        if entry.state.is_settled() && entry.planned_at < before {
            old.push(entry);
        }
    }
    let mut fingerprints = write.open_multimap_table(FINGERPRINTS).map_err(storage)?;
    let mut transactions = write.open_table(TRANSACTIONS).map_err(storage)?;
    for entry in &old {
        let id = entry.id.as_u128();
        for print in entry.fingerprints() {
            fingerprints.remove(print.as_bytes().as_slice(), id).map_err(storage)?;
        }
        if let Some(transaction) = entry.transaction() {
            transactions.remove(transaction).map_err(storage)?;
        }
        entries.remove(id).map_err(storage)?;
    }
    Ok(old.len())
}
