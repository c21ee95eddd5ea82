//! Envelopes out, replies and faults in.

use super::*;
use crate::endpoint::Endpoint;
use crate::error::Sent;

fn reply(status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Reply {
    let content_type = (!content_type.is_empty()).then(|| content_type.to_owned());
    Reply { status, content_type, retry_after: None, body: Bytes::copy_from_slice(body.as_ref()) }
}

fn read(status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Result<StartResult, Error> {
    decode(&SERVICE, &START, &reply(status, content_type, body)).map(|(value, _)| value)
}

fn value_of(body: impl AsRef<[u8]>) -> StartResult {
    read(200, "text/xml; charset=utf-8", body).unwrap()
}

/// The error of a reply with status 200 and everything it prints; no canary may be in it.
fn refused(body: impl AsRef<[u8]>) -> (Error, String) {
    let error = read(200, "text/xml; charset=utf-8", body).unwrap_err();
    assert_eq!((error.request_sent(), error.status()), (Sent::Yes, Some(200)));
    let cause =
        std::error::Error::source(&error).map(|cause| format!("{cause} {cause:?}")).unwrap_or_default();
    let shown = format!("{error} {error:?} {cause}");
    assert!(!shown.contains("canary"), "{shown}");
    (error, shown)
}

#[test]
fn a_request_is_an_envelope_with_its_action_in_quotes() {
    let endpoint = Endpoint::parse("https://partner.example/sso.svc").unwrap();
    let value = StartRequest { partner_id: 7, name: "A & B".to_owned() };
    let request = encode(&SERVICE, &START, &endpoint, &value, Beside::default()).unwrap();
    assert_eq!(
        std::str::from_utf8(&request.body).unwrap(),
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header/><s:Body>\
         <StartSession xmlns=\"urn:sso\"><request><PartnerId>7</PartnerId><Name>A &amp; B</Name></request></StartSession>\
         </s:Body></s:Envelope>"
    );
    assert_eq!(request.headers["content-type"], "text/xml; charset=utf-8");
    assert_eq!(request.headers["soapaction"], "\"urn:sso/IPartner/StartSession\"");
    assert!(!request.headers.contains_key("expect"));

    let request = encode(&SERVICE, &NOTIFY, &endpoint, &value, Beside::default()).unwrap();
    assert!(std::str::from_utf8(&request.body).unwrap().contains("http://www.w3.org/2003/05/soap-envelope"));
    assert_eq!(
        request.headers["content-type"],
        "application/soap+xml; charset=utf-8; action=\"urn:sso/IPartner/Notify\""
    );
}

#[test]
fn fault_a70_what_xml_cannot_hold_is_refused_with_its_path() {
    let endpoint = Endpoint::parse("https://partner.example/").unwrap();
    let value = StartRequest { partner_id: 7, name: "canary\u{0}".to_owned() };
    let error = encode(&SERVICE, &START, &endpoint, &value, Beside::default()).map(drop).unwrap_err();
    assert_eq!((error.kind(), error.request_sent()), (Kind::Encode, Sent::No));
    assert!(error.to_string().contains("request/Name") && !error.to_string().contains("canary"), "{error}");
}

#[test]
fn a_reply_is_read_whatever_surrounds_it() {
    let expected = StartResult { code: "00".to_owned(), token: "t".to_owned(), count: 3 };
    let other_prefixes = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/' xmlns:q='urn:sso'>\
        <e:Header><x:Trace xmlns:x='urn:x' e:mustUnderstand='0'/></e:Header><!-- c --><e:Body><q:StartSessionResponse>\
        <q:Extra/><q:StartSessionResult><q:ResponseCode>00</q:ResponseCode><q:New><q:ResponseCode>E1</q:ResponseCode></q:New>\
        <q:SessionToken>t</q:SessionToken><q:Count>3</q:Count></q:StartSessionResult><q:Out/></q:StartSessionResponse></e:Body>\
        </e:Envelope>\n";
    for body in [result(FIELDS), other_prefixes.to_owned(), format!("\u{feff}{}", result(FIELDS))] {
        assert_eq!(value_of(&body), expected, "{body}");
    }
    for media in ["application/xml", "application/soap+xml", "TEXT/XML; charset=\"utf-8\"", ""] {
        assert_eq!(read(200, media, result(FIELDS)).unwrap(), expected, "{media}");
    }
}

#[test]
fn a_result_code_counts_more_than_what_is_missing_beside_it() {
    let fields = "<ResponseCode>\n E12 \n</ResponseCode><ErrorResponseText>log canary </ErrorResponseText>\
                  <LocalizedMessageText>user canary</LocalizedMessageText><Count>many</Count>";
    let (error, shown) = refused(result(fields));
    assert_eq!(
        (error.kind(), error.code(), error.class()),
        (Kind::Refused, Some("E12"), Some(Class::Refusal))
    );
    assert_eq!((error.user_text(), error.log_text()), (Some("user canary"), Some("log canary")));
    assert!(shown.contains("E12 NoEligibleAccount") && shown.contains("Check the accounts."), "{shown}");
    // Also with a status that is no success.
    let error = read(500, "text/xml", result(fields)).unwrap_err();
    assert_eq!((error.kind(), error.status(), error.code()), (Kind::Refused, Some(500), Some("E12")));
}

#[test]
fn texts_beside_the_code_never_hide_it() {
    let long = format!("<LocalizedMessageText>{}</LocalizedMessageText>", "x".repeat(300 * 1024));
    let nil = "xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil";
    for (beside, text) in [
        ("<LocalizedMessageText>a <b>c</b></LocalizedMessageText>", None),
        ("<LocalizedMessageText>a<b/></LocalizedMessageText>", None),
        (
            "<LocalizedMessageText>one</LocalizedMessageText><LocalizedMessageText>two</LocalizedMessageText>",
            Some("one"),
        ),
        (&format!("<LocalizedMessageText {nil}='true'>x</LocalizedMessageText>"), None),
        (&format!("<LocalizedMessageText {nil}='true'/>"), None),
        (&format!("<LocalizedMessageText {nil}='TRUE'>x</LocalizedMessageText>"), Some("x")),
        (&format!("<Count {nil}='TRUE'/>"), None),
        (&long, None),
    ] {
        let (error, _) = refused(result(&format!("<ResponseCode>E12</ResponseCode>{beside}")));
        assert_eq!((error.kind(), error.code(), error.user_text()), (Kind::Refused, Some("E12"), text));
    }
    // The code itself is read strictly.
    for code in [
        "<ResponseCode>E12<b/></ResponseCode>".to_owned(),
        format!("<ResponseCode {nil}='TRUE'>E12</ResponseCode>"),
    ] {
        assert_eq!(refused(result(&code)).0.kind(), Kind::Decode, "{code}");
    }
}

#[test]
fn fault_a20_a_missing_code_is_an_error_that_names_it() {
    let (error, shown) = refused(result("<SessionToken>canary</SessionToken><Count>3</Count>"));
    assert_eq!(error.kind(), Kind::Decode);
    assert!(shown.contains("StartSessionResponse/StartSessionResult/ResponseCode"), "{shown}");
}

#[test]
fn fault_a48_an_empty_code_is_not_a_success() {
    for code in ["<ResponseCode/>", "<ResponseCode> \n </ResponseCode>"] {
        assert_eq!(
            refused(result(&format!("{code}<SessionToken>t</SessionToken>"))).0.kind(),
            Kind::EmptyCode
        );
    }
}

#[test]
fn fault_a49_and_a50_codes_are_trimmed_and_then_compared_as_they_are() {
    let with_code = |code: &str| result(&FIELDS.replace("00", code));
    assert_eq!(value_of(with_code("\n 00 \n")).count, 3);
    for code in ["0", "000", "e12", "0\u{a0}0"] {
        let (error, _) = refused(with_code(code));
        assert_eq!((error.kind(), error.code(), error.rule()), (Kind::Refused, Some(code), None));
    }
}

#[test]
fn a_code_that_stands_twice_is_refused() {
    let (error, shown) = refused(result(&format!("{FIELDS}<ResponseCode>E12</ResponseCode>")));
    assert_eq!(error.kind(), Kind::Decode);
    assert!(shown.contains("twice"), "{shown}");
    let twice = envelope(&format!(
        "<StartSessionResponse xmlns=\"urn:sso\"><StartSessionResult>{FIELDS}</StartSessionResult>\
         <StartSessionResult>{FIELDS}</StartSessionResult></StartSessionResponse>"
    ));
    assert_eq!(refused(twice).0.kind(), Kind::Decode);
}

#[test]
fn a_success_with_a_field_missing_or_malformed_is_an_error_with_its_path() {
    let (error, shown) =
        refused(result("<ResponseCode>00</ResponseCode><SessionToken>canary</SessionToken>"));
    assert_eq!(error.kind(), Kind::Decode);
    assert!(shown.contains("StartSessionResult/Count") && shown.contains("byte"), "{shown}");
    let (_, shown) = refused(result(&FIELDS.replace('3', "canary")));
    assert!(shown.contains("StartSessionResult/Count"), "{shown}");
    let (_, shown) =
        refused(envelope("<StartSessionResponse xmlns=\"urn:sso\"><Other/></StartSessionResponse>"));
    assert!(shown.contains("StartSessionResponse/StartSessionResult"), "{shown}");
}

#[test]
fn fault_a28_the_right_name_in_a_wrong_namespace_is_not_a_reply() {
    let (error, shown) = refused(result(FIELDS).replace("urn:sso", "urn:other"));
    assert_eq!(error.kind(), Kind::UnexpectedReply);
    assert!(shown.contains("another namespace"), "{shown}");
}

#[test]
fn fault_a29_a_reply_of_another_operation_is_named() {
    let (error, shown) = refused(result(FIELDS).replace("StartSession", "EndSession"));
    assert_eq!(error.kind(), Kind::UnexpectedReply);
    assert!(shown.contains("StartSessionResponse expected, EndSessionResponse found"), "{shown}");
    assert_eq!(refused(envelope("")).0.kind(), Kind::UnexpectedReply);
}

#[test]
fn fault_a60_a_reply_cut_anywhere_is_never_a_value() {
    let whole = result(FIELDS);
    for end in 1..whole.len() {
        let (error, _) = refused(&whole[..end]);
        assert_eq!(error.kind(), Kind::Truncated, "{}: {error}", &whole[..end]);
    }
    let refusal = result(&FIELDS.replace("00", "E12"));
    assert_eq!(refused(&refusal[..refusal.len() - 1]).0.kind(), Kind::Truncated);
}

#[test]
fn fault_a61_and_a62_nothing_may_follow_the_envelope() {
    for more in ["<x/>", "x", &result(FIELDS), "<!DOCTYPE x>"] {
        assert_eq!(refused(format!("{}{more}", result(FIELDS))).0.kind(), Kind::Decode, "{more}");
    }
    assert_eq!(value_of(format!("{}\r\n<!-- end -->\n", result(FIELDS))).count, 3);
}

#[test]
fn fault_a64_a_header_that_must_be_understood_is_refused() {
    for value in ["1", "true", " 1 "] {
        let header =
            format!("<s:Header><h:Security xmlns:h='urn:h' s:mustUnderstand='{value}'/></s:Header><s:Body>");
        let (error, shown) = refused(result(FIELDS).replace("<s:Body>", &header));
        assert_eq!(error.kind(), Kind::UnsupportedMedia);
        assert!(shown.contains("must be understood"), "{shown}");
    }
}

#[test]
fn fault_a69_a_second_body_or_a_second_child_is_refused() {
    let second_child =
        result(FIELDS).replace("</s:Body>", "<StartSessionResponse xmlns=\"urn:sso\"/></s:Body>");
    assert_eq!(refused(second_child).0.kind(), Kind::Decode);
    let second_body = result(FIELDS).replace("</s:Envelope>", "<s:Body Id=\"2\"/></s:Envelope>");
    assert_eq!(refused(second_body).0.kind(), Kind::Decode);
}

#[test]
fn fault_b1_a_web_page_is_not_soap() {
    let page = "\n<!DOCTYPE html>\n<html><body>canary &nbsp; <br></body></html>";
    for media in ["text/html; charset=utf-8", "text/xml", "application/xhtml+xml", "text/plain"] {
        let error = read(200, media, page).unwrap_err();
        assert_eq!(error.kind(), Kind::NotSoap, "{media}");
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
    let declared = format!("\u{feff}<?xml version='1.0'?>\n<!-- --> {}", page.trim_start());
    assert_eq!(read(200, "text/xml", declared).unwrap_err().kind(), Kind::NotSoap);
    assert_eq!(refused("<?xml version='1.0'?><rss/>").0.kind(), Kind::NotSoap);
    let other = result(FIELDS).replace("http://schemas.xmlsoap.org/soap/envelope/", "urn:soap9");
    assert_eq!(refused(other).0.kind(), Kind::NotSoap);
}

#[test]
fn fault_b2_an_error_page_keeps_its_status() {
    for (media, body) in
        [("text/html", "<html>canary"), ("text/xml", "<html>canary"), ("", ""), ("text/xml", "<s:")]
    {
        let error = read(503, media, body).unwrap_err();
        assert_eq!((error.kind(), error.status()), (Kind::HttpStatus, Some(503)), "{media} {body}");
        assert!(error.is_retryable() && !format!("{error} {error:?}").contains("canary"));
    }
    assert_eq!(read(500, "text/xml", result(FIELDS)).unwrap_err().kind(), Kind::HttpStatus);
}

#[test]
fn fault_b4_and_b6_a_fault_is_one_with_any_status_and_hides_its_texts() {
    let body = envelope(
        "<s:Fault><faultcode>s:Server</faultcode><faultstring>reason canary</faultstring>\
         <detail><Trace xmlns='urn:d'>at canary()</Trace></detail></s:Fault>",
    );
    for status in [200, 400, 500] {
        let error = read(status, "text/xml", &body).unwrap_err();
        assert_eq!((error.kind(), error.status()), (Kind::Fault, Some(status)));
        let fault = error.fault().unwrap();
        assert_eq!((fault.code.as_str(), fault.reason.as_str()), ("Server", "reason canary"));
        let detail = fault.detail.as_ref().unwrap();
        assert_eq!(detail.elements().next().unwrap().raw.text(), "at canary()");
        assert!(!fault.other_version);
        assert!(!format!("{error} {error:?} {fault:?}").contains("canary"));
    }
    // Of a code that stands twice the first counts.
    let twice = envelope(
        "<s:Fault><faultcode>Client</faultcode><faultcode>Server</faultcode><faultstring>one</faultstring>\
         <faultstring>two</faultstring></s:Fault>",
    );
    let error = read(500, "text/xml", twice).unwrap_err();
    let fault = error.fault().unwrap();
    assert_eq!((fault.code.as_str(), fault.reason.as_str()), ("Client", "one"));
    // A child in a text does not hide the fault.
    let odd =
        envelope("<s:Fault><faultcode>Client</faultcode><faultstring>a <b>c</b></faultstring></s:Fault>");
    assert_eq!(refused(odd).0.fault().unwrap().code, "Client");
}

#[test]
fn a_fault_cut_at_the_limit_of_errors_keeps_its_code() {
    let body = envelope(&format!(
        "<s:Fault><faultcode>s:Server</faultcode><faultstring>x</faultstring><detail><t>{}</t></detail></s:Fault>",
        "canary ".repeat(20_000)
    ));
    let cut = &body[..64 * 1024];
    let error = read(500, "text/xml", cut).unwrap_err();
    assert_eq!((error.kind(), error.status()), (Kind::Fault, Some(500)));
    assert_eq!(
        (error.fault().unwrap().code.as_str(), error.fault().unwrap().detail.as_ref()),
        ("Server", None)
    );
    assert!(!format!("{error} {error:?}").contains("canary"));
    // With a status of success nothing is cut by us, and before its code a fault is none.
    assert_eq!(read(200, "text/xml", cut).unwrap_err().kind(), Kind::Truncated);
    let early = &body[..body.find("erver</fault").unwrap()];
    assert_eq!(read(500, "text/xml", early).unwrap_err().kind(), Kind::HttpStatus);
}

#[test]
fn fault_b5_a_fault_of_soap_1_2_is_read_and_marked() {
    let body = "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope' xmlns:a='urn:a'><s:Body><s:Fault>\
        <s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>a:Expired</s:Value></s:Subcode></s:Code>\
        <s:Reason><s:Text xml:lang='en'>canary</s:Text><s:Text xml:lang='de'>andere</s:Text></s:Reason>\
        </s:Fault></s:Body></s:Envelope>";
    let error = read(400, "application/soap+xml", body).unwrap_err();
    let fault = error.fault().unwrap();
    assert_eq!((fault.code.as_str(), fault.subcode.as_deref()), ("Sender", Some("Expired")));
    assert_eq!((fault.reason.as_str(), fault.other_version), ("canary", true));
}

#[test]
fn fault_b8_an_empty_body_is_named() {
    for status in [200, 202, 204] {
        assert_eq!(read(status, "text/xml", "").unwrap_err().kind(), Kind::EmptyBody);
    }
}

#[test]
fn fault_a1_a_document_type_is_refused() {
    let body = result(FIELDS);
    assert_eq!(refused(format!("<!DOCTYPE R SYSTEM \"file:///etc/passwd\">{body}")).0.kind(), Kind::Decode);
}

#[test]
fn fault_a38_and_a40_other_encodings_are_read() {
    let text = result(&FIELDS.replace(">t<", ">\u{e9}<"));
    let latin: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    let declared = [&b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"[..], &latin].concat();
    assert_eq!(read(200, "text/xml", &declared).unwrap().token, "\u{e9}");
    // The header has the last word.
    assert_eq!(read(200, "text/xml; charset=iso-8859-1", &latin).unwrap().token, "\u{e9}");
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(200, "text/xml", wide).unwrap().token, "\u{e9}");
    assert!(read(200, "text/xml; charset=utf-7", text).is_err());
}

#[test]
fn an_operation_without_a_reply_minds_only_faults_and_the_status() {
    let outcome = |status, body: &str| {
        accept(&SERVICE, &NOTIFY, &reply(status, "text/xml", body)).map_err(|e| e.kind())
    };
    assert_eq!(outcome(202, ""), Ok(()));
    assert_eq!(outcome(200, "<html>"), Ok(()));
    assert_eq!(outcome(200, &envelope("")), Ok(()));
    assert_eq!(outcome(503, ""), Err(Kind::HttpStatus));
    let fault = envelope("<s:Fault><faultcode>Server</faultcode></s:Fault>");
    assert_eq!(outcome(200, &fault), Err(Kind::Fault));
    assert_eq!(outcome(500, &fault), Err(Kind::Fault));
}
