//! One check of a batch: what is asked of it, when it is processed, what is found in it.

use std::time::Duration;

use bindery_runtime::generated::Decimal;

use super::answer::{self, Refusal};
use super::ledger::{Images, LedgerItem};
use super::risks::{self, Risk};
use super::state::Now;

/// A check as AddDepositItem sends it.
#[derive(Clone)]
pub(super) struct NewItem {
    pub(super) number: i32,
    pub(super) is_first: bool,
    pub(super) micr: String,
    pub(super) amount: Decimal,
    pub(super) images: Images,
    /// SHA-256 of front and back.
    pub(super) digests: ([u8; 32], [u8; 32]),
}

impl NewItem {
    /// What must hold of every check.
    pub(super) fn check(&self) -> Result<(), Refusal> {
        if self.number < 1 {
            return Err(answer::invalid("ItemNumber"));
        }
        check_amount(self.amount)?;
        if self.images.front.is_empty() {
            return Err(answer::invalid("FrontBase64Image"));
        }
        if self.images.back.is_empty() {
            return Err(answer::invalid("BackBase64Image"));
        }
        Ok(())
    }
}

/// An amount of money: positive, in whole cents.
pub(super) fn check_amount(amount: Decimal) -> Result<(), Refusal> {
    let is_money = amount > Decimal::ZERO && amount.normalize().scale() <= 2;
    is_money.then_some(()).ok_or(answer::invalid("Amount"))
}

/// A check in a batch.
pub(super) struct Item {
    pub(super) number: i32,
    pub(super) micr: String,
    pub(super) amount: Decimal,
    pub(super) images: Images,
    digests: ([u8; 32], [u8; 32]),
    processed_at: Duration,
}

impl Item {
    /// A new check, in process until then.
    pub(super) fn new(new: &NewItem, processed_at: Duration) -> Self {
        Self {
            number: new.number,
            micr: new.micr.clone(),
            amount: new.amount,
            images: new.images.clone(),
            digests: new.digests,
            processed_at,
        }
    }

    /// Whether the back end is done with it.
    pub(super) fn is_processed(&self, now: Now) -> bool {
        self.processed_at <= now.elapsed
    }

    /// RiskFactors.
    pub(super) fn risks(&self) -> &'static [Risk] {
        risks::of(self.amount).map_or(&[], |known| known.risks)
    }

    /// Whether a person is to look at it: a Reject or IsConfirmable risk.
    pub(super) fn needs_review(&self) -> bool {
        risks::of(self.amount).is_some_and(|known| known.needs_review)
    }

    /// Whether it cannot be accepted.
    pub(super) fn is_rejected(&self) -> bool {
        risks::of(self.amount).is_some_and(|known| known.rejected)
    }

    /// Other images.
    pub(super) fn set_images(&mut self, images: Images) {
        self.digests = images.digests();
        self.images = images;
    }

    /// As the ledger keeps it.
    pub(super) fn credited(&self) -> LedgerItem {
        LedgerItem {
            item_number: self.number,
            amount: self.amount,
            front_sha256: self.digests.0,
            back_sha256: self.digests.1,
            images: self.images.clone(),
        }
    }
}
