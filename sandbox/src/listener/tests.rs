//! Real TLS against a trivial router: who gets in, what each reply carries, where a panic goes.

use axum::Extension;
use axum::body::Bytes;
use axum::routing::{get, post};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::TlsConnector;

use super::*;

const OURS: i32 = 999_900_001;

struct House {
    server_authority: Authority,
    uat: Authority,
    prod: Authority,
    server: Leaf,
    ours: Leaf,
    stranger: Leaf,
    expired: Leaf,
}

impl House {
    fn new() -> Self {
        let server_authority = Authority::new("server CA").unwrap();
        let (uat, prod) = (Authority::new("UAT CA").unwrap(), Authority::new("PROD CA").unwrap());
        Self {
            server: server_authority.server().unwrap(),
            ours: uat.client("ours").unwrap(),
            stranger: uat.client("never entered").unwrap(),
            expired: uat.expired_client("ours, last year").unwrap(),
            server_authority,
            uat,
            prod,
        }
    }

    async fn mutual(&self, authority: &Authority, panics: &Panics) -> Listener {
        let mut register = Register::default();
        register.enter(&self.ours.certificate, OURS);
        register.enter(&self.expired.certificate, OURS);
        let clients = Clients::Certified { authority, register };
        Listener::start(&self.server, clients, router(), panics).await.unwrap()
    }

    /// One request over a new connection; `None` when TLS does not let it through.
    async fn send(&self, listener: &Listener, identity: Option<&Leaf>, request: &[u8]) -> Option<String> {
        let mut roots = RootCertStore::empty();
        roots.add(self.server_authority.der()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
        let config = match identity {
            Some(leaf) => builder.with_client_auth_cert(vec![leaf.certificate.clone()], leaf.key()).unwrap(),
            None => builder.with_no_client_auth(),
        };
        let stream = TcpStream::connect(listener.address).await.unwrap();
        let name = ServerName::try_from("127.0.0.1").unwrap();
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.ok()?;
        // With TLS 1.3 a refusal of the client certificate arrives after the first write.
        stream.write_all(request).await.ok()?;
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).await.ok()?;
        Some(String::from_utf8(reply).unwrap())
    }
}

const WHO: &[u8] = b"GET /who HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

async fn who(Extension(peer): Extension<Peer>) -> String {
    format!("{peer:?}")
}

async fn size(body: Bytes) -> String {
    body.len().to_string()
}

async fn fall() -> &'static str {
    panic!("the handler fell")
}

fn router() -> Router {
    Router::new().route("/who", get(who)).route("/size", post(size)).route("/fall", get(fall))
}

#[tokio::test]
async fn fault_h2_a_certificate_is_asked_for_and_checked() {
    let (house, panics) = (House::new(), Panics::default());
    let uat = house.mutual(&house.uat, &panics).await;
    let reply = house.send(&uat, Some(&house.ours), WHO).await.unwrap();
    assert!(reply.starts_with("HTTP/1.1 200 OK\r\n"), "{reply}");
    assert!(reply.ends_with("Peer { partner_id: Some(999900001) }"), "{reply}");
    assert_eq!(house.send(&uat, None, WHO).await, None);
    assert_eq!(house.send(&uat, Some(&house.expired), WHO).await, None);
    let reply = house.send(&uat, Some(&house.stranger), WHO).await.unwrap();
    assert!(reply.ends_with("Peer { partner_id: None }"), "{reply}");
}

#[tokio::test]
async fn fault_h2_a_certificate_of_the_other_environment_is_refused() {
    let (house, panics) = (House::new(), Panics::default());
    let prod = house.mutual(&house.prod, &panics).await;
    assert_eq!(house.send(&prod, Some(&house.ours), WHO).await, None);
}

#[tokio::test]
async fn fault_h1_it_listens_on_loopback_and_every_reply_carries_the_banner() {
    let (house, panics) = (House::new(), Panics::default());
    let plain = Listener::start(&house.server, Clients::Anyone, router(), &panics).await.unwrap();
    assert!(plain.address.ip().is_loopback());
    assert_eq!(plain.base(), format!("https://127.0.0.1:{}", plain.address.port()));
    for path in ["/who", "/nowhere"] {
        let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        let reply = house.send(&plain, None, request.as_bytes()).await.unwrap();
        assert!(reply.contains("x-bindery-sandbox: throwaway\r\n"), "{reply}");
    }
}

#[tokio::test]
async fn a_body_may_have_megabytes() {
    let (house, panics) = (House::new(), Panics::default());
    let plain = Listener::start(&house.server, Clients::Anyone, router(), &panics).await.unwrap();
    let mut request =
        b"POST /size HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-length: 5000000\r\n\r\n"
            .to_vec();
    request.resize(request.len() + 5_000_000, b'x');
    let reply = house.send(&plain, None, &request).await.unwrap();
    assert!(reply.ends_with("\r\n\r\n5000000"), "{reply}");
}

#[tokio::test]
async fn a_panic_of_a_handler_is_answered_and_kept() {
    let (house, panics) = (House::new(), Panics::default());
    let plain = Listener::start(&house.server, Clients::Anyone, router(), &panics).await.unwrap();
    let request = b"GET /fall HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let reply = house.send(&plain, None, request).await.unwrap();
    assert!(reply.starts_with("HTTP/1.1 500 "), "{reply}");
    plain.stop().await;
    let raised = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| panics.raise())).unwrap_err();
    assert_eq!(raised.downcast_ref::<&str>(), Some(&"the handler fell"));
    panics.raise();
}

#[tokio::test]
async fn a_stopped_listener_is_closed_with_its_connections() {
    let (house, panics) = (House::new(), Panics::default());
    let plain = Listener::start(&house.server, Clients::Anyone, router(), &panics).await.unwrap();
    let address = plain.address;
    let mut idle = TcpStream::connect(address).await.unwrap();
    plain.stop().await;
    assert!(TcpStream::connect(address).await.is_err());
    // Reset or closed, whichever the system says first.
    assert_eq!(idle.read(&mut [0; 1]).await.unwrap_or(0), 0);
}
