//! What a partner's endpoint demands of every call by its policy, held against what a client is given.

use crate::endpoint::Endpoint;
use crate::error::{Error, Kind, Result};
use crate::transport::Transport;

/// What an endpoint demands beside TLS. For generated code.
#[derive(Debug, Clone, Copy, Default)]
pub struct Demands {
    /// A client certificate.
    pub client_certificate: bool,
    /// A name and a password in HTTP.
    pub basic: bool,
    /// A name and a password in the WS-Security header.
    pub password: bool,
    /// The password is sent as a digest.
    pub digest: bool,
    /// The time in the WS-Security header.
    pub timestamp: bool,
}

impl Demands {
    /// Refuses a transport or an endpoint that would be refused by the partner.
    ///
    /// # Errors
    /// [`Kind::Identity`] where the transport presents no certificate; [`Kind::Configuration`] where the endpoint lacks
    /// a name and a password, or the time.
    pub fn check(
        &self,
        partner: &'static str,
        service: &str,
        transport: &Transport,
        endpoint: &Endpoint,
    ) -> Result<()> {
        let terms = endpoint.terms();
        let user = terms.security.as_ref().and_then(|security| security.user.as_ref());
        let lacks = |kind, what: &str, remedy: &'static str| {
            let place = format!("the policy of {service} demands {what}");
            Err(Error::new(kind, place).with_remedy(remedy).of(partner))
        };
        if self.client_certificate && transport.certificate_pin().is_none() {
            let remedy = "Build the transport with an identity.";
            return lacks(Kind::Identity, "a client certificate, and the transport presents none", remedy);
        }
        if self.basic && terms.basic.is_none() {
            let remedy = "Give them to the endpoint by `with_basic`.";
            return lacks(Kind::Configuration, "a name and a password in HTTP", remedy);
        }
        if self.password && user.is_none() {
            let remedy = "Give them to the endpoint by `with_security`.";
            return lacks(Kind::Configuration, "a name and a password in the WS-Security header", remedy);
        }
        if self.digest && user.is_some_and(|user| !user.digest) {
            let remedy = "Use `Security::password_digest`.";
            return lacks(Kind::Configuration, "that the password is sent as a digest", remedy);
        }
        if self.timestamp && terms.security.as_ref().is_none_or(|security| security.fresh.is_none()) {
            let remedy = "Give the endpoint `Security::timestamp()`, or add `with_timestamp()`.";
            return lacks(Kind::Configuration, "the time of each message in its WS-Security header", remedy);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Security;
    use crate::secret::Secret;

    #[test]
    fn what_a_policy_demands_and_a_client_lacks_is_told_before_any_call() {
        let transport = Transport::builder().build().unwrap();
        let bare = Endpoint::parse("https://partner.example/").unwrap();
        let demands =
            Demands { password: true, digest: true, timestamp: true, basic: true, ..Demands::default() };
        let text = |secret| Security::password("fake", Secret::new(secret));
        let mut told = Vec::new();
        for endpoint in [
            bare.clone(),
            bare.clone().with_basic("fake", Secret::new("canary")),
            bare.clone().with_basic("fake", Secret::new("canary")).with_security(text("canary")),
            bare.clone()
                .with_basic("fake", Secret::new("canary"))
                .with_security(Security::password_digest("fake", Secret::new("canary"))),
        ] {
            let error = demands.check("desk", "Desk", &transport, &endpoint).unwrap_err();
            assert_eq!(error.kind(), Kind::Configuration);
            assert!(!format!("{error} {error:?}").contains("canary"));
            told.push(error.to_string());
        }
        for (told, word) in told.iter().zip(["in HTTP", "WS-Security header", "a digest", "the time"]) {
            assert!(told.contains(word), "{told}");
        }
        let whole = bare
            .clone()
            .with_basic("fake", Secret::new("canary"))
            .with_security(Security::password_digest("fake", Secret::new("canary")).with_timestamp());
        demands.check("desk", "Desk", &transport, &whole).unwrap();
        let certificate = Demands { client_certificate: true, ..Demands::default() };
        let error = certificate.check("desk", "Desk", &transport, &whole).unwrap_err();
        assert_eq!(error.kind(), Kind::Identity);
    }
}
