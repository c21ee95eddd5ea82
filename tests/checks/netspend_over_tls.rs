//! The generated Netspend client against the sandbox: token, session initialisation, create, read, promote.

use bindery_runtime::{Endpoint, Kind, Secret, Transport, Trust};
use bindery_sandbox::{NetspendAccess, Sandbox};
use partners::netspend::types::SessionSourceType;
use partners::netspend::{self, Client, DeviceData};

use super::fixtures;

fn client(sandbox: &Sandbox, access: &NetspendAccess, secret: &str) -> Client {
    Client::new(netspend::Config {
        transport: Transport::builder()
            .limits(fixtures::patient())
            .trust(Trust::pem(sandbox.ca_pem()))
            .build()
            .expect("a transport"),
        base: Endpoint::parse(&access.base).expect("an address"),
        api_key: Secret::new(access.api_key.as_str()),
        api_secret: Secret::new(secret),
    })
}

fn device() -> DeviceData {
    DeviceData::SdkV1(fixtures::encrypted())
}

#[tokio::test]
async fn a_session_is_opened_read_and_promoted_in_both_environments() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    for access in [sandbox.netspend_cert(), sandbox.netspend_prod()] {
        let client = client(&sandbox, access, &access.api_secret);
        client.get_session_initialization().await.expect("initialisation");
        let (session, created) = client.open_anonymous_session(device()).await.expect("a session");
        assert!(created.encrypted_data.is_some(), "the device's half comes back");
        let told = session.get_session().await.expect("its information");
        assert_eq!(told.source_type, None);
        let beside = session.clone();
        let session = session.promote_to_account("fake-account").await.expect("to account");
        let session = session.promote_to_person("fake-person").await.expect("to person");
        let told = session.get_session().await.expect("its information");
        assert_eq!(told.source_type, Some(SessionSourceType::Person));
        let not = beside.promote_to_account("fake-account").await.expect_err("no way back");
        let error = not.error();
        assert_eq!((error.kind(), error.status()), (Kind::Refused, Some(422)), "{error}");
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn a_session_of_a_known_account_or_person_opens_at_once() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let access = sandbox.netspend_cert();
    let client = client(&sandbox, access, &access.api_secret);
    let (account, _) = client.open_account_session("fake-account", device()).await.expect("a session");
    let told = account.get_session().await.expect("its information");
    assert_eq!(told.source_id.as_deref(), Some("fake-account"));
    let person = account.promote_to_person("fake-person").await.expect("to person");
    let resumed = client.resume_person_session(person.keys().clone());
    let (fresh, _) = client.open_person_session("fake-person", device()).await.expect("a session");
    for session in [resumed, fresh] {
        let told = session.get_session().await.expect("its information");
        assert_eq!(told.source_type, Some(SessionSourceType::Person));
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn a_session_that_nobody_opened_is_refused_although_the_token_is_good() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let (cert, prod) = (sandbox.netspend_cert(), sandbox.netspend_prod());
    let here = client(&sandbox, cert, &cert.api_secret);
    let (ours, _) = here.open_anonymous_session(device()).await.expect("a session");
    let there = client(&sandbox, prod, &prod.api_secret);
    let (foreign, _) = there.open_anonymous_session(device()).await.expect("a session of PROD");
    ours.get_session().await.expect("in our session");
    for keys in [fixtures::netspend_keys(), foreign.keys().clone()] {
        let error = here.resume_anonymous_session(keys).get_session().await.expect_err("no such session");
        assert_eq!((error.kind(), error.status()), (Kind::Refused, Some(401)), "{error}");
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn the_secret_of_one_environment_mints_nothing_in_the_other() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let (cert, prod) = (sandbox.netspend_cert(), sandbox.netspend_prod());
    let crossed = client(&sandbox, cert, &prod.api_secret);
    let error = crossed.get_session_initialization().await.expect_err("a foreign secret");
    assert_eq!(error.status(), Some(401), "{error}");
    let line = format!("{error} {error:?}");
    assert!(!line.contains(prod.api_secret.as_str()), "{line}");
    sandbox.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_first_calls_mint_one_token() {
    // Each call has a connection of its own, and both of its ends are here.
    rlimit::increase_nofile_limit(4096).expect("files to open");
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let access = sandbox.netspend_cert();
    let client = client(&sandbox, access, &access.api_secret);
    let callers: Vec<_> = (0..1000)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get_session_initialization().await })
        })
        .collect();
    for caller in callers {
        caller.await.expect("no panic").expect("initialisation");
    }
    assert_eq!((access.tokens_minted(), access.calls("getSessionInitialization")), (1, 1000));
    sandbox.finish().await;
}
