//! Who we are to the partner: a client certificate and its private key.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use rustls::crypto::CryptoProvider;
use rustls::sign::CertifiedKey;
use zeroize::Zeroizing;

use super::{chain, pem, pkcs12};
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;

/// A client certificate with its private key, from PEM or PKCS#12.
///
/// PEM keys may be PKCS#8 (encrypted or not), PKCS#1 or SEC1; the certificate file may hold the chain in any order, and
/// one file may hold both. Nothing is read before the transport is built; mistakes are reported there, all at once. A
/// key file that everyone may write is refused, one that others may read is warned about.
#[derive(Clone)]
pub struct Identity {
    source: Source,
    passphrase: Option<Secret>,
}

#[derive(Clone)]
enum Source {
    PemFiles { certificate: PathBuf, key: PathBuf },
    Pem { certificate: Zeroizing<Vec<u8>>, key: Zeroizing<Vec<u8>> },
    Pkcs12File(PathBuf),
    Pkcs12(Zeroizing<Vec<u8>>),
}

impl Identity {
    /// A certificate file and a key file, both PEM.
    pub fn pem_files(certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self {
            source: Source::PemFiles { certificate: certificate.into(), key: key.into() },
            passphrase: None,
        }
    }

    /// A certificate and a key, both PEM, already in memory.
    pub fn pem(certificate: impl Into<Vec<u8>>, key: impl Into<Vec<u8>>) -> Self {
        let key = Zeroizing::new(key.into());
        // One text may hold both.
        let certificate = Zeroizing::new(certificate.into());
        Self { source: Source::Pem { certificate, key }, passphrase: None }
    }

    /// A PKCS#12 file (`.p12`, `.pfx`).
    pub fn pkcs12_file(path: impl Into<PathBuf>, passphrase: Secret) -> Self {
        Self { source: Source::Pkcs12File(path.into()), passphrase: Some(passphrase) }
    }

    /// A PKCS#12 archive already in memory.
    pub fn pkcs12(archive: impl Into<Vec<u8>>, passphrase: Secret) -> Self {
        Self { source: Source::Pkcs12(Zeroizing::new(archive.into())), passphrase: Some(passphrase) }
    }

    /// The passphrase of an encrypted PEM key.
    #[must_use]
    pub fn with_passphrase(mut self, passphrase: Secret) -> Self {
        self.passphrase = Some(passphrase);
        self
    }

    /// Reads, decrypts, matches and checks the pair.
    pub(super) fn load(&self, provider: &CryptoProvider, now: SystemTime) -> Result<Arc<CertifiedKey>> {
        let what = self.to_string();
        let (certificates, key) = match &self.source {
            Source::PemFiles { certificate, key } => {
                let key = self.pem_key(&read_key(key)?, &format!("the key file {}", key.display()))?;
                let certificate_text = read(certificate)?;
                (pem::certificates(&certificate_text, &what)?, key)
            }
            Source::Pem { certificate, key } => {
                (pem::certificates(certificate, &what)?, self.pem_key(key, "the private key")?)
            }
            Source::Pkcs12File(path) => self.pkcs12_pair(&read_key(path)?, &what)?,
            Source::Pkcs12(archive) => self.pkcs12_pair(archive, &what)?,
        };
        let key = provider.key_provider.load_private_key(key).map_err(|error| {
            Error::new(Kind::Identity, format!("the private key of {what} cannot be used"))
                .with_remedy(
                    "Use an RSA key of 2048 to 8192 bits, or an ECDSA key on P-256 or P-384, or Ed25519.",
                )
                .because(error)
        })?;
        let Some(public_key) = key.public_key() else {
            return Err(Error::new(Kind::Identity, format!("the private key of {what} has no public part")));
        };
        let chain = chain::arrange(&certificates, &public_key, &what, now)?;
        Ok(Arc::new(CertifiedKey::new(chain, key)))
    }

    fn pem_key(&self, text: &[u8], what: &str) -> Result<rustls_pki_types::PrivateKeyDer<'static>> {
        pem::private_key(text, self.passphrase.as_ref(), what)
    }

    fn pkcs12_pair(
        &self,
        archive: &[u8],
        what: &str,
    ) -> Result<(Vec<rustls_pki_types::CertificateDer<'static>>, rustls_pki_types::PrivateKeyDer<'static>)>
    {
        pkcs12::open(archive, self.passphrase.as_ref().unwrap_or(&Secret::default()), what)
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::PemFiles { certificate, .. } => write!(formatter, "the file {}", certificate.display()),
            Source::Pem { .. } => formatter.write_str("the PEM text given"),
            Source::Pkcs12File(path) => write!(formatter, "the file {}", path.display()),
            Source::Pkcs12(_) => formatter.write_str("the PKCS#12 archive given"),
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Identity({self})")
    }
}

/// Reads a file of an identity or of the trusted authorities.
pub(super) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    fs::read(path).map(Zeroizing::new).map_err(|error| {
        Error::new(Kind::Identity, format!("the file {} cannot be read", path.display()))
            .with_remedy("Check that it exists and that this process may read it.")
            .because(error)
    })
}

/// Reads a file that holds a private key, if nobody else can have written it.
fn read_key(path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let content = read(path)?;
    #[cfg(unix)]
    check_mode(path)?;
    Ok(content)
}

#[cfg(unix)]
fn check_mode(path: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let Ok(metadata) = fs::metadata(path) else { return Ok(()) };
    let mode = metadata.permissions().mode();
    if mode & 0o002 != 0 {
        return Err(Error::new(
            Kind::Identity,
            format!("everyone may write the key file {}", path.display()),
        )
        .with_remedy("Make it readable by its owner only: chmod 600."));
    }
    if mode & 0o044 != 0 {
        tracing::warn!(path = %path.display(), "others may read this private key; chmod 600 hides it");
    }
    Ok(())
}
