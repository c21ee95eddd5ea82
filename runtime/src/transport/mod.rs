//! How a request reaches the partner: HTTP/1.1 over TLS, with our certificate, under limits, and nothing behind our back.
//!
//! No redirects (custom headers would travel to the other host), no proxies from the environment, no hidden retries,
//! no decompression beyond our own caps, https only.
//!
//! One thing the HTTP library does on its own: a request that meets a pooled connection which the partner has closed is
//! given back by that connection unwritten, and goes out on a new one. That is no retry, and it is safe: only a request
//! of which not a byte was written is dispatched again; one that was begun fails with its fate open.

mod body;
mod chain;
mod classify;
mod identity;
mod limits;
#[cfg(test)]
pub(crate) mod loopback;
mod pem;
mod pin;
mod pkcs12;
mod tls;
mod trust;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use http::header::{
    ACCEPT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER, TRANSFER_ENCODING,
};
use url::Url;

use crate::error::{Error, Kind, Result, Sent};
use crate::exchange::{Reply, Request};
use crate::retry;

pub use identity::Identity;
pub use limits::Limits;
pub use pin::CertificatePin;
pub use trust::Trust;

/// How long an unused connection is kept: shorter than the servers' own keep-alive (IIS: 120 s), so that a request is
/// seldom written into a connection that the partner is just closing.
const IDLE: Duration = Duration::from_secs(60);

/// More header lines than this are refused.
const HEADER_LINES: usize = 100;

/// The connections to partners. Cheap to clone; clones share the connection pool.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

struct Inner {
    /// Replaced as a whole when its connections are not to be used again.
    client: RwLock<reqwest::Client>,
    settings: rustls::ClientConfig,
    limits: Limits,
    /// Of the certificate that is presented, if one is.
    pin: Option<CertificatePin>,
}

impl Transport {
    /// Starts from the defaults: no client certificate, public authorities, default limits.
    pub fn builder() -> TransportBuilder {
        TransportBuilder::default()
    }

    /// The limits in force.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// The pin of the certificate that is presented; `None` where none is.
    pub fn certificate_pin(&self) -> Option<CertificatePin> {
        self.0.pin
    }

    /// Lets go of all connections that are open, in every clone: calls under way end on theirs, later ones make new ones.
    /// For when a reply was not one to the request, since whatever else waits on that connection is of the past, too.
    pub(crate) fn renew(&self) {
        // What could be made once can be made again; if not, the old one is better than none.
        if let Ok(renewed) = client(self.0.settings.clone(), &self.0.limits) {
            *self.0.client.write().unwrap_or_else(PoisonError::into_inner) = renewed;
        }
    }

    /// Sends one request, once, and reads the whole reply.
    pub(crate) async fn send(&self, request: Request) -> Result<Reply> {
        let Inner { limits, pin, .. } = &*self.0;
        let client = self.0.client.read().unwrap_or_else(PoisonError::into_inner).clone();
        let asked = request.url.clone();
        let mut outgoing = reqwest::Request::new(request.method, request.url);
        *outgoing.headers_mut() = request.headers;
        outgoing.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
        *outgoing.body_mut() = Some(request.body.into());

        let response = tokio::time::timeout(limits.connect + limits.first_byte, client.execute(outgoing))
            .await
            .map_err(|_| {
                let waited = limits.connect + limits.first_byte;
                let place = format!("no head of a reply within {waited:?} (connect and first_byte)");
                Error::new(Kind::Timeout, place).sent(Sent::Maybe)
            })?
            .map_err(|error| classify::before_reply(error, limits, pin.is_some()))?;

        let status = response.status().as_u16();
        check_head(&response, &asked, limits).map_err(|error| error.sent(Sent::Yes).with_status(status))?;
        let content_type = response.headers().get(CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok()).map(str::to_owned);
        let retry_after = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = retry_after.and_then(|text| retry::told(text, SystemTime::now()));
        let body =
            body::read(response, limits).await.map_err(|error| error.sent(Sent::Yes).with_status(status))?;
        Ok(Reply { status, content_type, retry_after, body })
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Transport")
            .field("certificate_pin", &self.0.pin)
            .field("limits", &self.0.limits)
            .finish_non_exhaustive()
    }
}

/// Refuses what cannot be a reply to us: another place, an oversized head, two ideas of where the body ends.
fn check_head(response: &reqwest::Response, asked: &Url, limits: &Limits) -> Result<()> {
    let headers = response.headers();
    if response.status().is_redirection() {
        let target = headers.get(LOCATION).and_then(|value| value.to_str().ok());
        let target = target.and_then(|location| asked.join(location).ok());
        let host = target.as_ref().and_then(Url::host_str).unwrap_or("an unnamed place");
        return Err(Error::new(Kind::Redirect, format!("it points to {host}")));
    }
    let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if size > limits.head_bytes {
        let place = format!("its head has more than {} bytes (head_bytes)", limits.head_bytes);
        return Err(Error::new(Kind::TooLarge, place));
    }
    if headers.contains_key(CONTENT_LENGTH) && headers.contains_key(TRANSFER_ENCODING) {
        return Err(Error::new(
            Kind::Malformed,
            "both Content-Length and Transfer-Encoding say where it ends",
        ));
    }
    Ok(())
}

/// Gathers what a transport is made of.
#[derive(Debug, Default)]
pub struct TransportBuilder {
    identity: Option<Identity>,
    trust: Trust,
    limits: Limits,
}

impl TransportBuilder {
    /// The client certificate and key to present.
    #[must_use]
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// The authorities that may vouch for the partner.
    #[must_use]
    pub fn trust(mut self, trust: Trust) -> Self {
        self.trust = trust;
        self
    }

    /// Limits of time and size.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Reads the files, checks everything, and makes the transport.
    ///
    /// # Errors
    /// One error that lists every mistake: [`Kind::Identity`] if all of them concern the certificate or its key,
    /// else [`Kind::Configuration`].
    pub fn build(self) -> Result<Transport> {
        let mut mistakes = self.limits.mistakes();
        let (settings, pin) = match tls::settings(self.identity.as_ref(), &self.trust) {
            Ok(settings) if mistakes.is_empty() => settings,
            Ok(_) => return Err(gather(mistakes)),
            Err(more) => {
                mistakes.extend(more);
                return Err(gather(mistakes));
            }
        };
        let client = RwLock::new(client(settings.clone(), &self.limits)?);
        Ok(Transport(Arc::new(Inner { client, settings, limits: self.limits, pin })))
    }
}

/// The HTTP client with a pool of its own.
fn client(settings: rustls::ClientConfig, limits: &Limits) -> Result<reqwest::Client> {
    reqwest::Client::builder()
        .tls_backend_preconfigured(settings)
        .user_agent(concat!("bindery/", env!("CARGO_PKG_VERSION")))
        .https_only(true)
        .http1_only()
        .http1_max_headers(HEADER_LINES)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .connect_timeout(limits.connect)
        .pool_idle_timeout(IDLE)
        .build()
        .map_err(|error| {
            Error::new(Kind::Configuration, "the HTTP client cannot be made").because(error.without_url())
        })
}

/// One error of several: the only one as it is, else all of them in one line.
fn gather(mut mistakes: Vec<Error>) -> Error {
    if mistakes.len() == 1 {
        return mistakes.remove(0);
    }
    let all_identity = mistakes.iter().all(|mistake| mistake.kind() == Kind::Identity);
    let kind = if all_identity { Kind::Identity } else { Kind::Configuration };
    let list: Vec<String> =
        mistakes.iter().map(|mistake| format!("{} ({})", mistake.place(), mistake.remedy())).collect();
    Error::new(kind, format!("{} mistakes: {}", list.len(), list.join("; ")))
        .with_remedy("Correct all of them.")
}

#[cfg(test)]
mod tests;
