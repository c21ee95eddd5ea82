//! Sessions guide, "Onboarding a New Account and Person": a session that grows with the account.

use std::sync::Arc;

use bindery_sandbox::Sandbox;
use bindery_sandbox::netspend::{CardNumbers, Device, PersonData, Pin, VerificationValue};
use partner_flows::netspend::Outcome;
use partner_flows::netspend::onboarding::Onboardings;
use partner_flows::netspend::pin::{self, PinSet};
use partner_flows::netspend::questions::{self, Answered};
use partner_flows::netspend::records::{MemoryRecords, RecordId};
use partners::netspend::types::{
    ChosenAnswer, CreatePersonRequest, ExpectedUseAnswers, IdentityContext, PersonRelationship,
};

mod phone;

/// The flow.
pub(crate) async fn run() -> phone::Said {
    let sandbox = Sandbox::start().await?;
    let client = phone::client(&sandbox)?;
    let device = Device::seeded(1);
    // A service opens EmbeddedRecords, or brings its own, and keeps the id with the applicant.
    let onboardings = Onboardings::new(client.clone(), Arc::new(MemoryRecords::new()));
    let mut said = Vec::new();

    let data = phone::device_data(&client, &device).await?;
    let opened = onboardings.begin(RecordId::random(), "sandbox-dda", data).await?;
    device.open(&opened.for_device)?;
    let mut anonymous = opened.onboarding.device_is_ready();
    let Outcome::Done(mut account) = anonymous.create_account().await? else {
        return Err("no account".into());
    };

    // Of this name, the sandbox wants to know more.
    let context = IdentityContext::default();
    let mut person = CreatePersonRequest::new("Fake", "Questions", context, PersonRelationship::Primary);
    person.address = Some(phone::address());
    person.encrypted_data = Some(device.encrypt(&PersonData::new("1980-01-31", "000-00-0000"))?);
    let Outcome::Done(mut person) = account.create_person(person).await? else {
        return Err("no person".into());
    };
    said.push(format!("identity: {:?}", person.standing().await?.person.kyc_status));

    let asked = questions::ask(person.session(), &person.person_id()?).await?;
    let answers = phone::choose(&device, asked.for_device(), true)?;
    let Answered::Judged(judged) = asked.answer(answers).await? else { return Err("not judged".into()) };
    said.push(format!("after the questions: {:?}", judged.kyc_status));

    let agreements = person.agreements().await?; // shown to the user, who accepts
    said.push(format!("agreements: {}", agreements.len()));
    for agreement in agreements {
        person.accept(&agreement.id.unwrap_or_default()).await?;
    }
    let mut answers = ExpectedUseAnswers::new(Vec::new());
    for question in person.expected_use().await?.questions {
        let option = question.answer_options.first().and_then(|option| option.answer_id.clone());
        answers.answers.push(ChosenAnswer::new(question.id.unwrap_or_default(), option.unwrap_or_default()));
    }
    person.answer_expected_use(&answers).await?;
    let standing = person.standing().await?;
    said.push(format!("account: {:?}, steps left: {}", standing.account.status, standing.steps.len()));

    let brand = person.brands().await?.swap_remove(0).id;
    let Outcome::Done(card) = person.order_card(brand.as_deref(), Some(phone::address())).await? else {
        return Err("no card".into());
    };
    // The card has arrived: the user reads its security code off it, and chooses a PIN.
    let CardNumbers { cvv2, .. } = device.decrypt(&card.encrypted_data.ok_or("no numbers")?)?;
    let (id, code) =
        (card.id.unwrap_or_default(), device.encrypt(&VerificationValue { verification_value: cvv2 })?);
    let proved = pin::verify(person.session(), &id, code).await?;
    let set = proved.set(device.encrypt(&Pin { pin: "0000".into() })?).await?;
    said.push(format!("PIN set: {}", matches!(set, PinSet::Done)));
    said.push(format!("card: {:?}", person.session().get_card(&id).await?.status));

    person.finish().await?;
    said.push(format!("unsettled: {}", onboardings.unsettled().await?.len()));
    said.push(format!("sessions: {}", sandbox.netspend_cert().sessions_opened()));
    Ok(said)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    phone::print(run().await?)
}
