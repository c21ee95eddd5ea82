//! Operations asked for by name: only what they reach is generated, and it is the same as in the whole.

use std::collections::BTreeMap;

use bindery_codegen::contract::Contract;
use bindery_codegen::emit::{CrateOptions, RuntimeDependency};
use bindery_codegen::generate::{Generated, Request, single};

/// So many operations, each with a request and a reply of its own; every request holds the one shared type.
const OPERATIONS: usize = 60;

fn generate(files: &[(&str, &str)], operations: &[&str], profile: Option<&str>) -> Generated {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let profile = profile.map(|text| {
        let path = folder.path().join("bindings.toml");
        std::fs::write(&path, text).unwrap();
        path
    });
    let request = Request {
        partner: "sample".to_owned(),
        inputs: files.iter().map(|(name, _)| folder.path().join(name)).collect(),
        profile,
        operations: operations.iter().map(|name| (*name).to_owned()).collect(),
        ..Request::default()
    };
    let runtime = RuntimeDependency::Version("0.1.0".to_owned());
    single(&request, &CrateOptions { name: "sample".to_owned(), runtime, standalone: true })
}

fn names(generated: &Generated) -> Vec<&str> {
    let operations = generated.contracts.iter().flat_map(Contract::operations);
    operations.map(|(_, operation)| operation.name.as_str()).collect()
}

/// The findings' codes and remedies.
fn told(generated: &Generated) -> Vec<String> {
    generated
        .diagnostics
        .iter()
        .map(|found| format!("{}: {}; {}", found.code, found.message, found.help))
        .collect()
}

/// A document with one service for each of these: service, port, port type and its operations.
fn wsdl(services: &[(&str, &str, &str, Vec<String>)]) -> String {
    let mut schema = String::from(
        "<xs:complexType name='Shared'><xs:sequence><xs:element name='Key' type='xs:string'/></xs:sequence></xs:complexType>\n",
    );
    let (mut messages, mut rest) = (String::new(), String::new());
    let mut said = std::collections::BTreeSet::new();
    for (service, port, port_type, operations) in services {
        let (mut abstracts, mut bound) = (String::new(), String::new());
        for name in operations {
            if said.insert(name) {
                schema.push_str(&format!(
                    "<xs:element name='{name}' type='t:{name}Request'/><xs:element name='{name}Response' type='t:{name}Reply'/>
<xs:complexType name='{name}Request'><xs:sequence><xs:element name='Shared' type='t:Shared'/><xs:element name='Own' type='t:{name}Part' minOccurs='0'/></xs:sequence></xs:complexType>
<xs:complexType name='{name}Part'><xs:sequence><xs:element name='{name}Amount' type='xs:decimal' minOccurs='0'/></xs:sequence></xs:complexType>
<xs:complexType name='{name}Reply'><xs:sequence><xs:element name='Code' type='xs:string'/></xs:sequence></xs:complexType>\n"
                ));
                messages.push_str(&format!(
                    "<wsdl:message name='{name}In'><wsdl:part name='p' element='t:{name}'/></wsdl:message><wsdl:message name='{name}Out'><wsdl:part name='p' element='t:{name}Response'/></wsdl:message>\n"
                ));
            }
            abstracts.push_str(&format!(
                "<wsdl:operation name='{name}'><wsdl:input message='t:{name}In'/><wsdl:output message='t:{name}Out'/></wsdl:operation>\n"
            ));
            bound.push_str(&format!(
                "<wsdl:operation name='{name}'><soap:operation soapAction='urn:{port_type}:{name}'/><wsdl:input><soap:body use='literal'/></wsdl:input><wsdl:output><soap:body use='literal'/></wsdl:output></wsdl:operation>\n"
            ));
        }
        rest.push_str(&format!(
            "<wsdl:portType name='{port_type}'>\n{abstracts}</wsdl:portType>
<wsdl:binding name='{port_type}Binding' type='t:{port_type}'><soap:binding transport='http://schemas.xmlsoap.org/soap/http'/>\n{bound}</wsdl:binding>
<wsdl:service name='{service}'><wsdl:port name='{port}' binding='t:{port_type}Binding'/></wsdl:service>\n"
        ));
    }
    format!(
        "<wsdl:definitions xmlns:wsdl='http://schemas.xmlsoap.org/wsdl/' xmlns:soap='http://schemas.xmlsoap.org/wsdl/soap/' xmlns:xs='http://www.w3.org/2001/XMLSchema' xmlns:t='urn:example:sample' targetNamespace='urn:example:sample'>
<wsdl:types><xs:schema targetNamespace='urn:example:sample' elementFormDefault='qualified'>\n{schema}</xs:schema></wsdl:types>\n{messages}{rest}</wsdl:definitions>"
    )
}

fn one_service(operations: Vec<String>) -> String {
    wsdl(&[("Bank", "BankPort", "Banking", operations)])
}

fn numbered() -> Vec<String> {
    (0..OPERATIONS).map(|at| format!("Transfer{at:02}")).collect()
}

/// The structs and rows of a crate's files, by their names: from a line that begins one to the line that ends it.
fn pieces(generated: &Generated) -> BTreeMap<String, String> {
    let mut pieces = BTreeMap::new();
    for (path, text) in generated.files.iter().filter(|(path, _)| path.ends_with(".rs")) {
        for start in ["pub struct ", "rt::xml::record! { "] {
            for (at, _) in text.match_indices(start) {
                let rest = &text[at + start.len()..];
                let name = rest.split([' ', ';', '<']).next().unwrap();
                let end = rest.find("\n}").unwrap();
                pieces.insert(format!("{path}: {start}{name}"), rest[..end].to_owned());
            }
        }
    }
    pieces
}

#[test]
fn ten_operations_of_many_cost_what_they_reach_and_are_the_same_as_in_the_whole() {
    let document = one_service(numbered());
    let whole = generate(&[("bank.wsdl", &document)], &[], None);
    let asked: Vec<String> = (5..15).map(|at| format!("Transfer{at:02}")).collect();
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let part = generate(&[("bank.wsdl", &document)], &asked, None);
    assert_eq!((told(&whole), told(&part)), (vec![], vec![]));
    assert_eq!((names(&whole).len(), names(&part)), (OPERATIONS, asked));
    // Three types of its own for each operation, and the shared one.
    assert_eq!((whole.contracts[0].types.len(), part.contracts[0].types.len()), (3 * OPERATIONS + 1, 31));
    let (all, kept) = (pieces(&whole), pieces(&part));
    assert!(kept.len() > 60 && all.len() > 300, "structs and rows: {} of {}", kept.len(), all.len());
    for (name, text) in kept {
        assert_eq!(all.get(&name), Some(&text), "{name}");
    }
    let named = part.files.values().any(|text| text.contains("Transfer15") || text.contains("transfer15"));
    assert!(!named, "nothing of the other operations is left");
}

#[test]
fn an_operation_that_several_ports_have_is_told_by_its_port() {
    let both = || vec!["Pay".to_owned(), "Ask".to_owned()];
    let document = wsdl(&[("Bank", "BankPort", "Banking", both()), ("Shop", "ShopPort", "Shopping", both())]);
    let of = |asked: &[&str]| {
        let generated = generate(&[("bank.wsdl", &document)], asked, None);
        assert_eq!(told(&generated), [""; 0], "{asked:?}");
        let operations = generated.contracts[0].operations();
        operations
            .map(|(service, operation)| format!("{}.{}", service.wire_name, operation.name))
            .collect::<Vec<_>>()
    };
    for precise in ["ShopPort.Pay", "Shop.Pay", "Shopping.Pay", "Shop.ShopPort.Pay", "Shop.Shopping.Pay"] {
        assert_eq!(of(&[precise]), ["Shop.Pay"], "{precise}");
    }
    assert_eq!(of(&["Pay"]), ["Bank.Pay", "Shop.Pay"], "a plain name asks for all of that name");
    assert_eq!(of(&["Bank.Pay", "ShopPort.Ask"]), ["Bank.Pay", "Shop.Ask"]);
    let unknown = generate(&[("bank.wsdl", &document)], &["ShopPrt.Pay", "Pya", "Nothing"], None);
    assert_eq!(
        told(&unknown),
        [
            "unknown-operation: the documents have no operation `ShopPrt.Pay`; did you mean `ShopPort.Pay`? `bindery inspect` lists them all",
            "unknown-operation: the documents have no operation `Pya`; did you mean `Pay`? `bindery inspect` lists them all",
            "unknown-operation: the documents have no operation `Nothing`; `bindery inspect` lists the operations of documents",
        ]
    );
    assert!(unknown.files.is_empty());
}

#[test]
fn a_profile_asks_for_operations_in_the_same_words_and_a_call_takes_its_place() {
    let document = one_service(numbered());
    let files = [("bank.wsdl", document.as_str())];
    let profile = "only = ['Banking.Transfer03']\n[operations.Transfer09]\nretry = 'safe'\n";
    let generated = generate(&files, &[], Some(profile));
    assert_eq!((told(&generated), names(&generated)), (vec![], vec!["Transfer03"]));
    let generated = generate(&files, &["Transfer09"], Some(profile));
    assert_eq!((told(&generated), names(&generated)), (vec![], vec!["Transfer09"]));
    let wrong = generate(&files, &[], Some("only = ['Bankin.Transfer03']"));
    assert_eq!(
        told(&wrong),
        [
            "profile-unknown-name: `only` names the operation `Bankin.Transfer03`, which the contract does not have; did you mean `Banking.Transfer03`?"
        ]
    );
}

#[test]
fn operations_of_a_resource_are_asked_for_by_their_ids() {
    let mut paths = String::new();
    let mut schemas = String::from("    Shared: {type: object, properties: {key: {type: string}}}\n");
    for at in 0..OPERATIONS {
        paths.push_str(&format!(
            "  /things{at}:\n    get:\n      operationId: thing.get{at}\n      responses:\n        '200': {{description: ok, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Thing{at}'}}}}}}}}\n"
        ));
        schemas.push_str(&format!(
            "    Thing{at}: {{type: object, required: [own], properties: {{own: {{type: string}}, shared: {{$ref: '#/components/schemas/Shared'}}}}}}\n"
        ));
    }
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: Things, version: '1'}}\npaths:\n{paths}components:\n  schemas:\n{schemas}"
    );
    let files = [("things.yaml", document.as_str())];
    let (whole, part) = (generate(&files, &[], None), generate(&files, &["thing.get7", "thing.get31"], None));
    assert_eq!(names(&part), ["thing.get7", "thing.get31"]);
    assert_eq!((whole.contracts[0].types.len(), part.contracts[0].types.len()), (OPERATIONS + 1, 3));
    let all = pieces(&whole);
    for (name, text) in pieces(&part).into_iter().filter(|(name, _)| name.contains("types.rs")) {
        assert_eq!(all.get(&name), Some(&text), "{name}");
    }
    let wrong = generate(&files, &["thing.git7"], None);
    assert!(told(&wrong)[0].contains("did you mean `thing.get7`?"), "{:?}", told(&wrong));
}

#[test]
fn an_operation_that_cannot_be_generated_is_no_empty_client() {
    let document = one_service(vec!["Pay".to_owned(), "Ask".to_owned()]);
    // The binding does not say how it travels.
    let unbound = document
        .replace("<wsdl:operation name='Pay'><soap:operation", "<wsdl:operation name='Paid'><soap:operation");
    assert_eq!(names(&generate(&[("bank.wsdl", &unbound)], &[], None)), ["Ask"]);
    let generated = generate(&[("bank.wsdl", &unbound)], &["Pay"], None);
    let codes: Vec<&str> = generated.diagnostics.iter().map(|finding| finding.code).collect();
    assert_eq!((codes, generated.files.len()), (vec!["wsdl-unbound-operation", "wsdl-no-operations"], 0));
}
