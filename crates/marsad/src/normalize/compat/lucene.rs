//! Lucene: the normalizers of its Arabic and Persian analyzers, the Arabic stemmer, and the Arabic
//! analyzer as a whole.

mod analyzer;
mod grammar;
mod tables;

use std::ops::Range;

use super::{Compat, Peer, Rewrite, Step, To};

const LUCENE: Peer = Peer { name: "Lucene", version: "8.8.1" };

pub(super) static PROFILES: [Compat; 4] = [
    Compat::steps(
        "lucene-ar",
        LUCENE,
        "ArabicNormalizer: أ إ آ to ا, ى to ي, ة to ه; vowel marks and tatweel out",
        &[Step::Chars(arabic)],
    ),
    Compat::steps(
        "lucene-ar-light10",
        LUCENE,
        "lucene-ar and ArabicStemmer, the whole text taken as one word",
        &[Step::Chars(arabic), Step::Text(stem)],
    ),
    Compat::tokens(
        "lucene-ar-analyzer",
        LUCENE,
        "ArabicAnalyzer, Elasticsearch's `arabic`: words in lower case without stop words, normalised, stemmed",
        analyzer::analyze,
    ),
    Compat::steps(
        "lucene-fa",
        LUCENE,
        "PersianNormalizer: ی ے to ي, ک to ك, ہ ۀ to ه; hamza above out",
        &[Step::Chars(persian)],
    ),
];

fn arabic(c: char) -> To {
    match c {
        '\u{622}' | '\u{623}' | '\u{625}' => To::Char('\u{627}'),
        '\u{649}' => To::Char('\u{64A}'),
        '\u{629}' => To::Char('\u{647}'),
        '\u{640}' | '\u{64B}'..='\u{652}' => To::Delete,
        _ => To::Same,
    }
}

fn persian(c: char) -> To {
    match c {
        '\u{6CC}' | '\u{6D2}' => To::Char('\u{64A}'),
        '\u{6A9}' => To::Char('\u{643}'),
        '\u{6C0}' | '\u{6C1}' => To::Char('\u{647}'),
        '\u{654}' => To::Delete,
        _ => To::Same,
    }
}

/// Tried in this order; the first that fits is cut off.
const PREFIXES: [&str; 7] = ["ال", "وال", "بال", "كال", "فال", "لل", "و"];

/// Tried in this order; each that fits is cut off. After normalization nothing ends in ة any more.
const SUFFIXES: [&str; 10] = ["ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي"];

fn stem(text: &str, out: &mut dyn Rewrite) {
    let stem = light10(text);
    out.drop(0, stem.start);
    out.keep(stem.start, stem.end);
    out.drop(stem.end, text.len());
}

/// Where in a word its stem stands. Lengths count UTF-16 units, as Lucene's do.
fn light10(word: &str) -> Range<usize> {
    let units = |text: &str| text.encode_utf16().count();
    let (mut rest, mut len) = (word, units(word));
    for prefix in PREFIXES {
        let least = units(prefix).max(2) + 2;
        if let Some(stem) = rest.strip_prefix(prefix)
            && len >= least
        {
            (rest, len) = (stem, len - units(prefix));
            break;
        }
    }
    let start = word.len() - rest.len();
    for suffix in SUFFIXES {
        if let Some(stem) = rest.strip_suffix(suffix)
            && len >= units(suffix) + 2
        {
            (rest, len) = (stem, len - units(suffix));
        }
    }
    start..start + rest.len()
}
