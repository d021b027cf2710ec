//! Whether the server lives, whether it takes work, and what it did.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderValue};
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Answer, body, caller, json, json_bytes};
use crate::auth::Scope;
use crate::error::{Code, Problem};
use crate::state::{App, Phase};

/// How the server is.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HealthAnswer {
    /// `ok`.
    status: &'static str,
    /// Version of the program.
    version: &'static str,
}

const OK: HealthAnswer = HealthAnswer { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// It lives.
pub(crate) async fn alive() -> Answer {
    json(&OK)
}

/// It takes work.
pub(crate) async fn ready(State(app): State<Arc<App>>) -> Answer {
    let message = match app.phase() {
        Phase::Ready => return json(&OK),
        Phase::Loading => "the lists are being loaded",
        Phase::Draining => "the server is about to stop",
        Phase::Failed => "the lists could not be loaded",
    };
    Err(Problem::new(Code::NotReady, message).retry_after(1))
}

/// What it did, for Prometheus.
pub(crate) async fn metrics(State(app): State<Arc<App>>, request: Request) -> Answer {
    caller(&request).may(Scope::Admin)?;
    let mut response = Response::new(Body::from(app.metrics.text(&app)));
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

/// The body as it came: what the server costs without work.
pub(crate) async fn echo(State(app): State<Arc<App>>, request: Request) -> Answer {
    caller(&request).may(Scope::Read)?;
    let bytes = body(&app, request, app.config.max_body, app.config.body_seconds).await?;
    let mut response = json_bytes(Vec::new());
    *response.body_mut() = Body::from(bytes);
    let kind = HeaderValue::from_static("application/octet-stream");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}
