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
//! # Test account holders of PAPI3
//!
//! StartSession answers these AccountHolderNumbers with a code; any other gets a session.
//!
//! | AccountHolderNumber | ResponseCode | who that is |
//! |---|---|---|
//! | 120000012 | E12 | all of the accounts are filtered by the institution's rules |
//! | 770000077 | E77 | on the institution's blocklist |
//! | 780000078 | E78 | not on the institution's allow list |
//! | 970000097 | E97 | of an institution that is out of service |
//! | 990000099 | E99 | meets an unexpected error |
//!
//! E12 also answers a StartSession without accounts, E500 a parameter that does not hold (PartnerId, LanguageId other
//! than 9, SessionStateId, SessionToken), and E51 a session that was idle for 15 minutes. The texts are those of the
//! partner's Authentication guide; it has none for E51 and E97, whose texts are the sandbox's own.
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
//! - [`Builder::large_account_lists`] lets StartSession come without accounts.
//! - [`Builder::clock`] sets the clock by which sessions and tokens age, and [`Clock::advance`] moves it.

mod clock;
mod error;
mod listener;
mod manifest;
mod netspend;
mod panics;
mod papi3;
mod pki;
mod sandbox;

pub use clock::Clock;
pub use error::StartError;
pub use netspend::NetspendAccess;
pub use papi3::{Papi3Access, TEST_ACCOUNT_HOLDERS, TestAccountHolder};
pub use pki::Identity;
pub use sandbox::{Builder, Sandbox};
