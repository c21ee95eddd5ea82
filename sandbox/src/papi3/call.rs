//! One call on its way from typed request to typed reply, for both services.

use bindery_runtime::generated::{Bytes, xml::DateTime};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;
use partners::papi3::deposit;

use super::answer::Refusal;
use super::batches::ItemView;
use super::device::Device;
use super::posting::Transaction;
use super::risks::Risk;
use super::sessions::Caller;
use super::state::{Environment, Now, State};
use crate::faults::Fault;
use crate::listener::Peer;

/// Who calls, the environment that answers, and what goes wrong on the way.
pub(super) struct Call<'a> {
    pub(super) environment: &'a Environment,
    pub(super) peer: Peer,
    pub(super) fault: Option<&'a Fault>,
}

impl Call<'_> {
    /// Carries out the operation: the head of the reply, and what came of it if it succeeded.
    pub(super) fn carry_out<T>(
        &self,
        operation: &'static str,
        work: impl Fn(&mut State, Now) -> Result<T, Refusal> + Send + 'static,
    ) -> (Head, Option<T>) {
        match self.environment.carry_out(operation, self.fault, work) {
            Ok(done) => (Head::success(), Some(done)),
            Err(refusal) => (Head::from(refusal), None),
        }
    }

    /// The caller, as the request's head has it.
    pub(super) fn caller(&self, partner_id: i32, language_id: i32, device: Device) -> Caller {
        Caller { certified: self.peer.partner_id, partner_id, language_id, device }
    }
}

/// The three texts that begin every reply.
pub(super) struct Head {
    pub(super) code: Option<String>,
    pub(super) error_text: Option<String>,
    pub(super) localized_text: Option<String>,
}

impl Head {
    fn success() -> Self {
        Self::of("00", "", "")
    }

    fn of(code: &str, error_text: &str, localized_text: &str) -> Self {
        Self {
            code: Some(code.to_owned()),
            error_text: Some(error_text.to_owned()),
            localized_text: Some(localized_text.to_owned()),
        }
    }
}

impl From<Refusal> for Head {
    fn from(refusal: Refusal) -> Self {
        Self::of(refusal.code, refusal.error_text, &refusal.localized_text)
    }
}

/// An item as the wire has it.
pub(super) fn deposit_item(item: ItemView) -> deposit::DepositItem {
    deposit::DepositItem {
        risk_factors: item.risks.iter().map(risk_factor).collect(),
        item_number: Some(item.number),
        amount: Some(item.amount),
        micr: Some(item.micr),
    }
}

fn risk_factor(risk: &Risk) -> deposit::RiskFactor {
    deposit::RiskFactor {
        risk_factor_id: risk.id,
        risk_factor_description: Some(risk.description.to_owned()),
        risk_factor_localized_description: Some(risk.localized.to_owned()),
        severity: Some(risk.severity.to_owned()),
        is_confirmable: Some(risk.confirmable),
    }
}

/// A deposit as the wire has it.
pub(super) fn transaction_summary(transaction: Transaction) -> deposit::TransactionSummary {
    deposit::TransactionSummary {
        transaction_id: Some(transaction.id),
        transaction_date: transaction.date.to_string().parse().ok(),
        account_number_index: transaction.account_number_index,
        amount: Some(transaction.amount),
        item_count: Some(count(transaction.item_count)),
        status: Some("Submitted".to_owned()),
    }
}

/// Front and back image, absent ones where nothing came.
pub(super) fn images(found: Option<(Option<Bytes>, Option<Bytes>)>) -> (Option<Bytes>, Option<Bytes>) {
    found.unwrap_or_default()
}

/// A number of things, as the wire counts them.
pub(super) fn count(things: usize) -> i32 {
    i32::try_from(things).unwrap_or(i32::MAX)
}

/// A date of a request; one without a zone is one in UTC.
pub(super) fn timestamp(date: &DateTime) -> Option<Timestamp> {
    let text = date.as_str();
    let in_utc = || text.parse::<civil::DateTime>().ok()?.to_zoned(TimeZone::UTC).ok();
    text.parse().ok().or_else(|| in_utc().map(|zoned| zoned.timestamp()))
}
