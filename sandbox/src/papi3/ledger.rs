//! The ledger: what a bank would have credited. Tests read it to see where the money went.

use std::collections::BTreeMap;
use std::fmt;

use bindery_runtime::generated::{Bytes, Decimal};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};

use super::limits::Deposited;
use super::state::Holder;

/// One credit: PostDepositBatch was carried out once. Debug shows neither account nor session.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LedgerEntry {
    /// The PartnerId of the caller.
    pub partner_id: i32,
    /// The AccountHolderNumber of the session.
    pub account_holder_number: String,
    /// The account that is credited.
    pub account_number: String,
    /// The sum of the items, in dollars.
    pub amount: Decimal,
    /// The batch. Two entries with one batch are a double credit.
    pub deposit_batch_id: String,
    /// The SessionStateId of the session that posted.
    pub session_state_id: String,
    /// The transaction's id, as the history has it.
    pub transaction_id: String,
    /// What was deposited, in the order in which it was added.
    pub items: Vec<LedgerItem>,
    /// When it was posted, by the sandbox's clock.
    pub(super) posted: Timestamp,
}

impl fmt::Debug for LedgerEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LedgerEntry")
            .field("amount", &self.amount)
            .field("deposit_batch_id", &self.deposit_batch_id)
            .field("transaction_id", &self.transaction_id)
            .field("items", &self.items)
            .finish_non_exhaustive()
    }
}

/// One check of a credit. Debug shows no image.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LedgerItem {
    /// ItemNumber.
    pub item_number: i32,
    /// The amount, in dollars.
    pub amount: Decimal,
    /// SHA-256 of the front image's bytes.
    pub front_sha256: [u8; 32],
    /// SHA-256 of the back image's bytes.
    pub back_sha256: [u8; 32],
    pub(super) images: Images,
}

impl fmt::Debug for LedgerItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LedgerItem")
            .field("item_number", &self.item_number)
            .field("amount", &self.amount)
            .finish_non_exhaustive()
    }
}

/// The two images of a check. Debug shows their sizes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Images {
    pub(crate) front: Bytes,
    pub(crate) back: Bytes,
}

impl Images {
    /// The SHA-256 of front and back.
    pub(super) fn digests(&self) -> ([u8; 32], [u8; 32]) {
        (Sha256::digest(&self.front).into(), Sha256::digest(&self.back).into())
    }
}

impl fmt::Debug for Images {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "images of {} and {} bytes", self.front.len(), self.back.len())
    }
}

/// All credits of an environment, in the order in which they were made.
#[derive(Default)]
pub(super) struct Ledger {
    entries: Vec<LedgerEntry>,
    /// The places of an account holder's entries: thousands of deposits are made in one run.
    by_holder: BTreeMap<Holder, Vec<usize>>,
}

impl Ledger {
    /// Credits.
    pub(super) fn enter(&mut self, holder: &Holder, entry: LedgerEntry) {
        self.by_holder.entry(holder.clone()).or_default().push(self.entries.len());
        self.entries.push(entry);
    }

    /// Every credit.
    pub(super) fn entries(&self) -> &[LedgerEntry] {
        &self.entries
    }

    /// The credits of one account holder.
    pub(super) fn of(&self, holder: &Holder) -> impl DoubleEndedIterator<Item = &LedgerEntry> {
        self.by_holder.get(holder).into_iter().flatten().map(|place| &self.entries[*place])
    }

    /// What an account holder has deposited up to a date.
    pub(super) fn deposited(&self, holder: &Holder, date: Timestamp) -> Deposited {
        let day = |date: Timestamp| date.to_zoned(TimeZone::UTC).date();
        let mut sum = Deposited::default();
        for entry in self.of(holder) {
            sum.add(entry, day(entry.posted) == day(date));
        }
        sum
    }
}
