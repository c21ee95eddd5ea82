//! The generated Netspend client against the sandbox: token, session initialisation, create, read, promote.

use bindery_runtime::{Endpoint, Kind, Secret, Transport, Trust};
use bindery_sandbox::{NetspendAccess, Sandbox};
use partners::netspend::types::{CreateSessionRequest, SessionSourceType, UpdateSessionRequest};
use partners::netspend::{self, Client};

use super::fixtures;

fn client(sandbox: &Sandbox, access: &NetspendAccess, secret: &str) -> Client {
    Client::new(netspend::Config {
        transport: Transport::builder().trust(Trust::pem(sandbox.ca_pem())).build().expect("a transport"),
        base: Endpoint::parse(&access.base).expect("an address"),
        api_key: Secret::new(access.api_key.as_str()),
        api_secret: Secret::new(secret),
    })
}

fn device_only() -> CreateSessionRequest {
    CreateSessionRequest { encrypted_data: Some(fixtures::encrypted()), ..CreateSessionRequest::default() }
}

fn promotion(to: SessionSourceType, id: &str) -> UpdateSessionRequest {
    UpdateSessionRequest {
        source_type: Some(to),
        source_id: Some(id.to_owned()),
        ..UpdateSessionRequest::default()
    }
}

#[tokio::test]
async fn a_session_is_opened_read_and_promoted_in_both_environments() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    for access in [sandbox.netspend_cert(), sandbox.netspend_prod()] {
        let client = client(&sandbox, access, &access.api_secret);
        client.get_session_initialization().await.expect("initialisation");
        let (session, created) = client.create_session(&device_only()).await.expect("a session");
        assert!(created.encrypted_data.is_some(), "the device's half comes back");
        let id = session.keys().id.clone();
        let anonymous = session.get_session(&id).await.expect("its information");
        assert_eq!(anonymous.source_type, None);
        session
            .update_session(&id, &promotion(SessionSourceType::Account, "fake-account"))
            .await
            .expect("to account");
        session
            .update_session(&id, &promotion(SessionSourceType::Person, "fake-person"))
            .await
            .expect("to person");
        let person = session.get_session(&id).await.expect("its information");
        assert_eq!(person.source_type, Some(SessionSourceType::Person));
        let back = session.update_session(&id, &promotion(SessionSourceType::Account, "fake-account")).await;
        let error = back.expect_err("no way back");
        assert_eq!((error.kind(), error.status()), (Kind::Refused, Some(422)), "{error}");
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn a_session_that_nobody_opened_is_refused_although_the_token_is_good() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let (cert, prod) = (sandbox.netspend_cert(), sandbox.netspend_prod());
    let here = client(&sandbox, cert, &cert.api_secret);
    let (ours, _) = here.create_session(&device_only()).await.expect("a session");
    let there = client(&sandbox, prod, &prod.api_secret);
    let (foreign, _) = there.create_session(&device_only()).await.expect("a session of PROD");
    let id = ours.keys().id.clone();
    ours.get_session(&id).await.expect("in our session");
    for keys in [fixtures::netspend_session(&here).keys().clone(), foreign.keys().clone()] {
        // The path names a good session; the header does not.
        let error = here.resume(keys).get_session(&id).await.expect_err("no such session");
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
