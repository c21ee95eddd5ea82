//! Every rule by which a Netspend call is answered.

use std::time::Duration;

use super::*;

const KEY: &str = "key-of-nobody";
const SECRET: &str = "secret-of-nobody";

fn environment() -> (Environment, Clock) {
    let clock = Clock::stopped();
    (Environment::new(KEY, SECRET, clock.clone()), clock)
}

fn basic(key: &str, secret: &str) -> String {
    format!("Basic {}", base64_simd::STANDARD.encode_to_string(format!("{key}:{secret}")))
}

fn device() -> DeviceData<'static> {
    DeviceData { encrypted_data: Some("opaque"), device_data: None }
}

fn account() -> Source {
    Source::Account("account-1".to_owned())
}

fn person() -> Source {
    Source::Person("person-1".to_owned())
}

#[test]
fn key_and_secret_mint_a_token_of_the_documented_shape() {
    let (environment, _) = environment();
    let token = environment.mint(Some(&basic(KEY, SECRET)), "client_credentials").unwrap();
    assert_eq!(token.len(), 28);
    assert!(token.starts_with("sandbox"));
    assert_eq!(environment.check(Some(&format!("Bearer {token}"))), Ok(()));
    assert_eq!(environment.check(Some(&format!("bearer {token}"))), Ok(()));
    assert_ne!(environment.mint(Some(&basic(KEY, SECRET)), "client_credentials").unwrap(), token);
}

#[test]
fn other_credentials_or_grants_mint_nothing() {
    let (environment, _) = environment();
    let (wrong_key, wrong_secret, right) = (basic("other", SECRET), basic(KEY, "other"), basic(KEY, SECRET));
    for shown in [None, Some("Basic"), Some("Basic !"), Some(&*wrong_key), Some(&*wrong_secret)] {
        assert_eq!(environment.mint(shown, "client_credentials"), Err(answer::CLIENT_UNKNOWN));
    }
    let as_bearer = right.replace("Basic", "Bearer");
    assert_eq!(environment.mint(Some(&as_bearer), "client_credentials"), Err(answer::CLIENT_UNKNOWN));
    for grant in ["", "password"] {
        assert_eq!(environment.mint(Some(&right), grant), Err(answer::GRANT_UNKNOWN));
    }
}

#[test]
fn a_token_lives_for_its_day_and_in_its_environment() {
    let (cert, clock) = environment();
    let bearer = format!("Bearer {}", cert.mint(Some(&basic(KEY, SECRET)), "client_credentials").unwrap());
    let prod = Environment::new(KEY, SECRET, clock.clone());
    assert_eq!(prod.check(Some(&bearer)), Err(answer::TOKEN_UNKNOWN));
    clock.advance(Duration::from_secs(86_398));
    assert_eq!(cert.check(Some(&bearer)), Ok(()));
    clock.advance(Duration::from_secs(1));
    assert_eq!(cert.check(Some(&bearer)), Err(answer::TOKEN_UNKNOWN));
    for shown in [None, Some("Bearer"), Some("Bearer "), Some("Bearer of-nobody")] {
        assert_eq!(cert.check(shown), Err(answer::TOKEN_UNKNOWN));
    }
}

#[test]
fn a_session_stands_for_what_it_was_opened_with() {
    let (environment, _) = environment();
    for source in [Source::Anonymous, account(), person()] {
        let id = environment.create_session(source.clone(), &device()).unwrap();
        assert!(Uuid::parse_str(&id).is_ok());
        assert_eq!(environment.session(&id), Ok(source));
    }
    assert_eq!(environment.session("of-nobody"), Err(answer::SESSION_NOT_FOUND));
}

#[test]
fn a_source_has_type_and_id_or_neither() {
    assert_eq!(Source::read(None, None), Ok(Source::Anonymous));
    assert_eq!(Source::read(Some(""), Some("")), Ok(Source::Anonymous));
    assert_eq!(Source::read(Some("account"), Some("account-1")), Ok(account()));
    assert_eq!(Source::read(Some("person"), Some("person-1")), Ok(person()));
    for (source_type, id) in [
        (Some("account"), None),
        (None, Some("account-1")),
        (Some("person"), Some("")),
        (Some("pet"), Some("1")),
    ] {
        assert_eq!(Source::read(source_type, id), Err(answer::SOURCE_INVALID));
    }
    let said = |source: &Source| (source.source_type(), source.source_id().map(str::to_owned));
    assert_eq!(said(&Source::Anonymous), (None, None));
    assert_eq!(said(&account()), (Some("account"), Some("account-1".to_owned())));
    assert_eq!(said(&person()), (Some("person"), Some("person-1".to_owned())));
}

#[test]
fn either_version_of_the_sdk_opens_a_session_and_none_does_not() {
    let (environment, _) = environment();
    let first = DeviceData { encrypted_data: Some("opaque"), device_data: None };
    let second = DeviceData { encrypted_data: None, device_data: Some("opaque") };
    for device in [first, second] {
        assert!(environment.create_session(Source::Anonymous, &device).is_ok());
    }
    let empty = DeviceData { encrypted_data: Some(""), device_data: None };
    for device in [DeviceData::default(), empty] {
        assert_eq!(environment.create_session(Source::Anonymous, &device), Err(answer::DEVICE_DATA_MISSING));
    }
}

#[test]
fn three_promotions_exist_and_no_other() {
    let other_account = Source::Account("account-2".to_owned());
    let other_person = Source::Person("person-2".to_owned());
    let sources = [Source::Anonymous, account(), other_account.clone(), person(), other_person.clone()];
    let permitted = [
        (Source::Anonymous, account()),
        (Source::Anonymous, other_account.clone()),
        (Source::Anonymous, person()),
        (Source::Anonymous, other_person.clone()),
        (account(), person()),
        (account(), other_person.clone()),
        (other_account.clone(), person()),
        (other_account, other_person),
    ];
    let (environment, _) = environment();
    for from in &sources {
        for to in &sources {
            let id = environment.create_session(from.clone(), &device()).unwrap();
            let promoted = environment.promote(&id, to.clone());
            if permitted.contains(&(from.clone(), to.clone())) {
                assert_eq!(promoted, Ok(()), "{from:?} to {to:?}");
                assert_eq!(environment.session(&id).as_ref(), Ok(to));
            } else {
                assert_eq!(promoted, Err(answer::PROMOTION_NOT_PERMITTED), "{from:?} to {to:?}");
                assert_eq!(environment.session(&id).as_ref(), Ok(from));
            }
        }
    }
    assert_eq!(environment.promote("of-nobody", account()), Err(answer::SESSION_NOT_FOUND));
}

#[test]
fn a_session_that_a_caller_claims_must_exist() {
    let (environment, _) = environment();
    let id = environment.create_session(Source::Anonymous, &device()).unwrap();
    assert_eq!(environment.check_session(Some(&id)), Ok(()));
    assert_eq!(environment.check_session(None), Ok(()));
    for unknown in ["", "00000000-0000-0000-0000-000000000003"] {
        assert_eq!(environment.check_session(Some(unknown)), Err(answer::SESSION_UNKNOWN));
    }
}
