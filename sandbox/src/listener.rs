//! One TLS listener on a free port of 127.0.0.1, and the connections that it serves.

use std::future::poll_fn;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::server::{ClientCertVerifierBuilder, VerifierBuilderError, WebPkiClientVerifier};
use rustls::{RootCertStore, ServerConfig};
use tokio::io::AsyncWriteExt;
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
    /// A client certificate of this authority if the client has one. A handshake without one succeeds, and the
    /// handler is left to say no.
    Invited { authority: &'a Authority, register: Register },
}

/// An order of a handler to the connection, left in the extensions of its response: the response is not sent; these
/// bytes are, as they are, and then TCP resets the connection, without a word of TLS.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    /// What reaches the client before the reset.
    pub(crate) sent: Bytes,
}

/// How many of the next connections are reset before a word of TLS is spoken. Clones share the number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Door {
    closed_for: Arc<AtomicU32>,
}

impl Door {
    /// Closes the door for that many connections more.
    pub(crate) fn close_for(&self, connections: u32) {
        self.closed_for.fetch_add(connections, Ordering::Relaxed);
    }

    /// Whether the next connection may come in.
    fn lets_in(&self) -> bool {
        let one_less = |left: u32| left.checked_sub(1);
        self.closed_for.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_err()
    }
}

/// A listener that serves until it is dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    address: SocketAddr,
    door: Door,
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
        let door = Door::default();
        let service = Service {
            door: door.clone(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
            register: Arc::new(register),
            router: router.layer(DefaultBodyLimit::max(LARGEST_BODY)),
            panics: panics.clone(),
        };
        Ok(Self { address, door, serving: tokio::spawn(accept(listener, service)) })
    }

    /// `https://127.0.0.1:PORT`.
    pub(crate) fn base(&self) -> String {
        format!("https://{}", self.address)
    }

    /// What resets connections at their beginning.
    pub(crate) fn door(&self) -> Door {
        self.door.clone()
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
    door: Door,
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
        if !self.door.lets_in() {
            return stream.set_zero_linger().ok();
        }
        stream.set_nodelay(true).ok()?;
        let stream = self.acceptor.accept(stream).await.ok()?;
        let certificate = stream.get_ref().1.peer_certificates().and_then(<[CertificateDer<'_>]>::first);
        let peer = Peer { partner_id: certificate.and_then(|given| self.register.partner_id(given)) };
        let cut = Arc::new(OnceLock::new());
        let order = cut.clone();
        let service = tower::service_fn(move |request: Request<hyper::body::Incoming>| {
            let (router, panics, order) = (self.router.clone(), self.panics.clone(), order.clone());
            Box::pin(async move {
                let mut response = answer(router, &panics, peer, request.map(Body::new)).await;
                match response.extensions_mut().remove::<Cut>() {
                    None => Ok(response),
                    // An error makes hyper give the connection up with nothing written.
                    Some(cut) => Err(order.set(cut).map_or("cut twice", |()| "cut")),
                }
            })
        });
        // Without a date, the same calls are answered with the same bytes.
        let mut connection = http1::Builder::new()
            .auto_date_header(false)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let served = poll_fn(|context| connection.poll_without_shutdown(context)).await;
        let mut stream = connection.into_parts().io.into_inner();
        if let Some(cut) = cut.get() {
            stream.write_all(&cut.sent).await.ok()?;
            stream.flush().await.ok()?;
            return stream.get_ref().0.set_zero_linger().ok();
        }
        served.ok()?;
        stream.shutdown().await.ok()
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
            let verifier = verifier(authority, provider)?.build().map_err(general)?;
            (builder.with_client_cert_verifier(verifier), register)
        }
        Clients::Invited { authority, register } => {
            let verifier = verifier(authority, provider)?.allow_unauthenticated().build().map_err(general)?;
            (builder.with_client_cert_verifier(verifier), register)
        }
    };
    let mut config = builder.with_single_cert(vec![server.certificate.clone()], server.key())?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((config, register))
}

/// Checks that a client certificate is this authority's.
fn verifier(
    authority: &Authority,
    provider: Arc<CryptoProvider>,
) -> Result<ClientCertVerifierBuilder, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(authority.der())?;
    Ok(WebPkiClientVerifier::builder_with_provider(roots.into(), provider))
}

fn general(error: VerifierBuilderError) -> rustls::Error {
    rustls::Error::General(error.to_string())
}

#[cfg(test)]
mod tests;
