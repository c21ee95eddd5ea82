//! The codec against other ways of reading and writing the same messages.

mod as_rendered;
mod base64_text;
mod by_hand_reader;
mod by_hand_writer;
mod messages;
mod ours;
mod shapes;
mod with_serde;

use base64::Engine as _;
use quick_xml::events::Event;
use quick_xml::reader::Reader;

use crate::harness::{Contender, race};
use crate::report::{Figure, Section, Target};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SIGN_ON: &str = "http://ensenta.com/ECPartnerDepositRequest/SingleSignon/PartnerSSORequest";
const DEPOSIT: &str = "http://ensenta.com/ECPartnerDepositRequest";

const OURS: &str = "ours";
const SCAN: &str = "quick-xml's scan, no values";
const BY_HAND: &str = "by hand on quick-xml";
const WITH_SERDE: &str = "quick-xml with serde derive";
const RENDERED: &str = "xsd-parser's rendered code";
const SIMD: &str = "base64-simd alone, no XML";
const SCALAR: &str = "base64 alone, no XML";

/// What is expected of a race: least speeds, by contender.
type Targets = &'static [(&'static str, f64)];

const READING: Targets = &[(BY_HAND, 0.85), (WITH_SERDE, 1.6)];
const WRITING: Targets = &[(BY_HAND, 1.0), (WITH_SERDE, 4.0)];
// The floor is a share of the speed of base64-simd alone, which finds its text ready and gives one value per image. Ours
// has to find the ends of the text first, and to lay it into a message: XML around it and one copy take the rest.
const READING_IMAGES: Targets = &[(BY_HAND, 0.85), (SIMD, 0.6)];
const WRITING_IMAGES: Targets = &[(BY_HAND, 1.0), (WITH_SERDE, 4.0), (SIMD, 0.6)];

/// The figures of reading.
pub(crate) fn reading() -> Section {
    let mut section = Section {
        title: "Reading",
        meaning: "How many times as fast our generated code reads a message, from text to values. The hand-written reader \
                  looks at no namespaces and has no limits and no paths in its errors; xsd-parser's code gets the \
                  element in the body without its envelope. It is not among those that read images: its type for base64 \
                  is text, so that it would do none of the work.",
        figures: Vec::new(),
    };
    for (what, document) in [
        ("the guide's reply, 3 KB", messages::REPLY),
        ("a reply with 10,000 accounts", &messages::long_reply()),
    ] {
        let body = as_rendered::body(document, "StartSessionResponse");
        let expected = with_serde::read_reply(document).expect("a reply");
        assert!(by_hand_reader::reply(document).expect("a reply") == expected);
        assert_reads_all(&body, document, &expected);
        let contenders = vec![
            Contender::new(OURS, || ours::read_reply(document).expect("a reply")),
            Contender::new(SCAN, || scan(document)),
            Contender::new(BY_HAND, || by_hand_reader::reply(document).expect("a reply")),
            Contender::new(WITH_SERDE, || with_serde::read_reply(document).expect("a reply")),
            Contender::new(RENDERED, || as_rendered::read_reply(&body).expect("a reply")),
        ];
        measure(&mut section, what, contenders, READING);
    }
    let document = messages::deposit();
    let images = messages::images();
    let expected = with_serde::read_deposit(&document).expect("a deposit");
    assert!(by_hand_reader::deposit(&document).expect("a deposit") == expected);
    let contenders = vec![
        Contender::new(OURS, || ours::read_deposit(&document).expect("a deposit")),
        Contender::new(SCAN, || scan(&document)),
        Contender::new(BY_HAND, || by_hand_reader::deposit(&document).expect("a deposit")),
        Contender::new(WITH_SERDE, || with_serde::read_deposit(&document).expect("a deposit")),
        Contender::new(SIMD, || images.each_ref().map(|text| base64_simd::STANDARD.decode_to_vec(text))),
        Contender::new(SCALAR, || {
            images.each_ref().map(|text| base64::engine::general_purpose::STANDARD.decode(text))
        }),
    ];
    measure(&mut section, "a deposit, two images of 1 MiB", contenders, READING_IMAGES);
    section
}

/// The figures of writing.
pub(crate) fn writing() -> Section {
    let mut section = Section {
        title: "Writing",
        meaning: "How many times as fast our generated code writes a message, from values to bytes. Ours and the \
                  hand-written writer encode images in place, past the escaper; serde has no way of doing that. xsd-parser's \
                  code is not among those that write images: its type for base64 is text.",
        figures: Vec::new(),
    };
    let document = messages::REPLY;
    let (value, mine) = (with_serde::read_reply(document), ours::read_reply(document));
    let (value, mine) = (value.expect("a reply"), mine.expect("a reply"));
    let rendered =
        as_rendered::read_reply(&as_rendered::body(document, "StartSessionResponse")).expect("a reply");
    for written in [by_hand_writer::reply(&value).expect("written"), ours::reply(&mine).expect("written")] {
        assert!(with_serde::read_reply(&text(written)).expect("a reply") == value);
    }
    let contenders = vec![
        Contender::new(OURS, || ours::reply(&mine).expect("written")),
        Contender::new(BY_HAND, || by_hand_writer::reply(&value).expect("written")),
        Contender::new(WITH_SERDE, || with_serde::reply(&value).expect("written")),
        Contender::new(RENDERED, || as_rendered::reply(&rendered).expect("written")),
    ];
    measure(&mut section, "the guide's reply", contenders, WRITING);

    for (what, document) in [
        ("the guide's request", messages::REQUEST),
        ("a request with 10,000 accounts", &messages::long_request()),
    ] {
        let (value, mine) = (with_serde::read_request(document), ours::read_request(document));
        let (value, mine) = (value.expect("a request"), mine.expect("a request"));
        let rendered =
            as_rendered::read_request(&as_rendered::body(document, "StartSession")).expect("a request");
        for written in
            [by_hand_writer::request(&value).expect("written"), ours::request(&mine).expect("written")]
        {
            assert!(with_serde::read_request(&text(written)).expect("a request") == value);
        }
        let contenders = vec![
            Contender::new(OURS, || ours::request(&mine).expect("written")),
            Contender::new(BY_HAND, || by_hand_writer::request(&value).expect("written")),
            Contender::new(WITH_SERDE, || with_serde::request(&value).expect("written")),
            Contender::new(RENDERED, || as_rendered::request(&rendered).expect("written")),
        ];
        measure(&mut section, what, contenders, WRITING);
    }

    let document = messages::deposit();
    let (value, mine) = (with_serde::read_deposit(&document), ours::read_deposit(&document));
    let (value, mine) = (value.expect("a deposit"), mine.expect("a deposit"));
    for written in [by_hand_writer::deposit(&value).expect("written"), ours::deposit(&mine).expect("written")]
    {
        assert!(with_serde::read_deposit(&text(written)).expect("a deposit") == value);
    }
    let images = [&value.front_base64_image, &value.back_base64_image];
    let contenders = vec![
        Contender::new(OURS, || ours::deposit(&mine).expect("written")),
        Contender::new(BY_HAND, || by_hand_writer::deposit(&value).expect("written")),
        Contender::new(WITH_SERDE, || with_serde::deposit(&value).expect("written")),
        Contender::new(SIMD, || images.map(|image| base64_simd::STANDARD.encode_to_string(image))),
        Contender::new(SCALAR, || {
            images.map(|image| base64::engine::general_purpose::STANDARD.encode(image))
        }),
    ];
    measure(&mut section, "a deposit, two images of 1 MiB", contenders, WRITING_IMAGES);
    section
}

/// Ours and the rendered code have types of their own, so their lists are compared: how long, and what comes last.
fn assert_reads_all(body: &str, document: &str, expected: &shapes::StartSessionResult) {
    let keys = |info: &shapes::SessionInfo| info.account_keys.as_ref().map(|keys| keys.account_key.clone());
    let expected = expected.session_info.as_ref().and_then(keys).expect("accounts");
    let last =
        expected.last().map(|key| (key.account_number_index, key.description.clone(), key.tag.clone()));

    let ours = ours::read_reply(document).expect("a reply").session_info.expect("information").account_keys;
    let ours_last =
        ours.last().map(|key| (key.account_number_index, key.description.clone(), key.tag.clone()));
    assert_eq!((ours.len(), &ours_last), (expected.len(), &last));

    let rendered = as_rendered::read_reply(body).expect("a reply").start_session_result.expect("a result");
    let rendered = rendered.session_info.expect("information").account_keys.expect("accounts").account_key;
    let rendered_last =
        rendered.last().map(|key| (key.account_number_index, key.description.clone(), key.tag.clone()));
    assert_eq!((rendered.len(), &rendered_last), (expected.len(), &last));
}

/// Runs a race and compares ours with everyone else.
fn measure(section: &mut Section, what: &str, contenders: Vec<Contender<'_>>, targets: Targets) {
    let laps = race(contenders);
    section.figures.extend(laps.others(OURS).into_iter().map(|against| {
        Figure {
            what: what.to_owned(),
            against,
            value: laps.speed(OURS, against),
            target: targets
                .iter()
                .find(|(contender, _)| *contender == against)
                .map_or(Target::None, |(_, least)| Target::AtLeast(*least)),
        }
    }));
}

/// The parser's part of the work: every event, no value.
fn scan(document: &str) -> usize {
    let mut reader = Reader::from_str(document);
    let mut events = 0;
    while !matches!(reader.read_event().expect("well-formed"), Event::Eof) {
        events += 1;
    }
    events
}

fn text(written: Vec<u8>) -> String {
    String::from_utf8(written).expect("written as UTF-8")
}
