//! The partner's own token: minted once for all that need it, kept until its lifetime ends or the partner refuses it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, Result};
use crate::secret::Secret;

/// A token is not used any more this long before its end, so that it does not end on the way.
const MARGIN: Duration = Duration::from_secs(30);

/// Lifetimes below and above are taken as these: a partner that says zero must not be asked for a token per call, and
/// one that says a year must not be believed.
const SHORTEST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The lifetime of a token whose reply tells none, or none that can be read. RFC 6749 lets a reply be silent.
const UNTOLD: Duration = Duration::from_secs(5 * 60);

/// The partner's own token (OAuth 2 client credentials), kept until its lifetime ends. Cheap to clone; clones share it.
#[derive(Clone, Default)]
pub struct PartnerToken(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Held by the one that mints.
    minter: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// Mints that came to an end, failures included.
    mints: u64,
    /// Why the last mint failed, if it did.
    failure: Option<Arc<Error>>,
}

struct Held {
    token: Secret,
    until: Instant,
}

impl PartnerToken {
    /// No token yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The token, minted if there is none that still holds. Callers that come while one is being minted wait for that
    /// one, and share its failure; if its caller goes away, the next of them mints.
    ///
    /// `mint` returns the token and its lifetime; where that is not told, the token is kept for five minutes.
    ///
    /// # Errors
    /// Those of `mint`; nothing is kept then.
    pub async fn get<M>(&self, mint: impl FnOnce() -> M) -> std::result::Result<Secret, Arc<Error>>
    where
        M: Future<Output = Result<(Secret, Option<Duration>)>>,
    {
        let before = match self.state().holding() {
            Ok(token) => return Ok(token),
            Err(mints) => mints,
        };
        let _minter = self.0.minter.lock().await;
        if let Some(settled) = self.state().settled_since(before) {
            return settled;
        }
        // The lifetime counts from before the request: the partner's clock started somewhere on the way.
        let asked = Instant::now();
        let minted = mint().await;
        self.state().minted(asked, minted)
    }

    /// The partner refused this token: it is not handed out any more. A token that came after it stays.
    pub fn invalidate(&self, token: &Secret) {
        let mut state = self.state();
        if state.held.as_ref().is_some_and(|held| held.token == *token) {
            state.held = None;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The token that holds, or how many mints there were so far.
    fn holding(&self) -> std::result::Result<Secret, u64> {
        let held = self.held.as_ref().filter(|held| Instant::now() < held.until);
        held.map(|held| held.token.clone()).ok_or(self.mints)
    }

    /// For a caller that has waited since there were `before` mints: what came of it, if the wait settled anything.
    fn settled_since(&self, before: u64) -> Option<std::result::Result<Secret, Arc<Error>>> {
        match (self.holding(), &self.failure) {
            (Ok(token), _) => Some(Ok(token)),
            (Err(mints), Some(failure)) if mints > before => Some(Err(Arc::clone(failure))),
            _ => None,
        }
    }

    fn minted(
        &mut self,
        asked: Instant,
        minted: Result<(Secret, Option<Duration>)>,
    ) -> std::result::Result<Secret, Arc<Error>> {
        self.mints += 1;
        match minted {
            Ok((token, lifetime)) => {
                let until = asked + lifetime.unwrap_or(UNTOLD).clamp(SHORTEST, LONGEST) - MARGIN;
                self.held = Some(Held { token: token.clone(), until });
                self.failure = None;
                Ok(token)
            }
            Err(error) => {
                let error = Arc::new(error);
                self.failure = Some(Arc::clone(&error));
                Err(error)
            }
        }
    }
}

impl fmt::Debug for PartnerToken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PartnerToken(<secret>)")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::error::{Error, Kind};

    /// A partner that numbers its tokens.
    #[derive(Clone, Default)]
    struct Mint(Arc<AtomicUsize>);

    impl Mint {
        async fn mint(&self, lifetime: Option<u64>) -> Result<(Secret, Option<Duration>)> {
            let number = self.0.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_secs(1)).await;
            Ok((Secret::new(format!("token {number}")), lifetime.map(Duration::from_secs)))
        }

        async fn fail(&self) -> Result<(Secret, Option<Duration>)> {
            self.0.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_secs(1)).await;
            Err(Error::new(Kind::Connect, "down"))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn many_callers_mint_one_token() {
        let (token, mint) = (PartnerToken::new(), Mint::default());
        let callers: Vec<_> = (0..100)
            .map(|_| {
                let (token, mint) = (token.clone(), mint.clone());
                tokio::spawn(async move { token.get(|| mint.mint(Some(86_399))).await })
            })
            .collect();
        for caller in callers {
            assert_eq!(caller.await.unwrap().unwrap(), Secret::new("token 0"));
        }
        assert_eq!(mint.0.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_token_is_replaced_before_its_end() {
        let (token, mint) = (PartnerToken::new(), Mint::default());
        let get = async || token.get(|| mint.mint(Some(3600))).await.unwrap();
        assert_eq!(get().await, Secret::new("token 0"));
        tokio::time::advance(Duration::from_secs(3560)).await;
        assert_eq!(get().await, Secret::new("token 0"));
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(get().await, Secret::new("token 1"));
    }

    #[tokio::test(start_paused = true)]
    async fn absurd_and_missing_lifetimes_are_bounded() {
        for (lifetime, lasts) in [(Some(0), 60), (Some(u64::MAX), 24 * 60 * 60), (None, 5 * 60)] {
            let (token, mint) = (PartnerToken::new(), Mint::default());
            let get = async || token.get(|| mint.mint(lifetime)).await.unwrap();
            get().await;
            tokio::time::advance(Duration::from_secs(lasts) - MARGIN - Duration::from_secs(2)).await;
            assert_eq!(get().await, Secret::new("token 0"));
            tokio::time::advance(Duration::from_secs(2)).await;
            assert_eq!(get().await, Secret::new("token 1"));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_or_abandoned_mint_hands_over() {
        let (token, mint) = (PartnerToken::new(), Mint::default());
        let failed = token.get(|| mint.fail()).await;
        assert_eq!(failed.unwrap_err().kind(), Kind::Connect);
        let abandoned = tokio::spawn({
            let (token, mint) = (token.clone(), mint.clone());
            async move { token.get(|| mint.mint(Some(3600))).await }
        });
        tokio::task::yield_now().await;
        abandoned.abort();
        assert_eq!(token.get(|| mint.mint(Some(3600))).await.unwrap(), Secret::new("token 2"));
    }

    #[tokio::test(start_paused = true)]
    async fn those_who_wait_share_a_failure() {
        let (token, mint) = (PartnerToken::new(), Mint::default());
        let callers: Vec<_> = (0..100)
            .map(|_| {
                let (token, mint) = (token.clone(), mint.clone());
                tokio::spawn(async move { token.get(|| mint.fail()).await })
            })
            .collect();
        for caller in callers {
            assert_eq!(caller.await.unwrap().unwrap_err().kind(), Kind::Connect);
        }
        assert_eq!(mint.0.load(Ordering::SeqCst), 1, "one mint, not one after another");
        assert_eq!(
            token.get(|| mint.mint(None)).await.unwrap(),
            Secret::new("token 1"),
            "the next caller tries"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_refused_token_goes_and_its_successor_stays() {
        let (token, mint) = (PartnerToken::new(), Mint::default());
        let get = async || token.get(|| mint.mint(Some(3600))).await.unwrap();
        let first = get().await;
        token.invalidate(&first);
        let second = get().await;
        assert_eq!(second, Secret::new("token 1"));
        token.invalidate(&first);
        assert_eq!(get().await, second);
    }
}
