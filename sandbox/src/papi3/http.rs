//! PAPI3 over HTTP: the generated server traits, answered from the state. Dispatch is by body element.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use bindery_runtime::generated::{Secret, soap};
use partners::papi3::{deposit, server, sso};

use super::answer::Refusal;
use super::session_info;
use super::state::{Account, Caller, Environment, Pair};
use crate::listener::Peer;

/// Path of the Single Sign-On service.
pub(super) const SSO: &str = "/PartnerAPI/PartnerSSORequest3.svc";

/// Path of the Deposit Request service.
pub(super) const DEPOSIT: &str = "/PartnerAPI/PartnerDepositRequest3.svc";

/// PAPI3 documentation: the channel of this integration.
const CHANNEL: &str = "7";

/// What an environment's listener serves.
pub(super) fn router(environment: Arc<Environment>) -> Router {
    Router::new()
        .route(SSO, post(single_sign_on))
        .route(DEPOSIT, post(deposit_request))
        .with_state(environment)
}

async fn single_sign_on(
    State(environment): State<Arc<Environment>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = Call { environment: &environment, peer };
    over_http(server::sso(&call, &body, content_type(&headers)).await)
}

async fn deposit_request(
    State(environment): State<Arc<Environment>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = Call { environment: &environment, peer };
    over_http(server::deposit(&call, &body, content_type(&headers)).await)
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()
}

fn over_http(answer: soap::Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, answer.content_type)], answer.body).into_response()
}

/// One call: who makes it, and the environment that answers.
struct Call<'a> {
    environment: &'a Environment,
    peer: Peer,
}

impl Call<'_> {
    fn caller(&self, partner_id: i32, language_id: i32) -> Caller {
        Caller { certified: self.peer.partner_id, partner_id, language_id }
    }
}

/// The three texts that begin every reply.
struct Head {
    code: Option<String>,
    error_text: Option<String>,
    localized_text: Option<String>,
}

impl Head {
    fn success() -> Self {
        Self::of("00", "", "")
    }

    fn of(code: &str, error_text: &str, localized_text: &str) -> Self {
        Self {
            code: Some(code.to_owned()),
            error_text: Some(error_text.to_owned()),
            localized_text: Some(localized_text.to_owned()),
        }
    }
}

impl From<Refusal> for Head {
    fn from(refusal: Refusal) -> Self {
        Self::of(refusal.code, refusal.error_text, refusal.localized_text)
    }
}

impl server::Sso for Call<'_> {
    async fn start_session(
        &self,
        request: sso::StartSessionRequest,
    ) -> Result<sso::StartSessionResult, soap::Fault> {
        let accounts = request
            .accounts
            .into_iter()
            .map(|account| Account { description: account.description, tag: account.tag })
            .collect();
        let caller = self.caller(request.partner_id, request.language_id);
        let (head, pair, session_info) =
            match self.environment.start_session(caller, &request.account_holder_number, accounts) {
                Ok((pair, keys)) => (Head::success(), Some(pair), Some(session_info::sso(keys))),
                Err(refusal) => (Head::from(refusal), None, None),
            };
        let (token, state_id) = pair.map(|pair| (pair.token, pair.state_id)).unzip();
        Ok(sso::StartSessionResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            session_token: token.map(Secret::new).unwrap_or_default(),
            session_state_id: state_id.map(Secret::new).unwrap_or_default(),
            session_info,
        })
    }
}

impl server::Deposit for Call<'_> {
    async fn get_session_info(
        &self,
        request: deposit::GetSessionInfoRequest,
    ) -> Result<deposit::GetSessionInfoResult, soap::Fault> {
        let caller = self.caller(request.partner_id, request.language_id);
        let pair = pair(&request.session_token, &request.session_state_id);
        let (head, session_info) = match self.environment.session_info(caller, &pair) {
            Ok(keys) => (Head::success(), Some(session_info::deposit(keys))),
            Err(refusal) => (Head::from(refusal), None),
        };
        Ok(deposit::GetSessionInfoResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
            // PAPI3 documentation: a token comes back here and is to be ignored. This one fits nothing.
            session_token: session_info.is_some().then(|| Secret::new("ignore-this-token")),
            partner_id: request.partner_id,
            channel_type_id: Some(CHANNEL.to_owned()),
            session_info,
        })
    }

    async fn end_session(
        &self,
        request: deposit::EndSessionRequest,
    ) -> Result<deposit::EndSessionResult, soap::Fault> {
        let caller = self.caller(request.partner_id, request.language_id);
        let pair = pair(&request.session_token, &request.session_state_id);
        let head = match self.environment.end_session(caller, &pair) {
            Ok(()) => Head::success(),
            Err(refusal) => Head::from(refusal),
        };
        Ok(deposit::EndSessionResult {
            response_code: head.code,
            error_response_text: head.error_text,
            localized_message_text: head.localized_text,
        })
    }
}

fn pair(token: &Secret, state_id: &Secret) -> Pair {
    Pair { token: token.expose().to_owned(), state_id: state_id.expose().to_owned() }
}
