//! A Latin and an Arabic word: how likely it is that they are one name, and why.
//!
//! Both channels are asked: how likely the Latin word gives the Arabic one, and the Arabic the Latin.
//! Against it stands how likely the letters of each are by themselves, so that rare letters that meet
//! say more than frequent ones. The weights are such that the result is the log odds for pairs of
//! which half are one name.

use std::sync::LazyLock;

use super::channel::{TO_ARABIC, TO_LATIN};
use super::rule::Rule;
use super::spelled::{self, MOST_SYMBOLS, Symbol};
use super::trace::{Piece, millinats};

/// What weighs how much.
const TO_ARABIC_WEIGHT: f32 = 0.237;
const TO_LATIN_WEIGHT: f32 = 0.166;
const BACKGROUND: f32 = -0.118;
const CONSTANT: f32 = 0.655;

/// A chunk that is given with less than this chance is told apart as a difference.
const PLAIN: f32 = 0.2;

/// What it costs that a hamza is left out at the front, as one writer in ten does.
const HAMZA: f32 = 0.3;

/// The log odds that a Latin and an Arabic word are one name. Both begin with the start of the word.
/// Cost: some microseconds; allocates nothing.
pub(super) fn logit(latin: &[Symbol], arabic: &[Symbol]) -> f32 {
    best_reading(latin, arabic).1
}

/// An Arabic word, with its hamza if it has left one out.
type Spelled = [Symbol; MOST_SYMBOLS + 1];

/// The reading of an Arabic word that a Latin one is likeliest to be, and the log odds that it is.
fn best_reading(latin: &[Symbol], arabic: &[Symbol]) -> (Spelled, f32) {
    let mut spelled = [0; MOST_SYMBOLS + 1];
    spelled.iter_mut().zip(arabic).for_each(|(slot, &symbol)| *slot = symbol);
    let of =
        |spelled: &Spelled| plain_logit(latin, spelled.get(..arabic.len()).unwrap_or_default());
    let mut best = (spelled, of(&spelled));
    let [alef, lam] = *ARTICLE;
    let at = if arabic.get(1..3) == Some(&[alef, lam]) { 3 } else { 1 };
    if arabic.get(at) == Some(&alef) {
        for &carrier in &*CARRIERS {
            spelled[at] = carrier;
            let logit = of(&spelled) - HAMZA;
            if logit > best.1 {
                best = (spelled, logit);
            }
        }
    }
    best
}

/// The letters of the article.
static ARTICLE: LazyLock<[Symbol; 2]> = LazyLock::new(|| symbols(['ا', 'ل']));
/// What ا may be with its hamza.
static CARRIERS: LazyLock<[Symbol; 2]> = LazyLock::new(|| symbols(['أ', 'إ']));
/// Letters that write a vowel.
static VOWELS: LazyLock<[Symbol; 3]> = LazyLock::new(|| symbols(['ا', 'و', 'ي']));

fn symbols<const N: usize>(letters: [char; N]) -> [Symbol; N] {
    letters.map(|letter| spelled::letter_symbol(letter).unwrap_or(0))
}

/// The log odds of words as they are spelled.
fn plain_logit(latin: &[Symbol], arabic: &[Symbol]) -> f32 {
    TO_ARABIC_WEIGHT * TO_ARABIC.log_chance(latin, arabic)
        + TO_LATIN_WEIGHT * TO_LATIN.log_chance(arabic, latin)
        + BACKGROUND * (TO_ARABIC.background(behind(arabic)) + TO_LATIN.background(behind(latin)))
        + CONSTANT
}

/// Whether an Arabic word has other vowels than a Latin one has: one of them is not written as it
/// mostly is. A short vowel that is not written is none such where another one is, as in سالم, Salim.
/// Cost: some microseconds; allocates.
pub(super) fn has_other_vowels(latin: &[Symbol], arabic: &[Symbol]) -> bool {
    let (read, _) = best_reading(latin, arabic);
    let read = read.get(..arabic.len()).unwrap_or_default();
    let target = behind(read);
    let mut n_silent = 0;
    let mut is_written = false;
    for (given, &symbol) in TO_ARABIC.trace(latin, read).iter().zip(latin) {
        let letters = spelled::grapheme_letters(symbol);
        if letters.is_empty() || !letters.chars().all(is_vowel) {
            continue;
        }
        let part = target.get(usize::from(given.from)..usize::from(given.to)).unwrap_or_default();
        let is_single = letters.chars().count() == 1;
        match part {
            [] if is_single && given.chance < PLAIN => n_silent += 1,
            [letter] if VOWELS.contains(letter) => is_written = true,
            _ => {}
        }
        if given.chance < PLAIN && !(is_single && part.is_empty()) {
            return true;
        }
    }
    n_silent > usize::from(is_written)
}

fn is_vowel(letter: char) -> bool {
    "aeiouyáéäıöüø".contains(letter)
}

/// Why: pieces whose costs sum to the negative log odds. `from` is Latin, `to` Arabic.
pub(super) fn pieces(latin: &[Symbol], arabic: &[Symbol]) -> Vec<Piece> {
    let (read, logit) = best_reading(latin, arabic);
    let read = read.get(..arabic.len()).unwrap_or_default();
    let mut pieces = Vec::new();
    if read != arabic {
        pieces.push(Piece::new(Rule::Hamza, "", "", millinats(HAMZA)));
    }
    let (target, shown) = (behind(read), behind(arabic));
    let mut alike = Piece::new(Rule::Alike, "", "", millinats(-CONSTANT));
    for (given, &symbol) in TO_ARABIC.trace(latin, read).iter().zip(latin) {
        let range = usize::from(given.from)..usize::from(given.to);
        let part = target.get(range.clone()).unwrap_or_default();
        let grapheme: &[Symbol] = if symbol == 0 { &[] } else { &[symbol] };
        let background = TO_ARABIC.background(part) + TO_LATIN.background(grapheme);
        let worth = TO_ARABIC_WEIGHT * given.chance.ln() + BACKGROUND * background;
        let cost = millinats(-worth);
        let from: String = spelled::grapheme_letters(symbol).to_owned();
        let part = shown.get(range).unwrap_or_default();
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
    let cost = millinats(-super::quantised(logit)) - told;
    pieces.push(Piece::new(Rule::Alternatives, "", "", cost));
    pieces
}

/// What stands behind the start of a word.
fn behind(word: &[Symbol]) -> &[Symbol] {
    word.get(1..).unwrap_or_default()
}
