//! Netspend's operations, by name, method and path, and the session that each demands.

use super::switches::Demand;

/// One operation.
pub(super) struct Row {
    pub(super) name: &'static str,
    method: &'static str,
    path: &'static str,
    /// What it demands unless a switch says otherwise.
    ///
    /// Netspend documentation: transfers between people need a person's session; the rest is the sandbox's own choice.
    pub(super) demand: Demand,
}

#[cfg(test)]
impl Row {
    pub(super) fn method(&self) -> &'static str {
        self.method
    }

    /// The path with this value for each parameter.
    pub(super) fn path_with(&self, value: &str) -> String {
        let part = |part: &str| if part.starts_with('{') { value.to_owned() } else { part.to_owned() };
        self.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }
}

const fn row(name: &'static str, method: &'static str, path: &'static str, demand: Demand) -> Row {
    Row { name, method, path, demand }
}

/// Every operation. Fixed paths stand before those with parameters that they could be taken for.
#[rustfmt::skip]
pub(super) const TABLE: [Row; 77] = [
    row("createAccessToken", "POST", "/oauth/accesstoken", Demand::Nothing),
    row("getSessionInitialization", "GET", "/sessions/initialization_data", Demand::Nothing),
    row("createSession", "POST", "/sessions", Demand::Nothing),
    row("getSession", "GET", "/sessions/{session_id}", Demand::Optional),
    row("updateSession", "PATCH", "/sessions/{session_id}", Demand::Optional),
    row("createAccount", "POST", "/accounts", Demand::Any),
    row("getAccount", "GET", "/accounts/{account_id}", Demand::Account),
    row("createPerson", "POST", "/people", Demand::Any),
    row("getPerson", "GET", "/people/{person_id}", Demand::Account),
    row("updatePerson", "PATCH", "/people/{person_id}", Demand::Account),
    row("searchAgreements", "POST", "/agreements/search", Demand::Any),
    row("listPersonAgreements", "GET", "/people/{person_id}/agreements", Demand::Account),
    row("acceptAgreement", "PUT", "/people/{person_id}/agreements/{agreement_id}", Demand::Account),
    row("getAgreement", "GET", "/agreements/{agreement_id}", Demand::Any),
    row("getExpectedUse", "GET", "/people/{person_id}/expected_use", Demand::Account),
    row("submitExpectedUse", "PUT", "/people/{person_id}/expected_use", Demand::Account),
    row("getIdentityQuestions", "GET", "/people/{person_id}/kyc/identity_questions", Demand::Person),
    row("submitIdentityAnswers", "PUT", "/people/{person_id}/kyc/identity_questions", Demand::Person),
    row("getIdentityScan", "GET", "/people/{person_id}/kyc/identity_scan", Demand::Account),
    row("submitIdentityScan", "PUT", "/people/{person_id}/kyc/identity_scan", Demand::Account),
    row("searchCardBrands", "POST", "/cards/brands/search", Demand::Account),
    row("createPhysicalCard", "POST", "/cards/physical", Demand::Account),
    row("createVirtualCard", "POST", "/cards/virtual", Demand::Account),
    row("createDigitalCard", "POST", "/cards/digital", Demand::Account),
    row("getCard", "GET", "/cards/{card_id}", Demand::Account),
    row("setCardPin", "PUT", "/cards/{card_id}/pin", Demand::Account),
    row("verifyCard", "POST", "/cards/{card_id}/verify", Demand::Account),
    row("closeCard", "POST", "/cards/{card_id}/close", Demand::Account),
    row("createP2pTransfer", "POST", "/p2p_transfers", Demand::Person),
    row("getP2pTransfer", "GET", "/p2p_transfers/{p2p_transfer_id}", Demand::Person),
    row("addP2pTransferReceiver", "PUT", "/p2p_transfers/{p2p_transfer_id}/receiver", Demand::Person),
    row("acceptP2pTransfer", "POST", "/p2p_transfers/{p2p_transfer_id}/accept", Demand::Person),
    row("cancelP2pTransfer", "POST", "/p2p_transfers/{p2p_transfer_id}/cancel", Demand::Person),
    row("listDocumentRequests", "GET", "/people/{person_id}/document_requests", Demand::Account),
    row("submitDocuments", "POST", "/people/{person_id}/document_requests/{document_request_id}", Demand::Account),
    row("replaceDocuments", "PUT", "/people/{person_id}/document_requests/{document_request_id}", Demand::Account),
    row("reportAccountEvent", "POST", "/accounts/{account_id}/events", Demand::Nothing),
    row("listPersonWorkflows", "GET", "/people/{person_id}/workflows", Demand::Account),
    row("listCards", "GET", "/accounts/{account_id}/cards", Demand::Account),
    row("lockCard", "POST", "/cards/{card_id}/lock", Demand::Account),
    row("unlockCard", "POST", "/cards/{card_id}/unlock", Demand::Account),
    row("getTransaction", "GET", "/transactions/{transaction_id}", Demand::Nothing),
    row("searchTransactions", "POST", "/transactions/search", Demand::Account),
    row("getSavings", "GET", "/accounts/{account_id}/savings", Demand::Account),
    row("enrollSavings", "POST", "/accounts/{account_id}/savings/enroll", Demand::Account),
    row("createSavingsDeposit", "POST", "/accounts/{account_id}/savings/deposits", Demand::Account),
    row("createSavingsWithdrawal", "POST", "/accounts/{account_id}/savings/withdrawals", Demand::Account),
    row("getSavingsTransfer", "GET", "/accounts/{account_id}/savings/transfers/{transfer_id}", Demand::Account),
    row("createSubaccountDeposit", "POST", "/subaccounts/{subaccount_id}/deposits", Demand::Account),
    row("createSubaccountWithdrawal", "POST", "/subaccounts/{subaccount_id}/withdrawals", Demand::Account),
    row("getSubaccountTransfer", "GET", "/subaccounts/{subaccount_id}/transfers/{transfer_id}", Demand::Account),
    row("cancelSubaccountTransfer", "POST", "/subaccounts/{subaccount_id}/transfers/{transfer_id}/cancel", Demand::Account),
    row("closeSubaccount", "POST", "/subaccounts/{subaccount_id}/close", Demand::Account),
    row("createAccountDeposit", "POST", "/accounts/{account_id}/deposits", Demand::Nothing),
    row("createAccountWithdrawal", "POST", "/accounts/{account_id}/withdrawals", Demand::Nothing),
    row("listExternalCards", "GET", "/accounts/{account_id}/external_cards", Demand::Account),
    row("linkExternalCard", "POST", "/accounts/{account_id}/external_cards", Demand::Account),
    row("unlinkExternalCard", "POST", "/external_cards/{external_card_id}/unlink", Demand::Account),
    row("createExternalCardTransfer", "POST", "/accounts/{account_id}/external_card_transfers", Demand::Account),
    row("listAccountWorkflows", "GET", "/accounts/{account_id}/workflows", Demand::Account),
    row("verifyExternalCard", "POST", "/external_cards/{external_card_id}/verify", Demand::Account),
    row("createExternalCardWithdrawal", "POST", "/accounts/{account_id}/external_card_withdrawals", Demand::Account),
    row("createExternalCardFeeQuote", "POST", "/accounts/{account_id}/external_card_fee_quotes", Demand::Account),
    row("listExternalCardLimits", "GET", "/accounts/{account_id}/external_card_limits", Demand::Account),
    row("createExternalBankDeposit", "POST", "/accounts/{account_id}/external_bank_deposits", Demand::Account),
    row("createExternalBankWithdrawal", "POST", "/accounts/{account_id}/external_bank_withdrawals", Demand::Account),
    row("getWalletProvisioning", "GET", "/cards/{card_id}/digital_wallet_provisioning", Demand::Account),
    row("createWalletToken", "POST", "/cards/{card_id}/digital_wallet_tokens", Demand::Account),
    row("listStatements", "GET", "/accounts/{account_id}/statements", Demand::Account),
    row("getOverdraft", "GET", "/accounts/{account_id}/overdraft", Demand::Account),
    row("enrollOverdraft", "POST", "/accounts/{account_id}/overdraft/enroll", Demand::Account),
    row("unenrollOverdraft", "POST", "/accounts/{account_id}/overdraft/unenroll", Demand::Account),
    row("enrollRewards", "POST", "/accounts/{account_id}/rewards/enroll", Demand::Account),
    row("listRewardOffers", "GET", "/accounts/{account_id}/rewards/offers", Demand::Account),
    row("listRewards", "GET", "/accounts/{account_id}/rewards", Demand::Account),
    row("createSdkAuthorizationCode", "POST", "/client_sdk/authorization_codes", Demand::Any),
    row("getDirectDepositInformation", "GET", "/accounts/{account_id}/direct_deposit", Demand::Account),
];

/// The names of Netspend's operations.
pub const OPERATIONS: [&str; 77] = {
    let mut names = [""; 77];
    let mut at = 0;
    while at < names.len() {
        names[at] = TABLE[at].name;
        at += 1;
    }
    names
};

/// The operation of a method and a path.
pub(super) fn find(method: &str, path: &str) -> Option<&'static Row> {
    TABLE.iter().find(|row| row.method == method && matches(row.path, path))
}

/// The operation of a name.
///
/// # Panics
/// On a name that is none of [`OPERATIONS`].
pub(super) fn named(name: &str) -> &'static Row {
    TABLE.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("Netspend has no operation {name}"))
}

fn matches(expected: &str, path: &str) -> bool {
    let mut given = path.split('/');
    let same = expected.split('/').all(|expected| match given.next() {
        Some(given) => expected == given || (expected.starts_with('{') && !given.is_empty()),
        None => false,
    });
    same && given.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_that_of_the_contract() {
        let contract = include_str!("../../../openapi/netspend/netspend.yaml");
        assert_eq!(contract.matches("operationId: ").count(), TABLE.len());
        for row in &TABLE {
            assert!(contract.contains(&format!("operationId: {}\n", row.name)), "{}", row.name);
            assert!(contract.contains(&format!("\n  {}:\n", row.path)), "{}", row.path);
            let path = row.path.replace(['{', '}'], "");
            assert_eq!(find(row.method, &path).map(|found| found.name), Some(row.name));
        }
        assert!(find("GET", "/nowhere").is_none());
        assert!(find("GET", "/people//agreements").is_none());
    }
}
