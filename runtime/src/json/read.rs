//! Reading a JSON body: duplicate keys, trailing data and depth refused; errors say where, never what.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;
use serde_path_to_error::{Path, Segment, Track};

use crate::error::{Error, Kind};

const DUPLICATE: &str = "a key stands twice";

/// Reads the whole body as a `T`.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let body = without_mark(body);
    scan(body, &[])?;
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| explain(body, error.inner(), error.path()))
}

/// The texts of members of the outermost object, each if the whole body is JSON and has it as text or as a number.
pub(crate) fn members<const N: usize>(body: &[u8], names: [&str; N]) -> [Option<String>; N] {
    let mut found = scan(without_mark(body), &names).unwrap_or_default().into_iter();
    std::array::from_fn(|_| found.next().flatten())
}

/// A member of the outermost object, read from its own text, if it is there and has that form.
pub(crate) fn member<T: DeserializeOwned>(body: &[u8], name: &str) -> Option<T> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_slice(without_mark(body)).ok()?;
    read(members.get(name)?.get().as_bytes()).ok()
}

/// Goes through the whole body once: it must be one JSON value and no object may have a key twice, because two readers
/// of such an object disagree on what it says.
fn scan(body: &[u8], wanted: &[&str]) -> Result<Vec<Option<String>>, Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let mut track = Track::new();
    let scanned = Scan { members: wanted, is_wanted: false }
        .deserialize(serde_path_to_error::Deserializer::new(&mut deserializer, &mut track));
    let found = scanned.map_err(|error| explain(body, &error, &track.path()))?;
    deserializer.end().map_err(|error| {
        Error::new(Kind::Decode, format!("something follows the JSON value at byte {}", offset(body, &error)))
    })?;
    Ok(found)
}

/// One value on the way: looks for members in it, or is a value looked for.
#[derive(Clone, Copy)]
struct Scan<'a> {
    members: &'a [&'a str],
    is_wanted: bool,
}

impl Scan<'_> {
    const ANY: Scan<'static> = Scan { members: &[], is_wanted: false };

    fn found(self, text: impl Into<String>) -> Vec<Option<String>> {
        if self.is_wanted { vec![Some(text.into())] } else { Vec::new() }
    }
}

impl<'de> DeserializeSeed<'de> for Scan<'_> {
    type Value = Vec<Option<String>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scan<'_> {
    type Value = Vec<Option<String>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(if self.is_wanted { vec![Some(number.to_string())] } else { Vec::new() })
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(if self.is_wanted { vec![Some(number.to_string())] } else { Vec::new() })
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.found(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element_seed(Self::ANY)?.is_some() {}
        Ok(Vec::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut seen = HashSet::new();
        let mut found = vec![None; self.members.len()];
        while let Some(key) = members.next_key::<String>()? {
            let at = self.members.iter().position(|member| *member == key);
            if !seen.insert(key) {
                members.next_value::<IgnoredAny>()?;
                return Err(A::Error::custom(DUPLICATE));
            }
            let value = members.next_value_seed(Scan { is_wanted: at.is_some(), ..Scan::ANY })?;
            if let Some(at) = at {
                found[at] = value.into_iter().next().flatten();
            }
        }
        Ok(found)
    }
}

fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

fn explain(body: &[u8], error: &serde_json::Error, path: &Path) -> Error {
    let at = offset(body, error);
    match error.classify() {
        serde_json::error::Category::Eof => {
            Error::new(Kind::Truncated, format!("the JSON ends at byte {at}"))
        }
        serde_json::error::Category::Data => {
            let path = printable(path);
            Error::new(Kind::Decode, format!("{path} at byte {at}: {}", reason(&error.to_string())))
        }
        _ if error.to_string().starts_with("recursion limit") => {
            Error::new(Kind::Decode, format!("the JSON is nested too deeply at byte {at}"))
        }
        _ => Error::new(Kind::Decode, format!("it is not JSON at byte {at}")),
    }
}

/// What is wrong with a value, without the value. serde's own texts quote it, so only those parts pass that are made of
/// our own types' words.
fn reason(message: &str) -> String {
    let message = message.rsplit_once(" at line ").map_or(message, |(text, _)| text);
    let known = |start: &str| message.starts_with(start);
    if message == DUPLICATE || known("missing field `") || known("duplicate field `") {
        return message.to_owned();
    }
    if (known("invalid type: ") || known("invalid value: ") || known("invalid length "))
        && let Some((_, expected)) = message.rsplit_once(", expected ")
    {
        return format!("expected {expected}");
    }
    "the value has another form than the contract says".to_owned()
}

/// The path with names of members; keys that do not look like names may be data and are not shown.
fn printable(path: &Path) -> String {
    let mut text = String::from("$");
    for segment in path.iter() {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("[{index}]")),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                let is_name = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
                    && key.len() <= 64
                    && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
                text.push('.');
                text.push_str(if is_name { key } else { "(key)" });
            }
            Segment::Unknown => text.push_str(".?"),
        }
    }
    text
}

/// The byte offset of an error that knows its line and column.
fn offset(body: &[u8], error: &serde_json::Error) -> usize {
    let before: usize = body
        .split_inclusive(|byte| *byte == b'\n')
        .take(error.line().saturating_sub(1))
        .map(<[u8]>::len)
        .sum();
    (before + error.column()).min(body.len())
}
