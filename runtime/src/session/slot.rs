//! The place of one session, shared by all clones of a handle: opened once for all that need it, renewed when gone.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;
use tokio::time::Instant;
use tracing::Instrument;

use super::clock::{Moment, SessionClock};
use super::state::{Asking, Effect, Found, State};
use super::turn::Turn;
use crate::error::{Error, Kind, Result, Sent};

/// What is the same for all sessions of one partner. Written by the generator from the binding profile.
#[derive(Debug)]
pub struct Rules {
    /// The partner's short name.
    pub partner: &'static str,
    /// The operation that opens a session.
    pub opened_by: &'static str,
    /// How long a session lives without a successful call; absent where nobody knows.
    pub idle: Option<Duration>,
}

/// The place of one session. Cheap to clone; clones share the session.
///
/// - The keys are one value, kept, swapped and handed out together.
/// - Age counts from when the last successful request was sent. A session that has been idle for its limit, less a
///   margin of a minute, is not used any more.
/// - Whoever needs a session while there is none opens it, and everybody else waits for that one. Opening goes on if
///   its caller goes away, since the partner may bill it. If it fails, those who waited get the same error, except
///   that one of them tries once more where the failure may pass.
/// - A call whose session turns out to be gone is made again in a new one: the partner refused it, so it did nothing.
///   That happens once per call, and not at all where a renewal would lose something ([`Effect`]).
pub struct Slot<K>(Arc<Shared<K>>);

struct Shared<K> {
    rules: &'static Rules,
    clock: SessionClock,
    deadline: Duration,
    state: Mutex<State<K>>,
    /// Held while a session is opened.
    opener: Arc<tokio::sync::Mutex<()>>,
}

impl<K: Clone + Send + 'static> Slot<K> {
    /// An empty slot. `deadline` is for one call as a whole.
    pub fn new(rules: &'static Rules, clock: SessionClock, deadline: Duration) -> Self {
        let state = Mutex::new(State::new(rules.idle));
        Self(Arc::new(Shared { rules, clock, deadline, state, opener: Arc::default() }))
    }

    /// A slot with a session that was opened elsewhere. It counts as used just now.
    pub fn resumed(rules: &'static Rules, clock: SessionClock, deadline: Duration, keys: K) -> Self {
        let slot = Self::new(rules, clock, deadline);
        let now = slot.now();
        slot.state().install(now, keys);
        slot
    }

    /// The keys of the session, if there is one that is not known to be gone.
    pub fn keys(&self) -> Option<K> {
        self.state().keys(self.now())
    }

    /// Says that a batch is open which no call through this slot opened.
    pub fn hold(&self) {
        self.state().hold();
    }

    /// Says that one open batch needs the session no more, though no call through this slot closed it.
    pub fn release(&self) {
        self.state().release();
    }

    /// One call that needs the session.
    pub fn turn(&self, operation: &'static str, effect: Effect) -> Turn<'_, K> {
        Turn::new(self, operation, effect)
    }

    /// Opens the first session of an empty slot and hands on what else the opening brought.
    ///
    /// # Errors
    /// Those of `opening`.
    pub async fn start<R>(&self, opening: impl Future<Output = Result<(K, R)>>) -> Result<R> {
        let asked = self.now();
        let (keys, rest) = opening.await?;
        self.state().install(asked, keys);
        Ok(rest)
    }

    /// Opens a session if there is none, or none that is known to live, even where that loses something.
    ///
    /// # Errors
    /// Those of `opening`; [`Kind::SessionGone`] if it is absent and the session is gone, [`Kind::SessionEnded`] after
    /// [`end`](Self::end).
    pub async fn renew(
        &self,
        opening: Option<impl Future<Output = Result<K>> + Send + 'static>,
    ) -> Result<()> {
        let started = Instant::now();
        let Rules { partner, opened_by, .. } = self.0.rules;
        let ready = tokio::time::timeout(self.0.deadline, self.ready(Asking::Renewal, opening)).await;
        let ready = ready.unwrap_or_else(|_| Err(self.late(opened_by, Sent::Maybe)));
        ready.map(drop).map_err(|error| match error.operation() {
            Some(_) => error,
            None => error.during(partner, opened_by, 0, started.elapsed()),
        })
    }

    /// Ends the session: from now on no call finds it, whatever becomes of `tell`, which tells the partner.
    ///
    /// # Errors
    /// Those of `tell`; [`Kind::SessionEnded`] if it was ended before or never open.
    pub async fn end<T>(&self, operation: &'static str, tell: impl AsyncFnOnce(K) -> Result<T>) -> Result<T> {
        let started = Instant::now();
        let mut sent = Sent::No;
        let unsent = |error: Error| error.during(self.0.rules.partner, operation, 0, started.elapsed());
        let path = async {
            self.state().end().map_err(unsent)?;
            // An opening that is under way brings a session that the partner is to be told of.
            let _opener = self.0.opener.lock().await;
            let keys = self.state().forget().map_err(unsent)?;
            sent = Sent::Maybe;
            tell(keys).await
        };
        let outcome = tokio::time::timeout(self.0.deadline, path).await;
        outcome.unwrap_or_else(|_| Err(self.late(operation, sent)))
    }

    /// A session and its number; opened here, or by somebody else meanwhile, if there was none.
    pub(super) async fn ready(
        &self,
        asking: Asking,
        opening: Option<impl Future<Output = Result<K>> + Send + 'static>,
    ) -> Result<(u64, K)> {
        let can_open = opening.is_some();
        let before = match self.state().find(self.now(), asking, can_open)? {
            Found::Session(generation, keys) => return Ok((generation, keys)),
            Found::Nothing(openings) => openings,
        };
        let opener = Arc::clone(&self.0.opener).lock_owned().await;
        let found = self.state().find_again(before, self.now(), asking, can_open)?;
        match (found, opening) {
            (Found::Session(generation, keys), _) => Ok((generation, keys)),
            (Found::Nothing(_), Some(opening)) => {
                let slot = self.clone();
                let task = tokio::spawn(async move { slot.open(opening, opener).await }.in_current_span());
                task.await.unwrap_or_else(|broken| match broken.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    Err(_) => Err(Error::new(Kind::Interrupted, "the program is being shut down")),
                })
            }
            (Found::Nothing(_), None) => Err(Error::new(Kind::SessionGone, "nothing can open another")),
        }
    }

    /// Opens a session, in a task of its own. One that hangs makes way for the next after the deadline of a call.
    async fn open(
        &self,
        opening: impl Future<Output = Result<K>>,
        _opener: OwnedMutexGuard<()>,
    ) -> Result<(u64, K)> {
        let asked = self.now();
        let outcome = tokio::time::timeout(self.0.deadline, opening).await;
        let outcome = outcome.unwrap_or_else(|_| Err(self.late(self.0.rules.opened_by, Sent::Maybe)));
        self.state().opened(asked, outcome)
    }

    /// The deadline has passed; `sent` says whether the call was on its way.
    pub(super) fn late(&self, operation: &'static str, sent: Sent) -> Error {
        let deadline = self.0.deadline;
        let place = match sent {
            Sent::No => format!("there was no session within {deadline:?} (call)"),
            _ => format!("the whole call took longer than {deadline:?} (call)"),
        };
        let attempts = u32::from(sent != Sent::No);
        Error::new(Kind::Timeout, place).sent(sent).during(
            self.0.rules.partner,
            operation,
            attempts,
            deadline,
        )
    }

    pub(super) fn rules(&self) -> &'static Rules {
        self.0.rules
    }

    pub(super) fn deadline(&self) -> Duration {
        self.0.deadline
    }

    pub(super) fn now(&self) -> Moment {
        self.0.clock.now()
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State<K>> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K> Clone for Slot<K> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K> fmt::Debug for Slot<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Slot(<secret>)")
    }
}
