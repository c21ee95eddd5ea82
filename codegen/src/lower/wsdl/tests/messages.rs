//! Bodies: wrapped, bare, rpc, and the ones that are left out.

use super::*;

fn of(schema: &str) -> Contract {
    lower_clean(&definitions(schema, &operation()))
}

const REPLY: &str = "<xs:element name='DoResponse'><xs:complexType/></xs:element>";

#[test]
fn a_wrapper_with_one_record_is_passed_through_on_both_sides() {
    let contract = of(
        "<xs:element name='Do'><xs:complexType><xs:sequence><xs:element name='request' type='tns:Q' minOccurs='0'/></xs:sequence>
         </xs:complexType></xs:element><xs:element name='DoResponse'><xs:complexType><xs:sequence><xs:element name='DoResult'
         type='tns:R' minOccurs='0'/></xs:sequence></xs:complexType></xs:element>
         <xs:complexType name='Q'><xs:sequence><xs:element name='a' type='xs:int'/></xs:sequence></xs:complexType>
         <xs:complexType name='R'><xs:sequence><xs:element name='b' type='xs:int'/></xs:sequence></xs:complexType>",
    );
    let (request, reply, version) = envelope(&contract, 0);
    assert_eq!(shown(request), (vec!["Do", "request"], Some("Q".to_owned())));
    assert_eq!(shown(reply.unwrap()), (vec!["DoResponse", "DoResult"], Some("R".to_owned())));
    assert_eq!(request.path[1].namespace.as_deref(), Some("http://example.com/shop"));
    assert_eq!((version, paths(&contract)), ("1.1", vec!["Q", "R"]));
}

#[test]
fn a_wrapper_that_holds_more_is_a_type_itself() {
    let wrappers = [
        "<xs:element name='a' type='xs:int'/><xs:element name='b' type='tns:Q'/>",
        "<xs:element name='a' type='xs:int'/>",
        "<xs:element name='q' type='tns:Q' maxOccurs='2'/>",
        "<xs:element name='q' type='tns:Q' nillable='true'/>",
        "<xs:element name='q' type='tns:Qs'/>",
        "<xs:element name='q' type='tns:Q'/><xs:any/>",
    ];
    for wrapper in wrappers {
        let schema = format!(
            "<xs:element name='Do'><xs:complexType><xs:sequence>{wrapper}</xs:sequence></xs:complexType></xs:element>{REPLY}
             <xs:complexType name='Q'><xs:sequence><xs:element name='a' type='xs:int'/></xs:sequence></xs:complexType>
             <xs:complexType name='Qs'><xs:sequence><xs:element name='q' type='tns:Q' maxOccurs='9'/></xs:sequence></xs:complexType>"
        );
        let contract = lower_clean(&definitions(&schema, &operation()));
        let (request, reply, _) = envelope(&contract, 0);
        assert_eq!(shown(request), (vec!["Do"], Some("/Do".to_owned())), "{wrapper}");
        assert_eq!(shown(reply.unwrap()), (vec!["DoResponse"], None));
        assert_eq!(find(&contract, "/Do").name, "Do");
    }
}

#[test]
fn an_element_that_is_not_named_as_the_operation_is_bare() {
    let schema = format!(
        "<xs:element name='Other'><xs:complexType><xs:sequence><xs:element name='q' type='tns:Q'/></xs:sequence></xs:complexType>\
         </xs:element>{REPLY}<xs:complexType name='Q'><xs:sequence><xs:element name='a' type='xs:int'/></xs:sequence></xs:complexType>"
    );
    let contract =
        lower_clean(&definitions(&schema, &operation().replace("element='tns:Do'", "element='tns:Other'")));
    assert_eq!(shown(envelope(&contract, 0).0), (vec!["Other"], Some("/Other".to_owned())));
    let schema = format!("<xs:element name='Other' type='xs:decimal'/>{REPLY}");
    let contract =
        lower_clean(&definitions(&schema, &operation().replace("element='tns:Do'", "element='tns:Other'")));
    assert_eq!(shown(envelope(&contract, 0).0), (vec!["Other"], Some("Scalar(Decimal)".to_owned())));
}

#[test]
fn element_and_type_of_one_name_are_two() {
    let contract = of(&format!(
        "<xs:element name='Do'><xs:complexType><xs:sequence><xs:element name='a' type='tns:Do'/><xs:element name='b'
          type='xs:int'/></xs:sequence></xs:complexType></xs:element>{REPLY}
         <xs:complexType name='Do'><xs:sequence><xs:element name='c' type='xs:int'/></xs:sequence></xs:complexType>"
    ));
    assert_eq!(paths(&contract), ["/Do", "Do"]);
    assert_eq!(fields(&contract, "/Do")[0].1, &TypeRef::Named(id("Do")));
}

fn rpc(parts: &str, body: &str) -> String {
    format!(
        "<wsdl:message name='In'>{parts}</wsdl:message><wsdl:message name='Out'><wsdl:part name='r' type='tns:Q'/></wsdl:message>
<wsdl:portType name='Shop'><wsdl:operation name='Do'><wsdl:input message='tns:In'/><wsdl:output message='tns:Out'/></wsdl:operation>
</wsdl:portType><wsdl:binding name='B' type='tns:Shop'><soap:binding style='rpc' transport='{HTTP}'/><wsdl:operation name='Do'>
<soap:operation soapAction=''/><wsdl:input><soap:body {body}/></wsdl:input><wsdl:output><soap:body use='literal' namespace='urn:rpc'/>
</wsdl:output></wsdl:operation></wsdl:binding>
<wsdl:service name='S'><wsdl:port name='P' binding='tns:B'/></wsdl:service>"
    )
}

const Q: &str = "<xs:complexType name='Q'><xs:sequence><xs:element name='a' type='xs:int'/></xs:sequence></xs:complexType>";

#[test]
fn rpc_literal_has_an_element_of_the_operation_and_unqualified_parts() {
    let parts = "<wsdl:part name='n' type='xs:int'/><wsdl:part name='q' type='tns:Q'/>";
    let contract = lower_clean(&definitions(Q, &rpc(parts, "use='literal' namespace='urn:rpc'")));
    let (request, reply, _) = envelope(&contract, 0);
    assert_eq!(shown(request), (vec!["Do"], Some("//Do".to_owned())));
    assert_eq!(request.path[0].namespace.as_deref(), Some("urn:rpc"));
    assert_eq!(shown(reply.unwrap()), (vec!["DoResponse"], Some("//DoResponse".to_owned())));
    let definition = contract.find(&TypeId::new("rpc", "//Do")).unwrap();
    let Shape::Record(record) = &definition.shape else { panic!() };
    let names: Vec<(Option<&str>, &str)> = record
        .fields
        .iter()
        .map(|Field { name, .. }| (name.namespace.as_deref(), name.local.as_str()))
        .collect();
    assert_eq!(names, [(None, "n"), (None, "q")]);
    assert_eq!(
        contract.modules.iter().map(|module| module.name.as_str()).collect::<Vec<_>>(),
        ["rpc", "shop"]
    );
    let contract = lower_clean(&definitions(Q, &rpc("", "use='literal' namespace='urn:rpc'")));
    assert_eq!(shown(envelope(&contract, 0).0), (vec!["Do"], None));
}

#[test]
fn fault_g29_what_is_not_supported_is_named_with_its_line() {
    let element = "<wsdl:part name='n' element='tns:Do'/>";
    let literal = "use='literal' namespace='urn:rpc'";
    let elements = format!("{Q}<xs:element name='Do' type='tns:Q'/>{REPLY}");
    let plain = operation();
    let cases: [(String, &str, usize); 10] = [
        (plain.replacen("use='literal'", "use='encoded'", 1), "wsdl-encoded", 9),
        (rpc(element, literal), "wsdl-part-without-type", 5),
        (rpc("<wsdl:part name='n' type='tns:Gone'/>", literal), "wsdl-unknown-type", 5),
        (rpc("<wsdl:part name='n' type='xs:decmal'/>", literal), "wsdl-unknown-type", 5),
        (plain.replacen("element='tns:Do'", "type='tns:Q'", 1), "wsdl-part-without-element", 5),
        (plain.replacen("element='tns:Do'", "element='tns:Gone'", 1), "wsdl-unknown-element", 5),
        (
            plain.replacen(
                "element='tns:Do'/>",
                "element='tns:Do'/><wsdl:part name='q' element='tns:Do'/>",
                1,
            ),
            "wsdl-body-parts",
            7,
        ),
        (plain.replacen("message='tns:In'", "message='tns:Gone'", 1), "wsdl-unknown-message", 7),
        (plain.replacen("<soap:body use='literal'/>", "<mime:multipartRelated/>", 1), "wsdl-mime", 10),
        (
            plain.replacen(
                "<wsdl:input message='tns:In'/><wsdl:output message='tns:Out'/>",
                "<wsdl:output message='tns:Out'/>",
                1,
            ),
            "wsdl-server-first",
            7,
        ),
    ];
    for (rest, code, line) in cases {
        let (contract, found) = lower_found(&definitions(&elements, &rest));
        assert_eq!(found[0], (Severity::LeftOut, code, line), "{rest}");
        assert_eq!((found.len(), found[1].0, found[1].1), (2, Severity::Warning, "wsdl-no-operations"));
        assert_eq!(contract.operations().count(), 0);
    }
}

#[test]
fn an_operation_that_is_left_out_leaves_the_others() {
    let two = operation()
        .replace("</wsdl:operation></wsdl:portType>", "</wsdl:operation><wsdl:operation name='Odd'><wsdl:input message='tns:In'/>\n</wsdl:operation></wsdl:portType>")
        .replace("</wsdl:operation></wsdl:binding>", "</wsdl:operation><wsdl:operation name='Odd'><soap:operation soapAction='o'/>\n<wsdl:input><soap:body use='encoded'/></wsdl:input></wsdl:operation></wsdl:binding>");
    let (contract, found) =
        lower_found(&definitions(&format!("<xs:element name='Do' type='xs:int'/>{REPLY}"), &two));
    assert_eq!(found, [(Severity::LeftOut, "wsdl-encoded", 12)]);
    assert_eq!(
        contract.operations().map(|(_, operation)| operation.name.as_str()).collect::<Vec<_>>(),
        ["Do"]
    );
}

#[test]
fn headers_are_left_out_and_the_operation_stays() {
    let rest = operation()
        .replacen(
            "<soap:body use='literal'/>",
            "<soap:header message='tns:In' part='h' use='literal'/><soap:body use='literal'/>",
            1,
        )
        .replacen(
            "<wsdl:part name='p' element='tns:Do'/>",
            "<wsdl:part name='p' element='tns:Do'/><wsdl:part name='h' element='tns:H'/>",
            1,
        );
    let schema = format!("<xs:element name='Do' type='xs:int'/><xs:element name='H' type='xs:int'/>{REPLY}");
    let (contract, found) = lower_found(&definitions(&schema, &rest));
    assert_eq!(found, [(Severity::LeftOut, "wsdl-header", 10)]);
    assert_eq!(contract.operations().count(), 1);
}

#[test]
fn faults_have_an_element_and_a_type() {
    let rest = operation()
        .replacen(
            "<wsdl:output message='tns:Out'/>",
            "<wsdl:output message='tns:Out'/><wsdl:fault name='F' message='tns:F'/>",
            1,
        )
        .replacen(
            "<wsdl:portType",
            "<wsdl:message name='F'><wsdl:part name='f' element='tns:Trouble'/></wsdl:message><wsdl:portType",
            1,
        );
    let schema = format!(
        "<xs:element name='Do' type='xs:int'/>{REPLY}<xs:element name='Trouble'><xs:complexType><xs:sequence><xs:element \
         name='why' type='xs:string'/></xs:sequence></xs:complexType></xs:element>"
    );
    let (contract, found) = lower_found(&definitions(&schema, &rest));
    assert_eq!(found, [(Severity::Warning, "wsdl-fault-as-xml", 7)]);
    let Exchange::Envelope { faults, .. } = &contract.services[0].operations[0].exchange else { panic!() };
    assert_eq!((faults[0].0.local.as_str(), &faults[0].1), ("Trouble", &TypeRef::Named(id("/Trouble"))));
    for unknown in ["tns:Gone", "xs:strin"] {
        let rest = rest.replacen("element='tns:Trouble'", &format!("type='{unknown}'"), 1);
        let (contract, found) = lower_found(&definitions(&schema, &rest));
        assert_eq!(found, [(Severity::LeftOut, "wsdl-unknown-type", 7)], "{unknown}");
        let Exchange::Envelope { faults, .. } = &contract.services[0].operations[0].exchange else {
            panic!()
        };
        assert_eq!(faults, &[]);
    }
}

#[test]
fn one_way_operations_have_no_reply() {
    let rest = operation().replacen("<wsdl:output message='tns:Out'/>", "", 1);
    let contract = lower_clean(&definitions("<xs:element name='Do' type='xs:int'/>", &rest));
    assert!(envelope(&contract, 0).1.is_none());
}

#[test]
fn a_message_without_parts_is_an_empty_body() {
    let empty = operation().replacen("<wsdl:part name='p' element='tns:Do'/>", "", 1);
    let contract =
        lower_clean(&definitions(&format!("<xs:element name='Do' type='xs:int'/>{REPLY}"), &empty));
    let (request, reply, _) = envelope(&contract, 0);
    assert_eq!((shown(request), shown(reply.unwrap()).0), ((vec![], None), vec!["DoResponse"]));
}
