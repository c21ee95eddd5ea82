//! Opens a PAPI3 session over mutual TLS, against a sandbox of its own: the typed answer, one mapped error, the end.

#![allow(clippy::print_stdout, reason = "an example speaks to whoever runs it")]

use bindery_runtime::{Identity, LocalClock, Transport, Trust};
use bindery_sandbox::Sandbox;
use partners::papi3::{self, ResultCode, deposit, sso};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The sandbox stands in for the partner: it makes certificates, and asks for ours as the partner does.
    let sandbox = Sandbox::start().await?;
    let client = client(&sandbox)?;

    let device = papi3::Device {
        depositor_ip_address: "192.0.2.1".to_owned(),
        device_identifier: "00000000-0000-0000-0000-00000000000d".to_owned(),
        clock: LocalClock::in_zone("America/Los_Angeles")?,
    };

    let mut request =
        sso::StartSessionRequest::new("123123123", "John Smith", "johnsmith", "test@example.com");
    request.accounts.push(sso::Account::new("56789", "Checking", "1", "0"));
    let (session, reply) = client.start_session(&device, request).await?;
    println!("opened: {reply:#?}");

    // Without accounts nobody can deposit, and the partner says so with a code.
    let nobody = sso::StartSessionRequest::new("123123123", "John Smith", "johnsmith", "test@example.com");
    let error = client.start_session(&device, nobody).await.err().ok_or("a session without accounts")?;
    println!("refused: {error}");
    println!("for the user: {}", error.user_text().unwrap_or_default());
    assert_eq!(ResultCode::of(&error), Some(ResultCode::NoEligibleAccount));

    let ended = session.end_session(deposit::EndSessionRequest::default()).await?;
    println!("ended: {ended:?}");
    sandbox.finish().await;
    Ok(())
}

/// A client of UAT. Endpoints, PartnerId and the certificate's pin stand together in the environment's profile; a
/// certificate of PROD would be refused here, before any connection.
fn client(sandbox: &Sandbox) -> bindery_runtime::Result<papi3::Client> {
    let ours = &sandbox.papi3_uat().identity;
    let identity = Identity::pem(ours.certificate_pem.as_str(), ours.key_pem.as_str());
    let transport = Transport::builder().identity(identity).trust(Trust::pem(sandbox.ca_pem())).build()?;
    papi3::Client::new(transport, sandbox.papi3_profiles(), papi3::Environment::Uat)
}
