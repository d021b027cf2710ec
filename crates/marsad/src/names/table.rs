//! The learned table of chunk pairs, read once into arrays.
//!
//! A chunk is none, one or two Arabic letters. For two chunks and a position the table has the chance
//! that both write one Latin sound there, and by which factor that chance is sharpened to tell names
//! apart. What was never seen has a small chance by how frequent the letters are, so that any two
//! words have a score. A letter that one word has more costs by what stands around it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::fold::{self, CODES};
use super::score::Weights;

/// Positions with two chunks, a chance and a factor; letters; weights. Written by `cargo xtask names`.
const SOURCE: &str = include_str!("pairs.tsv");

/// The table, read once.
pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(SOURCE));

/// The same without what sharpens it: how names are written, and not what tells them apart.
pub(super) static WRITTEN: LazyLock<Table> = LazyLock::new(|| {
    let is_chance = |line: &&str| POSITIONS.iter().any(|(name, _)| line.starts_with(name));
    let plain = |line: &str| Some(format!("{}\t0\n", line.rsplit_once('\t')?.0));
    let chances: String = SOURCE.lines().filter(is_chance).filter_map(plain).collect();
    let letters = SOURCE.lines().filter(|line| line.starts_with("letter"));
    Table::read(&letters.fold(chances, |table, line| table + line + "\n"))
});

/// Where two chunks stand: at the start of both words, inside, or at the end of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    /// Nothing of either word stands before.
    Initial,
    /// Anything else.
    Medial,
    /// Nothing of either word stands behind.
    Final,
}

/// All positions with their names in the table, in order.
const POSITIONS: [(&str, Position); 3] =
    [("initial", Position::Initial), ("medial", Position::Medial), ("final", Position::Final)];

/// The weight of what was never seen.
const UNSEEN: f64 = 6e-4;

/// The least chance of a letter.
const RARE: f64 = 1e-5;

/// Each letter of either word makes chances larger by this factor, so that products of many stay
/// inside the range of `f32`.
pub(super) const SCALE: f64 = 2.0;

/// A number for each chunk: 0 for none, codes of letters, then pairs of letters that the table has.
pub(super) type Chunk = u16;

/// Chances of chunk pairs, and how frequent letters are.
#[derive(Debug)]
pub(super) struct Table {
    /// For position and two chunks, the chance, scaled.
    chances: Vec<f32>,
    /// For two letters, the number of their chunk, or 0.
    pairs: Vec<Chunk>,
    /// How many chunks there are.
    n_chunks: usize,
    /// For position and chunk, the sum over all other chunks.
    marginals: Vec<f64>,
    /// For a letter that one word has more and what stands around it, a factor.
    extra: Vec<f32>,
    /// What weighs how much.
    pub(super) weights: Weights,
    /// For each letter, and 0 for the end of a word, the log chance among letters of names.
    letters: [f64; CODES],
}

impl Table {
    /// Reads a table as `cargo xtask names` writes it.
    pub(super) fn read(source: &str) -> Table {
        let mut letters = [0.0; CODES];
        let mut pairs = vec![0; CODES * CODES];
        let mut n_chunks = CODES;
        let mut entries = Vec::new();
        let mut extra = vec![1.0; CODES * AROUND];
        let mut weights = Weights::default();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            let number = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok());
            match (fields.as_slice(), number(2), number(3), number(4)) {
                (["letter", letter, _], Some(chance), ..) => {
                    let code = letter.chars().next().and_then(fold::code).unwrap_or(0);
                    if let Some(slot) = letters.get_mut(usize::from(code)) {
                        *slot = chance / 1000.0;
                    }
                }
                (["weight", name, _], Some(weight), ..) => {
                    weights.set(name, narrow(weight / 1000.0))
                }
                (["extra", letter, left, right, _], .., Some(factor)) => {
                    let code = letter.chars().next().and_then(fold::code).unwrap_or(0);
                    if let Some(slot) = extra.get_mut(around(code, class(left), class(right))) {
                        *slot = narrow((factor / 1000.0).exp());
                    }
                }
                ([place, first, second, _, _], _, Some(chance), Some(factor)) => {
                    let Some(place) = position(place) else { continue };
                    let [a, b] =
                        [first, second].map(|chunk| number_of(chunk, &mut pairs, &mut n_chunks));
                    entries.push((place, a, b, chance / 1e6, (factor / 1000.0).exp()));
                }
                _ => {}
            }
        }
        let mut chances = vec![0.0; POSITIONS.len() * n_chunks * n_chunks];
        let place = |position: Position, a: Chunk, b: Chunk| {
            (position as usize * n_chunks + usize::from(a)) * n_chunks + usize::from(b)
        };
        for &(position, a, b, chance, _) in &entries {
            for at in [place(position, a, b), place(position, b, a)] {
                if let Some(slot) = chances.get_mut(at) {
                    *slot = chance;
                }
            }
        }
        for rows in chances.chunks_mut(n_chunks * n_chunks) {
            add_unseen(rows, n_chunks);
        }
        let marginals = chances.chunks(n_chunks).map(|row| row.iter().sum()).collect();
        for &(position, a, b, _, factor) in &entries {
            for at in BTreeSet::from([place(position, a, b), place(position, b, a)]) {
                if let Some(slot) = chances.get_mut(at) {
                    *slot *= factor;
                }
            }
        }
        let sizes: Vec<i32> = (0..n_chunks).map(size).collect();
        let scaled = |(at, &chance): (usize, &f64)| {
            let [a, b] = [at / n_chunks % n_chunks, at % n_chunks];
            let n = sizes.get(a).zip(sizes.get(b)).map_or(0, |(a, b)| a + b);
            narrow(chance * (SCALE * f64::from(n)).exp())
        };
        let chances = chances.iter().enumerate().map(scaled).collect();
        Table { chances, pairs, n_chunks, marginals, extra, weights, letters }
    }

    /// The chunk of two letters, or 0 when no entry has it.
    pub(super) fn pair(&self, first: u8, second: u8) -> Chunk {
        let at = usize::from(first) * CODES + usize::from(second);
        self.pairs.get(at).copied().unwrap_or(0)
    }

    /// The scaled chances of one position, row by row, and the length of a row.
    #[inline]
    pub(super) fn rows(&self, position: Position) -> (&[f32], usize) {
        let size = self.n_chunks * self.n_chunks;
        let start = position as usize * size;
        (self.chances.get(start..start + size).unwrap_or_default(), self.n_chunks)
    }

    /// The chance of two chunks, not scaled.
    pub(super) fn chance(&self, position: Position, a: Chunk, b: Chunk) -> f64 {
        let (rows, n) = self.rows(position);
        let scaled = rows.get(usize::from(a) * n + usize::from(b)).copied().unwrap_or(0.0);
        let letters = size(usize::from(a)) + size(usize::from(b));
        f64::from(scaled) * (-SCALE * f64::from(letters)).exp()
    }

    /// The chance of a chunk with any other.
    pub(super) fn marginal(&self, position: Position, chunk: Chunk) -> f64 {
        let at = position as usize * self.n_chunks + usize::from(chunk);
        self.marginals.get(at).copied().unwrap_or(0.0)
    }

    /// The factor for letter `at` of a word when the other word has nothing for it.
    #[inline]
    pub(super) fn extra(&self, letters: &[u8], at: usize) -> f32 {
        self.extra.get(surrounded(letters, at)).copied().unwrap_or(1.0)
    }

    /// The log chance of a letter in a name; of 0, of a name's end.
    pub(super) fn letter(&self, code: u8) -> f64 {
        self.letters.get(usize::from(code)).copied().unwrap_or(0.0)
    }
}

/// What stands beside a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Nothing: the word begins or ends.
    Edge,
    /// ا, و or ي.
    Vowel,
    /// Any other letter.
    Consonant,
}

/// All that may stand beside a letter, with their names in the table, in order.
pub(super) const SIDES: [(&str, Side); 3] =
    [("edge", Side::Edge), ("vowel", Side::Vowel), ("consonant", Side::Consonant)];

/// Ways in which a letter can be surrounded.
pub(super) const AROUND: usize = SIDES.len() * SIDES.len();

impl Side {
    #[inline]
    fn of(code: Option<u8>) -> Side {
        match code.and_then(fold::letter_of) {
            None => Side::Edge,
            Some('ا' | 'و' | 'ي') => Side::Vowel,
            Some(_) => Side::Consonant,
        }
    }
}

/// The number of letter `at` of a word and what stands around it.
#[inline]
pub(super) fn surrounded(letters: &[u8], at: usize) -> usize {
    let side = |at: Option<usize>| Side::of(at.and_then(|at| letters.get(at)).copied());
    let code = letters.get(at).copied().unwrap_or(0);
    around(code, side(at.checked_sub(1)), side(at.checked_add(1)))
}

/// The number of a letter and what stands around it.
fn around(code: u8, left: Side, right: Side) -> usize {
    usize::from(code) * AROUND + left as usize * SIDES.len() + right as usize
}

/// The side that a word of the table names.
fn class(name: &str) -> Side {
    SIDES.iter().find(|(known, _)| *known == name).map_or(Side::Edge, |&(_, side)| side)
}

/// The position that a word of the table names.
fn position(name: &str) -> Option<Position> {
    POSITIONS.iter().find(|(known, _)| *known == name).map(|&(_, position)| position)
}

/// Letters in a chunk.
fn size(chunk: usize) -> i32 {
    if chunk == 0 {
        0
    } else if chunk < CODES {
        1
    } else {
        2
    }
}

/// The number of a written chunk, a new one for two letters that had none.
pub(super) fn number_of(chunk: &str, pairs: &mut [Chunk], n_chunks: &mut usize) -> Chunk {
    let mut codes = chunk.chars().filter_map(fold::code);
    match (codes.next(), codes.next()) {
        (None, _) => 0,
        (Some(code), None) => Chunk::from(code),
        (Some(first), Some(second)) => {
            match pairs.get_mut(usize::from(first) * CODES + usize::from(second)) {
                Some(0) if *n_chunks > usize::from(Chunk::MAX) => 0,
                Some(slot) => {
                    if *slot == 0 {
                        *slot = Chunk::try_from(*n_chunks).unwrap_or(0);
                        *n_chunks += 1;
                    }
                    *slot
                }
                None => 0,
            }
        }
    }
}

/// Gives single letters, inserted, dropped or replaced, a small chance more.
fn add_unseen(rows: &mut [f64], n_chunks: usize) {
    let mut chances = [0.0; CODES];
    for (chance, row) in chances.iter_mut().zip(rows.chunks(n_chunks)) {
        *chance = row.iter().sum::<f64>().max(RARE);
    }
    let sum: f64 = chances.iter().skip(1).sum();
    chances[0] = 1.0;
    for (a, row) in rows.chunks_mut(n_chunks).enumerate().take(CODES) {
        for (b, slot) in row.iter_mut().enumerate().take(CODES) {
            let by_letters = chances.get(a).zip(chances.get(b)).map_or(0.0, |(a, b)| a * b);
            *slot += UNSEEN * by_letters / (sum * sum);
        }
    }
    if let Some(nothing) = rows.first_mut() {
        *nothing = 0.0;
    }
}

/// A chance as it is stored.
#[expect(clippy::cast_possible_truncation, reason = "a chance needs no more digits")]
fn narrow(value: f64) -> f32 {
    value as f32
}
