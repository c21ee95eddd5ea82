//! Deliveries against both inboxes, with crashes between the steps.

mod sealed;

use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex};

use bindery_runtime::Secret;
use bindery_runtime::webhook::{Rejection, SigningKey, Verifier};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};
use jiff::{SignedDuration, Timestamp};
use partners::netspend::types::WebhookEventType;
use partners::netspend::webhook::{Payload, SIGNATURE};

use super::*;

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::new("canary key of webhooks").unwrap());

static SEALING: LazyLock<InboxKey> = LazyLock::new(|| sealing("canary key of inboxes, the first one"));

fn sealing(secret: &str) -> InboxKey {
    InboxKey::new(&Secret::new(secret)).unwrap()
}

/// The inbox of a file.
fn embedded(path: &Path) -> EmbeddedInbox {
    EmbeddedInbox::open(path, &SEALING, None).unwrap()
}

fn verifier() -> Verifier {
    Verifier::new(&SIGNATURE, KEY.clone())
}

fn headers(body: &str, count: u32) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let signature = HeaderValue::from_str(&KEY.sign(&SIGNATURE, body.as_bytes())).unwrap();
    headers.insert(SIGNATURE.header, signature);
    headers.insert("ns-delivery-count", HeaderValue::from(count));
    headers
}

fn event(id: &str, r#type: &str, data: &str) -> String {
    format!(r#"{{"id":"{id}","type":"{type}","time":"2026-11-27T04:00:00Z","data":{data}}}"#)
}

async fn deliver<I: Inbox>(receiver: &Receiver<I>, body: &str, count: u32) -> Answer {
    receiver.receive(&headers(body, count), Bytes::copy_from_slice(body.as_bytes())).await
}

/// Hands on what waits, once, and answers what that was.
async fn handed_on<I: Inbox>(worker: &Worker<I>, fails: bool) -> Vec<Received> {
    let seen = Mutex::new(Vec::new());
    let handle = |received: Received| {
        seen.lock().unwrap().push(received);
        async move { if fails { Err("not now") } else { Ok(()) } }
    };
    assert_eq!(worker.round(&handle).await, !fails || seen.lock().unwrap().is_empty());
    seen.into_inner().unwrap()
}

fn opened(path: &Path) -> (Receiver<EmbeddedInbox>, Worker<EmbeddedInbox>) {
    Receiver::new(verifier(), Arc::new(embedded(path)))
}

async fn is_handed_on_once<I: Inbox>(inbox: I) {
    let (receiver, worker) = Receiver::new(verifier(), Arc::new(inbox));
    let body = event("e1", "p2p_transfer.completed", r#"{"id":"t1","status":"completed","amount":"66.02"}"#);
    assert_eq!(deliver(&receiver, &body, 1).await, Answer::Recorded(Recorded::New));
    assert_eq!(deliver(&receiver, &body, 2).await, Answer::Recorded(Recorded::Known));
    let seen = handed_on(&worker, false).await;
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].count, Some(1));
    let Content::Event(event) = &seen[0].content else { panic!("{seen:?}") };
    let Payload::P2pTransfer(transfer) = &event.payload else { panic!("{event:?}") };
    assert_eq!(transfer.amount.map(|amount| amount.to_string()).as_deref(), Some("66.02"));
    assert_eq!(deliver(&receiver, &body, 3).await, Answer::Recorded(Recorded::Known), "after it was handled");
    assert!(handed_on(&worker, false).await.is_empty());
}

#[tokio::test]
async fn an_event_that_comes_three_times_is_handed_on_once() {
    is_handed_on_once(MemoryInbox::new(10)).await;
    let folder = tempfile::tempdir().unwrap();
    is_handed_on_once(embedded(&folder.path().join("events"))).await;
}

#[tokio::test]
async fn a_crash_between_the_answer_and_the_work_loses_nothing_and_doubles_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events");
    let (first, second) =
        (event("e1", "transaction.pended", "{}"), event("e2", "transaction.completed", "{}"));
    {
        let (receiver, worker) = opened(&path);
        assert_eq!(deliver(&receiver, &first, 1).await.status(), StatusCode::OK);
        assert_eq!(handed_on(&worker, false).await.len(), 1);
        assert_eq!(deliver(&receiver, &second, 1).await.status(), StatusCode::OK);
        // Here the process dies: the second was answered and not handed on.
    }
    let (receiver, worker) = opened(&path);
    assert_eq!(
        deliver(&receiver, &first, 2).await,
        Answer::Recorded(Recorded::Known),
        "from before the restart"
    );
    assert_eq!(deliver(&receiver, &second, 2).await, Answer::Recorded(Recorded::Known));
    let seen = handed_on(&worker, false).await;
    let [Received { content: Content::Event(event), .. }] = &seen[..] else { panic!("{seen:?}") };
    assert_eq!(event.envelope.id.as_deref(), Some("e2"));
    drop((receiver, worker));
    assert!(handed_on(&opened(&path).1, false).await.is_empty(), "what was handled stays handled");
}

#[tokio::test]
async fn a_crash_after_the_work_hands_the_event_on_again_under_the_same_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events");
    let key = {
        let (receiver, worker) = opened(&path);
        deliver(&receiver, &event("e1", "transaction.pended", "{}"), 1).await;
        // The function did its work, and the process dies before that is written down: to the inbox, a failure.
        handed_on(&worker, true).await[0].key
    };
    assert_eq!(handed_on(&opened(&path).1, false).await[0].key, key);
}

#[tokio::test]
async fn an_event_that_fails_stays_and_holds_up_no_other() {
    let (receiver, worker) = Receiver::new(verifier(), Arc::new(MemoryInbox::new(100)));
    for number in 0..40 {
        deliver(&receiver, &event(&format!("e{number}"), "transaction.pended", "{}"), 1).await;
    }
    let seen = Mutex::new(0);
    let handle = |received: Received| {
        *seen.lock().unwrap() += 1;
        let poison = format!("{:?}", received.count) == "None"
            || matches!(&received.content, Content::Event(event) if event.envelope.id.as_deref() == Some("e3"));
        async move { if poison { Err("not now") } else { Ok(()) } }
    };
    assert!(!worker.round(&handle).await);
    assert_eq!(*seen.lock().unwrap(), 40);
    assert_eq!(handed_on(&worker, false).await.len(), 1, "only the one that failed");
}

#[tokio::test]
async fn an_event_that_makes_the_function_panic_stays_and_holds_up_no_other() {
    let (receiver, worker) = Receiver::new(verifier(), Arc::new(MemoryInbox::new(10)));
    for id in ["e1", "e2", "e3"] {
        deliver(&receiver, &event(id, "transaction.pended", "{}"), 1).await;
    }
    let is = |received: &Received, id: &str| matches!(&received.content, Content::Event(event) if event.envelope.id.as_deref() == Some(id));
    let handle = |received: Received| {
        assert!(!is(&received, "e1"), "at once");
        async move {
            tokio::task::yield_now().await;
            assert!(!is(&received, "e2"), "later");
            Ok::<(), String>(())
        }
    };
    assert!(!worker.round(&handle).await);
    assert_eq!(handed_on(&worker, false).await.len(), 2, "those that panicked, and no other");
}

#[tokio::test(start_paused = true)]
async fn the_worker_wakes_for_arrivals_and_tries_failures_again() {
    let (receiver, worker) = Receiver::new(verifier(), Arc::new(MemoryInbox::new(10)));
    let (told, mut heard) = tokio::sync::mpsc::unbounded_channel();
    let attempts = Arc::new(Mutex::new(0));
    let counted = Arc::clone(&attempts);
    let running = tokio::spawn(worker.run(move |received: Received| {
        let (told, counted) = (told.clone(), Arc::clone(&counted));
        async move {
            *counted.lock().unwrap() += 1;
            if *counted.lock().unwrap() < 3 {
                return Err("not now");
            }
            told.send(received.key).map_err(|_| "nobody listens")
        }
    }));
    deliver(&receiver, &event("e1", "transaction.pended", "{}"), 1).await;
    let first = heard.recv().await.unwrap();
    assert_eq!(*attempts.lock().unwrap(), 3);
    deliver(&receiver, &event("e2", "transaction.pended", "{}"), 1).await;
    assert_ne!(heard.recv().await.unwrap(), first);
    running.abort();
}

#[tokio::test]
async fn what_is_not_signed_is_refused_and_not_recorded() {
    let (receiver, worker) = Receiver::new(verifier().with_largest_body(200), Arc::new(MemoryInbox::new(10)));
    let body = event("e1", "transaction.pended", "{}");
    let bytes = Bytes::copy_from_slice(body.as_bytes());
    let refused = |rejection| Answer::Refused(rejection);
    assert_eq!(receiver.receive(&HeaderMap::new(), bytes.clone()).await, refused(Rejection::Unsigned));
    let mut twice = headers(&body, 1);
    twice.append(SIGNATURE.header, twice[SIGNATURE.header].clone());
    assert_eq!(receiver.receive(&twice, bytes).await, refused(Rejection::SignedTwice));
    let other = Bytes::from(body.replace("e1", "e2"));
    let answer = receiver.receive(&headers(&body, 1), other).await;
    assert_eq!((answer, answer.status()), (refused(Rejection::Forged), StatusCode::UNAUTHORIZED));
    let large = event("e1", "transaction.pended", &format!(r#"{{"id":"{}"}}"#, "x".repeat(200)));
    assert_eq!(deliver(&receiver, &large, 1).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(handed_on(&worker, false).await.is_empty());
}

#[tokio::test]
async fn what_is_signed_and_no_event_is_kept_for_a_person() {
    let (receiver, worker) = Receiver::new(verifier(), Arc::new(MemoryInbox::new(10)));
    for body in ["<html>canary</html>", "[]", r#"{"id":"1","id":"2"}"#, r#"{"type":7}"#, ""] {
        assert_eq!(deliver(&receiver, body, 1).await, Answer::Recorded(Recorded::New), "{body}");
        assert_eq!(deliver(&receiver, body, 2).await, Answer::Recorded(Recorded::Known), "{body}");
    }
    let seen = handed_on(&worker, false).await;
    assert_eq!(seen.len(), 5);
    assert!(seen.iter().all(|one| matches!(one.content, Content::Unreadable(_))));
    assert!(!format!("{seen:?} {seen:#?}").contains("canary"));
}

#[tokio::test]
async fn an_event_that_nobody_knows_is_kept_as_it_came() {
    let (receiver, worker) = Receiver::new(verifier(), Arc::new(MemoryInbox::new(10)));
    deliver(&receiver, &event("e1", "account.closed", r#"{"reason":"canary"}"#), 1).await;
    // Known, but its data has another form than the contract says.
    deliver(&receiver, &event("e2", "transaction.completed", r#"[1,2]"#), 1).await;
    let seen = handed_on(&worker, false).await;
    let events: Vec<_> = seen
        .iter()
        .map(|one| match &one.content {
            Content::Event(event) => (&event.envelope, &event.payload),
            Content::Unreadable(_) => panic!("{one:?}"),
        })
        .collect();
    assert_eq!(events[0].0.type_, Some(WebhookEventType::Other("account.closed".to_owned())));
    assert_eq!(events[0].0.data.as_ref().unwrap()["reason"], "canary");
    assert_eq!(events[1].0.type_, Some(WebhookEventType::TransactionCompleted));
    assert!(events.iter().all(|(_, payload)| **payload == Payload::Other));
    assert!(!format!("{seen:?} {seen:#?}").contains("canary"));
}

/// Id, type and time make an event; without one of them the body does.
#[test]
fn events_are_told_apart_by_id_type_and_time() {
    let key = |body: &str| {
        let event = partners::netspend::webhook::Event::read(body.as_bytes()).ok();
        EventKey::of(event.as_ref().map(|event| &event.envelope), body.as_bytes())
    };
    let base = event("e1", "transaction.pended", "{}");
    assert_eq!(key(&base), key(&base.replace("\"data\":{}", "\"data\": {}")), "written otherwise");
    for other in [
        event("e2", "transaction.pended", "{}"),
        event("e1", "transaction.completed", "{}"),
        base.replace("04:00", "05:00"),
    ] {
        assert_ne!(key(&base), key(&other));
    }
    let (nameless, spaced) = (r#"{"type":"transaction.pended"}"#, r#"{"type": "transaction.pended"}"#);
    assert_eq!(key(nameless), key(nameless));
    assert_ne!(key(nameless), key(spaced));
    assert_ne!(key(r#"{"id":"ab","type":"c","time":"d"}"#), key(r#"{"id":"a","type":"bc","time":"d"}"#));
}

fn arrival(number: u8, at: Timestamp) -> Arrival {
    Arrival { key: EventKey::from_bytes([number; 32]), at, count: None, body: Bytes::from_static(b"{}") }
}

async fn forgets_after_its_time<I: Inbox>(inbox: I) {
    let start = Timestamp::from_second(1_795_000_000).unwrap();
    let later = |hours| start + SignedDuration::from_hours(hours);
    assert_eq!(inbox.record(arrival(1, start)).await.unwrap(), Recorded::New);
    assert_eq!(inbox.record(arrival(2, start)).await.unwrap(), Recorded::New);
    let waiting = inbox.waiting(0, 1).await.unwrap();
    assert_eq!(waiting, [(waiting[0].0, arrival(1, start))]);
    inbox.handled(waiting[0].0, start).await.unwrap();
    assert_eq!(inbox.record(arrival(1, later(73))).await.unwrap(), Recorded::Known);
    assert_eq!(inbox.record(arrival(2, later(200))).await.unwrap(), Recorded::Known, "it still waits");
    assert_eq!(inbox.record(arrival(1, later(200))).await.unwrap(), Recorded::New);
}

#[tokio::test]
async fn handled_events_are_remembered_longer_than_the_partner_sends_them() {
    forgets_after_its_time(MemoryInbox::new(10)).await;
    let folder = tempfile::tempdir().unwrap();
    forgets_after_its_time(embedded(&folder.path().join("events"))).await;
}

#[tokio::test]
async fn an_inbox_that_is_full_lets_the_partner_send_again() {
    let (receiver, worker) = Receiver::new(verifier(), Arc::new(MemoryInbox::new(1)));
    let (one, two) = (event("e1", "transaction.pended", "{}"), event("e2", "transaction.pended", "{}"));
    deliver(&receiver, &one, 1).await;
    let answer = deliver(&receiver, &two, 1).await;
    assert_eq!((answer, answer.status()), (Answer::Again, StatusCode::SERVICE_UNAVAILABLE));
    handed_on(&worker, false).await;
    assert_eq!(deliver(&receiver, &two, 2).await, Answer::Recorded(Recorded::New));
}

#[test]
fn one_process_holds_an_inbox_and_only_its_owner_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events");
    let inbox = embedded(&path);
    assert!(matches!(EmbeddedInbox::open(&path, &SEALING, None), Err(InboxError::InUse)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    drop(inbox);
    embedded(&path);
}

#[cfg(feature = "webhooks")]
mod over_http {
    use axum::Router;
    use axum::body::Body;
    use http::Request;
    use tower::ServiceExt;

    use super::*;

    async fn answered<I: Inbox>(
        receiver: &Receiver<I>,
        method: &str,
        headers: HeaderMap,
        body: Body,
    ) -> StatusCode {
        let app: Router = Router::new().route("/events", receiver.route());
        let mut request = Request::builder().method(method).uri("/events").body(body).unwrap();
        *request.headers_mut() = headers;
        let response = app.oneshot(request).await.unwrap();
        let status = response.status();
        let text = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        assert!(text.is_empty(), "no answer has a body");
        status
    }

    #[tokio::test]
    async fn the_route_answers_with_a_status_and_nothing_else() {
        let (receiver, worker) =
            Receiver::new(verifier().with_largest_body(200), Arc::new(MemoryInbox::new(10)));
        let body = event("e1", "transaction.pended", "{}");
        let good = || headers(&body, 1);
        assert_eq!(answered(&receiver, "POST", good(), body.clone().into()).await, StatusCode::OK);
        assert_eq!(answered(&receiver, "POST", good(), body.clone().into()).await, StatusCode::OK);
        assert_eq!(answered(&receiver, "POST", good(), "{}".into()).await, StatusCode::UNAUTHORIZED);
        let large = answered(&receiver, "POST", good(), "x".repeat(201).into()).await;
        assert_eq!(large, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(answered(&receiver, "GET", good(), Body::empty()).await, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(handed_on(&worker, false).await.len(), 1);
    }

    /// A disk that does not answer.
    struct Stuck;

    impl Inbox for Stuck {
        async fn record(&self, _: Arrival) -> Result<Recorded, InboxError> {
            std::future::pending().await
        }

        async fn waiting(&self, _: u64, _: usize) -> Result<Vec<(u64, Arrival)>, InboxError> {
            Ok(Vec::new())
        }

        async fn handled(&self, _: u64, _: Timestamp) -> Result<(), InboxError> {
            Ok(())
        }
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_delivers_is_answered_before_the_partner_gives_up() {
        let (receiver, _worker) = Receiver::new(verifier(), Arc::new(Stuck));
        let body = event("e1", "transaction.pended", "{}");
        let started = tokio::time::Instant::now();
        let status = answered(&receiver, "POST", headers(&body, 1), body.into()).await;
        assert_eq!(status, StatusCode::REQUEST_TIMEOUT);
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "the partner's own limit");
    }
}
