//! What `[webhook]` makes of an event, and where it cannot.

use super::*;
use crate::contract::{Payload, SignatureEncoding, SignatureHash, Webhook};
use crate::document::openapi;
use crate::lower;

const EVENTS: &str = "openapi: 3.0.3
info: {title: Bank, version: '1'}
paths:
  /people: {get: {operationId: people, x-inferred-feature: true, responses: {'200': {description: all,
    content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}}}}
components:
  schemas:
    Event:
      type: object
      properties: {id: {type: string}, kind: {$ref: '#/components/schemas/Kind'}, about: {}}
    Kind: {type: string, x-open-enum: [person.changed, person.gone, weather]}
    Person: {type: object, properties: {name: {type: string}}}
    Unused: {type: object, properties: {name: {type: string}}}
";

const SIGNED: &str = "[webhook]\nsignature = { header = 'x-signed', hash = 'sha512', encoding = 'base64' }\ncount = 'x-count'\n";

/// The document above with a profile laid over it.
fn over_events(strict: bool, entries: &str) -> (Contract, String) {
    let mut diagnostics = Diagnostics::default();
    let profile = read("bindings.toml", &format!("{SIGNED}{entries}"), &mut diagnostics).unwrap();
    let naming = profile.naming();
    let document = openapi::read("a.yaml", EVENTS, &naming.events, &mut diagnostics).unwrap();
    let mut contract = lower::openapi::lower(&document, &naming, &mut diagnostics);
    apply(&profile, strict, document.declared_schemas(), &mut contract, &mut diagnostics);
    (contract, told(&diagnostics))
}

const FITTING: &str = "event = 'Event'\ntype = 'kind'\ndata = 'about'
payloads = { 'person.changed' = 'Person', 'person.gone' = 'Person' }";

#[test]
fn an_event_becomes_a_type_although_no_operation_has_it() {
    let (contract, said) = over_events(true, FITTING);
    assert_eq!(said, "");
    let payload = |event: &str| Payload { event: event.to_owned(), r#type: TypeId::new("", "Person") };
    let expected = Webhook {
        signature_header: "x-signed".to_owned(),
        hash: SignatureHash::Sha512,
        encoding: SignatureEncoding::Base64,
        count_header: Some("x-count".to_owned()),
        event: TypeId::new("", "Event"),
        type_field: "kind".to_owned(),
        data_field: "about".to_owned(),
        payloads: vec![payload("person.changed"), payload("person.gone")],
    };
    assert_eq!(contract.rules.webhook.as_ref(), Some(&expected));
    let types: Vec<&str> = contract.types.iter().map(|one| one.id.path.as_str()).collect();
    assert_eq!(types, ["Event", "Kind", "Person"]);
    // The person of an inferred operation is now one of an event, too.
    let files = crate::emit::bindings(&Contract { partner: "bank".to_owned(), ..contract });
    assert!(!files["types.rs"].contains("feature = \"inferred\""), "{}", files["types.rs"]);
    assert!(files["webhook.rs"].contains("Some(\"person.changed\") | Some(\"person.gone\")"));
    assert!(files["mod.rs"].contains("pub mod webhook;"));
}

#[test]
fn names_that_an_event_does_not_have_are_told_with_the_nearest() {
    let all = [
        "event = 'Events'\ntype = 'kind'\ndata = 'about'",
        "event = 'Event'\ntype = 'kin'\ndata = 'aboot'",
        "event = 'Event'\ntype = 'kind'\ndata = 'about'\npayloads = { 'person.changes' = 'Person', weather = 'Persom' }",
        "event = 'Event'\ntype = 'id'\ndata = 'about'",
        "event = 'Event'\ntype = 'kind'\ndata = 'id'",
        "event = 'Kind'\ntype = 'kind'\ndata = 'about'",
    ];
    let said: String = all.iter().map(|entries| over_events(true, entries).1).collect();
    assert_snapshot!(said, @r#"
    error[profile-unknown-name] bindings.toml:4:9: `event` of [webhook] names the type `Events`, which the contract does not have
      help: did you mean `Event`?
    error[profile-unknown-name] bindings.toml:5:8: `type` of [webhook] names the member of `Event` `kin`, which the contract does not have
      help: did you mean `kind`?
    error[profile-unknown-name] bindings.toml:6:8: `data` of [webhook] names the member of `Event` `aboot`, which the contract does not have
      help: did you mean `about`?
    error[profile-unknown-name] bindings.toml:7:14: [webhook.payloads] names the event `person.changes`, which the contract does not have
      help: did you mean `person.changed`?
    error[profile-unknown-name] bindings.toml:7:53: [webhook.payloads] names the type `Persom`, which the contract does not have
      help: did you mean `Person`?
    error[profile-webhook-member] bindings.toml:5:8: the member `id` is not one of a list of texts
      help: name a member with `enum` or `x-open-enum` that is never null
    error[profile-webhook-member] bindings.toml:6:8: the member `id` is not kept as it came
      help: give it the type `raw` in [types]
    error[profile-webhook-event] bindings.toml:4:9: `event` of [webhook] names `Kind`, which has no members
      help: name an object
    "#);
    let (contract, said) = over_events(false, &FITTING.replace("'about'", "'aboot'"));
    assert_eq!(contract.rules.webhook, None);
    assert!(said.starts_with("warning[profile-no-longer-applies]"), "{said}");
}

#[test]
fn a_webhook_is_for_events_in_json() {
    let said = complaint(&format!("{SIGNED}event = 'Extra'\ntype = 'Key'\ndata = 'Key'"));
    assert!(said.contains("OpenAPI contracts only"), "{said}");
}

#[test]
fn a_signature_is_described_whole() {
    let mistakes = [
        "[webhook]\nevent = 'E'\ntype = 't'\ndata = 'd'",
        "[webhook]\nsignature = { header = 'x signed', hash = 'sha255', encoding = 'base32' }\nevent = 'E'\ntype = 't'\ndata = 'd'",
        "[webhook]\nsignature = { hash = 'sha256', encoding = 'hex', key = 'no' }\ncount = ''",
    ];
    assert_snapshot!(mistakes.map(said).concat(), @r#"
    error[profile-missing-key] bindings.toml:1:1: [webhook] lacks the key `signature`
      help: add `signature = ...`
    error[profile-bad-name] bindings.toml:2:24: `x signed` cannot be the name of a header
      help: use letters, digits and hyphens
    error[profile-unknown-value] bindings.toml:2:43: `hash` of [webhook.signature] cannot be `sha255`
      help: did you mean `sha256`?
    error[profile-unknown-value] bindings.toml:2:64: `encoding` of [webhook.signature] cannot be `base32`
      help: did you mean `base64`?
    error[profile-missing-key] bindings.toml:2:13: [webhook.signature] lacks the key `header`
      help: add `header = ...`
    error[profile-unknown-key] bindings.toml:2:50: `key` is not a key of [webhook.signature]
      help: it can be `header`, `hash`, `encoding`
    error[profile-bad-name] bindings.toml:3:9: `` cannot be the name of a header
      help: use letters, digits and hyphens
    error[profile-missing-key] bindings.toml:1:1: [webhook] lacks the key `event`
      help: add `event = ...`
    error[profile-missing-key] bindings.toml:1:1: [webhook] lacks the key `type`
      help: add `type = ...`
    error[profile-missing-key] bindings.toml:1:1: [webhook] lacks the key `data`
      help: add `data = ...`
    "#);
}
