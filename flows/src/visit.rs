//! One user's visit: the session that its flows share, and the next one when that is gone.

use std::fmt;
use std::sync::Arc;

use partners::papi3::deposit::{EndSessionRequest, GetSessionInfoRequest, SessionInfo};
use partners::papi3::{Client, Device, Session, SessionKeys, sso};
use tokio::sync::Mutex;

use crate::accounts;
use crate::error::{Error, Result};

/// One user's visit. Cheap to clone; clones share the session.
///
/// PAPI3 documentation: one StartSession per visit, when the user opens the deposit menu; each can be billed. Nothing
/// is sent before the first flow needs it.
#[derive(Clone)]
pub struct Visit(Arc<Inner>);

struct Inner {
    client: Client,
    device: Device,
    opening: sso::StartSessionRequest,
    place: Mutex<Place>,
}

#[derive(Default)]
struct Place {
    /// Counts the sessions.
    number: u64,
    seat: Option<Seat>,
}

/// A session handle of the visit.
#[derive(Clone)]
pub(crate) struct Seat {
    pub(crate) session: Session,
    number: u64,
    info: Arc<Mutex<Option<Info>>>,
}

/// What the partner said of the user, and in which session: a handle may open another one while no batch is open.
#[derive(Clone)]
pub(crate) struct Info {
    pub(crate) told: Arc<SessionInfo>,
    keys: SessionKeys,
}

impl Seat {
    /// What the partner says of the user. It is asked once per session.
    pub(crate) async fn info(&self) -> Result<Info> {
        let mut known = self.info.lock().await;
        for _ in 0..3 {
            if let Some(info) = known.as_ref().filter(|info| self.is_of(info)) {
                return Ok(info.clone());
            }
            if self.session.keys().is_none() {
                self.session.renew().await?;
            }
            let keys = self.session.keys();
            let reply = self.session.get_session_info(GetSessionInfoRequest::default()).await?;
            let missing = Error::Incomplete { operation: "GetSessionInfo", field: "SessionInfo" };
            let told = Arc::new(reply.session_info.ok_or(missing)?);
            *known = keys.map(|keys| Info { told, keys });
        }
        Err(Error::SessionChanged)
    }

    /// Whether the session is still the one in which that was said.
    pub(crate) fn is_of(&self, info: &Info) -> bool {
        self.session.keys().as_ref() == Some(&info.keys)
    }
}

impl Visit {
    /// A visit of the user of this request. More than [`accounts::WITH_START_SESSION`] accounts are added after the
    /// session was opened without them.
    #[must_use]
    pub fn new(client: Client, device: Device, opening: sso::StartSessionRequest) -> Self {
        Self(Arc::new(Inner { client, device, opening, place: Mutex::default() }))
    }

    /// The session, for calls that need no flow.
    ///
    /// # Errors
    /// [`Error::Call`] if it cannot be opened.
    pub async fn session(&self) -> Result<Session> {
        Ok(self.seat().await?.session)
    }

    pub(crate) async fn seat(&self) -> Result<Seat> {
        let mut place = self.0.place.lock().await;
        self.sit(&mut place).await
    }

    /// A new session in place of that one. Whoever comes second gets the one that the first has opened.
    ///
    /// The old one is left to its end: another deposit may still have a batch open in it.
    pub(crate) async fn renewed(&self, gone: &Seat) -> Result<Seat> {
        let mut place = self.0.place.lock().await;
        if place.number == gone.number {
            place.seat = None;
        }
        self.sit(&mut place).await
    }

    async fn sit(&self, place: &mut Place) -> Result<Seat> {
        if let Some(seat) = &place.seat {
            return Ok(seat.clone());
        }
        let Inner { client, device, opening, .. } = &*self.0;
        let session = accounts::open(client, device, opening).await?;
        place.number += 1;
        let seat = Seat { session, number: place.number, info: Arc::default() };
        Ok(place.seat.insert(seat).clone())
    }

    /// What the partner says of the user: accounts, terms, policy. It is asked once per session.
    ///
    /// # Errors
    /// [`Error::Call`], and [`Error::Incomplete`] if the reply has no such part.
    pub async fn info(&self) -> Result<Arc<SessionInfo>> {
        Ok(self.seat().await?.info().await?.told)
    }

    /// Forgets what the partner said; it is asked again when it is needed.
    pub(crate) async fn forget_info(&self) -> Result<()> {
        *self.seat().await?.info.lock().await = None;
        Ok(())
    }

    /// Ends the session. PAPI3 documentation: a security requirement, when the user is done. It is forgotten whatever
    /// the partner answers.
    ///
    /// # Errors
    /// [`Error::Call`] if the partner could not be told.
    pub async fn end(&self) -> Result<()> {
        let seat = self.0.place.lock().await.seat.take();
        if let Some(seat) = seat {
            seat.session.end_session(EndSessionRequest::default()).await?;
        }
        Ok(())
    }
}

impl fmt::Debug for Visit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Visit").finish_non_exhaustive()
    }
}
