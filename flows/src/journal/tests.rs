//! Both journals keep the same rules.

use jiff::{SignedDuration, Timestamp};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::*;
use crate::hash::{ImageHash, JournalKey};

fn entry(account: &str, image: &str, cents: i64) -> Entry {
    let key = JournalKey::new(&"a key that is 32 characters long".into()).unwrap();
    Entry {
        id: IntentId::random(),
        revision: 1,
        planned_at: Timestamp::now(),
        lease: None,
        account: key.account(&account.into()),
        checks: vec![CheckRecord {
            amount: Decimal::new(cents, 2),
            front: ImageHash::of(image.as_bytes()),
            back: ImageHash::of(b"back"),
            progress: Progress::Recorded,
            correction: Correction::None,
        }],
        forced: false,
        state: State::Planned,
    }
}

fn after(entry: &Entry, state: State) -> Entry {
    Entry { revision: entry.revision + 1, state, ..entry.clone() }
}

fn open() -> State {
    State::Open { batch: "b".into() }
}

fn posting() -> State {
    State::Posting { batch: "b".into(), since: Timestamp::UNIX_EPOCH, code: None }
}

fn posted(transaction: &str) -> State {
    State::Posted { batch: "b".into(), transaction: Some(transaction.into()) }
}

/// Runs a check against both journals.
macro_rules! in_both {
    ($($name:ident($journal:ident) $body:block)*) => {$(
        #[tokio::test]
        async fn $name() {
            async fn check($journal: impl Journal) $body
            check(MemoryJournal::new()).await;
            let folder = tempfile::tempdir().unwrap();
            check(EmbeddedJournal::open(&folder.path().join("journal")).unwrap()).await;
        }
    )*};
}

in_both! {
    an_entry_goes_its_way(journal) {
        let first = entry("1", "a", 100);
        journal.insert(first.clone()).await.unwrap();
        assert_eq!(journal.get(first.id).await.unwrap().unwrap(), first);
        let mut last = first;
        for state in [open(), posting(), posted("t")] {
            assert_eq!(journal.unsettled().await.unwrap(), [last.clone()]);
            last = after(&last, state);
            journal.replace(last.clone()).await.unwrap();
        }
        assert_eq!(journal.get(last.id).await.unwrap().unwrap(), last);
        assert_eq!(journal.unsettled().await.unwrap(), []);
        assert_eq!(journal.get(IntentId::random()).await.unwrap(), None);
    }

    fault_e11_only_one_of_two_writers_goes_on(journal) {
        let first = entry("1", "a", 100);
        journal.insert(first.clone()).await.unwrap();
        assert!(matches!(journal.insert(first.clone()).await, Err(JournalError::Exists)));
        journal.replace(after(&first, open())).await.unwrap();
        assert!(matches!(journal.replace(after(&first, State::Cancelled)).await, Err(JournalError::Overtaken)));
        assert!(matches!(journal.replace(after(&entry("2", "b", 1), open())).await, Err(JournalError::Overtaken)));
    }

    no_way_leads_back_from_the_end(journal) {
        let mut last = entry("1", "a", 100);
        journal.insert(last.clone()).await.unwrap();
        for state in [open(), posting(), posted("t")] {
            last = after(&last, state);
            journal.replace(last.clone()).await.unwrap();
        }
        for state in [State::Planned, open(), posting(), State::Cancelled, posted("other")] {
            assert!(journal.replace(after(&last, state)).await.is_err());
        }
    }

    posting_comes_after_open_only(journal) {
        let first = entry("1", "a", 100);
        journal.insert(first.clone()).await.unwrap();
        assert!(journal.replace(after(&first, posting())).await.is_err());
        assert!(journal.replace(after(&first, posted("t"))).await.is_err());
        let other_batch = State::Posting { batch: "c".into(), since: Timestamp::UNIX_EPOCH, code: None };
        let opened = after(&first, open());
        journal.replace(opened.clone()).await.unwrap();
        assert!(journal.replace(after(&opened, other_batch)).await.is_err());
    }

    fault_e12_the_same_check_within_a_day_is_refused(journal) {
        let first = entry("1", "a", 100);
        journal.insert(first.clone()).await.unwrap();
        let refused = journal.insert(entry("1", "a", 100)).await;
        assert!(matches!(refused, Err(JournalError::PossibleDuplicate { of }) if of == first.id));
        for other in [entry("2", "a", 100), entry("1", "b", 100), entry("1", "a", 101)] {
            journal.insert(other).await.unwrap();
        }
        let mut later = entry("1", "a", 100);
        later.planned_at = first.planned_at + SignedDuration::from_hours(24);
        journal.insert(later).await.unwrap();
    }

    fault_e12_a_check_that_comes_later_is_looked_at_too(journal) {
        journal.insert(entry("1", "a", 100)).await.unwrap();
        let second = entry("1", "b", 100);
        journal.insert(second.clone()).await.unwrap();
        let mut grown = after(&second, State::Planned);
        grown.checks.extend(entry("1", "a", 100).checks);
        assert!(matches!(journal.replace(grown).await, Err(JournalError::PossibleDuplicate { .. })));
    }

    fault_e12_a_forced_twin_passes_and_does_not_stop_the_first(journal) {
        let first = entry("1", "a", 100);
        journal.insert(first.clone()).await.unwrap();
        journal.insert(Entry { forced: true, ..entry("1", "a", 100) }).await.unwrap();
        journal.replace(after(&first, open())).await.unwrap();
    }

    what_was_given_up_may_be_deposited_again(journal) {
        let first = entry("1", "a", 100);
        journal.insert(first.clone()).await.unwrap();
        journal.replace(after(&first, State::Cancelled)).await.unwrap();
        journal.insert(entry("1", "a", 100)).await.unwrap();
    }

    a_transaction_belongs_to_one_intent(journal) {
        let mut intents = [entry("1", "a", 100), entry("1", "b", 100)];
        for intent in &mut intents {
            journal.insert(intent.clone()).await.unwrap();
            for state in [open(), posting()] {
                *intent = after(intent, state);
                journal.replace(intent.clone()).await.unwrap();
            }
        }
        journal.replace(after(&intents[0], posted("t"))).await.unwrap();
        assert_eq!(journal.owner("t").await.unwrap(), Some(intents[0].id));
        assert_eq!(journal.owner("u").await.unwrap(), None);
        let taken = journal.replace(after(&intents[1], posted("t"))).await;
        assert!(matches!(taken, Err(JournalError::TransactionTaken { of }) if of == intents[0].id));
        journal.replace(after(&intents[1], posted("u"))).await.unwrap();
    }
}

#[tokio::test]
async fn the_file_remembers_and_voids_leases() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let mut held = entry("1", "a", 100);
    held.lease = Some(Lease { holder: Uuid::new_v4(), until: Timestamp::MAX });
    {
        let journal = EmbeddedJournal::open(&path).unwrap();
        journal.insert(held.clone()).await.unwrap();
        assert!(matches!(EmbeddedJournal::open(&path), Err(JournalError::InUse)));
    }
    let journal = EmbeddedJournal::open(&path).unwrap();
    let found = journal.get(held.id).await.unwrap().unwrap();
    assert_eq!(found, Entry { revision: 2, lease: None, ..held.clone() });
    // Whoever held it before cannot write any more.
    assert!(matches!(journal.replace(after(&held, open())).await, Err(JournalError::Overtaken)));
    assert!(matches!(
        journal.insert(entry("1", "a", 100)).await,
        Err(JournalError::PossibleDuplicate { .. })
    ));
}

#[cfg(unix)]
#[test]
fn the_file_is_its_owners() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    drop(EmbeddedJournal::open(&path).unwrap());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_purge_forgets_what_is_settled_and_old_and_guards_what_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let journal = EmbeddedJournal::open(&folder.path().join("journal")).unwrap();
    let (now, day) = (Timestamp::now(), SignedDuration::from_hours(24));
    let settled = async |account: &str, days: i32, transaction: &str| {
        let mut last = Entry { planned_at: now - day * days, ..entry(account, account, 100) };
        journal.insert(last.clone()).await.unwrap();
        for state in [open(), posting(), posted(transaction)] {
            last = after(&last, state);
            journal.replace(last.clone()).await.unwrap();
        }
        last.id
    };
    let (ancient, older, recent) =
        (settled("1", 400, "t1").await, settled("2", 90, "t2").await, settled("3", 0, "t3").await);
    let doubtful = Entry { planned_at: now - day * 90, ..entry("4", "d", 100) };
    journal.insert(doubtful.clone()).await.unwrap();
    journal.replace(after(&doubtful, open())).await.unwrap();

    assert_eq!(journal.purge(now - day * 500).await.unwrap(), 0, "nothing is that old");
    assert_eq!(journal.purge(now + day).await.unwrap(), 1, "an intent of that time is not settled");
    assert_eq!(journal.get(ancient).await.unwrap(), None);
    assert_eq!(journal.owner("t1").await.unwrap(), None);
    assert_eq!(journal.owner("t2").await.unwrap(), Some(older));

    journal.replace(after(&after(&doubtful, open()), State::Cancelled)).await.unwrap();
    assert_eq!(journal.purge(now + day).await.unwrap(), 2, "the older one and the cancelled one");
    assert_eq!(journal.entries().await.unwrap().iter().map(|entry| entry.id).collect::<Vec<_>>(), [recent]);
    assert!(
        matches!(
            journal.insert(entry("3", "3", 100)).await,
            Err(JournalError::PossibleDuplicate { of }) if of == recent
        ),
        "today's check is still known"
    );
}
