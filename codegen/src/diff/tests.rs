//! Each kind of change, told in words.

use insta::assert_snapshot;

use super::compare;
use crate::contract::{
    Absent, Code, CodeClass, Codes, Contract, Document, EnumerationValue, Environment, Evidence,
    EvidenceMark, Exchange, Facets, Field, Kind, Name, Occurs, Operation, Parameter, Place, ReadText, Record,
    Retry, Scalar, Sensitivity, Session, SessionKey, SessionPlace, SessionUse, Shape, Source, Status, Token,
    TypeId, TypeRef,
};
use crate::profile::sample::{alternative, contract, definition, field, name, named};

/// What is told about a change of the sample contract.
fn told(change: impl FnOnce(&mut Contract)) -> String {
    let old = contract();
    let mut new = contract();
    change(&mut new);
    new.types.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(compare(&old, &old), []);
    compare(&old, &new).iter().map(|change| format!("{change}\n")).collect()
}

fn record<'c>(contract: &'c mut Contract, path: &str) -> &'c mut Record {
    let id = TypeId::new("sso", path);
    match contract
        .types
        .iter_mut()
        .find(|definition| definition.id == id)
        .map(|definition| &mut definition.shape)
    {
        Some(Shape::Record(record)) => record,
        _ => panic!("{path} is a record"),
    }
}

fn fields<'c>(contract: &'c mut Contract, path: &str) -> &'c mut Vec<Field> {
    &mut record(contract, path).fields
}

fn operation<'c>(contract: &'c mut Contract, name: &str) -> &'c mut Operation {
    let mut operations = contract.services.iter_mut().flat_map(|service| &mut service.operations);
    operations.find(|operation| operation.name == name).unwrap()
}

#[test]
fn the_first_use_an_element_added_one_renamed_and_an_operation_removed() {
    assert_snapshot!(told(|contract| {
        fields(contract, "StartRequest").push(field("Locale", Scalar::Text, Occurs::Optional));
        fields(contract, "StartResult")[1].name = name("Message");
        contract.services[0].operations.remove(1);
        contract.types.retain(|definition| !definition.name.starts_with("End"));
    }), @r#"
    operation End removed from service sso
    type sso.EndRequest removed [request]
    type sso.EndResult removed [reply]
    sso.StartRequest: element `Locale` added (text, optional) [request]
    sso.StartResult: element `Says` is gone, element `Message` is new in its place (text, optional) [reply]
    "#);
}

#[test]
fn fields_are_told_by_kind_place_and_order() {
    assert_snapshot!(told(|contract| {
        let request = fields(contract, "StartRequest");
        request.swap(0, 1);
        request.remove(3);
        request.insert(0, Field { kind: Kind::Attribute, ..field("version", Scalar::Token, Occurs::Required) });
        let qualified = Name { namespace: Some("urn:x".to_owned()), local: "Nickname".to_owned() };
        request.last_mut().unwrap().name = qualified;
    }), @r#"
    sso.StartRequest: element `Nickname`: namespace changed from nothing to `urn:x` [request]
    sso.StartRequest: element `Holder` removed [request]
    sso.StartRequest: attribute `version` added (token, required) [request]
    sso.StartRequest: the order of its fields changed [request]
    "#);
}

#[test]
fn every_property_of_a_field_is_told() {
    assert_snapshot!(told(|contract| {
        let fields = fields(contract, "EndRequest");
        fields[0].r#type = TypeRef::Scalar(Scalar::Int64);
        fields[0].source = Source::Constant("9".to_owned());
        fields[1].occurs = Occurs::Filled;
        fields[1].friendly = Some("Phone".to_owned());
        fields[2].sensitivity = Sensitivity::Open;
        fields[2].unique = true;
        fields[3].documentation = "Long.".to_owned();
        fields[3].evidence = Some(Evidence { mark: EvidenceMark::Guess, note: String::new() });
        fields[3].r#type = TypeRef::ListOf(Box::new(TypeRef::MapOf(Box::new(named("sso", "Extra")))));
        super::tests::fields(contract, "StartRequest")[2].occurs =
            Occurs::Wrapped { item: name("Extra"), empty: Absent::BlankItem };
    }), @r#"
    sso.EndRequest: element `PartnerId`: type changed from int32 to int64 [request]
    sso.EndRequest: element `PartnerId`: source changed from `caller` to `{"constant":"9"}` [request]
    sso.EndRequest: element `Device`: was optional, is always sent [request]
    sso.EndRequest: element `Device`: name changed from nothing to `Phone` [request]
    sso.EndRequest: element `StateId`: visibility changed from `hidden` to `open` [request]
    sso.EndRequest: element `StateId`: uniqueness changed from `false` to `true` [request]
    sso.EndRequest: element `Token`: type changed from text to list of map of sso.Extra [request]
    sso.EndRequest: element `Token`: documentation changed [request]
    sso.EndRequest: element `Token`: evidence changed from nothing to `{"mark":"guess"}` [request]
    sso.StartRequest: element `Extras`: was a list of `Extra`, empty as omitted, is a list of `Extra`, empty as blank-item [request]
    "#);
}

#[test]
fn types_are_told_by_their_shape() {
    assert_snapshot!(told(|contract| {
        contract.types.push(definition("sso", "Zebra", Shape::Raw));
        for definition in &mut contract.types {
            match (definition.name.as_str(), &mut definition.shape) {
                ("Level", Shape::Enumeration(levels)) => {
                    levels.values[0] = EnumerationValue { value: "none".to_owned(), documentation: String::new() };
                    levels.values[1].documentation = "At most.".to_owned();
                }
                ("Ticket", Shape::Scalar(scalar, facets)) => {
                    *scalar = Scalar::Token;
                    facets.limits.push(("maxLength".to_owned(), "20".to_owned()));
                }
                ("Way", Shape::Choice(ways)) => {
                    ways.remove(0);
                    ways[0].r#type = TypeRef::Scalar(Scalar::Secret);
                    ways.push(alternative("Check", Scalar::Text));
                }
                ("Extra", shape) => *shape = Shape::Content(Scalar::Text, Facets::default(), Vec::new()),
                ("Refusal", Shape::Record(record)) => record.keeps_unknown = true,
                _ => {}
            }
        }
    }), @r#"
    rest.Refusal: keeping of unknown members changed from `false` to `true` [reply]
    sso.Extra: was a record, is text with attributes [request]
    sso.Level: value `low` removed [reply]
    sso.Level: value `high`: documentation changed [reply]
    sso.Level: value `none` added [reply]
    sso.Ticket: type changed from `text` to `token`
    sso.Ticket: limits changed from `[]` to `[["maxLength","20"]]`
    sso.Way: alternative `Cash` removed
    sso.Way: alternative `Card`: type changed from text to secret
    sso.Way: alternative `Check` added
    type sso.Zebra added
    "#);
}

#[test]
fn operations_are_told_by_what_travels() {
    assert_snapshot!(told(|contract| {
        let start = operation(contract, "Start");
        start.retry = Retry::Safe;
        start.recovered_by = Some("End".to_owned());
        start.session = SessionUse::Opens;
        start.friendly = Some("open".to_owned());
        if let Exchange::Envelope { action, version, request, reply, faults } = &mut start.exchange {
            action.push('2');
            "1.2".clone_into(version);
            request.path.pop();
            request.value = Some(named("sso", "EndRequest"));
            *reply = None;
            faults.push((name("Broken"), named("sso", "Extra")));
        }
        if let Exchange::Resource { method, path, parameters, body, replies, .. } = &mut operation(contract, "person").exchange {
            "PUT".clone_into(method);
            "/persons/{person_id}".clone_into(path);
            parameters[0].field.occurs = Occurs::Optional;
            parameters[1] = Parameter { place: Place::Query, field: field("page", Scalar::Int32, Occurs::Optional) };
            *body = Some(("application/json".to_owned(), named("rest", "Access")));
            replies[0].body = None;
            replies[1].status = Status::Class(4);
        }
        let moved = contract.services[0].operations.pop().unwrap();
        contract.services[1].operations.push(moved);
    }), @r#"
    operation Start: name changed from nothing to `open`
    operation Start: use of the session changed from `none` to `opens`
    operation Start: retry class changed from `never` to `safe`
    operation Start: recovery changed from nothing to `End`
    operation Start: action changed from `urn:example:sso/Start` to `urn:example:sso/Start2` [request]
    operation Start: envelope version changed from `1.1` to `1.2`
    operation Start: request element changed from `Start/request` to `Start` [request]
    operation Start: type of the request changed from sso.StartRequest to sso.EndRequest [request]
    operation Start: reply removed: it is one-way now [reply]
    operation Start: fault `Broken` added [reply]
    operation End: service changed from `sso` to `people`
    operation person: method changed from `GET` to `PUT` [request]
    operation person: path changed from `/people/{person_id}` to `/persons/{person_id}` [request]
    operation person: in the path: element `person_id`: was required, is optional [request]
    operation person: header parameter `x-session` removed [request]
    operation person: query parameter `page` added [request]
    operation person: body changed from nothing to rest.Access as application/json [request]
    operation person: body of reply 200 changed from rest.Access as application/json to nothing [reply]
    operation person: reply to any other status removed [reply]
    operation person: reply 4xx added [reply]
    "#);
}

#[test]
fn services_modules_and_documents_are_told() {
    assert_snapshot!(told(|contract| {
        "other".clone_into(&mut contract.partner);
        contract.documents[0].sha256 = "cd".repeat(32);
        contract.documents.push(Document { file: "more.wsdl".to_owned(), sha256: String::new() });
        contract.modules[1].namespace = Some("urn:example:sso:2".to_owned());
        contract.modules.remove(0);
        "SampleSso2".clone_into(&mut contract.services[0].wire_name);
        "persons".clone_into(&mut contract.services[1].name);
    }), @r#"
    partner `sample` is now `other`
    document sample.wsdl has other bytes
    document more.wsdl added
    module rest removed
    module sso: namespace changed from `urn:example:sso` to `urn:example:sso:2`
    service sso: wire name changed from `SampleSso` to `SampleSso2`
    service people removed
    service persons added
    operation mint: service changed from `people` to `persons`
    operation person: service changed from `people` to `persons`
    "#);
}

#[test]
fn rules_are_told_one_by_one() {
    let code = |code: &str, class| Code {
        code: code.to_owned(),
        name: format!("Name{code}"),
        class,
        remedy: "Ask.".to_owned(),
        user_text: ReadText::Show,
        text_hidden_for: vec![],
        session_gone: false,
        terminal: false,
    };
    let codes = |known| Codes {
        field: "Code".to_owned(),
        success: Some("00".to_owned()),
        user_text: None,
        log_text: None,
        known,
    };
    let key = |place| SessionKey { reply_field: "Token".to_owned(), place, parameter: None };
    let session =
        |keys, idle_seconds| Session { opened_by: "Start".to_owned(), keys, idle_seconds, levels: None };
    let mut old = contract();
    old.rules.environments = vec![Environment { name: "uat".to_owned(), base: None }];
    old.rules.codes = Some(codes(vec![code("E1", CodeClass::Caller), code("E2", CodeClass::Caller)]));
    old.rules.session = Some(session(vec![key(SessionPlace::Field("Token".to_owned()))], Some(900)));
    let mut new = contract();
    new.rules.environments =
        vec![Environment { name: "prod".to_owned(), base: Some("https://example.test".to_owned()) }];
    new.rules.certificate_per_environment = true;
    new.rules.codes = Some(codes(vec![code("E2", CodeClass::Refusal), code("E3", CodeClass::Caller)]));
    new.rules.session = Some(session(vec![key(SessionPlace::Header("x".to_owned()))], None));
    new.rules.token = Some(Token {
        minted_by: "mint".to_owned(),
        token_field: "t".to_owned(),
        lifetime_field: "l".to_owned(),
    });
    let told: String = compare(&old, &new).iter().map(|change| format!("{change}\n")).collect();
    assert_snapshot!(told, @r#"
    environment uat removed
    environment prod added
    environments: client certificate of each changed from `false` to `true`
    session: idle limit in seconds changed from `900` to nothing
    session: key `Token`: place changed from `{"field":"Token"}` to `{"header":"x"}`
    a partner token is new
    code E1 (NameE1) removed
    code E2: class changed from `caller` to `refusal`
    code E3 (NameE3) added
    "#);
}
