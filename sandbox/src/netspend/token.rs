//! The partner's access tokens of one Netspend environment.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use super::answer::{self, Refusal};
use crate::clock::Clock;

/// Netspend documentation: `expires_in` reads `"86399"`, a text of seconds.
pub(crate) const LIFETIME_SECONDS: &str = "86399";
const LIFETIME: Duration = Duration::from_secs(86_399);

/// Netspend documentation: `BearerToken`, not `Bearer`.
pub(crate) const TOKEN_TYPE: &str = "BearerToken";

/// Netspend documentation: the one scope that was seen.
pub(crate) const SCOPE: &str = "owned_accounts_full";

/// Netspend documentation: a token has 28 characters.
const TOKEN_LENGTH: usize = 28;

/// The tokens that were minted, and the key and secret that mint them.
#[derive(Debug)]
pub(super) struct Tokens {
    api_key: String,
    api_secret: String,
    clock: Clock,
    minted: Mutex<HashMap<String, Duration>>,
}

impl Tokens {
    pub(super) fn new(api_key: &str, api_secret: &str, clock: Clock) -> Self {
        Self {
            api_key: api_key.to_owned(),
            api_secret: api_secret.to_owned(),
            clock,
            minted: Mutex::default(),
        }
    }

    /// A new token for who shows key and secret in the `Authorization` header (Basic).
    pub(super) fn mint(&self, authorization: Option<&str>, grant_type: &str) -> Result<String, Refusal> {
        let shown = credential(authorization, "Basic")
            .and_then(|encoded| base64_simd::STANDARD.decode_to_vec(encoded).ok())
            .ok_or(answer::CLIENT_UNKNOWN)?;
        if shown != format!("{}:{}", self.api_key, self.api_secret).into_bytes() {
            return Err(answer::CLIENT_UNKNOWN);
        }
        if grant_type != "client_credentials" {
            return Err(answer::GRANT_UNKNOWN);
        }
        let mut token = format!("sandbox{}", Uuid::new_v4().simple());
        token.truncate(TOKEN_LENGTH);
        let until = self.clock.now() + LIFETIME;
        self.minted.lock().unwrap_or_else(PoisonError::into_inner).insert(token.clone(), until);
        Ok(token)
    }

    /// Whether the `Authorization` header (Bearer) carries a token that lives.
    pub(super) fn check(&self, authorization: Option<&str>) -> Result<(), Refusal> {
        let token = credential(authorization, "Bearer").ok_or(answer::TOKEN_UNKNOWN)?;
        let minted = self.minted.lock().unwrap_or_else(PoisonError::into_inner);
        match minted.get(token) {
            Some(until) if self.clock.now() < *until => Ok(()),
            _ => Err(answer::TOKEN_UNKNOWN),
        }
    }
}

/// What follows the scheme in an `Authorization` header; scheme names have no case.
fn credential<'a>(authorization: Option<&'a str>, scheme: &str) -> Option<&'a str> {
    let (given, credential) = authorization?.split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then_some(credential.trim())
}
