//! What is known about one session, and what may be done next: rules without any waiting.

use std::time::Duration;

use super::clock::Moment;
use crate::error::{Error, Kind, Result};

/// A session counts as gone this long before its idle limit, so that it does not die while a request is on its way:
/// longer than connecting and waiting for the head of a reply may take by default.
const MARGIN: Duration = Duration::from_secs(60);

/// What the success of an operation means to the session it was made in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing beyond the sign of life that every success is.
    None,
    /// A batch is open. Until it is closed, the session is not renewed silently.
    OpensBatch,
    /// A batch is closed.
    ClosesBatch,
    /// The session holds something that a new one would lack. It is not renewed silently any more.
    Fills,
}

/// One session: its keys, its age, and what stands in the way of a silent renewal.
pub(super) struct State<K> {
    idle: Option<Duration>,
    held: Option<Held<K>>,
    /// Sessions are numbered from 1, so that a late verdict about an old one does not hit its successor.
    generation: u64,
    /// Openings that came to an end, failures included.
    openings: u64,
    /// Why the last opening failed, if it did.
    failure: Option<Error>,
    open_batches: u32,
    filled: bool,
    ended: bool,
}

struct Held<K> {
    keys: K,
    /// When the last successful request was sent. The partner's clock starts a little later, which is the safe side.
    success: Moment,
}

/// What a caller that needs a session finds.
pub(super) enum Found<K> {
    /// A session, and its number.
    Session(u64, K),
    /// None: one is to be opened. Holds the number of openings so far.
    Nothing(u64),
}

/// Who asks for a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    /// A call; it has no say over what a renewal would lose.
    Call,
    /// The program itself, by `renew`.
    Renewal,
}

impl<K: Clone> State<K> {
    pub(super) fn new(idle: Option<Duration>) -> Self {
        Self {
            idle,
            held: None,
            generation: 0,
            openings: 0,
            failure: None,
            open_batches: 0,
            filled: false,
            ended: false,
        }
    }

    /// The number of the last session; 0 if there was none yet.
    pub(super) fn generation(&self) -> u64 {
        self.generation
    }

    /// The session to use, or that one is to be opened, or why neither is possible.
    pub(super) fn find(&self, now: Moment, asking: Asking, can_open: bool) -> Result<Found<K>> {
        if self.ended {
            return Err(ended("the session of this handle was ended"));
        }
        let obstacle = self.obstacle(can_open).filter(|_| asking == Asking::Call || !can_open);
        if let Some(held) = self.alive(now, obstacle.is_some()) {
            return Ok(Found::Session(self.generation, held.keys.clone()));
        }
        match obstacle {
            Some(obstacle) => Err(gone(obstacle)),
            None => Ok(Found::Nothing(self.openings)),
        }
    }

    /// The same for a caller that has waited since there were `before` openings: a failure that it waited for is its
    /// own, but after one that may pass it takes over, once.
    pub(super) fn find_again(
        &self,
        before: u64,
        now: Moment,
        asking: Asking,
        can_open: bool,
    ) -> Result<Found<K>> {
        let found = self.find(now, asking, can_open)?;
        match (&found, &self.failure) {
            (Found::Nothing(openings), Some(failure))
                if *openings > before && (*openings > before + 1 || !failure.is_retryable()) =>
            {
                Err(failure.share())
            }
            _ => Ok(found),
        }
    }

    /// The session as far as anybody knows: with no obstacle to renewing, it counts as gone a margin earlier.
    fn alive(&self, now: Moment, to_the_last: bool) -> Option<&Held<K>> {
        self.held.as_ref().filter(|held| {
            self.idle.is_none_or(|limit| {
                let margin = if to_the_last { Duration::ZERO } else { MARGIN.min(limit / 2) };
                now.since(held.success) < limit - margin
            })
        })
    }

    /// The keys, for a look.
    pub(super) fn keys(&self, now: Moment) -> Option<K> {
        self.alive(now, true).filter(|_| !self.ended).map(|held| held.keys.clone())
    }

    /// An opening came to its end; `asked` is when it was sent. The answer is what its caller may use.
    pub(super) fn opened(&mut self, asked: Moment, outcome: Result<K>) -> Result<(u64, K)> {
        self.openings += 1;
        let keys = match outcome {
            Ok(keys) => keys,
            Err(error) => {
                self.failure = Some(error.share());
                return Err(error);
            }
        };
        self.install(asked, keys.clone());
        if self.ended {
            return Err(ended("the session of this handle was ended while it was being opened"));
        }
        Ok((self.generation, keys))
    }

    /// A new session takes the place.
    pub(super) fn install(&mut self, asked: Moment, keys: K) {
        self.generation += 1;
        self.held = Some(Held { keys, success: asked });
        self.filled = false;
        self.failure = None;
    }

    /// A call in session number `generation`, sent at `asked`, was a success.
    pub(super) fn succeeded(&mut self, generation: u64, asked: Moment, effect: Effect) {
        match effect {
            Effect::None => {}
            Effect::OpensBatch => self.hold(),
            Effect::ClosesBatch => self.release(),
            Effect::Fills => self.filled |= generation == self.generation,
        }
        if let Some(held) = self.held.as_mut().filter(|_| generation == self.generation) {
            held.success = held.success.later(asked);
        }
    }

    /// The partner says that session number `generation` is gone. The answer is what stands in the way of a renewal.
    pub(super) fn gone(&mut self, generation: u64, can_open: bool) -> Option<Obstacle> {
        if generation == self.generation {
            self.held = None;
        }
        self.obstacle(can_open)
    }

    pub(super) fn hold(&mut self) {
        self.open_batches = self.open_batches.saturating_add(1);
    }

    pub(super) fn release(&mut self) {
        self.open_batches = self.open_batches.saturating_sub(1);
    }

    /// No call finds a session from now on.
    pub(super) fn end(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.ended, true) {
            return Err(ended("the session of this handle was ended before"));
        }
        Ok(())
    }

    /// The keys of an ended session, for the partner to be told, and for nobody after that.
    pub(super) fn forget(&mut self) -> Result<K> {
        let held = self.held.take().map(|held| held.keys);
        held.ok_or_else(|| ended("no session was open").with_remedy("Nothing is to be done."))
    }

    fn obstacle(&self, can_open: bool) -> Option<Obstacle> {
        if !can_open {
            return Some(Obstacle::Resumed);
        }
        // What comes first renews nothing.
        if self.generation == 0 {
            return None;
        }
        match (self.open_batches, self.filled) {
            (1.., _) => Some(Obstacle::OpenBatch),
            (0, true) => Some(Obstacle::Filled),
            (0, false) => None,
        }
    }
}

/// Why a session is not renewed silently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Obstacle {
    Resumed,
    OpenBatch,
    Filled,
}

impl Obstacle {
    fn place(self) -> &'static str {
        match self {
            Self::Resumed => "it was idle for too long, and a handle made from keys cannot open another",
            Self::OpenBatch => "it was lost while a batch is open",
            Self::Filled => "it was lost with what had been added to it",
        }
    }

    /// What the program is to do, since the handle does not do it by itself.
    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::Resumed => "Open a new session.",
            Self::OpenBatch => {
                "Call renew, then ask the partner how the batch stands before anything is sent for it again."
            }
            Self::Filled => "Call renew, then add again what had been added to the session.",
        }
    }
}

fn gone(obstacle: Obstacle) -> Error {
    Error::new(Kind::SessionGone, obstacle.place()).with_remedy(obstacle.remedy())
}

fn ended(place: &str) -> Error {
    Error::new(Kind::SessionEnded, place)
}
