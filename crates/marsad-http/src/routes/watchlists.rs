//! `/v1/watchlists`: which lists there are; putting, changing and deleting them.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use marsad_io::{ListFormat, Watchlist};
use marsad_schema::{EntityRecord, FindingRecord};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, body, caller, from_json, header_text, json, json_body, query, wrong};
use crate::auth::{Caller, Scope};
use crate::error::{Code, Problem};
use crate::lists::{batch, check_ids, check_name, findings, puts};
use crate::openapi::Contract;
use crate::state::{App, List};
use crate::writer::{Action, Condition, Done, Request as Change};

/// Seconds in which a whole list must arrive.
const LIST_SECONDS: u64 = 3600;

/// Most characters of a note.
const MAX_NOTE: usize = 500;

/// A watchlist.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ListRecord {
    /// Its name.
    name: String,
    /// Its version, one more with each change.
    version: u64,
    /// Entities in it.
    entities: usize,
    /// Their names.
    names: usize,
    /// Bytes of the compiled index.
    bytes: usize,
    /// Whether it is the list that comes with the program, which can not be changed.
    builtin: bool,
}

/// All watchlists that the caller may use.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ListsAnswer {
    /// By name.
    watchlists: Vec<ListRecord>,
}

/// How a whole list is read.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PutQuery {
    /// What the list is written in: `auto` (found out), `jsonl`, `text`, `csv`, `tsv`, `opensanctions`, `ftm`,
    /// `senzing`, `spacy` or `jrc`.
    format: Option<String>,
    /// Refuse the list when it has a bad line, instead of going on without it.
    #[serde(default)]
    strict: bool,
    /// What the trail is to say about it.
    note: Option<String>,
}

/// Changes of entries: all are made, or none.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PatchRequest {
    /// Entities to put; one of the same id is replaced.
    #[serde(default)]
    #[schemars(with = "Vec<Contract<EntityRecord>>")]
    upsert: Vec<EntityRecord>,
    /// Ids of entities to remove; one that is not there is no error.
    #[serde(default)]
    remove: Vec<String>,
    /// What the trail is to say about it.
    note: Option<String>,
}

/// A change that is durable, and seen by the next request.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ChangeAnswer {
    /// The version the list is at, unchanged when there was nothing to change.
    version: u64,
    /// Entities in it.
    entities: u64,
    /// How many were added.
    added: u64,
    /// How many were there and are another now.
    changed: u64,
    /// How many are gone.
    removed: u64,
    /// Lines of a list that were left out, the first hundred.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(with = "Vec<Contract<FindingRecord<'static>>>")]
    problems: Vec<serde_json::Value>,
    /// How many there are of them.
    #[serde(skip_serializing_if = "is_zero")]
    n_problems: usize,
    /// Records that are no entities to look for, by class.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skipped: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_zero(n: &usize) -> bool {
    *n == 0
}

impl From<&List> for ListRecord {
    fn from(list: &List) -> Self {
        let snapshot = list.snapshot();
        ListRecord {
            name: list.name.clone(),
            version: snapshot.version,
            entities: snapshot.engine.n_entities(),
            names: snapshot.engine.n_names(),
            bytes: snapshot.engine.index_bytes(),
            builtin: list.is_builtin,
        }
    }
}

/// The lists that the caller may use.
pub(crate) async fn list(State(app): State<Arc<App>>, request: Request) -> Answer {
    let caller = caller(&request);
    caller.may(Scope::Read)?;
    let lists = app.lists();
    let seen = lists.values().filter(|list| caller.sees(&list.name));
    json(&ListsAnswer { watchlists: seen.map(|list| ListRecord::from(&**list)).collect() })
}

/// One list.
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Answer {
    let caller = caller(&request);
    caller.may(Scope::Read)?;
    let record = ListRecord::from(&*app.list(&caller, &name)?);
    let mut response = json(&record)?;
    add_etag(&mut response, record.version);
    Ok(response)
}

/// Puts a whole list: it then holds these entities and no others.
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Answer {
    let caller = writer(&request, &name)?;
    check_name(&name)?;
    let asked: PutQuery = query(request.uri())?;
    let format = asked.format.as_deref().unwrap_or("auto").parse::<ListFormat>();
    let format =
        format.map_err(|error| wrong("format", error.to_string(), "the name of a format"))?;
    let note = checked_note(asked.note)?;
    let condition = condition(request.headers())?;
    let _turn = app.puts.acquire().await;
    let bytes = body(&app, request, app.config.max_list_body, LIST_SECONDS).await?;
    if bytes.starts_with(b"\x1F\x8B") || bytes.starts_with(b"\x28\xB5\x2F\xFD") {
        return Err(super::unsupported("a list that is not compressed"));
    }
    let strict = asked.strict;
    let most = app.config.max_entities;
    let source = name.clone();
    let read = app.build(move || read(&source, format, strict, most, &bytes));
    let (changes, problems, n_problems, skipped) = read.await?;
    let action = Action::Put(changes);
    let change = Change { list: name, action, condition, who: Arc::clone(&caller.who), note };
    let done = app.change(change).await?;
    let mut response = answer(&done, problems, n_problems, skipped)?;
    if done.is_new {
        *response.status_mut() = StatusCode::CREATED;
    }
    Ok(response)
}

type Read = (Vec<crate::store::Change>, Vec<serde_json::Value>, usize, Vec<String>);

fn read(
    name: &str,
    format: ListFormat,
    strict: bool,
    most: usize,
    bytes: &[u8],
) -> Result<Read, Problem> {
    let mut watchlist = Watchlist::default();
    watchlist
        .read_as(name, format, bytes)
        .map_err(|error| Problem::new(Code::BadList, error.to_string()))?;
    let (n, problems) = (watchlist.problems.len(), findings(&watchlist.problems));
    if strict && n > 0 {
        let message = format!("the list has bad lines: {n}; nothing was changed");
        return Err(Problem::new(Code::BadList, message).problems(problems));
    }
    if watchlist.entries.is_empty() && n > 0 {
        let message = "no line of the list could be taken; nothing was changed";
        return Err(Problem::new(Code::BadList, message).problems(problems));
    }
    if watchlist.entries.len() > most {
        let message =
            format!("the list has {} entities; at most {most} are taken", watchlist.entries.len());
        return Err(Problem::new(Code::ListTooLarge, message));
    }
    check_ids(&watchlist)?;
    let skipped = watchlist.skipped.iter().map(ToString::to_string).collect();
    Ok((puts(watchlist), problems, n, skipped))
}

/// Changes entries of a list.
pub(crate) async fn patch(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Answer {
    let caller = writer(&request, &name)?;
    let condition = condition(request.headers())?;
    let bytes = json_body(&app, request, app.config.max_body).await?;
    let read = move |_| {
        let PatchRequest { upsert, remove, note } = from_json(&bytes)?;
        let note = checked_note(note)?;
        if upsert.is_empty() && remove.is_empty() {
            return Err(Problem::new(Code::MissingField, "there is nothing to change")
                .field("upsert")
                .expected("`upsert` or `remove`"));
        }
        Ok((batch(upsert, remove)?, note))
    };
    let (changes, note) = app.cpu.run(read).await?;
    let action = Action::Patch(changes);
    let change = Change { list: name, action, condition, who: Arc::clone(&caller.who), note };
    answer(&app.change(change).await?, Vec::new(), 0, Vec::new())
}

/// Deletes a list. Its versions stay, and a list put under its name goes on from them.
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Answer {
    let caller = writer(&request, &name)?;
    let condition = condition(request.headers())?;
    let who = Arc::clone(&caller.who);
    let change = Change { list: name, action: Action::Delete, condition, who, note: String::new() };
    answer(&app.change(change).await?, Vec::new(), 0, Vec::new())
}

/// Who may change the list.
pub(crate) fn writer(request: &Request, name: &str) -> Result<Arc<Caller>, Problem> {
    let caller = caller(request);
    caller.may(Scope::Write)?;
    caller.may_use(name)?;
    Ok(caller)
}

/// What a change came to.
pub(crate) fn answer(
    done: &Done,
    problems: Vec<serde_json::Value>,
    n_problems: usize,
    skipped: Vec<String>,
) -> Answer {
    let mut response = json(&ChangeAnswer {
        version: done.version,
        entities: done.entries,
        added: done.counts.added,
        changed: done.counts.changed,
        removed: done.counts.removed,
        problems,
        n_problems,
        skipped,
    })?;
    add_etag(&mut response, done.version);
    Ok(response)
}

fn add_etag(response: &mut Response, version: u64) {
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
}

/// # Errors
/// A note that is too long.
fn checked_note(note: Option<String>) -> Result<String, Problem> {
    let note = note.unwrap_or_default();
    let n = note.chars().count();
    if n > MAX_NOTE {
        return Err(wrong("note", format!("a note of {n} characters"), "at most 500"));
    }
    Ok(note)
}

/// What the headers say must be true of the list.
///
/// # Errors
/// Tags that are none of this server.
pub(crate) fn condition(headers: &HeaderMap) -> Result<Condition, Problem> {
    let none_match = header_text(headers, &header::IF_NONE_MATCH);
    let Some(tags) = header_text(headers, &header::IF_MATCH) else {
        return match none_match {
            None => Ok(Condition::None),
            Some("*") => Ok(Condition::Absent),
            Some(_) => {
                let message = "an If-None-Match that is not understood";
                let problem = Problem::new(Code::BadRequest, message);
                Err(problem.field("If-None-Match").expected("*"))
            }
        };
    };
    if tags.trim() == "*" {
        return Ok(Condition::Exists);
    }
    let version = |tag: &str| -> Option<u64> {
        tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok()
    };
    match tags.split(',').map(version).collect() {
        Some(versions) => Ok(Condition::At(versions)),
        None => {
            let problem = Problem::new(Code::BadRequest, "an If-Match that is not understood");
            Err(problem.field("If-Match").expected("the ETag of an answer, as \"7\", or *"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_from_headers() {
        let read = |name: header::HeaderName, value: &'static str| {
            let headers = HeaderMap::from_iter([(name, HeaderValue::from_static(value))]);
            condition(&headers).map_err(|problem| problem.code())
        };
        assert_eq!(condition(&HeaderMap::new()).unwrap(), Condition::None);
        assert_eq!(read(header::IF_MATCH, "\"7\""), Ok(Condition::At(vec![7])));
        assert_eq!(read(header::IF_MATCH, "\"7\", \"9\""), Ok(Condition::At(vec![7, 9])));
        assert_eq!(read(header::IF_MATCH, "*"), Ok(Condition::Exists));
        assert_eq!(read(header::IF_NONE_MATCH, "*"), Ok(Condition::Absent));
        for wrong in ["7", "W/\"7\"", "\"x\"", "\"7\",", ""] {
            assert_eq!(read(header::IF_MATCH, wrong), Err(Code::BadRequest), "{wrong}");
        }
        assert_eq!(read(header::IF_NONE_MATCH, "\"7\""), Err(Code::BadRequest));
    }
}
