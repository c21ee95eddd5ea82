//! Accounts: how they begin, when they become active, whose they are.

use bindery_runtime::generated::json::Members;
use partners::netspend::types;

use super::answer::{self, Refusal};
use super::sessions::Source;
use super::state::{State, Turn};

/// An account creation context that the sandbox has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestContext {
    /// Its id.
    pub id: &'static str,
    /// `DDA` or `GPR`.
    pub account_type: &'static str,
}

/// The account creation contexts. Each has the three agreements and the two card brands; only DDA accounts are asked for
/// their expected use, and only they have an overdraft.
pub const TEST_CONTEXTS: [TestContext; 2] = [
    TestContext { id: "sandbox-dda", account_type: "DDA" },
    TestContext { id: "sandbox-gpr", account_type: "GPR" },
];

/// The context of an id.
pub(super) fn context(id: &str) -> Result<TestContext, Refusal> {
    TEST_CONTEXTS.into_iter().find(|context| context.id == id).ok_or(answer::CONTEXT_NOT_FOUND)
}

/// One account.
pub(super) struct Account {
    pub(super) id: String,
    pub(super) context: TestContext,
    /// The primary account of a subaccount.
    pub(super) parent: Option<String>,
    /// The session that created it: it may use it before it is promoted.
    made_in: Option<String>,
    /// Active, and for good: what was missing was done once.
    pub(super) activated: bool,
    pub(super) closed: bool,
    pub(super) savings: bool,
    pub(super) overdraft: bool,
    pub(super) rewards: bool,
}

impl Account {
    pub(super) fn new(id: String, context: TestContext) -> Self {
        Self {
            id,
            context,
            parent: None,
            made_in: None,
            activated: false,
            closed: false,
            savings: false,
            overdraft: false,
            rewards: false,
        }
    }

    pub(super) fn is_dda(&self) -> bool {
        self.context.account_type == "DDA"
    }

    pub(super) fn is_active(&self) -> bool {
        self.activated && !self.closed
    }
}

impl Turn<'_> {
    /// createAccount. A subaccount is of the same context as its primary account, and active at once.
    pub(super) fn create_account(
        &mut self,
        body: &types::CreateAccountRequest,
    ) -> Result<types::Account, Refusal> {
        let context = context(&body.account_creation_context_id)?;
        let parent = body.parent_account_id.clone().filter(|id| !id.is_empty());
        if let Some(parent) = &parent {
            self.check_account(parent)?;
            self.check_subaccount_of(parent)?;
        }
        let mut account = Account::new(self.state.ids.next(), context);
        account.activated = parent.is_some();
        account.parent = parent;
        account.made_in = self.session.clone();
        let id = account.id.clone();
        self.state.accounts.insert(id.clone(), account);
        self.account_view(&id)
    }

    /// Netspend documentation: a subaccount needs an active primary account with an approved holder who has ordered a
    /// physical card.
    fn check_subaccount_of(&self, parent: &str) -> Result<(), Refusal> {
        let primary = self.state.account(parent)?;
        let approved = self.state.primary(parent).is_some_and(super::people::Person::is_approved);
        let ordered = self.state.cards.values().any(|card| card.account == parent && card.is_physical());
        let eligible = primary.is_active() && primary.parent.is_none() && approved && ordered;
        eligible.then_some(()).ok_or(answer::SUBACCOUNT_NOT_ELIGIBLE)
    }

    /// getAccount.
    pub(super) fn account_view(&mut self, id: &str) -> Result<types::Account, Refusal> {
        self.check_account(id)?;
        self.refresh(id);
        let workflows = self.account_workflows(id);
        let account = self.state.account(id)?;
        let status = match account.closed {
            true => types::AccountStatus::from("closed".to_owned()),
            false if account.activated => types::AccountStatus::Active,
            false => types::AccountStatus::Inactive,
        };
        Ok(types::Account {
            id: Some(account.id.clone()),
            type_: Some(types::AccountType::from(account.context.account_type.to_owned())),
            status: Some(status),
            account_creation_context_id: Some(account.context.id.to_owned()),
            parent_account_id: account.parent.clone(),
            workflows,
            unlisted: Members::default(),
        })
    }

    /// An account with nothing left to do becomes active.
    pub(super) fn refresh(&mut self, id: &str) {
        let is_done = self.account_workflows(id).iter().all(|workflow| workflow.steps.is_empty());
        if let Some(account) = self.state.accounts.get_mut(id) {
            account.activated |= is_done;
        }
    }

    /// Whether the account is there, and may be used by this call: a session reaches its own account and the
    /// subaccounts of that, an anonymous one the account that it has made.
    pub(super) fn check_account(&self, id: &str) -> Result<(), Refusal> {
        let account = self.state.account(id)?;
        let belongs = |own: &str| account.id == own || account.parent.as_deref() == Some(own);
        let allowed = match self.source() {
            None => true,
            Some(Source::Anonymous) => account.made_in == self.session,
            Some(Source::Account(own)) => belongs(own),
            Some(Source::Person(own)) => {
                self.state.people.get(own).is_some_and(|person| belongs(&person.account))
            }
        };
        allowed.then_some(()).ok_or(answer::ACCOUNT_NOT_FOUND)
    }

    /// The same, and the account is active.
    pub(super) fn check_active(&mut self, id: &str) -> Result<(), Refusal> {
        self.check_account(id)?;
        self.refresh(id);
        let active = self.state.account(id)?.is_active();
        active.then_some(()).ok_or(answer::ACCOUNT_INACTIVE)
    }

    /// The account of the call's session.
    pub(super) fn own_account(&self) -> Option<String> {
        match self.source()? {
            Source::Anonymous => None,
            Source::Account(id) => Some(id.clone()),
            Source::Person(id) => self.state.people.get(id).map(|person| person.account.clone()),
        }
    }
}

impl State {
    /// An account by its id.
    pub(super) fn account(&self, id: &str) -> Result<&Account, Refusal> {
        self.accounts.get(id).ok_or(answer::ACCOUNT_NOT_FOUND)
    }

    /// An account to be changed.
    pub(super) fn account_mut(&mut self, id: &str) -> Result<&mut Account, Refusal> {
        self.accounts.get_mut(id).ok_or(answer::ACCOUNT_NOT_FOUND)
    }
}
