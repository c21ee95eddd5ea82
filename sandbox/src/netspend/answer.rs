//! The statuses and codes with which Netspend turns a call down.
//!
//! Neither the codes below nor the statuses are documented for these cases: they are the sandbox's choice, in the
//! manner of the codes that are.

/// What a call is turned down with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The business code of the error body.
    pub(crate) code: &'static str,
    /// What the code means, for developers.
    pub(crate) description: &'static str,
}

pub(crate) const CLIENT_UNKNOWN: Refusal = Refusal {
    status: 401,
    code: "invalid_client",
    description: "The API key and secret are not those of this environment.",
};

pub(crate) const GRANT_UNKNOWN: Refusal = Refusal {
    status: 400,
    code: "unsupported_grant_type",
    description: "The form must say grant_type=client_credentials.",
};

pub(crate) const TOKEN_UNKNOWN: Refusal = Refusal {
    status: 401,
    code: "invalid_access_token",
    description: "The bearer token is missing, unknown in this environment, or past its lifetime.",
};

pub(crate) const SESSION_NOT_FOUND: Refusal = Refusal {
    status: 404,
    code: "session_not_found",
    description: "There is no such session in this environment.",
};

pub(crate) const SESSION_UNKNOWN: Refusal = Refusal {
    status: 401,
    code: "invalid_session",
    description: "The header ns-session-id names no session of this environment.",
};

pub(crate) const DEVICE_DATA_MISSING: Refusal = Refusal {
    status: 400,
    code: "device_data_missing",
    description: "A session needs encrypted_data (SDK version 1) or device_data (version 2).",
};

pub(crate) const SOURCE_INVALID: Refusal = Refusal {
    status: 400,
    code: "session_source_invalid",
    description: "source_type is account or person and comes together with source_id.",
};

pub(crate) const PROMOTION_NOT_PERMITTED: Refusal = Refusal {
    status: 422,
    code: "session_promotion_not_permitted",
    description: "A session goes from anonymous to account, from anonymous to person, or from account to person.",
};
