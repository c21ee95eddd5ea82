//! Monthly statements: addresses that live for half an hour and are then not found.

use std::collections::BTreeMap;
use std::time::Duration;

use bindery_runtime::Secret;
use bindery_runtime::generated::json::Members;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use partners::netspend::types;

use super::answer::{self, Refusal};
use super::state::{Environment, Turn};

/// Netspend documentation: how long the address of a statement is good.
const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// How many months there are statements of, where the query does not say. The sandbox's own choice.
const MONTHS: i32 = 3;

/// The addresses that were given out, by their last part, and until when they are good.
#[derive(Default)]
pub(super) struct Statements {
    until: BTreeMap<String, Duration>,
}

/// The months that a query asks for, `from` and `to`: each a year and a month.
pub(super) type Range = (Option<(i32, i32)>, Option<(i32, i32)>);

/// Months since the beginning of the calendar.
fn count((year, month): (i32, i32)) -> i32 {
    year * 12 + month - 1
}

impl Turn<'_> {
    /// listStatements: of an active account that is not savings.
    pub(super) fn list_statements(
        &mut self,
        account: &str,
        base: &str,
        (from, to): Range,
    ) -> Result<types::StatementList, Refusal> {
        self.check_active(account)?;
        let today: Date = self.now.date.to_zoned(TimeZone::UTC).date();
        let last = count((today.year().into(), today.month().into())) - 1;
        let to = to.map_or(last, count).min(last);
        let from = from.map_or(to - MONTHS + 1, count).max(to - 119);
        let until = self.now.elapsed + LIFETIME;
        let mut statements = Vec::new();
        for month in from..=to {
            let id = self.state.ids.next();
            statements.push(types::Statement {
                month: Some(month % 12 + 1),
                year: Some(month / 12),
                url: Some(Secret::new(format!("{base}/statements/{id}"))),
                unlisted: Members::default(),
            });
            self.state.statements.until.insert(id, until);
        }
        Ok(types::StatementList { statements, unlisted: Members::default() })
    }
}

impl Environment {
    /// Whether the address with this last part is good; `None` if it is not found.
    pub(super) fn statement(&self, id: &str) -> Option<&'static str> {
        let now = self.clock.now();
        let good = self.read(|state| state.statements.until.get(id).is_some_and(|until| now < *until));
        good.then_some("A statement of the sandbox, of nobody.\n")
    }
}

/// The range of a query: `from_month`, `from_year`, `to_month`, `to_year`.
pub(super) fn range(query: impl Fn(&str) -> Vec<String>) -> Result<Range, Refusal> {
    let number = |name: &str| match query(name).first() {
        None => Ok(None),
        Some(text) => text.parse::<i32>().map(Some).map_err(|_| answer::SEARCH_INVALID),
    };
    let pair = |year: Option<i32>, month: Option<i32>| match (year, month) {
        (None, None) => Ok(None),
        (Some(year @ 1900..=2999), Some(month @ 1..=12)) => Ok(Some((year, month))),
        _ => Err(answer::SEARCH_INVALID),
    };
    let from = pair(number("from_year")?, number("from_month")?)?;
    let to = pair(number("to_year")?, number("to_month")?)?;
    Ok((from, to))
}
