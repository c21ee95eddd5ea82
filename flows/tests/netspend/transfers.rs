//! Transfers meet faults: whatever happens, the money moves once.

use std::sync::Arc;
use std::time::Duration;

use bindery_sandbox::netspend::Device;
use bindery_sandbox::{Clock, Fault, Sandbox};
use partner_flows::netspend::records::{EmbeddedRecords, MemoryRecords, RecordId, RecordsError};
use partner_flows::netspend::transfer::{self, Found, Transfers};
use partner_flows::netspend::{Decision, Error, Outcome, Thing};
use partners::netspend::types::P2pTransfer;
use partners::netspend::webhook::{Event, Payload};
use partners::netspend::{DeviceReady, Session, level};

use crate::phone;

async fn sender(sandbox: &Sandbox) -> Session<level::Person, DeviceReady> {
    phone::log_in(&phone::client(sandbox).unwrap(), &Device::seeded(1), "fake-person").await.unwrap()
}

async fn begun(transfers: &Transfers<MemoryRecords>) -> RecordId {
    let id = RecordId::random();
    let amount = "66.02".parse().unwrap();
    transfers.begin(id, "fake-account", Some("fake-account-2"), amount).await.unwrap();
    id
}

/// What the sandbox tells of transfers, in its order.
fn events(sandbox: &Sandbox) -> Vec<P2pTransfer> {
    let messages = sandbox.netspend_cert().webhooks().messages();
    messages
        .iter()
        .filter_map(|message| match Event::read(&message.body).unwrap().payload {
            Payload::P2pTransfer(transfer) => Some(transfer),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn a_transfer_whose_reply_is_lost_is_not_sent_again_and_found_by_its_event() {
    for fault in [
        Fault::ResetBeforeReply,
        Fault::TruncatedReply,
        Fault::Html { status: 200, processed: true },
        Fault::Html { status: 503, processed: true },
        Fault::Status { status: 500, processed: true },
        Fault::Unexpected { processed: true },
    ] {
        let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
        let (cert, session) = (sandbox.netspend_cert(), sender(&sandbox).await);
        let transfers = Transfers::new(Arc::new(MemoryRecords::new()));
        let id = begun(&transfers).await;
        cert.faults().script("createP2pTransfer", 1, fault.clone());
        let outcome = transfers.send(&session, id).await.unwrap();
        let Outcome::Unknown(case) = outcome else { panic!("{fault:?}: {outcome:?}") };
        assert_eq!((case.record, case.thing), (id, Thing::Transfer));

        let again = transfers.send(&session, id).await;
        assert!(matches!(again, Err(Error::InDoubt { .. })), "{fault:?}: {again:?}");
        let twin = transfers.begin(
            RecordId::random(),
            "fake-account",
            Some("fake-account-2"),
            "66.02".parse().unwrap(),
        );
        assert!(
            matches!(twin.await, Err(Error::Records(RecordsError::PossibleDuplicate { of })) if of == id)
        );
        assert!(matches!(transfers.find(&session, id).await.unwrap(), Found::InDoubt(_)));

        let told = events(&sandbox);
        assert_eq!(told.len(), 1, "{fault:?}");
        assert_eq!(transfers.heard(&told[0]).await.unwrap(), Some(id));
        assert_eq!(transfers.heard(&told[0]).await.unwrap(), Some(id), "handed on twice");
        let Found::Made(found) = transfers.find(&session, id).await.unwrap() else { panic!("{fault:?}") };
        assert_eq!(found.id, told[0].id);
        assert_eq!(cert.calls("createP2pTransfer"), 1, "{fault:?}");
        assert!(transfers.unsettled().await.unwrap().is_empty());
        sandbox.finish().await;
    }
}

#[tokio::test]
async fn a_request_that_the_network_kept_is_found_when_it_arrives() {
    let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
    let (cert, session) = (sandbox.netspend_cert(), sender(&sandbox).await);
    let transfers = Transfers::new(Arc::new(MemoryRecords::new()));
    let id = begun(&transfers).await;
    let after = Duration::from_secs(600);
    cert.faults().script("createP2pTransfer", 1, Fault::LateArrival { after });
    assert!(matches!(transfers.send(&session, id).await.unwrap(), Outcome::Unknown(_)));
    assert!(events(&sandbox).is_empty(), "nothing has happened yet, and nobody may try again");
    sandbox.clock().advance(after);
    // The late request is carried out with the next one that arrives.
    session.get_person("fake-person").await.unwrap();
    assert_eq!(transfers.heard(&events(&sandbox)[0]).await.unwrap(), Some(id));
    assert_eq!(cert.calls("createP2pTransfer"), 1);
    sandbox.finish().await;
}

#[tokio::test]
async fn what_was_not_sent_or_refused_may_be_sent_again() {
    let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
    let (cert, session) = (sandbox.netspend_cert(), sender(&sandbox).await);
    let transfers = Transfers::new(Arc::new(MemoryRecords::new()));
    let id = begun(&transfers).await;
    // The user's session is gone in the middle: refused, with a new token of the partner too, and so not done.
    cert.faults().script("createP2pTransfer", 1, Fault::SessionTimeout);
    cert.faults().script("createP2pTransfer", 2, Fault::SessionTimeout);
    let Outcome::Refused(error) = transfers.send(&session, id).await.unwrap() else { panic!("not refused") };
    assert_eq!(error.status(), Some(401));
    assert!(matches!(transfers.find(&session, id).await.unwrap(), Found::NotSent));
    // The partner's token is: the client gets another and goes on.
    cert.revoke_tokens();
    let Outcome::Done(made) = transfers.send(&session, id).await.unwrap() else { panic!("not done") };
    assert!(made.id.is_some());
    assert_eq!(events(&sandbox).len(), 1, "one transfer");
    assert!(matches!(transfers.send(&session, id).await, Err(Error::WrongStep { .. })));
    assert!(matches!(transfers.give_up(id).await, Err(Error::WrongStep { .. })));

    let other = RecordId::random();
    transfers.begin(other, "fake-account", None, "9999.00".parse().unwrap()).await.unwrap();
    let Outcome::Refused(error) = transfers.send(&session, other).await.unwrap() else {
        panic!("not refused")
    };
    assert_eq!(error.status(), Some(422), "there is not as much");
    transfers.give_up(other).await.unwrap();
    assert!(transfers.unsettled().await.unwrap().is_empty());
    assert!(transfers.send(&session, other).await.is_err(), "given up is given up");
    for amount in ["0", "-1", "0.001"] {
        let begun = transfers.begin(RecordId::random(), "fake-account", None, amount.parse().unwrap()).await;
        assert!(matches!(begun, Err(Error::Amount)), "{amount}");
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn an_event_that_fits_two_transfers_in_doubt_settles_neither() {
    let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
    let (cert, session) = (sandbox.netspend_cert(), sender(&sandbox).await);
    let transfers = Transfers::new(Arc::new(MemoryRecords::new()));
    let (one, other) = (RecordId::random(), RecordId::random());
    // One knows its receiver, the other does not: no twins, but an event with this receiver fits both.
    transfers.begin(one, "fake-account", Some("fake-account-2"), "5".parse().unwrap()).await.unwrap();
    transfers.begin(other, "fake-account", None, "5".parse().unwrap()).await.unwrap();
    cert.faults().script("createP2pTransfer", 1, Fault::ResetBeforeReply);
    cert.faults().script("createP2pTransfer", 2, Fault::ResetBeforeRead);
    for id in [one, other] {
        assert!(matches!(transfers.send(&session, id).await.unwrap(), Outcome::Unknown(_)));
    }
    let told = events(&sandbox).remove(0);
    assert_eq!(transfers.heard(&told).await.unwrap(), None);
    assert_eq!(transfers.unsettled().await.unwrap().len(), 2);
    // A person finds out.
    transfers.decide(one, Decision::Made(told.id.clone().unwrap())).await.unwrap();
    transfers.decide(other, Decision::NotMade).await.unwrap();
    assert!(matches!(transfers.decide(one, Decision::NotMade).await, Err(Error::WrongStep { .. })));
    assert_eq!(transfers.heard(&told).await.unwrap(), Some(one));
    assert!(matches!(transfers.find(&session, one).await.unwrap(), Found::Made(_)));
    assert!(matches!(transfers.find(&session, other).await.unwrap(), Found::NotSent));
    // An event of somebody else's transfer is nobody's.
    let foreign = P2pTransfer { id: Some("foreign".to_owned()), ..told };
    assert_eq!(transfers.heard(&foreign).await.unwrap(), None);
    sandbox.finish().await;
}

#[tokio::test]
async fn after_a_crash_nothing_is_sent_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("records");
    let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
    let (cert, session) = (sandbox.netspend_cert(), sender(&sandbox).await);
    let id = RecordId::random();
    {
        let transfers = Transfers::new(Arc::new(EmbeddedRecords::open(&path).unwrap()));
        transfers.begin(id, "fake-account", Some("fake-account-2"), "5".parse().unwrap()).await.unwrap();
        // The process dies while it waits for the reply.
        cert.faults().script("createP2pTransfer", 1, Fault::Delay(Duration::from_secs(60)));
        let send = transfers.send(&session, id);
        assert!(tokio::time::timeout(Duration::from_millis(500), send).await.is_err());
    }
    let transfers = Transfers::new(Arc::new(EmbeddedRecords::open(&path).unwrap()));
    assert_eq!(transfers.unsettled().await.unwrap()[0].id, id);
    assert!(matches!(transfers.send(&session, id).await, Err(Error::InDoubt { .. })));
    assert_eq!(transfers.heard(&events(&sandbox)[0]).await.unwrap(), Some(id));
    assert_eq!(cert.calls("createP2pTransfer"), 1);
    sandbox.finish().await;
}

#[tokio::test]
async fn of_ten_workers_with_one_transfer_one_sends() {
    let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
    let session = sender(&sandbox).await;
    let transfers = Transfers::new(Arc::new(MemoryRecords::new()));
    let id = begun(&transfers).await;
    let workers: Vec<_> = (0..10)
        .map(|_| {
            let (transfers, session) = (transfers.clone(), session.clone());
            tokio::spawn(async move { matches!(transfers.send(&session, id).await, Ok(Outcome::Done(_))) })
        })
        .collect();
    let mut done = 0;
    for worker in workers {
        done += usize::from(worker.await.unwrap());
    }
    assert_eq!((done, sandbox.netspend_cert().calls("createP2pTransfer")), (1, 1));
    sandbox.finish().await;
}

#[tokio::test]
async fn whatever_happens_to_an_acceptance_the_money_moves_once() {
    for fault in [
        Fault::ResetBeforeReply,
        Fault::TruncatedReply,
        Fault::Html { status: 503, processed: true },
        Fault::LateDuplicate { after: Duration::from_secs(60) },
    ] {
        let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
        let (cert, session) = (sandbox.netspend_cert(), sender(&sandbox).await);
        let transfers = Transfers::new(Arc::new(MemoryRecords::new()));
        let id = begun(&transfers).await;
        let Outcome::Done(sent) = transfers.send(&session, id).await.unwrap() else { panic!("not sent") };
        let transfer = sent.id.unwrap();
        let client = phone::client(&sandbox).unwrap();
        let receiver = phone::log_in(&client, &Device::seeded(2), "fake-person-2").await.unwrap();
        cert.faults().script("acceptP2pTransfer", 1, fault.clone());
        transfer::accept(&receiver, &transfer).await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        sandbox.clock().advance(Duration::from_secs(120));
        // Once more, out of habit: it is done, and says so.
        let again = transfer::accept(&receiver, &transfer).await.unwrap();
        assert_eq!(again.id.as_deref(), Some(transfer.as_str()));
        assert_eq!(cert.balance("fake-account-2").to_string(), "1066.02", "{fault:?}");
        assert_eq!(cert.ledger().len(), 2, "{fault:?}");
        assert!(transfer::cancel(&session, &transfer).await.is_err(), "completed is completed");
        sandbox.finish().await;
    }
}

#[tokio::test]
async fn what_may_be_changed_once_is_read_after_a_lost_reply() {
    let sandbox = Sandbox::builder().clock(Clock::stopped()).start().await.unwrap();
    let (cert, session) = (sandbox.netspend_cert(), sender(&sandbox).await);
    let transfers = Transfers::new(Arc::new(MemoryRecords::new()));
    let id = RecordId::random();
    transfers.begin(id, "fake-account", None, "5".parse().unwrap()).await.unwrap();
    let Outcome::Done(sent) = transfers.send(&session, id).await.unwrap() else { panic!("not sent") };
    let transfer = sent.id.unwrap();
    cert.faults().script("addP2pTransferReceiver", 1, Fault::ResetBeforeRead);
    assert!(transfer::add_receiver(&session, &transfer, "fake-account-2").await.is_err(), "it was not added");
    cert.faults().script("addP2pTransferReceiver", 1, Fault::ResetBeforeReply);
    let told = transfer::add_receiver(&session, &transfer, "fake-account-2").await.unwrap();
    assert_eq!(told.receiver_account_id.as_deref(), Some("fake-account-2"));
    cert.faults().script("cancelP2pTransfer", 1, Fault::ResetBeforeReply);
    transfer::cancel(&session, &transfer).await.unwrap();
    assert_eq!(cert.balance("fake-account").to_string(), "1000.00");
    sandbox.finish().await;
}
