//! The addresses and what they do: parse, call one function of the engine or the store, write the answer.

pub(crate) mod compare;
pub(crate) mod documents;
pub(crate) mod entries;
pub(crate) mod explain;
pub(crate) mod find;
pub(crate) mod health;
pub(crate) mod names;
pub(crate) mod normalize;
pub(crate) mod pages;
pub(crate) mod screen;
pub(crate) mod stream;
pub(crate) mod versions;
pub(crate) mod watchlists;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Query, Request};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Uri};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::auth::Caller;
use crate::cpu::Deadline;
use crate::error::{Code, Problem};
use crate::gate::{Noted, gate};
use crate::limits::whole_body;
use crate::state::App;

/// What a route gives.
pub(crate) type Answer = Result<Response, Problem>;

/// The whole service as a value that answers requests, with or without sockets.
pub fn app(app: Arc<App>) -> Router {
    Router::new()
        .route("/", get(pages::start))
        .route("/ui/{file}", get(pages::file))
        .route("/docs", get(pages::docs))
        .route("/openapi.json", get(pages::openapi))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/v1/echo", post(health::echo))
        .route("/v1/normalize", post(normalize::normalize))
        .route("/v1/match", post(find::find))
        .route("/v1/match/stream", post(stream::stream))
        .route("/v1/screen", post(screen::screen))
        .route("/v1/compare", post(compare::compare))
        .route("/v1/explain", post(explain::explain))
        .route("/v1/variants", post(names::variants))
        .route("/v1/check", post(names::check))
        .route("/v1/watchlists", get(watchlists::list))
        .route(
            "/v1/watchlists/{list}",
            get(watchlists::get)
                .put(watchlists::put)
                .patch(watchlists::patch)
                .delete(watchlists::delete),
        )
        .route("/v1/watchlists/{list}/entries", get(entries::page))
        .route("/v1/watchlists/{list}/entries/{entity}", get(entries::one))
        .route("/v1/watchlists/{list}/versions", get(versions::versions))
        .route("/v1/watchlists/{list}/diff", get(versions::diff))
        .route("/v1/watchlists/{list}/rollback", post(versions::roll_back))
        .route("/v1/audit", get(versions::audit))
        .layer(from_fn_with_state(Arc::clone(&app), gate))
        .with_state(app)
}

/// Reads a body of JSON, and does `work` with it on the pool.
pub(crate) async fn with_json<T, A>(
    app: &Arc<App>,
    request: Request,
    work: impl FnOnce(T, &App, Deadline) -> Result<A, Problem> + Send + 'static,
) -> Result<A, Problem>
where
    T: DeserializeOwned,
    A: Send + 'static,
{
    let bytes = json_body(app, request, app.config.max_body).await?;
    let held = Arc::clone(app);
    app.cpu.run(move |deadline| work(from_json(&bytes)?, &held, deadline)).await
}

/// The body of a request, which must say that it is JSON: a page of another site can not make a browser send
/// that without asking first.
pub(crate) async fn json_body(app: &App, request: Request, most: usize) -> Result<Bytes, Problem> {
    let kind = header_text(request.headers(), &header::CONTENT_TYPE).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(unsupported("application/json"));
    }
    body(app, request, most, app.config.body_seconds).await
}

pub(crate) fn unsupported(expected: &'static str) -> Problem {
    Problem::new(Code::UnsupportedMediaType, "a body of this kind is not taken here")
        .field("Content-Type")
        .expected(expected)
}

/// The body of a request, whole.
pub(crate) async fn body(
    app: &App,
    request: Request,
    most: usize,
    seconds: u64,
) -> Result<Bytes, Problem> {
    let (parts, body) = request.into_parts();
    let all = std::time::Duration::from_secs(seconds);
    let bytes = whole_body(body, most, app.config.idle_time(), all).await?;
    if let Some(noted) = parts.extensions.get::<Arc<Noted>>() {
        noted.keep(&bytes);
    }
    Ok(bytes)
}

/// # Errors
/// Names the field that is wrong.
pub(crate) fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // serde_json takes bytes only if they are UTF-8 where it looks; all of them must be
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        Problem::new(Code::BadJson, format!("the body is no UTF-8: byte {at}"))
    })?;
    let mut reader = serde_json::Deserializer::from_str(text);
    let value =
        serde_path_to_error::deserialize(&mut reader).map_err(|error| Problem::of_json(&error))?;
    reader.end().map_err(|error| Problem::new(Code::BadJson, error.to_string()))?;
    Ok(value)
}

/// # Errors
/// A parameter that is unknown or has a wrong value.
pub(crate) fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Problem> {
    let parsed = Query::<T>::try_from_uri(uri);
    parsed.map(|Query(query)| query).map_err(|rejection| {
        let text = rejection.body_text();
        let told = text.rsplit_once("query string: ").map_or(&*text, |(_, rest)| rest);
        let is_name = |field: &str| field.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let (path, message) = match told.split_once(": ") {
            Some((path, message)) if is_name(path) => (Some(path), message),
            _ => (None, told),
        };
        let quoted = message.split('`').nth(1);
        let (code, field) = match () {
            () if message.starts_with("unknown field") => (Code::UnknownField, quoted),
            () if message.starts_with("missing field") => (Code::MissingField, quoted),
            () => (Code::WrongField, path),
        };
        let problem = Problem::new(code, message.to_owned());
        match field {
            Some(field) => problem.field(field),
            None => problem,
        }
    })
}

/// Who asks.
pub(crate) fn caller(request: &Request) -> Arc<Caller> {
    let caller = request.extensions().get::<Arc<Caller>>();
    // the gate puts one there; without, nothing is allowed
    caller.cloned().unwrap_or_else(|| Arc::new(Caller::nobody()))
}

pub(crate) fn header_text<'h>(
    headers: &'h HeaderMap,
    name: &header::HeaderName,
) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// An answer of JSON.
pub(crate) fn json(value: &impl Serialize) -> Answer {
    let bytes = serde_json::to_vec(value).map_err(|error| Problem::internal(error.to_string()))?;
    Ok(json_bytes(bytes))
}

/// An answer of JSON that is written already.
pub(crate) fn json_bytes(bytes: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(bytes));
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// # Errors
/// More than the server takes.
pub(crate) fn check_count(app: &App, field: &str, n: usize) -> Result<(), Problem> {
    let most = app.config.max_documents;
    if n <= most {
        return Ok(());
    }
    let message = format!("{n} in one request; at most {most} are taken");
    Err(Problem::new(Code::TooManyDocuments, message)
        .field(field)
        .expected(format!("at most {most}")))
}

/// # Errors
/// A text that is longer than the server takes.
pub(crate) fn check_text(app: &App, field: &str, text: &str) -> Result<(), Problem> {
    let most = app.config.max_text;
    if text.len() <= most {
        return Ok(());
    }
    let message = format!("the text has {} bytes; at most {most} are taken", text.len());
    Err(Problem::new(Code::TextTooLong, message)
        .field(field)
        .expected(format!("at most {most} bytes")))
}

pub(crate) fn wrong(field: &str, message: String, expected: impl Into<String>) -> Problem {
    Problem::new(Code::WrongField, message).field(field).expected(expected.into())
}
