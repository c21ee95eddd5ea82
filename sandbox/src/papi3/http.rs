//! PAPI3 over HTTP: from the body of a request to the state and back. Dispatch is by body element.

use std::sync::Arc;

use axum::Router;

use super::state::Environment;

/// Path of the Single Sign-On service.
pub(super) const SSO: &str = "/PartnerAPI/PartnerSSORequest3.svc";

/// Path of the Deposit Request service.
pub(super) const DEPOSIT: &str = "/PartnerAPI/PartnerDepositRequest3.svc";

/// What an environment's listener serves.
pub(super) fn router(environment: Arc<Environment>) -> Router {
    let _ = environment;
    Router::new()
}
