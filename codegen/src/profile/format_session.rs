//! The table `[session]` of `bindings.toml`, with the levels of sessions and what operations need of them.

use super::format::short_name;
use super::format_rules::required_word;
use super::reader::{Item, Reader, Section, suggestion};
use super::{Carried, KeyRule, LevelRule, LevelRules, NeedRule, NeededLevel, SessionRules, Word};
use crate::contract::{Evidence, EvidenceMark};

const MARKS: [(&str, EvidenceMark); 5] = [
    ("seen", EvidenceMark::Seen),
    ("code", EvidenceMark::Code),
    ("strong", EvidenceMark::Strong),
    ("inferred", EvidenceMark::Inferred),
    ("guess", EvidenceMark::Guess),
];

pub(super) fn session<'a>(reader: &mut Reader<'a>, mut section: Section<'a>) -> Option<SessionRules> {
    let opened_by = required_word(reader, &mut section, "opened_by");
    let ends = section.take("ends").map(|item| reader.words(item)).unwrap_or_default();
    let filled_by = section.take("filled_by").map(|item| reader.words(item)).unwrap_or_default();
    let batch = section.take("batch").and_then(|item| batch(reader, item)).unwrap_or_default();
    let has_levels = section.has("levels");
    let levels = section.take("levels").and_then(|item| levels(reader, item));
    let needs = section.take("needs").map(|item| reader.list(item)).unwrap_or_default();
    let needs = needs.into_iter().flat_map(|item| need(reader, item)).collect();
    let idle_seconds = section.take("idle_seconds").and_then(|item| reader.count(item));
    let keys = reader.required(&mut section, "keys").map(|item| reader.list(item));
    let keys = keys.unwrap_or_default().into_iter().filter_map(|item| key(reader, item)).collect();
    reader.finish(section);
    let rules =
        SessionRules { opened_by: opened_by?, ends, batch, filled_by, idle_seconds, keys, needs, levels };
    // Where the levels are mistaken themselves, nothing can be said of the needs.
    if rules.levels.is_some() == has_levels {
        check_needs(reader, &rules);
    }
    Some(rules)
}

fn batch<'a>(reader: &mut Reader<'a>, item: Item<'a>) -> Option<(Vec<Word>, Vec<Word>)> {
    let mut section = reader.table(item)?;
    let mut words = |key| reader.required(&mut section, key).map(|item| reader.words(item));
    let (opened_by, closed_by) = (words("opened_by"), words("closed_by"));
    reader.finish(section);
    Some((opened_by?, closed_by?))
}

fn key<'a>(reader: &mut Reader<'a>, item: Item<'a>) -> Option<KeyRule> {
    let mut section = reader.table(item)?;
    let reply = required_word(reader, &mut section, "reply");
    let carried = if section.has("header") {
        section.take("header").and_then(|item| reader.word(item)).map(Carried::Header)
    } else {
        required_word(reader, &mut section, "field").map(Carried::Field)
    };
    let parameter = section.take("parameter").and_then(|item| reader.word(item));
    reader.finish(section);
    Some(KeyRule { reply: reply?, carried: carried?, parameter })
}

fn levels<'a>(reader: &mut Reader<'a>, item: Item<'a>) -> Option<LevelRules> {
    let mut section = reader.table(item)?;
    let mut word = |reader: &mut Reader<'a>, key| required_word(reader, &mut section, key);
    let (source, source_id) = (word(reader, "source"), word(reader, "source_id"));
    let device_reply = word(reader, "device_reply");
    let (promoted_by, read_by) = (word(reader, "promoted_by"), word(reader, "read_by"));
    let device = reader.required(&mut section, "device").and_then(|item| reader.table(item));
    let mut forms = Vec::new();
    for (name, item) in device.into_iter().flat_map(Section::take_all) {
        if let Some(field) = reader.word(item)
            && short_name(reader, &name)
        {
            forms.push((name, field));
        }
    }
    let table = reader.required(&mut section, "known").and_then(|item| reader.table(item));
    let has_known = table.is_some();
    let mut known = Vec::new();
    for (name, item) in table.into_iter().flat_map(Section::take_all) {
        let Some(mut section) = reader.table(item) else { continue };
        let source = section.take("source").and_then(|item| reader.word(item));
        let promotes_to = section.take("promotes_to").map(|item| reader.words(item)).unwrap_or_default();
        reader.finish(section);
        if short_name(reader, &name) {
            known.push(LevelRule { name, source, promotes_to });
        }
    }
    reader.finish(section);
    check_levels(reader, &known);
    has_known.then_some(())?;
    Some(LevelRules {
        source: source?,
        source_id: source_id?,
        device: forms,
        device_reply: device_reply?,
        promoted_by: promoted_by?,
        read_by: read_by?,
        known,
    })
}

/// Every edge leads to another level, and the source tells any two levels apart.
fn check_levels(reader: &mut Reader<'_>, known: &[LevelRule]) {
    let names: Vec<&str> = known.iter().map(|level| level.name.text.as_str()).collect();
    for (at, level) in known.iter().enumerate() {
        let title = format!("`promotes_to` of [session.levels.known.{}]", level.name.text);
        for target in &level.promotes_to {
            if target.text == level.name.text {
                let message = format!("{title} leads back to `{}` itself", target.text);
                reader.error("profile-level-edge", message, target.place.clone(), "remove the entry");
            } else if known.iter().any(|level| level.name.text == target.text && level.source.is_none()) {
                let message = format!(
                    "{title} leads to `{}`, which has no source that a promotion could name",
                    target.text
                );
                reader.error("profile-level-edge", message, target.place.clone(), "remove the entry");
            } else {
                known_level(reader, &title, target, &names);
            }
        }
        let source = |level: &LevelRule| level.source.as_ref().map(|word| word.text.clone());
        if let Some(twin) = known[..at].iter().find(|other| source(other) == source(level)) {
            let message = format!(
                "sessions of the levels `{}` and `{}` have the same source, so nothing tells them apart",
                twin.name.text, level.name.text
            );
            reader.error(
                "profile-twin-levels",
                message,
                level.name.place.clone(),
                "give one of them another `source`",
            );
        }
    }
}

fn known_level(reader: &mut Reader<'_>, title: &str, word: &Word, names: &[&str]) {
    if !names.contains(&word.text.as_str()) {
        let message =
            format!("{title} names the level `{}`, which [session.levels.known] does not have", word.text);
        reader.error("profile-unknown-level", message, word.place.clone(), suggestion(&word.text, names));
    }
}

/// An operation by its name alone, or several with the level that they need.
fn need<'a>(reader: &mut Reader<'a>, item: Item<'a>) -> Vec<NeedRule> {
    if item.is_text() {
        let operation = reader.word(item);
        return operation.into_iter().map(|operation| NeedRule { operation, least: None }).collect();
    }
    let Some(mut section) = reader.table(item) else { return Vec::new() };
    let level = required_word(reader, &mut section, "level");
    let device_keys = section.take("device_keys").and_then(|item| reader.flag(item)).unwrap_or(false);
    let mark = reader.required(&mut section, "evidence").and_then(|item| reader.one_of(item, &MARKS));
    let note = section.take("note").and_then(|item| reader.word(item)).map(|word| word.text);
    let operations = reader.required(&mut section, "operations").map(|item| reader.words(item));
    reader.finish(section);
    let (Some(level), Some(mark)) = (level, mark) else { return Vec::new() };
    let evidence = Evidence { mark, note: note.unwrap_or_default() };
    let least = NeededLevel { level, device_keys, evidence };
    let operations = operations.unwrap_or_default().into_iter();
    operations.map(|operation| NeedRule { operation, least: Some(least.clone()) }).collect()
}

/// Where there are levels, every need names one of them; where there are none, none does. No operation has two needs.
fn check_needs(reader: &mut Reader<'_>, rules: &SessionRules) {
    let levels = rules.levels.iter().flat_map(|levels| &levels.known);
    let names: Vec<&str> = levels.map(|level| level.name.text.as_str()).collect();
    let mut told: Option<&Word> = None;
    for (at, need) in rules.needs.iter().enumerate() {
        let (operation, place) = (&need.operation.text, need.operation.place.clone());
        if rules.needs[..at].iter().any(|other| other.operation.text == *operation) {
            let message = format!("`needs` of [session] has the operation `{operation}` twice");
            reader.error("profile-twin-needs", message, place, "remove one of the two");
            continue;
        }
        match (&need.least, &rules.levels) {
            (None, Some(_)) => {
                let message = format!("`needs` of [session] does not say which level `{operation}` needs");
                let help =
                    "list it in an entry `{ level = \"...\", evidence = \"...\", operations = [...] }`";
                reader.error("profile-missing-level", message, place, help);
            }
            (Some(least), _) if told != Some(&least.level) => {
                known_level(reader, "`needs` of [session]", &least.level, &names);
                told = Some(&least.level);
            }
            (None, None) | (Some(_), _) => {}
        }
    }
}
