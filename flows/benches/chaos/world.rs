//! The world of a chaos run: a partner that fails at random, the deposits to be made, and the ledger's verdict.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use bindery_sandbox::{
    BatchVisibility, DepositLimits, Fault, LedgerEntry, OPERATIONS, RepeatedItem, Sandbox,
};
use partner_flows::journal::IntentId;
use partner_flows::{Account, Check, Intent};
use partners::papi3::sso;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How long the network keeps what comes late.
const LATE: Duration = Duration::from_millis(60);

/// How long the history lags.
pub(crate) const LAG: Duration = Duration::from_millis(40);

/// Deposits per user.
const PER_USER: u64 = 10;

/// One run: everything in it that is drawn by lot follows from the seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) deposits: u64,
    visibility: BatchVisibility,
    repeated: RepeatedItem,
}

/// A deposit that a user wants.
pub(crate) struct Plan {
    pub(crate) id: IntentId,
    pub(crate) user: u64,
    pub(crate) checks: Vec<Check>,
    /// SHA-256 of the first check's front: what the ledger knows it by.
    mark: [u8; 32],
    total: Decimal,
}

impl World {
    /// Half of the deposits where a batch is visible from its own session only, half where it is from any.
    pub(crate) fn both(seed: u64, deposits: u64) -> [Self; 2] {
        let world = |seed, deposits, visibility, repeated| Self { seed, deposits, visibility, repeated };
        [
            world(seed, deposits / 2, BatchVisibility::OwnSession, RepeatedItem::Refused),
            world(seed + 1, deposits - deposits / 2, BatchVisibility::AnySession, RepeatedItem::Ignored),
        ]
    }

    /// Lots of its own for each purpose.
    pub(crate) fn lots(self, purpose: u64) -> ChaCha8Rng {
        let mut lots = ChaCha8Rng::seed_from_u64(self.seed);
        lots.set_stream(purpose);
        lots
    }

    /// The partner, failing.
    pub(crate) async fn sandbox(self) -> Sandbox {
        let limits =
            DepositLimits { deposits_per_day: u32::MAX, amount_per_day: Decimal::MAX, amount: Decimal::MAX };
        let started = Sandbox::builder()
            .seed(self.seed)
            .deposit_limits(limits)
            .history_lag(LAG)
            .processing_time(Duration::from_millis(5))
            .batch_visibility(self.visibility)
            .repeated_item(self.repeated)
            .start()
            .await;
        let sandbox = started.expect("the sandbox starts");
        let faults = sandbox.papi3_uat().faults();
        for operation in OPERATIONS {
            let weight = if operation == "PostDepositBatch" { 3.0 } else { 1.0 };
            for fault in kinds() {
                faults.rate(operation, fault, 0.008 * weight);
            }
        }
        sandbox
    }

    /// What the users want. One amount in eight is a round one, so that some deposits look alike.
    pub(crate) fn plans(self) -> Vec<Plan> {
        let mut lots = self.lots(1);
        let plan = |number: u64| {
            let checks: Vec<Check> = (0..lots.random_range(1..=3))
                .map(|check| {
                    let cents = if lots.random_ratio(1, 8) { 10_000 } else { lots.random_range(1..500_000) };
                    // Amounts that the sandbox finds risky are not what is tried here.
                    let cents = if (6_600..=6_610).contains(&cents) { 1 } else { cents };
                    let (front, back) = (format!("front {number} {check}"), format!("back {number} {check}"));
                    Check::new(front, back, Decimal::new(cents, 2)).expect("a check")
                })
                .collect();
            Plan {
                id: IntentId::from(Uuid::from_u128(u128::from(number) + 1)),
                user: number / PER_USER,
                mark: Sha256::digest(format!("front {number} 0")).into(),
                total: checks.iter().map(Check::amount).sum(),
                checks,
            }
        };
        (0..self.deposits).map(plan).collect()
    }
}

/// Everything that can go wrong with a call.
fn kinds() -> Vec<Fault> {
    vec![
        Fault::Delay(Duration::from_millis(15)),
        Fault::ResetBeforeRead,
        Fault::ResetBeforeReply,
        Fault::TruncatedReply,
        Fault::Html { status: 200, processed: true },
        Fault::Html { status: 503, processed: false },
        Fault::Status { status: 500, processed: true },
        Fault::Status { status: 502, processed: false },
        Fault::Unexpected { processed: true },
        Fault::Unexpected { processed: false },
        Fault::LateDuplicate { after: LATE },
        Fault::LateArrival { after: LATE },
    ]
}

/// The user's opening of a session.
pub(crate) fn opening(user: u64) -> sso::StartSessionRequest {
    let mut opening = sso::StartSessionRequest::new(
        format!("{:09}", 200_000_000 + user),
        "Chaos User",
        "chaos",
        "chaos@example.com",
    );
    opening.accounts.push(sso::Account::new(number(user), "Checking", "1", "0"));
    opening
}

/// The number of the user's account.
pub(crate) fn number(user: u64) -> String {
    format!("{:08}", 30_000_000 + user)
}

impl Plan {
    pub(crate) fn intent(&self) -> Intent {
        let account = Account::new(number(self.user).into(), "Checking", "0");
        Intent { id: self.id, account, checks: self.checks.clone(), forced: false }
    }
}

/// What the ledger says of the deposits.
pub(crate) struct Verdict {
    /// How often each was credited.
    pub(crate) credits: BTreeMap<IntentId, Vec<LedgerEntry>>,
}

impl Verdict {
    pub(crate) fn of(plans: &[Plan], sandbox: &Sandbox) -> Self {
        let by_mark: HashMap<[u8; 32], IntentId> = plans.iter().map(|plan| (plan.mark, plan.id)).collect();
        let mut credits: BTreeMap<IntentId, Vec<LedgerEntry>> =
            plans.iter().map(|plan| (plan.id, Vec::new())).collect();
        for entry in sandbox.papi3_uat().ledger() {
            let id = by_mark[&entry.items[0].front_sha256];
            credits.entry(id).or_default().push(entry);
        }
        for plan in plans {
            for entry in &credits[&plan.id] {
                assert_eq!(entry.amount, plan.total, "{}: another amount", plan.id);
                assert_eq!(entry.items.len(), plan.checks.len(), "{}: other checks", plan.id);
                assert_eq!(entry.account_number, number(plan.user), "{}: another account", plan.id);
            }
        }
        Self { credits }
    }

    /// How many deposits were credited so often.
    pub(crate) fn credited(&self, wanted: impl Fn(usize) -> bool) -> usize {
        self.credits.values().filter(|entries| wanted(entries.len())).count()
    }
}

/// The faults that happened, by kind.
pub(crate) fn met(sandbox: &Sandbox) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for met in sandbox.papi3_uat().faults().met() {
        *counts.entry(format!("{:?}", met.fault)).or_default() += 1;
    }
    let total: usize = counts.values().sum();
    format!("{total} faults of {} kinds", counts.len())
}
