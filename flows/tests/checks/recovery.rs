//! What is done when a reply is lost, unreadable, or says that nobody knows.

use std::sync::Arc;
use std::time::Duration;

use bindery_sandbox::{BatchVisibility, Builder, DepositLimits, Fault, RepeatedItem, Sandbox};
use partner_flows::journal::{EmbeddedJournal, JournalError, State};
use partner_flows::{
    Check, Decision, Deposit, Deposits, Error, Finding, Flow, Intent, JournalKey, Outcome, Pace, Recovered,
};
use rust_decimal::Decimal;

use crate::{ours, support};

/// The partner, and the file that the deposits are recorded in.
struct Scene {
    sandbox: Sandbox,
    folder: tempfile::TempDir,
}

impl Scene {
    async fn start(builder: Builder) -> Self {
        Self { sandbox: builder.start().await.unwrap(), folder: tempfile::tempdir().unwrap() }
    }

    /// A process: the journal opened (again), and a session of its own.
    async fn process(&self) -> Deposits<EmbeddedJournal> {
        let journal = Arc::new(ours::open(&self.folder.path().join("journal")).await);
        let key = JournalKey::new(&"a key that is 32 characters long".into()).unwrap();
        let pace = Pace::of_a_sandbox(Flow::Multi, Duration::from_millis(20), Duration::from_secs(1));
        Deposits::new(support::visit(&self.sandbox).await.unwrap(), journal, key, pace)
    }

    fn script(&self, operation: &str, fault: Fault) {
        self.sandbox.papi3_uat().faults().script(operation, 1, fault);
    }

    fn arrived(&self, operation: &str) -> u64 {
        self.sandbox.papi3_uat().faults().arrived(operation)
    }

    /// How many checks each credit has.
    fn credits(&self) -> Vec<usize> {
        self.sandbox.papi3_uat().ledger().iter().map(|entry| entry.items.len()).collect()
    }
}

fn checks(amounts: &[&str]) -> Vec<Check> {
    amounts.iter().map(|amount| support::check(amount).unwrap()).collect()
}

/// A deposit that only needs to be posted.
async fn ready(deposits: &Deposits<EmbeddedJournal>, intent: &Intent) -> Deposit<EmbeddedJournal> {
    let mut deposit = deposits.begin(intent.clone()).await.unwrap();
    deposit.submit().await.unwrap();
    deposit.review().await.unwrap();
    deposit
}

async fn finish(recovered: Recovered<EmbeddedJournal>) {
    let Recovered::Resumed(mut deposit) = recovered else { panic!("{recovered:?}") };
    deposit.submit().await.unwrap();
    deposit.review().await.unwrap();
    assert!(matches!(deposit.post().await.unwrap(), Outcome::Done(_)));
}

#[tokio::test]
async fn fault_e4_a_check_in_doubt_is_looked_for_and_sent_again_only_if_absent() {
    for (fault, arrivals) in [
        (Fault::ResetBeforeReply, 2),
        (Fault::TruncatedReply, 2),
        (Fault::ResetBeforeRead, 3),
        (Fault::Html { status: 503, processed: false }, 3),
    ] {
        let scene = Scene::start(Sandbox::builder()).await;
        scene.script("AddDepositItem", fault.clone());
        let deposits = scene.process().await;
        let mut deposit = deposits.begin(support::intent(checks(&["20.11", "30"]))).await.unwrap();
        assert!(matches!(deposit.submit().await, Err(Error::Call(_))), "{fault:?}");
        finish(Recovered::Resumed(Box::new(deposit))).await;
        assert_eq!(scene.arrived("AddDepositItem"), arrivals, "{fault:?}");
        assert_eq!(scene.credits(), [2], "{fault:?}");
    }
}

#[tokio::test]
async fn fault_e5_a_batch_with_a_check_too_many_is_never_posted() {
    let scene = Scene::start(Sandbox::builder().repeated_item(RepeatedItem::Duplicated)).await;
    scene.script("AddDepositItem", Fault::LateDuplicate { after: Duration::ZERO });
    let deposits = scene.process().await;
    let mut deposit = deposits.begin(support::intent(checks(&["20.11"]))).await.unwrap();
    deposit.submit().await.unwrap();
    assert!(matches!(deposit.review().await, Err(Error::BatchSpoiled)));
    assert!(matches!(deposit.post().await, Err(Error::WrongState { .. })));
    assert_eq!(scene.sandbox.papi3_uat().calls("CancelDepositBatch"), 1);
    finish(Recovered::Resumed(Box::new(deposit))).await;
    assert_eq!(scene.credits(), [1]);
}

#[tokio::test]
async fn fault_e6_a_correction_in_doubt_is_made_again() {
    let scene = Scene::start(Sandbox::builder()).await;
    let deposits = scene.process().await;
    let mut deposit = ready(&deposits, &support::intent(checks(&["20.11"]))).await;
    scene.script("UpdateDepositItems", Fault::ResetBeforeRead);
    let amount: Option<Decimal> = "21.11".parse().ok();
    assert!(deposit.correct(1, amount, None).await.is_err());
    assert!(matches!(deposit.review().await, Err(Error::CorrectionInDoubt { number: 1 })));
    deposit.correct(1, amount, None).await.unwrap();
    finish(Recovered::Resumed(Box::new(deposit))).await;
    assert_eq!(scene.sandbox.papi3_uat().ledger()[0].amount, amount.unwrap());
}

#[tokio::test]
async fn fault_e7_a_lost_answer_to_posting_is_unknown_and_found_in_the_history() {
    for fault in [
        Fault::ResetBeforeReply,
        Fault::TruncatedReply,
        Fault::Html { status: 200, processed: true },
        Fault::Status { status: 500, processed: true },
        Fault::Unexpected { processed: true },
    ] {
        let scene = Scene::start(Sandbox::builder()).await;
        let deposits = scene.process().await;
        let mut deposit = ready(&deposits, &support::intent(checks(&["20.11", "30"]))).await;
        scene.script("PostDepositBatch", fault.clone());
        let outcome = deposit.post().await.unwrap();
        let Outcome::Unknown { recover } = outcome else { panic!("{fault:?}: {outcome:?}") };
        let found = recover.run().await.unwrap();
        let Recovered::Done(receipt) = found else { panic!("{fault:?}: {found:?}") };
        assert_eq!(receipt.total.to_string(), "50.11");
        assert_eq!((scene.arrived("PostDepositBatch"), scene.credits()), (1, vec![2]), "{fault:?}");
    }
}

#[tokio::test]
async fn fault_e7_posting_that_is_not_found_is_a_persons_and_never_repeated() {
    for fault in [
        Fault::ResetBeforeRead,
        Fault::Html { status: 503, processed: false },
        Fault::Unexpected { processed: false },
    ] {
        let scene = Scene::start(Sandbox::builder()).await;
        let deposits = scene.process().await;
        let intent = support::intent(checks(&["20.11"]));
        let mut deposit = ready(&deposits, &intent).await;
        scene.script("PostDepositBatch", fault.clone());
        let outcome = deposit.post().await.unwrap();
        // E99 asks the user to attempt the deposit again; nobody is told.
        assert!(!format!("{outcome:?}").contains("again"));
        let Outcome::Unknown { recover } = outcome else { panic!("{fault:?}: {outcome:?}") };
        for _ in 0..2 {
            let found = recover.run().await.unwrap();
            let Recovered::NeedsPerson(case) = found else { panic!("{fault:?}: {found:?}") };
            assert_eq!((case.intent, case.finding), (intent.id, Finding::NotInHistory));
        }
        assert!(matches!(deposit.post().await, Err(Error::WrongState { .. })));
        assert_eq!((scene.arrived("PostDepositBatch"), scene.credits()), (1, vec![]), "{fault:?}");
        deposits.decide(intent.id, Decision::NotPosted).await.unwrap();
        finish(deposits.recover(intent).await.unwrap()).await;
        assert_eq!(scene.credits(), [1]);
    }
}

#[tokio::test]
async fn fault_e8_e9_a_crash_after_posting_is_reconciled_from_a_new_session() {
    for visibility in [BatchVisibility::OwnSession, BatchVisibility::AnySession] {
        let scene = Scene::start(Sandbox::builder().batch_visibility(visibility)).await;
        let intent = support::intent(checks(&["20.11"]));
        {
            let deposits = scene.process().await;
            let mut deposit = ready(&deposits, &intent).await;
            scene.script("PostDepositBatch", Fault::ResetBeforeReply);
            deposit.post().await.unwrap();
        }
        let deposits = scene.process().await;
        assert_eq!(deposits.unsettled().await.unwrap(), [intent.id]);
        assert!(matches!(deposits.recover(intent.clone()).await.unwrap(), Recovered::Done(_)));
        assert!(matches!(deposits.recover(intent).await.unwrap(), Recovered::Done(_)));
        assert_eq!((scene.arrived("PostDepositBatch"), scene.credits()), (1, vec![1]));
    }
}

#[tokio::test]
async fn fault_e10_a_history_that_lags_is_waited_for() {
    let scene = Scene::start(Sandbox::builder().history_lag(Duration::from_millis(300))).await;
    let deposits = scene.process().await;
    let mut deposit = ready(&deposits, &support::intent(checks(&["20.11"]))).await;
    scene.script("PostDepositBatch", Fault::ResetBeforeReply);
    let Outcome::Unknown { recover } = deposit.post().await.unwrap() else { panic!("known") };
    assert!(matches!(recover.run().await.unwrap(), Recovered::Done(_)));
}

#[tokio::test]
async fn fault_e11_a_second_worker_keeps_off() {
    let scene = Scene::start(Sandbox::builder()).await;
    let deposits = scene.process().await;
    let intent = support::intent(checks(&["20.11"]));
    let _first = ready(&deposits, &intent).await;
    assert!(matches!(deposits.recover(intent.clone()).await, Err(Error::InFlight { .. })));
    assert!(matches!(deposits.begin(intent).await, Err(Error::Journal(JournalError::Exists))));
}

#[tokio::test]
async fn fault_e12_a_second_tap_is_refused_unless_forced() {
    let scene = Scene::start(Sandbox::builder()).await;
    let deposits = scene.process().await;
    let first = support::intent(checks(&["20.11"]));
    ready(&deposits, &first).await.post().await.unwrap();
    let refused = deposits.begin(support::intent(checks(&["20.11"]))).await;
    assert!(matches!(refused, Err(Error::Journal(JournalError::PossibleDuplicate { of })) if of == first.id));
    let forced = Intent { forced: true, ..support::intent(checks(&["20.11"])) };
    ready(&deposits, &forced).await.post().await.unwrap();
    assert_eq!(scene.credits(), [1, 1]);
}

#[tokio::test]
async fn fault_e13_a_refusal_is_the_end_and_has_its_text() {
    let limits = DepositLimits { amount_per_day: Decimal::TEN, ..DepositLimits::default() };
    for (builder, code) in [
        (Sandbox::builder().deposit_limits(limits), "ECP282"),
        (Sandbox::builder().several_checks(false), "E35"),
    ] {
        let scene = Scene::start(builder).await;
        let deposits = scene.process().await;
        let intent = support::intent(checks(&["20.11", "30"]));
        let mut deposit = ready(&deposits, &intent).await;
        let outcome = deposit.post().await.unwrap();
        let Outcome::Refused(refusal) = outcome else { panic!("{code}: {outcome:?}") };
        assert_eq!(refusal.code, code);
        assert!(refusal.user_text.is_some());
        assert!(matches!(deposit.post().await, Err(Error::WrongState { state: "refused", .. })));
        assert!(
            matches!(deposits.recover(intent).await.unwrap(), Recovered::Refused(again) if again.code == code)
        );
        assert_eq!((scene.arrived("PostDepositBatch"), scene.credits()), (1, vec![]));
    }
}

#[tokio::test]
async fn fault_d4_a_session_that_dies_in_a_batch_is_followed_by_one_that_asks() {
    for (visibility, batches) in [(BatchVisibility::AnySession, 1), (BatchVisibility::OwnSession, 2)] {
        let scene = Scene::start(Sandbox::builder().batch_visibility(visibility)).await;
        let deposits = scene.process().await;
        let mut deposit = deposits.begin(support::intent(checks(&["20.11", "30"]))).await.unwrap();
        deposit.submit().await.unwrap();
        scene.sandbox.clock().advance(Duration::from_secs(16 * 60));
        let gone = deposit.review().await;
        assert!(matches!(gone, Err(Error::Call(error)) if error.is_session_gone()));
        finish(deposit.recover().await.unwrap()).await;
        assert_eq!(scene.sandbox.papi3_uat().calls("CreateDepositBatch"), batches, "{visibility:?}");
        assert_eq!(scene.credits(), [2], "{visibility:?}");
    }
}

#[tokio::test]
async fn after_a_crash_account_and_images_are_asked_for_and_compared() {
    let scene = Scene::start(Sandbox::builder()).await;
    let intent = support::intent(checks(&["20.11"]));
    scene.process().await.begin(intent.clone()).await.unwrap();
    let other = partner_flows::Account::new("1".into(), "Checking", "0");
    let stranger = Intent { account: other, ..intent.clone() };
    assert!(matches!(scene.process().await.recover(stranger).await, Err(Error::AccountDiffers)));
    for (given, expected) in [(vec![], "are needed"), (checks(&["20.12"]), "is not the one")] {
        let given = Intent { checks: given, ..intent.clone() };
        let recovered = scene.process().await.recover(given).await.unwrap();
        let Recovered::Resumed(mut deposit) = recovered else { panic!("{recovered:?}") };
        let error = deposit.submit().await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert_eq!(deposit.entry().state, State::Planned);
    }
    finish(scene.process().await.recover(intent).await.unwrap()).await;
    assert_eq!(scene.credits(), [1]);
}
