//! Calls that are made again, and calls that never are, against a partner that fails by script.

use std::collections::VecDeque;

use super::*;

/// What a scripted partner does with one request.
#[derive(Clone, Copy)]
enum Does {
    /// Reads it, and ends the connection with a reset.
    Loses,
    /// Answers with this status and these headers.
    Answers(u16, &'static str),
}

const GOOD: Does = Does::Answers(200, "");

/// Does what the script says, one request per connection. Returns how many requests arrived, too.
async fn scripted(servers: &Authority, script: &[Does]) -> (Endpoint, Arc<Mutex<usize>>) {
    let script = Arc::new(Mutex::new(script.iter().copied().collect::<VecDeque<_>>()));
    let arrived = Arc::new(Mutex::new(0));
    let endpoint = serve(server_config(&servers.server(), None), {
        let arrived = arrived.clone();
        move |mut connection: Connection| {
            let (script, arrived) = (script.clone(), arrived.clone());
            async move {
                read_request(&mut connection).await;
                *arrived.lock().unwrap() += 1;
                let next = script.lock().unwrap().pop_front().expect("the script has another line");
                match next {
                    Does::Loses => loopback::reset(connection),
                    Does::Answers(status, headers) => {
                        let headers = format!("{headers}Connection: close\r\n");
                        let reply = http(&format!("{status} -"), &headers, r#"{"id":"1"}"#);
                        connection.write_all(&reply).await.unwrap();
                        let _ = connection.shutdown().await;
                    }
                }
            }
        }
    })
    .await;
    (endpoint, arrived)
}

fn operation(retry: Retry) -> &'static rest::Operation {
    Box::leak(Box::new(rest::Operation {
        name: "getThing",
        method: "GET",
        path: "/things/{id}",
        otherwise: &[],
        retry,
    }))
}

/// Makes one call; returns how many requests arrived and what came of it.
async fn called(retry: Retry, limits: Limits, script: &[Does]) -> (usize, crate::error::Result<()>) {
    let servers = Authority::new("servers");
    let (endpoint, arrived) = scripted(&servers, script).await;
    let port = rest::Port::new(loopback::transport(&servers, None, limits), endpoint, &REST);
    let outcome = port.run(port.request(operation(retry)).path("id", "1")).await;
    let arrived = *arrived.lock().unwrap();
    (arrived, outcome)
}

#[tokio::test]
async fn a_safe_call_outlives_two_losses() {
    let (arrived, outcome) = called(Retry::Safe, Limits::default(), &[Does::Loses, Does::Loses, GOOD]).await;
    outcome.expect("the third attempt");
    assert_eq!(arrived, 3);
}

#[tokio::test]
async fn a_call_that_moves_money_is_never_made_twice() {
    for retry in [Retry::Never, Retry::ReconcileFirst] {
        for failure in [Does::Loses, Does::Answers(503, ""), Does::Answers(429, "Retry-After: 0\r\n")] {
            let (arrived, outcome) = called(retry, Limits::default(), &[failure, GOOD]).await;
            let error = outcome.expect_err("nothing is tried again");
            assert_eq!((arrived, error.attempts()), (1, 1), "{retry:?} {error}");
            assert!(error.may_have_been_sent(), "{error}");
        }
    }
}

#[tokio::test]
async fn a_call_that_costs_money_is_made_again_once() {
    let (arrived, outcome) =
        called(Retry::OnceIfAmbiguous, Limits::default(), &[Does::Loses, Does::Loses, GOOD]).await;
    let error = outcome.expect_err("twice is enough");
    assert_eq!((arrived, error.attempts(), error.request_sent()), (2, 2, Sent::Maybe));
}

#[tokio::test]
async fn a_pause_that_does_not_fit_the_deadline_is_not_begun() {
    let limits = Limits { call: Duration::from_secs(30), ..Limits::default() };
    let busy = Does::Answers(503, "Retry-After: 3600\r\n");
    let (arrived, outcome) = called(Retry::Safe, limits, &[busy, GOOD]).await;
    let error = outcome.expect_err("an hour is too long");
    assert_eq!((arrived, error.kind(), error.status()), (1, Kind::HttpStatus, Some(503)));
}

#[tokio::test]
async fn what_will_not_pass_is_not_tried_again() {
    for status in [400, 401, 404, 500] {
        let (arrived, outcome) =
            called(Retry::Safe, Limits::default(), &[Does::Answers(status, ""), GOOD]).await;
        assert_eq!((arrived, outcome.expect_err("refused").attempts()), (1, 1), "{status}");
    }
}

#[tokio::test]
async fn what_never_left_is_tried_again_whatever_it_is() {
    // Nobody listens there.
    let (listener, endpoint) = loopback::listen().await;
    drop(listener);
    let transport = loopback::transport(&Authority::new("servers"), None, Limits::default());
    let port = rest::Port::new(transport, endpoint, &REST);
    let error = port.run(port.request(operation(Retry::Never)).path("id", "1")).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts(), error.request_sent()), (Kind::Connect, 3, Sent::No));
}

#[tokio::test]
async fn a_partner_that_is_down_uses_the_budget_up() {
    let (listener, endpoint) = loopback::listen().await;
    drop(listener);
    let transport = loopback::transport(&Authority::new("servers"), None, Limits::default());
    let port = rest::Port::new(transport, endpoint, &REST);
    let mut attempts = 0;
    for _ in 0..10 {
        let clone = port.clone();
        let error = clone.run(clone.request(operation(Retry::Safe)).path("id", "1")).await.unwrap_err();
        attempts += error.attempts();
    }
    assert_eq!(attempts, 20, "ten calls and the ten repeats in reserve");
}
