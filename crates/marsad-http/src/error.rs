//! What can go wrong, in one shape: a stable code, words, and where it makes sense the field and what
//! was expected of it. The table of codes is the source of `docs/http-errors.md`.

use std::borrow::Cow;
use std::fmt::Write;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

/// Declares the codes with their status and what they mean.
macro_rules! codes {
    ($($name:ident $status:literal $word:literal $meaning:literal)*) => {
        /// What went wrong, by a name that does not change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code { $($name),* }

        impl Code {
            pub(crate) const ALL: &[Code] = &[$(Code::$name),*];

            /// The name, the HTTP status, and what it means.
            pub(crate) const fn row(self) -> (&'static str, u16, &'static str) {
                match self { $(Code::$name => ($word, $status, $meaning)),* }
            }
        }
    };
}

codes! {
    BadJson 400 "bad_json" "The body, or a line of a stream, is no JSON."
    BadRequest 400 "bad_request" "The request can not be understood: its path, its query or a header."
    Unauthenticated 401 "unauthenticated" "No API key was given, or one that is not valid. Send `Authorization: Bearer KEY`."
    Forbidden 403 "forbidden" "The key does not allow this: its scopes, or the lists it is for."
    HostNotAllowed 403 "host_not_allowed" "A server without keys answers requests to this machine by its own names only."
    ReadOnly 403 "read_only" "The built-in list can not be changed. Put a list of another name."
    NotFound 404 "not_found" "There is no such address."
    UnknownWatchlist 404 "unknown_watchlist" "There is no watchlist of that name."
    UnknownEntry 404 "unknown_entry" "The watchlist has no entity of that id."
    UnknownVersion 404 "unknown_version" "The watchlist has no such version."
    MethodNotAllowed 405 "method_not_allowed" "The address exists, and does not know this method."
    BodyTimeout 408 "body_timeout" "The body did not arrive in time."
    PreconditionFailed 412 "precondition_failed" "The list is no longer as `If-Match` or `If-None-Match` says. Read it again."
    BodyTooLarge 413 "body_too_large" "The body has more bytes than the server takes."
    TooManyDocuments 413 "too_many_documents" "More documents, names or pairs in one request than the server takes."
    TextTooLong 413 "text_too_long" "A text has more bytes than the server takes."
    ListTooLarge 413 "list_too_large" "The watchlist would have more entities than the server takes."
    UnsupportedMediaType 415 "unsupported_media_type" "The body is of a kind that this address does not take."
    MissingField 422 "missing_field" "A field is missing."
    UnknownField 422 "unknown_field" "A field that this address does not know: often a slip of the keys."
    WrongField 422 "wrong_field" "A field has a value that it can not have."
    BadList 422 "bad_list" "The watchlist, or an entity of it, can not be taken; `problems` says where and why."
    RateLimited 429 "rate_limited" "Too many requests with this key. Wait for as long as `Retry-After` says."
    Internal 500 "internal" "Something failed that should not have. The log of the server says more; tell its operator the request id."
    Busy 503 "busy" "All places for work are taken. Wait for as long as `Retry-After` says."
    NotReady 503 "not_ready" "The server is loading its lists, or about to stop."
    TooSlow 503 "too_slow" "The work took longer than the server gives it. Send less at once."
    StorageFailed 503 "storage_failed" "The change could not be made durable, so it was not made: the disk is full or failing."
}

/// A request that was not done.
#[derive(Debug, Clone)]
pub(crate) struct Problem(Box<Parts>);

#[derive(Debug, Clone)]
struct Parts {
    code: Code,
    message: Cow<'static, str>,
    field: Option<String>,
    expected: Option<Cow<'static, str>>,
    problems: Vec<serde_json::Value>,
    retry_after: Option<u64>,
}

/// The answer to a request that was not done.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ProblemAnswer<'a> {
    /// What went wrong.
    error: ProblemRecord<'a>,
}

/// What went wrong with a request, or with one line of a stream.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ProblemRecord<'a> {
    /// A name for this kind of problem that does not change.
    code: &'a str,
    /// What happened, in words.
    message: &'a str,
    /// The field, parameter or header that is wrong, as `documents[3].text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    /// What was expected of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    /// What is wrong with which line of a list.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    problems: &'a [serde_json::Value],
    /// What the log of the server calls the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

impl Problem {
    #[cold]
    pub(crate) fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        let message = message.into();
        Problem(Box::new(Parts {
            code,
            message,
            field: None,
            expected: None,
            problems: Vec::new(),
            retry_after: None,
        }))
    }

    /// The field that is wrong.
    pub(crate) fn field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// What was expected of the field.
    pub(crate) fn expected(mut self, expected: impl Into<Cow<'static, str>>) -> Self {
        self.0.expected = Some(expected.into());
        self
    }

    /// What is wrong with single lines.
    pub(crate) fn problems(mut self, problems: Vec<serde_json::Value>) -> Self {
        self.0.problems = problems;
        self
    }

    /// Seconds after which it may be tried again.
    pub(crate) fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after = Some(seconds);
        self
    }

    pub(crate) fn code(&self) -> Code {
        self.0.code
    }

    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }

    /// No permit for work.
    pub(crate) fn busy() -> Self {
        Problem::new(Code::Busy, "all places for work are taken").retry_after(1)
    }

    /// Something that must not happen; what it is goes to the log.
    pub(crate) fn internal(what: impl Into<Cow<'static, str>>) -> Self {
        Problem::new(Code::Internal, what)
    }

    /// The record that goes out.
    pub(crate) fn record<'a>(&'a self, request_id: Option<&'a str>) -> ProblemRecord<'a> {
        let Parts { code, message, field, expected, problems, .. } = &*self.0;
        let is_hidden = *code == Code::Internal;
        ProblemRecord {
            code: code.row().0,
            message: if is_hidden { "something failed inside the server" } else { message },
            field: field.as_deref(),
            expected: expected.as_deref(),
            problems,
            request_id,
        }
    }

    /// What was wrong with a body of JSON.
    pub(crate) fn of_json(error: &serde_path_to_error::Error<serde_json::Error>) -> Self {
        let path = error.path().to_string();
        let inner = error.inner();
        let text = inner.to_string();
        let message = match text.rfind(" at line ") {
            Some(at) if inner.is_data() => text.get(..at).unwrap_or(&text).to_owned(),
            _ => text.clone(),
        };
        let code = match () {
            () if !inner.is_data() => Code::BadJson,
            () if message.starts_with("missing field") || message.starts_with("no field") => {
                Code::MissingField
            }
            () if message.starts_with("unknown field") => Code::UnknownField,
            () => Code::WrongField,
        };
        let quoted = message.split(['`', '"']).nth(1).map(str::to_owned);
        let in_message = match code {
            Code::MissingField => quoted,
            // types of the contract name their field in the message
            Code::WrongField if message.starts_with("field \"") => quoted,
            _ => None,
        };
        let field = match (path.as_str(), in_message) {
            ("." | "", inside) => inside,
            (path, Some(inside)) if !path.ends_with(&inside) => Some(format!("{path}.{inside}")),
            (path, _) => Some(path.to_owned()),
        };
        let expected = message
            .split_once("expected ")
            .map(|(_, rest)| rest.split(", found").next().unwrap_or(rest).to_owned());
        let mut problem = Problem::new(code, message);
        if code != Code::BadJson {
            problem.0.field = field;
            problem.0.expected = expected.map(Cow::Owned);
        }
        problem
    }
}

impl IntoResponse for Problem {
    /// The gate writes the body, for it knows the id of the request.
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.code.row().1);
        let mut response = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = self.0.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.0.code == Code::Unauthenticated {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The body of an answer that tells of a problem.
pub(crate) fn body(problem: &Problem, request_id: &str) -> Vec<u8> {
    let answer = ProblemAnswer { error: problem.record(Some(request_id)) };
    // strings can be written
    serde_json::to_vec(&answer).unwrap_or_default()
}

/// The page of codes, in Markdown.
///
/// ```
/// assert!(marsad_http::error_page().contains("`unknown_watchlist`"));
/// ```
pub fn error_page() -> String {
    let mut page = "# Problems of the HTTP service\n\n\
        Every request that is not done is answered in one shape; a bad line of a stream is answered by the\n\
        same object, with the number of the `line` before it:\n\n\
        ```json\n\
        {\"error\":{\"code\":\"wrong_field\",\"message\":\"invalid type: integer `3`, expected a string\",\"field\":\"text\",\"expected\":\"a string\",\"request_id\":\"…\"}}\n\
        ```\n\n\
        `code` does not change between versions; `message` may. `field` and `expected` are there where a field is at\n\
        fault, `problems` where lines of a list are. This page is written from the table in the sources.\n\n\
        | code | status | meaning |\n|---|---|---|\n"
        .to_owned();
    for code in Code::ALL {
        let (word, status, meaning) = code.row();
        // a string can be written to
        let _ = writeln!(page, "| `{word}` | {status} | {meaning} |");
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only read")]
    struct Request {
        text: String,
        documents: Option<Vec<marsad_schema::Document>>,
        level: Option<marsad_schema::LevelName>,
    }

    fn problem(json: &str) -> (&'static str, Option<String>, Option<String>) {
        let mut reader = serde_json::Deserializer::from_str(json);
        let error = serde_path_to_error::deserialize::<_, Request>(&mut reader).unwrap_err();
        let problem = Problem::of_json(&error);
        (problem.0.code.row().0, problem.0.field, problem.0.expected.map(Cow::into_owned))
    }

    #[test]
    fn fields_at_fault_are_named_by_their_path() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(problem("{"), ("bad_json", None, None));
        assert_eq!(problem(r#"{"text":3}"#), ("wrong_field", some("text"), some("a string")));
        assert_eq!(problem("{}"), ("missing_field", some("text"), None));
        let (code, field, _) = problem(r#"{"text":"","txet":""}"#);
        assert_eq!((code, field), ("unknown_field", some("txet")));
        assert_eq!(
            problem(r#"{"text":"","documents":[{"text":""},{"text":null}]}"#),
            ("wrong_field", some("documents[1].text"), some("a string"))
        );
        assert_eq!(
            problem(r#"{"text":"","documents":[{"id":"a"}]}"#),
            ("missing_field", some("documents[0].text"), None)
        );
        let (code, field, expected) = problem(r#"{"text":"","level":"loose"}"#);
        assert_eq!((code, field), ("wrong_field", some("level")));
        assert!(expected.unwrap().contains("`folded`"));
    }

    #[test]
    fn the_page_of_codes_is_that_of_the_table() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/http-errors.md");
        if std::env::var_os("MARSAD_WRITE_DOCS").is_some() {
            std::fs::write(path, error_page()).unwrap();
        }
        assert!(
            std::fs::read_to_string(path).unwrap_or_default() == error_page(),
            "docs/http-errors.md is not what the table says; write it anew with\n  \
             MARSAD_WRITE_DOCS=1 cargo test -p marsad-http page_of_codes"
        );
    }
}
