//! Both partners, PAPI3 and Netspend, as servers on loopback over real TLS.
//!
//! The sandbox stands in for the partners where the real ones cannot be called: in tests, and when a client in any
//! language is tried out. It checks what they check (client certificates, PartnerIds, bearer tokens, the rules of
//! sessions) and says no where they do. It is not a copy of them: it knows only what their public documentation says,
//! and where that is silent it makes a choice that is marked as its own.
//!
//! ```no_run
//! # async fn example() -> Result<(), bindery_sandbox::StartError> {
//! let sandbox = bindery_sandbox::Sandbox::start().await?;
//! let uat = sandbox.papi3_uat();
//! println!("StartSession goes to {} as partner {}", uat.sso, uat.partner_id);
//! sandbox.finish().await;
//! # Ok(())
//! # }
//! ```
//!
//! The program `bindery-sandbox --dir DIR` does the same for other processes: it writes certificates, keys and
//! `sandbox.json` into DIR and serves until it is interrupted.
//!
//! # Environments and certificates
//!
//! Each start makes everything anew and forgets it at the end: one authority for the server certificates (`localhost`
//! and `127.0.0.1`), and one authority for the client certificates of each PAPI3 environment. PAPI3 UAT and PROD demand
//! a client certificate of their own authority, so one of the other environment does not get past TLS. Inside, the
//! certificate itself is looked up: it belongs to one PartnerId, and a request with any other PartnerId is answered
//! with E500 and `PartnerId` (how the partner says so is not documented). Netspend CERT and PROD ask for no client
//! certificate; each has an API key and secret of its own. What one environment knows, no other does.
//!
//! Listeners are bound to 127.0.0.1 on free ports, and there is no way to name another address. Every reply carries the
//! header `x-bindery-sandbox: throwaway`.
//!
//! # PAPI3: test values
//!
//! StartSession answers these AccountHolderNumbers ([`TEST_ACCOUNT_HOLDERS`]) with a code; any other gets a session.
//!
//! | AccountHolderNumber | ResponseCode | who that is |
//! |---|---|---|
//! | 120000012 | E12 | all of the accounts are filtered by the institution's rules |
//! | 770000077 | E77 | on the institution's blocklist |
//! | 780000078 | E78 | not on the institution's allow list |
//! | 970000097 | E97 | of an institution that is out of service |
//! | 990000099 | E99 | meets an unexpected error |
//!
//! | AccountNumber | what becomes of it |
//! |---|---|
//! | 1200000120 ([`FILTERED_ACCOUNT`]) | filtered by the institution's rules: it is not among the AccountKeys, and alone it is E12 |
//!
//! A check of one of these amounts ([`TEST_AMOUNTS`]) is found risky; any other is without risk.
//!
//! | Amount | risk factors | summary | PostDepositBatch |
//! |---|---|---|---|
//! | 66.01 | Severity `Reject` | NeedReviewItemCount | E500 with `DepositBatchId` |
//! | 66.02 | IsConfirmable | NeedReviewItemCount | 00: posting confirms |
//! | 66.03 | one of each | NeedReviewItemCount | E500 with `DepositBatchId` |
//! | 66.04 | one that is neither | OkItemCount | 00 |
//!
//! # PAPI3: what is refused
//!
//! The texts are those of the partner's Authentication guide where it has them; the others are the sandbox's own.
//!
//! | ResponseCode | when |
//! |---|---|
//! | E12 | StartSession without accounts (unless large account lists are on), or no eligible account |
//! | E35 | PostDepositBatch of several checks, where the institution does not take them |
//! | E51 | a session that was idle for 15 minutes; only successful calls keep it alive |
//! | E500 | a parameter that does not hold, named by LocalizedMessageText |
//! | ECP281, ECP282, ECP288 | PostDepositBatch over the limit whose message has this code |
//!
//! E500 names `PartnerId` (not the certificate's), `LanguageId` (not 9),
//! `DepositorIpAddress`, `LocalDateTime` and `TimeZone` (said, and not in the documented form), `SessionStateId`, `SessionToken`, `Accounts`
//! (none, more than 5,000, or after the first CreateDepositBatch), `AccountNumberIndex` (not among the AccountKeys, or
//! not said where there are several), `DepositBatchId` (unknown, not visible, given up, posted, or not fit to be posted:
//! empty, an item in process or rejected), `ItemNumber` (below 1, not there, in process, or there already),
//! `IsFirstItem` (not true of the first item, or true of another), `Amount` (not positive, or with parts of a cent),
//! `FrontBase64Image` and `BackBase64Image` (empty), `DepositItems` (no correction), `TransactionId`, and
//! `EmailAddress`. UpdateDepositItems gives each correction a code of its own. What is no message of the contract (an
//! element missing, an amount that is no decimal, an image that is no base64) is a SOAP fault.
//!
//! # PAPI3: the sandbox's own choices
//!
//! The documentation is silent on these, and a client should not rely on them.
//!
//! - Terms are required until AcceptTerms, for each AccountHolderNumber; a deposit without it is not refused.
//! - A deposit is one transaction in the history, with the sum of its checks, status `Submitted`, the latest first.
//!   GetAccountTransactionCheckImage brings the images of its first check.
//! - Images come back as they were sent; the partner's are black and white. CheckImageViewType 0 is the front, 1 the
//!   back, anything else both; CheckImageType is not looked at.
//! - GetCheckImage, UpdateDepositItems and EmailReceipt without a batch mean the session's latest.
//! - After PostDepositBatch the summary says what it said before, and nothing of being posted.
//! - Limits run over a business day in UTC, and the last one over all days.
//! - MaxCheckPerTxn stays at the 1 of the guide's example, whatever IsMultChecksPerTxn says.
//! - Dates are those of the sandbox's clock.
//!
//! # PAPI3: what tests can read
//!
//! [`Papi3Access::ledger`] is what a bank would have credited, [`Papi3Access::receipts`] the e-mails,
//! [`Papi3Access::calls`] how often an operation was carried out, and [`Faults::arrived`] how often it was asked for.
//!
//! # PAPI3: faults
//!
//! [`Papi3Access::faults`] is a script: this happens to that call of an operation, or to a part of its calls by lot.
//!
//! ```no_run
//! # async fn example() -> Result<(), bindery_sandbox::StartError> {
//! use bindery_sandbox::{Fault, OPERATIONS, Sandbox};
//!
//! let sandbox = Sandbox::builder().seed(7).start().await?;
//! let uat = sandbox.papi3_uat();
//! // The next deposit is posted, and nobody is told.
//! uat.faults().script("PostDepositBatch", 1, Fault::ResetBeforeReply);
//! // One in fifty calls of whatever kind is answered in part.
//! for operation in OPERATIONS {
//!     uat.faults().rate(operation, Fault::TruncatedReply, 0.02);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! | [`Fault`] | carried out | what the client sees |
//! |---|---|---|
//! | `Delay` | at once | the reply, late |
//! | `ResetBeforeRead` | no | TCP reset once the request's head has arrived |
//! | `ResetBeforeReply` | yes | TCP reset, not a byte |
//! | `TruncatedReply` | yes | the head, half of the body, TCP reset |
//! | `Html` | as said | a page of HTML with any status |
//! | `Status` | as said | an HTTP status without a body |
//! | `Unexpected` | as said | E99 |
//! | `SessionTimeout` | no | E51 |
//! | `LateDuplicate` | twice | the reply to the first time |
//! | `LateArrival` | later | TCP reset, not a byte |
//!
//! [`Papi3Access::reset_connections`] resets connections before TLS begins. With [`Builder::seed`] and a stopped clock, the
//! same calls in the same order meet the same faults and are answered with the same bytes.
//!
//! # Netspend
//!
//! The key and secret mint access tokens that live for 86399 seconds. A session is opened for a device alone, an account
//! or a person, with the SDK's device data, which the sandbox takes as it is; it is promoted along the three documented
//! edges only, and any other promotion is answered with status 422. A call that names an unknown session in the header
//! `ns-session-id` is answered with status 401. Keys and encrypted data that the sandbox hands out
//! are visibly of nobody.
//!
//! # Switches
//!
//! - [`Builder::clock`] sets the clock by which sessions and tokens age, and [`Clock::advance`] moves it.
//! - [`Builder::seed`] fixes PAPI3's ids and the lots of its faults.
//!
//! What a PAPI3 institution's setup decides:
//!
//! | | default | otherwise |
//! |---|---|---|
//! | [`Builder::large_account_lists`] | off | StartSession may come without accounts |
//! | [`Builder::flow`] | [`Flow::Multi`] | [`Flow::Single`] |
//! | [`Builder::several_checks`] | on | several checks in a deposit are E35 |
//! | [`Builder::deposit_limits`] | 25 a day, $10000.00 a day and in all | any |
//! | [`Builder::processing_time`] | none | any, by the sandbox's clock |
//! | [`Builder::history_lag`] | none | any, by the sandbox's clock |
//!
//! What PAPI3's documentation leaves open, where the default is the sandbox's own choice:
//!
//! | | default | otherwise |
//! |---|---|---|
//! | [`Builder::client_certificate`] | in the handshake | late: without one, 403 and a page of HTML |
//! | [`Builder::repeated_item`] | refused | ignored, or a second item |
//! | [`Builder::batch_visibility`] | in its own session | in every session of the account holder |
//! | [`Builder::second_post`] | refused | answered again, or a double credit |

mod clock;
mod error;
mod faults;
mod ids;
mod listener;
mod manifest;
pub mod netspend;
mod panics;
mod papi3;
mod pki;
mod sandbox;
mod wire;

pub use clock::Clock;
pub use error::StartError;
pub use faults::{Fault, Faults, Met};
pub use netspend::NetspendAccess;
pub use papi3::{
    BatchVisibility, ClientCertificate, DepositLimits, FILTERED_ACCOUNT, Flow, LedgerEntry, LedgerItem,
    OPERATIONS, Papi3Access, Receipt, RepeatedItem, SecondPost, TEST_ACCOUNT_HOLDERS, TEST_AMOUNTS,
    TestAccountHolder, TestAmount,
};
pub use pki::Identity;
pub use sandbox::{Builder, Sandbox};
