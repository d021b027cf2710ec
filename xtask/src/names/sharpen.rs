//! Costs sharpened to tell names apart.
//!
//! The table of chunk pairs says how often two chunks write one sound. Which differences tell two
//! names apart is another question, and pairs of words of which it is known whether they are one name
//! answer it: every chunk pair gets a factor, and so does every letter that one word has more, by what
//! stands around it, such that the log odds fit the answers. Factors stay near one unless many pairs
//! want them elsewhere.

use super::fold::{self, CODES};
use super::logistic;
use super::mine::Pair;
use super::score::{self, Reading};
use super::table::{AROUND, Chunk, Position, SCALE, Table, surrounded};
use super::word::Word;

/// How strongly the log of a factor is held at 0.
const RIDGE: f64 = 0.4;

const ROUNDS: usize = 60;

/// The largest step of a log factor in a round.
const STEP: f64 = 0.04;

/// What an article that one word lacks costs. Pairs can not tell: names that differ by it alone are
/// seldom listed apart, and in texts often are.
pub(super) const ARTICLE: f64 = -1.0;

/// Two readings of words, ready for summing.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    letters: [Vec<u8>; 2],
    pairs: [Vec<Chunk>; 2],
    /// Marginals, letters, length, native: what does not depend on factors.
    rest: [f64; 4],
    /// Whether an article was dropped.
    pub(super) is_article_dropped: bool,
    /// Whether both fold to the same letters, so that nothing needs to be asked.
    pub(super) is_equal: bool,
    pub(super) is_same: bool,
    weight: f64,
}

/// Logs of factors.
#[derive(Debug, Clone)]
pub(super) struct Factors {
    /// One for each entry of the pair table, in order.
    pub(super) entries: Vec<f64>,
    /// One for each letter and what stands around it.
    pub(super) extra: Vec<f64>,
}

/// The pair table while factors are looked for.
#[derive(Debug)]
pub(super) struct Sharpener {
    n_chunks: usize,
    /// For position and two chunks, the scaled chance.
    chances: Vec<f64>,
    /// For the same, the number of the entry, or one too many.
    entry: Vec<usize>,
    n_entries: usize,
}

/// One step of an alignment: places in the sums before and behind, its factors, its value.
struct Step {
    from: usize,
    to: usize,
    entry: usize,
    extra: Option<usize>,
    value: f64,
}

impl Sample {
    /// Reads two words, written or as codes.
    pub(super) fn new(table: &Table, words: [&str; 2], is_same: bool, weight: f64) -> Sample {
        let [a, b] = words.map(|word| Word::with(table, word));
        let (features, one, other) = score::compare(table, &a, &b);
        let rest = [features.marginals, features.letters, features.length];
        let [marginals, letters, length] = rest.map(f64::from);
        Sample {
            letters: [one, other].map(|word: Reading<'_>| word.letters.to_vec()),
            pairs: [one, other].map(|word: Reading<'_>| word.pairs.to_vec()),
            rest: [marginals, letters, length, f64::from(u8::from(features.is_native))],
            is_article_dropped: features.is_article_dropped,
            is_equal: a.is_same(&b),
            is_same,
            weight,
        }
    }

    /// Whether it is one name, and how much that counts.
    fn answer(&self) -> (f64, f64) {
        (f64::from(u8::from(self.is_same)), self.weight)
    }

    /// Samples of mined pairs.
    pub(super) fn of(table: &Table, pairs: &[Pair]) -> Vec<Sample> {
        let sample = |pair: &Pair| {
            let words = [&pair.words[0], &pair.words[1]].map(|word| super::corpus::written(word));
            Sample::new(table, [&words[0], &words[1]], pair.is_same, pair.weight)
        };
        pairs.iter().map(sample).collect()
    }
}

impl Sharpener {
    /// For a table whose entries are `entries`: position and two chunks as they are written.
    pub(super) fn new(table: &Table, entries: &[(usize, [String; 2])]) -> Sharpener {
        let positions = [Position::Initial, Position::Medial, Position::Final];
        let n = table.rows(Position::Initial).1;
        let chances: Vec<f64> =
            positions.iter().flat_map(|&at| table.rows(at).0).copied().map(f64::from).collect();
        let mut entry = vec![entries.len(); chances.len()];
        for (k, (position, chunks)) in entries.iter().enumerate() {
            let [a, b] = [&chunks[0], &chunks[1]].map(|written| chunk(table, written));
            entry[(position * n + a) * n + b] = k;
            entry[(position * n + b) * n + a] = k;
        }
        Sharpener { n_chunks: n, chances, entry, n_entries: entries.len() }
    }

    /// Factors that change nothing.
    fn flat(&self) -> Factors {
        Factors { entries: vec![0.0; self.n_entries], extra: vec![0.0; CODES * AROUND] }
    }

    /// Looks for factors.
    pub(super) fn learn(&self, samples: &[Sample]) -> Factors {
        let mut factors = self.flat();
        let n = self.n_entries + factors.extra.len();
        let (mut mean, mut square) = (vec![0.0; n], vec![0.0; n]);
        let mut weights = Vec::new();
        let asked: Vec<&Sample> = samples.iter().filter(|sample| !sample.is_equal).collect();
        for round in 0..ROUNDS {
            let now = self.apply(&factors);
            if round % 10 == 0 {
                let x: Vec<Vec<f64>> =
                    asked.iter().map(|sample| self.numbers(&now, sample, |_, _| {})).collect();
                let y: Vec<_> = asked.iter().map(|sample| sample.answer()).collect();
                weights = logistic::fit(&x, &y);
            }
            let mut slope = vec![0.0; n];
            let mut used: Vec<(usize, f64)> = Vec::new();
            for sample in &asked {
                used.clear();
                let x = self.numbers(&now, sample, |k, times| used.push((k, times)));
                let chance = logistic::chance(logistic::logit(&weights, &x));
                let error = f64::from(u8::from(sample.is_same)) - chance;
                for &(k, times) in &used {
                    slope[k] += error * sample.weight * weights[0] * times;
                }
            }
            // steps as long as the slope is steady (Adam)
            let age = round as f64 + 1.0;
            for (k, slope) in slope.iter().enumerate() {
                let value = match k.checked_sub(self.n_entries) {
                    None => &mut factors.entries[k],
                    Some(k) => &mut factors.extra[k],
                };
                let slope = slope - RIDGE * *value;
                mean[k] = 0.9 * mean[k] + 0.1 * slope;
                square[k] = 0.99 * square[k] + 0.01 * slope * slope;
                let unbiased = mean[k] / (1.0 - 0.9_f64.powf(age));
                let spread = (square[k] / (1.0 - 0.99_f64.powf(age))).sqrt();
                *value += STEP * unbiased / (spread + 1e-3);
            }
        }
        factors
    }

    /// The numbers that are weighed, with factors in force.
    pub(super) fn features(&self, factors: &Factors, samples: &[Sample]) -> Vec<Vec<f64>> {
        let now = self.apply(factors);
        samples.iter().map(|sample| self.numbers(&now, sample, |_, _| {})).collect()
    }

    /// Chances and factors of letters, with factors in force.
    fn apply(&self, factors: &Factors) -> (Vec<f64>, Vec<f64>) {
        let factor = |&entry: &usize| factors.entries.get(entry).map_or(1.0, |log| log.exp());
        let chances = self.chances.iter().zip(&self.entry).map(|(c, e)| c * factor(e)).collect();
        (chances, factors.extra.iter().map(|log| log.exp()).collect())
    }

    /// The numbers of one sample; `used` hears which factors were used how often.
    fn numbers(
        &self,
        (chances, extra): &(Vec<f64>, Vec<f64>),
        sample: &Sample,
        mut used: impl FnMut(usize, f64),
    ) -> Vec<f64> {
        let [a, b] = &sample.letters;
        let (n, m) = (a.len(), b.len());
        let width = m + 1;
        let mut before = vec![0.0; (n + 1) * width];
        before[0] = 1.0;
        let mut steps = Vec::with_capacity(6 * before.len());
        for (i, j) in (0..=n).flat_map(|i| (0..=m).map(move |j| (i, j))).skip(1) {
            for (x, y) in (0..=i.min(2)).flat_map(|x| (0..=j.min(2)).map(move |y| (x, y))).skip(1) {
                let chunks = (self.chunk(sample, 0, i, x), self.chunk(sample, 1, j, y));
                let (Some(one), Some(other)) = chunks else { continue };
                let position = match ((x, y) == (i, j), (i, j) == (n, m)) {
                    (true, _) => 0,
                    (false, true) => 2,
                    (false, false) => 1,
                };
                let at = (position * self.n_chunks + one) * self.n_chunks + other;
                let around = match (x, y) {
                    (1, 0) => Some(surrounded(a, i - 1)),
                    (0, 1) => Some(surrounded(b, j - 1)),
                    _ => None,
                };
                let value = chances[at] * around.map_or(1.0, |around| extra[around]);
                let (from, to) = ((i - x) * width + j - y, i * width + j);
                before[to] += before[from] * value;
                steps.push(Step { from, to, entry: self.entry[at], extra: around, value });
            }
        }
        let last = before.len() - 1;
        let whole = before[last];
        let mut after = vec![0.0; before.len()];
        after[last] = 1.0;
        for step in steps.iter().rev() {
            let rest = step.value * after[step.to];
            after[step.from] += rest;
            let times = before[step.from] * rest / whole;
            if times > 1e-4 {
                if step.entry < self.n_entries {
                    used(step.entry, times);
                }
                if let Some(around) = step.extra {
                    used(self.n_entries + around, times);
                }
            }
        }
        let joint = whole.max(1e-250).ln() - SCALE * (n + m) as f64;
        std::iter::once(joint).chain(sample.rest).collect()
    }

    /// The chunk of `size` letters of a word that end at place `end`.
    fn chunk(&self, sample: &Sample, word: usize, end: usize, size: usize) -> Option<usize> {
        match size {
            0 => Some(0),
            1 => Some(usize::from(sample.letters[word][end - 1])),
            _ => Some(usize::from(sample.pairs[word][end - 1])).filter(|&chunk| chunk != 0),
        }
    }
}

/// The number of a written chunk.
fn chunk(table: &Table, written: &str) -> usize {
    let codes: Vec<u8> = written.chars().filter_map(fold::code).collect();
    match *codes.as_slice() {
        [first, second] => usize::from(table.pair(first, second)),
        [code] => usize::from(code),
        _ => 0,
    }
}
