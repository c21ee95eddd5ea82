//! Names, values and texts that are meant to leave the place they are put in.

use super::{Told, definitions, service};

fn record(fields: &str) -> String {
    service(&format!(
        "<xs:element name=\"In\"><xs:complexType><xs:sequence>\n{fields}\n</xs:sequence></xs:complexType></xs:element>"
    ))
}

#[test]
fn names_that_are_none() {
    let mut told = Told::default();
    let long = "a".repeat(100_000);
    for name in
        ["", " ", "1st", "a b", "a:b", "A{} pub fn PWNED(){} struct B", "../../evil", "-", "\u{202E}evil"]
    {
        told.of(name, record(&format!("<xs:element name=\"{name}\" type=\"xs:int\"/>")));
    }
    told.of("a name of 100,000 letters", record(&format!("<xs:element name=\"{long}\" type=\"xs:int\"/>")));
    told.of("no name", record("<xs:element type=\"xs:int\"/>"));
    insta::assert_snapshot!(told.0);
}

#[test]
fn fault_g16_names_that_rust_has_other_uses_for() {
    let words = [
        "_", "__", "self", "Self", "crate", "super", "type", "async", "dyn", "gen", "r", "String", "Option",
        "Vec", "std", "rt", "value", "é", "ß", "名前", "a.b", "a-b", "a_b", "aB", "AB", "Ab", "x\u{300}",
        "con", "·a",
    ];
    let fields: String = words
        .iter()
        .filter(|word| **word != "·a")
        .map(|word| format!("<xs:element name=\"{word}\" type=\"xs:int\"/>\n"))
        .collect();
    let types: String = words[..26]
        .iter()
        .map(|word| format!("<xs:complexType name=\"{word}\"><xs:sequence><xs:element name=\"a\" type=\"t:{word}\" minOccurs=\"0\"/></xs:sequence></xs:complexType>\n"))
        .collect();
    let mut told = Told::default();
    told.of("fields", record(&fields));
    told.of("types", service(&format!("{types}<xs:element name=\"In\" type=\"t:self\"/>")));
    insta::assert_snapshot!(told.0);
}

#[test]
fn fault_g22_texts_that_would_end_a_comment_or_a_literal() {
    let evil = "*/ \"] ``` &lt;script&gt; \n#![feature(x)]\n    let x = 1;\n```rust\nfn main() {}\n{{ \" \\ \u{1F980} \u{202E}";
    let documented = |text: &str| {
        record(&format!(
            "<xs:element name=\"a\" type=\"xs:int\"><xs:annotation><xs:documentation>{text}</xs:documentation></xs:annotation></xs:element>"
        ))
    };
    let mut told = Told::default();
    told.of("documentation", documented(evil));
    told.of("a megabyte of it", documented(&evil.repeat(10_000)));
    let values: String = ["\") ; PWNED", "", " ", "a&#10;b", "{}", "\\", "a", "A", "a "]
        .iter()
        .map(|value| format!("<xs:enumeration value=\"{}\"/>", value.replace('"', "&quot;")))
        .collect();
    let simple = |facets: &str| {
        service(&format!(
            "<xs:simpleType name=\"E\"><xs:restriction base=\"xs:string\">{facets}</xs:restriction></xs:simpleType><xs:element name=\"In\" type=\"t:E\"/>"
        ))
    };
    told.of("values", simple(&values));
    let many: String = (0..100_000).map(|at| format!("<xs:enumeration value=\"v{at}\"/>")).collect();
    told.of("100,000 values", simple(&many));
    told.of("a pattern that takes for ever", simple("<xs:pattern value=\"(((a+)+)+)+$\"/>"));
    told.of("a length that is none", simple("<xs:maxLength value=\"many\"/><xs:whiteSpace value=\"keep\"/>"));
    told.of(
        "an action with a line end",
        service("<xs:element name=\"In\" type=\"xs:int\"/>").replace("urn:do", "urn:&#13;&#10;X-Evil: 1"),
    );
    insta::assert_snapshot!(told.0);
}

#[test]
fn services_without_their_parts() {
    let mut told = Told::default();
    told.of("nothing in it", definitions(""));
    let whole = service("<xs:element name=\"In\" type=\"xs:string\"/>");
    told.of("a port of a binding that is not there", whole.replace("binding=\"t:B\"", "binding=\"t:Gone\""));
    told.of("a binding of a port type that is not there", whole.replace("type=\"t:P\"", "type=\"t:Gone\""));
    told.of("a message that is not there", whole.replace("message=\"t:In\"", "message=\"t:Gone\""));
    told.of("an element that is not there", whole.replace("element=\"t:In\"", "element=\"t:Gone\""));
    told.of("no part in a message", whole.replace("<wsdl:part name=\"p\" element=\"t:In\"/>", ""));
    told.of(
        "no names",
        whole.replace(" name=\"P\"", "").replace(" name=\"B\"", "").replace(" name=\"In\"", ""),
    );
    insta::assert_snapshot!(told.0);
}
