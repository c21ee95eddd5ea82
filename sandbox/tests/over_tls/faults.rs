//! Each kind of fault as it arrives at the client: as bytes, or as none.

use std::io::ErrorKind;
use std::time::Duration;

use bindery_sandbox::{ClientCertificate, Clock, Fault, Papi3Access, Sandbox};

use crate::raw::{connect, exchange};
use crate::soap::{ACCOUNTS, Teller, action, post, start};

/// A PostDepositBatch that meets a fault: the bytes that came back, and how the connection broke.
async fn post_meets(sandbox: &Sandbox, fault: Fault) -> (String, Option<ErrorKind>) {
    let uat = sandbox.papi3_uat();
    let teller = Teller::start(sandbox, uat, "123123123").await;
    let batch = teller.batch().await;
    teller.add(&batch, 1, "20.11").await;
    uat.faults().script("PostDepositBatch", 1, fault);
    let body = teller.envelope("PostDepositBatch", &batch.element());
    let headers = [("content-type", "text/xml; charset=utf-8"), ("soapaction", &action("PostDepositBatch"))];
    let mut stream = connect(sandbox.ca_pem(), Some(&uat.identity), &uat.deposit).await.unwrap();
    let (bytes, error) = exchange(&mut stream, "POST", &uat.deposit, &headers, &body).await;
    (String::from_utf8(bytes).unwrap(), error)
}

/// How many credits there are, and how many calls arrived and were carried out.
fn counts(uat: &Papi3Access) -> (usize, u64, u64) {
    (uat.ledger().len(), uat.faults().arrived("PostDepositBatch"), uat.calls("PostDepositBatch"))
}

async fn stopped() -> Sandbox {
    Sandbox::builder().seed(1).clock(Clock::stopped()).start().await.unwrap()
}

#[tokio::test]
async fn fault_b18_connections_are_reset_before_tls() {
    let sandbox = stopped().await;
    let uat = sandbox.papi3_uat();
    uat.reset_connections(2);
    for _ in 0..2 {
        let error = connect(sandbox.ca_pem(), Some(&uat.identity), &uat.sso).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe), "{error}");
    }
    Teller::start(&sandbox, sandbox.papi3_prod(), "123123123").await;
    Teller::start(&sandbox, uat, "123123123").await;
    assert_eq!(uat.faults().arrived("StartSession"), 1);
    sandbox.finish().await;
}

#[tokio::test]
async fn fault_b17_a_reset_before_the_request_is_read_carries_nothing_out() {
    let sandbox = stopped().await;
    let (reply, error) = post_meets(&sandbox, Fault::ResetBeforeRead).await;
    assert_eq!(reply, "");
    // The reset may come while the client still writes.
    assert!(matches!(error, Some(ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)), "{error:?}");
    assert_eq!(counts(sandbox.papi3_uat()), (0, 1, 0));
    sandbox.finish().await;
}

#[tokio::test]
async fn fault_b20_a_reset_before_the_reply_comes_after_the_money_has_moved() {
    let sandbox = stopped().await;
    let broken = post_meets(&sandbox, Fault::ResetBeforeReply).await;
    assert_eq!(broken, (String::new(), Some(ErrorKind::ConnectionReset)));
    assert_eq!(counts(sandbox.papi3_uat()), (1, 1, 1));
    sandbox.finish().await;
}

#[tokio::test]
async fn fault_a60_a_truncated_reply_promises_more_than_it_brings() {
    let sandbox = stopped().await;
    let (reply, error) = post_meets(&sandbox, Fault::TruncatedReply).await;
    assert_eq!(error, Some(ErrorKind::ConnectionReset));
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    let promised: usize = head.rsplit("content-length: ").next().unwrap().parse().unwrap();
    assert_eq!(body.len(), promised / 2);
    assert_eq!(counts(sandbox.papi3_uat()), (1, 1, 1));
    sandbox.finish().await;
}

#[tokio::test]
async fn fault_b1_fault_b2_pages_and_statuses_come_with_or_without_the_money() {
    for processed in [false, true] {
        for (fault, status, is_page) in [
            (Fault::Html { status: 200, processed }, "HTTP/1.1 200", true),
            (Fault::Html { status: 503, processed }, "HTTP/1.1 503", true),
            (Fault::Status { status: 502, processed }, "HTTP/1.1 502", false),
        ] {
            let sandbox = stopped().await;
            let (reply, error) = post_meets(&sandbox, fault.clone()).await;
            assert_eq!(error, None, "{fault:?}");
            let (head, body) = reply.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with(status), "{fault:?}: {head}");
            assert_eq!(head.contains("text/html"), is_page, "{fault:?}: {head}");
            assert_eq!(body.contains("<html>"), is_page, "{fault:?}: {body}");
            let carried_out = u64::from(processed);
            assert_eq!(counts(sandbox.papi3_uat()), (usize::from(processed), 1, carried_out), "{fault:?}");
            sandbox.finish().await;
        }
    }
}

#[tokio::test]
async fn e99_is_a_whole_reply_whatever_was_done() {
    for processed in [false, true] {
        let sandbox = stopped().await;
        let (reply, error) = post_meets(&sandbox, Fault::Unexpected { processed }).await;
        assert_eq!(error, None);
        assert!(reply.contains("<ResponseCode>E99</ResponseCode>"), "{reply}");
        assert_eq!(counts(sandbox.papi3_uat()).0, usize::from(processed));
        sandbox.finish().await;
    }
}

#[tokio::test]
async fn fault_d6_a_session_can_time_out_at_each_call() {
    let sandbox = stopped().await;
    sandbox.papi3_uat().faults().rate("GetTerms", Fault::SessionTimeout, 1.0);
    let teller = Teller::start(&sandbox, sandbox.papi3_uat(), "123123123").await;
    for _ in 0..2 {
        let refused = teller.call("GetTerms", "").await;
        assert_eq!(refused.text("ResponseCode"), Some("E51"));
    }
    assert_eq!(sandbox.papi3_uat().calls("GetTerms"), 0);
    sandbox.finish().await;
}

#[tokio::test]
async fn a_delayed_call_is_carried_out_and_answered() {
    let sandbox = stopped().await;
    let (reply, error) = post_meets(&sandbox, Fault::Delay(Duration::from_millis(20))).await;
    assert_eq!(error, None);
    assert!(reply.contains("<ResponseCode>00</ResponseCode>"), "{reply}");
    assert_eq!(counts(sandbox.papi3_uat()), (1, 1, 1));
    sandbox.finish().await;
}

#[tokio::test]
async fn fault_e5_late_requests_are_carried_out_when_the_clock_is_there() {
    let after = Duration::from_secs(10);
    let sandbox = stopped().await;
    let (reply, _) = post_meets(&sandbox, Fault::LateDuplicate { after }).await;
    assert!(reply.contains("<ResponseCode>00</ResponseCode>"), "{reply}");
    assert_eq!(counts(sandbox.papi3_uat()), (1, 1, 1));
    sandbox.clock().advance(after);
    assert_eq!(counts(sandbox.papi3_uat()), (1, 1, 2), "a second post is refused");
    sandbox.finish().await;

    let sandbox = stopped().await;
    let broken = post_meets(&sandbox, Fault::LateArrival { after }).await;
    assert_eq!(broken, (String::new(), Some(ErrorKind::ConnectionReset)));
    assert_eq!(counts(sandbox.papi3_uat()), (0, 1, 0));
    sandbox.clock().advance(after);
    assert_eq!(counts(sandbox.papi3_uat()), (1, 1, 1));
    sandbox.finish().await;
}

#[tokio::test]
async fn without_a_known_soap_action_the_body_says_which_call_it_is() {
    let sandbox = stopped().await;
    let uat = sandbox.papi3_uat();
    let body = start(uat.partner_id, "123123123", ACCOUNTS);
    for fault in [Fault::ResetBeforeRead, Fault::ResetBeforeReply] {
        uat.faults().script("StartSession", 1, fault);
        assert!(post(&sandbox, Some(&uat.identity), &uat.sso, &body).await.is_none());
    }
    assert_eq!((uat.faults().arrived("StartSession"), uat.calls("StartSession")), (2, 1));
    assert!(post(&sandbox, Some(&uat.identity), &uat.sso, &body).await.is_some());
    sandbox.finish().await;
}

#[tokio::test]
async fn faults_are_those_of_one_environment() {
    let sandbox = stopped().await;
    sandbox.papi3_uat().faults().rate("StartSession", Fault::ResetBeforeReply, 1.0);
    Teller::start(&sandbox, sandbox.papi3_prod(), "123123123").await;
    assert_eq!(sandbox.papi3_uat().calls("StartSession"), 0);
    assert_eq!(sandbox.papi3_prod().calls("StartSession"), 1);
    sandbox.finish().await;
}

/// Some calls of each environment, and all that came back, byte for byte.
async fn run(sandbox: &Sandbox) -> Vec<Vec<u8>> {
    let mut replies = Vec::new();
    for access in [sandbox.papi3_uat(), sandbox.papi3_prod()] {
        for operation in bindery_sandbox::OPERATIONS {
            access.faults().rate(operation, Fault::ResetBeforeReply, 0.1);
            access.faults().rate(operation, Fault::TruncatedReply, 0.1);
        }
        for _ in 0..20 {
            let body = start(access.partner_id, "123123123", ACCOUNTS);
            let headers = [("content-type", "text/xml"), ("soapaction", &action("StartSession"))];
            let mut stream = connect(sandbox.ca_pem(), Some(&access.identity), &access.sso).await.unwrap();
            let (bytes, error) = exchange(&mut stream, "POST", &access.sso, &headers, &body).await;
            replies.push(bytes);
            replies.push(format!("{error:?}").into());
        }
        access.faults().clear();
        let teller = Teller::start(sandbox, access, "123123123").await;
        let batch = teller.batch().await;
        teller.add(&batch, 1, "20.11").await;
        for operation in ["PostDepositBatch", "GetAccountTransactionHistory"] {
            replies.push(teller.call(operation, &batch.element()).await.body.into());
        }
    }
    replies
}

#[tokio::test]
async fn a_seed_repeats_a_run_byte_for_byte() {
    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        let sandbox = Sandbox::builder().seed(seed).clock(Clock::stopped()).start().await.unwrap();
        assert_eq!(sandbox.seed(), seed);
        runs.push(run(&sandbox).await);
        sandbox.finish().await;
    }
    assert!(runs[0] == runs[1], "the same seed, other bytes");
    assert!(runs[0] != runs[2], "another seed, the same bytes");
}

#[tokio::test]
async fn fault_c10_a_certificate_that_is_asked_for_late_is_a_page_and_a_403_for_who_has_none() {
    let sandbox = Sandbox::builder().client_certificate(ClientCertificate::Late).start().await.unwrap();
    let (uat, prod) = (sandbox.papi3_uat(), sandbox.papi3_prod());
    let body = start(uat.partner_id, "123123123", ACCOUNTS);
    let refused = post(&sandbox, None, &uat.sso, &body).await.unwrap();
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("403.7") && refused.head.contains("text/html"), "{}", refused.head);
    assert_eq!(uat.calls("StartSession"), 0);
    let taken = post(&sandbox, Some(&uat.identity), &uat.sso, &body).await.unwrap();
    assert_eq!(taken.text("ResponseCode"), Some("00"));
    assert!(
        post(&sandbox, Some(&prod.identity), &uat.sso, &body).await.is_none(),
        "of the other environment"
    );
    sandbox.finish().await;
}
