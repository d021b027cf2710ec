//! Words as symbols of the two channels: Arabic letters as they are spelled, hamza and all, and Latin
//! graphemes.
//!
//! Elsewhere hamza folds away, because writers leave it out. Between scripts it tells a vowel: إ is
//! read i or e, أ is read a or u. Where the writer left it out, plain ا has chances for all of them.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fold::{self, Folded};
use super::graphemes;

/// One symbol of a word; 0 stands for the start of a word.
pub(crate) type Symbol = u8;

/// The most symbols of a word that are looked at.
pub(crate) const MOST_SYMBOLS: usize = 32;

/// Letters that fold to another, and are told apart here: their symbols follow those of the letters
/// that stay, in this order.
const KEPT: [(char, char); 7] =
    [('أ', 'ا'), ('إ', 'ا'), ('آ', 'ا'), ('ى', 'ي'), ('ئ', 'ي'), ('ؤ', 'و'), ('ء', 'ء')];

/// One more than the greatest symbol of either script.
pub(crate) const SYMBOLS: usize = 128;

/// Gives the symbols of the Arabic letters of `word`; others and signs are passed over.
pub(super) fn letters(word: &str, mut push: impl FnMut(Symbol)) {
    let mut bytes = [0; 4];
    for c in word.chars() {
        if let Some(kept) = kept(c) {
            push(kept);
            continue;
        }
        fold::fold(c.encode_utf8(&mut bytes), |folded| {
            if let Folded::Arabic(code) = folded {
                push(code);
            }
        });
    }
}

/// The symbol of a letter that folds to another.
fn kept(c: char) -> Option<Symbol> {
    let at = KEPT.iter().position(|&(kept, _)| kept == c)?;
    Symbol::try_from(fold::CODES + at).ok()
}

/// Gives the symbols of the graphemes of small Latin letters.
pub(super) fn graphemes(letters: &str, push: impl FnMut(Symbol)) {
    let mut rest = letters;
    let next = || {
        let (symbol, after) = first(rest)?;
        rest = after;
        Some(symbol)
    };
    std::iter::from_fn(next).flatten().for_each(push);
}

/// The symbol of the grapheme at the front of `letters`, and what is behind it.
fn first(letters: &str) -> Option<(Option<Symbol>, &str)> {
    /// Longest grapheme, in bytes.
    const LONGEST: usize = 4;
    let shortest = letters.chars().next()?.len_utf8();
    for len in (shortest + 1..=LONGEST).rev() {
        if let Some((front, rest)) = letters.split_at_checked(len)
            && let Some(&symbol) = NUMBERS.get(front)
        {
            return Some((Some(symbol), rest));
        }
    }
    let (front, rest) = letters.split_at_checked(shortest)?;
    Some((NUMBERS.get(front).copied(), rest))
}

/// Graphemes and their symbols.
static NUMBERS: LazyLock<HashMap<&'static str, Symbol>> = LazyLock::new(|| {
    let symbol = |at: usize| Symbol::try_from(at + 1).unwrap_or(0);
    graphemes::all().enumerate().map(|(at, grapheme)| (grapheme, symbol(at))).collect()
});

/// The symbol of a grapheme.
pub(crate) fn grapheme_symbol(grapheme: &str) -> Option<Symbol> {
    NUMBERS.get(grapheme).copied()
}

/// The letters of a grapheme's symbol.
pub(crate) fn grapheme_letters(symbol: Symbol) -> &'static str {
    symbol.checked_sub(1).and_then(graphemes::letters).unwrap_or("")
}

/// The letter of an Arabic symbol.
pub(crate) fn letter(symbol: Symbol) -> Option<char> {
    match usize::from(symbol).checked_sub(fold::CODES) {
        Some(kept) => KEPT.get(kept).map(|&(kept, _)| kept),
        None => fold::letter_of(symbol),
    }
}

/// The symbol of an Arabic letter.
pub(crate) fn letter_symbol(c: char) -> Option<Symbol> {
    kept(c).or_else(|| fold::code(c))
}

/// The symbol of the letter that an Arabic symbol folds to, or 0 for ء.
pub(crate) fn folded(symbol: Symbol) -> Symbol {
    match usize::from(symbol).checked_sub(fold::CODES) {
        Some(kept) => KEPT.get(kept).and_then(|&(_, plain)| fold::code(plain)).unwrap_or(0),
        None => symbol,
    }
}
