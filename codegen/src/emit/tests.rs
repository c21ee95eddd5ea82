//! What the emitters write for a contract with one of everything.

use super::*;
use crate::contract::{
    Absent, Alternative, Code, CodeClass, Codes, Contract, Document, Enumeration, EnumerationValue,
    Environment, Evidence, EvidenceMark, Facets, Field, Kind, Message, Module, Name, Occurs, Operation,
    ReadText, Record, Retry, Rules, Scalar, Sensitivity, Service, Session, SessionKey, SessionPlace,
    SessionUse, Shape, Source, TypeDefinition, TypeId, TypeRef,
};

const NAMESPACE: &str = "urn:example:shop";

fn name(local: &str) -> Name {
    Name { namespace: Some(NAMESPACE.to_owned()), local: local.to_owned() }
}

fn field(local: &str, r#type: TypeRef, occurs: Occurs) -> Field {
    Field {
        name: name(local),
        friendly: None,
        kind: Kind::Element,
        r#type,
        occurs,
        source: Source::Caller,
        sensitivity: Sensitivity::Hidden,
        null_items: false,
        facets: Facets::default(),
        media: None,
        states: None,
        unique: false,
        documentation: String::new(),
        evidence: None,
    }
}

fn named(path: &str) -> TypeRef {
    TypeRef::Named(TypeId::new("shop", path))
}

fn definition(path: &str, shape: Shape) -> TypeDefinition {
    TypeDefinition {
        id: TypeId::new("shop", path),
        name: path.to_owned(),
        documentation: String::new(),
        evidence: None,
        shape,
    }
}

fn record(fields: Vec<Field>) -> Shape {
    Shape::Record(Record { fields, keeps_unknown: false })
}

/// One operation that opens a session, one that needs it; one of every shape and occurrence.
fn contract() -> Contract {
    let text = TypeRef::Scalar(Scalar::Text);
    let integer = TypeRef::Scalar(Scalar::Int32);
    let mut open = vec![
        Field { source: Source::Client, ..field("ShopId", integer.clone(), Occurs::Required) },
        Field { source: Source::Device, ..field("Address", text.clone(), Occurs::Filled) },
        Field { source: Source::LocalDateTime, ..field("LocalDateTime", text.clone(), Occurs::Filled) },
        Field {
            source: Source::Constant("9".to_owned()),
            ..field("Language", integer.clone(), Occurs::Required)
        },
        field("Customer", text.clone(), Occurs::Filled),
        field("Total", TypeRef::Scalar(Scalar::Decimal), Occurs::Required),
        field("Guess", text.clone(), Occurs::Optional),
        field("Items", named("Item"), Occurs::Wrapped { item: name("Item"), empty: Absent::BlankItem }),
        Field { kind: Kind::Group, ..field("", named("Payment"), Occurs::Required) },
    ];
    open[4].documentation = "Who buys.".to_owned();
    open[6].evidence = Some(Evidence { mark: EvidenceMark::Guess, note: "Not seen.".to_owned() });
    let opened = vec![
        Field {
            sensitivity: Sensitivity::Open,
            unique: true,
            ..field("Code", text.clone(), Occurs::Required)
        },
        Field { unique: true, ..field("Token", TypeRef::Scalar(Scalar::Secret), Occurs::Required) },
        field("Mode", named("Mode"), Occurs::Optional),
        Field {
            evidence: Some(Evidence { mark: EvidenceMark::Inferred, note: "A receipt needs it.".to_owned() }),
            ..field("Paid", TypeRef::Scalar(Scalar::Decimal), Occurs::Optional)
        },
    ];
    let close = vec![Field {
        source: Source::Session("Token".to_owned()),
        ..field("Token", TypeRef::Scalar(Scalar::Secret), Occurs::Filled)
    }];
    let item = vec![
        field("Name", text.clone(), Occurs::Required),
        field("Child", named("Item"), Occurs::Optional),
        field("Parts", named("Item"), Occurs::Many),
        field("Note", text, Occurs::Nillable),
    ];
    let envelope = |operation: &str, request: &str, reply: &str| Exchange::Envelope {
        action: format!("{NAMESPACE}/IShop/{operation}"),
        version: "1.1".to_owned(),
        request: Message {
            path: vec![name(operation), name("request")],
            value: Some(named(request)),
            encoded: false,
            beside: Vec::new(),
        },
        reply: Some(Message {
            path: vec![name(&format!("{operation}Response"))],
            value: Some(named(reply)),
            encoded: false,
            beside: Vec::new(),
        }),
        faults: vec![],
    };
    let operation = |wire: &str, session, exchange| Operation {
        name: wire.to_owned(),
        friendly: None,
        documentation: format!("Does {wire}."),
        evidence: None,
        inferred: false,
        session,
        session_need: None,
        retry: Retry::Never,
        recovered_by: None,
        exchange,
    };
    let mut types = vec![
        definition("OpenRequest", record(open)),
        definition("OpenResult", record(opened)),
        definition("CloseRequest", record(close)),
        definition("Item", record(item)),
        definition(
            "Mode",
            Shape::Enumeration(Enumeration {
                values: vec![EnumerationValue { value: "fast".to_owned(), documentation: String::new() }],
            }),
        ),
        definition(
            "Payment",
            Shape::Choice(vec![
                Alternative {
                    name: name("Cash"),
                    r#type: integer,
                    facets: Facets::default(),
                    documentation: String::new(),
                },
                Alternative {
                    name: name("Item"),
                    r#type: named("Item"),
                    facets: Facets::default(),
                    documentation: String::new(),
                },
            ]),
        ),
    ];
    types.sort_by(|one, other| one.id.cmp(&other.id));
    Contract {
        partner: "shop".to_owned(),
        documents: vec![Document { file: "shop.wsdl".to_owned(), sha256: "00".to_owned() }],
        modules: vec![Module { name: "shop".to_owned(), namespace: Some(NAMESPACE.to_owned()) }],
        types,
        services: vec![Service {
            name: "counter".to_owned(),
            wire_name: "Counter".to_owned(),
            shared_with: vec![],
            documentation: String::new(),
            operations: vec![
                operation("Open", SessionUse::Opens, envelope("Open", "OpenRequest", "OpenResult")),
                operation("Close", SessionUse::Ends, envelope("Close", "CloseRequest", "OpenResult")),
            ],
        }],
        roots: Vec::new(),
        rules: Rules {
            environments: vec![Environment { name: "uat".to_owned(), base: None }],
            certificate_per_environment: false,
            session: Some(Session {
                opened_by: "Open".to_owned(),
                keys: vec![SessionKey {
                    reply_field: "Token".to_owned(),
                    place: SessionPlace::Field("Token".to_owned()),
                    parameter: None,
                }],
                idle_seconds: Some(900),
                levels: None,
            }),
            token: None,
            webhook: None,
            codes: Some(Codes {
                field: "Code".to_owned(),
                success: Some("00".to_owned()),
                user_text: None,
                log_text: None,
                known: vec![Code {
                    code: "00".to_owned(),
                    name: "Success".to_owned(),
                    class: CodeClass::Success,
                    remedy: "Go on.".to_owned(),
                    user_text: ReadText::Ignore,
                    text_hidden_for: vec![],
                    session_gone: false,
                    terminal: false,
                }],
            }),
        },
    }
}

#[test]
fn the_files_of_a_partner_read_well() {
    for (path, text) in bindings(&contract()) {
        insta::assert_snapshot!(format!("shop_{}", path.replace('/', "_")), text);
    }
}

#[test]
fn a_client_with_a_certificate_per_environment_is_made_from_profiles() {
    let mut contract = contract();
    contract.rules.certificate_per_environment = true;
    let client = &bindings(&contract)["client.rs"];
    assert!(!client.contains("Config"), "{client}");
    let made = client.split_once("pub struct Profile {").expect("a profile").1;
    insta::assert_snapshot!(
        "shop_profiles",
        made.split_once("/// The end user's device").expect("a device").0
    );
}

#[test]
fn a_value_of_the_client_carries_the_best_mark_of_its_fields() {
    let marked = |mark, note: &str| {
        let evidence = Some(Evidence { mark, note: note.to_owned() });
        let integer = TypeRef::Scalar(Scalar::Int32);
        Field { source: Source::Client, evidence, ..field("ShopId", integer, Occurs::Optional) }
    };
    let mut contract = contract();
    for definition in &mut contract.types {
        let Shape::Record(record) = &mut definition.shape else { continue };
        match definition.id.path.as_str() {
            "CloseRequest" => record.fields.push(marked(EvidenceMark::Seen, "In the guide.")),
            "OpenRequest" => record.fields[0] = marked(EvidenceMark::Strong, "As elsewhere."),
            _ => {}
        }
    }
    let client = &bindings(&contract)["client.rs"];
    assert!(client.contains("/// Evidence: seen. In the guide.\n    pub shop_id: i32,"), "{client}");
    assert!(client.contains("request.shop_id = Some(self.client.shop_id);"), "{client}");
}

#[test]
fn operations_and_services_do_not_take_names_of_ours() {
    let mut contract = contract();
    contract.services[0].name = "future".to_owned();
    contract.services[0].operations[0].friendly = Some("bearer".to_owned());
    contract.services[0].operations[1].friendly = Some("keys".to_owned());
    let files = bindings(&contract);
    assert!(files["server.rs"].contains("pub trait FutureType"), "{}", files["server.rs"]);
    let client = &files["client.rs"];
    assert!(!client.contains("async fn keys(") && !client.contains("async fn bearer("), "{client}");
    assert!(
        client.contains("async fn keys_future(") && client.contains("async fn bearer_future("),
        "{client}"
    );
}

#[test]
fn the_contract_round_trips_through_its_text() {
    let files = workspace_crate(&[contract()]);
    let read: Contract = serde_json::from_str(&files["src/shop/contract.json"]).unwrap();
    assert_eq!(read, contract());
}

/// The sample's partner and its module share a name, as they often do: a path without `crate::` could mean either.
#[test]
fn the_door_names_the_partner_even_if_a_module_is_called_like_it() {
    let runtime = RuntimeDependency::Version("0.1.0".to_owned());
    let files =
        single_crate(&contract(), &CrateOptions { name: "shop".to_owned(), runtime, standalone: true });
    assert!(files.contains_key("src/shop/shop.rs"));
    assert!(files["src/lib.rs"].ends_with("\npub use crate::shop::*;\n"), "{}", files["src/lib.rs"]);
}

#[test]
fn every_file_parses() {
    let files = single_crate(
        &contract(),
        &CrateOptions {
            name: "shop".to_owned(),
            runtime: RuntimeDependency::Version("0.1.0".to_owned()),
            standalone: true,
        },
    );
    for (path, text) in files {
        if path.ends_with(".rs") {
            assert!(syn::parse_file(&text).is_ok(), "{path}\n{text}");
        }
        if path.ends_with(".toml") {
            let manifest: toml::Table = text.parse().unwrap();
            assert!(manifest.contains_key("workspace"), "{path}");
        }
    }
}
