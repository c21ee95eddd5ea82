//! A client without any of our bindings: TLS, bytes, and texts looked up by name.

use std::io;
use std::sync::Arc;

use bindery_sandbox::{Identity, Sandbox};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Reply {
    /// The text of the first element of this local name; `None` where there is none.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        let (_, after) = self.body.split_once(&format!("<{name}"))?;
        let (attributes, after) = after.split_once('>')?;
        if attributes.ends_with('/') { Some("") } else { after.split('<').next() }
    }
}

/// Sends one request on a connection of its own; `None` when TLS ends it, or no whole head comes back.
pub(crate) async fn send(
    sandbox: &Sandbox,
    identity: Option<&Identity>,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<Reply> {
    send_trusting(sandbox.ca_pem(), identity, method, url, headers, body).await
}

/// The same, with the authority of the server as PEM.
pub(crate) async fn send_trusting(
    authority: &str,
    identity: Option<&Identity>,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Option<Reply> {
    let mut stream = connect(authority, identity, url).await.ok()?;
    let (bytes, error) = exchange(&mut stream, method, url, headers, body).await;
    let text = error.is_none().then(|| String::from_utf8(bytes).ok())??;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Reply { status, head: head.to_owned(), body: body.to_owned() })
}

/// Opens a connection. The authority of the server is PEM.
pub(crate) async fn connect(
    authority: &str,
    identity: Option<&Identity>,
    url: &str,
) -> io::Result<TlsStream<TcpStream>> {
    let (address, _) = url.strip_prefix("https://").unwrap().split_once('/').unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match identity {
        None => builder.with_no_client_auth(),
        Some(Identity { certificate_pem, key_pem, .. }) => {
            let certificate = CertificateDer::from_pem_slice(certificate_pem.as_bytes()).unwrap();
            let key = PrivateKeyDer::from_pem_slice(key_pem.as_bytes()).unwrap();
            builder.with_client_auth_cert(vec![certificate], key).unwrap()
        }
    };
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("127.0.0.1").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await
}

/// Sends one request and reads to the end of the connection: what came, and how the connection broke if it did.
pub(crate) async fn exchange(
    stream: &mut TlsStream<TcpStream>,
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> (Vec<u8>, Option<io::ErrorKind>) {
    let (address, path) = url.strip_prefix("https://").unwrap().split_once('/').unwrap();
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    let request = format!(
        "{method} /{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    );
    let mut reply = Vec::new();
    let done = match stream.write_all(request.as_bytes()).await {
        Ok(()) => stream.read_to_end(&mut reply).await.map(drop),
        Err(error) => Err(error),
    };
    (reply, done.err().map(|error| error.kind()))
}
