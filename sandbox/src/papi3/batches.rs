//! Batches: made, filled, read, given up. Posting them is in `posting.rs`.

use std::collections::HashMap;
use std::time::Duration;

use bindery_runtime::generated::Decimal;

use super::answer::{self, Refusal};
use super::items::{Item, NewItem};
use super::risks::Risk;
use super::rules::{BatchVisibility, Flow, RepeatedItem, Rules};
use super::sessions::{Session, Who};
use super::state::{Holder, Now, State, Stores};

/// How far a batch is. A batch that was given up is as unknown as one that never was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Open,
    Posted,
}

/// The items of one deposit.
pub(super) struct Batch {
    pub(super) id: String,
    holder: Holder,
    session_state_id: String,
    pub(super) account_number: String,
    pub(super) progress: Progress,
    pub(super) items: Vec<Item>,
}

impl Batch {
    /// The first item of this number.
    pub(super) fn item(&self, number: i32) -> Result<&Item, Refusal> {
        self.items.iter().find(|item| item.number == number).ok_or(answer::invalid("ItemNumber"))
    }

    /// The first item of this number, to be corrected.
    pub(super) fn item_mut(&mut self, number: i32) -> Result<&mut Item, Refusal> {
        self.items.iter_mut().find(|item| item.number == number).ok_or(answer::invalid("ItemNumber"))
    }
}

/// What GetDepositBatchSummary counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Summary {
    /// ItemCount: processed items.
    pub(super) items: usize,
    /// OkItemCount.
    pub(super) ok: usize,
    /// NeedReviewItemCount.
    pub(super) need_review: usize,
    /// ItemNumbers.
    pub(super) numbers: Vec<i32>,
}

/// An item as GetDepositItem and UpdateDepositItems show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ItemView {
    pub(super) number: i32,
    pub(super) amount: Decimal,
    pub(super) micr: String,
    pub(super) risks: &'static [Risk],
}

impl From<&Item> for ItemView {
    fn from(item: &Item) -> Self {
        Self { number: item.number, amount: item.amount, micr: item.micr.clone(), risks: item.risks() }
    }
}

/// The batches of an environment, by DepositBatchId.
#[derive(Default)]
pub(super) struct Batches {
    all: HashMap<String, Batch>,
}

impl Batches {
    /// A batch that this session may see.
    pub(super) fn reach(
        &mut self,
        rules: &Rules,
        session: &Session,
        id: &str,
    ) -> Result<&mut Batch, Refusal> {
        let visible = |batch: &&mut Batch| match rules.batch_visibility {
            BatchVisibility::OwnSession => batch.session_state_id == session.state_id,
            BatchVisibility::AnySession => batch.holder == session.holder,
        };
        self.all.get_mut(id).filter(visible).ok_or(answer::invalid("DepositBatchId"))
    }

    /// A batch that this session may change.
    pub(super) fn reach_open(
        &mut self,
        rules: &Rules,
        session: &Session,
        id: &str,
    ) -> Result<&mut Batch, Refusal> {
        let batch = self.reach(rules, session, id)?;
        let is_open = batch.progress == Progress::Open;
        is_open.then_some(batch).ok_or(answer::invalid("DepositBatchId"))
    }
}

/// A text that is said; one that is absent is an empty one, and says nothing.
pub(super) fn said(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

/// The batch that a call means: the one that it names, or the session's latest.
pub(super) fn meant<'a>(session: &'a Session, named: &'a Option<String>) -> Result<&'a str, Refusal> {
    said(named).or(session.latest_batch.as_deref()).ok_or(answer::invalid("DepositBatchId"))
}

impl State {
    /// CreateDepositBatch: the new DepositBatchId. How the account is named is not documented: an index that is absent
    /// means the only account.
    pub(super) fn create_batch(
        &mut self,
        who: &Who,
        now: Now,
        account_number_index: Option<i32>,
    ) -> Result<String, Refusal> {
        self.in_session(who, now, |session, stores| {
            let (_, account) = session.account(account_number_index)?;
            let batch = Batch {
                id: stores.ids.next(),
                holder: session.holder.clone(),
                session_state_id: session.state_id.clone(),
                account_number: account.number.clone(),
                progress: Progress::Open,
                items: Vec::new(),
            };
            let id = batch.id.clone();
            session.latest_batch = Some(id.clone());
            stores.batches.all.insert(id.clone(), batch);
            Ok(id)
        })
    }

    /// AddDepositItem.
    pub(super) fn add_item(
        &mut self,
        who: &Who,
        now: Now,
        batch_id: &str,
        new: &NewItem,
    ) -> Result<(), Refusal> {
        self.in_session(who, now, |session, Stores { rules, batches, .. }| {
            let batch = batches.reach_open(rules, session, batch_id)?;
            new.check()?;
            let is_repeated = batch.items.iter().any(|item| item.number == new.number);
            match rules.repeated_item {
                RepeatedItem::Refused if is_repeated => return Err(answer::invalid("ItemNumber")),
                RepeatedItem::Ignored if is_repeated => return Ok(()),
                _ => {}
            }
            let is_first = batch.items.is_empty();
            if !is_repeated && new.is_first != is_first {
                return Err(answer::invalid("IsFirstItem"));
            }
            let is_processed_at_once = is_first && rules.flow == Flow::Multi;
            let wait = if is_processed_at_once { Duration::ZERO } else { rules.processing_time };
            batch.items.push(Item::new(new, now.elapsed + wait));
            Ok(())
        })
    }

    /// GetDepositBatchSummary: of a posted batch, what it was when it was posted.
    pub(super) fn batch_summary(&mut self, who: &Who, now: Now, batch_id: &str) -> Result<Summary, Refusal> {
        self.in_session(who, now, |session, Stores { rules, batches, .. }| {
            let batch = batches.reach(rules, session, batch_id)?;
            let processed: Vec<&Item> = batch.items.iter().filter(|item| item.is_processed(now)).collect();
            let need_review = processed.iter().filter(|item| item.needs_review()).count();
            let mut numbers: Vec<i32> = processed.iter().map(|item| item.number).collect();
            if numbers.is_empty() && rules.flow == Flow::Single {
                numbers.push(0);
            }
            Ok(Summary { items: processed.len(), ok: processed.len() - need_review, need_review, numbers })
        })
    }

    /// GetDepositItem: an item that is processed.
    pub(super) fn item(
        &mut self,
        who: &Who,
        now: Now,
        batch_id: &str,
        number: i32,
    ) -> Result<ItemView, Refusal> {
        self.in_session(who, now, |session, Stores { rules, batches, .. }| {
            let item = batches.reach(rules, session, batch_id)?.item(number)?;
            item.is_processed(now).then(|| ItemView::from(item)).ok_or(answer::invalid("ItemNumber"))
        })
    }

    /// CancelDepositBatch: afterwards the batch is unknown.
    pub(super) fn cancel_batch(&mut self, who: &Who, now: Now, batch_id: &str) -> Result<(), Refusal> {
        self.in_session(who, now, |session, Stores { rules, batches, .. }| {
            batches.reach_open(rules, session, batch_id)?;
            batches.all.remove(batch_id);
            Ok(())
        })
    }
}
