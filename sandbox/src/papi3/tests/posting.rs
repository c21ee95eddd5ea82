//! PostDepositBatch: what moves money, and what does not.

use super::super::limits::DepositLimits;
use super::super::rules::{Flow, SecondPost};
use super::*;

const DAY: u64 = 24 * 60 * 60;

#[test]
fn a_deposit_is_credited_with_all_that_a_test_asks_for() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    let (batch, posted) = desk.deposit(&who, &[20_11, 30_00]).unwrap();
    assert_eq!((posted.amount, posted.item_count), (cents(50_11), 2));
    assert_eq!(
        (posted.account_number_index, posted.date.to_string().as_str()),
        (Some(0), "2020-08-24T12:00:00Z")
    );
    let [entry] = &desk.environment.ledger()[..] else { panic!("one entry") };
    assert_eq!((entry.partner_id, entry.account_holder_number.as_str()), (PARTNER, ORDINARY));
    assert_eq!((entry.account_number.as_str(), entry.amount), ("56789", cents(50_11)));
    assert_eq!((&entry.deposit_batch_id, &entry.session_state_id), (&batch, &who.pair.state_id));
    assert_eq!(entry.transaction_id, posted.id);
    let sent = [item(1, 20_11), item(2, 30_00)];
    let found =
        entry.items.iter().map(|item| (item.item_number, item.amount, item.front_sha256, item.back_sha256));
    assert!(found.eq(sent.iter().map(|item| (item.number, item.amount, item.digests.0, item.digests.1))));
}

#[test]
fn neither_account_nor_session_nor_image_is_in_the_debug_text_of_the_ledger() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    desk.deposit(&who, &[20_11]).unwrap();
    let text = format!("{:?}", desk.environment.ledger());
    for secret in ["56789", ORDINARY, &who.pair.state_id, "front 1"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn an_empty_batch_is_not_posted() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    let batch = desk.batch(&who);
    assert_eq!(desk.post(&who, &batch), Err(answer::invalid("DepositBatchId")));
    assert_eq!(desk.credits(), []);
}

#[test]
fn a_second_post_is_refused_answered_again_or_a_double_credit() {
    for (second_post, credits) in
        [(SecondPost::Refused, 1), (SecondPost::AnsweredAgain, 1), (SecondPost::Duplicated, 2)]
    {
        let desk = Desk::new(Rules { second_post, ..Rules::default() });
        let who = desk.start();
        let (batch, first) = desk.deposit(&who, &[20_11]).unwrap();
        let second = desk.post(&who, &batch);
        match second_post {
            SecondPost::Refused => assert_eq!(second, Err(answer::invalid("DepositBatchId"))),
            SecondPost::AnsweredAgain => assert_eq!(second, Ok(first)),
            SecondPost::Duplicated => assert_ne!(second.unwrap().id, first.id),
        }
        assert_eq!(desk.credits(), vec![(batch, cents(20_11)); credits], "{second_post:?}");
    }
}

#[test]
fn several_checks_are_e35_where_they_are_not_enabled() {
    let one_check = Rules { several_checks: false, ..Rules::default() };
    let single_flow = Rules { flow: Flow::Single, ..Rules::default() };
    for rules in [one_check, single_flow] {
        let desk = Desk::new(rules);
        let (who, facts) = desk.start_with(ORDINARY, accounts()).unwrap();
        assert!(!facts.takes_several_checks);
        assert_eq!(desk.deposit(&who, &[20_11, 30_00]).unwrap_err().code, "E35");
        assert_eq!(desk.credits(), []);
        assert!(desk.deposit(&who, &[20_11]).is_ok());
    }
    assert!(Desk::new(Rules::default()).start_with(ORDINARY, accounts()).unwrap().1.takes_several_checks);
}

#[test]
fn limits_are_the_holders_and_the_daily_ones_begin_anew_each_day() {
    let deposit_limits =
        DepositLimits { deposits_per_day: 2, amount_per_day: cents(50_00), amount: cents(80_00) };
    let desk = Desk::new(Rules { deposit_limits, ..Rules::default() });
    let who = desk.start();
    desk.deposit(&who, &[30_00]).unwrap();
    let refused = desk.deposit(&who, &[20_01]).unwrap_err();
    assert_eq!(
        (refused.code, refused.localized_text.as_ref()),
        ("ECP282", "You have $20.00 left of your $50.00 business day deposit limit.")
    );
    desk.deposit(&who, &[20_00]).unwrap();
    assert_eq!(desk.deposit(&who, &[1]).unwrap_err().code, "ECP281");
    let left = desk.info(&who).unwrap().limits;
    assert_eq!(
        left.each_ref().map(|(_, text)| text.as_str()),
        [
            "You have 0 deposits left of your 2 daily transaction limit.",
            "You have $0.00 left of your $50.00 business day deposit limit.",
            "You have $30.00 left of your $80.00 deposit limit.",
        ]
    );
    let somebody_else = desk.start_with("100000001", accounts()).unwrap().0;
    assert!(desk.deposit(&somebody_else, &[30_00]).is_ok());

    // Noon it was: the next business day begins after twelve hours.
    desk.clock.advance(seconds(DAY / 2));
    let who = desk.start();
    assert_eq!(desk.deposit(&who, &[30_01]).unwrap_err().code, "ECP288");
    assert!(desk.deposit(&who, &[30_00]).is_ok());
}
