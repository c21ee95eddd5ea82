//! Declared faults: their details typed on both sides, whatever surrounds them.

use super::*;

#[derive(Debug, Clone, PartialEq)]
struct Limit {
    amount: rust_decimal::Decimal,
}

#[derive(Debug, Clone, PartialEq)]
enum Faults {
    Limit(Limit),
    Note(String),
}

xml::record! { Limit in SSO { amount: "Amount" req, } }
xml::choice! { Faults in SSO { Limit(Limit): "LimitFault", Note(String): "note" @ UNQUALIFIED, } }
const UNQUALIFIED: xml::Ns = xml::NONE;

impl Declared for Faults {
    fn names() -> &'static [&'static str] {
        NAMES
    }
}

fn limit() -> Faults {
    Faults::Limit(Limit { amount: "12.50".parse().unwrap() })
}

fn error(status: u16, body: impl Into<Vec<u8>>) -> Error {
    let reply = Reply { status, content_type: None, retry_after: None, body: Bytes::from(body.into()) };
    let error = decode::<StartResult>(&outgoing(&SERVICE, &START), &reply).unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Fault, Some(status)));
    error
}

fn faulted(detail: &str) -> String {
    envelope(&format!(
        "<s:Fault><faultcode>s:Server</faultcode><faultstring>canary</faultstring>\
         <faultactor>urn:till</faultactor>{detail}</s:Fault>"
    ))
}

#[test]
fn a_detail_is_read_as_one_of_the_declared_faults_with_any_status() {
    let body = faulted(
        "<detail><trace xmlns='urn:other'>canary</trace>\
         <f:LimitFault xmlns:f='urn:sso'><f:Amount>12.50</f:Amount></f:LimitFault><note>second</note></detail>",
    );
    for status in [200, 400, 500] {
        let error = error(status, body.as_str());
        assert_eq!(error.fault_as::<Faults>(), Some(limit()));
        let fault = error.fault().unwrap();
        assert_eq!(fault.role.as_deref(), Some("urn:till"));
        assert_eq!(fault.detail.as_ref().unwrap().elements().count(), 3);
        assert!(!format!("{error} {error:?} {fault:?}").contains("canary"));
    }
}

#[test]
fn a_fault_that_is_not_declared_stays_raw() {
    for detail in [
        "",
        "<detail/>",
        "<detail>text</detail>",
        "<detail><LimitFault><Amount>1</Amount></LimitFault></detail>",
        "<detail><LimitFault xmlns='urn:sso'><Amount>one</Amount></LimitFault></detail>",
    ] {
        let error = error(500, faulted(detail));
        assert_eq!(error.fault_as::<Faults>(), None, "{detail}");
        assert_eq!(error.fault().unwrap().detail.is_some(), !detail.is_empty());
    }
}

#[test]
fn what_the_server_declares_the_client_reads_in_either_version() {
    for (version, fault) in [
        (Version::V11, Fault::server("no")),
        (Version::V12, Fault::client("no").with_subcode("urn:codes", "TooMuch")),
    ] {
        for declared in [limit(), Faults::Note("a & b".to_owned())] {
            let answer = fault.clone().with_detail(&declared).in_version(version).answer();
            let error = error(answer.status, answer.body);
            assert_eq!(error.fault_as::<Faults>(), Some(declared));
            let subcodes: &[String] = if version == Version::V12 { &["TooMuch".to_owned()] } else { &[] };
            assert_eq!(error.fault().unwrap().subcodes, subcodes);
        }
    }
}

#[test]
fn subcodes_are_told_from_the_outside_in() {
    let body = "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope'><e:Body><e:Fault><e:Code>\
        <e:Value>e:Sender</e:Value><e:Subcode><e:Value>a:Outer</e:Value><e:Subcode><e:Value>a:Inner</e:Value>\
        </e:Subcode></e:Subcode></e:Code><e:Reason><e:Text>no</e:Text></e:Reason><e:Role>urn:r</e:Role>\
        </e:Fault></e:Body></e:Envelope>";
    let error = error(400, body);
    let fault = error.fault().unwrap();
    assert_eq!((fault.code.as_str(), fault.role.as_deref()), ("Sender", Some("urn:r")));
    assert_eq!(fault.subcodes, ["Outer", "Inner"]);
}

#[test]
fn a_header_beside_a_fault_is_read() {
    #[derive(Debug, PartialEq)]
    struct Beside {
        number: Option<Block<i32>>,
    }
    xml::record! { Beside in SSO { number: "Number" opt, } }
    impl Declared for Beside {
        fn names() -> &'static [&'static str] {
            NAMES
        }
    }
    let body =
        faulted("").replace("<s:Body>", "<s:Header><Number xmlns='urn:sso'>7</Number></s:Header><s:Body>");
    let read = error(500, body).fault_headers_as::<Beside>().unwrap();
    assert_eq!(read.number.map(|number| number.value), Some(7));
    assert_eq!(error(500, faulted("")).fault_headers_as::<Beside>(), None);
}

#[test]
fn a_fault_with_a_doctype_is_refused() {
    let body = format!("<!DOCTYPE x [<!ENTITY e \"canary\">]>{}", faulted("<detail>&e;</detail>"));
    let reply = Reply { status: 200, content_type: None, retry_after: None, body: Bytes::from(body) };
    let error = decode::<StartResult>(&outgoing(&SERVICE, &START), &reply).unwrap_err();
    assert_eq!(error.kind(), Kind::Decode);
    assert!(error.fault().is_none() && !format!("{error} {error:?}").contains("canary"));
}
