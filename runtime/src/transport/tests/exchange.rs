//! Requests and replies under limits.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use tokio::io::AsyncWriteExt;

use super::*;
use crate::transport::loopback::{self, Authority, http, read_request, serve, serve_bytes, server_config};

/// A server that always answers with these bytes, and a transport for it.
async fn answering(reply: impl Into<Vec<u8>>) -> (Transport, Endpoint) {
    let authority = Authority::new("the authority");
    let endpoint = serve_bytes(&authority, reply).await;
    (loopback::transport(&authority, None, Limits::default()), endpoint)
}

async fn failing(reply: impl Into<Vec<u8>>) -> (Error, String) {
    let (transport, endpoint) = answering(reply).await;
    failure(&transport, &endpoint).await
}

fn gzip(data: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_request_arrives_as_it_was_built() {
    let authority = Authority::new("the authority");
    let seen = Arc::new(Mutex::new(None));
    let endpoint = serve(server_config(&authority.server(), None), {
        let seen = seen.clone();
        move |mut connection| {
            let seen = seen.clone();
            async move {
                *seen.lock().unwrap() = Some(read_request(&mut connection).await);
                let reply =
                    http("200 OK", "Content-Encoding: gzip\r\nContent-Type: text/xml\r\n", gzip(b"answer"));
                connection.write_all(&reply).await.unwrap();
            }
        }
    })
    .await;
    let reply = post(&loopback::transport(&authority, None, Limits::default()), &endpoint).await.unwrap();
    assert_eq!(
        (reply.status, reply.content_type.as_deref(), &*reply.body),
        (200, Some("text/xml"), &b"answer"[..])
    );
    let (head, body) = seen.lock().unwrap().take().unwrap();
    assert!(head.starts_with("POST /service HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("accept-encoding: gzip\r\n") && !head.contains("expect:"), "{head}");
    assert_eq!(body, b"question");
}

#[tokio::test]
async fn fault_b12_a_gzip_bomb_a_nested_coding_and_a_cut_gzip_are_refused() {
    let bomb = gzip(&vec![b' '; 16 << 20]);
    let (error, _) = failing(http("200 OK", "Content-Encoding: gzip\r\n", bomb)).await;
    assert_eq!(error.kind(), Kind::TooLarge);
    let twice = gzip(&gzip(b"answer"));
    let (error, _) = failing(http("200 OK", "Content-Encoding: gzip, gzip\r\n", twice)).await;
    assert_eq!(error.kind(), Kind::UnsupportedMedia);
    let whole = gzip(b"answer");
    let (error, _) = failing(http("200 OK", "Content-Encoding: gzip\r\n", &whole[..whole.len() - 3])).await;
    assert_eq!((error.kind(), error.request_sent()), (Kind::Truncated, Sent::Yes));
}

#[tokio::test]
async fn fault_b14_a_body_shorter_than_promised_is_truncated() {
    let (error, _) = failing("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<Envelope>").await;
    assert_eq!((error.kind(), error.status(), error.request_sent()), (Kind::Truncated, Some(200), Sent::Yes));
    let (error, _) = failing("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n").await;
    assert_eq!(error.kind(), Kind::Truncated);
}

#[tokio::test]
async fn fault_c25_a_body_without_length_needs_a_proper_end() {
    let authority = Authority::new("the authority");
    let endpoint =
        serve(server_config(&authority.server(), None), async |mut connection: loopback::Connection| {
            read_request(&mut connection).await;
            connection.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<Envelope>").await.unwrap();
            connection.flush().await.unwrap();
            // No close_notify: the TCP connection just ends.
            connection.into_inner().0.shutdown().await.unwrap();
        });
    let endpoint = endpoint.await;
    let (error, _) = failure(&loopback::transport(&authority, None, Limits::default()), &endpoint).await;
    assert_eq!(error.kind(), Kind::Truncated);
    let (transport, endpoint) = answering("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<Envelope/>").await;
    assert_eq!(post(&transport, &endpoint).await.unwrap().body, "<Envelope/>");
}

#[tokio::test]
async fn fault_b13_a_promised_length_reserves_nothing() {
    let authority = Authority::new("the authority");
    let endpoint =
        serve(server_config(&authority.server(), None), async |mut connection: loopback::Connection| {
            read_request(&mut connection).await;
            connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\nx").await.unwrap();
            connection.flush().await.unwrap();
            tokio::time::sleep(Duration::from_secs(60)).await;
        });
    let endpoint = endpoint.await;
    let limits = Limits { stall: Duration::from_millis(200), ..Limits::default() };
    let (error, shown) = failure(&loopback::transport(&authority, None, limits), &endpoint).await;
    assert_eq!((error.kind(), error.request_sent()), (Kind::Timeout, Sent::Yes));
    assert!(shown.contains("stall"), "{shown}");
}

#[tokio::test]
async fn fault_b16_a_body_that_trickles_is_given_up() {
    let authority = Authority::new("the authority");
    let endpoint =
        serve(server_config(&authority.server(), None), async |mut connection: loopback::Connection| {
            read_request(&mut connection).await;
            connection.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n").await.unwrap();
            while connection.write_all(b"x").await.is_ok() && connection.flush().await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
    let endpoint = endpoint.await;
    let limits = Limits { stall: Duration::from_millis(200), ..Limits::default() };
    let (error, _) = failure(&loopback::transport(&authority, None, limits), &endpoint).await;
    assert_eq!(error.kind(), Kind::Timeout);
}

#[tokio::test]
async fn fault_b16_no_head_in_time_leaves_the_fate_open() {
    let authority = Authority::new("the authority");
    let endpoint =
        serve(server_config(&authority.server(), None), async |mut connection: loopback::Connection| {
            read_request(&mut connection).await;
            tokio::time::sleep(Duration::from_secs(60)).await;
        });
    let endpoint = endpoint.await;
    let limits = Limits {
        connect: Duration::from_millis(2000),
        first_byte: Duration::from_millis(100),
        ..Limits::default()
    };
    let (error, shown) = failure(&loopback::transport(&authority, None, limits), &endpoint).await;
    assert_eq!((error.kind(), error.request_sent()), (Kind::Timeout, Sent::Maybe));
    assert!(shown.contains("first_byte"), "{shown}");
}

#[tokio::test]
async fn fault_b17_a_reset_says_what_was_sent() {
    for (reply, kind, sent) in [
        ("", Kind::Interrupted, Sent::Maybe),
        ("HTTP/1.1 200 OK\r\n", Kind::Interrupted, Sent::Maybe),
        ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<Env", Kind::Interrupted, Sent::Yes),
    ] {
        let authority = Authority::new("the authority");
        let endpoint = serve(server_config(&authority.server(), None), move |mut connection| async move {
            read_request(&mut connection).await;
            connection.write_all(reply.as_bytes()).await.unwrap();
            connection.flush().await.unwrap();
            // Let the client read what there is before the reset throws it away.
            tokio::time::sleep(Duration::from_millis(50)).await;
            loopback::reset(connection);
        })
        .await;
        let (error, _) = failure(&loopback::transport(&authority, None, Limits::default()), &endpoint).await;
        assert_eq!((error.kind(), error.request_sent()), (kind, sent), "{reply}");
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn fault_b20_an_orderly_end_without_an_answer_leaves_the_fate_open() {
    let (error, _) = failing("").await;
    assert_eq!((error.kind(), error.request_sent()), (Kind::Interrupted, Sent::Maybe));
}

#[tokio::test]
async fn fault_b25_heads_beyond_the_limits_are_refused() {
    let many: String = (0..10_000).map(|number| format!("X-{number}: y\r\n")).collect();
    assert_eq!(failing(http("200 OK", &many, "")).await.0.kind(), Kind::TooLarge);
    let long = format!("X-Long: {}\r\n", "y".repeat(1 << 20));
    assert_eq!(failing(http("200 OK", &long, "")).await.0.kind(), Kind::TooLarge);
    let above_ours = format!("X-Long: {}\r\n", "y".repeat(70 << 10));
    let (error, shown) = failing(http("200 OK", &above_ours, "")).await;
    assert_eq!(error.kind(), Kind::TooLarge);
    assert!(shown.contains("head_bytes"), "{shown}");
    assert_eq!(
        failing("HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n").await.0.kind(),
        Kind::Malformed
    );
    assert_eq!(failing("SSH-2.0-OpenSSH\r\n\r\n").await.0.kind(), Kind::Malformed);
}

#[tokio::test]
async fn a_redirect_names_the_host_and_nothing_else() {
    for (location, host) in [
        ("https://other.example/login?token=canary", "other.example"),
        ("/canary", "localhost"),
        ("", "localhost"),
    ] {
        let (error, shown) = failing(http("302 Found", &format!("Location: {location}\r\n"), "canary")).await;
        assert_eq!((error.kind(), error.status()), (Kind::Redirect, Some(302)));
        assert!(shown.contains(host) && !shown.contains("canary"), "{shown}");
    }
}

#[tokio::test]
async fn an_error_status_survives_whatever_its_body_does() {
    let large = http("500 Internal Server Error", "", vec![b'x'; 1 << 20]);
    let (transport, endpoint) = answering(large).await;
    let reply = post(&transport, &endpoint).await.unwrap();
    assert_eq!((reply.status, reply.body.len()), (500, 64 * 1024));
    let (transport, endpoint) = answering("HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\n<html>").await;
    let reply = post(&transport, &endpoint).await.unwrap();
    assert_eq!((reply.status, &*reply.body), (503, &b"<html>"[..]));
}

#[tokio::test]
async fn an_error_status_survives_a_coding_that_is_not_read() {
    for coding in ["br", "gzip, gzip", "zstd"] {
        let reply = http("503 Busy", &format!("Content-Encoding: {coding}\r\n"), "packed");
        let (transport, endpoint) = answering(reply).await;
        let reply = post(&transport, &endpoint).await.unwrap();
        assert_eq!((reply.status, &*reply.body), (503, &b""[..]), "{coding}");
    }
}

#[tokio::test]
async fn limits_that_no_call_needs_are_refused_before_any_call() {
    let day = Duration::from_secs(24 * 60 * 60);
    let refused = |limits| Transport::builder().limits(limits).build().unwrap_err();
    for (name, limits) in [
        ("connect", Limits { connect: Duration::MAX, ..Limits::default() }),
        ("first_byte", Limits { first_byte: day + Duration::from_nanos(1), ..Limits::default() }),
        ("stall", Limits { stall: Duration::MAX, ..Limits::default() }),
        ("call", Limits { call: Duration::MAX, ..Limits::default() }),
    ] {
        let error = refused(limits);
        assert_eq!(error.kind(), Kind::Configuration);
        assert!(error.to_string().contains(&format!("{name} is over a day")), "{error}");
    }
    // All of them at their most, and the reply is still read.
    let authority = Authority::new("the authority");
    let endpoint = serve_bytes(&authority, http("200 OK", "", "answer")).await;
    let limits = Limits { connect: day, first_byte: day, stall: day, call: day, ..Limits::default() };
    assert_eq!(post(&loopback::transport(&authority, None, limits), &endpoint).await.unwrap().status, 200);
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused() {
    let authority = Authority::new("the authority");
    let endpoint = serve_bytes(&authority, http("200 OK", "", vec![b'x'; 2000])).await;
    let limits = Limits { body_bytes: 1999, ..Limits::default() };
    let (error, shown) = failure(&loopback::transport(&authority, None, limits), &endpoint).await;
    assert_eq!(error.kind(), Kind::TooLarge);
    assert!(shown.contains("body_bytes"), "{shown}");
}

#[tokio::test]
async fn the_address_of_a_failed_call_is_not_shown() {
    let (listener, endpoint) = loopback::listen().await;
    drop(listener);
    let asked = format!("{endpoint}?key=canary");
    let authority = Authority::new("the authority");
    let transport = loopback::transport(&authority, None, Limits::default());
    let (error, shown) = failure(&transport, &Endpoint::parse(&asked).unwrap()).await;
    assert_eq!((error.kind(), error.request_sent()), (Kind::Connect, Sent::No));
    assert!(!shown.contains("canary"), "{shown}");
}

#[tokio::test]
async fn fault_b22_interim_replies_without_end_are_given_up() {
    let authority = Authority::new("the authority");
    let endpoint =
        serve(server_config(&authority.server(), None), async |mut connection: loopback::Connection| {
            read_request(&mut connection).await;
            while connection.write_all(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n").await.is_ok() {
                tokio::task::yield_now().await;
            }
        });
    let endpoint = endpoint.await;
    let limits = Limits {
        connect: Duration::from_millis(2000),
        first_byte: Duration::from_millis(100),
        ..Limits::default()
    };
    let (error, _) = failure(&loopback::transport(&authority, None, limits), &endpoint).await;
    assert_eq!((error.kind(), error.request_sent()), (Kind::Timeout, Sent::Maybe));
}

#[tokio::test]
async fn fault_b14_two_ideas_of_the_length_are_refused() {
    let reply =
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    assert_eq!(failing(reply).await.0.kind(), Kind::Malformed);
    let (error, _) = failing("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd").await;
    assert_eq!(error.kind(), Kind::Malformed);
}
