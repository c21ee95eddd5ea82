//! A text that must not be seen: tokens, keys, passphrases, account data marked sensitive.

mod encrypted;

use std::borrow::Cow;
use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use subtle::ConstantTimeEq;

use crate::xml::{self, El, Empty, Node, Reader, Text, Writer};

pub use encrypted::Encrypted;

/// A text that prints as `<secret>` and is overwritten when it is dropped.
///
/// Comparing two secrets takes the same time wherever they differ. Serializing writes the text itself: a secret that
/// could not be sent would be of no use.
#[derive(Clone, Default)]
pub struct Secret(Option<SecretString>);

impl Secret {
    /// Takes the text. A `String` is moved and not copied, unless it has spare room: then it is shrunk, which may leave a
    /// copy behind. A copy that the caller keeps is the caller's.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self(None) } else { Self(Some(SecretString::from(text))) }
    }

    /// The text, in the open. Every use of this method is a place to review.
    pub fn expose(&self) -> &str {
        self.0.as_ref().map_or("", ExposeSecret::expose_secret)
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("<secret>")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose().as_bytes().ct_eq(other.expose().as_bytes()).into()
    }
}

impl Eq for Secret {}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.expose())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl Empty for Secret {
    const EMPTY: Self = Self(None);
}

/// `xs:string`: kept to the last blank.
impl Text for Secret {
    fn set(&mut self, text: &str) -> bool {
        *self = Self::new(text);
        true
    }

    fn get(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.expose()))
    }

    fn type_name(&self) -> &'static str {
        "xs:string"
    }
}

impl Node for Secret {
    fn empty() -> Self {
        Self::EMPTY
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> xml::Result<()> {
        *self = Self::new(reader.text()?.into_owned());
        Ok(())
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> xml::Result<()> {
        writer.text_element(el, self.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_prints_its_text() {
        let secret = Secret::new("canary-4711");
        let shown = format!("{secret:?} {:#?}", Some(secret.clone()));
        assert!(!shown.contains("canary"), "{shown}");
        assert_eq!(secret.expose(), "canary-4711");
    }

    #[test]
    fn compares_by_text_and_is_empty_by_default() {
        assert_eq!(Secret::new("a"), Secret::from("a"));
        assert_ne!(Secret::new("a"), Secret::new("ab"));
        assert_eq!(Secret::default(), Secret::new(""));
        assert!(Secret::default().is_empty());
    }

    #[test]
    fn travels_through_json_as_its_text() {
        let json = serde_json::to_string(&Secret::new("t")).unwrap();
        assert_eq!(json, "\"t\"");
        assert_eq!(serde_json::from_str::<Secret>(&json).unwrap(), Secret::new("t"));
    }

    #[test]
    fn travels_through_xml_as_its_text() {
        static TOKEN: El = El::new(xml::NONE, "Token");
        let mut writer = Writer::new(&[], xml::WriteOptions::default());
        Secret::new("a<b ").write(&mut writer, &TOKEN).unwrap();
        let text = String::from_utf8(writer.finish()).unwrap();
        assert_eq!(text, "<Token>a&lt;b </Token>");
        let mut reader = Reader::new(&text, &[], xml::ReadOptions::default());
        reader.open(&TOKEN).unwrap();
        let mut secret = Secret::empty();
        secret.read(&mut reader).unwrap();
        assert_eq!(secret, Secret::new("a<b "));
    }
}
