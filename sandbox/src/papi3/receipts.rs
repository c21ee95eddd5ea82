//! Receipts that were sent by e-mail, kept for tests to count. None is sent anywhere.

use std::fmt;

use super::answer::{self, Refusal};
use super::batches::said;
use super::sessions::Who;
use super::state::{Now, State};

/// A receipt that EmailReceipt sent. Debug shows no address.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// The batch of the deposit.
    pub deposit_batch_id: String,
    /// The transaction of the deposit.
    pub transaction_id: String,
    /// Where it went to.
    pub email_address: String,
}

impl fmt::Debug for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receipt")
            .field("deposit_batch_id", &self.deposit_batch_id)
            .field("transaction_id", &self.transaction_id)
            .finish_non_exhaustive()
    }
}

/// All receipts of an environment.
#[derive(Default)]
pub(super) struct Receipts {
    sent: Vec<Receipt>,
}

impl Receipts {
    /// Every receipt, in the order in which they were sent.
    pub(super) fn sent(&self) -> &[Receipt] {
        &self.sent
    }
}

/// Which deposit EmailReceipt means, and where to.
#[derive(Clone)]
pub(super) struct ReceiptOrder {
    /// DepositBatchId, if it is said.
    pub(super) deposit_batch_id: Option<String>,
    /// TransactionId, if it is said.
    pub(super) transaction_id: Option<String>,
    /// EmailAddress.
    pub(super) email_address: Option<String>,
}

impl State {
    /// EmailReceipt: of the deposit that is named by batch or transaction; if neither is said, of the session's latest
    /// batch. How the deposit is named is not documented.
    pub(super) fn email_receipt(&mut self, who: &Who, now: Now, order: &ReceiptOrder) -> Result<(), Refusal> {
        self.in_session(who, now, |session, stores| {
            let mut of_holder = stores.ledger.of(&session.holder);
            let (batch, transaction) = (said(&order.deposit_batch_id), said(&order.transaction_id));
            let entry = match (batch.or(session.latest_batch.as_deref()), transaction) {
                (_, Some(id)) => of_holder
                    .find(|entry| entry.transaction_id == id)
                    .ok_or(answer::invalid("TransactionId"))?,
                (Some(id), None) => of_holder
                    .find(|entry| entry.deposit_batch_id == id)
                    .ok_or(answer::invalid("DepositBatchId"))?,
                (None, None) => return Err(answer::invalid("DepositBatchId")),
            };
            let address = said(&order.email_address)
                .filter(|address| address.contains('@'))
                .ok_or(answer::invalid("EmailAddress"))?;
            let receipt = Receipt {
                deposit_batch_id: entry.deposit_batch_id.clone(),
                transaction_id: entry.transaction_id.clone(),
                email_address: address.to_owned(),
            };
            stores.receipts.sent.push(receipt);
            Ok(())
        })
    }
}
