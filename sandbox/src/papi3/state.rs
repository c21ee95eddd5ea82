//! One PAPI3 environment without XML and HTTP: what it holds, how a call is carried out, what tests can read.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::answer::{self, Refusal};
use super::batches::Batches;
use super::ledger::{Ledger, LedgerEntry};
use super::operations::OPERATIONS;
use super::receipts::{Receipt, Receipts};
use super::rules::Rules;
use super::sessions::{Session, Sessions, Who};
use super::terms::Terms;
pub(super) use crate::clock::Now;

use crate::clock::Clock;
use crate::faults::{Fault, Faults, Partner};
use crate::ids::Ids;

/// One account holder of one partner.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Holder {
    /// PartnerId.
    pub(super) partner_id: i32,
    /// AccountHolderNumber.
    pub(super) number: String,
}

/// What an environment holds.
pub(super) struct State {
    pub(super) sessions: Sessions,
    pub(super) stores: Stores,
    calls: BTreeMap<&'static str, u64>,
    late: Vec<Late>,
}

/// Everything but the sessions.
pub(super) struct Stores {
    pub(super) rules: Rules,
    pub(super) batches: Batches,
    pub(super) ledger: Ledger,
    pub(super) terms: Terms,
    pub(super) receipts: Receipts,
    pub(super) ids: Ids,
}

/// A request that the network still holds, and when it will arrive.
struct Late {
    due: Duration,
    operation: &'static str,
    work: Work,
}

/// What a call does, when nobody waits for its reply.
type Work = Box<dyn FnOnce(&mut State, Now) + Send>;

/// One environment. Nothing in it is known to the other one.
pub(crate) struct Environment {
    clock: Clock,
    faults: Faults,
    state: Mutex<State>,
}

impl Environment {
    /// An environment in which nothing has happened. What it draws by lot comes from the seed.
    pub(crate) fn new(clock: Clock, rules: Rules, seed: u64) -> Self {
        let stores = Stores {
            rules,
            batches: Batches::default(),
            ledger: Ledger::default(),
            terms: Terms::default(),
            receipts: Receipts::default(),
            ids: Ids::new(seed),
        };
        let state = State { sessions: Sessions::default(), stores, calls: BTreeMap::new(), late: Vec::new() };
        Self { clock, faults: Faults::new(Partner::Papi3, &OPERATIONS, seed), state: Mutex::new(state) }
    }

    /// The script of what goes wrong.
    pub(crate) fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Carries out one call, as far as the fault lets it: before its time comes whatever was late.
    pub(super) fn carry_out<T>(
        &self,
        operation: &'static str,
        fault: Option<&Fault>,
        work: impl Fn(&mut State, Now) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let mut state = self.settled();
        let now = self.clock.at(self.clock.now());
        match fault {
            Some(Fault::SessionTimeout) => Err(answer::SESSION_TIMEOUT),
            Some(Fault::Unexpected { processed: false }) => Err(answer::UNEXPECTED),
            Some(Fault::Unexpected { processed: true }) => {
                // Whatever came of it, the caller is not told.
                let _ = state.count(operation, now, work);
                Err(answer::UNEXPECTED)
            }
            Some(Fault::LateArrival { after }) => {
                state.keep(now.elapsed + *after, operation, work);
                Err(answer::UNEXPECTED)
            }
            Some(Fault::LateDuplicate { after }) => {
                let first = state.count(operation, now, &work);
                state.keep(now.elapsed + *after, operation, work);
                first
            }
            _ => state.count(operation, now, work),
        }
    }

    /// How often an operation was carried out, late duplicates included.
    pub(crate) fn calls(&self, operation: &str) -> u64 {
        self.settled().calls.get(operation).copied().unwrap_or_default()
    }

    /// Every credit.
    pub(crate) fn ledger(&self) -> Vec<LedgerEntry> {
        self.settled().stores.ledger.entries().to_vec()
    }

    /// Every receipt that was sent by e-mail.
    pub(crate) fn receipts(&self) -> Vec<Receipt> {
        self.settled().stores.receipts.sent().to_vec()
    }

    /// The state after every late request whose time has come was carried out, at its time.
    fn settled(&self) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        while let Some(next) = state.next_late(now) {
            let Late { due, operation, work } = state.late.remove(next);
            let due = self.clock.at(due);
            let _: Result<(), Refusal> = state.count(operation, due, |state, now| {
                work(state, now);
                Ok(())
            });
        }
        state
    }
}

impl State {
    /// Keeps a request until it is due. Nobody waits for its reply.
    fn keep<T>(
        &mut self,
        due: Duration,
        operation: &'static str,
        work: impl Fn(&mut Self, Now) -> Result<T, Refusal> + Send + 'static,
    ) {
        let work = Box::new(move |state: &mut Self, now| drop(work(state, now)));
        self.late.push(Late { due, operation, work });
    }

    /// Which late request comes next, of those whose time has come.
    fn next_late(&self, now: Duration) -> Option<usize> {
        let due = self.late.iter().enumerate().filter(|(_, late)| late.due <= now);
        due.min_by_key(|(place, late)| (late.due, *place)).map(|(place, _)| place)
    }

    fn count<T>(
        &mut self,
        operation: &'static str,
        now: Now,
        work: impl FnOnce(&mut Self, Now) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        *self.calls.entry(operation).or_default() += 1;
        work(self, now)
    }

    /// Does the work of a call that belongs to a session; only if that succeeds, the idle clock starts anew.
    pub(super) fn in_session<T>(
        &mut self,
        who: &Who,
        now: Now,
        work: impl FnOnce(&mut Session, &mut Stores) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let session = self.sessions.find(who, now)?;
        let done = work(session, &mut self.stores)?;
        session.last_success = now.elapsed;
        Ok(done)
    }
}
