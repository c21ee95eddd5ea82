//! Every rule by which a PAPI3 call is answered, on a clock that is moved by hand.

use super::*;

const PARTNER: i32 = 999_900_001;
const OTHER: i32 = 999_900_002;
const ORDINARY: &str = "123123123";

fn caller() -> Caller {
    Caller { certified: Some(PARTNER), partner_id: PARTNER, language_id: 9 }
}

fn accounts() -> Vec<Account> {
    ["Checking", "Savings"]
        .into_iter()
        .zip(["0", "second"])
        .map(|(description, tag)| Account { description: description.to_owned(), tag: tag.to_owned() })
        .collect()
}

fn environment() -> (Environment, Clock) {
    let clock = Clock::stopped();
    (Environment::new(clock.clone(), false), clock)
}

fn started(environment: &Environment) -> Pair {
    environment.start_session(caller(), ORDINARY, accounts()).unwrap().0
}

fn minutes(minutes: u64, seconds: u64) -> Duration {
    Duration::from_secs(minutes * 60 + seconds)
}

#[test]
fn a_session_has_a_pair_of_guids_and_a_key_for_each_account() {
    let (environment, _) = environment();
    let (pair, keys) = environment.start_session(caller(), ORDINARY, accounts()).unwrap();
    assert!(Uuid::parse_str(&pair.token).is_ok() && Uuid::parse_str(&pair.state_id).is_ok());
    assert_ne!(pair.token, pair.state_id);
    let key = |index, description: &str, tag: &str| AccountKey {
        index,
        description: description.to_owned(),
        tag: tag.to_owned(),
    };
    assert_eq!(keys, [key(0, "Checking", "0"), key(1, "Savings", "second")]);
    assert_eq!(environment.session_info(caller(), &pair), Ok(keys));
    assert_ne!(started(&environment), pair);
}

#[test]
fn test_account_holders_get_their_codes() {
    let (environment, _) = environment();
    let coded = [
        ("120000012", "E12"),
        ("770000077", "E77"),
        ("780000078", "E78"),
        ("970000097", "E97"),
        ("990000099", "E99"),
    ];
    assert_eq!(TEST_ACCOUNT_HOLDERS.map(|known| (known.account_holder_number, known.response_code)), coded);
    for (number, code) in coded {
        let refusal = environment.start_session(caller(), number, accounts()).unwrap_err();
        assert_eq!(refusal.code, code);
    }
}

#[test]
fn the_texts_are_those_of_the_authentication_guide() {
    let texts = |refusal: Refusal| (refusal.code, refusal.error_text, refusal.localized_text);
    assert_eq!(
        texts(answer::NO_ELIGIBLE_ACCOUNT),
        ("E12", "No eligible account(s) found.", "No eligible account(s) found.")
    );
    let suspended = "Your access has been suspended. Please contact your financial institution.";
    assert_eq!(texts(answer::SUSPENDED), ("E77", suspended, suspended));
    assert_eq!(
        texts(answer::NOT_AUTHORIZED),
        (
            "E78",
            "You have not been authorized to use this service. Please contact your financial institution for further information.",
            "We're sorry, you have not been authorized to use this service. Please contact us for further information."
        )
    );
    assert_eq!(texts(answer::invalid("SessionStateId")), ("E500", "Invalid parameter. ", "SessionStateId"));
    assert_eq!(
        texts(answer::UNEXPECTED),
        (
            "E99",
            "Unexpected error",
            "We're sorry, there was an unexpected error. Please attempt the deposit again."
        )
    );
}

#[test]
fn without_accounts_there_is_no_session_unless_large_lists_are_on() {
    let (environment, clock) = environment();
    assert_eq!(environment.start_session(caller(), ORDINARY, vec![]), Err(answer::NO_ELIGIBLE_ACCOUNT));
    let large = Environment::new(clock, true);
    let (pair, keys) = large.start_session(caller(), ORDINARY, vec![]).unwrap();
    assert_eq!(keys, []);
    assert_eq!(large.session_info(caller(), &pair), Ok(vec![]));
}

#[test]
fn fault_c8_partner_id_must_be_the_certificates() {
    let (environment, _) = environment();
    let pair = started(&environment);
    for certified in [None, Some(OTHER)] {
        let caller = Caller { certified, ..caller() };
        assert_eq!(
            environment.start_session(caller, ORDINARY, accounts()),
            Err(answer::invalid("PartnerId"))
        );
        assert_eq!(environment.session_info(caller, &pair), Err(answer::invalid("PartnerId")));
        assert_eq!(environment.end_session(caller, &pair), Err(answer::invalid("PartnerId")));
    }
}

#[test]
fn the_language_is_nine() {
    let (environment, _) = environment();
    let caller = Caller { language_id: 1, ..caller() };
    assert_eq!(environment.start_session(caller, ORDINARY, accounts()), Err(answer::invalid("LanguageId")));
}

#[test]
fn a_session_is_its_partners_and_its_environments() {
    let ((uat, clock), other) =
        (environment(), Caller { certified: Some(OTHER), partner_id: OTHER, ..caller() });
    let pair = started(&uat);
    assert_eq!(uat.session_info(other, &pair), Err(answer::invalid("SessionStateId")));
    let prod = Environment::new(clock, false);
    assert_eq!(prod.session_info(caller(), &pair), Err(answer::invalid("SessionStateId")));
}

#[test]
fn each_half_of_the_pair_is_checked() {
    let (environment, _) = environment();
    let pair = started(&environment);
    let foreign_token = Pair { token: started(&environment).token, ..pair.clone() };
    assert_eq!(environment.session_info(caller(), &foreign_token), Err(answer::invalid("SessionToken")));
    for state_id in ["", "no such state id", pair.token.as_str()] {
        let pair = Pair { state_id: state_id.to_owned(), ..pair.clone() };
        assert_eq!(environment.session_info(caller(), &pair), Err(answer::invalid("SessionStateId")));
    }
}

#[test]
fn an_ended_session_is_unknown() {
    let (environment, _) = environment();
    let pair = started(&environment);
    assert_eq!(environment.end_session(caller(), &pair), Ok(()));
    assert_eq!(environment.session_info(caller(), &pair), Err(answer::invalid("SessionStateId")));
    assert_eq!(environment.end_session(caller(), &pair), Err(answer::invalid("SessionStateId")));
}

#[test]
fn fifteen_idle_minutes_end_a_session() {
    for (idle, lives) in [(minutes(14, 59), true), (minutes(15, 0), false), (minutes(15, 1), false)] {
        let (environment, clock) = environment();
        let pair = started(&environment);
        clock.advance(idle);
        assert_eq!(environment.session_info(caller(), &pair).is_ok(), lives, "{idle:?}");
    }
}

#[test]
fn a_successful_call_starts_the_idle_clock_anew_and_a_failing_one_does_not() {
    let (environment, clock) = environment();
    let pair = started(&environment);
    clock.advance(minutes(14, 0));
    assert!(environment.session_info(caller(), &pair).is_ok());
    clock.advance(minutes(14, 0));
    let wrong = Caller { language_id: 1, ..caller() };
    assert_eq!(environment.session_info(wrong, &pair), Err(answer::invalid("LanguageId")));
    let wrong = Pair { token: "wrong".to_owned(), ..pair.clone() };
    assert_eq!(environment.session_info(caller(), &wrong), Err(answer::invalid("SessionToken")));
    clock.advance(minutes(1, 0));
    assert_eq!(environment.session_info(caller(), &pair), Err(answer::SESSION_TIMEOUT));
    assert_eq!(environment.end_session(caller(), &pair), Err(answer::SESSION_TIMEOUT));
}
