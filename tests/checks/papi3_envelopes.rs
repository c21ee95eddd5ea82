//! The request of each of the 17 PAPI3 operations as it goes over the wire.

use bindery_runtime::{Error, Kind};
use partners::papi3::Session;
use partners::papi3::deposit::{
    AcceptTermsRequest, Account, AddAccountsRequest, AddDepositItemRequest, CancelDepositBatchRequest,
    CreateDepositBatchRequest, EmailReceiptRequest, EndSessionRequest,
    GetAccountTransactionCheckImageRequest, GetAccountTransactionHistoryRequest, GetCheckImageRequest,
    GetDepositBatchSummaryRequest, GetDepositItemRequest, GetSessionInfoRequest, GetTermsRequest,
    PostDepositBatchRequest, UpdateDepositItem, UpdateDepositItemsRequest,
};

use super::fixtures::{self, BATCH};
use super::scripted_server::{Recorded, ScriptedServer, reply};

/// A partner that answers everything with a fault, so that no reply is taken for a success.
fn script(_: &Recorded) -> Vec<u8> {
    let fault = br#"<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Server</faultcode><faultstring>scripted</faultstring></s:Fault></s:Body></s:Envelope>"#;
    reply("500 Internal Server Error", "text/xml; charset=utf-8", fault)
}

/// What a reviewer looks at: address, the headers that SOAP adds, and the envelope with a line break between tags.
fn shown(request: &Recorded) -> String {
    let body = String::from_utf8(request.body.clone()).expect("the envelope is UTF-8");
    let header = |name| request.header(name).unwrap_or("(none)").to_owned();
    format!(
        "{} {}\ncontent-type: {}\nsoapaction: {}\n\n{}\n",
        request.method,
        request.path,
        header("content-type"),
        header("soapaction"),
        body.replace("><", ">\n<")
    )
}

async fn snapshot<T>(name: &str, server: &ScriptedServer, call: impl Future<Output = Result<T, Error>>) {
    let error = call.await.err().unwrap_or_else(|| panic!("{name}: the server answers with faults"));
    assert_eq!(error.kind(), Kind::Fault, "{name}: {error}");
    insta::assert_snapshot!(format!("papi3_{name}"), shown(&server.requests().pop().expect("a request")));
}

async fn server_and_session() -> (ScriptedServer, Session) {
    let server = ScriptedServer::start(script).await;
    let session = fixtures::papi3_session(&fixtures::papi3(&server));
    (server, session)
}

#[tokio::test]
async fn the_session_begins() {
    let server = ScriptedServer::start(script).await;
    let client = fixtures::papi3(&server);
    snapshot("start_session", &server, client.start_session(&fixtures::device(), fixtures::start_session()))
        .await;
}

#[tokio::test]
async fn the_session_goes_on() {
    let (server, session) = server_and_session().await;
    let mut accounts = AddAccountsRequest::default();
    accounts.accounts.push(Account::new("1000000001", "Fake checking", "1"));
    let mut joint = Account::new("1000000002", "Fake savings", "0");
    joint.joint_account_holder_names.push("Fake Joint".to_owned());
    accounts.accounts.push(joint);
    snapshot("add_accounts", &server, session.add_accounts(accounts)).await;
    snapshot("get_session_info", &server, session.get_session_info(GetSessionInfoRequest::default())).await;
    snapshot("get_terms", &server, session.get_terms(GetTermsRequest::default())).await;
    snapshot("accept_terms", &server, session.accept_terms(AcceptTermsRequest::default())).await;
    snapshot("end_session", &server, session.end_session(EndSessionRequest::default())).await;
}

#[tokio::test]
async fn a_deposit_is_made() {
    let (server, session) = server_and_session().await;
    let mut create = CreateDepositBatchRequest::default();
    snapshot("create_deposit_batch", &server, session.create_deposit_batch(create.clone())).await;
    create.account_number_index = Some(0);
    snapshot("create_deposit_batch_with_guesses", &server, session.create_deposit_batch(create)).await;
    let amount = "20.10".parse().expect("an amount");
    let (front, back) = (fixtures::image("front"), fixtures::image("back"));
    let add = AddDepositItemRequest::new(BATCH, 1, true, 1, "", amount, 1, 2, front.clone(), back.clone());
    snapshot("add_deposit_item", &server, session.add_deposit_item(add)).await;
    let summary = GetDepositBatchSummaryRequest::new(BATCH);
    snapshot("get_deposit_batch_summary", &server, session.get_deposit_batch_summary(summary)).await;
    snapshot("get_deposit_item", &server, session.get_deposit_item(GetDepositItemRequest::new(BATCH, 1)))
        .await;
    snapshot("get_check_image", &server, session.get_check_image(GetCheckImageRequest::new(1, 2, 2))).await;
    let mut item = UpdateDepositItem::new(1);
    item.amount = Some(amount);
    item.front_base64_image = Some(front);
    item.back_base64_image = Some(back);
    let mut update = UpdateDepositItemsRequest::default();
    snapshot("update_deposit_items", &server, session.update_deposit_items(update.clone())).await;
    update.deposit_batch_id = Some(BATCH.to_owned());
    update.deposit_items.push(item);
    snapshot("update_deposit_items_with_guesses", &server, session.update_deposit_items(update)).await;
    snapshot("post_deposit_batch", &server, session.post_deposit_batch(PostDepositBatchRequest::new(BATCH)))
        .await;
    let cancel = CancelDepositBatchRequest::new(BATCH);
    snapshot("cancel_deposit_batch", &server, session.cancel_deposit_batch(cancel)).await;
}

#[tokio::test]
async fn a_deposit_is_looked_up() {
    let (server, session) = server_and_session().await;
    let mut receipt = EmailReceiptRequest::default();
    receipt.email_address = Some("fake@example.com".to_owned());
    snapshot("email_receipt", &server, session.email_receipt(receipt)).await;
    let history = GetAccountTransactionHistoryRequest::default();
    snapshot("get_account_transaction_history", &server, session.get_account_transaction_history(history))
        .await;
    let image = GetAccountTransactionCheckImageRequest::new("00000000-0000-0000-0000-00000000000a");
    let call = session.get_account_transaction_check_image(image);
    snapshot("get_account_transaction_check_image", &server, call).await;
}
