//! The throwaway certificate authorities and certificates of one sandbox, made when it starts and never stored by it.

use std::collections::HashMap;
use std::fmt;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest, Sha256};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How long the certificates are valid: longer than any test run, far below what strict clients refuse.
const LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A certificate and its private key as PEM texts (the key as PKCS#8). Debug shows neither.
#[derive(Clone)]
pub struct Identity {
    /// The certificate, one PEM section.
    pub certificate_pem: String,
    /// The private key, one PEM section.
    pub key_pem: String,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
}

/// A certificate with what the TLS stack of this process needs of it.
pub(crate) struct Leaf {
    pub(crate) identity: Identity,
    pub(crate) certificate: CertificateDer<'static>,
    key: Vec<u8>,
}

impl Leaf {
    /// The private key in the form that rustls takes.
    pub(crate) fn key(&self) -> PrivateKeyDer<'static> {
        PrivatePkcs8KeyDer::from(self.key.clone()).into()
    }
}

/// A certificate authority: its certificate, and the key to sign with.
pub(crate) struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    common_name: String,
}

/// What a certificate is for.
enum Purpose {
    Server,
    Client,
}

impl Authority {
    /// A new root. It may sign end certificates only (path length 0) and revocation lists.
    pub(crate) fn new(common_name: &str) -> Result<Self, rcgen::Error> {
        let mut params = subject(common_name, CertificateParams::default());
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        valid(&mut params, SystemTime::now() - DAY, SystemTime::now() + LIFETIME);
        let issuer = CertifiedIssuer::self_signed(params, new_key()?)?;
        Ok(Self { issuer, common_name: common_name.to_owned() })
    }

    /// The authority's own certificate as PEM: the trust anchor of whoever checks what it signed.
    pub(crate) fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// The authority's own certificate.
    pub(crate) fn der(&self) -> CertificateDer<'static> {
        self.issuer.der().clone()
    }

    /// A server certificate for `localhost` and `127.0.0.1`.
    pub(crate) fn server(&self) -> Result<Leaf, rcgen::Error> {
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        self.sign("localhost", CertificateParams::new(names)?, &Purpose::Server, SystemTime::now() + LIFETIME)
    }

    /// A client certificate that is in date.
    pub(crate) fn client(&self, common_name: &str) -> Result<Leaf, rcgen::Error> {
        let until = SystemTime::now() + LIFETIME;
        self.sign(common_name, CertificateParams::default(), &Purpose::Client, until)
    }

    /// A client certificate that ended yesterday.
    pub(crate) fn expired_client(&self, common_name: &str) -> Result<Leaf, rcgen::Error> {
        let until = SystemTime::now() - DAY;
        self.sign(common_name, CertificateParams::default(), &Purpose::Client, until)
    }

    fn sign(
        &self,
        common_name: &str,
        params: CertificateParams,
        purpose: &Purpose,
        until: SystemTime,
    ) -> Result<Leaf, rcgen::Error> {
        let mut params = subject(common_name, params);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![match purpose {
            Purpose::Server => ExtendedKeyUsagePurpose::ServerAuth,
            Purpose::Client => ExtendedKeyUsagePurpose::ClientAuth,
        }];
        params.use_authority_key_identifier_extension = true;
        valid(&mut params, until - LIFETIME - DAY, until);
        let key = new_key()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        Ok(Leaf {
            identity: Identity { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() },
            certificate: certificate.der().clone(),
            key: key.serialize_der(),
        })
    }
}

impl fmt::Debug for Authority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authority").field("common_name", &self.common_name).finish_non_exhaustive()
    }
}

fn new_key() -> Result<KeyPair, rcgen::Error> {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)
}

fn subject(common_name: &str, mut params: CertificateParams) -> CertificateParams {
    params.distinguished_name.push(DnType::OrganizationName, "Bindery sandbox, throwaway");
    params.distinguished_name.push(DnType::CommonName, common_name);
    params
}

fn valid(params: &mut CertificateParams, from: SystemTime, until: SystemTime) {
    params.not_before = from.into();
    params.not_after = until.into();
}

/// Which PartnerId a client certificate belongs to, by the SHA-256 of the certificate.
///
/// PAPI3 documentation: the partner checks that the certificate is the right one for the PartnerId and the
/// environment. A chain that is valid says only the second.
#[derive(Clone, Debug, Default)]
pub(crate) struct Register {
    partner_ids: HashMap<[u8; 32], i32>,
}

impl Register {
    /// Enters a certificate as one of `partner_id`.
    pub(crate) fn enter(&mut self, certificate: &CertificateDer<'_>, partner_id: i32) {
        self.partner_ids.insert(Sha256::digest(certificate).into(), partner_id);
    }

    /// The PartnerId of a certificate; `None` for one that was never entered.
    pub(crate) fn partner_id(&self, certificate: &CertificateDer<'_>) -> Option<i32> {
        let digest: [u8; 32] = Sha256::digest(certificate).into();
        self.partner_ids.get(&digest).copied()
    }
}

#[cfg(test)]
mod tests;
