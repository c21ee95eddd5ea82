//! Webhooks, received by a server of ours: a transfer whose reply was lost is found by the event that tells of it.

use std::sync::Arc;

use axum::Router;
use bindery_runtime::webhook::{SigningKey, Verifier};
use bindery_sandbox::netspend::{Device, WebhookFault};
use bindery_sandbox::{Fault, Sandbox};
use partner_flows::netspend::Outcome;
use partner_flows::netspend::records::{MemoryRecords, RecordId};
use partner_flows::netspend::transfer::{Found, Transfers};
use partner_flows::webhooks::{Content, MemoryInbox, Received, Receiver};
use partners::netspend::webhook::{Payload, SIGNATURE};

mod phone;

/// The flow.
pub(crate) async fn run() -> phone::Said {
    let sandbox = Sandbox::start().await?;
    let cert = sandbox.netspend_cert();
    let transfers = Transfers::new(Arc::new(MemoryRecords::new()));

    // The service: a route that receives, and a worker that hands on. A service of yours opens an EmbeddedInbox.
    let verifier = Verifier::new(&SIGNATURE, SigningKey::new(cert.webhook_key.as_str())?);
    let (receiver, worker) = Receiver::new(verifier, Arc::new(MemoryInbox::new(1000)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let app = Router::new().route("/netspend/events", receiver.route());
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let heard = transfers.clone();
    let handing_on = tokio::spawn(worker.run(move |received: Received| {
        let (heard, tell) = (heard.clone(), tell.clone());
        async move {
            let Content::Event(event) = received.content else { return Ok(()) };
            let Payload::P2pTransfer(transfer) = &event.payload else { return Ok(()) };
            let found = heard.heard(transfer).await?;
            tell.send(found.is_some()).unwrap_or_default(); // nobody need listen
            Ok::<(), partner_flows::netspend::Error>(())
        }
    }));
    cert.webhooks().deliver_to(&format!("http://{address}/netspend/events"));
    cert.webhooks().script(1, WebhookFault::Duplicate);

    // The transfer is created, and its reply is lost.
    let client = phone::client(&sandbox)?;
    let session = phone::log_in(&client, &Device::seeded(1), "fake-person").await?;
    cert.faults().script("createP2pTransfer", 1, Fault::ResetBeforeReply);
    let id = RecordId::random();
    transfers.begin(id, "fake-account", Some("fake-account-2"), "66.02".parse()?).await?;
    let outcome = transfers.send(&session, id).await?;

    let settled = told.recv().await;
    cert.webhooks().idle().await;
    let found = transfers.find(&session, id).await?;
    let statuses: Vec<_> = cert.webhooks().attempts().iter().filter_map(|attempt| attempt.status).collect();
    server.abort();
    handing_on.abort();
    Ok(vec![
        format!("in doubt: {}", matches!(outcome, Outcome::Unknown(_))),
        format!("settled by the event: {settled:?}"),
        format!("found: {}", matches!(found, Found::Made(_))),
        format!("transfers: {}", cert.calls("createP2pTransfer")),
        format!("deliveries: {statuses:?}, handed on besides the first: {}", told.try_recv().is_ok()),
    ])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    phone::print(run().await?)
}
