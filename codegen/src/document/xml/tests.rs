//! What the tree keeps, and what is refused where.

use super::*;
use crate::diagnostic::Diagnostics;

fn refused(text: &str) -> (&'static str, usize, usize) {
    let mut diagnostics = Diagnostics::default();
    assert!(parse("a.wsdl", text.as_bytes(), &mut diagnostics).is_none(), "{text}");
    let finding = diagnostics.iter().next().unwrap();
    let place = finding.place.as_ref().unwrap();
    assert_eq!(place.file, "a.wsdl");
    (finding.code, place.line, place.column)
}

fn read(bytes: &[u8]) -> Document {
    let mut diagnostics = Diagnostics::default();
    let document = parse("a.wsdl", bytes, &mut diagnostics);
    assert_eq!(diagnostics, Diagnostics::default());
    document.unwrap()
}

#[test]
fn names_and_values_are_resolved_where_they_stand() {
    let document = read(
        b"<?xml version='1.0'?>\n<a xmlns='urn:a' xmlns:p='urn:p' p:x='1' y='&lt;&#65;'>\n<p:b xmlns:p='urn:q' t='p:T' u='U'>one &amp; <![CDATA[<two>]]></p:b><c xmlns=''/></a>",
    );
    let root = &document.root;
    assert!(root.name.is("urn:a", "a"));
    assert_eq!((root.attribute_in("urn:p", "x"), root.attribute("y")), (Some("1"), Some("<A")));
    let children: Vec<&Element> = root.elements().collect();
    assert!(children[0].name.is("urn:q", "b"));
    assert_eq!(children[0].qualified("p:T"), Some(QName::new(Some("urn:q"), "T")));
    assert_eq!(children[0].qualified(" U "), Some(QName::new(Some("urn:a"), "U")));
    assert_eq!(children[0].qualified("gone:U"), None);
    assert_eq!(children[0].qualified("xml:lang"), Some(QName::new(Some(XML_NAMESPACE), "lang")));
    assert_eq!(children[0].text(), "one & <two>");
    assert_eq!(children[1].name, QName::new(None, "c"));
    assert_eq!(document.place(children[0].offset).line, 3);
}

#[test]
fn other_encodings_are_read() {
    let utf16: Vec<u8> = "\u{feff}<a>\u{e9}</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&utf16).root.text(), "\u{e9}");
    assert_eq!(read(b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>").root.text(), "\u{e9}");
    let quoted = read(b"<?xml version='1.0' encoding='windows-1252'?><a>\x93\x80\x94</a>");
    assert_eq!(quoted.root.text(), "\u{201c}\u{20ac}\u{201d}");
    let mut diagnostics = Diagnostics::default();
    assert!(parse("a.wsdl", b"<a>\xe9</a>", &mut diagnostics).is_none());
    assert_eq!(diagnostics.iter().next().unwrap().code, "xml-encoding");
}

#[test]
fn what_is_not_xml_or_not_whole_is_refused() {
    assert_eq!(refused("\n hello"), ("xml-not-xml", 2, 2));
    assert_eq!(refused(""), ("xml-not-xml", 1, 1));
    assert_eq!(refused("<a>\n <b>"), ("xml-truncated", 2, 5));
    assert_eq!(refused("<a>\n <b x='"), ("xml-truncated", 2, 2));
    assert_eq!(refused("<a>\n</b>"), ("xml-malformed", 2, 1));
    assert_eq!(refused("<a/>\n<b/>"), ("xml-malformed", 2, 1));
    assert_eq!(refused("<a/>\ntext"), ("xml-malformed", 1, 5));
    assert_eq!(refused("<a><p:b/></a>"), ("xml-malformed", 1, 4));
    assert_eq!(refused("<a x='1' x='2'/>"), ("xml-malformed", 1, 1));
    assert_eq!(refused("<a xmlns:p='u' xmlns:q='u' p:x='1' q:x='2'/>"), ("xml-malformed", 1, 1));
    assert_eq!(refused("<a>&gone;</a>"), ("xml-malformed", 1, 4));
    assert_eq!(refused("<a>\u{1}</a>"), ("xml-malformed", 1, 4));
    assert_eq!(refused("<a><1/></a>"), ("xml-malformed", 1, 4));
}

#[test]
fn fault_g9_a_doctype_is_refused() {
    let bomb = "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY d '&b;&b;'>]>\n<a>&d;</a>";
    assert_eq!(refused(bomb), ("xml-doctype", 2, 1));
    assert_eq!(refused("<!DOCTYPE html><html></html>"), ("xml-not-xml", 1, 1));
}

#[test]
fn fault_g10_deep_nesting_is_refused() {
    let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    read(deep(DEEPEST).as_bytes());
    assert_eq!(refused(&deep(DEEPEST + 1)).0, "xml-too-large");
    assert_eq!(refused(&deep(100_000)).0, "xml-too-large");
    let many: String = (0..=MOST_ATTRIBUTES).map(|at| format!(" a{at}=''")).collect();
    assert_eq!(refused(&format!("<a{many}/>")).0, "xml-too-large");
}
