//! Reads `bindings.toml`: every key has a place, a type and a known name, and nothing is compared with a contract.

use super::reader::{Item, Reader, Section};
use super::{Profile, TypeOverride, Word, format_rules, format_session};
use crate::contract::Source;
use crate::diagnostic::Diagnostics;

/// Reads a profile. All mistakes of the file are reported in one run; with any of them the answer is absent.
///
/// `file` is the name under which mistakes are reported.
pub fn read(file: &str, text: &str, diagnostics: &mut Diagnostics) -> Option<Profile> {
    let mut found = Diagnostics::default();
    let profile = whole(&mut Reader::new(file, text, &mut found));
    let clean = !found.has_errors();
    diagnostics.extend(found);
    profile.filter(|_| clean)
}

fn whole(reader: &mut Reader<'_>) -> Option<Profile> {
    let mut file = reader.document()?;
    let mut profile = Profile::default();
    if let Some(section) = section(reader, &mut file, "environments") {
        profile.environments = environments(reader, section);
    }
    if let Some(item) = file.take("client_certificate") {
        profile.client_certificate = client_certificate(reader, item, &profile.environments);
    }
    profile.only = file.take("only").map(|item| reader.words(item));
    for (word, item) in entries(reader, &mut file, "modules") {
        if let Some(namespace) = reader.word(item)
            && short_name(reader, &word)
        {
            profile.modules.push((word, namespace));
        }
    }
    for (word, item) in entries(reader, &mut file, "services") {
        if let Some(short) = reader.word(item)
            && short_name(reader, &short)
        {
            profile.services.push((word, short));
        }
    }
    if let Some(mut requests) = section(reader, &mut file, "requests") {
        let absent = requests.take("absent");
        let absent = absent.and_then(|item| reader.one_of(item, &[("filled", true), ("omitted", false)]));
        profile.fill_absent = absent.unwrap_or(false);
        profile.blank_item = requests.take("blank_item").map(|item| reader.words(item)).unwrap_or_default();
        reader.finish(requests);
    }
    for (word, item) in entries(reader, &mut file, "head") {
        profile.head.extend(source(reader, item).map(|source| (word, source)));
    }
    profile.session =
        section(reader, &mut file, "session").and_then(|section| format_session::session(reader, section));
    profile.token =
        section(reader, &mut file, "token").and_then(|section| format_rules::token(reader, section));
    profile.codes =
        section(reader, &mut file, "codes").and_then(|section| format_rules::codes(reader, section));
    profile.webhook =
        section(reader, &mut file, "webhook").and_then(|section| format_rules::webhook(reader, section));
    for (word, item) in entries(reader, &mut file, "operations") {
        profile.operations.extend(format_rules::operation(reader, word, item));
    }
    for (word, item) in entries(reader, &mut file, "types") {
        profile.types.extend(reader.one_of(item, &OVERRIDES).map(|kind| (word, kind)));
    }
    for (word, item) in entries(reader, &mut file, "names") {
        if let Some(name) = reader.word(item)
            && identifier(reader, &name)
        {
            profile.names.push((word, name));
        }
    }
    if let Some(mut show) = section(reader, &mut file, "show") {
        profile.show = show.take("fields").map(|item| reader.words(item)).unwrap_or_default();
        reader.finish(show);
    }
    reader.finish(file);
    Some(profile)
}

/// What `client_certificate` may say.
const PER_ENVIRONMENT: &str = "per-environment";

const OVERRIDES: [(&str, TypeOverride); 7] = [
    ("bytes", TypeOverride::Bytes),
    ("secret", TypeOverride::Secret),
    ("text", TypeOverride::Text),
    ("decimal", TypeOverride::Decimal),
    ("int", TypeOverride::Int),
    ("date-time", TypeOverride::DateTime),
    ("raw", TypeOverride::Raw),
];

/// Where the client takes a request field from.
const SOURCES: [(&str, Source); 5] = [
    ("client", Source::Client),
    ("device", Source::Device),
    ("local-date-time", Source::LocalDateTime),
    ("time-zone", Source::TimeZone),
    ("blank", Source::Blank),
];

fn section<'a>(reader: &mut Reader<'a>, parent: &mut Section<'a>, key: &'static str) -> Option<Section<'a>> {
    parent.take(key).and_then(|item| reader.table(item))
}

/// The entries of a table whose keys are names.
fn entries<'a>(
    reader: &mut Reader<'a>,
    parent: &mut Section<'a>,
    key: &'static str,
) -> Vec<(Word, Item<'a>)> {
    section(reader, parent, key).map(|section| section.take_all().collect()).unwrap_or_default()
}

fn environments<'a>(reader: &mut Reader<'a>, section: Section<'a>) -> Vec<(Word, Option<String>)> {
    let mut environments = Vec::new();
    for (word, item) in section.take_all() {
        let Some(mut section) = reader.table(item) else { continue };
        let base = section.take("base").and_then(|item| reader.word(item));
        reader.finish(section);
        if !short_name(reader, &word) {
            continue;
        }
        if let Some(base) = &base
            && !base.text.starts_with("https://")
        {
            let message =
                format!("the base address of environment `{}` does not start with `https://`", word.text);
            reader.error(
                "profile-base-not-https",
                message,
                base.place.clone(),
                "partners are called over TLS only",
            );
        }
        environments.push((word, base.map(|base| base.text)));
    }
    environments
}

/// Without environments there is nothing that a certificate could be of.
fn client_certificate<'a>(
    reader: &mut Reader<'a>,
    item: Item<'a>,
    environments: &[(Word, Option<String>)],
) -> Option<Word> {
    let word = reader.word(item)?;
    if word.text != PER_ENVIRONMENT {
        let message = format!("`client_certificate` cannot be `{}`", word.text);
        let help = format!("write `client_certificate = \"{PER_ENVIRONMENT}\"`, or remove the entry");
        reader.error("profile-unknown-value", message, word.place, help);
        return None;
    }
    if environments.is_empty() {
        let message = "each environment has a client certificate, and no environment is named".to_owned();
        let help = "add `environments = { NAME = {}, ... }`";
        reader.error("profile-missing-key", message, word.place, help);
        return None;
    }
    Some(word)
}

fn source<'a>(reader: &mut Reader<'a>, item: Item<'a>) -> Option<Source> {
    if item.is_text() {
        return reader.one_of(item, &SOURCES);
    }
    let mut section = reader.table(item)?;
    let constant = reader.required(&mut section, "constant").and_then(|item| reader.word(item));
    reader.finish(section);
    constant.map(|word| Source::Constant(word.text))
}

/// Whether a word can name a module, an endpoint or an environment: lower case, digits and underscores.
pub(super) fn short_name(reader: &mut Reader<'_>, word: &Word) -> bool {
    let text = &word.text;
    let good = text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.chars().all(|one| one.is_ascii_lowercase() || one.is_ascii_digit() || one == '_');
    if !good {
        let help = "use lower-case letters, digits and underscores, beginning with a letter";
        reader.error(
            "profile-bad-name",
            format!("`{text}` cannot be a short name"),
            word.place.clone(),
            help,
        );
    }
    good
}

/// Whether a word can be made an identifier: letters, digits and underscores.
pub(super) fn identifier(reader: &mut Reader<'_>, word: &Word) -> bool {
    let text = &word.text;
    let good = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(|one| one.is_ascii_alphanumeric() || one == '_');
    if !good {
        let help = "use letters, digits and underscores, beginning with a letter";
        reader.error("profile-bad-name", format!("`{text}` cannot be a name"), word.place.clone(), help);
    }
    good
}
