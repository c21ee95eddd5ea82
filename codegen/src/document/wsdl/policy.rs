//! WS-Policy: what the policies of a binding or an operation demand of messages and of the transport.
//!
//! A policy is a choice of alternatives, each a list of assertions that hold together. Of several alternatives that is
//! taken of which the most is known, the first of equals. What is `Optional` is not demanded.

use std::cell::Cell;

use super::super::xml::{Document, Element};
use super::super::xsd::At;
use super::NAMESPACE;

/// Versions of WS-Policy.
const POLICY: [&str; 2] = ["http://schemas.xmlsoap.org/ws/2004/09/policy", "http://www.w3.org/ns/ws-policy"];
/// Versions of WS-SecurityPolicy.
const SECURITY: [&str; 3] = [
    "http://schemas.xmlsoap.org/ws/2005/07/securitypolicy",
    "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702",
    "http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200802",
];
/// What asks for WS-Addressing 1.0.
const ADDRESSING: [&str; 3] = [
    "http://www.w3.org/2006/05/addressing/wsdl",
    "http://www.w3.org/2007/02/addressing/metadata",
    "http://www.w3.org/2007/05/addressing/metadata",
];
/// How .NET says which authentication HTTP asks for.
const HTTP: &str = "http://schemas.microsoft.com/ws/06/2004/policy/http";
const UTILITY: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
/// Alternatives that are looked at; a policy can be written so that it has any number.
const MOST: usize = 64;
/// References from policy to policy that are followed in all: policies can refer to one another without end.
const REFERENCES: usize = 256;

/// What a policy demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Demand {
    /// TLS with a client certificate.
    ClientCertificate,
    /// A name and a password in HTTP.
    Basic,
    /// The headers of WS-Addressing.
    Addressing,
    /// A name and a password in the WS-Security header; as a digest or not.
    UsernameToken {
        /// The password is sent as a digest.
        digest: bool,
    },
    /// The time in the WS-Security header.
    Timestamp,
    /// Something else, by its name.
    Other(String),
}

/// A demand and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demanded {
    /// What is demanded.
    pub what: Demand,
    /// Where it stands.
    pub at: At,
}

/// What the policies of an element demand, by assertions in it and by reference.
pub(super) fn demands(documents: &[Document], document: usize, element: &Element) -> Vec<Demanded> {
    let reader = Reader { documents, followed: Cell::new(0) };
    let mut alternatives = vec![Vec::new()];
    for child in element.elements() {
        if is_policy(child, "Policy") || is_policy(child, "PolicyReference") {
            let more = reader.alternatives(document, child);
            alternatives = both(alternatives, more);
        }
        let required = child.attribute_in(NAMESPACE, "required").map(str::trim);
        if is_addressing(child) && matches!(required, Some("true" | "1")) {
            let at = At { document, offset: child.offset };
            alternatives = both(alternatives, vec![vec![Demanded { what: Demand::Addressing, at }]]);
        }
    }
    let by_attribute = POLICY.iter().find_map(|policy| element.attribute_in(policy, "PolicyURIs"));
    for uri in by_attribute.unwrap_or_default().split_whitespace() {
        let at = At { document, offset: element.offset };
        alternatives = both(alternatives, reader.referred(document, uri, at));
    }
    let unknown = |demands: &Vec<Demanded>| {
        demands.iter().filter(|demand| matches!(demand.what, Demand::Other(_))).count()
    };
    alternatives.into_iter().min_by_key(unknown).unwrap_or_default()
}

fn is_policy(element: &Element, local: &str) -> bool {
    POLICY.iter().any(|policy| element.name.is(policy, local))
}

fn is_security(element: &Element, local: &str) -> bool {
    SECURITY.iter().any(|security| element.name.is(security, local))
}

fn is_addressing(element: &Element) -> bool {
    matches!(&*element.name.local, "Addressing" | "UsingAddressing")
        && ADDRESSING.iter().any(|addressing| element.name.is_in(addressing))
}

/// Every alternative of the one together with every one of the other.
fn both(one: Vec<Vec<Demanded>>, other: Vec<Vec<Demanded>>) -> Vec<Vec<Demanded>> {
    let pairs = one.iter().flat_map(|one| other.iter().map(move |other| [one.as_slice(), other].concat()));
    pairs.take(MOST).collect()
}

struct Reader<'a> {
    documents: &'a [Document],
    /// How many references were followed.
    followed: Cell<usize>,
}

impl Reader<'_> {
    /// The alternatives of an operator, a reference or an assertion.
    fn alternatives(&self, document: usize, element: &Element) -> Vec<Vec<Demanded>> {
        let at = At { document, offset: element.offset };
        let optional = POLICY.iter().find_map(|policy| element.attribute_in(policy, "Optional"));
        if matches!(optional.map(str::trim), Some("true" | "1")) {
            return vec![Vec::new()];
        }
        if is_policy(element, "ExactlyOne") {
            let children = element.elements().flat_map(|child| self.alternatives(document, child));
            return children.take(MOST).collect();
        }
        if is_policy(element, "Policy") || is_policy(element, "All") {
            let children = element.elements().map(|child| self.alternatives(document, child));
            return children.fold(vec![Vec::new()], both);
        }
        if is_policy(element, "PolicyReference") {
            return self.referred(document, element.attribute("URI").unwrap_or_default(), at);
        }
        vec![assertion(element).into_iter().map(|what| Demanded { what, at }).collect()]
    }

    /// The alternatives of the policy with this URI, in any of the documents.
    fn referred(&self, document: usize, uri: &str, at: At) -> Vec<Vec<Demanded>> {
        let followed = self.followed.replace(self.followed.get() + 1);
        let found = uri.trim().strip_prefix('#').filter(|_| followed < REFERENCES).and_then(|id| {
            let own = [document].into_iter().chain(0..self.documents.len());
            own.into_iter().find_map(|at| Some((at, policy_of(&self.documents.get(at)?.root, id)?)))
        });
        match found {
            Some((document, policy)) => self.alternatives(document, policy),
            None => vec![vec![Demanded { what: Demand::Other(format!("PolicyReference {uri}")), at }]],
        }
    }
}

/// The policy with this identity below an element.
fn policy_of<'a>(element: &'a Element, id: &str) -> Option<&'a Element> {
    element.elements().find_map(|child| {
        let own = child.attribute_in(UTILITY, "Id").or_else(|| child.attribute("Id"));
        let own = own.or_else(|| child.attribute_in("http://www.w3.org/XML/1998/namespace", "id"));
        if is_policy(child, "Policy") && own == Some(id) { Some(child) } else { policy_of(child, id) }
    })
}

/// What an assertion demands.
fn assertion(element: &Element) -> Vec<Demand> {
    let local = &*element.name.local;
    if is_addressing(element) {
        return vec![Demand::Addressing];
    }
    if element.name.is(HTTP, "BasicAuthentication") {
        return vec![Demand::Basic];
    }
    if SECURITY.iter().any(|security| element.name.is_in(security)) {
        match local {
            "TransportBinding" => return transport(element),
            "SupportingTokens"
            | "SignedSupportingTokens"
            | "EncryptedSupportingTokens"
            | "SignedEncryptedSupportingTokens" => return tokens(element),
            // How things would be done, not that they are.
            "Wss10" | "Wss11" | "Trust10" | "Trust13" | "SignedParts" | "EncryptedParts" => {
                return Vec::new();
            }
            _ => {}
        }
    }
    vec![Demand::Other(local.to_owned())]
}

/// What a transport binding demands: TLS is spoken anyway, and algorithms and layout are matters of it.
fn transport(element: &Element) -> Vec<Demand> {
    let mut demands = Vec::new();
    if let Some(token) = below(element, "HttpsToken") {
        let by_attribute = token.attribute("RequireClientCertificate").map(str::trim);
        if matches!(by_attribute, Some("true" | "1")) || below(token, "RequireClientCertificate").is_some() {
            demands.push(Demand::ClientCertificate);
        }
        if below(token, "HttpBasicAuthentication").is_some() {
            demands.push(Demand::Basic);
        }
        if below(token, "HttpDigestAuthentication").is_some() {
            demands.push(Demand::Other("HttpDigestAuthentication".to_owned()));
        }
    }
    if below(element, "IncludeTimestamp").is_some() {
        demands.push(Demand::Timestamp);
    }
    demands
}

/// Who has to be named in the WS-Security header.
fn tokens(element: &Element) -> Vec<Demand> {
    let mut policies: Vec<&Element> = element.elements().filter(|child| is_policy(child, "Policy")).collect();
    let mut demands = Vec::new();
    while let Some(policy) = policies.pop() {
        for token in policy.elements() {
            if is_policy(token, "ExactlyOne") || is_policy(token, "All") || is_policy(token, "Policy") {
                policies.push(token);
            } else if is_security(token, "UsernameToken") && below(token, "NoPassword").is_none() {
                demands.push(Demand::UsernameToken { digest: below(token, "HashPassword").is_some() });
            } else if token.name.local.ends_with("Token") {
                demands.push(Demand::Other(token.name.local.to_string()));
            }
        }
    }
    demands
}

/// The first assertion of this name below an element.
fn below<'a>(element: &'a Element, local: &str) -> Option<&'a Element> {
    element
        .elements()
        .find_map(|child| if is_security(child, local) { Some(child) } else { below(child, local) })
}
