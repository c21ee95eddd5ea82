//! Onboardings meet faults: never two accounts, two people or two cards.

use std::sync::Arc;

use bindery_sandbox::netspend::{Device, PersonData};
use bindery_sandbox::{Clock, Fault, Sandbox};
use partner_flows::netspend::onboarding::{Onboarding, Onboardings, Resumed};
use partner_flows::netspend::records::{EmbeddedRecords, MemoryRecords, RecordId, Records};
use partner_flows::netspend::{Case, Decision, Error, Outcome, Thing};
use partners::netspend::types::{CreatePersonRequest, IdentityContext, PersonRelationship};
use partners::netspend::{Client, DeviceReady, level};

use crate::phone;

struct World {
    sandbox: Sandbox,
    client: Client,
    device: Device,
}

impl World {
    async fn new() -> Self {
        let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
        let client = phone::client(&sandbox).unwrap();
        Self { sandbox, client, device: Device::seeded(1) }
    }

    async fn begun<R: Records>(
        &self,
        onboardings: &Onboardings<R>,
        id: RecordId,
    ) -> Onboarding<R, level::Anonymous, DeviceReady> {
        let data = phone::device_data(&self.client, &self.device).await.unwrap();
        let opened = onboardings.begin(id, "sandbox-gpr", data).await.unwrap();
        self.device.open(&opened.for_device).unwrap();
        opened.onboarding.device_is_ready()
    }

    async fn resumed<R: Records>(&self, onboardings: &Onboardings<R>, id: RecordId) -> Resumed<R> {
        let data = phone::device_data(&self.client, &self.device).await.unwrap();
        onboardings.resume(id, data).await.unwrap()
    }

    fn person(&self, last_name: &str) -> CreatePersonRequest {
        let mut person = CreatePersonRequest::new(
            "Fake",
            last_name,
            IdentityContext::default(),
            PersonRelationship::Primary,
        );
        person.address = Some(phone::address());
        person.encrypted_data =
            Some(self.device.encrypt(&PersonData::new("1980-01-31", "000-00-0000")).unwrap());
        person
    }

    fn calls(&self, operation: &str) -> u64 {
        self.sandbox.netspend_cert().calls(operation)
    }

    fn script(&self, operation: &str, fault: Fault) {
        self.sandbox.netspend_cert().faults().script(operation, 1, fault);
    }
}

fn done<T: std::fmt::Debug>(outcome: Outcome<T>) -> T {
    match outcome {
        Outcome::Done(done) => done,
        other => panic!("{other:?}"),
    }
}

const LOST: [Fault; 4] = [
    Fault::ResetBeforeReply,
    Fault::TruncatedReply,
    Fault::Html { status: 503, processed: true },
    Fault::Html { status: 200, processed: true },
];

#[tokio::test]
async fn an_account_in_doubt_stops_the_onboarding_until_a_person_has_decided() {
    for fault in LOST {
        let world = World::new().await;
        let onboardings = Onboardings::new(world.client.clone(), Arc::new(MemoryRecords::new()));
        let id = RecordId::random();
        let mut anonymous = world.begun(&onboardings, id).await;
        world.script("createAccount", fault.clone());
        let Outcome::Unknown(case) = anonymous.create_account().await.unwrap() else { panic!("{fault:?}") };
        assert_eq!(case, Case { record: id, thing: Thing::Account });
        assert!(matches!(anonymous.create_account().await, Err(Error::InDoubt { .. })), "{fault:?}");
        assert!(matches!(world.resumed(&onboardings, id).await, Resumed::InDoubt(found) if found == case));
        assert_eq!(world.calls("createAccount"), 1, "{fault:?}");

        // The person finds none of it, and the sandbox's own account stays without an owner; it is made anew.
        onboardings.decide(case, Decision::NotMade).await.unwrap();
        let Resumed::Anonymous(opened) = world.resumed(&onboardings, id).await else { panic!("{fault:?}") };
        let mut anonymous = opened.onboarding;
        done(anonymous.create_account().await.unwrap());
        assert!(matches!(world.resumed(&onboardings, id).await, Resumed::Account(_)));
        world.sandbox.finish().await;
    }
}

#[tokio::test]
async fn a_person_and_a_card_in_doubt_are_not_created_again() {
    for fault in LOST {
        let world = World::new().await;
        let onboardings = Onboardings::new(world.client.clone(), Arc::new(MemoryRecords::new()));
        let id = RecordId::random();
        let mut account = done(world.begun(&onboardings, id).await.create_account().await.unwrap());
        world.script("createPerson", fault.clone());
        let outcome = account.create_person(world.person("Person")).await.unwrap();
        let Outcome::Unknown(case) = outcome else { panic!("{fault:?}: {outcome:?}") };
        assert!(matches!(account.create_person(world.person("Person")).await, Err(Error::InDoubt { .. })));
        assert!(matches!(world.resumed(&onboardings, id).await, Resumed::InDoubt(found) if found == case));
        assert_eq!(world.calls("createPerson"), 1, "{fault:?}");
        world.sandbox.finish().await;

        let world = World::new().await;
        let onboardings = Onboardings::new(world.client.clone(), Arc::new(MemoryRecords::new()));
        let mut account = done(world.begun(&onboardings, id).await.create_account().await.unwrap());
        let mut person = done(account.create_person(world.person("Person")).await.unwrap());
        world.script("createPhysicalCard", fault.clone());
        let outcome = person.order_card(None, Some(phone::address())).await.unwrap();
        assert!(
            matches!(outcome, Outcome::Unknown(Case { thing: Thing::Card, .. })),
            "{fault:?}: {outcome:?}"
        );
        assert!(matches!(person.order_card(None, None).await, Err(Error::InDoubt { .. })));
        assert!(matches!(person.finish().await, Err(Error::InDoubt { .. })));
        assert_eq!(world.calls("createPhysicalCard"), 1, "{fault:?}");
        #[cfg(feature = "inferred")]
        {
            assert!(person.recover_card().await.unwrap().is_some(), "the list of cards has it");
            person.finish().await.unwrap();
        }
        world.sandbox.finish().await;
    }
}

#[tokio::test]
async fn what_was_refused_is_tried_again_corrected() {
    let world = World::new().await;
    let onboardings = Onboardings::new(world.client.clone(), Arc::new(MemoryRecords::new()));
    let id = RecordId::random();
    let mut anonymous = world.begun(&onboardings, id).await;
    // The session is gone in the middle, with a new token of the partner too: a new one opens, and the onboarding goes on.
    for nth in [1, 2] {
        world.sandbox.netspend_cert().faults().script("createAccount", nth, Fault::SessionTimeout);
    }
    assert!(matches!(anonymous.create_account().await.unwrap(), Outcome::Refused(_)));
    let Resumed::Anonymous(opened) = world.resumed(&onboardings, id).await else { panic!("not resumed") };
    world.device.open(&opened.for_device).unwrap();
    let mut account = done(opened.onboarding.device_is_ready().create_account().await.unwrap());

    let mut person = world.person("Person");
    person.address.as_mut().unwrap().country = Some("CA".to_owned());
    let Outcome::Refused(error) = account.create_person(person).await.unwrap() else { panic!("not refused") };
    assert_eq!(error.code(), Some("address_canadian_not_allowed"));
    let person = done(account.create_person(world.person("Person")).await.unwrap());
    assert!(person.standing().await.unwrap().is_approved());
    assert_eq!(world.sandbox.netspend_cert().sessions_opened(), 2);
    world.sandbox.finish().await;
}

#[tokio::test]
async fn a_promotion_that_fails_is_made_again_without_a_second_account() {
    let world = World::new().await;
    let onboardings = Onboardings::new(world.client.clone(), Arc::new(MemoryRecords::new()));
    let mut anonymous = world.begun(&onboardings, RecordId::random()).await;
    world.script("updateSession", Fault::Html { status: 503, processed: false });
    assert!(matches!(anonymous.create_account().await, Err(Error::Call(_))));
    let mut account = done(anonymous.create_account().await.unwrap());
    world.script("updateSession", Fault::ResetBeforeReply);
    done(account.create_person(world.person("Person")).await.unwrap());
    assert_eq!((world.calls("createAccount"), world.calls("createPerson")), (1, 1));
    world.sandbox.finish().await;
}

#[tokio::test]
async fn a_card_needs_an_approved_identity_and_a_rejected_one_does_not_fail_the_step() {
    let world = World::new().await;
    let onboardings = Onboardings::new(world.client.clone(), Arc::new(MemoryRecords::new()));
    let mut anonymous = world.begun(&onboardings, RecordId::random()).await;
    let mut account = done(anonymous.create_account().await.unwrap());
    let mut person = done(account.create_person(world.person("Rejected")).await.unwrap());
    let standing = person.standing().await.unwrap();
    assert!(!standing.is_approved() && !standing.steps.is_empty());
    assert!(matches!(person.order_card(None, None).await, Err(Error::NotApproved)));
    assert_eq!(world.calls("createPhysicalCard"), 0);
    world.sandbox.finish().await;
}

#[tokio::test]
async fn after_a_crash_the_onboarding_goes_on_where_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("records");
    let world = World::new().await;
    let id = RecordId::random();
    let opened = |path: &std::path::Path| {
        Onboardings::new(world.client.clone(), Arc::new(EmbeddedRecords::open(path).unwrap()))
    };
    {
        let onboardings = opened(&path);
        done(world.begun(&onboardings, id).await.create_account().await.unwrap());
    }
    {
        let onboardings = opened(&path);
        let Resumed::Account(opened) = world.resumed(&onboardings, id).await else { panic!("no account") };
        world.device.open(&opened.for_device).unwrap();
        let mut account = opened.onboarding.device_is_ready();
        done(account.create_person(world.person("Person")).await.unwrap());
    }
    let onboardings = opened(&path);
    let Resumed::Person(opened) = world.resumed(&onboardings, id).await else { panic!("no person") };
    let mut person = opened.onboarding;
    done(person.order_card(Some("brand-blue"), Some(phone::address())).await.unwrap());
    person.finish().await.unwrap();
    assert!(onboardings.unsettled().await.unwrap().is_empty());
    let data = phone::device_data(&world.client, &world.device).await.unwrap();
    assert!(matches!(onboardings.resume(id, data).await, Err(Error::WrongStep { .. })));
    let counts =
        ["createAccount", "createPerson", "createPhysicalCard"].map(|operation| world.calls(operation));
    assert_eq!(counts, [1, 1, 1]);
    world.sandbox.finish().await;
}
