//! Why two Arabic words have the score they have: the best way to cut both into chunks, and what each
//! chunk pair costs.
//!
//! Costs are in thousandths of a nat, and sum to the negative log odds exactly; what the best way
//! does not explain, because the score sums over all ways, is a piece of its own.

use super::fold;
use super::rule::Rule;
use super::score::{Features, MOST, Reading};
use super::table::{Chunk, Position, Table};

/// A piece of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// What it is.
    pub(crate) rule: Rule,
    /// Letters of the first word, as folded; empty where the second has some more.
    pub(crate) from: String,
    /// Letters of the second word, as folded.
    pub(crate) to: String,
    /// What it costs, in thousandths of a nat; what speaks for one name is negative.
    pub(crate) cost: i32,
}

impl Piece {
    pub(crate) fn new(rule: Rule, from: &str, to: &str, cost: i32) -> Piece {
        Piece { rule, from: from.to_owned(), to: to.to_owned(), cost }
    }
}

/// Thousandths of a nat.
#[expect(clippy::cast_possible_truncation, reason = "log odds are far smaller")]
pub(super) fn millinats(value: f32) -> i32 {
    (value * 1000.0).round() as i32
}

/// The pieces of a comparison of `a` and `b`, which has `features`.
pub(super) fn pieces(
    table: &Table,
    a: Reading<'_>,
    b: Reading<'_>,
    features: &Features,
) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut alike = Piece::new(Rule::Alike, "", "", millinats(-table.weights.constant));
    for step in steps(table, a, b) {
        let [from, to] = [(a, step.from), (b, step.to)]
            .map(|(word, (start, end))| word.letters.get(start..end).unwrap_or_default());
        let cost = millinats(-worth(table, &step, from, to));
        let [from, to]: [String; 2] =
            [from, to].map(|part| part.iter().filter_map(|&code| fold::letter_of(code)).collect());
        if from == to {
            alike.from.push_str(&from);
            alike.to.push_str(&to);
            alike.cost += cost;
        } else {
            pieces.push(Piece { rule: Rule::Letter, from, to, cost });
        }
    }
    pieces.push(alike);
    let bare = |rule, cost| Piece::new(rule, "", "", cost);
    if features.is_article_dropped {
        pieces.push(bare(Rule::Article, millinats(-table.weights.article)));
    }
    if features.is_native {
        pieces.push(bare(Rule::Native, millinats(-table.weights.native)));
    }
    let told: i32 = pieces.iter().map(|piece| piece.cost).sum();
    pieces.push(bare(Rule::Alternatives, millinats(-features.logit(&table.weights)) - told));
    pieces
}

/// What a chunk that never stands inside a word counts as (ة).
const LEAST: f64 = 1e-3;

/// One chunk pair: places of letters in both words.
#[derive(Debug, Clone, Copy, Default)]
struct Step {
    from: (usize, usize),
    to: (usize, usize),
    chunks: (Chunk, Chunk),
    log: f64,
}

/// What a chunk pair speaks for one name.
#[expect(clippy::cast_possible_truncation, reason = "a log needs no more digits")]
fn worth(table: &Table, step: &Step, from: &[u8], to: &[u8]) -> f32 {
    let alone = |chunk: Chunk| {
        if chunk == 0 { 0.0 } else { table.marginal(Position::Medial, chunk).max(LEAST).ln() }
    };
    let marginals = (alone(step.chunks.0) + alone(step.chunks.1)) as f32;
    let letters: f64 = from.iter().chain(to).map(|&code| table.letter(code)).sum();
    let length = from.len().min(to.len()) as f32;
    table.weights.joint * step.log as f32
        + table.weights.marginals * marginals
        + table.weights.letters * letters as f32
        + table.weights.length * length
}

/// The best way to cut both words into chunks.
fn steps(table: &Table, a: Reading<'_>, b: Reading<'_>) -> Vec<Step> {
    let (n, m) = (a.letters.len(), b.letters.len());
    let mut best = vec![(f64::NEG_INFINITY, Step::default()); (MOST + 1) * (MOST + 1)];
    let place = |i: usize, j: usize| i * (MOST + 1) + j;
    for i in 0..=n {
        for j in 0..=m {
            for (x, y) in (0..=i.min(2)).flat_map(|x| (0..=j.min(2)).map(move |y| (x, y))) {
                let position = match ((x, y) == (i, j), (i, j) == (n, m)) {
                    (true, _) => Position::Initial,
                    (false, true) => Position::Final,
                    (false, false) => Position::Medial,
                };
                let chunks = (chunk(a, i, x), chunk(b, j, y));
                let (Some(one), Some(other)) = chunks else { continue };
                let extra = match (x, y) {
                    (1, 0) => table.extra(a.letters, i - 1),
                    (0, 1) => table.extra(b.letters, j - 1),
                    _ => 1.0,
                };
                let log = (table.chance(position, one, other) * f64::from(extra)).ln();
                let so_far = if (x, y) == (i, j) {
                    0.0
                } else {
                    best.get(place(i - x, j - y)).map_or(f64::NEG_INFINITY, |found| found.0)
                };
                let step = Step { from: (i - x, i), to: (j - y, j), chunks: (one, other), log };
                if let Some(slot) = best.get_mut(place(i, j)).filter(|s| s.0 < so_far + log) {
                    *slot = (so_far + log, step);
                }
            }
        }
    }
    let mut steps = Vec::new();
    let (mut i, mut j) = (n, m);
    while let Some(&(_, step)) = best.get(place(i, j)).filter(|found| found.0.is_finite()) {
        (i, j) = (step.from.0, step.to.0);
        steps.push(step);
        if i + j == 0 {
            break;
        }
    }
    steps.reverse();
    steps
}

/// The chunk of `size` letters that end at place `end`, if the table has one.
fn chunk(word: Reading<'_>, end: usize, size: usize) -> Option<Chunk> {
    match size {
        0 => Some(0),
        1 => word.letters.get(end.checked_sub(1)?).map(|&code| Chunk::from(code)),
        _ => word.pairs.get(end.checked_sub(1)?).copied().filter(|&pair| pair != 0),
    }
}
