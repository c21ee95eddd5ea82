//! Where webhooks are posted to: an address on loopback, in clear or over TLS.

use std::sync::Arc;

use axum::body::Body;
use axum::http::uri::{Authority, PathAndQuery};
use axum::http::{Request, Uri};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// An address that webhooks are posted to.
#[derive(Clone)]
pub(super) struct Receiver {
    uri: Uri,
    tls: Option<Arc<ClientConfig>>,
}

impl Receiver {
    /// `http://` and a port of loopback.
    pub(super) fn in_clear(url: &str) -> Option<Self> {
        on_loopback(url, "http").map(|uri| Self { uri, tls: None })
    }

    /// `https://` and a port of loopback, of which one of these authorities vouches.
    pub(super) fn over_tls(url: &str, ca_pem: &str) -> Option<Self> {
        let uri = on_loopback(url, "https")?;
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(ca_pem.as_bytes()) {
            roots.add(certificate.ok()?).ok()?;
        }
        if roots.is_empty() {
            return None;
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config =
            ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
        let config = config.with_root_certificates(roots).with_no_client_auth();
        Some(Self { uri, tls: Some(Arc::new(config)) })
    }

    /// Host and port.
    pub(super) fn authority(&self) -> Option<&str> {
        self.uri.authority().map(Authority::as_str)
    }

    pub(super) fn path(&self) -> &str {
        self.uri.path_and_query().map_or("/", PathAndQuery::as_str)
    }

    /// Posts to it: the status of the answer. A certificate that is not vouched for is as good as no answer.
    pub(super) async fn post(&self, request: Request<Body>) -> Option<u16> {
        let stream = TcpStream::connect(self.authority()?).await.ok()?;
        let Some(config) = &self.tls else { return exchange(stream, request).await };
        let name = ServerName::try_from(self.uri.host()?.to_owned()).ok()?;
        let stream = TlsConnector::from(Arc::clone(config)).connect(name, stream).await.ok()?;
        exchange(stream, request).await
    }
}

fn on_loopback(url: &str, scheme: &str) -> Option<Uri> {
    let uri: Uri = url.parse().ok()?;
    let on_loopback = matches!(uri.host(), Some("127.0.0.1" | "localhost"));
    (uri.scheme_str() == Some(scheme) && on_loopback && uri.port_u16().is_some()).then_some(uri)
}

/// One request on a connection of its own. Redirects are not followed: they are a status.
async fn exchange<S>(stream: S, request: Request<Body>) -> Option<u16>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    let answered = async { sender.send_request(request).await.ok().map(|reply| reply.status().as_u16()) };
    // The connection ends with this attempt, whatever the receiver still sends.
    tokio::select! {
        status = answered => status,
        _ = connection => None,
    }
}
