//! What is known about the partner's token, and what a caller is to do next: rules without any waiting.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;

use super::{Minted, Outcome};
use crate::error::Result;
use crate::secret::Secret;

/// A token is not used any more this long before its end, so that it does not end on the way.
pub(super) const MARGIN: Duration = Duration::from_secs(30);

/// Lifetimes below and above are taken as these: a partner that says zero must not be asked for a token per call, and
/// one that says a year must not be believed.
const SHORTEST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The lifetime of a token whose reply tells none, or none that can be read. RFC 6749 lets a reply be silent.
const UNTOLD: Duration = Duration::from_secs(5 * 60);

/// A token is refreshed in the background this long before its end, and never for more than the last quarter of its
/// life.
pub(super) const EARLY: Duration = Duration::from_secs(5 * 60);

/// The pause after a refresh that failed; it doubles with each further one, up to the longest.
pub(super) const PAUSE: Duration = Duration::from_secs(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The token, the pair it is minted from, and the mint that is under way.
pub(super) struct State {
    api_key: Secret,
    api_secret: Secret,
    held: Option<Held>,
    under_way: Option<UnderWay>,
    /// Mints so far.
    mints: u64,
    /// Refreshes that failed one after another, and the end of the pause after the last.
    failures: u32,
    pause_ends: Option<Instant>,
}

struct Held {
    token: Secret,
    /// From then on it is refreshed.
    early: Instant,
    until: Instant,
}

struct UnderWay {
    number: u64,
    outcome: watch::Receiver<Outcome>,
    /// Key and secret were replaced since it began.
    outdated: bool,
}

/// What a caller does next.
pub(super) enum Next {
    /// Goes on with this token.
    Use(Secret),
    /// The same, after it has started this mint.
    UseAndRefresh(Secret, u64, watch::Sender<Outcome>),
    /// Waits for a mint that is under way.
    Wait(watch::Receiver<Outcome>),
    /// Starts this mint, and waits for it.
    Mint(u64, watch::Sender<Outcome>),
}

impl State {
    pub(super) fn new(api_key: Secret, api_secret: Secret) -> Self {
        Self { api_key, api_secret, held: None, under_way: None, mints: 0, failures: 0, pause_ends: None }
    }

    pub(super) fn credentials(&self) -> (Secret, Secret) {
        (self.api_key.clone(), self.api_secret.clone())
    }

    pub(super) fn rotate(&mut self, api_key: Secret, api_secret: Secret) {
        (self.api_key, self.api_secret) = (api_key, api_secret);
        (self.failures, self.pause_ends) = (0, None);
        if let Some(under_way) = &mut self.under_way {
            under_way.outdated = true;
        }
    }

    pub(super) fn next(&mut self, now: Instant) -> Next {
        // Its task is gone without a word.
        self.under_way.take_if(|under_way| under_way.outcome.has_changed().is_err());
        let held = self.held.as_ref().filter(|held| now < held.until);
        let held = held.map(|held| (held.token.clone(), held.early <= now));
        match (held, &self.under_way) {
            (None, Some(under_way)) => Next::Wait(under_way.outcome.clone()),
            (None, None) => {
                let (number, sender) = self.begin();
                Next::Mint(number, sender)
            }
            (Some((token, true)), None) if self.pause_ends.is_none_or(|end| end <= now) => {
                let (number, sender) = self.begin();
                Next::UseAndRefresh(token, number, sender)
            }
            (Some((token, _)), _) => Next::Use(token),
        }
    }

    fn begin(&mut self) -> (u64, watch::Sender<Outcome>) {
        let (sender, outcome) = watch::channel(Outcome::Pending);
        self.mints += 1;
        self.under_way = Some(UnderWay { number: self.mints, outcome, outdated: false });
        (self.mints, sender)
    }

    /// Mint number `number`, asked for at `asked`, came to its end. The answer is for those who wait for it.
    pub(super) fn settle(
        &mut self,
        number: u64,
        asked: Instant,
        now: Instant,
        minted: Result<Minted>,
    ) -> Outcome {
        let under_way = self.under_way.take_if(|under_way| under_way.number == number);
        match minted {
            Ok((token, lifetime)) => {
                self.held = Some(Held::new(token.clone(), asked, lifetime));
                (self.failures, self.pause_ends) = (0, None);
                Outcome::Settled(Ok(token))
            }
            Err(_) if under_way.is_some_and(|under_way| under_way.outdated) => Outcome::Outdated,
            Err(error) => {
                let pause = PAUSE.saturating_mul(2_u32.saturating_pow(self.failures));
                self.failures = self.failures.saturating_add(1);
                self.pause_ends = Some(now + pause.min(LONGEST_PAUSE));
                Outcome::Settled(Err(Arc::new(error)))
            }
        }
    }

    pub(super) fn invalidate(&mut self, token: &Secret) {
        self.held.take_if(|held| held.token == *token);
    }
}

impl Held {
    fn new(token: Secret, asked: Instant, lifetime: Option<Duration>) -> Self {
        let lifetime = lifetime.unwrap_or(UNTOLD).clamp(SHORTEST, LONGEST);
        // Clients that were started together do not come back together.
        let early = EARLY.min(lifetime / 4).mul_f64(1.0 - fastrand::f64() / 5.0);
        Self { token, early: asked + lifetime - early.max(MARGIN), until: asked + lifetime - MARGIN }
    }
}
