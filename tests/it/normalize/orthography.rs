//! Spelling of words: the cases, the laws with any other operations, and the table itself.

use std::borrow::Cow;

use marsad::{Op, Profile, explain, normalize};
use proptest::prelude::*;

use super::{single, steps};

/// The operation and nothing else.
fn alone() -> Profile {
    single::alone(Op::Orthography)
}

/// The committed table: kind and word of each line.
fn table() -> Vec<(&'static str, &'static str)> {
    let source = include_str!("../../../crates/marsad/src/normalize/orthography/words.tsv");
    let lines = source.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [kind, word, number] = fields[..] else { panic!("{line:?}") };
            number.parse::<u32>().unwrap();
            (kind, word)
        })
        .collect()
}

fn bare(word: &str) -> String {
    word.replace(['أ', 'إ', 'آ'], "ا")
}

#[test]
fn each_case_is_spelled_as_it_says() {
    assert!(single::check(Op::Orthography) > 119);
}

#[test]
fn every_word_of_the_table_is_found_and_stays() {
    let profile = alone();
    let table = table();
    let kept: Vec<&str> =
        table.iter().filter(|(kind, _)| *kind == "kept").map(|&(_, w)| w).collect();
    let mut found = 0;
    for &(kind, word) in &table {
        match kind {
            "word" => {
                assert_eq!(normalize(&profile, word), word);
                assert_eq!(normalize(&profile, &bare(word)), word);
                found += 1;
            }
            "core" => {
                let text = format!("وال{word}");
                assert_eq!(normalize(&profile, &text), text);
                let lacking = format!("وال{}", bare(word));
                let out = normalize(&profile, &lacking).into_owned();
                let is_kept = kept.contains(&lacking.as_str());
                assert!(out == text || is_kept || bare(&out) == lacking, "{lacking}: {out}");
                found += u32::from(out == text);
            }
            "kept" => assert_eq!(normalize(&profile, word), word),
            "wasl" => {
                assert_eq!(normalize(&profile, word), word);
                let added = format!("إ{}", word.strip_prefix('ا').unwrap());
                assert_eq!(normalize(&profile, &added), word);
            }
            kind => panic!("{kind:?}"),
        }
    }
    assert!(found > 5_000, "{found}");
}

#[test]
fn changes_name_the_words() {
    let text = "قال الانباء ـ إجتماعه ان";
    let profile = Profile::strict().with_ops("+orthography").unwrap();
    let out = normalize(&profile, text);
    assert_eq!(out, "قال الأنباء  اجتماعه ان");
    let changes = explain(&profile, text);
    let ours = changes.iter().filter(|change| change.op == Op::Orthography);
    let found: Vec<_> = ours.map(|c| (&text[c.orig.range()], &out[c.norm.range()])).collect();
    assert_eq!(found, [("الانباء", "الأنباء"), ("إجتماعه", "اجتماعه")]);
}

#[test]
fn does_nothing_where_alefs_fold() {
    let text = "الانباء الى فى إجتماع المدينه";
    for profile in [Profile::search(), Profile::loose()] {
        let with = profile.with_ops("+orthography").unwrap();
        assert_eq!(normalize(&with, text), normalize(&profile, text));
    }
    let teh = alone().with_ops("+teh").unwrap();
    assert_eq!(normalize(&teh, "المدينة الانباء"), "المدينه الأنباء");
}

#[test]
fn right_text_is_borrowed() {
    for text in ["", "قال إن الأنباء وصلت إلى المدينة", "déjà", "ان 35"]
    {
        assert!(matches!(normalize(&alone(), text), Cow::Borrowed(_)), "{text:?}");
    }
}

/// A piece of a text: words that change, their parts, and what stands between.
fn piece() -> impl Strategy<Value = String> {
    let pieces = [
        "الانباء",
        "الامم",
        "الى",
        "اكد",
        "إجتماع",
        "الإنتخابات",
        "فى",
        "التى",
        "المدينه",
        "ان",
        "على",
        "و",
        "ف",
        "ال",
        "بال",
        "لل",
        "ا",
        "أ",
        "إ",
        "ه",
        "ة",
        "ى",
        "ي",
        "\u{654}",
        "\u{64E}",
        "\u{670}",
        "\u{640}",
        "\u{200D}",
        "ﺍ",
        "ٱ",
        " ",
        " ",
        "\n",
        "،",
        "_",
        "#",
        "x",
        "3",
        "ک",
        "الاسره",
        "القرءان",
    ];
    prop::sample::select(pieces.to_vec()).prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn lawful_with_any_operations(
        profile in super::alphabet::any_profile(),
        pieces in prop::collection::vec(piece(), 0..16),
    ) {
        let profile = profile.with_ops("+orthography").unwrap();
        steps::check(&profile, &pieces.concat());
    }

    #[test]
    fn a_word_is_the_same_alone_and_in_text(pieces in prop::collection::vec(piece(), 0..12)) {
        let text = pieces.concat();
        let tokens = text.split(char::is_whitespace);
        let alone_tokens: Vec<String> =
            tokens.map(|token| normalize(&alone(), token).into_owned()).collect();
        let spaced = text.replace(char::is_whitespace, " ");
        prop_assert_eq!(normalize(&alone(), &spaced), alone_tokens.join(" "));
    }
}
