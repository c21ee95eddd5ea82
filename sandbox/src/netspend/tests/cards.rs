//! Cards: orders, proofs, PINs, locks, ends.

use super::*;
use crate::netspend::plain::{CardNumbers, Pin, VerificationValue};

#[test]
fn a_physical_card_is_ordered_proved_and_activated() {
    let desk = Desk::new(Switches::default());
    let session = desk.person_session("fake-person");
    let order = |body: Value| desk.call(&session, "POST /cards/physical", body);
    let brands = desk.ok(&session, "POST /cards/brands/search", json!({ "account_id": "fake-account" }));
    let brand = brands["brands"][0]["id"].clone();
    assert_eq!(order(json!({ "card_brand_id": "of-nobody" })).1["code"], "card_brand_invalid");
    let (status, card) = order(json!({ "card_brand_id": brand }));
    assert_eq!((status, &card["status"], &card["type"]), (201, &json!("inactive"), &json!("physical")));
    assert_eq!(order(json!({})).1["code"], "card_brand_invalid", "a replacement names its brand");
    let path = format!("/cards/{}", card["id"].as_str().unwrap());
    let CardNumbers { pan, cvv2 } = desk.decrypted(&card);
    assert!(pan.expose().len() == 16 && pan.expose().starts_with("000000"));
    assert_eq!(card["pan_last4"], pan.expose()[12..]);

    let verify = |code: &str| {
        let value = VerificationValue { verification_value: code.into() };
        let body = json!({ "verification_type": "cvc", "encrypted_data": desk.encrypted(&value) });
        desk.call(&session, &format!("POST {path}/verify"), body)
    };
    let set_pin = |pin: &str, proof: &Value| {
        let mut body = json!({ "encrypted_data": desk.encrypted(&Pin { pin: pin.into() }) });
        body["verify_id"] = proof.clone();
        desk.call(&session, &format!("PUT {path}/pin"), body)
    };
    assert_eq!(verify("none").1["code"], "card_verification_failed");
    assert_eq!(set_pin("1234", &json!("of-nobody")).1["code"], "card_not_verified");
    let proof = verify(cvv2.expose()).1["id"].clone();
    assert_eq!(set_pin("12345", &proof).1["code"], "pin_invalid");
    assert_eq!(set_pin("1234", &proof).0, 204);
    assert_eq!(set_pin("1234", &proof).1["code"], "card_not_verified", "a proof is good for one PIN");
    assert_eq!(desk.ok(&session, &format!("GET {path}"), Value::Null)["status"], "active");
}

#[test]
fn a_card_is_locked_unlocked_and_closed_for_good() {
    let desk = Desk::new(Switches::default());
    let session = desk.person_session("fake-person");
    for kind in ["virtual", "digital"] {
        let card = desk.ok(&session, &format!("POST /cards/{kind}"), json!({}));
        assert_eq!((&card["status"], &card["type"]), (&json!("active"), &json!(kind)));
        let path = format!("/cards/{}", card["id"].as_str().unwrap());
        for (operation, status) in [("lock", "locked"), ("lock", "locked"), ("unlock", "unlocked")] {
            desk.ok(&session, &format!("POST {path}/{operation}"), Value::Null);
            assert_eq!(desk.ok(&session, &format!("GET {path}"), Value::Null)["lock_status"], status);
        }
        desk.ok(&session, &format!("POST {path}/close"), json!({ "reason": "lost" }));
        let closed = desk.ok(&session, &format!("GET {path}"), Value::Null);
        assert_eq!((&closed["status"], &closed["status_reason"]), (&json!("closed"), &json!("lost")));
        for operation in ["lock", "unlock", "close"] {
            assert_eq!(desk.refused(&session, &format!("POST {path}/{operation}"), json!({})), "card_closed");
        }
    }
    let list = desk.ok(&session, "GET /accounts/fake-account/cards", Value::Null);
    assert_eq!(list["cards"].as_array().unwrap().len(), 2);
    assert_eq!(list["cards"][0].get("encrypted_data"), None);
}

#[test]
fn nobody_has_a_card_before_the_identity_is_approved() {
    let desk = Desk::new(Switches::default());
    let (session, _, _) = desk.onboard("sandbox-dda", "Questions");
    for kind in ["physical", "virtual", "digital"] {
        assert_eq!(desk.refused(&session, &format!("POST /cards/{kind}"), json!({})), "kyc_not_approved");
    }
}
