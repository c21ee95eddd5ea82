//! The partner's own token: minted once for all that need it, refreshed before its end behind the back of its callers,
//! and gone only when its lifetime ends or the partner refuses it.

mod state;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::Instant;
use tracing::Instrument;

use self::state::{Next, State};
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;

/// The longest that a mint may take, whatever its callers are ready to wait for. Then the next one may try.
const LONGEST_MINT: Duration = Duration::from_secs(30);

/// A token and its lifetime, where that was told.
type Minted = (Secret, Option<Duration>);

/// What those who wait for a mint are told.
#[derive(Clone)]
enum Outcome {
    /// It goes on.
    Pending,
    /// It came to this end.
    Settled(std::result::Result<Secret, Arc<Error>>),
    /// It failed with a key or secret that has been replaced meanwhile, which says nothing.
    Outdated,
}

/// The partner's own token (OAuth 2 client credentials) with the key and secret that it is minted from. Cheap to clone;
/// clones share it.
#[derive(Clone)]
pub struct PartnerToken(Arc<Mutex<State>>);

impl PartnerToken {
    /// No token yet, and what it will be minted from.
    pub fn new(api_key: Secret, api_secret: Secret) -> Self {
        Self(Arc::new(Mutex::new(State::new(api_key, api_secret))))
    }

    /// Key and secret, for the next mint.
    pub fn credentials(&self) -> (Secret, Secret) {
        self.state().credentials()
    }

    /// Replaces key and secret. The next mint uses them; a token that holds goes on until its end, or until the partner
    /// refuses it. A mint that is under way with the old pair does not count if it fails.
    pub fn rotate(&self, api_key: Secret, api_secret: Secret) {
        self.state().rotate(api_key, api_secret);
    }

    /// The token, minted if there is none that still holds. Callers that come while one is being minted wait for that
    /// one, and share its failure. In the last minutes of a token's life one caller starts a mint in the background, and
    /// all go on with the token that they have; if that mint fails, it is tried again after a pause.
    ///
    /// A mint is a task of its own: it goes on when its caller goes away, and ends after half a minute at the latest.
    ///
    /// `mint` returns the token and its lifetime; where that is not told, the token is kept for five minutes.
    ///
    /// # Errors
    /// Those of `mint`; nothing is kept then.
    pub async fn get<M>(&self, mint: impl Fn() -> M) -> std::result::Result<Secret, Arc<Error>>
    where
        M: Future<Output = Result<Minted>> + Send + 'static,
    {
        loop {
            let next = self.state().next(Instant::now());
            let mut outcome = match next {
                Next::Use(token) => return Ok(token),
                Next::UseAndRefresh(token, number, sender) => {
                    self.start(mint(), number, sender);
                    return Ok(token);
                }
                Next::Wait(outcome) => outcome,
                Next::Mint(number, sender) => {
                    let outcome = sender.subscribe();
                    self.start(mint(), number, sender);
                    outcome
                }
            };
            let ended = outcome.wait_for(|outcome| !matches!(outcome, Outcome::Pending)).await;
            if let Ok(Outcome::Settled(settled)) = ended.as_deref() {
                return settled.clone();
            }
            // Outdated, or the runtime that it ran on was shut down: somebody tries again.
        }
    }

    /// The partner refused this token: it is not handed out any more. A token that came after it stays.
    pub fn invalidate(&self, token: &Secret) {
        self.state().invalidate(token);
    }

    /// Mints in a task of its own.
    fn start(
        &self,
        mint: impl Future<Output = Result<Minted>> + Send + 'static,
        number: u64,
        sender: watch::Sender<Outcome>,
    ) {
        let token = self.clone();
        // The lifetime counts from before the request: the partner's clock started somewhere on the way.
        let asked = Instant::now();
        let task = async move {
            let minted = tokio::time::timeout(LONGEST_MINT, mint).await.unwrap_or_else(|_| {
                let place = format!("the partner's token took longer than {LONGEST_MINT:?} (mint)");
                Err(Error::new(Kind::Timeout, place))
            });
            let settled = token.state().settle(number, asked, Instant::now(), minted);
            // Nobody need be waiting.
            sender.send_replace(settled);
        };
        tokio::spawn(task.in_current_span());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for PartnerToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PartnerToken(<secret>)")
    }
}

#[cfg(test)]
mod tests;
