//! A small contract of both kinds for the tests of this crate: a session over envelopes and a token over a resource.

use crate::contract::{
    Absent, Alternative, Contract, Document, Enumeration, EnumerationValue, Evidence, EvidenceMark, Exchange,
    Facets, Field, Kind, Message, Module, Name, Occurs, Operation, Parameter, Place, Record, Reply, Retry,
    Rules, Scalar, Sensitivity, Service, SessionUse, Shape, Source, Status, TypeDefinition, TypeId, TypeRef,
};

const NAMESPACE: &str = "urn:example:sso";

pub(crate) fn name(local: &str) -> Name {
    Name { namespace: None, local: local.to_owned() }
}

pub(crate) fn field(local: &str, scalar: Scalar, occurs: Occurs) -> Field {
    Field {
        name: name(local),
        friendly: None,
        kind: Kind::Element,
        r#type: TypeRef::Scalar(scalar),
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

pub(crate) fn named(module: &str, path: &str) -> TypeRef {
    TypeRef::Named(TypeId::new(module, path))
}

pub(crate) fn definition(module: &str, path: &str, shape: Shape) -> TypeDefinition {
    TypeDefinition {
        id: TypeId::new(module, path),
        name: path.trim_start_matches('/').to_owned(),
        documentation: String::new(),
        evidence: None,
        shape,
    }
}

fn record(fields: Vec<Field>) -> Shape {
    Shape::Record(Record { fields, keeps_unknown: false })
}

fn list(local: &str, item: &str, r#type: TypeRef, empty: Absent) -> Field {
    let occurs = Occurs::Wrapped { item: name(item), empty };
    Field { r#type, ..field(local, Scalar::Text, occurs) }
}

fn operation(name: &str, exchange: Exchange) -> Operation {
    Operation {
        name: name.to_owned(),
        friendly: None,
        documentation: String::new(),
        evidence: None,
        inferred: false,
        session: SessionUse::None,
        session_need: None,
        retry: Retry::Never,
        recovered_by: None,
        exchange,
    }
}

fn envelope(local: &str) -> Operation {
    let message = |path: [&str; 2], r#type: String| Message {
        path: path.iter().map(|step| name(step)).collect(),
        value: Some(named("sso", &r#type)),
        encoded: false,
        beside: Vec::new(),
    };
    operation(
        local,
        Exchange::Envelope {
            action: format!("{NAMESPACE}/{local}"),
            version: "1.1".to_owned(),
            request: message([local, "request"], format!("{local}Request")),
            reply: Some(message(
                [&format!("{local}Response"), &format!("{local}Result")],
                format!("{local}Result"),
            )),
            faults: Vec::new(),
        },
    )
}

/// The types in the order of their ids, as a contract must have them.
fn types() -> Vec<TypeDefinition> {
    use Occurs::{Optional, Required};
    use Scalar::{Int32, Text, TextOrNumber};
    let head = || vec![field("PartnerId", Int32, Required), field("Device", Text, Optional)];
    let session = || vec![field("StateId", Text, Optional), field("Token", Text, Optional)];
    let code = || vec![field("Code", Text, Optional), field("Says", Text, Optional)];
    let guess = Some(Evidence { mark: EvidenceMark::Guess, note: String::new() });
    let mut start = head();
    start.push(list("Extras", "Extra", named("sso", "Extra"), Absent::Omitted));
    start.push(field("Holder", Text, Optional));
    start.push(list("Accounts", "Account", TypeRef::Scalar(Text), Absent::Omitted));
    start.push(Field { evidence: guess, ..field("Nickname", Text, Optional) });
    let mut started = code();
    started.extend(session());
    started.push(Field { r#type: named("sso", "Level"), ..field("Level", Text, Optional) });
    let mut end = head();
    end.extend(session());
    let access = vec![
        field("access_token", Text, Optional),
        field("expires_in", TextOrNumber, Optional),
        field("scope", Text, Optional),
    ];
    let value = |value: &str| EnumerationValue { value: value.to_owned(), documentation: String::new() };
    let levels = Enumeration { values: vec![value("low"), value("high")] };
    let mut types = vec![
        definition("sso", "StartRequest", record(start)),
        definition("sso", "StartResult", record(started)),
        definition("sso", "EndRequest", record(end)),
        definition("sso", "EndResult", record(code())),
        definition("sso", "Extra", record(vec![field("Key", Text, Optional)])),
        definition("sso", "Level", Shape::Enumeration(levels)),
        definition("sso", "Ticket", Shape::Scalar(Text, Facets::default())),
        definition("sso", "Way", Shape::Choice(vec![alternative("Cash", Text), alternative("Card", Text)])),
        definition("rest", "Access", record(access)),
        definition("rest", "Refusal", record(vec![field("error_code", Text, Optional)])),
    ];
    types.sort_by(|one, other| one.id.cmp(&other.id));
    types
}

pub(crate) fn alternative(local: &str, scalar: Scalar) -> Alternative {
    Alternative {
        name: name(local),
        r#type: TypeRef::Scalar(scalar),
        facets: Facets::default(),
        documentation: String::new(),
    }
}

fn resources() -> Vec<Operation> {
    let json = |path: &str| Some(("application/json".to_owned(), named("rest", path)));
    let reply = |status, body| Reply { status, body, documentation: String::new() };
    let header =
        Parameter { place: Place::Header, field: field("x-session", Scalar::Text, Occurs::Required) };
    let id = Parameter { place: Place::Path, field: field("person_id", Scalar::Text, Occurs::Required) };
    let resource = |method: &str, path: &str, parameters, replies| Exchange::Resource {
        method: method.to_owned(),
        path: path.to_owned(),
        credentials: vec![crate::contract::Credential::Bearer],
        parameters,
        body: None,
        body_required: false,
        replies,
    };
    let replies = || vec![reply(Status::Exactly(200), json("Access")), reply(Status::Other, json("Refusal"))];
    vec![
        operation("mint", resource("POST", "/token", Vec::new(), replies())),
        operation("person", resource("GET", "/people/{person_id}", vec![id, header], replies())),
    ]
}

/// The contract.
pub(crate) fn contract() -> Contract {
    let module = |name: &str, namespace: Option<&str>| Module {
        name: name.to_owned(),
        namespace: namespace.map(ToOwned::to_owned),
    };
    let service = |wire: &str, name: &str, operations| Service {
        name: name.to_owned(),
        wire_name: wire.to_owned(),
        shared_with: Vec::new(),
        documentation: String::new(),
        operations,
    };
    Contract {
        partner: "sample".to_owned(),
        documents: vec![Document { file: "sample.wsdl".to_owned(), sha256: "ab".repeat(32) }],
        modules: vec![module("rest", None), module("sso", Some(NAMESPACE))],
        types: types(),
        services: vec![
            service("SampleSso", "sso", vec![envelope("Start"), envelope("End")]),
            service("people", "people", resources()),
        ],
        roots: Vec::new(),
        rules: Rules::default(),
    }
}
