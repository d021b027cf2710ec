//! Compiled lists: those of every format version open for ever, built and opened ones find the same, and no
//! damage goes unseen.

use std::fs;
use std::path::Path;

use marsad::{Engine, Entity, MatchOptions, Overlaps};
use marsad_tests::fixtures::{articles, news_list};

fn golden(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/golden").join(name)).unwrap()
}

/// The list of format version 1. Its folding is that of its day: when the folding of the program changes,
/// the list must say so, in words, and may not be read.
#[test]
#[cfg(target_endian = "little")]
fn the_list_of_version_1_opens() {
    match Engine::open(golden("list-1.marsad")) {
        Ok(engine) => {
            assert_eq!((engine.n_entities(), engine.n_names()), (10, 28));
            let text = "قال سيرغي لافروف من موسكو";
            assert!(!engine.worker().find(text, &MatchOptions::default()).unwrap().is_empty());
        }
        Err(error) => {
            assert!(!error.is_damage(), "{error}");
            assert!(
                error.to_string().starts_with("the list was compiled with folding "),
                "{error}"
            );
        }
    }
}

#[test]
fn every_damage_to_a_small_list_is_found() {
    let entities = [Entity::new("n", ["نهر النيل", "Nile"]), Entity::new("دجلة", ["دجلة"])];
    let engine = Engine::builder().entities(entities).build().unwrap();
    let good = engine.to_bytes().unwrap().into_owned();
    assert!(Engine::open(good.clone()).is_ok());
    for at in 0..good.len() {
        for change in [1u8, 0x80, 0xFF] {
            let mut bytes = good.clone();
            bytes[at] ^= change;
            assert!(Engine::open(bytes).is_err(), "byte {at} changed by {change:x}");
        }
    }
    for len in 0..good.len() {
        assert!(Engine::open(good[..len].to_vec()).is_err(), "cut to {len} bytes");
    }
    for at in (0..good.len()).step_by(7) {
        for to in (0..good.len()).step_by(13).filter(|to| *to != at) {
            // eight bytes of one place in another
            let mut bytes = good.clone();
            let end = (to + 8).min(good.len());
            let len = (end - to).min(good.len() - at);
            bytes[to..to + len].copy_from_slice(&good[at..at + len]);
            assert!(bytes == good || Engine::open(bytes).is_err(), "{at} over {to}");
        }
    }
}

#[test]
fn an_opened_list_finds_what_a_built_one_finds() {
    let records = news_list();
    let built = Engine::builder().entities(records.iter().map(Entity::from)).build().unwrap();
    let opened = Engine::open(built.to_bytes().unwrap().into_owned()).unwrap();
    let mut n_hits = 0;
    for overlaps in [Overlaps::Longest, Overlaps::All] {
        let options = MatchOptions { overlaps, ..MatchOptions::default() };
        for text in articles().values() {
            let hits = built.worker().find(text, &options).unwrap().to_vec();
            assert_eq!(opened.worker().find(text, &options).unwrap(), hits);
            for hit in &hits {
                let why = |engine: &Engine| format!("{:?}", engine.evidence(text, hit));
                assert_eq!(why(&built), why(&opened));
            }
            n_hits += hits.len();
        }
    }
    assert!(n_hits > 200, "{n_hits}");
    assert_eq!(opened.to_bytes().unwrap(), built.to_bytes().unwrap());
}
