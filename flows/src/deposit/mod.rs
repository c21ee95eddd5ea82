//! A deposit: many calls, one intention.

mod begin;
mod cancel;
mod correct;
mod decide;
mod held;
mod post;
mod receipt;
mod recover;
mod review;
mod search;
mod submit;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use bindery_runtime::Kind;
use partners::papi3::{ResultCode, Session};

use crate::accounts::Account;
use crate::check::{Check, Images};
use crate::error::{Error, Result};
use crate::hash::JournalKey;
use crate::journal::{Entry, IntentId, Journal, State};
use crate::pace::Pace;
use crate::visit::{Seat, Visit};
use held::{Claim, Held};

pub use decide::Decision;
pub use recover::Recovery;
pub use review::{Handling, ItemReview, Review, Risk};

/// What the user wants.
#[derive(Debug, Clone)]
pub struct Intent {
    /// The caller's own id of it: kept before it is begun, needed to recover it.
    pub id: IntentId,
    /// Where the money goes.
    pub account: Account,
    /// The checks so far; more may be added before posting.
    pub checks: Vec<Check>,
    /// The user insists although a check looks deposited already.
    pub forced: bool,
}

/// The deposits of one user's visit. Cheap to clone.
pub struct Deposits<J> {
    visit: Visit,
    journal: Arc<J>,
    key: JournalKey,
    pace: Pace,
}

impl<J: Journal> Deposits<J> {
    /// Deposits in this visit, recorded in this journal.
    ///
    /// Use one journal for all deposits of a PartnerId: what is in another one cannot be told apart in the history.
    #[must_use]
    pub fn new(visit: Visit, journal: Arc<J>, key: JournalKey, pace: Pace) -> Self {
        Self { visit, journal, key, pace }
    }

    /// The visit.
    #[must_use]
    pub fn visit(&self) -> &Visit {
        &self.visit
    }
}

impl<J> Clone for Deposits<J> {
    fn clone(&self) -> Self {
        Self {
            visit: self.visit.clone(),
            journal: Arc::clone(&self.journal),
            key: self.key.clone(),
            pace: self.pace,
        }
    }
}

impl<J> fmt::Debug for Deposits<J> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Deposits").field("pace", &self.pace).finish_non_exhaustive()
    }
}

/// A deposit that this worker has in hand. Others keep off it until it is dropped and its claim, of three minutes,
/// lapses.
pub struct Deposit<J: Journal> {
    deposits: Deposits<J>,
    account: Account,
    /// The images at hand, by item number.
    images: BTreeMap<i32, Images>,
    held: Held<J>,
    /// The session of the open batch.
    place: Option<Place>,
    review: Option<Review>,
}

/// Where the batch is open: the session is not to be renewed silently while it is.
struct Place {
    seat: Seat,
    hold: Hold,
}

/// A session that an open batch needs. It is released with this.
struct Hold(Option<Session>);

impl Hold {
    /// The session holds itself since it has opened the batch.
    fn held_by(session: &Session) -> Self {
        Self(Some(session.clone()))
    }

    /// The session releases itself since it has closed the batch.
    fn released(&mut self) {
        self.0 = None;
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        if let Some(session) = self.0.take() {
            session.release();
        }
    }
}

impl<J: Journal> Deposit<J> {
    /// The intent's id.
    #[must_use]
    pub fn id(&self) -> IntentId {
        self.entry().id
    }

    /// The intent as the journal has it.
    #[must_use]
    pub fn entry(&self) -> &Entry {
        self.held.entry()
    }

    /// Lets this claim of the intent go and finds out how it stands: the way on after an error of any other method.
    ///
    /// # Errors
    /// As [`Deposits::recover`].
    pub async fn recover(mut self) -> Result<crate::Recovered<J>> {
        self.place = None;
        self.recovery().await.run().await
    }

    /// What finds out how the intent stands. The claim is let go; if that fails, it is handed on.
    async fn recovery(&mut self) -> Recovery<J> {
        let claim = match self.held.free().await {
            Ok(()) => Claim::on(self.id()),
            Err(_) => self.held.claim_again(),
        };
        Recovery::new(self.deposits.clone(), self.account.clone(), self.images.clone(), claim)
    }

    /// The open batch and the session that it is open in.
    fn open(&self, needed: &'static str) -> Result<(String, Session)> {
        match (&self.entry().state, &self.place) {
            (State::Open { batch }, Some(place)) => Ok((batch.clone(), place.seat.session.clone())),
            (state, _) => Err(Error::WrongState { state: state.as_str(), needed }),
        }
    }

    fn check_exists(&self, number: i32) -> Result<usize> {
        place_of(number)
            .filter(|place| *place < self.entry().checks.len())
            .ok_or(Error::NoSuchCheck { number })
    }
}

impl<J: Journal> fmt::Debug for Deposit<J> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Deposit")
            .field("id", &self.id())
            .field("state", &self.entry().state.as_str())
            .finish_non_exhaustive()
    }
}

/// The item number of the check at a place: they begin at 1.
fn number_of(place: usize) -> i32 {
    i32::try_from(place + 1).unwrap_or(i32::MAX)
}

fn place_of(number: i32) -> Option<usize> {
    usize::try_from(number).ok()?.checked_sub(1)
}

/// Whether an answer asks for a new session: it is gone, or E99, which does not say what happened but asks for that.
fn needs_new_session(error: &bindery_runtime::Error) -> bool {
    error.is_session_gone() || ResultCode::of(error) == Some(ResultCode::UnexpectedError)
}

/// Whether the partner gave a clear no to this very request.
fn is_refusal(error: &bindery_runtime::Error) -> bool {
    error.kind() == Kind::Refused && error.may_have_been_sent() && !needs_new_session(error)
}

/// A result code as it may be kept and shown: only short plain words are.
fn plain(code: &str) -> String {
    let plain = !code.is_empty() && code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain { code.to_owned() } else { "(unprintable code)".to_owned() }
}
