//! The promises of `fuzz/` on its seeds and regressions, and on what random damage makes of them.
//! The same in each run; `PROPTEST_CASES` is the number of damaged inputs a promise (default 256).

use std::fs;
use std::path::{Path, PathBuf};

use marsad_tests::numbers::Numbers;
use marsad_tests::promises::{self, Promise};

/// The committed inputs of a promise: `fuzz/seeds/NAME/*` and `fuzz/regressions/NAME/*`.
fn inputs(name: &str) -> Vec<Vec<u8>> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let folders = ["seeds", "regressions"].map(|kind| fuzz.join(kind).join(name));
    let mut paths: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flat_map(|entries| entries.map(|entry| entry.unwrap().path()))
        .collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// One input after the start of another, with another first byte and a few bytes changed, cut or
/// doubled.
fn damaged(numbers: &mut Numbers, inputs: &[Vec<u8>]) -> Vec<u8> {
    let (one, other) = (&inputs[numbers.below(inputs.len())], &inputs[numbers.below(inputs.len())]);
    let mut bytes = [&other[..numbers.below(other.len() + 1)], one].concat();
    // the first byte chooses a profile or options: each should have its turn
    if let Some(first) = bytes.first_mut() {
        *first = u8::try_from(numbers.below(256)).unwrap();
    }
    for _ in 0..numbers.below(6) {
        let (at, to) = (numbers.below(bytes.len()), numbers.below(bytes.len()));
        match numbers.below(3) {
            0 if at < bytes.len() => bytes[at] = u8::try_from(numbers.below(256)).unwrap(),
            1 if at < to => drop(bytes.drain(at..to.min(at + 8))),
            _ if at < to => {
                let part = bytes[at..to.min(at + 40)].to_vec();
                bytes.splice(at..at, part).for_each(drop);
            }
            _ => {}
        }
    }
    bytes
}

fn check((name, promise): Promise) {
    let inputs = inputs(name);
    assert!(inputs.len() >= 4, "{name} has {} inputs", inputs.len());
    inputs.iter().for_each(|bytes| promise(bytes));
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(256);
    let mut numbers = Numbers(0x6D61_7273_6164);
    for _ in 0..cases {
        promise(&damaged(&mut numbers, &inputs));
    }
}

#[test]
fn hold_on_seeds_regressions_and_damage() {
    promises::ALL.into_iter().for_each(check);
}

#[test]
fn each_promise_has_its_target() {
    let manifest = include_str!("../../fuzz/Cargo.toml");
    for (name, _) in promises::ALL {
        assert!(manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")), "{name}");
    }
    assert_eq!(manifest.matches("[[bin]]").count(), promises::ALL.len());
}
