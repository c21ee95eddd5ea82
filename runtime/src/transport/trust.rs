//! Whom we believe: the certificate authorities that may vouch for the partner.

use std::fmt;
use std::path::PathBuf;

use rustls::RootCertStore;

use super::{identity, pem};
use crate::error::{Error, Kind, Result};

/// The authorities a partner's certificate must come from. There is no way to accept any certificate.
#[derive(Clone, Default)]
pub struct Trust(Source);

#[derive(Clone, Default)]
enum Source {
    #[default]
    Public,
    PemFile(PathBuf),
    Pem(Vec<u8>),
}

impl Trust {
    /// The public authorities that web browsers trust (Mozilla's list, compiled in). The default.
    pub fn public() -> Self {
        Self(Source::Public)
    }

    /// Only the authorities in this PEM file.
    pub fn pem_file(path: impl Into<PathBuf>) -> Self {
        Self(Source::PemFile(path.into()))
    }

    /// Only the authorities in this PEM text.
    pub fn pem(text: impl Into<Vec<u8>>) -> Self {
        Self(Source::Pem(text.into()))
    }

    /// The authorities as the TLS library wants them.
    pub(super) fn load(&self) -> Result<RootCertStore> {
        match &self.0 {
            Source::Public => Ok(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }),
            Source::PemFile(path) => {
                let text = identity::read(path).map_err(|error| error.with_kind(Kind::Configuration))?;
                roots(&text, &format!("the file {}", path.display()))
            }
            Source::Pem(text) => roots(text, "the PEM text given as trust"),
        }
    }
}

fn roots(text: &[u8], what: &str) -> Result<RootCertStore> {
    let mistake = |place: String| {
        Error::new(Kind::Configuration, place)
            .with_remedy("Give the PEM certificates of the partner's authorities, or leave the public ones.")
    };
    let certificates = pem::certificates(text, what).map_err(|error| error.with_kind(Kind::Configuration))?;
    if certificates.is_empty() {
        return Err(mistake(format!("{what} has no certificate")));
    }
    let mut roots = RootCertStore::empty();
    for certificate in certificates {
        roots
            .add(certificate)
            .map_err(|error| mistake(format!("{what} has a damaged certificate")).because(error))?;
    }
    Ok(roots)
}

impl fmt::Debug for Trust {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Public => formatter.write_str("Trust(public)"),
            Source::PemFile(path) => write!(formatter, "Trust(the file {})", path.display()),
            Source::Pem(_) => formatter.write_str("Trust(the PEM text given)"),
        }
    }
}
