//! Latin words against Arabic words, and against each other, by what each grapheme gives in Arabic.

mod spellings;

use std::sync::LazyLock;

use super::fold::{self, CODES};
use super::graphemes;
use super::score::MOST;
use super::table::Chunk;

/// Position, grapheme and chunks with their chances; written by `cargo xtask names`.
const SOURCE: &str = include_str!("latin.tsv");

/// The table, read once.
pub(super) static LATIN: LazyLock<Latin> = LazyLock::new(|| Latin::read(SOURCE));

/// Positions in the table, in order.
const POSITIONS: [&str; 3] = ["initial", "medial", "final"];

/// The share of any letter in what a grapheme gives, so that nothing is impossible.
const UNSEEN: f32 = 0.001;

/// The log of a chance that vanishes.
const LEAST: f32 = -150.0;

/// What each grapheme gives.
#[derive(Debug)]
pub(super) struct Latin {
    /// For two letters, the number of their chunk, or 0.
    pairs: Vec<Chunk>,
    /// For position, grapheme and chunk, the chance.
    chances: Vec<f32>,
    /// For position and two graphemes, how alike what they give is: 0 to 1.
    alike: Vec<f32>,
    n_chunks: usize,
    n_graphemes: usize,
    /// The chance that a word begins with an article which the Latin word lacks.
    article: f32,
}

impl Latin {
    /// Reads a table as `cargo xtask names` writes it.
    pub(super) fn read(source: &str) -> Latin {
        let n_graphemes = graphemes::all().count();
        let (mut pairs, mut n_chunks) = (vec![0; CODES * CODES], CODES);
        let mut article = 0.0;
        let mut entries = Vec::new();
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(kind), Some(grapheme)) = (fields.next(), fields.next()) else { continue };
            let number = |text: Option<&str>| text.and_then(|text| text.parse::<f32>().ok());
            let Some(position) = POSITIONS.iter().position(|known| *known == kind) else {
                article = number(fields.next()).unwrap_or(0.0) / 1000.0;
                continue;
            };
            let Some(grapheme) = graphemes::number(grapheme) else { continue };
            fields.next();
            while let (Some(chunk), Some(chance)) = (fields.next(), number(fields.next())) {
                let chunk = super::table::number_of(chunk, &mut pairs, &mut n_chunks);
                entries.push((
                    position,
                    usize::from(grapheme),
                    usize::from(chunk),
                    chance / 1000.0,
                ));
            }
        }
        let mut chances = vec![0.0; POSITIONS.len() * n_graphemes * n_chunks];
        for &(position, grapheme, chunk, chance) in &entries {
            let at = (position * n_graphemes + grapheme) * n_chunks + chunk;
            if let Some(slot) = chances.get_mut(at) {
                *slot += chance;
            }
        }
        let mut latin = Latin { pairs, chances, alike: Vec::new(), n_chunks, n_graphemes, article };
        latin.fill_unseen();
        latin.alike = latin.compare_all();
        latin
    }

    /// Gives each grapheme at each position something: what it gives elsewhere, or any letter.
    fn fill_unseen(&mut self) {
        let any = UNSEEN / CODES as f32;
        let share = self.n_graphemes * self.n_chunks;
        let (initial, rest) = self.chances.split_at_mut(share);
        let (medial, last) = rest.split_at_mut(share);
        for k in 0..self.n_graphemes {
            let range = k * self.n_chunks..(k + 1) * self.n_chunks;
            let rows = [&mut *initial, &mut *medial, &mut *last]
                .map(|rows| rows.get_mut(range.clone()).unwrap_or_default());
            let sums = [0, 1, 2].map(|at| rows.get(at).map_or(0.0, |row| row.iter().sum::<f32>()));
            let known = [1, 0, 2].into_iter().find(|&at| sums.get(at).is_some_and(|&s| s > 0.0));
            let known: Vec<f32> = known
                .and_then(|at| rows.get(at).map(|row| row.to_vec()))
                .unwrap_or_else(|| vec![0.0; self.n_chunks]);
            for (row, sum) in rows.into_iter().zip(sums) {
                if sum == 0.0 {
                    row.copy_from_slice(&known);
                }
                let whole = row.iter().sum::<f32>().max(1e-9);
                for (chunk, slot) in row.iter_mut().enumerate() {
                    *slot /= whole;
                    *slot += if chunk < CODES { any } else { 0.0 };
                }
            }
        }
    }

    /// The chunk of two letters, or 0 when no entry has it.
    pub(super) fn pair(&self, first: u8, second: u8) -> Chunk {
        let at = usize::from(first) * CODES + usize::from(second);
        self.pairs.get(at).copied().unwrap_or(0)
    }

    /// The chance that grapheme `k` of a word gives these letters, none to two.
    pub(super) fn chance(&self, graphemes: &[u8], k: usize, letters: &[u8]) -> f32 {
        let chunk = match *letters {
            [] => 0,
            [one] => Chunk::from(one),
            [first, second, ..] => self.pair(first, second),
        };
        let grapheme = graphemes.get(k).copied().unwrap_or(0);
        let row = self.row(place(k, graphemes.len()), grapheme);
        row.get(usize::from(chunk)).copied().unwrap_or(0.0)
    }

    /// What a grapheme gives at a position.
    fn row(&self, position: usize, grapheme: u8) -> &[f32] {
        let at = (position * self.n_graphemes + usize::from(grapheme)) * self.n_chunks;
        self.chances.get(at..at + self.n_chunks).unwrap_or_default()
    }

    /// How alike two graphemes are by what they give.
    fn compare_all(&self) -> Vec<f32> {
        let mut alike = Vec::with_capacity(POSITIONS.len() * self.n_graphemes.pow(2));
        let numbers = || (0..self.n_graphemes).filter_map(|k| u8::try_from(k).ok());
        for position in 0..POSITIONS.len() {
            for a in numbers() {
                for b in numbers() {
                    let rows = self.row(position, a).iter().zip(self.row(position, b));
                    alike.push(rows.map(|(a, b)| (a * b).sqrt()).sum());
                }
            }
        }
        alike
    }

    /// The log chance that the graphemes of a Latin word give the letters of an Arabic one.
    pub(super) fn conditional(&self, graphemes: &[u8], letters: &[u8]) -> f32 {
        let m = letters.len();
        let mut sums = [0.0_f64; MOST + 1];
        sums[0] = f64::from(1.0 - self.article);
        let is_article = fold::letter_of(letters.first().copied().unwrap_or(0)) == Some('ا')
            && fold::letter_of(letters.get(1).copied().unwrap_or(0)) == Some('ل');
        if is_article {
            sums[2] = f64::from(self.article);
        }
        for (k, &grapheme) in graphemes.iter().enumerate() {
            let row = self.row(place(k, graphemes.len()), grapheme);
            let chance =
                |chunk: Chunk| f64::from(row.get(usize::from(chunk)).copied().unwrap_or(0.0));
            let mut next = [0.0_f64; MOST + 1];
            for j in 0..=m {
                let so_far = |size: usize| {
                    j.checked_sub(size).and_then(|at| sums.get(at)).copied().unwrap_or(0.0)
                };
                let letter = |back: usize| {
                    j.checked_sub(back).and_then(|at| letters.get(at)).copied().unwrap_or(0)
                };
                let mut sum = so_far(0) * chance(0);
                if j > 0 {
                    sum += so_far(1) * chance(Chunk::from(letter(1)));
                }
                if j > 1 {
                    let pair = usize::from(letter(2)) * CODES + usize::from(letter(1));
                    match self.pairs.get(pair) {
                        Some(&pair) if pair != 0 => sum += so_far(2) * chance(pair),
                        _ => {}
                    }
                }
                if let Some(slot) = next.get_mut(j) {
                    *slot = sum;
                }
            }
            sums = next;
        }
        log(sums.get(m).copied().unwrap_or(0.0))
    }

    /// How alike two Latin words sound to Arabic ears: the log of the best way to set graphemes beside
    /// each other; 0 where nothing differs.
    pub(super) fn alike(&self, a: &[u8], b: &[u8]) -> f32 {
        let dropped = |word: &[u8], at: usize| {
            let grapheme = word.get(at).copied().unwrap_or(0);
            let nothing = self.row(place(at, word.len()), grapheme).first();
            nothing.map_or(LEAST, |chance| chance.ln())
        };
        let mut above = [LEAST * 2.0; MOST + 1];
        above[0] = 0.0;
        for j in 1..=b.len().min(MOST) {
            above[j] = above[j - 1] + dropped(b, j - 1);
        }
        for i in 1..=a.len() {
            let mut row = [LEAST * 2.0; MOST + 1];
            for j in 0..=b.len().min(MOST) {
                let mut best = above[j] + dropped(a, i - 1);
                if j > 0 {
                    best = best.max(row[j - 1] + dropped(b, j - 1));
                    let [x, y] = [a.get(i - 1), b.get(j - 1)].map(|g| g.copied().unwrap_or(0));
                    let position = place(i - 1, a.len()).min(place(j - 1, b.len()));
                    let at = (position * self.n_graphemes + usize::from(x)) * self.n_graphemes;
                    let alike = self.alike.get(at + usize::from(y)).map_or(LEAST, |s| s.ln());
                    best = best.max(above[j - 1] + alike);
                }
                row[j] = best;
            }
            above = row;
        }
        above.get(b.len()).copied().unwrap_or(LEAST).max(LEAST)
    }
}

/// The log odds that two Latin words are one name.
pub(super) fn logit_latin(latin: &Latin, a: &[u8], b: &[u8]) -> f32 {
    3.0 + 1.5 * latin.alike(a, b)
}

/// The position of grapheme `k` of `n`; one that is first and last is first.
fn place(k: usize, n: usize) -> usize {
    if k == 0 {
        0
    } else if k + 1 == n {
        2
    } else {
        1
    }
}

fn log(value: f64) -> f32 {
    narrow(value.ln()).max(LEAST)
}

#[expect(clippy::cast_possible_truncation, reason = "a log needs no more digits")]
fn narrow(value: f64) -> f32 {
    value as f32
}
