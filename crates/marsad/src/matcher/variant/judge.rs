//! What a spelling in running text is worth as a name: what the model says of the two, and what
//! running text adds.

use super::super::verify::is_word_char;
use crate::names::{
    Form, Piece, Rule, Word, differ_by_article, is_inflected, is_known_as, is_made_of,
    is_plainly_same, is_prose, n_native_more,
};
use crate::span::NameId;
use crate::words::{Article, Prefix};

/// Verdicts that are kept, a power of two.
const KEPT: usize = 1 << 17;
/// Places at which a verdict may be kept; the oldest of them makes room.
const WAYS: usize = 8;

/// The verdicts that were found last.
#[derive(Debug, Default)]
pub(crate) struct Verdicts {
    kept: Vec<Kept>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Kept {
    /// A hash of the spelling and the name's number; 0 is none.
    hash: u64,
    name: u32,
    cost: i32,
}

impl Verdicts {
    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.kept.fill(Kept::default());
    }

    /// What it costs to take `spelled`, found in running text, for `name`, which is `id`.
    pub(super) fn cost(&mut self, id: NameId, spelled: &str, name: &str) -> i32 {
        let hash = spelled.bytes().fold(u64::from(id.0) ^ 0x9E37_79B9_7F4A_7C15, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        let hash = (hash ^ hash >> 32).wrapping_mul(0xBF58_476D_1CE4_E5B9).max(1);
        if self.kept.is_empty() {
            self.kept.resize(KEPT, Kept::default());
        }
        // as many bits as number the places
        let at = (hash >> 47) as usize & !(WAYS - 1);
        let group = self.kept.get_mut(at..at + WAYS).unwrap_or_default();
        if let Some(kept) = group.iter().find(|kept| kept.hash == hash && kept.name == id.0) {
            return kept.cost;
        }
        let cost = cost(spelled, name);
        group.rotate_right(1);
        if let Some(kept) = group.first_mut() {
            *kept = Kept { hash, name: id.0, cost };
        }
        cost
    }
}

/// What it costs to take `spelled` for `name`, in thousandths of a nat.
pub(crate) fn cost(spelled: &str, name: &str) -> i32 {
    let text = prior(spelled, name).iter().map(|piece| piece.cost).sum::<i32>();
    Form::new(spelled).cost(&Form::new(name)) + text
}

/// The pieces of [`cost`]; they sum to it.
pub(crate) fn pieces(spelled: &str, name: &str) -> Vec<Piece> {
    let mut pieces = Form::new(spelled).explain(&Form::new(name));
    pieces.extend(prior(spelled, name));
    pieces
}

/// A name of one word stands among more strangers than one of several.
const ONE_WORD: i32 = 800;
/// Names of one word with so few letters, from two on, stand among more still; an article is none.
const SHORT: [i32; 3] = [3_000, 2_000, 500];
/// What is written in Latin letters is read as an Arabic name of one word only where little differs.
const OTHER_SCRIPT: i32 = 3_000;
/// A word that differs from that of the name is an ordinary one, or another word made of it.
const ORDINARY: i32 = 6_000;
/// The name has an ordinary word there.
const ORDINARY_NAME: i32 = 4_000;
/// A letter that hardly ever writes a foreign sound stands in the text and not in the name of one word, or
/// in the name only.
const NATIVE: [i32; 2] = [3_000, 2_200];
/// A word is inflected as names are not.
const INFLECTED: i32 = 2_500;
/// Two words joined, or one cut, have so many letters more or fewer that one of them is missing.
const MISSING: usize = 2;
/// A letter in front that is taken for a particle may be one of the word, where the rest is a name of
/// one word in another spelling.
const CUT: i32 = 200;

/// Words that may be missing.
const OPTIONAL: [&str; 5] = ["بن", "ابن", "بنت", "آل", "ال"];

/// What running text adds to what the model says of two names: most words that are like a name are
/// strangers to it.
fn prior(spelled: &str, name: &str) -> Vec<Piece> {
    let (text, listed) = (words(spelled), words(name));
    let is_one = text.len().min(listed.len()) <= 1;
    let is_arabic = !is_latin(spelled) && !is_latin(name);
    let mut pieces = Vec::new();
    if is_one {
        // what lacks an article only is no stranger
        let is_near = matches!((&text[..], &listed[..]), ([word], [other]) if
            differ_by_article(word, other) && !is_prose(word));
        if !is_near {
            pieces.push(Piece::new(Rule::Prior, "", "", ONE_WORD));
        }
        // between scripts vowels are written on one side
        let (one, other) = (n_letters(&text), n_letters(&listed));
        let letters =
            if is_latin(spelled) == is_latin(name) { one.min(other) } else { one.max(other) };
        let shortest = letters.max(2);
        if let Some(cost) = SHORT.get(shortest - 2) {
            pieces.push(Piece::new(Rule::Short, spelled, name, *cost));
        }
        if is_latin(spelled) != is_latin(name) && is_latin(spelled) {
            pieces.push(Piece::new(Rule::Prior, spelled, name, OTHER_SCRIPT));
        }
    }
    if text.concat() == listed.concat() {
        return pieces;
    }
    if is_arabic
        && text.len() != listed.len()
        && n_letters(&text).abs_diff(n_letters(&listed)) >= MISSING
    {
        pieces.push(Piece::new(Rule::Missing, spelled, name, ORDINARY));
    }
    let mut worst: Option<(Rule, i32, &str, &str)> = None;
    for (k, &word) in text.iter().enumerate() {
        let beside = if text.len() == listed.len() { listed.get(k).copied() } else { None };
        let is_there =
            |other: &&&str| is_plainly_same(word, other) && beside.is_none_or(|b| b == **other);
        if listed.iter().find(is_there).is_some() || is_latin(word) {
            continue;
        }
        let is_part = |other: &&str| other.starts_with(word) || other.ends_with(word);
        let (rule, cost) = match beside {
            Some(other) => against(word, other, is_one),
            None if is_prose(word) && is_arabic && !listed.iter().any(is_part) => {
                (Rule::Word, ORDINARY)
            }
            None => (Rule::Word, 0),
        };
        if cost > worst.map_or(0, |(_, cost, ..)| cost) {
            worst = Some((rule, cost, word, beside.unwrap_or("")));
        }
    }
    pieces.extend(worst.map(|(rule, cost, word, name)| Piece::new(rule, word, name, cost)));
    pieces
}

/// What stands against it that `word` of the text is `other` in another spelling.
fn against(word: &str, other: &str, is_one: bool) -> (Rule, i32) {
    if is_known_as(word, other) {
        return (Rule::Word, 0);
    }
    if is_latin(other) {
        // Latin letters do not tell native names from words: Assad is الأسد. Two such words side by
        // side are hardly ever others.
        return (Rule::Word, if is_one && is_prose(word) { ORDINARY } else { 0 });
    }
    if differ_by_article(word, other) && !(is_one && is_prose(word)) {
        return (Rule::Article, 0);
    }
    if is_prose(word) || is_made_of(word, other) {
        return (Rule::Word, ORDINARY);
    }
    if is_prose(other) {
        return (Rule::Word, ORDINARY_NAME);
    }
    let (one, two) = (Word::new(word), Word::new(other));
    let more = [n_native_more(&one, &two), n_native_more(&two, &one)];
    let native = more.iter().zip(NATIVE).map(|(n, cost)| i32::from(*n) * cost).sum();
    match (is_one, is_inflected(word, other)) {
        (false, _) => (Rule::Native, 0),
        (true, true) if native < INFLECTED => (Rule::Word, INFLECTED),
        (true, _) => (Rule::Native, native),
    }
}

/// What it costs that a name of so many words stands behind particles: each letter of them, but for the
/// article, may be one of the word.
pub(crate) fn behind(prefix: Prefix, n_words: u8) -> i32 {
    let particles = prefix.as_str().chars().count().saturating_sub(match prefix.article() {
        Article::None => 0,
        Article::Written => 2,
        Article::AfterLam => 1,
    });
    if n_words > 1 { 0 } else { i32::try_from(particles).unwrap_or(0) * CUT }
}

/// Letters of words, articles and words that may be missing left aside.
fn n_letters(words: &[&str]) -> usize {
    let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
    let bare = |word: &'_ str| -> usize {
        let all = letters(word);
        if all > 3 && word.starts_with("ال") { all - 2 } else { all }
    };
    words.iter().filter(|word| !OPTIONAL.contains(*word)).map(|word| bare(word)).sum()
}

fn words(phrase: &str) -> Vec<&str> {
    phrase.split(|c| !is_word_char(c)).filter(|word| !word.is_empty()).collect()
}

fn is_latin(word: &str) -> bool {
    word.chars()
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || ('\u{C0}'..'\u{250}').contains(&c))
}
