//! History, images and receipts: what was deposited is found again.

use bindery_runtime::generated::Bytes;
use jiff::Timestamp;

use super::super::history::Sides;
use super::super::receipts::ReceiptOrder;
use super::*;

fn history(desk: &Desk, who: &Who, from: Option<&str>, until: Option<&str>) -> Vec<Transaction> {
    let who = who.clone();
    let date = |text: Option<&str>| text.map(|text| text.parse::<Timestamp>().unwrap());
    let (from, until) = (date(from), date(until));
    desk.run(move |state, now| state.history(&who, now, from, until)).unwrap()
}

fn ids(transactions: &[Transaction]) -> Vec<&str> {
    transactions.iter().map(|transaction| transaction.id.as_str()).collect()
}

type Images = (Option<Bytes>, Option<Bytes>);

fn transaction_images(desk: &Desk, who: &Who, id: &str, view_type: Option<i32>) -> Result<Images, Refusal> {
    let (who, id) = (who.clone(), id.to_owned());
    desk.run(move |state, now| state.transaction_images(&who, now, &id, Sides::new(view_type)))
}

fn receipt(
    desk: &Desk,
    who: &Who,
    batch: Option<&str>,
    transaction: Option<&str>,
    address: Option<&str>,
) -> Result<(), Refusal> {
    let who = who.clone();
    let [deposit_batch_id, transaction_id, email_address] =
        [batch, transaction, address].map(|text| text.map(str::to_owned));
    let order = ReceiptOrder { deposit_batch_id, transaction_id, email_address };
    desk.run(move |state, now| state.email_receipt(&who, now, &order))
}

#[test]
fn the_history_is_the_holders_in_every_session_the_latest_first() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    let (_, first) = desk.deposit(&who, &[20_11]).unwrap();
    desk.clock.advance(seconds(60));
    let (_, second) = desk.deposit(&who, &[30_00, 40_00]).unwrap();
    assert_eq!(history(&desk, &who, None, None), [second.clone(), first.clone()]);
    assert_eq!(ids(&history(&desk, &desk.start(), None, None)), [&second.id, &first.id]);
    let stranger = desk.start_with("100000001", accounts()).unwrap().0;
    assert_eq!(history(&desk, &stranger, None, None), []);
    for (from, until, found) in [
        (Some("2020-08-24T12:00:01Z"), None, vec![second.id.as_str()]),
        (None, Some("2020-08-24T12:00:59Z"), vec![&first.id]),
        (Some("2020-08-24T12:00:00Z"), Some("2020-08-24T12:01:00Z"), vec![&second.id, &first.id]),
    ] {
        assert_eq!(ids(&history(&desk, &who, from, until)), found, "{from:?} to {until:?}");
    }
}

#[test]
fn the_index_is_the_account_s_in_the_session_that_asks() {
    let desk = Desk::new(Rules::default());
    desk.deposit(&desk.start(), &[20_11]).unwrap();
    let index = |accounts| {
        let who = desk.start_with(ORDINARY, accounts).unwrap().0;
        history(&desk, &who, None, None)[0].account_number_index
    };
    assert_eq!(index(vec![account("98765", "Savings", ""), account("56789", "Checking", "")]), Some(1));
    assert_eq!(index(vec![account("98765", "Savings", "")]), None);
}

#[test]
fn fault_e10_a_history_that_lags_shows_a_deposit_later() {
    let desk = Desk::new(Rules { history_lag: seconds(30), ..Rules::default() });
    let who = desk.start();
    let (_, posted) = desk.deposit(&who, &[20_11]).unwrap();
    desk.clock.advance(Duration::from_millis(29_999));
    assert_eq!(history(&desk, &who, None, None), []);
    assert!(transaction_images(&desk, &who, &posted.id, None).is_err());
    desk.clock.advance(Duration::from_millis(1));
    assert_eq!(history(&desk, &who, None, None), [posted]);
    assert_eq!(desk.credits().len(), 1);
}

#[test]
fn images_come_by_side_and_only_to_the_holder() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    let (batch, posted) = desk.deposit(&who, &[20_11, 30_00]).unwrap();
    let front = |number: i32| Some(Bytes::from(format!("front {number}")));
    let back = |number: i32| Some(Bytes::from(format!("back {number}")));
    for (view_type, found) in [
        (None, (front(1), back(1))),
        (Some(2), (front(1), back(1))),
        (Some(0), (front(1), None)),
        (Some(1), (None, back(1))),
    ] {
        assert_eq!(transaction_images(&desk, &who, &posted.id, view_type), Ok(found), "{view_type:?}");
    }
    assert_eq!(transaction_images(&desk, &who, "no such id", None), Err(answer::invalid("TransactionId")));
    let stranger = desk.start_with("100000001", accounts()).unwrap().0;
    assert_eq!(transaction_images(&desk, &stranger, &posted.id, None), Err(answer::invalid("TransactionId")));
    let of_item = |batch: Option<String>, number| {
        let who = who.clone();
        desk.run(move |state, now| state.item_images(&who, now, &batch, number, Sides::new(Some(2))))
    };
    assert_eq!(of_item(None, 2), Ok((front(2), back(2))), "of the latest batch");
    assert_eq!(of_item(Some(batch), 2), Ok((front(2), back(2))));
    assert_eq!(of_item(None, 3), Err(answer::invalid("ItemNumber")));
    assert_eq!(of_item(Some("no such batch".to_owned()), 1), Err(answer::invalid("DepositBatchId")));
}

#[test]
fn a_receipt_goes_to_an_address_for_a_deposit_that_was_posted() {
    let desk = Desk::new(Rules::default());
    let who = desk.start();
    let address = Some("accounting@example.com");
    assert_eq!(receipt(&desk, &who, None, None, address), Err(answer::invalid("DepositBatchId")));
    let open = desk.batch(&who);
    assert_eq!(receipt(&desk, &who, Some(&open), None, address), Err(answer::invalid("DepositBatchId")));
    let (batch, posted) = desk.deposit(&who, &[20_11]).unwrap();
    for wrong in [None, Some(""), Some("nobody")] {
        assert_eq!(receipt(&desk, &who, Some(&batch), None, wrong), Err(answer::invalid("EmailAddress")));
    }
    let unknown = receipt(&desk, &who, Some(&batch), Some("no such id"), address);
    assert_eq!(unknown, Err(answer::invalid("TransactionId")));
    for (batch, transaction) in
        [(Some(batch.as_str()), None), (None, Some(posted.id.as_str())), (Some(""), None)]
    {
        assert_eq!(receipt(&desk, &who, batch, transaction, address), Ok(()));
    }
    let sent = desk.environment.receipts();
    assert_eq!(sent.len(), 3);
    for receipt in &sent {
        assert_eq!((&receipt.deposit_batch_id, &receipt.transaction_id), (&batch, &posted.id));
        assert_eq!(receipt.email_address, "accounting@example.com");
    }
    assert!(!format!("{sent:?}").contains("accounting"));
}
