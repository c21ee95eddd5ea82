//! Requests held against messages that we did not generate; and faults put in on purpose, to show that each is seen.

use partners::papi3::deposit::AddDepositItemRequest;

use super::fixtures::{self, BATCH};
use super::guide;
use super::message_tree::Element;
use super::scripted_server::{Recorded, ScriptedServer, reply};

/// What a request must be.
pub(super) struct Oracle {
    /// The message.
    pub(super) message: &'static str,
    /// The header `SOAPAction`, with its quotes.
    pub(super) action: &'static str,
}

/// The deposit of a check. Its order is that of the documentation's property table, its namespace and action those of
/// the documented service.
const DEPOSIT: Oracle = Oracle {
    message: include_str!("../fixtures/guide/add_deposit_item_request.xml"),
    action: "\"http://ensenta.com/ECPartnerDepositRequest/IPartnerDepositRequest/AddDepositItem\"",
};

impl Oracle {
    /// What is wrong with a request; nothing if it is as it must be.
    pub(super) fn mismatch(&self, request: &Recorded) -> Option<String> {
        let (ours, theirs) = (Element::read(&request.body), Element::read(self.message.as_bytes()));
        if ours != theirs {
            return Some(format!("the message differs:\n{ours:#?}\n{theirs:#?}"));
        }
        for (header, value) in [("soapaction", self.action), ("content-type", "text/xml; charset=utf-8")] {
            if request.header(header) != Some(value) {
                return Some(format!("{header} is {:?}", request.header(header)));
            }
        }
        None
    }

    /// Puts faults into a request that is right, one at a time.
    #[track_caller]
    fn assert_sees(&self, request: &Recorded, faults: &[(&str, String)]) {
        assert_eq!(self.mismatch(request), None);
        for (fault, body) in faults {
            assert_ne!(body.as_bytes(), request.body, "{fault} changes the message");
            let faulty = Recorded { body: body.clone().into_bytes(), ..request.clone() };
            assert!(self.mismatch(&faulty).is_some(), "{fault} is seen");
        }
        for (old, new) in [("/IPartner", "/Partner"), ("\"", ""), ("ensenta.com/ECP", "ensenta.com/ecp")] {
            let mut faulty = request.clone();
            let header = faulty.headers.iter_mut().find(|(name, _)| name == "soapaction").expect("an action");
            header.1 = header.1.replace(old, new);
            assert!(self.mismatch(&faulty).is_some(), "`{new}` for `{old}` in the action is seen");
        }
    }
}

/// The text with two pieces in each other's place.
#[track_caller]
fn swapped(text: &str, first: &str, second: &str) -> String {
    assert!(text.contains(first) && text.contains(second), "{first} {second}");
    text.replace(first, "@").replace(second, first).replace('@', second)
}

fn body(request: &Recorded) -> String {
    String::from_utf8(request.body.clone()).expect("UTF-8")
}

/// Each of these is a fault that a generator or a runtime could make.
#[tokio::test]
async fn faults_in_a_sign_on_are_seen() {
    let (request, _) = guide::call("200 OK", guide::REPLY.to_owned()).await;
    let text = body(&request);
    guide::ORACLE.assert_sees(
        &request,
        &[
            (
                "wrong order",
                swapped(
                    &text,
                    "<LanguageId>9</LanguageId>",
                    "<DepositorIpAddress>127.0.0.2</DepositorIpAddress>",
                ),
            ),
            ("wrong namespace", text.replace("PartnerSSORequest\"", "PartnerSSORequest3\"")),
            ("no namespace", text.replace(" xmlns=\"", " xmlns:unused=\"")),
            ("a field left out", text.replace("<Email>test@test.com</Email>", "")),
            ("a null", text.replace("<JointAccountHolderNames/>", "")),
            (
                "an attribute list without its blank entry",
                text.replacen("<Attribute><Name/><Value/></Attribute>", "", 1),
            ),
            ("a changed value", text.replace("<LanguageId>9<", "<LanguageId>1<")),
            (
                "a wrapper of another name",
                text.replace("<request>", "<Request>").replace("</request>", "</Request>"),
            ),
        ],
    );
}

#[tokio::test]
async fn faults_in_a_deposit_are_seen() {
    let server = ScriptedServer::start(|_| reply("200 OK", "text/html", b"")).await;
    let session = fixtures::papi3_session(&fixtures::papi3(&server));
    let amount = "20.10".parse().expect("an amount");
    let (front, back) = (fixtures::image("front"), fixtures::image("back"));
    let item = AddDepositItemRequest::new(BATCH, 1, true, 1, "", amount, 1, 2, front, back);
    let _ = session.add_deposit_item(item).await;
    let request = server.requests().pop().expect("a request");
    let text = body(&request);
    let (state, token) = (fixtures::SESSION_STATE_ID, fixtures::SESSION_TOKEN);
    DEPOSIT.assert_sees(
        &request,
        &[
            ("token swapped with state id", swapped(&text, state, token)),
            (
                "token before state id",
                swapped(
                    &text,
                    &format!("<SessionStateId>{state}</SessionStateId>"),
                    &format!("<SessionToken>{token}</SessionToken>"),
                ),
            ),
            ("back and front swapped", swapped(&text, "ZmFrZSBmcm9udCBpbWFnZQ==", "ZmFrZSBiYWNrIGltYWdl")),
            ("wrong order", swapped(&text, "<ItemNumber>1</ItemNumber>", "<IsFirstItem>true</IsFirstItem>")),
            (
                "the namespace of the other service",
                text.replace(
                    "ECPartnerDepositRequest\"",
                    "ECPartnerDepositRequest/SingleSignon/PartnerSSORequest\"",
                ),
            ),
            ("an amount in cents", text.replace("<Amount>20.10<", "<Amount>2010<")),
            ("an amount without its zero", text.replace("<Amount>20.10<", "<Amount>20.1<")),
            ("an empty text left out", text.replace("<Micr/>", "")),
        ],
    );
}
