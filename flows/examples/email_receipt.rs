//! Guide "Email Receipt": word of the deposit to one more address.

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
    deposit.review().await?;
    let Outcome::Done(receipt) = deposit.post().await? else { return Err("not done".into()) };
    deposits.email_receipt(&receipt, "bookkeeping@example.com").await?;
    visit.end().await?;

    let sent = sandbox.papi3_uat().receipts();
    let is_ours = |sent: &bindery_sandbox::Receipt| sent.deposit_batch_id == receipt.batch;
    Ok(vec![
        format!("sent to: {}", sent[0].email_address),
        format!("of this deposit: {}", sent.iter().all(is_ours)),
    ])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    support::print(run().await?)
}
