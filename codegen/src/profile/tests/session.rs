//! What `[session]` does to the operations, and to the fields and headers that carry the keys.

use super::*;

#[test]
fn a_session_marks_operations_keys_and_their_places() {
    let contract = clean(
        "[session]\nopened_by = 'Start'\nends = ['End']\nidle_seconds = 900
keys = [{ reply = 'Token', field = 'Token' }, { reply = 'StateId', field = 'StateId' }]",
    );
    assert_eq!(operation(&contract, "Start").session, SessionUse::Opens);
    assert_eq!(operation(&contract, "End").session, SessionUse::Ends);
    assert_eq!(operation(&contract, "mint").session, SessionUse::None);
    let brought = field(&contract, "sso", "StartResult", "Token");
    assert_eq!((&brought.occurs, brought.unique), (&Occurs::Required, true));
    let carried = field(&contract, "sso", "EndRequest", "Token");
    assert_eq!((&carried.occurs, &carried.source), (&Occurs::Filled, &Source::Session("Token".to_owned())));
    assert_eq!(contract.rules.session.unwrap().idle_seconds, Some(900));
}

#[test]
fn what_an_operation_does_to_its_session_is_marked_and_checked() {
    for (entry, session_use) in [
        ("batch = { opened_by = ['End'], closed_by = [] }", SessionUse::OpensBatch),
        ("batch = { opened_by = [], closed_by = ['End'] }", SessionUse::ClosesBatch),
        ("filled_by = ['End']", SessionUse::Fills),
    ] {
        let text = format!(
            "[session]\nopened_by = 'Start'\nkeys = [{{ reply = 'Token', field = 'Token' }}]\n{entry}"
        );
        assert_eq!(operation(&clean(&text), "End").session, session_use);
        let said = complaint(&text.replace("'End'", "'Ende'"));
        assert!(said.contains("operation `Ende`") && said.contains("did you mean `End`?"), "{said}");
    }
}

#[test]
fn a_session_header_leaves_the_parameters_of_the_caller() {
    let contract = clean(
        "[session]\nopened_by = 'mint'\nkeys = [{ reply = 'scope', header = 'X-Session' }]\nneeds = ['End']",
    );
    let person = operation(&contract, "person");
    assert_eq!(person.session, SessionUse::Needs, "the header is described as required");
    assert_eq!(operation(&contract, "End").session, SessionUse::Needs, "listed");
    assert_eq!(operation(&contract, "Start").session, SessionUse::None);
    let Exchange::Resource { parameters, .. } = &person.exchange else { panic!("a resource") };
    assert_eq!(parameters.iter().map(|one| one.field.name.local.as_str()).collect::<Vec<_>>(), ["person_id"]);
    let session = contract.rules.session.unwrap();
    assert_eq!(session.keys[0].place, SessionPlace::Header("X-Session".to_owned()));
}

#[test]
fn a_part_of_a_session_is_no_session() {
    let (contract, diagnostics) = laid(
        true,
        "[session]\nopened_by = 'Start'\nkeys = [{ reply = 'Token', field = 'Token' }, { reply = 'Code', field = 'Cookie' }]",
    );
    assert_eq!(operation(&contract, "End").session, SessionUse::None);
    assert_snapshot!(told(&diagnostics), @r#"
    warning[profile-session-in-part] bindings.toml:3:57: the operation `End` carries a part of the session only: it lacks the key `Code`
      help: it is generated as a call without a session
    "#);
}
