//! The codes with which Netspend turns a call down.
//!
//! Those marked so are Netspend's; the others, and all statuses, are the sandbox's choice in the manner of those.

use super::switches::Switches;

/// What a call is turned down with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// What kind of refusal it is, for the HTTP status.
    pub(crate) kind: Kind,
    /// The business code of the error body.
    pub(crate) code: &'static str,
    /// What the code means, for developers.
    pub(crate) description: &'static str,
}

/// The kinds of refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The request is not in order: 400.
    Request,
    /// Who calls is not known: 401.
    Client,
    /// The session is of the wrong kind: 403, or as the switch says.
    Weak,
    /// The thing is not there: 404.
    NotFound,
    /// The business does not allow it: 422, or as the switch says.
    Business,
    /// The partner's fault: 500.
    Server,
}

impl Refusal {
    const fn new(kind: Kind, code: &'static str, description: &'static str) -> Self {
        Self { kind, code, description }
    }

    /// The HTTP status.
    pub(crate) fn status(&self, switches: &Switches) -> u16 {
        match self.kind {
            Kind::Request => 400,
            Kind::Client => 401,
            Kind::Weak => switches.weak_session_status,
            Kind::NotFound => 404,
            Kind::Business => switches.business_status,
            Kind::Server => 500,
        }
    }
}

pub(crate) const CLIENT_UNKNOWN: Refusal =
    Refusal::new(Kind::Client, "invalid_client", "The API key and secret are not those of this environment.");

pub(crate) const GRANT_UNKNOWN: Refusal =
    Refusal::new(Kind::Request, "unsupported_grant_type", "The form must say grant_type=client_credentials.");

pub(crate) const TOKEN_UNKNOWN: Refusal = Refusal::new(
    Kind::Client,
    "invalid_access_token",
    "The bearer token is missing, unknown in this environment, or past its lifetime.",
);

pub(crate) const UNEXPECTED: Refusal =
    Refusal::new(Kind::Server, "unexpected_error", "Something went wrong at the partner.");

pub(crate) const SESSION_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "session_not_found",
    "There is no such session in this environment, or it is another one than the header's.",
);

pub(crate) const SESSION_UNKNOWN: Refusal = Refusal::new(
    Kind::Client,
    "invalid_session",
    "The header ns-session-id is missing or names no session of this environment.",
);

pub(crate) const SESSION_EXPIRED: Refusal = Refusal::new(
    Kind::Client,
    "session_expired",
    "The session of the header ns-session-id is past its time.",
);

pub(crate) const SESSION_WEAK: Refusal = Refusal::new(
    Kind::Weak,
    "session_not_sufficient",
    "The operation demands the session of an account or a person.",
);

pub(crate) const DEVICE_DATA_MISSING: Refusal = Refusal::new(
    Kind::Request,
    "device_data_missing",
    "A session needs encrypted_data (SDK version 1) or device_data (version 2).",
);

pub(crate) const ENCRYPTED_DATA_INVALID: Refusal = Refusal::new(
    Kind::Request,
    "encrypted_data_invalid",
    "The encrypted data was not made for this environment, or is no such message.",
);

pub(crate) const DEVICE_KEYS_MISSING: Refusal = Refusal::new(
    Kind::Business,
    "device_keys_missing",
    "The session was opened without the keys of a device, so nothing can be encrypted for it.",
);

pub(crate) const SOURCE_INVALID: Refusal = Refusal::new(
    Kind::Request,
    "session_source_invalid",
    "source_type is account or person and comes together with source_id.",
);

pub(crate) const PROMOTION_NOT_PERMITTED: Refusal = Refusal::new(
    Kind::Business,
    "session_promotion_not_permitted",
    "A session goes from anonymous to account, from anonymous to person, or from account to one of its persons.",
);

pub(crate) const CONTEXT_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "account_creation_context_not_found",
    "There is no such account creation context.",
);

/// Netspend documentation.
pub(crate) const ACCOUNT_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "account_not_found",
    "There is no such account, or it is not this session's.",
);

/// Netspend documentation.
pub(crate) const ACCOUNT_INACTIVE: Refusal = Refusal::new(
    Kind::Business,
    "account_inactive",
    "The account is not active: read it and do what is missing.",
);

pub(crate) const ACCOUNT_CLOSED: Refusal =
    Refusal::new(Kind::Business, "account_closed", "The account is closed.");

pub(crate) const NOT_A_SUBACCOUNT: Refusal =
    Refusal::new(Kind::Business, "account_not_a_subaccount", "The account is no subaccount.");

pub(crate) const SUBACCOUNT_NOT_ELIGIBLE: Refusal = Refusal::new(
    Kind::Business,
    "subaccount_not_eligible",
    "A subaccount needs an active primary account with an approved holder and a physical card.",
);

/// Netspend documentation.
pub(crate) const PENDING_TRANSFER: Refusal =
    Refusal::new(Kind::Business, "account_has_pending_transfer", "The subaccount has a pending transfer.");

/// Netspend documentation.
pub(crate) const TRANSFER_NOT_FOUND: Refusal =
    Refusal::new(Kind::NotFound, "account_transfer_not_found", "There is no such deposit or withdrawal.");

pub(crate) const TRANSFER_NOT_PENDING: Refusal =
    Refusal::new(Kind::Business, "account_transfer_not_pending", "The deposit or withdrawal is not pending.");

pub(crate) const PERSON_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "person_not_found",
    "There is no such person, or the person is not this session's.",
);

pub(crate) const PERSON_INVALID: Refusal = Refusal::new(
    Kind::Request,
    "person_invalid",
    "A person needs a name, an account, and primary or secondary; a secondary one needs a primary one.",
);

/// Netspend documentation.
pub(crate) const KYC_FIXED: Refusal = Refusal::new(
    Kind::Business,
    "kyc_updates_not_permitted_when_approved_or_conditional",
    "Name, date of birth and government id are fixed once the identity check has run.",
);

pub(crate) const KYC_NOT_APPROVED: Refusal =
    Refusal::new(Kind::Business, "kyc_not_approved", "The person's identity is not approved.");

/// Netspend documentation.
pub(crate) const QUESTIONS_NOT_AVAILABLE: Refusal = Refusal::new(
    Kind::Business,
    "identity_verification_questions_not_available",
    "The one attempt was made, the time is over, or there are no questions for this person.",
);

/// Netspend documentation.
pub(crate) const ANSWERS_ALREADY_SUBMITTED: Refusal = Refusal::new(
    Kind::Business,
    "identity_verification_answers_already_submitted",
    "The one attempt was made.",
);

pub(crate) const SCAN_NOT_AVAILABLE: Refusal = Refusal::new(
    Kind::Business,
    "identity_scan_not_available",
    "No scan is asked of this person, or it is another one.",
);

pub(crate) const DOCUMENT_REQUEST_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "document_request_not_found",
    "There is no such document request of this person.",
);

pub(crate) const DOCUMENT_REQUEST_NOT_OPEN: Refusal = Refusal::new(
    Kind::Business,
    "document_request_not_open",
    "The request is not open: replace the documents instead.",
);

pub(crate) const DOCUMENT_REQUEST_EXPIRED: Refusal =
    Refusal::new(Kind::Business, "document_request_expired", "The time for these documents is over.");

pub(crate) const DOCUMENT_REQUEST_OPEN: Refusal = Refusal::new(
    Kind::Business,
    "document_request_open",
    "Nothing was handed in yet that could be replaced.",
);

pub(crate) const DOCUMENT_INVALID: Refusal = Refusal::new(
    Kind::Request,
    "document_invalid",
    "The purpose is the request's workflow, and each image has one of its content types.",
);

pub(crate) const AGREEMENT_NOT_FOUND: Refusal =
    Refusal::new(Kind::NotFound, "agreement_not_found", "There is no such agreement for this account.");

pub(crate) const EXPECTED_USE_NOT_ASKED: Refusal = Refusal::new(
    Kind::NotFound,
    "expected_use_not_asked",
    "Accounts of this type are not asked for their expected use.",
);

pub(crate) const ANSWERS_INVALID: Refusal = Refusal::new(
    Kind::Request,
    "answers_invalid",
    "Each question is answered once, with one of its options.",
);

/// Netspend documentation.
pub(crate) const ADDRESS_CANADIAN: Refusal =
    Refusal::new(Kind::Business, "address_canadian_not_allowed", "The address is in Canada.");

/// Netspend documentation.
pub(crate) const ADDRESS_GENERAL_DELIVERY: Refusal =
    Refusal::new(Kind::Business, "address_general_delivery_not_allowed", "The address is general delivery.");

/// Netspend documentation.
pub(crate) const ADDRESS_MISMATCH: Refusal =
    Refusal::new(Kind::Business, "address_has_component_mismatch", "The parts of the address disagree.");

/// Netspend documentation.
pub(crate) const ADDRESS_MATCHES: Refusal =
    Refusal::new(Kind::Business, "address_has_multiple_matches", "The address is ambiguous.");

pub(crate) const CARD_NOT_FOUND: Refusal =
    Refusal::new(Kind::NotFound, "card_not_found", "There is no such card, or it is not this session's.");

pub(crate) const CARD_BRAND_INVALID: Refusal =
    Refusal::new(Kind::Business, "card_brand_invalid", "The brand is unknown, or missing for a replacement.");

pub(crate) const CARD_CLOSED: Refusal = Refusal::new(Kind::Business, "card_closed", "The card is closed.");

pub(crate) const CARD_INVALID: Refusal = Refusal::new(
    Kind::Request,
    "card_invalid",
    "The card's account and person must be said where the session does not tell them.",
);

pub(crate) const CARD_NOT_VERIFIED: Refusal = Refusal::new(
    Kind::Business,
    "card_not_verified",
    "verify_id is not that of a verification of this card, or it was used.",
);

pub(crate) const CARD_VERIFICATION_FAILED: Refusal =
    Refusal::new(Kind::Business, "card_verification_failed", "The security code is not the card's.");

pub(crate) const PIN_INVALID: Refusal = Refusal::new(Kind::Business, "pin_invalid", "A PIN is four digits.");

pub(crate) const P2P_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "p2p_transfer_not_found",
    "There is no such transfer, or it is not this session's.",
);

pub(crate) const P2P_NOT_PENDING: Refusal =
    Refusal::new(Kind::Business, "p2p_transfer_not_pending", "The transfer is not pending any more.");

pub(crate) const P2P_RECEIVER_INVALID: Refusal = Refusal::new(
    Kind::Business,
    "p2p_transfer_receiver_invalid",
    "The receiver is the sender, was named before, or is not the one who accepts.",
);

pub(crate) const AMOUNT_INVALID: Refusal =
    Refusal::new(Kind::Request, "amount_invalid", "An amount is positive and in whole cents.");

pub(crate) const INSUFFICIENT_FUNDS: Refusal =
    Refusal::new(Kind::Business, "insufficient_funds", "There is not as much in it.");

pub(crate) const TRANSFER_LIMIT_EXCEEDED: Refusal =
    Refusal::new(Kind::Business, "transfer_limit_exceeded", "The transfer is over the limit.");

pub(crate) const TRANSACTION_NOT_FOUND: Refusal =
    Refusal::new(Kind::NotFound, "transaction_not_found", "There is no such transaction.");

pub(crate) const SEARCH_INVALID: Refusal =
    Refusal::new(Kind::Request, "search_invalid", "A search needs an account or a card.");

pub(crate) const SAVINGS_NOT_ENROLLED: Refusal =
    Refusal::new(Kind::Business, "savings_not_enrolled", "The account has no savings.");

pub(crate) const EXTERNAL_CARD_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "external_card_not_found",
    "There is no such external card of this account.",
);

pub(crate) const EXTERNAL_CARD_NOT_VERIFIED: Refusal = Refusal::new(
    Kind::Business,
    "external_card_not_verified",
    "The external card was not verified, or not with this amount.",
);

pub(crate) const FEE_QUOTE_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "fee_quote_not_found",
    "There is no such fee quote of this account and amount.",
);

pub(crate) const BANK_LINK_NOT_FOUND: Refusal =
    Refusal::new(Kind::NotFound, "bank_link_not_found", "There is no such bank link.");

pub(crate) const OVERDRAFT_NOT_AVAILABLE: Refusal =
    Refusal::new(Kind::Business, "overdraft_not_available", "Accounts of this type have no overdraft.");

pub(crate) const WALLET_NOT_AVAILABLE: Refusal =
    Refusal::new(Kind::Business, "wallet_not_available", "The card cannot go into this wallet.");
