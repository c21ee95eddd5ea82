//! Batch and checks: opened once, sent once, and what is in doubt is asked for before it is sent again.

use partners::papi3::deposit::{
    AddDepositItemRequest, CancelDepositBatchRequest, CreateDepositBatchRequest,
    GetDepositBatchSummaryRequest, GetDepositBatchSummaryResult,
};

use super::recover::begin_again;
use super::{Deposit, Hold, Place, is_refusal, number_of};
use crate::check::Images;
use crate::error::{Error, Result};
use crate::journal::{Journal, JournalError, Progress, State};

/// PAPI3 documentation: the numbers of its message example, whose meanings were not seen.
const TENDER_TYPE: i32 = 1;
const CHECK_IMAGE_CATEGORY: i32 = 1;
const IMAGE_PREPROCESS_STATE: i32 = 2;

/// How many polls must miss a check before it counts as lost on its way.
const POLLS_WITHOUT: u32 = 3;

impl<J: Journal> Deposit<J> {
    /// Sends every check that the partner does not have, in the order of their numbers, after opening a batch if none
    /// is. It may be called again after an error, and after [`add`](Self::add).
    ///
    /// # Errors
    /// [`Error::Call`], with the text for the user where the partner refused a check; [`Error::TermsNotAccepted`] and
    /// [`Error::AccountNotOffered`] before anything is sent; [`Error::ImagesNeeded`] and [`Error::CheckDiffers`] if the
    /// images are not at hand after a recovery. Nothing is posted.
    pub async fn submit(&mut self) -> Result<()> {
        let is_new = self.entry().state == State::Planned;
        if is_new {
            self.create_batch().await?;
        }
        self.open("checks are sent before it is posted")?;
        self.review = None;
        for place in 0..self.entry().checks.len() {
            // The first check of a new batch is marked together with the batch, and not sent yet.
            let is_marked_only = is_new && place == 0;
            if self.entry().checks[place].progress == Progress::Sent && !is_marked_only {
                self.find_sent(place).await?;
            }
            if self.entry().checks[place].progress != Progress::Accepted {
                self.send(place).await?;
            }
        }
        Ok(())
    }

    /// A `CreateDepositBatch` whose reply is lost leaves an empty batch behind, which is of no consequence.
    async fn create_batch(&mut self) -> Result<()> {
        for place in 0..self.entry().checks.len() {
            self.images_of(place)?;
        }
        let seat = self.deposits.visit.seat().await?;
        let info = seat.info().await?;
        if info.told.is_terms_acceptance_required {
            return Err(Error::TermsNotAccepted);
        }
        let mut request = CreateDepositBatchRequest::default();
        request.account_number_index = Some(self.account.index(&info.told.account_keys)?);
        let reply = seat.session.create_deposit_batch(request).await?;
        let mut hold = Hold::held_by(&seat.session);
        let missing = Error::Incomplete { operation: "CreateDepositBatch", field: "DepositBatchId" };
        let batch = reply.deposit_batch_id.filter(|id| !id.trim().is_empty()).ok_or(missing)?;
        if !seat.is_of(&info) {
            // The call itself has replaced the session: its index may mean another account now.
            if seat.session.cancel_deposit_batch(CancelDepositBatchRequest::new(batch)).await.is_ok() {
                hold.released();
            }
            return Err(Error::SessionChanged);
        }
        self.held
            .write(|entry| {
                entry.state = State::Open { batch };
                // The first check follows at once: one write to the disk serves both.
                if let Some(first) = entry.checks.first_mut() {
                    first.progress = Progress::Sent;
                }
            })
            .await?;
        self.place = Some(Place { seat, hold });
        Ok(())
    }

    /// Looks for a check that was sent, perhaps.
    async fn find_sent(&mut self, place: usize) -> Result<()> {
        let number = number_of(place);
        let mut turns = self.deposits.pace.turns();
        for poll in 1.. {
            self.held.keep().await?;
            if self.summary().await?.item_numbers.contains(&number) {
                return Ok(self.mark(place, Progress::Accepted).await?);
            }
            if poll >= POLLS_WITHOUT || !turns.next().await {
                break;
            }
        }
        Ok(())
    }

    async fn send(&mut self, place: usize) -> Result<()> {
        let images = self.images_of(place)?;
        let (batch, session) = self.open("checks are sent into an open batch")?;
        if self.entry().checks[place].progress == Progress::Recorded {
            self.mark(place, Progress::Sent).await?;
        }
        let request = AddDepositItemRequest::new(
            batch,
            number_of(place),
            place == 0,
            TENDER_TYPE,
            "",
            self.entry().checks[place].amount,
            CHECK_IMAGE_CATEGORY,
            IMAGE_PREPROCESS_STATE,
            images.front,
            images.back,
        );
        match session.add_deposit_item(request).await {
            Ok(_) => Ok(self.mark(place, Progress::Accepted).await?),
            Err(error) => {
                if is_refusal(&error) || !error.may_have_been_sent() {
                    self.mark(place, Progress::Recorded).await?;
                }
                Err(error.into())
            }
        }
    }

    /// The images of a check: those that the intent was begun with, or corrected to.
    fn images_of(&self, place: usize) -> Result<Images> {
        let number = number_of(place);
        let record = &self.entry().checks[place];
        let images = self.images.get(&number).ok_or(Error::ImagesNeeded { number })?;
        if images.hashes() == (record.front, record.back) {
            Ok(images.clone())
        } else {
            Err(Error::CheckDiffers { number })
        }
    }

    async fn mark(&mut self, place: usize, progress: Progress) -> Result<(), JournalError> {
        self.held.write(|entry| entry.checks[place].progress = progress).await
    }

    /// What the partner counts in the batch. More than was sent, or a number twice, means that a request was carried
    /// out more often than it was sent: then the batch is given up.
    pub(super) async fn summary(&mut self) -> Result<GetDepositBatchSummaryResult> {
        let (batch, session) = self.open("a batch must be open")?;
        let summary = session.get_deposit_batch_summary(GetDepositBatchSummaryRequest::new(batch)).await?;
        let mut numbers: Vec<i32> =
            summary.item_numbers.iter().copied().filter(|number| *number != 0).collect();
        numbers.sort_unstable();
        let sent = number_of(self.entry().checks.len()) - 1;
        let is_twice = numbers.windows(2).any(|pair| pair[0] == pair[1]);
        if summary.item_count > sent || is_twice || numbers.iter().any(|number| !(1..=sent).contains(number))
        {
            self.give_batch_up().await?;
            return Err(Error::BatchSpoiled);
        }
        Ok(summary)
    }

    /// Leaves a batch that was never asked to be posted: the deposit begins again in another one.
    pub(super) async fn give_batch_up(&mut self) -> Result<()> {
        let open = self.open("a batch must be open").ok();
        self.held.write(begin_again).await?;
        if let (Some((batch, session)), Some(mut place)) = (open, self.place.take())
            && session.cancel_deposit_batch(CancelDepositBatchRequest::new(batch)).await.is_ok()
        {
            place.hold.released();
        }
        Ok(())
    }
}
