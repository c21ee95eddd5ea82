//! Well-known names that documents use without bringing them along: our own short declarations of those that occur.

use super::super::xml::{Document, XML_NAMESPACE, parse};
use crate::diagnostic::Diagnostics;

/// The folder that built-in documents seem to lie in; no file can have such a name.
pub(super) const FOLDER: &str = "(built-in)";

/// The encoding of SOAP 1.1.
const SOAP_ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// The encoding of SOAP 1.2, which has the same names.
const SOAP_ENCODING_12: &str = "http://www.w3.org/2003/05/soap-encoding";

/// Namespace, file name and text.
const KNOWN: [(&str, &str, &str); 9] = [
    (XML_NAMESPACE, "xml.xsd", include_str!("builtin/xml.xsd")),
    (
        "http://schemas.xmlsoap.org/soap/encoding/",
        "soap-encoding.xsd",
        include_str!("builtin/soap-encoding.xsd"),
    ),
    (SOAP_ENCODING_12, "soap-encoding-12.xsd", include_str!("builtin/soap-encoding.xsd")),
    ("http://www.w3.org/2004/08/xop/include", "xop.xsd", include_str!("builtin/xop.xsd")),
    ("http://www.w3.org/2005/05/xmlmime", "xmlmime.xsd", include_str!("builtin/xmlmime.xsd")),
    ("http://www.w3.org/2005/08/addressing", "addressing.xsd", include_str!("builtin/addressing.xsd")),
    (
        "http://schemas.microsoft.com/2003/10/Serialization/",
        "serialization.xsd",
        include_str!("builtin/serialization.xsd"),
    ),
    (
        "http://schemas.microsoft.com/2003/10/Serialization/Arrays",
        "arrays.xsd",
        include_str!("builtin/arrays.xsd"),
    ),
    ("http://microsoft.com/wsdl/types/", "microsoft-types.xsd", include_str!("builtin/microsoft-types.xsd")),
];

/// Whether a document is one of ours.
pub(in super::super) fn is_well_known(document: &Document) -> bool {
    document.file.starts_with(FOLDER)
}

/// Appends our documents for namespaces that no document declares itself.
pub(super) fn append_missing(documents: &mut Vec<Document>) {
    for (namespace, file, text) in KNOWN {
        if documents.iter().any(|document| super::gather::declares(document, namespace)) {
            continue;
        }
        let text = text
            .replace(SOAP_ENCODING, if namespace == SOAP_ENCODING_12 { namespace } else { SOAP_ENCODING });
        // They are part of the program and tested, so there is nothing to report.
        if let Some(document) =
            parse(&format!("{FOLDER}/{file}"), text.as_bytes(), &mut Diagnostics::default())
        {
            documents.push(document);
        }
    }
}
