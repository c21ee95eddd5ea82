//! Every operation of PAPI3 through the generated client, and every fault of the sandbox as that client reports it.

use std::time::Duration;

use bindery_runtime::{Error, Identity, Kind, Limits, Sent, Transport, Trust};
use bindery_sandbox::{Fault, OPERATIONS, Papi3Access, Sandbox};
use bytes::Bytes;
use partners::papi3::{self, deposit};
use rust_decimal::Decimal;

use super::fixtures;

fn client(sandbox: &Sandbox, access: &Papi3Access) -> papi3::Client {
    let identity = Identity::pem(access.identity.certificate_pem.as_str(), access.identity.key_pem.as_str());
    let transport = Transport::builder()
        .identity(identity)
        .trust(Trust::pem(sandbox.ca_pem()))
        .limits(Limits::default())
        .build()
        .expect("a transport");
    papi3::Client::new(transport, sandbox.papi3_profiles(), papi3::Environment::Uat).expect("a client")
}

fn item(batch: &str, number: i32, amount: Decimal) -> deposit::AddDepositItemRequest {
    let (front, back) = (fixtures::image("front"), fixtures::image("back"));
    deposit::AddDepositItemRequest::new(batch, number, number == 1, 1, "", amount, 1, 2, front, back)
}

async fn batch(session: &papi3::Session) -> String {
    let made = session.create_deposit_batch(deposit::CreateDepositBatchRequest::default()).await;
    made.expect("a batch").deposit_batch_id.expect("its id")
}

#[tokio::test]
async fn all_seventeen_operations_work() {
    let sandbox = Sandbox::builder().large_account_lists(true).start().await.expect("a sandbox");
    let uat = sandbox.papi3_uat();
    let mut request = fixtures::start_session();
    request.accounts.clear();
    let (session, _) =
        client(&sandbox, uat).start_session(&fixtures::device(), request).await.expect("a session");

    let mut accounts = deposit::AddAccountsRequest::default();
    accounts.accounts.push(deposit::Account::new("1000000001", "Fake checking", "1"));
    session.add_accounts(accounts).await.expect("an account");
    let terms = session.get_terms(deposit::GetTermsRequest::default()).await.expect("terms");
    assert!(terms.terms_text.is_some_and(|text| !text.is_empty()));
    session.accept_terms(deposit::AcceptTermsRequest::default()).await.expect("acceptance");
    let info =
        session.get_session_info(deposit::GetSessionInfoRequest::default()).await.expect("information");
    let facts = info.session_info.expect("SessionInfo");
    assert_eq!((facts.account_keys.len(), facts.is_terms_acceptance_required), (1, false));

    let given_up = batch(&session).await;
    session
        .cancel_deposit_batch(deposit::CancelDepositBatchRequest::new(given_up))
        .await
        .expect("nothing left of it");
    let id = batch(&session).await;
    session.add_deposit_item(item(&id, 1, Decimal::new(2011, 2))).await.expect("the first check");
    session.add_deposit_item(item(&id, 2, Decimal::new(6602, 2))).await.expect("the second check");
    let summary = session
        .get_deposit_batch_summary(deposit::GetDepositBatchSummaryRequest::new(&id))
        .await
        .expect("a summary");
    assert_eq!((summary.item_count, summary.ok_item_count, summary.need_review_item_count), (2, 1, 1));
    assert_eq!(summary.item_numbers, [1, 2]);
    let found = session.get_deposit_item(deposit::GetDepositItemRequest::new(&id, 2)).await.expect("an item");
    let risks = found.deposit_item.expect("DepositItem").risk_factors;
    assert_eq!(risks[0].is_confirmable, Some(true));
    let preview =
        session.get_check_image(deposit::GetCheckImageRequest::new(2, 2, 2)).await.expect("a preview");
    assert_eq!(preview.check_front_image, Some(fixtures::image("front")));
    let mut correction = deposit::UpdateDepositItemsRequest::default();
    correction.deposit_batch_id = Some(id.clone());
    let mut corrected = deposit::UpdateDepositItem::new(2);
    corrected.amount = Some(Decimal::new(7000, 2));
    corrected.front_base64_image = Some(Bytes::from_static(b"fake new front"));
    corrected.back_base64_image = Some(Bytes::from_static(b"fake new back"));
    correction.deposit_items.push(corrected);
    let corrected = session.update_deposit_items(correction).await.expect("a correction");
    assert_eq!(corrected.update_item_status_list[0].response_code.as_deref(), Some("00"));
    assert!(corrected.deposit_items[0].risk_factors.is_empty());

    let posted =
        session.post_deposit_batch(deposit::PostDepositBatchRequest::new(&id)).await.expect("a deposit");
    let transaction = posted.transaction_summary.expect("TransactionSummary");
    assert_eq!(transaction.amount, Some(Decimal::new(9011, 2)));
    let mut receipt = deposit::EmailReceiptRequest::default();
    receipt.transaction_id = transaction.transaction_id.clone();
    receipt.email_address = Some("fake@example.com".to_owned());
    session.email_receipt(receipt).await.expect("a receipt");
    let history = session
        .get_account_transaction_history(deposit::GetAccountTransactionHistoryRequest::default())
        .await
        .expect("a history");
    assert_eq!(history.transaction_list.len(), 1);
    assert!(history.transaction_list[0] == transaction, "the history has another transaction");
    let image =
        deposit::GetAccountTransactionCheckImageRequest::new(transaction.transaction_id.expect("its id"));
    let image = session.get_account_transaction_check_image(image).await.expect("images");
    assert_eq!(image.check_back_image, Some(fixtures::image("back")));
    session.end_session(deposit::EndSessionRequest::default()).await.expect("the end");

    let [entry] = &uat.ledger()[..] else { panic!("one credit") };
    assert_eq!((entry.amount, entry.items.len()), (Decimal::new(9011, 2), 2));
    assert_eq!(uat.receipts().len(), 1);
    for operation in OPERATIONS {
        assert!(uat.calls(operation) > 0, "{operation} was not called");
        assert_eq!(uat.faults().arrived(operation), uat.calls(operation), "{operation}");
    }
    sandbox.finish().await;
}

/// What came of a PostDepositBatch that met a fault: the error, and how many credits there are.
async fn post_meets(fault: Fault) -> (Option<Error>, usize) {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let uat = sandbox.papi3_uat();
    let opened = client(&sandbox, uat).start_session(&fixtures::device(), fixtures::start_session()).await;
    let (session, _) = opened.expect("a session");
    let id = batch(&session).await;
    session.add_deposit_item(item(&id, 1, Decimal::new(2011, 2))).await.expect("a check");
    uat.faults().script("PostDepositBatch", 1, fault);
    let error = session.post_deposit_batch(deposit::PostDepositBatchRequest::new(&id)).await.err();
    assert_eq!(uat.faults().arrived("PostDepositBatch"), 1, "fault E14: the call was sent again");
    let credits = uat.ledger().len();
    sandbox.finish().await;
    (error, credits)
}

#[tokio::test]
async fn fault_e14_each_fault_is_told_apart_and_the_call_arrives_once() {
    let html = |status, processed| Fault::Html { status, processed };
    let status = |status, processed| Fault::Status { status, processed };
    for (fault, kind, sent, credits) in [
        (Fault::ResetBeforeRead, Kind::Interrupted, Sent::Maybe, 0),
        (Fault::ResetBeforeReply, Kind::Interrupted, Sent::Maybe, 1),
        (Fault::LateArrival { after: Duration::from_secs(3600) }, Kind::Interrupted, Sent::Maybe, 0),
        (Fault::TruncatedReply, Kind::Interrupted, Sent::Yes, 1),
        (html(200, false), Kind::NotSoap, Sent::Yes, 0),
        (html(200, true), Kind::NotSoap, Sent::Yes, 1),
        (html(503, false), Kind::HttpStatus, Sent::Yes, 0),
        (status(502, true), Kind::HttpStatus, Sent::Yes, 1),
        (Fault::Unexpected { processed: false }, Kind::Refused, Sent::Yes, 0),
        (Fault::Unexpected { processed: true }, Kind::Refused, Sent::Yes, 1),
    ] {
        let (error, found) = post_meets(fault.clone()).await;
        let error = error.expect("a fault is an error");
        assert_eq!((error.kind(), error.request_sent()), (kind, sent), "{fault:?}: {error}");
        assert_eq!(found, credits, "{fault:?}");
    }
    for fault in [Fault::Delay(Duration::from_millis(20)), Fault::LateDuplicate { after: Duration::ZERO }] {
        let (error, credits) = post_meets(fault.clone()).await;
        assert_eq!((error.map(|error| error.to_string()), credits), (None, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn fault_b18_a_connection_that_is_reset_before_tls_has_sent_nothing() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let uat = sandbox.papi3_uat();
    uat.reset_connections(1_000);
    let opened = client(&sandbox, uat).start_session(&fixtures::device(), fixtures::start_session()).await;
    let error = opened.expect_err("no connection");
    assert_eq!(error.request_sent(), Sent::No, "{error}");
    assert_eq!(uat.faults().arrived("StartSession"), 0);
    sandbox.finish().await;
}
