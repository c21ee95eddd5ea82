//! One Netspend environment without HTTP: what it holds, how a call is let in, and what time alone brings about.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use bindery_runtime::Encrypted;
use bindery_runtime::generated::rest::{Answer, Incoming};
use rand::SeedableRng as _;
use rand::rngs::ChaCha8Rng;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Notify;
use zeroize::Zeroizing;

use super::accounts::Account;
use super::answer::{self, Refusal};
use super::cards::Card;
use super::jose::{self, PrivateKey, PublicKey};
use super::ledger::Ledger;
use super::operations::{OPERATIONS, Row};
use super::p2p::P2p;
use super::people::Person;
use super::sessions::{Sessions, Source};
use super::statements::Statements;
use super::switches::{Demand, Switches};
use super::token::Tokens;
use super::transfers::Transfers;
use super::webhooks::Outbox;
use crate::clock::{Clock, Now};
use crate::faults::{Faults, Partner};
use crate::ids::Ids;

/// What an environment holds. Nothing of it leaves the process but in replies and webhooks.
pub(super) struct State {
    pub(super) tokens: Tokens,
    pub(super) sessions: Sessions,
    pub(super) accounts: BTreeMap<String, Account>,
    pub(super) people: BTreeMap<String, Person>,
    pub(super) cards: BTreeMap<String, Card>,
    pub(super) p2p: BTreeMap<String, P2p>,
    pub(super) transfers: Transfers,
    pub(super) ledger: Ledger,
    pub(super) statements: Statements,
    pub(super) outbox: Outbox,
    pub(super) ids: Ids,
    pub(super) random: ChaCha8Rng,
    calls: BTreeMap<&'static str, u64>,
}

/// A request that the network still holds, and when it will arrive.
pub(super) struct Late {
    pub(super) due: Duration,
    pub(super) incoming: Incoming,
}

/// One environment. Nothing in it is known to the other one.
pub(crate) struct Environment {
    pub(super) clock: Clock,
    pub(super) switches: Switches,
    pub(super) faults: Faults,
    pub(super) webhook_key: String,
    /// There is a message to be delivered.
    pub(super) told: Notify,
    /// A delivery was made, or none is due.
    pub(super) delivered: Notify,
    seed: u64,
    key: OnceLock<PrivateKey>,
    state: Mutex<State>,
    late: Mutex<Vec<Late>>,
}

impl Environment {
    /// An environment with the test people and their accounts; the keys are API key, API secret, and that of the webhooks.
    /// What it draws by lot comes from the seed.
    pub(super) fn new(keys: [&str; 3], clock: Clock, switches: Switches, seed: u64) -> Self {
        let [api_key, api_secret, webhook_key] = keys;
        let mut state = State {
            tokens: Tokens::new(api_key, api_secret),
            sessions: Sessions::default(),
            accounts: BTreeMap::new(),
            people: BTreeMap::new(),
            cards: BTreeMap::new(),
            p2p: BTreeMap::new(),
            transfers: Transfers::default(),
            ledger: Ledger::default(),
            statements: Statements::default(),
            outbox: Outbox::default(),
            ids: Ids::new(seed),
            random: stream(seed, 1_001),
            calls: BTreeMap::new(),
        };
        super::seeds::plant(&mut state);
        Self {
            faults: Faults::new(Partner::Netspend, &OPERATIONS, seed),
            webhook_key: webhook_key.to_owned(),
            told: Notify::new(),
            delivered: Notify::new(),
            clock,
            switches,
            seed,
            key: OnceLock::new(),
            state: Mutex::new(state),
            late: Mutex::default(),
        }
    }

    /// The partner's own key. It is found when it is first needed, since that takes a moment.
    pub(super) fn key(&self) -> &PrivateKey {
        self.key.get_or_init(|| {
            let id = format!("sandbox-{:016x}", self.seed);
            PrivateKey::new(id, self.switches.key_algorithm, &mut stream(self.seed, 1_000))
                .expect("RSA keys of 2048 bits can be found")
        })
    }

    /// How often an operation was carried out.
    pub(super) fn calls(&self, operation: &str) -> u64 {
        self.read(|state| state.calls.get(operation).copied().unwrap_or_default())
    }

    /// Looks at the state after everything that is due.
    pub(super) fn read<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        self.settle();
        let mut state = self.lock();
        self.pass_time(&mut state, self.clock.at(self.clock.now()));
        look(&mut state)
    }

    /// Does something that no call has asked for.
    pub(super) fn by_itself<T>(
        &self,
        work: impl FnOnce(&mut Turn<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let now = self.clock.at(self.clock.now());
        self.read(|state| work(&mut Turn { environment: self, state, now, session: None }))
    }

    /// Carries out one call.
    pub(super) fn turn<T>(
        &self,
        row: &Row,
        incoming: &Incoming,
        now: Now,
        work: impl FnOnce(&mut Turn<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Answer> {
        let mut state = self.lock();
        self.pass_time(&mut state, now);
        *state.calls.entry(row.name).or_default() += 1;
        let done = self.let_in(&mut state, row, incoming, now).and_then(|session| {
            let mut turn = Turn { environment: self, state: &mut state, now, session };
            let done = work(&mut turn)?;
            turn.touch();
            Ok(done)
        });
        done.map_err(|refusal| self.refuse(refusal))
    }

    /// The session of a call, if the call may come in.
    fn let_in(
        &self,
        state: &mut State,
        row: &Row,
        incoming: &Incoming,
        now: Now,
    ) -> Result<Option<String>, Refusal> {
        if row.name != "createAccessToken" {
            state.tokens.check(incoming.header("authorization"), now)?;
        }
        let id = incoming.header("ns-session-id");
        let demand = self.switches.demand(row);
        match (demand, id) {
            (Demand::Nothing, _) | (Demand::Optional, None) => return Ok(None),
            _ => {}
        }
        let source = &state.sessions.alive(id, now, &self.switches)?.source;
        let is_enough = match (demand, source) {
            (Demand::Account, source) => *source != Source::Anonymous,
            (Demand::Person, source) => matches!(source, Source::Person(_)),
            _ => true,
        };
        is_enough.then(|| id.map(str::to_owned)).ok_or(answer::SESSION_WEAK)
    }

    /// Keeps a request until it is due.
    pub(super) fn keep(&self, late: Late) {
        self.late.lock().unwrap_or_else(PoisonError::into_inner).push(late);
    }

    /// Carries out every late request whose time has come, at its time.
    pub(super) fn settle(&self) {
        while let Some(late) = self.next_late() {
            let now = self.clock.at(late.due);
            super::call::answer(self, &late.incoming, now);
        }
    }

    fn next_late(&self) -> Option<Late> {
        let now = self.clock.now();
        let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        let due = late.iter().enumerate().filter(|(_, late)| late.due <= now);
        let next = due.min_by_key(|(place, late)| (late.due, *place)).map(|(place, _)| place)?;
        Some(late.remove(next))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What time alone brings about, each at its own time: reviews end, transfers are completed or expire.
    fn pass_time(&self, state: &mut State, now: Now) {
        let mut turn = Turn { environment: self, state, now, session: None };
        while let Some((due, work)) = turn.next_due() {
            turn.now = self.clock.at(due);
            work.carry_out(&mut turn);
        }
    }
}

/// Randomness of its own for each purpose; the faults and the ids have the streams below a thousand.
fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(number);
    random
}

/// Something that time brings about.
pub(super) enum Due {
    Review(String),
    P2pExpiry(String),
    Transfer(String),
}

impl Due {
    fn carry_out(self, turn: &mut Turn<'_>) {
        match self {
            Self::Review(person) => turn.finish_review(&person),
            Self::P2pExpiry(transfer) => turn.expire_p2p(&transfer),
            Self::Transfer(transfer) => turn.complete_transfer(&transfer),
        }
    }
}

/// One call being carried out: in a session, or without one for what the partner itself does.
pub(super) struct Turn<'a> {
    pub(super) environment: &'a Environment,
    pub(super) state: &'a mut State,
    pub(super) now: Now,
    pub(super) session: Option<String>,
}

impl Turn<'_> {
    pub(super) fn switches(&self) -> &Switches {
        &self.environment.switches
    }

    /// Whom the call's session stands for; `None` without a session.
    pub(super) fn source(&self) -> Option<&Source> {
        self.session.as_deref().and_then(|id| self.state.sessions.get(id)).map(|session| &session.source)
    }

    /// A date of the sandbox's clock, as it stands in replies.
    pub(super) fn date(&self, at: Duration) -> String {
        self.environment.clock.date(at).to_string()
    }

    /// Only what succeeds keeps a session alive.
    fn touch(&mut self) {
        let (now, switches) = (self.now, &self.environment.switches);
        if let Ok(session) = self.state.sessions.alive(self.session.as_deref(), now, switches) {
            session.last_success = now.elapsed;
        }
    }

    /// What was encrypted for the partner.
    pub(super) fn decrypt<T: DeserializeOwned>(&mut self, data: &Encrypted) -> Result<T, Refusal> {
        let plain = jose::decrypt(&[self.environment.key()], data.expose(), &mut self.state.random)
            .map_err(|_| answer::ENCRYPTED_DATA_INVALID)?;
        serde_json::from_slice(&plain).map_err(|_| answer::ENCRYPTED_DATA_INVALID)
    }

    /// Encrypts for the device of the call's session.
    pub(super) fn encrypt(&mut self, plain: &impl Serialize) -> Result<Encrypted, Refusal> {
        let device = self.device().ok_or(answer::DEVICE_KEYS_MISSING)?;
        self.state.encrypt(&device, plain, &self.environment.switches)
    }

    /// The keys of the device of the call's session.
    pub(super) fn device(&self) -> Option<PublicKey> {
        self.session.as_deref().and_then(|id| self.state.sessions.get(id))?.device.clone()
    }

    /// What is due first, if anything is.
    fn next_due(&self) -> Option<(Duration, Due)> {
        let reviews = self
            .state
            .people
            .values()
            .filter_map(|person| person.review_until().map(|due| (due, Due::Review(person.id.clone()))));
        let expiries =
            self.state.p2p.values().filter_map(|transfer| {
                transfer.expires().map(|due| (due, Due::P2pExpiry(transfer.id.clone())))
            });
        let transfers = self.state.transfers.pending().map(|(due, id)| (due, Due::Transfer(id.to_owned())));
        let due = reviews.chain(expiries).chain(transfers).filter(|(due, _)| *due <= self.now.elapsed);
        due.min_by_key(|(due, _)| *due)
    }
}

impl State {
    pub(super) fn encrypt(
        &mut self,
        device: &PublicKey,
        plain: &impl Serialize,
        switches: &Switches,
    ) -> Result<Encrypted, Refusal> {
        let plain = Zeroizing::new(serde_json::to_vec(plain).map_err(|_| answer::UNEXPECTED)?);
        let text = jose::encrypt(device, switches.content_encryption, &plain, &mut self.random)
            .map_err(|_| answer::UNEXPECTED)?;
        Encrypted::from_device(text).map_err(|_| answer::UNEXPECTED)
    }
}
