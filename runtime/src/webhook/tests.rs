//! What becomes of deliveries at the runtime: signatures, keys, counts.

use http::{HeaderMap, HeaderName, HeaderValue};

use super::*;

static HEX: Scheme = Scheme {
    header: "x-signature",
    hash: Hash::Sha256,
    encoding: Encoding::Hex,
    count_header: Some("x-count"),
};
static BASE64: Scheme = Scheme { hash: Hash::Sha512, encoding: Encoding::Base64, ..HEX };

fn key(text: &str) -> SigningKey {
    SigningKey::new(text).unwrap()
}

fn signed(value: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("x-signature", HeaderValue::from_str(value).unwrap());
    headers
}

/// RFC 4231, test case 6: a key that is longer than the block.
#[test]
fn signatures_are_those_of_rfc_4231() {
    let key = SigningKey::new(vec![0xaa; 131]).unwrap();
    let body = b"Test Using Larger Than Block-Size Key - Hash Key First";
    let expected = [
        (Hash::Sha256, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        (
            Hash::Sha384,
            "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
        ),
        (
            Hash::Sha512,
            "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
        ),
    ];
    for (hash, signature) in expected {
        assert_eq!(key.sign(&Scheme { hash, ..HEX }, body), signature);
    }
}

#[test]
fn what_is_signed_passes_in_each_form_and_nothing_else_does() {
    for scheme in [&HEX, &BASE64] {
        let verifier = Verifier::new(scheme, key("a key of 16 bytes"));
        let signature = key("a key of 16 bytes").sign(scheme, b"{}");
        assert_eq!(verifier.verify(&signed(&signature), b"{}"), Ok(Delivery { count: None }));
        assert_eq!(verifier.verify(&signed(&signature), b"{} "), Err(Rejection::Forged));
        let other = key("another key, 16 bytes").sign(scheme, b"{}");
        assert_eq!(verifier.verify(&signed(&other), b"{}"), Err(Rejection::Forged));
    }
    let verifier = Verifier::new(&HEX, key("a key of 16 bytes"));
    let upper = key("a key of 16 bytes").sign(&HEX, b"{}").to_uppercase();
    assert!(verifier.verify(&signed(&upper), b"{}").is_ok());
}

#[test]
fn a_signature_that_is_missing_doubled_or_misshapen_is_told_apart() {
    let verifier = Verifier::new(&HEX, key("a key of 16 bytes"));
    let signature = key("a key of 16 bytes").sign(&HEX, b"{}");
    assert_eq!(verifier.verify(&HeaderMap::new(), b"{}"), Err(Rejection::Unsigned));
    let mut twice = signed(&signature);
    twice.append("x-signature", HeaderValue::from_str(&signature).unwrap());
    assert_eq!(verifier.verify(&twice, b"{}"), Err(Rejection::SignedTwice));
    let (short, long) = (&signature[..62], format!("{signature}00"));
    let joined = format!("{signature}, {signature}");
    let accented = "\u{e9}".repeat(64);
    for misshapen in ["", "no digits", short, &long, &signature[..63], &joined] {
        assert_eq!(verifier.verify(&signed(misshapen), b"{}"), Err(Rejection::Malformed), "{misshapen}");
    }
    let mut bytes = HeaderMap::new();
    let value = HeaderValue::from_bytes(accented.as_bytes()).unwrap();
    bytes.insert(HeaderName::from_static("x-signature"), value);
    assert_eq!(verifier.verify(&bytes, b"{}"), Err(Rejection::Malformed));
}

#[test]
fn the_length_is_looked_at_first() {
    let verifier = Verifier::new(&HEX, key("a key of 16 bytes")).with_largest_body(2);
    assert_eq!(verifier.verify(&HeaderMap::new(), b"{ }"), Err(Rejection::TooLarge));
    assert_eq!(verifier.verify(&HeaderMap::new(), b"{}"), Err(Rejection::Unsigned));
    assert_eq!(verifier.largest_body(), 2);
}

#[test]
fn two_keys_are_valid_while_they_change_and_never_three() {
    let verifier = Verifier::new(&HEX, key("the first of the keys"));
    let passes = |text: &str| verifier.clone().verify(&signed(&key(text).sign(&HEX, b"{}")), b"{}").is_ok();
    let now = || ["the first of the keys", "the second of the keys", "the third of the keys"].map(passes);
    assert_eq!(now(), [true, false, false]);
    verifier.rotate(key("the second of the keys"));
    assert_eq!(now(), [true, true, false]);
    verifier.rotate(key("the third of the keys"));
    assert_eq!(now(), [false, true, true]);
    verifier.retire();
    assert_eq!(now(), [false, false, true]);
}

#[test]
fn deliveries_are_counted_where_the_partner_counts_them() {
    let verifier = Verifier::new(&HEX, key("a key of 16 bytes"));
    let mut headers = signed(&key("a key of 16 bytes").sign(&HEX, b"{}"));
    for (value, count) in [("3", Some(3)), ("many", None), ("-1", None)] {
        headers.insert("x-count", HeaderValue::from_static(value));
        assert_eq!(verifier.verify(&headers, b"{}"), Ok(Delivery { count }));
    }
}

#[test]
fn a_key_is_long_enough_and_not_shown() {
    assert_eq!(SigningKey::new("fifteen bytes..").unwrap_err().kind(), Kind::Configuration);
    let verifier = Verifier::new(&HEX, key("canary key canary key"));
    verifier.rotate(key("canary key, the second"));
    let shown = format!("{verifier:?} {:?} {:#?}", key("canary key canary key"), verifier);
    assert!(!shown.contains("canary") && !shown.contains("99, 97"), "{shown}");
}

#[test]
fn a_member_is_read_from_its_own_text() {
    let body = br#"{"id":"1","data":{"amount":"12345678901234567.89"}}"#;
    #[derive(serde::Deserialize)]
    struct Data {
        amount: String,
    }
    assert_eq!(member::<Data>(body, "data").unwrap().amount, "12345678901234567.89");
    assert!(member::<Data>(body, "id").is_none(), "another form");
    assert!(member::<Data>(body, "other").is_none());
    assert!(member::<Data>(b"[]", "data").is_none());
}
