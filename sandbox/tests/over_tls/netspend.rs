//! Netspend as a client meets it that has none of our bindings: bytes over TLS.

use crate::raw::{Reply, send};
use bindery_sandbox::{NetspendAccess, Sandbox};
use serde_json::{Value, json};

pub(crate) fn basic(key: &str, secret: &str) -> String {
    format!("Basic {}", base64_simd::STANDARD.encode_to_string(format!("{key}:{secret}")))
}

async fn mint(sandbox: &Sandbox, access: &NetspendAccess, authorization: &str, form: &str) -> Reply {
    let headers = [("authorization", authorization), ("content-type", "application/x-www-form-urlencoded")];
    let url = format!("{}/oauth/accesstoken", access.base);
    send(sandbox, None, "POST", &url, &headers, form).await.unwrap()
}

pub(crate) async fn token(sandbox: &Sandbox, access: &NetspendAccess) -> String {
    let authorization = basic(&access.api_key, &access.api_secret);
    let reply = mint(sandbox, access, &authorization, "grant_type=client_credentials").await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let body: Value = serde_json::from_str(&reply.body).unwrap();
    assert_eq!(body["token_type"], "BearerToken");
    assert_eq!(body["expires_in"], json!("86399"));
    assert_eq!(body["scope"], "owned_accounts_full");
    body["access_token"].as_str().unwrap().to_owned()
}

/// A call with a bearer token: status and JSON body.
pub(crate) async fn call(
    (sandbox, access): (&Sandbox, &NetspendAccess),
    bearer: &str,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> (u16, Value) {
    let authorization = format!("Bearer {bearer}");
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    let url = format!("{}{path}", access.base);
    let reply = send(sandbox, None, method, &url, &headers, &body).await.unwrap();
    assert!(reply.head.contains("x-bindery-sandbox: throwaway"), "{}", reply.head);
    (reply.status, serde_json::from_str(&reply.body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn a_session_is_prepared_opened_read_and_promoted() {
    let sandbox = Sandbox::start().await.unwrap();
    let cert = (&sandbox, sandbox.netspend_cert());
    let bearer = token(cert.0, cert.1).await;

    let (status, prepared) = call(cert, &bearer, "GET", "/sessions/initialization_data", None).await;
    assert_eq!(status, 200);
    assert_eq!(prepared["jwks"][0]["kty"], "RSA");
    assert_eq!(prepared["jwks"][0]["use"], "enc");
    assert!(prepared["user_session_initialization_data"].is_object());

    let device = json!({ "encrypted_data": "opaque" });
    let (status, opened) = call(cert, &bearer, "POST", "/sessions", Some(device)).await;
    assert_eq!(status, 201);
    assert!(opened["encrypted_data"].is_string());
    assert_eq!(opened.get("source_type"), None);
    let path = format!("/sessions/{}", opened["id"].as_str().unwrap());

    for (source_type, source_id) in [("account", "fake-account"), ("person", "fake-person")] {
        let next = json!({ "source_type": source_type, "source_id": source_id });
        let (status, promoted) = call(cert, &bearer, "PATCH", &path, Some(next)).await;
        assert_eq!(status, 200);
        assert_eq!(promoted["source_type"], source_type);
        let (status, read) = call(cert, &bearer, "GET", &path, None).await;
        assert_eq!((status, &read["source_id"]), (200, &promoted["source_id"]));
        assert_eq!(read.get("encrypted_data"), None, "what is secret is told once");
    }
    let back = json!({ "source_type": "account", "source_id": "fake-account" });
    let (status, refused) = call(cert, &bearer, "PATCH", &path, Some(back)).await;
    assert_eq!((status, &refused["code"]), (422, &json!("session_promotion_not_permitted")));
    sandbox.finish().await;
}

#[tokio::test]
async fn a_person_session_opens_at_once_with_device_data_of_the_second_sdk() {
    let sandbox = Sandbox::start().await.unwrap();
    let prod = (&sandbox, sandbox.netspend_prod());
    let bearer = token(prod.0, prod.1).await;
    let request = json!({
        "source_type": "person", "source_id": "fake-person", "device_data": "opaque", "expiration_strategy": "any",
    });
    let (status, opened) = call(prod, &bearer, "POST", "/sessions", Some(request)).await;
    assert_eq!((status, &opened["source_id"]), (201, &json!("fake-person")));
    sandbox.finish().await;
}

#[tokio::test]
async fn who_has_no_right_is_turned_away() {
    let sandbox = Sandbox::start().await.unwrap();
    let (cert, prod) = ((&sandbox, sandbox.netspend_cert()), (&sandbox, sandbox.netspend_prod()));
    let right = basic(&cert.1.api_key, &cert.1.api_secret);
    let others = basic(&prod.1.api_key, &prod.1.api_secret);
    let grant = "grant_type=client_credentials";
    for authorization in [others.as_str(), "Basic", "Basic ?"] {
        assert_eq!(mint(cert.0, cert.1, authorization, grant).await.status, 401);
    }
    for form in ["grant_type=password", ""] {
        assert_eq!(mint(cert.0, cert.1, &right, form).await.status, 400);
    }

    let of_prod = token(prod.0, prod.1).await;
    let device = json!({ "encrypted_data": "opaque" });
    for bearer in ["", "of-nobody", of_prod.as_str()] {
        let (status, refused) = call(cert, bearer, "POST", "/sessions", Some(device.clone())).await;
        assert_eq!((status, &refused["code"]), (401, &json!("invalid_access_token")));
        for (method, path, body) in [
            ("GET", "/sessions/initialization_data", None),
            ("GET", "/sessions/of-nobody", None),
            ("PATCH", "/sessions/of-nobody", Some(json!({}))),
        ] {
            assert_eq!(call(cert, bearer, method, path, body).await.0, 401, "{method} {path}");
        }
    }
    sandbox.finish().await;
}

#[tokio::test]
async fn what_cannot_be_is_named() {
    let sandbox = Sandbox::start().await.unwrap();
    let cert = (&sandbox, sandbox.netspend_cert());
    let bearer = token(cert.0, cert.1).await;
    for (body, code) in [
        (json!({}), "device_data_missing"),
        (json!({ "source_type": "account", "device_data": "opaque" }), "session_source_invalid"),
        (
            json!({ "source_type": "pet", "source_id": "1", "device_data": "opaque" }),
            "session_source_invalid",
        ),
    ] {
        let (status, refused) = call(cert, &bearer, "POST", "/sessions", Some(body)).await;
        assert_eq!((status, &refused["code"]), (400, &json!(code)));
    }
    let (status, refused) = call(cert, &bearer, "GET", "/sessions/of-nobody", None).await;
    assert_eq!((status, &refused["code"]), (404, &json!("session_not_found")));
    assert_eq!(call(cert, &bearer, "GET", "/nowhere", None).await.0, 404);
    let (status, refused) = call(cert, &bearer, "GET", "/accounts/fake-account", None).await;
    assert_eq!((status, &refused["code"]), (401, &json!("invalid_session")));
    sandbox.finish().await;
}
