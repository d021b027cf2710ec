//! Operations that are asked for by name, each alone: the cases of `fixtures/normalize/OPERATION.toml`.

use marsad::{Op, Profile, explain, normalize};
use marsad_tests::fixtures::{folder, read_toml};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

use super::steps;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    right: String,
}

/// The operation and nothing else.
pub(crate) fn alone(op: Op) -> Profile {
    let ops = format!("+{op},-forms,-controls,-spacing,-punctuation");
    Profile::clean().with_ops(&ops).unwrap()
}

/// Each case becomes what it says, and is explained where something changes; how many there are.
pub(crate) fn check(op: Op) -> usize {
    let file: File = read_toml(&folder().join(format!("normalize/{op}.toml")));
    let profile = alone(op);
    let mut failures = String::new();
    for Case { name, text, right } in &file.case {
        let right: String = right.nfc().collect();
        let out = normalize(&profile, text);
        if out != right {
            failures += &format!("{name}:\n  is  {out:?}\n  not {right:?}\n");
        }
        steps::check(&profile, text);
        let changes = explain(&profile, text);
        let is_explained = changes.iter().any(|change| change.op == op);
        assert_eq!(is_explained, text.nfc().ne(right.chars()), "{name}: explained");
    }
    assert!(failures.is_empty(), "{failures}");
    file.case.len()
}
