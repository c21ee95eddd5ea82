//! The documents in their own terms: XML, WSDL, XSD, OpenAPI.

pub mod openapi;
