//! A partner's address, checked once: https, a host, nothing secret in it.

mod security;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use url::Url;

use crate::error::{Error, Kind, Result};
use crate::secret::Secret;

pub use security::Security;
pub(crate) use security::{Terms, User};

/// The https address of a service, and what a SOAP service demands there. Cheap to clone.
///
/// `Debug` and `Display` show scheme, host, port and path, never a query, a name or a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    url: Arc<Url>,
    terms: Arc<Terms>,
}

impl Endpoint {
    /// Checks and takes an address.
    ///
    /// # Errors
    /// [`Kind::Configuration`] when it is not an absolute https address with a host, holds a user name or a password,
    /// or has a fragment.
    pub fn parse(address: &str) -> Result<Self> {
        let mistake = |what: &str, remedy: &'static str| {
            Err(Error::new(Kind::Configuration, format!("the endpoint {what}")).with_remedy(remedy))
        };
        let Ok(url) = Url::parse(address.trim()) else {
            return mistake("is not an absolute address", "Write it as https://host/path.");
        };
        if url.scheme() != "https" {
            return mistake("is not https", "Only https is spoken: write it as https://host/path.");
        }
        if url.host_str().is_none_or(str::is_empty) {
            return mistake("has no host", "Write it as https://host/path.");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return mistake(
                "holds a user name or password",
                "Give credentials to the client, not to the address.",
            );
        }
        if url.fragment().is_some() {
            return mistake("has a fragment", "Remove the part from # on.");
        }
        Ok(Self { url: Arc::new(url), terms: Arc::default() })
    }

    /// The same, and every request of a SOAP service says in its WS-Security header who sends it.
    #[must_use]
    pub fn with_security(self, security: Security) -> Self {
        self.on(|terms| terms.security = Some(security))
    }

    /// The same, and every request of a SOAP service has this name and password in `Authorization` (HTTP Basic). A
    /// name with a colon in it is refused when a call is made: HTTP has no place for it.
    #[must_use]
    pub fn with_basic(self, name: impl Into<String>, password: Secret) -> Self {
        let name = name.into();
        self.on(|terms| terms.basic = Some((name, password)))
    }

    /// The same, and every request of a SOAP service has the headers of WS-Addressing, whether its contract asks for
    /// them or not; a reply that relates to another message is refused.
    #[must_use]
    pub fn with_addressing(self) -> Self {
        self.on(|terms| terms.addressing = true)
    }

    fn on(mut self, change: impl FnOnce(&mut Terms)) -> Self {
        change(Arc::make_mut(&mut self.terms));
        self
    }

    /// What the service demands here.
    pub(crate) fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The address as the transport needs it.
    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// The address of a resource below this one. `path` begins with a slash and is percent-encoded already; pairs of
    /// the query are added to those of the endpoint.
    pub(crate) fn below(&self, path: &str, query: &[(String, String)]) -> Url {
        let mut url = Url::clone(&self.url);
        let joined = format!("{}{path}", url.path().trim_end_matches('/'));
        url.set_path(&joined);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

impl FromStr for Endpoint {
    type Err = Error;

    fn from_str(address: &str) -> Result<Self> {
        Self::parse(address)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "https://{}", self.url.host_str().unwrap_or_default())?;
        if let Some(port) = self.url.port() {
            write!(formatter, ":{port}")?;
        }
        formatter.write_str(self.url.path())
    }
}

impl fmt::Debug for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Endpoint({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_https_only_and_nothing_secret() {
        for (address, word) in [
            ("http://partner.example/service", "https"),
            ("partner.example/service", "absolute"),
            ("https://user:canary@partner.example/", "password"),
            ("https://partner.example/#part", "fragment"),
            ("", "absolute"),
        ] {
            let error = Endpoint::parse(address).unwrap_err();
            assert_eq!(error.kind(), Kind::Configuration);
            let shown = format!("{error} {error:?}");
            assert!(shown.contains(word) && !shown.contains("canary"), "{address}: {shown}");
        }
    }

    #[test]
    fn shows_no_query() {
        let endpoint: Endpoint = "https://partner.example:8443/a/b?key=canary".parse().unwrap();
        assert_eq!(endpoint.to_string(), "https://partner.example:8443/a/b");
        assert!(!format!("{endpoint:?}").contains("canary"));
    }

    #[test]
    fn resources_lie_below_the_base_path() {
        let endpoint = Endpoint::parse("https://partner.example/api/v1/").unwrap();
        let pairs = [("a b".to_owned(), "c&d".to_owned())];
        assert_eq!(
            endpoint.below("/people/x%2Fy", &pairs).as_str(),
            "https://partner.example/api/v1/people/x%2Fy?a+b=c%26d"
        );
    }
}
