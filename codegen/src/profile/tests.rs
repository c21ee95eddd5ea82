//! A profile against the sample contract: what each entry does, and what is said when it names nothing.

use insta::assert_snapshot;

use super::sample::contract;
use super::{apply, only, origins, read};
use crate::contract::{
    Absent, Contract, Document, Exchange, Field, Occurs, Operation, Retry, Scalar, Sensitivity, SessionPlace,
    SessionUse, Shape, Source, TypeId, TypeRef,
};
use crate::diagnostic::{Diagnostics, Severity};

mod client_certificate;
mod levels;
mod session;
mod unfit;
mod webhook;

/// One line per finding, and one for its help.
fn told(diagnostics: &Diagnostics) -> String {
    let mut told = String::new();
    for finding in diagnostics.iter() {
        let place =
            finding.place.as_ref().map(|place| format!("{}:{}:{}", place.file, place.line, place.column));
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::LeftOut => "left out",
            Severity::Warning => "warning",
        };
        let place = place.unwrap_or_default();
        told.push_str(&format!("{severity}[{}] {place}: {}\n", finding.code, finding.message));
        if !finding.help.is_empty() {
            told.push_str(&format!("  help: {}\n", finding.help));
        }
    }
    told
}

fn said(text: &str) -> String {
    let mut diagnostics = Diagnostics::default();
    assert_eq!(read("bindings.toml", text, &mut diagnostics), None);
    told(&diagnostics)
}

fn laid(strict: bool, text: &str) -> (Contract, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let profile = read("bindings.toml", text, &mut diagnostics).unwrap();
    assert_eq!(told(&diagnostics), "");
    let mut contract = contract();
    only(&profile, strict, &super::lookup::operation_names(&contract), &mut diagnostics);
    apply(&profile, strict, &[], &mut contract, &mut diagnostics);
    (contract, diagnostics)
}

fn clean(text: &str) -> Contract {
    let (contract, diagnostics) = laid(true, text);
    assert_eq!(told(&diagnostics), "");
    contract
}

fn complaint(text: &str) -> String {
    let (_, diagnostics) = laid(true, text);
    assert!(diagnostics.has_errors(), "{}", told(&diagnostics));
    told(&diagnostics)
}

fn field<'c>(contract: &'c Contract, module: &str, path: &str, local: &str) -> &'c Field {
    let Shape::Record(record) = &contract.find(&TypeId::new(module, path)).unwrap().shape else {
        panic!("a record")
    };
    record.fields.iter().find(|field| field.name.local == local).unwrap()
}

fn operation<'c>(contract: &'c Contract, name: &str) -> &'c Operation {
    contract.operations().find(|(_, operation)| operation.name == name).unwrap().1
}

#[test]
fn an_empty_profile_changes_nothing() {
    assert_eq!(clean(""), contract());
}

#[test]
fn naming_turns_modules_round() {
    let text = "only = ['Start']\n[modules]\nsso = 'urn:example:sso'\n[services]\nSampleSso = 'sso'";
    let naming = read("bindings.toml", text, &mut Diagnostics::default()).unwrap().naming();
    assert_eq!(naming.modules["urn:example:sso"], "sso");
    assert_eq!(naming.services["SampleSso"], "sso");
    assert_eq!(naming.only, Some(vec!["Start".to_owned()]));
}

#[test]
fn every_mistake_of_the_file_is_found_in_one_run() {
    assert_snapshot!(said(
        r#"
hed = { PartnerId = "client" }
only = "StartSession"
environments = { UAT = {}, prod = { base = "http://example.test" } }
[modules]
Sso = "urn:x"
[requests]
absent = "fill"
[head]
PartnerId = "cliend"
LanguageId = { constan = "9" }
[session]
ends = [1]
idle_seconds = -1
keys = [{ reply = "Token" }]
[codes]
field = "Code"
[codes.known.E1]
name = "No Spaces"
class = "refused"
remedy = "Ask."
sesion_gone = true
[codes.known.E2]
name = "Two"
class = "caller"
remedy = "Ask."
session_gone = "yes"
[operations.Start]
retry = "once"
[types]
Image = "byte"
[names]
Foo = "1st"
"#
    ), @r#"
    error[profile-bad-name] bindings.toml:4:18: `UAT` cannot be a short name
      help: use lower-case letters, digits and underscores, beginning with a letter
    error[profile-base-not-https] bindings.toml:4:44: the base address of environment `prod` does not start with `https://`
      help: partners are called over TLS only
    error[profile-wrong-type] bindings.toml:3:8: `only` is a string, not a list
      help: write a list
    error[profile-bad-name] bindings.toml:6:1: `Sso` cannot be a short name
      help: use lower-case letters, digits and underscores, beginning with a letter
    error[profile-unknown-value] bindings.toml:8:10: `absent` of [requests] cannot be `fill`
      help: did you mean `filled`?
    error[profile-unknown-value] bindings.toml:10:13: `PartnerId` of [head] cannot be `cliend`
      help: did you mean `client`?
    error[profile-missing-key] bindings.toml:11:14: [head.LanguageId] lacks the key `constant`
      help: add `constant = ...`
    error[profile-unknown-key] bindings.toml:11:16: `constan` is not a key of [head.LanguageId]
      help: did you mean `constant`?
    error[profile-missing-key] bindings.toml:12:1: [session] lacks the key `opened_by`
      help: add `opened_by = ...`
    error[profile-wrong-type] bindings.toml:13:9: `ends` of [session] is an integer, not a text in quotes
      help: write a text in quotes
    error[profile-wrong-type] bindings.toml:14:16: `idle_seconds` of [session] is an integer, not a whole number from 0 upward
      help: write a whole number from 0 upward
    error[profile-missing-key] bindings.toml:15:9: [session.keys] lacks the key `field`
      help: add `field = ...`
    error[profile-unknown-value] bindings.toml:20:9: `class` of [codes.known.E1] cannot be `refused`
      help: did you mean `refusal`?
    error[profile-unknown-key] bindings.toml:22:1: `sesion_gone` is not a key of [codes.known.E1]
      help: did you mean `session_gone`?
    error[profile-bad-name] bindings.toml:19:8: `No Spaces` cannot be a name
      help: use letters, digits and underscores, beginning with a letter
    error[profile-wrong-type] bindings.toml:27:16: `session_gone` of [codes.known.E2] is a string, not true or false
      help: write true or false
    error[profile-unknown-value] bindings.toml:29:9: `retry` of [operations.Start] cannot be `once`
      help: it can be `never`, `safe`, `once-if-ambiguous`, `reconcile-first`
    error[profile-unknown-value] bindings.toml:31:9: `Image` of [types] cannot be `byte`
      help: did you mean `bytes`?
    error[profile-bad-name] bindings.toml:33:7: `1st` cannot be a name
      help: use letters, digits and underscores, beginning with a letter
    error[profile-unknown-key] bindings.toml:2:1: `hed` is not a key of this file
      help: did you mean `head`?
    "#);
}

#[test]
fn a_file_that_is_not_toml_is_reported_with_its_line() {
    assert_snapshot!(said("[head]\nPartnerId = \n"), @"error[profile-not-toml] bindings.toml:2:13: this is not TOML: string values must be quoted, expected literal string");
}

#[test]
fn a_code_may_not_stand_twice_wherever_in_a_reply_it_is() {
    let mut diagnostics = Diagnostics::default();
    let text = "[codes]\nfield = 'Code'\nsuccess = '00'";
    let profile = read("bindings.toml", text, &mut diagnostics).unwrap();
    let mut contract = contract();
    // One status for each item of a list, as a reply to many items has it.
    let at = |path: &str| TypeId::new("sso", path);
    let nested =
        Field { r#type: TypeRef::Named(at("Extra")), ..field(&contract, "sso", "EndResult", "Says").clone() };
    let code = field(&contract, "sso", "EndResult", "Code").clone();
    for definition in &mut contract.types {
        let Shape::Record(record) = &mut definition.shape else { continue };
        match definition.id.path.as_str() {
            "EndResult" => record.fields.push(Field { occurs: Occurs::Many, ..nested.clone() }),
            "Extra" => record.fields.push(code.clone()),
            _ => {}
        }
    }
    apply(&profile, true, &[], &mut contract, &mut diagnostics);
    assert_eq!(told(&diagnostics), "");
    for (path, local, unique) in [
        ("EndResult", "Code", true),
        ("Extra", "Code", true),
        ("Extra", "Key", false),
        ("EndResult", "Says", false),
    ] {
        assert_eq!(field(&contract, "sso", path, local).unique, unique, "{path}.{local}");
    }
}

#[test]
fn codes_keep_the_order_of_the_file_and_refuse_twin_names() {
    let code = |code: &str, name: &str| {
        format!(
            "[codes.known.{code}]\nname = '{name}'\nclass = 'caller'\nremedy = 'Ask.'\nuser_text = 'parameter'\n"
        )
    };
    let text = format!("[codes]\nfield = 'Code'\nsuccess = '00'\n{}{}", code("E2", "Two"), code("E1", "One"));
    let codes = clean(&text).rules.codes.unwrap();
    assert_eq!(codes.known.iter().map(|code| code.code.as_str()).collect::<Vec<_>>(), ["E2", "E1"]);
    let twins = format!("[codes]\nfield = 'Code'\n{}{}", code("E2", "Two"), code("E1", "Two"));
    assert_snapshot!(said(&twins), @r#"
    error[profile-twin-names] bindings.toml:8:14: the codes `E2` and `E1` have the same name `Two`
      help: give one of them another name
    "#);
}

#[test]
fn absent_text_and_lists_of_requests_are_filled_and_guesses_are_not() {
    let contract = clean("[requests]\nabsent = 'filled'\nblank_item = ['Extras']");
    let occurs = |path: &str, local: &str| field(&contract, "sso", path, local).occurs.clone();
    assert_eq!(occurs("StartRequest", "Holder"), Occurs::Filled);
    assert_eq!(occurs("StartRequest", "Nickname"), Occurs::Optional, "a guess");
    assert_eq!(occurs("StartRequest", "PartnerId"), Occurs::Required);
    assert_eq!(occurs("Extra", "Key"), Occurs::Filled, "reached from a request");
    assert_eq!(occurs("StartResult", "Says"), Occurs::Optional, "a reply");
    let Occurs::Wrapped { empty, .. } = occurs("StartRequest", "Extras") else { panic!("wrapped") };
    assert_eq!(empty, Absent::BlankItem);
    let Occurs::Wrapped { empty, .. } = occurs("StartRequest", "Accounts") else { panic!("wrapped") };
    assert_eq!(empty, Absent::Empty);
}

#[test]
fn head_types_names_and_show_reach_their_fields() {
    let contract = clean(
        "[head]\nPartnerId = { constant = '9' }\nDevice = 'device'\nExtras = 'blank'
[types]\n'StartRequest.Holder' = 'secret'\nSays = 'bytes'\nAccounts = 'raw'\n[operations.Start]\nretry = 'safe'\nrecovered_by = 'End'\nname = 'open'
[names]\nHolder = 'Owner'\nExtra = 'Addition'\n[show]\nfields = ['Code', 'person.person_id']",
    );
    let get = |path: &str, local: &str| field(&contract, "sso", path, local);
    assert_eq!(get("StartRequest", "PartnerId").source, Source::Constant("9".to_owned()));
    assert_eq!(get("EndRequest", "Device").source, Source::Device);
    assert_eq!(get("StartRequest", "Extras").source, Source::Blank);
    assert_eq!(get("StartRequest", "Holder").r#type, TypeRef::Scalar(Scalar::Secret));
    assert_eq!(get("EndResult", "Says").r#type, TypeRef::Scalar(Scalar::Base64));
    assert_eq!(get("StartRequest", "Accounts").occurs, Occurs::Optional);
    assert_eq!(get("StartRequest", "Holder").friendly.as_deref(), Some("Owner"));
    assert_eq!(get("StartResult", "Code").sensitivity, Sensitivity::Open);
    assert_eq!(get("StartResult", "Says").sensitivity, Sensitivity::Hidden);
    assert_eq!(contract.find(&TypeId::new("sso", "Extra")).unwrap().name, "Addition");
    let start = operation(&contract, "Start");
    assert_eq!(
        (start.retry, start.recovered_by.as_deref(), start.friendly.as_deref()),
        (Retry::Safe, Some("End"), Some("open"))
    );
    let Exchange::Resource { parameters, .. } = &operation(&contract, "person").exchange else {
        panic!("a resource")
    };
    assert_eq!(parameters[0].field.sensitivity, Sensitivity::Open);
}

#[test]
fn a_token_names_an_operation_and_two_fields() {
    let contract = clean("[token]\nminted_by = 'mint'\ntoken = 'access_token'\nlifetime = 'expires_in'");
    assert_eq!(contract.rules.token.as_ref().unwrap().minted_by, "mint");
    let token = field(&contract, "rest", "Access", "access_token");
    assert_eq!((&token.occurs, &token.r#type), (&Occurs::Required, &TypeRef::Scalar(Scalar::Secret)));
}

#[test]
fn environments_stand_in_name_order() {
    let contract = clean("environments = { uat = {}, prod = { base = 'https://example.test/v1' } }");
    let environments = contract.rules.environments;
    assert_eq!(environments.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["prod", "uat"]);
    assert_eq!(environments[0].base.as_deref(), Some("https://example.test/v1"));
}

/// One entry of every kind, each with a wrong name.
const WRONG_NAMES: &str = r#"only = ["Strat"]
[modules]
sso = "urn:example:sos"
[services]
SampelSso = "sso"
[requests]
blank_item = ["Account"]
[head]
PartnerID = "client"
[session]
opened_by = "Start"
ends = ["Ende"]
needs = ["persons"]
keys = [{ reply = "Tokn", field = "Token" }]
[token]
minted_by = "mintt"
token = "access_token"
lifetime = "expires_in"
[codes]
field = "Code"
user_text = "Say"
[operations.Finish]
retry = "never"
[operations.Start]
recovered_by = "End2"
[types]
"StartRequest.Holdr" = "secret"
[names]
Hodler = "Owner"
[show]
fields = ["Cod"]
"#;

#[test]
fn every_unknown_name_is_an_error_with_the_nearest_one() {
    assert_snapshot!(complaint(WRONG_NAMES), @r#"
    error[profile-unknown-name] bindings.toml:1:9: `only` names the operation `Strat`, which the contract does not have
      help: did you mean `Start`?
    error[profile-unknown-name] bindings.toml:3:7: [modules] names the namespace `urn:example:sos`, which the contract does not have
      help: did you mean `urn:example:sso`?
    error[profile-unknown-name] bindings.toml:5:1: [services] names the service `SampelSso`, which the contract does not have
      help: did you mean `SampleSso`?
    error[profile-unknown-name] bindings.toml:27:1: [types] names the field `StartRequest.Holdr`, which the contract does not have
      help: did you mean `StartRequest.Holder`?
    error[profile-unknown-name] bindings.toml:7:15: `blank_item` of [requests] names the wrapped list of a request `Account`, which the contract does not have
      help: did you mean `Accounts`?
    error[profile-unknown-name] bindings.toml:9:1: [head] names the request field `PartnerID`, which the contract does not have
      help: did you mean `PartnerId`?
    error[profile-unknown-name] bindings.toml:13:10: `needs` of [session] names the operation `persons`, which the contract does not have
      help: did you mean `person`?
    error[profile-unknown-name] bindings.toml:12:9: `ends` of [session] names the operation `Ende`, which the contract does not have
      help: did you mean `End`?
    error[profile-unknown-name] bindings.toml:14:19: [session] names the field of the reply of `Start` `Tokn`, which the contract does not have
      help: did you mean `Token`?
    error[profile-unknown-name] bindings.toml:16:13: `minted_by` of [token] names the operation `mintt`, which the contract does not have
      help: did you mean `mint`?
    error[profile-unknown-name] bindings.toml:21:13: [codes] names the reply field `Say`, which the contract does not have
      help: did you mean `Says`?
    error[profile-unknown-name] bindings.toml:22:13: [operations] names the operation `Finish`, which the contract does not have
      help: correct the name or remove the entry
    error[profile-unknown-name] bindings.toml:25:16: `recovered_by` of [operations.Start] names the operation `End2`, which the contract does not have
      help: did you mean `End`?
    error[profile-unknown-name] bindings.toml:31:11: [show] names the field `Cod`, which the contract does not have
      help: did you mean `Code`?
    error[profile-unknown-name] bindings.toml:29:1: [names] names the field or type `Hodler`, which the contract does not have
      help: did you mean `Holder`?
    "#);
}

#[test]
fn after_a_change_of_contract_unknown_names_are_warnings() {
    let (contract, diagnostics) = laid(false, WRONG_NAMES);
    assert_eq!(diagnostics.worst(), Some(Severity::Warning));
    assert!(diagnostics.iter().all(|finding| finding.code == "profile-no-longer-applies"));
    assert_eq!(contract.rules.session, None);
    assert!(contract.rules.codes.is_some(), "an unknown text field does not cost the codes");
    assert_snapshot!(told(&diagnostics), @r#"
    warning[profile-no-longer-applies] bindings.toml:1:9: `only` names the operation `Strat`, which the contract does not have; the entry is skipped
      help: the nearest name is `Start`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:3:7: [modules] names the namespace `urn:example:sos`, which the contract does not have; the entry is skipped
      help: the nearest name is `urn:example:sso`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:5:1: [services] names the service `SampelSso`, which the contract does not have; the entry is skipped
      help: the nearest name is `SampleSso`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:27:1: [types] names the field `StartRequest.Holdr`, which the contract does not have; the entry is skipped
      help: the nearest name is `StartRequest.Holder`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:7:15: `blank_item` of [requests] names the wrapped list of a request `Account`, which the contract does not have; the entry is skipped
      help: the nearest name is `Accounts`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:9:1: [head] names the request field `PartnerID`, which the contract does not have; the entry is skipped
      help: the nearest name is `PartnerId`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:13:10: `needs` of [session] names the operation `persons`, which the contract does not have; the entry is skipped
      help: the nearest name is `person`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:12:9: `ends` of [session] names the operation `Ende`, which the contract does not have; the entry is skipped
      help: the nearest name is `End`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:14:19: [session] names the field of the reply of `Start` `Tokn`, which the contract does not have; the entry is skipped
      help: the nearest name is `Token`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:16:13: `minted_by` of [token] names the operation `mintt`, which the contract does not have; the entry is skipped
      help: the nearest name is `mint`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:21:13: [codes] names the reply field `Say`, which the contract does not have; the entry is skipped
      help: the nearest name is `Says`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:22:13: [operations] names the operation `Finish`, which the contract does not have; the entry is skipped
      help: remove the entry
    warning[profile-no-longer-applies] bindings.toml:25:16: `recovered_by` of [operations.Start] names the operation `End2`, which the contract does not have; the entry is skipped
      help: the nearest name is `End`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:31:11: [show] names the field `Cod`, which the contract does not have; the entry is skipped
      help: the nearest name is `Code`; correct or remove the entry
    warning[profile-no-longer-applies] bindings.toml:29:1: [names] names the field or type `Hodler`, which the contract does not have; the entry is skipped
      help: the nearest name is `Holder`; correct or remove the entry
    "#);
}

#[test]
fn what_is_there_but_does_not_fit_is_an_error() {
    assert_snapshot!(
        complaint(
            "[head]\nPartnerId = { constant = 'nine' }\n[types]\nLevel = 'bytes'\nToken = 'secret'
'StartResult.StateId' = 'secret'\n[show]\nfields = ['Token']\n[token]\nminted_by = 'mint'\ntoken = 'access'\nlifetime = 'scope'
[session]\nopened_by = 'Start'\nkeys = [{ reply = 'StateId', field = 'StateId' }]"
        ),
        @r#"
    error[profile-type-does-not-fit] bindings.toml:4:1: [types] gives `Level` a type that `StartResult.Level` cannot have
      help: only `raw` fits a field that has fields itself
    error[profile-constant-does-not-fit] bindings.toml:2:1: the constant that [head] gives `PartnerId` is not of the type of `EndRequest.PartnerId`
      help: write a constant of that type
    error[profile-session-key-type] bindings.toml:15:38: the session key `StateId` is of another type in the opening reply than in `EndRequest`
      help: give both the same type in [types]
    error[profile-unknown-name] bindings.toml:11:9: [token] names the field of the reply of `mint` `access`, which the contract does not have
      help: correct the name or remove the entry
    error[profile-shows-secret] bindings.toml:8:11: [show] would print the secret `Token`
      help: remove it from the list
    "#
    );
    assert_snapshot!(
        complaint("[session]\nopened_by = 'Start'\nends = ['mint']\nkeys = [{ reply = 'Token', field = 'Token' }]"),
        @r#"
    error[profile-session-key-missing] bindings.toml:3:9: the operation `mint` does not carry the session key `Token`
      help: remove it from the list or correct the key
    "#
    );
    assert_snapshot!(
        complaint("[session]\nopened_by = 'Start'\nkeys = [{ reply = 'Level', field = 'Token' }]"),
        @r#"
    error[profile-session-key-type] bindings.toml:3:19: the session key `Level` is not a single text
      help: name a field that holds one text, or give it the type `text` or `secret` in [types]
    "#
    );
}

#[test]
fn sources_decide_how_strict_the_names_are() {
    let digest = |letters: &str| letters.repeat(32);
    let text = |file: &str, sha256: &str| {
        format!(
            "[[document]]\nfile = '{file}'\norigin = 'guide'\ndate = 2026-01-31\nsha256 = '{sha256}'\nnote = ''\n[evidence]\nseen = 3\n"
        )
    };
    let documents = contract().documents;
    let compare = |text: &str, documents: &[Document]| {
        let mut diagnostics = Diagnostics::default();
        let origins = origins::read("SOURCES.toml", text, &mut diagnostics).unwrap();
        (origins.unchanged(documents, &mut diagnostics), told(&diagnostics))
    };
    assert_eq!(compare(&text("sample.wsdl", &digest("AB")), &documents), (true, String::new()));
    let (unchanged, said) = compare(&text("sample.wsdl", &digest("cd")), &documents);
    assert!(!unchanged);
    assert_snapshot!(said, @r#"
    warning[source-changed] SOURCES.toml:5:10: `sample.wsdl` differs from the document that is listed
      help: bring SOURCES.toml up to date when the change has been reviewed
    "#);
    let (unchanged, said) = compare(&text("other.wsdl", &digest("ab")), &documents);
    assert!(!unchanged);
    assert_snapshot!(said, @r#"
    warning[source-changed] SOURCES.toml:2:8: `other.wsdl` is listed but not read
      help: bring SOURCES.toml up to date when the change has been reviewed
    warning[source-changed] SOURCES.toml:0:0: `sample.wsdl` is read but not listed
      help: bring SOURCES.toml up to date when the change has been reviewed
    "#);
    let mut diagnostics = Diagnostics::default();
    assert_eq!(origins::read("SOURCES.toml", "[[document]]\nfile = 'a'\nsha = 'b'", &mut diagnostics), None);
    assert_snapshot!(told(&diagnostics), @r#"
    error[profile-missing-key] SOURCES.toml:1:1: [document] lacks the key `sha256`
      help: add `sha256 = ...`
    error[profile-unknown-key] SOURCES.toml:3:1: `sha` is not a key of [document]
      help: it can be `file`, `sha256`, `origin`, `note`, `date`
    "#);
}
