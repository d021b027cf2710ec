//! The laws every profile keeps, whatever operations it has.

use std::borrow::Cow;

use marsad::{Profile, normalize};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::alphabet;

fn f(profile: &Profile, text: &str) -> String {
    normalize(profile, text).into_owned()
}

/// The text with each two neighbouring marks of different classes swapped where `swaps` says so:
/// canonically the same text.
fn shuffle_marks(text: &str, swaps: u64) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for i in 1..chars.len() {
        let (a, b) = (canonical_combining_class(chars[i - 1]), canonical_combining_class(chars[i]));
        if a != 0 && b != 0 && a != b && swaps >> (i % 64) & 1 == 1 {
            chars.swap(i - 1, i);
        }
    }
    chars.into_iter().collect()
}

#[test]
fn hold_on_all_short_strings_of_representatives() {
    let [clean, strict, search, loose, quran] = Profile::all();
    alphabet::exhaustive(|text| {
        for profile in [&clean, &strict, &search, &loose, &quran] {
            let once = f(profile, text);
            assert_eq!(f(profile, &once), once, "twice: {} on {text:?}", profile.name());
            let (nfc, nfd): (String, String) = (text.nfc().collect(), text.nfd().collect());
            assert_eq!(f(profile, &nfc), once, "NFC: {} on {text:?}", profile.name());
            assert_eq!(f(profile, &nfd), once, "NFD: {} on {text:?}", profile.name());
            let shuffled = shuffle_marks(text, u64::MAX);
            assert_eq!(f(profile, &shuffled), once, "marks: {} on {text:?}", profile.name());
        }
        let (by_strict, by_search) = (f(&strict, text), f(&search, text));
        assert_eq!(f(&search, &by_strict), by_search, "strict, search on {text:?}");
        assert_eq!(f(&loose, &by_search), f(&loose, text), "search, loose on {text:?}");
    });
}

#[test]
fn an_unchanged_text_is_borrowed() {
    let texts = ["", "قال بوتين", "naïve ٣.٥", "كلمة، ثم أخرى.\nسطر", "中文 é"];
    for text in texts {
        assert!(matches!(normalize(&Profile::clean(), text), Cow::Borrowed(_)), "{text:?}");
    }
    assert!(matches!(normalize(&Profile::loose(), "قال بوتين 35 中"), Cow::Borrowed(_)));
}

#[test]
fn fingerprints_differ_by_operations_and_are_stable() {
    let mut seen = Vec::new();
    for profile in Profile::all() {
        assert_eq!(profile.fingerprint(), profile.clone().fingerprint());
        seen.push(profile.fingerprint());
    }
    let changed = Profile::search().with_ops("-digits").unwrap();
    seen.push(changed.fingerprint());
    assert_eq!(
        changed.with_ops("+digits").unwrap().fingerprint(),
        Profile::search().fingerprint(),
        "the fingerprint is that of the rules, not of the name"
    );
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 6);
}

proptest! {
    #[test]
    fn idempotent(profile in alphabet::profile(), text in alphabet::text()) {
        let once = f(&profile, &text);
        prop_assert_eq!(f(&profile, &once), once, "{}", profile.name());
    }

    #[test]
    fn independent_of_encoding(
        profile in alphabet::profile(),
        text in alphabet::text(),
        swaps in any::<u64>(),
    ) {
        let expected = f(&profile, &text);
        prop_assert_eq!(f(&profile, &text.nfc().collect::<String>()), &*expected);
        prop_assert_eq!(f(&profile, &text.nfd().collect::<String>()), &*expected);
        prop_assert_eq!(f(&profile, &shuffle_marks(&text, swaps)), &*expected);
    }

    #[test]
    fn a_word_is_the_same_alone_and_in_text(
        words in prop::collection::vec(alphabet::word(), 1..6),
    ) {
        for profile in [Profile::strict(), Profile::search(), Profile::loose(), Profile::quran()] {
            let alone: Vec<String> = words.iter().map(|word| f(&profile, word)).collect();
            prop_assert_eq!(f(&profile, &words.join(" ")), alone.join(" "));
            prop_assert_eq!(f(&profile, &words.join("\n")), alone.join(" "));
        }
    }

    #[test]
    fn each_profile_of_the_chain_refines_the_one_before(text in alphabet::text()) {
        let [_, strict, search, loose, _] = Profile::all();
        prop_assert_eq!(f(&search, &f(&strict, &text)), f(&search, &text));
        prop_assert_eq!(f(&loose, &f(&search, &text)), f(&loose, &text));
    }

    #[test]
    fn borrows_exactly_when_nothing_changes(
        profile in alphabet::profile(),
        text in alphabet::text(),
    ) {
        let once = f(&profile, &text);
        prop_assert!(matches!(normalize(&profile, &once), Cow::Borrowed(_)));
        let borrowed = matches!(normalize(&profile, &text), Cow::Borrowed(_));
        prop_assert_eq!(borrowed, once == text);
    }
}
