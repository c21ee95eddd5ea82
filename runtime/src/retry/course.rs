//! The course of one call: its attempts so far, and whether there may be another.

use super::Retry;
use crate::error::{Error, Sent};

/// Attempts of one call, the first one included.
const ATTEMPTS: u32 = 3;

/// What has been tried for one call.
pub(crate) struct Course {
    retry: Retry,
    attempts: u32,
    /// Attempts that failed and may have been seen.
    ambiguous: u32,
    /// What is known of the request over all attempts that failed: one that may have been seen is not unsaid by a later
    /// one that was certainly not sent.
    sent: Sent,
    under_way: bool,
}

impl Course {
    pub(crate) fn new(retry: Retry) -> Self {
        Self { retry, attempts: 0, ambiguous: 0, sent: Sent::No, under_way: false }
    }

    /// An attempt begins.
    pub(crate) fn begin(&mut self) {
        self.attempts += 1;
        self.under_way = true;
    }

    /// How often it was tried.
    pub(crate) fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The attempt failed. Returns whether there may be another.
    pub(crate) fn failed(&mut self, error: &Error) -> bool {
        self.under_way = false;
        self.sent = worse(self.sent, error.request_sent());
        self.ambiguous += u32::from(error.may_have_been_sent());
        // A result code that somebody described is the partner's considered answer: what to do about it is the caller's.
        let passing = error.is_retryable() && error.rule().is_none();
        let harmless = match self.retry {
            Retry::Safe => true,
            Retry::OnceIfAmbiguous => self.ambiguous <= 1,
            Retry::Never | Retry::ReconcileFirst => self.ambiguous == 0,
        };
        passing && harmless && self.attempts < ATTEMPTS
    }

    /// Whether the partner may have seen the request, of all attempts together; one that is still under way may be seen.
    pub(crate) fn sent(&self) -> Sent {
        if self.under_way { worse(self.sent, Sent::Maybe) } else { self.sent }
    }
}

fn worse(one: Sent, other: Sent) -> Sent {
    match (one, other) {
        (Sent::Yes, _) | (_, Sent::Yes) => Sent::Yes,
        (Sent::Maybe, _) | (_, Sent::Maybe) => Sent::Maybe,
        (Sent::No, Sent::No) => Sent::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    /// How often an operation is tried when each attempt fails like this, and what is said of it then.
    fn tried(retry: Retry, failures: &[(Kind, Sent)]) -> (u32, Sent) {
        let mut course = Course::new(retry);
        for (kind, sent) in failures {
            course.begin();
            if !course.failed(&Error::new(*kind, "").sent(*sent)) {
                break;
            }
        }
        (course.attempts(), course.sent())
    }

    #[test]
    fn what_was_not_sent_is_tried_three_times_whatever_it_is() {
        for retry in [Retry::Never, Retry::Safe, Retry::OnceIfAmbiguous, Retry::ReconcileFirst] {
            assert_eq!(tried(retry, &[(Kind::Connect, Sent::No); 5]), (3, Sent::No), "{retry:?}");
        }
    }

    #[test]
    fn what_may_have_been_sent_is_tried_again_only_where_that_does_no_harm() {
        let lost = [(Kind::Interrupted, Sent::Maybe); 5];
        for (retry, attempts) in
            [(Retry::Never, 1), (Retry::ReconcileFirst, 1), (Retry::OnceIfAmbiguous, 2), (Retry::Safe, 3)]
        {
            assert_eq!(tried(retry, &lost), (attempts, Sent::Maybe), "{retry:?}");
        }
    }

    #[test]
    fn what_may_have_been_seen_once_is_not_unsaid_later() {
        let failures =
            [(Kind::Interrupted, Sent::Maybe), (Kind::Connect, Sent::No), (Kind::Connect, Sent::No)];
        assert_eq!(tried(Retry::OnceIfAmbiguous, &failures), (3, Sent::Maybe));
        let failures =
            [(Kind::Connect, Sent::No), (Kind::Interrupted, Sent::Maybe), (Kind::Connect, Sent::No)];
        assert_eq!(tried(Retry::Never, &failures), (2, Sent::Maybe));
    }

    #[test]
    fn what_does_not_pass_is_not_tried_again() {
        for kind in
            [Kind::Identity, Kind::UntrustedPeer, Kind::PeerRefusedCertificate, Kind::Decode, Kind::Encode]
        {
            assert_eq!(tried(Retry::Safe, &[(kind, Sent::No); 5]).0, 1, "{kind:?}");
        }
    }

    #[test]
    fn an_attempt_under_way_may_be_seen() {
        let mut course = Course::new(Retry::Never);
        assert_eq!(course.sent(), Sent::No);
        course.begin();
        assert_eq!(course.sent(), Sent::Maybe);
    }
}
