//! A session of one user or environment never serves another: ten thousand interleaved operations over mutual TLS.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bindery_sandbox::Sandbox;
use partners::papi3::{Session, deposit};

use super::fixtures;
use super::over_mutual_tls::ours;

const OPERATIONS: usize = 10_000;
const USERS: usize = 5;
const WORKERS: usize = 12;

/// One user in one environment, and the description of the user's account, which every reply brings back.
struct Visit {
    session: Session,
    partner_id: i32,
    description: String,
}

impl Visit {
    async fn check(&self) {
        let info = self.session.get_session_info(deposit::GetSessionInfoRequest::default()).await;
        let info = info.expect("information");
        assert_eq!(info.partner_id, self.partner_id);
        let keys = info.session_info.expect("SessionInfo").account_keys;
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].description.as_deref(), Some(self.description.as_str()));
    }
}

/// Now and then the partner forgets all sessions, so that renewals are part of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fault_d16_no_session_serves_another_user_or_environment() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let mut visits = Vec::new();
    for access in [sandbox.papi3_uat(), sandbox.papi3_prod()] {
        let client = ours(&sandbox, access);
        for user in 0..USERS {
            let mut request = fixtures::start_session();
            request.account_holder_number = format!("10000000{user}");
            let description = format!("Account of user {user} at partner {}", access.partner_id);
            request.accounts[0].description.clone_from(&description);
            let session = client.session(&fixtures::device(), request);
            visits.push(Visit { session, partner_id: access.partner_id, description });
        }
    }
    let (visits, turn) = (Arc::new(visits), Arc::new(AtomicUsize::new(0)));
    let workers: Vec<_> = (0..WORKERS)
        .map(|_| {
            let (visits, turn, clock) = (Arc::clone(&visits), Arc::clone(&turn), sandbox.clock().clone());
            tokio::spawn(async move {
                loop {
                    let at = turn.fetch_add(1, Ordering::SeqCst);
                    if at >= OPERATIONS {
                        return;
                    }
                    if at % 1000 == 999 {
                        clock.advance(Duration::from_secs(900));
                    }
                    // A step without a common divisor meets all of them, in an order that shifts.
                    visits[(at * 7 + at / 100) % visits.len()].check().await;
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.expect("every reply was the user's own");
    }
    let mut tokens: Vec<_> = visits.iter().map(|visit| visit.session.keys().expect("keys")).collect();
    while let Some(keys) = tokens.pop() {
        assert!(tokens.iter().all(|other| other.session_token != keys.session_token));
    }
    sandbox.finish().await;
}
