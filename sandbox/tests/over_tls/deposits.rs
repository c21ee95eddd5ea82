//! Deposits as a client makes them that has none of our bindings.

use bindery_sandbox::Sandbox;

use crate::soap::{Teller, codes};

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
