//! The sessions of one environment: how they begin, what keeps them alive, which accounts they have.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use super::answer::{self, Refusal};
use super::device::Device;
use super::holders::{FILTERED_ACCOUNT, TEST_ACCOUNT_HOLDERS};
use super::state::{Holder, Now, State, Stores};

/// PAPI3 documentation: a session ends after 15 minutes without a successful call.
const IDLE_LIMIT: Duration = Duration::from_secs(15 * 60);

/// PAPI3 documentation: always 9.
const LANGUAGE: i32 = 9;

/// PAPI3 documentation: accounts in one call of AddAccounts.
const ACCOUNTS_PER_CALL: usize = 5_000;

/// What every call says of its caller.
#[derive(Clone)]
pub(super) struct Caller {
    /// The PartnerId to which the client certificate of the connection was given.
    pub(super) certified: Option<i32>,
    /// PartnerId.
    pub(super) partner_id: i32,
    /// LanguageId.
    pub(super) language_id: i32,
    pub(super) device: Device,
}

impl Caller {
    /// The PartnerId must be the certificate's. How the partner says so is not documented: E500 is the sandbox's
    /// choice, as for any other parameter that does not hold.
    fn check(&self) -> Result<(), Refusal> {
        if self.certified != Some(self.partner_id) {
            return Err(answer::invalid("PartnerId"));
        }
        if self.language_id != LANGUAGE {
            return Err(answer::invalid("LanguageId"));
        }
        self.device.check()
    }
}

/// The two values that carry a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// SessionToken.
    pub(super) token: String,
    /// SessionStateId.
    pub(super) state_id: String,
}

/// Who makes a call in a session.
#[derive(Clone)]
pub(super) struct Who {
    pub(super) caller: Caller,
    pub(super) pair: Pair,
}

/// An account as StartSession or AddAccounts sends it, as far as the sandbox looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Account {
    /// AccountNumber.
    pub(super) number: String,
    /// AccountTypeCode.
    pub(super) type_code: String,
    /// Description.
    pub(super) description: String,
    /// Tag.
    pub(super) tag: String,
}

/// An account as the partner names it afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AccountKey {
    /// AccountNumberIndex: the place of the account among those that were sent, from 0.
    pub(super) index: i32,
    /// Description, as it was sent.
    pub(super) description: String,
    /// Tag, as it was sent.
    pub(super) tag: String,
}

/// What SessionInfo says that is not the same for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SessionFacts {
    pub(super) account_keys: Vec<AccountKey>,
    pub(super) terms_are_required: bool,
    /// MessageTextCd and LocalizedText.
    pub(super) limits: [(&'static str, String); 3],
    pub(super) takes_several_checks: bool,
}

/// One session.
pub(super) struct Session {
    pub(super) state_id: String,
    pub(super) holder: Holder,
    token: String,
    /// When the last successful call was answered.
    pub(super) last_success: Duration,
    /// The batch that was made last, if there is one.
    pub(super) latest_batch: Option<String>,
    /// Everything that was sent, by AccountNumberIndex.
    accounts: Vec<Account>,
}

impl Session {
    /// The eligible account of an index. Without an index, it is the only one that there is.
    pub(super) fn account(&self, index: Option<i32>) -> Result<(i32, &Account), Refusal> {
        let mut eligible = self.eligible();
        let found = match index {
            Some(index) => eligible.find(|(at, _)| *at == index),
            None => eligible.next().filter(|_| eligible.next().is_none()),
        };
        found.ok_or(answer::invalid("AccountNumberIndex"))
    }

    /// The index of an account number.
    pub(super) fn index_of(&self, account_number: &str) -> Option<i32> {
        self.eligible().find(|(_, account)| account.number == account_number).map(|(index, _)| index)
    }

    fn eligible(&self) -> impl Iterator<Item = (i32, &Account)> {
        (0..).zip(&self.accounts).filter(|(_, account)| is_eligible(account))
    }

    fn facts(&self, stores: &Stores, now: Now) -> SessionFacts {
        let key = |(index, account): (i32, &Account)| AccountKey {
            index,
            description: account.description.clone(),
            tag: account.tag.clone(),
        };
        let deposited = stores.ledger.deposited(&self.holder, now.date);
        SessionFacts {
            account_keys: self.eligible().map(key).collect(),
            terms_are_required: stores.terms.are_required(&self.holder),
            limits: stores.rules.deposit_limits.messages(deposited),
            takes_several_checks: stores.rules.takes_several_checks(),
        }
    }
}

fn is_eligible(account: &Account) -> bool {
    account.number != FILTERED_ACCOUNT
}

/// The open sessions.
#[derive(Default)]
pub(super) struct Sessions {
    /// By SessionStateId.
    open: HashMap<String, Session>,
}

impl Sessions {
    /// The session that a call belongs to.
    pub(super) fn find(&mut self, who: &Who, now: Now) -> Result<&mut Session, Refusal> {
        who.caller.check()?;
        // Another partner's session is as unknown as one that never was.
        let session = self
            .open
            .get_mut(&who.pair.state_id)
            .filter(|session| session.holder.partner_id == who.caller.partner_id)
            .ok_or(answer::invalid("SessionStateId"))?;
        if session.token != who.pair.token {
            return Err(answer::invalid("SessionToken"));
        }
        if now.elapsed.saturating_sub(session.last_success) >= IDLE_LIMIT {
            return Err(answer::SESSION_TIMEOUT);
        }
        Ok(session)
    }
}

impl State {
    /// StartSession: a pair and the eligible accounts, or why not.
    pub(super) fn start_session(
        &mut self,
        caller: &Caller,
        now: Now,
        account_holder_number: &str,
        accounts: &[Account],
    ) -> Result<(Pair, SessionFacts), Refusal> {
        caller.check()?;
        if let Some(known) = TEST_ACCOUNT_HOLDERS
            .into_iter()
            .find(|known| known.account_holder_number == account_holder_number)
        {
            return Err(known.refusal());
        }
        let may_come_without = accounts.is_empty() && self.stores.rules.large_account_lists;
        if !may_come_without && !accounts.iter().any(is_eligible) {
            return Err(answer::NO_ELIGIBLE_ACCOUNT);
        }
        let pair = Pair { token: self.stores.ids.next(), state_id: self.stores.ids.next() };
        let session = Session {
            state_id: pair.state_id.clone(),
            holder: Holder { partner_id: caller.partner_id, number: account_holder_number.to_owned() },
            token: pair.token.clone(),
            last_success: now.elapsed,
            latest_batch: None,
            accounts: accounts.to_vec(),
        };
        let facts = session.facts(&self.stores, now);
        self.sessions.open.insert(pair.state_id.clone(), session);
        Ok((pair, facts))
    }

    /// GetSessionInfo: accounts, limits and terms as they are now.
    pub(super) fn session_info(&mut self, who: &Who, now: Now) -> Result<SessionFacts, Refusal> {
        self.in_session(who, now, |session, stores| Ok(session.facts(stores, now)))
    }

    /// AddAccounts: those that the session does not have yet are added; the same account is the same AccountNumber and
    /// AccountTypeCode.
    pub(super) fn add_accounts(&mut self, who: &Who, now: Now, accounts: &[Account]) -> Result<(), Refusal> {
        self.in_session(who, now, |session, _| {
            // PAPI3 documentation: all accounts come before the first deposit. The refusal is the sandbox's own.
            let is_too_late = session.latest_batch.is_some();
            if accounts.is_empty() || accounts.len() > ACCOUNTS_PER_CALL || is_too_late {
                return Err(answer::invalid("Accounts"));
            }
            if !accounts.iter().any(is_eligible) {
                return Err(answer::NO_ELIGIBLE_ACCOUNT);
            }
            let same = |account: &Account| (account.number.clone(), account.type_code.clone());
            let mut known: BTreeSet<_> = session.accounts.iter().map(same).collect();
            session.accounts.extend(accounts.iter().filter(|account| known.insert(same(account))).cloned());
            Ok(())
        })
    }

    /// EndSession: afterwards the pair is unknown.
    pub(super) fn end_session(&mut self, who: &Who, now: Now) -> Result<(), Refusal> {
        self.in_session(who, now, |_, _| Ok(()))?;
        self.sessions.open.remove(&who.pair.state_id);
        Ok(())
    }
}
