//! A list that changes under load: what readers see of batches, in which order, and what it costs them.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use marsad::{Engine, Entity, ListChange, LiveEngine, MatchOptions};

/// Entities of a batch.
const N: usize = 7;

/// Batch `k`: all entities get the name of that batch. Every other batch takes some out first, and
/// every fifth comes with so many others that parts are merged often.
fn batch(k: u64) -> Vec<ListChange> {
    let mut changes = Vec::new();
    if k.is_multiple_of(2) {
        changes.extend((0..3).map(|id| ListChange::Remove(format!("id {id}"))));
    }
    let name = format!("دفعة رقم {k}");
    let entity = |id: usize| Entity::new(format!("id {id}"), [name.clone()]);
    changes.extend((0..N).map(|id| ListChange::Upsert(entity(id))));
    if k.is_multiple_of(5) {
        let others = (0..400).map(|n| format!("اسم {n} من {}", k % 200));
        changes.extend(others.map(|name| ListChange::Upsert(Entity::new(name.clone(), [name]))));
    }
    changes
}

/// Readers match a text in which the names of all batches stand. All entities have the name of
/// one batch, that of the generation; and a generation never comes before one that was over when the
/// request began, whoever saw it.
#[test]
fn a_request_sees_a_batch_whole_or_not_at_all() {
    const BATCHES: u64 = 300;
    let text: String = (0..=BATCHES).map(|k| format!("دفعة رقم {k}، ")).collect();
    let first = batch(0).into_iter().filter_map(|change| match change {
        ListChange::Upsert(entity) => Some(entity),
        ListChange::Remove(_) => None,
    });
    let live = LiveEngine::new(Engine::builder().entities(first).build().unwrap());
    let (seen, finished) = (AtomicU64::new(0), AtomicBool::new(false));
    let read = || {
        let (mut requests, mut generations) = (0, 0);
        let mut last = 0;
        while !finished.load(Ordering::Acquire) || requests == 0 {
            let not_before = seen.load(Ordering::Acquire);
            let engine = live.engine();
            let generation = engine.generation();
            seen.fetch_max(generation, Ordering::AcqRel);
            assert!(generation >= not_before.max(last), "{generation} {not_before} {last}");
            let mut worker = engine.worker();
            for _ in 0..2 {
                let hits = worker.find(&text, &MatchOptions::default()).unwrap();
                assert_eq!(hits.len(), N, "{generation}");
                for hit in hits {
                    assert_eq!(&text[hit.span.range()], format!("دفعة رقم {generation}"));
                    assert_eq!(engine.name(hit.name), &text[hit.span.range()]);
                }
            }
            requests += 1;
            generations += u64::from(generation != last);
            last = generation;
        }
        (requests, generations)
    };
    let merges = thread::scope(|scope| {
        let readers: Vec<_> = (0..3).map(|_| scope.spawn(read)).collect();
        let merger = scope.spawn(|| {
            let mut merges = 0;
            while !finished.load(Ordering::Acquire) {
                merges += u32::from(live.needs_merge() && live.merge().unwrap());
                thread::yield_now();
            }
            merges
        });
        for k in 1..=BATCHES {
            assert_eq!(live.apply(batch(k)).unwrap(), k);
            // what was applied is seen by whoever asks next
            assert!(live.engine().generation() == k && seen.load(Ordering::Acquire) <= k);
            seen.fetch_max(k, Ordering::AcqRel);
        }
        finished.store(true, Ordering::Release);
        for reader in readers {
            let (requests, generations) = reader.join().unwrap();
            assert!(requests > 5 && generations > 3, "{requests} {generations}");
        }
        merger.join().unwrap()
    });
    assert!(merges > 0);
    let engine = live.engine();
    assert_eq!((engine.generation(), engine.n_entities()), (BATCHES, N + 400 * 40));
}

/// Several writers: no change is lost, and every state that is seen is one after whole batches.
#[test]
fn changes_of_several_writers_are_all_kept() {
    const WRITERS: u64 = 3;
    const BATCHES: u64 = 60;
    let live = LiveEngine::new(Engine::builder().build().unwrap());
    let write = |writer: u64| {
        let mut last = 0;
        for k in 1..=BATCHES {
            let pair = ["أول", "ثان"].map(|place| {
                let name = format!("كاتب {writer} {place} {k}");
                ListChange::Upsert(Entity::new(format!("{writer} {place}"), [name]))
            });
            let generation = live.apply(pair).unwrap();
            assert!(generation > last);
            last = generation;
            let engine = live.engine();
            assert!(engine.generation() >= generation);
            let mut of_each = vec![Vec::new(); 3];
            for (_, entity) in engine.entities() {
                let (of, name) = (entity.id().as_bytes()[0] - b'0', entity.names().next().unwrap());
                let number = name.rsplit(' ').next().unwrap().parse::<u64>().unwrap();
                of_each[usize::from(of)].push(number);
            }
            // one's own changes are there, and nobody's by halves
            assert_eq!(of_each[usize::try_from(writer).unwrap()], [k, k]);
            assert!(
                of_each.iter().all(|two| two.is_empty() || (two.len() == 2 && two[0] == two[1]))
            );
        }
    };
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let write = &write;
            scope.spawn(move || write(writer));
        }
    });
    assert_eq!(live.engine().generation(), WRITERS * BATCHES);
    assert_eq!(live.engine().n_entities(), 6);
}
