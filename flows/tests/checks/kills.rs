//! Real processes, killed while they deposit, and started again on the same journal.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use bindery_sandbox::{DepositLimits, Sandbox};
use partner_flows::journal::State;
use rand::RngExt;
use rust_decimal::Decimal;
use tokio::task::JoinSet;

use crate::elsewhere;
use crate::ours::{self, End, Process};
use crate::world::{Verdict, World};

/// Tells a process of this test that it is one of those to be killed, and where the sandbox is described.
const LIFE: &str = "BINDERY_FLOWS_LIFE";

const SEED: u64 = 20_201_125;

fn world() -> World {
    World::both(SEED, 120)[0]
}

/// What a process does in its life: every deposit, from wherever it is.
#[tokio::test]
async fn one_life() {
    let Some(folder) = std::env::var_os(LIFE).map(PathBuf::from) else { return };
    let client = elsewhere::client(&folder).unwrap();
    let process = Arc::new(Process::start(&folder.join("journal"), &client).await);
    let mut flows = JoinSet::new();
    for plan in world().plans() {
        let process = Arc::clone(&process);
        flows.spawn(async move {
            let end = ours::carry(&process.deposits(plan.user), &plan).await;
            assert!(matches!(end, Ok(End::Posted | End::Named(_))));
        });
        if flows.len() >= 6 {
            flows.join_next().await.unwrap().unwrap();
        }
    }
    while let Some(ended) = flows.join_next().await {
        ended.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "the numbers are the proof")]
async fn killed_processes_lose_and_double_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let limits =
        DepositLimits { deposits_per_day: u32::MAX, amount_per_day: Decimal::MAX, amount: Decimal::MAX };
    let sandbox = Sandbox::builder().deposit_limits(limits).start_in(folder.path()).await.unwrap();
    let plans = world().plans();
    let mut lots = world().lots(3);
    let mut kills = 0;
    loop {
        let mut life = Command::new(std::env::current_exe().unwrap())
            .args(["kills::one_life", "--exact", "--test-threads=1"])
            .env(LIFE, folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let until = lots.random_range(300..1500);
        let ended = tokio::task::spawn_blocking(move || {
            for _ in 0..until / 10 {
                if let Some(status) = life.try_wait().unwrap() {
                    return Some(status);
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            if kills < 8 {
                life.kill().unwrap();
                life.wait().unwrap();
                return None;
            }
            Some(life.wait().unwrap())
        });
        match ended.await.unwrap() {
            Some(status) => {
                assert!(status.success(), "seed {SEED}: a life ended badly");
                break;
            }
            None => kills += 1,
        }
    }
    let verdict = Verdict::of(&plans, &sandbox);
    let journal = ours::open(&folder.path().join("journal")).await;
    let entries = journal.entries().await.unwrap();
    assert_eq!(entries.len(), plans.len(), "seed {SEED}: an intent is lost");
    let mut named = 0;
    for entry in entries {
        let credits = verdict.credits[&entry.id].len();
        match entry.state {
            State::Posted { .. } => assert_eq!(credits, 1, "seed {SEED}: {}", entry.id),
            State::Posting { .. } => {
                named += 1;
                assert!(credits <= 1, "seed {SEED}: {}", entry.id);
            }
            state => panic!("seed {SEED}: {} is {}", entry.id, state.as_str()),
        }
    }
    println!("{} deposits, {kills} processes killed, {named} left to a person", plans.len());
    sandbox.finish().await;
}
