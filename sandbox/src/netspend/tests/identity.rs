//! The identity check: outcomes by last name, and what cures them.

use super::*;
use crate::netspend::kyc::TEST_LAST_NAMES;
use crate::netspend::plain::{Answer, Answers, DocumentImages, PersonData, Questions};

fn images(content_type: &str) -> DocumentImages {
    DocumentImages {
        front_image_content_type: content_type.to_owned(),
        front_image: "c2FuZGJveA==".into(),
        ..DocumentImages::default()
    }
}

fn answers(questions: &Questions, worth: &str) -> Answers {
    let answer = |id: &String| Answer { question_id: id.clone(), answer_id: format!("{id}-{worth}") };
    Answers { answers: questions.questions.iter().map(|question| answer(&question.id)).collect() }
}

/// A person of that last name, in a session of the person.
fn person(desk: &Desk, last_name: &str) -> (String, String) {
    let (session, _, person) = desk.onboard("sandbox-gpr", last_name);
    desk.ok(
        &session,
        &format!("PATCH /sessions/{session}"),
        json!({ "source_type": "person", "source_id": person }),
    );
    (session, person)
}

#[test]
fn the_last_name_decides_what_the_checks_find() {
    let desk = Desk::new(Switches::default());
    for known in TEST_LAST_NAMES {
        let (session, id) = person(&desk, known.last_name);
        let found = desk.ok(&session, &format!("GET /people/{id}"), Value::Null);
        assert_eq!(
            (&found["kyc_status"], &found["ofac_status"]),
            (&json!(known.kyc_status), &json!(known.ofac_status))
        );
        let steps = desk.steps(&session, &format!("/people/{id}"));
        for (step, expected) in [
            ("identity_questions", known.questions),
            ("identity_scan", known.scan),
            ("provide_documents", known.documents),
        ] {
            assert_eq!(steps.iter().any(|one| one == step), expected, "{} {step}", known.last_name);
        }
    }
    let (session, id) = person(&desk, "Pending");
    desk.advance(60);
    assert_eq!(desk.kyc(&session, &id), "approved");
}

#[test]
fn questions_are_answered_once_and_in_time() {
    let desk = Desk::new(Switches::default());
    let not_available = "identity_verification_questions_not_available";
    for (worth, outcome) in [("right", "approved"), ("wrong", "rejected")] {
        let (session, id) = person(&desk, "Questions");
        let path = format!("/people/{id}/kyc/identity_questions");
        let put = |answers: &Answers| json!({ "encrypted_data": desk.encrypted(answers) });
        let get = || desk.ok(&session, &format!("GET {path}"), Value::Null);
        let early = Answers::default();
        assert_eq!(
            desk.refused(&session, &format!("PUT {path}"), put(&early)),
            not_available,
            "nothing was asked"
        );
        let questions: Questions = desk.decrypted(&get());
        desk.advance(299);
        assert_eq!(desk.decrypted::<Questions>(&get()), questions, "reading again starts no new time");
        assert_eq!(desk.refused(&session, &format!("PUT {path}"), put(&early)), "answers_invalid");
        let given = put(&answers(&questions, worth));
        let answered = desk.ok(&session, &format!("PUT {path}"), given.clone());
        assert_eq!(answered["kyc_status"], outcome);
        assert_eq!(
            desk.refused(&session, &format!("PUT {path}"), given),
            "identity_verification_answers_already_submitted"
        );
        assert_eq!(desk.refused(&session, &format!("GET {path}"), Value::Null), not_available);
        assert!(
            desk.steps(&session, &format!("/people/{id}")).iter().all(|step| step != "identity_questions")
        );
    }
    let (session, id) = person(&desk, "Questions");
    let path = format!("/people/{id}/kyc/identity_questions");
    let questions: Questions = desk.decrypted(&desk.ok(&session, &format!("GET {path}"), Value::Null));
    desk.advance(300);
    let late = json!({ "encrypted_data": desk.encrypted(&answers(&questions, "right")) });
    assert_eq!(desk.refused(&session, &format!("PUT {path}"), late), not_available);
    assert_eq!(desk.refused(&session, &format!("GET {path}"), Value::Null), not_available);
}

#[test]
fn questions_need_the_keys_of_a_device() {
    let desk = Desk::new(Switches::default());
    let (_, id) = person(&desk, "Questions");
    let opaque = json!({ "source_type": "person", "source_id": id, "encrypted_data": "opaque" });
    let session = desk.ok("", "POST /sessions", opaque)["id"].as_str().unwrap().to_owned();
    let path = format!("GET /people/{id}/kyc/identity_questions");
    assert_eq!(desk.refused(&session, &path, Value::Null), "device_keys_missing");
}

#[test]
fn a_scan_is_reviewed_and_its_end_is_told() {
    let desk = Desk::new(Switches::default());
    let (session, id) = person(&desk, "Scan");
    let path = format!("/people/{id}/kyc/identity_scan");
    let read = || desk.ok(&session, &format!("GET {path}"), Value::Null)["identity_scan_id"].clone();
    let scan = read();
    assert_eq!(read(), scan);
    let operation = crate::netspend::operations::named("submitIdentityScan").path_with(&id);
    let submit = format!("{} {operation}", crate::netspend::operations::named("submitIdentityScan").method());
    let data = desk.encrypted(&images("image/jpeg"));
    let other = json!({ "identity_scan_id": "of-nobody", "encrypted_data": data });
    assert_eq!(desk.refused(&session, &submit, other), "identity_scan_not_available");
    desk.ok(&session, &submit, json!({ "identity_scan_id": scan, "encrypted_data": data }));
    assert_eq!(desk.steps(&session, &format!("/people/{id}"))[0], "identity_review_pending");
    assert_eq!(desk.kyc(&session, &id), "conditional");
    desk.advance(60);
    assert_eq!(desk.kyc(&session, &id), "approved");
    assert_eq!(desk.events(), ["person.kyc.identity_scan.modified"]);
}

#[test]
fn documents_are_handed_in_judged_and_replaced() {
    let desk = Desk::new(Switches::default());
    for (last_name, rounds) in [("Documents", 1), ("Rejected", 2)] {
        let (session, id) = person(&desk, last_name);
        let list = || {
            let list = desk.ok(&session, &format!("GET /people/{id}/document_requests"), Value::Null);
            list["requested_documents"][0].clone()
        };
        assert_eq!((&list()["status"], &list()["status_reason"]), (&json!("open"), &json!("required")));
        let path =
            format!("/people/{id}/document_requests/{}", list()["document_request_id"].as_str().unwrap());
        let body = |content_type: &str| {
            let document = json!({ "document_type": "passport", "encrypted_data": desk.encrypted(&images(content_type)) });
            json!({ "purpose": "kyc_approve", "documents": [document] })
        };
        assert_eq!(
            desk.refused(&session, &format!("PUT {path}"), body("image/png")),
            "document_request_open"
        );
        assert_eq!(desk.refused(&session, &format!("POST {path}"), body("text/html")), "document_invalid");
        for round in 1..=rounds {
            let method = if round == 1 { "POST" } else { "PUT" };
            let handed_in = desk.ok(&session, &format!("{method} {path}"), body("image/png"));
            assert_eq!(handed_in["status"], "review_in_progress");
            assert_eq!(
                desk.refused(&session, &format!("POST {path}"), body("image/png")),
                "document_request_not_open"
            );
            desk.advance(60);
            let reason = if round == rounds { "accepted" } else { "rejected" };
            assert_eq!((&list()["status"], &list()["status_reason"]), (&json!("complete"), &json!(reason)));
        }
        assert_eq!(desk.kyc(&session, &id), "approved");
    }
}

#[test]
fn documents_are_taken_until_the_request_expires() {
    let switches = Switches { document_time: Duration::from_secs(600), ..Switches::default() };
    let desk = Desk::new(switches);
    let (session, id) = person(&desk, "Documents");
    let list = || desk.ok(&session, &format!("GET /people/{id}/document_requests"), Value::Null);
    let request = list()["requested_documents"][0].clone();
    let path = format!("/people/{id}/document_requests/{}", request["document_request_id"].as_str().unwrap());
    let ends: jiff::Timestamp = request["expiration_time"].as_str().unwrap().parse().unwrap();
    let now = desk.clock.at(desk.clock.now()).date;
    assert_eq!(ends.duration_since(now), jiff::SignedDuration::from_mins(10));
    let document =
        json!({ "document_type": "passport", "encrypted_data": desk.encrypted(&images("image/png")) });
    let body = json!({ "purpose": "kyc_approve", "documents": [document] });
    desk.advance(600);
    assert_eq!(desk.refused(&session, &format!("POST {path}"), body), "document_request_expired");
    let steps = desk.steps(&session, &format!("/people/{id}"));
    assert!(!steps.iter().any(|step| step == "provide_documents"), "{steps:?}");
    assert_eq!(desk.kyc(&session, &id), "conditional");
}

#[test]
fn what_was_checked_is_fixed_and_the_rest_is_not() {
    let desk = Desk::new(Switches::default());
    let (session, id) = person(&desk, "Ordinary");
    let patch = format!("PATCH /people/{id}");
    let code = "kyc_updates_not_permitted_when_approved_or_conditional";
    let data =
        |born: &str, ssn: &str| json!({ "encrypted_data": desk.encrypted(&PersonData::new(born, ssn)) });
    assert_eq!(desk.refused(&session, &patch, json!({ "last_name": "Other" })), code);
    assert_eq!(desk.refused(&session, &patch, data("1980-01-30", "000-00-0000")), code);
    assert_eq!(desk.refused(&session, &patch, data("1980-01-31", "000-00-0001")), code);
    desk.ok(&session, &patch, data("1980-01-31", "000-00-0000"));
    desk.ok(&session, &patch, json!({ "first_name": "Fake", "email": "nobody@example.com" }));
    assert_eq!(desk.ok(&session, &patch, json!({}))["email"], "nobody@example.com");
    assert_eq!(desk.ok(&session, &patch, json!({ "email": null })).get("email"), None);
}
