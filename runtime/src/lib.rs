//! What a generated client needs at run time: connections with a client certificate, envelopes, JSON bodies, result
//! codes, and one error for all of it. It knows no partner; what is peculiar to one is in its generated module.
//!
//! # How a call goes
//!
//! Every call takes the same path, which is written down in one function (`call::call`):
//!
//! 1. **Encode.** The request becomes an envelope or a JSON body. What cannot be written (a character that XML has no
//!    place for, an empty path parameter) fails here, before anything is sent.
//! 2. **Transport.** One HTTP/1.1 request over TLS, presenting our certificate. There are no redirects, no proxies from
//!    the environment and no hidden retries; time and size have [`Limits`].
//! 3. **Decode and map.** The status, the fault and the result code are looked at before the fields of the reply, so
//!    that a refusal is told as one whatever else is missing beside it.
//!
//! A call that needs a session goes around that path once: the session is opened if there is none, its keys go into
//! the request, and if the partner says that it is gone, the call is made once more in a new one, unless something
//! would be lost by that.
//!
//! When it fails, the [`Error`] says what failed, whether the partner may have seen the request
//! ([`Error::request_sent`]), and what to do. It never shows a value from a message.
//!
//! # Setting up
//!
//! ```no_run
//! use bindery_runtime::{Endpoint, Identity, Result, Transport, Trust};
//!
//! # fn main() -> Result<()> {
//! let transport = Transport::builder()
//!     .identity(Identity::pem_files("uat.pem", "uat.key"))
//!     .trust(Trust::public())
//!     .build()?;
//! let endpoint = Endpoint::parse("https://partner.example/PartnerSSORequest3.svc")?;
//! # drop((transport, endpoint));
//! # Ok(())
//! # }
//! ```
//!
//! [`generated`] is for generated code; programs use the names below and the generated crate.

mod call;
mod clock;
mod codes;
mod endpoint;
mod environment;
mod error;
mod exchange;
pub mod generated;
mod json;
mod rest;
mod retry;
mod secret;
mod session;
mod soap;
mod transport;
mod validate;
pub mod webhook;
pub mod xml;

pub use clock::{LocalClock, LocalTime};
pub use codes::{Class, CodeRule, UserText};
pub use endpoint::Endpoint;
pub use error::{Error, FaultReport, Kind, Result, Sent};
pub use secret::{Encrypted, Secret};
pub use session::{NotPromoted, SessionClock};
pub use transport::{CertificatePin, Identity, Limits, Transport, TransportBuilder, Trust};
pub use validate::{Validate, Violation, Violations};
