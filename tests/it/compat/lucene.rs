//! Lucene's rules written down once more.

use std::fs;
use std::path::Path;

use marsad::{Profile, Token, normalize};
use marsad_tests::fixtures::folder;
use proptest::prelude::*;

fn named(name: &str) -> Profile {
    Profile::named(name).unwrap()
}

/// Lucene's ArabicNormalizer, one character after the other.
fn arabic(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            'آ' | 'أ' | 'إ' => out.push('ا'),
            'ى' => out.push('ي'),
            'ة' => out.push('ه'),
            'ـ' | '\u{64B}' | '\u{64C}' | '\u{64D}' | '\u{64E}' | '\u{64F}' | '\u{650}'
            | '\u{651}' | '\u{652}' => {}
            c => out.push(c),
        }
    }
    out
}

/// Its PersianNormalizer.
fn persian(text: &str) -> String {
    let text = text.replace(['ی', 'ے'], "ي").replace('ک', "ك");
    text.replace(['ۀ', 'ہ'], "ه").replace('\u{654}', "")
}

/// Its ArabicStemmer, on UTF-16 as there.
fn light10(text: &str) -> String {
    let mut word: Vec<u16> = arabic(text).encode_utf16().collect();
    for prefix in ["ال", "وال", "بال", "كال", "فال", "لل", "و"] {
        let prefix: Vec<u16> = prefix.encode_utf16().collect();
        let is_long =
            if prefix.len() == 1 { word.len() >= 4 } else { word.len() >= prefix.len() + 2 };
        if is_long && word.starts_with(&prefix) {
            word.drain(..prefix.len());
            break;
        }
    }
    for suffix in ["ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي"] {
        let suffix: Vec<u16> = suffix.encode_utf16().collect();
        if word.len() >= suffix.len() + 2 && word.ends_with(&suffix) {
            word.truncate(word.len() - suffix.len());
        }
    }
    String::from_utf16(&word).unwrap()
}

#[test]
fn every_character_in_three_contexts() {
    let (ar, fa, stem) = (named("lucene-ar"), named("lucene-fa"), named("lucene-ar-light10"));
    for c in '\0'..=char::MAX {
        for text in [format!("{c}"), format!("ب{c}ج"), format!(" {c}")] {
            assert_eq!(normalize(&ar, &text), arabic(&text), "{text:?}");
            assert_eq!(normalize(&fa, &text), persian(&text), "{text:?}");
            assert_eq!(normalize(&stem, &text), light10(&text), "{text:?}");
        }
    }
}

/// Words of the letters that affixes are made of, and of what counts double in UTF-16.
fn affixed() -> impl Strategy<Value = String> {
    let letters = prop::sample::select("المكتبوفلهنةيىأآ\u{64E}ـ😀x".chars().collect::<Vec<_>>());
    prop::collection::vec(letters, 0..9).prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    #[test]
    fn random_text(text in super::laws::text()) {
        prop_assert_eq!(normalize(&named("lucene-ar"), &text), arabic(&text));
        prop_assert_eq!(normalize(&named("lucene-fa"), &text), persian(&text));
    }

    #[test]
    fn stems(word in affixed()) {
        prop_assert_eq!(normalize(&named("lucene-ar-light10"), &word), light10(&word));
    }
}

/// `[term, first, end, position increment, type]`, places in UTF-16 units, as Lucene tells them.
type Told = (String, usize, usize, u32, String);

fn analyzed(text: &str) -> Vec<Told> {
    let units = |at: u32| text[..at as usize].encode_utf16().count();
    let tokens = super::laws::tokens_of(&named("lucene-ar-analyzer"), text);
    let tell = |token: Token| {
        let (start, end) = (units(token.span.start), units(token.span.end));
        let kind = token.kind.unwrap_or_default().to_owned();
        (token.text, start, end, token.position_increment, kind)
    };
    tokens.into_iter().map(tell).collect()
}

/// Vectors made by running Lucene: `{"in": text, "out": tokens}` a line.
fn check_vectors(vectors: &str) -> usize {
    #[derive(serde::Deserialize)]
    struct Vector {
        r#in: String,
        out: Vec<Told>,
    }
    let mut n = 0;
    for line in vectors.lines() {
        let vector: Vector = serde_json::from_str(line).unwrap();
        assert_eq!(analyzed(&vector.r#in), vector.out, "{:?}", vector.r#in);
        n += 1;
    }
    n
}

#[test]
fn the_analyzer_gives_what_lucene_gave() {
    let vectors = fs::read_to_string(folder().join("compat/lucene-ar-analyzer.jsonl")).unwrap();
    assert!(check_vectors(&vectors) > 900);
}

/// More vectors, for who has them: a folder with `golden/lucene-ar-analyzer.jsonl`.
#[test]
fn the_analyzer_gives_what_lucene_gave_elsewhere() {
    let Some(data) = std::env::var_os("MARSAD_DATA") else { return };
    let path = Path::new(&data).join("golden/lucene-ar-analyzer.jsonl");
    assert!(check_vectors(&fs::read_to_string(path).unwrap()) > 0);
}

/// Every character of the planes that have letters and signs, and some of each other, by hashes of
/// what Lucene gave.
#[test]
fn the_analyzer_knows_every_character() {
    let mut ranges = 0;
    for line in fs::read_to_string(folder().join("compat/lucene-scalars.tsv")).unwrap().lines() {
        let [before, behind, first, last, step, expected] = *line.split('\t').collect::<Vec<_>>()
        else {
            assert!(line.starts_with('#'), "{line}");
            continue;
        };
        let code = |text: &str| u32::from_str_radix(text, 16).unwrap();
        let mut hash = 0xCBF2_9CE4_8422_2325_u64;
        for c in (code(first)..=code(last)).step_by(step.parse().unwrap()) {
            let Some(c) = char::from_u32(c) else { continue };
            for (term, start, end, increment, kind) in analyzed(&format!("{before}{c}{behind}")) {
                for byte in format!("{term} {start} {end} {increment} {kind}\n").bytes() {
                    hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
                }
            }
        }
        assert_eq!(format!("{hash:016x}"), expected, "{first}..{last} after {before:?}");
        ranges += 1;
    }
    assert_eq!(ranges, 27);
}

proptest! {
    #[test]
    fn what_a_sentence_gives_its_words_give(words in prop::collection::vec(affixed(), 0..6)) {
        let whole = analyzed(&words.join(" "));
        let apart = words.iter().flat_map(|word| analyzed(word));
        let terms: Vec<String> = apart.map(|told| told.0).collect();
        prop_assert_eq!(whole.iter().map(|told| told.0.clone()).collect::<Vec<_>>(), terms);
    }
}
