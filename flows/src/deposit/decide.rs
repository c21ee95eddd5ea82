//! A person's word on a deposit that could not be settled otherwise.

use super::Deposits;
use super::held::{Claim, Held};
use super::recover::begin_again;
use crate::error::{Error, Result};
use crate::journal::{IntentId, Journal, State};

/// What a person found out about a deposit that is in doubt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// The partner has it.
    Posted {
        /// The partner's id of it: no other intent may have the same.
        transaction: String,
    },
    /// The partner does not have it and never will: it may be recovered, and begins again in a new batch.
    NotPosted,
    /// It is given up; the same checks may be deposited in another intent.
    GivenUp,
}

impl<J: Journal> Deposits<J> {
    /// Records a person's word. Whoever says [`Decision::NotPosted`] wrongly deposits twice.
    ///
    /// # Errors
    /// [`Error::WrongState`] unless posting began and its end is not known; [`Error::NoIntent`]; [`Error::InFlight`].
    pub async fn decide(&self, id: IntentId, decision: Decision) -> Result<()> {
        let mut held = Held::claim(&self.journal, Claim::on(id)).await?;
        let State::Posting { batch, .. } = held.entry().state.clone() else {
            let state = held.entry().state.as_str();
            held.free().await?;
            return Err(Error::WrongState { state, needed: "a person decides only what is in doubt" });
        };
        match decision {
            Decision::Posted { transaction } => {
                held.turn_to(State::Posted { batch, transaction: Some(transaction) }).await?;
            }
            Decision::NotPosted => held.write(begin_again).await?,
            Decision::GivenUp => held.turn_to(State::Cancelled).await?,
        }
        Ok(held.free().await?)
    }
}
