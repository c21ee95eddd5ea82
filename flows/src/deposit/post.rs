//! Posting: the one call that moves money. It is made once.

use bindery_runtime::{Class, Error as CallError, Kind};
use partners::papi3::ResultCode;
use partners::papi3::deposit::{PostDepositBatchRequest, PostDepositBatchResult};

use super::search::{self, Look, Wanted};
use super::{Deposit, is_refusal, plain};
use crate::error::{Error, Result};
use crate::journal::{Journal, State};
use crate::outcome::{Outcome, Receipt, Refusal};

/// What an answer to PostDepositBatch, or the lack of one, says.
enum Verdict {
    /// It was certainly not carried out.
    NotCarriedOut,
    /// The partner says no, for a reason that is known.
    Refused,
    /// The partner says no, for a reason that nobody has described: one look at the history tells.
    RefusedSomehow,
    /// Nothing is certain.
    Unknown,
}

impl Verdict {
    fn of(error: &CallError) -> Self {
        // A request refused at the door of a session that is gone was not carried out.
        if !error.may_have_been_sent() || error.is_session_gone() {
            return Self::NotCarriedOut;
        }
        if error.kind() != Kind::Refused || !is_refusal(error) {
            return Self::Unknown;
        }
        match (error.class(), ResultCode::of(error)) {
            (Some(Class::Refusal | Class::Temporary), _) => Self::Refused,
            (_, Some(ResultCode::Other(_))) => Self::RefusedSomehow,
            // E500: the batch may be invalid because it is posted already.
            _ => Self::Unknown,
        }
    }
}

impl<J: Journal> Deposit<J> {
    /// Posts the deposit, once. The journal says so before.
    ///
    /// PAPI3 documentation: allowed after GetDepositItem or UpdateDepositItems showed no issue. E99's text, which asks
    /// for another attempt, is not passed on: whether this one worked is not known.
    ///
    /// # Errors
    /// Each means that nothing was posted: [`Error::WrongState`] before a review, with a rejected check, or one that
    /// the user has not confirmed; [`Error::Call`] if the call was certainly not carried out, after which
    /// [`recover`](Self::recover) goes on; [`Error::Journal`] if the journal could not be written before.
    pub async fn post(&mut self) -> Result<Outcome<J>> {
        match self.ask_to_post().await? {
            Posted::Done(receipt) => Ok(Outcome::Done(receipt)),
            Posted::Refused(refusal) => Ok(Outcome::Refused(refusal)),
            Posted::Unknown => {
                // The batch needs its session no more: it is never posted again.
                self.place = None;
                Ok(Outcome::Unknown { recover: self.recovery().await })
            }
        }
    }

    async fn ask_to_post(&mut self) -> Result<Posted> {
        let (batch, session) = self.open("it is posted once, from an open batch")?;
        let obstacle = self.review.as_ref().map_or(Some("review it first"), super::Review::obstacle);
        if let Some(needed) = obstacle {
            return Err(Error::WrongState { state: self.entry().state.as_str(), needed });
        }
        let since = jiff::Timestamp::now();
        let posting = |code| State::Posting { batch: batch.clone(), since, code };
        self.held.turn_to(posting(None)).await?;
        let error = match session.post_deposit_batch(PostDepositBatchRequest::new(batch.as_str())).await {
            Ok(reply) => {
                if let Some(place) = &mut self.place {
                    place.hold.released();
                }
                return Ok(self.answered(&batch, since, reply).await);
            }
            Err(error) => error,
        };
        let code = error.code().map(plain);
        match Verdict::of(&error) {
            Verdict::NotCarriedOut => {
                self.held.turn_to(State::Open { batch }).await?;
                Err(error.into())
            }
            Verdict::Refused => Ok(self.refused(batch, &error).await),
            Verdict::RefusedSomehow => {
                self.tell_journal(posting(code)).await;
                match self.look().await {
                    Ok(Look::Found(transaction, summary)) => {
                        self.tell_journal(State::Posted {
                            batch: batch.clone(),
                            transaction: Some(transaction.clone()),
                        })
                        .await;
                        Ok(Posted::Done(Receipt::of(self.entry(), &batch, Some(&transaction), Some(summary))))
                    }
                    Ok(Look::Nothing) => Ok(self.refused(batch, &error).await),
                    Ok(Look::TooFew) | Err(_) => Ok(Posted::Unknown),
                }
            }
            Verdict::Unknown => {
                self.tell_journal(posting(code)).await;
                Ok(Posted::Unknown)
            }
        }
    }

    /// 00 came. If it tells of another deposit than ours, a person looks.
    async fn answered(
        &mut self,
        batch: &str,
        since: jiff::Timestamp,
        reply: PostDepositBatchResult,
    ) -> Posted {
        let summary = reply.transaction_summary;
        let wanted = Wanted::of(self.entry(), None, since);
        if summary.as_ref().is_some_and(|summary| wanted.contradicts(summary)) {
            self.tell_journal(State::Posting { batch: batch.to_owned(), since, code: Some("00".to_owned()) })
                .await;
            return Posted::Unknown;
        }
        let transaction = summary.as_ref().and_then(|summary| summary.transaction_id.clone());
        self.tell_journal(State::Posted { batch: batch.to_owned(), transaction: transaction.clone() }).await;
        Posted::Done(Receipt::of(self.entry(), batch, transaction.as_deref(), summary))
    }

    async fn refused(&mut self, batch: String, error: &CallError) -> Posted {
        let code = error.code().map(plain).unwrap_or_default();
        self.tell_journal(State::Refused { batch, code: code.clone() }).await;
        Posted::Refused(Refusal { code, user_text: error.user_text().map(str::to_owned) })
    }

    async fn look(&mut self) -> Result<Look> {
        let place = self.place.as_ref().map(|place| place.seat.clone());
        let seat = match place {
            Some(seat) => seat,
            None => self.deposits.visit.seat().await?,
        };
        search::look(&self.deposits.journal, self.held.entry(), &self.account, &seat).await
    }

    /// Writes what the partner said. If that fails, the journal still says that posting began, and recovering finds the
    /// rest; the answer to the caller is not worse for it.
    async fn tell_journal(&mut self, state: State) {
        if let Err(error) = self.held.turn_to(state).await {
            tracing::warn!(intent = %self.id(), %error, "the journal could not be told what became of a deposit");
        }
    }
}

enum Posted {
    Done(Receipt),
    Refused(Refusal),
    Unknown,
}
