//! No account number, token, image or name in anything that is printed, logged or recorded. It is a program of its own,
//! because what is traced is chosen once per process: tests beside it would decide that nobody listens.

use std::fmt::{Debug, Write as _};
use std::sync::Arc;
use std::time::Duration;

use base64_simd::STANDARD;
use bindery_sandbox::{Fault, Sandbox};
use partner_flows::journal::EmbeddedJournal;
use partner_flows::{Account, Check, Deposits, Flow, Intent, JournalKey, Outcome, Pace, Visit, terms};
use partners::papi3::sso;

use log::Log;

mod log;
#[path = "../../examples/support/mod.rs"]
mod support;

const ACCOUNT: &str = "4711000815";
const NAME: &str = "Canary Bird";
const FRONT: &[u8] = b"canary image of the front";
const BACK: &[u8] = b"canary image of the back";

#[tokio::test]
async fn no_canary_sings() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let sandbox = Sandbox::start().await.unwrap();
    let mut shown = String::new();
    let mut show = |value: &dyn Debug| write!(shown, "{value:?}\n{value:#?}\n").unwrap();

    let mut opening = sso::StartSessionRequest::new("123123123", NAME, "canarybird", "canary@example.com");
    opening.accounts.push(sso::Account::new(ACCOUNT, "Canary account", "1", "0"));
    let visit = Visit::new(support::client(&sandbox).unwrap(), support::device().unwrap(), opening);
    terms::accept(&visit).await.unwrap();
    let key = JournalKey::new(&"canary key, of at least 32 bytes".into()).unwrap();
    let pace = Pace::of_a_sandbox(Flow::Multi, Duration::from_millis(5), Duration::from_millis(50));
    let journal = Arc::new(EmbeddedJournal::open(&path).unwrap());
    let deposits = Deposits::new(visit.clone(), Arc::clone(&journal), key.clone(), pace);
    let check = Check::new(FRONT, BACK, "66.02".parse().unwrap()).unwrap();
    let account = Account::new(ACCOUNT.into(), "Canary account", "0");
    let intent = Intent { account, ..support::intent(vec![check.clone()]) };
    show(&(&visit, &key, &journal, &deposits, &check, &intent));

    let mut deposit = deposits.begin(intent.clone()).await.unwrap();
    let duplicate = Intent { account: intent.account.clone(), ..support::intent(vec![check]) };
    show(&deposits.begin(duplicate).await.unwrap_err());
    show(&deposits.recover(intent.clone()).await.unwrap_err());
    sandbox.papi3_uat().faults().script("AddDepositItem", 1, Fault::TruncatedReply);
    let error = deposit.submit().await.unwrap_err();
    show(&error);
    show(&error.to_string());
    deposit.submit().await.unwrap();
    show(&deposit.review().await.unwrap());
    show(&deposit.post().await.unwrap_err().to_string());
    show(&deposit.preview(1).await.unwrap());
    deposit.confirm().unwrap();
    show(&(&deposit, deposit.entry()));
    sandbox.papi3_uat().faults().script("PostDepositBatch", 1, Fault::ResetBeforeReply);
    let outcome = deposit.post().await.unwrap();
    show(&outcome);
    let Outcome::Unknown { recover } = outcome else { panic!("{outcome:?}") };
    show(&recover.run().await.unwrap());
    let history = partner_flows::history(&visit).await.unwrap();
    show(&history);
    show(&history[0].images().await.unwrap());
    show(&journal.entries().await.unwrap());

    let token = sandbox.papi3_uat().ledger()[0].session_state_id.clone();
    let logged = log.0.lock().unwrap().clone();
    assert!(logged.contains("PostDepositBatch") && logged.contains("posting"), "the log is silent");
    let recorded = std::fs::read(&path).unwrap();
    let mut canaries: Vec<Vec<u8>> =
        ["canarybird", "canary@example.com", "canary key", "Canary account", &token]
            .iter()
            .map(|text| text.as_bytes().to_vec())
            .collect();
    for plain in [ACCOUNT.as_bytes(), NAME.as_bytes(), FRONT, BACK] {
        canaries.push(plain.to_vec());
        canaries.push(STANDARD.encode_to_string(plain).trim_end_matches('=').as_bytes().to_vec());
        canaries.push(plain.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes());
        canaries.push(format!("{plain:?}").trim_matches(['[', ']']).as_bytes().to_vec());
    }
    for (place, text) in
        [("Debug", shown.as_bytes()), ("the log", logged.as_bytes()), ("the journal", &recorded)]
    {
        for canary in &canaries {
            let found = text.windows(canary.len()).any(|window| window == canary);
            assert!(!found, "{place} holds {}", String::from_utf8_lossy(canary));
        }
    }
    sandbox.finish().await;
}
