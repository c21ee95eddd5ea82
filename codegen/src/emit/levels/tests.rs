//! What is written for sessions with levels, and that nothing of it is without them.

use crate::contract::Contract;
use crate::diagnostic::Diagnostics;
use crate::document::openapi::read;
use crate::emit::bindings;
use crate::lower::{Naming, openapi::lower};
use crate::profile;
use crate::profile::sample_levels::{DOCUMENT, PROFILE};

/// The client of the sample, without line breaks and runs of blanks.
fn client(profile: &str) -> String {
    let mut diagnostics = Diagnostics::default();
    let document = read("a.yaml", DOCUMENT, &[], &mut diagnostics).expect("a document");
    let mut contract = lower(&document, &Naming::default(), &mut diagnostics);
    let profile = profile::read("bindings.toml", profile, &mut diagnostics).expect("a profile");
    profile::apply(&profile, true, &[], &mut contract, &mut diagnostics);
    assert_eq!(diagnostics.iter().map(|finding| &finding.message).collect::<Vec<_>>(), Vec::<&String>::new());
    let files = bindings(&Contract { partner: "bank".to_owned(), ..contract });
    files["client.rs"].split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_level_is_a_type_and_each_edge_a_method() {
    let client = client(PROFILE);
    for text in [
        "pub enum Nobody {}",
        "pub trait AtLeastAccount: Level {} impl AtLeastAccount for Account {} impl AtLeastAccount for Person {}",
        "pub trait AtLeastPerson: Level {} impl AtLeastPerson for Person {} }",
        "pub enum DeviceData { /// Travels as `device`. First(String), }",
        "pub async fn open_nobody_session( &self, opening: impl Into<SessionOpening>, )",
        "pub async fn open_account_session( &self, account_id: &str, opening: impl Into<SessionOpening>, )",
        "pub fn resume_person_session(&self, keys: SessionKeys) -> Session<level::Person>",
        "impl<D: DeviceState> Session<level::Nobody, D> { /// Promotes",
        "impl<L: level::Level, D: DeviceState> Session<L, D> { /// `read`.",
        "request.path(\"session\", self.keys.id.expose())",
        "impl<L: level::AtLeastPerson> Session<L, DeviceReady> { /// `item`.",
        "/// Session: `person` or above, with the keys of the device complete. Evidence: inferred. A guess.",
        // What neither source nor device is stays the caller's.
        "pub count: Option<i64>,",
    ] {
        assert!(client.contains(text), "{text} in {client}");
    }
    assert_eq!(client.matches("pub async fn promote_to_").count(), 3);
    for text in ["pub async fn open(", "pub async fn change(", "pub fn resume("] {
        assert!(!client.contains(text), "{text} in {client}");
    }
}

#[test]
fn a_profile_without_levels_has_one_kind_of_session() {
    let (start, _) = PROFILE.split_once("[session.levels]").expect("levels");
    let client = client(&start.replace(", parameter = 'session'", ""));
    for text in [
        "pub struct Session { client: Client, keys: SessionKeys, }",
        "pub fn resume(&self, keys: SessionKeys) -> Session",
    ] {
        assert!(client.contains(text), "{text} in {client}");
    }
    assert!(!client.contains("level") && !client.contains("Device"), "{client}");
}
