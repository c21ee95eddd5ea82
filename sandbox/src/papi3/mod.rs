//! PAPI3 as the sandbox plays it: one environment is one ledger and all that leads to it, behind one client authority.

mod answer;
mod batches;
mod call;
mod corrections;
mod deposit_request;
mod device;
mod history;
mod holders;
mod http;
mod items;
mod ledger;
mod limits;
mod operations;
mod posting;
mod receipts;
mod risks;
mod rules;
mod session_info;
mod sessions;
mod single_sign_on;
mod state;
mod terms;

use std::fmt;
use std::sync::Arc;

use bindery_runtime::{CertificatePin, Endpoint};
use partners::papi3;

pub use holders::{FILTERED_ACCOUNT, TEST_ACCOUNT_HOLDERS, TestAccountHolder};
pub use ledger::{LedgerEntry, LedgerItem};
pub use limits::DepositLimits;
pub use operations::OPERATIONS;
pub use receipts::Receipt;
pub use risks::{TEST_AMOUNTS, TestAmount};
pub(crate) use rules::Rules;
pub use rules::{BatchVisibility, ClientCertificate, Flow, RepeatedItem, SecondPost};

use self::state::Environment;
use crate::StartError;
use crate::clock::Clock;
use crate::faults::Faults;
use crate::listener::{Clients, Door, Listener};
use crate::panics::Panics;
use crate::pki::{Authority, Identity, Leaf, Register};

/// The two PAPI3 environments. Nothing of one is valid in the other.
#[derive(Clone, Copy)]
pub(crate) enum Name {
    Uat,
    Prod,
}

impl Name {
    fn environment(self) -> papi3::Environment {
        match self {
            Self::Uat => papi3::Environment::Uat,
            Self::Prod => papi3::Environment::Prod,
        }
    }

    fn upper(self) -> &'static str {
        match self {
            Self::Uat => "UAT",
            Self::Prod => "PROD",
        }
    }

    /// The environment's own seed, so that no id of one is an id of the other.
    fn own(self, seed: u64) -> u64 {
        match self {
            Self::Uat => seed,
            Self::Prod => !seed,
        }
    }

    /// Numbers of nobody: nine digits, as the partner gives them, and far from those in its documentation.
    fn partner_ids(self) -> (i32, i32) {
        match self {
            Self::Uat => (999_900_001, 999_900_002),
            Self::Prod => (999_900_011, 999_900_012),
        }
    }
}

/// Where one PAPI3 environment listens, and who may call it.
#[derive(Clone)]
pub struct Papi3Access {
    /// Address of the Single Sign-On service: StartSession.
    pub sso: String,
    /// Address of the Deposit Request service: everything else.
    pub deposit: String,
    /// The PartnerId that belongs to [`Papi3Access::identity`].
    pub partner_id: i32,
    /// The client certificate of that PartnerId.
    pub identity: Identity,
    /// The pin of that certificate.
    pub pin: CertificatePin,
    /// A second PartnerId of the same environment.
    pub other_partner_id: i32,
    /// The client certificate of the second PartnerId: its chain is valid here, and with the first PartnerId it is
    /// refused.
    pub other_identity: Identity,
    /// A client certificate of the first PartnerId that ended yesterday: TLS refuses it.
    pub expired_identity: Identity,
    /// The authority of all client certificates of this environment, as PEM.
    pub client_ca_pem: String,
    environment: Arc<Environment>,
    door: Door,
}

impl Papi3Access {
    /// The ledger: every credit, in the order in which they were made.
    pub fn ledger(&self) -> Vec<LedgerEntry> {
        self.environment.ledger()
    }

    /// Every receipt that EmailReceipt sent, in that order.
    pub fn receipts(&self) -> Vec<Receipt> {
        self.environment.receipts()
    }

    /// How often an operation was carried out, whatever its ResponseCode, late duplicates included. Requests that a fault
    /// kept from being carried out are not in it: [`Faults::arrived`] counts those too.
    ///
    /// # Panics
    /// On a name that is none of [`OPERATIONS`].
    pub fn calls(&self, operation: &str) -> u64 {
        assert!(OPERATIONS.contains(&operation), "PAPI3 has no operation {operation}");
        self.environment.calls(operation)
    }

    /// Resets the next connections, that many, before a word of TLS is spoken: provably nothing was seen of their
    /// requests. Connections that are open already stay.
    pub fn reset_connections(&self, connections: u32) {
        self.door.close_for(connections);
    }

    /// The script of what goes wrong with calls.
    pub fn faults(&self) -> &Faults {
        self.environment.faults()
    }
}

impl Papi3Access {
    /// What belongs to this environment, as a client of ours takes it.
    pub(crate) fn profile(&self, name: Name) -> Result<papi3::Profile, StartError> {
        Ok(papi3::Profile {
            environment: name.environment(),
            sso: Endpoint::parse(&self.sso)?,
            deposit: Endpoint::parse(&self.deposit)?,
            partner_id: self.partner_id,
            pin: self.pin,
        })
    }
}

impl fmt::Debug for Papi3Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Papi3Access")
            .field("sso", &self.sso)
            .field("deposit", &self.deposit)
            .finish_non_exhaustive()
    }
}

/// Starts one environment with a client authority of its own. It serves as long as the listener lives.
pub(crate) async fn start(
    name: Name,
    server: &Leaf,
    clock: Clock,
    rules: &Rules,
    seed: u64,
    panics: &Panics,
) -> Result<(Papi3Access, Listener), StartError> {
    let upper = name.upper();
    let authority = Authority::new(&format!("PAPI3 {upper} client CA"))?;
    let (partner_id, other_partner_id) = name.partner_ids();
    let ours = authority.client(&format!("PAPI3 {upper} partner {partner_id}"))?;
    let other = authority.client(&format!("PAPI3 {upper} partner {other_partner_id}"))?;
    let expired = authority.expired_client(&format!("PAPI3 {upper} partner {partner_id}, expired"))?;
    let mut register = Register::default();
    register.enter(&ours.certificate, partner_id);
    register.enter(&other.certificate, other_partner_id);
    register.enter(&expired.certificate, partner_id);
    let clients = match rules.client_certificate {
        ClientCertificate::AtHandshake => Clients::Certified { authority: &authority, register },
        ClientCertificate::Late => Clients::Invited { authority: &authority, register },
    };
    let environment = Arc::new(Environment::new(clock, rules.clone(), name.own(seed)));
    let router = http::router(environment.clone());
    let listener = Listener::start(server, clients, router, panics).await?;
    let access = Papi3Access {
        sso: format!("{}{}", listener.base(), http::SSO),
        deposit: format!("{}{}", listener.base(), http::DEPOSIT),
        partner_id,
        pin: CertificatePin::of(&bindery_runtime::Identity::pem(
            ours.identity.certificate_pem.as_str(),
            ours.identity.key_pem.as_str(),
        ))?,
        identity: ours.identity,
        other_partner_id,
        other_identity: other.identity,
        expired_identity: expired.identity,
        environment,
        door: listener.door(),
        client_ca_pem: authority.pem(),
    };
    Ok((access, listener))
}

#[cfg(test)]
mod tests;
