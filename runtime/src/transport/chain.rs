//! Which certificate belongs to our key, whether it may be shown as a client, and which others follow it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustls_pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, ParsedExtension, X509Certificate};

use crate::error::{Error, Kind, Result};

/// From this many days before its end on, a certificate's end is announced in the log.
const ANNOUNCE_DAYS: i64 = 30;

/// The chain to present: the certificate with this public key first, then its issuers as far as they are given.
///
/// The order of the input does not matter: of several certificates for the key the one that is in date and lasts longest
/// is taken, and so of several issuers; duplicates and certificates that do not belong to the chain are left out,
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
    let seconds = seconds(now);
    let ours = (0..parsed.len()).filter(|&index| parsed[index].public_key().raw == public_key);
    // A renewed certificate may stand beside the old one, for the same key.
    let best = ours.max_by_key(|&index| (is_in_date(&parsed[index], seconds), not_after(&parsed[index])));
    let Some(leaf) = best else {
        return Err(mistake(
            format!("the private key does not belong to the certificate in {what}"),
            "Give the key the certificate request was made with.",
        ));
    };
    check(&parsed[leaf], what, seconds)?;

    let mut chain = vec![leaf];
    let mut last = &parsed[leaf];
    while last.issuer() != last.subject() {
        let issuers = (0..parsed.len()).filter(|&index| {
            !chain.contains(&index)
                && is_issuer(&parsed[index], last)
                && parsed[index].issuer() != parsed[index].subject()
                && parsed[index].public_key().raw != public_key
        });
        let issuer =
            issuers.max_by_key(|&index| (is_in_date(&parsed[index], seconds), not_after(&parsed[index])));
        let Some(issuer) = issuer else { break };
        chain.push(issuer);
        last = &parsed[issuer];
    }
    Ok(chain.into_iter().map(|index| certificates[index].clone()).collect())
}

fn seconds(now: SystemTime) -> i64 {
    let now = now.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    i64::try_from(now).unwrap_or(i64::MAX)
}

fn not_after(certificate: &X509Certificate<'_>) -> i64 {
    certificate.validity().not_after.timestamp()
}

fn is_in_date(certificate: &X509Certificate<'_>, now: i64) -> bool {
    (certificate.validity().not_before.timestamp()..=not_after(certificate)).contains(&now)
}

/// Whether one certificate names the other as its issuer: by subject, and where both tell a key identifier, by that too,
/// since an authority that renews its key keeps its name.
fn is_issuer(issuer: &X509Certificate<'_>, of: &X509Certificate<'_>) -> bool {
    let wanted = of.iter_extensions().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::AuthorityKeyIdentifier(found) => found.key_identifier.as_ref(),
        _ => None,
    });
    let own = issuer.iter_extensions().find_map(|extension| match extension.parsed_extension() {
        ParsedExtension::SubjectKeyIdentifier(found) => Some(found),
        _ => None,
    });
    issuer.subject() == of.issuer() && wanted.zip(own).is_none_or(|(wanted, own)| wanted == own)
}

fn check(leaf: &X509Certificate<'_>, what: &str, now: i64) -> Result<()> {
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
