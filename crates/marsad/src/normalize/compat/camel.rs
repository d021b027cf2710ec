//! CAMeL Tools 1.6.0: its normalization, its transliterations out of Arabic script, its cleaner and
//! its simple word tokenizer.
//!
//! Everything that CAMeL Tools takes from Python is that of CPython 3.11: Unicode 14.0. The facts
//! stand in `tables`; `unicode14` and `words` are the two parts that look at more than one
//! character.

mod tables;
mod unicode14;
mod words;

use super::{Compat, Peer, Step, To};
use tables::{ARCLEAN, LATIN};

const CAMEL: Peer = Peer { name: "CAMeL Tools", version: "1.6.0" };

/// The profiles, by name.
pub(super) static PROFILES: [Compat; 13] = [
    Compat::steps("camel-alef", CAMEL, "أ إ آ ٱ become ا", &[Step::Chars(alef)]),
    Compat::steps("camel-alef-maksura", CAMEL, "ى becomes ي", &[Step::Chars(alef_maksura)]),
    Compat::steps(
        "camel-arclean",
        CAMEL,
        "letters of Arabic script to the nearest Arabic one, digits and punctuation to ASCII, marks, \
         tatweel and nearly everything else out",
        &[Step::Chars(arclean)],
    ),
    Compat::steps("camel-bw", CAMEL, "Buckwalter's transliteration", &[Step::Chars(latin::<0>)]),
    Compat::steps(
        "camel-dediac",
        CAMEL,
        "vowel marks and dagger alef are deleted",
        &[Step::Chars(dediac)],
    ),
    Compat::steps(
        "camel-full",
        CAMEL,
        "camel-nfkc, then camel-dediac, camel-alef-maksura, camel-alef and camel-teh-marbuta",
        &[
            Step::Text(unicode14::nfkc),
            Step::Chars(dediac),
            Step::Chars(alef_maksura),
            Step::Chars(alef),
            Step::Chars(teh_marbuta),
        ],
    )
    .cut_where(unicode14::is_cut),
    Compat::steps(
        "camel-hsb",
        CAMEL,
        "Habash-Soudi-Buckwalter transliteration",
        &[Step::Chars(latin::<3>)],
    ),
    Compat::steps("camel-nfc", CAMEL, "NFC of Unicode 14.0", &[Step::Text(unicode14::nfc)])
        .cut_where(unicode14::is_cut),
    Compat::steps(
        "camel-nfkc",
        CAMEL,
        "NFKC of Unicode 14.0, with two ligatures spelled out before it",
        &[Step::Text(unicode14::nfkc)],
    )
    .cut_where(unicode14::is_cut),
    Compat::steps(
        "camel-safebw",
        CAMEL,
        "Buckwalter's transliteration without signs that programs and files understand otherwise",
        &[Step::Chars(latin::<1>)],
    ),
    Compat::steps("camel-teh-marbuta", CAMEL, "ة becomes ه", &[Step::Chars(teh_marbuta)]),
    Compat::tokens(
        "camel-words",
        CAMEL,
        "simple_word_tokenize: words, single signs of punctuation, emoji",
        words::words,
    ),
    Compat::steps(
        "camel-xmlbw",
        CAMEL,
        "Buckwalter's transliteration without signs that XML understands otherwise",
        &[Step::Chars(latin::<2>)],
    ),
];

fn alef(c: char) -> To {
    match c {
        '\u{622}' | '\u{623}' | '\u{625}' | '\u{671}' => To::Char('\u{627}'),
        _ => To::Same,
    }
}

fn alef_maksura(c: char) -> To {
    if c == '\u{649}' { To::Char('\u{64A}') } else { To::Same }
}

fn teh_marbuta(c: char) -> To {
    if c == '\u{629}' { To::Char('\u{647}') } else { To::Same }
}

fn dediac(c: char) -> To {
    if matches!(c, '\u{64B}'..='\u{652}' | '\u{670}') { To::Delete } else { To::Same }
}

/// Characters outside the table are deleted.
fn arclean(c: char) -> To {
    let after = ARCLEAN.partition_point(|&(first, _, _)| first <= c);
    match after.checked_sub(1).and_then(|i| ARCLEAN.get(i)) {
        Some(&(_, last, to)) if c <= last => to,
        _ => To::Delete,
    }
}

/// The Latin spelling of an Arabic letter in one of four schemes, by its column.
fn latin<const SCHEME: usize>(c: char) -> To {
    match LATIN.binary_search_by_key(&c, |&(letter, _)| letter) {
        Ok(i) => {
            let latin = LATIN.get(i).and_then(|(_, schemes)| schemes.get(SCHEME));
            latin.map_or(To::Same, |&latin| To::Char(latin))
        }
        Err(_) => To::Same,
    }
}
