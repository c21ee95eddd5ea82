//! That a seed repeats a run byte for byte, encryption and all, and that every operation is played.

use super::*;
use crate::netspend::operations::{OPERATIONS, TABLE};

fn run() -> String {
    let desk = Desk::new(Switches::default());
    let data = Device::seeded(9).initialize(&[desk.environment.key().public().jwk()]).unwrap();
    let person =
        json!({ "source_type": "person", "source_id": "fake-person", "encrypted_data": data.expose() });
    let opened = desk.ok("", "POST /sessions", person);
    let session = opened["id"].as_str().unwrap().to_owned();
    let card = desk.ok(&session, "POST /cards/virtual", json!({}));
    let transfer = desk.ok(&session, "POST /p2p_transfers", json!({ "amount": "1.00" }));
    format!("{opened}{card}{transfer}")
}

#[test]
fn a_seed_repeats_a_run_byte_for_byte() {
    assert_eq!(run(), run());
}

#[test]
fn every_operation_is_played() {
    assert_eq!(OPERATIONS.len(), 77);
    let desk = Desk::new(Switches::default());
    let session = desk.person_session("fake-person");
    for row in &TABLE {
        let path = row.path_with("of-nobody");
        let (status, _) = desk.call(&session, &format!("{} {path}", row.method()), Value::Null);
        assert_ne!(status, 501, "{}", row.name);
        let named = desk.environment.calls(row.name);
        assert!(named > 0 || status == 400, "{} {status}", row.name);
    }
}
