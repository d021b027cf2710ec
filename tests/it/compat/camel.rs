//! CAMeL Tools: its rules written down once more, what the program itself gave for every character
//! and for the cases under `fixtures/compat/`.

use marsad::{Profile, normalize};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization as _;

use super::recorded;

fn named(name: &str) -> Profile {
    Profile::named(name).unwrap()
}

fn words(text: &str) -> Vec<String> {
    recorded::words("camel-words", text)
}

#[test]
fn the_cases() {
    recorded::check_cases("compat/camel.toml", &["camel-"]);
}

#[test]
fn every_character_in_three_contexts() {
    assert_eq!(recorded::check_scalars("compat/camel-scalars.tsv"), 13 * 3 * 4);
}

/// The normal form of Unicode 14.0: that of today between characters that came later.
fn normal(text: &str, form: impl Fn(&str) -> String) -> String {
    text.split_inclusive(is_newer)
        .map(|part| match part.char_indices().next_back() {
            Some((at, c)) if is_newer(c) => form(&part[..at]) + &part[at..],
            _ => form(part),
        })
        .collect()
}

/// Characters of Unicode 15.0 to 17.0 that combine or decompose; of each version some.
const NEWER: &str = "\u{897}\u{1ACF}\u{1ADD}\u{10EFA}\u{10EFD}\u{10EFF}\u{10D69}\u{10D6D}\u{11F41}\u{11F42}\
                     \u{1E4EC}\u{1E4EE}\u{1E5EE}\u{1E5EF}\u{105C9}\u{105D2}\u{113C2}\u{113B8}\u{113C5}\
                     \u{16D63}\u{16D67}\u{16D68}\u{1E030}\u{1CCD6}\u{A7F1}";

fn is_newer(c: char) -> bool {
    NEWER.contains(c)
}

fn nfkc(text: &str) -> String {
    let text = text.replace('\u{FDFC}', "ريال").replace('\u{FDFD}', "بسم الله الرحمن الرحيم");
    normal(&text, |part| part.nfkc().collect())
}

fn dediac(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{64B}'..='\u{652}' | '\u{670}')).collect()
}

fn alef(text: &str) -> String {
    text.replace(['آ', 'أ', 'إ', 'ٱ'], "ا")
}

/// Buckwalter's scheme, and where the other three differ from it.
const BUCKWALTER: (&str, &str) = (
    "ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىي\u{64B}\u{64C}\u{64D}\u{64E}\u{64F}\u{650}\u{651}\u{652}\u{670}\
     ٱپچڤگ",
    "'|>&<}AbptvjHxd*rzs$SDTZEg_fqklmnhwYyFNKaui~o`{PJVG",
);
const SAFE: (&str, &str) = ("ءآأؤإئذش\u{670}ٱڤ", "CMOWIQVceLB");
const XML: (&str, &str) = ("أؤإ", "OWI");
const HSB: (&str, &str) =
    ("آأؤإئةثذشظعغى\u{64B}\u{64C}\u{64D}\u{652}\u{670}ٱپچڤگ", "ĀÂŵĂŷħθðšĎςγýãũĩ.áÄpcvg");

fn latin(text: &str, differing: (&str, &str)) -> String {
    let look_up = |(from, to): (&str, &str), c| from.chars().zip(to.chars()).find(|p| p.0 == c);
    text.chars()
        .map(|c| look_up(differing, c).or_else(|| look_up(BUCKWALTER, c)).map_or(c, |pair| pair.1))
        .collect()
}

/// Characters whose part in the word tokenizer the oracle knows: letters, white space of Python's,
/// signs, emoji. And all strings of several of them that the emoji list has.
const WORD_CHARS: &str = "بج \u{1C}\u{200B}.،$\u{301}a_#1☎\u{FE0F}\u{20E3}\u{200D}👍\u{1F3FD}\u{1F3FF}\u{1F1EA}\u{1F1EC}😀👩🚀\
                          \u{E0067}\u{E007F}";
const LISTED: [&str; 16] = [
    "#\u{20E3}",
    "#\u{FE0F}\u{20E3}",
    "1\u{20E3}",
    "1\u{FE0F}\u{20E3}",
    "☎\u{FE0F}",
    "\u{1F1EA}\u{1F1EA}",
    "\u{1F1EA}\u{1F1EC}",
    "\u{1F1EC}\u{1F1EA}",
    "\u{1F1EC}\u{1F1EC}",
    "👍\u{1F3FD}",
    "👍\u{1F3FF}",
    "👩\u{200D}🚀",
    "👩\u{1F3FD}",
    "👩\u{1F3FD}\u{200D}🚀",
    "👩\u{1F3FF}",
    "👩\u{1F3FF}\u{200D}🚀",
];

fn is_flag(chars: &[char]) -> bool {
    matches!(chars, ['\u{1F1EA}' | '\u{1F1EC}', '\u{1F1EA}' | '\u{1F1EC}', ..])
}

/// Characters that an emoji with its modifier takes at the start of `chars`; 0 for none.
fn single(chars: &[char]) -> usize {
    let tags = chars.iter().skip(1).take_while(|c| **c == '\u{E0067}').count();
    match chars {
        [c, ..] if !"#1☎👍\u{1F3FD}\u{1F3FF}\u{1F1EA}\u{1F1EC}😀👩🚀".contains(*c) => 0,
        [_, '\u{1F3FD}' | '\u{1F3FF}', ..] => 2,
        [_, '\u{FE0F}', '\u{20E3}', ..] => 3,
        [_, '\u{FE0F}', ..] => 2,
        _ if tags > 0 && chars.get(1 + tags) == Some(&'\u{E007F}') => tags + 2,
        [] => 0,
        _ => 1,
    }
}

/// What the pattern matches at the start of `chars`.
fn matched(chars: &[char]) -> usize {
    if is_flag(chars) {
        return 2;
    }
    let mut len = single(chars);
    if len == 0 {
        return usize::from(chars.first().is_some_and(|c| ".،$_".contains(*c)));
    }
    while chars.get(len) == Some(&'\u{200D}') {
        let rest = &chars[len + 1..];
        match if is_flag(rest) { 2 } else { single(rest) } {
            0 => break,
            more => len += 1 + more,
        }
    }
    len
}

fn naive_words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in text.split([' ', '\u{1C}']) {
        let chars: Vec<char> = word.chars().collect();
        let (mut begin, mut at) = (0, 0);
        while at < chars.len() {
            let found: String = chars[at..at + matched(&chars[at..])].iter().collect();
            let mut one = found.chars();
            let is_token = match (one.next(), one.next()) {
                (Some(c), None) => c != '1',
                (None, _) => false,
                _ => LISTED.contains(&found.as_str()),
            };
            if is_token {
                out.push(chars[begin..at].iter().collect());
                at += found.chars().count();
                out.push(found);
                begin = at;
            } else {
                at += 1;
            }
        }
        out.push(chars[begin..].iter().collect());
    }
    out.retain(|token: &String| !token.is_empty());
    out
}

/// Text in which normal forms and letters do something.
fn letters() -> impl Strategy<Value = String> {
    let pieces = [
        "ا\u{654}\u{655}\u{653}\u{64E}\u{651}\u{670}\u{652}\u{6D6}وي\u{649}\u{6D5}\u{6C1} ",
        "أإآٱؤئةىبتثجحخدذرزسشصضطظعغفقكلمنهءـپچڤگ",
        "\u{FDFC}\u{FDFD}ﷺﻻﻷﹰﹱﱞﭗﯼ",
        NEWER,
        "e\u{301}\u{323}\u{327}\u{1E9B}Åﬁ²½\u{212B}\u{1112}\u{1161}\u{11AB}\u{AC00}\u{314F}\u{FF9E}カ\u{915}\u{93C}\u{F77}\u{344}",
    ];
    let c = prop::sample::select(pieces.to_vec())
        .prop_flat_map(|piece| prop::sample::select(piece.chars().collect::<Vec<_>>()));
    prop::collection::vec(c, 0..24).prop_map(String::from_iter)
}

proptest! {
    #[test]
    fn equal_to_their_rules(text in letters()) {
        let expect = |name: &str, expected: String| {
            prop_assert_eq!(&*normalize(&named(name), &text), expected, "{}", name);
            Ok(())
        };
        expect("camel-nfc", normal(&text, |part| part.nfc().collect()))?;
        expect("camel-nfkc", nfkc(&text))?;
        expect("camel-dediac", dediac(&text))?;
        expect("camel-alef", alef(&text))?;
        expect("camel-alef-maksura", text.replace('ى', "ي"))?;
        expect("camel-teh-marbuta", text.replace('ة', "ه"))?;
        expect("camel-full", alef(&dediac(&nfkc(&text)).replace('ى', "ي")).replace('ة', "ه"))?;
        expect("camel-bw", latin(&text, ("", "")))?;
        expect("camel-safebw", latin(&text, SAFE))?;
        expect("camel-xmlbw", latin(&text, XML))?;
        expect("camel-hsb", latin(&text, HSB))?;
    }

    #[test]
    fn words_equal_to_their_rules(
        chars in prop::collection::vec(
            prop::sample::select(WORD_CHARS.chars().collect::<Vec<_>>()),
            0..14,
        ),
        listed in prop::collection::vec((0..14_usize, prop::sample::select(LISTED.to_vec())), 0..3),
    ) {
        let mut text: Vec<String> = chars.iter().map(char::to_string).collect();
        for (at, emoji) in listed {
            text.insert(at.min(text.len()), emoji.to_owned());
        }
        let text = text.concat();
        prop_assert_eq!(words(&text), naive_words(&text));
    }
}

#[test]
fn long_chains_take_no_longer_than_their_length() {
    // quadratic work would take minutes
    let chain = "1\u{200D}".repeat(400_000);
    assert_eq!(words(&chain), [chain.as_str()]);
    let marks = "ب".to_owned() + &"\u{64E}\u{651}".repeat(200_000);
    let sorted = "ب".to_owned() + &"\u{64E}".repeat(200_000) + &"\u{651}".repeat(200_000);
    assert!(*normalize(&named("camel-nfc"), &marks) == sorted);
}
