//! A PIN: first the card is proved by its security code, then the PIN is set, which also activates the card.

use bindery_runtime::{Encrypted, Secret};
use partners::netspend::types::{CardVerificationType, SetCardPinRequest, VerifyCardRequest};
use partners::netspend::{DeviceState, Session, level};

use super::Result;
use super::answer::Fate;
use super::error::needed;

/// Proves a card by its security code (CVC), as the SDK encrypted it.
///
/// # Errors
/// Those of the call. It is not repeated by itself: wrong codes may be counted. Whatever became of it, the user can be
/// asked for the code again.
pub async fn verify<L: level::AtLeastAccount, D: DeviceState>(
    session: &Session<L, D>,
    card_id: &str,
    code: Encrypted,
) -> Result<Verified<L, D>> {
    let request = VerifyCardRequest::new(CardVerificationType::Cvc, code);
    let verification = session.verify_card(card_id, &request).await?;
    let id = needed(verification.id, "verifyCard", "id")?;
    Ok(Verified { session: session.clone(), card_id: card_id.to_owned(), verification: Secret::new(id) })
}

/// A card that was proved, for one PIN.
#[derive(Debug)]
pub struct Verified<L: level::AtLeastAccount, D: DeviceState> {
    session: Session<L, D>,
    card_id: String,
    verification: Secret,
}

impl<L: level::AtLeastAccount, D: DeviceState> Verified<L, D> {
    /// Sets the PIN, as the SDK encrypted it. An inactive card becomes active.
    ///
    /// # Errors
    /// A call that was certainly not sent.
    pub async fn set(self, pin: Encrypted) -> Result<PinSet> {
        let mut request = SetCardPinRequest::new(pin);
        request.verify_id = Some(self.verification.expose().to_owned());
        let Err(error) = self.session.set_card_pin(&self.card_id, &request).await else {
            return Ok(PinSet::Done);
        };
        match Fate::of(&error) {
            Fate::NotSent => Err(error.into()),
            // The first attempt may have set it and used the proof up, for which the second one is refused.
            Fate::Refused if error.attempts() > 1 => Ok(PinSet::Unknown(error)),
            Fate::Refused => Ok(PinSet::Refused(error)),
            Fate::Unknown => Ok(PinSet::Unknown(error)),
        }
    }
}

/// What setting a PIN came to.
#[derive(Debug)]
pub enum PinSet {
    /// It is set, and the card active.
    Done,
    /// The partner said no.
    Refused(bindery_runtime::Error),
    /// Nobody knows. Prove the card and set the PIN again: the same value twice does no harm.
    Unknown(bindery_runtime::Error),
}
