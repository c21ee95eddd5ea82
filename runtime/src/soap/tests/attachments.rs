//! Binary content beside the envelope: MTOM both ways, and what a multipart reply can be otherwise.

use super::*;
use crate::endpoint::Endpoint;

const NAMES: &[&str] = &["urn:photos"];
const PHOTOS: xml::Ns = xml::FIRST;

#[derive(Debug, Clone, PartialEq)]
struct Album {
    photo: Bytes,
    seal: Option<Bytes>,
    framed: Option<Framed>,
}

xml::record! { Album in PHOTOS {
    photo: "Photo" req + attached,
    seal: "Seal" opt,
    framed: "Framed" opt,
} }

#[derive(Debug, Clone, PartialEq)]
struct Framed {
    value: Bytes,
    kind: Option<String>,
}

xml::content! { Framed: value attrs { kind: "kind" opt, } }

static SERVICE: Description = Description { partner: "photos", service: "photos", names: NAMES, codes: None };

static STORE: Operation = Operation {
    name: "Store",
    action: "urn:photos/Store",
    version: Version::V12,
    request: &[xml::El::new(PHOTOS, "Store")],
    reply: &[xml::El::new(PHOTOS, "Store")],
    retry: Retry::Never,
};

fn album() -> Album {
    let content = |byte: u8, size: usize| Bytes::from(vec![byte; size]);
    let framed = Framed { value: content(3, 40), kind: Some("oak".to_owned()) };
    Album { photo: content(1, 50), seal: Some(content(2, 10)), framed: Some(framed) }
}

fn sent(attaching: xml::Attaching) -> (String, Bytes) {
    let endpoint = Endpoint::parse("https://photos.example/").unwrap();
    let request =
        encode(&SERVICE, &STORE, &endpoint, &album(), Beside { attaching, attachments: &[] }).unwrap();
    let content_type = request.headers["content-type"].to_str().unwrap().to_owned();
    (content_type, request.body)
}

fn read(content_type: &str, body: impl Into<Bytes>) -> Result<Album, Error> {
    let content_type = Some(content_type.to_owned());
    let reply = Reply { status: 200, content_type, retry_after: None, body: body.into() };
    decode(&SERVICE, &STORE, &reply).map(|(value, _)| value)
}

#[test]
fn what_is_sent_beside_the_envelope_is_read_back() {
    for (attaching, parts) in [
        (xml::Attaching::None, 0),
        (xml::Attaching::Marked, 2),
        (xml::Attaching::AtLeast(40), 3),
        (xml::Attaching::AtLeast(1), 4),
    ] {
        let (content_type, body) = sent(attaching);
        let delimiters = body.windows(16).filter(|window| *window == b"\r\nContent-Type: ").count();
        assert_eq!(delimiters, parts, "{attaching:?}");
        assert_eq!(content_type.starts_with("multipart/related; type=\"application/xop+xml\""), parts > 0);
        assert!(content_type.ends_with("action=\"urn:photos/Store\""), "{content_type}");
        assert_eq!(read(&content_type, body).unwrap(), album(), "{attaching:?}");
    }
}

/// A message in two parts as other toolkits write it.
fn in_parts(include: &str, head: &str) -> String {
    format!(
        "a preamble\r\n--b\r\nContent-Type: application/xop+xml; charset=UTF-8; type=\"application/soap+xml\"\r\n\
Content-ID: <root>\r\n\r\n<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body><Store xmlns=\"urn:photos\">\
<Photo>{include}</Photo></Store></e:Body></e:Envelope>\r\n--b  \r\n{head}\r\n\r\n\0\r\n--bc\r\n--b--\r\nan epilogue"
    )
}

const INCLUDE: &str = "<x:Include xmlns:x='http://www.w3.org/2004/08/xop/include' href='cid:photo%40x'/>";
const HEAD: &str = "content-id: <photo@x>\r\ncontent-type: image/png";
const TYPE: &str = "Multipart/Related; boundary=b; start=\"<root>\"; type=\"application/xop+xml\"";

#[test]
fn a_part_ends_at_its_own_delimiter_only() {
    let text = in_parts(INCLUDE, HEAD);
    let album = read(TYPE, text).unwrap();
    assert_eq!(album.photo, &b"\0\r\n--bc"[..]);
}

#[test]
fn parts_in_base64_are_decoded() {
    let text = in_parts(INCLUDE, &format!("{HEAD}\r\nContent-Transfer-Encoding: base64"));
    let text = text.replace("\0\r\n--bc", "AAEC\r\nAw==");
    assert_eq!(read(TYPE, text).unwrap().photo, &[0, 1, 2, 3][..]);
}

#[test]
fn fault_b9_attachments_are_read_within_limits_and_what_is_wrong_is_said() {
    let whole = in_parts(INCLUDE, HEAD);
    let many = "\r\n--b\r\nA: b\r\n\r\n".repeat(53);
    for (content_type, text, kind) in [
        (TYPE, whole.replace("--b--", ""), Kind::Truncated),
        (TYPE, whole.replace("photo@x", "other"), Kind::Decode),
        (TYPE, whole.replace("<x:Include", "7<x:Include"), Kind::Decode),
        (TYPE, whole.replace("'/></Photo>", "'/><Photo/></Photo>"), Kind::Decode),
        (TYPE, whole.replace("Content-ID: <root>", "Content-ID: <else>"), Kind::Decode),
        (TYPE, whole.replace("content-type: image/png", "no header"), Kind::Decode),
        (
            TYPE,
            whole.replace("image/png", "image/png\r\nContent-Transfer-Encoding: rot13"),
            Kind::UnsupportedMedia,
        ),
        (TYPE, whole.replace("image/png", &format!("image/png{}", "\r\nA: b".repeat(40))), Kind::TooLarge),
        (TYPE, whole.replace("image/png", &"a".repeat(20_000)), Kind::TooLarge),
        (TYPE, many, Kind::TooLarge),
        ("multipart/form-data; boundary=b", whole.clone(), Kind::UnsupportedMedia),
        ("multipart/related", whole.clone(), Kind::Decode),
        ("multipart/related; boundary=b; start=\"<gone>\"", whole.clone(), Kind::Decode),
    ] {
        let error = read(content_type, text).unwrap_err();
        assert_eq!(error.kind(), kind, "{content_type}: {error}");
    }
}

#[test]
fn what_the_contract_declares_beside_the_envelope_goes_and_comes_there() {
    let endpoint = Endpoint::parse("https://photos.example/").unwrap();
    let attachments = [
        xml::Attachment {
            id: "scan@bank".to_owned(),
            media_type: "image/tiff".to_owned(),
            content: Bytes::from_static(b"II*\0\r\n--"),
        },
        xml::Attachment { id: String::new(), media_type: String::new(), content: Bytes::new() },
    ];
    let beside = Beside { attaching: xml::Attaching::None, attachments: &attachments };
    let request = encode(&SERVICE, &STORE, &endpoint, &album(), beside).unwrap();
    let content_type = request.headers["content-type"].to_str().unwrap().to_owned();
    assert!(content_type.starts_with("multipart/related; type=\"application/soap+xml\""), "{content_type}");
    let reply =
        Reply { status: 200, content_type: Some(content_type), retry_after: None, body: request.body };
    let (read, came) = decode::<Album>(&SERVICE, &STORE, &reply).unwrap();
    assert_eq!(read, album());
    assert_eq!((came.len(), &came[0]), (2, &attachments[0]));
    assert_eq!((came[1].id.as_str(), came[1].content.len()), ("part-2@bindery", 0));

    let hostile =
        xml::Attachment { id: "a\r\nb".to_owned(), media_type: String::new(), content: Bytes::new() };
    let beside = Beside { attaching: xml::Attaching::None, attachments: &[hostile] };
    let error = encode(&SERVICE, &STORE, &endpoint, &album(), beside).map(drop).unwrap_err();
    assert_eq!(error.kind(), Kind::Encode);
}
