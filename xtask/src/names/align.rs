//! Alignment of Latin graphemes with Arabic letters by expectation and maximisation.
//!
//! Each grapheme gives a chunk of no, one or two Arabic letters, with a chance that depends on the
//! grapheme and on whether it stands first, last or between; a start sign in front of the word gives
//! nothing or the article. The chances are found by aligning all names in all ways, each way counted
//! by how likely it is, and counting again.

use super::corpus::{self, Example};
use super::fold::{self, CODES};
use super::graphemes;

/// Where a grapheme stands.
pub(super) const POSITIONS: [&str; 3] = ["initial", "medial", "final"];

/// Chunks: none, one letter, or two.
pub(super) const CHUNKS: usize = CODES + CODES * CODES;

/// How often the chances are counted anew.
const ROUNDS: usize = 15;

/// How many sightings what a grapheme gives anywhere counts for at one position.
const BACK_OFF: f64 = 5.0;

/// The least log chance, for each letter of both words, of a word that is written as another.
const LEAST_LIKELY: f64 = -1.2;

/// What has been counted.
#[derive(Debug)]
pub(super) struct Alignment {
    /// For position, grapheme and chunk, how often it stands.
    counts: Vec<f64>,
    /// How often the start sign gives the article.
    pub(super) article: f64,
}

/// The chunk of the letters `codes`, of which there are two at most.
pub(super) fn chunk(codes: &[u8]) -> usize {
    match *codes {
        [] => 0,
        [a] => usize::from(a),
        [a, b, ..] => CODES + CODES * usize::from(a) + usize::from(b),
    }
}

/// The letters of a chunk.
pub(super) fn letters(chunk: usize) -> String {
    let codes = match chunk.checked_sub(CODES) {
        None => [0, chunk],
        Some(pair) => [pair / CODES, pair % CODES],
    };
    codes.iter().filter_map(|&code| fold::letter_of(u8::try_from(code).ok()?)).collect()
}

/// The position of grapheme `k` of `n`; one that is first and last is first.
pub(super) fn position(k: usize, n: usize) -> usize {
    if k == 0 {
        0
    } else if k + 1 == n {
        2
    } else {
        1
    }
}

impl Alignment {
    /// Aligns all examples.
    pub(super) fn learn(examples: &[Example]) -> Alignment {
        let n = graphemes::all().count();
        let mut chances = vec![1e-3; POSITIONS.len() * n * CHUNKS];
        let mut article = 0.04;
        let mut found = Alignment { counts: Vec::new(), article };
        for round in 0..ROUNDS {
            // without this, chunks of two letters swallow everything
            let sizes = match round {
                0..=3 => [0.3, 1.0, 0.02],
                4..=8 => [1.0, 1.0, 0.3],
                _ => [1.0; 3],
            };
            let mut counts = vec![0.0; chances.len()];
            let mut articles = 0.0;
            for example in examples {
                articles += count(example, &chances, article, sizes, &mut counts).unwrap_or(0.0);
            }
            article = articles / examples.len() as f64;
            found = Alignment { counts, article };
            chances = found.chances();
        }
        found
    }

    /// A judge of pairs of words: whether the Latin one may be written as the Arabic one, by the letters.
    pub(super) fn judge(&self) -> impl Fn(&str, &str) -> bool {
        let (chances, article) = (self.chances(), self.article);
        move |arabic, latin| {
            let Some(example) = corpus::example(arabic, latin) else { return false };
            let whole = ways(&example, &chances, article, [1.0; 3])
                .and_then(|ways| ways.last()?.last().copied())
                .unwrap_or(0.0);
            let size = example.arabic.len() + example.graphemes.len();
            whole.ln() >= LEAST_LIKELY * size as f64
        }
    }

    /// How often a grapheme at a position gives each chunk.
    pub(super) fn counts(&self, position: usize, grapheme: usize) -> &[f64] {
        let n = self.counts.len() / POSITIONS.len() / CHUNKS;
        &self.counts[(position * n + grapheme) * CHUNKS..][..CHUNKS]
    }

    /// The chance of each chunk after position and grapheme.
    fn chances(&self) -> Vec<f64> {
        let n = self.counts.len() / POSITIONS.len() / CHUNKS;
        let mut chances = vec![0.0; self.counts.len()];
        for grapheme in 0..n {
            let rows = [0, 1, 2].map(|position| self.counts(position, grapheme));
            let all: Vec<f64> = (0..CHUNKS).map(|k| rows.iter().map(|row| row[k]).sum()).collect();
            let sum: f64 = all.iter().sum::<f64>() + 0.02;
            for (position, row) in rows.into_iter().enumerate() {
                let n_row: f64 = row.iter().sum();
                let to = &mut chances[(position * n + grapheme) * CHUNKS..][..CHUNKS];
                for ((to, &seen), &anywhere) in to.iter_mut().zip(row).zip(&all) {
                    let anywhere = (anywhere + 0.02 / CHUNKS as f64) / sum;
                    *to = (seen + BACK_OFF * anywhere) / (n_row + BACK_OFF);
                }
            }
        }
        chances
    }
}

/// Adds the ways to align one example to `counts`; gives the chance that it has an article, or none
/// when there is no way.
fn count(
    example: &Example,
    chances: &[f64],
    article: f64,
    sizes: [f64; 3],
    counts: &mut [f64],
) -> Option<f64> {
    let (latin, arabic) = (&example.graphemes, &example.arabic);
    let (n, m) = (latin.len(), arabic.len());
    let n_all = chances.len() / POSITIONS.len() / CHUNKS;
    let row = |i: usize| (position(i, n) * n_all + usize::from(latin[i])) * CHUNKS;
    let before = ways(example, chances, article, sizes)?;
    let mut after = vec![vec![0.0; m + 1]; n + 1];
    let has_article = before[0].get(2).is_some_and(|&chance| chance > 0.0);
    after[n][m] = 1.0;
    let total = before[n][m];
    if total < 1e-280 {
        return None;
    }
    for i in (0..n).rev() {
        for j in 0..=m {
            for size in 0..=(m - j).min(2) {
                let at = row(i) + chunk(&arabic[j..j + size]);
                let rest = chances[at] * sizes[size] * after[i + 1][j + size];
                after[i][j] += rest;
                counts[at] += before[i][j] * rest / total;
            }
        }
    }
    Some(if has_article { article * after[0][2] / total } else { 0.0 })
}

/// For the first graphemes and letters of an example, how likely the ones give the others, all ways
/// summed.
fn ways(
    example: &Example,
    chances: &[f64],
    article: f64,
    sizes: [f64; 3],
) -> Option<Vec<Vec<f64>>> {
    let (latin, arabic) = (&example.graphemes, &example.arabic);
    let (n, m) = (latin.len(), arabic.len());
    let n_all = chances.len() / POSITIONS.len() / CHUNKS;
    let mut before = vec![vec![0.0; m + 1]; n + 1];
    before[0][0] = 1.0 - article;
    if arabic.starts_with(&[fold::code('ا')?, fold::code('ل')?]) {
        before[0][2] = article;
    }
    for i in 0..n {
        let row = (position(i, n) * n_all + usize::from(latin[i])) * CHUNKS;
        for j in 0..=m {
            let so_far = before[i][j];
            for size in 0..=(m - j).min(2) {
                let step = chances[row + chunk(&arabic[j..j + size])] * sizes[size];
                before[i + 1][j + size] += so_far * step;
            }
        }
    }
    Some(before)
}
