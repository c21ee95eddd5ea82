//! The way of one call through a session: keys, the call, and once more with new keys if the first are gone.

use std::time::Duration;

use tokio::time::Instant;

use super::clock::Moment;
use super::slot::Slot;
use super::state::{Asking, Effect};
use crate::error::{Error, Result, Sent};

/// One call that needs a session. Generated methods ask for keys and send until there is a reply:
///
/// ```ignore
/// let mut turn = slot.turn("GetTerms", Effect::None);
/// loop {
///     let keys = turn.keys(opening()).await?;
///     // The keys go into the request here.
///     if let Some(reply) = turn.send(port.call(&GET_TERMS, &request)).await? {
///         return Ok(reply);
///     }
/// }
/// ```
///
/// Waiting, opening and sending, twice if need be, share one deadline.
pub struct Turn<'a, K> {
    slot: &'a Slot<K>,
    operation: &'static str,
    effect: Effect,
    started: Instant,
    /// The session that was there at the start; 0 if none was ever opened.
    met: u64,
    renewed: bool,
    can_open: bool,
    /// The session in use, and when its keys were handed out.
    using: (u64, Moment),
}

impl<'a, K: Clone + Send + 'static> Turn<'a, K> {
    pub(super) fn new(slot: &'a Slot<K>, operation: &'static str, effect: Effect) -> Self {
        let met = slot.state().generation();
        let using = (met, slot.now());
        Self { slot, operation, effect, started: Instant::now(), met, renewed: false, can_open: false, using }
    }

    /// The keys of the session, which is opened by `opening` if need be; absent where that is not possible.
    ///
    /// # Errors
    /// If opening fails, its error, told as one of this call, which was not sent then.
    /// [`Kind::SessionGone`](crate::error::Kind::SessionGone) if the session is gone and may not be renewed silently,
    /// [`Kind::SessionEnded`](crate::error::Kind::SessionEnded) if it was ended.
    pub async fn keys(
        &mut self,
        opening: Option<impl Future<Output = Result<K>> + Send + 'static>,
    ) -> Result<K> {
        self.can_open = opening.is_some();
        let ready = tokio::time::timeout(self.left(), self.slot.ready(Asking::Call, opening)).await;
        let ready = ready.unwrap_or_else(|_| Err(self.slot.late(self.operation, Sent::No)));
        let (generation, keys) = ready.map_err(|error| self.unsent(error))?;
        self.renewed |= self.met > 0 && generation > self.met;
        self.using = (generation, self.slot.now());
        Ok(keys)
    }

    /// The reply, or nothing if the session turned out to be gone and the call is to be made again with new keys.
    ///
    /// # Errors
    /// Those of `sending`. A session that is gone is one if it may not be renewed silently, or was renewed already.
    pub async fn send<T>(&mut self, sending: impl Future<Output = Result<T>>) -> Result<Option<T>> {
        let (generation, asked) = self.using;
        let outcome = tokio::time::timeout(self.left(), sending).await;
        let error = match outcome {
            Ok(Ok(value)) => {
                self.slot.state().succeeded(generation, asked, self.effect);
                return Ok(Some(value));
            }
            Ok(Err(error)) if error.is_session_gone() => error,
            Ok(Err(error)) => return Err(error),
            Err(_) => return Err(self.slot.late(self.operation, Sent::Maybe)),
        };
        let obstacle = self.slot.state().gone(generation, self.can_open);
        match obstacle {
            Some(obstacle) => Err(error.with_remedy(obstacle.remedy())),
            None if self.renewed => Err(error),
            // The partner refused the call for its session alone, so nothing was done.
            None => {
                self.renewed = true;
                Ok(None)
            }
        }
    }

    /// What is left of the deadline.
    fn left(&self) -> Duration {
        self.slot.deadline().saturating_sub(self.started.elapsed())
    }

    /// An error of this call that comes before it was sent.
    fn unsent(&self, error: Error) -> Error {
        let rules = self.slot.rules();
        let of_opening = error.operation() == Some(rules.opened_by);
        let error = if of_opening { error.before(rules.opened_by) } else { error };
        error.during(rules.partner, self.operation, 0, self.started.elapsed())
    }
}
