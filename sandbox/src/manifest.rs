//! `sandbox.json`: the running sandbox described to programs of any language, with certificates and keys beside it.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use partners::netspend::webhook::SIGNATURE;
use serde::Serialize;

use crate::error::StartError;
use crate::netspend::{NetspendAccess, TEST_CONTEXTS, TEST_LAST_NAMES, TEST_PEOPLE, TestPerson};
use crate::papi3::{Papi3Access, TEST_ACCOUNT_HOLDERS};
use crate::pki::Identity;
use crate::sandbox::Sandbox;

/// The name of the description. Whoever sees it can connect.
const FILE: &str = "sandbox.json";

/// The name of the file that is locked while a sandbox runs in the folder.
const LOCK: &str = "sandbox.lock";

/// What `sandbox.json` holds. File names are relative to its folder.
#[derive(Serialize)]
struct Manifest<'a> {
    ca: &'a str,
    papi3: Papi3<'a>,
    netspend: Netspend<'a>,
    netspend_facts: NetspendFacts<'a>,
    test_users: BTreeMap<&'a str, TestUser<'a>>,
}

#[derive(Serialize)]
struct Papi3<'a> {
    uat: Papi3Environment<'a>,
    prod: Papi3Environment<'a>,
}

#[derive(Serialize)]
struct Papi3Environment<'a> {
    sso: &'a str,
    deposit: &'a str,
    cert: String,
    key: String,
    partner_id: i32,
    pin: String,
}

#[derive(Serialize)]
struct Netspend<'a> {
    cert: NetspendEnvironment<'a>,
    prod: NetspendEnvironment<'a>,
}

#[derive(Serialize)]
struct NetspendEnvironment<'a> {
    base: &'a str,
    api_key: &'a str,
    api_secret: &'a str,
    webhook_key: &'a str,
}

/// Of both Netspend environments.
#[derive(Serialize)]
struct NetspendFacts<'a> {
    webhook_signature: WebhookSignature<'a>,
    people: Vec<NetspendPerson<'a>>,
    account_creation_contexts: BTreeMap<&'a str, &'a str>,
    kyc_status_by_last_name: BTreeMap<&'a str, &'a str>,
}

#[derive(Serialize)]
struct WebhookSignature<'a> {
    header: &'a str,
    hash: String,
    encoding: String,
    count_header: Option<&'a str>,
}

#[derive(Serialize)]
struct NetspendPerson<'a> {
    person_id: &'a str,
    account_id: &'a str,
}

#[derive(Serialize)]
struct TestUser<'a> {
    account_holder_number: &'a str,
    response_code: &'a str,
}

/// A folder in which one sandbox runs, until this is dropped or the process ends, however it does.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Removes the description, if it is there.
    pub(crate) fn remove(&self) -> Result<(), StartError> {
        remove_file(&self.path.join(FILE))
    }
}

/// Makes the folder, takes it for this sandbox, and removes the description of an earlier run. The lock's file stays:
/// removing it would let two sandboxes hold one folder.
pub(crate) fn prepare(directory: &Path) -> Result<Folder, StartError> {
    fs::create_dir_all(directory).map_err(at(directory))?;
    let path = directory.join(LOCK);
    let lock = OpenOptions::new().write(true).create(true).truncate(false).open(&path).map_err(at(&path))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(StartError::Occupied { path: directory.to_owned() }),
        Err(TryLockError::Error(error)) => return Err(at(&path)(error)),
    }
    let folder = Folder { path: directory.to_owned(), _lock: lock };
    folder.remove()?;
    Ok(folder)
}

/// Writes certificates and keys, then the description under another name, and renames it.
pub(crate) fn write(directory: &Path, sandbox: &Sandbox) -> Result<(), StartError> {
    let ca = "ca.pem";
    write_file(&directory.join(ca), sandbox.ca_pem(), Readers::Everybody)?;
    let manifest = Manifest {
        ca,
        papi3: Papi3 {
            uat: papi3(directory, "papi3-uat", sandbox.papi3_uat())?,
            prod: papi3(directory, "papi3-prod", sandbox.papi3_prod())?,
        },
        netspend: Netspend {
            cert: netspend(sandbox.netspend_cert()),
            prod: netspend(sandbox.netspend_prod()),
        },
        netspend_facts: netspend_facts(),
        test_users: TEST_ACCOUNT_HOLDERS.iter().map(|known| (known.name, TestUser::from(known))).collect(),
    };
    let path = directory.join(FILE);
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| at(&path)(error.into()))?;
    let unfinished = directory.join("sandbox.json.unfinished");
    // It holds the API secrets.
    write_file(&unfinished, &format!("{text}\n"), Readers::Owner)?;
    fs::rename(&unfinished, &path).map_err(at(&path))
}

impl<'a> From<&'a crate::TestAccountHolder> for TestUser<'a> {
    fn from(known: &'a crate::TestAccountHolder) -> Self {
        Self { account_holder_number: known.account_holder_number, response_code: known.response_code }
    }
}

/// Writes the environment's certificates: the one that the description names, two to be refused, and the authority of
/// all of them.
fn papi3<'a>(
    directory: &Path,
    name: &str,
    access: &'a Papi3Access,
) -> Result<Papi3Environment<'a>, StartError> {
    let (cert, key) = identity(directory, name, &access.identity)?;
    identity(directory, &format!("{name}-other-partner"), &access.other_identity)?;
    identity(directory, &format!("{name}-expired"), &access.expired_identity)?;
    let authority = directory.join(format!("{name}-client-ca.pem"));
    write_file(&authority, &access.client_ca_pem, Readers::Everybody)?;
    Ok(Papi3Environment {
        sso: &access.sso,
        deposit: &access.deposit,
        cert,
        key,
        partner_id: access.partner_id,
        pin: access.pin.to_string(),
    })
}

fn netspend(access: &NetspendAccess) -> NetspendEnvironment<'_> {
    NetspendEnvironment {
        base: &access.base,
        api_key: &access.api_key,
        api_secret: &access.api_secret,
        webhook_key: &access.webhook_key,
    }
}

fn netspend_facts<'a>() -> NetspendFacts<'a> {
    let person =
        |known: &TestPerson| NetspendPerson { person_id: known.person_id, account_id: known.account_id };
    NetspendFacts {
        webhook_signature: WebhookSignature {
            header: SIGNATURE.header,
            hash: format!("{:?}", SIGNATURE.hash),
            encoding: format!("{:?}", SIGNATURE.encoding),
            count_header: SIGNATURE.count_header,
        },
        people: TEST_PEOPLE.iter().map(person).collect(),
        account_creation_contexts: TEST_CONTEXTS.iter().map(|known| (known.id, known.account_type)).collect(),
        kyc_status_by_last_name: TEST_LAST_NAMES
            .iter()
            .map(|known| (known.last_name, known.kyc_status))
            .collect(),
    }
}

/// Writes `NAME.pem` and `NAME-key.pem`, and gives these names.
fn identity(directory: &Path, name: &str, identity: &Identity) -> Result<(String, String), StartError> {
    let (cert, key) = (format!("{name}.pem"), format!("{name}-key.pem"));
    write_file(&directory.join(&cert), &identity.certificate_pem, Readers::Everybody)?;
    write_file(&directory.join(&key), &identity.key_pem, Readers::Owner)?;
    Ok((cert, key))
}

/// Who may read a file.
#[derive(PartialEq)]
enum Readers {
    Everybody,
    Owner,
}

/// Writes a file anew: one that was there before, with whatever permissions, is removed first.
fn write_file(path: &Path, text: &str, readers: Readers) -> Result<(), StartError> {
    remove_file(path)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if readers == Readers::Owner {
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    }
    options.open(path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(at(path))
}

fn remove_file(path: &Path) -> Result<(), StartError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> StartError {
    move |source| StartError::Folder { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
