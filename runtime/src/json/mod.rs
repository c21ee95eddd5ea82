//! What JSON bindings are made of: loose scalars, open objects, the three states of a patch, and careful reading.

mod decimal;
mod number;
mod read;

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use serde_json::Value;

pub use decimal::decimal;
pub use number::{Number, OneOf};
pub(crate) use read::{member, members, read};

/// A scalar that some partners send as text and others as a number, for example `"expires_in": "86399"`.
///
/// It is written back in the form in which it came.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum TextOrNumber {
    /// It came in quotes.
    Text(String),
    /// It came as a number.
    Number(serde_json::Number),
}

impl TextOrNumber {
    /// The scalar as text, without quotes.
    pub fn to_text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }

    /// The scalar as a whole number that is not negative, if it is one.
    pub fn to_u64(&self) -> Option<u64> {
        match self {
            Self::Text(text) => text.trim().parse().ok(),
            Self::Number(number) => number.as_u64(),
        }
    }
}

impl fmt::Debug for TextOrNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Text(_) => "TextOrNumber::Text(..)",
            Self::Number(_) => "TextOrNumber::Number(..)",
        })
    }
}

/// The members of an object that the contract does not name, kept in their order. `Debug` shows how many there are.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Members(pub serde_json::Map<String, Value>);

impl Members {
    /// The value of a member.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Members {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Members({})", self.0.len())
    }
}

/// An object whose members are all of one type, in name order.
pub type Map<T> = BTreeMap<String, T>;

/// A list that may be left out; `null` says the same as leaving it out.
///
/// Fields of such lists carry `#[serde(default, deserialize_with = "list")]`.
///
/// # Errors
/// Those of reading the items.
pub fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

/// Bytes that travel as base64 text. Reading takes the standard and the URL-safe alphabet, with padding and without.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Base64(pub Bytes);

impl fmt::Debug for Base64 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Base64({} bytes)", self.0.len())
    }
}

impl From<Bytes> for Base64 {
    fn from(bytes: Bytes) -> Self {
        Self(bytes)
    }
}

impl Serialize for Base64 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&base64_simd::STANDARD.encode_to_string(&self.0))
    }
}

impl<'de> Deserialize<'de> for Base64 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bare = text.trim_end_matches('=').as_bytes();
        base64_simd::STANDARD_NO_PAD
            .decode_to_vec(bare)
            .or_else(|_| base64_simd::URL_SAFE_NO_PAD.decode_to_vec(bare))
            .map(|bytes| Self(Bytes::from(bytes)))
            .map_err(|_| D::Error::custom("the text is not base64"))
    }
}

/// A member of a partial update: left alone, cleared, or set.
///
/// Fields of this type carry `#[serde(default, skip_serializing_if = "Patch::is_absent")]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Patch<T> {
    /// Not sent: the partner leaves it as it is.
    #[default]
    Absent,
    /// Sent as `null`: the partner clears it.
    Null,
    /// Sent: the partner sets it.
    Value(T),
}

impl<T> Patch<T> {
    /// Whether it is left alone.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent | Self::Null => serializer.serialize_none(),
            Self::Value(value) => serializer.serialize_some(value),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

#[cfg(test)]
mod tests;
