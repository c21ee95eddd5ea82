//! Text to tree: YAML or JSON (which is YAML), with budgets, and with nothing decided behind the author's back.
//!
//! The scalars are those of YAML 1.2: `no` is a text. A key that occurs twice is refused, because readers differ in
//! which one wins. Aliases and merge keys are expanded under a budget, so that a small file cannot become a large tree.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_saphyr::granit_parser::{self, Event, Parser, ScalarStyle, Span, Tag};

use super::tree::{Entry, Node, Value};
use crate::diagnostic::{Diagnostics, Place};

/// Levels of nesting; the deepest of some hundred published documents has 35.
pub(super) const MOST_LEVELS: usize = 100;
/// Bytes of text. The largest public documents have some 12 MB.
const MOST_BYTES: usize = 64 << 20;
/// What aliases may add to the tree, in bytes of text and one per value.
const MOST_ALIASED: usize = 16 << 20;

/// Reads a text into a tree; `None` after an error, which is then among the diagnostics.
pub(super) fn parse(file: &str, text: &str, diagnostics: &mut Diagnostics) -> Option<Node> {
    if text.len() > MOST_BYTES {
        let message = format!("the document has {} bytes, more than {MOST_BYTES}", text.len());
        diagnostics.error("openapi-too-large", message, Some(Place::file(file)), "Split the document.");
        return None;
    }
    let mut builder = Builder::default();
    let result = builder.run(&printable(text));
    if let Err(problem) = result {
        builder.problems.push(problem);
    }
    for problem in &builder.problems {
        let place = Place::at(file, text, problem.at);
        diagnostics.error(problem.code, problem.message.clone(), Some(place), problem.help);
    }
    if !builder.problems.is_empty() {
        return None;
    }
    if builder.root.is_none() {
        diagnostics.error(
            "openapi-not-yaml",
            "the document is empty",
            Some(Place::file(file)),
            "Give an OpenAPI 3.0 document in YAML or JSON.",
        );
    }
    builder.root
}

/// The text with blanks for characters that JSON allows and YAML does not. They are unprintable, they occur in published
/// documentation, and what replaces them has the same length, so that places stay right.
fn printable(text: &str) -> Cow<'_, str> {
    let unprintable =
        |letter: char| matches!(letter, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}');
    if !text.contains(unprintable) {
        return Cow::Borrowed(text);
    }
    let replaced = text.chars().map(|letter| match letter {
        _ if !unprintable(letter) => letter,
        '\u{7f}' => ' ',
        '\u{80}'..='\u{9f}' => '\u{a0}',
        _ => '\u{fffd}',
    });
    Cow::Owned(replaced.collect())
}

struct Problem {
    code: &'static str,
    at: usize,
    message: String,
    help: &'static str,
}

/// A finished value with what it costs to repeat it.
#[derive(Clone)]
struct Built {
    node: Node,
    levels: usize,
    weight: usize,
}

struct Open {
    at: usize,
    anchor: usize,
    levels: usize,
    weight: usize,
    content: Content,
}

enum Content {
    List(Vec<Node>),
    Map { entries: Vec<Entry>, keys: BTreeSet<String>, key: Option<Key>, merged: Vec<Node> },
}

struct Key {
    text: String,
    at: usize,
    merges: bool,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    anchors: BTreeMap<usize, Built>,
    aliased: usize,
    root: Option<Node>,
    problems: Vec<Problem>,
}

impl Builder {
    fn run(&mut self, text: &str) -> Result<(), Problem> {
        let options = granit_parser::options! {
            emit_comments: false,
            flow_nesting_limit: MOST_LEVELS * 2,
            block_nesting_limit: MOST_LEVELS * 2,
        };
        for next in Parser::new_from_str_with_options(text, options) {
            let (event, span) = next.map_err(|error| Problem {
                code: "openapi-not-yaml",
                at: error.marker().byte_offset().unwrap_or(0),
                message: format!("the document is neither YAML nor JSON: {}", error.info()),
                help: "Give an OpenAPI 3.0 document in YAML or JSON.",
            })?;
            self.take(event, &span)?;
        }
        Ok(())
    }

    fn take(&mut self, event: Event<'_>, span: &Span) -> Result<(), Problem> {
        let at = span.start.byte_offset().unwrap_or(0);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let value = scalar(&text, style, tag.as_deref()).ok_or_else(|| unknown_tag(at))?;
                let plain = style == ScalarStyle::Plain;
                if !self.key(&text, at, plain) {
                    let weight = text.len() + 1;
                    self.finish(Built { node: Node { at, value }, levels: 1, weight }, anchor)?;
                }
                Ok(())
            }
            Event::SequenceStart(_, anchor, tag) => {
                check_tag(tag.as_deref(), "seq", at)?;
                self.begin(at, anchor, Content::List(Vec::new()))
            }
            Event::MappingStart(_, anchor, tag) => {
                check_tag(tag.as_deref(), "map", at)?;
                let (entries, keys, merged) = (Vec::new(), BTreeSet::new(), Vec::new());
                self.begin(at, anchor, Content::Map { entries, keys, key: None, merged })
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(anchor) => self.alias(anchor, at),
            Event::DocumentStart(..) if self.root.is_some() => Err(Problem {
                code: "openapi-several-documents",
                at,
                message: "the file holds more than one YAML document".to_owned(),
                help: "Keep one document in one file.",
            }),
            _ => Ok(()),
        }
    }

    /// Takes a scalar as a key where a map waits for one.
    fn key(&mut self, text: &str, at: usize, plain: bool) -> bool {
        let Some(Open { content: Content::Map { keys, key: key @ None, .. }, .. }) = self.open.last_mut()
        else {
            return false;
        };
        let merges = plain && text == "<<";
        if !merges && !keys.insert(text.to_owned()) {
            self.problems.push(Problem {
                code: "openapi-duplicate-key",
                at,
                message: format!("the key `{}` occurs twice in one map", shortened(text)),
                help: "Remove or rename one of them: readers differ in which one they take.",
            });
        }
        *key = Some(Key { text: text.to_owned(), at, merges });
        true
    }

    fn begin(&mut self, at: usize, anchor: usize, content: Content) -> Result<(), Problem> {
        if let Some(Open { content: Content::Map { key: None, .. }, .. }) = self.open.last() {
            return Err(complex_key(at));
        }
        if self.open.len() >= MOST_LEVELS {
            return Err(too_deep(at));
        }
        self.open.push(Open { at, anchor, levels: 0, weight: 1, content });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Problem> {
        let Some(Open { at, anchor, levels, weight, content }) = self.open.pop() else { return Ok(()) };
        let value = match content {
            Content::List(items) => Value::List(items),
            Content::Map { mut entries, mut keys, merged, .. } => {
                for source in merged {
                    let Value::Map(more) = source.value else { return Err(bad_merge(source.at)) };
                    entries.extend(more.into_iter().filter(|entry| keys.insert(entry.key.clone())));
                }
                Value::Map(entries)
            }
        };
        self.finish(Built { node: Node { at, value }, levels: levels + 1, weight }, anchor)
    }

    fn alias(&mut self, anchor: usize, at: usize) -> Result<(), Problem> {
        if let Some(Open { content: Content::Map { key: None, .. }, .. }) = self.open.last() {
            return Err(complex_key(at));
        }
        let Some(built) = self.anchors.get(&anchor) else {
            return Err(Problem {
                code: "openapi-alias-cycle",
                at,
                message: "the alias stands inside the value that it names".to_owned(),
                help: "Use `$ref` for recursive schemas.",
            });
        };
        self.aliased += built.weight;
        if self.aliased > MOST_ALIASED {
            return Err(Problem {
                code: "openapi-too-large",
                at,
                message: format!("aliases expand to more than {MOST_ALIASED} bytes"),
                help: "Use `$ref` instead of YAML aliases.",
            });
        }
        if self.open.len() + built.levels > MOST_LEVELS {
            return Err(too_deep(at));
        }
        let built = built.clone();
        self.finish(built, 0)
    }

    /// Puts a finished value where it belongs.
    fn finish(&mut self, built: Built, anchor: usize) -> Result<(), Problem> {
        if anchor != 0 {
            self.anchors.insert(anchor, built.clone());
        }
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(built.node);
            return Ok(());
        };
        parent.levels = parent.levels.max(built.levels);
        parent.weight += built.weight;
        match &mut parent.content {
            Content::List(items) => items.push(built.node),
            Content::Map { entries, key, merged, .. } => match key.take() {
                Some(Key { merges: true, .. }) => match built.node.value {
                    Value::List(items) => merged.extend(items),
                    _ => merged.push(built.node),
                },
                Some(Key { text, at, .. }) => entries.push(Entry { key: text, at, node: built.node }),
                None => return Err(complex_key(built.node.at)),
            },
        }
        Ok(())
    }
}

fn too_deep(at: usize) -> Problem {
    Problem {
        code: "openapi-too-deep",
        at,
        message: format!("the document is nested more than {MOST_LEVELS} levels deep"),
        help: "Name the inner schemas under components/schemas and refer to them.",
    }
}

fn complex_key(at: usize) -> Problem {
    Problem {
        code: "openapi-not-yaml",
        at,
        message: "a key is not a plain text".to_owned(),
        help: "Write the key as a text.",
    }
}

fn bad_merge(at: usize) -> Problem {
    Problem {
        code: "openapi-not-yaml",
        at,
        message: "`<<` merges something that is not a map".to_owned(),
        help: "Merge maps only, or write the members out.",
    }
}

fn unknown_tag(at: usize) -> Problem {
    Problem {
        code: "openapi-yaml-tag",
        at,
        message: "the value has a YAML tag that OpenAPI does not know, or that does not fit it".to_owned(),
        help: "Remove the tag.",
    }
}

fn check_tag(tag: Option<&Tag>, suffix: &str, at: usize) -> Result<(), Problem> {
    match tag {
        Some(tag) if !tag.is_yaml_core_schema_tag(suffix) => Err(unknown_tag(at)),
        _ => Ok(()),
    }
}

/// A key for a message: long enough to find it, short enough to read.
fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The value of a scalar by the core schema of YAML 1.2; `None` if its tag is unknown or does not fit.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Option<Value> {
    if let Some(tag) = tag {
        let value = plain(text);
        return match (tag.core_suffix()?, &value) {
            ("str", _) => Some(Value::Text(text.to_owned())),
            ("int" | "float", Value::Number(_)) | ("bool", Value::Boolean(_)) | ("null", Value::Null) => {
                Some(value)
            }
            _ => None,
        };
    }
    Some(if style == ScalarStyle::Plain { plain(text) } else { Value::Text(text.to_owned()) })
}

fn plain(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Boolean(true),
        "false" | "False" | "FALSE" => Value::Boolean(false),
        _ => number(text).map_or_else(|| Value::Text(text.to_owned()), Value::Number),
    }
}

/// The digits of a number in JSON's spelling; `None` if the text is no number.
fn number(text: &str) -> Option<String> {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix) {
            return u64::from_str_radix(digits, radix).ok().map(|value| value.to_string());
        }
    }
    let (sign, rest) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (if text.starts_with('-') { "-" } else { "" }, rest),
        None => ("", text),
    };
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if (whole.is_empty() && fraction.is_empty()) || !digits(whole) || !digits(fraction) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        significant => significant,
    };
    let mut spelled = format!("{sign}{whole}");
    if !fraction.is_empty() {
        spelled = format!("{spelled}.{fraction}");
    }
    if let Some(exponent) = exponent {
        let power = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        if power.is_empty() || !digits(power) {
            return None;
        }
        spelled = format!("{spelled}e{exponent}");
    }
    Some(spelled)
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
