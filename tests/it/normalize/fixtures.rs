//! The trap cases under `fixtures/normalize/`: a text and what each profile makes of it. Adding a
//! case needs no Rust.

use marsad::{Normalizer, Profile, normalize};
use marsad_tests::fixtures::{files, folder, read_toml};
use marsad_tests::oracle::normalize::normalize as naive;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case is about.
    name: String,
    /// Number of the trap, from the list in `docs/profiles.md`.
    trap: u32,
    text: String,
    clean: String,
    strict: String,
    search: String,
    loose: String,
}

/// Files of single operations, read elsewhere.
const OPERATIONS: [&str; 2] = ["mojibake.toml", "orthography.toml"];

#[test]
fn each_profile_gives_what_the_case_says() {
    let mut traps = Vec::new();
    let mut failures = String::new();
    for path in files(&folder().join("normalize"), "toml") {
        if OPERATIONS.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        let file: File = read_toml(&path);
        for case in file.case {
            traps.push(case.trap);
            for (profile, expected) in Profile::all().into_iter().zip([
                &case.clean,
                &case.strict,
                &case.search,
                &case.loose,
            ]) {
                let context = format!("{}, {}", case.name, profile.name());
                let out = normalize(&profile, &case.text);
                if out != *expected {
                    failures += &format!("{context}:\n  is  {out:?}\n  not {expected:?}\n");
                }
                assert_eq!(naive(profile.ops(), &case.text), out, "{context}: the oracle");
                assert_eq!(normalize(&profile, &out), out, "{context}: a second time");
                let mut normalizer = Normalizer::new(profile);
                let mut chunked = String::new();
                for c in case.text.chars() {
                    normalizer.push(c.encode_utf8(&mut [0; 4]), &mut chunked);
                }
                normalizer.finish(&mut chunked);
                assert_eq!(chunked, out, "{context}: in chunks");
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
    for trap in [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 21, 25] {
        assert!(traps.contains(&trap), "no case for trap {trap}");
    }
}
