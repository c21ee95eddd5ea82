//! The delivery of webhooks: a task that posts what is due, by the sandbox's clock.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::{CONTENT_TYPE, HOST};
use bindery_runtime::webhook::SigningKey;
use partners::netspend::webhook::SIGNATURE;
use tokio::task::JoinHandle;

use super::receiver::Receiver;
use super::state::Environment;
use super::webhooks::{Attempt, Delivery, WebhookFault, WebhookMessage};

/// How often a task looks at a clock that moves by itself.
const LOOK: Duration = Duration::from_millis(200);

/// The key that a wrong signature is made with.
const OTHER_KEY: &str = "sandbox webhook key of somebody else";

/// The webhooks of one environment, as tests see and disturb them.
#[derive(Clone, Copy)]
pub struct Webhooks<'a> {
    pub(super) environment: &'a Environment,
}

impl Webhooks<'_> {
    /// Whether messages can be posted to this address: `http://` with the host `127.0.0.1` or `localhost`, and a port. The
    /// sandbox calls nobody beyond loopback.
    pub fn accepts(url: &str) -> bool {
        Receiver::in_clear(url).is_some()
    }

    /// The same for `https://`, with PEM certificates of the authorities that vouch for the receiver.
    pub fn accepts_over_tls(url: &str, ca_pem: &str) -> bool {
        Receiver::over_tls(url, ca_pem).is_some()
    }

    /// Lets messages be posted to this address from now on. What happened before is not told any more.
    ///
    /// # Panics
    /// If the address is none that the sandbox [accepts](Self::accepts).
    pub fn deliver_to(&self, url: &str) {
        let receiver = Receiver::in_clear(url).expect("webhooks are posted to http://127.0.0.1:PORT/ only");
        self.set_receiver(receiver);
    }

    /// Lets messages be posted over TLS to this address from now on, as [`deliver_to`](Self::deliver_to) does in clear. A
    /// receiver whose certificate does not come from one of these authorities is not told anything, and tried again.
    ///
    /// # Panics
    /// If the address and the certificates are none that the sandbox [accepts](Self::accepts_over_tls).
    pub fn deliver_over_tls(&self, url: &str, ca_pem: &str) {
        let receiver = Receiver::over_tls(url, ca_pem).expect(
            "webhooks are posted to https://127.0.0.1:PORT/ only, with the certificate of an authority",
        );
        self.set_receiver(receiver);
    }

    fn set_receiver(&self, receiver: Receiver) {
        self.environment.read(|state| state.outbox.set_receiver(Some(receiver)));
        self.environment.told.notify_one();
    }

    /// Ends the deliveries; what waits for its next attempt is forgotten.
    pub fn stop(&self) {
        self.environment.read(|state| state.outbox.set_receiver(None));
    }

    /// Lets something happen to the `nth` message from now: 1 is the next one.
    ///
    /// # Panics
    /// On 0.
    pub fn script(&self, nth: usize, fault: WebhookFault) {
        assert!(nth > 0, "messages are counted from 1");
        self.environment.read(|state| state.outbox.script(nth, fault));
    }

    /// Every message that there was, delivered or not.
    pub fn messages(&self) -> Vec<WebhookMessage> {
        self.environment.read(|state| state.outbox.messages().to_vec())
    }

    /// Every attempt to deliver one, in their order.
    pub fn attempts(&self) -> Vec<Attempt> {
        self.environment.read(|state| state.outbox.attempts.clone())
    }

    /// Waits until nothing is left to be delivered at this time of the sandbox's clock. Attempts that are due later stay.
    pub async fn idle(&self) {
        loop {
            let mut delivered = pin!(self.environment.delivered.notified());
            delivered.as_mut().enable();
            if !self.environment.has_due() {
                return;
            }
            self.environment.told.notify_one();
            delivered.await;
        }
    }
}

impl Environment {
    fn has_due(&self) -> bool {
        let now = self.clock.now();
        self.read(|state| state.outbox.in_flight || state.outbox.next_due().is_some_and(|due| due <= now))
    }

    /// Signs with the key that Netspend and the partner share.
    fn sign(&self, delivery: &Delivery) -> Option<String> {
        let key = if delivery.wrong_signature { OTHER_KEY } else { &self.webhook_key };
        let key = SigningKey::new(key.as_bytes().to_vec()).ok()?;
        Some(key.sign(&SIGNATURE, &delivery.message.body))
    }

    /// One attempt: the status of the answer, if one came in time.
    async fn attempt(&self, delivery: &Delivery) -> Option<u16> {
        let post = async {
            let signature = self.sign(delivery)?;
            let mut request = Request::post(delivery.receiver.path())
                .header(HOST, delivery.receiver.authority()?)
                .header(CONTENT_TYPE, "application/json")
                .header(SIGNATURE.header, signature);
            if let Some(header) = SIGNATURE.count_header {
                request = request.header(header, delivery.count.to_string());
            }
            let request = request.body(Body::from(delivery.message.body.clone())).ok()?;
            delivery.receiver.post(request).await
        };
        tokio::time::timeout(self.switches.webhook_patience, post).await.ok().flatten()
    }
}

/// The task that delivers; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Postman {
    task: JoinHandle<()>,
}

impl Postman {
    pub(super) fn start(environment: Arc<Environment>) -> Self {
        Self { task: tokio::spawn(deliver(environment)) }
    }
}

impl Drop for Postman {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Posts one message after the other, each when it is due.
async fn deliver(environment: Arc<Environment>) {
    loop {
        let mut advanced = pin!(environment.clock.advanced());
        advanced.as_mut().enable();
        let now = environment.clock.now();
        let (next, is_heard) = environment.read(|state| {
            let next = state.outbox.take(now);
            state.outbox.in_flight = next.is_some();
            (next, state.outbox.has_receiver())
        });
        let Some(delivery) = next else {
            environment.delivered.notify_waiters();
            tokio::select! {
                () = advanced => {}
                () = environment.told.notified() => {}
                () = tokio::time::sleep(LOOK), if is_heard && environment.clock.is_running() => {}
            }
            continue;
        };
        let status = environment.attempt(&delivery).await;
        environment.read(|state| {
            state.outbox.report(delivery, status);
            state.outbox.in_flight = false;
        });
        environment.delivered.notify_waiters();
    }
}
