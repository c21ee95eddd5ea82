//! Requests as they are built, replies as they are read.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde_json::json;

use super::*;
use crate::codes::{Class, CodeRule, CodeTable, UserText};
use crate::endpoint::Endpoint;
use crate::error::{Error, Kind, Sent};
use crate::exchange::Reply;
use crate::retry::Retry;
use crate::secret::Secret;

static GET_PERSON: Operation = Operation {
    name: "getPerson",
    method: "GET",
    path: "/people/{person_id}",
    otherwise: &[],
    retry: Retry::Safe,
};

static CODES: CodeTable = CodeTable {
    field: "code",
    success: None,
    user_text: None,
    log_text: Some("message"),
    session_fields: &[],
    known: &[CodeRule {
        code: "address_not_found",
        name: "AddressNotFound",
        class: Class::Caller,
        remedy: "Correct the address.",
        user_text: UserText::Ignore,
        text_hidden_for: &[],
        session_gone: false,
        terminal: false,
    }],
};

static SERVICE: Description = Description { partner: "netspend", service: "api", codes: Some(&CODES) };

fn path_of(person_id: &str) -> Result<String, Error> {
    let endpoint = Endpoint::parse("https://partner.example/v1").unwrap();
    let request = Request::new(&GET_PERSON).path("person_id", person_id).encode(&endpoint)?;
    Ok(request.url.path().to_owned())
}

fn reply(status: u16, content_type: &str, body: &str) -> Reply {
    let content_type = (!content_type.is_empty()).then(|| content_type.to_owned());
    Reply { status, content_type, retry_after: None, body: Bytes::copy_from_slice(body.as_bytes()) }
}

fn error_of(status: u16, content_type: &str, body: &str) -> Error {
    decode::<BTreeMap<String, u32>>(&SERVICE, &GET_PERSON, reply(status, content_type, body)).unwrap_err()
}

#[test]
fn fault_f14_path_parameters_stay_one_segment() {
    for (value, path) in [
        ("../accounts", "/v1/people/..%2Faccounts"),
        ("%2e%2e", "/v1/people/%252e%252e"),
        ("a/b", "/v1/people/a%2Fb"),
        ("?x#y", "/v1/people/%3Fx%23y"),
        ("é\\", "/v1/people/%C3%A9%5C"),
    ] {
        assert_eq!(path_of(value).unwrap(), path);
        assert_eq!(matches(&GET_PERSON, &path["/v1".len()..]).unwrap(), [("person_id", value.to_owned())]);
    }
    for value in ["", ".", ".."] {
        let error = path_of(value).unwrap_err();
        assert_eq!(error.kind(), Kind::Encode);
        assert!(error.to_string().contains("person_id") && !error.may_have_been_sent(), "{error}");
    }
}

#[test]
fn a_path_matches_its_operation_only() {
    for path in ["/people", "/people/", "/people/a/b", "/person/a", "people/a", "/people/%zz", "/people/%ff"]
    {
        assert_eq!(matches(&GET_PERSON, path), None, "{path}");
    }
}

#[test]
fn headers_and_bodies_are_written_and_mistakes_kept() {
    static MINT: Operation = Operation {
        name: "createToken",
        method: "POST",
        path: "/oauth/accesstoken",
        otherwise: &[],
        retry: Retry::Safe,
    };
    let endpoint = Endpoint::parse("https://partner.example/v1").unwrap();
    let request = Request::new(&MINT)
        .basic(&Secret::new("key"), &Secret::new("canary"))
        .query("q", "a b")
        .form(&json!({"grant_type": "client_credentials", "scope": null, "n": 1}))
        .encode(&endpoint)
        .unwrap();
    assert_eq!(request.url.as_str(), "https://partner.example/v1/oauth/accesstoken?q=a+b");
    assert_eq!(request.body, "grant_type=client_credentials&n=1");
    assert_eq!(request.headers["authorization"], "Basic a2V5OmNhbmFyeQ==");
    assert!(!format!("{:?}", request.headers).contains("a2V5"));

    let error =
        Request::new(&MINT).secret_header("ns-session-id", &Secret::new("canary\r\nx: y")).encode(&endpoint);
    let shown = format!("{:?}", error.map(drop).unwrap_err());
    assert!(shown.contains("ns-session-id") && !shown.contains("canary"), "{shown}");
    assert!(Request::new(&MINT).bearer(&Secret::default()).encode(&endpoint).is_err());
}

#[test]
fn fault_f9_error_bodies_never_hide_the_status() {
    for (content_type, body) in [
        ("text/html", "<html>canary</html>"),
        ("", ""),
        ("text/plain", "canary"),
        ("application/json", "[1]"),
        ("application/json", "{}"),
        ("application/json", "{\"code\": {}}"),
        ("application/json", "{\"code\": \"x\""),
    ] {
        let error = error_of(503, content_type, body);
        assert_eq!(
            (error.kind(), error.status(), error.code()),
            (Kind::HttpStatus, Some(503), None),
            "{body}"
        );
        assert_eq!(error.reply_body(), body);
        assert!(error.is_retryable() && error.request_sent() == Sent::Yes);
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
}

#[test]
fn an_error_body_names_its_code() {
    let error =
        error_of(422, "application/json", r#"{"code": "address_not_found", "message": "street canary"}"#);
    assert_eq!(
        (error.kind(), error.status(), error.class()),
        (Kind::Refused, Some(422), Some(Class::Caller))
    );
    assert_eq!(error.log_text(), Some("street canary"));
    assert!(
        error.to_string().contains("AddressNotFound") && !error.to_string().contains("canary"),
        "{error}"
    );
    let unknown = error_of(409, "application/json", r#"{"code": "brand_new"}"#);
    assert_eq!((unknown.code(), unknown.class()), (Some("brand_new"), Some(Class::Unknown)));
}

#[test]
fn fault_f10_a_success_with_an_error_inside_is_a_contradiction() {
    let error = error_of(200, "application/json", r#"{"code": "address_not_found"}"#);
    assert_eq!((error.kind(), error.code()), (Kind::Contradiction, Some("address_not_found")));
    assert_eq!(error_of(400, "application/json", r#"{"age": 1}"#).kind(), Kind::HttpStatus);
    // A member of that name with another meaning is no error.
    let fine = decode::<BTreeMap<String, String>>(&SERVICE, &GET_PERSON, reply(200, "", r#"{"code": "us"}"#));
    assert_eq!(fine.unwrap()["code"], "us");
}

#[test]
fn fault_f13_media_types_are_checked() {
    let body = r#"{"age": 1}"#;
    for fine in ["application/json", "application/problem+json; charset=\"UTF-8\"", "", "text/json"] {
        assert!(
            decode::<BTreeMap<String, u32>>(&SERVICE, &GET_PERSON, reply(200, fine, body)).is_ok(),
            "{fine}"
        );
    }
    assert_eq!(error_of(200, "application/json; charset=utf-16", body).kind(), Kind::UnsupportedMedia);
    assert_eq!(error_of(200, "text/html", "<html>").kind(), Kind::UnsupportedMedia);
}

#[test]
fn an_empty_body_is_an_error_only_where_one_is_due() {
    assert_eq!(error_of(200, "application/json", "").kind(), Kind::EmptyBody);
    accept(&SERVICE, reply(204, "", "")).unwrap();
    assert_eq!(accept(&SERVICE, reply(404, "", "")).unwrap_err().status(), Some(404));
}

#[test]
fn the_server_side_reads_what_the_client_side_wrote() {
    let incoming = Incoming {
        method: "POST".to_owned(),
        path: "/people/7".to_owned(),
        query: "tag=a&tag=b%26".to_owned(),
        headers: vec![("ns-session-id".to_owned(), "s".to_owned())],
        body: Bytes::from_static(b"grant_type=client_credentials"),
    };
    assert_eq!(incoming.matches(&GET_PERSON), None);
    assert_eq!(incoming.header("NS-Session-Id"), Some("s"));
    assert_eq!(incoming.query("tag"), ["a", "b&"]);
    assert_eq!(incoming.form::<BTreeMap<String, String>>().unwrap()["grant_type"], "client_credentials");
    assert_eq!(incoming.json::<u8>().unwrap_err().kind(), Kind::Decode);
    assert_eq!(Answer::json(201, &json!({"id": 1})).body, br#"{"id":1}"#);
}

#[test]
fn basic_without_a_name_is_refused() {
    for name in ["", "a:b"] {
        let request = Request::new(&GET_PERSON)
            .path("person_id", "1")
            .basic(&Secret::new(name), &Secret::new("canary"));
        let error =
            request.encode(&"https://a.example/".parse::<Endpoint>().unwrap()).err().expect("a mistake");
        assert_eq!(error.kind(), Kind::Encode);
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}
