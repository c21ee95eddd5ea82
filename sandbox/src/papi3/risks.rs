//! The risks that the partner finds in a check: the sandbox finds them by the check's amount.

use bindery_runtime::generated::Decimal;

/// An amount for which a check is found risky. Any other amount is without risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestAmount {
    /// What stands for the case.
    pub name: &'static str,
    /// The amount to send, in cents.
    pub cents: i64,
    /// Whether the item needs a review: it counts as NeedReviewItemCount, else as OkItemCount.
    pub needs_review: bool,
    /// Whether PostDepositBatch refuses a batch with such an item.
    pub rejected: bool,
    pub(super) risks: &'static [Risk],
}

impl TestAmount {
    /// The amount to send.
    pub fn amount(&self) -> Decimal {
        Decimal::new(self.cents, 2)
    }
}

/// One risk factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Risk {
    /// RiskFactorId.
    pub(crate) id: i32,
    /// RiskFactorDescription: for developers.
    pub(crate) description: &'static str,
    /// RiskFactorLocalizedDescription: for the user.
    pub(crate) localized: &'static str,
    /// Severity: `Reject`, or empty.
    pub(crate) severity: &'static str,
    /// IsConfirmable.
    pub(crate) confirmable: bool,
}

/// The levels are the documentation's; numbers and texts are the sandbox's own.
const REJECT: Risk = Risk {
    id: 901,
    description: "Sandbox: Rejected",
    localized: "This check cannot be accepted.",
    severity: "Reject",
    confirmable: false,
};

/// PAPI3 documentation: number and developers' text of a risk that its example shows.
const CONFIRMABLE: Risk = Risk {
    id: 12,
    description: "Date Not Recognized By OCR",
    localized: "Please check the date of the check.",
    severity: "",
    confirmable: true,
};

const REMARK: Risk = Risk {
    id: 903,
    description: "Sandbox: Remark",
    localized: "The check was found to be in order.",
    severity: "",
    confirmable: false,
};

/// Every amount with a fate of its own.
pub const TEST_AMOUNTS: [TestAmount; 4] = [
    TestAmount { name: "reject", cents: 6601, needs_review: true, rejected: true, risks: &[REJECT] },
    TestAmount {
        name: "confirmable",
        cents: 6602,
        needs_review: true,
        rejected: false,
        risks: &[CONFIRMABLE],
    },
    TestAmount {
        name: "reject_and_confirmable",
        cents: 6603,
        needs_review: true,
        rejected: true,
        risks: &[CONFIRMABLE, REJECT],
    },
    TestAmount { name: "remark", cents: 6604, needs_review: false, rejected: false, risks: &[REMARK] },
];

/// The fate of an amount, if it has one.
pub(super) fn of(amount: Decimal) -> Option<&'static TestAmount> {
    TEST_AMOUNTS.iter().find(|known| known.amount() == amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_the_risks_say_what_the_table_says() {
        for known in TEST_AMOUNTS {
            let rejected = known.risks.iter().any(|risk| risk.severity == "Reject");
            let confirmable = known.risks.iter().any(|risk| risk.confirmable);
            assert_eq!(known.rejected, rejected, "{}", known.name);
            assert_eq!(known.needs_review, rejected || confirmable, "{}", known.name);
            assert_eq!(of(known.amount()).map(|found| found.name), Some(known.name));
        }
        assert_eq!(of(Decimal::new(20_11, 2)), None);
    }
}
