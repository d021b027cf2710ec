//! What peers themselves gave, recorded under `fixtures/compat/`: cases, and checksums of what they
//! make of every character.

use std::collections::BTreeMap;
use std::fs;

use marsad::{Profile, normalize, tokens};
use marsad_tests::fixtures::{folder, read_toml};
use serde::Deserialize;

fn named(name: &str) -> Profile {
    Profile::named(name).unwrap()
}

/// The tokens of a text.
pub(super) fn words(profile: &str, text: &str) -> Vec<String> {
    let mut out = Vec::new();
    tokens(&named(profile), text, &mut out).unwrap();
    out.into_iter().map(|token| token.text).collect()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
struct Case {
    name: String,
    text: String,
    /// What profiles make of the text.
    #[serde(flatten)]
    expected: BTreeMap<String, Expected>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Expected {
    Text(String),
    Tokens(Vec<String>),
}

/// Holds the cases of a file; every profile whose name begins so must have one.
pub(super) fn check_cases(path: &str, prefixes: &[&str]) {
    let file: File = read_toml(&folder().join(path));
    let mut tried: Vec<&str> = Vec::new();
    for case in &file.case {
        assert!(!case.expected.is_empty(), "{}", case.name);
        for (profile, expected) in &case.expected {
            tried.push(profile);
            let found = if named(profile).is_tokens() {
                Expected::Tokens(words(profile, &case.text))
            } else {
                Expected::Text(normalize(&named(profile), &case.text).into_owned())
            };
            assert_eq!(found, *expected, "{}: {profile}", case.name);
        }
    }
    tried.sort_unstable();
    tried.dedup();
    let is_of_file = |profile: &Profile| prefixes.iter().any(|p| profile.name().starts_with(p));
    let wanted = Profile::peers().into_iter().filter(is_of_file);
    assert_eq!(tried.len(), wanted.count(), "profiles with a case: {tried:?}");
}

/// CRC-32, as zlib has it, of the parts behind one another.
struct Crc {
    table: [u32; 256],
    state: u32,
}

impl Crc {
    fn new() -> Crc {
        let table = std::array::from_fn(|byte| {
            (0..8).fold(u32::try_from(byte).unwrap(), |crc, _| {
                (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
            })
        });
        Crc { table, state: u32::MAX }
    }

    fn eat(&mut self, text: &str) {
        for byte in text.bytes() {
            let [low, ..] = self.state.to_le_bytes();
            self.state = self.table[usize::from(low ^ byte)] ^ (self.state >> 8);
        }
    }
}

/// The string of code points in hexadecimal.
fn string(codes: &str) -> String {
    codes.split_whitespace().map(|code| char_of(code).unwrap()).collect()
}

fn char_of(code: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(code, 16).unwrap())
}

/// Holds the checksums of a table; returns how many it has.
pub(super) fn check_scalars(path: &str) -> usize {
    let table = fs::read_to_string(folder().join(path)).unwrap();
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| assert_eq!(checksum(line), line.rsplit('\t').next().unwrap(), "{line}"))
        .count()
}

fn checksum(line: &str) -> String {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, before, behind, first, last, _] = fields[..] else { panic!("{line}") };
    let (profile, mut crc) = (named(name), Crc::new());
    let (before, behind) = (string(before), string(behind));
    let mut text = String::new();
    for c in char_of(first).unwrap()..=char_of(last).unwrap() {
        text.clear();
        text.push_str(&before);
        text.push(c);
        text.push_str(&behind);
        if profile.is_tokens() {
            crc.eat(&words(name, &text).join("\n"));
        } else {
            crc.eat(&normalize(&profile, &text));
        }
        crc.eat("\n");
    }
    format!("{:08x}", !crc.state)
}
