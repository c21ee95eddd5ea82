//! What Netspend sends by itself, received so that nothing is lost and nothing is handled twice.
//!
//! ```text
//! delivery ──> verify ──> record (on disk) ──> 200        the partner's ten seconds end here
//!                            │
//!                            └──> worker ──> your function ──> handled
//! ```
//!
//! Netspend delivers an event at least once, in any order, and again for 72 hours until it is answered with 200 within ten
//! seconds (documented). So a [`Receiver`] writes a delivery down before it answers, and a [`Worker`] hands it on
//! afterwards, for as long as it takes. A crash between the two loses nothing: what is written down and not handled is
//! handed on when the process is back. A crash after your function did its work, and before that was written down, hands
//! the event on again: let what your function does be repeatable, or keep [`Received::key`] in the transaction in which it
//! does it.
//!
//! Events may overtake one another. Take one as a reason to ask how things stand, not as news to be applied in order.
//!
//! An event is the same as one before when id, type and time are. Where one of them is missing, it is the same when the
//! body is, byte for byte: what Netspend sends again differs in a header only (documented). The envelope itself is
//! inferred, and an id alone might be that of the thing that changed.
//!
//! | delivery | answer | why |
//! |---|---|---|
//! | signed | 200, once it is on disk | |
//! | seen before | 200 | the partner need not send it again |
//! | signed, but no event that can be read | 200, recorded as [`Content::Unreadable`] | it is Netspend's, and the same bytes for 72 hours would not become readable; a person looks at it |
//! | not signed, or not by a valid key | 401 without a word | a forger learns nothing |
//! | larger than the verifier's limit | 413 | |
//! | slower than eight seconds | 408 | the partner sends it again |
//! | the inbox fails or is full | 503 | the partner sends it again |
//!
//! The body of an event is kept until it is handled, and then only that it was there, for seven days. In the file of an
//! [`EmbeddedInbox`] it is sealed with a key of yours, an [`InboxKey`], because nobody can tell what an event that is not
//! documented brings; to this crate everything that Netspend signs is data that may not lie on a disk in clear.
//!
//! ```no_run
//! # use std::{path::Path, sync::Arc};
//! use bindery_runtime::webhook::{SigningKey, Verifier};
//! use partner_flows::webhooks::{Content, EmbeddedInbox, InboxKey, Receiver, Received};
//! use partners::netspend::webhook::{Payload, SIGNATURE};
//!
//! # use bindery_runtime::Secret;
//! # async fn example(key: Vec<u8>, sealing: Secret) -> Result<(), Box<dyn std::error::Error>> {
//! let verifier = Verifier::new(&SIGNATURE, SigningKey::new(key)?);
//! let inbox = EmbeddedInbox::open(Path::new("events.redb"), &InboxKey::new(&sealing)?, None)?;
//! let (receiver, worker) = Receiver::new(verifier.clone(), Arc::new(inbox));
//! # #[cfg(feature = "webhooks")]
//! let app: axum::Router = axum::Router::new().route("/netspend/events", receiver.route()); // serve it over TLS
//! tokio::spawn(worker.run(|received: Received| async move {
//!     if let Content::Event(event) = &received.content
//!         && let Payload::P2pTransfer(transfer) = &event.payload
//!     {
//!         // ask how `transfer.id` stands
//!         drop(transfer);
//!     }
//!     Ok::<(), std::convert::Infallible>(())
//! }));
//! // when Netspend hands over a new key: both are valid until the old one is retired
//! # let new = SigningKey::new(vec![0; 32])?;
//! verifier.rotate(new);
//! verifier.retire();
//! # Ok(())
//! # }
//! ```
//!
//! [`Receiver::route`] is behind the cargo feature `webhooks`, which brings axum; without it, [`Receiver::receive`] takes
//! the headers and the body from any HTTP server.

mod embedded;
mod inbox;
mod memory;
mod receiver;
#[cfg(feature = "webhooks")]
mod route;
mod seal;
#[cfg(test)]
mod tests;
mod worker;

pub use embedded::EmbeddedInbox;
pub use inbox::{Arrival, EventKey, Inbox, InboxError, REMEMBERED, Recorded};
pub use memory::MemoryInbox;
pub use receiver::{Answer, Receiver};
pub use seal::InboxKey;
pub use worker::{Content, Received, Worker};
