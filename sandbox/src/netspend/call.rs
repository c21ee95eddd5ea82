//! One call on its way from request to reply: the generated server trait, each operation handed to the state.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bindery_runtime::Secret;
use bindery_runtime::generated::json::{Members, TextOrNumber};
use bindery_runtime::generated::rest::{Answer, Incoming};
use partners::netspend::server;
use partners::netspend::types::{self, CardType};
use serde_json::json;

use super::answer::Refusal;
use super::operations;
use super::state::{Environment, Turn};
use super::statements;
use super::switches::{ErrorBody, SuccessStatus};
use super::token;
use crate::clock::Now;
use crate::wire::PROXY_PAGE;

type Reply<T> = Result<T, Answer>;

/// Carries out a request at a time. Nothing in it waits for anything.
pub(super) fn answer(environment: &Environment, incoming: &Incoming, now: Now) -> Answer {
    let call = Call { environment, now };
    let answering = pin!(server::dispatch(&call, incoming));
    let mut answer = match answering.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => Answer::empty(500),
    };
    if environment.switches.success_status == SuccessStatus::Always200 && matches!(answer.status, 201 | 204) {
        answer.status = 200;
    }
    answer
}

impl Environment {
    /// A refusal as the switches have it.
    pub(super) fn refuse(&self, refusal: Refusal) -> Answer {
        let status = refusal.status(&self.switches);
        let body = |content_type, body: &str| Answer {
            status,
            content_type: Some(content_type),
            body: body.as_bytes().to_vec(),
        };
        match self.switches.error_body {
            ErrorBody::Empty => Answer::empty(status),
            ErrorBody::Html => body("text/html; charset=utf-8", PROXY_PAGE),
            ErrorBody::Text => body("text/plain; charset=utf-8", refusal.code),
            ErrorBody::Json => {
                let error = types::ErrorBody {
                    code: Some(refusal.code.to_owned()),
                    description: Some(refusal.description.to_owned()),
                    unlisted: Members::default(),
                };
                Answer::json(status, &error)
            }
        }
    }
}

/// One call, the environment that answers, and the time at which it does.
struct Call<'a> {
    environment: &'a Environment,
    now: Now,
}

impl Call<'_> {
    fn turn<T>(
        &self,
        incoming: &Incoming,
        work: impl FnOnce(&mut Turn<'_>) -> Result<T, Refusal>,
    ) -> Reply<T> {
        let row = operations::find(&incoming.method, &incoming.path).ok_or_else(|| Answer::empty(404))?;
        self.environment.turn(row, incoming, self.now, work)
    }
}

impl server::Server for Call<'_> {
    async fn create_access_token(
        &self,
        call: &Incoming,
        body: types::AccessTokenRequest,
    ) -> Reply<types::AccessToken> {
        self.turn(call, |turn| {
            let lifetime = turn.switches().token_lifetime;
            let (id, until) = (turn.state.ids.next(), turn.now.elapsed + lifetime);
            let header = call.header("authorization");
            let minted = turn.state.tokens.mint(header, &body.grant_type, &id, until)?;
            Ok(types::AccessToken {
                access_token: Secret::new(minted),
                token_type: token::TOKEN_TYPE.to_owned(),
                scope: Some(token::SCOPE.to_owned()),
                expires_in: Some(TextOrNumber::Text(lifetime.as_secs().to_string())),
                unlisted: Members::default(),
            })
        })
    }

    async fn get_session_initialization(&self, call: &Incoming) -> Reply<types::SessionInitialization> {
        self.turn(call, |turn| {
            let jwk = turn.environment.key().public().jwk();
            Ok(types::SessionInitialization {
                user_session_initialization_data: Some(json!({ "jwk_set": { "keys": [jwk] } })),
                jwks: vec![jwk],
                unlisted: Members::default(),
            })
        })
    }

    async fn create_session(
        &self,
        call: &Incoming,
        body: types::CreateSessionRequest,
    ) -> Reply<types::CreatedSession> {
        self.turn(call, |turn| turn.open_session(body))
    }

    async fn get_session(&self, call: &Incoming, session_id: &str) -> Reply<types::SessionInformation> {
        self.turn(call, |turn| turn.session_information(session_id))
    }

    async fn update_session(
        &self,
        call: &Incoming,
        session_id: &str,
        body: types::UpdateSessionRequest,
    ) -> Reply<types::SessionInformation> {
        self.turn(call, |turn| turn.promote_session(session_id, body))
    }

    async fn create_account(
        &self,
        call: &Incoming,
        body: types::CreateAccountRequest,
    ) -> Reply<types::Account> {
        self.turn(call, |turn| turn.create_account(&body))
    }

    async fn get_account(&self, call: &Incoming, account_id: &str) -> Reply<types::Account> {
        self.turn(call, |turn| turn.account_view(account_id))
    }

    async fn create_person(&self, call: &Incoming, body: types::CreatePersonRequest) -> Reply<types::Person> {
        self.turn(call, |turn| turn.create_person(body))
    }

    async fn get_person(&self, call: &Incoming, person_id: &str) -> Reply<types::Person> {
        self.turn(call, |turn| turn.person(person_id))
    }

    async fn update_person(
        &self,
        call: &Incoming,
        person_id: &str,
        body: types::UpdatePersonRequest,
    ) -> Reply<types::Person> {
        self.turn(call, |turn| turn.update_person(person_id, body))
    }

    async fn search_agreements(
        &self,
        call: &Incoming,
        body: types::SearchAgreementsRequest,
    ) -> Reply<types::AgreementList> {
        self.turn(call, |turn| turn.search_agreements(&body))
    }

    async fn list_person_agreements(&self, call: &Incoming, person_id: &str) -> Reply<types::AgreementList> {
        self.turn(call, |turn| turn.accepted(person_id))
    }

    async fn accept_agreement(&self, call: &Incoming, person_id: &str, agreement_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.accept_agreement(person_id, agreement_id))
    }

    async fn get_agreement(&self, call: &Incoming, agreement_id: &str) -> Reply<types::Agreement> {
        self.turn(call, |turn| turn.agreement(agreement_id))
    }

    async fn get_expected_use(&self, call: &Incoming, person_id: &str) -> Reply<types::ExpectedUseQuestions> {
        self.turn(call, |turn| turn.expected_use(person_id))
    }

    async fn submit_expected_use(
        &self,
        call: &Incoming,
        person_id: &str,
        body: types::ExpectedUseAnswers,
    ) -> Reply<()> {
        self.turn(call, |turn| turn.submit_expected_use(person_id, &body))
    }

    async fn get_identity_questions(
        &self,
        call: &Incoming,
        person_id: &str,
    ) -> Reply<types::IdentityQuestions> {
        self.turn(call, |turn| turn.identity_questions(person_id))
    }

    async fn submit_identity_answers(
        &self,
        call: &Incoming,
        person_id: &str,
        body: types::IdentityAnswers,
    ) -> Reply<types::Person> {
        self.turn(call, |turn| turn.submit_identity_answers(person_id, &body))
    }

    async fn get_identity_scan(&self, call: &Incoming, person_id: &str) -> Reply<types::IdentityScan> {
        self.turn(call, |turn| turn.identity_scan(person_id))
    }

    async fn submit_identity_scan(
        &self,
        call: &Incoming,
        person_id: &str,
        body: types::SubmitIdentityScanRequest,
    ) -> Reply<()> {
        self.turn(call, |turn| turn.submit_identity_scan(person_id, &body))
    }

    async fn search_card_brands(
        &self,
        call: &Incoming,
        body: types::SearchCardBrandsRequest,
    ) -> Reply<types::CardBrandList> {
        self.turn(call, |turn| turn.card_brands(&body))
    }

    async fn create_physical_card(
        &self,
        call: &Incoming,
        body: types::CreatePhysicalCardRequest,
    ) -> Reply<types::Card> {
        self.turn(call, |turn| turn.order_card(&body))
    }

    async fn create_virtual_card(
        &self,
        call: &Incoming,
        body: types::CreateVirtualCardRequest,
    ) -> Reply<types::Card> {
        self.turn(call, |turn| turn.create_card(CardType::Virtual, body.account_id, body.person_id))
    }

    async fn create_digital_card(
        &self,
        call: &Incoming,
        body: types::CreateDigitalCardRequest,
    ) -> Reply<types::Card> {
        self.turn(call, |turn| turn.create_card(CardType::Digital, body.account_id, body.person_id))
    }

    async fn get_card(&self, call: &Incoming, card_id: &str) -> Reply<types::Card> {
        self.turn(call, |turn| turn.card(card_id))
    }

    async fn set_card_pin(
        &self,
        call: &Incoming,
        card_id: &str,
        body: types::SetCardPinRequest,
    ) -> Reply<()> {
        self.turn(call, |turn| turn.set_pin(card_id, &body))
    }

    async fn verify_card(
        &self,
        call: &Incoming,
        card_id: &str,
        body: types::VerifyCardRequest,
    ) -> Reply<types::CardVerification> {
        self.turn(call, |turn| turn.verify_card(card_id, &body))
    }

    async fn close_card(
        &self,
        call: &Incoming,
        card_id: &str,
        body: Option<types::CloseCardRequest>,
    ) -> Reply<()> {
        self.turn(call, |turn| turn.close_card(card_id, body))
    }

    async fn create_p2p_transfer(
        &self,
        call: &Incoming,
        body: types::CreateP2pTransferRequest,
    ) -> Reply<types::P2pTransfer> {
        self.turn(call, |turn| turn.create_p2p(&body))
    }

    async fn get_p2p_transfer(&self, call: &Incoming, p2p_transfer_id: &str) -> Reply<types::P2pTransfer> {
        self.turn(call, |turn| turn.p2p_transfer(p2p_transfer_id))
    }

    async fn add_p2p_transfer_receiver(
        &self,
        call: &Incoming,
        p2p_transfer_id: &str,
        body: types::P2pTransferReceiver,
    ) -> Reply<types::P2pTransfer> {
        self.turn(call, |turn| turn.add_receiver(p2p_transfer_id, &body.receiver_account_id))
    }

    async fn accept_p2p_transfer(&self, call: &Incoming, p2p_transfer_id: &str) -> Reply<types::P2pTransfer> {
        self.turn(call, |turn| turn.accept_p2p(p2p_transfer_id))
    }

    async fn cancel_p2p_transfer(&self, call: &Incoming, p2p_transfer_id: &str) -> Reply<types::P2pTransfer> {
        self.turn(call, |turn| turn.cancel_p2p(p2p_transfer_id))
    }

    async fn list_document_requests(
        &self,
        call: &Incoming,
        person_id: &str,
    ) -> Reply<types::DocumentRequestList> {
        self.turn(call, |turn| turn.document_requests(person_id))
    }

    async fn submit_documents(
        &self,
        call: &Incoming,
        person_id: &str,
        document_request_id: &str,
        body: types::SubmitDocumentsRequest,
    ) -> Reply<types::DocumentRequest> {
        self.turn(call, |turn| turn.hand_in((person_id, document_request_id), &body, true))
    }

    async fn replace_documents(
        &self,
        call: &Incoming,
        person_id: &str,
        document_request_id: &str,
        body: types::SubmitDocumentsRequest,
    ) -> Reply<types::DocumentRequest> {
        self.turn(call, |turn| turn.hand_in((person_id, document_request_id), &body, false))
    }

    async fn report_account_event(
        &self,
        call: &Incoming,
        account_id: &str,
        body: types::AccountEvent,
    ) -> Reply<()> {
        self.turn(call, |turn| turn.report_event(account_id, &body.type_))
    }

    async fn list_person_workflows(&self, call: &Incoming, person_id: &str) -> Reply<types::WorkflowList> {
        self.turn(call, |turn| turn.person_workflows(person_id))
    }

    async fn list_cards(&self, call: &Incoming, account_id: &str) -> Reply<types::CardList> {
        self.turn(call, |turn| turn.list_cards(account_id))
    }

    async fn lock_card(&self, call: &Incoming, card_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.lock_card(card_id, true))
    }

    async fn unlock_card(&self, call: &Incoming, card_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.lock_card(card_id, false))
    }

    async fn get_transaction(&self, call: &Incoming, transaction_id: &str) -> Reply<types::Transaction> {
        self.turn(call, |turn| turn.transaction(transaction_id))
    }

    async fn search_transactions(
        &self,
        call: &Incoming,
        body: types::SearchTransactionsRequest,
    ) -> Reply<types::TransactionList> {
        self.turn(call, |turn| turn.search_transactions(&body))
    }

    async fn get_savings(&self, call: &Incoming, account_id: &str) -> Reply<types::Savings> {
        self.turn(call, |turn| turn.savings(account_id))
    }

    async fn enroll_savings(&self, call: &Incoming, account_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.enroll_savings(account_id))
    }

    async fn create_savings_deposit(
        &self,
        call: &Incoming,
        account_id: &str,
        body: types::TransferRequest,
    ) -> Reply<types::Transfer> {
        self.turn(call, |turn| turn.savings_transfer(account_id, body.amount, true))
    }

    async fn create_savings_withdrawal(
        &self,
        call: &Incoming,
        account_id: &str,
        body: types::TransferRequest,
    ) -> Reply<types::Transfer> {
        self.turn(call, |turn| turn.savings_transfer(account_id, body.amount, false))
    }

    async fn get_savings_transfer(
        &self,
        call: &Incoming,
        account_id: &str,
        transfer_id: &str,
    ) -> Reply<types::Transfer> {
        self.turn(call, |turn| turn.transfer_of(account_id, transfer_id))
    }

    async fn create_subaccount_deposit(
        &self,
        call: &Incoming,
        subaccount_id: &str,
        body: types::TransferRequest,
    ) -> Reply<types::Transfer> {
        self.turn(call, |turn| turn.subaccount_transfer(subaccount_id, body.amount, true))
    }

    async fn create_subaccount_withdrawal(
        &self,
        call: &Incoming,
        subaccount_id: &str,
        body: types::TransferRequest,
    ) -> Reply<types::Transfer> {
        self.turn(call, |turn| turn.subaccount_transfer(subaccount_id, body.amount, false))
    }

    async fn get_subaccount_transfer(
        &self,
        call: &Incoming,
        subaccount_id: &str,
        transfer_id: &str,
    ) -> Reply<types::Transfer> {
        self.turn(call, |turn| turn.transfer_of(subaccount_id, transfer_id))
    }

    async fn cancel_subaccount_transfer(
        &self,
        call: &Incoming,
        subaccount_id: &str,
        transfer_id: &str,
    ) -> Reply<types::Transfer> {
        self.turn(call, |turn| turn.cancel_transfer(subaccount_id, transfer_id))
    }

    async fn close_subaccount(&self, call: &Incoming, subaccount_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.close_subaccount(subaccount_id))
    }

    async fn create_account_deposit(
        &self,
        call: &Incoming,
        account_id: &str,
        body: types::TransferRequest,
    ) -> Reply<types::Transfer> {
        self.turn(call, |turn| turn.account_transfer(account_id, body.amount, true))
    }

    async fn create_account_withdrawal(
        &self,
        call: &Incoming,
        account_id: &str,
        body: types::TransferRequest,
    ) -> Reply<types::Transfer> {
        self.turn(call, |turn| turn.account_transfer(account_id, body.amount, false))
    }

    async fn list_external_cards(&self, call: &Incoming, account_id: &str) -> Reply<types::ExternalCardList> {
        self.turn(call, |turn| turn.external_cards(account_id))
    }

    async fn link_external_card(
        &self,
        call: &Incoming,
        account_id: &str,
        body: types::LinkExternalCardRequest,
    ) -> Reply<types::ExternalCard> {
        self.turn(call, |turn| turn.link_card(account_id, &body))
    }

    async fn unlink_external_card(&self, call: &Incoming, external_card_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.unlink_card(external_card_id))
    }

    async fn create_external_card_transfer(
        &self,
        call: &Incoming,
        account_id: &str,
        body: types::CreateExternalCardTransferRequest,
    ) -> Reply<types::ExternalCardTransfer> {
        self.turn(call, |turn| turn.external_transfer(account_id, &body, true))
    }

    async fn list_account_workflows(&self, call: &Incoming, account_id: &str) -> Reply<types::WorkflowList> {
        self.turn(call, |turn| turn.list_account_workflows(account_id))
    }

    async fn verify_external_card(
        &self,
        call: &Incoming,
        external_card_id: &str,
        body: types::VerifyExternalCardRequest,
    ) -> Reply<()> {
        self.turn(call, |turn| turn.verify_external(external_card_id, body.transfer_amount))
    }

    async fn create_external_card_withdrawal(
        &self,
        call: &Incoming,
        account_id: &str,
        body: types::CreateExternalCardTransferRequest,
    ) -> Reply<types::ExternalCardTransfer> {
        self.turn(call, |turn| turn.external_transfer(account_id, &body, false))
    }

    async fn create_external_card_fee_quote(
        &self,
        call: &Incoming,
        account_id: &str,
        body: types::CreateExternalCardFeeQuoteRequest,
    ) -> Reply<types::ExternalCardFeeQuote> {
        self.turn(call, |turn| turn.fee_quote(account_id, body.amount))
    }

    async fn list_external_card_limits(
        &self,
        call: &Incoming,
        account_id: &str,
    ) -> Reply<types::ExternalCardLimitList> {
        self.turn(call, |turn| turn.external_limits(account_id))
    }

    async fn create_external_bank_deposit(
        &self,
        call: &Incoming,
        account_id: &str,
        body: types::BankTransferRequest,
    ) -> Reply<types::Transfer> {
        self.turn(call, |turn| turn.bank_transfer(account_id, &body, true))
    }

    async fn create_external_bank_withdrawal(
        &self,
        call: &Incoming,
        account_id: &str,
        body: types::BankTransferRequest,
    ) -> Reply<types::Transfer> {
        self.turn(call, |turn| turn.bank_transfer(account_id, &body, false))
    }

    async fn get_wallet_provisioning(
        &self,
        call: &Incoming,
        card_id: &str,
    ) -> Reply<types::WalletProvisioning> {
        self.turn(call, |turn| turn.wallet_provisioning(card_id))
    }

    async fn create_wallet_token(
        &self,
        call: &Incoming,
        card_id: &str,
        body: types::CreateWalletTokenRequest,
    ) -> Reply<types::WalletToken> {
        self.turn(call, |turn| turn.wallet_token(card_id, &body))
    }

    async fn list_statements(&self, call: &Incoming, account_id: &str) -> Reply<types::StatementList> {
        let base = format!("https://{}{}", call.header("host").unwrap_or("127.0.0.1"), super::http::BASE);
        self.turn(call, |turn| {
            turn.list_statements(account_id, &base, statements::range(|name| call.query(name))?)
        })
    }

    async fn get_overdraft(&self, call: &Incoming, account_id: &str) -> Reply<types::Overdraft> {
        self.turn(call, |turn| turn.overdraft(account_id))
    }

    async fn enroll_overdraft(&self, call: &Incoming, account_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.set_overdraft(account_id, true))
    }

    async fn unenroll_overdraft(&self, call: &Incoming, account_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.set_overdraft(account_id, false))
    }

    async fn enroll_rewards(&self, call: &Incoming, account_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.enroll_rewards(account_id))
    }

    async fn list_reward_offers(&self, call: &Incoming, account_id: &str) -> Reply<types::RewardOfferList> {
        self.turn(call, |turn| turn.reward_offers(account_id))
    }

    async fn list_rewards(&self, call: &Incoming, account_id: &str) -> Reply<types::RewardList> {
        self.turn(call, |turn| turn.rewards(account_id))
    }

    async fn create_sdk_authorization_code(&self, call: &Incoming) -> Reply<types::SdkAuthorizationCode> {
        self.turn(call, |turn| turn.passcode())
    }

    async fn get_direct_deposit_information(
        &self,
        call: &Incoming,
        account_id: &str,
    ) -> Reply<types::DirectDepositInformation> {
        self.turn(call, |turn| turn.direct_deposit(account_id))
    }
}
