//! From an anonymous session to an active account.

use super::*;
use crate::netspend::plain::PersonData;

pub(super) fn address() -> Value {
    json!({ "line1": "1 Sandbox Way", "city": "Nowhere", "state": "TX", "postal_code": "00000", "country": "US" })
}

impl Desk {
    /// An account with a primary holder of that last name, in an account's session: session, account, person.
    pub(super) fn onboard(&self, context: &str, last_name: &str) -> (String, String, String) {
        let session = self.session(json!({}));
        let account = self.ok(&session, "POST /accounts", json!({ "account_creation_context_id": context }));
        assert_eq!(account["status"], "inactive");
        let account = account["id"].as_str().unwrap().to_owned();
        let next = json!({ "source_type": "account", "source_id": account });
        self.ok(&session, &format!("PATCH /sessions/{session}"), next);
        let person = json!({
            "first_name": "Fake", "last_name": last_name, "relationship": "primary", "address": address(),
            "identity_context": { "account_id": account },
            "encrypted_data": self.encrypted(&PersonData::new("1980-01-31", "000-00-0000")),
        });
        let person = self.ok(&session, "POST /people", person);
        (session, account, person["id"].as_str().unwrap().to_owned())
    }

    pub(super) fn steps(&self, session: &str, path: &str) -> Vec<String> {
        let list = self.ok(session, &format!("GET {path}/workflows"), Value::Null);
        let workflows = list["workflows"].as_array().cloned().unwrap_or_default();
        let steps =
            workflows.iter().flat_map(|workflow| workflow["steps"].as_array().cloned().unwrap_or_default());
        steps.map(|step| step["step"].as_str().unwrap().to_owned()).collect()
    }

    pub(super) fn kyc(&self, session: &str, person: &str) -> Value {
        self.ok(session, &format!("GET /people/{person}"), Value::Null)["kyc_status"].clone()
    }
}

#[test]
fn an_account_becomes_active_when_its_steps_are_done() {
    let desk = Desk::new(Switches::default());
    let (session, account, person) = desk.onboard("sandbox-dda", "Ordinary");
    assert_eq!(desk.kyc(&session, &person), "approved");
    let (account_path, person_path) = (format!("/accounts/{account}"), format!("/people/{person}"));
    assert_eq!(
        desk.steps(&session, &account_path),
        ["accept_agreement", "accept_agreement", "accept_agreement", "expected_use"]
    );
    let read = || desk.ok(&session, &format!("GET {account_path}"), Value::Null);
    let found =
        desk.ok(&session, "POST /agreements/search", json!({ "account_creation_context_id": "sandbox-dda" }));
    for agreement in found["agreements"].as_array().unwrap() {
        assert_eq!(read()["status"], "inactive");
        let id = agreement["id"].as_str().unwrap();
        desk.ok(&session, &format!("GET /agreements/{id}"), Value::Null);
        for _ in 0..2 {
            desk.ok(&session, &format!("PUT {person_path}/agreements/{id}"), Value::Null);
        }
    }
    let accepted = desk.ok(&session, &format!("GET {person_path}/agreements"), Value::Null);
    assert_eq!(accepted["agreements"].as_array().unwrap().len(), 3);
    let questions = desk.ok(&session, &format!("GET {person_path}/expected_use"), Value::Null);
    let answer = |question: &Value| json!({ "question_id": question["id"], "answer_id": "no" });
    let answers: Vec<Value> = questions["questions"].as_array().unwrap().iter().map(answer).collect();
    let put = format!("PUT {person_path}/expected_use");
    assert_eq!(desk.refused(&session, &put, json!({ "answers": [answers[0]] })), "answers_invalid");
    assert_eq!(
        desk.refused(&session, &put, json!({ "answers": [answers[0], answers[0]] })),
        "answers_invalid"
    );
    desk.ok(&session, &put, json!({ "answers": answers }));
    assert_eq!(read()["status"], "active");
    assert!(desk.steps(&session, &account_path).is_empty());
    assert_eq!(desk.refused(&session, "GET /agreements/of-nobody", Value::Null), "agreement_not_found");
}

#[test]
fn a_gpr_account_is_not_asked_for_its_use() {
    let desk = Desk::new(Switches::default());
    let (session, account, person) = desk.onboard("sandbox-gpr", "Questions");
    assert_eq!(desk.steps(&session, &format!("/accounts/{account}"))[0], "primary_person_kyc_approve");
    assert_eq!(
        desk.refused(&session, &format!("GET /people/{person}/expected_use"), Value::Null),
        "expected_use_not_asked"
    );
    let anonymous = desk.session(json!({}));
    let other = json!({ "account_creation_context_id": "of-nobody" });
    assert_eq!(
        desk.refused(&anonymous, "POST /accounts", other.clone()),
        "account_creation_context_not_found"
    );
    assert_eq!(
        desk.refused(&anonymous, "POST /agreements/search", other),
        "account_creation_context_not_found"
    );
}

#[test]
fn an_anonymous_session_reaches_the_account_that_it_made_and_no_other() {
    let desk = Desk::new(Switches::default());
    let (ours, other) = (desk.session(json!({})), desk.session(json!({})));
    let account = desk.ok(&ours, "POST /accounts", json!({ "account_creation_context_id": "sandbox-gpr" }));
    let person = json!({
        "first_name": "Fake", "last_name": "Ordinary", "relationship": "primary",
        "identity_context": { "account_id": account["id"] },
    });
    assert_eq!(desk.refused(&other, "POST /people", person.clone()), "account_not_found");
    let mut secondary = person.clone();
    secondary["relationship"] = json!("secondary");
    assert_eq!(desk.refused(&ours, "POST /people", secondary.clone()), "person_invalid");
    assert_eq!(desk.ok(&ours, "POST /people", person)["kyc_status"], "unchecked");
    desk.ok(&ours, "POST /people", secondary);
}

#[test]
fn addresses_are_refused_by_their_codes() {
    let desk = Desk::new(Switches::default());
    let session = desk.person_session("fake-person");
    let patch = |member: &str, value: &str| {
        let mut bad = address();
        bad[member] = json!(value);
        let person = desk.refused(&session, "PATCH /people/fake-person", json!({ "address": bad }));
        let card = desk.refused(&session, "POST /cards/physical", json!({ "shipping_address": bad }));
        assert_eq!(person, card);
        person
    };
    assert_eq!(patch("country", "CA"), "address_canadian_not_allowed");
    assert_eq!(patch("line1", "General Delivery"), "address_general_delivery_not_allowed");
    assert_eq!(patch("postal_code", "00001"), "address_has_component_mismatch");
    assert_eq!(patch("postal_code", "00002"), "address_has_multiple_matches");
}
