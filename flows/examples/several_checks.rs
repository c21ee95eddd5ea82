//! Guide "Multi-Check Deposit": the second check is captured while the first is being processed.

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
    deposit.add(support::check("100")?).await?;
    deposit.submit().await?;
    let review = deposit.review().await?;
    let Outcome::Done(receipt) = deposit.post().await? else { return Err("not done".into()) };
    visit.end().await?;

    let mut said: Vec<String> =
        review.items.iter().map(|item| format!("check {}: {:?}", item.number, item.amount)).collect();
    said.push(format!("deposited: {} in {} checks", receipt.total, receipt.checks));
    said.push(format!("sessions opened: {}", sandbox.papi3_uat().calls("StartSession")));
    Ok(said)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    support::print(run().await?)
}
