//! A PIN for a card: the security code proves the card, and the proof is good for one PIN.

use bindery_sandbox::Sandbox;
use bindery_sandbox::netspend::{CardNumbers, Device, Pin, VerificationValue};
use partner_flows::netspend::pin::{self, PinSet};
use partners::netspend::types::CreatePhysicalCardRequest;

mod phone;

/// The flow.
pub(crate) async fn run() -> phone::Said {
    let sandbox = Sandbox::start().await?;
    let client = phone::client(&sandbox)?;
    let device = Device::seeded(1);
    let session = phone::log_in(&client, &device, "fake-person").await?;
    let card = session.create_physical_card(&CreatePhysicalCardRequest::default()).await?;
    let id = card.id.unwrap_or_default();
    let CardNumbers { cvv2, .. } = device.decrypt(&card.encrypted_data.ok_or("no numbers")?)?;

    let code = |code: &str| device.encrypt(&VerificationValue { verification_value: code.into() });
    let wrong = if cvv2.expose() == "000" { "001" } else { "000" };
    let refused = pin::verify(&session, &id, code(wrong)?).await.is_err();
    let proved = pin::verify(&session, &id, code(cvv2.expose())?).await?;
    let set = proved.set(device.encrypt(&Pin { pin: "0000".into() })?).await?;
    Ok(vec![
        format!("before: {:?}", card.status),
        format!("a wrong code is refused: {refused}"),
        format!("set: {}, and now: {:?}", matches!(set, PinSet::Done), session.get_card(&id).await?.status),
    ])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    phone::print(run().await?)
}
