//! PAPI3 over HTTP: the generated server traits behind two paths, and the faults that happen to a call on its way.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use bindery_runtime::generated::soap;
use partners::papi3::server;

use super::call::Call;
use super::operations::OPERATIONS;
use super::state::Environment;
use crate::faults::Fault;
use crate::listener::Peer;
use crate::wire::{PROXY_PAGE, cut, status_code, too_many_requests, truncated};

/// Path of the Single Sign-On service.
pub(super) const SSO: &str = "/PartnerAPI/PartnerSSORequest3.svc";

/// Path of the Deposit Request service.
pub(super) const DEPOSIT: &str = "/PartnerAPI/PartnerDepositRequest3.svc";

/// What IIS says where it wants a client certificate and gets none, shortened.
const CERTIFICATE_REQUIRED: &str = "<!DOCTYPE html><html><head><title>403.7 - Forbidden: SSL client certificate is \
     required.</title></head><body><h2>403.7 - Forbidden: SSL client certificate is required.</h2></body></html>";

/// What an environment's listener serves.
pub(super) fn router(environment: Arc<Environment>) -> Router {
    Router::new()
        .route(SSO, post(single_sign_on))
        .route(DEPOSIT, post(deposit_request))
        .with_state(environment)
}

/// Which of the two services is called.
#[derive(Clone, Copy)]
enum Service {
    SingleSignOn,
    DepositRequest,
}

async fn single_sign_on(
    State(environment): State<Arc<Environment>>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Response {
    answer(&environment, peer, Service::SingleSignOn, request).await
}

async fn deposit_request(
    State(environment): State<Arc<Environment>>,
    Extension(peer): Extension<Peer>,
    request: Request,
) -> Response {
    answer(&environment, peer, Service::DepositRequest, request).await
}

async fn answer(environment: &Environment, peer: Peer, service: Service, request: Request) -> Response {
    if peer.partner_id.is_none() {
        return (StatusCode::FORBIDDEN, Html(CERTIFICATE_REQUIRED)).into_response();
    }
    let headers = request.headers().clone();
    let named = named(&headers);
    let mut fault = named.and_then(|operation| environment.faults().meet(operation));
    if fault == Some(Fault::ResetBeforeRead) {
        return cut(Bytes::new());
    }
    let body = match Bytes::from_request(request, &()).await {
        Ok(body) => body,
        Err(rejection) => return rejection.into_response(),
    };
    if named.is_none() {
        fault = in_body(&headers, &body).and_then(|operation| environment.faults().meet(operation));
    }
    let carry_out = async || {
        let call = Call { environment, peer, fault: fault.as_ref() };
        match service {
            Service::SingleSignOn => server::sso(&call, &body, content_type(&headers)).await,
            Service::DepositRequest => server::deposit(&call, &body, content_type(&headers)).await,
        }
    };
    match &fault {
        Some(Fault::ResetBeforeRead) => cut(Bytes::new()),
        Some(Fault::ResetBeforeReply | Fault::LateArrival { .. }) => {
            carry_out().await;
            cut(Bytes::new())
        }
        Some(Fault::TruncatedReply) => {
            let answer = carry_out().await;
            truncated(answer.status, answer.content_type, &answer.body)
        }
        Some(Fault::Html { status, processed }) => {
            if *processed {
                carry_out().await;
            }
            (status_code(*status), Html(PROXY_PAGE)).into_response()
        }
        Some(Fault::Status { status, processed }) => {
            if *processed {
                carry_out().await;
            }
            status_code(*status).into_response()
        }
        Some(Fault::TooManyRequests { retry_after }) => too_many_requests(*retry_after),
        Some(Fault::Delay(time)) => {
            let answer = carry_out().await;
            tokio::time::sleep(*time).await;
            over_http(answer)
        }
        Some(
            Fault::SessionTimeout | Fault::TokenGone | Fault::Unexpected { .. } | Fault::LateDuplicate { .. },
        )
        | None => over_http(carry_out().await),
    }
}

/// The operation that the SOAPAction ends in, if it is one.
fn named(headers: &HeaderMap) -> Option<&'static str> {
    let action = headers.get("soapaction")?.to_str().ok()?.trim_matches('"');
    known(action.rsplit('/').next()?)
}

/// The operation that the body begins with, if it is one.
fn in_body(headers: &HeaderMap, body: &[u8]) -> Option<&'static str> {
    let incoming = soap::Incoming::read(body, content_type(headers), &[]).ok()?;
    known(incoming.operation().1)
}

fn known(name: &str) -> Option<&'static str> {
    OPERATIONS.into_iter().find(|operation| *operation == name)
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

fn over_http(answer: soap::Answer) -> Response {
    (status_code(answer.status), [(header::CONTENT_TYPE, answer.content_type)], answer.body).into_response()
}
