//! The sessions of one environment: whom they stand for, how they are promoted, when they end, whose device they know.

use std::collections::HashMap;
use std::time::Duration;

use bindery_runtime::generated::json::Members;
use bindery_runtime::{Encrypted, Secret};
use partners::netspend::types;
use serde_json::json;

use super::answer::{self, Refusal};
use super::device::{DeviceMessage, OpeningMessage, READY};
use super::jose::{PublicKey, public_keys};
use super::state::Turn;
use super::switches::{self, Switches};
use crate::clock::Now;

/// Whom a session stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A device alone.
    Anonymous,
    /// An account, by its id.
    Account(String),
    /// A person, by the person's id.
    Person(String),
}

impl Source {
    /// Reads `source_type` and `source_id`. An empty text is as good as none.
    pub(super) fn read(
        source_type: Option<types::SessionSourceType>,
        source_id: Option<String>,
    ) -> Result<Self, Refusal> {
        let source_type = source_type.map(String::from).filter(|text| !text.is_empty());
        match (source_type.as_deref(), source_id.filter(|text| !text.is_empty())) {
            (None, None) => Ok(Self::Anonymous),
            (Some("account"), Some(id)) => Ok(Self::Account(id)),
            (Some("person"), Some(id)) => Ok(Self::Person(id)),
            _ => Err(answer::SOURCE_INVALID),
        }
    }

    /// `source_type` and `source_id`; an anonymous session has neither.
    fn named(&self) -> (Option<types::SessionSourceType>, Option<String>) {
        match self {
            Self::Anonymous => (None, None),
            Self::Account(id) => (Some(types::SessionSourceType::Account), Some(id.clone())),
            Self::Person(id) => (Some(types::SessionSourceType::Person), Some(id.clone())),
        }
    }

    /// Netspend documentation: three promotions exist, and nothing leads back or to another account or person.
    fn may_become(&self, next: &Self) -> bool {
        matches!(
            (self, next),
            (Self::Anonymous, Self::Account(_) | Self::Person(_)) | (Self::Account(_), Self::Person(_))
        )
    }
}

/// One session.
pub(super) struct Session {
    pub(super) source: Source,
    /// The keys of the device, if the device data brought them.
    pub(super) device: Option<PublicKey>,
    /// Until when it lives, if that does not depend on calls.
    fixed: Option<Duration>,
    /// When the last successful call in it was carried out.
    pub(super) last_success: Duration,
}

impl Session {
    /// Until when it lives.
    pub(super) fn until(&self, switches: &Switches) -> Duration {
        self.fixed.unwrap_or(self.last_success + switches.idle_lifetime)
    }
}

/// All sessions, by id, with those whose time is over.
#[derive(Default)]
pub(super) struct Sessions {
    all: HashMap<String, Session>,
}

impl Sessions {
    /// The session that a header names, if it lives.
    pub(super) fn alive(
        &mut self,
        id: Option<&str>,
        now: Now,
        switches: &Switches,
    ) -> Result<&mut Session, Refusal> {
        let session = id.and_then(|id| self.all.get_mut(id)).ok_or(answer::SESSION_UNKNOWN)?;
        let alive = now.elapsed < session.until(switches);
        alive.then_some(session).ok_or(answer::SESSION_EXPIRED)
    }

    /// A session by its id.
    pub(super) fn get(&self, id: &str) -> Option<&Session> {
        self.all.get(id)
    }

    /// How many were ever opened.
    pub(super) fn opened(&self) -> usize {
        self.all.len()
    }
}

impl Turn<'_> {
    /// getSessionInitialization: the partner's keys, for both versions of the SDK.
    pub(super) fn initialization(&mut self) -> Result<types::SessionInitialization, Refusal> {
        let jwk = self.environment.key().public().jwk();
        Ok(types::SessionInitialization {
            user_session_initialization_data: Some(json!({ "jwk_set": { "keys": [jwk] } })),
            jwks: vec![jwk],
            unlisted: Members::default(),
        })
    }

    /// createSession.
    pub(super) fn open_session(
        &mut self,
        body: types::CreateSessionRequest,
    ) -> Result<types::CreatedSession, Refusal> {
        let source = Source::read(body.source_type, body.source_id)?;
        self.exists(&source)?;
        let data = [body.encrypted_data, body.device_data].into_iter().flatten();
        let data =
            data.into_iter().find(|data| !data.expose().is_empty()).ok_or(answer::DEVICE_DATA_MISSING)?;
        let device = self.device_of(&data)?;
        let encrypted_data = match &device {
            Some(device) => {
                let message = OpeningMessage { session_state: READY.to_owned() };
                self.state.encrypt(device, &message, &self.environment.switches)?
            }
            // Opaque, and visibly not a secret of anybody.
            None => Encrypted::from_device("sandbox.session.encrypted.data.of.nobody")
                .map_err(|_| answer::UNEXPECTED)?,
        };
        let fixed = body.expiration_strategy == Some(types::SessionExpirationStrategy::Fixed);
        let fixed = fixed.then(|| self.now.elapsed + self.switches().fixed_lifetime);
        let session = Session { source, device, fixed, last_success: self.now.elapsed };
        let (source_type, source_id) = session.source.named();
        let expiration_time = Some(self.date(session.until(self.switches())));
        let id = self.state.ids.next();
        self.state.sessions.all.insert(id.clone(), session);
        Ok(types::CreatedSession {
            id: Secret::new(id),
            encrypted_data: Some(encrypted_data),
            source_type,
            source_id,
            expiration_time,
            unlisted: Members::default(),
        })
    }

    /// The keys of the device that made the data.
    fn device_of(&mut self, data: &Encrypted) -> Result<Option<PublicKey>, Refusal> {
        let looks_encrypted = data.expose().split('.').count() == 5 && data.expose().starts_with("eyJ");
        if self.switches().device_data == switches::DeviceData::Any && !looks_encrypted {
            return Ok(None);
        }
        let message: DeviceMessage = self.decrypt(data)?;
        let mut keys = public_keys(&message.device_jwks).map_err(|_| answer::ENCRYPTED_DATA_INVALID)?;
        Ok(Some(keys.swap_remove(0)))
    }

    fn exists(&self, source: &Source) -> Result<(), Refusal> {
        match source {
            Source::Anonymous => Ok(()),
            Source::Account(id) => self.state.accounts.get(id).map(drop).ok_or(answer::ACCOUNT_NOT_FOUND),
            Source::Person(id) => self.state.people.get(id).map(drop).ok_or(answer::PERSON_NOT_FOUND),
        }
    }

    /// A session of the path: the header's, if there is one.
    fn session_at(&mut self, id: &str) -> Result<&mut Session, Refusal> {
        if self.session.as_deref().is_some_and(|own| own != id) {
            return Err(answer::SESSION_NOT_FOUND);
        }
        let switches = &self.environment.switches;
        self.state.sessions.alive(Some(id), self.now, switches).map_err(|refusal| match refusal {
            answer::SESSION_UNKNOWN => answer::SESSION_NOT_FOUND,
            other => other,
        })
    }

    /// getSession: nothing of what is secret.
    pub(super) fn session_information(&mut self, id: &str) -> Result<types::SessionInformation, Refusal> {
        let (now, environment, is_in_it) = (self.now.elapsed, self.environment, self.session.is_some());
        let session = self.session_at(id)?;
        let (source_type, source_id) = session.source.named();
        if is_in_it {
            // This very call keeps it alive.
            session.last_success = now;
        }
        let until = session.until(&environment.switches);
        Ok(types::SessionInformation {
            id: Some(Secret::new(id)),
            source_type,
            source_id,
            status: Some("active".to_owned()),
            expiration_time: Some(self.date(until)),
            unlisted: Members::default(),
        })
    }

    /// updateSession: the three promotions. An account's session becomes that of one of the account's people.
    pub(super) fn promote_session(
        &mut self,
        id: &str,
        body: types::UpdateSessionRequest,
    ) -> Result<types::SessionInformation, Refusal> {
        let next = Source::read(body.source_type, body.source_id)?;
        let current = self.session_at(id)?.source.clone();
        if !current.may_become(&next) {
            return Err(answer::PROMOTION_NOT_PERMITTED);
        }
        self.exists(&next)?;
        if let (Source::Account(account), Source::Person(person)) = (&current, &next) {
            let theirs = self.state.people.get(person).is_some_and(|person| person.account == *account);
            theirs.then_some(()).ok_or(answer::PROMOTION_NOT_PERMITTED)?;
        }
        self.session_at(id)?.source = next;
        self.session_information(id)
    }
}
