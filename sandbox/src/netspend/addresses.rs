//! What is refused of an address.

use partners::netspend::types::Address;

use super::answer::{self, Refusal};

/// A postal code whose address is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TestPostalCode {
    /// `postal_code`.
    pub postal_code: &'static str,
    /// The business code.
    pub code: &'static str,
}

/// The postal codes whose addresses are refused. Of no place: the lowest code in use is 00501.
pub const TEST_POSTAL_CODES: [TestPostalCode; 2] = [
    TestPostalCode { postal_code: "00001", code: answer::ADDRESS_MISMATCH.code },
    TestPostalCode { postal_code: "00002", code: answer::ADDRESS_MATCHES.code },
];

/// Whether an address can be taken. Canada is told by its country, general delivery by its first line.
pub(super) fn check(address: &Address) -> Result<(), Refusal> {
    let said = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_ascii_lowercase();
    if matches!(&*said(&address.country), "ca" | "can" | "canada") {
        return Err(answer::ADDRESS_CANADIAN);
    }
    if said(&address.line1).starts_with("general delivery") {
        return Err(answer::ADDRESS_GENERAL_DELIVERY);
    }
    match &*said(&address.postal_code) {
        "00001" => Err(answer::ADDRESS_MISMATCH),
        "00002" => Err(answer::ADDRESS_MATCHES),
        _ => Ok(()),
    }
}

/// Whether an address says enough for an identity check.
pub(super) fn is_whole(address: &Address) -> bool {
    let parts = [&address.line1, &address.city, &address.state, &address.postal_code];
    parts.into_iter().all(|part| part.as_deref().is_some_and(|text| !text.trim().is_empty()))
}
