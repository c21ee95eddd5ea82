//! Sessions guide, "Session Enables Reading and Writing of Secure Data": identity questions, in one attempt.

use std::sync::Arc;

use bindery_sandbox::Sandbox;
use bindery_sandbox::netspend::{Device, PersonData};
use partner_flows::netspend::onboarding::Onboardings;
use partner_flows::netspend::questions::{self, Answered};
use partner_flows::netspend::records::{MemoryRecords, RecordId};
use partner_flows::netspend::{Error, Outcome};
use partners::netspend::types::{CreatePersonRequest, IdentityContext, PersonRelationship};

mod phone;

/// The flow.
pub(crate) async fn run() -> phone::Said {
    let sandbox = Sandbox::start().await?;
    let client = phone::client(&sandbox)?;
    let device = Device::seeded(1);
    let onboardings = Onboardings::new(client.clone(), Arc::new(MemoryRecords::new()));
    let data = phone::device_data(&client, &device).await?;
    let opened = onboardings.begin(RecordId::random(), "sandbox-gpr", data).await?;
    device.open(&opened.for_device)?;
    let mut anonymous = opened.onboarding.device_is_ready();
    let Outcome::Done(mut account) = anonymous.create_account().await? else {
        return Err("no account".into());
    };
    let mut person = CreatePersonRequest::new(
        "Fake",
        "Questions",
        IdentityContext::default(),
        PersonRelationship::Primary,
    );
    person.address = Some(phone::address());
    person.encrypted_data = Some(device.encrypt(&PersonData::new("1980-01-31", "000-00-0000"))?);
    let Outcome::Done(person) = account.create_person(person).await? else { return Err("no person".into()) };

    let asked = questions::ask(person.session(), &person.person_id()?).await?;
    let minutes = asked.remaining().as_secs().div_ceil(60);
    let answers = phone::choose(&device, asked.for_device(), false)?; // the user errs
    let Answered::Judged(judged) = asked.answer(answers).await? else { return Err("not judged".into()) };

    // There is no second attempt: the partner says so, and that it is final.
    let Err(Error::Call(error)) = questions::ask(person.session(), &person.person_id()?).await else {
        return Err("asked again".into());
    };
    Ok(vec![
        format!("minutes: {minutes}"),
        format!("judged: {:?}", judged.kyc_status),
        format!("again: {:?}, final: {}", error.code(), error.is_terminal()),
    ])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    phone::print(run().await?)
}
