//! Netspend operations that are known by purpose only, as they go over the wire: their form is made up, and kept all the
//! same, so that a change of it is seen.

use bindery_runtime::generated::Decimal;
use partners::netspend::types::{
    AccountEvent, BankTransferRequest, CreateExternalCardFeeQuoteRequest, CreateExternalCardTransferRequest,
    CreateWalletTokenRequest, DocumentType, LinkExternalCardRequest, RewardChannel,
    SearchTransactionsRequest, SubmitDocumentsRequest, SubmitIdentityScanRequest, SubmittedDocument,
    TransferRequest, VerifyExternalCardRequest,
};

use super::fixtures;
use super::netspend_requests::{server_and_client, snapshot};

fn amount() -> Decimal {
    "20.10".parse().expect("an amount")
}

#[tokio::test]
async fn on_behalf_of_the_partner() {
    let (server, client, _) = server_and_client().await;
    let event = AccountEvent::new("fake-event");
    snapshot("report_account_event", &server, client.report_account_event("fake-account", &event)).await;
    snapshot("get_transaction", &server, client.get_transaction("fake-transaction")).await;
    let transfer = TransferRequest::new(amount());
    snapshot("create_account_deposit", &server, client.create_account_deposit("fake-account", &transfer))
        .await;
    let withdrawal = client.create_account_withdrawal("fake-account", &transfer);
    snapshot("create_account_withdrawal", &server, withdrawal).await;
}

#[tokio::test]
async fn identity_and_documents() {
    let (server, _, session) = server_and_client().await;
    let scan = SubmitIdentityScanRequest::new("fake-scan", fixtures::encrypted());
    snapshot("submit_identity_scan", &server, session.submit_identity_scan("fake-person", &scan)).await;
    snapshot("list_document_requests", &server, session.list_document_requests("fake-person")).await;
    let document = SubmittedDocument::new(DocumentType::Passport, fixtures::encrypted());
    let documents = SubmitDocumentsRequest::new("fake-purpose", vec![document]);
    let submitted = session.submit_documents("fake-person", "fake-request", &documents);
    snapshot("submit_documents", &server, submitted).await;
    let replaced = session.replace_documents("fake-person", "fake-request", &documents);
    snapshot("replace_documents", &server, replaced).await;
    snapshot("list_person_workflows", &server, session.list_person_workflows("fake-person")).await;
    snapshot("list_account_workflows", &server, session.list_account_workflows("fake-account")).await;
    snapshot("create_sdk_authorization_code", &server, session.create_sdk_authorization_code()).await;
}

#[tokio::test]
async fn cards_and_wallets() {
    let (server, _, session) = server_and_client().await;
    snapshot("list_cards", &server, session.list_cards("fake-account")).await;
    snapshot("lock_card", &server, session.lock_card("fake-card")).await;
    snapshot("unlock_card", &server, session.unlock_card("fake-card")).await;
    let provisioning = session.get_wallet_provisioning("fake-card", "fake-wallet");
    snapshot("get_wallet_provisioning", &server, provisioning).await;
    let token = CreateWalletTokenRequest::new("fake-wallet");
    snapshot("create_wallet_token", &server, session.create_wallet_token("fake-card", &token)).await;
}

#[tokio::test]
async fn transactions_and_statements() {
    let (server, _, session) = server_and_client().await;
    let mut search = SearchTransactionsRequest::default();
    search.account_id = Some("fake-account".to_owned());
    snapshot("search_transactions", &server, session.search_transactions(&search)).await;
    let statements = session.list_statements("fake-account", Some(1), Some(2020), None, None);
    snapshot("list_statements", &server, statements).await;
    let direct_deposit = session.get_direct_deposit_information("fake-account");
    snapshot("get_direct_deposit_information", &server, direct_deposit).await;
}

#[tokio::test]
async fn savings_and_subaccounts() {
    let (server, _, session) = server_and_client().await;
    let transfer = TransferRequest::new(amount());
    snapshot("get_savings", &server, session.get_savings("fake-account")).await;
    snapshot("enroll_savings", &server, session.enroll_savings("fake-account")).await;
    snapshot("create_savings_deposit", &server, session.create_savings_deposit("fake-account", &transfer))
        .await;
    let withdrawal = session.create_savings_withdrawal("fake-account", &transfer);
    snapshot("create_savings_withdrawal", &server, withdrawal).await;
    let found = session.get_savings_transfer("fake-account", "fake-transfer");
    snapshot("get_savings_transfer", &server, found).await;
    let deposit = session.create_subaccount_deposit("fake-subaccount", &transfer);
    snapshot("create_subaccount_deposit", &server, deposit).await;
    let withdrawal = session.create_subaccount_withdrawal("fake-subaccount", &transfer);
    snapshot("create_subaccount_withdrawal", &server, withdrawal).await;
    let found = session.get_subaccount_transfer("fake-subaccount", "fake-transfer");
    snapshot("get_subaccount_transfer", &server, found).await;
    let cancelled = session.cancel_subaccount_transfer("fake-subaccount", "fake-transfer");
    snapshot("cancel_subaccount_transfer", &server, cancelled).await;
    snapshot("close_subaccount", &server, session.close_subaccount("fake-subaccount")).await;
}

#[tokio::test]
async fn external_cards_and_banks() {
    let (server, _, session) = server_and_client().await;
    snapshot("list_external_cards", &server, session.list_external_cards("fake-account")).await;
    let card = LinkExternalCardRequest::new(fixtures::encrypted());
    snapshot("link_external_card", &server, session.link_external_card("fake-account", &card)).await;
    snapshot("unlink_external_card", &server, session.unlink_external_card("fake-card")).await;
    let proof = VerifyExternalCardRequest::new(amount());
    snapshot("verify_external_card", &server, session.verify_external_card("fake-card", &proof)).await;
    let transfer = CreateExternalCardTransferRequest::new(amount(), "fake-card");
    let made = session.create_external_card_transfer("fake-account", &transfer);
    snapshot("create_external_card_transfer", &server, made).await;
    let made = session.create_external_card_withdrawal("fake-account", &transfer);
    snapshot("create_external_card_withdrawal", &server, made).await;
    let quote = CreateExternalCardFeeQuoteRequest::new(amount());
    let made = session.create_external_card_fee_quote("fake-account", &quote);
    snapshot("create_external_card_fee_quote", &server, made).await;
    snapshot("list_external_card_limits", &server, session.list_external_card_limits("fake-account")).await;
    let transfer = BankTransferRequest::new("fake-link", amount());
    let made = session.create_external_bank_deposit("fake-account", &transfer);
    snapshot("create_external_bank_deposit", &server, made).await;
    let made = session.create_external_bank_withdrawal("fake-account", &transfer);
    snapshot("create_external_bank_withdrawal", &server, made).await;
}

#[tokio::test]
async fn overdraft_and_rewards() {
    let (server, _, session) = server_and_client().await;
    snapshot("get_overdraft", &server, session.get_overdraft("fake-account")).await;
    snapshot("enroll_overdraft", &server, session.enroll_overdraft("fake-account")).await;
    snapshot("unenroll_overdraft", &server, session.unenroll_overdraft("fake-account")).await;
    snapshot("enroll_rewards", &server, session.enroll_rewards("fake-account")).await;
    let offers = session.list_reward_offers("fake-account", Some(&RewardChannel::Email));
    snapshot("list_reward_offers", &server, offers).await;
    snapshot("list_rewards", &server, session.list_rewards("fake-account")).await;
}
