//! The sandbox as a whole: its start with switches, where it listens, its end.

use std::path::Path;
use std::time::Duration;

use crate::clock::Clock;
use crate::error::StartError;
use crate::listener::Listener;
use crate::manifest::{self, Folder};
use crate::netspend::{self, NetspendAccess, Postman, Switches};
use crate::panics::Panics;
use crate::papi3::{
    self, BatchVisibility, ClientCertificate, DepositLimits, Flow, Papi3Access, RepeatedItem, Rules,
    SecondPost,
};
use crate::pki::Authority;

/// Both partners, listening on 127.0.0.1 until this is dropped.
///
/// A panic inside a handler is answered with status 500, and goes on when the sandbox is finished or dropped, so that
/// it fails the test that caused it.
#[derive(Debug)]
pub struct Sandbox {
    ca_pem: String,
    papi3_uat: Papi3Access,
    papi3_prod: Papi3Access,
    papi3_profiles: partners::papi3::Profiles,
    netspend_cert: NetspendAccess,
    netspend_prod: NetspendAccess,
    clock: Clock,
    seed: u64,
    listeners: Vec<Listener>,
    postmen: Vec<Postman>,
    panics: Panics,
    /// The folder in which the sandbox is described to other programs.
    described_in: Option<Folder>,
}

impl Sandbox {
    /// Starts with every switch at its default and a clock that follows the machine. Needs a tokio runtime with I/O.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// A start with switches.
    pub fn builder() -> Builder {
        Builder {
            rules: Rules::default(),
            netspend: Switches::default(),
            clock: Clock::running(),
            seed: None,
        }
    }

    /// The authority of all server certificates, as PEM: the only one that a client needs to trust.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// PAPI3, user acceptance.
    pub fn papi3_uat(&self) -> &Papi3Access {
        &self.papi3_uat
    }

    /// PAPI3, production.
    pub fn papi3_prod(&self) -> &Papi3Access {
        &self.papi3_prod
    }

    /// The profiles of both PAPI3 environments, from which a client of either is made.
    pub fn papi3_profiles(&self) -> &partners::papi3::Profiles {
        &self.papi3_profiles
    }

    /// Netspend, certification.
    pub fn netspend_cert(&self) -> &NetspendAccess {
        &self.netspend_cert
    }

    /// Netspend, production.
    pub fn netspend_prod(&self) -> &NetspendAccess {
        &self.netspend_prod
    }

    /// The clock by which sessions and tokens age.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The seed of this run, to repeat it with [`Builder::seed`].
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Closes every listener and connection and waits until that is done.
    ///
    /// # Panics
    /// With the first panic of a handler, if there was one.
    pub async fn finish(mut self) {
        self.postmen.clear();
        for listener in std::mem::take(&mut self.listeners) {
            listener.stop().await;
        }
        // What is left to do, the drop does.
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.postmen.clear();
        self.listeners.clear();
        if let Some(folder) = &self.described_in {
            // A description that cannot be removed is stale, and the next start removes it or says why not.
            let _ = folder.remove();
        }
        self.panics.raise();
    }
}

/// How the sandbox starts.
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    rules: Rules,
    netspend: Switches,
    clock: Clock,
    seed: Option<u64>,
}

impl Builder {
    /// Whether PAPI3's StartSession may come without accounts, as an institution with large account lists has it.
    /// Off, that is E12.
    pub fn large_account_lists(mut self, on: bool) -> Self {
        self.rules.large_account_lists = on;
        self
    }

    /// Which of PAPI3's two flows the institution has.
    pub fn flow(mut self, flow: Flow) -> Self {
        self.rules.flow = flow;
        self
    }

    /// Whether the institution takes several checks in one deposit, as it does unless it is told otherwise. If not,
    /// PostDepositBatch refuses them with E35.
    pub fn several_checks(mut self, on: bool) -> Self {
        self.rules.several_checks = on;
        self
    }

    /// How long an item is in process, by the sandbox's clock; not at all unless it is told otherwise. In the multi flow,
    /// the first item of a batch is processed at once.
    pub fn processing_time(mut self, time: Duration) -> Self {
        self.rules.processing_time = time;
        self
    }

    /// How long it takes until a deposit appears in the history, by the sandbox's clock; no time unless it is told
    /// otherwise.
    pub fn history_lag(mut self, time: Duration) -> Self {
        self.rules.history_lag = time;
        self
    }

    /// What an account holder may deposit.
    pub fn deposit_limits(mut self, limits: DepositLimits) -> Self {
        self.rules.deposit_limits = limits;
        self
    }

    /// When PAPI3 asks for the client certificate.
    pub fn client_certificate(mut self, asked: ClientCertificate) -> Self {
        self.rules.client_certificate = asked;
        self
    }

    /// What AddDepositItem does with an ItemNumber that the batch has already.
    pub fn repeated_item(mut self, treatment: RepeatedItem) -> Self {
        self.rules.repeated_item = treatment;
        self
    }

    /// From where an open batch can be reached.
    pub fn batch_visibility(mut self, visibility: BatchVisibility) -> Self {
        self.rules.batch_visibility = visibility;
        self
    }

    /// What PostDepositBatch does with a batch that is posted already.
    pub fn second_post(mut self, treatment: SecondPost) -> Self {
        self.rules.second_post = treatment;
        self
    }

    /// The switches of Netspend, for both environments.
    pub fn netspend(mut self, switches: Switches) -> Self {
        self.netspend = switches;
        self
    }

    /// Where ids, encryption and the lots of the faults come from. The same seed, the same clock and the same calls in the
    /// same order are answered with the same bytes. Without a seed, each start draws one.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// The clock by which sessions and tokens age; [`Clock::stopped`] makes their boundaries exact.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Makes the certificates and listens.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let Self { rules, netspend: switches, clock, seed } = self;
        let seed = seed.unwrap_or_else(rand::random);
        let panics = Panics::default();
        let authority = Authority::new("server CA")?;
        let server = authority.server()?;
        let papi3 = |name| papi3::start(name, &server, clock.clone(), &rules, seed, &panics);
        let netspend = |name| netspend::start(name, &server, clock.clone(), &switches, seed, &panics);
        let (papi3_uat, uat) = papi3(papi3::Name::Uat).await?;
        let (papi3_prod, prod) = papi3(papi3::Name::Prod).await?;
        let (netspend_cert, cert, cert_postman) = netspend(netspend::Name::Cert).await?;
        let (netspend_prod, live, live_postman) = netspend(netspend::Name::Prod).await?;
        let profiles = [papi3_uat.profile(papi3::Name::Uat)?, papi3_prod.profile(papi3::Name::Prod)?];
        Ok(Sandbox {
            papi3_profiles: partners::papi3::Profiles::new(profiles)?,
            ca_pem: authority.pem(),
            papi3_uat,
            papi3_prod,
            netspend_cert,
            netspend_prod,
            clock,
            seed,
            listeners: vec![uat, prod, cert, live],
            postmen: vec![cert_postman, live_postman],
            panics,
            described_in: None,
        })
    }

    /// Starts, and describes the running sandbox to other programs in the folder `directory`, which is made if need
    /// be: `sandbox.json` and the files that it names.
    ///
    /// A `sandbox.json` of an earlier run is removed before anything else, and the new one appears, whole, when
    /// everything listens: whoever sees it can connect. It is removed when the sandbox ends in an orderly way. While a
    /// sandbox runs in the folder, no other one starts there.
    ///
    /// # Errors
    /// See [`StartError`].
    pub async fn start_in(self, directory: &Path) -> Result<Sandbox, StartError> {
        let folder = manifest::prepare(directory)?;
        let mut sandbox = self.start().await?;
        manifest::write(directory, &sandbox)?;
        sandbox.described_in = Some(folder);
        Ok(sandbox)
    }
}
