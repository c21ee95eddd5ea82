//! The certificates are checked by a foreign tool, strictly.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use super::*;

/// Runs `openssl verify`; `None` where there is no openssl, which is a failure where `CI` is set.
fn openssl_verify(folder: &Path, arguments: &[&str], authority: &Authority, leaf: &Leaf) -> Option<String> {
    std::fs::write(folder.join("ca.pem"), authority.pem()).unwrap();
    std::fs::write(folder.join("leaf.pem"), &leaf.identity.certificate_pem).unwrap();
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(["verify", "-x509_strict", "-check_ss_sig", "-CAfile", "ca.pem"])
        .args(arguments)
        .arg("leaf.pem")
        .output();
    match output {
        Ok(output) => Some(format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )),
        Err(error) if error.kind() == ErrorKind::NotFound && std::env::var_os("CI").is_none() => {
            #[expect(clippy::print_stderr, reason = "a skipped test says so")]
            {
                eprintln!("skipped: openssl is not on the path");
            }
            None
        }
        Err(error) => panic!("openssl: {error}"),
    }
}

#[test]
fn openssl_accepts_the_server_certificate_for_both_names() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new("server CA").unwrap();
    let server = authority.server().unwrap();
    for name in [["-verify_hostname", "localhost"], ["-verify_ip", "127.0.0.1"]] {
        let arguments = [&["-purpose", "sslserver"][..], &name].concat();
        let Some(said) = openssl_verify(folder.path(), &arguments, &authority, &server) else { return };
        assert_eq!(said.trim(), "leaf.pem: OK");
    }
    let said =
        openssl_verify(folder.path(), &["-verify_hostname", "example.com"], &authority, &server).unwrap();
    assert!(said.contains("hostname mismatch"), "{said}");
}

#[test]
fn openssl_accepts_a_client_certificate_of_its_own_authority_only() {
    let folder = tempfile::tempdir().unwrap();
    let (uat, prod) = (Authority::new("UAT CA").unwrap(), Authority::new("PROD CA").unwrap());
    let client = uat.client("partner 1").unwrap();
    let purpose = ["-purpose", "sslclient"];
    let Some(said) = openssl_verify(folder.path(), &purpose, &uat, &client) else { return };
    assert_eq!(said.trim(), "leaf.pem: OK");
    let said = openssl_verify(folder.path(), &purpose, &prod, &client).unwrap();
    assert!(said.contains("unable to get local issuer certificate"), "{said}");
    let expired = uat.expired_client("partner 1").unwrap();
    let said = openssl_verify(folder.path(), &purpose, &uat, &expired).unwrap();
    assert!(said.contains("certificate has expired"), "{said}");
}

#[test]
fn the_register_knows_what_was_entered() {
    let authority = Authority::new("UAT CA").unwrap();
    let (entered, stranger) = (authority.client("one").unwrap(), authority.client("one").unwrap());
    let mut register = Register::default();
    register.enter(&entered.certificate, 7);
    assert_eq!(register.partner_id(&entered.certificate), Some(7));
    assert_eq!(register.partner_id(&stranger.certificate), None);
}

#[test]
fn debug_shows_no_key() {
    let identity = Authority::new("CA").unwrap().client("one").unwrap().identity;
    assert_eq!(format!("{identity:?}"), "Identity { .. }");
}
