//! What `[session.levels]` and the needs of operations do to a contract, and what is said where they do not fit it.

use super::*;
use crate::contract::EvidenceMark;
use crate::document::openapi;
use crate::lower::{Naming, openapi::lower};
use crate::profile::sample_levels::{DOCUMENT, PROFILE};

fn lay(profile: &str, strict: bool) -> (Contract, String) {
    let mut diagnostics = Diagnostics::default();
    let document = openapi::read("a.yaml", DOCUMENT, &[], &mut diagnostics).expect("a document");
    let mut contract = lower(&document, &Naming::default(), &mut diagnostics);
    assert_eq!(told(&diagnostics), "");
    let profile =
        read("bindings.toml", profile, &mut diagnostics).unwrap_or_else(|| panic!("{}", told(&diagnostics)));
    apply(&profile, strict, &[], &mut contract, &mut diagnostics);
    (contract, told(&diagnostics))
}

/// What is said of the profile with one piece replaced, without the help.
#[track_caller]
fn instead(old: &str, new: &str) -> String {
    assert!(PROFILE.contains(old), "{old}");
    let (_, told) = lay(&PROFILE.replace(old, new), true);
    told
}

#[track_caller]
fn refused(old: &str, new: &str) -> String {
    assert!(PROFILE.contains(old), "{old}");
    said(&PROFILE.replace(old, new))
}

#[test]
fn levels_edges_and_needs_reach_the_contract() {
    let (contract, told) = lay(PROFILE, true);
    assert_eq!(told, "");
    let session = contract.rules.session.as_ref().unwrap();
    let levels = session.levels.as_ref().unwrap();
    let names = |levels: Vec<&crate::contract::Level>| -> Vec<String> {
        levels.into_iter().map(|level| level.name.clone()).collect()
    };
    assert_eq!(names(levels.at_least("nobody")), ["nobody", "account", "person"]);
    assert_eq!(names(levels.at_least("account")), ["account", "person"]);
    assert_eq!(names(levels.at_least("person")), ["person"]);
    assert_eq!(levels.device.len(), 1);
    let need = operation(&contract, "item").session_need.as_ref().unwrap();
    assert_eq!(
        (need.level.as_str(), need.device_keys, need.evidence.mark),
        ("person", true, EvidenceMark::Inferred)
    );
    assert_eq!(operation(&contract, "open").session_need, None);
    let Exchange::Resource { parameters, .. } = &operation(&contract, "read").exchange else {
        panic!("a resource")
    };
    assert_eq!(
        parameters[0].field.source,
        Source::Session("id".to_owned()),
        "the path names the session itself"
    );
    // It survives the way through contract.json.
    let text = serde_json::to_string(&contract).unwrap();
    assert_eq!(serde_json::from_str::<Contract>(&text).unwrap(), contract);
}

#[test]
fn what_the_contract_does_not_have_is_named() {
    let found = [
        instead("promoted_by = 'change'", "promoted_by = 'chance'"),
        instead("read_by = 'read'", "read_by = 'reed'"),
        instead("operations = ['item']", "operations = ['item', 'itme']"),
        instead("source = 'kind'", "source = 'kinds'"),
        instead("device = { first = 'device' }", "device = { first = 'devise' }"),
        instead("device_reply = 'device'", "device_reply = 'divice'"),
        instead("source = 'account'", "source = 'acount'"),
        instead("parameter = 'session'", "parameter = 'sesion'"),
    ]
    .join("");
    assert_snapshot!(found, @r#"
    error[profile-unknown-name] bindings.toml:10:15: `promoted_by` of [session.levels] names the operation `chance`, which the contract does not have
      help: did you mean `change`?
    error[profile-unknown-name] bindings.toml:11:11: `read_by` of [session.levels] names the operation `reed`, which the contract does not have
      help: did you mean `read`?
    error[profile-unknown-name] bindings.toml:25:23: `needs` of [session] names the operation `itme`, which the contract does not have
      help: did you mean `item`?
    error[profile-unknown-name] bindings.toml:6:10: [session.levels] names the field of the request of `open` `kinds`, which the contract does not have
      help: did you mean `kind`?
    error[profile-unknown-name] bindings.toml:6:10: [session.levels] names the field of the request of `change` `kinds`, which the contract does not have
      help: did you mean `kind`?
    error[profile-unknown-name] bindings.toml:6:10: [session.levels] names the field of the reply of `read` `kinds`, which the contract does not have
      help: did you mean `kind`?
    error[profile-unknown-name] bindings.toml:8:20: [session.levels] names the field of the request of `open` `devise`, which the contract does not have
      help: did you mean `device`?
    error[profile-unknown-name] bindings.toml:9:16: [session.levels] names the field of the reply of `open` `divice`, which the contract does not have
      help: did you mean `device`?
    error[profile-unknown-name] bindings.toml:14:22: `source` of [session.levels.known.account] names the value of `kind` `acount`, which the contract does not have
      help: did you mean `account`?
    error[profile-unknown-name] bindings.toml:4:59: `keys` of [session] names the path parameter `sesion`, which the contract does not have
      help: did you mean `session`?
    error[profile-levels-operation] bindings.toml:10:15: [session.levels] names the operation `change`, which needs the parameter `session`
      help: list the operation in `needs`, and name the parameter that is the session's key in `keys`
    error[profile-levels-operation] bindings.toml:11:11: [session.levels] names the operation `read`, which needs the parameter `session`
      help: list the operation in `needs`, and name the parameter that is the session's key in `keys`
    "#);
}

#[test]
fn what_does_not_fit_is_named() {
    let found = [
        instead("source_id = 'of'", "source_id = 'count'"),
        instead("device = { first = 'device' }", "device = {}"),
        instead("device = { first = 'device' }", "device = { first = 'count' }"),
        instead("read_by = 'read'", "read_by = 'item'"),
        instead(", parameter = 'session'", ""),
        instead("operations = ['read', 'change']", "operations = ['read']"),
    ]
    .join("");
    assert_snapshot!(found, @r#"
    error[profile-levels-field] bindings.toml:7:13: the field `count` of the request of `open` is not a single text that may be left out
      help: name another field, or correct it in [types]
    error[profile-unknown-name] bindings.toml:7:13: [session.levels] names the field of the request of `change` `count`, which the contract does not have
      help: correct the name or remove the entry
    error[profile-unknown-name] bindings.toml:7:13: [session.levels] names the field of the reply of `read` `count`, which the contract does not have
      help: correct the name or remove the entry
    error[profile-levels-device] bindings.toml:6:10: `device` of [session.levels] names no field
      help: name the fields of the opening request that carry what the SDK made of the device
    error[profile-levels-field] bindings.toml:8:20: the field `count` of the request of `open` is not a single text that may be left out
      help: name another field, or correct it in [types]
    error[profile-levels-operation] bindings.toml:11:11: [session.levels] names the operation `item`, which needs the parameter `item`
      help: list the operation in `needs`, and name the parameter that is the session's key in `keys`
    error[profile-levels-operation] bindings.toml:10:15: [session.levels] names the operation `change`, which needs the parameter `session`
      help: list the operation in `needs`, and name the parameter that is the session's key in `keys`
    error[profile-levels-operation] bindings.toml:11:11: [session.levels] names the operation `read`, which needs the parameter `session`
      help: list the operation in `needs`, and name the parameter that is the session's key in `keys`
    error[profile-levels-operation] bindings.toml:10:15: [session.levels] names the operation `change`, which needs the parameter `session`
      help: list the operation in `needs`, and name the parameter that is the session's key in `keys`
    "#);
}

#[test]
fn levels_that_lead_nowhere_or_are_not_told_apart_are_mistakes_of_the_file() {
    let found = [
        refused("promotes_to = ['person']", "promotes_to = ['persn']"),
        refused("promotes_to = ['person']", "promotes_to = ['account']"),
        refused("promotes_to = ['person']", "promotes_to = ['nobody']"),
        refused("person = { source = 'person' }", "person = { source = 'account' }"),
        refused("level = 'person'", "level = 'persn'"),
        refused("evidence = 'inferred'", "evidence = 'infered'"),
        refused("operations = ['item']", "operations = ['item', 'read']"),
        refused("[session.levels.known]", "[session.levels.know]"),
        refused("person = { source = 'person' }", "Person = { source = 'person' }"),
    ]
    .join("");
    assert_snapshot!(found, @r#"
    error[profile-unknown-level] bindings.toml:14:48: `promotes_to` of [session.levels.known.account] names the level `persn`, which [session.levels.known] does not have
      help: did you mean `person`?
    error[profile-level-edge] bindings.toml:14:48: `promotes_to` of [session.levels.known.account] leads back to `account` itself
      help: remove the entry
    error[profile-level-edge] bindings.toml:14:48: `promotes_to` of [session.levels.known.account] leads to `nobody`, which has no source that a promotion could name
      help: remove the entry
    error[profile-twin-levels] bindings.toml:15:1: sessions of the levels `account` and `person` have the same source, so nothing tells them apart
      help: give one of them another `source`
    error[profile-unknown-level] bindings.toml:21:9: `needs` of [session] names the level `persn`, which [session.levels.known] does not have
      help: did you mean `person`?
    error[profile-unknown-value] bindings.toml:23:12: `evidence` of [session.needs] cannot be `infered`
      help: did you mean `inferred`?
    error[profile-twin-needs] bindings.toml:25:23: `needs` of [session] has the operation `read` twice
      help: remove one of the two
    error[profile-missing-key] bindings.toml:5:1: [session.levels] lacks the key `known`
      help: add `known = ...`
    error[profile-unknown-key] bindings.toml:12:17: `know` is not a key of [session.levels]
      help: did you mean `known`?
    error[profile-bad-name] bindings.toml:15:1: `Person` cannot be a short name
      help: use lower-case letters, digits and underscores, beginning with a letter
    error[profile-unknown-level] bindings.toml:13:38: `promotes_to` of [session.levels.known.nobody] names the level `person`, which [session.levels.known] does not have
      help: it can be `nobody`, `account`
    error[profile-unknown-level] bindings.toml:14:48: `promotes_to` of [session.levels.known.account] names the level `person`, which [session.levels.known] does not have
      help: it can be `nobody`, `account`
    error[profile-unknown-level] bindings.toml:21:9: `needs` of [session] names the level `person`, which [session.levels.known] does not have
      help: it can be `nobody`, `account`
    "#);
}

#[test]
fn needs_name_levels_exactly_where_there_are_levels() {
    let start = "[session]\nopened_by = 'Start'\nkeys = [{ reply = 'Token', field = 'Token' }]\n";
    let level = "needs = [{ level = 'person', evidence = 'seen', operations = ['End'] }]";
    let (levels, _) = PROFILE.split_once("[[session.needs]]").unwrap();
    let plain = levels.replace("opened_by", "needs = ['read']\nopened_by");
    assert_snapshot!([said(&format!("{start}{level}")), said(&plain)].join(""), @r#"
    error[profile-unknown-level] bindings.toml:4:20: `needs` of [session] names the level `person`, which [session.levels.known] does not have
      help: remove the entry
    error[profile-missing-level] bindings.toml:3:10: `needs` of [session] does not say which level `read` needs
      help: list it in an entry `{ level = "...", evidence = "...", operations = [...] }`
    "#);
}

#[test]
fn a_newer_document_without_what_levels_need_is_bound_without_levels() {
    let (contract, told) = lay(&PROFILE.replace("promoted_by = 'change'", "promoted_by = 'gone'"), false);
    assert!(told.contains("profile-no-longer-applies") && !told.contains("error"), "{told}");
    let session = contract.rules.session.as_ref().unwrap();
    assert_eq!(session.levels, None);
    assert!(contract.operations().all(|(_, operation)| operation.session_need.is_none()));
}

#[test]
fn an_operation_that_carries_the_session_unlisted_may_be_called_at_any_level() {
    let (contract, told) = lay(&PROFILE.replace("operations = ['item']", "operations = []"), true);
    assert_snapshot!(told, @r#"
    warning[profile-level-unsaid] bindings.toml:3:13: `needs` of [session] does not say which level `item` needs; any will do
      help: list the operation
    "#);
    let need = operation(&contract, "item").session_need.as_ref().unwrap();
    assert_eq!((need.level.as_str(), need.device_keys), ("nobody", false));
}
