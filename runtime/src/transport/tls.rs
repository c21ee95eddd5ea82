//! The TLS settings of all connections: versions 1.2 and 1.3, our identity, their authorities.

use std::sync::Arc;
use std::time::SystemTime;

use rustls::ClientConfig;
use rustls::sign::SingleCertAndKey;

use super::{CertificatePin, Identity, Trust};
use crate::error::{Error, Kind};

/// The settings with the pin of the certificate in them, or every mistake in what they are made of.
pub(super) fn settings(
    identity: Option<&Identity>,
    trust: &Trust,
) -> Result<(ClientConfig, Option<CertificatePin>), Vec<Error>> {
    // Named here rather than installed for the whole process, which belongs to the program and not to a library.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let pair = identity.map(|identity| identity.load(&provider, SystemTime::now())).transpose();
    let roots = trust.load();
    let (pair, roots) = match (pair, roots) {
        (Ok(pair), Ok(roots)) => (pair, roots),
        (pair, roots) => return Err([pair.err(), roots.err()].into_iter().flatten().collect()),
    };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| vec![Error::new(Kind::Configuration, "TLS cannot be set up").because(error)])?
        .with_root_certificates(roots);
    let pin = pair.as_deref().and_then(CertificatePin::of_pair);
    let mut settings = match pair {
        Some(pair) => builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(pair))),
        None => builder.with_no_client_auth(),
    };
    settings.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok((settings, pin))
}
