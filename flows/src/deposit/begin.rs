//! The beginning: the intent is in the journal before anything is sent.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::held::Held;
use super::{Deposit, Deposits, Intent, number_of};
use crate::check::Check;
use crate::error::{Error, Result};
use crate::hash::AccountHash;
use crate::journal::{CheckRecord, Correction, Entry, IntentId, Journal, Progress, State};

impl<J: Journal> Deposits<J> {
    /// Records the intent. Nothing is sent.
    ///
    /// # Errors
    /// [`Error::NoChecks`]; [`Error::Journal`] with
    /// [`Exists`](crate::journal::JournalError::Exists) for an id that was begun before (recover it), and with
    /// [`PossibleDuplicate`](crate::journal::JournalError::PossibleDuplicate) for a check that was deposited, or may
    /// still be, within 24 hours, unless the intent is forced.
    pub async fn begin(&self, intent: Intent) -> Result<Deposit<J>> {
        let Intent { id, account, checks, forced } = intent;
        if checks.is_empty() {
            return Err(Error::NoChecks);
        }
        let entry = planned(id, self.key.account(&account.number), &checks, forced);
        let held = Held::insert(&self.journal, entry).await?;
        let images = images_by_number(&checks);
        Ok(Deposit { deposits: self.clone(), account, images, held, place: None, review: None })
    }
}

impl<J: Journal> Deposit<J> {
    /// Records one more check. It is sent by the next [`submit`](Self::submit).
    ///
    /// # Errors
    /// [`Error::WrongState`] once the deposit was posted or given up; [`Error::Journal`] as at the beginning.
    pub async fn add(&mut self, check: Check) -> Result<()> {
        let state = &self.entry().state;
        if !matches!(state, State::Planned | State::Open { .. }) {
            let needed = "checks are added before it is posted";
            return Err(Error::WrongState { state: state.as_str(), needed });
        }
        self.review = None;
        let number = number_of(self.entry().checks.len());
        self.held.write(|entry| entry.checks.push(record(&check))).await?;
        self.images.insert(number, check.images().clone());
        Ok(())
    }
}

/// An intent as it begins.
pub(super) fn planned(id: IntentId, account: AccountHash, checks: &[Check], forced: bool) -> Entry {
    Entry {
        id,
        revision: 1,
        planned_at: Timestamp::now(),
        lease: None,
        account,
        checks: checks.iter().map(record).collect(),
        forced,
        state: State::Planned,
    }
}

fn record(check: &Check) -> CheckRecord {
    let (front, back) = check.images().hashes();
    CheckRecord {
        amount: check.amount(),
        front,
        back,
        progress: Progress::Recorded,
        correction: Correction::None,
    }
}

pub(super) fn images_by_number(checks: &[Check]) -> BTreeMap<i32, crate::check::Images> {
    checks.iter().enumerate().map(|(place, check)| (number_of(place), check.images().clone())).collect()
}
