//! Cards: ordered, proved, activated with a PIN, locked and closed.

use std::collections::BTreeSet;

use bindery_runtime::Secret;
use bindery_runtime::generated::json::Members;
use partners::netspend::types::{self, CardType};
use rand::RngExt as _;

use super::addresses;
use super::answer::{self, Refusal};
use super::plain::{CardNumbers, Pin, VerificationValue};
use super::sessions::Source;
use super::state::{State, Turn};

/// The card brands, each in every account creation context: id and name. They are the sandbox's own.
pub const CARD_BRANDS: [(&str, &str); 2] = [("brand-blue", "Sandbox Blue"), ("brand-green", "Sandbox Green")];

/// One card.
pub(super) struct Card {
    id: String,
    kind: CardType,
    pub(super) account: String,
    person: Option<String>,
    status: Status,
    status_reason: Option<String>,
    locked: bool,
    /// Month and year.
    expires: (i32, i32),
    pan: Secret,
    cvv: Secret,
    /// Kept in memory alone; nothing asks for it.
    pin: Option<Secret>,
    /// Proofs of the card that no PIN was set with yet.
    verifications: BTreeSet<String>,
}

/// How far a card is. The literals are the sandbox's own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Inactive,
    Active,
    Closed,
}

impl Card {
    pub(super) fn is_physical(&self) -> bool {
        self.kind == CardType::Physical
    }

    pub(super) fn is_virtual(&self) -> bool {
        self.kind == CardType::Virtual
    }

    fn view(&self, encrypted_data: Option<bindery_runtime::Encrypted>) -> types::Card {
        let status = match self.status {
            Status::Inactive => "inactive",
            Status::Active => "active",
            Status::Closed => "closed",
        };
        let text = |text: &str| Some(text.to_owned());
        let pan = self.pan.expose();
        types::Card {
            id: Some(self.id.clone()),
            type_: Some(self.kind.clone()),
            status: text(status),
            status_reason: self.status_reason.clone(),
            lock_status: text(if self.locked { "locked" } else { "unlocked" }),
            unlock_time: None,
            expiration_month: Some(self.expires.0),
            expiration_year: Some(self.expires.1),
            pan_last4: text(&pan[pan.len() - 4..]),
            encrypted_data,
            shipping_address: self.is_physical().then(|| types::CardShipping {
                shipping_status: text("ordered"),
                shipment_date: None,
                estimated_arrival_date: None,
                tracking_number: None,
                shipping_vendor: None,
                unlisted: Members::default(),
            }),
            unlisted: Members::default(),
        }
    }
}

impl Turn<'_> {
    /// searchCardBrands: the same ones for every account and context.
    pub(super) fn card_brands(
        &mut self,
        body: &types::SearchCardBrandsRequest,
    ) -> Result<types::CardBrandList, Refusal> {
        if let Some(account) = &body.account_id {
            self.check_account(account)?;
        }
        if let Some(context) = &body.account_creation_context_id {
            super::accounts::context(context)?;
        }
        let brand = |(id, name): (&str, &str)| types::CardBrand {
            id: Some(id.to_owned()),
            name: Some(name.to_owned()),
            unlisted: Members::default(),
        };
        Ok(types::CardBrandList {
            brands: CARD_BRANDS.into_iter().map(brand).collect(),
            unlisted: Members::default(),
        })
    }

    /// createPhysicalCard. Netspend documentation: only once the identity is approved; a replacement names a brand.
    pub(super) fn order_card(
        &mut self,
        body: &types::CreatePhysicalCardRequest,
    ) -> Result<types::Card, Refusal> {
        if let Some(address) = &body.shipping_address {
            addresses::check(address)?;
        }
        let whose = self.holder(body.account_id.clone(), body.person_id.clone())?;
        let known = |id: &str| CARD_BRANDS.into_iter().any(|(brand, _)| brand == id);
        let had = |card: &Card| card.is_physical() && card.account == whose.0 && card.person == whose.1;
        match body.card_brand_id.as_deref() {
            Some(brand) if !known(brand) => return Err(answer::CARD_BRAND_INVALID),
            None if self.state.cards.values().any(had) => return Err(answer::CARD_BRAND_INVALID),
            _ => {}
        }
        self.make_card(CardType::Physical, whose)
    }

    /// createVirtualCard and createDigitalCard: usable at once.
    pub(super) fn create_card(
        &mut self,
        kind: CardType,
        account: Option<String>,
        person: Option<String>,
    ) -> Result<types::Card, Refusal> {
        let whose = self.holder(account, person)?;
        self.make_card(kind, whose)
    }

    /// Account and person of a new card: as said, or as the session tells; without a person, the primary holder's. The
    /// person's identity is approved.
    fn holder(
        &mut self,
        account: Option<String>,
        person: Option<String>,
    ) -> Result<(String, Option<String>), Refusal> {
        let account = account.or_else(|| self.own_account()).ok_or(answer::CARD_INVALID)?;
        self.check_account(&account)?;
        let own = match self.source() {
            Some(Source::Person(own)) => Some(own.clone()),
            _ => None,
        };
        let primary = || self.state.primary(&account).map(|person| person.id.clone());
        let person = person.or(own).or_else(primary).ok_or(answer::KYC_NOT_APPROVED)?;
        self.check_person(&person)?;
        let approved = self.state.person(&person)?.is_approved();
        approved.then_some((account, Some(person))).ok_or(answer::KYC_NOT_APPROVED)
    }

    fn make_card(
        &mut self,
        kind: CardType,
        (account, person): (String, Option<String>),
    ) -> Result<types::Card, Refusal> {
        let id = self.state.ids.next();
        let status = if kind == CardType::Physical { Status::Inactive } else { Status::Active };
        let (number, code) = self.numbers();
        let year = i32::from(self.now.date.to_zoned(jiff::tz::TimeZone::UTC).year()) + 4;
        let card = Card {
            id: id.clone(),
            kind,
            account,
            person,
            status,
            status_reason: None,
            locked: false,
            expires: (12, year),
            pan: number,
            cvv: code,
            pin: None,
            verifications: BTreeSet::new(),
        };
        self.state.cards.insert(id.clone(), card);
        self.card(&id)
    }

    /// A card number that no network has (it begins with zeros), and a security code.
    fn numbers(&mut self) -> (Secret, Secret) {
        let number: u64 = self.state.random.random_range(0..10_000_000_000);
        let code: u32 = self.state.random.random_range(0..1_000);
        (Secret::new(format!("000000{number:010}")), Secret::new(format!("{code:03}")))
    }

    /// getCard: with the numbers, if the session's device can read them.
    pub(super) fn card(&mut self, id: &str) -> Result<types::Card, Refusal> {
        self.check_card(id)?;
        let card = self.state.card(id)?;
        let numbers = CardNumbers { pan: card.pan.clone(), cvv2: card.cvv.clone() };
        let encrypted_data = self.device().is_some().then(|| self.encrypt(&numbers)).transpose()?;
        Ok(self.state.card(id)?.view(encrypted_data))
    }

    /// listCards: without the numbers.
    pub(super) fn list_cards(&mut self, account: &str) -> Result<types::CardList, Refusal> {
        self.check_account(account)?;
        let ids = self.state.cards.values().filter(|card| card.account == account);
        let cards =
            ids.filter(|card| self.check_card(&card.id).is_ok()).map(|card| card.view(None)).collect();
        Ok(types::CardList { cards, unlisted: Members::default() })
    }

    /// verifyCard: the security code proves the card, for one setCardPin.
    pub(super) fn verify_card(
        &mut self,
        id: &str,
        body: &types::VerifyCardRequest,
    ) -> Result<types::CardVerification, Refusal> {
        self.check_open_card(id)?;
        if body.verification_type != types::CardVerificationType::Cvc {
            return Err(answer::CARD_VERIFICATION_FAILED);
        }
        let given: VerificationValue = self.decrypt(&body.encrypted_data)?;
        let verification = self.state.ids.next();
        let card = self.state.card_mut(id)?;
        if card.cvv != given.verification_value {
            return Err(answer::CARD_VERIFICATION_FAILED);
        }
        card.verifications.insert(verification.clone());
        Ok(types::CardVerification { id: Some(verification), unlisted: Members::default() })
    }

    /// setCardPin. Netspend documentation: it activates the card, and resets the PIN of an active one.
    pub(super) fn set_pin(&mut self, id: &str, body: &types::SetCardPinRequest) -> Result<(), Refusal> {
        self.check_open_card(id)?;
        let verification = body.verify_id.as_deref().ok_or(answer::CARD_NOT_VERIFIED)?;
        if !self.state.card(id)?.verifications.contains(verification) {
            return Err(answer::CARD_NOT_VERIFIED);
        }
        let Pin { pin } = self.decrypt(&body.encrypted_data)?;
        let is_pin = pin.expose().len() == 4 && pin.expose().bytes().all(|digit| digit.is_ascii_digit());
        if !is_pin {
            return Err(answer::PIN_INVALID);
        }
        let card = self.state.card_mut(id)?;
        card.verifications.remove(verification);
        card.pin = Some(pin);
        card.status = Status::Active;
        Ok(())
    }

    /// lockCard and unlockCard.
    pub(super) fn lock_card(&mut self, id: &str, locked: bool) -> Result<(), Refusal> {
        self.check_open_card(id)?;
        self.state.card_mut(id)?.locked = locked;
        Ok(())
    }

    /// closeCard: for good.
    pub(super) fn close_card(
        &mut self,
        id: &str,
        body: Option<types::CloseCardRequest>,
    ) -> Result<(), Refusal> {
        self.check_open_card(id)?;
        let card = self.state.card_mut(id)?;
        card.status = Status::Closed;
        card.status_reason = body.and_then(|body| body.reason);
        Ok(())
    }

    fn check_open_card(&self, id: &str) -> Result<(), Refusal> {
        self.check_card(id)?;
        let is_open = self.state.card(id)?.status != Status::Closed;
        is_open.then_some(()).ok_or(answer::CARD_CLOSED)
    }

    /// Whether the card is there, and of the session's account; in a person's session, that person's.
    pub(super) fn check_card(&self, id: &str) -> Result<(), Refusal> {
        let card = self.state.card(id)?;
        let allowed = match self.source() {
            Some(Source::Person(own)) => card.person.as_ref() == Some(own),
            _ => self.check_account(&card.account).is_ok(),
        };
        allowed.then_some(()).ok_or(answer::CARD_NOT_FOUND)
    }
}

impl State {
    /// A card by its id.
    pub(super) fn card(&self, id: &str) -> Result<&Card, Refusal> {
        self.cards.get(id).ok_or(answer::CARD_NOT_FOUND)
    }

    fn card_mut(&mut self, id: &str) -> Result<&mut Card, Refusal> {
        self.cards.get_mut(id).ok_or(answer::CARD_NOT_FOUND)
    }
}
