//! Unicode's own test suite of the normalization forms, for every profile that is one of them.
//!
//! Each line has a text and what it is in NFC, NFD, NFKC and NFKD (`c1` to `c5`); part 1 has all
//! characters that change in any, so all others must stay as they are.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::path::Path;

use marsad::{Op, Profile, normalize};
use marsad_io::{Documents, InputOptions, Source};

/// Characters of the suite that Unicode 14.0 did not have, by comparison with its data; to a profile
/// of that version they are nothing yet.
#[rustfmt::skip]
const SINCE_14: [RangeInclusive<u32>; 50] = [
    0x558..=0x558, 0x58B..=0x58C, 0x5C8..=0x5C9, 0x897..=0x897, 0x1ACF..=0x1AF0,
    0x209D..=0x209F, 0xA7F1..=0xA7F1, 0x105C9..=0x105C9, 0x105D2..=0x105D2, 0x105DA..=0x105DA,
    0x105E4..=0x105E4, 0x107BB..=0x107BF, 0x10D69..=0x10D6D, 0x10ECB..=0x10ECF, 0x10EF0..=0x10EFF,
    0x11382..=0x11385, 0x1138B..=0x1138B, 0x1138E..=0x11391, 0x113B8..=0x113B8, 0x113BB..=0x113BB,
    0x113C2..=0x113C2, 0x113C5..=0x113C9, 0x113CE..=0x113D0, 0x11F41..=0x11F42, 0x1611E..=0x16129,
    0x1612F..=0x1612F, 0x16D63..=0x16D63, 0x16D67..=0x16D6A, 0x1B123..=0x1B126, 0x1CCD6..=0x1CCF9,
    0x1D127..=0x1D128, 0x1D250..=0x1D252, 0x1D25B..=0x1D25C, 0x1D25F..=0x1D25F, 0x1D280..=0x1D281,
    0x1D6A6..=0x1D6A6, 0x1DF2B..=0x1DF2C, 0x1DF3E..=0x1DF3F, 0x1DF50..=0x1DF50, 0x1DF57..=0x1DF59,
    0x1DF95..=0x1DF95, 0x1DFCD..=0x1DFFF, 0x1E030..=0x1E06D, 0x1E08F..=0x1E08F, 0x1E4EC..=0x1E4EF,
    0x1E5EE..=0x1E5EF, 0x1E6E3..=0x1E6E3, 0x1E6E6..=0x1E6E6, 0x1E6EE..=0x1E6EF, 0x1E6F5..=0x1E6F5,
];

/// What CAMeL spells out in its own way before it asks Unicode: the rial without the Persian yeh, and
/// the basmala, which has no mapping at all.
const SPELLED_OUT: [(char, &str); 2] =
    [('\u{FDFC}', "ريال"), ('\u{FDFD}', "بسم الله الرحمن الرحيم")];

/// The columns of each line, and whether it is in part 1.
fn lines() -> Vec<([String; 5], bool)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/NormalizationTest-18.0.0.txt.zst");
    let options = InputOptions { lines: true, ..InputOptions::default() };
    let (mut lines, mut part) = (Vec::new(), 0);
    for line in Documents::new(vec![Source::file(path)], options) {
        let line = line.unwrap().text;
        if let Some(number) = line.strip_prefix("@Part") {
            part = number.parse().unwrap();
        } else if !line.starts_with('#') {
            let column = |codes: &str| -> String {
                let code = |code| char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap();
                codes.split(' ').map(code).collect()
            };
            let columns: Vec<String> = line.split(';').map(column).collect();
            lines.push((columns.try_into().unwrap(), part == 1));
        }
    }
    lines
}

/// The profile with no operation but that which none is without.
fn nfc_alone() -> Profile {
    let others = Op::ALL.iter().filter(|op| **op != Op::Nfc).map(|op| format!("-{op}"));
    Profile::strict().with_ops(&others.collect::<Vec<_>>().join(",")).unwrap()
}

/// Checks one column against a profile: what it gives for each of the columns named.
fn check(profile: &Profile, columns: &[String; 5], expected: usize, of: &[usize]) {
    for &k in of {
        let found = normalize(profile, &columns[k]);
        assert_eq!(found, columns[expected], "{} of c{} {:?}", profile.name(), k + 1, columns[k]);
    }
}

/// Checks that every character the suite does not name in part 1, and that `is_known`, stays.
fn check_others(
    profile: &Profile,
    lines: &[([String; 5], bool)],
    is_known: impl Fn(char) -> bool,
) -> usize {
    let named: HashSet<char> = lines
        .iter()
        .filter(|(_, is_part_1)| *is_part_1)
        .flat_map(|(columns, _)| columns[0].chars())
        .collect();
    assert!(
        lines.iter().filter(|(_, is_part_1)| *is_part_1).all(|(c, _)| c[0].chars().count() == 1)
    );
    let mut seen = 0;
    for c in ('\0'..=char::MAX).filter(|c| !named.contains(c) && is_known(*c)) {
        let text = c.to_string();
        assert_eq!(normalize(profile, &text), text, "{} of {c:?}", profile.name());
        seen += 1;
    }
    seen
}

#[test]
fn nfc_is_that_of_unicode() {
    let lines = lines();
    assert_eq!(lines.len(), 20_171);
    let profile = nfc_alone();
    for (columns, _) in &lines {
        check(&profile, columns, 1, &[0, 1, 2]);
        check(&profile, columns, 3, &[3, 4]);
    }
    assert!(check_others(&profile, &lines, |_| true) > 1_000_000);
}

#[test]
fn nfc_and_nfkc_of_camel_are_those_of_unicode_14() {
    let lines = lines();
    let is_old = |c: char| !SINCE_14.iter().any(|range| range.contains(&u32::from(c)));
    let old: Vec<_> = lines
        .iter()
        .filter(|(columns, _)| columns.iter().all(|column| column.chars().all(is_old)))
        .collect();
    assert!(old.len() > 18_000, "{} lines", old.len());
    let [nfc, nfkc] = ["camel-nfc", "camel-nfkc"].map(|name| Profile::named(name).unwrap());
    for (columns, _) in old {
        check(&nfc, columns, 1, &[0, 1, 2]);
        check(&nfc, columns, 3, &[3, 4]);
        let is_own = columns[0].contains(SPELLED_OUT.map(|(c, _)| c));
        check(&nfkc, columns, 3, if is_own { &[3, 4] } else { &[0, 1, 2, 3, 4] });
    }
    for (c, text) in SPELLED_OUT {
        assert_eq!(normalize(&nfkc, &c.to_string()), text);
    }
    assert!(check_others(&nfc, &lines, is_old) > 1_000_000);
    let is_form = |c| is_old(c) && !SPELLED_OUT.iter().any(|&(own, _)| own == c);
    assert!(check_others(&nfkc, &lines, is_form) > 1_000_000);
}
