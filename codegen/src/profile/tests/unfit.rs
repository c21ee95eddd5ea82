//! What `[head]`, `[requests]`, `[session]` and `[token]` do where a field is not of the plainest kind.

use super::*;

/// The sample, changed before the profile is laid over it.
fn changed(text: &str, change: impl FnOnce(&mut Contract)) -> (Contract, String) {
    let mut diagnostics = Diagnostics::default();
    let profile = read("bindings.toml", text, &mut diagnostics).unwrap();
    let mut contract = contract();
    change(&mut contract);
    apply(&profile, true, &[], &mut contract, &mut diagnostics);
    (contract, told(&diagnostics))
}

fn retype(contract: &mut Contract, path: &str, local: &str, r#type: TypeRef, occurs: Occurs) {
    let definition = contract.types.iter_mut().find(|definition| definition.id.path == path).unwrap();
    let Shape::Record(record) = &mut definition.shape else { panic!("a record") };
    let field = record.fields.iter_mut().find(|field| field.name.local == local).unwrap();
    (field.r#type, field.occurs) = (r#type, occurs);
}

#[test]
fn a_head_field_with_a_type_of_its_own_is_filled_by_its_scalar() {
    let ticket = TypeRef::Named(TypeId::new("sso", "Ticket"));
    let (contract, said) = changed("[head]\nDevice = 'device'", |contract| {
        retype(contract, "StartRequest", "Device", ticket, Occurs::Optional);
    });
    assert_eq!(said, "");
    let device = field(&contract, "sso", "StartRequest", "Device");
    assert_eq!((&device.source, &device.r#type), (&Source::Device, &TypeRef::Scalar(Scalar::Text)));
}

#[test]
fn a_head_that_cannot_be_filled_everywhere_is_filled_nowhere() {
    let text = |scalar| TypeRef::Scalar(scalar);
    let (contract, said) = changed(
        "[head]\nPartnerId = 'client'\nDevice = 'device'\nExtras = 'device'\nHolder = 'time-zone'\nperson_id = 'client'",
        |contract| {
            retype(contract, "StartRequest", "PartnerId", text(Scalar::Text), Occurs::Required);
            retype(contract, "EndRequest", "Device", text(Scalar::Text), Occurs::Many);
            retype(contract, "StartRequest", "Holder", text(Scalar::Int32), Occurs::Required);
        },
    );
    for path in ["StartRequest", "EndRequest"] {
        for local in ["PartnerId", "Device"] {
            assert_eq!(field(&contract, "sso", path, local).source, Source::Caller, "{path}.{local}");
        }
    }
    assert_snapshot!(said, @r#"
    error[profile-head-type] bindings.toml:2:1: [head] fills `PartnerId` with one value, but `EndRequest.PartnerId` and `StartRequest.PartnerId` are of different types
      help: give both the same type in [types]
    error[profile-head-type] bindings.toml:3:1: [head] fills `Device`, but `EndRequest.Device` is not a single value
      help: name a field that holds one text or number, or use `blank`
    error[profile-head-type] bindings.toml:4:1: [head] fills `Extras`, but `StartRequest.Extras` is not a single value
      help: name a field that holds one text or number, or use `blank`
    error[profile-head-type] bindings.toml:5:1: [head] fills `Holder` with a text, but `StartRequest.Holder` is none
      help: give the field the type `text` in [types]
    error[profile-head-not-filled] bindings.toml:6:1: [head] fills `person_id`, but nothing fills `person.person_id` in a call by HTTP
      help: only a constant in a body can be filled there; remove the entry
    "#);
}

#[test]
fn what_may_be_null_is_never_null_where_absent_is_filled() {
    let (contract, said) = changed("[requests]\nabsent = 'filled'\nblank_item = ['Device']", |contract| {
        retype(contract, "StartRequest", "Holder", TypeRef::Scalar(Scalar::Text), Occurs::Nillable);
        retype(contract, "Extra", "Key", TypeRef::Scalar(Scalar::Int32), Occurs::Nillable);
        let list = TypeRef::Named(TypeId::new("sso", "Extra"));
        retype(contract, "StartRequest", "Device", list, Occurs::Nillable);
        let shape = &mut contract.types.iter_mut().find(|one| one.id.path == "Extra").unwrap().shape;
        let Shape::Record(record) = shape else { panic!("a record") };
        record.fields[0].occurs = Occurs::Many;
    });
    assert_eq!(said, "");
    assert_eq!(field(&contract, "sso", "StartRequest", "Holder").occurs, Occurs::Filled);
    let device = field(&contract, "sso", "StartRequest", "Device");
    assert!(
        matches!(&device.occurs, Occurs::Wrapped { empty: Absent::BlankItem, item } if item.local == "Key")
    );
    assert_eq!(device.r#type, TypeRef::Scalar(Scalar::Int32));
}

#[test]
fn a_token_or_a_session_that_cannot_be_kept_is_a_misfit() {
    const TOKEN: &str = "[token]\nminted_by = 'mint'\ntoken = 'access_token'\nlifetime = 'expires_in'";
    let said = |text: &str, path: &str, local: &str, scalar| {
        changed(text, |contract| retype(contract, path, local, TypeRef::Scalar(scalar), Occurs::Optional)).1
    };
    let mint = |text: &str| {
        changed(text, |contract| {
            let mint = &mut contract.services[1].operations[0].exchange;
            let Exchange::Resource { body, .. } = mint else { panic!("a resource") };
            *body = Some(("application/json".to_owned(), TypeRef::Named(TypeId::new("sso", "EndRequest"))));
        })
        .1
    };
    const HEADER: &str = "[session]\nopened_by = 'mint'\nkeys = [{ reply = 'scope', header = 'x-session' }]";
    assert_snapshot!(
        [
            mint(TOKEN),
            said(TOKEN, "Access", "access_token", Scalar::Int32),
            said(TOKEN, "Access", "expires_in", Scalar::DateTime),
            said("[session]\nopened_by = 'mint'\nkeys = []", "Access", "scope", Scalar::Text),
            said(HEADER, "Access", "scope", Scalar::Int64),
            said(&HEADER.replace("header =", "field ="), "Access", "scope", Scalar::Text),
        ]
        .concat(),
        @r#"
        error[profile-token-request] bindings.toml:2:13: [token] is minted by `mint`, whose request needs `PartnerId` from its caller
          help: give it a constant in [head], or name an operation that needs nothing
        error[profile-token-type] bindings.toml:3:9: the field `access_token` of the minting reply is not a single text
          help: name another field, or correct it in [types]
        error[profile-token-type] bindings.toml:4:12: the field `expires_in` of the minting reply is not a whole number of seconds
          help: name another field, or correct it in [types]
        error[profile-session-without-keys] bindings.toml:2:13: [session] has no key, so no call would carry the session
          help: list what the opening reply brings and where later calls carry it
        error[profile-session-key-type] bindings.toml:3:19: the session key `scope` is not a single text
          help: name a field that holds one text, or give it the type `text` or `secret` in [types]
        error[profile-session-key-place] bindings.toml:3:19: the session key `scope` cannot travel so: calls by HTTP carry no key in a field
          help: name the `header` that carries it
        "#
    );
}
