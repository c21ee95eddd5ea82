//! Bodies that are encoded by the rules of SOAP, section 5: types that are stated, arrays, references.

use super::*;
use crate::endpoint::Endpoint;

const NAMES: &[&str] =
    &["urn:shop", "http://www.w3.org/2001/XMLSchema", "http://schemas.xmlsoap.org/soap/encoding/"];
const SHOP: xml::Ns = xml::FIRST;
const XS: xml::Ns = xml::FIRST + 1;
const ENCODING: xml::Ns = xml::FIRST + 2;
const NONE: xml::Ns = xml::NONE;

#[derive(Debug, Clone, PartialEq)]
struct Line {
    name: Option<String>,
    count: i32,
    next: Option<Box<Line>>,
}

xml::record! { Line in NONE {
    name: "name" opt as "string" @ XS,
    count: "count" req as "int" @ XS,
    next: "next" opt as "Line" @ SHOP,
} }

#[derive(Debug, Clone, PartialEq)]
struct Lines {
    lines: Vec<Line>,
    thing: Option<xml::Raw>,
}

xml::record! { Lines in NONE {
    lines: "lines" array "item" each "Line" @ SHOP as "Array" @ ENCODING,
    thing: "thing" opt,
} }

static SERVICE: Description = Description { partner: "shop", service: "shop", names: NAMES, codes: None };

static PLACE: Operation = Operation {
    name: "place",
    action: "",
    version: Version::V11,
    request: &[xml::El::new(SHOP, "place").encoded()],
    reply: &[xml::El::new(SHOP, "placeResponse").encoded()],
    retry: Retry::Never,
};

fn decoded(body: &str) -> Result<Lines, Error> {
    let text = format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" \
xmlns:c=\"http://schemas.xmlsoap.org/soap/encoding/\" xmlns:t=\"urn:shop\"><e:Body>{body}</e:Body></e:Envelope>"
    );
    let reply = Reply {
        status: 200,
        content_type: Some("text/xml".to_owned()),
        retry_after: None,
        body: Bytes::from(text),
    };
    decode(&SERVICE, &PLACE, &reply).map(|(value, _)| value)
}

fn line(name: &str, count: i32) -> Line {
    Line { name: Some(name.to_owned()), count, next: None }
}

#[test]
fn elements_state_their_types_and_arrays_their_size() {
    let first = Line { next: Some(Box::new(line("b", 2))), ..line("a", 1) };
    let lines = Lines { lines: vec![first], thing: None };
    let endpoint = Endpoint::parse("https://shop.example/").unwrap();
    let request = encode(&SERVICE, &PLACE, &endpoint, &lines, Beside::default()).unwrap();
    let text = std::str::from_utf8(&request.body).unwrap();
    assert_stated(text);
    let incoming = Incoming::read(&request.body, None, NAMES).unwrap();
    assert_eq!(incoming.request::<Lines>(&PLACE).unwrap(), lines);
}

/// What the envelope says, piece by piece.
fn assert_stated(text: &str) {
    for piece in [
        "<n1:place s:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\">",
        "<lines xsi:type=\"n3:Array\" n3:arrayType=\"n1:Line[1]\"><item xsi:type=\"n1:Line\">",
        "<name xsi:type=\"n2:string\">a</name><count xsi:type=\"n2:int\">1</count>",
        "<next xsi:type=\"n1:Line\"><name xsi:type=\"n2:string\">b</name>",
    ] {
        assert!(text.contains(piece), "{piece} in {text}");
    }
}

#[test]
fn references_are_followed_wherever_they_lead() {
    let read = decoded(
        "<t:placeResponse><lines c:arrayType=\"t:Line[3]\"><x href=\"#a\"/><x href=\"#b\"></x><x href=\"#a\"/></lines>\
<thing i:type=\"t:Odd\"/></t:placeResponse>\
<multiRef id=\"a\" i:type=\"q:Line\" xmlns:q=\"urn:shop\"><name href=\"#s\"/><count>1</count></multiRef>\
<multiRef id=\"b\" i:type=\"t:Line\"><name i:nil=\"1\"/><count>2</count><next href=\"#a\"/></multiRef>\
<multiRef id=\"s\" i:type=\"c:string\">pen</multiRef>",
    )
    .unwrap();
    let pen = line("pen", 1);
    let second = Line { name: None, count: 2, next: Some(Box::new(pen.clone())) };
    assert_eq!(read.lines, [pen.clone(), second, pen]);
    assert_eq!(read.thing.unwrap().attributes.len(), 2, "the type and what its prefix means");
}

#[test]
fn references_in_a_circle_or_to_nothing_are_refused() {
    for (body, why) in [
        (
            "<t:placeResponse><lines><x href=\"#a\"/></lines></t:placeResponse>\
<m id=\"a\"><count>1</count><next href=\"#b\"/></m><m id=\"b\"><count>2</count><next href=\"#a\"/></m>",
            "leads back to itself",
        ),
        ("<t:placeResponse><lines><x href=\"#a\"/></lines></t:placeResponse>", "leads nowhere"),
        (
            "<t:placeResponse><lines><x href=\"#a\"><count>3</count></x></lines></t:placeResponse><m id=\"a\"><count>1</count></m>",
            "a content of its own",
        ),
        (
            "<t:placeResponse><lines><x href=\"#a\"/></lines></t:placeResponse><m id=\"a\"><count>1</count></m><m id=\"a\"/>",
            "stands twice",
        ),
        ("<t:placeResponse><lines/></t:placeResponse><t:placeResponse/>", "stands twice"),
    ] {
        let error = decoded(body).unwrap_err();
        assert_eq!(error.kind(), Kind::Decode, "{error}");
        assert!(error.to_string().contains(why), "{why}: {error}");
    }
}

#[test]
fn references_do_not_grow_a_document_without_bound() {
    // Each of 24 elements refers twice to the next: sixteen million elements, were they all read.
    let mut body = "<t:placeResponse><lines><x href=\"#r0\"/></lines></t:placeResponse>".to_owned();
    for at in 0..24 {
        let next = at + 1;
        body.push_str(&format!(
            "<m id=\"r{at}\"><count>1</count><next href=\"#r{next}\"/><next href=\"#r{next}\"/><more><next href=\"#r{next}\"/></more></m>"
        ));
    }
    body.push_str("<m id=\"r24\"><count>1</count></m>");
    let read = decoded(&body);
    assert!(read.is_ok(), "what stands again is passed over, not followed: {read:?}");

    let wide: String = (0..600).map(|_| "<x href=\"#w\"/>").collect();
    let items: String = (0..600).map(|_| "<y/>").collect();
    let body = format!(
        "<t:placeResponse><lines>{wide}</lines></t:placeResponse><m id=\"w\"><count>1</count>{items}</m>"
    );
    let error = decoded(&body).unwrap_err();
    assert_eq!(error.kind(), Kind::TooLarge, "{error}");
}
