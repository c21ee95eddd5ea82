//! The partner's access tokens of one Netspend environment.

use std::collections::BTreeMap;
use std::time::Duration;

use bindery_runtime::Secret;
use bindery_runtime::generated::json::{Members, TextOrNumber};
use partners::netspend::types;

use super::answer::{self, Refusal};
use super::state::Turn;
use crate::clock::Now;

/// Netspend documentation: `BearerToken`, not `Bearer`.
const TOKEN_TYPE: &str = "BearerToken";

/// Netspend documentation: the one scope that was seen.
const SCOPE: &str = "owned_accounts_full";

/// Netspend documentation: a token has 28 characters.
const TOKEN_LENGTH: usize = 28;

/// The tokens that were minted, and the key and secret that mint them.
pub(super) struct Tokens {
    api_key: String,
    api_secret: String,
    /// By token, until when it lives.
    minted: BTreeMap<String, Duration>,
}

impl Tokens {
    pub(super) fn new(api_key: &str, api_secret: &str) -> Self {
        Self { api_key: api_key.to_owned(), api_secret: api_secret.to_owned(), minted: BTreeMap::new() }
    }

    /// A new token for who shows key and secret in the `Authorization` header (Basic).
    pub(super) fn mint(
        &mut self,
        authorization: Option<&str>,
        grant_type: &str,
        id: &str,
        until: Duration,
    ) -> Result<String, Refusal> {
        let shown = credential(authorization, "Basic")
            .and_then(|encoded| base64_simd::STANDARD.decode_to_vec(encoded).ok())
            .ok_or(answer::CLIENT_UNKNOWN)?;
        if shown != format!("{}:{}", self.api_key, self.api_secret).into_bytes() {
            return Err(answer::CLIENT_UNKNOWN);
        }
        if grant_type != "client_credentials" {
            return Err(answer::GRANT_UNKNOWN);
        }
        let mut token = format!("sandbox{}", id.replace('-', ""));
        token.truncate(TOKEN_LENGTH);
        self.minted.insert(token.clone(), until);
        Ok(token)
    }

    /// Whether the `Authorization` header (Bearer) carries a token that lives.
    pub(super) fn check(&self, authorization: Option<&str>, now: Now) -> Result<(), Refusal> {
        let token = credential(authorization, "Bearer").ok_or(answer::TOKEN_UNKNOWN)?;
        match self.minted.get(token) {
            Some(until) if now.elapsed < *until => Ok(()),
            _ => Err(answer::TOKEN_UNKNOWN),
        }
    }

    /// How many were ever minted.
    pub(super) fn minted(&self) -> usize {
        self.minted.len()
    }

    /// Ends every token before its time.
    pub(super) fn revoke(&mut self) {
        for until in self.minted.values_mut() {
            *until = Duration::ZERO;
        }
    }
}

impl Turn<'_> {
    /// createAccessToken.
    pub(super) fn mint(
        &mut self,
        header: Option<&str>,
        grant_type: &str,
    ) -> Result<types::AccessToken, Refusal> {
        let lifetime = self.switches().token_lifetime;
        let (id, until) = (self.state.ids.next(), self.now.elapsed + lifetime);
        let minted = self.state.tokens.mint(header, grant_type, &id, until)?;
        Ok(types::AccessToken {
            access_token: Secret::new(minted),
            token_type: TOKEN_TYPE.to_owned(),
            scope: Some(SCOPE.to_owned()),
            expires_in: Some(TextOrNumber::Text(lifetime.as_secs().to_string())),
            unlisted: Members::default(),
        })
    }
}

/// What follows the scheme in an `Authorization` header; scheme names have no case.
fn credential<'a>(authorization: Option<&'a str>, scheme: &str) -> Option<&'a str> {
    let (given, credential) = authorization?.split_once(' ')?;
    given.eq_ignore_ascii_case(scheme).then_some(credential.trim())
}
