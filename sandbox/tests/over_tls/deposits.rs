//! Deposits as a client makes them that has none of our bindings.

use bindery_sandbox::Sandbox;

use crate::soap::{Teller, codes, invalid, item};

const OK: [Option<&str>; 3] = [Some("00"), Some(""), Some("")];

#[tokio::test]
async fn a_check_is_deposited_and_credited_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let uat = sandbox.papi3_uat();
    let teller = Teller::start(&sandbox, uat, "123123123").await;
    let batch = teller.batch().await;
    assert_eq!(codes(&teller.add(&batch, 1, "20.11").await), OK);
    let summary = teller.call("GetDepositBatchSummary", &batch.element()).await;
    assert_eq!(codes(&summary), OK);
    for (name, value) in
        [("ItemCount", "1"), ("OkItemCount", "1"), ("NeedReviewItemCount", "0"), ("int", "1")]
    {
        assert_eq!(summary.text(name), Some(value), "{name}");
    }
    let item = teller.call("GetDepositItem", &format!("{}<ItemNumber>1</ItemNumber>", batch.element())).await;
    assert_eq!(codes(&item), OK);
    assert!(uat.ledger().is_empty(), "nothing moves before it is posted");
    let posted = teller.call("PostDepositBatch", &batch.element()).await;
    assert_eq!(codes(&posted), OK);
    let [entry] = &uat.ledger()[..] else { panic!("one entry") };
    assert_eq!(entry.account_number, "56789");
    assert_eq!(entry.account_holder_number, "123123123");
    assert_eq!((entry.amount.to_string().as_str(), entry.items.len()), ("20.11", 1));
    assert_eq!(posted.text("TransactionId"), Some(entry.transaction_id.as_str()));
    assert_eq!(entry.deposit_batch_id, batch.id);
    sandbox.finish().await;
}

#[tokio::test]
async fn a_risk_is_read_corrected_and_seen_and_the_deposit_is_found_again() {
    let sandbox = Sandbox::start().await.unwrap();
    let uat = sandbox.papi3_uat();
    let teller = Teller::start(&sandbox, uat, "123123123").await;
    let batch = teller.batch().await;
    assert_eq!(codes(&teller.add(&batch, 1, "66.01").await), OK);
    let number = "<ItemNumber>1</ItemNumber>";
    let item = teller.call("GetDepositItem", &format!("{}{number}", batch.element())).await;
    assert_eq!(codes(&item), OK);
    for (name, value) in [
        ("RiskFactorLocalizedDescription", "This check cannot be accepted."),
        ("Severity", "Reject"),
        ("IsConfirmable", "false"),
        ("Amount", "66.01"),
    ] {
        assert_eq!(item.text(name), Some(value), "{name}");
    }
    let view = "<CheckImageViewType>2</CheckImageViewType><CheckImageType>2</CheckImageType>";
    let preview = teller.call("GetCheckImage", &format!("{number}{view}")).await;
    assert_eq!(codes(&preview), OK);
    assert_eq!(
        [preview.text("CheckFrontImage"), preview.text("CheckBackImage")],
        [Some("RlJPTlQ="), Some("QkFDSw==")]
    );

    assert_eq!(codes(&teller.call("PostDepositBatch", &batch.element()).await), invalid("DepositBatchId"));
    let items = format!(
        "<DepositItems><UpdateDepositItem>{number}<Amount>67.00</Amount></UpdateDepositItem>\
         <UpdateDepositItem><ItemNumber>2</ItemNumber></UpdateDepositItem></DepositItems>"
    );
    let corrected = teller.call("UpdateDepositItems", &format!("{}{items}", batch.element())).await;
    assert_eq!(codes(&corrected), OK);
    let statuses = "<UpdateDepositItemStatus><ItemNumber>1</ItemNumber><ResponseCode>00</ResponseCode>\
         </UpdateDepositItemStatus><UpdateDepositItemStatus><ItemNumber>2</ItemNumber>\
         <ResponseCode>E500</ResponseCode></UpdateDepositItemStatus>";
    assert!(corrected.body.contains(statuses), "{}", corrected.body);
    assert_eq!(codes(&teller.call("PostDepositBatch", &batch.element()).await), OK);

    let history = teller.call("GetAccountTransactionHistory", "").await;
    assert_eq!(codes(&history), OK);
    for (name, value) in
        [("Amount", "67.00"), ("ItemCount", "1"), ("Status", "Submitted"), ("AccountNumberIndex", "0")]
    {
        assert_eq!(history.text(name), Some(value), "{name}");
    }
    assert!(history.text("TransactionDate").is_some_and(|date| date.ends_with('Z')));
    let id = format!("<TransactionId>{}</TransactionId>", history.text("TransactionId").unwrap());
    let front = format!("{id}<CheckImageViewType>0</CheckImageViewType>");
    let image = teller.call("GetAccountTransactionCheckImage", &front).await;
    assert_eq!(codes(&image), OK);
    assert_eq!([image.text("CheckFrontImage"), image.text("CheckBackImage")], [Some("RlJPTlQ="), None]);

    let address = "<EmailAddress>accounting@example.com</EmailAddress>";
    assert_eq!(codes(&teller.call("EmailReceipt", &format!("{}{address}", batch.element())).await), OK);
    assert_eq!(uat.receipts().len(), 1);
    let info = teller.call("GetSessionInfo", "").await;
    assert!(
        info.body.contains("You have 24 deposits left of your 25 daily transaction limit."),
        "{}",
        info.body
    );
    assert!(info.body.contains("You have $9933.00 left of your $10000.00 deposit limit."), "{}", info.body);
    sandbox.finish().await;
}

#[tokio::test]
async fn terms_are_shown_and_accepted_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let teller = Teller::start(&sandbox, sandbox.papi3_uat(), "123123123").await;
    let terms = teller.call("GetTerms", "").await;
    assert_eq!(codes(&terms), OK);
    assert!(terms.text("TermsText").is_some_and(|text| !text.is_empty()));
    assert_eq!(codes(&teller.call("AcceptTerms", "").await), OK);
    let again = Teller::start(&sandbox, sandbox.papi3_uat(), "123123123").await;
    let info = again.call("GetSessionInfo", "").await;
    assert_eq!(info.text("IsTermsAcceptanceRequired"), Some("false"));
    sandbox.finish().await;
}

#[tokio::test]
async fn accounts_are_added_to_a_session_that_has_none() {
    let sandbox = Sandbox::builder().large_account_lists(true).start().await.unwrap();
    let uat = sandbox.papi3_uat();
    let teller = Teller::start_with(&sandbox, uat, "123123123", "").await;
    let account = |number: u32| {
        format!(
            "<Account><AccountNumber>{number}</AccountNumber><Description>One of many</Description>\
             <AccountTypeCode>1</AccountTypeCode><JointAccountHolderNames></JointAccountHolderNames></Account>"
        )
    };
    let accounts: String = [56_789, 98_765, 56_789].map(account).concat();
    let added = teller.call("AddAccounts", &format!("<Accounts>{accounts}</Accounts>")).await;
    assert_eq!(codes(&added), OK);
    let info = teller.call("GetSessionInfo", "").await;
    assert_eq!(info.body.matches("<AccountKey>").count(), 2, "{}", info.body);
    assert_eq!(codes(&teller.call("AddAccounts", "<Accounts></Accounts>").await), invalid("Accounts"));
    sandbox.finish().await;
}

#[tokio::test]
async fn a_batch_is_given_up() {
    let sandbox = Sandbox::start().await.unwrap();
    let teller = Teller::start(&sandbox, sandbox.papi3_uat(), "123123123").await;
    let batch = teller.batch().await;
    assert_eq!(codes(&teller.add(&batch, 1, "20.11").await), OK);
    assert_eq!(codes(&teller.call("CancelDepositBatch", &batch.element()).await), OK);
    assert_eq!(codes(&teller.call("PostDepositBatch", &batch.element()).await), invalid("DepositBatchId"));
    assert!(sandbox.papi3_uat().ledger().is_empty());
    sandbox.finish().await;
}

#[tokio::test]
async fn images_and_amounts_are_checked() {
    let sandbox = Sandbox::start().await.unwrap();
    let teller = Teller::start(&sandbox, sandbox.papi3_uat(), "123123123").await;
    let batch = teller.batch().await;
    let good = item(&batch, 1, "20.11");
    for (wrong, parameter) in [
        (good.replace("RlJPTlQ=", ""), "FrontBase64Image"),
        (good.replace("QkFDSw==", ""), "BackBase64Image"),
        (good.replace("20.11", "0.00"), "Amount"),
    ] {
        assert_eq!(codes(&teller.call("AddDepositItem", &wrong).await), invalid(parameter));
    }
    for (right, wrong) in [("RlJPTlQ=", "R?"), ("20.11", "1,000.00")] {
        let refused = teller.call("AddDepositItem", &good.replace(right, wrong)).await;
        assert_eq!(refused.status, 500, "{}", refused.body);
        assert!(!refused.body.contains(wrong), "a value is in the fault: {}", refused.body);
    }
    assert_eq!(codes(&teller.call("AddDepositItem", &good).await), OK);
    sandbox.finish().await;
}
