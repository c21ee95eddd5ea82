//! Guide "Large Account List": more than 500 accounts follow the opening of the session, before any deposit.

use bindery_sandbox::Sandbox;
use partner_flows::{Account, Intent, Outcome, Visit, terms};
use partners::papi3::sso;

mod support;

/// The flow.
pub(crate) async fn run() -> support::Said {
    let sandbox = Sandbox::builder().large_account_lists(true).start().await?;
    let mut opening = support::opening();
    opening.accounts = (0..5_001)
        .map(|number| sso::Account::new(format!("{number:08}"), format!("Account {number}"), "1", "0"))
        .collect();
    let visit = Visit::new(support::client(&sandbox)?, support::device()?, opening);
    let offered = visit.info().await?.account_keys.len();
    terms::accept(&visit).await?;

    let deposits = support::deposits(&visit)?;
    let account = Account::new("00005000".into(), "Account 5000", "0");
    let intent = Intent { account, ..support::intent(vec![support::check("20.11")?]) };
    let mut deposit = deposits.begin(intent).await?;
    deposit.submit().await?;
    deposit.review().await?;
    let Outcome::Done(receipt) = deposit.post().await? else { return Err("not done".into()) };
    visit.end().await?;

    let uat = sandbox.papi3_uat();
    Ok(vec![
        format!(
            "requests: {} StartSession, {} AddAccounts",
            uat.calls("StartSession"),
            uat.calls("AddAccounts")
        ),
        format!("accounts offered: {offered}"),
        format!(
            "deposited: {} into the right account: {}",
            receipt.total,
            uat.ledger()[0].account_number == "00005000"
        ),
    ])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    support::print(run().await?)
}
