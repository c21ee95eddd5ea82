//! The description on disk, as another program meets it.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::*;

fn read(directory: &Path) -> Value {
    serde_json::from_slice(&fs::read(directory.join(FILE)).unwrap()).unwrap()
}

#[tokio::test]
async fn the_description_has_the_promised_shape_and_its_files_exist() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("new").join("folder");
    let sandbox = Sandbox::builder().start_in(&directory).await.unwrap();
    let (uat, prod) = (sandbox.papi3_uat(), sandbox.papi3_prod());
    let (cert, live) = (sandbox.netspend_cert(), sandbox.netspend_prod());
    let expected = json!({
        "ca": "ca.pem",
        "papi3": {
            "uat": {
                "sso": uat.sso, "deposit": uat.deposit,
                "cert": "papi3-uat.pem", "key": "papi3-uat-key.pem", "partner_id": uat.partner_id,
                "pin": uat.pin.to_string(),
            },
            "prod": {
                "sso": prod.sso, "deposit": prod.deposit,
                "cert": "papi3-prod.pem", "key": "papi3-prod-key.pem", "partner_id": prod.partner_id,
                "pin": prod.pin.to_string(),
            },
        },
        "netspend": {
            "cert": { "base": cert.base, "api_key": cert.api_key, "api_secret": cert.api_secret, "webhook_key": cert.webhook_key },
            "prod": { "base": live.base, "api_key": live.api_key, "api_secret": live.api_secret, "webhook_key": live.webhook_key },
        },
        "netspend_facts": {
            "webhook_signature": {
                "header": "ns-signature", "hash": "Sha256", "encoding": "Hex", "count_header": "ns-delivery-count",
            },
            "people": [
                { "person_id": "fake-person", "account_id": "fake-account" },
                { "person_id": "fake-person-2", "account_id": "fake-account-2" },
                { "person_id": "fake-person-3", "account_id": "fake-account-3" },
            ],
            "account_creation_contexts": { "sandbox-dda": "DDA", "sandbox-gpr": "GPR" },
            "kyc_status_by_last_name": {
                "Pending": "pending", "Questions": "conditional", "Scan": "conditional", "Documents": "conditional",
                "Rejected": "rejected", "Sanctioned": "rejected",
            },
        },
        "test_users": {
            "all_accounts_filtered": { "account_holder_number": "120000012", "response_code": "E12" },
            "blocklisted": { "account_holder_number": "770000077", "response_code": "E77" },
            "not_on_allow_list": { "account_holder_number": "780000078", "response_code": "E78" },
            "institution_out_of_service": { "account_holder_number": "970000097", "response_code": "E97" },
            "unexpected_error": { "account_holder_number": "990000099", "response_code": "E99" },
        },
    });
    assert_eq!(read(&directory), expected);
    let written = |name: &str| fs::read_to_string(directory.join(name)).unwrap();
    assert_eq!(written("ca.pem"), sandbox.ca_pem());
    assert_eq!(written("papi3-uat.pem"), uat.identity.certificate_pem);
    assert_eq!(written("papi3-uat-key.pem"), uat.identity.key_pem);
    assert_eq!(written("papi3-uat-other-partner.pem"), uat.other_identity.certificate_pem);
    assert_eq!(written("papi3-prod-expired-key.pem"), prod.expired_identity.key_pem);
    assert_eq!(written("papi3-uat-client-ca.pem"), uat.client_ca_pem);
    assert_eq!(written("papi3-prod-client-ca.pem"), prod.client_ca_pem);
    assert_ne!(uat.client_ca_pem, prod.client_ca_pem);
    assert!(!directory.join("sandbox.json.unfinished").exists());
    sandbox.finish().await;
    assert!(!directory.join(FILE).exists());
}

#[cfg(unix)]
#[tokio::test]
async fn keys_and_secrets_are_for_their_owner_alone_even_over_files_that_were_not() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("papi3-uat-key.pem");
    fs::write(&key, "an earlier one").unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o666)).unwrap();
    let sandbox = Sandbox::builder().start_in(folder.path()).await.unwrap();
    let mut secret: Vec<PathBuf> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.ends_with(FILE) || path.to_string_lossy().ends_with("key.pem"))
        .collect();
    secret.sort();
    assert_eq!(secret.len(), 7, "{secret:?}");
    for path in secret {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
    }
    sandbox.finish().await;
}

#[test]
fn an_old_description_is_removed_first_and_a_missing_one_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(FILE), "of an earlier run").unwrap();
    drop(prepare(folder.path()).unwrap());
    assert!(!folder.path().join(FILE).exists());
    prepare(folder.path()).unwrap().remove().unwrap();
}

#[tokio::test]
async fn a_folder_holds_one_sandbox_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let first = Sandbox::builder().start_in(folder.path()).await.unwrap();
    let before = read(folder.path());
    let error = Sandbox::builder().start_in(folder.path()).await.unwrap_err();
    assert!(matches!(&error, StartError::Occupied { path } if path == folder.path()), "{error}");
    assert_eq!(read(folder.path()), before, "the first one's description stays");
    first.finish().await;
    Sandbox::builder().start_in(folder.path()).await.unwrap().finish().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    fs::write(&file, "").unwrap();
    let error = Sandbox::builder().start_in(&file).await.unwrap_err();
    assert!(error.to_string().contains("a-file"), "{error}");
}
