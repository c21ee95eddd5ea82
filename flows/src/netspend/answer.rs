//! What a call came to that must not be made twice: done, refused, or not known.

use super::records::RecordId;

/// What a creation came to.
#[derive(Debug)]
pub enum Outcome<T> {
    /// It is there.
    Done(T),
    /// The partner said no, and nothing was created. It may be tried again, corrected.
    Refused(bindery_runtime::Error),
    /// Nobody knows. It may be there: it is not sent again, and the user is not to be told to try again.
    Unknown(Case),
}

/// What a person must look for at the partner, or a webhook may still tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// The record that the creation is part of.
    pub record: RecordId,
    /// What may have been created.
    pub thing: Thing,
}

/// What can be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    /// An account.
    Account,
    /// A person on the account of the record.
    Person,
    /// A physical card of the person of the record.
    Card,
    /// A transfer.
    Transfer,
}

/// What a person found out about a [`Case`].
#[derive(Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is there, with this id.
    Made(String),
    /// It is not there, and will not come any more. It may be sent again.
    NotMade,
}

/// What an error says about a call that must not be made twice.
pub(super) enum Fate {
    /// Nothing was done, for certain.
    Refused,
    /// It was not sent.
    NotSent,
    /// It may have been done.
    Unknown,
}

impl Fate {
    /// A status of 4xx is the partner's own no; 408 alone speaks of a request that did not come whole. What a server says
    /// of itself (5xx), what a gateway says in its place, and what says nothing leaves everything open.
    pub(super) fn of(error: &bindery_runtime::Error) -> Self {
        match error.status() {
            _ if !error.may_have_been_sent() => Self::NotSent,
            Some(408) => Self::Unknown,
            Some(400..=499) => Self::Refused,
            _ => Self::Unknown,
        }
    }
}

impl std::fmt::Debug for Decision {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Made(_) => "Made(..)",
            Self::NotMade => "NotMade",
        })
    }
}
