//! Tokens, sessions, promotions, and whose things a session reaches.

use super::*;
use crate::netspend::switches::{Demand, DeviceData, ErrorBody, SuccessStatus};

fn account(id: &str) -> Value {
    json!({ "source_type": "account", "source_id": id })
}

fn person(id: &str) -> Value {
    json!({ "source_type": "person", "source_id": id })
}

#[test]
fn key_and_secret_mint_a_token_of_the_documented_shape_and_nothing_else_does() {
    let desk = Desk::new(Switches::default());
    assert_eq!(desk.token.len(), 28);
    assert_ne!(desk.mint(), desk.token);
    let right = basic(KEYS[0], KEYS[1]);
    for shown in [
        "",
        "Basic",
        "Basic !",
        &basic("other", KEYS[1]),
        &basic(KEYS[0], "other"),
        &right.replace("Basic", "Bearer"),
    ] {
        assert_eq!(desk.mint_with(shown, "client_credentials").0, 401, "{shown}");
    }
    assert_eq!(desk.mint_with(&right, "password").0, 400);
    assert_eq!(desk.environment.read(|state| state.tokens.minted()), 2);
}

#[test]
fn a_token_lives_for_its_time() {
    let desk = Desk::new(Switches::default());
    desk.advance(86_398);
    desk.ok("", "GET /sessions/initialization_data", Value::Null);
    desk.advance(1);
    assert_eq!(desk.refused("", "GET /sessions/initialization_data", Value::Null), "invalid_access_token");
    let desk = Desk { token: desk.mint(), ..desk };
    desk.ok("", "GET /sessions/initialization_data", Value::Null);
    desk.environment.read(|state| state.tokens.revoke());
    assert_eq!(desk.refused("", "GET /sessions/initialization_data", Value::Null), "invalid_access_token");
}

#[test]
fn three_promotions_exist_and_no_other() {
    let desk = Desk::new(Switches::default());
    let sources = [
        json!({}),
        account("fake-account"),
        account("fake-account-2"),
        person("fake-person"),
        person("fake-person-2"),
    ];
    let permitted = [(0, 1), (0, 2), (0, 3), (0, 4), (1, 3), (2, 4)];
    for (from, before) in sources.iter().enumerate() {
        for (to, after) in sources.iter().enumerate().skip(1) {
            let id = desk.session(before.clone());
            let path = format!("/sessions/{id}");
            let (status, reply) = desk.call(&id, &format!("PATCH {path}"), after.clone());
            let expected = permitted.contains(&(from, to));
            assert_eq!(status, if expected { 200 } else { 422 }, "{before} to {after}: {reply}");
            let read = desk.ok(&id, &format!("GET {path}"), Value::Null);
            let now = if expected { after } else { before };
            assert_eq!(read.get("source_id"), now.get("source_id"));
            assert_eq!(read.get("encrypted_data"), None, "what is secret is told once");
        }
    }
}

#[test]
fn a_session_needs_device_data_and_a_source_that_exists() {
    let desk = Desk::new(Switches::default());
    let code = |body: Value| desk.refused("", "POST /sessions", body);
    assert_eq!(code(json!({})), "device_data_missing");
    assert_eq!(
        code(json!({ "encrypted_data": "opaque", "source_type": "account" })),
        "session_source_invalid"
    );
    assert_eq!(
        code(json!({ "encrypted_data": "opaque", "source_type": "pet", "source_id": "1" })),
        "session_source_invalid"
    );
    assert_eq!(
        code(json!({ "encrypted_data": "opaque", "source_type": "person", "source_id": "1" })),
        "person_not_found"
    );
    assert_eq!(code(json!({ "encrypted_data": "eyJhbGciOiJub25lIn0.a.b.c.d" })), "encrypted_data_invalid");
    desk.ok("", "POST /sessions", json!({ "device_data": "opaque" }));
    let strict = Desk::new(Switches { device_data: DeviceData::Encrypted, ..Switches::default() });
    assert_eq!(
        strict.refused("", "POST /sessions", json!({ "device_data": "opaque" })),
        "encrypted_data_invalid"
    );
    strict.session(json!({}));
}

#[test]
fn a_session_ends_by_its_strategy_and_only_success_keeps_it_alive() {
    let desk = Desk::new(Switches::default());
    let read =
        |session: &str| desk.call(session, "GET /accounts/fake-account", Value::Null).1["code"].clone();
    let idle = desk.person_session("fake-person");
    let mut fixed = person("fake-person");
    fixed["expiration_strategy"] = json!("fixed");
    let fixed = desk.session(fixed);
    for _ in 0..4 {
        desk.advance(899);
        assert_eq!(read(&idle), Value::Null);
        assert_eq!(read(&fixed), Value::Null);
    }
    desk.advance(4);
    assert_eq!(read(&fixed), "session_expired");
    desk.advance(890);
    assert_eq!(desk.refused(&idle, "GET /accounts/of-nobody", Value::Null), "account_not_found");
    desk.advance(6);
    assert_eq!(read(&idle), "session_expired");
    assert_eq!(read("of-nobody"), "invalid_session");
    assert_eq!(read(""), "invalid_session");
}

#[test]
fn a_weak_or_foreign_session_is_refused() {
    let desk = Desk::new(Switches::default());
    let (nobody, holder) = (desk.session(json!({})), desk.session(account("fake-account")));
    let (own, other) = (desk.person_session("fake-person"), desk.person_session("fake-person-2"));
    let code = |session: &str, operation: &str| desk.refused(session, operation, Value::Null);
    assert_eq!(code(&nobody, "GET /accounts/fake-account"), "session_not_sufficient");
    assert_eq!(code(&holder, "GET /people/fake-person/kyc/identity_questions"), "session_not_sufficient");
    for session in [&holder, &own] {
        desk.ok(session, "GET /accounts/fake-account", Value::Null);
        desk.ok(session, "GET /people/fake-person", Value::Null);
    }
    assert_eq!(code(&other, "GET /accounts/fake-account"), "account_not_found");
    assert_eq!(code(&other, "GET /people/fake-person"), "person_not_found");
    let card = desk.ok(&own, "POST /cards/digital", json!({}));
    let card = format!("GET /cards/{}", card["id"].as_str().unwrap());
    desk.ok(&own, &card, Value::Null);
    assert_eq!(code(&other, &card), "card_not_found");
    assert_eq!(code(&other, &format!("GET /sessions/{own}")), "session_not_found");
}

#[test]
fn the_switches_set_what_is_not_documented() {
    let switches = Switches {
        business_status: 409,
        weak_session_status: 401,
        error_body: ErrorBody::Html,
        success_status: SuccessStatus::Always200,
        demands: [("getAccount", Demand::Person)].into(),
        token_lifetime: Duration::from_secs(60),
        ..Switches::default()
    };
    let desk = Desk::new(switches);
    let opened = desk.call("", "POST /sessions", json!({ "device_data": "opaque" }));
    assert_eq!(opened.0, 200);
    let holder = desk.session(account("fake-account"));
    assert_eq!(desk.call(&holder, "GET /accounts/fake-account", Value::Null), (401, json!("no JSON")));
    let back = desk.call(&holder, &format!("PATCH /sessions/{holder}"), account("fake-account"));
    assert_eq!(back, (409, json!("no JSON")));
    desk.advance(60);
    assert_eq!(desk.call("", "GET /sessions/initialization_data", Value::Null).0, 401);
}
