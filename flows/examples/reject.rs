//! Guide "Check Reject": a check that cannot be accepted is captured again.

use bindery_sandbox::Sandbox;
use partner_flows::{Handling, Images, Outcome};

mod support;

/// The flow.
pub(crate) async fn run() -> support::Said {
    let sandbox = Sandbox::start().await?;
    let visit = support::visit(&sandbox).await?;
    let deposits = support::deposits(&visit)?;

    // The sandbox rejects checks of this amount.
    let mut deposit = deposits.begin(support::intent(vec![support::check("66.01")?])).await?;
    deposit.submit().await?;
    let review = deposit.review().await?;
    let mut said: Vec<String> = review.items[0]
        .risks
        .iter()
        .map(|risk| format!("{:?}: {:?}", risk.handling, risk.user_text))
        .collect();
    let refused = deposit.post().await;
    said.push(format!("posting: {}", refused.err().ok_or("a rejected check was posted")?));

    // The user takes both sides again, and reads the amount again.
    let again = Images::new("front, taken again", "back, taken again")?;
    deposit.correct(1, Some("61.01".parse()?), Some(again)).await?;
    said.push(format!("after correcting: {}", deposit.review().await?.handling() == Handling::Proceed));
    let Outcome::Done(receipt) = deposit.post().await? else { return Err("not done".into()) };
    visit.end().await?;
    said.push(format!("deposited: {}", receipt.total));
    Ok(said)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    support::print(run().await?)
}
