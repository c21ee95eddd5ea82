//! The partner's own token, minted once and kept until shortly before its end.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::error::Result;
use crate::secret::Secret;

/// A token is not used any more this long before its end, so that it does not end on the way.
const MARGIN: Duration = Duration::from_secs(30);

/// Lifetimes below and above are taken as these: a partner that says zero must not be asked for a token per call, and
/// one that says a year must not be believed.
const SHORTEST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The partner's own token (OAuth 2 client credentials), kept until its lifetime ends. Cheap to clone; clones share it.
#[derive(Clone, Default)]
pub struct PartnerToken(Arc<Mutex<Option<Held>>>);

struct Held {
    token: Secret,
    until: Instant,
}

impl PartnerToken {
    /// No token yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The token, minted if there is none that still holds. Callers that come while one is being minted wait for it;
    /// if that mint fails or its caller goes away, the next of them mints.
    ///
    /// `mint` returns the token and its lifetime.
    ///
    /// # Errors
    /// Those of `mint`; nothing is kept then.
    pub async fn get(&self, mint: impl AsyncFnOnce() -> Result<(Secret, Duration)>) -> Result<Secret> {
        let mut held = self.0.lock().await;
        if let Some(held) = held.as_ref()
            && Instant::now() < held.until
        {
            return Ok(held.token.clone());
        }
        // The lifetime counts from before the request: the partner's clock started somewhere on the way.
        let asked = Instant::now();
        let (token, lifetime) = mint().await?;
        let until = asked + lifetime.clamp(SHORTEST, LONGEST) - MARGIN;
        *held = Some(Held { token: token.clone(), until });
        Ok(token)
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
        async fn mint(&self, lifetime: u64) -> Result<(Secret, Duration)> {
            let number = self.0.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_secs(1)).await;
            Ok((Secret::new(format!("token {number}")), Duration::from_secs(lifetime)))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn many_callers_mint_one_token() {
        let (token, mint) = (PartnerToken::new(), Mint::default());
        let callers: Vec<_> = (0..100)
            .map(|_| {
                let (token, mint) = (token.clone(), mint.clone());
                tokio::spawn(async move { token.get(async || mint.mint(86_399).await).await })
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
        let get = async || token.get(async || mint.mint(3600).await).await.unwrap();
        assert_eq!(get().await, Secret::new("token 0"));
        tokio::time::advance(Duration::from_secs(3560)).await;
        assert_eq!(get().await, Secret::new("token 0"));
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(get().await, Secret::new("token 1"));
    }

    #[tokio::test(start_paused = true)]
    async fn absurd_lifetimes_are_clamped() {
        for (lifetime, lasts) in [(0, 60), (u64::MAX, 24 * 60 * 60)] {
            let (token, mint) = (PartnerToken::new(), Mint::default());
            let get = async || token.get(async || mint.mint(lifetime).await).await.unwrap();
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
        let failed = token.get(async || Err(Error::new(Kind::Connect, "down"))).await;
        assert_eq!(failed.unwrap_err().kind(), Kind::Connect);
        let abandoned = tokio::spawn({
            let (token, mint) = (token.clone(), mint.clone());
            async move { token.get(async || mint.mint(3600).await).await }
        });
        tokio::task::yield_now().await;
        abandoned.abort();
        assert_eq!(token.get(async || mint.mint(3600).await).await.unwrap(), Secret::new("token 1"));
    }
}
