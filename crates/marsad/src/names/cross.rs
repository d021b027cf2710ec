//! A Latin and an Arabic word: how likely it is that they are one name, and why.
//!
//! Both channels are asked: how likely the Latin word gives the Arabic one, and the Arabic the Latin.
//! Against it stands how likely the letters of each are by themselves, so that rare letters that meet
//! say more than frequent ones. The weights are such that the result is the log odds for pairs of
//! which half are one name.

use super::channel::{TO_ARABIC, TO_LATIN};
use super::rule::Rule;
use super::spelled::{self, Symbol};
use super::trace::{Piece, millinats};

/// What weighs how much.
const TO_ARABIC_WEIGHT: f32 = 0.237;
const TO_LATIN_WEIGHT: f32 = 0.166;
const BACKGROUND: f32 = -0.118;
const CONSTANT: f32 = 0.655;

/// A chunk that is given with less than this chance is told apart as a difference.
const PLAIN: f32 = 0.2;

/// The log odds that a Latin and an Arabic word are one name. Both begin with the start of the word.
/// Cost: some microseconds; allocates nothing.
pub(super) fn logit(latin: &[Symbol], arabic: &[Symbol]) -> f32 {
    TO_ARABIC_WEIGHT * TO_ARABIC.log_chance(latin, arabic)
        + TO_LATIN_WEIGHT * TO_LATIN.log_chance(arabic, latin)
        + BACKGROUND * (TO_ARABIC.background(behind(arabic)) + TO_LATIN.background(behind(latin)))
        + CONSTANT
}

/// Why: pieces whose costs sum to the negative log odds. `from` is Latin, `to` Arabic.
pub(super) fn pieces(latin: &[Symbol], arabic: &[Symbol]) -> Vec<Piece> {
    let target = behind(arabic);
    let mut pieces = Vec::new();
    let mut alike = Piece::new(Rule::Alike, "", "", millinats(-CONSTANT));
    for (given, &symbol) in TO_ARABIC.trace(latin, arabic).iter().zip(latin) {
        let part = target.get(usize::from(given.from)..usize::from(given.to)).unwrap_or_default();
        let grapheme: &[Symbol] = if symbol == 0 { &[] } else { &[symbol] };
        let background = TO_ARABIC.background(part) + TO_LATIN.background(grapheme);
        let worth = TO_ARABIC_WEIGHT * given.chance.ln() + BACKGROUND * background;
        let cost = millinats(-worth);
        let from: String = spelled::grapheme_letters(symbol).to_owned();
        let to: String = part.iter().filter_map(|&symbol| spelled::letter(symbol)).collect();
        if symbol == 0 && !part.is_empty() {
            pieces.push(Piece { rule: Rule::Article, from, to, cost });
        } else if symbol != 0 && given.chance < PLAIN {
            pieces.push(Piece { rule: Rule::Letter, from, to, cost });
        } else {
            alike.from.push_str(&from);
            alike.to.push_str(&to);
            alike.cost += cost;
        }
    }
    pieces.push(alike);
    let told: i32 = pieces.iter().map(|piece| piece.cost).sum();
    let cost = millinats(-super::quantised(logit(latin, arabic))) - told;
    pieces.push(Piece::new(Rule::Alternatives, "", "", cost));
    pieces
}

/// What stands behind the start of a word.
fn behind(word: &[Symbol]) -> &[Symbol] {
    word.get(1..).unwrap_or_default()
}
