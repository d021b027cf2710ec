//! Random histories of changes, with parts so small that all that can happen to them does.

use std::collections::BTreeSet;

use super::*;
use crate::{FinalLetter, Hit, Level, MatchOptions, Overlaps};

const TINY: Plan = Plan { at_once: 6, small: 2, ratio: 2, many: 5 };

/// Numbers that look random, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % n
    }

    fn words(&mut self, most: usize, words: &[&str]) -> String {
        let n = 1 + self.below(most);
        (0..n).map(|_| words[self.below(words.len())]).collect::<Vec<_>>().join(" ")
    }

    fn names(&mut self, least: usize, most: usize) -> Vec<String> {
        (0..least + self.below(most - least + 1)).map(|_| self.words(3, LISTED)).collect()
    }

    /// An entity of one of a few ids.
    fn entity(&mut self) -> Entity {
        Entity {
            id: self.id(),
            kind: self.below(1000).to_string(),
            names: self.names(1, 2),
            weak_names: self.names(0, 1),
            exclude: self.names(0, 1),
            level: [None, None, Some(Level::Exact)][self.below(3)],
            final_letter: [FinalLetter::Folded, FinalLetter::Strict][self.below(2)],
            extra: "{}".repeat(self.below(3)),
        }
    }

    fn id(&mut self) -> String {
        format!("id {}", self.below(20))
    }

    fn change(&mut self) -> ListChange {
        match self.below(3) {
            0 => ListChange::Remove(self.id()),
            _ => ListChange::Upsert(self.entity()),
        }
    }
}

const LISTED: &[&str] = &["لجنة", "اللجنة", "علي", "شي", "بن", "عبد", "الله", "بكين", "كوبا"];
const WRITTEN: &[&str] = &[
    "لجنة",
    "لجنه",
    "وللجنة",
    "اللجنة",
    "علي",
    "على",
    "وعلي",
    "شي",
    "بن",
    "عبد",
    "الله",
    "بكين",
    "ببكين",
    "كوبا",
    "وكوبا",
    "ثم",
    "،",
];

/// What a list should hold after its changes, the obvious way.
#[derive(Default, Clone)]
struct Model(Vec<Entity>);

impl Model {
    fn apply(&mut self, changes: &[ListChange]) {
        for change in changes {
            self.0.retain(|entity| entity.id != change.id());
            if let ListChange::Upsert(entity) = change {
                self.0.push(entity.clone());
            }
        }
    }
}

/// A list, built or, as often, built and opened.
fn list(model: &Model, numbers: &mut Numbers) -> Engine {
    let built = Engine::builder().entities(model.0.iter().cloned()).build().unwrap();
    match numbers.below(2) {
        0 => built,
        _ => Engine::open(built.to_bytes().unwrap().into_owned()).unwrap(),
    }
}

/// All that can be asked of the hits of one engine and does not depend on its numbers.
fn found(engine: &Engine, text: &str, options: &MatchOptions) -> Vec<String> {
    let mut worker = engine.worker();
    let hits = worker.find(text, options).unwrap().to_vec();
    let described = |hit: &Hit| {
        let Hit { entity, name, kind, span, prefix, level, score, .. } = *hit;
        let (entity, name) = (engine.entity(entity).unwrap(), engine.name(name));
        let evidence = engine.evidence(text, hit);
        format!("{entity:?} {name} {kind:?} {span:?} {prefix:?} {level} {score} {evidence:?}")
    };
    hits.iter().map(described).collect()
}

/// The engine against one that is built of what the model holds.
fn check(engine: &Engine, model: &Model, numbers: &mut Numbers) -> usize {
    let rebuilt = Engine::builder().entities(model.0.iter().cloned()).build().unwrap();
    assert!(
        engine.entities().map(|(_, entity)| entity.to_entity()).eq(model.0.iter().cloned()),
        "{engine:?}"
    );
    assert_eq!((engine.n_names(), engine.n_entities()), (rebuilt.n_names(), model.0.len()));
    let ids: BTreeSet<_> = engine.entities().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), model.0.len());
    let text = numbers.words(40, WRITTEN);
    let mut n_hits = 0;
    // to look for other spellings takes long
    let some = text.len().is_multiple_of(8);
    let loosest = if some { Level::Variant } else { Level::Folded };
    for level in Level::ALL.into_iter().filter(|level| *level <= loosest) {
        for overlaps in [Overlaps::Longest, Overlaps::All] {
            let options = MatchOptions { level, overlaps, ..MatchOptions::default() };
            let hits = found(engine, &text, &options);
            assert_eq!(hits, found(&rebuilt, &text, &options), "{text} {options:?}");
            n_hits += hits.len();
        }
    }
    n_hits
}

#[test]
fn any_history_leaves_what_a_list_built_anew_has() {
    let (mut n_hits, mut n_merges, mut most_parts, mut lost) = (0, 0, 0, 0);
    for seed in 1..=80_u64 {
        let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        // ids may stand in a list several times
        let mut model = Model((0..numbers.below(12)).map(|_| numbers.entity()).collect());
        let live = LiveEngine::planned(list(&model, &mut numbers), TINY);
        let mut kept = Vec::new();
        let mut merge: Option<(Merge, Result<List, BuildError>)> = None;
        for generation in 1..=30 {
            let changes: Vec<ListChange> =
                (0..numbers.below(5)).map(|_| numbers.change()).collect();
            if numbers.below(40) == 0 {
                model = Model((0..numbers.below(8)).map(|_| numbers.entity()).collect());
                assert_eq!(live.replace(list(&model, &mut numbers)), generation);
            } else {
                model.apply(&changes);
                assert_eq!(live.apply(changes).unwrap(), generation);
            }
            if numbers.below(8) == 0 {
                kept.push((live.engine(), model.clone()));
            }
            // merges take a while: changes come in between
            match merge.take() {
                None => {
                    merge = live.begin_merge().0.map(|merge| {
                        let compiled = merge.compile();
                        (merge, compiled)
                    });
                }
                Some((begun, compiled)) if numbers.below(3) == 0 => {
                    let before = live.engine();
                    live.end_merge(&begun, compiled).unwrap();
                    let now = live.engine();
                    lost += usize::from(Arc::ptr_eq(&before, &now));
                    assert_eq!(now.generation(), generation);
                    n_merges += 1;
                }
                going_on => merge = going_on,
            }
            let engine = live.engine();
            assert_eq!(engine.generation(), generation);
            n_hits += check(&engine, &model, &mut numbers);
            most_parts = most_parts.max(engine.parts.len());
        }
        for (engine, model) in kept {
            check(&engine, &model, &mut numbers);
            let saved = engine.to_bytes().unwrap().into_owned();
            check(&Engine::open(saved).unwrap(), &model, &mut numbers);
        }
    }
    assert!(n_hits > 10_000 && n_merges > 100 && lost > 1, "{n_hits} {n_merges} {lost}");
    assert!((4..=8).contains(&most_parts), "{most_parts}");
}

#[test]
fn an_entity_comes_back_as_something_else() {
    let live = LiveEngine::planned(Engine::builder().build().unwrap(), TINY);
    let options = MatchOptions::default();
    let find = |text: &str| found(&live.engine(), text, &options).len();
    let mut xi = Entity::new("xi", ["شي جين بينغ"]);
    live.apply([ListChange::Upsert(xi.clone())]).unwrap();
    assert_eq!(find("وصل شي جين بينغ، ثم غادر شي"), 1);
    xi.weak_names.push("شي".to_owned());
    live.apply([ListChange::Upsert(xi.clone())]).unwrap();
    assert_eq!(find("وصل شي جين بينغ، ثم غادر شي"), 2);
    xi.exclude.push("شي جين بينغ الصغير".to_owned());
    live.apply([ListChange::Upsert(xi.clone())]).unwrap();
    assert_eq!(find("وصل شي جين بينغ الصغير، ثم غادر شي"), 0);
    live.apply([ListChange::Remove("xi".to_owned())]).unwrap();
    assert_eq!(find("وصل شي جين بينغ"), 0);
    assert!(live.engine().parts.is_empty());
    live.apply([ListChange::Upsert(xi)]).unwrap();
    assert_eq!(find("وصل شي جين بينغ"), 1);
}

/// The full name of an entity may stand in one part and what it excludes in none: parts of one entity
/// are never apart. Hits of entities of different parts are chosen among together.
#[test]
fn hits_of_all_parts_are_chosen_among_together() {
    let live = LiveEngine::planned(Engine::builder().build().unwrap(), Plan { small: 0, ..TINY });
    for (id, name) in
        [("un", "الأمم المتحدة"), ("hk", "هونغ كونغ"), ("both", "المتحدة في هونغ كونغ")]
    {
        let filler = (0..30).map(|k| format!("{id} {k}"));
        live.apply([ListChange::Upsert(Entity::new(id, filler.chain([name.to_owned()])))]).unwrap();
    }
    assert_eq!(live.engine().parts.len(), 3);
    let find = |overlaps| {
        let options = MatchOptions { overlaps, ..MatchOptions::default() };
        found(&live.engine(), "مكتب الأمم المتحدة في هونغ كونغ", &options).len()
    };
    assert_eq!((find(Overlaps::Longest), find(Overlaps::All)), (2, 3));
}

#[test]
fn long_lists_are_freed_by_the_merge_alone() {
    let names = |n: usize| (0..n).map(|k| Entity::new(k.to_string(), [format!("اسم {k}")]));
    let list = |n| Engine::builder().entities(names(n)).build().unwrap();
    let live = LiveEngine::new(list(10_000));
    let reader = live.engine();
    let main = Arc::downgrade(&reader.parts[0].list);
    live.replace(list(1));
    assert!(!live.needs_merge());
    drop(reader);
    assert!(main.upgrade().is_some() && live.needs_merge());
    live.apply([]).unwrap();
    assert!(main.upgrade().is_some());
    assert!(live.merge().unwrap() && main.upgrade().is_none());
    assert!(!live.needs_merge() && !live.merge().unwrap());
}
