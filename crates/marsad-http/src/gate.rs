//! What every request passes: an id, who asks and how often, problems in one shape, headers that keep
//! browsers safe, a line in the log and a count.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::auth::Caller;
use crate::config::LogRequests;
use crate::error::{self, Code, Problem};
use crate::log::{self, RequestLine};
use crate::state::{App, Phase};

/// Where a connection comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub SocketAddr);

/// The first bytes of a body, if they are to be logged.
#[derive(Debug, Default)]
pub(crate) struct Noted(Mutex<Option<String>>);

/// Most characters of a body in the log.
const NOTED: usize = 400;

/// The name of the header with the id of a request.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Nothing but what this server gives, no script in a page, no page inside another.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

impl Noted {
    /// Keeps the first characters of a body.
    pub(crate) fn keep(&self, bytes: &[u8]) {
        let head = bytes.get(..4 * NOTED).unwrap_or(bytes);
        let text = String::from_utf8_lossy(head).chars().take(NOTED).collect();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(text);
    }

    fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Lets a request through to its route, or answers it.
pub(crate) async fn gate(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let id = request_id(request.headers());
    let method = method_name(request.method());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map_or("unmatched", MatchedPath::as_str);
    let bytes_in = content_length(request.headers());
    let noted = app.config.log_bodies.then(|| Arc::new(Noted::default()));
    if let Some(noted) = &noted {
        request.extensions_mut().insert(Arc::clone(noted));
    }
    let (who, mut response) = match admit(&app, &request) {
        Ok(caller) => {
            let who = Arc::clone(&caller.who);
            request.extensions_mut().insert(caller);
            (who, next.run(request).await)
        }
        Err(problem) => ("".into(), problem.into_response()),
    };
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| unshaped(&response));
    if let Some(problem) = &problem {
        *response.body_mut() = Body::from(error::body(problem, &id));
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(header::CONTENT_TYPE, json);
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    add_headers(response.headers_mut(), &id);
    let took = started.elapsed();
    let status = response.status().as_u16();
    app.metrics.answered(route, method, status, took);
    let is_logged = match app.config.log {
        LogRequests::None => false,
        LogRequests::Problems => problem.is_some(),
        LogRequests::All => true,
    };
    if is_logged {
        let level = if status >= 500 { "error" } else { "info" };
        app.log.line(&RequestLine {
            at: log::now(),
            level,
            event: "request",
            request_id: &id,
            key: &who,
            method,
            route,
            status,
            code: problem.as_ref().map(|problem| problem.code().row().0),
            message: problem.as_ref().filter(|_| status >= 500).map(Problem::message),
            ms: took.as_micros() as f64 / 1000.0,
            bytes_in,
            body: noted.and_then(|noted| noted.take()),
        });
    }
    response
}

/// Who asks, if they may.
fn admit(app: &App, request: &Request) -> Result<Arc<Caller>, Problem> {
    let path = request.uri().path();
    let keys = app.keys();
    let from = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    if !keys.are_needed() {
        check_host(request.headers())?;
    }
    if !path.starts_with("/v1/") && path != "/metrics" {
        return Ok(Arc::new(Caller::local()));
    }
    let caller = if !keys.are_needed() {
        Arc::new(Caller::local())
    } else {
        let given = key(request.headers());
        match given.and_then(|given| keys.caller(given)) {
            Some(caller) => Arc::clone(caller),
            None => {
                app.rates.check_try(from.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)))?;
                let message = match given {
                    Some(_) => "the API key is not valid",
                    None => "an API key is needed",
                };
                return Err(Problem::new(Code::Unauthenticated, message)
                    .field("Authorization")
                    .expected("Bearer KEY"));
            }
        }
    };
    app.rates.check(&caller.who)?;
    if path != "/metrics" && matches!(app.phase(), Phase::Loading | Phase::Failed) {
        let message = "the lists are being loaded";
        return Err(Problem::new(Code::NotReady, message).retry_after(1));
    }
    Ok(caller)
}

fn key(headers: &HeaderMap) -> Option<&str> {
    let (scheme, key) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
}

/// Pages of other sites can have their name point to this machine, and so reach a server without keys; the
/// name they call it by gives them away.
fn check_host(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(host) = headers.get(header::HOST) else { return Ok(()) };
    let host = host.to_str().unwrap_or_default();
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let is_loopback = name.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
    if is_loopback || name.eq_ignore_ascii_case("localhost") {
        return Ok(());
    }
    let message = "without API keys the server answers to localhost alone";
    Err(Problem::new(Code::HostNotAllowed, message).field("Host").expected("localhost"))
}

/// Answers of the router itself, which have no shape yet.
fn unshaped(response: &Response) -> Option<Problem> {
    match response.status() {
        StatusCode::NOT_FOUND => Some(Problem::new(Code::NotFound, "there is no such address")),
        StatusCode::METHOD_NOT_ALLOWED => {
            let allowed = response.headers().get(header::ALLOW).and_then(|it| it.to_str().ok());
            let problem =
                Problem::new(Code::MethodNotAllowed, "the address does not know this method");
            Some(match allowed {
                Some(allowed) => problem.expected(allowed.to_owned()),
                None => problem,
            })
        }
        status if status.is_client_error() => {
            Some(Problem::new(Code::BadRequest, "the request can not be understood"))
        }
        status if status.is_server_error() => Some(Problem::internal("an answer without a shape")),
        _ => None,
    }
}

fn add_headers(headers: &mut HeaderMap, id: &str) {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let no_store = HeaderValue::from_static("no-store");
    headers.entry(header::CACHE_CONTROL).or_insert(no_store);
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
}

fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The id that the client gave, if it is one that a log can hold, or a new one.
fn request_id(headers: &HeaderMap) -> String {
    static RUN: OnceLock<String> = OnceLock::new();
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let is_plain = |id: &&str| {
        (1..=64).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
    };
    let given = headers.get(REQUEST_ID).and_then(|id| id.to_str().ok()).filter(is_plain);
    if let Some(given) = given {
        return given.to_owned();
    }
    let run = RUN.get_or_init(|| {
        let mut bytes = [0; 4];
        // without random numbers, ids of two runs are alike
        let _ = getrandom::fill(&mut bytes);
        crate::auth::hex(&bytes)
    });
    format!("{run}-{:x}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn method_name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "other",
    }
}
