//! Guide "Cancel": the user changes their mind before posting.

use bindery_sandbox::Sandbox;
use partner_flows::Outcome;

mod support;

/// The flow.
pub(crate) async fn run() -> support::Said {
    let sandbox = Sandbox::start().await?;
    let visit = support::visit(&sandbox).await?;
    let deposits = support::deposits(&visit)?;

    let mut deposit = deposits.begin(support::intent(vec![support::check("20.11")?])).await?;
    deposit.submit().await?;
    deposit.cancel().await?;
    let posting = deposit.post().await;
    let mut said = vec![format!("posting: {}", posting.err().ok_or("a cancelled deposit was posted")?)];
    said.push(format!("credits: {}", sandbox.papi3_uat().ledger().len()));

    // What was cancelled is no duplicate: the user may deposit the check after all.
    let mut deposit = deposits.begin(support::intent(vec![support::check("20.11")?])).await?;
    deposit.submit().await?;
    deposit.review().await?;
    let Outcome::Done(receipt) = deposit.post().await? else { return Err("not done".into()) };
    visit.end().await?;
    said.push(format!("deposited after all: {}", receipt.total));
    Ok(said)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    support::print(run().await?)
}
