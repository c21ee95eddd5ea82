//! Sessions guide, "Person Session Usage in P2P Transfer": each side acts in a session of its own.

use std::sync::Arc;

use bindery_sandbox::Sandbox;
use bindery_sandbox::netspend::Device;
use partner_flows::netspend::Outcome;
use partner_flows::netspend::records::{MemoryRecords, RecordId};
use partner_flows::netspend::transfer::{self, Transfers};

mod phone;

/// The flow.
pub(crate) async fn run() -> phone::Said {
    let sandbox = Sandbox::start().await?;
    let client = phone::client(&sandbox)?;
    let (one, other) = (Device::seeded(1), Device::seeded(2));
    let transfers = Transfers::new(Arc::new(MemoryRecords::new()));

    // The sender does not know yet who will receive it.
    let sender = phone::log_in(&client, &one, "fake-person").await?;
    let id = RecordId::random(); // keep it: it finds this transfer again after a crash
    transfers.begin(id, "fake-account", None, "66.02".parse()?).await?;
    let Outcome::Done(sent) = transfers.send(&sender, id).await? else { return Err("not sent".into()) };
    let transfer = sent.id.unwrap_or_default();

    let receiver = phone::log_in(&client, &other, "fake-person-2").await?;
    transfer::add_receiver(&receiver, &transfer, "fake-account-2").await?;
    let accepted = transfer::accept(&receiver, &transfer).await?;

    let cert = sandbox.netspend_cert();
    Ok(vec![
        format!("sent: {:?}", sent.status),
        format!("accepted: {:?}", accepted.status),
        format!("balances: {} and {}", cert.balance("fake-account"), cert.balance("fake-account-2")),
    ])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    phone::print(run().await?)
}
