//! People: what is known of them, what may still change, and when their identity is checked.

use std::collections::BTreeSet;
use std::time::Duration;

use bindery_runtime::generated::json::{Members, Patch};
use partners::netspend::types;

use super::addresses;
use super::answer::{self, Refusal};
use super::documents::DocumentRequest;
use super::kyc::Kyc;
use super::plain::PersonData;
use super::sessions::Source;
use super::state::{State, Turn};

/// One person.
pub(super) struct Person {
    pub(super) id: String,
    pub(super) account: String,
    pub(super) is_primary: bool,
    pub(super) names: Names,
    phone: Option<String>,
    email: Option<String>,
    address: Option<types::Address>,
    /// Kept in memory, to tell a different value from the same one, and shown nowhere.
    data: PersonData,
    pub(super) kyc: Kyc,
    pub(super) documents: Option<DocumentRequest>,
    pub(super) agreements: BTreeSet<&'static str>,
    pub(super) expected_use: bool,
}

/// First, middle and last name.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) first: String,
    pub(super) middle: Option<String>,
    pub(super) last: String,
}

impl Person {
    /// A person of whom nothing but the name is known.
    pub(super) fn new(id: String, account: String, is_primary: bool, names: Names) -> Self {
        Self {
            id,
            account,
            is_primary,
            names,
            phone: None,
            email: None,
            address: None,
            data: PersonData::default(),
            kyc: Kyc::default(),
            documents: None,
            agreements: BTreeSet::new(),
            expected_use: false,
        }
    }

    pub(super) fn is_approved(&self) -> bool {
        self.kyc.status == types::KycStatus::Approved
    }

    /// When the review of what this person handed in ends.
    pub(super) fn review_until(&self) -> Option<Duration> {
        self.kyc.review_until
    }

    /// Netspend documentation: the check starts by itself when name, address, date of birth and government id are there.
    fn is_known_enough(&self) -> bool {
        let address = self.address.as_ref().is_some_and(addresses::is_whole);
        address && self.data.date_of_birth.is_some() && self.data.government_id.is_some()
    }

    fn view(&self) -> types::Person {
        let status = if self.is_approved() { "active" } else { "inactive" };
        types::Person {
            id: Some(self.id.clone()),
            first_name: Some(self.names.first.clone()),
            last_name: Some(self.names.last.clone()),
            phone: self.phone.clone(),
            email: self.email.clone(),
            status: Some(status.to_owned()),
            kyc_status: Some(self.kyc.status.clone()),
            ofac_status: Some(self.kyc.ofac_status.to_owned()),
            unlisted: Members::default(),
        }
    }
}

/// What a call makes of a person; of the encrypted data, what is absent stays as it is.
struct Said {
    names: Names,
    phone: Option<String>,
    email: Option<String>,
    address: Option<types::Address>,
    data: Option<PersonData>,
}

impl Turn<'_> {
    /// createPerson. The call succeeds whatever the checks find.
    pub(super) fn create_person(
        &mut self,
        body: types::CreatePersonRequest,
    ) -> Result<types::Person, Refusal> {
        let account = body.identity_context.account_id.clone().filter(|id| !id.is_empty());
        let account = account.or_else(|| self.own_account()).ok_or(answer::PERSON_INVALID)?;
        self.check_account(&account)?;
        let is_primary = match body.relationship {
            types::PersonRelationship::Primary => true,
            types::PersonRelationship::Secondary if self.state.primary(&account).is_some() => false,
            _ => return Err(answer::PERSON_INVALID),
        };
        let names = Names { first: body.first_name, middle: body.middle_name, last: body.last_name };
        if names.first.trim().is_empty() || names.last.trim().is_empty() {
            return Err(answer::PERSON_INVALID);
        }
        let data = body.encrypted_data.as_ref().map(|data| self.decrypt(data)).transpose()?;
        let said = Said { names, phone: body.phone, email: body.email, address: body.address, data };
        said.check()?;
        let person = Person::new(self.state.ids.next(), account, is_primary, said.names.clone());
        let id = person.id.clone();
        self.state.people.insert(id.clone(), person);
        self.take(&id, said);
        self.view_person(&id)
    }

    /// getPerson.
    pub(super) fn person(&mut self, id: &str) -> Result<types::Person, Refusal> {
        self.check_person(id)?;
        self.view_person(id)
    }

    /// updatePerson: what is absent stays, what is null goes. Netspend documentation: once the check has run, a different
    /// name, date of birth or government id is refused; the same one is not.
    pub(super) fn update_person(
        &mut self,
        id: &str,
        body: types::UpdatePersonRequest,
    ) -> Result<types::Person, Refusal> {
        self.check_person(id)?;
        let data = match &body.encrypted_data {
            Patch::Value(data) => Some(self.decrypt(data)?),
            Patch::Absent | Patch::Null => None,
        };
        let person = self.state.person(id)?;
        let old = person.names.clone();
        let required = |name: Patch<String>, old: String| {
            patched(name, Some(old)).filter(|name| !name.trim().is_empty()).ok_or(answer::PERSON_INVALID)
        };
        let names = Names {
            first: required(body.first_name, old.first)?,
            middle: patched(body.middle_name, old.middle),
            last: required(body.last_name, old.last)?,
        };
        let said = Said {
            names,
            phone: patched(body.phone, person.phone.clone()),
            email: patched(body.email, person.email.clone()),
            address: patched(body.address, person.address.clone()),
            data,
        };
        said.check()?;
        if person.kyc.status != types::KycStatus::Unchecked && said.differs(person) {
            return Err(answer::KYC_FIXED);
        }
        self.take(id, said);
        self.view_person(id)
    }

    /// Enters what was said, and checks the person once enough is known.
    fn take(&mut self, id: &str, said: Said) {
        let Some(person) = self.state.people.get_mut(id) else { return };
        person.names = said.names;
        person.phone = said.phone;
        person.email = said.email;
        person.address = said.address;
        let data = said.data.unwrap_or_default();
        person.data.date_of_birth = data.date_of_birth.or(person.data.date_of_birth.take());
        person.data.government_id = data.government_id.or(person.data.government_id.take());
        if person.kyc.status == types::KycStatus::Unchecked && person.is_known_enough() {
            self.check_identity(id);
        }
        if let Some(account) = self.state.people.get(id).map(|person| person.account.clone()) {
            self.refresh(&account);
        }
    }

    pub(super) fn view_person(&self, id: &str) -> Result<types::Person, Refusal> {
        self.state.person(id).map(Person::view)
    }

    /// Whether the person is there, and may be spoken of in this call: a person's session is that person's, an account's
    /// session reaches the account's people.
    pub(super) fn check_person(&self, id: &str) -> Result<(), Refusal> {
        let person = self.state.person(id)?;
        let allowed = match self.source() {
            None => true,
            Some(Source::Anonymous) => false,
            Some(Source::Account(own)) => person.account == *own,
            Some(Source::Person(own)) => person.id == *own,
        };
        allowed.then_some(()).ok_or(answer::PERSON_NOT_FOUND)
    }
}

/// A member after a partial update.
fn patched<T>(patch: Patch<T>, old: Option<T>) -> Option<T> {
    match patch {
        Patch::Absent => old,
        Patch::Null => None,
        Patch::Value(value) => Some(value),
    }
}

impl Said {
    fn check(&self) -> Result<(), Refusal> {
        self.address.as_ref().map_or(Ok(()), addresses::check)
    }

    /// Whether something of it is different from what the identity check has seen.
    fn differs(&self, person: &Person) -> bool {
        let data = self.data.clone().unwrap_or_default();
        let born = data.date_of_birth.is_some() && data.date_of_birth != person.data.date_of_birth;
        let known = data.government_id.is_some() && data.government_id != person.data.government_id;
        self.names != person.names || born || known
    }
}

impl State {
    /// A person by id.
    pub(super) fn person(&self, id: &str) -> Result<&Person, Refusal> {
        self.people.get(id).ok_or(answer::PERSON_NOT_FOUND)
    }

    /// A person to be changed.
    pub(super) fn person_mut(&mut self, id: &str) -> Result<&mut Person, Refusal> {
        self.people.get_mut(id).ok_or(answer::PERSON_NOT_FOUND)
    }

    /// The first primary holder of an account; a subaccount's is that of its primary account.
    pub(super) fn primary(&self, account: &str) -> Option<&Person> {
        let parent = self.accounts.get(account).and_then(|account| account.parent.as_deref());
        let account = parent.unwrap_or(account);
        self.people.values().find(|person| person.account == account && person.is_primary)
    }
}
