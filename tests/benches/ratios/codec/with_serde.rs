//! quick-xml with serde derive: the shapes inside an envelope, names without namespaces.

use quick_xml::{DeError, SeError};
use serde::{Deserialize, Serialize};

use super::shapes::{AddDepositItemRequest, StartSessionRequest, StartSessionResult};
use super::{DEPOSIT, SIGN_ON, SOAP};

#[derive(Serialize, Deserialize)]
#[serde(rename = "s:Envelope")]
struct Envelope<B> {
    #[serde(rename = "@xmlns:s", skip_deserializing)]
    soap: Namespace,
    #[serde(rename(serialize = "s:Body", deserialize = "Body"))]
    body: B,
}

/// Filled for writing; readers with serde look at no namespace.
#[derive(Default, Serialize)]
struct Namespace(&'static str);

/// A body per message: serde has no "the one child, whatever its name".
macro_rules! body {
    ($body:ident { $operation:literal: $inner:ident { $part:literal } }) => {
        #[derive(Serialize, Deserialize)]
        struct $body<T> {
            #[serde(rename = $operation)]
            operation: $inner<T>,
        }

        #[derive(Serialize, Deserialize)]
        struct $inner<T> {
            #[serde(rename = "@xmlns", skip_deserializing)]
            namespace: Namespace,
            #[serde(rename = $part)]
            part: T,
        }

        impl<T: Serialize> $body<T> {
            fn write(namespace: &'static str, part: T) -> Result<String, SeError> {
                let operation = $inner { namespace: Namespace(namespace), part };
                let body = Self { operation };
                quick_xml::se::to_string(&Envelope { soap: Namespace(SOAP), body })
            }
        }

        impl<T: serde::de::DeserializeOwned> $body<T> {
            fn read(document: &str) -> Result<T, DeError> {
                let envelope: Envelope<Self> = quick_xml::de::from_str(document)?;
                Ok(envelope.body.operation.part)
            }
        }
    };
}

body! { ReplyBody { "StartSessionResponse": ReplyOperation { "StartSessionResult" } } }
body! { RequestBody { "StartSession": RequestOperation { "request" } } }
body! { DepositBody { "AddDepositItem": DepositOperation { "request" } } }

pub(super) fn read_reply(document: &str) -> Result<StartSessionResult, DeError> {
    ReplyBody::read(document)
}

pub(super) fn read_request(document: &str) -> Result<StartSessionRequest, DeError> {
    RequestBody::read(document)
}

pub(super) fn read_deposit(document: &str) -> Result<AddDepositItemRequest, DeError> {
    DepositBody::read(document)
}

pub(super) fn reply(value: &StartSessionResult) -> Result<String, SeError> {
    ReplyBody::write(SIGN_ON, value)
}

pub(super) fn request(value: &StartSessionRequest) -> Result<String, SeError> {
    RequestBody::write(SIGN_ON, value)
}

pub(super) fn deposit(value: &AddDepositItemRequest) -> Result<String, SeError> {
    DepositBody::write(DEPOSIT, value)
}
