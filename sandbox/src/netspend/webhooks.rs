//! Webhooks: what Netspend tells of, signed, and told again until somebody has heard it.

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use bindery_runtime::generated::json::Value;
use serde_json::json;

use super::receiver::Receiver;
use super::state::{State, Turn};

/// Netspend documentation: attempts are made over 72 hours, further and further apart.
const PERIOD: Duration = Duration::from_secs(72 * 60 * 60);

/// The first pause; each is twice as long as the one before it. The sandbox's own choice.
const FIRST_PAUSE: Duration = Duration::from_secs(60);

/// Something that Netspend tells of. Debug does not show what.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebhookMessage {
    /// The event's id.
    pub id: String,
    /// `p2p_transfer.completed` and the like.
    pub event: &'static str,
    /// The body, the same bytes in each attempt.
    pub body: Vec<u8>,
}

impl fmt::Debug for WebhookMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookMessage")
            .field("id", &self.id)
            .field("event", &self.event)
            .finish_non_exhaustive()
    }
}

/// One attempt to deliver a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attempt {
    /// The event's id.
    pub id: String,
    /// The event's name.
    pub event: &'static str,
    /// `ns-delivery-count`, from 1.
    pub count: u32,
    /// When it was due, by the sandbox's clock, since that was made.
    pub due: Duration,
    /// The status that came back; `None` without an answer in time. 200 is the only one that ends it.
    pub status: Option<u16>,
}

/// What goes wrong with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WebhookFault {
    /// It is delivered twice, each time as the first attempt.
    Duplicate,
    /// It is delivered after the message that comes after it.
    Reorder,
    /// It is delivered later, by the sandbox's clock.
    Delay(Duration),
    /// Its first attempt has the signature of another key.
    WrongSignature,
}

/// The messages of an environment, and where they go.
#[derive(Default)]
pub(super) struct Outbox {
    messages: Vec<WebhookMessage>,
    waiting: Vec<Waiting>,
    pub(super) attempts: Vec<Attempt>,
    receiver: Option<Receiver>,
    /// What happens to the next messages, by their number from now.
    script: VecDeque<Option<WebhookFault>>,
    next_place: u64,
    /// A delivery is being made.
    pub(super) in_flight: bool,
}

/// A message that has to be delivered.
struct Waiting {
    message: WebhookMessage,
    count: u32,
    /// When; `None` until the message after it is there.
    due: Option<Duration>,
    /// Its place among those of the same time.
    place: u64,
    first_due: Duration,
    wrong_signature: bool,
}

/// A delivery that is to be made now.
pub(super) struct Delivery {
    pub(super) message: WebhookMessage,
    pub(super) count: u32,
    pub(super) receiver: Receiver,
    pub(super) wrong_signature: bool,
    due: Duration,
    first_due: Duration,
}

impl Outbox {
    pub(super) fn messages(&self) -> &[WebhookMessage] {
        &self.messages
    }

    /// Where messages go from now on.
    pub(super) fn set_receiver(&mut self, receiver: Option<Receiver>) {
        self.receiver = receiver;
        if self.receiver.is_none() {
            self.waiting.clear();
        }
    }

    pub(super) fn has_receiver(&self) -> bool {
        self.receiver.is_some()
    }

    /// Lets something happen to the nth message from now.
    pub(super) fn script(&mut self, nth: usize, fault: WebhookFault) {
        if self.script.len() < nth {
            self.script.resize(nth, None);
        }
        self.script[nth - 1] = Some(fault);
    }

    fn push(&mut self, message: WebhookMessage, now: Duration) {
        self.messages.push(message.clone());
        let fault = self.script.pop_front().flatten();
        if self.receiver.is_none() {
            return;
        }
        let due = match fault {
            Some(WebhookFault::Reorder) => None,
            Some(WebhookFault::Delay(by)) => Some(now + by),
            _ => Some(now),
        };
        let wrong_signature = fault == Some(WebhookFault::WrongSignature);
        let times = if fault == Some(WebhookFault::Duplicate) { 2 } else { 1 };
        let overtaken = self.waiting.iter().filter(|waiting| waiting.due.is_none()).count();
        for _ in 0..times {
            let place = self.place();
            self.waiting.push(Waiting {
                message: message.clone(),
                count: 1,
                due,
                place,
                first_due: due.unwrap_or(now),
                wrong_signature,
            });
        }
        if overtaken > 0 {
            let mut place = self.next_place;
            let after = |waiting: &&mut Waiting| waiting.due.is_none() && waiting.message.id != message.id;
            for waiting in self.waiting.iter_mut().filter(after) {
                (waiting.due, waiting.first_due, waiting.place) = (Some(now), now, place);
                place += 1;
            }
            self.next_place = place;
        }
    }

    fn place(&mut self) -> u64 {
        self.next_place += 1;
        self.next_place - 1
    }

    /// When the next delivery is to be made.
    pub(super) fn next_due(&self) -> Option<Duration> {
        self.waiting.iter().filter_map(|waiting| waiting.due).min()
    }

    /// Takes the next delivery that is due.
    pub(super) fn take(&mut self, now: Duration) -> Option<Delivery> {
        let receiver = self.receiver.clone()?;
        let due = self.waiting.iter().enumerate().filter_map(|(at, waiting)| {
            let due = waiting.due.filter(|due| *due <= now)?;
            Some((due, waiting.place, at))
        });
        let (due, _, at) = due.min()?;
        let Waiting { message, count, first_due, wrong_signature, .. } = self.waiting.remove(at);
        Some(Delivery { message, count, receiver, wrong_signature, due, first_due })
    }

    /// Notes what came of a delivery, and lets the message wait for the next attempt if it was not heard.
    pub(super) fn report(&mut self, delivery: Delivery, status: Option<u16>) {
        let Delivery { message, count, due, first_due, .. } = delivery;
        self.attempts.push(Attempt { id: message.id.clone(), event: message.event, count, due, status });
        let next = due + FIRST_PAUSE * 2_u32.saturating_pow(count - 1);
        if status == Some(200) || next > first_due + PERIOD || self.receiver.is_none() {
            return;
        }
        let place = self.place();
        self.waiting.push(Waiting {
            message,
            count: count + 1,
            due: Some(next),
            place,
            first_due,
            wrong_signature: false,
        });
    }
}

impl Turn<'_> {
    /// Tells of something that has just happened to the thing of this id. The envelope is that of the contract; what
    /// stands in `data` is what reading the thing would bring, and of a person the id alone.
    pub(super) fn event(&mut self, event: &'static str, kind: &str, id: &str) {
        let id_of_event = self.state.ids.next();
        let data = self.data(kind, id);
        let envelope =
            json!({ "id": id_of_event, "type": event, "time": self.now.date.to_string(), "data": data });
        let message = WebhookMessage { id: id_of_event, event, body: envelope.to_string().into_bytes() };
        let now = self.now.elapsed;
        self.state.outbox.push(message, now);
        self.environment.told.notify_one();
    }

    fn data(&self, kind: &str, id: &str) -> Value {
        let view = match kind {
            "transaction" => self.state.transaction_view(id).map(serde_json::to_value),
            "p2p_transfer" => self.p2p_view(id).ok().map(serde_json::to_value),
            _ => None,
        };
        let known = view.and_then(Result::ok);
        known.unwrap_or_else(|| {
            let mut data = serde_json::Map::new();
            data.insert(format!("{kind}_id"), id.into());
            Value::Object(data)
        })
    }
}

impl State {
    fn transaction_view(&self, id: &str) -> Option<partners::netspend::types::Transaction> {
        self.ledger
            .postings()
            .iter()
            .find(|posting| posting.transaction_id == id)
            .map(super::ledger::Posting::view)
    }
}
