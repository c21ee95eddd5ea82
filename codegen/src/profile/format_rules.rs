//! The larger tables of `bindings.toml`: token, result codes, webhooks, operations.

use super::format::identifier;
use super::reader::{Item, Reader, Section};
use super::{CodeRule, CodeRules, OperationRules, TokenRules, WebhookRules, Word};
use crate::contract::{CodeClass, ReadText, Retry, SignatureEncoding, SignatureHash};

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

const HASHES: [(&str, SignatureHash); 3] =
    [("sha256", SignatureHash::Sha256), ("sha384", SignatureHash::Sha384), ("sha512", SignatureHash::Sha512)];

const ENCODINGS: [(&str, SignatureEncoding); 2] =
    [("hex", SignatureEncoding::Hex), ("base64", SignatureEncoding::Base64)];

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

pub(super) fn webhook<'a>(reader: &mut Reader<'a>, mut section: Section<'a>) -> Option<WebhookRules> {
    let signature = reader.required(&mut section, "signature").and_then(|item| signature(reader, item));
    let count = optional_word(reader, &mut section, "count").filter(|word| header_name(reader, word));
    let event = required_word(reader, &mut section, "event");
    let r#type = required_word(reader, &mut section, "type");
    let data = required_word(reader, &mut section, "data");
    let table = section.take("payloads").and_then(|item| reader.table(item));
    let mut payloads = Vec::new();
    for (word, item) in table.into_iter().flat_map(Section::take_all) {
        payloads.extend(reader.word(item).map(|r#type| (word, r#type)));
    }
    reader.finish(section);
    let (header, hash, encoding) = signature?;
    Some(WebhookRules {
        header,
        hash,
        encoding,
        count,
        event: event?,
        r#type: r#type?,
        data: data?,
        payloads,
    })
}

fn signature<'a>(
    reader: &mut Reader<'a>,
    item: Item<'a>,
) -> Option<(Word, SignatureHash, SignatureEncoding)> {
    let mut section = reader.table(item)?;
    let header = required_word(reader, &mut section, "header").filter(|word| header_name(reader, word));
    let hash = reader.required(&mut section, "hash").and_then(|item| reader.one_of(item, &HASHES));
    let encoding = reader.required(&mut section, "encoding");
    let encoding = encoding.and_then(|item| reader.one_of(item, &ENCODINGS));
    reader.finish(section);
    Some((header?, hash?, encoding?))
}

/// Whether a word can name a header: letters, digits and hyphens.
fn header_name(reader: &mut Reader<'_>, word: &Word) -> bool {
    let text = &word.text;
    let good = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !good {
        let message = format!("`{text}` cannot be the name of a header");
        reader.error("profile-bad-name", message, word.place.clone(), "use letters, digits and hyphens");
    }
    good
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
