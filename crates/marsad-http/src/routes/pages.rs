//! Pages and their files, all compiled in, and the description of the service.

use std::sync::{Arc, OnceLock};

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderValue};
use axum::response::Response;

use super::Answer;
use crate::error::{Code, Problem};
use crate::openapi;
use crate::state::App;

/// Name, kind and bytes of each file.
const FILES: &[(&str, &str, &[u8])] = &[
    ("index.html", HTML, include_bytes!("../ui/index.html")),
    ("docs.html", HTML, include_bytes!("../ui/docs.html")),
    ("docs.js", "text/javascript; charset=utf-8", include_bytes!("../ui/docs.js")),
    ("docs.css", "text/css; charset=utf-8", include_bytes!("../ui/docs.css")),
];

const HTML: &str = "text/html; charset=utf-8";

/// The first page.
pub(crate) async fn start() -> Answer {
    give("index.html")
}

/// The description of the service, for reading.
pub(crate) async fn docs() -> Answer {
    give("docs.html")
}

/// A file of the pages.
pub(crate) async fn file(Path(name): Path<String>) -> Answer {
    give(&name)
}

fn give(name: &str) -> Answer {
    let Some((_, kind, bytes)) = FILES.iter().find(|(known, ..)| *known == name) else {
        return Err(Problem::new(Code::NotFound, "there is no such address"));
    };
    let mut response = Response::new(Body::from(Bytes::from_static(bytes)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// The description of the service, for programs.
pub(crate) async fn openapi(State(_): State<Arc<App>>) -> Answer {
    static DOCUMENT: OnceLock<Bytes> = OnceLock::new();
    let document = DOCUMENT.get_or_init(|| Bytes::from(openapi::document().to_string()));
    let mut response = Response::new(Body::from(document.clone()));
    let kind = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}
