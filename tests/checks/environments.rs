//! What belongs to one PAPI3 environment and is used in another is refused before any connection is made.

use std::io::ErrorKind;
use std::net::TcpListener;

use bindery_runtime::{CertificatePin, Endpoint, Error, Identity, Kind, Sent, Transport};
use insta::assert_snapshot;
use partners::papi3::{Client, Environment, Profile, Profiles};

/// An environment of nobody: a server that only waits for connections, a certificate, a PartnerId.
struct Place {
    environment: Environment,
    listener: TcpListener,
    identity: Identity,
    partner_id: i32,
}

impl Place {
    fn new(environment: Environment, partner_id: i32) -> Self {
        let made = rcgen::generate_simple_self_signed(["nobody".to_owned()]).expect("a certificate");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.set_nonblocking(true).expect("a socket that answers at once");
        let identity = Identity::pem(made.cert.pem(), made.signing_key.serialize_pem());
        Self { environment, listener, identity, partner_id }
    }

    fn endpoint(&self, path: &str) -> Endpoint {
        let port = self.listener.local_addr().expect("an address").port();
        Endpoint::parse(&format!("https://localhost:{port}{path}")).expect("an address")
    }

    fn profile(&self) -> Profile {
        Profile {
            environment: self.environment,
            sso: self.endpoint("/sso"),
            deposit: self.endpoint("/deposit"),
            partner_id: self.partner_id,
            pin: self.pin(),
        }
    }

    fn pin(&self) -> CertificatePin {
        CertificatePin::of(&self.identity).expect("a pin")
    }

    fn transport(&self) -> Transport {
        Transport::builder().identity(self.identity.clone()).build().expect("a transport")
    }

    /// That nobody has knocked: a connection would wait to be accepted.
    fn is_untouched(&self) -> bool {
        matches!(self.listener.accept(), Err(error) if error.kind() == ErrorKind::WouldBlock)
    }
}

fn places() -> (Place, Place) {
    (Place::new(Environment::Uat, 1_000_001), Place::new(Environment::Prod, 1_000_002))
}

/// The message of a refusal that came before anything was sent.
fn refused<T>(outcome: Result<T, Error>, kind: Kind) -> String {
    let error = outcome.err().expect("a refusal");
    assert_eq!((error.kind(), error.request_sent()), (kind, Sent::No), "{error}");
    assert_eq!((error.partner(), error.operation()), (Some("papi3"), None), "{error}");
    error.to_string()
}

#[test]
fn fault_c8_the_certificate_of_another_environment_is_refused_before_a_connection() {
    let (uat, prod) = places();
    let profiles = Profiles::new([uat.profile(), prod.profile()]).expect("two environments");
    let at_prod = refused(Client::new(uat.transport(), &profiles, Environment::Prod), Kind::Environment);
    assert_snapshot!(at_prod, @"papi3: certificate, ids and addresses are not all of one environment: the transport presents the certificate of uat, and the client is for prod. Build the transport with the identity of prod.");
    let at_uat = refused(Client::new(prod.transport(), &profiles, Environment::Uat), Kind::Environment);
    assert_snapshot!(at_uat, @"papi3: certificate, ids and addresses are not all of one environment: the transport presents the certificate of prod, and the client is for uat. Build the transport with the identity of uat.");
    for place in [&uat, &prod] {
        let client =
            Client::new(place.transport(), &profiles, place.environment).expect("its own certificate");
        assert_eq!(client.environment(), place.environment);
        assert!(place.is_untouched());
    }
}

#[test]
fn fault_c8_the_partner_id_of_another_environment_is_refused_before_a_connection() {
    let (uat, prod) = places();
    let mixed = Profile { partner_id: uat.partner_id, ..prod.profile() };
    let message = refused(Profiles::new([uat.profile(), mixed]), Kind::Environment);
    assert_snapshot!(message, @"papi3: certificate, ids and addresses are not all of one environment: the profiles of uat and prod have the same PartnerId. Each environment has its own: correct the profile into which the other's was copied.");
    assert!(!message.contains(&uat.partner_id.to_string()), "{message}");
}

#[test]
fn fault_c8_the_pin_or_server_of_another_environment_is_refused_before_a_connection() {
    let (uat, prod) = places();
    let certificate = Profile { pin: uat.pin(), ..prod.profile() };
    assert_snapshot!(refused(Profiles::new([uat.profile(), certificate]), Kind::Environment), @"papi3: certificate, ids and addresses are not all of one environment: the profiles of uat and prod have the same certificate pin. Each environment has its own: correct the profile into which the other's was copied.");
    let server = Profile { deposit: uat.endpoint("/another/path"), ..prod.profile() };
    assert_snapshot!(refused(Profiles::new([uat.profile(), server]), Kind::Environment), @"papi3: certificate, ids and addresses are not all of one environment: the profiles of uat and prod have the same server, in `deposit` and `deposit`. Each environment has its own: correct the profile into which the other's was copied.");
    assert!(uat.is_untouched() && prod.is_untouched());
}

#[test]
fn fault_c28_a_certificate_with_another_pin_is_refused_before_a_connection() {
    let (uat, stranger) = places();
    let profiles = Profiles::new([uat.profile()]).expect("one environment");
    let message = refused(Client::new(stranger.transport(), &profiles, Environment::Uat), Kind::Environment);
    let message = message.replace(&uat.pin().to_string(), "PIN OF UAT");
    assert_snapshot!(message.replace(&stranger.pin().to_string(), "PIN OF A STRANGER"), @"papi3: certificate, ids and addresses are not all of one environment: the transport presents a certificate with the pin PIN OF A STRANGER, and the profile of uat expects PIN OF UAT. Build the transport with the identity of uat; if it was renewed for a new key, put its pin into the profile.");
    assert!(uat.is_untouched());
}

#[test]
fn fault_c9_a_client_without_a_certificate_is_refused_before_a_connection() {
    let (uat, _) = places();
    let profiles = Profiles::new([uat.profile()]).expect("one environment");
    let anonymous = Transport::builder().build().expect("a transport");
    assert_snapshot!(refused(Client::new(anonymous, &profiles, Environment::Uat), Kind::Identity), @"papi3: the client certificate or its key cannot be used: the transport presents no certificate, and uat asks for one. Build the transport with the identity of uat.");
    assert!(uat.is_untouched());
}

#[test]
fn each_environment_has_one_profile() {
    let (uat, prod) = places();
    let another = Profile { environment: Environment::Uat, ..prod.profile() };
    assert_snapshot!(refused(Profiles::new([uat.profile(), another]), Kind::Configuration), @"papi3: the client is not set up correctly: there are two profiles of uat. Give one profile for each environment; another institution has profiles of its own.");
    let profiles = Profiles::new([uat.profile()]).expect("one environment");
    let missing = refused(Client::new(uat.transport(), &profiles, Environment::Prod), Kind::Configuration);
    assert_snapshot!(missing, @"papi3: the client is not set up correctly: there is no profile of prod. Give one to `Profiles::new`.");
}

#[test]
fn a_pin_is_64_hexadecimal_digits() {
    let pin = places().0.pin();
    let with_colons: Vec<String> = pin
        .to_string()
        .to_uppercase()
        .as_bytes()
        .chunks(2)
        .map(|two| String::from_utf8_lossy(two).into())
        .collect();
    assert_eq!(CertificatePin::parse(&with_colons.join(":")).expect("with colons"), pin);
    let mut messages = Vec::new();
    let long = format!("{pin}0");
    for unreadable in ["", "canary", &pin.to_string()[1..], &long, &format!("{}g", &pin.to_string()[1..])] {
        let error = CertificatePin::parse(unreadable).expect_err("no pin");
        assert_eq!(error.kind(), Kind::Configuration);
        messages.push(error.to_string());
    }
    messages.dedup();
    assert_snapshot!(messages.join("\n"), @"the client is not set up correctly: the certificate pin is not 64 hexadecimal digits. Write the SHA-256 of the certificate's public key, as `bindery csr` prints it.");
}
