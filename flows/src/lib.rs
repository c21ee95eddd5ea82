//! What takes several calls of a partner and needs judgement: deposits that cannot double.
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
mod outcome;
mod pace;
pub mod terms;
mod visit;

pub use accounts::Account;
pub use check::{Check, Images};
pub use deposit::{Decision, Deposit, Deposits, Handling, Intent, ItemReview, Recovery, Review, Risk};
pub use error::{Error, Result};
pub use hash::{AccountHash, Fingerprint, ImageHash, JournalKey};
pub use history::{Sides, Transaction, history};
pub use outcome::{Case, Finding, Outcome, Receipt, Recovered, Refusal};
pub use pace::{Flow, Pace};
pub use visit::Visit;
