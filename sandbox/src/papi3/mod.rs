//! PAPI3 as the sandbox plays it: one environment is one set of sessions, behind one client authority.

mod answer;
mod http;
mod session_info;
mod state;

use std::fmt;
use std::sync::Arc;

pub use state::{TEST_ACCOUNT_HOLDERS, TestAccountHolder};

use self::state::Environment;
use crate::StartError;
use crate::clock::Clock;
use crate::listener::{Clients, Listener};
use crate::panics::Panics;
use crate::pki::{Authority, Identity, Leaf, Register};

/// The two PAPI3 environments. Nothing of one is valid in the other.
#[derive(Clone, Copy)]
pub(crate) enum Name {
    Uat,
    Prod,
}

impl Name {
    fn upper(self) -> &'static str {
        match self {
            Self::Uat => "UAT",
            Self::Prod => "PROD",
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
    /// A second PartnerId of the same environment.
    pub other_partner_id: i32,
    /// The client certificate of the second PartnerId: its chain is valid here, and with the first PartnerId it is
    /// refused.
    pub other_identity: Identity,
    /// A client certificate of the first PartnerId that ended yesterday: TLS refuses it.
    pub expired_identity: Identity,
    /// The authority of all client certificates of this environment, as PEM.
    pub client_ca_pem: String,
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
    large_account_lists: bool,
    panics: &Panics,
) -> Result<(Papi3Access, Listener), StartError> {
    let environment = name.upper();
    let authority = Authority::new(&format!("PAPI3 {environment} client CA"))?;
    let (partner_id, other_partner_id) = name.partner_ids();
    let ours = authority.client(&format!("PAPI3 {environment} partner {partner_id}"))?;
    let other = authority.client(&format!("PAPI3 {environment} partner {other_partner_id}"))?;
    let expired = authority.expired_client(&format!("PAPI3 {environment} partner {partner_id}, expired"))?;
    let mut register = Register::default();
    register.enter(&ours.certificate, partner_id);
    register.enter(&other.certificate, other_partner_id);
    register.enter(&expired.certificate, partner_id);
    let router = http::router(Arc::new(Environment::new(clock, large_account_lists)));
    let clients = Clients::Certified { authority: &authority, register };
    let listener = Listener::start(server, clients, router, panics).await?;
    let access = Papi3Access {
        sso: format!("{}{}", listener.base(), http::SSO),
        deposit: format!("{}{}", listener.base(), http::DEPOSIT),
        partner_id,
        identity: ours.identity,
        other_partner_id,
        other_identity: other.identity,
        expired_identity: expired.identity,
        client_ca_pem: authority.pem(),
    };
    Ok((access, listener))
}
