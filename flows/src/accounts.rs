//! Accounts: long lists of them, and the one that a deposit goes into.

use std::fmt;

use bindery_runtime::Secret;
use partners::papi3::deposit::{self, AddAccountsRequest};
use partners::papi3::{Client, Device, ResultCode, Session, sso};

use crate::error::{Error, Result};

/// PAPI3 documentation: more accounts than this are not sent with StartSession but with AddAccounts.
pub const WITH_START_SESSION: usize = 500;

/// PAPI3 documentation: at most this many accounts in one AddAccounts.
pub const WITH_ADD_ACCOUNTS: usize = 5_000;

/// The account of a deposit. Debug does not show it.
///
/// The partner numbers the accounts of each session anew and leaves out those that the institution does not allow, so a
/// number of one session may mean another account in the next. What stays is what we sent ourselves: description and
/// tag. By them the account is looked up in each session that opens a batch.
#[derive(Clone)]
pub struct Account {
    pub(crate) number: Secret,
    description: String,
    tag: String,
}

impl Account {
    /// The account with what was sent of it in StartSession. AddAccounts carries no tag: accounts of long lists are
    /// told apart by their descriptions alone.
    #[must_use]
    pub fn new(number: Secret, description: impl Into<String>, tag: impl Into<String>) -> Self {
        Self { number, description: description.into(), tag: tag.into() }
    }

    /// Its number in the session.
    pub(crate) fn index(&self, keys: &[deposit::AccountKey]) -> Result<i32> {
        let same =
            |told: &Option<String>, ours: &str| told.as_deref().unwrap_or_default().trim() == ours.trim();
        let mut found = keys.iter().filter(|key| {
            let untagged = key.tag.as_deref().is_none_or(|tag| tag.trim().is_empty());
            same(&key.description, &self.description) && (untagged || same(&key.tag, &self.tag))
        });
        match (found.next(), found.next()) {
            (Some(key), None) => Ok(key.account_number_index),
            _ => Err(Error::AccountNotOffered),
        }
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Account(<secret>)")
    }
}

/// Opens a session for the accounts of the request: with them, or, where they are many, without them, and adds them
/// before the session is used for anything else.
pub(crate) async fn open(
    client: &Client,
    device: &Device,
    opening: &sso::StartSessionRequest,
) -> Result<Session> {
    if opening.accounts.len() <= WITH_START_SESSION {
        return Ok(client.session(device, opening.clone()));
    }
    let (session, _) = client.start_session(device, without_accounts(opening)).await?;
    let mut none_eligible = None;
    let mut some_eligible = false;
    for chunk in opening.accounts.chunks(WITH_ADD_ACCOUNTS) {
        match add(&session, chunk).await {
            Ok(()) => some_eligible = true,
            // None of this part; those of another part may be.
            Err(error) if ResultCode::of(&error) == Some(ResultCode::NoEligibleAccount) => {
                none_eligible = Some(error);
            }
            Err(error) => return Err(error.into()),
        }
    }
    match none_eligible {
        Some(error) if !some_eligible => Err(error.into()),
        _ => Ok(session),
    }
}

async fn add(session: &Session, chunk: &[sso::Account]) -> bindery_runtime::Result<()> {
    let request = || {
        let mut request = AddAccountsRequest::default();
        request.accounts = chunk.iter().map(untagged).collect();
        request
    };
    match session.add_accounts(request()).await {
        // Repeated accounts are ignored, so a second try does no harm, and a new session would cost more.
        Err(error) if error.is_retryable() => session.add_accounts(request()).await.map(drop),
        other => other.map(drop),
    }
}

/// The request without its accounts; they may be many, so they are not copied first.
fn without_accounts(opening: &sso::StartSessionRequest) -> sso::StartSessionRequest {
    let mut request = sso::StartSessionRequest::new(
        opening.account_holder_number.as_str(),
        opening.account_holder_name.as_str(),
        opening.username.as_str(),
        opening.email.as_str(),
    );
    request.account_holder_attributes.clone_from(&opening.account_holder_attributes);
    request
}

fn untagged(account: &sso::Account) -> deposit::Account {
    let mut untagged = deposit::Account::new(
        account.account_number.as_str(),
        account.description.as_str(),
        account.account_type_code.as_str(),
    );
    untagged.joint_account_holder_names.clone_from(&account.joint_account_holder_names);
    untagged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(index: i32, description: &str, tag: &str) -> deposit::AccountKey {
        deposit::AccountKey {
            account_number_index: index,
            description: Some(description.to_owned()),
            tag: Some(tag.to_owned()).filter(|tag| !tag.is_empty()),
        }
    }

    #[test]
    fn an_account_is_found_by_what_was_sent_of_it() {
        let account = Account::new("56789".into(), "Checking", "7");
        let keys = [key(0, "Savings", "7"), key(1, "Checking ", "7"), key(2, "Checking", "8")];
        assert_eq!(account.index(&keys).unwrap(), 1);
        assert_eq!(account.index(&[key(3, "Checking", "")]).unwrap(), 3);
    }

    #[test]
    fn an_account_that_is_missing_or_not_alone_is_not_guessed() {
        let account = Account::new("56789".into(), "Checking", "7");
        for keys in
            [vec![], vec![key(0, "Checking", "8")], vec![key(0, "Checking", "7"), key(1, "Checking", "7")]]
        {
            assert!(matches!(account.index(&keys), Err(Error::AccountNotOffered)));
        }
    }

    #[test]
    fn nothing_of_it_is_printed() {
        let shown = format!("{:?}", Account::new("56789".into(), "Checking of John", "7"));
        assert_eq!(shown, "Account(<secret>)");
    }
}
