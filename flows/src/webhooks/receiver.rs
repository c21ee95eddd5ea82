//! One delivery, from its bytes to the answer: verify, recognise, record.

use std::sync::Arc;

use bindery_runtime::webhook::{Rejection, Verifier};
use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use partners::netspend::webhook::Event;
use tokio::sync::Notify;

use super::{Arrival, EventKey, Inbox, Recorded, Worker};

/// Receives deliveries. Clones share the inbox and the verifier's keys.
#[derive(Debug)]
pub struct Receiver<I> {
    pub(super) verifier: Verifier,
    inbox: Arc<I>,
    arrived: Arc<Notify>,
}

impl<I> Clone for Receiver<I> {
    fn clone(&self) -> Self {
        Self {
            verifier: self.verifier.clone(),
            inbox: Arc::clone(&self.inbox),
            arrived: Arc::clone(&self.arrived),
        }
    }
}

/// What a delivery is answered with. There is no body in any answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is on disk, now or before.
    Recorded(Recorded),
    /// It is refused, and not because of anything that a repeat could mend.
    Refused(Rejection),
    /// It could not be recorded. The partner is to send it again.
    Again,
}

impl Answer {
    /// The status that says so.
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::Recorded(_) => StatusCode::OK,
            Self::Refused(Rejection::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(_) => StatusCode::UNAUTHORIZED,
            Self::Again => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl<I: Inbox> Receiver<I> {
    /// A receiver, and the worker that hands on what it received. Let the worker run: an inbox that nobody empties fills.
    #[must_use]
    pub fn new(verifier: Verifier, inbox: Arc<I>) -> (Self, Worker<I>) {
        let arrived = Arc::new(Notify::new());
        let worker = Worker::new(Arc::clone(&inbox), Arc::clone(&arrived));
        (Self { verifier, inbox, arrived }, worker)
    }

    /// Takes one delivery: its headers, and its body as it came. When this returns with [`Answer::Recorded`], the delivery
    /// is on disk.
    pub async fn receive(&self, headers: &HeaderMap, body: Bytes) -> Answer {
        let delivery = match self.verifier.verify(headers, &body) {
            Ok(delivery) => delivery,
            Err(rejection) => {
                tracing::warn!(partner = "netspend", "a webhook is refused: {rejection}");
                return Answer::Refused(rejection);
            }
        };
        let event = Event::read(&body);
        if let Err(error) = &event {
            tracing::warn!(
                partner = "netspend",
                "a signed webhook is no event, and is kept as it is: {error}"
            );
        }
        let key = EventKey::of(event.ok().as_ref().map(|event| &event.envelope), &body);
        let count = delivery.count;
        match self.inbox.record(Arrival { key, at: Timestamp::now(), count, body }).await {
            Ok(recorded) => {
                tracing::debug!(partner = "netspend", delivery = count, ?recorded, "a webhook arrived");
                self.arrived.notify_one();
                Answer::Recorded(recorded)
            }
            Err(error) => {
                tracing::error!(partner = "netspend", "a webhook is not recorded: {error}");
                Answer::Again
            }
        }
    }
}
