//! PINs meet faults: set, refused, or not known; and not known is made good by doing it again.

use bindery_sandbox::netspend::{CardNumbers, Device, Pin, VerificationValue};
use bindery_sandbox::{Clock, Fault, Sandbox};
use partner_flows::netspend::pin::{self, PinSet};
use partners::netspend::types::CreatePhysicalCardRequest;

use crate::phone;

#[tokio::test]
async fn a_pin_in_doubt_is_set_again_with_a_new_proof() {
    for (faults, known) in [
        // The client tries once more by itself; the proof is used up, and the refusal does not say that nothing was set.
        (vec![Fault::ResetBeforeReply], false),
        (vec![Fault::Html { status: 503, processed: true }; 2], false),
        (vec![Fault::ResetBeforeRead], true),
    ] {
        let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
        let (client, device) = (phone::client(&sandbox).unwrap(), Device::seeded(1));
        let session = phone::log_in(&client, &device, "fake-person").await.unwrap();
        let card = session.create_physical_card(&CreatePhysicalCardRequest::default()).await.unwrap();
        let (id, CardNumbers { cvv2, .. }) =
            (card.id.unwrap(), device.decrypt(&card.encrypted_data.unwrap()).unwrap());
        let code = || device.encrypt(&VerificationValue { verification_value: cvv2.clone() }).unwrap();
        let chosen = || device.encrypt(&Pin { pin: "0000".into() }).unwrap();
        for (nth, fault) in (1..).zip(&faults) {
            sandbox.netspend_cert().faults().script("setCardPin", nth, fault.clone());
        }
        let proved = pin::verify(&session, &id, code()).await.unwrap();
        let set = proved.set(chosen()).await.unwrap();
        assert_eq!(matches!(set, PinSet::Done), known, "{faults:?}: {set:?}");
        assert_eq!(matches!(set, PinSet::Unknown(_)), !known, "{faults:?}: {set:?}");
        let again = pin::verify(&session, &id, code()).await.unwrap().set(chosen()).await.unwrap();
        assert!(matches!(again, PinSet::Done), "{again:?}");
        let status = session.get_card(&id).await.unwrap().status;
        assert_eq!(status.as_deref(), Some("active"));
        sandbox.finish().await;
    }
}

#[tokio::test]
async fn a_pin_that_is_none_is_refused() {
    let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
    let (client, device) = (phone::client(&sandbox).unwrap(), Device::seeded(1));
    let session = phone::log_in(&client, &device, "fake-person").await.unwrap();
    let card = session.create_physical_card(&CreatePhysicalCardRequest::default()).await.unwrap();
    let (id, CardNumbers { cvv2, .. }) =
        (card.id.unwrap(), device.decrypt(&card.encrypted_data.unwrap()).unwrap());
    let code = device.encrypt(&VerificationValue { verification_value: cvv2 }).unwrap();
    let proved = pin::verify(&session, &id, code).await.unwrap();
    let set = proved.set(device.encrypt(&Pin { pin: "no digits".into() }).unwrap()).await.unwrap();
    let PinSet::Refused(error) = set else { panic!("{set:?}") };
    assert_eq!(error.status(), Some(422));
    sandbox.finish().await;
}
