//! Which hits to report: outside exclusions, weak names only beside full ones, and of several hits
//! on the same words the longest.

use super::Hit;
use crate::span::EntityId;
use crate::watchlist::{Level, NameKind};

/// Which of several hits that share words are reported.
///
/// ```
/// use marsad::{Engine, Entity, MatchOptions, Overlaps};
/// let list = [Entity::new("congo", ["الكونغو"]), Entity::new("drc", ["الكونغو الديمقراطية"])];
/// let engine = Engine::builder().entities(list).build()?;
/// let mut worker = engine.worker();
/// let text = "في الكونغو الديمقراطية";
/// assert_eq!(worker.find(text, &MatchOptions::default())?.len(), 1);
/// let all = MatchOptions { overlaps: Overlaps::All, ..MatchOptions::default() };
/// assert_eq!(worker.find(text, &all)?.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Overlaps {
    /// The leftmost, of those the longest, of those the best scored; every entity that owns exactly
    /// that span is reported. Hits whose first word is the same begin at the same place, however
    /// many particles each cuts off.
    #[default]
    Longest,
    /// Every hit.
    All,
}

/// Buffers of the choice, reused.
#[derive(Debug, Default)]
pub(crate) struct ChoiceScratch {
    excluded: Vec<Hit>,
    full: Vec<Hit>,
    entities: Vec<EntityId>,
}

/// Reduces `hits`, which are sorted by first word, to those to report, sorted by span.
pub(crate) fn choose(hits: &mut Vec<Hit>, overlaps: Overlaps, scratch: &mut ChoiceScratch) {
    drop_excluded(hits, &mut scratch.excluded);
    keep_best_name(hits);
    drop_weak(hits, overlaps, scratch);
    if overlaps == Overlaps::Longest {
        keep_longest(hits);
    }
    hits.sort_unstable_by_key(|hit| (hit.span, hit.entity, hit.name));
}

/// Drops the exclusions, and the hits that lie inside one of their own entity.
fn drop_excluded(hits: &mut Vec<Hit>, excluded: &mut Vec<Hit>) {
    excluded.clear();
    excluded.extend(hits.iter().filter(|hit| hit.kind == NameKind::Exclude));
    if excluded.is_empty() {
        return;
    }
    excluded.sort_unstable_by_key(|phrase| (phrase.entity, phrase.span));
    // Let each phrase reach as far as any phrase of its entity that begins no later; then one look
    // back tells whether a hit lies inside one.
    for k in 1..excluded.len() {
        if excluded[k].entity == excluded[k - 1].entity {
            excluded[k].span.end = excluded[k].span.end.max(excluded[k - 1].span.end);
        }
    }
    hits.retain(|hit| {
        let before = excluded.partition_point(|phrase| {
            (phrase.entity, phrase.span.start) <= (hit.entity, hit.span.start)
        });
        let inside = before
            .checked_sub(1)
            .and_then(|k| excluded.get(k))
            .is_some_and(|phrase| phrase.entity == hit.entity && hit.span.end <= phrase.span.end);
        hit.kind != NameKind::Exclude && !inside
    });
}

/// One hit for an entity and span: by a full name rather than a weak one, at the strictest level.
fn keep_best_name(hits: &mut Vec<Hit>) {
    hits.sort_unstable_by_key(|hit| {
        let weak = hit.kind == NameKind::Weak;
        let doubt = std::cmp::Reverse(hit.score.to_bits());
        (hit.first_word, hit.span, hit.entity, weak, hit.level, doubt, hit.name)
    });
    hits.dedup_by_key(|hit| (hit.entity, hit.span));
}

/// Drops the weak hits of entities of which no full name is reported.
fn drop_weak(hits: &mut Vec<Hit>, overlaps: Overlaps, scratch: &mut ChoiceScratch) {
    if hits.iter().all(|hit| hit.kind == NameKind::Full) {
        return;
    }
    let ChoiceScratch { full, entities, .. } = scratch;
    full.clear();
    full.extend(hits.iter().filter(|hit| hit.kind == NameKind::Full));
    if overlaps == Overlaps::Longest {
        keep_longest(full);
    }
    entities.clear();
    entities.extend(full.iter().map(|hit| hit.entity));
    entities.sort_unstable();
    hits.retain(|hit| hit.kind == NameKind::Full || entities.binary_search(&hit.entity).is_ok());
}

/// Whether a hit is no variant: such a one wins, however long a variant on the same words is.
fn is_equal(hit: &Hit) -> bool {
    hit.level < Level::Variant
}

/// Leftmost, then longest, then best scored. `hits` are sorted by first word.
fn keep_longest(hits: &mut Vec<Hit>) {
    let (mut kept, mut from, mut free_word) = (0, 0, 0);
    while let Some(first) = hits.get(from) {
        let word = first.first_word;
        let n = hits.iter().skip(from).take_while(|hit| hit.first_word == word).count();
        let group = from..from + n;
        from += n;
        if word < free_word {
            continue;
        }
        let best = hits[group.clone()].iter().copied().max_by(|a, b| {
            (a.end_word().cmp(&b.end_word()))
                .then(is_equal(a).cmp(&is_equal(b)))
                .then(a.span.len().cmp(&b.span.len()))
                .then(a.score.total_cmp(&b.score))
        });
        let Some(best) = best else { continue };
        for k in group {
            if hits[k].span == best.span && hits[k].score == best.score {
                hits[kept] = hits[k];
                kept += 1;
            }
        }
        free_word = best.end_word();
    }
    hits.truncate(kept);
}
