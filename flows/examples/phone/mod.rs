//! What every example of Netspend needs: a sandbox in the partner's place, and the user's device.
//!
//! The device is the app with the partner's SDK in it. Between it and the flows only encrypted values go back and forth.

#![allow(dead_code, reason = "no example needs all of it")]

use std::error::Error;

use bindery_runtime::{Encrypted, Endpoint, Secret, Transport, Trust};
use bindery_sandbox::Sandbox;
use bindery_sandbox::netspend::{Answer, Answers, Device, Questions};
use partner_flows::netspend::login;
use partners::netspend::types::Address;
use partners::netspend::{Client, Config, DeviceData, DeviceReady, Session, level};

/// What an example says, line by line.
pub(crate) type Said = Result<Vec<String>, Box<dyn Error>>;

/// A client of the sandbox's certification environment.
pub(crate) fn client(sandbox: &Sandbox) -> Result<Client, Box<dyn Error>> {
    let access = sandbox.netspend_cert();
    Ok(Client::new(Config {
        transport: Transport::builder().trust(Trust::pem(sandbox.ca_pem())).build()?,
        base: Endpoint::parse(&access.base)?,
        api_key: Secret::new(access.api_key.as_str()),
        api_secret: Secret::new(access.api_secret.as_str()),
    }))
}

/// What the SDK makes of the device, from what the partner prepared.
pub(crate) async fn device_data(client: &Client, device: &Device) -> Result<DeviceData, Box<dyn Error>> {
    let prepared = login::prepare(client).await?;
    Ok(DeviceData::SdkV1(device.initialize(&prepared.jwks)?))
}

/// A person session whose device is ready.
pub(crate) async fn log_in(
    client: &Client,
    device: &Device,
    person: &str,
) -> Result<Session<level::Person, DeviceReady>, Box<dyn Error>> {
    let login = login::open(client, person, device_data(client, device).await?).await?;
    device.open(&login.for_device)?;
    Ok(login.device_is_ready())
}

/// The user reads the questions and chooses: the right answers, or others.
pub(crate) fn choose(
    device: &Device,
    questions: &Encrypted,
    right: bool,
) -> Result<Encrypted, Box<dyn Error>> {
    let questions: Questions = device.decrypt(questions)?;
    let chosen = |question: &bindery_sandbox::netspend::Question| {
        let option =
            question.answer_options.iter().find(|option| option.answer_id.ends_with("-right") == right)?;
        Some(Answer { question_id: question.id.clone(), answer_id: option.answer_id.clone() })
    };
    let answers = questions.questions.iter().filter_map(chosen).collect();
    Ok(device.encrypt(&Answers { answers })?)
}

/// Where the user lives.
pub(crate) fn address() -> Address {
    Address {
        line1: Some("1 Sandbox Street".to_owned()),
        city: Some("Austin".to_owned()),
        state: Some("TX".to_owned()),
        postal_code: Some("00003".to_owned()),
        country: Some("US".to_owned()),
        ..Address::default()
    }
}

/// An example speaks to whoever runs it.
#[expect(clippy::print_stdout, reason = "an example speaks to whoever runs it")]
pub(crate) fn print(said: Vec<String>) -> Result<(), Box<dyn Error>> {
    said.iter().for_each(|line| println!("{line}"));
    Ok(())
}
