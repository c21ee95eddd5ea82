//! Netspend over HTTP: requests in, answers out, and the faults that happen to a call on its way.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use bindery_runtime::generated::rest::{Answer, Incoming};

use super::answer;
use super::call;
use super::operations;
use super::state::{Environment, Late};
use crate::faults::Fault;
use crate::wire::{PROXY_PAGE, cut, status_code, too_many_requests, truncated};

/// The part of the partner's addresses that precedes every path.
pub(super) const BASE: &str = "/netspend-api/v1";

/// What an environment's listener serves.
pub(super) fn router(environment: Arc<Environment>) -> Router {
    Router::new().fallback(serve).with_state(environment)
}

async fn serve(State(environment): State<Arc<Environment>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let Some(path) = head.uri.path().strip_prefix(BASE) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if let Some(statement) = path.strip_prefix("/statements/") {
        let found = environment.statement(statement).ok_or(StatusCode::NOT_FOUND);
        return found.into_response();
    }
    let fault =
        operations::find(head.method.as_str(), path).and_then(|row| environment.faults.meet(row.name));
    if fault == Some(Fault::ResetBeforeRead) {
        return cut(Bytes::new());
    }
    let mut incoming = Incoming {
        method: head.method.as_str().to_owned(),
        path: path.to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head
            .headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect(),
        body: Bytes::new(),
    };
    incoming.body = match Bytes::from_request(Request::from_parts(head, body), &()).await {
        Ok(body) => body,
        Err(rejection) => return rejection.into_response(),
    };
    meet(&environment, incoming, fault).await
}

/// Carries out a request as far as the fault lets it, and answers as the fault has it.
async fn meet(environment: &Environment, incoming: Incoming, fault: Option<Fault>) -> Response {
    environment.settle();
    let now = environment.clock.at(environment.clock.now());
    let carry_out = |incoming: &Incoming| call::answer(environment, incoming, now);
    let carry_out_if = |processed: bool| {
        if processed {
            carry_out(&incoming);
        }
    };
    match fault {
        Some(Fault::ResetBeforeRead) => cut(Bytes::new()),
        Some(Fault::ResetBeforeReply) => {
            carry_out(&incoming);
            cut(Bytes::new())
        }
        Some(Fault::TruncatedReply) => {
            let answer = carry_out(&incoming);
            truncated(answer.status, answer.content_type.unwrap_or("application/json"), &answer.body)
        }
        Some(Fault::Html { status, processed }) => {
            carry_out_if(processed);
            (status_code(status), Html(PROXY_PAGE)).into_response()
        }
        Some(Fault::Status { status, processed }) => {
            carry_out_if(processed);
            status_code(status).into_response()
        }
        Some(Fault::Unexpected { processed }) => {
            carry_out_if(processed);
            over_http(environment.refuse(answer::UNEXPECTED))
        }
        Some(Fault::SessionTimeout) => over_http(environment.refuse(answer::SESSION_EXPIRED)),
        Some(Fault::TokenGone) => over_http(environment.refuse(answer::TOKEN_UNKNOWN)),
        Some(Fault::TooManyRequests { retry_after }) => too_many_requests(retry_after),
        Some(Fault::Delay(time)) => {
            let answer = carry_out(&incoming);
            tokio::time::sleep(time).await;
            over_http(answer)
        }
        Some(Fault::LateDuplicate { after }) => {
            let answer = carry_out(&incoming);
            environment.keep(Late { due: now.elapsed + after, incoming });
            over_http(answer)
        }
        Some(Fault::LateArrival { after }) => {
            environment.keep(Late { due: now.elapsed + after, incoming });
            cut(Bytes::new())
        }
        None => over_http(carry_out(&incoming)),
    }
}

fn over_http(answer: Answer) -> Response {
    let status = status_code(answer.status);
    match answer.content_type {
        Some(content_type) => (status, [(header::CONTENT_TYPE, content_type)], answer.body).into_response(),
        None => status.into_response(),
    }
}
