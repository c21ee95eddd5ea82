//! Which certificate belongs to our key, whether it may be shown as a client, and which others follow it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustls_pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::error::{Error, Kind, Result};

/// From this many days before its end on, a certificate's end is announced in the log.
const ANNOUNCE_DAYS: i64 = 30;

/// The chain to present: the certificate with this public key first, then its issuers as far as they are given.
///
/// The order of the input does not matter; duplicates and certificates that do not belong to the chain are left out,
/// and so is a root, which the partner has itself.
pub(super) fn arrange(
    certificates: &[CertificateDer<'static>],
    public_key: &[u8],
    what: &str,
    now: SystemTime,
) -> Result<Vec<CertificateDer<'static>>> {
    if certificates.is_empty() {
        return Err(mistake(
            format!("{what} has no certificate"),
            "Give the certificate the partner issued.",
        ));
    }
    let parsed = certificates
        .iter()
        .map(|der| {
            X509Certificate::from_der(der).map(|(_, certificate)| certificate).map_err(|_| {
                mistake(format!("{what} has a damaged certificate"), "Copy the file again, whole.")
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let Some(leaf) = parsed.iter().position(|certificate| certificate.public_key().raw == public_key) else {
        return Err(mistake(
            format!("the private key does not belong to the certificate in {what}"),
            "Give the key the certificate request was made with.",
        ));
    };
    check(&parsed[leaf], what, now)?;

    let mut chain = vec![leaf];
    let mut last = &parsed[leaf];
    while last.issuer() != last.subject() {
        let issuer = (0..parsed.len()).find(|&index| {
            !chain.contains(&index)
                && parsed[index].subject() == last.issuer()
                && parsed[index].issuer() != parsed[index].subject()
                && parsed[index].public_key().raw != public_key
        });
        let Some(issuer) = issuer else { break };
        chain.push(issuer);
        last = &parsed[issuer];
    }
    Ok(chain.into_iter().map(|index| certificates[index].clone()).collect())
}

fn check(leaf: &X509Certificate<'_>, what: &str, now: SystemTime) -> Result<()> {
    let now = now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    let now = i64::try_from(now).unwrap_or(i64::MAX);
    let validity = leaf.validity();
    let end = validity.not_after.to_datetime().date();
    if now < validity.not_before.timestamp() {
        let start = validity.not_before.to_datetime().date();
        return Err(mistake(
            format!("the certificate in {what} is not valid before {start}"),
            "Wait, or correct this machine's clock.",
        ));
    }
    if now > validity.not_after.timestamp() {
        return Err(mistake(
            format!("the certificate in {what} expired on {end}"),
            "Ask the partner for a new certificate, or correct this machine's clock.",
        ));
    }
    let days_left = (validity.not_after.timestamp() - now) / (24 * 60 * 60);
    if days_left < ANNOUNCE_DAYS {
        tracing::warn!(days_left, not_after = %end, "the client certificate expires soon");
    }
    let unusable = |lack: &str| {
        Err(mistake(
            format!("the certificate in {what} {lack}"),
            "Ask the partner for a certificate for client authentication.",
        ))
    };
    if let Ok(Some(usage)) = leaf.extended_key_usage()
        && !(usage.value.client_auth || usage.value.any)
    {
        return unusable("is not for client authentication");
    }
    if let Ok(Some(usage)) = leaf.key_usage()
        && !usage.value.digital_signature()
    {
        return unusable("may not be used for digital signatures");
    }
    Ok(())
}

fn mistake(place: String, remedy: &'static str) -> Error {
    Error::new(Kind::Identity, place).with_remedy(remedy)
}
