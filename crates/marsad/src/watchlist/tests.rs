//! What was built is what is opened, and no bytes make a list panic.

use std::sync::Arc;

use super::block::{EntityBlock, NameBlock};
use super::compile::compile;
use super::open::open;
use super::sections::{self, N_SIZES};
use super::{Entity, FinalLetter, Level, List};
use crate::container::{Bytes, Container};
use crate::words::LetterCodes;
use zerocopy::IntoBytes;

/// Entities with all that entities have, and some without.
fn entities() -> Vec<Entity> {
    let mut entities: Vec<Entity> = (0..50)
        .map(|n| {
            let mut entity =
                Entity::new(format!("id {n}"), [format!("اسم {n}"), format!("Name{n}")]);
            entity.kind = ["person", "place", ""][n % 3].to_owned();
            if n % 4 == 1 {
                entity.weak_names.push(format!("علي {n}"));
                entity.exclude.push(format!("غير اسم {n}"));
                entity.extra = format!("{{\"n\":{n}}}");
            }
            entity.level =
                [None, Some(Level::Exact), Some(Level::Folded), Some(Level::Variant)][n % 4];
            entity.final_letter = [FinalLetter::Folded, FinalLetter::Strict][n % 2];
            entity
        })
        .collect();
    entities.insert(7, Entity::new("without names", [] as [&str; 0]));
    entities.insert(20, Entity::new("اسم وهوية", ["اسم وهوية", "آخر"]));
    entities.push(Entity::new("many", (0..60).map(|n| format!("كثير {n}"))));
    let mut weak = Entity::new("ضعيف", [] as [&str; 0]);
    weak.weak_names.push("ضعيف".to_owned());
    entities.push(weak);
    entities.push(Entity::new("last", [] as [&str; 0]));
    entities
}

fn list() -> List {
    compile(&LetterCodes::new(), &entities()).unwrap()
}

fn opened(bytes: &[u8]) -> Result<List, String> {
    let bytes = Bytes::Shared(Arc::new(bytes.to_vec()));
    open(&LetterCodes::new(), bytes).map_err(|error| error.to_string())
}

#[test]
fn entities_come_back() {
    let built = list();
    for list in [&built, &opened(built.as_bytes()).unwrap()] {
        let found: Vec<Entity> =
            (0..list.n_entities()).map(|n| list.entity(n).unwrap().to_entity()).collect();
        assert_eq!(found, entities());
        assert!(list.entity(list.n_entities()).is_none());
        let names = list.names();
        for n in 0..list.n_slots() {
            let Some(name) = names.get(n) else { continue };
            assert!(names.of_entity(name.entity.0).contains(&n), "{n}");
        }
        assert_eq!((list.n_names(), list.n_slots()), (50 * 2 + 2 * 13 + 2 + 60 + 1, 191));
    }
}

#[test]
fn nothing_is_a_list_too() {
    let empty = compile(&LetterCodes::new(), &[]).unwrap();
    let empty = opened(empty.as_bytes()).unwrap();
    assert_eq!((empty.n_entities(), empty.n_names(), empty.max_words()), (0, 0, 1));
}

#[test]
fn what_is_wrong_behind_right_checksums_is_found() {
    let list = list();
    let all: Vec<(u32, Vec<u8>)> =
        (1..=14).map(|kind| (kind, list.container.section(kind).to_vec())).collect();
    // another content of one section, under new checksums
    let with = |kind: u32, change: &dyn Fn(&mut Vec<u8>)| {
        let mut all = all.clone();
        change(&mut all[kind as usize - 1].1);
        let sections: Vec<(u32, &[u8])> =
            all.iter().map(|(kind, content)| (*kind, content.as_slice())).collect();
        let changed = Container::write(LetterCodes::new().fingerprint(), &sections);
        opened(changed.as_bytes()).map(drop)
    };
    assert_eq!(with(sections::SIZES, &|_| ()), Ok(()));
    let number = |at: usize, to: u32| {
        move |bytes: &mut Vec<u8>| bytes[4 * at..4 * at + 4].copy_from_slice(&to.to_ne_bytes())
    };
    let expect = |kind: u32, change: &dyn Fn(&mut Vec<u8>), message: &str| {
        let error = with(kind, change).unwrap_err();
        assert!(error.starts_with(&format!("damaged: {message}")), "{message}: {error}");
    };
    let [name_block, entity_block] = [size_of::<NameBlock>() / 4, size_of::<EntityBlock>() / 4];
    expect(sections::SIZES, &|s| s.truncate(8), "bytes of counts");
    expect(sections::SIZES, &number(N_SIZES - 1, 1), "counts");
    expect(sections::SIZES, &number(0, 1), "counts");
    expect(sections::SIZES, &number(0, 100_000), "bytes of names");
    expect(sections::SIZES, &number(1, 180), "names: found 189, expected 180");
    expect(sections::SIZES, &number(2, 1), "names of one word");
    expect(sections::SIZES, &number(3, 65), "words of the longest name");
    expect(sections::SIZES, &number(3, 9), "words of the longest name");
    expect(sections::SIZES, &number(4, 54), "entities that names have");
    expect(sections::SIZES, &number(4, 90), "bytes of entities");
    expect(sections::SINGLES, &|s| s.truncate(24), "blocks of a filter");
    expect(sections::SINGLES, &Vec::clear, "blocks of a filter");
    expect(sections::PAIRS, &|s| s.truncate(9), "bytes of a section of numbers");
    expect(sections::BUCKETS, &number(0, 1), "buckets");
    expect(sections::BUCKETS, &number(1, 10_000), "buckets");
    expect(sections::BUCKETS, &|s| s.truncate(s.len() - 4), "end of the last bucket");
    expect(sections::BUCKETS, &Vec::clear, "buckets");
    expect(sections::ENTRIES, &|s| s.truncate(s.len() - 4), "end of the last bucket");
    expect(sections::ENTRIES, &number(3, 255), "name of an entry");
    expect(sections::ENTRIES, &number(0, u32::MAX - 255), "entries");
    expect(sections::NAMES, &number(0, 1), "start of names");
    expect(sections::NAMES, &number(name_block, 5), "start of names");
    expect(sections::NAMES, &number(1, 1), "entity of a name");
    expect(sections::NAMES, &number(2, 1), "entity of a name");
    expect(sections::NAMES, &number(4, u32::MAX), "start of a name");
    expect(sections::NAMES, &|s| s.truncate(s.len() - 64), "bytes of names");
    expect(sections::TEXTS, &|s| s[0] = 0xFF, "texts");
    expect(sections::TEXTS, &|s| s.truncate(s.len() - 2), "start of a name");
    expect(sections::TEXTS, &|s| s.extend_from_slice(b"more"), "bytes of texts");
    expect(sections::ENTITIES, &number(0, 1), "start of ids");
    expect(sections::ENTITIES, &number(2, 1), "start of ids");
    expect(sections::ENTITIES, &number(10, 0xFFFF), "type of an entity");
    expect(sections::ENTITIES, &number(entity_block + 1, 1), "start of ids");
    expect(sections::IDS, &Vec::clear, "start of an id");
    expect(sections::IDS, &|s| s.push(b'x'), "bytes of ids");
    expect(sections::IDS, &|s| s[3] = 0xFF, "ids");
    expect(sections::KIND_ENDS, &number(0, 90), "types");
    expect(sections::KIND_ENDS, &Vec::clear, "types");
    expect(sections::KINDS, &|s| s[0] = 0xFF, "types");
    expect(sections::EXTRA_OF, &number(1, 0), "entities with data");
    expect(sections::EXTRA_OF, &number(12, 55), "entities with data");
    expect(sections::EXTRA_OF, &|s| s.truncate(8), "ends of data");
    expect(sections::EXTRA_ENDS, &number(2, 1), "data");
    expect(sections::EXTRA_ENDS, &number(1, 1), "data");
    expect(sections::EXTRA, &|s| s.push(b'}'), "data");
    expect(sections::EXTRA, &|s| s[0] = 0xFF, "data");
}

#[test]
fn names_that_are_searched_must_be_sorted() {
    let codes = LetterCodes::new();
    let names: Vec<Entity> = (0..40).map(|n| Entity::new("x", [format!("عبد الله {n}")])).collect();
    let list = compile(&codes, &names).unwrap();
    let entries: Vec<u32> = list.index().table.entries.iter().rev().copied().collect();
    let sections: Vec<(u32, &[u8])> = (1..=14)
        .map(|kind| match kind {
            sections::ENTRIES => (kind, entries.as_bytes()),
            kind => (kind, list.container.section(kind)),
        })
        .collect();
    let changed = Container::write(codes.fingerprint(), &sections);
    let error = opened(changed.as_bytes()).unwrap_err();
    assert_eq!(error, "damaged: entries of one tag: found others, expected sorted by codes");
}

#[cfg(feature = "parallel")]
#[test]
fn the_bytes_do_not_depend_on_threads() {
    let codes = LetterCodes::new();
    let entities: Vec<Entity> = (0..9000)
        .map(|n| Entity::new(n.to_string(), [format!("اسم {}", n % 700), format!("علم{n}")]))
        .collect();
    let alone = compile(&codes, &entities).unwrap();
    for n in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        let list = pool.install(|| compile(&codes, &entities)).unwrap();
        assert!(list.as_bytes() == alone.as_bytes(), "{n} threads");
    }
    let wrong = |at: usize| Entity::new(format!("wrong {at}"), ["…"]);
    let mut entities = entities;
    entities.splice(8000..8001, [wrong(8000)]).for_each(drop);
    entities.splice(5000..5001, [wrong(5000)]).for_each(drop);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
    let error = pool.install(|| compile(&codes, &entities)).unwrap_err().to_string();
    assert!(error.starts_with("entity `wrong 5000`"), "the first is told: {error}");
}
