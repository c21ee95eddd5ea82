//! The names of what PAPI3 can be asked for.

/// The names of PAPI3's operations.
pub const OPERATIONS: [&str; 17] = [
    "StartSession",
    "AddAccounts",
    "GetSessionInfo",
    "GetTerms",
    "AcceptTerms",
    "CreateDepositBatch",
    "AddDepositItem",
    "GetDepositBatchSummary",
    "GetDepositItem",
    "GetCheckImage",
    "UpdateDepositItems",
    "PostDepositBatch",
    "CancelDepositBatch",
    "EmailReceipt",
    "GetAccountTransactionHistory",
    "GetAccountTransactionCheckImage",
    "EndSession",
];
