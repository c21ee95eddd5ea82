//! Account holders with a fate of their own, by AccountHolderNumber.

use super::answer::{self, Refusal};

/// An account holder for whom StartSession is turned down with a certain code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestAccountHolder {
    /// What stands for the case in `sandbox.json`.
    pub name: &'static str,
    /// The AccountHolderNumber to send.
    pub account_holder_number: &'static str,
    /// The ResponseCode that comes back.
    pub response_code: &'static str,
}

impl TestAccountHolder {
    const fn new(
        name: &'static str,
        account_holder_number: &'static str,
        response_code: &'static str,
    ) -> Self {
        Self { name, account_holder_number, response_code }
    }

    /// What StartSession says to this account holder.
    pub(super) fn refusal(&self) -> Refusal {
        let known =
            [answer::NO_ELIGIBLE_ACCOUNT, answer::SUSPENDED, answer::NOT_AUTHORIZED, answer::OUT_OF_SERVICE];
        known.into_iter().find(|refusal| refusal.code == self.response_code).unwrap_or(answer::UNEXPECTED)
    }
}

/// Every account holder with a fate of his own. Anybody else gets a session.
pub const TEST_ACCOUNT_HOLDERS: [TestAccountHolder; 5] = [
    TestAccountHolder::new("all_accounts_filtered", "120000012", "E12"),
    TestAccountHolder::new("blocklisted", "770000077", "E77"),
    TestAccountHolder::new("not_on_allow_list", "780000078", "E78"),
    TestAccountHolder::new("institution_out_of_service", "970000097", "E97"),
    TestAccountHolder::new("unexpected_error", "990000099", "E99"),
];

/// An AccountNumber that the institution's rules filter: it is not among the AccountKeys.
pub const FILTERED_ACCOUNT: &str = "1200000120";
