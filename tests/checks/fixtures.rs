//! The values that messages in tests are made of: fixed, and visibly nobody's.

use bindery_runtime::{Endpoint, Limits, LocalClock, Secret, Transport, Trust};
use partners::netspend;

use super::scripted_server::ScriptedServer;

/// A session identifier.
pub(crate) const SESSION_STATE_ID: &str = "00000000-0000-0000-0000-000000000001";
/// A session token.
pub(crate) const SESSION_TOKEN: &str = "00000000-0000-0000-0000-000000000002";
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

/// Connections to a scripted server.
pub(crate) fn transport(server: &ScriptedServer) -> Transport {
    Transport::builder()
        .trust(Trust::pem(server.certificate.clone()))
        .limits(Limits::default())
        .build()
        .expect("a transport")
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

/// The session of nobody.
pub(crate) fn netspend_session(client: &netspend::Client) -> netspend::Session {
    client.resume(netspend::SessionKeys { id: Secret::new("00000000-0000-0000-0000-000000000003") })
}

/// Data that nobody encrypted.
pub(crate) fn encrypted() -> Secret {
    Secret::new("fake.encrypted.data")
}
