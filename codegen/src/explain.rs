//! What each code of a finding means: one table, for `bindery explain` and for whoever reads a finding.
//!
//! A finding says what is wrong in one place; its entry here says what such a finding means anywhere, with an example,
//! why the generator does not simply go on, and what to do. A test holds the table against the codes in the source.

mod files;
mod openapi;
mod openapi_messages;
mod openapi_schemas;
mod profile;
mod wsdl;
mod xml;
mod xsd;

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The code, as findings carry it.
    pub code: &'static str,
    /// What was found, one sentence.
    pub meaning: &'static str,
    /// What brings it about.
    pub example: &'static str,
    /// Why it is a finding.
    pub reason: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

const fn entry(
    code: &'static str,
    meaning: &'static str,
    example: &'static str,
    reason: &'static str,
    remedy: &'static str,
) -> Entry {
    Entry { code, meaning, example, reason, remedy }
}

const TABLES: [&[Entry]; 8] = [
    files::ENTRIES,
    xml::ENTRIES,
    wsdl::ENTRIES,
    xsd::ENTRIES,
    openapi::ENTRIES,
    openapi_messages::ENTRIES,
    openapi_schemas::ENTRIES,
    profile::ENTRIES,
];

/// All entries, by subject.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    TABLES.into_iter().flatten()
}

/// The entry of a code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Entry> {
    entries().find(|entry| entry.code == code)
}
