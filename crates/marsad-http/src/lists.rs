//! Entities of requests as changes of a list, and what is wrong with them.

use std::borrow::Cow;

use marsad::{Entity, ListChange, Profile, normalize};
use marsad_io::{Place, Problem as BadLine, Warning, Watchlist};
use marsad_schema::{EntityRecord, FindingRecord, OtherRecord, Severity};
use rayon::prelude::*;

use crate::error::{Code, Problem};
use crate::store::{Change, Filed};

/// The list compiled into the program.
pub(crate) const WORLD: &str = "world";

/// Most bytes of the id of an entity.
const MAX_ID: usize = 1024;

/// Most bytes of the name of a list.
const MAX_LIST_NAME: usize = 64;

/// Most problems that are told one by one.
const MOST_TOLD: usize = 100;

/// # Errors
/// A name that no list can have: lists are called by lower Latin letters, digits and `-_.`, beginning with a
/// letter or digit, so that addresses, logs and metrics can hold them as they are.
pub(crate) fn check_name(name: &str) -> Result<(), Problem> {
    let is_plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let is_good = name.len() <= MAX_LIST_NAME
        && name.bytes().next().is_some_and(is_plain)
        && name.bytes().all(|b| is_plain(b) || b"-_.".contains(&b));
    if is_good {
        return Ok(());
    }
    let message = "no list can be called so";
    let expected = "1 to 64 of a-z, 0-9, `-`, `_` and `.`, a letter or digit first";
    Err(Problem::new(Code::WrongField, message).field("list").expected(expected))
}

/// The folded form in which names are searched for.
pub(crate) fn folded(text: &str) -> Cow<'_, str> {
    normalize(&Profile::search(), text)
}

/// An entity as it is filed.
pub(crate) fn filed(record: &EntityRecord) -> Filed {
    let names = record.names.iter().chain(&record.weak_names);
    let mut all = folded(&record.id).into_owned();
    for name in names {
        all.push('\n');
        all.push_str(&folded(name));
    }
    Filed {
        // strings and maps of strings can be written
        json: serde_json::to_string(record).unwrap_or_default(),
        kind: record.kind.clone(),
        folded: all,
    }
}

/// A change as the engine takes it; none when what is filed is no entity.
pub(crate) fn list_change(change: &Change) -> Option<ListChange> {
    match &change.record {
        None => Some(ListChange::Remove(change.entity.clone())),
        Some(Filed { json, .. }) => entity(json).map(ListChange::Upsert),
    }
}

/// An entity as the engine takes it; none when what is filed is no entity.
pub(crate) fn entity(json: &str) -> Option<Entity> {
    let record: EntityRecord = serde_json::from_str(json).ok()?;
    Some(Entity::from(&record))
}

/// The changes that put these entities.
pub(crate) fn puts(watchlist: Watchlist) -> Vec<Change> {
    let put = |entry: marsad_io::Entry| Change {
        record: Some(filed(&entry.entity)),
        entity: entry.entity.id,
    };
    watchlist.entries.into_par_iter().map(put).collect()
}

/// The changes of a batch: what is to be put, then what is to go.
///
/// # Errors
/// An entity that can not be searched for, or has no usable id: then nothing is done.
pub(crate) fn batch(
    upsert: Vec<EntityRecord>,
    remove: Vec<String>,
) -> Result<Vec<Change>, Problem> {
    let mut watchlist = Watchlist::default();
    for (k, record) in upsert.into_iter().enumerate() {
        let is_last = |it: &marsad_io::Entry| it.entity.id == record.id;
        if watchlist.entries.len() < 1000 && watchlist.entries.iter().any(is_last) {
            let message = format!("the id \"{}\" is given twice", record.id);
            return Err(Problem::new(Code::WrongField, message)
                .field(format!("upsert[{k}].id"))
                .expected("each entity once"));
        }
        let n = watchlist.problems.len();
        watchlist.add(record, Place { list: "upsert".into(), line: k as u64 + 1 });
        if watchlist.problems.len() > n {
            let told = watchlist.problems.iter().map(finding).collect();
            let message = "an entity of the batch can not be taken; nothing was changed";
            return Err(Problem::new(Code::BadList, message)
                .field(format!("upsert[{k}]"))
                .problems(told));
        }
    }
    check_ids(&watchlist)?;
    let mut changes = puts(watchlist);
    changes.extend(remove.into_iter().map(|entity| Change { entity, record: None }));
    Ok(changes)
}

/// # Errors
/// An id that is too long to be one.
pub(crate) fn check_ids(watchlist: &Watchlist) -> Result<(), Problem> {
    let Some(entry) = watchlist.entries.iter().find(|it| it.entity.id.len() > MAX_ID) else {
        return Ok(());
    };
    let message = format!("{}: the id has {} bytes", entry.place, entry.entity.id.len());
    Err(Problem::new(Code::BadList, message).field("id").expected("an id of at most 1024 bytes"))
}

/// What is wrong with lines of a list, the first hundred.
pub(crate) fn findings(problems: &[BadLine]) -> Vec<serde_json::Value> {
    problems.iter().take(MOST_TOLD).map(finding).collect()
}

fn finding(problem: &BadLine) -> serde_json::Value {
    let BadLine { place, reason } = problem;
    value(&FindingRecord {
        severity: Severity::Error,
        code: reason.code().into(),
        list: (&*place.list).into(),
        line: place.line,
        entity: None,
        name: None,
        message: reason.to_string().into(),
        advice: None,
        other: None,
    })
}

/// What may surprise, as it goes out.
pub(crate) fn warning(warning: &Warning) -> serde_json::Value {
    let Warning { place, entity, surprise } = warning;
    value(&FindingRecord {
        severity: Severity::Warning,
        code: surprise.code().into(),
        list: (&*place.list).into(),
        line: place.line,
        entity: Some(entity.into()),
        name: Some(surprise.name().into()),
        message: surprise.to_string().into(),
        advice: Some(surprise.advice().into()),
        other: surprise.other().map(|(entity, place)| OtherRecord {
            entity: entity.into(),
            list: (&*place.list).into(),
            line: place.line,
            name: None,
            score: None,
        }),
    })
}

/// A record as JSON; records consist of what JSON can hold.
pub(crate) fn value(record: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(record).unwrap_or_default()
}
