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
//! `sandbox.json` into DIR and serves until it is interrupted. One sandbox runs in a folder at a time. With
//! `--webhooks http://127.0.0.1:PORT/...` it posts the webhooks of both Netspend environments there; `sandbox.json` has
//! their key, and the test people and names.
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
//! | `TooManyRequests` | no | status 429 with Retry-After |
//!
//! [`Papi3Access::reset_connections`] resets connections before TLS begins. With [`Builder::seed`] and a stopped clock, the
//! same calls in the same order meet the same faults and are answered with the same bytes.
//!
//! # Netspend: test values
//!
//! These people are there from the start ([`netspend::TEST_PEOPLE`]), approved, each on an active account:
//!
//! | person | account | type | balance |
//! |---|---|---|---|
//! | `fake-person` | `fake-account` | DDA | $1000.00 |
//! | `fake-person-2` | `fake-account-2` | DDA | $1000.00 |
//! | `fake-person-3` | `fake-account-3` | GPR | $0 |
//!
//! Account creation contexts ([`netspend::TEST_CONTEXTS`]) are `sandbox-dda` and `sandbox-gpr`. An account becomes active
//! once its primary holder's identity is approved and the holder has accepted `agreement-terms`, `agreement-privacy` and
//! `agreement-esign`, and, on a DDA account, has answered the expected-use questions `use-cash` and `use-abroad` with `no` or
//! `yes`.
//!
//! The identity is checked once name, address (first line, city, state, postal code), date of birth and government id are
//! there. The last name decides what is found ([`netspend::TEST_LAST_NAMES`]); anybody else is approved.
//!
//! | `last_name` | `kyc_status` | `ofac_status` | cured by |
//! |---|---|---|---|
//! | `Pending` | pending, approved when the review ends | passed | |
//! | `Questions` | conditional | passed | identity questions |
//! | `Scan` | conditional | passed | identity scan |
//! | `Documents` | conditional | passed | documents |
//! | `Rejected` | rejected | passed | each of the three; the first documents are rejected, the second ones accepted |
//! | `Sanctioned` | rejected | failed | |
//!
//! | value | what becomes of it |
//! |---|---|
//! | identity answer `question-N-right` to each of three questions | approved; with any other answer, rejected |
//! | `postal_code` `00001`, `00002` ([`netspend::TEST_POSTAL_CODES`]) | `address_has_component_mismatch`, `address_has_multiple_matches` |
//! | `country` `CA`; `line1` `General Delivery` | `address_canadian_not_allowed`, `address_general_delivery_not_allowed` |
//! | card brands `brand-blue`, `brand-green` ([`netspend::CARD_BRANDS`]) | can be ordered |
//! | `transfer_amount` 0.17 | verifies an external card |
//! | `bank_link_id` `sandbox-bank-link` ([`netspend::TEST_BANK_LINK`]) | the one external bank |
//!
//! # Netspend: the device
//!
//! [`netspend::Device`] does what the partner's SDK does in the user's device: it takes what getSessionInitialization brings,
//! makes the device data of createSession, opens the session, encrypts what the partner takes only encrypted and decrypts
//! what the partner encrypted for it. Both ends use compact JWE with RSA-OAEP or RSA-OAEP-256 and AES-GCM; which algorithms the
//! partner uses is not documented. Any other text is device data, too, unless [`netspend::Switches::device_data`] says
//! otherwise, but the session then has no keys: identity questions are refused, and cards come without their numbers.
//! Nothing of what was encrypted is logged, printed, or written into a file.
//!
//! # Netspend: what is refused
//!
//! Refusals have a code in the body. Those that Netspend documents come where it says that they do; the others
//! are the sandbox's own, as are all statuses: 400 for a request that is not in order, 401 for a token or session that does
//! not live, 403 for a session of the wrong kind, 404 for what is not there or is somebody else's, 422 for business.
//!
//! A session reaches its own things: a person's session that person, the account and the person's cards; an account's
//! session the account, its people and cards; an anonymous one the account that it has made. Each operation demands a kind
//! of session: none for the token, the initialization and createSession and for what the partner does itself
//! (reportAccountEvent, getTransaction, createAccountDeposit, createAccountWithdrawal); any for createAccount, createPerson,
//! searchAgreements, getAgreement and createSdkAuthorizationCode; a person's for identity questions and for transfers between
//! people; at least an account's for all others. getSession and updateSession come without one, too. The documentation
//! says so of the transfers alone.
//!
//! Identity questions have one attempt, within 5 minutes of the first reading: afterwards
//! `identity_verification_questions_not_available` and `identity_verification_answers_already_submitted` are final.
//!
//! # Netspend: the sandbox's own choices
//!
//! - A session ends 15 minutes after its last successful call; with the expiration strategy `fixed`, an hour after it was
//!   opened.
//! - A transfer between people sets the money aside when it is created, and moves it when the receiver accepts; the sender names
//!   any receiver, anybody else only themselves. It expires after 7 days.
//! - Reviews take a minute, and so do transfers from and to a subaccount; all others are completed at once.
//! - Requested documents are taken for 30 days, and refused with `document_request_expired` afterwards.
//! - A physical card is `inactive` until its PIN is set, which takes a verification by the security code; virtual and digital
//!   cards are `active` at once. Their numbers begin with zeros. All of them need an approved identity.
//! - The first physical card may come without a brand; a second one may not.
//! - searchTransactions takes `page`, from 1, and `page_size`, 25 if it is not said, and tells both with `total`.
//! - External cards may move $500 in five transfers, over all time; the quoted fee is taken by nobody.
//! - Enrolments in savings, overdraft and rewards are kept; no transaction depends on overdraft, and nobody earns rewards.
//! - Wallet tokens, passcodes and account events are taken and lead nowhere.
//! - Webhooks are posted one after the other, the first attempt at once, the next ones 1, 2, 4 ... minutes after. Names of
//!   events that the documentation has by title only, and `person.kyc.documents.modified`, are the sandbox's own. `data` is
//!   what reading the thing would bring; of a person it is the id.
//!
//! # Netspend: what tests can read and do
//!
//! [`NetspendAccess::ledger`] is every movement of money, [`NetspendAccess::balance`] what follows from it,
//! [`NetspendAccess::calls`] how often an operation was carried out, [`NetspendAccess::tokens_minted`] and
//! [`NetspendAccess::sessions_opened`] what they say. [`NetspendAccess::pay_in`] and [`NetspendAccess::pay_by_card`] move money
//! without a call of the client, [`NetspendAccess::complete_purchase`], [`NetspendAccess::complete_purchase_partially`] and
//! [`NetspendAccess::release_purchase`] end what a card began, and [`NetspendAccess::revoke_tokens`] ends tokens early.
//!
//! [`NetspendAccess::webhooks`] posts signed messages to an address on loopback, in clear or over TLS, again on anything but 200, over 72 hours of
//! the sandbox's clock, with the same bytes and a `ns-delivery-count` that counts; [`netspend::WebhookFault`] doubles,
//! overtakes, delays or signs them wrongly.
//!
//! # Netspend: faults
//!
//! [`NetspendAccess::faults`] is a script as PAPI3's, with the names of [`netspend::OPERATIONS`]. All faults of the table
//! above do the same here; these differ, or are Netspend's alone:
//!
//! | [`Fault`] | carried out | what the client sees |
//! |---|---|---|
//! | `Unexpected` | as said | status 500 and `unexpected_error` |
//! | `SessionTimeout` | no | status 401 and `session_expired` |
//! | `TokenGone` | no | status 401 and `invalid_access_token`, although the token lives |
//!
//! # Switches
//!
//! - [`Builder::clock`] sets the clock by which sessions and tokens age, and [`Clock::advance`] moves it.
//! - [`Builder::seed`] fixes ids, keys, the randomness of encryption, and the lots of the faults; not the certificates, nor
//!   Netspend's API keys and secrets.
//! - [`Builder::netspend`] takes [`netspend::Switches`]; the table below.
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
//!
//! What Netspend's documentation leaves open, as fields of [`netspend::Switches`]:
//!
//! | | default | otherwise |
//! |---|---|---|
//! | `success_status` | 201 and 204 where they fit | always 200 |
//! | `business_status` | 422 | any |
//! | `weak_session_status` | 403 | any |
//! | `error_body` | JSON with `code` and `description` | a page of HTML, plain text, nothing |
//! | `demands` | see above | any kind of session, operation by operation |
//! | `device_data` | any text | only what a device made of this environment's keys |
//! | `token_lifetime` | 86399 seconds, as documented | any |
//! | `idle_lifetime`, `fixed_lifetime` | 15 minutes, an hour | any |
//! | `question_time` | 5 minutes, as the error page says | any: an application counts down 10 |
//! | `review_time`, `transfer_time` | a minute | any |
//! | `document_time` | 30 days | any |
//! | `p2p_lifetime` | 7 days | any |
//! | `key_algorithm`, `content_encryption` | RSA-OAEP-256, A256GCM | RSA-OAEP, A128GCM |
//! | `webhook_patience` | 10 seconds of real time, as documented | any |

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
