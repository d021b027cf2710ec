//! How likely one Arabic letter follows another.

use super::table::{COSTS, LETTERS};

/// The edge of a word, as the number of a letter.
pub(super) const EDGE: usize = 0;

/// The number of the letter `c`.
pub(super) fn letter(c: char) -> Option<usize> {
    LETTERS.iter().position(|&letter| letter == c).map(|at| at + 1)
}

/// What it costs that `next` follows `last`, in half bits.
pub(super) fn cost(last: usize, next: usize) -> u32 {
    let digit = COSTS.get(last).and_then(|row| row.get(next));
    digit.and_then(|&digit| char::from(digit).to_digit(36)).unwrap_or(35)
}

/// All of the table, for digests.
pub(super) fn rows() -> impl Iterator<Item = &'static [u8; 37]> {
    COSTS.into_iter()
}
