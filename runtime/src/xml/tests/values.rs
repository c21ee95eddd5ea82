//! What a text means for a type, and what it does not.

use bytes::Bytes;
use rust_decimal::Decimal;

use super::contract::*;
use super::*;

fn value<T: Node>(text: &str) -> Result<T> {
    inside::<T>(text)
}

/// Every text is a value and prints as told.
fn valid<T: Node + ToString>(cases: &[(&str, &str)]) {
    for (text, printed) in cases {
        let read: T = value(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(read.to_string(), *printed, "{text}");
    }
}

/// No text is a value.
fn wrong<T: Node + std::fmt::Debug>(type_name: &'static str, texts: &[&str]) {
    for text in texts {
        let error = value::<T>(text).expect_err(text);
        assert_eq!((error.kind(), error.path()), (&Kind::InvalidValue(type_name), "Root"), "{text}");
    }
}

#[test]
fn fault_a52_numbers_may_have_blanks_signs_and_zeros() {
    valid::<i32>(&[
        (" 5 ", "5"),
        ("+5", "5"),
        ("05", "5"),
        ("\n-5\t", "-5"),
        ("2147483647", "2147483647"),
        ("<![CDATA[7]]>", "7"),
    ]);
    valid::<u8>(&[("255", "255")]);
    valid::<i64>(&[("-9223372036854775808", "-9223372036854775808")]);
}

#[test]
fn fault_a53_what_is_no_number_is_refused_unseen() {
    wrong::<i32>("xs:int", &["", " ", "5.0", "4294967296", "1e3", "٥", "5 5", "0x5", "--5", "5\u{A0}"]);
    wrong::<i8>("xs:byte", &["128"]);
    wrong::<i16>("xs:short", &["32768"]);
    wrong::<i64>("xs:long", &["9223372036854775808"]);
    wrong::<u8>("xs:unsignedByte", &["-1", "256"]);
    wrong::<u16>("xs:unsignedShort", &["65536"]);
    wrong::<u32>("xs:unsignedInt", &["4294967296"]);
    wrong::<u64>("xs:unsignedLong", &["18446744073709551616"]);
}

#[test]
fn fault_a54_amounts_are_exact_decimals() {
    valid::<Decimal>(&[
        ("20.1", "20.1"),
        ("20.110", "20.110"),
        (" 20.10 ", "20.10"),
        ("-0.00", "0.00"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("005.0", "5.0"),
        ("79228162514264337593543950335", "79228162514264337593543950335"),
        ("0.0000000000000000000000000001", "0.0000000000000000000000000001"),
    ]);
    wrong::<Decimal>(
        "xs:decimal",
        &[
            "",
            "1,000.00",
            "1e3",
            "1E400",
            "NaN",
            "INF",
            ".",
            "-",
            "+",
            "1.2.3",
            "$5",
            "1_000",
            "79228162514264337593543950336",
            "0.00000000000000000000000000001",
            "1.00000000000000000000000000000000001",
        ],
    );
}

#[test]
fn fault_a56_booleans_are_words_or_digits() {
    valid::<bool>(&[("1", "true"), ("0", "false"), ("true", "true"), ("false", "false"), (" true ", "true")]);
}

#[test]
fn fault_a57_other_booleans_are_refused() {
    wrong::<bool>("xs:boolean", &["TRUE", "Y", "", "yes", "2", "true true"]);
}

#[test]
fn fault_a58_dates_keep_their_form_or_are_refused() {
    for text in [
        "2020-08-24T11:21:56.1234567-07:00",
        "2020-08-24T24:00:00",
        "2020-08-24T11:21:56",
        "0000-01-01T00:00:00Z",
    ] {
        let read: DateTime = value(&format!(" {text}\n")).unwrap();
        assert_eq!((read.as_str(), write(&read)), (text, format!("<Root xmlns=\"urn:main\">{text}</Root>")));
    }
    wrong::<DateTime>("xs:dateTime", &["2020-08-24T11:21:56-0700", "2016-12-31T23:59:60Z", "today", ""]);
    wrong::<Date>("xs:date", &["2020-02-30"]);
}

#[test]
fn floats_have_names_for_what_is_no_number() {
    valid::<f64>(&[
        ("1e3", "1000"),
        (" -0.5 ", "-0.5"),
        ("INF", "inf"),
        ("-INF", "-inf"),
        ("NaN", "NaN"),
        (".5", "0.5"),
    ]);
    wrong::<f64>("xs:double", &["", "inf", "infinity", "nan", "1,5", "0x1", "1d"]);
    wrong::<f32>("xs:float", &["Infinity"]);
    assert!(
        write(&f64::INFINITY).contains(">INF<")
            && write(&f32::NEG_INFINITY).contains(">-INF<")
            && write(&f64::NAN).contains(">NaN<")
    );
}

#[test]
fn text_keeps_every_blank_and_has_line_feeds_for_line_ends() {
    valid::<String>(&[
        ("\r\n 00 \r", "\n 00 \n"),
        ("&#13;", "\r"),
        ("<![CDATA[ a\r\nb ]]>", " a\nb "),
        ("", ""),
        ("\u{85}\u{2028}", "\u{85}\u{2028}"),
    ]);
    valid::<Token>(&[("\r\n 00 \r", "00"), (" a  b\tc ", "a b c")]);
    valid::<Integer>(&[(" +0123456789012345678901234567890 ", "+0123456789012345678901234567890")]);
}

#[test]
fn fault_a24_an_unknown_word_of_an_enum_is_kept() {
    assert_eq!(value::<Mode>(" fast ").unwrap(), Mode::Fast);
    let unknown: Mode = value("warp ").unwrap();
    assert_eq!(unknown, Mode::Other("warp ".to_owned()));
    assert_eq!(write(&unknown), "<Root xmlns=\"urn:main\">warp </Root>");
    assert_eq!(write(&Mode::Slow), "<Root xmlns=\"urn:main\">slow</Root>");
}

#[test]
fn bytes_tolerate_white_space_and_nothing_else() {
    let bytes = Bytes::from_static(b"hello world");
    for text in [
        "aGVsbG8gd29ybGQ=",
        " aGVsbG8g\r\nd29y\tbGQ= ",
        "aGVsbG8g&#13;&#10;d29ybGQ=",
        "<![CDATA[aGVsbG8g]]>d29ybGQ<!-- -->=",
    ] {
        assert_eq!(value::<Bytes>(text).unwrap(), bytes, "{text}");
    }
    assert_eq!(value::<Bytes>(" \n").unwrap(), Bytes::new());
    wrong::<Bytes>("xs:base64Binary", &["aGVsbG8gd29ybGQ", "a===", "aGVs!G8g", "aGVsbG8gd29ybG_=", "é"]);
    assert_eq!(value::<Hex>(" 00fFaB ").unwrap(), Hex(Bytes::from_static(&[0, 255, 171])));
    assert_eq!(write(&Hex(Bytes::from_static(&[0, 255, 171]))), "<Root xmlns=\"urn:main\">00FFAB</Root>");
    wrong::<Hex>("xs:hexBinary", &["0", "0g", "é0"]);
}

#[test]
fn nothing_is_an_empty_element_or_one_that_nobody_knows() {
    value::<()>("").unwrap();
    value::<()>("<New/>").unwrap();
    assert_eq!(write(&()), "<Root xmlns=\"urn:main\"/>");
    assert_eq!(read_strictly::<()>(&root("<New/>")).unwrap_err().kind(), &Kind::Unknown);
}

#[test]
fn lists_are_several_values_in_one_text() {
    let list: List<i32> = value(" 1 \n -2\t3 ").unwrap();
    assert_eq!(list.0, [1, -2, 3]);
    assert_eq!(write(&list), "<Root xmlns=\"urn:main\">1 -2 3</Root>");
    assert!(value::<List<i32>>(" ").unwrap().0.is_empty());
    wrong::<List<i32>>("xs:int", &["1 x"]);
}

#[test]
fn raw_content_comes_back_as_it_was() {
    let content = "<Any a='1' o:b=' 2 ' xml:lang='de'>text &amp; <o:x xmlns=''><y/>m<![CDATA[<]]>x</o:x> tail</Any>\
        <New><Deep o:q='&quot;'/></New><x xmlns='urn:foreign' xmlns:f='urn:foreign' f:a='1'>1</x>";
    let open: Open = inside(content).unwrap();
    let any = open.any.as_ref().unwrap();
    assert_eq!(any.text(), "text &  tail");
    let names: Vec<_> = any
        .elements()
        .map(|element| (element.name.namespace.as_deref(), element.name.local.as_str()))
        .collect();
    assert_eq!(names, [(Some("urn:other"), "x")]);
    assert_eq!(any.elements().next().unwrap().raw.text(), "m<x");
    assert_eq!(open.rest.iter().map(|element| element.name.local.as_str()).collect::<Vec<_>>(), ["New", "x"]);
    for style in [Style::Default, Style::Prefixed] {
        let text = write_in(&open, style).unwrap();
        assert_eq!(read_strictly::<Open>(&text).unwrap(), open, "{text}");
    }
    let text = write(&Open { any: Some("<&".into()), ..Empty::EMPTY });
    assert_eq!(text, "<Root xmlns=\"urn:main\"><Any>&lt;&amp;</Any></Root>");
}

#[test]
fn raw_content_shares_its_namespaces() {
    let open: Open = inside("<Any><a/><b/></Any><c xmlns='urn:main'/>").unwrap();
    let shared = open.rest[0].name.namespace.as_ref().unwrap();
    assert_eq!(std::sync::Arc::strong_count(shared), 3);
}

#[test]
fn raw_content_cannot_smuggle_markup() {
    let name = |local: &str| RawName { namespace: None, local: local.to_owned() };
    for local in ["a><b", "", "a b", "p:a", "1"] {
        let element = RawElement { name: name(local), raw: Raw::default() };
        assert!(write_in(&element, Style::Default).is_err(), "{local}");
        let attribute = RawAttribute { name: name(local), value: String::new() };
        let raw = Raw { attributes: vec![attribute], content: Vec::new() };
        assert!(write_in(&raw, Style::Default).is_err(), "{local}");
    }
}

#[test]
fn raw_content_is_never_printed() {
    let value: crate::xml::Raw =
        super::read("<Root xmlns='urn:main' secret='canary'>canary<Child>canary</Child></Root>").unwrap();
    let printed = format!("{value:?}");
    assert!(printed.contains("Child") && !printed.contains("canary"), "{printed}");
}
