//! Certificates and keys in every form, good and bad.

use p12_keystore::{Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use pkcs8::{LineEnding, PrivateKeyInfoRef, pkcs5::pbes2};
use rcgen::{ExtendedKeyUsagePurpose, KeyUsagePurpose, date_time_ymd};
use rustls_pki_types::PrivateKeyDer;

use super::super::pem;
use super::*;
use crate::secret::Secret;
use crate::transport::loopback::{Authority, Pair};

/// What building a transport with this identity says.
fn refused(identity: Identity) -> String {
    let error = Transport::builder().identity(identity).build().unwrap_err();
    assert_eq!(error.kind(), Kind::Identity);
    assert!(!error.may_have_been_sent());
    format!("{error} {error:?}")
}

fn accepted(identity: Identity) {
    Transport::builder().identity(identity).build().unwrap();
}

fn encrypted(pair: &Pair, passphrase: &str) -> String {
    let der = pair.key.serialize_der();
    let key = PrivateKeyInfoRef::try_from(der.as_slice()).unwrap();
    let cipher =
        pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(1000, b"sixteen bytes ok", [7; 16]).unwrap();
    let sealed = key.encrypt_with_params(cipher, passphrase).unwrap();
    sealed.to_pem("ENCRYPTED PRIVATE KEY", LineEnding::LF).unwrap().to_string()
}

fn pkcs12(pair: &Pair, passphrase: &str) -> Vec<u8> {
    let key = PrivateKey::from_der(&pair.key.serialize_der()).unwrap();
    let chain = PrivateKeyChain::new("1", key, [Certificate::from_der(&pair.certificate).unwrap()]);
    let mut store = KeyStore::new();
    store.add_entry("us", KeyStoreEntry::PrivateKeyChain(chain));
    store.writer(passphrase).encryption_iterations(1000).mac_iterations(1000).write().unwrap()
}

#[test]
fn fault_c13_a_key_of_another_certificate_is_refused() {
    let authority = Authority::new("the authority");
    let (one, other) = (authority.client("one"), authority.client("other"));
    let shown = refused(Identity::pem(one.certificate_pem, other.key_pem()));
    assert!(shown.contains("does not belong"), "{shown}");
}

#[test]
fn fault_c14_encrypted_keys_open_with_their_passphrase_only() {
    let pair = Authority::new("the authority").client("us");
    let identity = Identity::pem(pair.certificate_pem.clone(), encrypted(&pair, "canary-right"));
    accepted(identity.clone().with_passphrase(Secret::new("canary-right")));
    for (identity, word) in [
        (identity.clone().with_passphrase(Secret::new("canary-wrong")), "passphrase does not open"),
        (identity.clone().with_passphrase(Secret::new("")), "passphrase does not open"),
        (identity, "Give its passphrase"),
    ] {
        assert!(!format!("{identity:?}").contains("canary"));
        let shown = refused(identity);
        assert!(shown.contains(word) && !shown.contains("canary"), "{shown}");
    }
    let traditional = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,00\n\nAAAA\n\
                       -----END RSA PRIVATE KEY-----\n";
    assert!(refused(Identity::pem(pair.certificate_pem.clone(), traditional)).contains("openssl pkcs8"));
    let outdated = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let identity = Identity::pem(pair.certificate_pem, outdated).with_passphrase(Secret::new("p"));
    assert!(refused(identity).contains("openssl pkcs8"));
}

#[test]
fn fault_c16_pkcs12_modern_loads_and_legacy_says_how_to_convert() {
    let pair = Authority::new("the authority").client("us");
    let archive = pkcs12(&pair, "canary-right");
    accepted(Identity::pkcs12(archive.clone(), Secret::new("canary-right")));
    let shown = refused(Identity::pkcs12(archive.clone(), Secret::new("canary-wrong")));
    assert!(shown.contains("passphrase does not open") && !shown.contains("canary"), "{shown}");
    assert!(refused(Identity::pkcs12(&b"no archive"[..], Secret::new("p"))).contains("damaged"));

    // A digest nobody knows stands for the outdated algorithms, which this build cannot write.
    let sha256 = [0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
    let mut legacy = archive;
    let at = legacy.windows(sha256.len()).rposition(|window| window == sha256).unwrap();
    legacy[at + 8] = 0x63;
    let shown = refused(Identity::pkcs12(legacy, Secret::new("canary-right")));
    assert!(shown.contains("openssl pkcs12 -legacy"), "{shown}");
}

#[test]
fn fault_c17_pem_is_read_as_people_have_it() {
    let pair = Authority::new("the authority").client("us");
    let noisy = format!(
        "\u{feff}Bag Attributes\n    friendlyName: us\nsubject=CN = us\n{}{}{}",
        pair.key_pem(),
        pair.certificate_pem,
        pair.certificate_pem
    );
    let windows = noisy.replace('\n', "\r\n");
    accepted(Identity::pem(noisy.clone(), noisy));
    accepted(Identity::pem(windows.clone(), windows));
}

#[test]
fn keys_come_in_three_forms() {
    let pair = Authority::new("the authority").client("us");
    let der = pair.key.serialize_der();
    let sec1 = PrivateKeyInfoRef::try_from(der.as_slice()).unwrap().private_key.as_bytes().to_vec();
    let section = |label: &str, content: &[u8]| {
        let text = base64_simd::STANDARD.encode_to_string(content);
        format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
    };
    accepted(Identity::pem(pair.certificate_pem, section("EC PRIVATE KEY", &sec1)));
    let read = |label: &str| pem::private_key(section(label, b"abc").as_bytes(), None, "the key").unwrap();
    assert!(matches!(read("RSA PRIVATE KEY"), PrivateKeyDer::Pkcs1(_)));
    assert!(matches!(read("EC PRIVATE KEY"), PrivateKeyDer::Sec1(_)));
    assert!(matches!(read("PRIVATE KEY"), PrivateKeyDer::Pkcs8(_)));
}

#[test]
fn fault_c6_a_certificate_out_of_date_is_refused_before_any_connection() {
    let authority = Authority::new("the authority");
    for (start, end, word) in
        [(2001, 2002, "expired on 2002-01-01"), (4000, 4001, "not valid before 4000-01-01")]
    {
        let pair = authority.issue("us", |params| {
            params.not_before = date_time_ymd(start, 1, 1);
            params.not_after = date_time_ymd(end, 1, 1);
        });
        let shown = refused(pair.identity());
        assert!(shown.contains(word), "{shown}");
    }
}

#[test]
fn a_renewed_certificate_is_taken_wherever_the_old_one_stands() {
    let authority = Authority::new("the authority");
    let expired = authority.issue("us", |params| params.not_after = date_time_ymd(2002, 1, 1));
    let key = || rcgen::KeyPair::from_pem(&expired.key_pem()).unwrap();
    let short = authority.issue_for(key(), "us", |params| params.not_after = date_time_ymd(4000, 1, 1));
    let long = authority.issue_for(key(), "us", |params| params.not_after = date_time_ymd(4001, 1, 1));
    let future = authority.issue_for(key(), "us", |params| {
        params.not_before = date_time_ymd(4000, 1, 1);
        params.not_after = date_time_ymd(4002, 1, 1);
    });
    let all = [&expired, &short, &long, &future].map(|pair| pair.certificate_pem.clone());
    let reversed: Vec<String> = all.iter().rev().cloned().collect();
    for text in [all.concat(), reversed.concat()] {
        let provider = rustls::crypto::ring::default_provider();
        let identity = Identity::pem(text, expired.key_pem());
        let loaded = identity.load(&provider, std::time::SystemTime::now()).unwrap();
        assert_eq!(loaded.cert, std::slice::from_ref(&long.certificate));
    }
}

#[test]
fn an_issuer_is_known_by_its_key_where_both_say_it() {
    let root = Authority::new("the root");
    let (old, new) = (root.intermediate("between"), root.intermediate("between"));
    for (issuer, other) in [(&new, &old), (&old, &new)] {
        let pair = issuer.client("us");
        let text = [pair.certificate_pem.clone(), other.pem(), issuer.pem()].concat();
        let provider = rustls::crypto::ring::default_provider();
        let loaded =
            Identity::pem(text, pair.key_pem()).load(&provider, std::time::SystemTime::now()).unwrap();
        assert_eq!(loaded.cert.len(), 2);
        assert_eq!(loaded.cert[1], issuer.der());
    }
}

#[test]
fn fault_c12_a_certificate_that_is_not_for_clients_is_refused() {
    let authority = Authority::new("the authority");
    assert!(refused(authority.server().identity()).contains("client authentication"));
    let pair = authority.issue("us", |params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.key_usages = vec![KeyUsagePurpose::KeyEncipherment];
    });
    assert!(refused(pair.identity()).contains("digital signatures"));
}

#[test]
fn files_are_read_and_missing_ones_named() {
    let pair = Authority::new("the authority").client("us");
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key, archive) =
        (folder.path().join("us.pem"), folder.path().join("us.key"), folder.path().join("us.p12"));
    std::fs::write(&certificate, &pair.certificate_pem).unwrap();
    let shown = refused(Identity::pem_files(&certificate, &key));
    assert!(shown.contains("us.key") && shown.contains("cannot be read"), "{shown}");
    std::fs::write(&key, pair.key_pem()).unwrap();
    accepted(Identity::pem_files(&certificate, &key));
    std::fs::write(&archive, pkcs12(&pair, "p")).unwrap();
    accepted(Identity::pkcs12_file(&archive, Secret::new("p")));
    for (content, word) in [
        ("", "no private key"),
        ("\u{0}\u{1}", "no private key"),
        ("-----BEGIN PRIVATE KEY-----\n", "broken"),
    ] {
        std::fs::write(&key, content).unwrap();
        let shown = refused(Identity::pem_files(&certificate, &key));
        assert!(shown.contains(word), "{shown}");
    }
}

#[cfg(unix)]
#[test]
fn fault_c18_a_key_that_everyone_may_write_is_refused() {
    use std::os::unix::fs::PermissionsExt;

    let pair = Authority::new("the authority").client("us");
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (folder.path().join("us.pem"), folder.path().join("us.key"));
    std::fs::write(&certificate, &pair.certificate_pem).unwrap();
    std::fs::write(&key, pair.key_pem()).unwrap();
    let set = |mode| std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
    set(0o646);
    assert!(refused(Identity::pem_files(&certificate, &key)).contains("chmod 600"));
    set(0o644);
    accepted(Identity::pem_files(&certificate, &key));
}

#[test]
fn every_mistake_is_told_at_once() {
    let limits = Limits { connect: std::time::Duration::ZERO, body_bytes: 0, ..Limits::default() };
    let error = Transport::builder()
        .identity(Identity::pem_files("/nonexistent/us.pem", "/nonexistent/us.key"))
        .trust(Trust::pem("no certificate in here"))
        .limits(limits)
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), Kind::Configuration);
    let shown = error.to_string();
    for word in ["4 mistakes", "connect", "body_bytes", "us.key", "no certificate"] {
        assert!(shown.contains(word), "{word}: {shown}");
    }
}
