//! From `bindery csr` to a client: the key that it made, the certificate that an authority issues, the pin it printed.

use bindery_runtime::{CertificatePin, Identity, Secret, Transport};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateSigningRequestParams, CertifiedIssuer, IsCa, KeyPair,
};

/// The certificate that an authority issues for a request.
fn issue(request: &str) -> String {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let authority =
        CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority");
    let request = CertificateSigningRequestParams::from_pem(request).expect("a request");
    request.signed_by(&authority).expect("a certificate").pem()
}

#[test]
fn the_certificate_of_a_request_has_the_pin_that_was_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("passphrase"), "fake passphrase\n").expect("a file");
    let arguments = [
        "bindery",
        "csr",
        "--environment",
        "uat",
        "--subject",
        "CN=nobody",
        "--out",
        ".",
        "--passphrase-file",
        "passphrase",
    ];
    let answer = bindery_codegen::command::run(arguments.map(Into::into), folder.path(), false);
    assert_eq!(answer.code, 0, "{}", answer.err);
    let pin = answer.out.lines().find_map(|line| line.strip_prefix("pin")).expect("a pin");
    let pin = CertificatePin::parse(pin).expect("a pin that the runtime reads");

    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
    std::fs::write(folder.path().join("uat.pem"), issue(&read("uat.csr"))).expect("a file");
    let identity = Identity::pem_files(folder.path().join("uat.pem"), folder.path().join("uat.key"))
        .with_passphrase(Secret::new("fake passphrase"));
    assert_eq!(CertificatePin::of(&identity).expect("an identity"), pin);
    let transport = Transport::builder().identity(identity).build().expect("a transport");
    assert_eq!(transport.certificate_pin(), Some(pin));
}
