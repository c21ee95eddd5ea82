//! Sessions: who gets one, what it knows, how long it lives.

use uuid::Uuid;

use super::super::holders::{FILTERED_ACCOUNT, TEST_ACCOUNT_HOLDERS};
use super::super::sessions::AccountKey;
use super::*;

fn minutes(minutes: u64, seconds: u64) -> Duration {
    Duration::from_secs(minutes * 60 + seconds)
}

fn key(index: i32, description: &str, tag: &str) -> AccountKey {
    AccountKey { index, description: description.to_owned(), tag: tag.to_owned() }
}

/// A call of somebody else, in this session or without one.
fn start_as(desk: &Desk, caller: Caller, accounts: Vec<Account>) -> Result<Pair, Refusal> {
    desk.run(move |state, now| state.start_session(&caller, now, ORDINARY, &accounts)).map(|(pair, _)| pair)
}

fn end(desk: &Desk, who: &Who) -> Result<(), Refusal> {
    let who = who.clone();
    desk.run(move |state, now| state.end_session(&who, now))
}

fn add_accounts(desk: &Desk, who: &Who, accounts: Vec<Account>) -> Result<(), Refusal> {
    let who = who.clone();
    desk.run(move |state, now| state.add_accounts(&who, now, &accounts))
}

fn keys(desk: &Desk, who: &Who) -> Vec<AccountKey> {
    desk.info(who).unwrap().account_keys
}

fn large() -> Desk {
    Desk::new(Rules { large_account_lists: true, ..Rules::default() })
}

#[test]
fn a_session_has_a_pair_of_guids_and_a_key_for_each_account() {
    let desk = Desk::new(Rules::default());
    let (who, facts) = desk.start_with(ORDINARY, accounts()).unwrap();
    let pair = &who.pair;
    assert!(Uuid::parse_str(&pair.token).is_ok() && Uuid::parse_str(&pair.state_id).is_ok());
    assert_ne!(pair.token, pair.state_id);
    assert_eq!(facts.account_keys, [key(0, "Checking", "0"), key(1, "Savings", "second")]);
    assert_eq!(desk.info(&who), Ok(facts));
    assert_ne!(desk.start().pair, who.pair);
}

#[test]
fn test_account_holders_get_their_codes() {
    let desk = Desk::new(Rules::default());
    let coded = [
        ("120000012", "E12"),
        ("770000077", "E77"),
        ("780000078", "E78"),
        ("970000097", "E97"),
        ("990000099", "E99"),
    ];
    assert_eq!(TEST_ACCOUNT_HOLDERS.map(|known| (known.account_holder_number, known.response_code)), coded);
    for (number, code) in coded {
        let refusal = desk.start_with(number, accounts()).err();
        assert_eq!(refusal.map(|refusal| refusal.code), Some(code));
    }
}

#[test]
fn the_texts_are_those_of_the_authentication_guide() {
    let texts = |refusal: Refusal| (refusal.code, refusal.error_text, refusal.localized_text.into_owned());
    let all = |code, text: &'static str| (code, text, text.to_owned());
    let none = "No eligible account(s) found.";
    assert_eq!(texts(answer::NO_ELIGIBLE_ACCOUNT), all("E12", none));
    let suspended = "Your access has been suspended. Please contact your financial institution.";
    assert_eq!(texts(answer::SUSPENDED), all("E77", suspended));
    assert_eq!(
        texts(answer::NOT_AUTHORIZED),
        (
            "E78",
            "You have not been authorized to use this service. Please contact your financial institution for further information.",
            "We're sorry, you have not been authorized to use this service. Please contact us for further information."
                .to_owned()
        )
    );
    assert_eq!(
        texts(answer::invalid("SessionStateId")),
        ("E500", "Invalid parameter. ", "SessionStateId".to_owned())
    );
    assert_eq!(
        texts(answer::UNEXPECTED),
        (
            "E99",
            "Unexpected error",
            "We're sorry, there was an unexpected error. Please attempt the deposit again.".to_owned()
        )
    );
}

#[test]
fn without_accounts_there_is_no_session_unless_large_lists_are_on() {
    let desk = Desk::new(Rules::default());
    assert_eq!(desk.start_with(ORDINARY, vec![]).err(), Some(answer::NO_ELIGIBLE_ACCOUNT));
    let desk = large();
    let (who, facts) = desk.start_with(ORDINARY, vec![]).unwrap();
    assert_eq!(facts.account_keys, []);
    assert_eq!(desk.info(&who), Ok(facts));
}

#[test]
fn the_institutions_rules_filter_an_account() {
    let desk = large();
    let filtered = account(FILTERED_ACCOUNT, "Filtered", "");
    let none = desk.start_with(ORDINARY, vec![filtered.clone()]);
    assert_eq!(none.err(), Some(answer::NO_ELIGIBLE_ACCOUNT));
    let mixed = vec![filtered.clone(), account("56789", "Checking", "0")];
    let (who, facts) = desk.start_with(ORDINARY, mixed).unwrap();
    assert_eq!(facts.account_keys, [key(1, "Checking", "0")]);
    assert_eq!(add_accounts(&desk, &who, vec![filtered]), Err(answer::NO_ELIGIBLE_ACCOUNT));
    for index in [Some(0), Some(2), Some(-1)] {
        let who = who.clone();
        let refused = desk.run(move |state, now| state.create_batch(&who, now, index));
        assert_eq!(refused, Err(answer::invalid("AccountNumberIndex")), "{index:?}");
    }
    assert!(desk.run(move |state, now| state.create_batch(&who, now, None)).is_ok(), "the only account");
}

#[test]
fn accounts_are_added_once_each_and_before_the_first_deposit() {
    let desk = large();
    let who = desk.start_with(ORDINARY, vec![]).unwrap().0;
    let many = |range: std::ops::Range<usize>| -> Vec<Account> {
        range.map(|number| account(&number.to_string(), "One of many", "")).collect()
    };
    for refused in [vec![], many(0..5_001)] {
        assert_eq!(add_accounts(&desk, &who, refused), Err(answer::invalid("Accounts")));
    }
    assert_eq!(add_accounts(&desk, &who, many(0..5_000)), Ok(()));
    assert_eq!(add_accounts(&desk, &who, many(4_000..5_500)), Ok(()));
    let found = keys(&desk, &who);
    assert_eq!(found.len(), 5_500);
    assert_eq!(found.last().map(|key| key.index), Some(5_499));
    desk.batch(&who);
    assert_eq!(add_accounts(&desk, &who, many(6_000..6_001)), Err(answer::invalid("Accounts")));
}

#[test]
fn terms_are_required_until_they_are_accepted_and_are_remembered_by_account_holder() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    assert!(desk.info(&who).unwrap().terms_are_required);
    let reader = who.clone();
    assert!(desk.run(move |state, now| state.terms(&reader, now)).is_ok_and(|text| !text.is_empty()));
    assert!(desk.info(&who).unwrap().terms_are_required, "reading is not accepting");
    let accepting = who.clone();
    assert_eq!(desk.run(move |state, now| state.accept_terms(&accepting, now)), Ok(()));
    assert!(!desk.info(&who).unwrap().terms_are_required);
    let again = desk.start_with(ORDINARY, accounts()).unwrap().1;
    assert!(!again.terms_are_required, "in another session");
    let somebody_else = desk.start_with("100000001", accounts()).unwrap().1;
    assert!(somebody_else.terms_are_required);
}

#[test]
fn fault_c8_partner_id_must_be_the_certificates() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    for certified in [None, Some(OTHER)] {
        let who = Who { caller: Caller { certified, ..caller() }, ..who.clone() };
        assert_eq!(start_as(&desk, who.caller.clone(), accounts()), Err(answer::invalid("PartnerId")));
        assert_eq!(desk.info(&who), Err(answer::invalid("PartnerId")));
        assert_eq!(end(&desk, &who), Err(answer::invalid("PartnerId")));
    }
}

#[test]
fn the_language_is_nine() {
    let desk = Desk::new(Rules::default());
    let caller = Caller { language_id: 1, ..caller() };
    assert_eq!(start_as(&desk, caller, accounts()), Err(answer::invalid("LanguageId")));
}

#[test]
fn the_form_of_what_is_said_of_the_device_is_checked_at_each_call() {
    let desk = Desk::new(Rules::default());
    let device = Device { time_zone: "Los Angeles".to_owned(), ..Device::default() };
    let who = Who { caller: Caller { device, ..caller() }, ..desk.start() };
    assert_eq!(start_as(&desk, who.caller.clone(), accounts()), Err(answer::invalid("TimeZone")));
    assert_eq!(desk.info(&who), Err(answer::invalid("TimeZone")));
}

#[test]
fn a_session_is_its_partners_and_its_environments() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    let other = Caller { certified: Some(OTHER), partner_id: OTHER, ..caller() };
    let theirs = Who { caller: other, ..who.clone() };
    assert_eq!(desk.info(&theirs), Err(answer::invalid("SessionStateId")));
    assert_eq!(Desk::new(Rules::default()).info(&who), Err(answer::invalid("SessionStateId")));
}

#[test]
fn each_half_of_the_pair_is_checked() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    let with = |pair: Pair| Who { pair, ..who.clone() };
    let foreign_token = with(Pair { token: desk.start().pair.token, ..who.pair.clone() });
    assert_eq!(desk.info(&foreign_token), Err(answer::invalid("SessionToken")));
    for state_id in ["", "no such state id", who.pair.token.as_str()] {
        let who = with(Pair { state_id: state_id.to_owned(), ..who.pair.clone() });
        assert_eq!(desk.info(&who), Err(answer::invalid("SessionStateId")));
    }
}

#[test]
fn an_ended_session_is_unknown() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    assert_eq!(end(&desk, &who), Ok(()));
    assert_eq!(desk.info(&who), Err(answer::invalid("SessionStateId")));
    assert_eq!(end(&desk, &who), Err(answer::invalid("SessionStateId")));
}

#[test]
fn fifteen_idle_minutes_end_a_session() {
    for (idle, lives) in [(minutes(14, 59), true), (minutes(15, 0), false), (minutes(15, 1), false)] {
        let desk = Desk::new(Rules::default());
        let who = desk.start();
        desk.clock.advance(idle);
        assert_eq!(desk.info(&who).is_ok(), lives, "{idle:?}");
    }
}

#[test]
fn a_successful_call_starts_the_idle_clock_anew_and_a_failing_one_does_not() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    desk.clock.advance(minutes(14, 0));
    assert!(desk.info(&who).is_ok());
    desk.clock.advance(minutes(14, 0));
    let wrong = Who { caller: Caller { language_id: 1, ..caller() }, ..who.clone() };
    assert_eq!(desk.info(&wrong), Err(answer::invalid("LanguageId")));
    let wrong = Who { pair: Pair { token: "wrong".to_owned(), ..who.pair.clone() }, ..who.clone() };
    assert_eq!(desk.info(&wrong), Err(answer::invalid("SessionToken")));
    // A call that gets as far as its own rules and fails there counts no more than those.
    assert_eq!(desk.post(&who, "no such batch"), Err(answer::invalid("DepositBatchId")));
    desk.clock.advance(minutes(1, 0));
    assert_eq!(desk.info(&who), Err(answer::SESSION_TIMEOUT));
    assert_eq!(end(&desk, &who), Err(answer::SESSION_TIMEOUT));
}
