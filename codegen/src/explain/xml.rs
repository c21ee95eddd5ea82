//! Findings of the XML reader, which everything in WSDL and XSD goes through first.

use super::{Entry, entry};

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "xml-doctype",
        "The document has a DOCTYPE, which is refused.",
        "`<!DOCTYPE x [<!ENTITY lol \"lol\">]>`",
        "Entities can read files of the machine and expand without bound; no contract needs them.",
        "Remove the DOCTYPE and write out the entities that it defines.",
    ),
    entry(
        "xml-encoding",
        "The file cannot be read as text in the encoding it declares.",
        "`encoding=\"utf-8\"` over bytes of Latin-1",
        "A wrong guess would change names and values unnoticed.",
        "Save it as UTF-8.",
    ),
    entry(
        "xml-malformed",
        "The document is not well-formed XML.",
        "`<a><b></a>`, an undeclared prefix, one attribute given twice, a NUL byte",
        "Readers that repair documents do so in different ways.",
        "Mend the document, or get it again.",
    ),
    entry(
        "xml-not-xml",
        "The file is not an XML document.",
        "the HTML page of a login saved as `service.wsdl`",
        "A page that shows a document is not the document.",
        "Save the document itself.",
    ),
    entry(
        "xml-too-large",
        "The document passes a limit: depth, attributes of one element, elements, or bytes.",
        "elements nested a million deep",
        "Reading ends in bounded time and memory, whatever the document.",
        "Get the document again; if it really is so large, split its schemas into files.",
    ),
    entry(
        "xml-truncated",
        "The document ends inside an element or a tag.",
        "a download that was cut off",
        "The part that is missing may be the part that matters.",
        "Get the whole document again.",
    ),
];
