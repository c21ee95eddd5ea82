//! Every rule by which a PAPI3 call is answered, without XML and HTTP, on a clock that is moved by hand.

mod batches;
mod faults;
mod history;
mod posting;
mod sessions;

use std::time::Duration;

use bindery_runtime::generated::Decimal;

use super::answer::{self, Refusal};
use super::device::Device;
use super::items::NewItem;
use super::ledger::Images;
use super::posting::Transaction;
use super::rules::Rules;
use super::sessions::{Account, Caller, Pair, SessionFacts, Who};
use super::state::{Environment, Now, State};
use crate::clock::Clock;
use crate::faults::Fault;

const PARTNER: i32 = 999_900_001;
const OTHER: i32 = 999_900_002;
const ORDINARY: &str = "123123123";

fn caller() -> Caller {
    Caller { certified: Some(PARTNER), partner_id: PARTNER, language_id: 9, device: Device::default() }
}

fn account(number: &str, description: &str, tag: &str) -> Account {
    Account {
        number: number.to_owned(),
        type_code: "1".to_owned(),
        description: description.to_owned(),
        tag: tag.to_owned(),
    }
}

fn accounts() -> Vec<Account> {
    vec![account("56789", "Checking", "0"), account("98765", "Savings", "second")]
}

fn cents(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn item(number: i32, amount: i64) -> NewItem {
    let images = Images { front: format!("front {number}").into(), back: format!("back {number}").into() };
    NewItem {
        number,
        is_first: number == 1,
        micr: String::new(),
        amount: cents(amount),
        digests: images.digests(),
        images,
    }
}

/// One environment and its clock.
struct Desk {
    environment: Environment,
    clock: Clock,
}

impl Desk {
    fn new(rules: Rules) -> Self {
        let clock = Clock::stopped();
        Self { environment: Environment::new(clock.clone(), rules, 1), clock }
    }

    /// Does something, as a call that nothing happens to on its way.
    fn run<T>(
        &self,
        work: impl Fn(&mut State, Now) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        self.environment.carry_out("GetSessionInfo", None, work)
    }

    fn start_with(&self, holder: &str, accounts: Vec<Account>) -> Result<(Who, SessionFacts), Refusal> {
        let holder = holder.to_owned();
        let (pair, facts) =
            self.run(move |state, now| state.start_session(&caller(), now, &holder, &accounts))?;
        Ok((Who { caller: caller(), pair }, facts))
    }

    fn start(&self) -> Who {
        self.start_with(ORDINARY, accounts()).unwrap().0
    }

    fn info(&self, who: &Who) -> Result<SessionFacts, Refusal> {
        let who = who.clone();
        self.run(move |state, now| state.session_info(&who, now))
    }

    /// A batch on the first account.
    fn batch(&self, who: &Who) -> String {
        let who = who.clone();
        self.run(move |state, now| state.create_batch(&who, now, Some(0))).unwrap()
    }

    fn add(&self, who: &Who, batch: &str, item: NewItem) -> Result<(), Refusal> {
        let (who, batch) = (who.clone(), batch.to_owned());
        self.run(move |state, now| state.add_item(&who, now, &batch, &item))
    }

    fn post_with(&self, fault: Option<&Fault>, who: &Who, batch: &str) -> Result<Transaction, Refusal> {
        let (who, batch) = (who.clone(), batch.to_owned());
        self.environment
            .carry_out("PostDepositBatch", fault, move |state, now| state.post_batch(&who, now, &batch))
    }

    fn post(&self, who: &Who, batch: &str) -> Result<Transaction, Refusal> {
        self.post_with(None, who, batch)
    }

    /// A batch with these amounts, posted.
    fn deposit(&self, who: &Who, amounts: &[i64]) -> Result<(String, Transaction), Refusal> {
        let batch = self.batch(who);
        for (number, amount) in (1..).zip(amounts) {
            self.add(who, &batch, item(number, *amount))?;
        }
        let posted = self.post(who, &batch)?;
        Ok((batch, posted))
    }

    /// Batch and amount of each credit.
    fn credits(&self) -> Vec<(String, Decimal)> {
        self.environment.ledger().into_iter().map(|entry| (entry.deposit_batch_id, entry.amount)).collect()
    }
}
