//! The README's example is code that compiles: it stands here, word for word, between two marks.

use std::error::Error;

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

#[test]
fn the_example_in_the_readme_is_the_one_that_compiles() {
    let readme = std::fs::read_to_string(workspace().join("README.md")).expect("the README");
    let (_, block) = readme.split_once("```rust\n").expect("an example");
    let (block, _) = block.split_once("```").expect("the end of the example");
    let (_, compiled) = include_str!("readme.rs").split_once("    // README begins\n").expect("a mark");
    let (compiled, _) = compiled.split_once("    // README ends\n").expect("a mark");
    let lines: Vec<&str> = compiled.lines().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    assert_eq!(block.lines().collect::<Vec<_>>(), lines);
}
