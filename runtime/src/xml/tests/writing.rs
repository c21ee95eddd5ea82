//! What is written, to the letter.

use bytes::Bytes;
use rust_decimal::Decimal;

use super::contract::*;
use super::*;

const XSI_DECLARATION: &str = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

fn full() -> Everything {
    let account = Account { number: "<5>".to_owned(), balance: Decimal::new(2010, 2), tag: None };
    Everything {
        code: "00".to_owned(),
        count: Some(-1),
        trusted: Some(true),
        tags: vec!["a".to_owned(), String::new()],
        note: Nillable::Nil,
        accounts: vec![account.clone()],
        more: vec![1, 2],
        maybe: vec![None, Some(3)],
        image: Some(Bytes::from_static(b"hello")),
        payment: Some(Payment::Card(account)),
        history: vec![Payment::Cash(1), Payment::Nested(Box::new(Tree::leaf("x")))],
        shape: Some(AnyShape::Circle(Circle { name: None, radius: 1.5 })),
        mode: Mode::Fast,
        money: Some(Money { value: Decimal::new(5, 0), currency: None, id: "\"".to_owned() }),
        version: Some("1\n".to_owned()),
        lang: Some(7),
        ..Everything::least()
    }
}

#[test]
fn rows_are_written_in_order_with_a_default_namespace() {
    let expected = [
        "<Root xmlns=\"urn:main\" version=\"1&#10;\" xmlns:n2=\"urn:other\" n2:lang=\"7\">",
        "<Code>00</Code><Blank/>",
        "<Count xmlns=\"urn:other\">-1</Count>",
        "<Trusted xmlns=\"\">true</Trusted>",
        "<Tag>a</Tag><Tag/><Number>1</Number>",
        &format!("<Note {XSI_DECLARATION} xsi:nil=\"true\"/><Amount {XSI_DECLARATION} xsi:nil=\"true\"/>"),
        "<Accounts><Account><Number>&lt;5&gt;</Number><Balance>20.10</Balance></Account></Accounts>",
        "<Attributes><Attribute><Name/><Value/></Attribute></Attributes>",
        "<More xmlns=\"urn:other\"><int xmlns=\"\">1</int><int xmlns=\"\">2</int></More>",
        &format!("<Maybe {XSI_DECLARATION} xsi:nil=\"true\"/><Maybe>3</Maybe>"),
        "<Image>aGVsbG8=</Image>",
        "<Card xmlns=\"urn:other\"><Number xmlns=\"urn:main\">&lt;5&gt;</Number><Balance xmlns=\"urn:main\">20.10</Balance></Card>",
        "<History><Cash>1</Cash><Nested><Label>x</Label></Nested></History>",
        &format!(
            "<Shape {XSI_DECLARATION} xsi:type=\"n2:Circle\"><Radius xmlns=\"urn:other\">1.5</Radius></Shape>"
        ),
        "<Mode>fast</Mode>",
        "<Money n2:id=\"&quot;\">5</Money>",
        "<Mixed/></Root>",
    ];
    assert_eq!(write(&full()), expected.concat());
}

#[test]
fn the_prefixed_style_declares_everything_on_the_root() {
    let text = write_in(&full(), Style::Prefixed).unwrap();
    let start = format!(
        "<n1:Root {XSI_DECLARATION} xmlns:n1=\"urn:main\" xmlns:n2=\"urn:other\" version=\"1&#10;\" n2:lang=\"7\"><n1:Code>00</n1:Code>"
    );
    assert!(text.starts_with(&start), "{text}");
    assert_eq!(text.matches("xmlns").count(), 3, "{text}");
    assert!(text.contains("<n2:Count>-1</n2:Count><Trusted>true</Trusted>"));
    assert!(text.contains("<n2:More><int>1</int>") && text.contains("<n1:Shape xsi:type=\"n2:Circle\">"));
}

#[test]
fn both_styles_are_read_back_strictly() {
    let mut expected = full();
    expected.attributes = vec![Attribute { name: String::new(), value: String::new() }];
    for style in [Style::Default, Style::Prefixed] {
        let text = write_in(&full(), style).unwrap();
        assert_eq!(read_strictly::<Everything>(&text).unwrap(), expected, "{text}");
    }
}

#[test]
fn fault_a70_what_xml_cannot_hold_is_refused_with_its_path() {
    for c in ["\0", "\u{1}", "\u{1B}", "\u{FFFE}"] {
        let mut value = full();
        value.accounts[0].number = format!("a{c}");
        let error = write_in(&value, Style::Default).unwrap_err();
        assert_eq!((error.kind(), error.path()), (&Kind::IllegalCharacter, "Root/Accounts/Account/Number"));
        value = full();
        value.version = Some(c.to_owned());
        let error = write_in(&value, Style::Default).unwrap_err();
        assert_eq!((error.kind(), error.path()), (&Kind::IllegalCharacter, "Root/@version"));
    }
}

#[test]
fn fault_a70_everything_else_comes_back_as_it_was() {
    for text in [
        "<&>]]>\"'",
        "\r\n\t\r",
        "😀é\u{FFFD}\u{85}",
        " ",
        "</Number><Number>",
        "&amp;",
        "<![CDATA[",
        "]]&gt;",
    ] {
        let account = Account { number: text.to_owned(), balance: Decimal::ONE, tag: None };
        assert_eq!(read::<Account>(&write(&account)).unwrap().number, text);
        let money = Money { value: Decimal::ONE, currency: None, id: text.to_owned() };
        assert_eq!(read::<Money>(&write(&money)).unwrap().id, text);
    }
}

#[test]
fn one_or_more_cannot_be_none() {
    let error = write_in(&Everything { numbers: vec![], ..full() }, Style::Default).unwrap_err();
    assert_eq!((error.kind(), error.path()), (&Kind::Missing, "Root/Number"));
}

#[test]
fn amounts_keep_their_scale() {
    for text in ["20.10", "-0.05", "1000000.000", "0"] {
        let amount: Decimal = text.parse().unwrap();
        assert_eq!(write(&amount), format!("<Root xmlns=\"urn:main\">{text}</Root>"));
    }
}

#[test]
fn an_envelope_has_a_prefix_and_its_content_has_none() {
    static ENVELOPE: El = El::new(SOAP11, "Envelope");
    static BODY: El = El::new(SOAP11, "Body");
    static MUST_UNDERSTAND: El = El::new(SOAP11, "mustUnderstand");
    let mut writer = Writer::new(NAMES, WriteOptions::default());
    writer.declaration();
    writer.start(&ENVELOPE).unwrap();
    writer.start(&BODY).unwrap();
    writer.attribute(&MUST_UNDERSTAND, "1").unwrap();
    "x".to_owned().write(&mut writer, &ROOT).unwrap();
    writer.end();
    writer.end();
    assert_eq!(
        String::from_utf8(writer.finish()).unwrap(),
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <s:Body s:mustUnderstand=\"1\"><Root xmlns=\"urn:main\">x</Root></s:Body></s:Envelope>"
    );
}

#[test]
fn a_concrete_type_always_says_which_it_is() {
    let circle = Concrete::Shape(Shape { name: None });
    assert_eq!(write(&circle), format!("<Root xmlns=\"urn:main\" {XSI_DECLARATION} xsi:type=\"Shape\"/>"));
    assert_eq!(read_strictly::<Concrete>(&write(&circle)).unwrap(), circle);
}
