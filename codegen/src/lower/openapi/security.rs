//! Security schemes: which of the ways that an operation may be authorised in the client goes, and what it sends then.

use super::Lowering;
use crate::contract::Credential;
use crate::document::openapi::{self, APIKeyLocation, SecurityScheme};

impl<'a> Lowering<'a, '_> {
    /// What authorises an operation: the first of its ways that the client can go. A way that it cannot go is named,
    /// if there is no other.
    ///
    /// A document that says nothing about security leaves it to the configuration whether there is a bearer token.
    pub(super) fn credentials(&mut self, source: &'a openapi::Operation) -> Vec<Credential> {
        let document = self.document;
        let Some(ways) = document.security(source) else { return vec![Credential::Bearer] };
        let known = |way: Vec<&'a str>| {
            way.into_iter().map(|name| self.credential(name)).collect::<Result<Vec<_>, _>>()
        };
        let ways: Vec<_> = ways.into_iter().map(known).collect();
        // A way that demands nothing is there for callers that have nothing.
        let told = ways.iter().filter_map(|way| way.as_ref().ok());
        let best = told.clone().find(|way| !way.is_empty()).or_else(|| told.clone().next());
        if let Some(way) = best {
            let mut credentials: Vec<Credential> = Vec::new();
            for credential in way.iter().flatten() {
                if !credentials.contains(credential) {
                    credentials.push(credential.clone());
                }
            }
            return credentials;
        }
        for (name, problem) in ways.into_iter().filter_map(Result::err) {
            let message = format!("the security scheme `{name}` {problem}; the client does not send it");
            let help = "Ask the partner for a key in a header, a bearer token or HTTP Basic.";
            if self.said.insert(message.clone()) {
                self.left_out("openapi-security-scheme", message, document.operation_at(source), help);
            }
        }
        Vec::new()
    }

    /// What a scheme sends; nothing for one that belongs to the connection. What cannot be sent comes back with a word
    /// on why.
    fn credential(&self, name: &'a str) -> Result<Option<Credential>, (&'a str, &'static str)> {
        Ok(match self.document.security_scheme(name) {
            // Mutual TLS, and what the document model does not know, which was reported with the document.
            None => None,
            Some(SecurityScheme::APIKey { location: APIKeyLocation::Header, name: header, .. }) => {
                Some(Credential::Header(header.clone()))
            }
            Some(SecurityScheme::APIKey { location: APIKeyLocation::Query, .. }) => {
                return Err((name, "sends a key in the query, which everybody's logs have"));
            }
            Some(SecurityScheme::APIKey { .. }) => return Err((name, "sends a key in a cookie")),
            Some(SecurityScheme::HTTP { scheme, .. }) => match scheme.to_lowercase().as_str() {
                "bearer" => Some(Credential::Bearer),
                "basic" => Some(Credential::Basic),
                _ => return Err((name, "is a kind of HTTP authentication that the bindings do not know")),
            },
            Some(SecurityScheme::OAuth2 { .. } | SecurityScheme::OpenIDConnect { .. }) => {
                Some(Credential::Bearer)
            }
        })
    }
}
