//! The generated PAPI3 client against the sandbox, over real mutual TLS.

use bindery_runtime::{
    CertificatePin, Endpoint, Error, Identity, Kind, LocalClock, Secret, Sent, Transport, Trust,
};
use bindery_sandbox::{Papi3Access, Sandbox, TEST_ACCOUNT_HOLDERS};
use partners::papi3::{self, ResultCode, deposit, sso};

use super::message_tree::Element;
use super::scripted_server::{ScriptedServer, reply};
use super::{fixtures, guide, raw};

/// A client certificate as the runtime takes it.
fn identity(of: &bindery_sandbox::Identity) -> Identity {
    Identity::pem(of.certificate_pem.as_str(), of.key_pem.as_str())
}

/// A client of one environment with any certificate: its profile expects just that one, so that the sandbox has the say.
fn client(sandbox: &Sandbox, access: &Papi3Access, identity: Identity) -> papi3::Client {
    let profile = papi3::Profile {
        environment: papi3::Environment::Uat,
        sso: Endpoint::parse(&access.sso).expect("an address"),
        deposit: Endpoint::parse(&access.deposit).expect("an address"),
        partner_id: access.partner_id,
        pin: CertificatePin::of(&identity).expect("a pin"),
    };
    let profiles = papi3::Profiles::new([profile]).expect("one profile");
    let transport = Transport::builder()
        .limits(fixtures::patient())
        .trust(Trust::pem(sandbox.ca_pem()))
        .identity(identity);
    papi3::Client::new(transport.build().expect("a transport"), &profiles, papi3::Environment::Uat)
        .expect("a client")
}

/// A client of an environment with its own certificate.
pub(super) fn ours(sandbox: &Sandbox, access: &Papi3Access) -> papi3::Client {
    client(sandbox, access, identity(&access.identity))
}

async fn start(
    client: &papi3::Client,
    holder: &str,
) -> Result<(papi3::Session, sso::StartSessionResult), Error> {
    let mut request = fixtures::start_session();
    request.account_holder_number = holder.to_owned();
    client.start_session(&fixtures::device(), request).await
}

#[tokio::test]
async fn a_session_opens_is_read_and_ends_in_both_environments() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    for access in [sandbox.papi3_uat(), sandbox.papi3_prod()] {
        let (session, reply) = start(&ours(&sandbox, access), "100000001").await.expect("a session");
        assert_eq!(reply.response_code.as_deref(), Some("00"));
        let keys = reply.session_info.expect("SessionInfo").account_keys;
        assert_eq!(keys.len(), 1);
        assert_eq!(keys[0].description.as_deref(), Some("Fake checking"));
        let info =
            session.get_session_info(deposit::GetSessionInfoRequest::default()).await.expect("information");
        assert_eq!(info.partner_id, access.partner_id);
        session.end_session(deposit::EndSessionRequest::default()).await.expect("the end");
        let gone = session
            .get_session_info(deposit::GetSessionInfoRequest::default())
            .await
            .expect_err("it has ended");
        assert_eq!((gone.kind(), gone.request_sent()), (Kind::SessionEnded, Sent::No), "{gone}");
    }
    sandbox.finish().await;
}

/// PAPI3 documentation: LocalDateTime has milliseconds and an offset with a colon, TimeZone an abbreviation, the same
/// offset and the name of the zone.
#[tokio::test]
async fn a_device_clock_in_a_zone_is_sent_with_its_offset_and_accepted() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let server = ScriptedServer::start(|_| reply("500 Internal Server Error", "text/plain", b"no")).await;
    // Zones whose offset is the same all year, so that the test does not depend on the day.
    for (zone, offset, time_zone) in [
        ("America/Phoenix", "-07:00", "MST -07:00 America/Phoenix"),
        ("Asia/Kolkata", "+05:30", "IST +05:30 Asia/Kolkata"),
    ] {
        let device =
            papi3::Device { clock: LocalClock::in_zone(zone).expect("a zone"), ..fixtures::device() };
        let refused = fixtures::papi3(&server).start_session(&device, fixtures::start_session()).await;
        assert_eq!(refused.expect_err("the server says no").kind(), Kind::HttpStatus);
        let sent = Element::read(&server.requests().pop().expect("a request").body);
        let text = |name| sent.find(name).expect("the field").text.as_str();
        assert_eq!(text("TimeZone"), time_zone);
        let now = text("LocalDateTime");
        let shape: String = now.chars().map(|one| if one.is_ascii_digit() { '0' } else { one }).collect();
        assert_eq!(shape, format!("0000-00-00T00:00:00.000{}00:00", &offset[..1]), "{now}");
        assert!(now.ends_with(offset), "{now}");
        let client = ours(&sandbox, sandbox.papi3_uat());
        client.start_session(&device, fixtures::start_session()).await.expect("a session");
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn test_account_holders_get_their_codes() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let client = ours(&sandbox, sandbox.papi3_uat());
    for known in TEST_ACCOUNT_HOLDERS {
        let error = start(&client, known.account_holder_number).await.expect_err("refused");
        assert_eq!((error.kind(), error.code()), (Kind::Refused, Some(known.response_code)), "{error}");
        assert!(ResultCode::of(&error).is_some_and(|code| !matches!(code, ResultCode::Other(_))));
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn no_accounts_are_refused_unless_large_lists_are_allowed() {
    let mut request = fixtures::start_session();
    request.accounts.clear();
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let refused =
        ours(&sandbox, sandbox.papi3_uat()).start_session(&fixtures::device(), request.clone()).await;
    assert_eq!(refused.expect_err("no accounts").code(), Some("E12"));
    sandbox.finish().await;
    let sandbox = Sandbox::builder().large_account_lists(true).start().await.expect("a sandbox");
    let opened = ours(&sandbox, sandbox.papi3_uat()).start_session(&fixtures::device(), request).await;
    opened.expect("a session without accounts");
    sandbox.finish().await;
}

#[tokio::test]
async fn fault_d5_a_bad_session_state_id_means_the_session_is_gone() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let client = ours(&sandbox, sandbox.papi3_uat());
    let (session, _) = start(&client, "100000001").await.expect("a session");
    let mixed = papi3::SessionKeys {
        session_state_id: Secret::new(fixtures::SESSION_STATE_ID),
        ..session.keys().expect("keys")
    };
    let stranger = client.resume(&fixtures::device(), mixed);
    let error = stranger
        .get_session_info(deposit::GetSessionInfoRequest::default())
        .await
        .expect_err("no such session");
    assert_eq!((error.code(), error.parameter()), (Some("E500"), Some("SessionStateId")));
    assert!(error.is_session_gone());
    // The token in the place of the state id and the other way round is no session either.
    let keys = session.keys().expect("keys");
    let swapped =
        papi3::SessionKeys { session_token: keys.session_state_id, session_state_id: keys.session_token };
    let error = client
        .resume(&fixtures::device(), swapped)
        .get_session_info(deposit::GetSessionInfoRequest::default())
        .await
        .expect_err("swapped keys");
    assert_eq!(error.code(), Some("E500"));
    sandbox.finish().await;
}

#[tokio::test]
async fn certificates_belong_to_one_environment_and_one_partner() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let (uat, prod) = (sandbox.papi3_uat(), sandbox.papi3_prod());
    for (what, refused) in [
        ("a PROD certificate at UAT", client(&sandbox, uat, identity(&prod.identity))),
        ("a UAT certificate at PROD", client(&sandbox, prod, identity(&uat.identity))),
    ] {
        let error = start(&refused, "100000001").await.expect_err(what);
        assert_eq!(error.kind(), Kind::PeerRefusedCertificate, "{what}: {error}");
    }
    let other = client(&sandbox, uat, identity(&uat.other_identity));
    let error = start(&other, "100000001").await.expect_err("the certificate of another PartnerId");
    assert_eq!((error.code(), error.parameter()), (Some("E500"), Some("PartnerId")), "{error}");
    sandbox.finish().await;
}

#[tokio::test]
async fn an_unknown_server_is_not_trusted() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let access = sandbox.papi3_uat();
    let stranger =
        Transport::builder().identity(identity(&access.identity)).build().expect("public authorities");
    let client = papi3::Client::new(stranger, sandbox.papi3_profiles(), papi3::Environment::Uat);
    let client = client.expect("a client of UAT");
    let error = start(&client, "100000001").await.expect_err("an unknown authority");
    assert_eq!((error.kind(), error.request_sent()), (Kind::UntrustedPeer, Sent::No), "{error}");
    sandbox.finish().await;
}

#[tokio::test]
async fn fault_c13_a_key_that_does_not_match_is_refused_before_any_connection() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let (uat, prod) = (sandbox.papi3_uat(), sandbox.papi3_prod());
    let mixed = Identity::pem(uat.identity.certificate_pem.as_str(), prod.identity.key_pem.as_str());
    let error = Transport::builder().identity(mixed).build().expect_err("a foreign key");
    assert_eq!(error.kind(), Kind::Identity, "{error}");
    let missing = Identity::pem_files("no/such/certificate.pem", "no/such/key.pem");
    let error = Transport::builder().identity(missing).build().expect_err("no files");
    assert_eq!(error.kind(), Kind::Identity);
    assert!(error.to_string().contains("no/such/"), "{error}");
    sandbox.finish().await;
}

/// The guide's own bytes, by a client that is none of ours: plain TLS, plain HTTP.
#[tokio::test]
async fn the_guides_bytes_open_a_session() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let access = sandbox.papi3_uat();
    let body = guide::REQUEST.replace("<PartnerId>8257<", &format!("<PartnerId>{}<", access.partner_id));
    let headers = [("content-type", "text/xml; charset=utf-8"), ("soapaction", "\"any\"")];
    let reply = raw::send(&sandbox, Some(&access.identity), "POST", &access.sso, &headers, &body).await;
    let reply = reply.expect("TLS lets it through");
    assert_eq!(reply.status, 200, "{}{}", reply.head, reply.body);
    assert_eq!(reply.text("ResponseCode"), Some("00"), "{}", reply.body);
    assert_eq!(reply.text("Description"), Some("Checking"), "{}", reply.body);
    sandbox.finish().await;
}
