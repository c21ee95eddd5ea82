//! What was deposited, read again: the history, and the images of checks.

use bindery_runtime::generated::Bytes;
use jiff::{SignedDuration, Timestamp};

use super::answer::{self, Refusal};
use super::batches::meant;
use super::ledger::{Images, LedgerEntry};
use super::posting::Transaction;
use super::rules::Rules;
use super::sessions::Who;
use super::state::{Now, State, Stores};

/// The sides of a check that are asked for.
///
/// PAPI3 documentation: CheckImageViewType chooses, and 2 is the only value that was seen. That 0 is the front, 1 the
/// back, and anything else both is the sandbox's own choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sides {
    front: bool,
    back: bool,
}

impl Sides {
    /// By CheckImageViewType, if it is said.
    pub(super) fn new(view_type: Option<i32>) -> Self {
        Self { front: view_type != Some(1), back: view_type != Some(0) }
    }

    fn of(self, images: &Images) -> (Option<Bytes>, Option<Bytes>) {
        (self.front.then(|| images.front.clone()), self.back.then(|| images.back.clone()))
    }
}

impl State {
    /// GetAccountTransactionHistory: the account holder's deposits between the dates, the latest first, as far as the
    /// history has caught up. That a deposit is one transaction, with whatever number of checks, is the sandbox's choice.
    pub(super) fn history(
        &mut self,
        who: &Who,
        now: Now,
        from: Option<Timestamp>,
        until: Option<Timestamp>,
    ) -> Result<Vec<Transaction>, Refusal> {
        self.in_session(who, now, |session, Stores { rules, ledger, .. }| {
            let asked = |entry: &&LedgerEntry| {
                is_known(rules, now, entry)
                    && from.is_none_or(|from| entry.posted >= from)
                    && until.is_none_or(|until| entry.posted <= until)
            };
            let found = ledger.of(&session.holder).rev().filter(asked);
            Ok(found.map(|entry| Transaction::new(entry, session)).collect())
        })
    }

    /// GetAccountTransactionCheckImage: of the transaction's first check.
    pub(super) fn transaction_images(
        &mut self,
        who: &Who,
        now: Now,
        transaction_id: &str,
        sides: Sides,
    ) -> Result<(Option<Bytes>, Option<Bytes>), Refusal> {
        self.in_session(who, now, |session, Stores { rules, ledger, .. }| {
            let entry = ledger
                .of(&session.holder)
                .find(|entry| entry.transaction_id == transaction_id && is_known(rules, now, entry));
            let first = entry.and_then(|entry| entry.items.first());
            first.map(|item| sides.of(&item.images)).ok_or(answer::invalid("TransactionId"))
        })
    }

    /// GetCheckImage: of an item that is processed, in the batch that is named, or in the session's latest.
    pub(super) fn item_images(
        &mut self,
        who: &Who,
        now: Now,
        batch_id: &Option<String>,
        number: i32,
        sides: Sides,
    ) -> Result<(Option<Bytes>, Option<Bytes>), Refusal> {
        self.in_session(who, now, |session, Stores { rules, batches, .. }| {
            let item = batches.reach(rules, session, meant(session, batch_id)?)?.item(number)?;
            item.is_processed(now).then(|| sides.of(&item.images)).ok_or(answer::invalid("ItemNumber"))
        })
    }
}

/// Whether the history has caught up with a credit.
fn is_known(rules: &Rules, now: Now, entry: &LedgerEntry) -> bool {
    SignedDuration::try_from(rules.history_lag).is_ok_and(|lag| now.date.duration_since(entry.posted) >= lag)
}
