//! The people and accounts that every environment begins with, so that a session can be opened at once.

use bindery_runtime::generated::Decimal;
use partners::netspend::types::KycStatus;

use super::accounts::{Account, TEST_CONTEXTS};
use super::agreements::AGREEMENTS;
use super::people::{Names, Person};
use super::state::State;

/// A person who is there from the start: approved, on an active account of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestPerson {
    /// The person's id.
    pub person_id: &'static str,
    /// The account's id.
    pub account_id: &'static str,
    /// The account creation context.
    pub context_id: &'static str,
    /// What is on the account, in cents.
    pub cents: i64,
}

/// The people who are there from the start.
pub const TEST_PEOPLE: [TestPerson; 3] = [
    TestPerson {
        person_id: "fake-person",
        account_id: "fake-account",
        context_id: "sandbox-dda",
        cents: 100_000,
    },
    TestPerson {
        person_id: "fake-person-2",
        account_id: "fake-account-2",
        context_id: "sandbox-dda",
        cents: 100_000,
    },
    TestPerson {
        person_id: "fake-person-3",
        account_id: "fake-account-3",
        context_id: "sandbox-gpr",
        cents: 0,
    },
];

/// Puts them there.
pub(super) fn plant(state: &mut State) {
    for known in TEST_PEOPLE {
        let Some(context) = TEST_CONTEXTS.into_iter().find(|context| context.id == known.context_id) else {
            continue;
        };
        let mut account = Account::new(known.account_id.to_owned(), context);
        account.activated = true;
        state.accounts.insert(account.id.clone(), account);
        let names = Names { first: "Fake".to_owned(), middle: None, last: "Person".to_owned() };
        let mut person = Person::new(known.person_id.to_owned(), known.account_id.to_owned(), true, names);
        person.kyc.status = KycStatus::Approved;
        person.kyc.ofac_status = "passed";
        person.expected_use = true;
        person.agreements = AGREEMENTS.iter().map(|agreement| agreement.id).collect();
        state.people.insert(person.id.clone(), person);
        if known.cents > 0 {
            state.ledger.begin(known.account_id, Decimal::new(known.cents, 2));
        }
    }
}
