//! A promotion that did not come about: the error, and the session that the caller still has.

use std::fmt;

use crate::error::Error;

/// Why a session was not promoted, with the session as it was. It turns into its [`Error`] with `?`, where the session
/// is not needed any more.
pub struct NotPromoted<S>(Box<(S, Error)>);

impl<S> NotPromoted<S> {
    /// The session and what stood in its way.
    pub fn new(session: S, error: Error) -> Self {
        Self(Box::new((session, error)))
    }

    /// What stood in the way.
    pub fn error(&self) -> &Error {
        &self.0.1
    }

    /// The session, with the level that it had, and what stood in the way.
    pub fn into_parts(self) -> (S, Error) {
        *self.0
    }
}

impl<S> From<NotPromoted<S>> for Error {
    fn from(not: NotPromoted<S>) -> Self {
        not.into_parts().1
    }
}

impl<S> fmt::Display for NotPromoted<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self.error(), formatter)
    }
}

impl<S> fmt::Debug for NotPromoted<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("NotPromoted").field(self.error()).finish()
    }
}

impl<S> std::error::Error for NotPromoted<S> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(self.error())
    }
}
