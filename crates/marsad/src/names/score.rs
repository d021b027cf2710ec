//! Two Arabic words: how likely it is that they write one name.
//!
//! Both words are cut into chunks in all ways, chunk beside chunk, and the chances of the chunk pairs
//! are multiplied and summed: that is how likely one Latin original gives both. Against it stands
//! how likely each word is by itself. A logistic regression weighs these numbers, so that the
//! result is the log odds that the words are one name, where half of what is asked is.

use super::table::{Chunk, Position, SCALE, Table};
use super::word::Word;

/// The most letters of a word that are looked at.
pub(super) const MOST: usize = 32;

/// What a sum that vanishes counts as.
const LEAST: f64 = -150.0;

/// An Arabic word, or what is left of it behind its article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'w> {
    /// Codes of letters.
    pub(super) letters: &'w [u8],
    /// For each letter, the chunk of it and the letter before, or 0.
    pub(super) pairs: &'w [Chunk],
    /// What the word is like by itself.
    pub(super) alone: Alone,
}

/// What a word is like by itself, in logs.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Alone {
    /// How likely it is by the table of chunks.
    pub(super) marginal: f32,
    /// How likely its letters are in names.
    pub(super) letters: f32,
}

/// The numbers that are weighed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Features {
    /// How likely both words write one sound after another, all ways summed.
    pub(super) joint: f32,
    /// How likely each is by itself, by the chunks.
    pub(super) marginals: f32,
    /// How likely each is by itself, by its letters.
    pub(super) letters: f32,
    /// Letters of the shorter word.
    pub(super) length: f32,
    /// Whether one of them has an article that the other lacks.
    pub(super) is_article_dropped: bool,
    /// Whether both have letters that hardly ever write a foreign sound. Where a foreign name may
    /// be spelled in many ways, a native one has one spelling, and what differs is another name.
    pub(super) is_native: bool,
}

/// What weighs how much.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Weights {
    pub(super) joint: f32,
    pub(super) marginals: f32,
    pub(super) letters: f32,
    pub(super) length: f32,
    pub(super) native: f32,
    pub(super) article: f32,
    pub(super) constant: f32,
}

impl Weights {
    /// Sets the weight that the table calls `name`.
    pub(super) fn set(&mut self, name: &str, weight: f32) {
        match name {
            "joint" => self.joint = weight,
            "marginals" => self.marginals = weight,
            "letters" => self.letters = weight,
            "length" => self.length = weight,
            "native" => self.native = weight,
            "article" => self.article = weight,
            "constant" => self.constant = weight,
            _ => {}
        }
    }
}

/// A reading without the article is preferred unless the other is at most this much less likely.
const ARTICLE: f32 = 4.0;

impl Features {
    /// The log odds that it is one name.
    pub(super) fn logit(&self, weights: &Weights) -> f32 {
        weights.joint * self.joint
            + weights.marginals * self.marginals
            + weights.letters * self.letters
            + weights.length * self.length
            + weights.constant
            + if self.is_article_dropped { weights.article } else { 0.0 }
            + if self.is_native { weights.native } else { 0.0 }
    }
}

/// Compares two readings.
pub(super) fn features(table: &Table, a: Reading<'_>, b: Reading<'_>) -> Features {
    Features {
        joint: joint(table, a, b),
        marginals: a.alone.marginal + b.alone.marginal,
        letters: a.alone.letters + b.alone.letters,
        length: f32::from(u8::try_from(a.letters.len().min(b.letters.len())).unwrap_or(u8::MAX)),
        is_article_dropped: false,
        is_native: false,
    }
}

/// Compares two Arabic words; gives the readings that were compared as well. Where exactly one has an
/// article, it is compared without it too.
pub(super) fn compare<'w>(
    table: &Table,
    a: &'w Word,
    b: &'w Word,
) -> (Features, Reading<'w>, Reading<'w>) {
    let (one, other) = (a.reading(), b.reading());
    let is_native = a.is_native() && b.is_native();
    let whole = Features { is_native, ..features(table, one, other) };
    if a.has_article() == b.has_article() {
        return (whole, one, other);
    }
    let (one_bare, other_bare) = (a.bare(), b.bare());
    let bare = features(table, one_bare, other_bare);
    if whole.joint > bare.joint - ARTICLE {
        (whole, one, other)
    } else {
        (Features { is_article_dropped: true, is_native, ..bare }, one_bare, other_bare)
    }
}

/// The log of the sum over all ways to cut both words into chunks, of the product of the chances of
/// their chunk pairs. Cost: the product of the lengths; allocates nothing.
pub(super) fn joint(table: &Table, a: Reading<'_>, b: Reading<'_>) -> f32 {
    // sums of rounded numbers depend on their order
    let (a, b) = if a.letters <= b.letters { (a, b) } else { (b, a) };
    let (n, m) = (a.letters.len(), b.letters.len());
    let [first, inside, last] =
        [Position::Initial, Position::Medial, Position::Final].map(|at| table.rows(at).0);
    let width = table.rows(Position::Initial).1;
    let chance = |rows: &[f32], a: Chunk, b: Chunk| {
        rows.get(usize::from(a) * width + usize::from(b)).copied().unwrap_or(0.0)
    };
    let mut extras = [[1.0_f32; MOST]; 2];
    for (extras, word) in extras.iter_mut().zip([a, b]) {
        for (at, extra) in extras.iter_mut().enumerate().take(word.letters.len()) {
            *extra = table.extra(word.letters, at);
        }
    }
    let [extra_a, extra_b] = extras;
    let one_more = |extras: &[f32; MOST], at: usize| {
        at.checked_sub(1).and_then(|at| extras.get(at)).copied().unwrap_or(1.0)
    };
    // sums for all fronts of both words: this row, and the two before
    let mut rows = [[0.0_f32; MOST + 1]; 3];
    for i in 0..=n {
        let one: Chunk = before(a.letters, i).map_or(0, |&code| Chunk::from(code));
        let two: Chunk = if i > 1 { before(a.pairs, i).copied().unwrap_or(0) } else { 0 };
        let [this, upper, top] = &mut rows;
        for j in 0..=m {
            if i + j == 0 {
                continue;
            }
            let other: Chunk = before(b.letters, j).map_or(0, |&code| Chunk::from(code));
            let others: Chunk = if j > 1 { before(b.pairs, j).copied().unwrap_or(0) } else { 0 };
            let is_end = i == n && j == m;
            let mut sum = 0.0;
            let mut add =
                |row: &[f32; MOST + 1], x: usize, y: usize, a: Chunk, b: Chunk, by: f32| {
                    let from =
                        if (x, y) == (i, j) { 1.0 } else { row.get(j - y).copied().unwrap_or(0.0) };
                    let rows = if (x, y) == (i, j) {
                        first
                    } else if is_end {
                        last
                    } else {
                        inside
                    };
                    sum += from * by * chance(rows, a, b);
                };
            if j > 0 {
                add(this, 0, 1, 0, other, one_more(&extra_b, j));
            }
            if others != 0 {
                add(this, 0, 2, 0, others, 1.0);
            }
            if i > 0 {
                add(upper, 1, 0, one, 0, one_more(&extra_a, i));
                if j > 0 {
                    add(upper, 1, 1, one, other, 1.0);
                }
                if others != 0 {
                    add(upper, 1, 2, one, others, 1.0);
                }
            }
            if two != 0 {
                add(top, 2, 0, two, 0, 1.0);
                if j > 0 {
                    add(top, 2, 1, two, other, 1.0);
                }
                if others != 0 {
                    add(top, 2, 2, two, others, 1.0);
                }
            }
            if let Some(slot) = this.get_mut(j) {
                *slot = sum;
            }
        }
        rows.rotate_right(1);
    }
    let [_, whole, _] = &rows;
    let whole = f64::from(whole.get(m).copied().unwrap_or(0.0));
    narrow(whole.ln().max(LEAST) - SCALE * (n + m) as f64)
}

/// What a word is like by itself.
pub(super) fn alone(table: &Table, letters: &[u8], pairs: &[Chunk]) -> Alone {
    let n = letters.len();
    let mut sums = [0.0_f64; MOST + 1];
    sums[0] = 1.0;
    for i in 1..=n {
        let by = |size: usize| match (i == size, i == n) {
            (true, _) => Position::Initial,
            (false, true) => Position::Final,
            (false, false) => Position::Medial,
        };
        let sum_of = |size: usize| sums.get(i - size).copied().unwrap_or(0.0);
        let one = before(letters, i).map_or(0, |&code| Chunk::from(code));
        let mut sum = sum_of(1) * table.marginal(by(1), one);
        let two = if i > 1 { before(pairs, i).copied().unwrap_or(0) } else { 0 };
        if two != 0 {
            sum += sum_of(2) * table.marginal(by(2), two);
        }
        if let Some(slot) = sums.get_mut(i) {
            *slot = sum;
        }
    }
    let whole = sums.get(n).copied().unwrap_or(0.0);
    let by_letters: f64 = letters.iter().map(|&code| table.letter(code)).sum();
    Alone { marginal: narrow(whole.ln().max(LEAST)), letters: narrow(by_letters + table.letter(0)) }
}

/// The item just before place `i`.
#[inline]
fn before<T>(items: &[T], i: usize) -> Option<&T> {
    items.get(i.checked_sub(1)?)
}

#[expect(clippy::cast_possible_truncation, reason = "a log needs no more digits")]
fn narrow(value: f64) -> f32 {
    value as f32
}
