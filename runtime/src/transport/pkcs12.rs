//! PKCS#12 files (`.p12`, `.pfx`): one key and its certificates behind a passphrase.

use p12_keystore::{Pkcs12Archive, error::Error as Pkcs12Error};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::error::{Error, Kind, Result};
use crate::secret::Secret;

/// The private key and all certificates of the file.
pub(super) fn open(
    archive: &[u8],
    passphrase: &Secret,
    what: &str,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)> {
    let archive =
        Pkcs12Archive::from_pkcs12(archive, passphrase.expose()).map_err(|error| explain(&error, what))?;
    let [key] = archive.keys.as_slice() else {
        return Err(mistake(
            format!("{what} holds {} private keys", archive.keys.len()),
            "Export a file with exactly one certificate and its key.",
        ));
    };
    let key = PrivatePkcs8KeyDer::from(key.key.as_der().to_vec());
    let certificates =
        archive.certs.iter().map(|bag| CertificateDer::from(bag.cert.as_der().to_vec())).collect();
    Ok((certificates, key.into()))
}

fn explain(error: &Pkcs12Error, what: &str) -> Error {
    match error {
        Pkcs12Error::MacError(_) => {
            mistake(format!("the passphrase does not open {what}"), "Check the passphrase.")
        }
        Pkcs12Error::UnsupportedEncryptionScheme
        | Pkcs12Error::UnsupportedMacAlgorithm
        | Pkcs12Error::Pkcs5Error(_) => mistake(
            format!("{what} is PKCS#12 encrypted with an outdated cipher"),
            "Convert it: openssl pkcs12 -legacy -in old.p12 -nodes -out all.pem, then openssl pkcs12 -export -in \
             all.pem -out new.p12, and delete all.pem.",
        ),
        _ => mistake(
            format!("{what} is damaged or is not PKCS#12"),
            "Export it again, or give a PEM file as PEM.",
        ),
    }
}

fn mistake(place: String, remedy: &'static str) -> Error {
    Error::new(Kind::Identity, place).with_remedy(remedy)
}
