//! Looking for a deposit in the history: it is found only if nothing else could be what was found.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use partners::papi3::deposit::{GetAccountTransactionHistoryRequest, TransactionSummary};
use rust_decimal::Decimal;

use crate::accounts::Account;
use crate::error::{Error, Result};
use crate::journal::{Entry, Journal, State};
use crate::visit::Seat;

/// How far the partner's clock may be behind ours.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// A date without a zone may be of any: the widest is 14 hours ahead, the other way 12.
const ANY_ZONE: SignedDuration = SignedDuration::from_hours(14);

/// What one look found.
pub(super) enum Look {
    /// This transaction is the intent's.
    Found(String, TransactionSummary),
    /// Nothing of this kind.
    Nothing,
    /// Fewer of this kind than intents that are in doubt: whose they are cannot be told.
    TooFew,
}

/// What a transaction must be, to be the intent's.
pub(super) struct Wanted {
    index: Option<i32>,
    total: Decimal,
    checks: usize,
    since: Timestamp,
}

impl Wanted {
    pub(super) fn of(entry: &Entry, index: Option<i32>, since: Timestamp) -> Self {
        Self { index, total: entry.total(), checks: entry.checks.len(), since }
    }

    /// Whether what a receipt says is certainly of another deposit. What it does not say contradicts nothing.
    pub(super) fn contradicts(&self, summary: &TransactionSummary) -> bool {
        summary.amount.is_some_and(|amount| amount != self.total) || !self.may_have_checks(summary)
    }

    /// Whether a transaction of the history can be the intent's. It must say its account, amount and date.
    fn matches(&self, summary: &TransactionSummary) -> bool {
        summary.transaction_id.as_deref().is_some_and(|id| !id.is_empty())
            && summary.account_number_index.is_some()
            && summary.account_number_index == self.index
            && summary.amount == Some(self.total)
            && self.may_have_checks(summary)
            && summary.transaction_date.as_ref().is_some_and(|date| self.is_after(date.as_str()))
    }

    fn may_have_checks(&self, summary: &TransactionSummary) -> bool {
        summary.item_count.is_none_or(|count| usize::try_from(count) == Ok(self.checks))
    }

    fn is_after(&self, date: &str) -> bool {
        let (date, slack) = match (date.parse::<Timestamp>(), date.parse::<jiff::civil::DateTime>()) {
            (Ok(date), _) => (date, SKEW),
            (Err(_), Ok(date)) => match date.to_zoned(jiff::tz::TimeZone::UTC) {
                Ok(date) => (date.timestamp(), SKEW + ANY_ZONE),
                Err(_) => return false,
            },
            _ => return false,
        };
        self.since.duration_since(date) <= slack
    }
}

/// Looks once.
pub(super) async fn look<J: Journal>(
    journal: &Arc<J>,
    entry: &Entry,
    account: &Account,
    seat: &Seat,
) -> Result<Look> {
    let State::Posting { since, .. } = entry.state else { return Ok(Look::Nothing) };
    let info = seat.info().await?;
    let wanted = Wanted::of(entry, Some(account.index(&info.told.account_keys)?), since);
    // Who else may own what will be found is asked first: one that is settled meanwhile then counts once more, which
    // errs on the safe side.
    let rivals = rivals(&journal.unsettled().await?, entry);
    let request = GetAccountTransactionHistoryRequest::default();
    let reply = seat.session.get_account_transaction_history(request).await?;
    if !seat.is_of(&info) {
        return Err(Error::SessionChanged);
    }
    let mut free = Vec::new();
    for summary in reply.transaction_list.into_iter().filter(|summary| wanted.matches(summary)) {
        let id = summary.transaction_id.clone().unwrap_or_default();
        if journal.owner(&id).await?.is_none_or(|owner| owner == entry.id) {
            free.push((id, summary));
        }
    }
    if free.len() > rivals {
        // All that are in doubt were posted; they differ in nothing that the history knows.
        return Ok(free
            .into_iter()
            .next_back()
            .map_or(Look::Nothing, |(id, summary)| Look::Found(id, summary)));
    }
    Ok(if free.is_empty() { Look::Nothing } else { Look::TooFew })
}

/// How many other intents a transaction of this kind may belong to.
fn rivals(unsettled: &[Entry], entry: &Entry) -> usize {
    let is_rival = |other: &&Entry| {
        other.id != entry.id
            && other.account == entry.account
            && other.total() == entry.total()
            && matches!(other.state, State::Posting { .. })
    };
    unsettled.iter().filter(is_rival).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Check;
    use crate::deposit::begin::planned;
    use crate::hash::JournalKey;
    use crate::journal::IntentId;

    fn entry(cents: i64, account: &str) -> Entry {
        let key = JournalKey::new(&"a key that is 32 characters long".into()).unwrap();
        let check = Check::new("front", "back", Decimal::new(cents, 2)).unwrap();
        planned(IntentId::random(), key.account(&account.into()), &[check], false)
    }

    fn found(index: i32, amount: &str, date: &str) -> TransactionSummary {
        TransactionSummary {
            transaction_id: Some("t".to_owned()),
            transaction_date: date.parse().ok(),
            account_number_index: Some(index),
            amount: amount.parse().ok(),
            item_count: Some(1),
            status: None,
        }
    }

    #[test]
    fn a_transaction_must_say_account_amount_and_date_and_they_must_fit() {
        let since: Timestamp = "2020-08-24T12:00:00Z".parse().unwrap();
        let wanted = Wanted::of(&entry(2010, "1"), Some(0), since);
        let fits = found(0, "20.1", "2020-08-24T12:00:01Z");
        assert!(wanted.matches(&fits));
        for date in [
            "2020-08-24T11:56:00Z",
            "2020-08-24T05:00:01-07:00",
            "2020-08-24T05:00:01",
            "2020-08-25T00:00:00",
        ] {
            assert!(wanted.matches(&found(0, "20.10", date)), "{date}");
        }
        for date in ["2020-08-24T11:54:00Z", "2020-08-24T11:00:00Z", "2020-08-23T12:00:00", ""] {
            assert!(!wanted.matches(&found(0, "20.10", date)), "{date}");
        }
        for other in [
            found(1, "20.10", "2020-08-24T12:00:01Z"),
            found(0, "20.11", "2020-08-24T12:00:01Z"),
            TransactionSummary { amount: None, ..fits.clone() },
            TransactionSummary { account_number_index: None, ..fits.clone() },
            TransactionSummary { transaction_id: None, ..fits.clone() },
            TransactionSummary { item_count: Some(2), ..fits.clone() },
        ] {
            assert!(!wanted.matches(&other));
        }
        assert!(wanted.matches(&TransactionSummary { item_count: None, ..fits }));
    }

    #[test]
    fn a_receipt_that_says_little_contradicts_nothing() {
        let wanted = Wanted::of(&entry(2010, "1"), None, Timestamp::UNIX_EPOCH);
        let fits = found(0, "20.1", "");
        assert!(!wanted.contradicts(&fits));
        assert!(!wanted.contradicts(&TransactionSummary { amount: None, item_count: None, ..fits.clone() }));
        assert!(wanted.contradicts(&TransactionSummary { amount: Some(Decimal::ONE), ..fits.clone() }));
        assert!(wanted.contradicts(&TransactionSummary { item_count: Some(2), ..fits }));
    }

    #[test]
    fn rivals_are_other_intents_in_doubt_of_the_same_amount_and_account() {
        let posting = || State::Posting { batch: "b".into(), since: Timestamp::UNIX_EPOCH, code: None };
        let own = Entry { state: posting(), ..entry(1, "1") };
        let others = [
            own.clone(),
            entry(1, "1"),
            Entry { state: posting(), ..entry(1, "1") },
            Entry { state: posting(), ..entry(2, "1") },
            Entry { state: posting(), ..entry(1, "2") },
        ];
        assert_eq!(rivals(&others, &own), 1);
    }
}
