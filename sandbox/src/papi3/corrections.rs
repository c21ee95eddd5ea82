//! UpdateDepositItems: other amounts and images for items of an open batch.

use bindery_runtime::generated::Decimal;

use super::answer::{self, Refusal};
use super::batches::{Batch, ItemView, meant};
use super::items::check_amount;
use super::ledger::Images;
use super::sessions::Who;
use super::state::{Now, State, Stores};

/// One item's correction. What is absent stays as it is.
#[derive(Clone)]
pub(super) struct Correction {
    pub(super) number: i32,
    pub(super) amount: Option<Decimal>,
    /// Front and back, of which both are needed or none.
    pub(super) images: Option<Images>,
}

/// What became of the corrections: a ResponseCode for each, and the items that were corrected, checked anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Corrected {
    /// ItemNumber and ResponseCode.
    pub(super) codes: Vec<(i32, &'static str)>,
    pub(super) items: Vec<ItemView>,
}

impl State {
    /// UpdateDepositItems: each correction has a code of its own, and one that is refused does not stop the others.
    pub(super) fn correct(
        &mut self,
        who: &Who,
        now: Now,
        batch_id: &Option<String>,
        corrections: &[Correction],
    ) -> Result<Corrected, Refusal> {
        self.in_session(who, now, |session, Stores { rules, batches, .. }| {
            let batch = batches.reach_open(rules, session, meant(session, batch_id)?)?;
            if corrections.is_empty() {
                return Err(answer::invalid("DepositItems"));
            }
            let mut corrected = Corrected { codes: Vec::new(), items: Vec::new() };
            for correction in corrections {
                let code = match apply(batch, now, correction) {
                    Ok(item) => {
                        corrected.items.push(item);
                        "00"
                    }
                    Err(refusal) => refusal.code,
                };
                corrected.codes.push((correction.number, code));
            }
            Ok(corrected)
        })
    }
}

/// Corrects one item, whole or not at all.
fn apply(batch: &mut Batch, now: Now, correction: &Correction) -> Result<ItemView, Refusal> {
    let item = batch.item_mut(correction.number)?;
    if !item.is_processed(now) {
        return Err(answer::invalid("ItemNumber"));
    }
    if let Some(amount) = correction.amount {
        check_amount(amount)?;
    }
    if let Some(images) = &correction.images {
        if images.front.is_empty() {
            return Err(answer::invalid("FrontBase64Image"));
        }
        if images.back.is_empty() {
            return Err(answer::invalid("BackBase64Image"));
        }
        item.set_images(images.clone());
    }
    item.amount = correction.amount.unwrap_or(item.amount);
    Ok(ItemView::from(&*item))
}
