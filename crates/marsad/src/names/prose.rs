//! Words of running text that are words and no names, and what Arabic makes of a word: with them, letters
//! that differ are another word and not another spelling.
//!
//! `prose.txt` is learned by `cargo xtask names` from news: words that take the article, endings of
//! pronouns or the letters of a verb's persons, as names hardly do.

use std::sync::LazyLock;

use super::fold::{self, Folded};
use super::lexicon::{self, LEXICON};
use super::rules::{self, Relation};
use super::score::MOST;
use super::word::Word;

const WORDS: &str = include_str!("prose.txt");

/// Hashes of the words, in order.
static PROSE: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let lines = WORDS.lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(str::split_whitespace).map(Letters::new);
    let mut hashes: Vec<u64> = words.map(|word| hash(word.as_slice())).collect();
    hashes.sort_unstable();
    hashes
});

/// What stands in front of a word and is no part of it.
const FRONTS: [&str; 15] =
    ["", "ال", "و", "ف", "ب", "ك", "ل", "س", "وال", "بال", "كال", "فال", "لل", "وب", "ول"];
/// What stands behind a word and is no part of it.
const ENDINGS: [&str; 22] = [
    "", "ها", "هم", "ه", "نا", "هما", "كم", "هن", "تها", "ته", "تهم", "ات", "ين", "ون", "ان", "ية",
    "يه", "يين", "ي", "وا", "ا", "تي",
];
/// Letters that a word has at least without both, and with the one letter that may be its own: ه
/// hardly ends a foreign name.
const LEAST: usize = 3;
const LEAST_BEHIND: usize = 4;

/// Endings that make another word of a word.
const MAKERS: [&str; 12] =
    ["ية", "يه", "ين", "ون", "ات", "يين", "يون", "ها", "هم", "نا", "ان", "يا"];

static FRONT_LETTERS: LazyLock<Vec<Letters>> =
    LazyLock::new(|| FRONTS.iter().map(|front| Letters::new(front)).collect());
static ENDING_LETTERS: LazyLock<Vec<Letters>> =
    LazyLock::new(|| ENDINGS.iter().map(|ending| Letters::new(ending)).collect());
static MAKER_LETTERS: LazyLock<Vec<Letters>> =
    LazyLock::new(|| MAKERS.iter().map(|ending| Letters::new(ending)).collect());

static HEH: LazyLock<u8> = LazyLock::new(|| fold::code('ه').unwrap_or(0));

/// Codes of the first letters of a word; ة is ه.
#[derive(Debug, Clone, Copy)]
struct Letters {
    letters: [u8; MOST],
    len: usize,
}

impl Letters {
    fn new(word: &str) -> Letters {
        let mut this = Letters { letters: [0; MOST], len: 0 };
        let (teh, heh) = (fold::code('ة'), fold::code('ه').unwrap_or(0));
        fold::fold(word, |folded| {
            if let Folded::Arabic(code) = folded
                && let Some(slot) = this.letters.get_mut(this.len)
            {
                *slot = if Some(code) == teh { heh } else { code };
                this.len += 1;
            }
        });
        this
    }

    fn as_slice(&self) -> &[u8] {
        self.letters.get(..self.len).unwrap_or_default()
    }
}

fn hash(letters: &[u8]) -> u64 {
    letters.iter().fold(0xCBF2_9CE4_8422_2325, |hash, letter| step(hash, *letter))
}

fn step(hash: u64, letter: u8) -> u64 {
    (hash ^ u64::from(letter)).wrapping_mul(0x0100_0000_01B3)
}

/// Whether a word of running text, whatever particles and endings it has, is an ordinary word. Cost:
/// some look-ups; allocates nothing.
pub(crate) fn is_prose(word: &str) -> bool {
    let letters = Letters::new(word);
    let word = letters.as_slice();
    FRONT_LETTERS.iter().any(|front| {
        let Some(rest) = word.strip_prefix(front.as_slice()) else { return false };
        ENDING_LETTERS.iter().any(|ending| {
            let Some(stem) = rest.strip_suffix(ending.as_slice()) else { return false };
            let is_pronoun = ending.as_slice() == [*HEH];
            let may_be_own = match (front.len, ending.len) {
                (0, 1) => !is_pronoun,
                (1, 0) => true,
                _ => false,
            };
            let least = if may_be_own { LEAST_BEHIND } else { LEAST };
            let is_known = |hash: u64| PROSE.binary_search(&hash).is_ok();
            let stem_hash = hash(stem);
            stem.len() >= least
                && (is_known(stem_hash) || ending.len > 0 && is_known(step(stem_hash, *HEH)))
        })
    })
}

/// Whether an Arabic word is attested as a name.
pub(crate) fn is_attested(word: &Word) -> bool {
    LEXICON.word(lexicon::key(lexicon::without_article(word.codes()))).is_name()
}

/// Whether two different words are known to be one name, whatever their letters are.
pub(crate) fn is_known_as(a: &str, b: &str) -> bool {
    rules::known(&Word::new(a), &Word::new(b), a, b) == Relation::One
}

/// Whether two words are the same but for the article of one.
pub(crate) fn differ_by_article(a: &str, b: &str) -> bool {
    rules::known(&Word::new(a), &Word::new(b), a, b) == Relation::Article
}

/// How many letters that hardly ever write a foreign sound one Arabic word has more than another.
pub(crate) fn n_native_more(word: &Word, than: &Word) -> u8 {
    let count = |word: &Word, code: u8| -> u8 {
        word.codes().iter().filter(|c| **c == code).fold(0, |n, _| n + 1)
    };
    let codes = (0..).take(fold::CODES).filter(|code| fold::is_native(*code));
    codes.map(|code| count(word, code).saturating_sub(count(than, code))).sum()
}

/// Endings of adjectives and plurals that foreign names do not have.
const INFLECTIONS: [&str; 4] = ["ية", "يين", "يون", "يات"];

/// Whether `word` ends as adjectives and plurals do, or in a hamza on no letter, where `name` does not.
pub(crate) fn is_inflected(word: &str, name: &str) -> bool {
    let [word, name] = [word, name].map(|word| word.trim_end_matches(is_mark));
    let is_alike = INFLECTIONS.iter().chain(&["يه", "يا"]).any(|end| name.ends_with(end));
    INFLECTIONS.iter().any(|end| word.ends_with(end)) && !is_alike
        || word.ends_with('ء') && !name.ends_with('ء')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{640}')
}

/// Whether one word is the other with or without the article, or an ending that makes another word of
/// it (برلمان, البرلمانية).
pub(crate) fn is_made_of(a: &str, b: &str) -> bool {
    let (a, b) = (Letters::new(a), Letters::new(b));
    let article = Letters::new("ال");
    let bare = |word: &'_ Letters| -> (usize, usize) {
        let skip =
            if word.len > 4 && word.as_slice().starts_with(article.as_slice()) { 2 } else { 0 };
        (skip, word.len)
    };
    let ((from_a, to_a), (from_b, to_b)) = (bare(&a), bare(&b));
    let (one, other) = (
        a.as_slice().get(from_a..to_a).unwrap_or_default(),
        b.as_slice().get(from_b..to_b).unwrap_or_default(),
    );
    let makes = |long: &[u8], short: &[u8]| {
        MAKER_LETTERS.iter().any(|maker| long.strip_suffix(maker.as_slice()) == Some(short))
    };
    one == other || makes(one, other) || makes(other, one)
}

/// Whether two words differ at most in how a hamza inside is carried (مسؤول, مسئول), and in ج for غ: a
/// foreign word that has become an ordinary one is still spelled in both ways (الكونغرس, الكونجرس).
pub(crate) fn is_plainly_same(a: &str, b: &str) -> bool {
    plain(a).as_slice() == plain(b).as_slice()
}

/// A hash that words have in common which are [plainly the same](is_plainly_same).
pub(crate) fn plain_key(word: &str) -> u64 {
    step(hash(plain(word).as_slice()), 0)
}

fn plain(word: &str) -> Letters {
    let (jeem, ghain) = (fold::code('ج').unwrap_or(0), fold::code('غ'));
    let mut plain = Letters { letters: [0; MOST], len: 0 };
    let mut encoded = [0; 4];
    for c in word.chars().filter(|c| *c != 'ء') {
        let c = if matches!(c, 'ؤ' | 'ئ') { 'و' } else { c };
        let letter = Letters::new(c.encode_utf8(&mut encoded));
        for &code in letter.as_slice() {
            let code = if Some(code) == ghain { jeem } else { code };
            if let Some(slot) = plain.letters.get_mut(plain.len) {
                *slot = code;
                plain.len += 1;
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_words_are_known_behind_particles_and_with_endings() {
        for word in
            ["مدينة", "لمدينة", "برلمان", "والبرلمان", "برلمانية", "منتخبي", "شمال", "معركة"]
        {
            assert!(is_prose(word), "{word}");
        }
        for word in ["بوتين", "شويجو", "شويغوا", "ترمب", "نتنياهو", "زيوريخ", "كيري", "", "X"]
        {
            assert!(!is_prose(word), "{word}");
        }
    }

    #[test]
    fn endings_of_words_and_not_of_names() {
        for (word, name) in [("المغرية", "المجر"), ("مسيء", "ميسي"), ("بيتايين", "بوتين")]
        {
            assert!(is_inflected(word, name), "{word} {name}");
        }
        for (word, name) in [("سورية", "سوريا"), ("بوتين", "بوتن"), ("ماريه", "ماري")]
        {
            assert!(!is_inflected(word, name), "{word} {name}");
        }
        let more = |a, b| n_native_more(&Word::new(a), &Word::new(b));
        assert_eq!((more("باطن", "بوتين"), more("قبرص", "كوبرز")), (1, 2));
        assert_eq!((more("بوتين", "باطن"), more("واشنطون", "واشنطن")), (0, 0));
    }

    #[test]
    fn what_arabic_makes_of_a_word() {
        for (a, b) in [("برلمان", "البرلمان"), ("البرلمانية", "برلمان"), ("خارج", "الخارجية")]
        {
            assert!(is_made_of(a, b) && is_made_of(b, a), "{a} {b}");
        }
        assert!(!is_made_of("شويغو", "شويجو") && !is_made_of("بوتين", "بوتن"));
        assert!(is_plainly_same("مسؤول", "مسئول") && is_plainly_same("الكونغرس", "الكونجرس"));
        assert!(!is_plainly_same("بوتين", "بوتن"));
    }
}
