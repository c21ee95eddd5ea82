//! The one path that every call takes: encode, retry, transport, decode, map. A call that needs a session is taken
//! along it by `session::Turn`, which puts the keys into the request before it is encoded.

mod partner;
mod rest;
mod soap;

use std::time::Instant;

use tracing::{Instrument, field};

use crate::error::{Error, Kind, Result};
use crate::exchange::{Reply, Request};
use crate::retry::{self, Budget, Course, Retry};
use crate::transport::Transport;

pub use rest::Port as RestPort;
pub use soap::{Call as SoapCall, Port as SoapPort};

/// Whom to call, and under which rules.
struct Line<'a> {
    transport: &'a Transport,
    budget: &'a Budget,
    partner: &'static str,
    operation: &'static str,
    retry: Retry,
}

/// Makes one call, in as many attempts as its rules allow and its deadline has time for. `renew` writes the request
/// anew for a further attempt, where it holds what may be used once only.
///
/// One tracing span tells operation, partner, attempts, outcome and duration; bodies are never in it.
async fn call<T>(
    line: Line<'_>,
    encode: impl FnOnce() -> Result<Request>,
    renew: impl Fn() -> Option<Result<Request>>,
    decode: impl Fn(Reply) -> Result<T>,
) -> Result<T> {
    let Line { partner, operation, .. } = line;
    let span = tracing::info_span!(
        "call",
        otel.kind = "client",
        partner,
        operation,
        attempts = field::Empty,
        outcome = field::Empty,
        duration_ms = field::Empty,
    );
    let started = Instant::now();
    let mut course = Course::new(line.retry);
    let path = async {
        let request = encode()?;
        let deadline = line.transport.limits().call;
        let trying = attempts(&line, &mut course, started + deadline, request, renew, decode);
        tokio::time::timeout(deadline, trying).await.unwrap_or_else(|_| {
            let place = format!("the whole call took longer than {deadline:?} (call)");
            Err(Error::new(Kind::Timeout, place).sent(course.sent()))
        })
    };
    let outcome = path.instrument(span.clone()).await;
    let elapsed = started.elapsed();
    let outcome = outcome.map_err(|error| error.during(partner, operation, course.attempts(), elapsed));
    span.record("attempts", course.attempts());
    span.record("outcome", outcome.as_ref().err().map_or("success", outcome_class));
    span.record("duration_ms", u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX));
    outcome
}

/// Sends the request until it succeeds, may not be sent again, or there is no time left for the next pause.
async fn attempts<T>(
    line: &Line<'_>,
    course: &mut Course,
    end: Instant,
    mut request: Request,
    renew: impl Fn() -> Option<Result<Request>>,
    decode: impl Fn(Reply) -> Result<T>,
) -> Result<T> {
    loop {
        course.begin();
        let (mut status, mut told) = (None, None);
        let outcome = line.transport.send(request.clone()).await.and_then(|reply| {
            (status, told) = (Some(reply.status), reply.retry_after);
            decode(reply)
        });
        let error = match outcome {
            Ok(value) => {
                line.budget.earn();
                return Ok(value);
            }
            Err(error) => error,
        };
        let again = course.failed(&error);
        let pause = retry::pause(course.attempts(), status, told);
        if !again || pause >= end.saturating_duration_since(Instant::now()) || !line.budget.spend() {
            return Err(error.sent(course.sent()));
        }
        tracing::debug!(kind = error.kind().as_str(), pause_ms = pause.as_millis(), "the call is made again");
        tokio::time::sleep(pause).await;
        if let Some(renewed) = renew() {
            request = renewed.map_err(|error| error.sent(course.sent()))?;
        }
    }
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
