//! What was deposited before: the list first, the images of a check when the user asks for them.

use std::fmt;

use bytes::Bytes;
use partners::papi3::deposit::{
    GetAccountTransactionCheckImageRequest, GetAccountTransactionHistoryRequest, TransactionSummary,
};

use crate::error::{Error, Result};
use crate::visit::Visit;

/// The deposits of the account holder, as the partner lists them. It may list deposits of other channels too.
///
/// # Errors
/// [`Error::Call`].
pub async fn history(visit: &Visit) -> Result<Vec<Transaction>> {
    let request = GetAccountTransactionHistoryRequest::default();
    let reply = visit.session().await?.get_account_transaction_history(request).await?;
    let transactions = reply.transaction_list.into_iter();
    Ok(transactions.map(|summary| Transaction { visit: visit.clone(), summary }).collect())
}

/// One deposit of the history.
#[derive(Debug, Clone)]
pub struct Transaction {
    visit: Visit,
    summary: TransactionSummary,
}

impl Transaction {
    /// What the list says of it. `TransactionId` is internal: it is not for the user.
    #[must_use]
    pub fn summary(&self) -> &TransactionSummary {
        &self.summary
    }

    /// Its images, fetched now.
    ///
    /// PAPI3 documentation: call only when the user selects a check. The front comes without its MICR line.
    ///
    /// # Errors
    /// [`Error::Call`], and [`Error::Incomplete`] for a transaction without an id.
    pub async fn images(&self) -> Result<Sides> {
        let missing = Error::Incomplete { operation: "GetAccountTransactionHistory", field: "TransactionId" };
        let id = self.summary.transaction_id.as_deref().ok_or(missing)?;
        let request = GetAccountTransactionCheckImageRequest::new(id);
        let reply = self.visit.session().await?.get_account_transaction_check_image(request).await?;
        Ok(Sides { front: reply.check_front_image, back: reply.check_back_image })
    }
}

/// The sides of a check as the partner stored them, in black and white.
#[derive(Clone)]
pub struct Sides {
    /// The front, where the partner sent it.
    pub front: Option<Bytes>,
    /// The back, where the partner sent it.
    pub back: Option<Bytes>,
}

impl fmt::Debug for Sides {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sides").finish_non_exhaustive()
    }
}
