//! `/v1/watchlists/{list}/entries`: the entities of a list, by page, searched by name, and one by one.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use marsad_schema::EntityRecord;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{Answer, caller, json, json_bytes, query, wrong};
use crate::auth::Scope;
use crate::error::{Code, Problem};
use crate::lists::folded;
use crate::openapi::Contract;
use crate::state::App;
use crate::store::Page;

/// Which entities.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EntriesQuery {
    /// Part of an id or a name, compared as `folded` does; all if not given.
    q: Option<String>,
    /// Only entities of this type.
    r#type: Option<String>,
    /// Only ids behind this one: `next` of the page before.
    after: Option<String>,
    /// Most entities of a page, 1 to 1000; 100 if not given.
    limit: Option<u32>,
}

/// A page of entities, by id.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EntriesAnswer {
    /// The version of the list, or of one just before.
    version: u64,
    /// The entities.
    #[schemars(with = "Vec<Contract<EntityRecord>>")]
    entries: Vec<Box<RawValue>>,
    /// What to give as `after` for the next page; none on the last.
    next: Option<String>,
}

/// A page of the entities of a list.
pub(crate) async fn page(
    State(app): State<Arc<App>>,
    Path(name): Path<String>,
    request: Request,
) -> Answer {
    let caller = caller(&request);
    caller.may(Scope::Read)?;
    let asked: EntriesQuery = query(request.uri())?;
    let limit = checked_limit(asked.limit)?;
    let list = app.list(&caller, &name)?;
    let (id, version) = (list.id, list.snapshot().version);
    let rows = app.read(move |store| {
        let q = folded(asked.q.as_deref().unwrap_or_default());
        let after = asked.after.as_deref().unwrap_or_default();
        let kind = asked.r#type.as_deref();
        store.page(id, Page { folded: q.trim(), kind, after, limit })
    });
    let rows = rows.await?;
    let is_full = rows.len() == limit as usize;
    let next = rows.last().filter(|_| is_full).map(|(id, _)| id.clone());
    let entries = rows.into_iter().filter_map(|(_, json)| RawValue::from_string(json).ok());
    json(&EntriesAnswer { version, entries: entries.collect(), next })
}

/// One entity of a list.
pub(crate) async fn one(
    State(app): State<Arc<App>>,
    Path((name, entity)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let caller = caller(&request);
    caller.may(Scope::Read)?;
    let id = app.list(&caller, &name)?.id;
    let record = app.read(move |store| store.record(id, &entity)).await?;
    match record {
        Some(json) => Ok(json_bytes(json.into_bytes())),
        None => {
            let message = format!("the list `{name}` has no such entity");
            Err(Problem::new(Code::UnknownEntry, message).field("entity"))
        }
    }
}

/// # Errors
/// A page of no entries, or of too many.
pub(crate) fn checked_limit(limit: Option<u32>) -> Result<u32, Problem> {
    match limit.unwrap_or(100) {
        limit @ 1..=1000 => Ok(limit),
        limit => Err(wrong("limit", format!("limit is {limit}"), "1 to 1000")),
    }
}
