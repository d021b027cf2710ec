//! What a spelling in running text is worth as a name: what the model says of the two, and what
//! running text adds.

use super::super::verify::is_word_char;
use crate::names::{Form, Piece, Rule, is_made_of, is_plainly_same, is_prose, score};
use crate::span::NameId;

/// Verdicts that are kept, a power of two.
const KEPT: usize = 1 << 14;
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
    score: f32,
}

impl Verdicts {
    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.kept.fill(Kept::default());
    }

    /// The score of `spelled`, found in running text, as `name`, which is `id`.
    pub(super) fn score(&mut self, id: NameId, spelled: &str, name: &str) -> f32 {
        let hash = spelled.bytes().fold(u64::from(id.0) ^ 0x9E37_79B9_7F4A_7C15, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
        });
        let hash = (hash ^ hash >> 32).wrapping_mul(0xBF58_476D_1CE4_E5B9).max(1);
        if self.kept.is_empty() {
            self.kept.resize(KEPT, Kept::default());
        }
        let at = (hash >> 50) as usize & !(WAYS - 1);
        let group = self.kept.get_mut(at..at + WAYS).unwrap_or_default();
        if let Some(kept) = group.iter().find(|kept| kept.hash == hash && kept.name == id.0) {
            return kept.score;
        }
        let score = score(cost(spelled, name));
        group.rotate_right(1);
        if let Some(kept) = group.first_mut() {
            *kept = Kept { hash, name: id.0, score };
        }
        score
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
/// Names of one word with so few letters, from two on, stand among more still.
const SHORT: [i32; 3] = [3_000, 1_500, 500];
/// What is written in Latin letters is read as an Arabic name of one word only where little differs.
const OTHER_SCRIPT: i32 = 3_000;
/// A word that differs from that of the name is an ordinary one, or another word made of it.
const ORDINARY: i32 = 6_000;
/// The name has an ordinary word there.
const ORDINARY_NAME: i32 = 4_000;

/// What running text adds to what the model says of two names: most words that are like a name are
/// strangers to it.
fn prior(spelled: &str, name: &str) -> Vec<Piece> {
    let (text, listed) = (words(spelled), words(name));
    let mut pieces = Vec::new();
    if text.len().min(listed.len()) <= 1 {
        pieces.push(Piece::new(Rule::Prior, "", "", ONE_WORD));
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
        let shortest = letters(spelled).min(letters(name)).max(2);
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
    let mut worst: Option<(i32, &str, &str)> = None;
    for (k, &word) in text.iter().enumerate() {
        let beside = if text.len() == listed.len() { listed.get(k).copied() } else { None };
        let is_there =
            |other: &&&str| is_plainly_same(word, other) && beside.is_none_or(|b| b == **other);
        if listed.iter().find(is_there).is_some() || is_latin(word) {
            continue;
        }
        let is_part = |other: &&str| other.starts_with(word) || other.ends_with(word);
        let cost = match beside {
            Some(other) if is_latin(other) && !is_prose(word) => 0,
            Some(other) if is_prose(word) || is_made_of(word, other) => ORDINARY,
            Some(other) if is_prose(other) => ORDINARY_NAME,
            None if is_prose(word) && !listed.iter().any(is_part) => ORDINARY,
            _ => 0,
        };
        if cost > worst.map_or(0, |(cost, ..)| cost) {
            worst = Some((cost, word, beside.unwrap_or("")));
        }
    }
    pieces.extend(worst.map(|(cost, word, name)| Piece::new(Rule::Word, word, name, cost)));
    pieces
}

fn words(phrase: &str) -> Vec<&str> {
    phrase.split(|c| !is_word_char(c)).filter(|word| !word.is_empty()).collect()
}

fn is_latin(word: &str) -> bool {
    word.chars()
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || ('\u{C0}'..'\u{250}').contains(&c))
}
