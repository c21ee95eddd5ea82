//! Netspend over HTTP: from method, path and body to the state and back.

use std::sync::Arc;

use axum::Router;

use super::state::Environment;

/// The part of the partner's addresses that precedes every path.
pub(super) const BASE: &str = "/netspend-api/v1";

/// What an environment's listener serves.
pub(super) fn router(environment: Arc<Environment>) -> Router {
    let _ = environment;
    Router::new()
}
