//! A partner on loopback for tests: a throwaway authority, a TLS server, and helpers to talk raw HTTP.

use std::net::Ipv4Addr;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use rustls::RootCertStore;
use rustls::server::{ServerConfig, WebPkiClientVerifier};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::endpoint::Endpoint;
use crate::transport::{Identity, Limits, Transport, Trust};

/// A connection as the server sees it.
pub(crate) type Connection = TlsStream<TcpStream>;

/// A certificate authority.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key.
pub(crate) struct Pair {
    pub(crate) certificate: CertificateDer<'static>,
    pub(crate) certificate_pem: String,
    pub(crate) key: KeyPair,
}

impl Authority {
    /// A root of its own.
    pub(crate) fn new(name: &str) -> Self {
        Self(CertifiedIssuer::self_signed(authority_params(name), KeyPair::generate().unwrap()).unwrap())
    }

    /// An authority under this one.
    pub(crate) fn intermediate(&self, name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        Self(CertifiedIssuer::signed_by(authority_params(name), key, &self.0).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    pub(crate) fn der(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    /// A certificate for `localhost` and `127.0.0.1`.
    pub(crate) fn server(&self) -> Pair {
        self.issue("the server", |params| {
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        })
    }

    /// A client certificate.
    pub(crate) fn client(&self, name: &str) -> Pair {
        self.issue(name, |params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth])
    }

    /// A certificate with whatever the caller changes.
    pub(crate) fn issue(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Pair {
        self.issue_for(KeyPair::generate().unwrap(), name, change)
    }

    /// The same for a key that exists.
    pub(crate) fn issue_for(
        &self,
        key: KeyPair,
        name: &str,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Pair {
        let mut params =
            CertificateParams::new(vec!["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.use_authority_key_identifier_extension = true;
        change(&mut params);
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Pair { certificate_pem: certificate.pem(), certificate: certificate.into(), key }
    }
}

fn authority_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

impl Pair {
    pub(crate) fn key_pem(&self) -> String {
        self.key.serialize_pem()
    }

    pub(crate) fn identity(&self) -> Identity {
        Identity::pem(self.certificate_pem.clone(), self.key_pem())
    }
}

/// Server settings; with `clients`, a client certificate of that authority is required.
pub(crate) fn server_config(pair: &Pair, clients: Option<&Authority>) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.0.der().clone()).unwrap();
            let verifier =
                WebPkiClientVerifier::builder_with_provider(roots.into(), provider).build().unwrap();
            builder.with_client_cert_verifier(verifier)
        }
    };
    let key = PrivatePkcs8KeyDer::from(pair.key.serialize_der());
    Arc::new(builder.with_single_cert(vec![pair.certificate.clone()], key.into()).unwrap())
}

/// Serves TLS connections with `talk`, one after the other.
pub(crate) async fn serve<T>(
    config: Arc<ServerConfig>,
    talk: impl Fn(Connection) -> T + Send + 'static,
) -> Endpoint
where
    T: Future<Output = ()> + Send,
{
    let (listener, endpoint) = listen().await;
    let acceptor = TlsAcceptor::from(config);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            match acceptor.accept(stream).into_fallible().await {
                Ok(connection) => talk(connection).await,
                // Read on, so that the alert is not overtaken by a reset.
                Err((_, mut stream)) => drop(tokio::io::copy(&mut stream, &mut tokio::io::sink()).await),
            }
        }
    });
    endpoint
}

/// Serves TLS connections without client certificates: reads a request, writes these bytes, closes properly.
pub(crate) async fn serve_bytes(authority: &Authority, reply: impl Into<Vec<u8>>) -> Endpoint {
    let reply = reply.into();
    serve(server_config(&authority.server(), None), move |mut connection| {
        let reply = reply.clone();
        async move {
            read_request(&mut connection).await;
            // The client may have seen enough already and be gone.
            let _ = connection.write_all(&reply).await;
            let _ = connection.shutdown().await;
        }
    })
    .await
}

/// A listener on loopback and its address.
pub(crate) async fn listen() -> (TcpListener, Endpoint) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, Endpoint::parse(&format!("https://localhost:{port}/service")).unwrap())
}

/// Reads one request: its head as text, and its body.
pub(crate) async fn read_request(connection: &mut Connection) -> (String, Vec<u8>) {
    let mut read = Vec::new();
    let head_end = loop {
        if let Some(end) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
        if connection.read_buf(&mut read).await.unwrap_or(0) == 0 {
            return (String::from_utf8_lossy(&read).into_owned(), Vec::new());
        }
    };
    let head = String::from_utf8_lossy(&read[..head_end]).to_ascii_lowercase();
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
    let mut body = read.split_off(head_end);
    while body.len() < length {
        connection.read_buf(&mut body).await.unwrap();
    }
    (String::from_utf8(read).unwrap(), body)
}

/// A reply with a length.
pub(crate) fn http(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut reply =
        format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    reply.extend_from_slice(body);
    reply
}

/// Ends a connection with a reset.
pub(crate) fn reset(connection: Connection) {
    reset_stream(connection.into_inner().0);
}

/// Ends a TCP connection with a reset.
pub(crate) fn reset_stream(stream: TcpStream) {
    stream.set_zero_linger().unwrap();
}

/// A transport that trusts this authority.
pub(crate) fn transport(authority: &Authority, identity: Option<Identity>, limits: Limits) -> Transport {
    let builder = Transport::builder().trust(Trust::pem(authority.pem())).limits(limits);
    match identity {
        Some(identity) => builder.identity(identity),
        None => builder,
    }
    .build()
    .unwrap()
}
