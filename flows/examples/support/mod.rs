//! What every example needs: a sandbox in the partner's place, one user, and checks.

#![allow(dead_code, reason = "no example needs all of it")]

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use bindery_runtime::{Identity, LocalClock, Transport, Trust};
use bindery_sandbox::Sandbox;
use partner_flows::journal::{IntentId, MemoryJournal};
use partner_flows::{Account, Check, Deposits, Flow, Intent, JournalKey, Pace, Visit, terms};
use partners::papi3::{self, sso};

/// What an example says, line by line.
pub(crate) type Said = Result<Vec<String>, Box<dyn Error>>;

/// A client of the sandbox's UAT environment.
pub(crate) fn client(sandbox: &Sandbox) -> Result<papi3::Client, Box<dyn Error>> {
    let identity = &sandbox.papi3_uat().identity;
    let identity = Identity::pem(identity.certificate_pem.as_str(), identity.key_pem.as_str());
    let transport = Transport::builder().identity(identity).trust(Trust::pem(sandbox.ca_pem())).build()?;
    Ok(papi3::Client::new(transport, sandbox.papi3_profiles(), papi3::Environment::Uat)?)
}

/// The user's device.
pub(crate) fn device() -> Result<papi3::Device, Box<dyn Error>> {
    Ok(papi3::Device {
        depositor_ip_address: "192.0.2.1".to_owned(),
        device_identifier: "00000000-0000-0000-0000-00000000000d".to_owned(),
        clock: LocalClock::in_zone("America/Los_Angeles")?,
    })
}

/// The user with one account.
pub(crate) fn opening() -> sso::StartSessionRequest {
    let mut opening =
        sso::StartSessionRequest::new("123123123", "John Smith", "johnsmith", "test@example.com");
    opening.accounts.push(sso::Account::new("56789", "Checking", "1", "0"));
    opening
}

/// The user's visit, with the terms accepted.
pub(crate) async fn visit(sandbox: &Sandbox) -> Result<Visit, Box<dyn Error>> {
    let visit = Visit::new(client(sandbox)?, device()?, opening());
    if terms::required(&visit).await?.is_some() {
        terms::accept(&visit).await?;
    }
    Ok(visit)
}

/// The account that the user deposits into.
pub(crate) fn account() -> Account {
    Account::new("56789".into(), "Checking", "0")
}

/// Deposits of a visit. A service opens an `EmbeddedJournal`, or brings its own.
pub(crate) fn deposits(visit: &Visit) -> Result<Deposits<MemoryJournal>, Box<dyn Error>> {
    let key = JournalKey::new(&"an example's key, 32 bytes long.".into())?;
    // Against the partner itself: Pace::new, with 2 to 5 seconds between polls.
    let pace = Pace::of_a_sandbox(Flow::Multi, Duration::from_millis(20), Duration::from_secs(5));
    Ok(Deposits::new(visit.clone(), Arc::new(MemoryJournal::new()), key, pace))
}

/// A deposit of these checks into the user's account.
pub(crate) fn intent(checks: Vec<Check>) -> Intent {
    Intent { id: IntentId::random(), account: account(), checks, forced: false }
}

/// A check of this amount. Its images are of no check.
pub(crate) fn check(amount: &str) -> Result<Check, Box<dyn Error>> {
    let (front, back) = (format!("front of {amount}"), format!("back of {amount}"));
    Ok(Check::new(front, back, amount.parse()?)?)
}

/// An example speaks to whoever runs it.
#[expect(clippy::print_stdout, reason = "an example speaks to whoever runs it")]
pub(crate) fn print(said: Vec<String>) -> Result<(), Box<dyn Error>> {
    said.iter().for_each(|line| println!("{line}"));
    Ok(())
}
