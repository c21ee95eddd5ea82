//! Guide "Confirmable Risk Factor": the user looks at what the partner doubts, and confirms it.

use bindery_sandbox::Sandbox;
use partner_flows::Outcome;

mod support;

/// The flow.
pub(crate) async fn run() -> support::Said {
    let sandbox = Sandbox::start().await?;
    let visit = support::visit(&sandbox).await?;
    let deposits = support::deposits(&visit)?;

    // The sandbox doubts checks of this amount.
    let mut deposit = deposits.begin(support::intent(vec![support::check("66.02")?])).await?;
    deposit.submit().await?;
    let review = deposit.review().await?;
    let mut said: Vec<String> = review.items[0]
        .risks
        .iter()
        .map(|risk| format!("{:?}: {:?}", risk.handling, risk.user_text))
        .collect();
    let refused = deposit.post().await;
    said.push(format!("unconfirmed: {}", refused.err().ok_or("a doubtful check was posted")?));

    deposit.confirm()?;
    let Outcome::Done(receipt) = deposit.post().await? else { return Err("not done".into()) };
    visit.end().await?;
    said.push(format!("deposited: {}", receipt.total));
    Ok(said)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    support::print(run().await?)
}
