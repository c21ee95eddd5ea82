//! Where money goes: transfers between people, savings, subaccounts, cards and banks outside, and what a search finds.

use super::*;
use crate::netspend::plain::CardNumbers;

impl Desk {
    fn status(&self, session: &str, transfer: &str) -> Value {
        self.ok(session, &format!("GET /p2p_transfers/{transfer}"), Value::Null)["status"].clone()
    }

    fn send(&self, session: &str, body: Value) -> String {
        self.ok(session, "POST /p2p_transfers", body)["id"].as_str().unwrap().to_owned()
    }

    /// The sum of all balances there are.
    fn total(&self) -> String {
        let sum = self.environment.read(|state| {
            let accounts: Vec<String> = state.accounts.keys().cloned().collect();
            accounts
                .iter()
                .map(|id| state.ledger.balance(id, false) + state.ledger.balance(id, true))
                .sum::<bindery_runtime::generated::Decimal>()
        });
        sum.to_string()
    }
}

#[test]
fn a_transfer_waits_for_its_receiver_and_moves_once() {
    let desk = Desk::new(Switches::default());
    let (sender, receiver) = (desk.person_session("fake-person"), desk.person_session("fake-person-2"));
    let id = desk.send(&sender, json!({ "amount": "12.34" }));
    let path = format!("/p2p_transfers/{id}");
    let accept = format!("POST {path}/accept");
    let add = |session: &str, account: &str| {
        desk.call(session, &format!("PUT {path}/receiver"), json!({ "receiver_account_id": account }))
    };
    assert_eq!(desk.refused(&receiver, &accept, Value::Null), "p2p_transfer_not_found");
    assert_eq!(add(&receiver, "fake-account-3").1["code"], "p2p_transfer_not_found");
    assert_eq!(add(&sender, "fake-account").1["code"], "p2p_transfer_receiver_invalid");
    assert_eq!(add(&receiver, "fake-account-2").0, 200);
    assert_eq!(add(&sender, "fake-account-3").1["code"], "p2p_transfer_receiver_invalid");
    assert_eq!(desk.refused(&sender, &accept, Value::Null), "p2p_transfer_receiver_invalid");
    assert_eq!(desk.balance("fake-account"), "1000.00");
    assert_eq!(desk.ok(&receiver, &accept, Value::Null)["status"], "completed");
    for session in [&sender, &receiver] {
        assert_eq!(desk.call(session, &accept, Value::Null).0, 422);
        assert_eq!(
            desk.refused(session, &format!("POST {path}/cancel"), Value::Null),
            "p2p_transfer_not_pending"
        );
        assert_eq!(desk.status(session, &id), "completed");
    }
    assert_eq!(
        (desk.balance("fake-account"), desk.balance("fake-account-2")),
        ("987.66".into(), "1012.34".into())
    );
    assert_eq!(desk.total(), "2000.00");
    assert_eq!(
        desk.events(),
        ["p2p_transfer.pended", "transaction.completed", "transaction.completed", "p2p_transfer.completed"]
    );
}

#[test]
fn a_transfer_is_cancelled_or_expires_and_its_money_is_free_again() {
    let desk = Desk::new(Switches::default());
    let all = json!({ "amount": "1000.00", "receiver_account_id": "fake-account-2" });
    let sender = desk.person_session("fake-person");
    let first = desk.send(&sender, all.clone());
    assert_eq!(
        desk.refused(&sender, "POST /p2p_transfers", json!({ "amount": "0.01" })),
        "insufficient_funds"
    );
    desk.ok(&sender, &format!("POST /p2p_transfers/{first}/cancel"), Value::Null);
    let second = desk.send(&sender, all.clone());
    desk.advance(7 * 24 * 60 * 60);
    let desk = Desk { token: desk.mint(), ..desk };
    let (sender, receiver) = (desk.person_session("fake-person"), desk.person_session("fake-person-2"));
    assert_eq!(desk.status(&sender, &second), "expired");
    assert_eq!(
        desk.refused(&receiver, &format!("POST /p2p_transfers/{second}/accept"), Value::Null),
        "p2p_transfer_not_pending"
    );
    desk.send(&sender, all);
    assert_eq!(desk.balance("fake-account"), "1000.00");
    assert_eq!(
        desk.events(),
        [
            "p2p_transfer.pended",
            "p2p_transfer.cancelled",
            "p2p_transfer.pended",
            "p2p_transfer.expired",
            "p2p_transfer.pended"
        ]
    );
}

#[test]
fn amounts_are_positive_whole_cents() {
    let desk = Desk::new(Switches::default());
    let session = desk.person_session("fake-person");
    for amount in ["0", "-1.00", "0.001"] {
        assert_eq!(
            desk.refused(&session, "POST /p2p_transfers", json!({ "amount": amount })),
            "amount_invalid"
        );
    }
}

#[test]
fn savings_take_and_give_what_is_there() {
    let desk = Desk::new(Switches::default());
    let session = desk.person_session("fake-person");
    let path = "/accounts/fake-account/savings";
    let deposit = format!("POST {path}/deposits");
    assert_eq!(desk.refused(&session, &deposit, json!({ "amount": "1.00" })), "savings_not_enrolled");
    desk.ok(&session, &format!("POST {path}/enroll"), Value::Null);
    let made = desk.ok(&session, &deposit, json!({ "amount": "300.00" }));
    let read = format!("GET {path}/transfers/{}", made["id"].as_str().unwrap());
    assert_eq!(desk.ok(&session, &read, Value::Null)["status"], "completed");
    let withdraw = format!("POST {path}/withdrawals");
    assert_eq!(desk.refused(&session, &withdraw, json!({ "amount": "300.01" })), "insufficient_funds");
    desk.ok(&session, &withdraw, json!({ "amount": "100.00" }));
    assert_eq!(desk.ok(&session, &format!("GET {path}"), Value::Null)["balance"], "200.00");
    assert_eq!((desk.balance("fake-account"), desk.total()), ("800.00".into(), "2000.00".into()));
    assert_eq!(
        desk.refused(&session, &format!("GET {path}/transfers/of-nobody"), Value::Null),
        "account_transfer_not_found"
    );
}

#[test]
fn a_subaccount_is_filled_and_closed_when_nothing_is_pending() {
    let desk = Desk::new(Switches::default());
    let session = desk.person_session("fake-person");
    let create = json!({ "account_creation_context_id": "sandbox-dda", "parent_account_id": "fake-account" });
    assert_eq!(desk.refused(&session, "POST /accounts", create.clone()), "subaccount_not_eligible");
    desk.ok(&session, "POST /cards/physical", json!({}));
    let made = desk.ok(&session, "POST /accounts", create);
    let id = made["id"].as_str().unwrap();
    let path = format!("/subaccounts/{id}");
    let transfer = desk.ok(&session, &format!("POST {path}/deposits"), json!({ "amount": "50.00" }));
    assert_eq!((&transfer["status"], desk.balance(id).as_str()), (&json!("pending"), "0"));
    assert_eq!(
        desk.refused(&session, &format!("POST {path}/close"), Value::Null),
        "account_has_pending_transfer"
    );
    let cancel = |id: &Value| format!("POST {path}/transfers/{}/cancel", id.as_str().unwrap());
    assert_eq!(desk.ok(&session, &cancel(&transfer["id"]), Value::Null)["status"], "cancelled");
    let transfer = desk.ok(&session, &format!("POST {path}/deposits"), json!({ "amount": "20.00" }));
    desk.advance(60);
    assert_eq!(desk.refused(&session, &cancel(&transfer["id"]), Value::Null), "account_transfer_not_pending");
    assert_eq!((desk.balance("fake-account"), desk.balance(id)), ("980.00".into(), "20.00".into()));
    desk.ok(&session, &format!("POST {path}/close"), Value::Null);
    assert_eq!(desk.balance("fake-account"), "1000.00");
    assert_eq!(desk.refused(&session, &format!("POST {path}/close"), Value::Null), "account_closed");
    assert_eq!(
        desk.refused(&session, "POST /subaccounts/fake-account/close", Value::Null),
        "account_not_a_subaccount"
    );
}

#[test]
fn cards_and_banks_outside_bring_and_take_money() {
    let desk = Desk::new(Switches::default());
    let session = desk.person_session("fake-person");
    let base = "/accounts/fake-account";
    let numbers = CardNumbers { pan: "0000001111111111".into(), cvv2: "000".into() };
    let linked = desk.ok(
        &session,
        &format!("POST {base}/external_cards"),
        json!({ "encrypted_data": desk.encrypted(&numbers) }),
    );
    let card = linked["id"].as_str().unwrap();
    let fund = |amount: &str| {
        let body = json!({ "amount": amount, "source_id": card });
        desk.call(&session, &format!("POST {base}/external_card_transfers"), body)
    };
    assert_eq!(fund("10.00").1["code"], "external_card_not_verified");
    let verify = format!("POST /external_cards/{card}/verify");
    assert_eq!(
        desk.refused(&session, &verify, json!({ "transfer_amount": "0.18" })),
        "external_card_not_verified"
    );
    desk.ok(&session, &verify, json!({ "transfer_amount": "0.17" }));
    let transaction = fund("10.00").1["transaction_id"].clone();
    let read = desk.ok("", &format!("GET /transactions/{}", transaction.as_str().unwrap()), Value::Null);
    assert_eq!((&read["amount"], &read["direction"]), (&json!("10.00"), &json!("credit")));
    assert_eq!(fund("490.01").1["code"], "transfer_limit_exceeded");
    desk.ok(
        &session,
        &format!("POST {base}/external_card_withdrawals"),
        json!({ "amount": "5.00", "source_id": card }),
    );
    let limits = desk.ok(&session, &format!("GET {base}/external_card_limits"), Value::Null);
    assert_eq!(limits["limits"][0]["remaining_amount"], "485.00");
    let bank = |link: &str| json!({ "bank_link_id": link, "amount": "1.00" });
    assert_eq!(
        desk.refused(&session, &format!("POST {base}/external_bank_deposits"), bank("other")),
        "bank_link_not_found"
    );
    desk.ok(&session, &format!("POST {base}/external_bank_deposits"), bank("sandbox-bank-link"));
    assert_eq!(desk.balance("fake-account"), "1006.00");
    assert_eq!(
        desk.events().iter().filter(|event| **event == "account.external_card_withdrawal.completed").count(),
        1
    );
}

#[test]
fn a_search_finds_the_latest_first_in_pages() {
    let desk = Desk::new(Switches::default());
    let session = desk.person_session("fake-person");
    let card = desk.ok(&session, "POST /cards/virtual", json!({}));
    let card = card["id"].as_str().unwrap().to_owned();
    let cents = |cents: i64| bindery_runtime::generated::Decimal::new(cents, 2);
    for number in 1..=37 {
        desk.environment
            .by_itself(|turn| turn.move_outside("fake-account", cents(number), true, "ach"))
            .unwrap();
    }
    let bought = desk.environment.by_itself(|turn| turn.pend(&card, cents(500))).unwrap();
    let search = |body: Value| desk.ok(&session, "POST /transactions/search", body);
    let count = |list: &Value| list["transactions"].as_array().map_or(0, Vec::len);
    let of_account = |page: u32| search(json!({ "account_id": "fake-account", "type": "ach", "page": page }));
    assert_eq!((count(&of_account(1)), count(&of_account(2)), count(&of_account(3))), (25, 12, 0));
    assert_eq!(of_account(1)["transactions"][0]["amount"], "0.37");
    assert_eq!(of_account(2)["total"], 37);
    let pending = search(json!({ "card_id": card, "status": "pending", "direction": "debit" }));
    assert_eq!(pending["transactions"][0]["id"], bought);
    let before = desk.balance("fake-account");
    desk.environment.by_itself(|turn| turn.settle(&bought, false)).unwrap();
    assert_ne!(desk.balance("fake-account"), before);
    assert_eq!(count(&search(json!({ "card_id": card, "status": "released" }))), 1);
    assert_eq!(desk.refused(&session, "POST /transactions/search", json!({})), "search_invalid");
    assert_eq!(
        desk.refused(
            &session,
            "POST /transactions/search",
            json!({ "account_id": "fake-account", "page": 0 })
        ),
        "search_invalid"
    );
    assert_eq!(
        desk.refused(&session, "POST /transactions/search", json!({ "account_id": "fake-account-2" })),
        "account_not_found"
    );
}

#[test]
fn a_purchase_is_completed_in_parts_and_no_cent_is_lost() {
    let desk = Desk::new(Switches::default());
    let session = desk.person_session("fake-person");
    let card = desk.ok(&session, "POST /cards/virtual", json!({}))["id"].as_str().unwrap().to_owned();
    let cents = |cents: i64| bindery_runtime::generated::Decimal::new(cents, 2);
    let bought = desk.environment.by_itself(|turn| turn.pend(&card, cents(1000))).unwrap();
    let part = |amount| desk.environment.by_itself(|turn| turn.settle_partially(&bought, cents(amount)));
    let first = part(300).unwrap();
    assert_eq!(desk.balance("fake-account"), "990.00");
    for amount in [700, 701, 0, -1] {
        assert_eq!(part(amount).unwrap_err().code, "amount_invalid", "{amount}");
    }
    let read = |id: &str| desk.ok("", &format!("GET /transactions/{id}"), Value::Null);
    assert_eq!((&read(&first)["status"], &read(&first)["amount"]), (&json!("completed"), &json!("3.00")));
    assert_eq!((&read(&bought)["status"], &read(&bought)["amount"]), (&json!("pending"), &json!("7.00")));
    desk.environment.by_itself(|turn| turn.settle(&bought, false)).unwrap();
    assert_eq!(desk.balance("fake-account"), "997.00");
    assert_eq!(part(1).unwrap_err().code, "transaction_not_found", "it has ended");
    let told = ["transaction.pended", "transaction.partially_settled", "transaction.released"];
    assert_eq!(desk.events(), told);
}

#[test]
fn what_goes_with_an_account_is_for_active_ones() {
    let desk = Desk::new(Switches::default());
    let (waiting, account, _) = desk.onboard("sandbox-dda", "Ordinary");
    for operation in ["statements", "overdraft", "rewards", "rewards/offers"] {
        let code =
            desk.call(&waiting, &format!("GET /accounts/{account}/{operation}"), Value::Null).1["code"]
                .clone();
        assert!(code == "account_inactive" || code == Value::Null, "{operation} {code}");
    }
    let session = desk.person_session("fake-person");
    let list = desk.ok(&session, "GET /accounts/fake-account/statements", Value::Null);
    assert_eq!(list["statements"].as_array().unwrap().len(), 3);
    let url = list["statements"][0]["url"].as_str().unwrap().to_owned();
    let id = url.rsplit('/').next().unwrap();
    assert!(desk.environment.statement(id).is_some());
    desk.advance(30 * 60);
    assert!(desk.environment.statement(id).is_none());
    let gpr = desk.person_session("fake-person-3");
    assert_eq!(
        desk.refused(&gpr, "GET /accounts/fake-account-3/overdraft", Value::Null),
        "overdraft_not_available"
    );
}
