//! What goes wrong between client and partner: scripted call by call, or drawn by lot.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

/// What happens to one call. Each reset is one of TCP, with no closing word of TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The call is carried out at once and answered after this much real time, for which not every client waits.
    Delay(Duration),
    /// The connection is reset when the head of the request is there, and nothing is carried out. (PAPI3 without a
    /// SOAPAction that ends in the operation's name: the body must be read to know the operation.)
    ResetBeforeRead,
    /// The call is carried out, and the connection is reset before anything is answered.
    ResetBeforeReply,
    /// The call is carried out, and the connection is reset after half of the reply's body.
    TruncatedReply,
    /// A page of HTML, as proxies and load balancers send it.
    Html {
        /// The HTTP status: 200, 503.
        status: u16,
        /// Whether the call is carried out.
        processed: bool,
    },
    /// An HTTP status without a body.
    Status {
        /// The HTTP status, 500 or more.
        status: u16,
        /// Whether the call is carried out.
        processed: bool,
    },
    /// The call is answered with E99 (PAPI3), or with status 500 and the code `unexpected_error` (Netspend).
    Unexpected {
        /// Whether it is carried out.
        processed: bool,
    },
    /// The call is answered with E51 (PAPI3), or with status 401 and the code `session_expired` (Netspend), and not carried
    /// out. The session itself stays as it is.
    SessionTimeout,
    /// Netspend alone: the call is answered with status 401 and the code `invalid_access_token`, and not carried out, although
    /// the token lives. It goes on living.
    TokenGone,
    /// The call is answered with status 429 and not carried out.
    TooManyRequests {
        /// The seconds of `Retry-After`.
        retry_after: u32,
    },
    /// The call is carried out and answered; a copy, that the network had kept, is carried out later.
    LateDuplicate {
        /// How much later, by the sandbox's clock.
        after: Duration,
    },
    /// The connection is reset with nothing carried out; the request, that the network had kept, is carried out later.
    LateArrival {
        /// How much later, by the sandbox's clock.
        after: Duration,
    },
}

/// A fault that has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Met {
    /// The operation.
    pub operation: &'static str,
    /// Which call of the operation, from 1, since the sandbox started.
    pub call: u64,
    /// What happened to it.
    pub fault: Fault,
}

/// The script of one environment. Clones share it.
///
/// A call is the arrival of a request, whatever becomes of it. What is scripted for a call comes before what is drawn by
/// lot. The lots come from the sandbox's seed, one row of them for each operation: the third PostDepositBatch meets
/// the same fate whatever else is called in between.
#[derive(Clone, Debug)]
pub struct Faults {
    partner: Partner,
    script: Arc<Mutex<BTreeMap<&'static str, Row>>>,
    met: Arc<Mutex<Vec<Met>>>,
}

/// Whose calls a script is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Partner {
    Papi3,
    Netspend,
}

impl Partner {
    fn name(self) -> &'static str {
        match self {
            Self::Papi3 => "PAPI3",
            Self::Netspend => "Netspend",
        }
    }
}

/// One operation's part of the script.
#[derive(Debug)]
struct Row {
    arrived: u64,
    scripted: BTreeMap<u64, Fault>,
    rates: Vec<(Fault, f64)>,
    lots: ChaCha8Rng,
}

impl Faults {
    pub(crate) fn new(partner: Partner, operations: &[&'static str], seed: u64) -> Self {
        let row = |stream| {
            let mut lots = ChaCha8Rng::seed_from_u64(seed);
            // Stream 0 is that of the ids.
            lots.set_stream(stream);
            Row { arrived: 0, scripted: BTreeMap::new(), rates: Vec::new(), lots }
        };
        let script = (1..).zip(operations).map(|(stream, operation)| (*operation, row(stream)));
        Self { partner, script: Arc::new(Mutex::new(script.collect())), met: Arc::default() }
    }

    /// Lets `fault` happen to the `nth` call of `operation` from now: 1 is the next one.
    ///
    /// # Panics
    /// On a name that is none of the partner's operations, on 0, and on a fault that the partner does not have.
    pub fn script(&self, operation: &str, nth: u64, fault: Fault) {
        assert!(nth > 0, "calls are counted from 1");
        self.check(&fault);
        self.row(operation, |row| row.scripted.insert(row.arrived + nth, fault));
    }

    /// Lets `fault` happen to a part of the calls of `operation`, drawn by lot: 0.05 is one in twenty. Several faults of
    /// one operation add up.
    ///
    /// # Panics
    /// On a name that is none of the partner's operations, when the rates of the operation add up to more than 1, and on a
    /// fault that the partner does not have.
    pub fn rate(&self, operation: &str, fault: Fault, rate: f64) {
        self.check(&fault);
        self.row(operation, |row| {
            row.rates.push((fault, rate));
            let sum: f64 = row.rates.iter().map(|(_, rate)| rate).sum();
            assert!((0.0..=1.0).contains(&rate) && sum <= 1.0, "the rates of {operation} exceed 1");
        });
    }

    /// Forgets script and rates: from now on all goes well.
    pub fn clear(&self) {
        for row in self.script.lock().unwrap_or_else(PoisonError::into_inner).values_mut() {
            row.scripted.clear();
            row.rates.clear();
        }
    }

    /// The faults that have happened, in their order.
    pub fn met(&self) -> Vec<Met> {
        self.met.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests to `operation` have arrived, whatever became of them.
    ///
    /// # Panics
    /// On a name that is none of the partner's operations.
    pub fn arrived(&self, operation: &str) -> u64 {
        self.row(operation, |row| row.arrived)
    }

    /// A call arrives: what happens to it.
    pub(crate) fn meet(&self, operation: &'static str) -> Option<Fault> {
        let (call, fault) = self.row(operation, |row| (row.arrived + 1, row.meet()));
        let fault = fault?;
        let met = Met { operation, call, fault: fault.clone() };
        self.met.lock().unwrap_or_else(PoisonError::into_inner).push(met);
        Some(fault)
    }

    fn check(&self, fault: &Fault) {
        let known = *fault != Fault::TokenGone || self.partner == Partner::Netspend;
        assert!(known, "{} has no access tokens", self.partner.name());
    }

    fn row<T>(&self, operation: &str, work: impl FnOnce(&mut Row) -> T) -> T {
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        work(
            script
                .get_mut(operation)
                .unwrap_or_else(|| panic!("{} has no operation {operation}", self.partner.name())),
        )
    }
}

impl Row {
    fn meet(&mut self) -> Option<Fault> {
        self.arrived += 1;
        // A lot is drawn for each call, so that a script does not shift those of the calls after it.
        let lot: f64 = self.lots.random();
        let mut below = 0.0;
        let drawn = self.rates.iter().find(|(_, rate)| {
            below += rate;
            lot < below
        });
        self.scripted.remove(&self.arrived).or_else(|| drawn.map(|(fault, _)| fault.clone()))
    }
}
