//! Netspend as the sandbox plays it: one environment is one key and secret, its access tokens and its sessions.

mod answer;
mod device;
mod http;
mod jose;
mod plain;
mod state;
mod token;

use std::fmt;
use std::sync::Arc;

pub use device::{Device, DeviceError};
pub use jose::{ContentEncryption, JoseError, KeyAlgorithm};
pub use plain::*;

use uuid::Uuid;

use self::state::Environment;
use crate::StartError;
use crate::clock::Clock;
use crate::listener::{Clients, Listener};
use crate::panics::Panics;
use crate::pki::Leaf;

/// The two Netspend environments. Nothing of one is valid in the other.
#[derive(Clone, Copy)]
pub(crate) enum Name {
    Cert,
    Prod,
}

/// Where one Netspend environment listens, and the key and secret that mint its access tokens.
#[derive(Clone)]
pub struct NetspendAccess {
    /// The address below which all paths lie.
    pub base: String,
    /// The API key.
    pub api_key: String,
    /// The API secret.
    pub api_secret: String,
}

impl fmt::Debug for NetspendAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NetspendAccess").field("base", &self.base).finish_non_exhaustive()
    }
}

/// Starts one environment with a key and secret of its own. It serves as long as the listener lives.
pub(crate) async fn start(
    name: Name,
    server: &Leaf,
    clock: Clock,
    panics: &Panics,
) -> Result<(NetspendAccess, Listener), StartError> {
    let name = match name {
        Name::Cert => "cert",
        Name::Prod => "prod",
    };
    let api_key = format!("sandbox-{name}-key-{}", Uuid::new_v4().simple());
    let api_secret = format!("sandbox-{name}-secret-{}", Uuid::new_v4().simple());
    let router = http::router(Arc::new(Environment::new(&api_key, &api_secret, clock)));
    let listener = Listener::start(server, Clients::Anyone, router, panics).await?;
    let access = NetspendAccess { base: format!("{}{}", listener.base(), http::BASE), api_key, api_secret };
    Ok((access, listener))
}
