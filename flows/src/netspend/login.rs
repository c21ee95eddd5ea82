//! A person session at login: the partner prepares, the device makes its keys, the session opens, the device completes it.
//!
//! Sessions guide: 1. the partner's token, which the client gets by itself. 2. [`prepare`]. 3. and 4. The app hands what
//! that brought to its SDK, and the SDK's device data back. 5. and 6. [`open`]. 7. The SDK opens what came; when the app
//! says so, [`Login::device_is_ready`]. 8. Everything else is a call of the session.

use bindery_runtime::Encrypted;
use partners::netspend::types::SessionInitialization;
use partners::netspend::{Client, DeviceReady, Session, SessionOpening, level};

use super::Result;
use super::error::needed;

/// What the SDK in the device begins with.
///
/// # Errors
/// Those of the call.
pub async fn prepare(client: &Client) -> Result<SessionInitialization> {
    Ok(client.get_session_initialization().await?)
}

/// Opens the session of a person, with what the SDK made of the device.
///
/// # Errors
/// Those of the call; a reply without what completes the device's keys.
pub async fn open(client: &Client, person_id: &str, opening: impl Into<SessionOpening>) -> Result<Login> {
    let (session, created) = client.open_person_session(person_id, opening).await?;
    let for_device = needed(created.encrypted_data, "createSession", "encrypted_data")?;
    Ok(Login { session, for_device })
}

/// A session that the device has yet to complete.
#[derive(Debug)]
pub struct Login {
    /// The session. What needs no keys of the device can be called at once.
    pub session: Session<level::Person>,
    /// For the SDK, which completes the device's keys with it. It may not be stored, here or there.
    pub for_device: Encrypted,
}

impl Login {
    /// The session, now that the app reports that its SDK is ready.
    #[must_use]
    pub fn device_is_ready(self) -> Session<level::Person, DeviceReady> {
        self.session.device_is_ready()
    }
}
