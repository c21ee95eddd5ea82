//! Loose scalars, open objects, patches, and careful reading.

use serde::Deserialize;

use super::*;
use crate::error::Kind;

#[derive(Debug, Deserialize, PartialEq)]
struct Person {
    name: String,
    #[serde(default)]
    age: Option<u8>,
    #[serde(default)]
    cards: Vec<Card>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Card {
    number: u32,
}

fn refused(body: &str) -> (Kind, String) {
    let error = read::<Person>(body.as_bytes()).unwrap_err();
    (error.kind(), format!("{error} {error:?}"))
}

#[test]
fn fault_f2_null_for_a_required_member_is_an_error_with_its_path() {
    let (kind, text) = refused(r#"{"name": null}"#);
    assert_eq!(kind, Kind::Decode);
    assert!(text.contains("$.name") && text.contains("expected a string"), "{text}");
    let (_, text) = refused("{}");
    assert!(text.contains("missing field `name`"), "{text}");
}

#[test]
fn errors_never_show_the_value() {
    for body in [
        r#"{"name": "x", "age": "canary"}"#,
        r#"{"name": "x", "cards": [{"number": 1}, {"number": "canary, expected canary"}]}"#,
        r#"{"name": "x", "cards": "canary"}"#,
        r#"{"name": "canary" "x"}"#,
        r#"{"4111111111111111 canary": 1, "4111111111111111 canary": 2, "name": "x"}"#,
    ] {
        let (_, text) = refused(body);
        assert!(!text.contains("canary") && !text.contains("4111"), "{body}: {text}");
    }
    let (_, text) = refused(r#"{"name": "x", "cards": [{"number": 1}, {"number": "canary"}]}"#);
    assert!(text.contains("$.cards[1].number at byte"), "{text}");
}

#[test]
fn fault_f4_numbers_are_exact_or_refused() {
    let read = |body: &str| read::<TextOrNumber>(body.as_bytes());
    assert_eq!(read("9007199254740993").unwrap().to_text(), "9007199254740993");
    assert_eq!(read("\"86399\"").unwrap().to_u64(), Some(86399));
    assert_eq!(read("86399").unwrap().to_u64(), Some(86399));
    assert!(read(&format!("1{}", "0".repeat(400))).is_err());
    assert_eq!(refused(r#"{"name": "x", "age": 256}"#).0, Kind::Decode);
}

#[test]
fn fault_f5_deep_nesting_is_refused() {
    let (kind, text) = refused(&"[".repeat(100_000));
    assert_eq!(kind, Kind::Decode);
    assert!(text.contains("nested too deeply"), "{text}");
}

#[test]
fn fault_f6_duplicate_keys_are_refused_at_any_depth() {
    for body in [
        r#"{"name": "a", "name": "b"}"#,
        r#"{"name": "a", "unknown": {"k": 1, "k": 2}}"#,
        r#"{"name": "a", "unknown": [{"k": 1, "\u006b": 2}]}"#,
    ] {
        let (kind, text) = refused(body);
        assert_eq!(kind, Kind::Decode);
        assert!(text.contains("stands twice"), "{text}");
    }
}

#[test]
fn fault_f8_trailing_data_and_prefixes_are_refused() {
    for body in [
        "{\"name\":\"a\"}{}",
        "{\"name\":\"a\"}\n{\"name\":\"b\"}",
        ")]}'{\"name\":\"a\"}",
        "{\"name\":\"a\"} x",
    ] {
        assert_eq!(refused(body).0, Kind::Decode, "{body}");
    }
    assert_eq!(refused(r#"{"name": "a""#).0, Kind::Truncated);
    assert_eq!(read::<Person>(b"\xEF\xBB\xBF{\"name\":\"a\"}\n").unwrap().name, "a");
}

#[test]
fn a_member_is_found_in_the_outermost_object_only() {
    let body = br#"{"other": {"code": "inner"}, "code": "outer"}"#;
    assert_eq!(members(body, ["code", "none"]), [Some("outer".to_owned()), None]);
    assert_eq!(
        members(br#"{"text": "t", "code": 17}"#, ["code", "text"]),
        [Some("17".to_owned()), Some("t".to_owned())]
    );
    for body in ["", "<html>", "[\"code\"]", "{}", "{\"code\": null}", "{\"code\": \"a\"} trailing"] {
        assert_eq!(members(body.as_bytes(), ["code"]), [None], "{body}");
    }
}

#[test]
fn a_patch_has_three_states() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Update {
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        email: Patch<String>,
    }
    for (json, email) in [
        ("{}", Patch::Absent),
        (r#"{"email":null}"#, Patch::Null),
        (r#"{"email":"a"}"#, Patch::Value("a".to_owned())),
    ] {
        let update = Update { email };
        assert_eq!(serde_json::to_string(&update).unwrap(), json);
        assert_eq!(read::<Update>(json.as_bytes()).unwrap(), update);
    }
}

#[test]
fn open_members_keep_their_order_and_do_not_print() {
    let members: Members = read(br#"{"z": "canary", "a": [1, 2.50]}"#).unwrap();
    assert_eq!(format!("{members:?}"), "Members(2)");
    assert_eq!(serde_json::to_string(&members).unwrap(), r#"{"z":"canary","a":[1,2.5]}"#);
    assert!(!format!("{:?}", TextOrNumber::Text("canary".to_owned())).contains("canary"));
}

#[test]
fn a_list_that_is_null_is_empty() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Cards {
        #[serde(default, deserialize_with = "list")]
        cards: Vec<String>,
    }
    for (json, cards) in
        [("{}", vec![]), (r#"{"cards":null}"#, vec![]), (r#"{"cards":["a"]}"#, vec!["a".to_owned()])]
    {
        assert_eq!(read::<Cards>(json.as_bytes()).unwrap(), Cards { cards }, "{json}");
    }
    assert_eq!(read::<Cards>(br#"{"cards":[null]}"#).unwrap_err().kind(), Kind::Decode);
}

#[test]
fn bytes_travel_as_base64() {
    let bytes: Base64 = Bytes::from_static(&[0xFB, 0xEF, 0xFF, 1]).into();
    assert_eq!(serde_json::to_string(&bytes).unwrap(), "\"++//AQ==\"");
    for text in ["\"++//AQ==\"", "\"++//AQ\"", "\"--__AQ\""] {
        assert_eq!(read::<Base64>(text.as_bytes()).unwrap(), bytes, "{text}");
    }
    assert_eq!(format!("{bytes:?}"), "Base64(4 bytes)");
    assert_eq!(read::<Base64>(b"\"canary!\"").unwrap_err().kind(), Kind::Decode);
}

#[derive(Debug, PartialEq, Deserialize)]
struct Money {
    #[serde(deserialize_with = "decimal")]
    amount: rust_decimal::Decimal,
    #[serde(default, deserialize_with = "decimal")]
    fee: Option<rust_decimal::Decimal>,
    #[serde(default, deserialize_with = "decimal")]
    parts: Vec<rust_decimal::Decimal>,
    #[serde(default, deserialize_with = "decimal")]
    limit: Patch<rust_decimal::Decimal>,
    // With it, serde buffers every member before it is read.
    #[serde(flatten)]
    rest: Members,
}

#[test]
fn money_is_read_exactly_or_not_at_all() {
    let amount = |json: &str| {
        super::read::<Money>(format!("{{\"amount\":{json}}}").as_bytes())
            .map(|money| money.amount.to_string())
    };
    for (json, read) in [
        ("\"20.10\"", "20.10"),
        ("\" 20.10 \"", "20.10"),
        ("\"7922816251426433759354395033.5\"", "7922816251426433759354395033.5"),
        ("20", "20"),
        ("-20", "-20"),
        ("18446744073709551615", "18446744073709551615"),
        ("20.1", "20.1"),
        ("0.29", "0.29"),
        ("1234567890123.45", "1234567890123.45"),
        ("1e3", "1000"),
    ] {
        assert_eq!(amount(json).unwrap(), read, "{json}");
    }
    for json in [
        "\"1e3\"",
        "\"1_000\"",
        "\"1,000\"",
        "\"\"",
        "\"$1\"",
        "\"0.12345678901234567890123456789\"",
        "12345678901234.5678",
        "0.1234567890123456",
        "123456789012345678901234567890",
        "1e30",
        "true",
        "null",
    ] {
        let error = amount(json).unwrap_err();
        assert_eq!(error.kind(), Kind::Decode, "{json}");
        assert!(error.to_string().contains("amount") || json == "null", "{error}");
    }
    let whole = br#"{"amount":"1.5","fee":0.25,"parts":["1.10",2],"limit":null,"new":1.5}"#;
    let money: Money = super::read(whole).unwrap();
    assert_eq!(
        (money.fee.unwrap().to_string(), money.parts[0].to_string()),
        ("0.25".to_owned(), "1.10".to_owned())
    );
    assert_eq!((money.limit, money.rest.get("new").is_some()), (Patch::Null, true));
    let money: Money = super::read(br#"{"amount":1}"#).unwrap();
    assert_eq!((money.fee, money.limit.is_absent(), money.parts.is_empty()), (None, true, true));
    assert!(super::read::<Money>(br#"{"amount":1,"parts":[0.1234567890123456]}"#).is_err());
}
