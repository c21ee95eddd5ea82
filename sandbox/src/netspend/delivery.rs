//! The delivery of webhooks: a task that posts what is due, by the sandbox's clock, to an address on loopback.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{Request, Uri};
use bindery_runtime::webhook::SigningKey;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use partners::netspend::webhook::SIGNATURE;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

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
        address(url).is_some()
    }

    /// Lets messages be posted to this address from now on. What happened before is not told any more.
    ///
    /// # Panics
    /// If the address is none that the sandbox [accepts](Self::accepts).
    pub fn deliver_to(&self, url: &str) {
        let address = address(url).expect("webhooks are posted to http://127.0.0.1:PORT/ only");
        self.environment.read(|state| state.outbox.set_receiver(Some(address)));
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

fn address(url: &str) -> Option<Uri> {
    let uri: Uri = url.parse().ok()?;
    let on_loopback = matches!(uri.host(), Some("127.0.0.1" | "localhost"));
    (uri.scheme_str() == Some("http") && on_loopback && uri.port_u16().is_some()).then_some(uri)
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

    /// One attempt: the status of the answer, if one came in time. Redirects are not followed: they are a status.
    async fn attempt(&self, delivery: &Delivery) -> Option<u16> {
        let post = async {
            let signature = self.sign(delivery)?;
            let authority = delivery.receiver.authority()?;
            let path = delivery.receiver.path_and_query().map_or("/", |path| path.as_str());
            let stream = TcpStream::connect(authority.as_str()).await.ok()?;
            let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
            let mut request = Request::post(path)
                .header(HOST, authority.as_str())
                .header(CONTENT_TYPE, "application/json")
                .header(SIGNATURE.header, signature);
            if let Some(header) = SIGNATURE.count_header {
                request = request.header(header, delivery.count.to_string());
            }
            let request = request.body(Body::from(delivery.message.body.clone())).ok()?;
            let answered =
                async { sender.send_request(request).await.ok().map(|reply| reply.status().as_u16()) };
            // The connection ends with this attempt, whatever the receiver still sends.
            tokio::select! {
                status = answered => status,
                _ = connection => None,
            }
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
