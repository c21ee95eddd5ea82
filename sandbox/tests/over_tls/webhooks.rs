//! Webhooks as their receiver meets them: over HTTP on loopback, signed, and again until they are heard.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bindery_runtime::generated::Decimal;
use bindery_runtime::webhook::{SigningKey, Verifier};
use bindery_sandbox::netspend::{Switches, WebhookFault, Webhooks};
use bindery_sandbox::{Clock, NetspendAccess, Sandbox};
use partners::netspend::webhook::{Event, SIGNATURE};
use tokio::net::TcpListener;

/// What arrived: headers and body.
type Arrived = Arc<Mutex<Vec<(HeaderMap, Bytes)>>>;

/// How a receiver answers.
#[derive(Clone, Copy)]
enum Answer {
    Status(u16),
    Elsewhere,
    Never,
}

/// A receiver that answers these in their order, and then 200.
async fn receiver(answers: &[Answer]) -> (String, Arrived) {
    let arrived = Arrived::default();
    let state = (arrived.clone(), Arc::new(Mutex::new(answers.to_vec())));
    let router = Router::new().route("/hook", post(arrive)).with_state(state);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://{address}/hook"), arrived)
}

async fn arrive(
    State((arrived, answers)): State<(Arrived, Arc<Mutex<Vec<Answer>>>)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    arrived.lock().unwrap().push((headers, body));
    let answer = {
        let mut answers = answers.lock().unwrap();
        if answers.is_empty() { Answer::Status(200) } else { answers.remove(0) }
    };
    match answer {
        Answer::Status(status) => StatusCode::from_u16(status).unwrap().into_response(),
        Answer::Elsewhere => (StatusCode::FOUND, [(header::LOCATION, "/hook")]).into_response(),
        Answer::Never => std::future::pending().await,
    }
}

fn verifier(access: &NetspendAccess) -> Verifier {
    Verifier::new(&SIGNATURE, SigningKey::new(access.webhook_key.as_bytes().to_vec()).unwrap())
}

#[tokio::test]
async fn a_message_is_signed_and_told_again_with_the_same_bytes_until_it_is_heard() {
    let clock = Clock::stopped();
    let switches = Switches { webhook_patience: Duration::from_millis(300), ..Switches::default() };
    let sandbox = Sandbox::builder().clock(clock.clone()).netspend(switches).start().await.unwrap();
    let access = sandbox.netspend_cert();
    let answers = [Answer::Status(500), Answer::Elsewhere, Answer::Never, Answer::Status(204)];
    let (url, arrived) = receiver(&answers).await;
    access.webhooks().deliver_to(&url);
    access.pay_in("fake-account", Decimal::from(5));
    access.webhooks().idle().await;
    assert_eq!(arrived.lock().unwrap().len(), 1);
    for minutes in [1, 2, 4, 8] {
        clock.advance(Duration::from_secs(minutes * 60 - 1));
        access.webhooks().idle().await;
        clock.advance(Duration::from_secs(1));
        access.webhooks().idle().await;
    }
    clock.advance(Duration::from_secs(100 * 60 * 60));
    access.webhooks().idle().await;
    let attempts = access.webhooks().attempts();
    let statuses: Vec<_> = attempts.iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [Some(500), Some(302), None, Some(204), Some(200)]);
    let arrived = arrived.lock().unwrap().clone();
    assert_eq!(arrived.len(), 5);
    for (count, (headers, body)) in (1..).zip(arrived.iter()) {
        assert_eq!(*body, arrived[0].1);
        let delivery = verifier(access).verify(headers, body).unwrap();
        assert_eq!(delivery.count, Some(count));
    }
    let event = Event::read(&arrived[0].1).unwrap();
    assert_eq!(event.envelope.id.as_deref(), Some(&*access.webhooks().messages()[0].id));
    assert!(verifier(sandbox.netspend_prod()).verify(&arrived[0].0, &arrived[0].1).is_err());
    sandbox.finish().await;
}

#[tokio::test]
async fn a_wrong_signature_is_followed_by_a_right_one_if_it_was_turned_away() {
    let clock = Clock::stopped();
    let sandbox = Sandbox::builder().clock(clock.clone()).start().await.unwrap();
    let access = sandbox.netspend_cert();
    let (url, arrived) = receiver(&[Answer::Status(401)]).await;
    access.webhooks().deliver_to(&url);
    access.webhooks().script(1, WebhookFault::WrongSignature);
    access.pay_in("fake-account", Decimal::from(5));
    access.webhooks().idle().await;
    clock.advance(Duration::from_secs(60));
    access.webhooks().idle().await;
    {
        let arrived = arrived.lock().unwrap();
        let verified: Vec<bool> =
            arrived.iter().map(|(headers, body)| verifier(access).verify(headers, body).is_ok()).collect();
        assert_eq!(verified, [false, true]);
    }
    access.webhooks().stop();
    access.pay_in("fake-account", Decimal::from(5));
    access.webhooks().idle().await;
    assert_eq!(arrived.lock().unwrap().len(), 2);
    assert_eq!(access.webhooks().messages().len(), 2);
    sandbox.finish().await;
}

/// A receiver with a certificate of its own, which vouches for itself.
async fn receiver_over_tls() -> (String, String, Arrived) {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivatePkcs8KeyDer::from(signing_key.serialize_der()).into();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let arrived = Arrived::default();
    let state = (arrived.clone(), Arc::new(Mutex::new(Vec::new())));
    let router = Router::new().route("/hook", post(arrive)).with_state(state);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let (acceptor, service) =
                (acceptor.clone(), hyper_util::service::TowerToHyperService::new(router.clone()));
            tokio::spawn(async move {
                // Whoever does not trust the certificate goes away.
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let stream = hyper_util::rt::TokioIo::new(stream);
                let _ = hyper::server::conn::http1::Builder::new().serve_connection(stream, service).await;
            });
        }
    });
    (format!("https://{address}/hook"), cert.pem(), arrived)
}

#[tokio::test]
async fn a_receiver_over_tls_is_told_if_somebody_vouches_for_it() {
    let clock = Clock::stopped();
    let sandbox = Sandbox::builder().clock(clock.clone()).start().await.unwrap();
    let access = sandbox.netspend_cert();
    let (url, ca_pem, arrived) = receiver_over_tls().await;
    // The sandbox's own authority does not vouch for it.
    access.webhooks().deliver_over_tls(&url, sandbox.ca_pem());
    access.pay_in("fake-account", Decimal::from(5));
    access.webhooks().idle().await;
    assert_eq!((access.webhooks().attempts()[0].status, arrived.lock().unwrap().len()), (None, 0));
    access.webhooks().deliver_over_tls(&url, &ca_pem);
    clock.advance(Duration::from_secs(60));
    access.webhooks().idle().await;
    let arrived = arrived.lock().unwrap().clone();
    assert_eq!(verifier(access).verify(&arrived[0].0, &arrived[0].1).unwrap().count, Some(2));
    assert_eq!(access.webhooks().attempts()[1].status, Some(200));
    sandbox.finish().await;
}

#[test]
fn a_receiver_is_on_loopback_and_one_over_tls_has_somebody_to_vouch_for_it() {
    let ca_pem = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap().cert.pem();
    for (url, in_clear, over_tls) in [
        ("http://127.0.0.1:80/hook", true, false),
        ("https://localhost:443/hook?a=b", false, true),
        ("https://127.0.0.1/hook", false, false),
        ("https://receiver.example:443/", false, false),
        ("ftp://127.0.0.1:21/", false, false),
    ] {
        assert_eq!(Webhooks::accepts(url), in_clear, "{url}");
        assert_eq!(Webhooks::accepts_over_tls(url, &ca_pem), over_tls, "{url}");
        for none in ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
            assert!(!Webhooks::accepts_over_tls(url, none), "{url}");
        }
    }
}

#[tokio::test]
#[should_panic(expected = "webhooks are posted to")]
async fn nobody_beyond_loopback_is_called() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.netspend_cert().webhooks().deliver_to("http://receiver.example:80/");
}
