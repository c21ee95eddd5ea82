//! One TLS listener on a free port of 127.0.0.1, and the connections that it serves.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use rustls::pki_types::CertificateDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::StartError;
use crate::panics::Panics;
use crate::pki::{Authority, Leaf, Register};

/// Each reply says what it came from, so that nobody takes the sandbox for the partner.
const BANNER: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-bindery-sandbox"), HeaderValue::from_static("throwaway"));

/// Above the largest message that PAPI3 is asked to carry (two images), below what a test machine minds.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// Between an `accept` that failed and the next one.
const PAUSE: Duration = Duration::from_millis(50);

/// Who is at the other end of a connection. A handler finds it in the request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    /// The PartnerId to which the client certificate was given. `None` without a certificate, and for one that
    /// the sandbox did not give out.
    pub(crate) partner_id: Option<i32>,
}

/// What a listener asks of its clients.
pub(crate) enum Clients<'a> {
    /// TLS only; the caller authenticates inside HTTP.
    Anyone,
    /// A client certificate of this authority, or no connection.
    Certified { authority: &'a Authority, register: Register },
}

/// A listener that serves until it is dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Listener {
    /// Listens on a free port of 127.0.0.1 and serves `router` there.
    ///
    /// There is no way to name another address: the sandbox is never reachable from another machine.
    pub(crate) async fn start(
        server: &Leaf,
        clients: Clients<'_>,
        router: Router,
        panics: &Panics,
    ) -> Result<Self, StartError> {
        let (config, register) = configure(server, clients)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(StartError::Listen)?;
        let address = listener.local_addr().map_err(StartError::Listen)?;
        let service = Service {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            register: Arc::new(register),
            router: router.layer(DefaultBodyLimit::max(LARGEST_BODY)),
            panics: panics.clone(),
        };
        Ok(Self { address, serving: tokio::spawn(accept(listener, service)) })
    }

    /// `https://127.0.0.1:PORT`.
    pub(crate) fn base(&self) -> String {
        format!("https://{}", self.address)
    }

    /// Closes the listener and its connections, and waits until that is done.
    pub(crate) async fn stop(mut self) {
        self.serving.abort();
        // It ends by being aborted; a panic of the loop itself would be a defect of this file.
        if let Err(error) = (&mut self.serving).await
            && error.is_panic()
        {
            std::panic::resume_unwind(error.into_panic());
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// What every connection of a listener shares.
#[derive(Clone)]
struct Service {
    acceptor: TlsAcceptor,
    register: Arc<Register>,
    router: Router,
    panics: Panics,
}

/// Accepts until aborted. The connections live in this task's set and end with it.
async fn accept(listener: TcpListener, service: Service) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                match accepted {
                    Ok((stream, _)) => {
                        let service = service.clone();
                        connections.spawn(async move { service.serve(stream).await });
                    }
                    // A connection that was reset before it was accepted concerns nobody else. Where the process has no
                    // file handles left, the next attempt fails at once, too: the pause leaves the others room to end.
                    Err(_) => tokio::time::sleep(PAUSE).await,
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

impl Service {
    /// Serves one connection to its end. What goes wrong on it is the client's to notice, as with the partner.
    async fn serve(self, stream: TcpStream) -> Option<()> {
        stream.set_nodelay(true).ok()?;
        let stream = self.acceptor.accept(stream).await.ok()?;
        let certificate = stream.get_ref().1.peer_certificates().and_then(<[CertificateDer<'_>]>::first);
        let peer = Peer { partner_id: certificate.and_then(|given| self.register.partner_id(given)) };
        let service = tower::service_fn(move |request: Request<hyper::body::Incoming>| {
            let (router, panics) = (self.router.clone(), self.panics.clone());
            async move { Ok::<_, Infallible>(answer(router, &panics, peer, request.map(Body::new)).await) }
        });
        http1::Builder::new()
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
            .await
            .ok()
    }
}

async fn answer(router: Router, panics: &Panics, peer: Peer, mut request: Request) -> Response {
    request.extensions_mut().insert(peer);
    let mut response = match panics.watch(router.oneshot(request)).await {
        Some(Ok(response)) => response,
        Some(Err(never)) => match never {},
        None => (StatusCode::INTERNAL_SERVER_ERROR, "a handler of the sandbox panicked").into_response(),
    };
    let (name, value) = BANNER;
    response.headers_mut().insert(name, value);
    response
}

fn configure(server: &Leaf, clients: Clients<'_>) -> Result<(ServerConfig, Register), StartError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions()?;
    let (builder, register) = match clients {
        Clients::Anyone => (builder.with_no_client_auth(), Register::default()),
        Clients::Certified { authority, register } => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der())?;
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider)
                .build()
                .map_err(|error| rustls::Error::General(error.to_string()))?;
            (builder.with_client_cert_verifier(verifier), register)
        }
    };
    let mut config = builder.with_single_cert(vec![server.certificate.clone()], server.key())?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((config, register))
}

#[cfg(test)]
mod tests;
