//! What goes wrong, as far as it concerns what is carried out: late requests, E99, and the lots of a seed.

use super::super::operations::OPERATIONS;
use super::super::rules::{RepeatedItem, SecondPost};
use super::*;
use crate::faults::{Faults, Met, Partner};

fn ready(rules: Rules) -> (Desk, Who, String) {
    let desk = Desk::new(rules);
    let who = desk.start();
    let batch = desk.batch(&who);
    desk.add(&who, &batch, item(1, 20_11)).unwrap();
    (desk, who, batch)
}

#[test]
fn e99_comes_before_or_after_the_money_has_moved() {
    for (processed, credits) in [(false, 0), (true, 1)] {
        let (desk, who, batch) = ready(Rules::default());
        let answered = desk.post_with(Some(&Fault::Unexpected { processed }), &who, &batch);
        assert_eq!(answered, Err(answer::UNEXPECTED));
        assert_eq!(desk.credits().len(), credits);
        assert_eq!(desk.environment.calls("PostDepositBatch"), credits as u64);
    }
}

#[test]
fn fault_d6_a_session_times_out_whatever_the_clock_says() {
    let (desk, who, batch) = ready(Rules::default());
    let answered = desk.post_with(Some(&Fault::SessionTimeout), &who, &batch);
    assert_eq!((answered, desk.credits().len()), (Err(answer::SESSION_TIMEOUT), 0));
    assert!(desk.post(&who, &batch).is_ok(), "the session itself is untouched");
}

#[test]
fn fault_e5_a_late_duplicate_is_carried_out_at_its_time() {
    for (second_post, credits) in [(SecondPost::Refused, 1), (SecondPost::Duplicated, 2)] {
        let (desk, who, batch) = ready(Rules { second_post, ..Rules::default() });
        let fault = Fault::LateDuplicate { after: seconds(10) };
        assert!(desk.post_with(Some(&fault), &who, &batch).is_ok());
        desk.clock.advance(Duration::from_millis(9_999));
        assert_eq!((desk.credits().len(), desk.environment.calls("PostDepositBatch")), (1, 1));
        desk.clock.advance(Duration::from_millis(1));
        assert_eq!((desk.credits().len(), desk.environment.calls("PostDepositBatch")), (credits, 2));
    }
}

#[test]
fn fault_e5_a_first_request_that_arrives_after_its_repetition_is_two_items_only_where_they_are_duplicated() {
    for (repeated_item, amount) in
        [(RepeatedItem::Refused, 20_11), (RepeatedItem::Ignored, 20_11), (RepeatedItem::Duplicated, 40_22)]
    {
        let desk = Desk::new(Rules { repeated_item, ..Rules::default() });
        let who = desk.start();
        let batch = desk.batch(&who);
        let (caller, to) = (who.clone(), batch.clone());
        let fault = Fault::LateArrival { after: seconds(10) };
        let lost = desk.environment.carry_out("AddDepositItem", Some(&fault), move |state, now| {
            state.add_item(&caller, now, &to, &item(1, 20_11))
        });
        assert_eq!(lost, Err(answer::UNEXPECTED), "and over HTTP not even that is answered");
        assert_eq!(desk.environment.calls("AddDepositItem"), 0);
        desk.add(&who, &batch, item(1, 20_11)).unwrap();
        desk.clock.advance(seconds(10));
        desk.post(&who, &batch).unwrap();
        assert_eq!(desk.credits(), [(batch, cents(amount))], "{repeated_item:?}");
    }
}

#[test]
fn late_requests_come_in_the_order_of_their_times() {
    let desk = Desk::new(Rules::default());
    let holders = ["100000003", "100000001", "100000002"];
    for (holder, after) in holders.into_iter().zip([30, 10, 20]) {
        let who = desk.start_with(holder, accounts()).unwrap().0;
        let batch = desk.batch(&who);
        desk.add(&who, &batch, item(1, 20_11)).unwrap();
        let fault = Fault::LateArrival { after: seconds(after) };
        desk.post_with(Some(&fault), &who, &batch).unwrap_err();
    }
    desk.clock.advance(seconds(60));
    let ledger = desk.environment.ledger();
    let order = ledger.iter().map(|entry| (entry.account_holder_number.as_str(), entry.posted.to_string()));
    let expected = [("100000001", "10"), ("100000002", "20"), ("100000003", "30")];
    assert!(order.eq(expected.map(|(holder, second)| (holder, format!("2020-08-24T12:00:{second}Z")))));
}

#[test]
fn a_script_names_operation_and_call_and_counts_from_now() {
    let faults = Faults::new(Partner::Papi3, &OPERATIONS, 1);
    assert_eq!(faults.meet("GetTerms"), None);
    faults.script("GetTerms", 2, Fault::ResetBeforeReply);
    faults.script("EndSession", 1, Fault::TruncatedReply);
    let met: Vec<Option<Fault>> = (0..3).map(|_| faults.meet("GetTerms")).collect();
    assert_eq!(met, [None, Some(Fault::ResetBeforeReply), None]);
    assert_eq!(faults.meet("EndSession"), Some(Fault::TruncatedReply));
    assert_eq!((faults.arrived("GetTerms"), faults.arrived("EndSession")), (4, 1));
    assert_eq!(
        faults.met(),
        [
            Met { operation: "GetTerms", call: 3, fault: Fault::ResetBeforeReply },
            Met { operation: "EndSession", call: 1, fault: Fault::TruncatedReply },
        ]
    );
    faults.script("GetTerms", 1, Fault::ResetBeforeReply);
    faults.clear();
    assert_eq!(faults.meet("GetTerms"), None);
}

#[test]
fn the_lots_of_an_operation_are_its_own_and_those_of_the_seed() {
    let draw = |seed, between: &[&'static str]| -> Vec<Option<Fault>> {
        let faults = Faults::new(Partner::Papi3, &OPERATIONS, seed);
        for operation in OPERATIONS {
            faults.rate(operation, Fault::ResetBeforeRead, 0.25);
            faults.rate(operation, Fault::ResetBeforeReply, 0.25);
        }
        (0..64)
            .map(|_| {
                for operation in between {
                    faults.meet(operation);
                }
                faults.meet("PostDepositBatch")
            })
            .collect()
    };
    let lots = draw(7, &[]);
    assert_eq!(lots, draw(7, &["AddDepositItem", "GetDepositBatchSummary"]));
    assert_ne!(lots, draw(8, &[]));
    for kind in [None, Some(Fault::ResetBeforeRead), Some(Fault::ResetBeforeReply)] {
        assert!(lots.contains(&kind), "{kind:?}");
    }
}

#[test]
fn a_rate_of_1_is_every_call_and_a_script_comes_before_it() {
    let faults = Faults::new(Partner::Papi3, &OPERATIONS, 1);
    faults.rate("GetTerms", Fault::ResetBeforeReply, 1.0);
    faults.script("GetTerms", 2, Fault::TruncatedReply);
    let met: Vec<Option<Fault>> = (0..3).map(|_| faults.meet("GetTerms")).collect();
    let reset = Some(Fault::ResetBeforeReply);
    assert_eq!(met, [reset.clone(), Some(Fault::TruncatedReply), reset]);
}

#[test]
#[should_panic(expected = "PAPI3 has no operation PostBatch")]
fn a_script_for_no_operation_is_a_mistake() {
    Faults::new(Partner::Papi3, &OPERATIONS, 1).script("PostBatch", 1, Fault::TruncatedReply);
}

#[test]
#[should_panic(expected = "the rates of GetTerms exceed 1")]
fn rates_over_1_are_a_mistake() {
    let faults = Faults::new(Partner::Papi3, &OPERATIONS, 1);
    faults.rate("GetTerms", Fault::TruncatedReply, 0.6);
    faults.rate("GetTerms", Fault::ResetBeforeReply, 0.6);
}
