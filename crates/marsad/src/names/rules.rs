//! What the table of chunk pairs can not know of two Arabic words: that they are native, attested as
//! two names, ordinary words, the name of a land and its adjective, or rivals.
//!
//! The costs of letters come from foreign names, in which vowels are optional and many consonants are
//! a matter of taste. In native words each letter counts.

use super::cross;
use super::lexicon::{self, ALEF, Known, LEXICON, TEH_MARBUTA, Verdict, WAW, YEH};
use super::rule::Rule;
use super::word::{Script, Word};
use crate::normalize::digit;

/// What a rule takes, in thousandths of a nat.
const RIVAL: i32 = 9_000;
const ATTESTED: i32 = 8_000;
const WORD: i32 = 8_000;
const NISBA: i32 = 8_000;
const NATIVE: i32 = 6_000;
/// What it takes that one of them is an ordinary word, and the other is unknown.
const ORDINARY: i32 = 2_000;
const SHORT: i32 = 700;
/// That two alike Latin words are the originals of one Arabic name, and of different ones.
const LATIN_ONE: i32 = -1_500;
const LATIN_TWO: i32 = 1_500;

/// What it is worth that two spellings are known to be one name.
pub(super) const ONE: i32 = -6_000;

/// What an article that one of two words lacks takes: most families write their name either way, but
/// some names are another with it.
pub(super) const ARTICLE: i32 = 4_800;

/// What can be said of two words without asking how likely their letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// They are spelled alike, as spelling in practice is.
    Same,
    /// They are known to be one name.
    One,
    /// They are the same but for the article that one of them has.
    Article,
    /// Letters decide.
    Unknown,
}

/// Whether two words are one without more ado: the letters are equal but for ة and ه, doubled و and ي,
/// or a final ى that may be an alef; or the table of pairs says so. A Latin and an Arabic word are
/// known to be one name when the one is attested as an original of the other.
pub(super) fn known(a: &Word, b: &Word, a_text: &str, b_text: &str) -> Relation {
    if a.is_same(b) {
        return Relation::Same;
    }
    if a.script() == Script::Other && b.script() == Script::Other {
        let is_same = a_text.chars().map(digit).eq(b_text.chars().map(digit));
        return if is_same { Relation::Same } else { Relation::Unknown };
    }
    let is_known = |latin: &Word, arabic: &Word, text: &str| {
        is_original(latin, arabic) || LEXICON.words_of_land(text).any(|key| key == bare_key(arabic))
    };
    match (a.script(), b.script()) {
        (Script::Arabic, Script::Arabic) => {}
        (Script::Arabic, Script::Latin) if is_known(b, a, b_text) => return Relation::One,
        (Script::Latin, Script::Arabic) if is_known(a, b, a_text) => return Relation::One,
        _ => return Relation::Unknown,
    }
    let (one, other) = (lexicon::key(a.codes()), lexicon::key(b.codes()));
    let maqsura = |text: &str| text.ends_with(['ى', '\u{6CC}']);
    let is_same = one == other
        || maqsura(a_text) && lexicon::key_with_alef(a.codes()) == other
        || maqsura(b_text) && lexicon::key_with_alef(b.codes()) == one;
    if is_same {
        return Relation::Same;
    }
    let (one, other) = (bare_key(a), bare_key(b));
    if one == other && a.has_article() != b.has_article() {
        return Relation::Article;
    }
    match LEXICON.pair(one, other) {
        Some(Verdict::One) if a.has_article() == b.has_article() => Relation::One,
        _ => Relation::Unknown,
    }
}

/// What stands against it that two different words are one name, however near their letters
/// are. Of several reasons the strongest counts.
pub(super) fn against(a: &Word, b: &Word, a_text: &str, b_text: &str) -> Option<(Rule, i32)> {
    match (a.script(), b.script()) {
        (Script::Arabic, Script::Arabic) => {}
        (Script::Arabic, Script::Latin) => return against_latin(a, b, b_text),
        (Script::Latin, Script::Arabic) => return against_latin(b, a, a_text),
        (Script::Latin, Script::Latin) => return of_latin(a, b),
        _ => return None,
    }
    let (one, other) = (bare_key(a), bare_key(b));
    if one == other {
        return None; // but for the article they are the same
    }
    if LEXICON.pair(one, other) == Some(Verdict::Two) {
        return Some((Rule::Rival, RIVAL));
    }
    let (known_one, known_other) = (LEXICON.word(one), LEXICON.word(other));
    let is_shared = known_one.shares_origin(&known_other);
    if !is_shared {
        let is_land = [a, b].map(is_of_land);
        if is_land[0] && is_land[1]
            || is_land[0] != is_land[1] && (known_one.is_name() || known_other.is_name())
        {
            return Some((Rule::Nisba, NISBA));
        }
        if known_one.is_name() && known_other.is_name() {
            return Some((Rule::Attested, ATTESTED));
        }
        if is_word_or_name(&known_one) && is_word_or_name(&known_other) {
            return Some((Rule::Word, WORD));
        }
    }
    let is_listed = [one, other].map(|key| LEXICON.is_native(key));
    let is_native = |word: &Word, is_listed: bool| word.is_native() || is_listed || is_family(word);
    if is_native(a, is_listed[0]) && is_native(b, is_listed[1])
        || is_listed.contains(&true) && are_alike_but_vowels(a, b)
    {
        return Some((Rule::Native, NATIVE));
    }
    if is_shared {
        return None;
    }
    if (is_feminine(a, b) || is_feminine(b, a))
        && (is_word_or_name(&known_one) || is_word_or_name(&known_other))
    {
        return Some((Rule::Native, NATIVE));
    }
    if known_one.is_ordinary || known_other.is_ordinary {
        return Some((Rule::Word, ORDINARY));
    }
    let shortest = lexicon::without_article(a.codes()).len();
    let shortest = shortest.min(lexicon::without_article(b.codes()).len());
    (shortest <= 3).then_some((Rule::Short, SHORT))
}

/// What stands against it that an Arabic and a Latin word are one name: one is a land and the other an
/// adjective of it, or the Latin word is attested as the original of other names, and the vowels are
/// others. Of consonants there are many ways to write one; حسن is not Hussein.
fn against_latin(arabic: &Word, latin: &Word, text: &str) -> Option<(Rule, i32)> {
    if is_of_land(arabic) && LEXICON.words_of_land(text).next().is_some() {
        return Some((Rule::Nisba, NISBA));
    }
    let is_two = LEXICON.is_of_others(latin.origin(), bare_key(arabic))
        && cross::has_other_vowels(latin.spelled(), arabic.spelled());
    is_two.then_some((Rule::Attested, ATTESTED))
}

/// What is known of two Latin words that are alike: one Arabic name has both for originals (Mohammed,
/// Muhammad), or different ones have.
fn of_latin(a: &Word, b: &Word) -> Option<(Rule, i32)> {
    let is_one = LEXICON.share_a_spelling(a.origin(), b.origin())?;
    Some((Rule::Attested, if is_one { LATIN_ONE } else { LATIN_TWO }))
}

/// Whether a Latin word is attested as an original of an Arabic one.
fn is_original(latin: &Word, arabic: &Word) -> bool {
    LEXICON.word(bare_key(arabic)).has_original(latin.origin())
}

/// Whether `b` is `a` with ة behind it.
fn is_feminine(a: &Word, b: &Word) -> bool {
    let [a, b] = [a, b].map(|word| lexicon::without_article(word.codes()));
    b.strip_suffix(&[TEH_MARBUTA]) == Some(a)
}

/// Whether an Arabic word is ordinary in the news and no name: نهاية, وزير. Particles glued to it are
/// not taken off, the article is; words that are made of the name of a land are not ordinary. Words
/// that are both, as سعيد, are not told here. Cost: two binary searches.
///
/// ```
/// assert!(marsad::is_ordinary_word("الكتاب") && marsad::is_ordinary_word("نهاية"));
/// assert!(!marsad::is_ordinary_word("بوتين") && !marsad::is_ordinary_word("روسية"));
/// ```
pub fn is_ordinary_word(word: &str) -> bool {
    let word = Word::new(word);
    let known = LEXICON.word(bare_key(&word));
    word.script() == Script::Arabic && known.is_ordinary && !known.is_name() && !is_of_land(&word)
}

fn is_word_or_name(known: &Known<'_>) -> bool {
    known.is_ordinary || known.is_name()
}

pub(super) fn bare_key(word: &Word) -> u64 {
    lexicon::key(lexicon::without_article(word.codes()))
}

/// Whether a word has the shape of an Arabic family name: القاسمي.
fn is_family(word: &Word) -> bool {
    word.has_article() && word.len() >= 6 && word.codes().last() == Some(&YEH)
}

/// Whether two words have the same letters but for ا و ي ة.
fn are_alike_but_vowels(a: &Word, b: &Word) -> bool {
    let consonants = |word: &Word| -> Vec<u8> {
        let codes = lexicon::without_article(word.codes());
        codes
            .iter()
            .copied()
            .filter(|code| !matches!(*code, ALEF | WAW | YEH | TEH_MARBUTA))
            .collect()
    };
    consonants(a) == consonants(b)
}

/// Whether a word is the adjective of a land, in any gender and number (روسي, الروسية, روسيون), and no
/// land itself (ألمانيا).
fn is_of_land(word: &Word) -> bool {
    let codes = lexicon::without_article(word.codes());
    if LEXICON.word(lexicon::key(codes)).is_nisba {
        return true;
    }
    let stems = ENDINGS.iter().filter_map(|ending| codes.strip_suffix(*ending));
    let is_nisba = stems
        .filter(|stem| stem.last() == Some(&YEH))
        .any(|stem| LEXICON.word(lexicon::key(stem)).is_nisba);
    is_nisba && !LEXICON.word(lexicon::key(codes)).is_name()
}

/// Endings of an adjective behind its ي: ة ون ين ات ان تان تين ا.
const ENDINGS: [&[u8]; 8] =
    [&[29], &[27, 25], &[28, 25], &[1, 3], &[1, 25], &[3, 1, 25], &[3, 28, 25], &[1]];
