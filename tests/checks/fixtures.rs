//! The values that messages in tests are made of: fixed, and visibly nobody's.

use std::sync::LazyLock;
use std::time::Duration;

use bindery_runtime::{
    CertificatePin, Encrypted, Endpoint, Identity, Limits, LocalClock, Secret, Transport, Trust,
};
use bytes::Bytes;
use partners::netspend;
use partners::papi3::{self, sso};

use super::scripted_server::ScriptedServer;

/// A session identifier.
pub(crate) const SESSION_STATE_ID: &str = "00000000-0000-0000-0000-000000000001";
/// A session token.
pub(crate) const SESSION_TOKEN: &str = "00000000-0000-0000-0000-000000000002";
/// A session of Netspend.
pub(crate) const NETSPEND_SESSION: &str = "00000000-0000-0000-0000-000000000003";
/// A batch.
pub(crate) const BATCH: &str = "00000000-0000-0000-0000-00000000000b";
/// Local date and time of the device.
pub(crate) const LOCAL_DATE_TIME: &str = "2020-01-02T03:04:05.006-08:00";
/// Time zone of the device.
pub(crate) const TIME_ZONE: &str = "PST -08:00 America/Los_Angeles";

/// The clock of the device.
pub(crate) fn clock() -> LocalClock {
    LocalClock::reported(LOCAL_DATE_TIME, TIME_ZONE).expect("a fixed time")
}

/// A client certificate of nobody; scripted servers do not ask for it.
static IDENTITY: LazyLock<Identity> = LazyLock::new(|| {
    let made = rcgen::generate_simple_self_signed(["nobody".to_owned()]).expect("a certificate");
    Identity::pem(made.cert.pem(), made.signing_key.serialize_pem())
});

/// Connections to a scripted server.
pub(crate) fn transport(server: &ScriptedServer) -> Transport {
    Transport::builder()
        .trust(Trust::pem(server.certificate.clone()))
        .identity(IDENTITY.clone())
        .build()
        .expect("a transport")
}

/// Limits for a test in which a thousand connect at once, on a machine that has other work: what is tested there is
/// not how fast they get through.
pub(crate) fn patient() -> Limits {
    Limits { connect: Duration::from_secs(90), first_byte: Duration::from_secs(90), ..Limits::default() }
}

/// An address at a scripted server.
pub(crate) fn endpoint(server: &ScriptedServer, path: &str) -> Endpoint {
    Endpoint::parse(&format!("{}{path}", server.base)).expect("an address")
}

/// A Netspend client that talks to a scripted server.
pub(crate) fn netspend(server: &ScriptedServer) -> netspend::Client {
    netspend::Client::new(netspend::Config {
        transport: transport(server),
        base: endpoint(server, "/netspend-api/v1"),
        api_key: Secret::new("fake-key"),
        api_secret: Secret::new("fake-secret"),
    })
}

/// A session of nobody that may make every call.
pub(crate) type NetspendSession = netspend::Session<netspend::level::Person, netspend::DeviceReady>;

/// The keys of a session of nobody.
pub(crate) fn netspend_keys() -> netspend::SessionKeys {
    netspend::SessionKeys { id: Secret::new(NETSPEND_SESSION) }
}

/// The session of nobody.
pub(crate) fn netspend_session(client: &netspend::Client) -> NetspendSession {
    client.resume_person_session(netspend_keys()).device_is_ready()
}

/// Data that nobody encrypted.
pub(crate) fn encrypted() -> Encrypted {
    Encrypted::from_device("fake.encrypted.data").expect("no plain data")
}

/// The end user's device.
pub(crate) fn device() -> papi3::Device {
    papi3::Device {
        depositor_ip_address: "192.0.2.1".to_owned(),
        device_identifier: "00000000-0000-0000-0000-00000000000d".to_owned(),
        clock: clock(),
    }
}

/// A PAPI3 client that talks to a scripted server.
pub(crate) fn papi3(server: &ScriptedServer) -> papi3::Client {
    papi3_as(server, 1000001)
}

/// A PAPI3 client with this PartnerId that talks to a scripted server.
pub(crate) fn papi3_as(server: &ScriptedServer, partner_id: i32) -> papi3::Client {
    let profile = papi3::Profile {
        environment: papi3::Environment::Uat,
        sso: endpoint(server, "/sso"),
        deposit: endpoint(server, "/deposit"),
        partner_id,
        pin: CertificatePin::of(&IDENTITY).expect("a pin"),
    };
    let profiles = papi3::Profiles::new([profile]).expect("one profile");
    papi3::Client::new(transport(server), &profiles, papi3::Environment::Uat).expect("a client")
}

/// The session of nobody.
pub(crate) fn papi3_session(client: &papi3::Client) -> papi3::Session {
    client.resume(
        &device(),
        papi3::SessionKeys {
            session_token: Secret::new(SESSION_TOKEN),
            session_state_id: Secret::new(SESSION_STATE_ID),
        },
    )
}

/// A request that opens a session with one account.
pub(crate) fn start_session() -> sso::StartSessionRequest {
    let mut request =
        sso::StartSessionRequest::new("100000001", "Fake Holder", "fakeholder", "fake@example.com");
    request.accounts.push(sso::Account::new("1000000001", "Fake checking", "1", "0"));
    request
}

/// Bytes that are no image.
pub(crate) fn image(side: &str) -> Bytes {
    Bytes::from(format!("fake {side} image"))
}
