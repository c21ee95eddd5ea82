//! What stands beside it: a client that tries each deposit up to three times, as retry layers do.

use partners::papi3::deposit::{
    AcceptTermsRequest, AddDepositItemRequest, CreateDepositBatchRequest, PostDepositBatchRequest,
};
use partners::papi3::{Client, Device};
use tokio::task::JoinSet;

use crate::support;
use crate::world::{self, Plan, Verdict, World};

/// What a run came to.
pub(crate) struct Report {
    world: World,
    pub(crate) told_done: usize,
    pub(crate) posted_twice: usize,
    told_failed_but_posted: usize,
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "naive, seed {}: {} deposits, told done: {}, posted more than once: {}, told failed but posted: {}",
            self.world.seed,
            self.world.deposits,
            self.told_done,
            self.posted_twice,
            self.told_failed_but_posted
        )
    }
}

/// Makes all deposits of a world the naive way.
pub(crate) async fn run(world: World) -> Report {
    let sandbox = world.sandbox().await;
    let client = support::client(&sandbox).expect("a client");
    let mut told = Vec::new();
    let mut flows = JoinSet::new();
    for (place, plan) in world.plans().into_iter().enumerate() {
        let (client, device) = (client.clone(), support::device().expect("a device"));
        flows.spawn(async move { (place, three_times(&client, &device, &plan).await) });
        while flows.len() >= 48 {
            told.extend(flows.join_next().await.expect("a flow").ok());
        }
    }
    told.extend(flows.join_all().await);
    let plans = world.plans();
    let verdict = Verdict::of(&plans, &sandbox);
    let failed_but_posted =
        told.iter().filter(|(place, done)| !done && !verdict.credits[&plans[*place].id].is_empty());
    let report = Report {
        world,
        told_done: told.iter().filter(|(_, done)| *done).count(),
        posted_twice: verdict.credited(|credits| credits > 1),
        told_failed_but_posted: failed_but_posted.count(),
    };
    sandbox.finish().await;
    report
}

async fn three_times(client: &Client, device: &Device, plan: &Plan) -> bool {
    for _ in 0..3 {
        if once(client, device, plan).await.is_ok() {
            return true;
        }
    }
    false
}

async fn once(client: &Client, device: &Device, plan: &Plan) -> bindery_runtime::Result<()> {
    let (session, _) = client.start_session(device, world::opening(plan.user)).await?;
    session.accept_terms(AcceptTermsRequest::default()).await?;
    let mut create = CreateDepositBatchRequest::default();
    create.account_number_index = Some(0);
    let batch = session.create_deposit_batch(create).await?.deposit_batch_id.unwrap_or_default();
    for (number, check) in (1..).zip(&plan.checks) {
        let (front, back) = check.sides();
        let item = AddDepositItemRequest::new(
            &*batch,
            number,
            number == 1,
            1,
            "",
            check.amount(),
            1,
            2,
            front,
            back,
        );
        session.add_deposit_item(item).await?;
    }
    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    session.post_deposit_batch(PostDepositBatchRequest::new(batch)).await?;
    Ok(())
}
