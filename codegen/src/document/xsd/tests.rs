//! What the model keeps of a schema.

use super::super::xml;
use super::*;

pub(super) fn read_texts(texts: &[(&str, &str)]) -> (Schemas, Vec<Document>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_memory(texts.iter().map(|(file, text)| (*file, text.as_bytes())));
    let mut documents: Vec<Document> = sources
        .documents
        .values()
        .filter_map(|source| xml::parse(&source.file, &source.bytes, &mut diagnostics))
        .collect();
    let schemas = read(&mut documents, &sources, &mut diagnostics);
    (schemas, documents, diagnostics)
}

#[test]
fn every_builtin_document_is_accepted() {
    let imports: String = [
        "http://www.w3.org/XML/1998/namespace",
        "http://schemas.xmlsoap.org/soap/encoding/",
        "http://www.w3.org/2004/08/xop/include",
        "http://www.w3.org/2005/05/xmlmime",
        "http://www.w3.org/2005/08/addressing",
        "http://schemas.microsoft.com/2003/10/Serialization/",
        "http://schemas.microsoft.com/2003/10/Serialization/Arrays",
        "http://microsoft.com/wsdl/types/",
    ]
    .iter()
    .map(|namespace| format!("<xs:import namespace='{namespace}'/>"))
    .collect();
    let text = format!("<xs:schema xmlns:xs='{NAMESPACE}'>{imports}</xs:schema>");
    let (schemas, documents, diagnostics) = read_texts(&[("a.xsd", &text)]);
    assert_eq!(diagnostics, Diagnostics::default());
    assert_eq!(documents.len(), 9);
    assert!(schemas.types.contains_key(&QName::new(
        Some("http://schemas.microsoft.com/2003/10/Serialization/Arrays"),
        "ArrayOfstring"
    )));
    assert!(schemas.attributes.contains_key(&QName::new(Some(xml::XML_NAMESPACE), "lang")));
}
