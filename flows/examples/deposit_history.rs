//! Guide "Deposit History": the list first, the images of one check when the user selects it.

use bindery_sandbox::Sandbox;

mod support;

/// The flow.
pub(crate) async fn run() -> support::Said {
    let sandbox = Sandbox::start().await?;
    let visit = support::visit(&sandbox).await?;
    let deposits = support::deposits(&visit)?;
    for amount in ["20.11", "100"] {
        let mut deposit = deposits.begin(support::intent(vec![support::check(amount)?])).await?;
        deposit.submit().await?;
        deposit.review().await?;
        deposit.post().await?;
    }

    let history = partner_flows::history(&visit).await?;
    let mut said: Vec<String> = history
        .iter()
        .map(|deposit| format!("{:?}, {:?}", deposit.summary().amount, deposit.summary().status))
        .collect();
    let fetched = || sandbox.papi3_uat().calls("GetAccountTransactionCheckImage");
    said.push(format!("images fetched with the list: {}", fetched()));
    let sides = history.last().ok_or("no history")?.images().await?;
    said.push(format!("front of the older one: {:?}", sides.front));
    said.push(format!("images fetched: {}", fetched()));
    visit.end().await?;
    Ok(said)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    support::print(run().await?)
}
