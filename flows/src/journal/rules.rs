//! The rules that no journal may break, whatever it is kept in.

use jiff::SignedDuration;

use super::JournalError;
use super::entry::{Entry, State};

/// How long a check counts as deposited already.
pub const DUPLICATE_WINDOW: SignedDuration = SignedDuration::from_hours(24);

/// Whether an entry may be written.
///
/// `previous` is what is stored under its id. `others` must hold every entry that shares a fingerprint or a
/// transaction with it; more do no harm.
///
/// # Errors
/// [`JournalError::Exists`] for a first revision where one is stored; [`JournalError::Overtaken`] where the stored
/// revision is not the one before, or the state cannot follow the stored one; [`JournalError::PossibleDuplicate`] for a
/// check that another intent deposited, or still may, within [`DUPLICATE_WINDOW`], unless forced;
/// [`JournalError::TransactionTaken`] for a transaction of another intent.
pub fn admit<'a>(
    entry: &Entry,
    previous: Option<&Entry>,
    others: impl IntoIterator<Item = &'a Entry>,
) -> Result<(), JournalError> {
    match previous {
        None if entry.revision == 1 => {}
        Some(_) if entry.revision == 1 => return Err(JournalError::Exists),
        Some(previous)
            if previous.revision + 1 == entry.revision && previous.state.may_become(&entry.state) => {}
        _ => return Err(JournalError::Overtaken),
    }
    // Checks that were admitted before are not judged again: a later, forced twin must not stop the first.
    let known = previous.map(Entry::fingerprints).unwrap_or_default();
    let mut added = entry.fingerprints();
    added.retain(|print| !known.contains(print));
    for other in others.into_iter().filter(|other| other.id != entry.id) {
        if entry.transaction().is_some() && entry.transaction() == other.transaction() {
            return Err(JournalError::TransactionTaken { of: other.id });
        }
        // An intent counts from its start; what it was refused for or gave up is free again.
        let counts = !matches!(other.state, State::Refused { .. } | State::Cancelled);
        let apart = entry.planned_at.duration_since(other.planned_at).abs();
        if !entry.forced
            && counts
            && apart < DUPLICATE_WINDOW
            && other.fingerprints().iter().any(|print| added.contains(print))
        {
            return Err(JournalError::PossibleDuplicate { of: other.id });
        }
    }
    Ok(())
}
