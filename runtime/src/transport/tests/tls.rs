//! Who refuses whom in a TLS handshake.

use std::sync::{Arc, Mutex};

use rcgen::{KeyUsagePurpose, date_time_ymd};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::*;
use crate::transport::loopback::{self, Authority, http, read_request, serve, serve_bytes, server_config};

/// A server that requires client certificates of `clients` and notes which one it saw.
async fn mutual(
    servers: &Authority,
    clients: &Authority,
) -> (Endpoint, Arc<Mutex<Vec<rustls_pki_types::CertificateDer<'static>>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let endpoint = serve(server_config(&servers.server(), Some(clients)), {
        let seen = seen.clone();
        move |mut connection| {
            let seen = seen.clone();
            async move {
                let chain = connection.get_ref().1.peer_certificates().unwrap_or_default().to_vec();
                *seen.lock().unwrap() = chain;
                read_request(&mut connection).await;
                connection.write_all(&http("200 OK", "", "answer")).await.unwrap();
            }
        }
    })
    .await;
    (endpoint, seen)
}

#[tokio::test]
async fn the_partner_sees_our_certificate() {
    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    let (endpoint, seen) = mutual(&servers, &clients).await;
    let pair = clients.client("us");
    let transport = loopback::transport(&servers, Some(pair.identity()), Limits::default());
    assert_eq!(post(&transport, &endpoint).await.unwrap().body, "answer");
    assert_eq!(*seen.lock().unwrap(), [pair.certificate]);
}

#[tokio::test]
async fn the_partner_sees_our_intermediate_too() {
    let (servers, root) = (Authority::new("servers"), Authority::new("the root"));
    let between = root.intermediate("the intermediate");
    let pair = between.client("us");
    let (endpoint, seen) = mutual(&servers, &root).await;
    // The root first, the leaf in the middle: the order of the file does not matter.
    let certificates =
        [root.pem(), pair.certificate_pem.clone(), between.pem(), pair.certificate_pem.clone()].concat();
    let identity = Identity::pem(certificates, pair.key_pem());
    let transport = loopback::transport(&servers, Some(identity), Limits::default());
    assert_eq!(post(&transport, &endpoint).await.unwrap().status, 200);
    let seen = seen.lock().unwrap();
    assert_eq!((seen.len(), &seen[0]), (2, &pair.certificate));
}

#[tokio::test]
async fn fault_c9_a_missing_client_certificate_is_named_and_nothing_was_seen() {
    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    let (endpoint, _) = mutual(&servers, &clients).await;
    let (error, shown) = failure(&loopback::transport(&servers, None, Limits::default()), &endpoint).await;
    assert_eq!((error.kind(), error.request_sent()), (Kind::PeerRefusedCertificate, Sent::No));
    assert!(shown.contains("identity"), "{shown}");
}

#[tokio::test]
async fn a_certificate_of_another_authority_is_refused_by_the_partner() {
    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    let (endpoint, _) = mutual(&servers, &clients).await;
    let stranger = Authority::new("strangers").client("us");
    let transport = loopback::transport(&servers, Some(stranger.identity()), Limits::default());
    let (error, _) = failure(&transport, &endpoint).await;
    assert_eq!(error.kind(), Kind::PeerRefusedCertificate);
}

#[tokio::test]
async fn fault_c2_a_server_of_another_authority_is_not_trusted() {
    let endpoint = serve_bytes(&Authority::new("servers"), http("200 OK", "", "answer")).await;
    let transport = loopback::transport(&Authority::new("others"), None, Limits::default());
    let (error, shown) = failure(&transport, &endpoint).await;
    assert_eq!((error.kind(), error.request_sent()), (Kind::UntrustedPeer, Sent::No));
    assert!(shown.contains("vouches"), "{shown}");
    assert!(Transport::builder().build().is_ok(), "public authorities need no file");
}

#[tokio::test]
async fn fault_c1_a_server_certificate_out_of_date_is_not_trusted() {
    for (start, end, word) in [(2001, 2002, "expired"), (4000, 4001, "not valid yet")] {
        let servers = Authority::new("servers");
        let pair = servers.issue("the server", |params| {
            params.not_before = date_time_ymd(start, 1, 1);
            params.not_after = date_time_ymd(end, 1, 1);
        });
        let endpoint = serve(server_config(&pair, None), async |_| {}).await;
        let (error, shown) =
            failure(&loopback::transport(&servers, None, Limits::default()), &endpoint).await;
        assert_eq!(error.kind(), Kind::UntrustedPeer);
        assert!(shown.contains(word), "{shown}");
    }
}

#[tokio::test]
async fn a_server_certificate_for_another_host_is_not_trusted() {
    let servers = Authority::new("servers");
    let pair = servers.issue("the server", |params| {
        params.subject_alt_names = vec![rcgen::SanType::DnsName("other.example".try_into().unwrap())];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    });
    let endpoint = serve(server_config(&pair, None), async |_| {}).await;
    let (error, shown) = failure(&loopback::transport(&servers, None, Limits::default()), &endpoint).await;
    assert_eq!(error.kind(), Kind::UntrustedPeer);
    assert!(shown.contains("another host"), "{shown}");
}

#[tokio::test]
async fn fault_c24_plain_http_on_the_tls_port_is_named() {
    let (listener, endpoint) = loopback::listen().await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut hello = [0; 16];
            let _ = stream.read(&mut hello).await;
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n").await;
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
        }
    });
    let authority = Authority::new("the authority");
    let (error, _) = failure(&loopback::transport(&authority, None, Limits::default()), &endpoint).await;
    assert_eq!((error.kind(), error.request_sent()), (Kind::NotTls, Sent::No));
}

#[tokio::test]
async fn fault_b18_a_reset_during_the_handshake_is_provably_unseen() {
    let (listener, endpoint) = loopback::listen().await;
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut hello = [0; 16];
            let _ = stream.read(&mut hello).await;
            loopback::reset_stream(stream);
        }
    });
    let authority = Authority::new("the authority");
    let (error, shown) = failure(&loopback::transport(&authority, None, Limits::default()), &endpoint).await;
    assert_eq!((error.kind(), error.request_sent()), (Kind::Connect, Sent::No));
    assert!(error.is_retryable() && shown.contains("handshake"), "{shown}");
}

#[tokio::test]
async fn a_handshake_that_hangs_is_a_timeout_and_unseen() {
    let (listener, endpoint) = loopback::listen().await;
    let authority = Authority::new("the authority");
    let limits = Limits { connect: std::time::Duration::from_millis(100), ..Limits::default() };
    let (error, shown) = failure(&loopback::transport(&authority, None, limits), &endpoint).await;
    assert_eq!((error.kind(), error.request_sent()), (Kind::Timeout, Sent::No));
    assert!(shown.contains("connect"), "{shown}");
    drop(listener);
}
