//! Guide "Check Deposit": one check, from the intent to the receipt.

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
    let review = deposit.review().await?;
    let preview = deposit.preview(1).await?;
    let outcome = deposit.post().await?;
    visit.end().await?;

    let Outcome::Done(receipt) = outcome else { return Err("not done".into()) };
    Ok(vec![
        format!("risks: {}", review.items[0].risks.len()),
        format!("preview: front {}, back {}", preview.front.is_some(), preview.back.is_some()),
        format!("deposited: {} in {} check", receipt.total, receipt.checks),
    ])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    support::print(run().await?)
}
