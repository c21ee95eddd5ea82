//! The generated server trait: each operation handed to the state.

use bindery_runtime::generated::rest::{Answer, Incoming};
use partners::netspend::server::Server;
use partners::netspend::types::*;

use super::call::Call;
use super::statements;

type Reply<T> = Result<T, Answer>;

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of `Turn` itself is not general enough over the lifetime of a turn"
)]
impl Server for Call<'_> {
    async fn create_access_token(&self, call: &Incoming, body: AccessTokenRequest) -> Reply<AccessToken> {
        self.turn(call, |turn| turn.mint(call.header("authorization"), &body.grant_type))
    }

    async fn get_session_initialization(&self, call: &Incoming) -> Reply<SessionInitialization> {
        self.turn(call, |turn| turn.initialization())
    }

    async fn create_session(&self, call: &Incoming, body: CreateSessionRequest) -> Reply<CreatedSession> {
        self.turn(call, |turn| turn.open_session(body))
    }

    async fn get_session(&self, call: &Incoming, session_id: &str) -> Reply<SessionInformation> {
        self.turn(call, |turn| turn.session_information(session_id))
    }

    async fn update_session(
        &self,
        call: &Incoming,
        session_id: &str,
        body: UpdateSessionRequest,
    ) -> Reply<SessionInformation> {
        self.turn(call, |turn| turn.promote_session(session_id, body))
    }

    async fn create_account(&self, call: &Incoming, body: CreateAccountRequest) -> Reply<Account> {
        self.turn(call, |turn| turn.create_account(&body))
    }

    async fn get_account(&self, call: &Incoming, account_id: &str) -> Reply<Account> {
        self.turn(call, |turn| turn.account_view(account_id))
    }

    async fn create_person(&self, call: &Incoming, body: CreatePersonRequest) -> Reply<Person> {
        self.turn(call, |turn| turn.create_person(body))
    }

    async fn get_person(&self, call: &Incoming, person_id: &str) -> Reply<Person> {
        self.turn(call, |turn| turn.person(person_id))
    }

    async fn update_person(
        &self,
        call: &Incoming,
        person_id: &str,
        body: UpdatePersonRequest,
    ) -> Reply<Person> {
        self.turn(call, |turn| turn.update_person(person_id, body))
    }

    async fn search_agreements(
        &self,
        call: &Incoming,
        body: SearchAgreementsRequest,
    ) -> Reply<AgreementList> {
        self.turn(call, |turn| turn.search_agreements(&body))
    }

    async fn list_person_agreements(&self, call: &Incoming, person_id: &str) -> Reply<AgreementList> {
        self.turn(call, |turn| turn.accepted(person_id))
    }

    async fn accept_agreement(&self, call: &Incoming, person_id: &str, agreement_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.accept_agreement(person_id, agreement_id))
    }

    async fn get_agreement(&self, call: &Incoming, agreement_id: &str) -> Reply<Agreement> {
        self.turn(call, |turn| turn.agreement(agreement_id))
    }

    async fn get_expected_use(&self, call: &Incoming, person_id: &str) -> Reply<ExpectedUseQuestions> {
        self.turn(call, |turn| turn.expected_use(person_id))
    }

    async fn submit_expected_use(
        &self,
        call: &Incoming,
        person_id: &str,
        body: ExpectedUseAnswers,
    ) -> Reply<()> {
        self.turn(call, |turn| turn.submit_expected_use(person_id, &body))
    }

    async fn get_identity_questions(&self, call: &Incoming, person_id: &str) -> Reply<IdentityQuestions> {
        self.turn(call, |turn| turn.identity_questions(person_id))
    }

    async fn submit_identity_answers(
        &self,
        call: &Incoming,
        person_id: &str,
        body: IdentityAnswers,
    ) -> Reply<Person> {
        self.turn(call, |turn| turn.submit_identity_answers(person_id, &body))
    }

    async fn get_identity_scan(&self, call: &Incoming, person_id: &str) -> Reply<IdentityScan> {
        self.turn(call, |turn| turn.identity_scan(person_id))
    }

    async fn submit_identity_scan(
        &self,
        call: &Incoming,
        person_id: &str,
        body: SubmitIdentityScanRequest,
    ) -> Reply<()> {
        self.turn(call, |turn| turn.submit_identity_scan(person_id, &body))
    }

    async fn search_card_brands(
        &self,
        call: &Incoming,
        body: SearchCardBrandsRequest,
    ) -> Reply<CardBrandList> {
        self.turn(call, |turn| turn.card_brands(&body))
    }

    async fn create_physical_card(&self, call: &Incoming, body: CreatePhysicalCardRequest) -> Reply<Card> {
        self.turn(call, |turn| turn.order_card(&body))
    }

    async fn create_virtual_card(&self, call: &Incoming, body: CreateVirtualCardRequest) -> Reply<Card> {
        self.turn(call, |turn| turn.create_card(CardType::Virtual, body.account_id, body.person_id))
    }

    async fn create_digital_card(&self, call: &Incoming, body: CreateDigitalCardRequest) -> Reply<Card> {
        self.turn(call, |turn| turn.create_card(CardType::Digital, body.account_id, body.person_id))
    }

    async fn get_card(&self, call: &Incoming, card_id: &str) -> Reply<Card> {
        self.turn(call, |turn| turn.card(card_id))
    }

    async fn set_card_pin(&self, call: &Incoming, card_id: &str, body: SetCardPinRequest) -> Reply<()> {
        self.turn(call, |turn| turn.set_pin(card_id, &body))
    }

    async fn verify_card(
        &self,
        call: &Incoming,
        card_id: &str,
        body: VerifyCardRequest,
    ) -> Reply<CardVerification> {
        self.turn(call, |turn| turn.verify_card(card_id, &body))
    }

    async fn close_card(&self, call: &Incoming, card_id: &str, body: Option<CloseCardRequest>) -> Reply<()> {
        self.turn(call, |turn| turn.close_card(card_id, body))
    }

    async fn create_p2p_transfer(
        &self,
        call: &Incoming,
        body: CreateP2pTransferRequest,
    ) -> Reply<P2pTransfer> {
        self.turn(call, |turn| turn.create_p2p(&body))
    }

    async fn get_p2p_transfer(&self, call: &Incoming, p2p_transfer_id: &str) -> Reply<P2pTransfer> {
        self.turn(call, |turn| turn.p2p_transfer(p2p_transfer_id))
    }

    async fn add_p2p_transfer_receiver(
        &self,
        call: &Incoming,
        p2p_transfer_id: &str,
        body: P2pTransferReceiver,
    ) -> Reply<P2pTransfer> {
        self.turn(call, |turn| turn.add_receiver(p2p_transfer_id, &body.receiver_account_id))
    }

    async fn accept_p2p_transfer(&self, call: &Incoming, p2p_transfer_id: &str) -> Reply<P2pTransfer> {
        self.turn(call, |turn| turn.accept_p2p(p2p_transfer_id))
    }

    async fn cancel_p2p_transfer(&self, call: &Incoming, p2p_transfer_id: &str) -> Reply<P2pTransfer> {
        self.turn(call, |turn| turn.cancel_p2p(p2p_transfer_id))
    }

    async fn list_document_requests(&self, call: &Incoming, person_id: &str) -> Reply<DocumentRequestList> {
        self.turn(call, |turn| turn.document_requests(person_id))
    }

    async fn submit_documents(
        &self,
        call: &Incoming,
        person_id: &str,
        document_request_id: &str,
        body: SubmitDocumentsRequest,
    ) -> Reply<DocumentRequest> {
        self.turn(call, |turn| turn.hand_in((person_id, document_request_id), &body, true))
    }

    async fn replace_documents(
        &self,
        call: &Incoming,
        person_id: &str,
        document_request_id: &str,
        body: SubmitDocumentsRequest,
    ) -> Reply<DocumentRequest> {
        self.turn(call, |turn| turn.hand_in((person_id, document_request_id), &body, false))
    }

    async fn report_account_event(&self, call: &Incoming, account_id: &str, body: AccountEvent) -> Reply<()> {
        self.turn(call, |turn| turn.report_event(account_id, &body.type_))
    }

    async fn list_person_workflows(&self, call: &Incoming, person_id: &str) -> Reply<WorkflowList> {
        self.turn(call, |turn| turn.person_workflows(person_id))
    }

    async fn list_cards(&self, call: &Incoming, account_id: &str) -> Reply<CardList> {
        self.turn(call, |turn| turn.list_cards(account_id))
    }

    async fn lock_card(&self, call: &Incoming, card_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.lock_card(card_id, true))
    }

    async fn unlock_card(&self, call: &Incoming, card_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.lock_card(card_id, false))
    }

    async fn get_transaction(&self, call: &Incoming, transaction_id: &str) -> Reply<Transaction> {
        self.turn(call, |turn| turn.transaction(transaction_id))
    }

    async fn search_transactions(
        &self,
        call: &Incoming,
        body: SearchTransactionsRequest,
    ) -> Reply<TransactionList> {
        self.turn(call, |turn| turn.search_transactions(&body))
    }

    async fn get_savings(&self, call: &Incoming, account_id: &str) -> Reply<Savings> {
        self.turn(call, |turn| turn.savings(account_id))
    }

    async fn enroll_savings(&self, call: &Incoming, account_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.enroll_savings(account_id))
    }

    async fn create_savings_deposit(
        &self,
        call: &Incoming,
        account_id: &str,
        body: TransferRequest,
    ) -> Reply<Transfer> {
        self.turn(call, |turn| turn.savings_transfer(account_id, body.amount, true))
    }

    async fn create_savings_withdrawal(
        &self,
        call: &Incoming,
        account_id: &str,
        body: TransferRequest,
    ) -> Reply<Transfer> {
        self.turn(call, |turn| turn.savings_transfer(account_id, body.amount, false))
    }

    async fn get_savings_transfer(
        &self,
        call: &Incoming,
        account_id: &str,
        transfer_id: &str,
    ) -> Reply<Transfer> {
        self.turn(call, |turn| turn.transfer_of(account_id, transfer_id))
    }

    async fn create_subaccount_deposit(
        &self,
        call: &Incoming,
        subaccount_id: &str,
        body: TransferRequest,
    ) -> Reply<Transfer> {
        self.turn(call, |turn| turn.subaccount_transfer(subaccount_id, body.amount, true))
    }

    async fn create_subaccount_withdrawal(
        &self,
        call: &Incoming,
        subaccount_id: &str,
        body: TransferRequest,
    ) -> Reply<Transfer> {
        self.turn(call, |turn| turn.subaccount_transfer(subaccount_id, body.amount, false))
    }

    async fn get_subaccount_transfer(
        &self,
        call: &Incoming,
        subaccount_id: &str,
        transfer_id: &str,
    ) -> Reply<Transfer> {
        self.turn(call, |turn| turn.transfer_of(subaccount_id, transfer_id))
    }

    async fn cancel_subaccount_transfer(
        &self,
        call: &Incoming,
        subaccount_id: &str,
        transfer_id: &str,
    ) -> Reply<Transfer> {
        self.turn(call, |turn| turn.cancel_transfer(subaccount_id, transfer_id))
    }

    async fn close_subaccount(&self, call: &Incoming, subaccount_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.close_subaccount(subaccount_id))
    }

    async fn create_account_deposit(
        &self,
        call: &Incoming,
        account_id: &str,
        body: TransferRequest,
    ) -> Reply<Transfer> {
        self.turn(call, |turn| turn.account_transfer(account_id, body.amount, true))
    }

    async fn create_account_withdrawal(
        &self,
        call: &Incoming,
        account_id: &str,
        body: TransferRequest,
    ) -> Reply<Transfer> {
        self.turn(call, |turn| turn.account_transfer(account_id, body.amount, false))
    }

    async fn list_external_cards(&self, call: &Incoming, account_id: &str) -> Reply<ExternalCardList> {
        self.turn(call, |turn| turn.external_cards(account_id))
    }

    async fn link_external_card(
        &self,
        call: &Incoming,
        account_id: &str,
        body: LinkExternalCardRequest,
    ) -> Reply<ExternalCard> {
        self.turn(call, |turn| turn.link_card(account_id, &body))
    }

    async fn unlink_external_card(&self, call: &Incoming, external_card_id: &str) -> Reply<()> {
        self.turn(call, |turn| turn.unlink_card(external_card_id))
    }

    async fn create_external_card_transfer(
        &self,
        call: &Incoming,
        account_id: &str,
        body: CreateExternalCardTransferRequest,
    ) -> Reply<ExternalCardTransfer> {
        self.turn(call, |turn| turn.external_transfer(account_id, &body, true))
    }

    async fn list_account_workflows(&self, call: &Incoming, account_id: &str) -> Reply<WorkflowList> {
        self.turn(call, |turn| turn.list_account_workflows(account_id))
    }

    async fn verify_external_card(
        &self,
        call: &Incoming,
        external_card_id: &str,
        body: VerifyExternalCardRequest,
    ) -> Reply<()> {
        self.turn(call, |turn| turn.verify_external(external_card_id, body.transfer_amount))
    }

    async fn create_external_card_withdrawal(
        &self,
        call: &Incoming,
        account_id: &str,
        body: CreateExternalCardTransferRequest,
    ) -> Reply<ExternalCardTransfer> {
        self.turn(call, |turn| turn.external_transfer(account_id, &body, false))
    }

    async fn create_external_card_fee_quote(
        &self,
        call: &Incoming,
        account_id: &str,
        body: CreateExternalCardFeeQuoteRequest,
    ) -> Reply<ExternalCardFeeQuote> {
        self.turn(call, |turn| turn.fee_quote(account_id, body.amount))
    }

    async fn list_external_card_limits(
        &self,
        call: &Incoming,
        account_id: &str,
    ) -> Reply<ExternalCardLimitList> {
        self.turn(call, |turn| turn.external_limits(account_id))
    }

    async fn create_external_bank_deposit(
        &self,
        call: &Incoming,
        account_id: &str,
        body: BankTransferRequest,
    ) -> Reply<Transfer> {
        self.turn(call, |turn| turn.bank_transfer(account_id, &body, true))
    }

    async fn create_external_bank_withdrawal(
        &self,
        call: &Incoming,
        account_id: &str,
        body: BankTransferRequest,
    ) -> Reply<Transfer> {
        self.turn(call, |turn| turn.bank_transfer(account_id, &body, false))
    }

    async fn get_wallet_provisioning(&self, call: &Incoming, card_id: &str) -> Reply<WalletProvisioning> {
        self.turn(call, |turn| turn.wallet_provisioning(card_id))
    }

    async fn create_wallet_token(
        &self,
        call: &Incoming,
        card_id: &str,
        body: CreateWalletTokenRequest,
    ) -> Reply<WalletToken> {
        self.turn(call, |turn| turn.wallet_token(card_id, &body))
    }

    async fn list_statements(&self, call: &Incoming, account_id: &str) -> Reply<StatementList> {
        let base = format!("https://{}{}", call.header("host").unwrap_or("127.0.0.1"), super::http::BASE);
        self.turn(call, |turn| {
            turn.list_statements(account_id, &base, statements::range(|name| call.query(name))?)
        })
    }

    async fn get_overdraft(&self, call: &Incoming, account_id: &str) -> Reply<Overdraft> {
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

    async fn list_reward_offers(&self, call: &Incoming, account_id: &str) -> Reply<RewardOfferList> {
        self.turn(call, |turn| turn.reward_offers(account_id))
    }

    async fn list_rewards(&self, call: &Incoming, account_id: &str) -> Reply<RewardList> {
        self.turn(call, |turn| turn.rewards(account_id))
    }

    async fn create_sdk_authorization_code(&self, call: &Incoming) -> Reply<SdkAuthorizationCode> {
        self.turn(call, |turn| turn.passcode())
    }

    async fn get_direct_deposit_information(
        &self,
        call: &Incoming,
        account_id: &str,
    ) -> Reply<DirectDepositInformation> {
        self.turn(call, |turn| turn.direct_deposit(account_id))
    }
}
