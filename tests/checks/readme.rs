//! The README's first example of each partner is code that compiles: it stands here, word for word, between two marks.

use std::error::Error;

use bindery_runtime::{Encrypted, Secret};

use crate::workspace;

#[rustfmt::skip] // it is laid out for the README
#[allow(dead_code)] // compiled, never run: the addresses are nobody's
async fn example(sso_url: String, deposit_url: String, pin: String) -> Result<(), Box<dyn Error>> {
    // README begins
    use bindery_runtime::{CertificatePin, Endpoint, Identity, LocalClock, Transport};
    use partners::papi3::{self, sso};

    let transport = Transport::builder()
        .identity(Identity::pem_files("uat.pem", "uat.key"))
        .build()?;
    let profiles = papi3::Profiles::new([papi3::Profile {
        environment: papi3::Environment::Uat,
        sso: Endpoint::parse(&sso_url)?,
        deposit: Endpoint::parse(&deposit_url)?,
        partner_id: 8257,
        pin: CertificatePin::parse(&pin)?,
    }])?;
    let client = papi3::Client::new(transport, &profiles, papi3::Environment::Uat)?;
    let device = papi3::Device {
        depositor_ip_address: "203.0.113.7".into(),
        device_identifier: "B23CED0E".into(),
        clock: LocalClock::in_zone("America/Los_Angeles")?,
    };
    let mut request = sso::StartSessionRequest::new("123123123", "John Smith", "johnsmith", "test@example.com");
    request.accounts.push(sso::Account::new("56789", "Checking", "1", "0"));
    let (session, reply) = client.start_session(&device, request).await?;
    // README ends
    drop((session, reply));
    Ok(())
}

#[rustfmt::skip] // it is laid out for the README
#[allow(dead_code)] // compiled, never run
async fn netspend(
    (api_key, api_secret): (Secret, Secret),
    base: String,
    device_data: Encrypted,
    context: &str,
    (account_id, person_id): (String, String),
) -> Result<(), Box<dyn Error>> {
    // README begins
    use bindery_runtime::{Endpoint, Transport};
    use partners::netspend::{Client, Config, DeviceData, types::CreateAccountRequest};

    let client = Client::new(Config {
        transport: Transport::builder().build()?,
        base: Endpoint::parse(&base)?, // Environment::Cert.base() has the documented one
        api_key,
        api_secret,
    });
    let for_device = client.get_session_initialization().await?;  // the SDK in the device begins with it
    let device = DeviceData::SdkV2(device_data);                  // what the SDK made of that; or SdkV1
    let (session, created) = client.open_anonymous_session(device).await?; // created.encrypted_data is for the SDK
    let account = session.create_account(&CreateAccountRequest::new(context)).await?;
    let session = session.promote_to_account(&account_id).await?; // Session<level::Account>
    let session = session.promote_to_person(&person_id).await?;   // Session<level::Person>
    let session = session.device_is_ready();                      // the app says so: its SDK has opened encrypted_data
    let questions = session.get_identity_questions(&person_id).await?;
    // README ends
    drop((for_device, created, account, questions));
    Ok(())
}

#[test]
fn the_examples_in_the_readme_are_those_that_compile() {
    let readme = std::fs::read_to_string(workspace().join("README.md")).expect("the README");
    let blocks: Vec<Vec<&str>> = readme
        .split("```rust\n")
        .skip(1)
        .map(|block| block.split("```").next().unwrap_or_default().lines().collect())
        .collect();
    let compiled: Vec<Vec<&str>> = include_str!("readme.rs")
        .split("    // README begins\n")
        .skip(1)
        .filter_map(|text| text.split_once("    // README ends\n"))
        .map(|(text, _)| text.lines().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect())
        .collect();
    assert_eq!(compiled.len(), 2);
    assert_eq!(blocks[0], compiled[0], "the first example is PAPI3's");
    assert!(blocks.contains(&compiled[1]), "Netspend's is {:#?}", compiled[1]);
}
