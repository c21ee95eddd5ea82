//! Values that are kept as they were written: dates with their zone, whole numbers of any size, collapsed text.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::error::Result;
use super::escape;
use super::form;
use super::name::El;
use super::reader::Reader;
use super::value::{Empty, Node, Text};
use super::writer::Writer;

/// Text that is valid for its kind and keeps every digit: nothing is rounded, no zone is converted.
///
/// Made by parsing: `"2020-08-24T11:21:56.603Z".parse::<DateTime>()`. White space around it is dropped.
pub struct Lexical<K> {
    text: String,
    kind: PhantomData<fn() -> K>,
}

/// A kind of [`Lexical`]: which texts are valid.
pub trait Form {
    /// The name of the type, for errors: `xs:dateTime`.
    const TYPE: &'static str;

    /// Whether a text without white space around it is valid.
    fn is_valid(text: &str) -> bool;
}

/// Date and time of day, with a zone or without one: `2020-08-24T11:21:56.603-07:00`.
pub type DateTime = Lexical<form::DateTime>;
/// A date, with a zone or without one: `2020-08-24`.
pub type Date = Lexical<form::Date>;
/// A time of day, with a zone or without one: `11:21:56.603`.
pub type Time = Lexical<form::Time>;
/// A duration: `P1DT12H`.
pub type Duration = Lexical<form::Duration>;
/// A part of a date: a year `2020`, a month `2020-08`, or what recurs: `--08-24`, `---24`, `--08`.
pub type PartialDate = Lexical<form::PartialDate>;
/// A whole number of any size.
pub type Integer = Lexical<form::Integer>;
/// Text whose white space means nothing: runs of it are one blank.
pub type Token = Lexical<form::Token>;

/// The text is not valid for its type. What it was is not said: it may be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invalid {
    /// The name of the type, for example `xs:dateTime`.
    pub r#type: &'static str,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the value is not a valid {}", self.r#type)
    }
}

impl std::error::Error for Invalid {}

impl<K> Lexical<K> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<K: Form> FromStr for Lexical<K> {
    type Err = Invalid;

    fn from_str(text: &str) -> std::result::Result<Self, Invalid> {
        let mut value = Self::EMPTY;
        if value.set(text) { Ok(value) } else { Err(Invalid { r#type: K::TYPE }) }
    }
}

impl<K> Empty for Lexical<K> {
    const EMPTY: Self = Self { text: String::new(), kind: PhantomData };
}

impl<K: Form> Text for Lexical<K> {
    fn set(&mut self, text: &str) -> bool {
        keep(&mut self.text, text, K::is_valid)
    }

    fn get(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(&self.text))
    }

    fn type_name(&self) -> &'static str {
        K::TYPE
    }
}

impl<K: Form> Node for Lexical<K> {
    fn empty() -> Self {
        Self::EMPTY
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        reader.value(self)
    }

    fn write(&self, writer: &mut Writer, el: &'static El) -> Result<()> {
        writer.text_element(el, &self.text)
    }
}

/// Collapses the white space and keeps the text if it is valid.
fn keep(kept: &mut String, text: &str, is_valid: fn(&str) -> bool) -> bool {
    let text = escape::trim(text);
    let dense = !text.contains("  ") && !text.contains(['\t', '\n', '\r']);
    let text = if dense {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.split(escape::is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
    };
    let valid = is_valid(&text);
    if valid {
        *kept = text.into_owned();
    }
    valid
}

// Written out, not derived: a derive would ask the same of the kind, which has no values.

impl<K> Clone for Lexical<K> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), kind: PhantomData }
    }
}

impl<K> PartialEq for Lexical<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<K> Eq for Lexical<K> {}

impl<K> std::hash::Hash for Lexical<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<K> fmt::Debug for Lexical<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, f)
    }
}

impl<K> fmt::Display for Lexical<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<K> Serialize for Lexical<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, K: Form> Deserialize<'de> for Lexical<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<K: Form>(valid: &[&str], wrong: &[&str]) {
        for text in valid {
            let value: Lexical<K> = text.parse().unwrap_or_else(|_| panic!("{text} is a valid {}", K::TYPE));
            assert_eq!(value.as_str(), *text);
        }
        for text in wrong {
            assert_eq!(text.parse::<Lexical<K>>(), Err(Invalid { r#type: K::TYPE }), "{text}");
        }
    }

    #[test]
    fn date_times_keep_digits_and_zone() {
        check::<form::DateTime>(
            &[
                "2020-08-24T11:21:56.603Z",
                "2020-08-24T11:21:56.6030000-07:00",
                "2020-08-24T11:21:56",
                "2020-08-24T24:00:00",
                "0000-01-01T00:00:00",
                "-0044-03-15T00:00:00Z",
                "2020-02-29T00:00:00",
                "12020-01-01T00:00:00+14:00",
            ],
            &[
                "",
                "2020-08-24",
                "2020-08-24 11:21:56",
                "2020-08-24T11:21:56-0700",
                "2020-08-24T24:00:01",
                "2016-12-31T23:59:60Z",
                "2020-13-01T00:00:00",
                "2019-02-29T00:00:00",
                "2020-8-24T11:21:56",
                "20-08-24T11:21:56",
                "2020-08-24T11:21:56.",
                "2020-08-24T11:21:56+15:00",
                "2020-08-24T11:21:56é",
                "٢٠٢٠-08-24T11:21:56",
            ],
        );
    }

    #[test]
    fn dates_and_their_parts() {
        check::<form::Date>(
            &["2020-08-24", "2020-08-24Z", "2020-08-24-07:00"],
            &["2020-08", "2020-08-24T00:00:00", "é", "-07:00"],
        );
        check::<form::Time>(
            &["11:21:56", "11:21:56.1+01:00", "24:00:00.0"],
            &["11:21", "24:00:00.1", "11:21:56Z1"],
        );
        check::<form::PartialDate>(
            &["2020", "2020-08", "--08-24", "---31", "--02-29", "2020Z", "2020-08-07:00", "--08", "-0044"],
            &["20", "2020-13", "--02-30", "---32", "-", ""],
        );
    }

    #[test]
    fn durations() {
        check::<form::Duration>(
            &["P1Y2M3DT4H5M6.7S", "-P1D", "PT0S", "P1M", "PT1M"],
            &["P", "PT", "P1DT", "1D", "P1S", "PT1D", "P1M1Y", "P1.5D", "PT1.S", "P-1D", "P1D1"],
        );
    }

    #[test]
    fn whole_numbers_and_tokens() {
        check::<form::Integer>(
            &["+5", "05", "-123456789012345678901234567890"],
            &["", "5.0", "1e3", "-", "٥", "1 2"],
        );
        assert_eq!(" a \t b\r\nc ".parse::<Token>().unwrap().as_str(), "a b c");
        assert_eq!(" 7 ".parse::<Integer>().unwrap().to_string(), "7");
    }

    #[test]
    fn json_carries_the_text() {
        let value: DateTime = serde_json::from_str("\"2020-08-24T11:21:56Z\"").unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), "\"2020-08-24T11:21:56Z\"");
        let error = serde_json::from_str::<DateTime>("\"hunter2\"").unwrap_err().to_string();
        assert!(!error.contains("hunter2"), "{error}");
    }
}
