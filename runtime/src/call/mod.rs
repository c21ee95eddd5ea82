//! The one path that every call takes: encode, retry, transport, decode, map. A call that needs a session is taken
//! along it by `session::Turn`, which puts the keys into the request before it is encoded.

mod partner;
mod rest;
mod soap;

use std::time::Instant;

use tracing::{Instrument, field};

use crate::error::{Error, Kind, Result, Sent};
use crate::exchange::{Reply, Request};
use crate::transport::Transport;

pub use rest::Port as RestPort;
pub use soap::Port as SoapPort;

/// Makes one call.
///
/// One tracing span tells operation, partner, attempt, outcome and duration; bodies are never in it.
async fn call<T>(
    transport: &Transport,
    partner: &'static str,
    operation: &'static str,
    encode: impl FnOnce() -> Result<Request>,
    decode: impl FnOnce(Reply) -> Result<T>,
) -> Result<T> {
    let span = tracing::info_span!(
        "call",
        otel.kind = "client",
        partner,
        operation,
        attempt = 1,
        outcome = field::Empty,
        duration_ms = field::Empty,
    );
    let started = Instant::now();
    let path = async {
        let request = encode()?;
        // Retry: attempts share one deadline here, around the transport.
        let reply = within(transport, transport.send(request)).await?;
        decode(reply)
    };
    let outcome = path.instrument(span.clone()).await;
    let elapsed = started.elapsed();
    let outcome = outcome.map_err(|error| error.during(partner, operation, 1, elapsed));
    span.record("outcome", outcome.as_ref().err().map_or("success", outcome_class));
    span.record("duration_ms", u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX));
    outcome
}

/// Holds the call to its deadline.
async fn within(transport: &Transport, sending: impl Future<Output = Result<Reply>>) -> Result<Reply> {
    let deadline = transport.limits().call;
    tokio::time::timeout(deadline, sending).await.unwrap_or_else(|_| {
        let place = format!("the whole call took longer than {deadline:?} (call)");
        Err(Error::new(Kind::Timeout, place).sent(Sent::Maybe))
    })
}

/// The outcome in one word: the class of a result code, else the kind of failure.
fn outcome_class(error: &Error) -> &'static str {
    match (error.kind(), error.class()) {
        (Kind::Refused, Some(class)) => class.as_str(),
        (kind, _) => kind.as_str(),
    }
}

#[cfg(test)]
mod tests;
