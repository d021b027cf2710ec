//! PyArabic and Tashaphyne: their rules written down once more, and what they gave themselves.

use marsad::{Profile, normalize};
use proptest::prelude::*;

use super::recorded;

#[test]
fn the_cases() {
    recorded::check_cases("compat/pyarabic.toml", &["pyarabic-", "tashaphyne-"]);
}

/// Of these, and of AraBERT and BertNormalizer.
#[test]
fn every_character_in_three_contexts() {
    assert_eq!(recorded::check_scalars("compat/python-scalars.tsv"), 12 * 3 * 4);
}

fn without(text: &str, gone: &[char]) -> String {
    text.chars().filter(|c| !gone.contains(c)).collect()
}

const TASHKEEL: [char; 8] =
    ['\u{64B}', '\u{64C}', '\u{64D}', '\u{64E}', '\u{64F}', '\u{650}', '\u{651}', '\u{652}'];
const ALEFS: [char; 7] =
    ['\u{622}', '\u{623}', '\u{625}', '\u{627}', '\u{649}', '\u{670}', '\u{671}'];
const HAMZAS: [char; 7] =
    ['\u{621}', '\u{623}', '\u{624}', '\u{625}', '\u{626}', '\u{654}', '\u{655}'];

fn ligature(text: &str) -> String {
    text.replace(['ﻵ', 'ﻷ', 'ﻹ', 'ﻻ'], "لا")
}

fn alef(text: &str) -> String {
    let text = text.replace("\u{670}\u{649}", "\u{649}").replace("\u{649}\u{670}", "\u{649}");
    text.replace(ALEFS, "ا")
}

fn hamza(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let head = match chars.as_slice() {
        ['آ', second, third, rest @ ..] => {
            let is_mark = TASHKEEL.contains(second) && *second != '\u{651}';
            let is_long = !is_mark && (*third == '\u{651}' || rest.is_empty());
            if is_long { "ءا" } else { "ءء" }
        }
        ['آ', ..] => "ءء",
        _ => "",
    };
    let rest: String = chars.iter().skip(usize::from(!head.is_empty())).collect();
    format!("{head}{rest}").replace('آ', "ءء").replace(HAMZAS, "ء")
}

fn searchtext(text: &str) -> String {
    let text = ligature(&without(&without(text, &TASHKEEL), &['ـ']));
    text.replace(ALEFS, "ا").replace(HAMZAS, "ء").replace('ة', "ه")
}

fn tashaphyne(text: &str) -> String {
    let text = ligature(&without(&without(text, &TASHKEEL), &['ـ']));
    let text = text.replace(['آ', 'أ', 'إ', '\u{654}', '\u{655}'], "ا");
    text.replace(['ؤ', 'ئ'], "ء").replace('ة', "ه").replace('ى', "ي")
}

/// Characters that rules or word borders tell apart; Rust and Python agree on which are letters
/// and numbers, but for marks.
const CHARS: &str = "آآآأإاىىٱؤئءةبتسﻵﻷﻹﻻﻼـ\u{64B}\u{64E}\u{651}\u{651}\u{652}\u{653}\u{654}\u{655}\u{670}\u{670}\
                     \u{610}\u{6D6}\u{6DD}\u{6E5} \t\n\r\u{B}\u{C}\u{1C}\u{85}\u{A0}'’_-.،؟1٢²½a中\u{200C}\u{301}😀";

fn is_in_word(c: char) -> bool {
    let is_mark = matches!(c, '\u{610}' | '\u{653}'..='\u{655}' | '\u{6D6}' | '\u{301}');
    let is_word = (c.is_alphanumeric() || c == '_') && !is_mark;
    is_word || c == '\'' || c == '\u{670}' || TASHKEEL.contains(&c)
}

fn words(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let pieces = chars.chunk_by(|a, b| is_in_word(*a) == is_in_word(*b));
    let blank = ['\t', '\r', '\u{C}', '\u{B}', ' '];
    let cleaned = pieces.map(|piece| without(&piece.iter().collect::<String>(), &blank));
    cleaned.filter(|piece| !piece.is_empty()).collect()
}

proptest! {
    #[test]
    fn equal_to_their_rules(
        chars in prop::collection::vec(prop::sample::select(CHARS.chars().collect::<Vec<_>>()), 0..12),
    ) {
        let text = String::from_iter(chars);
        let expect = |name: &str, expected: String| {
            let profile = Profile::named(name).unwrap();
            prop_assert_eq!(&*normalize(&profile, &text), expected, "{}", name);
            Ok(())
        };
        expect("pyarabic-strip-tashkeel", without(&text, &TASHKEEL))?;
        expect("pyarabic-alef", alef(&text))?;
        expect("pyarabic-hamza", hamza(&text))?;
        expect("pyarabic-ligature", ligature(&text))?;
        expect("pyarabic-teh", text.replace('ة', "ه"))?;
        expect("pyarabic-searchtext", searchtext(&text))?;
        expect("tashaphyne-searchtext", tashaphyne(&text))?;
        prop_assert_eq!(recorded::words("pyarabic-words", &text), words(&text));
    }
}

#[test]
fn tokens_stand_where_they_were_read() {
    let (text, mut out) = ("قال : \u{B}نعم", Vec::new());
    marsad::tokens(&Profile::named("pyarabic-words").unwrap(), text, &mut out).unwrap();
    let read: Vec<_> = out.iter().map(|t| (t.text.as_str(), &text[t.span.range()])).collect();
    assert_eq!(read, [("قال", "قال"), (":", ":"), ("نعم", "نعم")]);
}
