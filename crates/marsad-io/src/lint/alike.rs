//! Names of two entities that are one at level `variant`: what a text has of the one is reported for
//! the other too.

use std::collections::{BTreeMap, BTreeSet};

use marsad::{Engine, Entity, EntityId, Level, MatchOptions, NameKind, Overlaps};

use super::{Surprise, Warning};
use crate::watchlist::Entry;

/// Most entities that are named for one, and names that are looked at for one name.
const MOST: usize = 3;
const LOOKED_AT: usize = 32;

/// Names of two entities, that of the later first, and how likely they are one.
struct Clash {
    name: String,
    other: String,
    score: f32,
}

/// Two entities by their numbers, the later first.
type Pair = (EntityId, EntityId);

pub(super) fn clashes(entries: &[Entry]) -> Vec<Warning> {
    let entities = entries.iter().map(|entry| Entity::from(&entry.entity));
    let Ok(engine) = Engine::builder().entities(entities).build() else { return Vec::new() };
    let mut worker = engine.worker();
    let options =
        MatchOptions { level: Level::Variant, overlaps: Overlaps::All, ..MatchOptions::default() };
    let mut found: BTreeMap<Pair, Clash> = BTreeMap::new();
    // names that are equal when folded are told as shared
    let mut equal: BTreeSet<Pair> = BTreeSet::new();
    for (own, entry) in (0..).map(EntityId).zip(entries) {
        for name in &entry.entity.names {
            let whole = 0..name.len();
            let hits = worker.find(name, &options).unwrap_or_default();
            let others = hits.iter().filter(|hit| {
                hit.entity != own && hit.kind == NameKind::Full && hit.span.range() == whole
            });
            for hit in others.take(LOOKED_AT) {
                let pair = (own.max(hit.entity), own.min(hit.entity));
                if hit.level < Level::Variant {
                    equal.insert(pair);
                    continue;
                }
                if found.get(&pair).is_some_and(|known| known.score >= hit.score) {
                    continue;
                }
                let (mut name, mut other) = (name.clone(), engine.name(hit.name).to_owned());
                if own < hit.entity {
                    std::mem::swap(&mut name, &mut other);
                }
                found.insert(pair, Clash { name, other, score: hit.score });
            }
        }
    }
    let mut warnings = Vec::new();
    let (mut last, mut n) = (None, 0);
    for ((own, with), Clash { name, other, score }) in found {
        let (Some(entry), Some(earlier)) = (entry(entries, own), entry(entries, with)) else {
            continue;
        };
        n = if last == Some(own) { n + 1 } else { 1 };
        last = Some(own);
        if n > MOST || equal.contains(&(own, with)) {
            continue;
        }
        let (with, place) = (earlier.entity.id.clone(), earlier.place.clone());
        let surprise = Surprise::Alike { name, other, with, place, score };
        let (place, entity) = (entry.place.clone(), entry.entity.id.clone());
        warnings.push(Warning { place, entity, surprise });
    }
    warnings
}

fn entry(entries: &[Entry], id: EntityId) -> Option<&Entry> {
    entries.get(id.0 as usize)
}
