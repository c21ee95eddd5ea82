//! Onboarding: an account, its first person, what the partner wants to know of him, and a card; in a session that grows
//! with it.
//!
//! ```text
//! begin ──> create_account ──> create_person ──> cures, agreements, expected use ──> order_card ──> PIN ──> finish
//! session:  anonymous     account           person
//! ```
//!
//! The level of the session is in the type of an [`Onboarding`], so the steps come in this order or not at all. When exactly
//! the session is promoted is inferred; the steps and their order are Netspend's onboarding page.
//!
//! Account, person and card are created once each (see [`netspend`](crate::netspend)). [`Onboardings::resume`] goes on after
//! a crash, or when the session is gone: a session is never written down, so a new one opens, of the level that the record
//! has reached. An account or a person that may be there stops it until a person has decided.

use std::fmt;
use std::sync::Arc;

use bindery_runtime::Encrypted;
use partners::netspend::types::{
    Account, Address, Agreement, Card, CardBrand, CreateAccountRequest, CreatePersonRequest,
    CreatePhysicalCardRequest, ExpectedUseAnswers, ExpectedUseQuestions, KycStatus, Person,
    SearchAgreementsRequest, SearchCardBrandsRequest, WorkflowStep,
};
use partners::netspend::{Client, DevicePending, DeviceReady, DeviceState, Session, SessionOpening, level};

use super::answer::{Case, Decision, Outcome, Thing};
use super::error::needed;
use super::once::{decide, once, write, wrong};
use super::records::{Creation, Purpose, Record, RecordId, Records};
use super::{Error, Result};

/// The onboardings of one client and one set of records.
#[derive(Debug)]
pub struct Onboardings<R> {
    client: Client,
    records: Arc<R>,
}

/// One onboarding, in a session of the level `L`.
pub struct Onboarding<R, L: level::Level, D: DeviceState = DevicePending> {
    records: Arc<R>,
    record: Record,
    session: Session<L, D>,
}

/// An onboarding whose session has just been opened.
#[derive(Debug)]
pub struct Opened<R, L: level::Level> {
    /// The onboarding. It can go on at once with what needs no keys of the device.
    pub onboarding: Onboarding<R, L>,
    /// For the SDK in the device, which completes its keys with it. It may not be stored, here or there.
    pub for_device: Encrypted,
}

/// An onboarding that goes on, by what it has reached.
#[derive(Debug)]
pub enum Resumed<R> {
    /// There is no account yet.
    Anonymous(Opened<R, level::Anonymous>),
    /// There is an account, and no person.
    Account(Opened<R, level::Account>),
    /// There is a person.
    Person(Opened<R, level::Person>),
    /// Something may be there. A person looks at the partner's and [decides](Onboardings::decide); then it can be resumed.
    InDoubt(Case),
}

/// How a person and his account stand, and what is still to be done.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The person; `kyc_status` tells of the identity check.
    pub person: Person,
    /// The account.
    pub account: Account,
    /// The steps that are still to be done, as the account names them; with the feature `inferred` those of the person too.
    pub steps: Vec<WorkflowStep>,
}

impl Standing {
    /// Whether the identity is approved: only then a card can be ordered.
    #[must_use]
    pub fn is_approved(&self) -> bool {
        self.person.kyc_status == Some(KycStatus::Approved)
    }
}

impl<R: Records> Onboardings<R> {
    /// Onboardings by this client, written into these records.
    #[must_use]
    pub fn new(client: Client, records: Arc<R>) -> Self {
        Self { client, records }
    }

    /// Begins one: writes it down, and opens an anonymous session for the device. `context` is the account creation
    /// context that Netspend gave you. Choose the id before anything else, and keep it with the applicant.
    ///
    /// # Errors
    /// [`RecordsError::Exists`](super::records::RecordsError::Exists): resume it instead; those of the call, after which it
    /// can be resumed.
    pub async fn begin(
        &self,
        id: RecordId,
        context: &str,
        opening: impl Into<SessionOpening>,
    ) -> Result<Opened<R, level::Anonymous>> {
        let intended = Creation::Intended;
        let purpose = Purpose::Onboarding {
            context: context.to_owned(),
            account: intended.clone(),
            person: intended.clone(),
            card: intended,
        };
        let record = Record::new(id, purpose);
        self.records.insert(record.clone()).await?;
        self.anonymous(record, opening).await
    }

    /// Goes on with one, in a new session.
    ///
    /// # Errors
    /// [`Error::NoRecord`]; [`Error::WrongStep`] for one that has come to an end; those of the call.
    pub async fn resume(&self, id: RecordId, opening: impl Into<SessionOpening>) -> Result<Resumed<R>> {
        let record = self.records.get(id).await?.ok_or(Error::NoRecord(id))?;
        let Purpose::Onboarding { account, person, .. } = record.purpose.clone() else {
            return Err(Error::NoRecord(id));
        };
        if record.settled {
            return Err(wrong(id, "it has come to an end"));
        }
        let records = &self.records;
        Ok(match (account, person) {
            (Creation::Intended, _) => Resumed::Anonymous(self.anonymous(record, opening).await?),
            (Creation::Sent, _) => Resumed::InDoubt(Case { record: id, thing: Thing::Account }),
            (Creation::Made(account), Creation::Intended) => {
                let (session, created) = self.client.open_account_session(&account, opening).await?;
                Resumed::Account(opened(records, record, session, created.encrypted_data)?)
            }
            (Creation::Made(_), Creation::Sent) => {
                Resumed::InDoubt(Case { record: id, thing: Thing::Person })
            }
            (Creation::Made(_), Creation::Made(person)) => {
                let (session, created) = self.client.open_person_session(&person, opening).await?;
                Resumed::Person(opened(records, record, session, created.encrypted_data)?)
            }
        })
    }

    /// Writes what a person found out about an account, a person or a card in doubt.
    ///
    /// # Errors
    /// [`Error::WrongStep`] unless it is in doubt.
    pub async fn decide(&self, case: Case, decision: Decision) -> Result<()> {
        decide(&*self.records, case.record, case.thing, decision).await.map(drop)
    }

    /// Onboardings that were begun and have not come to an end: what to go on with after a crash.
    ///
    /// # Errors
    /// Those of the records.
    pub async fn unsettled(&self) -> Result<Vec<Record>> {
        let mut records = self.records.unsettled().await?;
        records.retain(|record| record.creation(Thing::Account).is_some());
        Ok(records)
    }

    async fn anonymous(
        &self,
        record: Record,
        opening: impl Into<SessionOpening>,
    ) -> Result<Opened<R, level::Anonymous>> {
        let (session, created) = self.client.open_anonymous_session(opening).await?;
        opened(&self.records, record, session, created.encrypted_data)
    }
}

fn opened<R, L: level::Level>(
    records: &Arc<R>,
    record: Record,
    session: Session<L>,
    for_device: Option<Encrypted>,
) -> Result<Opened<R, L>> {
    let for_device = needed(for_device, "createSession", "encrypted_data")?;
    let onboarding = Onboarding { records: Arc::clone(records), record, session };
    Ok(Opened { onboarding, for_device })
}

impl<R, L: level::Level, D: DeviceState> Onboarding<R, L, D> {
    /// What is written down of it.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The session, for the calls that are no step of the onboarding.
    #[must_use]
    pub fn session(&self) -> &Session<L, D> {
        &self.session
    }

    /// The id of a thing that is there.
    fn made(&self, thing: Thing) -> Result<String> {
        match self.record.creation(thing) {
            Some(Creation::Made(id)) => Ok(id.clone()),
            _ => Err(wrong(self.record.id, "what this step needs is not there yet")),
        }
    }
}

impl<R, L: level::Level> Onboarding<R, L> {
    /// The same, now that the app reports that its SDK has opened what was for it.
    #[must_use]
    pub fn device_is_ready(self) -> Onboarding<R, L, DeviceReady> {
        let Self { records, record, session } = self;
        Onboarding { records, record, session: session.device_is_ready() }
    }
}

impl<R: Records, D: DeviceState> Onboarding<R, level::Anonymous, D> {
    /// Creates the account, once, and promotes the session to it.
    ///
    /// # Errors
    /// [`Error::InDoubt`] after an attempt whose outcome is not known. [`Error::Call`] for a call that was certainly not
    /// sent, or a promotion that failed: call it again, and an account that is there is not created anew.
    pub async fn create_account(&mut self) -> Result<Outcome<Onboarding<R, level::Account, D>>> {
        if self.made(Thing::Account).is_err() {
            let Purpose::Onboarding { context, .. } = &self.record.purpose else {
                return Err(Error::NoRecord(self.record.id));
            };
            let request = CreateAccountRequest::new(context.as_str());
            let call = self.session.create_account(&request);
            let made = once(&*self.records, &mut self.record, Thing::Account, call, |made: &Account| {
                made.id.as_deref()
            });
            match made.await? {
                Outcome::Done(_) => {}
                Outcome::Refused(error) => return Ok(Outcome::Refused(error)),
                Outcome::Unknown(case) => return Ok(Outcome::Unknown(case)),
            }
        }
        let promoted = self.session.clone().promote_to_account(&self.made(Thing::Account)?).await;
        let session = promoted.map_err(bindery_runtime::Error::from)?;
        Ok(Outcome::Done(Onboarding {
            records: Arc::clone(&self.records),
            record: self.record.clone(),
            session,
        }))
    }
}

impl<R: Records, D: DeviceState> Onboarding<R, level::Account, D> {
    /// Creates the person, once, on the account of this onboarding, and promotes the session to him. Date of birth and
    /// government id are in `encrypted_data`, as the SDK made it; with enough data the identity check runs at once, and
    /// failing it does not fail this step: see [`Onboarding::standing`].
    ///
    /// # Errors
    /// As [`Onboarding::create_account`].
    pub async fn create_person(
        &mut self,
        mut person: CreatePersonRequest,
    ) -> Result<Outcome<Onboarding<R, level::Person, D>>> {
        if self.made(Thing::Person).is_err() {
            person.identity_context.account_id = Some(self.made(Thing::Account)?);
            let call = self.session.create_person(&person);
            let made = once(&*self.records, &mut self.record, Thing::Person, call, |made: &Person| {
                made.id.as_deref()
            });
            match made.await? {
                Outcome::Done(_) => {}
                Outcome::Refused(error) => return Ok(Outcome::Refused(error)),
                Outcome::Unknown(case) => return Ok(Outcome::Unknown(case)),
            }
        }
        let promoted = self.session.clone().promote_to_person(&self.made(Thing::Person)?).await;
        let session = promoted.map_err(bindery_runtime::Error::from)?;
        Ok(Outcome::Done(Onboarding {
            records: Arc::clone(&self.records),
            record: self.record.clone(),
            session,
        }))
    }
}

impl<R: Records, D: DeviceState> Onboarding<R, level::Person, D> {
    /// The id of the person.
    ///
    /// # Errors
    /// None, once the session is the person's.
    pub fn person_id(&self) -> Result<String> {
        self.made(Thing::Person)
    }

    /// How person and account stand, and what is still to be done. Ask again after each step, and when a webhook tells of
    /// the person.
    ///
    /// A conditional or rejected identity is cured by the step that is named: by [`questions`](super::questions), by a scan,
    /// or by documents.
    ///
    /// # Errors
    /// Those of the calls, all of which only read.
    pub async fn standing(&self) -> Result<Standing> {
        let person_id = self.made(Thing::Person)?;
        let person = self.session.get_person(&person_id).await?;
        let account = self.session.get_account(&self.made(Thing::Account)?).await?;
        let steps = account.workflows.iter().flat_map(|workflow| workflow.steps.clone()).collect::<Vec<_>>();
        #[cfg(feature = "inferred")]
        let steps = {
            let mut steps = steps;
            let of_person = self.session.list_person_workflows(&person_id).await?.workflows;
            for step in of_person.into_iter().flat_map(|workflow| workflow.steps) {
                if !steps.iter().any(|known| known.step == step.step && known.related_id == step.related_id) {
                    steps.push(step);
                }
            }
            steps
        };
        Ok(Standing { person, account, steps })
    }

    /// The agreements of the account creation context that the person has not accepted yet, to be shown.
    ///
    /// # Errors
    /// Those of the calls; an agreement without an id.
    pub async fn agreements(&self) -> Result<Vec<Agreement>> {
        let Purpose::Onboarding { context, .. } = &self.record.purpose else {
            return Err(Error::NoRecord(self.record.id));
        };
        let search = SearchAgreementsRequest {
            account_creation_context_id: Some(context.clone()),
            ..SearchAgreementsRequest::default()
        };
        let accepted = self.session.list_person_agreements(&self.made(Thing::Person)?).await?.agreements;
        let mut wanted = Vec::new();
        for agreement in self.session.search_agreements(&search).await?.agreements {
            let id = needed(agreement.id.as_ref(), "searchAgreements", "id")?;
            if !accepted.iter().any(|one| one.id.as_ref() == Some(id)) {
                wanted.push(self.session.get_agreement(id).await?);
            }
        }
        Ok(wanted)
    }

    /// Records that the person accepts an agreement, as he said. Twice does no harm.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn accept(&self, agreement_id: &str) -> Result<()> {
        Ok(self.session.accept_agreement(&self.made(Thing::Person)?, agreement_id).await?)
    }

    /// The questions about the expected use of the account; for some products only, such as DDA.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn expected_use(&self) -> Result<ExpectedUseQuestions> {
        Ok(self.session.get_expected_use(&self.made(Thing::Person)?).await?)
    }

    /// Hands in the answers about the expected use. Twice does no harm.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn answer_expected_use(&self, answers: &ExpectedUseAnswers) -> Result<()> {
        Ok(self.session.submit_expected_use(&self.made(Thing::Person)?, answers).await?)
    }

    /// The card brands that can be ordered.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn brands(&self) -> Result<Vec<CardBrand>> {
        let search = SearchCardBrandsRequest {
            account_id: Some(self.made(Thing::Account)?),
            ..SearchCardBrandsRequest::default()
        };
        Ok(self.session.search_card_brands(&search).await?.brands)
    }

    /// Orders the physical card, once. Set its PIN with [`pin`](super::pin) when it has arrived.
    ///
    /// # Errors
    /// [`Error::NotApproved`], and nothing was sent; [`Error::InDoubt`] after an attempt whose outcome is not known.
    pub async fn order_card(
        &mut self,
        brand: Option<&str>,
        address: Option<Address>,
    ) -> Result<Outcome<Card>> {
        let person = self.made(Thing::Person)?;
        if self.session.get_person(&person).await?.kyc_status != Some(KycStatus::Approved) {
            return Err(Error::NotApproved);
        }
        let request = CreatePhysicalCardRequest {
            account_id: Some(self.made(Thing::Account)?),
            person_id: Some(person),
            card_brand_id: brand.map(str::to_owned),
            shipping_address: address,
            ..CreatePhysicalCardRequest::default()
        };
        let call = self.session.create_physical_card(&request);
        once(&*self.records, &mut self.record, Thing::Card, call, |made: &Card| made.id.as_deref()).await
    }

    /// Looks for a card in doubt in the list of the account's cards: the one physical card that is there, if there is one.
    /// None there settles nothing, because the order may still arrive: ask again later, and in the end a person decides.
    ///
    /// # Errors
    /// [`Error::WrongStep`] unless the card is in doubt; those of the call.
    #[cfg(feature = "inferred")]
    pub async fn recover_card(&mut self) -> Result<Option<Card>> {
        use partners::netspend::types::CardType;

        if self.record.creation(Thing::Card) != Some(&Creation::Sent) {
            return Err(wrong(self.record.id, "no card is in doubt"));
        }
        let cards = self.session.list_cards(&self.made(Thing::Account)?).await?.cards;
        let mut physical = cards.into_iter().filter(|card| card.type_ == Some(CardType::Physical));
        let (Some(card), None) = (physical.next(), physical.next()) else { return Ok(None) };
        let id = needed(card.id.clone(), "listCards", "id")?;
        let next = self.record.with(Thing::Card, Creation::Made(id));
        write(&*self.records, &mut self.record, next).await?;
        Ok(Some(card))
    }

    /// Brings the onboarding to its end: it is not listed as unsettled any more.
    ///
    /// # Errors
    /// [`Error::InDoubt`] while a card is in doubt; those of the records.
    pub async fn finish(&mut self) -> Result<()> {
        if self.record.creation(Thing::Card) == Some(&Creation::Sent) {
            return Err(Error::InDoubt { record: self.record.id, thing: Thing::Card });
        }
        let next = self.record.ended();
        write(&*self.records, &mut self.record, next).await
    }
}

impl<R, L: level::Level, D: DeviceState> fmt::Debug for Onboarding<R, L, D> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Onboarding")
            .field("record", &self.record)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
