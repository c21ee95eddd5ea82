//! The larger tables of `bindings.toml`: token, result codes, operations.

use super::format::identifier;
use super::reader::{Item, Reader, Section};
use super::{CodeRule, CodeRules, OperationRules, TokenRules, Word};
use crate::contract::{CodeClass, ReadText, Retry};

const RETRIES: [(&str, Retry); 4] = [
    ("never", Retry::Never),
    ("safe", Retry::Safe),
    ("once-if-ambiguous", Retry::OnceIfAmbiguous),
    ("reconcile-first", Retry::ReconcileFirst),
];

const CLASSES: [(&str, CodeClass); 6] = [
    ("success", CodeClass::Success),
    ("caller", CodeClass::Caller),
    ("session", CodeClass::Session),
    ("refusal", CodeClass::Refusal),
    ("temporary", CodeClass::Temporary),
    ("unknown", CodeClass::Unknown),
];

const USER_TEXTS: [(&str, ReadText); 3] =
    [("show", ReadText::Show), ("parameter", ReadText::Parameter), ("ignore", ReadText::Ignore)];

pub(super) fn token<'a>(reader: &mut Reader<'a>, mut section: Section<'a>) -> Option<TokenRules> {
    let minted_by = required_word(reader, &mut section, "minted_by");
    let token = required_word(reader, &mut section, "token");
    let lifetime = required_word(reader, &mut section, "lifetime");
    reader.finish(section);
    Some(TokenRules { minted_by: minted_by?, token: token?, lifetime: lifetime? })
}

pub(super) fn codes<'a>(reader: &mut Reader<'a>, mut section: Section<'a>) -> Option<CodeRules> {
    let field = required_word(reader, &mut section, "field");
    let success = optional_word(reader, &mut section, "success").map(|word| word.text);
    let user_text = optional_word(reader, &mut section, "user_text");
    let log_text = optional_word(reader, &mut section, "log_text");
    let mut known: Vec<CodeRule> = Vec::new();
    let table = section.take("known").and_then(|item| reader.table(item));
    for (word, item) in table.into_iter().flat_map(Section::take_all) {
        let place = word.place.clone();
        if let Some(rule) = code(reader, word, item) {
            if let Some(twin) = known.iter().find(|other| other.name == rule.name) {
                let message = format!(
                    "the codes `{}` and `{}` have the same name `{}`",
                    twin.code, rule.code, rule.name
                );
                reader.error("profile-twin-names", message, place, "give one of them another name");
            }
            known.push(rule);
        }
    }
    reader.finish(section);
    Some(CodeRules { field: field?, success, user_text, log_text, known })
}

fn code<'a>(reader: &mut Reader<'a>, code: Word, item: Item<'a>) -> Option<CodeRule> {
    let mut section = reader.table(item)?;
    let name = required_word(reader, &mut section, "name");
    let class = reader.required(&mut section, "class").and_then(|item| reader.one_of(item, &CLASSES));
    let remedy = required_word(reader, &mut section, "remedy");
    let user_text = section.take("user_text").and_then(|item| reader.one_of(item, &USER_TEXTS));
    let text_hidden_for = section.take("text_hidden_for").map(|item| reader.words(item)).unwrap_or_default();
    let session_gone = section.take("session_gone").and_then(|item| reader.flag(item)).unwrap_or(false);
    let terminal = section.take("terminal").and_then(|item| reader.flag(item)).unwrap_or(false);
    reader.finish(section);
    let name = name.filter(|name| identifier(reader, name))?;
    Some(CodeRule {
        code: code.text,
        name: name.text,
        class: class?,
        remedy: remedy?.text,
        user_text: user_text.unwrap_or(ReadText::Ignore),
        text_hidden_for,
        session_gone,
        terminal,
    })
}

pub(super) fn operation<'a>(
    reader: &mut Reader<'a>,
    operation: Word,
    item: Item<'a>,
) -> Option<OperationRules> {
    let mut section = reader.table(item)?;
    let retry = section.take("retry").and_then(|item| reader.one_of(item, &RETRIES));
    let recovered_by = optional_word(reader, &mut section, "recovered_by");
    let name = optional_word(reader, &mut section, "name").filter(|name| identifier(reader, name));
    reader.finish(section);
    Some(OperationRules { operation, retry, recovered_by, name })
}

pub(super) fn required_word<'a>(
    reader: &mut Reader<'a>,
    section: &mut Section<'a>,
    key: &'static str,
) -> Option<Word> {
    reader.required(section, key).and_then(|item| reader.word(item))
}

fn optional_word<'a>(reader: &mut Reader<'a>, section: &mut Section<'a>, key: &'static str) -> Option<Word> {
    section.take(key).and_then(|item| reader.word(item))
}
