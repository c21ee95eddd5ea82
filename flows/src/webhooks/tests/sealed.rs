//! The seal of an inbox's file: nothing is readable in it, no key is lost by mistake, and nobody changes it unseen.

use redb::{Database, ReadableDatabase, TableDefinition};

use super::*;

const CANARY: &str = "eyJhbGciOiJSU0EtT0FFUC0yNTYi.canary";

/// An event whose data is what a device would have to decrypt.
fn with_encrypted_data(id: &str) -> String {
    event(id, "account.external_card.withdrawal.completed", &format!(r#"{{"encrypted_data":"{CANARY}"}}"#))
}

fn holds(path: &Path, text: &str) -> bool {
    std::fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes())
}

fn id(received: &Received) -> &str {
    let Content::Event(event) = &received.content else { panic!("{received:?}") };
    event.envelope.id.as_deref().unwrap()
}

#[tokio::test]
async fn nothing_of_an_event_can_be_read_in_the_file_neither_before_nor_after_it_is_handled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events");
    let (receiver, worker) = opened(&path);
    deliver(&receiver, &with_encrypted_data("e1"), 1).await;
    deliver(&receiver, "no event at all, canary", 1).await;
    let silent = |when: &str| {
        for text in [CANARY, "canary", "encrypted_data", "withdrawal", "\"e1\""] {
            assert!(!holds(&path, text), "{when}: {text}");
        }
    };
    silent("while it waits");
    let seen = handed_on(&worker, false).await;
    let Content::Event(event) = &seen[0].content else { panic!("{seen:?}") };
    assert_eq!(event.envelope.data.as_ref().unwrap()["encrypted_data"], CANARY, "it is all there");
    silent("when it is handled");
    drop((receiver, worker));
    silent("when the file is closed");
    opened(&path);
    silent("when it is opened again");
}

#[tokio::test]
async fn the_same_event_is_sealed_differently_each_time() {
    let place = || super::super::seal::Place { number: 1, key: [0; 32], at: 0, count: 1 };
    let (one, two) = (SEALING.seal(&place(), b"{}").unwrap(), SEALING.seal(&place(), b"{}").unwrap());
    assert_ne!(one, two);
    assert_eq!(SEALING.unseal(&place(), &one), SEALING.unseal(&place(), &two));
    for cut in 0..one.len() {
        assert_eq!(SEALING.unseal(&place(), &one[..cut]), None, "{cut} bytes");
    }
}

#[tokio::test]
async fn a_wrong_key_opens_nothing_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events");
    let wrong = sealing("canary key of inboxes, a wrong one!");
    let (receiver, worker) = opened(&path);
    deliver(&receiver, &with_encrypted_data("e1"), 1).await;
    drop((receiver, worker));
    for previous in [None, Some(&wrong)] {
        let error = EmbeddedInbox::open(&path, &wrong, previous).unwrap_err();
        assert!(matches!(error, InboxError::OtherKey { waiting: 1 }), "{error}");
    }
    let (receiver, worker) = opened(&path);
    assert_eq!(deliver(&receiver, &with_encrypted_data("e1"), 2).await, Answer::Recorded(Recorded::Known));
    assert_eq!(id(&handed_on(&worker, false).await[0]), "e1");
    drop((receiver, worker));
    // Nothing waits under the old key any more, so any key will do, and what was handled is remembered.
    let inbox = EmbeddedInbox::open(&path, &wrong, None).unwrap();
    let (receiver, worker) = Receiver::new(verifier(), Arc::new(inbox));
    assert_eq!(deliver(&receiver, &with_encrypted_data("e1"), 3).await, Answer::Recorded(Recorded::Known));
    assert!(handed_on(&worker, false).await.is_empty());
}

#[tokio::test]
async fn a_change_of_keys_takes_along_what_waits_and_frees_the_old_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events");
    let new = sealing("canary key of inboxes, the new one!");
    let (receiver, worker) = opened(&path);
    for number in 0..3 {
        deliver(&receiver, &with_encrypted_data(&format!("e{number}")), 4).await;
    }
    drop((receiver, worker));
    // The process dies right after it has opened the file with both.
    drop(EmbeddedInbox::open(&path, &new, Some(&SEALING)).unwrap());
    assert!(matches!(EmbeddedInbox::open(&path, &SEALING, None), Err(InboxError::OtherKey { waiting: 3 })));
    let inbox = EmbeddedInbox::open(&path, &new, None).unwrap();
    let (receiver, worker) = Receiver::new(verifier(), Arc::new(inbox));
    assert_eq!(deliver(&receiver, &with_encrypted_data("e1"), 5).await, Answer::Recorded(Recorded::Known));
    let seen = handed_on(&worker, false).await;
    assert_eq!(seen.iter().map(id).collect::<Vec<_>>(), ["e0", "e1", "e2"]);
    assert!(seen.iter().all(|one| one.count == Some(4)));
}

type Row<'a> = ([u8; 32], i64, u32, &'a [u8]);

/// The table as it is in the file, for whoever gets at it.
const WAITING: TableDefinition<'_, u64, Row<'_>> = TableDefinition::new("waiting");

#[tokio::test]
async fn an_event_that_was_changed_in_the_file_is_not_handed_on_and_holds_up_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("events");
    let (receiver, worker) = opened(&path);
    for number in 0..5 {
        deliver(&receiver, &with_encrypted_data(&format!("e{number}")), 1).await;
    }
    drop((receiver, worker));
    {
        let database = Database::open(&path).unwrap();
        let rows: Vec<_> = {
            let waiting = database.begin_read().unwrap().open_table(WAITING).unwrap();
            let row = |number: u64| waiting.get(number).unwrap().unwrap();
            (1..=5)
                .map(|number| (row(number).value().0, row(number).value().1, row(number).value().3.to_vec()))
                .collect()
        };
        let write = database.begin_write().unwrap();
        {
            let mut waiting = write.open_table(WAITING).unwrap();
            let mut put = |number: u64, (key, at, sealed): &([u8; 32], i64, Vec<u8>), count| {
                waiting.insert(number, (*key, *at, count, &**sealed)).unwrap();
            };
            // The first two change places; another body, time and count for the others but the last.
            put(1, &rows[1], 1);
            put(2, &rows[0], 1);
            let mut other = rows[2].clone();
            *other.2.last_mut().unwrap() ^= 1;
            put(3, &other, 1);
            put(4, &rows[3], 2);
        }
        write.commit().unwrap();
    }
    let inbox = embedded(&path);
    assert_eq!(inbox.waiting(0, 1).await.unwrap()[0].0, 5, "those before it do not count");
    let (receiver, worker) = Receiver::new(verifier(), Arc::new(inbox.clone()));
    let seen = handed_on(&worker, false).await;
    assert_eq!(seen.iter().map(id).collect::<Vec<_>>(), ["e4"]);
    drop((receiver, worker, inbox));
    // They stay, and hold the old key, until a person has looked.
    let new = sealing("canary key of inboxes, the new one!");
    let inbox = EmbeddedInbox::open(&path, &new, Some(&SEALING)).unwrap();
    assert!(inbox.waiting(0, 9).await.unwrap().is_empty());
    drop(inbox);
    let error = EmbeddedInbox::open(&path, &new, None).unwrap_err();
    assert!(matches!(error, InboxError::OtherKey { waiting: 4 }), "{error}");
    let inbox = EmbeddedInbox::open(&path, &new, Some(&SEALING)).unwrap();
    for number in 1..=4 {
        inbox.handled(number, Timestamp::now()).await.unwrap();
    }
    drop(inbox);
    assert!(EmbeddedInbox::open(&path, &new, None).is_ok());
}

#[test]
fn a_key_is_made_of_a_long_secret_and_not_printed() {
    let short = InboxKey::new(&Secret::new("canary key of 31 characters ...")).unwrap_err();
    assert!(matches!(short, InboxError::ShortKey), "{short}");
    assert!(!format!("{short} {short:?} {:?}", *SEALING).contains("canary"));
}
