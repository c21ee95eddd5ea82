//! The command as its user meets it: the files that it leaves, what it says, and what it refuses.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;

use crate::command::{Answer, run};

const SUBJECT: &str = "CN=deposits.bank.example,OU=Deposits,O=Example Bank\\, N.A.,L=Springfield,ST=Ohio,C=US,emailAddress=ops@bank.example";

fn csr(folder: &Path, environment: &str, more: &[&str]) -> Answer {
    let arguments = ["bindery", "csr", "--environment", environment, "--subject", SUBJECT, "--out", "keys"];
    run(arguments.iter().chain(more).map(Into::into), folder, false)
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("keys").join(name)).unwrap()
}

/// The pin that was printed.
fn pin(answer: &Answer) -> &str {
    answer.out.lines().find_map(|line| line.strip_prefix("pin    ")).expect("a pin")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// What openssl says, on both outputs; nothing where a developer's machine has none. CI has it.
fn openssl(folder: &Path, arguments: &[&str]) -> Option<String> {
    match Command::new("openssl").args(arguments).current_dir(folder.join("keys")).output() {
        Ok(output) => {
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8_lossy(&said).into_owned();
            assert!(output.status.success(), "openssl {arguments:?}: {said}");
            Some(said)
        }
        Err(error) => {
            assert!(std::env::var_os("CI").is_none(), "openssl cannot be run: {error}");
            None
        }
    }
}

#[test]
fn a_key_and_a_request_are_written_and_openssl_accepts_both() {
    let folder = tempfile::tempdir().unwrap();
    let answer = csr(folder.path(), "uat", &[]);
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
    assert_snapshot!(answer.out.replace(pin(&answer), "PIN"), @r#"
    wrote  keys/uat.key  the private key, readable by its owner only: it stays here
    wrote  keys/uat.csr  the certificate request
    pin    PIN

    next   1. Put the pin into the profile of uat: it names this key, and stays the same when the certificate comes.
           2. Send keys/uat.csr to the partner; never the key.
           3. Save the certificate that comes back, in PEM, as keys/uat.pem beside the key.
           Each environment needs a request of its own.
    "#);
    assert_eq!(names(&folder.path().join("keys")), ["uat.csr", "uat.key"]);
    assert!(read(folder.path(), "uat.key").starts_with("-----BEGIN PRIVATE KEY-----\n"));
    assert!(read(folder.path(), "uat.csr").starts_with("-----BEGIN CERTIFICATE REQUEST-----"));
    #[cfg(unix)]
    for (name, mode) in [("", 0o700), ("uat.key", 0o600), ("uat.csr", 0o600)] {
        use std::os::unix::fs::PermissionsExt;

        let metadata = fs::metadata(folder.path().join("keys").join(name)).unwrap();
        assert_eq!(metadata.permissions().mode() & 0o777, mode, "{name}");
    }

    let Some(told) = openssl(
        folder.path(),
        &["req", "-verify", "-noout", "-text", "-nameopt", "RFC2253", "-in", "uat.csr"],
    ) else {
        return;
    };
    assert!(told.contains("verify OK"), "{told}");
    for word in
        ["(2048 bit)", "TLS Web Client Authentication", "Digital Signature", "sha256WithRSAEncryption"]
    {
        assert!(told.contains(word), "{word}: {told}");
    }
    let subject = told.lines().find_map(|line| line.trim().strip_prefix("Subject: ")).expect("a subject");
    assert_eq!(subject, SUBJECT);
    openssl(folder.path(), &["pkey", "-check", "-noout", "-in", "uat.key"]);
    openssl(folder.path(), &["pkey", "-in", "uat.key", "-pubout", "-outform", "der", "-out", "uat.der"]);
    let digest = openssl(folder.path(), &["dgst", "-sha256", "-r", "uat.der"]).expect("openssl was there");
    assert!(digest.starts_with(pin(&answer)), "{digest}");
}

#[test]
fn a_key_is_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(csr(folder.path(), "uat", &[]).code, 0);
    let before = (read(folder.path(), "uat.key"), read(folder.path(), "uat.csr"));
    let again = csr(folder.path(), "uat", &[]);
    assert_eq!((again.code, again.out.as_str()), (2, ""));
    assert_snapshot!(again.err.replace(&folder.path().display().to_string(), "FOLDER"), @r#"
    error[csr-not-kept]: FOLDER/keys/uat.key exists already
      help: a key is never overwritten; name another folder, or move the old files away if nothing uses them

    nothing was written
    "#);
    assert_eq!((read(folder.path(), "uat.key"), read(folder.path(), "uat.csr")), before);
    // The other environment has its own.
    assert_eq!(csr(folder.path(), "prod", &[]).code, 0);
    assert_ne!(read(folder.path(), "prod.key"), before.0);
    assert_eq!(names(&folder.path().join("keys")), ["prod.csr", "prod.key", "uat.csr", "uat.key"]);
    // A request alone is not replaced either: it may be on its way.
    fs::remove_file(folder.path().join("keys/uat.key")).unwrap();
    assert_eq!(csr(folder.path(), "uat", &[]).code, 2);
    assert_eq!(read(folder.path(), "uat.csr"), before.1);
}

#[test]
fn a_key_can_be_encrypted_with_a_passphrase_from_a_file_or_a_variable() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("passphrase"), "canary of nobody\r\n").unwrap();
    let from_file = csr(folder.path(), "uat", &["--passphrase-file", "passphrase"]);
    assert_eq!(from_file.code, 0, "{}", from_file.err);
    // Cargo gives this variable to tests; its value is the package's name.
    let from_variable = csr(folder.path(), "prod", &["--passphrase-env", "CARGO_PKG_NAME"]);
    assert_eq!(from_variable.code, 0, "{}", from_variable.err);
    for (answer, key, passphrase) in
        [(&from_file, "uat.key", "canary of nobody"), (&from_variable, "prod.key", env!("CARGO_PKG_NAME"))]
    {
        assert!(answer.out.contains("encrypted with the passphrase"), "{}", answer.out);
        assert!(!format!("{answer:?}").contains("canary"));
        assert!(read(folder.path(), key).starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
        openssl(
            folder.path(),
            &["pkey", "-check", "-noout", "-in", key, "-passin", &format!("pass:{passphrase}")],
        );
    }
}

#[test]
fn mistakes_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("empty"), "\n").unwrap();
    fs::write(folder.path().join("two-lines"), "canary\ncanary\n").unwrap();
    let told: Vec<String> = [
        vec!["--passphrase-file", "nowhere"],
        vec!["--passphrase-file", "empty"],
        vec!["--passphrase-file", "two-lines"],
        vec!["--passphrase-env", "BINDERY_NOT_SET"],
    ]
    .into_iter()
    .map(|more| {
        let answer = csr(folder.path(), "uat", &more);
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{more:?}");
        answer.err
    })
    .collect();
    assert_snapshot!(told.concat(), @r#"
    error[csr-passphrase]: the passphrase cannot be read from the file nowhere: No such file or directory (os error 2)
      help: name a text file that this process may read

    nothing was written
    error[csr-passphrase]: the passphrase in the file empty is empty or has several lines
      help: write one line; without a passphrase, leave the option out

    nothing was written
    error[csr-passphrase]: the passphrase in the file two-lines is empty or has several lines
      help: write one line; without a passphrase, leave the option out

    nothing was written
    error[csr-passphrase]: the passphrase cannot be read from the environment variable BINDERY_NOT_SET
      help: set it to the passphrase, in UTF-8

    nothing was written
    "#);
    let bad = ["bindery", "csr", "--environment", "uat", "--subject", "CN=a,O=b;c", "--out", "keys"];
    let answer = run(bad.iter().map(Into::into), folder.path(), false);
    assert_eq!(answer.code, 2);
    assert_snapshot!(answer.err, @r#"
    error[csr-subject]: `;` must be escaped: `\;`
      --> --subject:1:9
       | CN=a,O=b;c
      help: write it as `CN=name,O=organisation,C=US`

    nothing was written
    "#);
    let typo = ["bindery", "csr", "--environment", "uta", "--subject", "CN=a", "--out", "keys"];
    assert_eq!(run(typo.iter().map(Into::into), folder.path(), false).code, 2);
    // The folder itself cannot be made where a file is.
    let onto_file = ["bindery", "csr", "--environment", "uat", "--subject", "CN=a", "--out", "empty"];
    assert_eq!(run(onto_file.iter().map(Into::into), folder.path(), false).code, 2);
    assert_eq!(names(folder.path()), ["empty", "two-lines"]);
}
