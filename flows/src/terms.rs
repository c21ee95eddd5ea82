//! The terms of use: fetched where they are required, accepted when the user agrees.

use partners::papi3::deposit::{AcceptTermsRequest, GetTermsRequest};

use crate::error::{Error, Result};
use crate::visit::Visit;

/// The text of the terms if the user has yet to accept them, else nothing.
///
/// PAPI3 documentation: GetTerms is sent only if IsTermsAcceptanceRequired says so.
///
/// # Errors
/// [`Error::Call`], and [`Error::Incomplete`] if the partner sends no text: what was not read cannot be accepted.
pub async fn required(visit: &Visit) -> Result<Option<String>> {
    if !visit.info().await?.is_terms_acceptance_required {
        return Ok(None);
    }
    let reply = visit.session().await?.get_terms(GetTermsRequest::default()).await?;
    let text = reply.terms_text.filter(|text| !text.trim().is_empty());
    text.map(Some).ok_or(Error::Incomplete { operation: "GetTerms", field: "TermsText" })
}

/// Tells the partner that the user has accepted the terms. Acceptance is kept by AccountHolderNumber.
///
/// # Errors
/// [`Error::Call`].
pub async fn accept(visit: &Visit) -> Result<()> {
    visit.session().await?.accept_terms(AcceptTermsRequest::default()).await?;
    visit.forget_info().await
}
