//! The identity questions: read, shown, answered, once and within five minutes.
//!
//! [`Asked`] holds the one attempt, and answering takes it. The five minutes (documented) are counted from before the
//! questions were asked for, so that our clock is never later than the partner's; after them nothing is sent.

use std::time::Duration;

use bindery_runtime::Encrypted;
use partners::netspend::types::{IdentityAnswers, KycStatus, Person};
use partners::netspend::{DeviceReady, Session, level};
use tokio::time::Instant;

use super::answer::Fate;
use super::error::needed;
use super::{Error, Result};

/// How long the questions can be answered. Netspend's error page says five minutes.
pub const TIME_LIMIT: Duration = Duration::from_secs(5 * 60);

/// Asks for the questions of a person whose `kyc_status` is conditional or rejected.
///
/// # Errors
/// Those of the call. With [`is_terminal`](bindery_runtime::Error::is_terminal) the attempt is used up: send the user to
/// customer care.
pub async fn ask(session: &Session<level::Person, DeviceReady>, person_id: &str) -> Result<Asked> {
    let until = Instant::now() + TIME_LIMIT;
    let questions = session.get_identity_questions(person_id).await?;
    let for_device = needed(questions.encrypted_data, "getIdentityQuestions", "encrypted_data")?;
    Ok(Asked { session: session.clone(), person_id: person_id.to_owned(), for_device, until })
}

/// Questions that wait for their answers.
pub struct Asked {
    session: Session<level::Person, DeviceReady>,
    person_id: String,
    for_device: Encrypted,
    until: Instant,
}

impl Asked {
    /// The questions, for the SDK in the device to decrypt and the app to show. They may not be stored.
    #[must_use]
    pub fn for_device(&self) -> &Encrypted {
        &self.for_device
    }

    /// How long there is to answer.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// Hands the answers in, as the SDK encrypted them. There is no second attempt.
    ///
    /// # Errors
    /// [`Error::TimeIsUp`], and nothing was sent; [`Error::Call`] for a call that was certainly not sent.
    pub async fn answer(self, answers: Encrypted) -> Result<Answered> {
        if self.remaining().is_zero() {
            return Err(Error::TimeIsUp);
        }
        match self.session.submit_identity_answers(&self.person_id, &IdentityAnswers::new(answers)).await {
            Ok(person) => Ok(Answered::Judged(Box::new(person))),
            Err(error) => match Fate::of(&error) {
                Fate::NotSent => Err(error.into()),
                Fate::Refused => Ok(Answered::Refused(error)),
                Fate::Unknown => {
                    Ok(Answered::Unknown(Unjudged { session: self.session, person_id: self.person_id }))
                }
            },
        }
    }
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Asked").field("remaining", &self.remaining()).finish_non_exhaustive()
    }
}

/// What the answers came to.
#[derive(Debug)]
pub enum Answered {
    /// They were judged: `kyc_status` tells how.
    Judged(Box<Person>),
    /// They were refused. With [`is_terminal`](bindery_runtime::Error::is_terminal) for good: send the user to customer
    /// care.
    Refused(bindery_runtime::Error),
    /// Nobody knows whether they were counted. They are not sent again.
    Unknown(Unjudged),
}

/// Answers that may have been counted.
#[derive(Debug)]
pub struct Unjudged {
    session: Session<level::Person, DeviceReady>,
    person_id: String,
}

impl Unjudged {
    /// Asks how the person stands. Approved settles it; any other status may be the one from before the answers, so it
    /// says no more than that: read again later, and in the end send the user to customer care.
    ///
    /// # Errors
    /// Those of reading the person.
    pub async fn recover(&self) -> Result<Judged> {
        let person = self.session.get_person(&self.person_id).await?;
        let approved = person.kyc_status == Some(KycStatus::Approved);
        Ok(if approved { Judged::Approved(Box::new(person)) } else { Judged::Open(Box::new(person)) })
    }
}

/// How a person stands after answers that may have been counted.
#[derive(Debug)]
pub enum Judged {
    /// Approved.
    Approved(Box<Person>),
    /// Not approved, which need not be the judgement.
    Open(Box<Person>),
}
