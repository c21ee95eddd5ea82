//! Decimals that stand in JSON as numbers, and values that are one of several forms: both need the text itself.
//!
//! serde_json hands numbers over as floats, which cannot hold `20.11`. Its raw values keep the digits, in both
//! directions; its feature `arbitrary_precision` would too, but changes what every other user of it in a program reads.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{DeserializeOwned, Error as _};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A decimal that travels as a JSON number with exactly its digits: `20.10` is written `20.10`.
///
/// Reading takes numbers and, because some partners quote what their contract calls a number, numbers in quotes. What
/// a decimal cannot hold exactly (28 digits) is refused, never rounded.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number(pub Decimal);

impl fmt::Debug for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, formatter)
    }
}

impl From<Decimal> for Number {
    fn from(decimal: Decimal) -> Self {
        Self(decimal)
    }
}

impl From<Number> for Decimal {
    fn from(number: Number) -> Self {
        number.0
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let digits = RawValue::from_string(self.0.to_string());
        digits.map_err(|_| S::Error::custom("the decimal is no JSON number"))?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get().trim_matches('"');
        exact(text)
            .map(Self)
            .ok_or_else(|| D::Error::custom("the value is no number that a decimal holds exactly"))
    }
}

/// The decimal that a JSON number is, if there is one.
fn exact(text: &str) -> Option<Decimal> {
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let whole = digits.strip_prefix('-').unwrap_or(digits);
    let edges = whole.starts_with(|first: char| first.is_ascii_digit()) && !whole.ends_with('.');
    if !edges || whole.contains('_') {
        return None;
    }
    let mut decimal = Decimal::from_str_exact(digits).ok()?;
    if exponent == 0 || decimal.is_zero() {
        return Some(decimal);
    }
    let scale = i64::from(decimal.scale()).checked_sub(exponent)?;
    if scale >= 0 {
        decimal.set_scale(u32::try_from(scale).ok()?).ok()?;
        return Some(decimal);
    }
    decimal.set_scale(0).ok()?;
    let power = 10_i128.checked_pow(u32::try_from(-scale).ok()?)?;
    decimal.checked_mul(Decimal::try_from_i128_with_scale(power, 0).ok()?)
}

/// A value whose form is not known before it is read: each form that the contract lists is tried on its text.
pub struct OneOf(Box<RawValue>);

impl OneOf {
    /// The value as one of the forms; `None` if it has another.
    pub fn read<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(self.0.get()).ok()
    }

    /// The error of a value that has none of the forms. It does not show the value.
    pub fn mismatch<E: serde::de::Error>() -> E {
        E::custom("the value has none of the forms that the contract lists")
    }
}

impl<'de> Deserialize<'de> for OneOf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(Self)
    }
}

impl fmt::Debug for OneOf {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("OneOf(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Members, Patch, read};

    fn number(text: &str) -> Number {
        Number(text.parse().unwrap())
    }

    #[test]
    fn fault_f4_decimals_are_numbers_with_their_digits() {
        for text in ["20.11", "20.10", "0", "-0.01", "9007199254740993", "0.1234567890123456789012345678"] {
            assert_eq!(serde_json::to_string(&number(text)).unwrap(), text);
            assert_eq!(read::<Number>(text.as_bytes()).unwrap().to_string(), text);
        }
        for (json, text) in
            [("2e3", "2000"), ("2.50E1", "25.0"), ("25e-1", "2.5"), ("\"1.50\"", "1.50"), ("0e9", "0")]
        {
            assert_eq!(read::<Number>(json.as_bytes()).unwrap().to_string(), text, "{json}");
        }
        let long = format!("0.{}1", "0".repeat(28));
        for json in [long.as_str(), "1e40", "1e-40", "\"1_0\"", "\"\"", "\".5\"", "true", "null", "[1]", "{}"]
        {
            assert!(read::<Number>(json.as_bytes()).is_err(), "{json}");
        }
    }

    #[test]
    fn fault_f4_digits_survive_in_every_place_of_a_record() {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        struct Payment {
            amount: Number,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            fee: Option<Number>,
            #[serde(default, skip_serializing_if = "Patch::is_absent")]
            limit: Patch<Number>,
            parts: Vec<Number>,
            kept: std::collections::BTreeMap<String, Number>,
            #[serde(flatten)]
            unlisted: Members,
        }
        let json =
            r#"{"amount":20.10,"fee":0.05,"limit":1.00,"parts":[1.10,2.00],"kept":{"a":3.30},"x":"y"}"#;
        let payment: Payment = read(json.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&payment).unwrap(), json);
    }

    #[test]
    fn fault_f4_a_choice_keeps_digits_and_large_integers() {
        let value: OneOf = read(b"20.10").unwrap();
        assert_eq!(value.read::<bool>(), None);
        assert_eq!(value.read::<Number>(), Some(number("20.10")));
        let value: OneOf = read(b"18446744073709551616").unwrap();
        assert_eq!(value.read::<i128>(), Some(18_446_744_073_709_551_616));
        assert_eq!(read::<i128>(b"18446744073709551616").unwrap(), 18_446_744_073_709_551_616);
    }
}
