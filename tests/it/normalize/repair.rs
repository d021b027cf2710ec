//! The repair of `clean`: the cases under `fixtures/normalize/repair/`, and that it never touches
//! what a sentence only carries: numbers, times, dates, abbreviations, addresses.

use std::collections::HashSet;

use marsad::{Normalizer, OffsetMap, Orig, Profile, Span, normalize, normalize_with_map};
use marsad_tests::fixtures::{files, folder, read_toml};
use marsad_tests::oracle::normalize::normalize as naive;
use proptest::prelude::*;
use serde::Deserialize;

use super::alphabet::{self, Part};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fix: Vec<Fix>,
    stays: Vec<Stays>,
}

/// A text, and what becomes of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fix {
    name: String,
    text: String,
    clean: String,
}

/// A text that must come out as it went in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stays {
    name: String,
    text: String,
}

#[test]
fn each_case_comes_out_as_it_says() {
    let clean = Profile::clean();
    let (mut fixed, mut stayed) = (0, 0);
    let mut failures = String::new();
    for path in files(&folder().join("normalize/repair"), "toml") {
        let file: File = read_toml(&path);
        fixed += file.fix.len();
        stayed += file.stays.len();
        let mut names = HashSet::new();
        let fix = file.fix.into_iter().map(|case| (case.name, case.text, case.clean));
        let stays = file.stays.into_iter().map(|case| (case.name, case.text.clone(), case.text));
        for (name, text, expected) in fix.chain(stays) {
            let context = format!("{}, {name}", path.display());
            assert!(names.insert(name), "{context}: the name is taken");
            let out = normalize(&clean, &text);
            if out != expected {
                failures += &format!("{context}:\n  is  {out:?}\n  not {expected:?}\n");
                continue;
            }
            assert_eq!(normalize(&clean, &out), out, "{context}: a second time");
            assert_eq!(naive(clean.ops(), &text), out, "{context}: the oracle");
            let mut normalizer = Normalizer::new(clean.clone());
            let mut chunked = String::new();
            for c in text.chars() {
                normalizer.push(c.encode_utf8(&mut [0; 4]), &mut chunked);
            }
            normalizer.finish(&mut chunked);
            assert_eq!(chunked, out, "{context}: in chunks");
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(fixed + stayed >= 600, "{fixed} and {stayed} cases");
    assert!(stayed >= 300, "{stayed} cases that stay");
    let readme = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let row = format!("{} cases for the repair of `clean`", fixed + stayed);
    assert!(readme.contains(&row), "fixtures/README.md does not say: {row}");
}

/// What the repair may take or put: blanks, and marks that were doubled.
fn is_loose(c: char) -> bool {
    matches!(c, ' ' | '\n' | '،' | '؛' | '.')
}

proptest! {
    #[test]
    fn leaves_numbers_abbreviations_and_addresses(parts in alphabet::parts()) {
        let text: String = parts.iter().map(Part::text).collect();
        let (mut out, mut map) = (String::new(), OffsetMap::new());
        normalize_with_map(&Profile::clean(), &text, &mut out, &mut map).unwrap();
        let mut at = 0;
        for part in &parts {
            let end = at + part.text().len();
            if let Part::Fixed(fixed) = part {
                let span = Span::<Orig>::new(u32::try_from(at).unwrap(), u32::try_from(end).unwrap());
                let found = &out[map.to_norm(span).range()];
                prop_assert_eq!(found.trim_end(), &**fixed, "in {:?}, {:?}", text, out);
            }
            at = end;
        }
    }

    #[test]
    fn keeps_letters_digits_and_signs(parts in alphabet::parts()) {
        let text: String = parts.iter().map(Part::text).collect();
        let out = normalize(&Profile::clean(), &text);
        prop_assert!(
            text.chars().filter(|&c| !is_loose(c)).eq(out.chars().filter(|&c| !is_loose(c))),
            "{:?} became {:?}", text, out
        );
    }
}
