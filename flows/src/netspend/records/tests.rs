//! The rules of records, in memory and in a file.

use super::*;

fn transfer(amount: &str) -> Record {
    let purpose = Purpose::Transfer {
        sender: "canary-sender".to_owned(),
        receiver: None,
        amount: amount.parse().unwrap(),
        transfer: Creation::Intended,
    };
    Record::new(RecordId::random(), purpose)
}

async fn follows_the_rules(records: impl Records) {
    let first = transfer("66.02");
    records.insert(first.clone()).await.unwrap();
    assert!(matches!(records.insert(first.clone()).await, Err(RecordsError::Exists)));
    let twin = records.insert(transfer("66.02")).await;
    assert!(matches!(twin, Err(RecordsError::PossibleDuplicate { of }) if of == first.id));
    records.insert(transfer("66.03")).await.unwrap();

    let sent = first.with(Thing::Transfer, Creation::Sent);
    records.replace(sent.clone()).await.unwrap();
    assert!(
        matches!(records.replace(sent.clone()).await, Err(RecordsError::Overtaken)),
        "of two workers, one"
    );
    assert!(matches!(records.replace(transfer("1")).await, Err(RecordsError::Overtaken)));
    assert!(records.insert(transfer("66.02")).await.is_err(), "still in doubt");
    assert_eq!(records.get(first.id).await.unwrap(), Some(sent.clone()));

    records.replace(sent.with(Thing::Transfer, Creation::Made("t1".to_owned()))).await.unwrap();
    assert_eq!(records.owner("t1").await.unwrap(), Some(first.id));
    assert_eq!(records.owner("t2").await.unwrap(), None);
    assert_eq!(records.unsettled().await.unwrap().len(), 1);
    records.insert(transfer("66.02")).await.unwrap();
}

#[tokio::test]
async fn of_two_workers_one_sends_and_a_twin_waits() {
    follows_the_rules(MemoryRecords::new()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("records");
    follows_the_rules(EmbeddedRecords::open(&path).unwrap()).await;
    let again = EmbeddedRecords::open(&path).unwrap();
    assert_eq!(again.unsettled().await.unwrap().len(), 2, "what was written is there after a restart");
    assert!(matches!(EmbeddedRecords::open(&path), Err(RecordsError::InUse)));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn nothing_of_a_record_is_shown_but_how_far_it_is() {
    let made = transfer("66.02").with(Thing::Transfer, Creation::Made("canary-transfer".to_owned()));
    let shown = format!("{made:?} {made:#?}");
    assert!(!shown.contains("canary") && !shown.contains("66.02"), "{shown}");
    assert!(shown.contains("Made(..)"), "{shown}");
}
