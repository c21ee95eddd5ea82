//! The sessions of one Netspend environment and the rules by which calls are answered, without JSON and HTTP.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use super::answer::{self, Refusal};
use super::token::Tokens;
use crate::clock::Clock;

/// Whom a session stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// A device alone.
    Anonymous,
    /// An account, by its id.
    Account(String),
    /// A person, by the person's id.
    Person(String),
}

impl Source {
    /// Reads `source_type` and `source_id`. An empty text is as good as none.
    pub(crate) fn read(source_type: Option<&str>, source_id: Option<&str>) -> Result<Self, Refusal> {
        let given = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
        match (given(source_type).as_deref(), given(source_id)) {
            (None, None) => Ok(Self::Anonymous),
            (Some("account"), Some(id)) => Ok(Self::Account(id)),
            (Some("person"), Some(id)) => Ok(Self::Person(id)),
            _ => Err(answer::SOURCE_INVALID),
        }
    }

    /// `source_type`; an anonymous session has none.
    pub(crate) fn source_type(&self) -> Option<&'static str> {
        match self {
            Self::Anonymous => None,
            Self::Account(_) => Some("account"),
            Self::Person(_) => Some("person"),
        }
    }

    /// `source_id`; an anonymous session has none.
    pub(crate) fn source_id(&self) -> Option<&str> {
        match self {
            Self::Anonymous => None,
            Self::Account(id) | Self::Person(id) => Some(id),
        }
    }

    /// Netspend documentation: three promotions exist, and nothing leads back or to another account or person.
    fn may_become(&self, next: &Self) -> bool {
        matches!(
            (self, next),
            (Self::Anonymous, Self::Account(_) | Self::Person(_)) | (Self::Account(_), Self::Person(_))
        )
    }
}

/// One environment. Nothing in it is known to the other one.
#[derive(Debug)]
pub(crate) struct Environment {
    tokens: Tokens,
    sessions: Mutex<HashMap<String, Source>>,
}

impl Environment {
    /// An environment without tokens and sessions.
    pub(crate) fn new(api_key: &str, api_secret: &str, clock: Clock) -> Self {
        Self { tokens: Tokens::new(api_key, api_secret, clock), sessions: Mutex::default() }
    }

    /// A new access token; `authorization` is the header as it came.
    pub(crate) fn mint(&self, authorization: Option<&str>, grant_type: &str) -> Result<String, Refusal> {
        self.tokens.mint(authorization, grant_type)
    }

    /// Whether the caller shows an access token that lives; every call but the minting asks this first.
    pub(crate) fn check(&self, authorization: Option<&str>) -> Result<(), Refusal> {
        self.tokens.check(authorization)
    }

    /// Whether the session that a caller acts in exists; `id` is the header `ns-session-id` as it came. A call without
    /// the header is left to the operation: which ones insist on it is not documented.
    pub(crate) fn check_session(&self, id: Option<&str>) -> Result<(), Refusal> {
        match id {
            Some(id) => self.session(id).map(drop).map_err(|_| answer::SESSION_UNKNOWN),
            None => Ok(()),
        }
    }

    /// Opens a session and gives its id.
    pub(crate) fn create_session(&self, source: Source, device: &DeviceData<'_>) -> Result<String, Refusal> {
        if [device.encrypted_data, device.device_data].into_iter().flatten().all(str::is_empty) {
            return Err(answer::DEVICE_DATA_MISSING);
        }
        let id = Uuid::new_v4().to_string();
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), source);
        Ok(id)
    }

    /// Whom a session stands for.
    pub(crate) fn session(&self, id: &str) -> Result<Source, Refusal> {
        let sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        sessions.get(id).cloned().ok_or(answer::SESSION_NOT_FOUND)
    }

    /// Promotes a session.
    pub(crate) fn promote(&self, id: &str, next: Source) -> Result<(), Refusal> {
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let source = sessions.get_mut(id).ok_or(answer::SESSION_NOT_FOUND)?;
        if !source.may_become(&next) {
            return Err(answer::PROMOTION_NOT_PERMITTED);
        }
        *source = next;
        Ok(())
    }
}

/// What the SDK in the device made of it: version 1 fills the first, version 2 the second.
#[derive(Clone, Copy, Default)]
pub(crate) struct DeviceData<'a> {
    /// `encrypted_data`.
    pub(crate) encrypted_data: Option<&'a str>,
    /// `device_data`.
    pub(crate) device_data: Option<&'a str>,
}

#[cfg(test)]
mod tests;
