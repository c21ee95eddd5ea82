//! Our flow in the chaos: dropped at random await points, restarted, recovered.

use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use partner_flows::journal::{EmbeddedJournal, IntentId, JournalError, State};
use partner_flows::{
    Decision, Deposit, Deposits, Error, Finding, Flow, JournalKey, Outcome, Pace, Recovered, Result, Visit,
    terms,
};
use rand::RngExt;
use tokio::task::JoinSet;

use crate::support;
use crate::world::{self, Plan, Verdict, World};

/// Deposits at once.
const AT_ONCE: usize = 48;

/// What one attempt at a deposit came to.
pub(crate) enum End {
    Posted,
    Named(Finding),
    /// Dropped at some await point.
    Crashed,
    /// The partner could not be reached, or the like; it is tried again.
    Later(Error),
}

/// What a run came to.
pub(crate) struct Report {
    world: World,
    met: String,
    restarts: u64,
    crashes: u64,
    errors: u64,
    /// Deposits that a person was asked about, by finding.
    pub(crate) named: BTreeMap<String, u64>,
    /// Of those, how many the ledger had.
    named_and_posted: u64,
    pub(crate) posted_once: usize,
    pub(crate) posted_twice: usize,
    pub(crate) lost: usize,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "ours,  seed {}: {} deposits, {}, {} restarts, {} flows dropped, {} attempts failed; \
             left to a person: {:?}, of which {} were posted; in the end posted once: {}, twice: {}, lost: {}",
            self.world.seed,
            self.world.deposits,
            self.met,
            self.restarts,
            self.crashes,
            self.errors,
            self.named,
            self.named_and_posted,
            self.posted_once,
            self.posted_twice,
            self.lost
        )
    }
}

/// Makes all deposits of a world, and holds the ledger against them.
pub(crate) async fn run(world: World) -> Report {
    let sandbox = world.sandbox().await;
    let client = support::client(&sandbox).expect("a client");
    let plans: Arc<Vec<Plan>> = Arc::new(world.plans());
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal");
    let mut lots = world.lots(2);
    let mut report = Report {
        world,
        met: String::new(),
        restarts: 0,
        crashes: 0,
        errors: 0,
        named: BTreeMap::new(),
        named_and_posted: 0,
        posted_once: 0,
        posted_twice: 0,
        lost: 0,
    };
    let mut waiting: VecDeque<(usize, u32)> = (0..plans.len()).map(|place| (place, 0)).collect();
    let mut named = Vec::new();
    while !waiting.is_empty() {
        let process = Process::start(&path, &client).await;
        let mut flows = JoinSet::new();
        for (place, attempt) in waiting.drain(..AT_ONCE.min(waiting.len())) {
            let plan = &plans[place];
            let deposits = process.deposits(plan.user);
            // Whoever is dropped again and again learns nothing more by it.
            let polls =
                if attempt < 3 && lots.random_ratio(1, 3) { lots.random_range(1..60) } else { u32::MAX };
            let plans = Arc::clone(&plans);
            flows.spawn(async move {
                let end = dropped_after(polls, carry(&deposits, &plans[place])).await;
                (place, attempt, end.unwrap_or(Ok(End::Crashed)).unwrap_or_else(End::Later))
            });
        }
        while let Some(ended) = flows.join_next().await {
            let (place, attempt, end) = ended.expect("no flow panics");
            match end {
                End::Posted => {}
                End::Named(finding) => {
                    *report.named.entry(format!("{finding:?}")).or_default() += 1;
                    named.push(place);
                }
                End::Crashed => {
                    report.crashes += 1;
                    waiting.push_back((place, attempt + 1));
                }
                End::Later(error) => {
                    report.errors += 1;
                    assert!(attempt < 40, "{}: {error}", plans[place].id);
                    waiting.push_back((place, attempt + 1));
                }
            }
        }
        report.restarts += 1;
    }
    report.met = world::met(&sandbox);
    sandbox.papi3_uat().faults().clear();
    // Before any person decides: nothing is credited twice, and the journal says nothing that the ledger does not.
    let verdict = Verdict::of(&plans, &sandbox);
    compare(&plans, &named, &verdict, &path).await;
    let process = Process::start(&path, &client).await;
    for place in named {
        report.named_and_posted += u64::from(decide(&process, &plans[place], &verdict).await);
    }
    let verdict = Verdict::of(&plans, &sandbox);
    report.posted_once = verdict.credited(|credits| credits == 1);
    report.posted_twice = verdict.credited(|credits| credits > 1);
    report.lost = verdict.credited(|credits| credits == 0);
    sandbox.finish().await;
    report
}

/// The person: looks into the ledger, and lets a deposit that is not there begin again.
async fn decide(process: &Process, plan: &Plan, verdict: &Verdict) -> bool {
    let deposits = process.deposits(plan.user);
    if let [credit] = verdict.credits[&plan.id].as_slice() {
        let decision = Decision::Posted { transaction: credit.transaction_id.clone() };
        deposits.decide(plan.id, decision).await.expect("a decision");
        return true;
    }
    deposits.decide(plan.id, Decision::NotPosted).await.expect("a decision");
    assert!(matches!(carry(&deposits, plan).await, Ok(End::Posted)), "{}: it goes well now", plan.id);
    false
}

/// The journal against the ledger.
async fn compare(plans: &[Plan], named: &[usize], verdict: &Verdict, path: &Path) {
    let journal = open(path).await;
    let entries = journal.entries().await.expect("a journal");
    assert_eq!(entries.len(), plans.len(), "an intent is lost");
    let states: BTreeMap<IntentId, State> =
        entries.into_iter().map(|entry| (entry.id, entry.state)).collect();
    for (place, plan) in plans.iter().enumerate() {
        let credits = &verdict.credits[&plan.id];
        assert!(credits.len() <= 1, "{}: credited {} times", plan.id, credits.len());
        match &states[&plan.id] {
            State::Posted { transaction, .. } => {
                let credit = credits.first().map(|credit| credit.transaction_id.as_str());
                assert!(credit.is_some(), "{}: said to be posted", plan.id);
                // Deposits that look alike may have one another's transactions: the history cannot tell them apart.
                assert!(transaction.is_some());
            }
            State::Posting { .. } => {
                assert!(named.contains(&place), "{}: neither resolved nor named", plan.id);
            }
            state => panic!("{}: {}", plan.id, state.as_str()),
        }
    }
}

/// One life of the client: a journal that was opened again, and sessions that nobody remembers.
pub(crate) struct Process {
    journal: Arc<EmbeddedJournal>,
    client: partners::papi3::Client,
    visits: std::sync::Mutex<BTreeMap<u64, Visit>>,
}

impl Process {
    pub(crate) async fn start(path: &Path, client: &partners::papi3::Client) -> Self {
        let journal = Arc::new(open(path).await);
        Self { journal, client: client.clone(), visits: std::sync::Mutex::default() }
    }

    pub(crate) fn deposits(&self, user: u64) -> Deposits<EmbeddedJournal> {
        let mut visits = self.visits.lock().expect("no panic");
        let visit = visits.entry(user).or_insert_with(|| {
            Visit::new(self.client.clone(), support::device().expect("a device"), world::opening(user))
        });
        let key = JournalKey::new(&"the key of a chaos run: 32 bytes".into()).expect("a key");
        let pace = Pace::of_a_sandbox(Flow::Multi, Duration::from_millis(25), Duration::from_millis(400));
        Deposits::new(visit.clone(), Arc::clone(&self.journal), key, pace)
    }
}

/// A write of the earlier life may still be under way.
pub(crate) async fn open(path: &Path) -> EmbeddedJournal {
    loop {
        match EmbeddedJournal::open(path) {
            Ok(journal) => return journal,
            Err(JournalError::InUse) => tokio::time::sleep(Duration::from_millis(1)).await,
            Err(error) => panic!("{error}"),
        }
    }
}

/// What a service does with one deposit, from wherever it is.
pub(crate) async fn carry(deposits: &Deposits<EmbeddedJournal>, plan: &Plan) -> Result<End> {
    let mut recovered = match deposits.begin(plan.intent()).await {
        Ok(deposit) => Recovered::Resumed(Box::new(deposit)),
        Err(Error::Journal(JournalError::Exists)) => deposits.recover(plan.intent()).await?,
        Err(error) => return Err(error),
    };
    for _ in 0..5 {
        let mut deposit = match recovered {
            Recovered::Done(_) => return Ok(End::Posted),
            Recovered::NeedsPerson(case) => return Ok(End::Named(case.finding)),
            Recovered::Resumed(deposit) => deposit,
            other => panic!("{}: {other:?}", plan.id),
        };
        recovered = match go(&mut deposit).await {
            Ok(Outcome::Done(_)) => return Ok(End::Posted),
            Ok(Outcome::Refused(refusal)) => panic!("{}: {refusal:?}", plan.id),
            Ok(Outcome::Unknown { recover }) => recover.run().await?,
            Err(Error::TermsNotAccepted) => {
                accept(deposits).await?;
                Recovered::Resumed(deposit)
            }
            Err(_) => deposit.recover().await?,
        };
    }
    match recovered {
        Recovered::Done(_) => Ok(End::Posted),
        Recovered::NeedsPerson(case) => Ok(End::Named(case.finding)),
        _ => Ok(End::Later(Error::NoIntent(plan.id))),
    }
}

async fn go(deposit: &mut Deposit<EmbeddedJournal>) -> Result<Outcome<EmbeddedJournal>> {
    deposit.submit().await?;
    deposit.review().await?;
    deposit.post().await
}

async fn accept(deposits: &Deposits<EmbeddedJournal>) -> Result<()> {
    terms::accept(deposits.visit()).await
}

/// Runs a future, and drops it when it was polled so often.
async fn dropped_after<T>(polls: u32, flow: impl Future<Output = T>) -> Option<T> {
    let mut flow = pin!(flow);
    let mut left = polls;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        flow.as_mut().poll(context).map(Some)
    })
    .await
}
