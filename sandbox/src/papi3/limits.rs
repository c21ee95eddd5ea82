//! How much an account holder may deposit, and the messages that say how much is left.

use bindery_runtime::generated::Decimal;

use super::answer::Refusal;
use super::ledger::LedgerEntry;

/// What an account holder may deposit.
///
/// PAPI3 documentation: limits are kept by AccountHolderNumber, and the message ECP281 tells the deposits that are left
/// today, ECP282 the amount that is left on this business day, ECP288 the amount that is left of the deposit limit. The
/// default is the limits of the Authentication guide's example. That the last one runs over all days, that a business
/// day is a day in UTC, and that PostDepositBatch is refused with the message's code as ResponseCode is the sandbox's
/// own choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DepositLimits {
    /// Deposits in a day.
    pub deposits_per_day: u32,
    /// Amount in a business day, in dollars.
    pub amount_per_day: Decimal,
    /// Amount in all, in dollars.
    pub amount: Decimal,
}

impl Default for DepositLimits {
    fn default() -> Self {
        Self { deposits_per_day: 25, amount_per_day: Decimal::from(10_000), amount: Decimal::from(10_000) }
    }
}

/// What an account holder has deposited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Deposited {
    pub(crate) deposits_today: u32,
    pub(crate) amount_today: Decimal,
    pub(crate) amount: Decimal,
}

impl Deposited {
    /// Adds a deposit; `today` says whether it was made on the day that counts.
    pub(crate) fn add(&mut self, entry: &LedgerEntry, today: bool) {
        self.amount += entry.amount;
        if today {
            self.deposits_today += 1;
            self.amount_today += entry.amount;
        }
    }
}

impl DepositLimits {
    /// Whether one more deposit of this amount is within the limits; else the refusal of the first that it exceeds.
    pub(super) fn check(&self, deposited: Deposited, amount: Decimal) -> Result<(), Refusal> {
        let [deposits, per_day, in_all] = self.messages(deposited);
        let exceeded = |message: (&'static str, String)| Err(Refusal::over_limit(message.0, message.1));
        if deposited.deposits_today >= self.deposits_per_day {
            return exceeded(deposits);
        }
        if amount > self.amount_per_day - deposited.amount_today {
            return exceeded(per_day);
        }
        if amount > self.amount - deposited.amount {
            return exceeded(in_all);
        }
        Ok(())
    }

    /// MessageTextCd and LocalizedText of the three limits, as the Authentication guide words them.
    pub(super) fn messages(&self, deposited: Deposited) -> [(&'static str, String); 3] {
        let deposits = self.deposits_per_day.saturating_sub(deposited.deposits_today);
        let per_day = (self.amount_per_day - deposited.amount_today).max(Decimal::ZERO);
        let in_all = (self.amount - deposited.amount).max(Decimal::ZERO);
        let of = self.deposits_per_day;
        [
            ("ECP281", format!("You have {deposits} deposits left of your {of} daily transaction limit.")),
            (
                "ECP282",
                format!(
                    "You have ${per_day:.2} left of your ${:.2} business day deposit limit.",
                    self.amount_per_day
                ),
            ),
            ("ECP288", format!("You have ${in_all:.2} left of your ${:.2} deposit limit.", self.amount)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dollars(amount: i64) -> Decimal {
        Decimal::new(amount * 100, 2)
    }

    #[test]
    fn the_messages_are_those_of_the_authentication_guide() {
        let fresh = DepositLimits::default().messages(Deposited::default());
        assert_eq!(
            fresh.each_ref().map(|(code, text)| (*code, text.as_str())),
            [
                ("ECP281", "You have 25 deposits left of your 25 daily transaction limit."),
                ("ECP282", "You have $10000.00 left of your $10000.00 business day deposit limit."),
                ("ECP288", "You have $10000.00 left of your $10000.00 deposit limit."),
            ]
        );
    }

    #[test]
    fn each_limit_is_met_exactly_and_not_exceeded() {
        let limits = DepositLimits { deposits_per_day: 2, amount_per_day: dollars(30), amount: dollars(100) };
        let before = |deposits_today, today, all| Deposited {
            deposits_today,
            amount_today: dollars(today),
            amount: dollars(all),
        };
        for (deposited, amount, code) in [
            (before(1, 10, 10), 20, None),
            (before(2, 10, 10), 1, Some("ECP281")),
            (before(1, 10, 10), 21, Some("ECP282")),
            (before(0, 0, 80), 20, None),
            (before(0, 0, 80), 21, Some("ECP288")),
        ] {
            let refused = limits.check(deposited, dollars(amount)).err();
            assert_eq!(refused.map(|refusal| refusal.code), code, "{deposited:?} and {amount}");
        }
    }
}
