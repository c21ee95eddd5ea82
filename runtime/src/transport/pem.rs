//! PEM as people really have it: text around it, Windows line ends, a byte order mark, any order, encrypted keys.

use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::pkcs5::Error as Pkcs5Error;
use rustls_pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer,
};
use zeroize::Zeroizing;

use crate::error::{Error, Kind, Result};
use crate::secret::Secret;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

/// One section between its BEGIN and END lines.
struct Section<'a> {
    label: &'a str,
    content: &'a str,
}

/// All certificates in the text, in its order.
pub(super) fn certificates(pem: &[u8], what: &str) -> Result<Vec<CertificateDer<'static>>> {
    let text = text_of(pem, what)?;
    sections(text, what)?
        .iter()
        .filter(|section| matches!(section.label, "CERTIFICATE" | "X509 CERTIFICATE"))
        .map(|section| Ok(CertificateDer::from(decode(section, what)?.to_vec())))
        .collect()
}

/// The one private key in the text, decrypted with the passphrase if it is encrypted.
pub(super) fn private_key(
    pem: &[u8],
    passphrase: Option<&Secret>,
    what: &str,
) -> Result<PrivateKeyDer<'static>> {
    let text = text_of(pem, what)?;
    let all = sections(text, what)?;
    let mut keys = all.iter().filter(|section| section.label.ends_with("PRIVATE KEY"));
    let Some(section) = keys.next() else {
        return Err(mistake(
            format!("{what} has no private key"),
            "Give a PEM file with a PRIVATE KEY section.",
        ));
    };
    if keys.next().is_some() {
        return Err(mistake(
            format!("{what} has more than one private key"),
            "Keep the one of the certificate.",
        ));
    }
    if section.content.contains("Proc-Type:") {
        return Err(mistake(
            format!("{what} is encrypted in OpenSSL's traditional form"),
            "Convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.key -out new.key",
        ));
    }
    let der = decode(section, what)?;
    match section.label {
        "PRIVATE KEY" => Ok(PrivatePkcs8KeyDer::from(der.to_vec()).into()),
        "RSA PRIVATE KEY" => Ok(PrivatePkcs1KeyDer::from(der.to_vec()).into()),
        "EC PRIVATE KEY" => Ok(PrivateSec1KeyDer::from(der.to_vec()).into()),
        "ENCRYPTED PRIVATE KEY" => decrypt(&der, passphrase, what),
        _ => Err(mistake(
            format!("{what} holds a private key of a form that is not read"),
            "Convert it to PKCS#8: openssl pkcs8 -topk8 -nocrypt -in old.key -out new.key",
        )),
    }
}

fn decrypt(der: &[u8], passphrase: Option<&Secret>, what: &str) -> Result<PrivateKeyDer<'static>> {
    let Some(passphrase) = passphrase else {
        return Err(mistake(format!("{what} is encrypted"), "Give its passphrase."));
    };
    // The ciphers of old are unknown already when the key's frame is read.
    let outdated = || {
        mistake(
            format!("{what} is damaged or encrypted with an outdated cipher"),
            "Convert it: openssl pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256 -in old.key -out new.key",
        )
    };
    let encrypted = EncryptedPrivateKeyInfoRef::try_from(der).map_err(|_| outdated())?;
    match encrypted.decrypt(passphrase.expose()) {
        Ok(key) => Ok(PrivatePkcs8KeyDer::from(key.as_bytes().to_vec()).into()),
        Err(pkcs8::Error::EncryptedPrivateKey(
            Pkcs5Error::NoPbes1CryptSupport
            | Pkcs5Error::UnsupportedAlgorithm { .. }
            | Pkcs5Error::AlgorithmParametersInvalid { .. },
        )) => Err(outdated()),
        // A wrong passphrase shows as bad padding or as a key that is no key.
        Err(_) => Err(mistake(format!("the passphrase does not open {what}"), "Check the passphrase.")),
    }
}

fn text_of<'a>(pem: &'a [u8], what: &str) -> Result<&'a str> {
    let pem = pem.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(pem);
    std::str::from_utf8(pem).map_err(|_| {
        mistake(
            format!("{what} is not PEM text"),
            "Convert it: openssl x509 -inform DER for a certificate, openssl pkcs8 -inform DER for a key, or give a \
             .p12 file as PKCS#12.",
        )
    })
}

fn sections<'a>(text: &'a str, what: &str) -> Result<Vec<Section<'a>>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(begin) = rest.find(BEGIN) {
        let after = &rest[begin + BEGIN.len()..];
        let broken = || mistake(format!("{what} has a broken PEM section"), "Copy the file again, whole.");
        let label_end = after.find(DASHES).ok_or_else(broken)?;
        let label = &after[..label_end];
        let body = &after[label_end + DASHES.len()..];
        let end = body.find(&format!("{END}{label}{DASHES}")).ok_or_else(broken)?;
        found.push(Section { label, content: &body[..end] });
        rest = &body[end + END.len() + label.len() + DASHES.len()..];
    }
    Ok(found)
}

fn decode(section: &Section<'_>, what: &str) -> Result<Zeroizing<Vec<u8>>> {
    base64_simd::forgiving_decode_to_vec(section.content.as_bytes()).map(Zeroizing::new).map_err(|_| {
        mistake(
            format!("{what} has a {} section that is not base64", section.label),
            "Copy the file again, whole.",
        )
    })
}

fn mistake(place: String, remedy: &'static str) -> Error {
    Error::new(Kind::Identity, place).with_remedy(remedy)
}
