//! One check: its two images and its amount, as the caller hands them over.

use std::fmt;

use bytes::Bytes;
use rust_decimal::Decimal;

use crate::error::Error;
use crate::hash::ImageHash;

/// A check that is to be deposited. Cheap to clone: clones share the images.
#[derive(Clone)]
pub struct Check {
    amount: Decimal,
    images: Images,
}

/// Both sides of a check, as they were captured.
#[derive(Clone)]
pub struct Images {
    pub(crate) front: Bytes,
    pub(crate) back: Bytes,
}

impl Check {
    /// A check of this amount. The images are sent as they are; the sender's capture decides their format.
    ///
    /// # Errors
    /// [`Error::Amount`] if the amount is not above zero or has a fraction of a cent, [`Error::NoImage`] if a side is
    /// empty.
    pub fn new(front: impl Into<Bytes>, back: impl Into<Bytes>, amount: Decimal) -> Result<Self, Error> {
        Ok(Self { amount: money(amount)?, images: Images::new(front, back)? })
    }

    /// The amount, in dollars with two places.
    #[must_use]
    pub fn amount(&self) -> Decimal {
        self.amount
    }

    /// Front and back, in this order, as they are sent.
    #[must_use]
    pub fn sides(&self) -> (Bytes, Bytes) {
        (self.images.front.clone(), self.images.back.clone())
    }

    pub(crate) fn images(&self) -> &Images {
        &self.images
    }
}

impl Images {
    /// Both sides. PAPI3 documentation: where one side is taken again, both are sent.
    ///
    /// # Errors
    /// [`Error::NoImage`] if a side is empty.
    pub fn new(front: impl Into<Bytes>, back: impl Into<Bytes>) -> Result<Self, Error> {
        let images = Self { front: front.into(), back: back.into() };
        if images.front.is_empty() || images.back.is_empty() { Err(Error::NoImage) } else { Ok(images) }
    }

    pub(crate) fn hashes(&self) -> (ImageHash, ImageHash) {
        (ImageHash::of(&self.front), ImageHash::of(&self.back))
    }
}

/// An amount as the partner takes it: above zero, two places, a dot.
pub(crate) fn money(amount: Decimal) -> Result<Decimal, Error> {
    let mut exact = amount.normalize();
    if exact <= Decimal::ZERO || exact.scale() > 2 {
        return Err(Error::Amount);
    }
    exact.rescale(2);
    // An amount so large that it has no room for cents cannot be told from a wrong one.
    if exact.scale() == 2 { Ok(exact) } else { Err(Error::Amount) }
}

impl fmt::Debug for Check {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Check").finish_non_exhaustive()
    }
}

impl fmt::Debug for Images {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Images").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_whole_cents_above_zero() {
        for (given, sent) in [("20.11", "20.11"), ("20.1", "20.10"), ("20", "20.00"), ("20.1100", "20.11")] {
            assert_eq!(money(given.parse().unwrap()).unwrap().to_string(), sent);
        }
        for wrong in ["0", "-0.01", "0.001", "20.111", "79228162514264337593543950335"] {
            assert!(matches!(money(wrong.parse().unwrap()), Err(Error::Amount)), "{wrong}");
        }
    }

    #[test]
    fn both_sides_are_needed() {
        assert!(matches!(Check::new("front", "", Decimal::ONE), Err(Error::NoImage)));
        assert!(matches!(Check::new("", "back", Decimal::ONE), Err(Error::NoImage)));
    }
}
