//! Giving a deposit up before it is posted.

use partners::papi3::deposit::CancelDepositBatchRequest;

use super::Deposit;
use crate::error::{Error, Result};
use crate::journal::{Journal, State};

impl<J: Journal> Deposit<J> {
    /// Gives the deposit up. The journal says so first: from then on nothing of it can be posted, whatever becomes of
    /// the call that tells the partner.
    ///
    /// PAPI3 documentation: send CancelDepositBatch whenever the user cancels between create and post; else the deposit
    /// is recorded as abandoned.
    ///
    /// # Errors
    /// [`Error::WrongState`] once posting began; [`Error::Call`] if the deposit is given up but the partner could not
    /// be told.
    pub async fn cancel(&mut self) -> Result<()> {
        if !matches!(self.entry().state, State::Planned | State::Open { .. }) {
            let needed = "it can be given up only before it is posted";
            return Err(Error::WrongState { state: self.entry().state.as_str(), needed });
        }
        let open = self.open("a batch must be open").ok();
        self.held.turn_to(State::Cancelled).await?;
        let Some((batch, session)) = open else { return Ok(()) };
        session.cancel_deposit_batch(CancelDepositBatchRequest::new(batch)).await?;
        if let Some(place) = &mut self.place {
            place.hold.released();
        }
        Ok(())
    }
}
