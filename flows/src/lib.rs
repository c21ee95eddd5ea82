//! What takes several calls of a partner and needs judgement: deposits that cannot double (PAPI3), and Netspend's login,
//! onboarding, transfers, identity questions and PINs, with the webhooks that tell of them.
//!
//! | module | what it is |
//! |---|---|
//! | this page, [`accounts`], [`terms`], [`journal`] | deposits of checks by PAPI3 |
//! | [`netspend`] | the flows of Netspend: what is created is written down first and sent once |
//! | [`webhooks`] | what Netspend sends by itself: on disk before it is answered, handled once |
//!
//! Cargo features, none on by default: `webhooks` brings the receiver as a route of axum, `inferred` uses operations whose
//! path is not documented to read more of what is in doubt.
//!
//! # How a deposit goes
//!
//! ```text
//! begin ──> submit ──> review ──> [correct | confirm] ──> post ──> Done | Refused | Unknown
//!   │          │          │                                 │                      │
//!   └──────────┴──────────┴────── an error, a crash ────────┴──> recover <─────────┘
//! ```
//!
//! 1. [`Deposits::begin`] writes the [`Intent`] into the [`journal`]. Nothing was sent yet; a check that was
//!    deposited within 24 hours is refused unless forced.
//! 2. [`Deposit::submit`] opens a batch and sends the checks. A check whose fate is in doubt is looked for in the batch
//!    first, and only if it is absent sent again, with the same number and the same bytes.
//! 3. [`Deposit::review`] waits until the partner has processed the checks, and reads the risks that it found.
//! 4. [`Deposit::post`] moves the money. The journal says so before the call is made, and the call is made once. What is
//!    not a clear answer is [`Outcome::Unknown`], never a failure.
//! 5. [`Deposits::recover`] finds out how an intent stands, after a crash or when in doubt. It asks, and never posts.
//!
//! ```no_run
//! # use std::{sync::Arc, time::Duration};
//! # use bindery_runtime::Secret;
//! # use partners::papi3::{Client, Device, sso::StartSessionRequest};
//! use partner_flows::journal::{EmbeddedJournal, IntentId};
//! use partner_flows::{Account, Check, Deposits, Flow, Intent, JournalKey, Outcome, Pace, Visit, terms};
//!
//! # async fn example(
//! #     client: Client, device: Device, opening: StartSessionRequest, secret: Secret, front: Vec<u8>, back: Vec<u8>,
//! # ) -> Result<(), Box<dyn std::error::Error>> {
//! let visit = Visit::new(client, device, opening); // the request lists the accounts that the user may deposit into
//! if let Some(text) = terms::required(&visit).await? {
//!     // show the text; only when the user agrees:
//!     terms::accept(&visit).await?;
//! }
//! let journal = Arc::new(EmbeddedJournal::open("deposits.redb".as_ref())?);
//! let key = JournalKey::new(&secret)?; // at least 32 random characters, the same for as long as the journal lives
//! let pace = Pace::new(Flow::Multi, Duration::from_secs(2), Duration::from_secs(60))?;
//! let deposits = Deposits::new(visit, journal, key, pace);
//!
//! let id = IntentId::random(); // keep it: it finds this deposit again after a crash
//! let account = Account::new("56789".into(), "Checking", "0"); // description and tag as StartSession sent them
//! let checks = vec![Check::new(front, back, "20.11".parse()?)?];
//! let mut deposit = deposits.begin(Intent { id, account, checks, forced: false }).await?;
//! deposit.submit().await?;
//! let review = deposit.review().await?; // what the partner found in the checks
//! match deposit.post().await? {
//!     Outcome::Done(receipt) => println!("deposited: {}", receipt.total),
//!     Outcome::Refused(refusal) => println!("{}", refusal.user_text.unwrap_or_default()),
//!     Outcome::Unknown { recover } => drop(recover.run().await?), // asks; never posts again
//! }
//! # drop(review);
//! # Ok(())
//! # }
//! ```
//!
//! Within one process a deposit that is dropped unfinished stays claimed for three minutes, so that no second worker
//! takes it up; opening the journal anew clears the claims of a process that died.
//!
//! What the partner's public documentation leaves open is met on the safe side: where a batch is not visible from a new
//! session, a deposit that was never asked to be posted begins again in a new batch, and one that was is looked for in
//! the history. What even the history does not settle, a person does.

pub mod accounts;
mod check;
mod deposit;
mod error;
mod hash;
mod history;
pub mod journal;
pub mod netspend;
mod outcome;
mod pace;
mod store;
pub mod terms;
mod visit;
pub mod webhooks;

pub use accounts::Account;
pub use check::{Check, Images};
pub use deposit::{Decision, Deposit, Deposits, Handling, Intent, ItemReview, Recovery, Review, Risk};
pub use error::{Error, Result};
pub use hash::{AccountHash, Fingerprint, ImageHash, JournalKey};
pub use history::{Sides, Transaction, history};
pub use outcome::{Case, Finding, Outcome, Receipt, Recovered, Refusal};
pub use pace::{Flow, Pace};
pub use visit::Visit;
