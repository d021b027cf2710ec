//! What a list was: its versions, what differs between two, the way back; and the trail of all changes.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use marsad_schema::EntityRecord;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::entries::checked_limit;
use super::watchlists::{answer, condition, writer};
use super::{Answer, caller, from_json, json, json_body, query};
use crate::auth::Scope;
use crate::error::Problem;
use crate::log::rfc3339;
use crate::openapi::Contract;
use crate::state::App;
use crate::store::AuditRow;
use crate::writer::{Action, Request as Change, unknown_version};

/// Which part of the trail.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrailQuery {
    /// Only lines before this one: `next` of the page before.
    before: Option<i64>,
    /// Most lines of a page, 1 to 1000; 100 if not given.
    limit: Option<u32>,
}

/// A part of the trail, newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TrailAnswer {
    /// The lines.
    versions: Vec<TrailRecord>,
    /// What to give as `before` for the next page; none on the last.
    next: Option<i64>,
}

/// A change: who made it, when, and what it did.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TrailRecord {
    /// Number of the line.
    seq: i64,
    /// When, in UTC.
    at: String,
    /// The key it was made with, as `id:name`; `local` on a server without keys, `server` by itself.
    who: String,
    /// `create`, `put`, `patch`, `rollback`, `delete`, `built-in`, `key-create` or `key-revoke`.
    action: String,
    /// The list.
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<String>,
    /// The version it made.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u64>,
    /// Entities that were added.
    added: u64,
    /// That were changed.
    changed: u64,
    /// That were removed.
    removed: u64,
    /// Entities in the list then.
    entities: u64,
    /// What was said about it.
    #[serde(skip_serializing_if = "String::is_empty")]
    note: String,
}

/// Which versions to compare.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DiffQuery {
    /// The version before; 0 is the empty list.
    from: u64,
    /// The version after; the newest if not given.
    to: Option<u64>,
    /// Only ids behind this one: `next` of the page before.
    after: Option<String>,
    /// Most entities of a page, 1 to 1000; 100 if not given.
    limit: Option<u32>,
}

/// What differs between two versions, by id.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DiffAnswer {
    /// The version before.
    from: u64,
    /// The version after.
    to: u64,
    /// The entities that are not the same.
    changes: Vec<DiffRecord>,
    /// What to give as `after` for the next page; none on the last.
    next: Option<String>,
}

/// An entity in two versions.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DiffRecord {
    /// Its id.
    entity: String,
    /// What it was; none when it was not there.
    #[schemars(with = "Option<Contract<EntityRecord>>")]
    before: Option<Box<RawValue>>,
    /// What it is; none when it is gone.
    #[schemars(with = "Option<Contract<EntityRecord>>")]
    after: Option<Box<RawValue>>,
}

/// Where to go back to.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RollBackRequest {
    /// The version whose entities the list is to have again, as a new version.
    to: u64,
}

impl From<AuditRow> for TrailRecord {
    fn from(row: AuditRow) -> Self {
        TrailRecord {
            seq: row.seq,
            at: rfc3339(row.at),
            who: row.who,
            action: row.action,
            list: row.list,
            version: row.version,
            added: row.counts.added,
            changed: row.counts.changed,
            removed: row.counts.removed,
            entities: row.entries,
            note: row.note,
        }
    }
}

/// The versions of a list, newest first.
pub(crate) async fn versions(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Answer {
    let caller = caller(&request);
    caller.may(Scope::Read)?;
    let asked: TrailQuery = query(request.uri())?;
    app.list(&caller, &name)?;
    trail(&app, asked, Some(name)).await
}

/// The trail of all lists and keys, newest first.
pub(crate) async fn audit(State(app): State<Arc<App>>, request: Request) -> Answer {
    caller(&request).may(Scope::Admin)?;
    let asked: TrailQuery = query(request.uri())?;
    trail(&app, asked, None).await
}

async fn trail(app: &Arc<App>, asked: TrailQuery, list: Option<String>) -> Answer {
    let limit = checked_limit(asked.limit)?;
    let before = asked.before.unwrap_or(i64::MAX);
    let rows = app.read(move |store| store.trail(list.as_deref(), before, limit)).await?;
    let next = rows.last().filter(|_| rows.len() == limit as usize).map(|row| row.seq);
    let versions = rows.into_iter().map(TrailRecord::from).collect();
    json(&TrailAnswer { versions, next })
}

/// What differs between two versions of a list.
pub(crate) async fn diff(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Answer {
    let caller = caller(&request);
    caller.may(Scope::Read)?;
    let asked: DiffQuery = query(request.uri())?;
    let limit = checked_limit(asked.limit)?;
    let list = app.list(&caller, &name)?;
    let newest = list.snapshot().version;
    let (from, to) = (asked.from, asked.to.unwrap_or(newest));
    if let Some(unknown) = [from, to].into_iter().find(|version| *version > newest) {
        return Err(unknown_version(&name, unknown));
    }
    let after = asked.after.unwrap_or_default();
    let id = list.id;
    let found = app.read(move |store| store.differences(id, from, to, &after, limit)).await?;
    let is_full = found.len() == limit as usize;
    let next = found.last().filter(|_| is_full).map(|it| it.entity.clone());
    let raw = |json: Option<String>| json.and_then(|json| RawValue::from_string(json).ok());
    let changes = found.into_iter().map(|it| DiffRecord {
        entity: it.entity,
        before: raw(it.before),
        after: raw(it.after),
    });
    json(&DiffAnswer { from, to, changes: changes.collect(), next })
}

/// Makes a list what it was at an earlier version.
pub(crate) async fn roll_back(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Answer {
    let caller = writer(&request, &name)?;
    let condition = condition(request.headers())?;
    let bytes = json_body(&app, request, app.config.max_body).await?;
    let RollBackRequest { to }: RollBackRequest = from_json(&bytes)?;
    if to == 0 {
        return Err::<_, Problem>(unknown_version(&name, to));
    }
    let change = Change {
        list: name,
        action: Action::RollBack(to),
        condition,
        who: Arc::clone(&caller.who),
        note: String::new(),
    };
    answer(&app.change(change).await?, Vec::new(), 0, Vec::new())
}
