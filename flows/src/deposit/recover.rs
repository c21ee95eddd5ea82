//! Recovering: what became of an intent is found out by asking. Nothing is posted here.

use std::collections::BTreeMap;

use partners::papi3::deposit::{GetDepositBatchSummaryRequest, GetDepositBatchSummaryResult};

use super::begin::images_by_number;
use super::held::{Claim, Held};
use super::search::{self, Look};
use super::{Deposit, Deposits, Hold, Intent, Place, is_refusal, needs_new_session};
use crate::accounts::Account;
use crate::check::Images;
use crate::error::{Error, Result};
use crate::journal::{Correction, Entry, IntentId, Journal, Progress, State};
use crate::outcome::{Case, Finding, Receipt, Recovered, Refusal};
use crate::visit::Seat;

/// Finds out what became of an intent. It may be tried as often as needed.
pub struct Recovery<J: Journal> {
    deposits: Deposits<J>,
    account: Account,
    images: BTreeMap<i32, Images>,
    claim: Claim,
}

impl<J: Journal> Deposits<J> {
    /// Finds out how an intent stands. Nothing is posted.
    ///
    /// The account must be the one that it was begun with. The checks serve to send again what did not arrive; they may
    /// be left out, and then [`Deposit::submit`] says which it needs.
    ///
    /// # Errors
    /// [`Error::NoIntent`]; [`Error::InFlight`] while another worker has it; [`Error::AccountDiffers`];
    /// [`Error::Call`] if the partner cannot be asked now.
    pub async fn recover(&self, intent: Intent) -> Result<Recovered<J>> {
        let images = images_by_number(&intent.checks);
        Recovery::new(self.clone(), intent.account, images, Claim::on(intent.id)).run().await
    }

    /// The intents that have come to no end: what is to be recovered after a crash.
    ///
    /// # Errors
    /// [`Error::Journal`].
    pub async fn unsettled(&self) -> Result<Vec<IntentId>> {
        Ok(self.journal.unsettled().await?.into_iter().map(|entry| entry.id).collect())
    }
}

impl<J: Journal> Recovery<J> {
    pub(super) fn new(
        deposits: Deposits<J>,
        account: Account,
        images: BTreeMap<i32, Images>,
        claim: Claim,
    ) -> Self {
        Self { deposits, account, images, claim }
    }

    /// The intent.
    #[must_use]
    pub fn intent(&self) -> IntentId {
        self.claim.id
    }

    /// Asks the partner.
    ///
    /// # Errors
    /// As [`Deposits::recover`].
    pub async fn run(&self) -> Result<Recovered<J>> {
        let mut held = Held::claim(&self.deposits.journal, self.claim).await?;
        if held.entry().account != self.deposits.key.account(&self.account.number) {
            held.free().await?;
            return Err(Error::AccountDiffers);
        }
        match held.entry().state.clone() {
            State::Planned => Ok(self.resume(held, None)),
            State::Open { batch } => self.reopen(held, batch).await,
            State::Posting { batch, code, .. } => {
                let found = self.search(&mut held, &batch, code).await;
                held.free().await?;
                found
            }
            State::Posted { batch, transaction } => {
                Ok(Recovered::Done(Receipt::of(held.entry(), &batch, transaction.as_deref(), None)))
            }
            State::Refused { code, .. } => Ok(Recovered::Refused(Refusal { code, user_text: None })),
            State::Cancelled => Ok(Recovered::Cancelled),
        }
    }

    fn resume(&self, held: Held<J>, place: Option<Place>) -> Recovered<J> {
        Recovered::Resumed(Box::new(Deposit {
            deposits: self.deposits.clone(),
            account: self.account.clone(),
            images: self.images.clone(),
            held,
            place,
            review: None,
        }))
    }

    /// A batch that was never asked to be posted: it goes on if the partner still knows it, else in a new batch.
    async fn reopen(&self, mut held: Held<J>, batch: String) -> Result<Recovered<J>> {
        let asked = self.ask_for_batch(&batch).await;
        match asked {
            Ok((seat, Some(_))) => {
                seat.session.hold();
                let hold = Hold::held_by(&seat.session);
                Ok(self.resume(held, Some(Place { seat, hold })))
            }
            Ok((_, None)) => {
                held.write(begin_again).await?;
                Ok(self.resume(held, None))
            }
            Err(error) => {
                held.free().await?;
                Err(error)
            }
        }
    }

    /// Posting began. The batch first, for what it is worth, then the history until it shows or the deadline comes.
    async fn search(&self, held: &mut Held<J>, batch: &str, code: Option<String>) -> Result<Recovered<J>> {
        let case = |entry: &Entry, finding| {
            let (intent, total) = (entry.id, entry.total());
            tracing::warn!(%intent, ?finding, "a deposit needs a person");
            Recovered::NeedsPerson(Case { intent, batch: batch.to_owned(), total, finding })
        };
        if code.as_deref() == Some("00") {
            return Ok(case(held.entry(), Finding::ReceiptDiffers));
        }
        let (mut seat, summary) = self.ask_for_batch(batch).await?;
        tracing::debug!(intent = %held.entry().id, batch_is_known = summary.is_some(), "looking for a deposit");
        let mut turns = self.deposits.pace.turns();
        let mut renewed = false;
        let looked = loop {
            held.keep().await?;
            match search::look(&self.deposits.journal, held.entry(), &self.account, &seat).await {
                Ok(Look::Found(transaction, summary)) => {
                    let state =
                        State::Posted { batch: batch.to_owned(), transaction: Some(transaction.clone()) };
                    held.turn_to(state).await?;
                    let receipt = Receipt::of(held.entry(), batch, Some(&transaction), Some(summary));
                    return Ok(Recovered::Done(receipt));
                }
                Ok(look) => {
                    if !turns.next().await {
                        break look;
                    }
                }
                Err(Error::Call(error)) if needs_new_session(&error) && !renewed => {
                    renewed = true;
                    seat = self.deposits.visit.renewed(&seat).await?;
                }
                Err(Error::SessionChanged) if turns.next().await => {}
                Err(Error::Call(error)) if error.is_retryable() && turns.next().await => {}
                Err(error) => return Err(error),
            }
        };
        match (looked, code.filter(|code| code != "E99")) {
            // The partner said no, and the history agrees.
            (Look::Nothing, Some(code)) => {
                held.turn_to(State::Refused { batch: batch.to_owned(), code: code.clone() }).await?;
                Ok(Recovered::Refused(Refusal { code, user_text: None }))
            }
            (Look::TooFew, _) => Ok(case(held.entry(), Finding::FewerThanIntents)),
            _ => Ok(case(held.entry(), Finding::NotInHistory)),
        }
    }

    /// The summary of a batch, or nothing if the partner does not know it (any more, or from this session). A session
    /// that is gone, and E99, are answered with a new session, once.
    async fn ask_for_batch(&self, batch: &str) -> Result<(Seat, Option<GetDepositBatchSummaryResult>)> {
        let mut seat = self.deposits.visit.seat().await?;
        let mut renewed = false;
        loop {
            let request = GetDepositBatchSummaryRequest::new(batch);
            match seat.session.get_deposit_batch_summary(request).await {
                Ok(summary) => return Ok((seat, Some(summary))),
                Err(error) if is_refusal(&error) => return Ok((seat, None)),
                Err(error) if needs_new_session(&error) && !renewed => {
                    renewed = true;
                    seat = self.deposits.visit.renewed(&seat).await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Back to the plan: nothing of the old batch counts.
pub(super) fn begin_again(entry: &mut Entry) {
    entry.state = State::Planned;
    for check in &mut entry.checks {
        check.progress = Progress::Recorded;
        check.correction = Correction::None;
    }
}

impl<J: Journal> std::fmt::Debug for Recovery<J> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Recovery").field("intent", &self.intent()).finish_non_exhaustive()
    }
}
