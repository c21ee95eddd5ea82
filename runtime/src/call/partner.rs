//! Calls that the partner's own token authorises: the token is got for the call and inside its deadline.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;

use super::RestPort;
use crate::error::{Error, Kind, Result, Sent};
use crate::rest::Request;
use crate::secret::Secret;
use crate::session::PartnerToken;

/// The status of a token that the partner does not take: 401 Unauthorized.
const UNAUTHORIZED: u16 = 401;

impl RestPort {
    /// [`call`](Self::call), authorised by the partner's token. A request that cannot be written asks for no token.
    /// A 401 ends the life of the token, and the request is sent once more with a new one: it was refused, so it did
    /// nothing. A 401 whose code says that the user's session is gone is no word about the token, and ends the call.
    ///
    /// # Errors
    /// Every way in which a call can fail. If no token could be had, the error is of this call, which was not sent,
    /// and has the failure of the mint as its source.
    pub async fn call_as_partner<R, M>(
        &self,
        request: Request,
        token: &PartnerToken,
        mint: impl Fn() -> M,
    ) -> Result<R>
    where
        R: DeserializeOwned,
        M: Future<Output = Result<(Secret, Option<Duration>)>> + Send + 'static,
    {
        self.as_partner(request, token, mint, |request| self.call(request)).await
    }

    /// [`run`](Self::run), authorised by the partner's token.
    ///
    /// # Errors
    /// Those of [`call_as_partner`](Self::call_as_partner).
    pub async fn run_as_partner<M>(
        &self,
        request: Request,
        token: &PartnerToken,
        mint: impl Fn() -> M,
    ) -> Result<()>
    where
        M: Future<Output = Result<(Secret, Option<Duration>)>> + Send + 'static,
    {
        self.as_partner(request, token, mint, |request| self.run(request)).await
    }

    /// Brings a token to `send`, twice at most.
    async fn as_partner<R, M, S>(
        &self,
        request: Request,
        token: &PartnerToken,
        mint: impl Fn() -> M,
        send: impl Fn(Request) -> S,
    ) -> Result<R>
    where
        M: Future<Output = Result<(Secret, Option<Duration>)>> + Send + 'static,
        S: Future<Output = Result<R>>,
    {
        let (partner, operation, started) = (self.partner(), request.operation().name, Instant::now());
        let unsent = |error: Error| error.during(partner, operation, 0, started.elapsed());
        let mut sent = Sent::No;
        let path = async {
            let request = request.checked().map_err(unsent)?;
            let first = token.get(&mint).await.map_err(|error| unsent(no_token(error)))?;
            sent = Sent::Maybe;
            let refused = match send(request.again().bearer(&first)).await {
                Err(error) if error.status() == Some(UNAUTHORIZED) && !error.is_session_gone() => error,
                outcome => return outcome,
            };
            token.invalidate(&first);
            // Without another token, what the partner said to the first is the answer.
            let Ok(second) = token.get(&mint).await else { return Err(refused) };
            send(request.bearer(&second)).await
        };
        let deadline = self.deadline();
        tokio::time::timeout(deadline, path).await.unwrap_or_else(|_| {
            let place = match sent {
                Sent::No => format!("there was no token of the partner within {deadline:?} (call)"),
                _ => format!("the whole call took longer than {deadline:?} (call)"),
            };
            let attempts = u32::from(sent != Sent::No);
            Err(Error::new(Kind::Timeout, place).sent(sent).during(partner, operation, attempts, deadline))
        })
    }
}

/// The failure of a mint as that of the call that needed the token.
fn no_token(mint: Arc<Error>) -> Error {
    let place = format!("the partner's token could not be had ({})", mint.operation().unwrap_or("mint"));
    let mut error = Error::new(mint.kind(), place).sent(Sent::No).with_remedy(mint.remedy().to_owned());
    if let Some(status) = mint.status() {
        error = error.with_status(status);
    }
    error.because(mint)
}
