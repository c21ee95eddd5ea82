//! Files that are no WSDL documents at all, or no longer.

use super::{Told, definitions, service};

const IN: &str = "<xs:element name=\"In\" type=\"xs:string\"/>";

#[test]
fn files_of_another_kind() {
    let mut told = Told::default();
    told.of("an empty file", "");
    told.of("blank lines", "\n\n \n");
    told.of("a byte order mark and nothing else", b"\xEF\xBB\xBF");
    told.of("an error in words", "404 page not found\n");
    told.of(
        "a page to log in",
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Sign in</title></head>\n</html>\n",
    );
    told.of(
        "a page to log in, without a DOCTYPE",
        "\n<HTML><head><meta charset=\"utf-8\"><title>Sign in</title>&nbsp;</head></HTML>\n",
    );
    told.of("XML of another kind", "<rss version=\"2.0\"><channel/></rss>\n");
    told.of(
        "a fault in place of the document",
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><s:Fault/></s:Body></s:Envelope>\n",
    );
    told.of("a file that gzip made", b"\x1F\x8B\x08\0\0\0\0\0\0\x03");
    told.of("a zip archive", b"PK\x03\x04\x14\0\0\0\x08\0");
    told.of("a PDF", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n");
    told.of("a WSDL in JSON", "{\"definitions\": {}}\n");
    insta::assert_snapshot!(told.0);
}

#[test]
fn bytes_that_are_no_text() {
    let whole = service(IN);
    let mut told = Told::default();
    told.of("a NUL", whole.replace("urn:do", "urn:\0do"));
    told.of("a control character by reference", whole.replace("urn:do", "urn:&#1;do"));
    let mut bytes = whole.clone().into_bytes();
    bytes[300] = 0xFF;
    told.of("a byte that is not UTF-8", &bytes);
    let declared = format!("<?xml version=\"1.0\" encoding=\"x-klingon\"?>\n{whole}").into_bytes();
    told.of("an encoding that nobody knows", [declared.as_slice(), b"<!-- \xFF -->"].concat());
    let wide: Vec<u8> = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
    told.of("UTF-16 that ends in half a character", [b"\xFF\xFE".as_slice(), &wide, b"x"].concat());
    told.of(
        "UTF-16 with half a pair",
        [b"\xFF\xFE".as_slice(), &wide[..200], b"\x00\xD8", &wide[200..]].concat(),
    );
    told.of("UTF-16 as it should be", [b"\xFF\xFE".as_slice(), &wide].concat());
    told.of("a byte order mark before UTF-8", format!("\u{FEFF}{whole}"));
    insta::assert_snapshot!(told.0);
}

#[test]
fn documents_that_are_cut_short_or_malformed() {
    let whole = service(IN);
    let cut = |at: &str| whole[..whole.find(at).expect("a place to cut")].to_owned();
    let mut told = Told::default();
    told.of("cut inside a tag", cut("\" elementFormDefault"));
    told.of("cut between tags", cut("<wsdl:portType"));
    told.of("a second root", format!("{whole}<again/>"));
    told.of("an attribute twice", whole.replace("name=\"S\"", "name=\"S\" name=\"S\""));
    told.of("an entity of HTML", whole.replace("urn:do", "urn:&nbsp;do"));
    told.of("a prefix that is not declared", whole.replace("<xs:element", "<y:element"));
    insta::assert_snapshot!(told.0);
}

#[test]
fn documents_that_would_burst_a_reader() {
    let whole = service(IN);
    let mut told = Told::default();
    let bomb: String =
        (1..10).map(|at| format!("<!ENTITY e{at} \"{}\">", format!("&e{};", at - 1).repeat(10))).collect();
    told.of("entities that double", format!("<!DOCTYPE d [<!ENTITY e0 \"ha\">{bomb}]>\n{whole}"));
    let outside = "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>\n";
    told.of("an entity from a file", format!("{outside}{}", whole.replace("urn:do", "&e;")));
    let (open, close) = ("<xs:sequence>".repeat(100_000), "</xs:sequence>".repeat(100_000));
    told.of("100,000 levels", definitions(&format!("{open}{close}")));
    let attributes: String = (0..100_000).map(|at| format!(" a{at}=\"\"")).collect();
    told.of("100,000 attributes", definitions(&format!("<wsdl:types{attributes}/>")));
    let prefixes: String = (0..100_000).map(|at| format!(" xmlns:p{at}=\"urn:p\"")).collect();
    told.of("100,000 prefixes", definitions(&format!("<wsdl:types{prefixes}/>")));
    told.of("600,000 elements", definitions(&"<wsdl:x/>".repeat(600_000)));
    insta::assert_snapshot!(told.0);
}
