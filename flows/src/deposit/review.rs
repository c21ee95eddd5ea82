//! What the partner found in the checks, told by the fields of its risks and never by their numbers.

use std::fmt;

use partners::papi3::deposit::{GetDepositItemRequest, RiskFactor};
use rust_decimal::Decimal;

use super::{Deposit, number_of, place_of};
use crate::error::{Error, Result};
use crate::journal::{Correction, Journal};
use crate::pace::Flow;

/// The checks of a deposit as the partner sees them.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// One for each check, in the order of their numbers.
    pub items: Vec<ItemReview>,
    confirmed: bool,
}

/// One check as the partner sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemReview {
    /// Its item number, from 1.
    pub number: i32,
    /// The amount that the partner has, where it tells one.
    pub amount: Option<Decimal>,
    /// What it found. None is well.
    pub risks: Vec<Risk>,
}

/// One thing that the partner found. Debug does not show the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Risk {
    /// How it is to be handled.
    pub handling: Handling,
    /// The text for the user, to be shown in an unordered list.
    pub user_text: Option<String>,
}

/// How a risk is to be handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Handling {
    /// A remark. The deposit may go on.
    Proceed,
    /// The user looks at it, and corrects the check or confirms it.
    Confirm,
    /// The check cannot be accepted as it is.
    Reject,
}

impl Risk {
    /// PAPI3 documentation: the handling is driven by severity and IsConfirmable; RiskFactorId and
    /// RiskFactorDescription are internal. A severity that is not known is the user's to look at.
    fn of(factor: RiskFactor) -> Self {
        let severity = factor.severity.as_deref().map(str::trim).unwrap_or_default();
        let handling = if severity.eq_ignore_ascii_case("Reject") {
            Handling::Reject
        } else if factor.is_confirmable == Some(true) || !severity.is_empty() {
            Handling::Confirm
        } else {
            Handling::Proceed
        };
        let user_text = factor.risk_factor_localized_description.filter(|text| !text.trim().is_empty());
        Self { handling, user_text }
    }
}

impl fmt::Debug for Risk {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Risk").field("handling", &self.handling).finish_non_exhaustive()
    }
}

impl Review {
    /// The strictest handling that any risk of any check asks for.
    #[must_use]
    pub fn handling(&self) -> Handling {
        let risks = self.items.iter().flat_map(|item| &item.risks);
        risks.map(|risk| risk.handling).max().unwrap_or(Handling::Proceed)
    }

    /// Why the deposit may not be posted; nothing if it may.
    pub(super) fn obstacle(&self) -> Option<&'static str> {
        match self.handling() {
            Handling::Reject => Some("a check was rejected; correct it or cancel"),
            Handling::Confirm if !self.confirmed => Some("the user has yet to correct or confirm a check"),
            _ => None,
        }
    }
}

impl<J: Journal> Deposit<J> {
    /// Waits until the partner has processed every check, and reads what it found. Required before posting.
    ///
    /// # Errors
    /// [`Error::StillProcessing`] at the deadline; [`Error::BatchSpoiled`] if the batch holds more than was sent;
    /// [`Error::CorrectionInDoubt`]; [`Error::Call`].
    pub async fn review(&mut self) -> Result<Review> {
        self.review = None;
        self.wait_until_processed().await?;
        let mut items = Vec::new();
        for number in 1..=number_of(self.entry().checks.len()) - 1 {
            items.push(self.item(number).await?);
        }
        Ok(self.review.insert(Review { items, confirmed: false }).clone())
    }

    /// The user has looked at what is confirmable, and wants the deposit as it is.
    ///
    /// # Errors
    /// [`Error::WrongState`] before a review.
    pub fn confirm(&mut self) -> Result<()> {
        let state = self.held.entry().state.as_str();
        let review = self.review.as_mut().ok_or(Error::WrongState { state, needed: "review it first" })?;
        review.confirmed = true;
        Ok(())
    }

    async fn wait_until_processed(&mut self) -> Result<()> {
        let expected = number_of(self.entry().checks.len()) - 1;
        let mut turns = self.deposits.pace.turns();
        loop {
            self.held.keep().await?;
            let summary = self.summary().await?;
            let is_processed = match self.deposits.pace.flow() {
                Flow::Multi => summary.item_count == expected,
                Flow::Single => summary.item_numbers.contains(&1),
            };
            if is_processed {
                return Ok(());
            }
            if !turns.next().await {
                return Err(Error::StillProcessing { processed: summary.item_count, expected });
            }
        }
    }

    async fn item(&mut self, number: i32) -> Result<ItemReview> {
        let (batch, session) = self.open("a batch must be open")?;
        let reply = session.get_deposit_item(GetDepositItemRequest::new(batch, number)).await?;
        let missing = Error::Incomplete { operation: "GetDepositItem", field: "DepositItem" };
        let item = reply.deposit_item.ok_or(missing)?;
        if item.item_number.is_some_and(|told| told != number) {
            return Err(Error::Incomplete {
                operation: "GetDepositItem",
                field: "DepositItem of this number",
            });
        }
        self.settle_correction(number, item.amount).await?;
        let risks = item.risk_factors.into_iter().map(Risk::of).collect();
        Ok(ItemReview { number, amount: item.amount, risks })
    }

    /// The amount that the partner has must be ours. Images that were corrected cannot be read back, so a correction in
    /// doubt is always made again.
    async fn settle_correction(&mut self, number: i32, told: Option<Decimal>) -> Result<()> {
        let record = place_of(number).and_then(|place| self.entry().checks.get(place));
        let in_doubt = record.is_some_and(|record| {
            record.correction == Correction::Sent || told.is_some_and(|told| told != record.amount)
        });
        if in_doubt { Err(Error::CorrectionInDoubt { number }) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(severity: &str, is_confirmable: Option<bool>) -> RiskFactor {
        RiskFactor {
            risk_factor_id: 12,
            risk_factor_description: Some("Date Not Recognized By OCR".to_owned()),
            risk_factor_localized_description: Some("Please check the date.".to_owned()),
            severity: Some(severity.to_owned()).filter(|severity| !severity.is_empty()),
            is_confirmable,
        }
    }

    #[test]
    fn the_fields_decide_and_not_the_number() {
        for (severity, confirmable, handling) in [
            ("Reject", None, Handling::Reject),
            (" reject ", Some(true), Handling::Reject),
            ("", Some(true), Handling::Confirm),
            ("Severe", None, Handling::Confirm),
            ("", Some(false), Handling::Proceed),
            ("", None, Handling::Proceed),
        ] {
            assert_eq!(Risk::of(factor(severity, confirmable)).handling, handling, "{severity:?}");
        }
    }

    #[test]
    fn the_strictest_risk_of_any_check_counts() {
        let item = |number, handlings: &[Handling]| ItemReview {
            number,
            amount: None,
            risks: handlings.iter().map(|handling| Risk { handling: *handling, user_text: None }).collect(),
        };
        let review = |items| Review { items, confirmed: false };
        let fine = review(vec![item(1, &[]), item(2, &[Handling::Proceed])]);
        assert_eq!((fine.handling(), fine.obstacle()), (Handling::Proceed, None));
        let mut doubtful = review(vec![item(1, &[Handling::Proceed, Handling::Confirm])]);
        assert!(doubtful.obstacle().is_some());
        doubtful.confirmed = true;
        assert_eq!(doubtful.obstacle(), None);
        let rejected =
            Review { confirmed: true, ..review(vec![item(1, &[Handling::Confirm, Handling::Reject])]) };
        assert!(rejected.obstacle().is_some());
    }
}
