//! The documents in their own terms: XML, WSDL, XSD, OpenAPI.

pub mod openapi;
pub mod stack;
pub mod wsdl;
pub mod xml;
pub mod xsd;
