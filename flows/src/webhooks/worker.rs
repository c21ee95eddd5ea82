//! Hands on what was received, as often as it takes.

use std::fmt::{self, Display};
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use partners::netspend::webhook::Event;
use tokio::sync::Notify;

use super::{Arrival, EventKey, Inbox};

/// How many arrivals are read at a time.
const AT_A_TIME: usize = 32;
/// The first pause after a failure; it doubles up to the longest.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// An event on its way to your function.
#[derive(Debug, Clone)]
pub struct Received {
    /// What it is.
    pub content: Content,
    /// What it is recognised by: the same when it is handed on again.
    pub key: EventKey,
    /// When it came.
    pub at: Timestamp,
    /// Which delivery of the event it was, as the partner counts (`ns-delivery-count`).
    pub count: Option<u32>,
}

/// What was received. Debug shows no value.
#[derive(Clone)]
pub enum Content {
    /// An event. Its type may be one that the contract does not name.
    Event(Box<Event>),
    /// What the partner signed and is no event: the body as it came. A person looks at it.
    Unreadable(Bytes),
}

impl fmt::Debug for Content {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Event(event) => formatter.debug_tuple("Event").field(event).finish(),
            Self::Unreadable(_) => formatter.debug_tuple("Unreadable").finish_non_exhaustive(),
        }
    }
}

impl From<Arrival> for Received {
    fn from(arrival: Arrival) -> Self {
        let Arrival { key, at, count, body } = arrival;
        let content = match Event::read(&body) {
            Ok(event) => Content::Event(Box::new(event)),
            Err(_) => Content::Unreadable(body),
        };
        Self { content, key, at, count }
    }
}

/// Hands on what a receiver recorded. There is one for each receiver, so that nothing is handed on twice at a time.
#[derive(Debug)]
pub struct Worker<I> {
    inbox: Arc<I>,
    arrived: Arc<Notify>,
}

impl<I: Inbox> Worker<I> {
    pub(super) fn new(inbox: Arc<I>, arrived: Arc<Notify>) -> Self {
        Self { inbox, arrived }
    }

    /// Hands on whatever waits, from before a crash too, and whatever comes; for ever. One event at a time, oldest first.
    ///
    /// An event for which your function fails or panics stays, and is handed on again after a pause of 1 to 60 seconds;
    /// those behind it need not wait for it. The error's text goes into the log, so let it hold no value of the event.
    pub async fn run<F, R, E>(self, handle: F)
    where
        F: Fn(Received) -> R,
        R: Future<Output = Result<(), E>>,
        E: Display,
    {
        let mut pause = SHORTEST_PAUSE;
        loop {
            if self.round(&handle).await {
                pause = SHORTEST_PAUSE;
                self.arrived.notified().await;
            } else {
                // What arrives meanwhile does not wait for the pause to end.
                drop(tokio::time::timeout(pause, self.arrived.notified()).await);
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
        }
    }

    /// Hands on everything that waits, once; whether nothing of it is left.
    pub(super) async fn round<F, R, E>(&self, handle: &F) -> bool
    where
        F: Fn(Received) -> R,
        R: Future<Output = Result<(), E>>,
        E: Display,
    {
        let (mut after, mut all) = (0, true);
        loop {
            let waiting = match self.inbox.waiting(after, AT_A_TIME).await {
                Ok(waiting) => waiting,
                Err(error) => {
                    tracing::error!(partner = "netspend", "the inbox is not read: {error}");
                    return false;
                }
            };
            if waiting.is_empty() {
                return all;
            }
            for (number, arrival) in waiting {
                after = number;
                let done = match handled(async { handle(arrival.into()).await }).await {
                    Ok(()) => {
                        self.inbox.handled(number, Timestamp::now()).await.map_err(|error| error.to_string())
                    }
                    Err(error) => Err(error),
                };
                if let Err(error) = done {
                    all = false;
                    tracing::warn!(partner = "netspend", "an event is not handled: {error}");
                }
            }
        }
    }
}

/// What came of one event. One that makes the function panic would otherwise end the worker, in each process anew, and
/// hold up all others for ever.
async fn handled<E: Display>(work: impl Future<Output = Result<(), E>>) -> Result<(), String> {
    let mut work = pin!(work);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
        Ok(poll) => poll.map_err(|error| error.to_string()),
        Err(_) => Poll::Ready(Err("the function panicked".to_owned())),
    })
    .await
}
