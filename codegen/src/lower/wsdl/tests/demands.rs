//! Policies: what they demand of an endpoint and of messages, and what is named because it is not supported.

use super::*;
use crate::contract::{Addressing, Demands, UserToken};

/// A document whose binding has this in it, behind declarations of the prefixes of policies.
fn with_policy(in_binding: &str) -> String {
    let rest =
        operation().replacen("<soap:binding transport", &format!("{in_binding}<soap:binding transport"), 1);
    let schema = "<xs:element name='Do' type='xs:int'/><xs:element name='DoResponse' type='xs:int'/>";
    definitions(schema, &rest).replacen(
        "<wsdl:definitions ",
        "<wsdl:definitions xmlns:wsp='http://www.w3.org/ns/ws-policy' \
         xmlns:sp='http://docs.oasis-open.org/ws-sx/ws-securitypolicy/200702' \
         xmlns:wsam='http://www.w3.org/2007/05/addressing/metadata' \
         xmlns:wsaw='http://www.w3.org/2006/05/addressing/wsdl' \
         xmlns:h='http://schemas.microsoft.com/ws/06/2004/policy/http' ",
        1,
    )
}

fn all(assertions: &str) -> String {
    with_policy(&format!("<wsp:Policy>{assertions}</wsp:Policy>"))
}

fn demanded(text: &str) -> (Demands, Option<Addressing>) {
    let contract = lower_clean(text);
    let Exchange::Envelope { beside, .. } = &contract.services[0].operations[0].exchange else { panic!() };
    (contract.services[0].demands, beside.addressing.clone())
}

#[test]
fn what_is_demanded_of_the_transport_and_of_messages_is_read() {
    let none = Demands::default();
    let transport = |token: &str, more: &str| {
        all(&format!(
            "<sp:TransportBinding><wsp:Policy><sp:TransportToken><wsp:Policy>{token}</wsp:Policy></sp:TransportToken>\
             <sp:AlgorithmSuite><wsp:Policy><sp:Basic256/></wsp:Policy></sp:AlgorithmSuite>{more}</wsp:Policy></sp:TransportBinding>"
        ))
    };
    let token = |inside: &str| {
        all(&format!(
            "<sp:SupportingTokens><wsp:Policy><sp:UsernameToken><wsp:Policy>{inside}</wsp:Policy></sp:UsernameToken>\
             </wsp:Policy></sp:SupportingTokens><sp:Wss10/>"
        ))
    };
    for (text, expected) in [
        (transport("<sp:HttpsToken/>", ""), none),
        (
            transport("<sp:HttpsToken RequireClientCertificate='true'/>", "<sp:IncludeTimestamp/>"),
            Demands { client_certificate: true, timestamp: true, ..none },
        ),
        (
            transport(
                "<sp:HttpsToken><wsp:Policy><sp:RequireClientCertificate/></wsp:Policy></sp:HttpsToken>",
                "",
            ),
            Demands { client_certificate: true, ..none },
        ),
        (
            transport(
                "<sp:HttpsToken><wsp:Policy><sp:HttpBasicAuthentication/></wsp:Policy></sp:HttpsToken>",
                "",
            ),
            Demands { basic: true, ..none },
        ),
        (all("<h:BasicAuthentication/>"), Demands { basic: true, ..none }),
        (token(""), Demands { user: Some(UserToken::Password), ..none }),
        (token("<sp:HashPassword/>"), Demands { user: Some(UserToken::Digest), ..none }),
        (all("<sp:AsymmetricBinding wsp:Optional='true'/>"), none),
        // Of two alternatives the one that can be met.
        (
            all(
                "<wsp:ExactlyOne><sp:SymmetricBinding/><wsp:All><h:BasicAuthentication/></wsp:All></wsp:ExactlyOne>",
            ),
            Demands { basic: true, ..none },
        ),
    ] {
        assert_eq!(demanded(&text), (expected, None), "{text}");
    }
}

#[test]
fn addressing_is_demanded_by_policy_or_by_an_element_that_is_required() {
    let actions = |action: &str, reply_action: &str| {
        Some(Addressing { action: action.to_owned(), reply_action: reply_action.to_owned() })
    };
    let default = actions("urn:do", "http://example.com/shop/Shop/DoResponse");
    for text in [all("<wsam:Addressing/>"), with_policy("<wsaw:UsingAddressing wsdl:required='true'/>")] {
        assert_eq!(demanded(&text), (Demands::default(), default.clone()), "{text}");
    }
    let own = all("<wsam:Addressing/>")
        .replacen("<wsdl:input message='tns:In'/>", "<wsdl:input message='tns:In' wsam:Action='urn:in'/>", 1)
        .replacen(
            "<wsdl:output message='tns:Out'/>",
            "<wsdl:output message='tns:Out' wsaw:Action='urn:out'/>",
            1,
        );
    assert_eq!(demanded(&own).1, actions("urn:in", "urn:out"));
    for text in [with_policy("<wsaw:UsingAddressing/>"), all("<wsam:Addressing wsp:Optional='true'/>")] {
        assert_eq!(demanded(&text), (Demands::default(), None), "{text}");
    }
}

#[test]
fn what_is_not_supported_is_named() {
    for (assertion, name) in [
        ("<sp:AsymmetricBinding/>", "AsymmetricBinding"),
        ("<wsp:PolicyReference URI='#gone'/>", "PolicyReference #gone"),
        ("<h:NtlmAuthentication/>", "NtlmAuthentication"),
        ("<sp:SupportingTokens><wsp:Policy><sp:SamlToken/></wsp:Policy></sp:SupportingTokens>", "SamlToken"),
    ] {
        let (contract, diagnostics) = lower_texts(&[("a.wsdl", &all(assertion))], &Naming::default());
        let found: Vec<_> = diagnostics.iter().collect();
        assert_eq!((found.len(), found[0].code, found[0].severity), (1, "wsdl-policy", Severity::LeftOut));
        assert!(found[0].message.contains(name), "{}", found[0].message);
        assert_eq!(contract.operations().count(), 1, "the operation stays");
    }
}

#[test]
fn policies_that_refer_to_one_another_without_end_are_cut() {
    let policy = "<wsp:Policy Id='a'><wsp:PolicyReference URI='#b'/><wsp:PolicyReference URI='#b'/></wsp:Policy>\
                  <wsp:Policy Id='b'><wsp:PolicyReference URI='#a'/></wsp:Policy>";
    let (_, found) = lower_found(&with_policy(policy));
    assert!(found.iter().all(|found| found.1 == "wsdl-policy") && !found.is_empty());
}
