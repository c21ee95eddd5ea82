//! Sessions guide, "Establishing a Person Session on Login".

use bindery_sandbox::Sandbox;
use bindery_sandbox::netspend::Device;
use partner_flows::netspend::login;
use partners::netspend::DeviceData;

mod phone;

/// The flow.
pub(crate) async fn run() -> phone::Said {
    let sandbox = Sandbox::start().await?;
    let client = phone::client(&sandbox)?;
    let device = Device::seeded(1);

    let prepared = login::prepare(&client).await?; // to the app
    let data = device.initialize(&prepared.jwks)?; // the SDK answers
    let login = login::open(&client, "fake-person", DeviceData::SdkV1(data)).await?;
    device.open(&login.for_device)?; // to the app again, whose SDK is ready now
    let session = login.device_is_ready();

    let person = session.get_person("fake-person").await?;
    Ok(vec![
        format!(
            "tokens: {}, sessions: {}",
            sandbox.netspend_cert().tokens_minted(),
            sandbox.netspend_cert().sessions_opened()
        ),
        format!("identity: {:?}", person.kyc_status),
    ])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    phone::print(run().await?)
}
