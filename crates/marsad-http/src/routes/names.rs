//! What an editor of lists wants to know of an entity before it is put: `/v1/variants`, the spellings that
//! a name may have, and `/v1/check`, what is wrong with an entity and what may surprise.

use std::sync::Arc;

use axum::extract::{Request, State};
use marsad::{Engine, Level, MatchOptions, Overlaps};
use marsad_io::{Place, Watchlist, warnings};
use marsad_schema::{EntityRecord, FindingRecord, VariantRecord};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, caller, json_bytes, with_json, wrong};
use crate::auth::{Caller, Scope};
use crate::cpu::Deadline;
use crate::error::Problem;
use crate::lists::{findings, value, warning};
use crate::openapi::Contract;
use crate::state::App;

/// Most bytes of a name.
const MAX_NAME: usize = 4096;

/// A name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VariantsRequest {
    /// The name, in Arabic or Latin letters.
    name: String,
    /// Most spellings to give, 1 to 100; 20 if not given.
    top: Option<usize>,
}

/// The spellings that a name is expected to have in Arabic.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct VariantsAnswer {
    /// The likeliest first.
    #[schemars(with = "Vec<Contract<VariantRecord<'static>>>")]
    results: Vec<serde_json::Value>,
}

/// An entity, and the list it is to stand in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckRequest {
    /// The entity.
    #[schemars(with = "Contract<EntityRecord>")]
    entity: EntityRecord,
    /// The list whose names it might clash with.
    watchlist: Option<String>,
}

/// What is wrong with an entity, what may surprise, and with whom it clashes.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CheckAnswer {
    /// What could not be taken. Without any, the entity can be put.
    #[schemars(with = "Vec<Contract<FindingRecord<'static>>>")]
    problems: Vec<serde_json::Value>,
    /// What can be taken and may surprise.
    #[schemars(with = "Vec<Contract<FindingRecord<'static>>>")]
    warnings: Vec<serde_json::Value>,
    /// Other entities of the list that have one of its names, at level folded.
    clashes: Vec<Clash>,
}

/// Another entity with the same name.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Clash {
    /// The name, as the entity that is checked has it.
    name: String,
    /// The other entity.
    entity: String,
    /// The name, as the other has it.
    other: String,
}

/// The spellings that a name may have.
pub(crate) async fn variants(State(app): State<Arc<App>>, request: Request) -> Answer {
    caller(&request).may(Scope::Read)?;
    let work = |asked: VariantsRequest, _: &App, _: Deadline| {
        let top = asked.top.unwrap_or(20);
        if !(1..=100).contains(&top) {
            return Err(wrong("top", format!("top is {top}"), "1 to 100"));
        }
        check_name("name", &asked.name)?;
        let found = marsad::variants(&asked.name, top);
        let results = found.iter().map(|variant| {
            value(&VariantRecord {
                name: (&*asked.name).into(),
                spelling: (&*variant.spelling).into(),
                score: f64::from(variant.score),
                share: variant.share,
                count: None,
            })
        });
        serde_json::to_vec(&VariantsAnswer { results: results.collect() })
            .map_err(|error| Problem::internal(error.to_string()))
    };
    with_json(&app, request, work).await.map(json_bytes)
}

/// What is wrong with an entity, and what may surprise.
pub(crate) async fn check(State(app): State<Arc<App>>, request: Request) -> Answer {
    let caller = caller(&request);
    caller.may(Scope::Read)?;
    let work = move |asked: CheckRequest, app: &App, _: Deadline| check_entity(app, &caller, asked);
    with_json(&app, request, work).await.map(json_bytes)
}

fn check_entity(app: &App, caller: &Caller, asked: CheckRequest) -> Result<Vec<u8>, Problem> {
    let CheckRequest { entity, watchlist } = asked;
    let EntityRecord { names, weak_names, exclude, .. } = &entity;
    for name in names.iter().chain(weak_names).chain(exclude) {
        check_name("entity", name)?;
    }
    let engine = match watchlist {
        Some(name) => Some(Arc::clone(&app.list(caller, &name)?.snapshot().engine)),
        None => None,
    };
    let mut list = Watchlist::default();
    list.add(entity, Place { list: "entity".into(), line: 1 });
    let clashes = match (&engine, list.entries.first()) {
        (Some(engine), Some(entry)) => clashes(engine, &entry.entity),
        _ => Vec::new(),
    };
    let answer = CheckAnswer {
        problems: findings(&list.problems),
        warnings: warnings(&list.entries).iter().map(warning).collect(),
        clashes,
    };
    serde_json::to_vec(&answer).map_err(|error| Problem::internal(error.to_string()))
}

/// Whom of the list the names of `entity` name too.
fn clashes(engine: &Engine, entity: &EntityRecord) -> Vec<Clash> {
    let options =
        MatchOptions { level: Level::Folded, overlaps: Overlaps::All, ..MatchOptions::default() };
    let mut worker = engine.worker();
    let mut found = Vec::new();
    for name in entity.names.iter().chain(&entity.weak_names) {
        let Ok(hits) = worker.find(name, &options) else { continue };
        let whole = hits.iter().filter(|hit| hit.span.range() == (0..name.len()));
        for hit in whole {
            let other = engine.entity(hit.entity).map_or("", |other| other.id());
            if other != entity.id {
                found.push(Clash {
                    name: name.clone(),
                    entity: other.to_owned(),
                    other: engine.name(hit.name).to_owned(),
                });
            }
        }
    }
    found
}

fn check_name(field: &str, name: &str) -> Result<(), Problem> {
    if name.len() <= MAX_NAME {
        return Ok(());
    }
    let message = format!("a name of {} bytes", name.len());
    Err(wrong(field, message, "names of at most 4096 bytes"))
}
