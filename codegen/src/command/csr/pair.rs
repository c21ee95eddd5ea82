//! A key pair and the PKCS#10 request for it.
//!
//! RSA of 2048 bits, and nothing else to choose. The partner's guide names no kind of key, but it speaks of a request
//! that is made and installed on one machine and exported from there, as Windows does it, and its own side is IIS and
//! WCF. An authority of such a house may refuse an elliptic curve, and may list the sizes that it takes; 2048 is the
//! one that all of them list, and it serves until 2030, longer than a certificate lives. A refused request costs days.

use std::fmt::Write;

use getrandom::SysRng;
use pkcs8::pkcs5::pbes2;
use pkcs8::{EncodePrivateKey, LineEnding, PrivateKeyInfoRef};
use rcgen::{
    CertificateParams, DistinguishedName, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256,
    PublicKeyData,
};
use rsa::PrivateKey;
use rustls_pki_types::PrivatePkcs8KeyDer;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::subject::Subject;

/// Bits of the modulus.
const SIZE: usize = 2048;

/// What was made.
pub(super) struct Pair {
    /// PKCS#8, encrypted if there is a passphrase.
    pub(super) key_pem: Zeroizing<String>,
    /// PKCS#10.
    pub(super) request_pem: String,
    /// The SHA-256 of the SubjectPublicKeyInfo in hexadecimal digits: what `CertificatePin` of the runtime reads.
    pub(super) pin: String,
}

/// Why none was made: a library says so, and none of them repeats a secret.
pub(super) type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Makes a new key, and a request for a client certificate with this subject.
pub(super) fn make(subject: &Subject, passphrase: Option<&str>) -> Result<Pair, Failure> {
    // The one thing that `rsa` does here: ring, which signs the request, does not make RSA keys.
    let key = PrivateKey::new(&mut SysRng, SIZE)?.to_pkcs8_der()?;
    let signer =
        KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(key.as_bytes()), &PKCS_RSA_SHA256)?;
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    for (r#type, value) in subject.encoded()? {
        params.distinguished_name.push(r#type, value);
    }
    // What a client certificate is for; an authority that decides by itself leaves it aside.
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let request_pem = params.serialize_request(&signer)?.pem()?;

    let mut pin = String::new();
    for byte in Sha256::digest(signer.subject_public_key_info()) {
        write!(pin, "{byte:02x}")?;
    }
    let key_pem = match passphrase {
        None => key.to_pem("PRIVATE KEY", LineEnding::LF)?,
        Some(passphrase) => {
            // PBKDF2 and AES-256, which every tool that is in use opens; scrypt, the library's first choice, is not.
            let cipher = pbes2::Parameters::generate_pbkdf2(&mut SysRng)?;
            PrivateKeyInfoRef::try_from(key.as_bytes())?
                .encrypt_with_params(cipher, passphrase)?
                .to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF)?
        }
    };
    Ok(Pair { key_pem, request_pem, pin })
}
