//! Reads TOML tables key by key, with a place for every complaint: what is not asked for is refused.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Word;
use super::check::nearest;
use crate::diagnostic::{Diagnostics, Place};

/// One file that is being read.
pub(super) struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    diagnostics: &'a mut Diagnostics,
}

/// One table of the file. Keys are taken out of it; [`Reader::finish`] refuses those that are left.
pub(super) struct Section<'a> {
    /// Its dotted path, `codes.known.E12`; empty for the whole file.
    path: String,
    place: Place,
    entries: Vec<(Word, Spanned<DeValue<'a>>)>,
    asked_for: Vec<&'static str>,
}

/// One value and its path.
pub(super) struct Item<'a> {
    parent: String,
    key: String,
    value: Spanned<DeValue<'a>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a str, text: &'a str, diagnostics: &'a mut Diagnostics) -> Self {
        Self { file, text, diagnostics }
    }

    /// The whole file; absent, with an error per mistake, where it is not TOML.
    pub(super) fn document(&mut self) -> Option<Section<'a>> {
        let (table, mistakes) = DeTable::parse_recoverable(self.text);
        for mistake in &mistakes {
            let place = match mistake.span() {
                Some(span) => Place::at(self.file, self.text, span.start),
                None => Place::file(self.file),
            };
            self.error(
                "profile-not-toml",
                format!("this is not TOML: {}", mistake.message().trim_end()),
                place,
                "",
            );
        }
        mistakes.is_empty().then(|| self.section(String::new(), 0, table.into_inner()))
    }

    fn section(&self, path: String, start: usize, table: DeTable<'a>) -> Section<'a> {
        let mut entries: Vec<_> = table.into_iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        let entries = entries.into_iter().map(|(key, value)| {
            let place = Place::at(self.file, self.text, key.span().start);
            (Word { text: key.into_inner().into_owned(), place }, value)
        });
        let place = Place::at(self.file, self.text, start);
        Section { path, place, entries: entries.collect(), asked_for: Vec::new() }
    }

    pub(super) fn error(
        &mut self,
        code: &'static str,
        message: String,
        place: Place,
        help: impl Into<String>,
    ) {
        self.diagnostics.error(code, message, Some(place), help);
    }

    /// A value of the wrong TOML type.
    fn wrong_type(&mut self, item: &Item<'_>, expected: &str) {
        let found = item.value.get_ref().type_str();
        let message = format!("{} is {} {found}, not {expected}", item.title(), article(found));
        let place = Place::at(self.file, self.text, item.value.span().start);
        self.error("profile-wrong-type", message, place, format!("write {expected}"));
    }

    pub(super) fn table(&mut self, item: Item<'a>) -> Option<Section<'a>> {
        if !item.value.get_ref().is_table() {
            self.wrong_type(&item, "a table");
            return None;
        }
        let start = item.value.span().start;
        let path = item.path();
        match item.value.into_inner() {
            DeValue::Table(table) => Some(self.section(path, start, table)),
            _ => None,
        }
    }

    pub(super) fn list(&mut self, item: Item<'a>) -> Vec<Item<'a>> {
        if !item.value.get_ref().is_array() {
            self.wrong_type(&item, "a list");
            return Vec::new();
        }
        let (parent, key) = (item.parent, item.key);
        match item.value.into_inner() {
            DeValue::Array(values) => values
                .into_iter()
                .map(|value| Item { parent: parent.clone(), key: key.clone(), value })
                .collect(),
            _ => Vec::new(),
        }
    }

    pub(super) fn word(&mut self, item: Item<'a>) -> Option<Word> {
        let Some(text) = item.value.get_ref().as_str() else {
            self.wrong_type(&item, "a text in quotes");
            return None;
        };
        Some(Word { text: text.to_owned(), place: Place::at(self.file, self.text, item.value.span().start) })
    }

    pub(super) fn words(&mut self, item: Item<'a>) -> Vec<Word> {
        self.list(item).into_iter().filter_map(|item| self.word(item)).collect()
    }

    pub(super) fn flag(&mut self, item: Item<'a>) -> Option<bool> {
        let flag = item.value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(&item, "true or false");
        }
        flag
    }

    pub(super) fn count(&mut self, item: Item<'a>) -> Option<u64> {
        let integer = item.value.get_ref().as_integer();
        let count = integer.and_then(|integer| u64::from_str_radix(integer.as_str(), integer.radix()).ok());
        if count.is_none() {
            self.wrong_type(&item, "a whole number from 0 upward");
        }
        count
    }

    /// One of several words; anything else is refused with the nearest of them.
    pub(super) fn one_of<T: Clone>(&mut self, item: Item<'a>, choices: &[(&str, T)]) -> Option<T> {
        let title = item.title();
        let word = self.word(item)?;
        let found = choices.iter().find(|(name, _)| *name == word.text).map(|(_, value)| value.clone());
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let message = format!("{title} cannot be `{}`", word.text);
            let help = suggestion(&word.text, &names);
            self.error("profile-unknown-value", message, word.place, help);
        }
        found
    }

    /// Refuses the keys that nobody asked for.
    pub(super) fn finish(&mut self, section: Section<'a>) {
        for (key, _) in section.entries {
            let message = format!("`{}` is not a key of {}", key.text, owner(&section.path));
            let help = suggestion(&key.text, &section.asked_for);
            self.error("profile-unknown-key", message, key.place, help);
        }
    }

    /// A key that must be there.
    pub(super) fn required(&mut self, section: &mut Section<'a>, key: &'static str) -> Option<Item<'a>> {
        let item = section.take(key);
        if item.is_none() {
            let message = format!("{} lacks the key `{key}`", owner(&section.path));
            self.error("profile-missing-key", message, section.place.clone(), format!("add `{key} = ...`"));
        }
        item
    }
}

impl<'a> Section<'a> {
    /// Takes the value of a key.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Item<'a>> {
        self.asked_for.push(key);
        let at = self.entries.iter().position(|(word, _)| word.text == key)?;
        let (_, value) = self.entries.remove(at);
        Some(Item { parent: self.path.clone(), key: key.to_owned(), value })
    }

    /// Whether a key is there, without taking it.
    pub(super) fn has(&self, key: &str) -> bool {
        self.entries.iter().any(|(word, _)| word.text == key)
    }

    /// Takes every entry, in the order of the file, for tables whose keys are names.
    pub(super) fn take_all(self) -> impl Iterator<Item = (Word, Item<'a>)> {
        let path = self.path;
        self.entries.into_iter().map(move |(word, value)| {
            let item = Item { parent: path.clone(), key: word.text.clone(), value };
            (word, item)
        })
    }
}

impl Item<'_> {
    /// Whether the value is a text.
    pub(super) fn is_text(&self) -> bool {
        self.value.get_ref().is_str()
    }

    fn path(&self) -> String {
        if self.parent.is_empty() { self.key.clone() } else { format!("{}.{}", self.parent, self.key) }
    }

    fn title(&self) -> String {
        if self.parent.is_empty() {
            format!("`{}`", self.key)
        } else {
            format!("`{}` of [{}]", self.key, self.parent)
        }
    }
}

fn owner(path: &str) -> String {
    if path.is_empty() { "this file".to_owned() } else { format!("[{path}]") }
}

/// The nearest of several words, or all of them.
pub(super) fn suggestion(text: &str, choices: &[&str]) -> String {
    match nearest(text, choices.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if choices.is_empty() => "remove the entry".to_owned(),
        None => {
            let names: Vec<String> = choices.iter().map(|name| format!("`{name}`")).collect();
            format!("it can be {}", names.join(", "))
        }
    }
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
