//! PostDepositBatch: the one call that moves money.

use bindery_runtime::generated::Decimal;
use jiff::Timestamp;

use super::answer::{self, Refusal};
use super::batches::{Batch, Progress};
use super::items::Item;
use super::ledger::LedgerEntry;
use super::rules::SecondPost;
use super::sessions::{Session, Who};
use super::state::{Now, State, Stores};

/// A deposit as receipt and history show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Transaction {
    pub(super) id: String,
    pub(super) date: Timestamp,
    /// The index of its account in the session that asks.
    pub(super) account_number_index: Option<i32>,
    pub(super) amount: Decimal,
    pub(super) item_count: usize,
}

impl Transaction {
    /// A credit as a session sees it.
    pub(super) fn new(entry: &LedgerEntry, session: &Session) -> Self {
        Self {
            id: entry.transaction_id.clone(),
            date: entry.posted,
            account_number_index: session.index_of(&entry.account_number),
            amount: entry.amount,
            item_count: entry.items.len(),
        }
    }
}

impl State {
    /// PostDepositBatch: credits the batch.
    ///
    /// PAPI3 documentation: an exceeded limit shows here. A batch that is not fit to be posted (empty, an item in process
    /// or rejected) is E500 with `DepositBatchId`: the sandbox's own choice. A confirmable risk is confirmed by posting.
    pub(super) fn post_batch(&mut self, who: &Who, now: Now, batch_id: &str) -> Result<Transaction, Refusal> {
        self.in_session(who, now, |session, stores| {
            let Stores { rules, batches, ledger, ids, .. } = stores;
            let batch = batches.reach(rules, session, batch_id)?;
            if batch.progress == Progress::Posted {
                match rules.second_post {
                    SecondPost::Refused => return Err(answer::invalid("DepositBatchId")),
                    SecondPost::AnsweredAgain => {
                        let first = ledger
                            .of(&session.holder)
                            .find(|entry| entry.deposit_batch_id == batch_id)
                            .ok_or(answer::UNEXPECTED)?;
                        return Ok(Transaction::new(first, session));
                    }
                    SecondPost::Duplicated => {}
                }
            }
            let amount = fit(batch, now)?;
            if batch.items.len() > 1 && !rules.takes_several_checks() {
                return Err(answer::SEVERAL_CHECKS);
            }
            rules.deposit_limits.check(ledger.deposited(&session.holder, now.date), amount)?;
            batch.progress = Progress::Posted;
            let entry = LedgerEntry {
                partner_id: session.holder.partner_id,
                account_holder_number: session.holder.number.clone(),
                account_number: batch.account_number.clone(),
                amount,
                deposit_batch_id: batch.id.clone(),
                session_state_id: session.state_id.clone(),
                transaction_id: ids.next(),
                items: batch.items.iter().map(Item::credited).collect(),
                posted: now.date,
            };
            let transaction = Transaction::new(&entry, session);
            ledger.enter(&session.holder, entry);
            Ok(transaction)
        })
    }
}

/// The amount of a batch that is fit to be posted.
fn fit(batch: &Batch, now: Now) -> Result<Decimal, Refusal> {
    let unfit = |item: &Item| !item.is_processed(now) || item.is_rejected();
    if batch.items.is_empty() || batch.items.iter().any(unfit) {
        return Err(answer::invalid("DepositBatchId"));
    }
    Ok(batch.items.iter().map(|item| item.amount).sum())
}
