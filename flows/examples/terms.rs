//! Guide "Terms of Service": where they are required, they are shown and accepted before any deposit.

use bindery_sandbox::Sandbox;
use partner_flows::{Error, Visit, terms};

mod support;

/// The flow.
pub(crate) async fn run() -> support::Said {
    let sandbox = Sandbox::start().await?;
    let visit = Visit::new(support::client(&sandbox)?, support::device()?, support::opening());
    let deposits = support::deposits(&visit)?;

    let mut deposit = deposits.begin(support::intent(vec![support::check("20.11")?])).await?;
    let before = deposit.submit().await;
    let text = terms::required(&visit).await?.ok_or("terms are required")?;
    // Here the user reads the text and agrees.
    terms::accept(&visit).await?;
    let after = deposit.submit().await;
    let required = terms::required(&visit).await?;
    visit.end().await?;

    Ok(vec![
        format!("before: {}", matches!(before, Err(Error::TermsNotAccepted))),
        format!("to read: {}", !text.is_empty()),
        format!("after: {}", after.is_ok()),
        format!("still required: {}", required.is_some()),
    ])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    support::print(run().await?)
}
