//! Wrong decodings: the cases, words sent through every chain and back, and the laws with any other
//! operations.

use std::borrow::Cow;

use encoding_rs::{
    Encoding, IBM866, ISO_8859_6, MACINTOSH, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252,
    WINDOWS_1253, WINDOWS_1254, WINDOWS_1256,
};
use marsad::{Op, Profile, explain, normalize};
use proptest::prelude::*;

use super::{single, steps};

/// The operation and nothing else.
fn alone() -> Profile {
    single::alone(Op::Mojibake)
}

#[test]
fn each_case_is_read_as_it_says() {
    assert!(single::check(Op::Mojibake) > 60);
}

#[test]
fn changes_name_the_tokens() {
    let text = "قال: (Ø§Ù„ÙˆØ²ÙŠØ±) Ù\u{2C6} âge";
    let out = normalize(&alone(), text);
    assert_eq!(out, "قال: (الوزير) و âge");
    let changes = explain(&alone(), text);
    let found: Vec<_> =
        changes.iter().map(|c| (&text[c.orig.range()], &out[c.norm.range()])).collect();
    assert_eq!(found, [("Ø§Ù„ÙˆØ²ÙŠØ±", "الوزير"), ("Ùˆ", "و")]);
}

#[test]
fn clean_text_is_borrowed() {
    for text in ["", "قال: «نعم»…", "déjà vu, ط؛ ظ…", "ظپ", "中文 😀"] {
        assert!(matches!(normalize(&alone(), text), Cow::Borrowed(_)), "{text:?}");
    }
}

/// What `bytes` look like when they are taken for `wrong`; a byte without a meaning is a control.
fn taken_for(bytes: &[u8], wrong: &'static Encoding) -> String {
    let one = |&byte: &u8| match wrong.decode_without_bom_handling(&[byte]).0.chars().next() {
        Some('\u{FFFD}') | None => char::from(byte),
        Some(c) => c,
    };
    bytes.iter().map(one).collect()
}

fn encoded(text: &str, right: Option<&'static Encoding>) -> Vec<u8> {
    match right {
        None => text.as_bytes().to_vec(),
        Some(right) => {
            let byte = |c: char| {
                // the library only decodes some of these
                let found = (0..=u8::MAX)
                    .find(|&byte| right.decode_without_bom_handling(&[byte]).0.chars().eq([c]));
                found.unwrap_or_else(|| panic!("{c:?} in {}", right.name()))
            };
            text.chars().map(byte).collect()
        }
    }
}

const WORDS: [&str; 40] = [
    "الحكومة",
    "أعلنت",
    "في",
    "من",
    "إلى",
    "مدينة",
    "القاهرة",
    "يوم",
    "الأحد",
    "رئيس",
    "الوزراء",
    "و",
    "لا",
    "كما",
    "قال",
    "المتحدث",
    "باسم",
    "الخارجية",
    "بيروت",
    "على",
    "هذا",
    "الاتفاق",
    "مساعدات",
    "للاجئين",
    "طائرة",
    "ضوء",
    "غزة",
    "فلسطين",
    "شؤون",
    "مسؤول",
    "بغداد",
    "خطة",
    "جديدة",
    "ثلاثة",
    "أشهر",
    "ظهر",
    "نحو",
    "٣٥",
    "صحيفة",
    "آخر",
];

/// A sentence of at least one word that is no accident.
fn sentence() -> impl Strategy<Value = String> {
    let words = prop::collection::vec(prop::sample::select(WORDS.to_vec()), 0..12);
    (words, 0..12_usize).prop_map(|(mut words, place)| {
        words.insert(place.min(words.len()), "المسؤولون");
        words.join(" ")
    })
}

/// A piece of text: a word to repair, foreign, Arabic, or what lies between. Words of two chains do
/// not touch.
fn piece() -> impl Strategy<Value = String> {
    let words = prop::sample::select(WORDS.to_vec());
    let wrong = prop::sample::select(vec![WINDOWS_1252, WINDOWS_1256, WINDOWS_1251, MACINTOSH]);
    let odd = [
        "ط؛", "ظ…", "«", "»", "Ø", "Ù", "ط", "§", "\u{AD}", "\u{200D}", "\u{A0}", "\u{64B}", "،",
        ".", "x", "3", "\u{FFFD}", "\u{85}", "٣", "â€“", "ﺎ", "ك", "ک",
    ];
    let foreign =
        ["déjà ", "Çà ", "É ", "é ", "Âge ", "ÇáÓ ", "Ã ", "Ş ", "İ ", "ð ", "A\u{303} ", "Щи "];
    let single = vec![WINDOWS_1252, WINDOWS_1250, WINDOWS_1254];
    prop_oneof![
        3 => (words.clone(), wrong).prop_map(|(word, wrong)| taken_for(word.as_bytes(), wrong) + " "),
        2 => (words.clone(), prop::sample::select(single)).prop_map(|(word, wrong)| {
            let word = word.replace(['٣', '٥'], "3");
            taken_for(&encoded(&word, Some(WINDOWS_1256)), wrong) + " "
        }),
        1 => words.prop_map(str::to_owned),
        2 => prop::sample::select(foreign.to_vec()).prop_map(str::to_owned),
        3 => prop::sample::select(odd.to_vec()).prop_map(str::to_owned),
        4 => prop::sample::select(vec![" ", " ", "\n", "\r\n", "\t"]).prop_map(str::to_owned),
    ]
}

#[test]
fn iso_8859_6_comes_back() {
    let text = WORDS.join(" ").replace(['٣', '٥'], "3");
    for page in [WINDOWS_1252, WINDOWS_1250, WINDOWS_1254] {
        let wrong = taken_for(&encoded(&text, Some(ISO_8859_6)), page);
        assert_eq!(normalize(&alone(), &wrong), text, "{}", page.name());
    }
}

proptest! {
    #[test]
    fn utf_8_comes_back_from_every_page(text in sentence(), times in 1..4_usize) {
        let pages = [
            WINDOWS_1252, WINDOWS_1254, WINDOWS_1256, WINDOWS_1250, WINDOWS_1251, WINDOWS_1253,
            MACINTOSH, IBM866,
        ];
        for page in pages {
            let mut wrong = taken_for(text.as_bytes(), page);
            // again only where nobody doubts the page
            if page == WINDOWS_1252 || page == WINDOWS_1256 {
                for _ in 1..times {
                    wrong = taken_for(wrong.as_bytes(), page);
                }
            }
            prop_assert_eq!(normalize(&alone(), &wrong), &*text, "{}", page.name());
        }
    }

    #[test]
    fn windows_1256_comes_back(text in sentence()) {
        let text = text.replace(['٣', '٥'], "3");
        for page in [WINDOWS_1252, WINDOWS_1254, WINDOWS_1250] {
            let wrong = taken_for(&encoded(&text, Some(WINDOWS_1256)), page);
            prop_assert_eq!(normalize(&alone(), &wrong), &*text, "{}", page.name());
            let again = taken_for(wrong.as_bytes(), WINDOWS_1252);
            if page == WINDOWS_1252 {
                prop_assert_eq!(normalize(&alone(), &again), &*text, "{} again", page.name());
            }
        }
    }

    #[test]
    fn lawful_with_any_operations(
        profile in super::alphabet::any_profile(),
        pieces in prop::collection::vec(piece(), 0..20),
    ) {
        let profile = profile.with_ops("+mojibake").unwrap();
        steps::check(&profile, &pieces.concat());
    }
}
