//! The user's device: what the partner's SDK does there, for tests and for the sandbox's own understanding.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bindery_runtime::Encrypted;
use bindery_runtime::generated::json::Value;
use partners::netspend::types::JsonWebKey;
use rand::SeedableRng as _;
use rand::rngs::ChaCha8Rng;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::jose::{self, ContentEncryption, JoseError, KeyAlgorithm, PrivateKey, PublicKey};

/// Why a device cannot do what it is asked for. It never says what was encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeviceError {
    /// Key or text do not do.
    #[error(transparent)]
    Jose(#[from] JoseError),
    /// Nothing was initialized yet.
    #[error(
        "the device has no keys of the partner yet: call `initialize` with what getSessionInitialization brought"
    )]
    Uninitialized,
    /// The session was not opened yet.
    #[error("the device's session is not open yet: call `open` with the `encrypted_data` of createSession")]
    NotReady,
    /// What came out of it is no such message.
    #[error("the decrypted text is no such message")]
    Message,
}

/// A device with the partner's SDK in it: it has a key set of its own, and learns the partner's.
///
/// ```no_run
/// # async fn example(client: partners::netspend::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use bindery_sandbox::netspend::{Device, PersonData};
///
/// let device = Device::new();
/// let initialization = client.get_session_initialization().await?;
/// let device_data = device.initialize(&initialization.jwks)?; // goes into createSession, as encrypted_data
/// # let created: partners::netspend::types::CreatedSession = unreachable!();
/// device.open(&created.encrypted_data.expect("the sandbox sends it"))?; // what createSession brought
/// let encrypted = device.encrypt(&PersonData::new("1980-01-31", "000-00-0000"))?; // goes into createPerson
/// # Ok(())
/// # }
/// ```
///
/// Making one takes as long as finding an RSA key of 2048 bits: a moment where `rsa` and `crypto-bigint` are compiled
/// with optimisation, half a minute without. Put `[profile.dev.package]` entries for these two and `crypto-primes` with
/// `opt-level = 3` into your workspace.
pub struct Device {
    key: PrivateKey,
    encryption: ContentEncryption,
    inner: Mutex<Inner>,
}

struct Inner {
    random: ChaCha8Rng,
    phase: Phase,
}

/// Netspend documentation: the SDK's session goes from initializing to ready.
#[derive(Clone)]
enum Phase {
    Uninitialized,
    Initializing(PublicKey),
    Ready(PublicKey),
}

/// What a device tells of itself: inside the device data of `createSession`. The form is the sandbox's own.
#[derive(Serialize, Deserialize)]
pub(super) struct DeviceMessage {
    pub(super) device_jwks: Vec<JsonWebKey>,
}

/// What completes the device's session: inside `encrypted_data` of `createSession`. The form is the sandbox's own.
#[derive(Serialize, Deserialize)]
pub(super) struct OpeningMessage {
    pub(super) session_state: String,
}

/// The state in an [`OpeningMessage`].
pub(super) const READY: &str = "ready";

impl Device {
    /// A device unlike any other.
    pub fn new() -> Self {
        Self::seeded(rand::random())
    }

    /// A device that is the same in each run: the same seed gives the same keys and the same encrypted texts.
    pub fn seeded(seed: u64) -> Self {
        Self::with(seed, KeyAlgorithm::default(), ContentEncryption::default())
    }

    /// The same, with the algorithm by which it is to be encrypted for, and the one by which it encrypts.
    ///
    /// # Panics
    /// If no key is found, which is not expected of any seed.
    pub fn with(seed: u64, algorithm: KeyAlgorithm, encryption: ContentEncryption) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let key = PrivateKey::new(format!("device-{seed:016x}"), algorithm, &mut random)
            .expect("RSA keys of 2048 bits can be found");
        Self { key, encryption, inner: Mutex::new(Inner { random, phase: Phase::Uninitialized }) }
    }

    /// Version 1 of the SDK: takes the partner's key set and gives the device data for `encrypted_data` of
    /// `createSession`. A session that was there is forgotten.
    ///
    /// # Errors
    /// [`DeviceError::Jose`], if there is no key in the set that can be used.
    pub fn initialize(&self, jwks: &[JsonWebKey]) -> Result<Encrypted, DeviceError> {
        let server = jose::public_keys(jwks)?.swap_remove(0);
        let message = DeviceMessage { device_jwks: vec![self.key.public().jwk()] };
        let mut inner = self.inner();
        let data = self.seal(&server, &message, &mut inner.random)?;
        inner.phase = Phase::Initializing(server);
        Ok(data)
    }

    /// Version 2 of the SDK: takes `user_session_initialization_data` and gives the device data for `device_data` of
    /// `createSession`.
    ///
    /// # Errors
    /// [`DeviceError::Message`], if it is not what the sandbox sends; otherwise as [`Device::initialize`].
    pub fn initialize_with_data(&self, data: &Value) -> Result<Encrypted, DeviceError> {
        let jwks = data.pointer("/jwk_set/keys").ok_or(DeviceError::Message)?;
        let jwks: Vec<JsonWebKey> = serde_json::from_value(jwks.clone()).map_err(|_| DeviceError::Message)?;
        self.initialize(&jwks)
    }

    /// Takes the `encrypted_data` of `createSession`. Afterwards the device can read what is encrypted for it.
    ///
    /// # Errors
    /// [`DeviceError::Uninitialized`] before `initialize`, [`DeviceError::Message`] if the text is something else, and
    /// [`DeviceError::Jose`] if it is not for this device.
    pub fn open(&self, encrypted_data: &Encrypted) -> Result<(), DeviceError> {
        let mut inner = self.inner();
        let (Phase::Initializing(server) | Phase::Ready(server)) = inner.phase.clone() else {
            return Err(DeviceError::Uninitialized);
        };
        let message: OpeningMessage = self.unseal(encrypted_data, &mut inner.random)?;
        if message.session_state != READY {
            return Err(DeviceError::Message);
        }
        inner.phase = Phase::Ready(server);
        Ok(())
    }

    /// Encrypts for the partner: one of the structures beside this one, or any other that becomes JSON.
    ///
    /// # Errors
    /// [`DeviceError::Uninitialized`] before `initialize`.
    pub fn encrypt(&self, plain: &impl Serialize) -> Result<Encrypted, DeviceError> {
        let mut inner = self.inner();
        let (Phase::Initializing(server) | Phase::Ready(server)) = inner.phase.clone() else {
            return Err(DeviceError::Uninitialized);
        };
        self.seal(&server, plain, &mut inner.random)
    }

    /// Decrypts what the partner has encrypted for this device. It is to be shown and forgotten: encrypted data may not
    /// be kept on the device, and what is in it less so.
    ///
    /// # Errors
    /// [`DeviceError::NotReady`] before `open`, [`DeviceError::Message`] if the text is something else, and
    /// [`DeviceError::Jose`] if it is not for this device.
    pub fn decrypt<T: DeserializeOwned>(&self, encrypted: &Encrypted) -> Result<T, DeviceError> {
        let mut inner = self.inner();
        if !matches!(inner.phase, Phase::Ready(_)) {
            return Err(DeviceError::NotReady);
        }
        self.unseal(encrypted, &mut inner.random)
    }

    fn seal(
        &self,
        server: &PublicKey,
        plain: &impl Serialize,
        random: &mut ChaCha8Rng,
    ) -> Result<Encrypted, DeviceError> {
        let plain = Zeroizing::new(serde_json::to_vec(plain).map_err(|_| DeviceError::Message)?);
        let text = jose::encrypt(server, self.encryption, &plain, random)?;
        Encrypted::from_device(text).map_err(|_| DeviceError::Message)
    }

    fn unseal<T: DeserializeOwned>(
        &self,
        encrypted: &Encrypted,
        random: &mut ChaCha8Rng,
    ) -> Result<T, DeviceError> {
        let plain = jose::decrypt(&[&self.key], encrypted.expose(), random)?;
        serde_json::from_slice(&plain).map_err(|_| DeviceError::Message)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Device {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = match self.inner().phase {
            Phase::Uninitialized => "uninitialized",
            Phase::Initializing(_) => "initializing",
            Phase::Ready(_) => "ready",
        };
        f.debug_struct("Device").field("key", &self.key).field("phase", &phase).finish_non_exhaustive()
    }
}
