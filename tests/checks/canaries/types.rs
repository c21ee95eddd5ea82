//! Every type of the bindings, ready to be read, printed and written again.

use std::any::type_name;
use std::fmt::Debug;

use bindery_codegen::contract::{Contract, TypeDefinition};
use bindery_runtime::xml::{El, NONE, Node, ReadOptions, Reader, WriteOptions, Writer};
use partners::netspend::types as netspend_types;
use partners::papi3::{deposit, sso};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What a value looks like.
pub(super) struct Printed {
    /// Both forms of `Debug`.
    pub(super) debug: String,
    /// The value on the wire.
    pub(super) written: String,
}

/// Reads a message into a type and prints it.
type Print = fn(&str) -> Printed;

/// The namespaces of PAPI3 in the order of the generated tables, which are private to that crate.
const NAMES: &[&str] = &[
    "http://ensenta.com/ECPartnerDepositRequest",
    "http://ensenta.com/ECPartnerDepositRequest/SingleSignon/PartnerSSORequest",
];

static ROOT: El = El::new(NONE, "Root");

/// The Rust name of a contract's type.
pub(super) fn rust_name(partner: &str, definition: &TypeDefinition) -> String {
    let module = if definition.id.module.is_empty() { "types" } else { definition.id.module.as_str() };
    format!("partners::{partner}::{module}::{}", definition.name)
}

/// The contract's type of a Rust name.
pub(super) fn definition<'a>(partner: &str, contract: &'a Contract, name: &str) -> &'a TypeDefinition {
    let found = contract.types.iter().find(|definition| rust_name(partner, definition) == name);
    found.unwrap_or_else(|| panic!("the contract has no {name}"))
}

/// Reads one type of PAPI3.
pub(super) fn read_xml<T: Node>(text: &str) -> T {
    let mut reader = Reader::new(text, NAMES, ReadOptions::default());
    reader.open(&ROOT).expect("the root");
    let mut value = T::empty();
    value.read(&mut reader).unwrap_or_else(|error| panic!("{}: {error}: {text}", type_name::<T>()));
    value
}

fn xml<T: Node + Debug>() -> (&'static str, Print) {
    let print = |text: &str| {
        let value = read_xml::<T>(text);
        let mut writer = Writer::new(NAMES, WriteOptions::default());
        value.write(&mut writer, &ROOT).expect("written");
        let written = String::from_utf8(writer.finish()).expect("UTF-8");
        Printed { debug: format!("{value:?} {value:#?}"), written }
    };
    (type_name::<T>(), print)
}

fn json<T: Serialize + DeserializeOwned + Debug>() -> (&'static str, Print) {
    let print = |text: &str| {
        let value: T = serde_json::from_str(text)
            .unwrap_or_else(|error| panic!("{}: {error}: {text}", type_name::<T>()));
        let written = serde_json::to_string(&value).expect("written");
        Printed { debug: format!("{value:?} {value:#?}"), written }
    };
    (type_name::<T>(), print)
}

/// The types of PAPI3.
pub(super) fn papi3() -> Vec<(&'static str, Print)> {
    vec![
        xml::<deposit::AcceptTermsRequest>(),
        xml::<deposit::AcceptTermsResult>(),
        xml::<deposit::Account>(),
        xml::<deposit::AccountKey>(),
        xml::<deposit::AddAccountsRequest>(),
        xml::<deposit::AddAccountsResult>(),
        xml::<deposit::AddDepositItemRequest>(),
        xml::<deposit::AddDepositItemResult>(),
        xml::<deposit::Attribute>(),
        xml::<deposit::CancelDepositBatchRequest>(),
        xml::<deposit::CancelDepositBatchResult>(),
        xml::<deposit::CreateDepositBatchRequest>(),
        xml::<deposit::CreateDepositBatchResult>(),
        xml::<deposit::CustomizableMessage>(),
        xml::<deposit::DepositItem>(),
        xml::<deposit::EmailReceiptRequest>(),
        xml::<deposit::EmailReceiptResult>(),
        xml::<deposit::EndSessionRequest>(),
        xml::<deposit::EndSessionResult>(),
        xml::<deposit::GetAccountTransactionCheckImageRequest>(),
        xml::<deposit::GetAccountTransactionCheckImageResult>(),
        xml::<deposit::GetAccountTransactionHistoryRequest>(),
        xml::<deposit::GetAccountTransactionHistoryResult>(),
        xml::<deposit::GetCheckImageRequest>(),
        xml::<deposit::GetCheckImageResult>(),
        xml::<deposit::GetDepositBatchSummaryRequest>(),
        xml::<deposit::GetDepositBatchSummaryResult>(),
        xml::<deposit::GetDepositItemRequest>(),
        xml::<deposit::GetDepositItemResult>(),
        xml::<deposit::GetSessionInfoRequest>(),
        xml::<deposit::GetSessionInfoResult>(),
        xml::<deposit::GetTermsRequest>(),
        xml::<deposit::GetTermsResult>(),
        xml::<deposit::IssuerPolicy>(),
        xml::<deposit::PostDepositBatchRequest>(),
        xml::<deposit::PostDepositBatchResult>(),
        xml::<deposit::RiskFactor>(),
        xml::<deposit::SessionInfo>(),
        xml::<deposit::TransactionSummary>(),
        xml::<deposit::UpdateDepositItem>(),
        xml::<deposit::UpdateDepositItemStatus>(),
        xml::<deposit::UpdateDepositItemsRequest>(),
        xml::<deposit::UpdateDepositItemsResult>(),
        xml::<sso::Account>(),
        xml::<sso::AccountKey>(),
        xml::<sso::Attribute>(),
        xml::<sso::CustomizableMessage>(),
        xml::<sso::IssuerPolicy>(),
        xml::<sso::SessionInfo>(),
        xml::<sso::StartSessionRequest>(),
        xml::<sso::StartSessionResult>(),
    ]
}

/// The types of Netspend.
pub(super) fn netspend() -> Vec<(&'static str, Print)> {
    vec![
        json::<netspend_types::AccessToken>(),
        json::<netspend_types::AccessTokenRequest>(),
        json::<netspend_types::Account>(),
        json::<netspend_types::AccountEvent>(),
        json::<netspend_types::Address>(),
        json::<netspend_types::Agreement>(),
        json::<netspend_types::AgreementDocument>(),
        json::<netspend_types::AgreementFile>(),
        json::<netspend_types::AgreementList>(),
        json::<netspend_types::AnswerOption>(),
        json::<netspend_types::BankTransferRequest>(),
        json::<netspend_types::Card>(),
        json::<netspend_types::CardBrand>(),
        json::<netspend_types::CardBrandList>(),
        json::<netspend_types::CardExpiration>(),
        json::<netspend_types::CardList>(),
        json::<netspend_types::CardShipping>(),
        json::<netspend_types::CardVerification>(),
        json::<netspend_types::ChosenAnswer>(),
        json::<netspend_types::CloseCardRequest>(),
        json::<netspend_types::CreateAccountRequest>(),
        json::<netspend_types::CreateDigitalCardRequest>(),
        json::<netspend_types::CreateExternalCardFeeQuoteRequest>(),
        json::<netspend_types::CreateExternalCardTransferRequest>(),
        json::<netspend_types::CreateP2pTransferRequest>(),
        json::<netspend_types::CreatePersonRequest>(),
        json::<netspend_types::CreatePhysicalCardRequest>(),
        json::<netspend_types::CreateSessionRequest>(),
        json::<netspend_types::CreateVirtualCardRequest>(),
        json::<netspend_types::CreateWalletTokenRequest>(),
        json::<netspend_types::CreatedSession>(),
        json::<netspend_types::DirectDepositInformation>(),
        json::<netspend_types::DocumentDescription>(),
        json::<netspend_types::DocumentRequest>(),
        json::<netspend_types::DocumentRequestList>(),
        json::<netspend_types::ErrorBody>(),
        json::<netspend_types::ExpectedUseAnswers>(),
        json::<netspend_types::ExpectedUseQuestion>(),
        json::<netspend_types::ExpectedUseQuestions>(),
        json::<netspend_types::ExternalCard>(),
        json::<netspend_types::ExternalCardFeeQuote>(),
        json::<netspend_types::ExternalCardLimit>(),
        json::<netspend_types::ExternalCardLimitList>(),
        json::<netspend_types::ExternalCardList>(),
        json::<netspend_types::ExternalCardTransfer>(),
        json::<netspend_types::IdentityAnswers>(),
        json::<netspend_types::IdentityContext>(),
        json::<netspend_types::IdentityQuestions>(),
        json::<netspend_types::IdentityScan>(),
        json::<netspend_types::JsonWebKey>(),
        json::<netspend_types::LinkExternalCardRequest>(),
        json::<netspend_types::Overdraft>(),
        json::<netspend_types::P2pTransfer>(),
        json::<netspend_types::P2pTransferReceiver>(),
        json::<netspend_types::Person>(),
        json::<netspend_types::Reward>(),
        json::<netspend_types::RewardList>(),
        json::<netspend_types::RewardOffer>(),
        json::<netspend_types::RewardOfferList>(),
        json::<netspend_types::Savings>(),
        json::<netspend_types::SdkAuthorizationCode>(),
        json::<netspend_types::SearchAgreementsRequest>(),
        json::<netspend_types::SearchCardBrandsRequest>(),
        json::<netspend_types::SearchTransactionsRequest>(),
        json::<netspend_types::SessionInformation>(),
        json::<netspend_types::SessionInitialization>(),
        json::<netspend_types::SetCardPinRequest>(),
        json::<netspend_types::Statement>(),
        json::<netspend_types::StatementList>(),
        json::<netspend_types::SubmitDocumentsRequest>(),
        json::<netspend_types::SubmitIdentityScanRequest>(),
        json::<netspend_types::SubmittedDocument>(),
        json::<netspend_types::Transaction>(),
        json::<netspend_types::TransactionList>(),
        json::<netspend_types::Transfer>(),
        json::<netspend_types::TransferRequest>(),
        json::<netspend_types::UpdatePersonRequest>(),
        json::<netspend_types::UpdateSessionRequest>(),
        json::<netspend_types::VerifyCardRequest>(),
        json::<netspend_types::VerifyExternalCardRequest>(),
        json::<netspend_types::WalletProvisioning>(),
        json::<netspend_types::WalletToken>(),
        json::<netspend_types::WebhookEvent>(),
        json::<netspend_types::Workflow>(),
        json::<netspend_types::WorkflowList>(),
        json::<netspend_types::WorkflowStep>(),
    ]
}
