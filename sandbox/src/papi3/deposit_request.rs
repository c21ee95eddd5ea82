//! The Deposit Request service: everything after StartSession.

use bindery_runtime::generated::{Secret, soap};
use partners::papi3::{deposit, server};

use super::batches::Summary;
use super::call::{Call, count, deposit_item, images, timestamp, transaction_summary};
use super::corrections::Correction;
use super::device::Device;
use super::history::Sides;
use super::items::NewItem;
use super::ledger::Images;
use super::receipts::ReceiptOrder;
use super::session_info;
use super::sessions::{Account, Pair, Who};

/// PAPI3 documentation: the channel of this integration.
const CHANNEL: &str = "7";

/// The caller and the session of a request. The requests are as many types with the same head, so a macro reads it.
macro_rules! who {
    ($call:ident, $request:ident) => {{
        let device = Device {
            ip_address: $request.depositor_ip_address,
            local_date_time: $request.local_date_time,
            time_zone: $request.time_zone,
        };
        let caller = $call.caller($request.partner_id, $request.language_id, device);
        Who { caller, pair: pair(&$request.session_token, &$request.session_state_id) }
    }};
}

impl server::Deposit for Call<'_> {
    async fn add_accounts(
        &self,
        request: deposit::AddAccountsRequest,
    ) -> Result<deposit::AddAccountsResult, soap::Fault> {
        let ip_address = request.depositor_ip_address;
        let device = Device { ip_address, ..Device::default() };
        let caller = self.caller(request.partner_id, request.language_id, device);
        let who = Who { caller, pair: pair(&request.session_token, &request.session_state_id) };
        let account = |account: deposit::Account| Account {
            number: account.account_number,
            type_code: account.account_type_code,
            description: account.description,
            tag: String::new(),
        };
        let accounts: Vec<Account> = request.accounts.into_iter().map(account).collect();
        let (head, _) =
            self.carry_out("AddAccounts", move |state, now| state.add_accounts(&who, now, &accounts));
        Ok(deposit::AddAccountsResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            deposit_url: None,
        })
    }

    async fn get_session_info(
        &self,
        request: deposit::GetSessionInfoRequest,
    ) -> Result<deposit::GetSessionInfoResult, soap::Fault> {
        let who = who!(self, request);
        let (head, facts) = self.carry_out("GetSessionInfo", move |state, now| state.session_info(&who, now));
        Ok(deposit::GetSessionInfoResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            // PAPI3 documentation: a token comes back here and is to be ignored. This one fits nothing.
            session_token: facts.is_some().then(|| Secret::new("ignore-this-token")),
            partner_id: request.partner_id,
            channel_type_id: Some(CHANNEL.to_owned()),
            session_info: facts.map(session_info::deposit),
        })
    }

    async fn get_terms(
        &self,
        request: deposit::GetTermsRequest,
    ) -> Result<deposit::GetTermsResult, soap::Fault> {
        let who = who!(self, request);
        let (head, text) = self.carry_out("GetTerms", move |state, now| state.terms(&who, now));
        Ok(deposit::GetTermsResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            terms_text: text.map(str::to_owned),
        })
    }

    async fn accept_terms(
        &self,
        request: deposit::AcceptTermsRequest,
    ) -> Result<deposit::AcceptTermsResult, soap::Fault> {
        let who = who!(self, request);
        let (head, _) = self.carry_out("AcceptTerms", move |state, now| state.accept_terms(&who, now));
        Ok(deposit::AcceptTermsResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
        })
    }

    async fn create_deposit_batch(
        &self,
        request: deposit::CreateDepositBatchRequest,
    ) -> Result<deposit::CreateDepositBatchResult, soap::Fault> {
        let who = who!(self, request);
        let (head, id) = self.carry_out("CreateDepositBatch", move |state, now| {
            state.create_batch(&who, now, request.account_number_index)
        });
        Ok(deposit::CreateDepositBatchResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            deposit_batch_id: id,
        })
    }

    async fn add_deposit_item(
        &self,
        request: deposit::AddDepositItemRequest,
    ) -> Result<deposit::AddDepositItemResult, soap::Fault> {
        let who = who!(self, request);
        let images = Images { front: request.front_base64_image, back: request.back_base64_image };
        let new = NewItem {
            number: request.item_number,
            is_first: request.is_first_item,
            micr: request.micr,
            amount: request.amount,
            digests: images.digests(),
            images,
        };
        let (head, _) = self.carry_out("AddDepositItem", move |state, now| {
            state.add_item(&who, now, &request.deposit_batch_id, &new)
        });
        Ok(deposit::AddDepositItemResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
        })
    }

    async fn get_deposit_batch_summary(
        &self,
        request: deposit::GetDepositBatchSummaryRequest,
    ) -> Result<deposit::GetDepositBatchSummaryResult, soap::Fault> {
        let who = who!(self, request);
        let (head, summary) = self.carry_out("GetDepositBatchSummary", move |state, now| {
            state.batch_summary(&who, now, &request.deposit_batch_id)
        });
        let Summary { items, ok, need_review, numbers } = summary.unwrap_or_default();
        Ok(deposit::GetDepositBatchSummaryResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            item_count: count(items),
            ok_item_count: count(ok),
            need_review_item_count: count(need_review),
            item_numbers: numbers,
        })
    }

    async fn get_deposit_item(
        &self,
        request: deposit::GetDepositItemRequest,
    ) -> Result<deposit::GetDepositItemResult, soap::Fault> {
        let who = who!(self, request);
        let (head, item) = self.carry_out("GetDepositItem", move |state, now| {
            state.item(&who, now, &request.deposit_batch_id, request.item_number)
        });
        Ok(deposit::GetDepositItemResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            deposit_item: item.map(deposit_item),
        })
    }

    async fn get_check_image(
        &self,
        request: deposit::GetCheckImageRequest,
    ) -> Result<deposit::GetCheckImageResult, soap::Fault> {
        let who = who!(self, request);
        let (batch, number) = (request.deposit_batch_id, request.item_number);
        let sides = Sides::new(Some(request.check_image_view_type));
        let (head, found) = self.carry_out("GetCheckImage", move |state, now| {
            state.item_images(&who, now, &batch, number, sides)
        });
        let (front, back) = images(found);
        Ok(deposit::GetCheckImageResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            check_front_image: front,
            check_back_image: back,
        })
    }

    async fn update_deposit_items(
        &self,
        request: deposit::UpdateDepositItemsRequest,
    ) -> Result<deposit::UpdateDepositItemsResult, soap::Fault> {
        let who = who!(self, request);
        let corrections: Vec<Correction> = request.deposit_items.into_iter().map(correction).collect();
        let (head, corrected) = self.carry_out("UpdateDepositItems", move |state, now| {
            state.correct(&who, now, &request.deposit_batch_id, &corrections)
        });
        let (codes, items) =
            corrected.map(|corrected| (corrected.codes, corrected.items)).unwrap_or_default();
        Ok(deposit::UpdateDepositItemsResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            update_item_status_list: codes.into_iter().map(status).collect(),
            deposit_items: items.into_iter().map(deposit_item).collect(),
        })
    }

    async fn post_deposit_batch(
        &self,
        request: deposit::PostDepositBatchRequest,
    ) -> Result<deposit::PostDepositBatchResult, soap::Fault> {
        let who = who!(self, request);
        let (head, posted) = self.carry_out("PostDepositBatch", move |state, now| {
            state.post_batch(&who, now, &request.deposit_batch_id)
        });
        Ok(deposit::PostDepositBatchResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            transaction_summary: posted.map(transaction_summary),
        })
    }

    async fn cancel_deposit_batch(
        &self,
        request: deposit::CancelDepositBatchRequest,
    ) -> Result<deposit::CancelDepositBatchResult, soap::Fault> {
        let who = who!(self, request);
        let (head, _) = self.carry_out("CancelDepositBatch", move |state, now| {
            state.cancel_batch(&who, now, &request.deposit_batch_id)
        });
        Ok(deposit::CancelDepositBatchResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
        })
    }

    async fn email_receipt(
        &self,
        request: deposit::EmailReceiptRequest,
    ) -> Result<deposit::EmailReceiptResult, soap::Fault> {
        let who = who!(self, request);
        let order = ReceiptOrder {
            deposit_batch_id: request.deposit_batch_id,
            transaction_id: request.transaction_id,
            email_address: request.email_address,
        };
        let (head, _) =
            self.carry_out("EmailReceipt", move |state, now| state.email_receipt(&who, now, &order));
        Ok(deposit::EmailReceiptResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
        })
    }

    async fn get_account_transaction_history(
        &self,
        request: deposit::GetAccountTransactionHistoryRequest,
    ) -> Result<deposit::GetAccountTransactionHistoryResult, soap::Fault> {
        let who = who!(self, request);
        let from = request.start_date.as_ref().and_then(timestamp);
        let until = request.end_date.as_ref().and_then(timestamp);
        let (head, found) = self.carry_out("GetAccountTransactionHistory", move |state, now| {
            state.history(&who, now, from, until)
        });
        Ok(deposit::GetAccountTransactionHistoryResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            transaction_list: found.unwrap_or_default().into_iter().map(transaction_summary).collect(),
        })
    }

    async fn get_account_transaction_check_image(
        &self,
        request: deposit::GetAccountTransactionCheckImageRequest,
    ) -> Result<deposit::GetAccountTransactionCheckImageResult, soap::Fault> {
        let who = who!(self, request);
        let sides = Sides::new(request.check_image_view_type);
        let (head, found) = self.carry_out("GetAccountTransactionCheckImage", move |state, now| {
            state.transaction_images(&who, now, &request.transaction_id, sides)
        });
        let (front, back) = images(found);
        Ok(deposit::GetAccountTransactionCheckImageResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            check_front_image: front,
            check_back_image: back,
        })
    }

    async fn end_session(
        &self,
        request: deposit::EndSessionRequest,
    ) -> Result<deposit::EndSessionResult, soap::Fault> {
        let who = who!(self, request);
        let (head, _) = self.carry_out("EndSession", move |state, now| state.end_session(&who, now));
        Ok(deposit::EndSessionResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
        })
    }
}

fn pair(token: &Secret, state_id: &Secret) -> Pair {
    Pair { token: token.expose().to_owned(), state_id: state_id.expose().to_owned() }
}

fn correction(item: deposit::UpdateDepositItem) -> Correction {
    let images = match (item.front_base64_image, item.back_base64_image) {
        (None, None) => None,
        (front, back) => Some(Images { front: front.unwrap_or_default(), back: back.unwrap_or_default() }),
    };
    Correction { number: item.item_number, amount: item.amount, images }
}

fn status((item_number, code): (i32, &'static str)) -> deposit::UpdateDepositItemStatus {
    deposit::UpdateDepositItemStatus { item_number, response_code: Some(code.to_owned()) }
}
