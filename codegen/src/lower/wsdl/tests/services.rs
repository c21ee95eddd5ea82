//! Endpoints: which binding is taken, how names come about, and that order and machine do not matter.

use super::*;
use crate::contract::EvidenceMark;

const SCHEMA: &str = "<xs:element name='Do' type='xs:int'/><xs:element name='DoResponse' type='xs:int'/>";

fn names(contract: &Contract) -> Vec<(&str, &str, Vec<&str>)> {
    contract
        .services
        .iter()
        .map(|service| {
            let operations = service.operations.iter().map(|operation| operation.name.as_str()).collect();
            (service.name.as_str(), service.wire_name.as_str(), operations)
        })
        .collect()
}

#[test]
fn soap_11_is_taken_before_soap_12_in_any_order() {
    let one = operation();
    let binding = &one[one.find("<wsdl:binding").unwrap()..one.find("<wsdl:service").unwrap()];
    let second = binding.replace("name='B'", "name='B12'").replace("soap:", "soap12:");
    let ports = "<wsdl:port name='P12' binding='tns:B12'/>";
    for port_first in [true, false] {
        let rest = one.replace("<wsdl:service", &format!("{second}<wsdl:service"));
        let rest = if port_first {
            rest.replace("<wsdl:port name", &format!("{ports}<wsdl:port name"))
        } else {
            rest.replace("</wsdl:service>", &format!("{ports}</wsdl:service>"))
        };
        let text = definitions(SCHEMA, &rest);
        let (contract, found) = lower_found(&text);
        assert_eq!(found.iter().map(|found| found.1).collect::<Vec<_>>(), ["wsdl-port-not-used"]);
        assert_eq!(envelope(&contract, 0).2, "1.1");
        // The profile can ask for the other one.
        let services = [("P12".to_owned(), "newer".to_owned())].into();
        let (asked, _) = lower_texts(&[("a.wsdl", &text)], &Naming { services, ..Naming::default() });
        assert_eq!((envelope(&asked, 0).2, asked.services[0].name.as_str()), ("1.2", "newer"));
        assert_eq!(names(&contract), [("shop_service", "ShopService", vec!["Do"])]);
    }
    let only = one.replace(binding, &second).replace("tns:B'", "tns:B12'");
    let contract = lower_clean(&definitions(SCHEMA, &only));
    assert_eq!(envelope(&contract, 0).2, "1.2");
}

#[test]
fn ports_without_an_envelope_are_named() {
    let more = "<wsdl:portType name='Get'><wsdl:operation name='Do'><wsdl:input message='tns:In'/></wsdl:operation></wsdl:portType>
<wsdl:binding name='H' type='tns:Get'><http:binding verb='GET'/><wsdl:operation name='Do'/></wsdl:binding><wsdl:service";
    let rest = operation()
        .replace("<wsdl:service", more)
        .replace("</wsdl:service>", "\n<wsdl:port name='G' binding='tns:H'/></wsdl:service>");
    let (contract, found) = lower_found(&definitions(SCHEMA, &rest));
    assert_eq!(found, [(Severity::Warning, "wsdl-port-not-used", 14)]);
    assert_eq!(contract.services.len(), 1);
    let rest = rest.replace("<wsdl:operation name='Do'/>", "<wsdl:operation name='Fetch'/>");
    let (_, found) = lower_found(&definitions(SCHEMA, &rest));
    assert_eq!(found, [(Severity::LeftOut, "wsdl-port-left-out", 14)]);
}

#[test]
fn services_of_one_short_name_are_one() {
    let one = definitions(SCHEMA, &operation());
    let two = one
        .replace("'In'", "'In2'")
        .replace("tns:In'", "tns:In2'")
        .replace("'Shop'", "'Shop2'")
        .replace("tns:Shop'", "tns:Shop2'")
        .replace("'B'", "'B2'")
        .replace("tns:B'", "tns:B2'")
        .replace("'ShopService'", "'More'")
        .replace("<wsdl:operation name='Do'>", "<wsdl:operation name='Did'>");
    let naming = Naming {
        services: [("ShopService".to_owned(), "shop".to_owned()), ("More".to_owned(), "shop".to_owned())]
            .into(),
        modules: [("http://example.com/shop".to_owned(), "goods".to_owned())].into(),
        ..Naming::default()
    };
    let texts = [("a.wsdl", one.as_str()), ("b.wsdl", two.as_str())];
    let (contract, diagnostics) = lower_texts(&texts, &naming);
    assert_eq!(diagnostics, Diagnostics::default());
    assert_eq!(names(&contract), [("shop", "ShopService", vec!["Do", "Did"])]);
    let only = Naming { only: Some(vec!["Did".to_owned()]), ..naming };
    let (contract, _) = lower_texts(&texts, &only);
    assert_eq!(names(&contract), [("shop", "ShopService", vec!["Did"])]);
}

#[test]
fn services_of_one_name_in_two_namespaces_stay_two() {
    let one = definitions(SCHEMA, &operation());
    let two = one.replace("http://example.com/shop'", "http://example.com/archive'");
    let texts = [("a.wsdl", one.as_str()), ("b.wsdl", two.as_str())];
    let (contract, diagnostics) = lower_texts(&texts, &Naming::default());
    let codes: Vec<&str> = diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["wsdl-same-service"]);
    let expected =
        [("shop_service", "ShopService", vec!["Do"]), ("archive_shop_service", "ShopService", vec!["Do"])];
    assert_eq!(names(&contract), expected);
    // Neither is one merged with a service that the profile calls so.
    let two = two.replace("'ShopService'", "'Other'");
    let naming =
        Naming { services: [("Other".to_owned(), "shop_service".to_owned())].into(), ..Naming::default() };
    let (contract, _) = lower_texts(&[("a.wsdl", one.as_str()), ("b.wsdl", two.as_str())], &naming);
    assert_eq!(
        names(&contract),
        [("shop_shop_service", "ShopService", vec!["Do"]), ("shop_service", "Other", vec!["Do"])]
    );
}

#[test]
fn fault_g29_what_names_nothing_is_told() {
    let rest = operation().replace(
        "</wsdl:service>",
        "</wsdl:service>\n<wsdl:service name='More'><wsdl:port name='P'/></wsdl:service>",
    );
    assert_eq!(lower_found(&definitions(SCHEMA, &rest)).1, [(Severity::LeftOut, "wsdl-unknown-binding", 13)]);
    let rest = operation().replace(
        "</wsdl:operation></wsdl:binding>",
        "</wsdl:operation>\n<wsdl:operation name='Doo'/></wsdl:binding>",
    );
    assert_eq!(
        lower_found(&definitions(SCHEMA, &rest)).1,
        [(Severity::LeftOut, "wsdl-unknown-operation", 12)]
    );
    let rest = operation().replace("<soap:operation soapAction='urn:do'/>", "");
    let (contract, found) = lower_found(&definitions(SCHEMA, &rest));
    assert_eq!(found, [(Severity::Warning, "wsdl-no-action", 9)]);
    assert_eq!(contract.operations().count(), 1);
    let rest = rest.replace("<soap:binding", "<soap12:binding");
    assert_eq!(lower_found(&definitions(SCHEMA, &rest)).1, [], "SOAP 1.2 needs none");
}

#[test]
fn a_service_tells_about_its_port_type_and_keeps_foreign_lines() {
    let rest = operation()
        .replace(
            "<wsdl:portType name='Shop'>",
            "<wsdl:portType name='Shop'><wsdl:documentation>Named by .NET.\nEvidence: inferred: a pattern</wsdl:documentation>",
        )
        .replace(
            "<wsdl:service name='ShopService'>",
            "<wsdl:service name='ShopService'><wsdl:documentation>Sells.\nEvidence: ask the notary</wsdl:documentation>",
        );
    let (contract, found) = lower_found(&definitions(SCHEMA, &rest));
    assert_eq!(found.iter().map(|(_, code, _)| *code).collect::<Vec<_>>(), ["evidence-unknown"]);
    assert_eq!(
        contract.services[0].documentation,
        "Sells.\nEvidence: ask the notary\n\nNamed by .NET.\n\nEvidence for the port type: inferred: a pattern."
    );
}

#[test]
fn a_service_with_several_port_types_is_several_endpoints() {
    let rest = operation()
        .replace(
            "<wsdl:service",
            &format!(
                "<wsdl:portType name='Stock'><wsdl:operation name='Count'><wsdl:input message='tns:In'/></wsdl:operation>\
                 </wsdl:portType><wsdl:binding name='C' type='tns:Stock'><soap:binding transport='{HTTP}'/><wsdl:operation \
                 name='Count'><soap:operation soapAction='c'/></wsdl:operation></wsdl:binding><wsdl:service"
            ),
        )
        .replace("</wsdl:service>", "<wsdl:port name='StockPort' binding='tns:C'/></wsdl:service>");
    let contract = lower_clean(&definitions(SCHEMA, &rest));
    assert_eq!(
        names(&contract),
        [("shop_port", "ShopPort", vec!["Do"]), ("stock_port", "StockPort", vec!["Count"])]
    );
}

#[test]
fn overloaded_operations_get_names_of_their_own() {
    let rest = operation()
        .replace(
            "<wsdl:operation name='Do'><wsdl:input message='tns:In'/><wsdl:output message='tns:Out'/>",
            "<wsdl:operation name='Do'><wsdl:input name='DoByName' message='tns:In'/></wsdl:operation>\
             <wsdl:operation name='Do'><wsdl:input name='DoByCode' message='tns:Out'/>",
        )
        .replace(
            "<wsdl:operation name='Do'>\n<soap:operation soapAction='urn:do'/><wsdl:input>",
            "<wsdl:operation name='Do'><soap:operation soapAction='urn:code'/><wsdl:input name='DoByCode'/></wsdl:operation>\
             <wsdl:operation name='Do'><soap:operation soapAction='urn:name'/><wsdl:input name='DoByName'>",
        );
    let contract = lower_clean(&definitions(SCHEMA, &rest));
    let found: Vec<(Option<&str>, &str)> = contract
        .operations()
        .map(|(_, operation)| match &operation.exchange {
            Exchange::Envelope { action, .. } => (operation.friendly.as_deref(), action.as_str()),
            Exchange::Resource { .. } => panic!(),
        })
        .collect();
    assert_eq!(found, [(Some("DoByName"), "urn:name"), (Some("DoByCode"), "urn:code")]);
}

#[test]
fn documentation_and_evidence_of_operations_are_told_apart() {
    let rest = operation()
        .replace(
            "<wsdl:operation name='Do'><wsdl:input",
            "<wsdl:operation name='Do'><wsdl:documentation>Does it.\n  Evidence: inferred: a pattern</wsdl:documentation><wsdl:input",
        )
        .replace(
            "<wsdl:operation name='Do'>\n",
            "<wsdl:operation name='Do'><wsdl:documentation>Quoted.\nEvidence: seen: a script</wsdl:documentation>",
        );
    let contract = lower_clean(&definitions(SCHEMA, &rest));
    let operation = &contract.services[0].operations[0];
    assert_eq!(operation.documentation, "Does it.\n\nQuoted.\n\nEvidence for the action: seen: a script.");
    let evidence = operation.evidence.as_ref().unwrap();
    assert_eq!((evidence.mark, evidence.note.as_str()), (EvidenceMark::Inferred, "a pattern"));
}

#[test]
fn without_a_service_the_bound_port_types_are_services() {
    let rest = operation();
    let rest = &rest[..rest.find("<wsdl:service").unwrap()];
    let (contract, found) = lower_found(&definitions(SCHEMA, rest));
    assert_eq!(found, [(Severity::Warning, "wsdl-no-service", 9)]);
    assert_eq!(names(&contract), [("shop", "Shop", vec!["Do"])]);
}

#[test]
fn one_local_name_in_two_namespaces_is_two_types() {
    let schema = "<xs:import namespace='http://example.com/other'/><xs:element name='Do'><xs:complexType><xs:sequence>\
        <xs:element name='a' type='tns:Account'/><xs:element name='b' type='o:Account'/></xs:sequence></xs:complexType></xs:element>\
        <xs:element name='DoResponse' type='xs:int'/><xs:complexType name='Account'><xs:sequence><xs:element name='x' \
        type='xs:int'/></xs:sequence></xs:complexType>";
    let other = "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='http://example.com/other'>\
        <xs:complexType name='Account'><xs:sequence><xs:element name='y' type='xs:int'/></xs:sequence></xs:complexType></xs:schema>";
    let text = definitions(schema, &operation());
    let (contract, diagnostics) = lower_texts(&[("a.wsdl", &text), ("o.xsd", other)], &Naming::default());
    assert_eq!(diagnostics, Diagnostics::default());
    let ids: Vec<(&str, &str)> = contract
        .types
        .iter()
        .map(|definition| (definition.id.module.as_str(), definition.id.path.as_str()))
        .collect();
    assert_eq!(ids, [("other", "Account"), ("shop", "/Do"), ("shop", "Account")]);
}

#[test]
fn namespaces_get_the_shortest_names_that_tell_them_apart() {
    let cases: [(&[&str], &[&str]); 5] = [
        (&["http://ensenta.com/ECPartnerDepositRequest"], &["ec_partner_deposit_request"]),
        (&["http://tempuri.org/"], &["tempuri"]),
        (&["http://a.example/orders/v1", "http://a.example/orders/v2"], &["orders_v1", "orders_v2"]),
        (&["urn:x:a:types", "urn:x:b:types"], &["a", "b"]),
        (&["", "urn:a"], &["unqualified", "a"]),
    ];
    for (namespaces, expected) in cases {
        let types = namespaces.iter().map(|namespace| TypeDefinition {
            id: TypeId::new(*namespace, "T"),
            name: "T".to_owned(),
            documentation: String::new(),
            evidence: None,
            shape: Shape::Raw,
        });
        let mut contract = Contract { types: types.collect(), ..Contract::default() };
        super::super::modules::assign(&mut contract, &Naming::default());
        let name = |namespace: &str| {
            let wanted = Some(namespace.to_owned()).filter(|namespace| !namespace.is_empty());
            contract.modules.iter().find(|module| module.namespace == wanted).unwrap().name.clone()
        };
        let names: Vec<String> = namespaces.iter().map(|namespace| name(namespace)).collect();
        assert_eq!(names, expected);
    }
}

#[test]
fn the_same_documents_give_the_same_contract_under_any_file_names() {
    let one = definitions(SCHEMA, &operation());
    let other =
        "<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema' targetNamespace='http://example.com/other'/>";
    let lowered = |first: &str, second: &str| {
        let (contract, diagnostics) = lower_texts(&[(first, &one), (second, other)], &Naming::default());
        assert_eq!(diagnostics, Diagnostics::default());
        serde_json::to_string(&contract).unwrap()
    };
    let expected = lowered("a.wsdl", "b.xsd");
    for (first, second) in [("z.wsdl", "b.xsd"), ("S.svc?wsdl", "S.svc?xsd=xsd0"), ("a.wsdl", "b.xsd")] {
        assert_eq!(lowered(first, second), expected);
    }
}

#[test]
fn the_partner_s_contract_is_lowered_whole() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../wsdl/papi3");
    let mut diagnostics = Diagnostics::default();
    let sources = crate::sources::folder(&folder, wsdl::locations, &mut diagnostics);
    let documents = wsdl::read(&sources, &mut diagnostics);
    let contract = lower(&documents, &Naming::default(), &mut diagnostics);
    assert_eq!(diagnostics, Diagnostics::default());
    assert_eq!(contract.operations().count(), 17);
    let start = contract.operations().find(|(_, operation)| operation.name == "StartSession").unwrap().1;
    let Exchange::Envelope { request, reply, .. } = &start.exchange else { panic!() };
    assert_eq!(shown(request), (vec!["StartSession", "request"], Some("StartSessionRequest".to_owned())));
    let reply = reply.as_ref().unwrap();
    assert_eq!(
        shown(reply),
        (vec!["StartSessionResponse", "StartSessionResult"], Some("StartSessionResult".to_owned()))
    );
}
