//! The identity questions: one attempt, five minutes, and nothing after them.

use std::sync::Arc;

use bindery_sandbox::netspend::{Device, PersonData};
use bindery_sandbox::{Clock, Fault, Sandbox};
use partner_flows::netspend::onboarding::{Onboarding, Onboardings};
use partner_flows::netspend::questions::{self, Answered, Judged, TIME_LIMIT};
use partner_flows::netspend::records::{MemoryRecords, RecordId};
use partner_flows::netspend::{Error, Outcome};
use partners::netspend::types::{CreatePersonRequest, IdentityContext, KycStatus, PersonRelationship};
use partners::netspend::{DeviceReady, level};

use crate::phone;

type Asked = Onboarding<MemoryRecords, level::Person, DeviceReady>;

/// A person of whom the partner wants to know more.
async fn conditional(sandbox: &Sandbox, device: &Device) -> Asked {
    let client = phone::client(sandbox).unwrap();
    let onboardings = Onboardings::new(client.clone(), Arc::new(MemoryRecords::new()));
    let data = phone::device_data(&client, device).await.unwrap();
    let opened = onboardings.begin(RecordId::random(), "sandbox-gpr", data).await.unwrap();
    device.open(&opened.for_device).unwrap();
    let mut anonymous = opened.onboarding.device_is_ready();
    let Outcome::Done(mut account) = anonymous.create_account().await.unwrap() else { panic!("no account") };
    let mut person = CreatePersonRequest::new(
        "Fake",
        "Questions",
        IdentityContext::default(),
        PersonRelationship::Primary,
    );
    person.address = Some(phone::address());
    person.encrypted_data = Some(device.encrypt(&PersonData::new("1980-01-31", "000-00-0000")).unwrap());
    let Outcome::Done(person) = account.create_person(person).await.unwrap() else { panic!("no person") };
    person
}

#[tokio::test]
async fn answers_that_come_too_late_are_not_sent() {
    let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
    let device = Device::seeded(1);
    let person = conditional(&sandbox, &device).await;
    let asked = questions::ask(person.session(), &person.person_id().unwrap()).await.unwrap();
    let answers = phone::choose(&device, asked.for_device(), true).unwrap();
    assert!(asked.remaining() <= TIME_LIMIT && !asked.remaining().is_zero());
    tokio::time::pause();
    tokio::time::advance(TIME_LIMIT).await;
    assert!(matches!(asked.answer(answers).await, Err(Error::TimeIsUp)));
    tokio::time::resume();
    assert_eq!(sandbox.netspend_cert().faults().arrived("submitIdentityAnswers"), 0);
    sandbox.finish().await;
}

#[tokio::test]
async fn the_partners_own_clock_counts_too() {
    let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
    let device = Device::seeded(1);
    let person = conditional(&sandbox, &device).await;
    let asked = questions::ask(person.session(), &person.person_id().unwrap()).await.unwrap();
    let answers = phone::choose(&device, asked.for_device(), true).unwrap();
    sandbox.clock().advance(TIME_LIMIT);
    let Answered::Refused(error) = asked.answer(answers).await.unwrap() else { panic!("not refused") };
    assert_eq!(error.code(), Some("identity_verification_questions_not_available"));
    assert!(error.is_terminal());
    sandbox.finish().await;
}

#[tokio::test]
async fn answers_whose_reply_is_lost_are_not_sent_again() {
    for (right, fault) in [
        (true, Fault::ResetBeforeReply),
        (true, Fault::Html { status: 503, processed: true }),
        (false, Fault::TruncatedReply),
        (true, Fault::ResetBeforeRead),
    ] {
        let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
        let device = Device::seeded(1);
        let person = conditional(&sandbox, &device).await;
        let asked = questions::ask(person.session(), &person.person_id().unwrap()).await.unwrap();
        let answers = phone::choose(&device, asked.for_device(), right).unwrap();
        sandbox.netspend_cert().faults().script("submitIdentityAnswers", 1, fault.clone());
        let Answered::Unknown(unjudged) = asked.answer(answers).await.unwrap() else { panic!("{fault:?}") };
        assert_eq!(sandbox.netspend_cert().faults().arrived("submitIdentityAnswers"), 1, "{fault:?}");
        match unjudged.recover().await.unwrap() {
            Judged::Approved(_) => assert!(right && fault != Fault::ResetBeforeRead),
            // Judged and rejected, or never arrived: what is read does not tell these apart for certain.
            Judged::Open(person) => {
                let status = if right { KycStatus::Conditional } else { KycStatus::Rejected };
                assert_eq!(person.kyc_status, Some(status), "{fault:?}");
            }
        }
        sandbox.finish().await;
    }
}
