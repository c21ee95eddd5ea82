//! Which element is meant: namespaces, whatever the prefixes.

use super::contract::*;
use super::*;

const PLAIN: &str = "<Root xmlns=\"urn:main\"><Number>5</Number><Balance>1.50</Balance><Tag>7</Tag></Root>";

#[test]
fn fault_a25_any_prefix_says_the_same() {
    let expected: Account = read(PLAIN).unwrap();
    for prefix in ["q", "soap", "S", "env", "é"] {
        let text = format!(
            "<{prefix}:Root xmlns:{prefix}='urn:main'><{prefix}:Number>5</{prefix}:Number>\
             <{prefix}:Balance>1.50</{prefix}:Balance><{prefix}:Tag>7</{prefix}:Tag></{prefix}:Root>"
        );
        assert_eq!(read::<Account>(&text).unwrap(), expected, "{prefix}");
    }
}

#[test]
fn fault_a26_a_default_namespace_may_be_declared_further_out() {
    static ENVELOPE: El = El::new(SOAP11, "Envelope");
    let text = format!(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' xmlns='urn:main'>{}</e:Envelope>",
        PLAIN.replace(" xmlns=\"urn:main\"", "")
    );
    let mut reader = Reader::new(&text, NAMES, ReadOptions::default());
    reader.open(&ENVELOPE).unwrap();
    reader.open(&ROOT).unwrap();
    let mut account = Account::empty();
    account.read(&mut reader).unwrap();
    assert_eq!(account, read(PLAIN).unwrap());
    assert_eq!(reader.child_or(None), Ok(None));
    reader.finish().unwrap();
}

#[test]
fn fault_a28_a_right_name_in_a_wrong_namespace_is_no_match() {
    for text in [
        "<Root xmlns='urn:wrong'/>",
        "<Root/>",
        "<Root xmlns='urn:other'/>",
        "<o:Root xmlns:o='urn:other' xmlns='urn:main'/>",
    ] {
        let (kind, path) = refused::<Account>(text);
        assert_eq!(kind, Kind::UnexpectedElement { expected: "Root", found: "Root".to_owned() }, "{text}");
        assert_eq!(path, "");
        assert!(kind.to_string().contains("another namespace"));
    }
    let text = root("<o:Number>secret</o:Number><Balance>1</Balance>");
    assert_eq!(refused::<Account>(&text), (Kind::Missing, "Root/Number".to_owned()));
}

#[test]
fn fault_a29_another_root_is_refused_by_name() {
    let text = "<EndSessionResponse xmlns='urn:main'/>";
    let expected = Kind::UnexpectedElement { expected: "Root", found: "EndSessionResponse".to_owned() };
    assert_eq!(refused::<Account>(text), (expected, String::new()));
    assert_eq!(
        read::<Account>(text).unwrap_err().to_string(),
        "element `Root` expected, `EndSessionResponse` found (byte 0)"
    );
}

#[test]
fn fault_a30_a_prefix_means_what_the_innermost_declaration_says() {
    let text = "<p:Root xmlns:p='urn:main'><p:Number>1</p:Number>\
        <p:Number xmlns:p='urn:other'>2</p:Number>\
        <x xmlns:p='urn:other'><p:Balance>9</p:Balance></x>\
        <p:Tag xmlns:p='urn:main'>3</p:Tag><p:Balance>4</p:Balance></p:Root>";
    let account: Account = read(text).unwrap();
    assert_eq!(
        (account.number.as_str(), account.balance.to_string(), account.tag),
        ("1", "4".to_owned(), Some(3))
    );
    let text = "<Root xmlns='urn:main'><Number>1</Number><Balance xmlns=''>2</Balance></Root>";
    assert_eq!(refused::<Account>(text).0, Kind::Missing);
}

#[test]
fn an_undeclared_prefix_is_an_error_unless_it_is_passed_over() {
    assert_eq!(refused::<Account>(&root("<p:Number>1</p:Number>")).0, Kind::UndeclaredPrefix);
    assert_eq!(refused::<Account>(&root("<Number p:a='1'>1</Number>")).0, Kind::UndeclaredPrefix);
    assert_eq!(refused::<Account>("<p:Root xmlns:q='urn:main'/>").0, Kind::UndeclaredPrefix);
    let text = root("<Number>1</Number><Unknown><p:x p:a=''/></Unknown><Balance>2</Balance>");
    assert_eq!(read::<Account>(&text).unwrap().number, "1");
}

#[test]
fn names_and_namespaces_of_a_tag_can_be_asked_for() {
    let text = "<p:x xmlns:p='urn:foreign' xmlns='urn:other' a='1' p:a='2'><y/></p:x>";
    let mut reader = Reader::new(text, NAMES, ReadOptions::default());
    assert_eq!(reader.child_or(None), Ok(Some(false)));
    assert_eq!((reader.local(), reader.uri()), ("x", "urn:foreign"));
    assert_eq!(reader.attribute(&El::new(NONE, "a")), Some("1"));
    assert_eq!(reader.attribute(&El::new(NONE, "b")), None);
    assert_eq!(reader.child_or(None), Ok(Some(false)));
    assert_eq!((reader.local(), reader.uri()), ("y", "urn:other"));
    reader.skip().unwrap();
    assert_eq!(reader.child_or(None), Ok(None));
    reader.finish().unwrap();
}

#[test]
fn unqualified_and_foreign_rows_are_found() {
    let text = root(
        "<Code>00</Code><o:Count>5</o:Count><Trusted xmlns=''>1</Trusted><Number>3</Number><Amount i:nil='1'/>",
    );
    let value: Everything = read_strictly(&text).unwrap();
    assert_eq!((value.count, value.trusted, value.amount), (Some(5), Some(true), None));
    let text =
        root("<Code>00</Code><Count>5</Count><Trusted>1</Trusted><Number>3</Number><Amount i:nil='1'/>");
    let value: Everything = read(&text).unwrap();
    assert_eq!((value.count, value.trusted), (None, None));
}
