//! What the generator knows of a SOAP service before any call.

use crate::codes::CodeTable;
use crate::retry::Retry;
use crate::xml::El;

/// Which SOAP an operation speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// SOAP 1.1: `text/xml` and a `SOAPAction` header.
    V11,
    /// SOAP 1.2: `application/soap+xml` with the action as its parameter.
    V12,
}

/// One service of a partner.
#[derive(Debug)]
pub struct Description {
    /// The partner's short name.
    pub partner: &'static str,
    /// The service's short name.
    pub service: &'static str,
    /// The namespaces of the partner's types; the first has the number [`FIRST`](crate::xml::FIRST).
    pub names: &'static [&'static str],
    /// How a reply says whether it is a success.
    pub codes: Option<&'static CodeTable>,
}

/// One operation.
#[derive(Debug)]
pub struct Operation {
    /// Its name in the contract.
    pub name: &'static str,
    /// Its `SOAPAction`, without quotes.
    pub action: &'static str,
    /// Which SOAP it speaks.
    pub version: Version,
    /// Elements from the body's child down to the one that holds the request. Empty: the body is.
    pub request: &'static [El],
    /// Elements from the body's child down to the one that holds the reply. Empty: there is none to be read.
    pub reply: &'static [El],
    /// Whether it may be sent again.
    pub retry: Retry,
}

impl Operation {
    /// Whether its messages are encoded by the rules of SOAP, section 5.
    pub(super) fn is_encoded(&self) -> bool {
        self.request.iter().chain(self.reply).any(El::is_encoded)
    }
}
