//! Money in JSON: read exactly or not at all, never by way of a rounded float.

use std::fmt;

use rust_decimal::Decimal;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Map, Patch};
use crate::xml::Text;

/// Significant digits that a binary float keeps of any decimal number.
const FLOAT_DIGITS: usize = 15;

/// Reads decimals, for `#[serde(deserialize_with)]`.
///
/// A text must be digits with at most one point and a sign, as in XML: no exponent, no grouping, and no more digits than
/// a [`Decimal`] holds. A number with a fraction reaches us as a binary float; it is taken only if it has at most 15
/// significant digits, which such a float keeps.
///
/// # Errors
/// Whatever cannot be taken as it was meant is refused rather than rounded.
pub fn decimal<'de, D: Deserializer<'de>, T: Decimals>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

/// A decimal, or what holds decimals: the types that fields of money have.
pub trait Decimals: Sized {
    /// Reads the value; see [`decimal`].
    ///
    /// # Errors
    /// A decimal that cannot be taken exactly.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

impl Decimals for Decimal {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Exactly)
    }
}

/// What reads each of its decimals exactly.
struct Exact<T>(T);

impl<'de, T: Decimals> Deserialize<'de> for Exact<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Self)
    }
}

impl<T: Decimals> Decimals for Option<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<Exact<T>>::deserialize(deserializer)?.map(|exact| exact.0))
    }
}

impl<T: Decimals> Decimals for Patch<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<T>::read(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

impl<T: Decimals> Decimals for Vec<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // As any other list: `null` says the same as leaving it out.
        let items = Option::<Vec<Exact<T>>>::deserialize(deserializer)?.unwrap_or_default();
        Ok(items.into_iter().map(|exact| exact.0).collect())
    }
}

impl<T: Decimals> Decimals for Map<T> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let exact = Map::<Exact<T>>::deserialize(deserializer)?;
        Ok(exact.into_iter().map(|(name, exact)| (name, exact.0)).collect())
    }
}

struct Exactly;

impl Visitor<'_> for Exactly {
    type Value = Decimal;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a decimal number, or its text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Decimal, E> {
        let mut value = Decimal::ZERO;
        if value.set(text) {
            Ok(value)
        } else {
            Err(E::custom("the text is not a decimal number that can be kept"))
        }
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Decimal, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Decimal, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Decimal, E> {
        // The shortest text that is this very float.
        let text = value.to_string();
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let significant =
            if text.contains('.') { digits.trim_start_matches('0') } else { digits.trim_matches('0') };
        if significant.len() > FLOAT_DIGITS {
            return Err(E::custom(
                "the number has more digits than can be read exactly; it must be sent as text",
            ));
        }
        Decimal::from_str_exact(&text).map_err(|_| E::custom("the number is out of the range of decimals"))
    }
}
