//! Netspend over HTTP: the generated server trait, answered from the state.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use bindery_runtime::generated::json::{Members, TextOrNumber};
use bindery_runtime::generated::{Encrypted, Secret, rest};
use partners::netspend::{server, types};
use serde_json::json;

use super::answer::Refusal;
use super::state::{DeviceData, Environment, Source};
use super::token;

/// The part of the partner's addresses that precedes every path.
pub(super) const BASE: &str = "/netspend-api/v1";

/// What a created session hands to the SDK: opaque, and visibly not a secret of anybody.
const SESSION_ENCRYPTED_DATA: &str = "sandbox.session.encrypted.data.of.nobody";

/// The server's public key for version 1 of the SDK, with the documented members. The modulus is no key.
fn server_key() -> types::JsonWebKey {
    let text = |text: &str| Some(text.to_owned());
    types::JsonWebKey {
        kty: text("RSA"),
        use_: text("enc"),
        alg: text("RSA-OAEP-256"),
        kid: text("sandbox-not-a-key"),
        n: text("c2FuZGJveC1ub3QtYS1rZXk"),
        e: text("AQAB"),
        unlisted: Members::default(),
    }
}

/// What an environment's listener serves.
pub(super) fn router(environment: Arc<Environment>) -> Router {
    Router::new().fallback(serve).with_state(environment)
}

async fn serve(
    State(environment): State<Arc<Environment>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(path) = uri.path().strip_prefix(BASE) else { return StatusCode::NOT_FOUND.into_response() };
    let incoming = rest::Incoming {
        method: method.as_str().to_owned(),
        path: path.to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        headers: headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect(),
        body,
    };
    let answer = server::dispatch(&Call { environment: &environment }, &incoming).await;
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match answer.content_type {
        Some(content_type) => (status, [(header::CONTENT_TYPE, content_type)], answer.body).into_response(),
        None => status.into_response(),
    }
}

/// One call and the environment that answers.
struct Call<'a> {
    environment: &'a Environment,
}

impl Call<'_> {
    fn check(&self, incoming: &rest::Incoming) -> Result<(), Refusal> {
        self.environment.check(incoming.header("authorization"))
    }

    /// For the operations of a session.
    fn check_in_session(&self, incoming: &rest::Incoming) -> Result<(), Refusal> {
        self.check(incoming)?;
        self.environment.check_session(incoming.header("ns-session-id"))
    }
}

impl From<Refusal> for rest::Answer {
    fn from(refusal: Refusal) -> Self {
        let body = types::ErrorBody {
            code: Some(refusal.code.to_owned()),
            description: Some(refusal.description.to_owned()),
            unlisted: Members::default(),
        };
        Self::json(refusal.status, &body)
    }
}

fn source(
    source_type: Option<types::SessionSourceType>,
    source_id: Option<String>,
) -> Result<Source, Refusal> {
    let source_type = source_type.map(String::from);
    Source::read(source_type.as_deref(), source_id.as_deref())
}

/// `source_type` and `source_id` of a reply.
fn named(source: &Source) -> (Option<types::SessionSourceType>, Option<String>) {
    let source_type = source.source_type().map(|name| types::SessionSourceType::from(name.to_owned()));
    (source_type, source.source_id().map(str::to_owned))
}

fn information(id: &str, source: &Source) -> types::SessionInformation {
    let (source_type, source_id) = named(source);
    types::SessionInformation {
        id: Some(Secret::new(id)),
        source_type,
        source_id,
        status: None,
        expiration_time: None,
        unlisted: Members::default(),
    }
}

impl server::Server for Call<'_> {
    async fn create_access_token(
        &self,
        incoming: &rest::Incoming,
        body: types::AccessTokenRequest,
    ) -> Result<types::AccessToken, rest::Answer> {
        let minted = self.environment.mint(incoming.header("authorization"), &body.grant_type)?;
        Ok(types::AccessToken {
            access_token: Secret::new(minted),
            token_type: token::TOKEN_TYPE.to_owned(),
            scope: Some(token::SCOPE.to_owned()),
            expires_in: Some(TextOrNumber::Text(token::LIFETIME_SECONDS.to_owned())),
            unlisted: Members::default(),
        })
    }

    async fn get_session_initialization(
        &self,
        incoming: &rest::Incoming,
    ) -> Result<types::SessionInitialization, rest::Answer> {
        self.check(incoming)?;
        Ok(types::SessionInitialization {
            jwks: vec![server_key()],
            user_session_initialization_data: Some(json!({ "sandbox": "data of nobody" })),
            unlisted: Members::default(),
        })
    }

    async fn create_session(
        &self,
        incoming: &rest::Incoming,
        body: types::CreateSessionRequest,
    ) -> Result<types::CreatedSession, rest::Answer> {
        self.check(incoming)?;
        let source = source(body.source_type, body.source_id)?;
        let device = DeviceData {
            encrypted_data: body.encrypted_data.as_ref().map(Encrypted::expose),
            device_data: body.device_data.as_ref().map(Encrypted::expose),
        };
        let (source_type, source_id) = named(&source);
        let id = self.environment.create_session(source, &device)?;
        Ok(types::CreatedSession {
            id: Secret::new(id),
            encrypted_data: Encrypted::from_device(SESSION_ENCRYPTED_DATA).ok(),
            source_type,
            source_id,
            expiration_time: None,
            unlisted: Members::default(),
        })
    }

    async fn get_session(
        &self,
        incoming: &rest::Incoming,
        session_id: &str,
    ) -> Result<types::SessionInformation, rest::Answer> {
        self.check_in_session(incoming)?;
        Ok(information(session_id, &self.environment.session(session_id)?))
    }

    async fn update_session(
        &self,
        incoming: &rest::Incoming,
        session_id: &str,
        body: types::UpdateSessionRequest,
    ) -> Result<types::SessionInformation, rest::Answer> {
        self.check_in_session(incoming)?;
        let next = source(body.source_type, body.source_id)?;
        self.environment.promote(session_id, next.clone())?;
        Ok(information(session_id, &next))
    }
}
