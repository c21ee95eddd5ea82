//! Batches and items: what is asked of them, when an item is processed, what is found in it.

use super::super::batches::{ItemView, Summary};
use super::super::corrections::{Corrected, Correction};
use super::super::risks::{TEST_AMOUNTS, TestAmount};
use super::super::rules::{BatchVisibility, Flow, RepeatedItem};
use super::*;

fn summary(desk: &Desk, who: &Who, batch: &str) -> Result<Summary, Refusal> {
    let (who, batch) = (who.clone(), batch.to_owned());
    desk.run(move |state, now| state.batch_summary(&who, now, &batch))
}

fn read(desk: &Desk, who: &Who, batch: &str, number: i32) -> Result<ItemView, Refusal> {
    let (who, batch) = (who.clone(), batch.to_owned());
    desk.run(move |state, now| state.item(&who, now, &batch, number))
}

fn cancel(desk: &Desk, who: &Who, batch: &str) -> Result<(), Refusal> {
    let (who, batch) = (who.clone(), batch.to_owned());
    desk.run(move |state, now| state.cancel_batch(&who, now, &batch))
}

fn correct(
    desk: &Desk,
    who: &Who,
    batch: Option<&str>,
    corrections: Vec<Correction>,
) -> Result<Corrected, Refusal> {
    let (who, batch) = (who.clone(), batch.map(str::to_owned));
    desk.run(move |state, now| state.correct(&who, now, &batch, &corrections))
}

/// Processed items by number: all in order, as long as nothing else is said.
fn all_ok(numbers: &[i32]) -> Result<Summary, Refusal> {
    Ok(Summary { items: numbers.len(), ok: numbers.len(), need_review: 0, numbers: numbers.to_vec() })
}

fn asynchronous(flow: Flow) -> Desk {
    Desk::new(Rules { flow, processing_time: seconds(10), ..Rules::default() })
}

fn invalid<T>(parameter: &'static str) -> Result<T, Refusal> {
    Err(answer::invalid(parameter))
}

#[test]
fn an_item_must_be_a_check() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    let batch = desk.batch(&who);
    let images = |front: &'static str, back: &'static str| Images { front: front.into(), back: back.into() };
    for (parameter, wrong) in [
        ("ItemNumber", NewItem { number: 0, ..item(1, 20_11) }),
        ("IsFirstItem", NewItem { is_first: false, ..item(1, 20_11) }),
        ("Amount", item(1, 0)),
        ("Amount", item(1, -20_11)),
        ("Amount", NewItem { amount: Decimal::new(20_111, 3), ..item(1, 1) }),
        ("FrontBase64Image", NewItem { images: images("", "back"), ..item(1, 20_11) }),
        ("BackBase64Image", NewItem { images: images("front", ""), ..item(1, 20_11) }),
    ] {
        assert_eq!(desk.add(&who, &batch, wrong), invalid(parameter));
    }
    assert_eq!(summary(&desk, &who, &batch), all_ok(&[]), "nothing of it was added");
    assert_eq!(desk.add(&who, &batch, NewItem { amount: Decimal::new(20_110, 3), ..item(1, 1) }), Ok(()));
    let second_as_first = NewItem { is_first: true, ..item(2, 20_11) };
    assert_eq!(desk.add(&who, &batch, second_as_first), invalid("IsFirstItem"));
    assert_eq!(desk.add(&who, "no such batch", item(1, 20_11)), invalid("DepositBatchId"));
}

#[test]
fn in_the_multi_flow_the_first_item_is_processed_at_once_and_the_others_later() {
    let desk = asynchronous(Flow::Multi);
    let who = desk.start();
    let batch = desk.batch(&who);
    desk.add(&who, &batch, item(1, 20_11)).unwrap();
    assert_eq!(summary(&desk, &who, &batch), all_ok(&[1]));
    desk.add(&who, &batch, item(2, 30_00)).unwrap();
    desk.clock.advance(Duration::from_millis(9_999));
    assert_eq!(summary(&desk, &who, &batch), all_ok(&[1]));
    assert_eq!(read(&desk, &who, &batch, 2), invalid("ItemNumber"));
    assert_eq!(desk.post(&who, &batch), invalid("DepositBatchId"), "an item is in process");
    desk.clock.advance(Duration::from_millis(1));
    assert_eq!(summary(&desk, &who, &batch), all_ok(&[1, 2]));
    assert_eq!(read(&desk, &who, &batch, 2).map(|item| item.amount), Ok(cents(30_00)));
    assert!(desk.post(&who, &batch).is_ok());
}

#[test]
fn in_the_single_flow_the_item_numbers_hold_0_and_then_1() {
    let desk = asynchronous(Flow::Single);
    let who = desk.start();
    let batch = desk.batch(&who);
    let waiting = Ok(Summary { items: 0, ok: 0, need_review: 0, numbers: vec![0] });
    desk.add(&who, &batch, item(1, 20_11)).unwrap();
    desk.clock.advance(Duration::from_millis(9_999));
    assert_eq!(summary(&desk, &who, &batch), waiting);
    desk.clock.advance(Duration::from_millis(1));
    assert_eq!(summary(&desk, &who, &batch), all_ok(&[1]));
}

#[test]
fn an_item_number_that_is_there_is_refused_ignored_or_duplicated() {
    for (repeated_item, answered, numbers, amount) in [
        (RepeatedItem::Refused, invalid("ItemNumber"), &[1][..], 20_11),
        (RepeatedItem::Ignored, Ok(()), &[1], 20_11),
        (RepeatedItem::Duplicated, Ok(()), &[1, 1], 50_11),
    ] {
        let desk = Desk::new(Rules { repeated_item, ..Rules::default() });
        let who = desk.start();
        let batch = desk.batch(&who);
        desk.add(&who, &batch, item(1, 20_11)).unwrap();
        assert_eq!(desk.add(&who, &batch, item(1, 30_00)), answered);
        assert_eq!(summary(&desk, &who, &batch), all_ok(numbers));
        desk.post(&who, &batch).unwrap();
        assert_eq!(desk.credits(), [(batch, cents(amount))], "{repeated_item:?}");
    }
}

#[test]
fn a_batch_is_visible_from_its_session_or_from_every_one_of_the_holder() {
    for (batch_visibility, visible) in
        [(BatchVisibility::OwnSession, false), (BatchVisibility::AnySession, true)]
    {
        let desk = Desk::new(Rules { batch_visibility, ..Rules::default() });
        let who = desk.start();
        let batch = desk.batch(&who);
        let renewed = desk.start();
        let stranger = desk.start_with("100000001", accounts()).unwrap().0;
        assert!(summary(&desk, &who, &batch).is_ok());
        assert_eq!(summary(&desk, &renewed, &batch).is_ok(), visible);
        assert_eq!(summary(&desk, &stranger, &batch), invalid("DepositBatchId"));
        assert_eq!(cancel(&desk, &stranger, &batch), invalid("DepositBatchId"));
    }
}

#[test]
fn test_amounts_bring_risks_and_the_summary_counts_them() {
    for known @ TestAmount { name, needs_review, rejected, .. } in TEST_AMOUNTS {
        let desk = Desk::new(Rules::default());
        let who = desk.start();
        let batch = desk.batch(&who);
        desk.add(&who, &batch, NewItem { amount: known.amount(), ..item(1, 1) }).unwrap();
        let found = summary(&desk, &who, &batch).unwrap();
        let counts = (usize::from(!needs_review), usize::from(needs_review));
        assert_eq!((found.items, (found.ok, found.need_review)), (1, counts), "{name}");
        assert_eq!(read(&desk, &who, &batch, 1).unwrap().risks, known.risks, "{name}");
        assert_eq!(desk.post(&who, &batch).is_err(), rejected, "{name}");
    }
}

#[test]
fn a_rejected_item_is_fit_once_it_is_corrected() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    let batch = desk.batch(&who);
    desk.add(&who, &batch, item(1, 66_01)).unwrap();
    assert_eq!(desk.post(&who, &batch), invalid("DepositBatchId"));
    let images = Images { front: "another front".into(), back: "another back".into() };
    let digests = images.digests();
    let correction = Correction { number: 1, amount: Some(cents(67_00)), images: Some(images) };
    let corrected = correct(&desk, &who, Some(&batch), vec![correction]).unwrap();
    assert_eq!(corrected.codes, [(1, "00")]);
    assert_eq!((corrected.items[0].amount, corrected.items[0].risks), (cents(67_00), &[][..]));
    desk.post(&who, &batch).unwrap();
    let credited = &desk.environment.ledger()[0].items[0];
    assert_eq!(
        (credited.amount, credited.front_sha256, credited.back_sha256),
        (cents(67_00), digests.0, digests.1)
    );
}

#[test]
fn each_correction_has_a_code_of_its_own() {
    let desk = asynchronous(Flow::Multi);
    let who = desk.start();
    let batch = desk.batch(&who);
    desk.add(&who, &batch, item(1, 20_11)).unwrap();
    desk.add(&who, &batch, item(2, 30_00)).unwrap();
    let amount = |number, amount| Correction { number, amount: Some(cents(amount)), images: None };
    let one_side = Images { front: "another front".into(), back: Default::default() };
    let corrections = vec![
        Correction { number: 1, amount: Some(cents(99_00)), images: Some(one_side) },
        amount(1, 0),
        amount(2, 40_00),
        amount(3, 40_00),
        amount(1, 21_11),
    ];
    // Without a batch, the session's latest is meant; one that is said to be empty is not said.
    let corrected = correct(&desk, &who, Some(""), corrections).unwrap();
    assert_eq!(corrected.codes, [(1, "E500"), (1, "E500"), (2, "E500"), (3, "E500"), (1, "00")]);
    assert_eq!(corrected.items.iter().map(|item| item.amount).collect::<Vec<_>>(), [cents(21_11)]);
    assert_eq!(correct(&desk, &who, None, vec![]), invalid("DepositItems"));
    assert_eq!(correct(&desk, &desk.start(), None, vec![]), invalid("DepositBatchId"), "there is no batch");
}

#[test]
fn a_batch_that_was_given_up_is_unknown() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    let batch = desk.batch(&who);
    desk.add(&who, &batch, item(1, 20_11)).unwrap();
    assert_eq!(cancel(&desk, &who, &batch), Ok(()));
    assert_eq!(cancel(&desk, &who, &batch), invalid("DepositBatchId"));
    assert_eq!(summary(&desk, &who, &batch), invalid("DepositBatchId"));
    assert_eq!(desk.post(&who, &batch), invalid("DepositBatchId"));
    assert_eq!(desk.credits(), []);
}

#[test]
fn a_posted_batch_can_be_read_and_not_changed() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    let (batch, _) = desk.deposit(&who, &[20_11]).unwrap();
    assert_eq!(summary(&desk, &who, &batch), all_ok(&[1]));
    assert!(read(&desk, &who, &batch, 1).is_ok());
    let correction = Correction { number: 1, amount: Some(cents(1)), images: None };
    assert_eq!(correct(&desk, &who, Some(&batch), vec![correction]), invalid("DepositBatchId"));
    assert_eq!(desk.add(&who, &batch, item(2, 1)), invalid("DepositBatchId"));
    assert_eq!(cancel(&desk, &who, &batch), invalid("DepositBatchId"));
    assert_eq!(desk.credits(), [(batch, cents(20_11))]);
}
