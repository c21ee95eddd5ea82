//! The receipt by e-mail.

use partners::papi3::deposit::EmailReceiptRequest;

use super::Deposits;
use crate::error::Result;
use crate::journal::Journal;
use crate::outcome::Receipt;

impl<J: Journal> Deposits<J> {
    /// Has the partner send word of a deposit to one more address.
    ///
    /// How the deposit is named in this call was not seen: its transaction is named if it is known, else its batch.
    ///
    /// # Errors
    /// [`Error::Call`](crate::Error::Call). Sending it again may send two.
    pub async fn email_receipt(&self, receipt: &Receipt, address: &str) -> Result<()> {
        let mut request = EmailReceiptRequest::default();
        match &receipt.transaction {
            Some(transaction) => request.transaction_id = Some(transaction.clone()),
            None => request.deposit_batch_id = Some(receipt.batch.clone()),
        }
        request.email_address = Some(address.to_owned());
        self.visit.session().await?.email_receipt(request).await?;
        Ok(())
    }
}
