//! What an address demands of each message and call beside a client certificate: who sends, and which message it is.

use std::fmt;
use std::time::Duration;

use crate::secret::Secret;

/// How long a message counts as fresh where nothing else is said: what common servers take for granted.
const FRESH: Duration = Duration::from_secs(300);

/// The WS-Security header of requests: a name and a password, and the time of the message.
///
/// The password goes over TLS only, as everything does; `Debug` shows neither name nor password. Signatures and
/// encryption of messages (X.509, SAML, Kerberos) are not among it.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Security {
    pub(crate) user: Option<User>,
    pub(crate) fresh: Option<Duration>,
}

/// Who sends.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct User {
    pub(crate) name: String,
    pub(crate) password: Secret,
    /// Sent as a digest with a nonce and the time, which each attempt makes anew.
    pub(crate) digest: bool,
}

impl Security {
    /// A name, and the password itself (`PasswordText`).
    #[must_use]
    pub fn password(name: impl Into<String>, password: Secret) -> Self {
        Self { user: Some(User { name: name.into(), password, digest: false }), fresh: None }
    }

    /// A name, and a digest of the password, a nonce and the time (`PasswordDigest`). The partner must know the
    /// password itself to check it, and our clock must be right.
    #[must_use]
    pub fn password_digest(name: impl Into<String>, password: Secret) -> Self {
        Self { user: Some(User { name: name.into(), password, digest: true }), fresh: None }
    }

    /// Only when the message was made, and that it is void after five minutes.
    #[must_use]
    pub fn timestamp() -> Self {
        Self { user: None, fresh: Some(FRESH) }
    }

    /// The same with the time of the message in it, and that it is void after five minutes.
    #[must_use]
    pub fn with_timestamp(self) -> Self {
        Self { fresh: Some(FRESH), ..self }
    }
}

impl fmt::Debug for Security {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digest = self.user.as_ref().map(|user| user.digest);
        formatter
            .debug_struct("Security")
            .field("digest", &digest)
            .field("timestamp", &self.fresh)
            .finish_non_exhaustive()
    }
}

/// What an address demands.
#[derive(Clone, PartialEq, Eq, Default)]
pub(crate) struct Terms {
    pub(crate) security: Option<Security>,
    pub(crate) basic: Option<(String, Secret)>,
    pub(crate) addressing: bool,
}
