//! The cases under `fixtures/normalize/quran/`: words and verses in the spelling of Quran texts, and
//! their plain spelling.

use marsad::{Normalizer, Profile, normalize};
use marsad_tests::fixtures::{files, folder, read_toml};
use marsad_tests::oracle::normalize::normalize as naive;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    word: Vec<Case>,
    verse: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    quran: String,
}

#[test]
fn words_and_verses_come_out_in_plain_spelling() {
    let quran = Profile::quran();
    let mut failures = String::new();
    let mut words = 0;
    for path in files(&folder().join("normalize/quran"), "toml") {
        let file: File = read_toml(&path);
        words += file.word.len();
        for Case { text, quran: expected } in file.word.into_iter().chain(file.verse) {
            let out = normalize(&quran, &text);
            if out != expected {
                failures += &format!("{text}\n  is  {out}\n  not {expected}\n");
                continue;
            }
            let (nfc, nfd): (String, String) = (text.nfc().collect(), text.nfd().collect());
            assert_eq!(normalize(&quran, &nfc), out, "NFC of {text}");
            assert_eq!(normalize(&quran, &nfd), out, "NFD of {text}");
            assert_eq!(normalize(&quran, &out), out, "{text} a second time");
            assert_eq!(naive(quran.ops(), &text), out, "{text}: the oracle");
            let mut normalizer = Normalizer::new(quran.clone());
            let mut chunked = String::new();
            for c in text.chars() {
                normalizer.push(c.encode_utf8(&mut [0; 4]), &mut chunked);
            }
            normalizer.finish(&mut chunked);
            assert_eq!(chunked, out, "{text} in chunks");
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(words >= 120, "{words} words");
}
