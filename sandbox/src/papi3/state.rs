//! The sessions of one PAPI3 environment and the rules by which calls are answered, without XML and HTTP.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use uuid::Uuid;

use super::answer::{self, Refusal};
use crate::clock::Clock;

/// PAPI3 documentation: a session ends after 15 minutes without a successful call.
const IDLE_LIMIT: Duration = Duration::from_secs(15 * 60);

/// PAPI3 documentation: always 9.
const LANGUAGE: i32 = 9;

/// An account holder for whom StartSession is turned down with a certain code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestAccountHolder {
    /// What stands for the case in `sandbox.json`.
    pub name: &'static str,
    /// The AccountHolderNumber to send.
    pub account_holder_number: &'static str,
    /// The ResponseCode that comes back.
    pub response_code: &'static str,
    refusal: Refusal,
}

impl TestAccountHolder {
    const fn new(name: &'static str, account_holder_number: &'static str, refusal: Refusal) -> Self {
        Self { name, account_holder_number, response_code: refusal.code, refusal }
    }
}

/// Every account holder with a fate of his own. Anybody else gets a session.
pub const TEST_ACCOUNT_HOLDERS: [TestAccountHolder; 5] = [
    TestAccountHolder::new("all_accounts_filtered", "120000012", answer::NO_ELIGIBLE_ACCOUNT),
    TestAccountHolder::new("blocklisted", "770000077", answer::SUSPENDED),
    TestAccountHolder::new("not_on_allow_list", "780000078", answer::NOT_AUTHORIZED),
    TestAccountHolder::new("institution_out_of_service", "970000097", answer::OUT_OF_SERVICE),
    TestAccountHolder::new("unexpected_error", "990000099", answer::UNEXPECTED),
];

/// What every call says of its caller.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller {
    /// The PartnerId to which the client certificate of the connection was given.
    pub(crate) certified: Option<i32>,
    /// PartnerId.
    pub(crate) partner_id: i32,
    /// LanguageId.
    pub(crate) language_id: i32,
}

/// An account as StartSession sends it, as far as the sandbox looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    /// Description.
    pub(crate) description: String,
    /// Tag.
    pub(crate) tag: String,
}

/// An account as the partner names it afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccountKey {
    /// AccountNumberIndex: the place of the account among those that were sent, from 0.
    pub(crate) index: i32,
    /// Description, as it was sent.
    pub(crate) description: String,
    /// Tag, as it was sent.
    pub(crate) tag: String,
}

/// The two values that carry a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    /// SessionToken.
    pub(crate) token: String,
    /// SessionStateId.
    pub(crate) state_id: String,
}

#[derive(Debug)]
struct Session {
    token: String,
    partner_id: i32,
    /// When the last successful call was answered, by the sandbox's clock.
    last_success: Duration,
    account_keys: Vec<AccountKey>,
}

/// One environment. Nothing in it is known to the other one.
#[derive(Debug)]
pub(crate) struct Environment {
    clock: Clock,
    large_account_lists: bool,
    sessions: Mutex<HashMap<String, Session>>,
}

impl Environment {
    /// An environment without sessions. With `large_account_lists`, StartSession may come without accounts.
    pub(crate) fn new(clock: Clock, large_account_lists: bool) -> Self {
        Self { clock, large_account_lists, sessions: Mutex::default() }
    }

    /// StartSession: a pair and the eligible accounts, or why not.
    pub(crate) fn start_session(
        &self,
        caller: Caller,
        account_holder_number: &str,
        accounts: Vec<Account>,
    ) -> Result<(Pair, Vec<AccountKey>), Refusal> {
        caller.check()?;
        if let Some(known) =
            TEST_ACCOUNT_HOLDERS.iter().find(|known| known.account_holder_number == account_holder_number)
        {
            return Err(known.refusal);
        }
        if accounts.is_empty() && !self.large_account_lists {
            return Err(answer::NO_ELIGIBLE_ACCOUNT);
        }
        let account_keys: Vec<AccountKey> = (0..)
            .zip(accounts)
            .map(|(index, account)| AccountKey { index, description: account.description, tag: account.tag })
            .collect();
        let pair = Pair { token: Uuid::new_v4().to_string(), state_id: Uuid::new_v4().to_string() };
        let session = Session {
            token: pair.token.clone(),
            partner_id: caller.partner_id,
            last_success: self.clock.now(),
            account_keys: account_keys.clone(),
        };
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(pair.state_id.clone(), session);
        Ok((pair, account_keys))
    }

    /// GetSessionInfo: the accounts of the session.
    pub(crate) fn session_info(&self, caller: Caller, pair: &Pair) -> Result<Vec<AccountKey>, Refusal> {
        self.in_session(caller, pair, |session| Ok(session.account_keys.clone()))
    }

    /// EndSession: afterwards the pair is unknown.
    pub(crate) fn end_session(&self, caller: Caller, pair: &Pair) -> Result<(), Refusal> {
        self.in_session(caller, pair, |_| Ok(()))?;
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner).remove(&pair.state_id);
        Ok(())
    }

    /// Does the work of a call that belongs to a session; only if that succeeds, the idle clock starts anew.
    fn in_session<T>(
        &self,
        caller: Caller,
        pair: &Pair,
        work: impl FnOnce(&mut Session) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        caller.check()?;
        let mut sessions = self.sessions.lock().unwrap_or_else(PoisonError::into_inner);
        // Another partner's session is as unknown as one that never was.
        let session = sessions
            .get_mut(&pair.state_id)
            .filter(|session| session.partner_id == caller.partner_id)
            .ok_or(answer::invalid("SessionStateId"))?;
        if session.token != pair.token {
            return Err(answer::invalid("SessionToken"));
        }
        let now = self.clock.now();
        if now.saturating_sub(session.last_success) >= IDLE_LIMIT {
            return Err(answer::SESSION_TIMEOUT);
        }
        let done = work(session)?;
        session.last_success = now;
        Ok(done)
    }
}

impl Caller {
    /// The PartnerId must be the certificate's. How the partner says so is not documented: E500 is the sandbox's
    /// choice, as for any other parameter that does not hold.
    fn check(self) -> Result<(), Refusal> {
        if self.certified != Some(self.partner_id) {
            return Err(answer::invalid("PartnerId"));
        }
        if self.language_id != LANGUAGE {
            return Err(answer::invalid("LanguageId"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
