//! Lucene's rules written down once more.

use marsad::{Profile, normalize};
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
