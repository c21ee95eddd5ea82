//! What must not compile, each beside a twin that does; the rest of this package is tests, benchmarks and examples.
//!
//! These run as documentation tests. That each fails for the reason it should, by the code of its error, is held by the
//! fixture `session_levels`, which has every case.
//!
//! # Promotions
//!
//! Three exist: anonymous to account, anonymous to person, account to person.
//!
//! ```
//! # use bindery_runtime::Error;
//! use partners::netspend::{Session, level};
//!
//! async fn step_by_step(session: Session<level::Anonymous>) -> Result<Session<level::Person>, Error> {
//!     let account = session.promote_to_account("account-id").await?;
//!     Ok(account.promote_to_person("person-id").await?)
//! }
//! async fn at_once(session: Session<level::Anonymous>) -> Result<Session<level::Person>, Error> {
//!     Ok(session.promote_to_person("person-id").await?)
//! }
//! ```
//!
//! There is no way back from a person:
//!
//! ```compile_fail,E0599
//! # use bindery_runtime::Error;
//! use partners::netspend::{Session, level};
//!
//! async fn back(session: Session<level::Person>) -> Result<Session<level::Account>, Error> {
//!     Ok(session.promote_to_account("account-id").await?)
//! }
//! ```
//!
//! ... and none to another account:
//!
//! ```compile_fail,E0599
//! # use bindery_runtime::Error;
//! use partners::netspend::{Session, level};
//!
//! async fn aside(session: Session<level::Account>) -> Result<Session<level::Account>, Error> {
//!     Ok(session.promote_to_account("another-account-id").await?)
//! }
//! ```
//!
//! # Calls
//!
//! A transfer between persons needs the session of one:
//!
//! ```
//! # use bindery_runtime::Error;
//! use partners::netspend::{Session, level, types::P2pTransfer};
//!
//! async fn transfer(session: Session<level::Person>) -> Result<P2pTransfer, Error> {
//!     session.get_p2p_transfer("transfer-id").await
//! }
//! ```
//!
//! ```compile_fail,E0599
//! # use bindery_runtime::Error;
//! use partners::netspend::{Session, level, types::P2pTransfer};
//!
//! async fn transfer(session: Session<level::Account>) -> Result<P2pTransfer, Error> {
//!     session.get_p2p_transfer("transfer-id").await
//! }
//! ```
//!
//! Identity questions are encrypted for the device, whose keys must be complete:
//!
//! ```
//! # use bindery_runtime::Error;
//! use partners::netspend::{DeviceReady, Session, level, types::IdentityQuestions};
//!
//! async fn questions(session: Session<level::Person, DeviceReady>) -> Result<IdentityQuestions, Error> {
//!     session.get_identity_questions("person-id").await
//! }
//! ```
//!
//! ```compile_fail,E0599
//! # use bindery_runtime::Error;
//! use partners::netspend::{DevicePending, Session, level, types::IdentityQuestions};
//!
//! async fn questions(session: Session<level::Person, DevicePending>) -> Result<IdentityQuestions, Error> {
//!     session.get_identity_questions("person-id").await
//! }
//! ```
