//! When a message is delivered, and what goes wrong with it, without a network.

use super::*;
use crate::netspend::receiver::Receiver;
use crate::netspend::webhooks::{Outbox, WebhookFault};

/// Takes what is due, and tells what came of it: event number and count.
fn deliver(desk: &Desk, status: Option<u16>) -> Option<(usize, u32, bool)> {
    let now = desk.clock.now();
    desk.environment.read(|state| {
        let delivery = state.outbox.take(now)?;
        let number = state.outbox.messages().iter().position(|message| *message == delivery.message)?;
        let told = (number, delivery.count, delivery.wrong_signature);
        state.outbox.report(delivery, status);
        Some(told)
    })
}

fn with(desk: &Desk, work: impl FnOnce(&mut Outbox)) {
    desk.environment.read(|state| work(&mut state.outbox));
}

/// Two messages: a transfer waits, and is cancelled.
fn tell(desk: &Desk) {
    let session = desk.person_session("fake-person");
    let id = desk.ok(&session, "POST /p2p_transfers", json!({ "amount": "1.00" }))["id"].clone();
    desk.ok(&session, &format!("POST /p2p_transfers/{}/cancel", id.as_str().unwrap()), Value::Null);
}

fn listening() -> Desk {
    let desk = Desk::new(Switches::default());
    with(&desk, |outbox| outbox.set_receiver(Receiver::in_clear("http://127.0.0.1:9/")));
    desk
}

#[test]
fn anything_but_200_is_told_again_further_and_further_apart_for_72_hours() {
    for status in [None, Some(204), Some(302), Some(500)] {
        let desk = listening();
        tell(&desk);
        assert_eq!(deliver(&desk, Some(200)), Some((0, 1, false)));
        let (mut count, mut elapsed) = (1, 0);
        while deliver(&desk, status) == Some((1, count, false)) {
            assert_eq!(deliver(&desk, status), None, "not before its time");
            let pause = 60 * 2_u64.pow(count - 1);
            desk.advance(pause - 1);
            assert_eq!(deliver(&desk, status), None, "not before its time");
            desk.advance(1);
            (count, elapsed) = (count + 1, elapsed + pause);
        }
        assert_eq!(count, 14, "thirteen attempts");
        assert!(elapsed > 72 * 60 * 60 && elapsed - 60 * 2_u64.pow(12) < 72 * 60 * 60);
    }
}

#[test]
fn a_message_is_doubled_delayed_overtaken_or_signed_wrongly() {
    let ok = Some(200);
    let scripted = |fault| {
        let desk = listening();
        with(&desk, |outbox| outbox.script(1, fault));
        tell(&desk);
        desk
    };
    let desk = scripted(WebhookFault::Duplicate);
    let told: Vec<_> = std::iter::from_fn(|| deliver(&desk, ok)).collect();
    assert_eq!(told, [(0, 1, false), (0, 1, false), (1, 1, false)]);
    let desk = scripted(WebhookFault::Reorder);
    let told: Vec<_> = std::iter::from_fn(|| deliver(&desk, ok)).collect();
    assert_eq!(told, [(1, 1, false), (0, 1, false)]);
    let desk = scripted(WebhookFault::Delay(Duration::from_secs(5)));
    assert_eq!(deliver(&desk, ok), Some((1, 1, false)));
    assert_eq!(deliver(&desk, ok), None);
    desk.advance(5);
    assert_eq!(deliver(&desk, ok), Some((0, 1, false)));
    let desk = scripted(WebhookFault::WrongSignature);
    assert_eq!(deliver(&desk, Some(400)), Some((0, 1, true)));
    desk.advance(60);
    let told: Vec<_> = std::iter::from_fn(|| deliver(&desk, ok)).collect();
    assert_eq!(told, [(1, 1, false), (0, 2, false)]);
}

#[test]
fn what_is_told_is_what_reading_it_would_bring() {
    let desk = Desk::new(Switches::default());
    tell(&desk);
    let bodies: Vec<Value> = desk.environment.read(|state| {
        let messages = state.outbox.messages().iter();
        messages.map(|message| serde_json::from_slice(&message.body).unwrap()).collect()
    });
    assert_eq!(bodies[0]["type"], "p2p_transfer.pended");
    assert_eq!(bodies[0]["time"], "2020-08-24T12:00:00Z");
    assert_eq!(
        (&bodies[0]["data"]["status"], &bodies[1]["data"]["status"]),
        (&json!("pending"), &json!("cancelled"))
    );
    assert_ne!(bodies[0]["id"], bodies[1]["id"]);
    assert_eq!(deliver(&desk, None), None, "nobody listens");
}
