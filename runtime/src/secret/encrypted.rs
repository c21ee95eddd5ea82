//! What the partner's SDK encrypted in the user's device: relayed, never read here.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::Secret;
use crate::error::{Error, Kind, Result};

/// A text that was encrypted in the user's device, or by the partner for it. It prints as `<encrypted>`.
///
/// There is no way to it from a plain date of birth, social security number, card number or PIN: what looks like one
/// is refused, here and when it comes out of JSON, because such data must not pass through a server at all. Do not
/// store or compare it; give it to the call, or to the device.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Encrypted(Secret);

impl Encrypted {
    /// What the SDK in the user's device made.
    ///
    /// # Errors
    /// [`Kind::Configuration`] if it is empty or looks like plain data: digits and separators only, or JSON that no
    /// encryption made. The text is not in the error.
    pub fn from_device(text: impl Into<String>) -> Result<Self> {
        let secret = Secret::new(text);
        if secret.is_empty() || looks_plain(secret.expose()) {
            let place = "the data for an encrypted field is empty or looks plain";
            let remedy =
                "Let the partner's SDK encrypt it in the user's device, and pass on what it returns.";
            return Err(Error::new(Kind::Configuration, place).with_remedy(remedy));
        }
        Ok(Self(secret))
    }

    /// The text, to be handed to the user's device. Every use of this method is a place to review.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// Digits with separators are a number, a date or a code; JSON is what is to be encrypted, unless it is the JSON form
/// of an encrypted text (RFC 7516), which has a member `ciphertext`.
fn looks_plain(text: &str) -> bool {
    let bare = text.trim();
    let digits = bare.chars().any(|one| one.is_ascii_digit()) && !bare.chars().any(char::is_alphabetic);
    digits || (bare.starts_with(['{', '[', '"']) && !bare.contains("\"ciphertext\""))
}

impl fmt::Debug for Encrypted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("<encrypted>")
    }
}

impl<'de> Deserialize<'de> for Encrypted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let secret = Secret::deserialize(deserializer)?;
        if looks_plain(secret.expose()) {
            return Err(D::Error::custom("the value of an encrypted field looks plain"));
        }
        Ok(Self(secret))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_data_is_refused_and_never_shown() {
        for plain in [
            "",
            "078-05-1120",
            "078051120",
            " 1980-01-31 ",
            "01/31/1980",
            "4111 1111 1111 1111",
            "0000",
            "{\"date_of_birth\":\"1980-01-31\"}",
            "[1]",
        ] {
            let error = Encrypted::from_device(plain).unwrap_err();
            assert_eq!(error.kind(), Kind::Configuration, "{plain}");
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("1980") && !shown.contains("078") && !shown.contains("4111"), "{shown}");
        }
        assert!(serde_json::from_str::<Encrypted>("\"078-05-1120\"").is_err());
    }

    #[test]
    fn what_was_encrypted_is_relayed_and_not_printed() {
        for text in ["eyJhbGciOiJSU0EifQ.canary.a.b.c", "{\"ciphertext\":\"canary\"}"] {
            let encrypted = Encrypted::from_device(text).unwrap();
            assert_eq!(format!("{encrypted:?}"), "<encrypted>");
            let json = serde_json::to_string(&encrypted).unwrap();
            assert_eq!(serde_json::from_str::<Encrypted>(&json).unwrap().expose(), text);
        }
    }
}
