//! Authorities from a file: the partner's own are believed, and what is no file of certificates is named.

use super::*;
use crate::transport::loopback::{Authority, http, serve_bytes};

#[tokio::test]
async fn the_authorities_of_a_file_are_believed_and_no_others() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let servers = Authority::new("servers");
    let endpoint = serve_bytes(&servers, http("200 OK", "", "answer")).await;
    let build = || Transport::builder().trust(Trust::pem_file(&file)).build().unwrap();

    // Several authorities and text between them, as people keep them.
    let several = format!("# others\n{}\n# servers\n{}", Authority::new("others").pem(), servers.pem());
    std::fs::write(&file, several).unwrap();
    assert_eq!(post(&build(), &endpoint).await.unwrap().body, "answer");

    std::fs::write(&file, Authority::new("others").pem()).unwrap();
    let (error, _) = failure(&build(), &endpoint).await;
    assert_eq!((error.kind(), error.request_sent()), (Kind::UntrustedPeer, Sent::No));
}

#[test]
fn a_file_that_is_none_of_certificates_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, content: &[u8]| {
        let file = folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        file
    };
    let key = Authority::new("servers").client("us").key_pem();
    let damaged = "-----BEGIN CERTIFICATE-----\nY2FuYXJ5\n-----END CERTIFICATE-----\n";
    for (file, word) in [
        (folder.path().join("missing.pem"), "missing.pem"),
        (folder.path().to_owned(), "cannot"),
        (put("empty.pem", b""), "has no certificate"),
        (put("key.pem", key.as_bytes()), "has no certificate"),
        (put("der.pem", &[0x30, 0x82, 0xff, 0xfe]), "is not PEM text"),
        (put("cut.pem", b"-----BEGIN CERTIFICATE-----\nY2FuYXJ5"), "broken PEM section"),
        (put("damaged.pem", damaged.as_bytes()), "damaged certificate"),
    ] {
        let error = Transport::builder().trust(Trust::pem_file(&file)).build().unwrap_err();
        let shown = format!("{error} {error:?}");
        assert_eq!((error.kind(), error.request_sent()), (Kind::Configuration, Sent::No), "{shown}");
        assert!(shown.contains(word) && shown.contains(&file.display().to_string()), "{word}: {shown}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}
