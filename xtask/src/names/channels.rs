//! Chances from one script to the other, by neighbours: what a Latin grapheme gives in Arabic letters,
//! and what an Arabic letter, as it is spelled, gives in Latin graphemes.
//!
//! Both ways are learned alike. Each symbol gives none, one or two symbols of the other script; the
//! names are aligned in all ways, each counted by how likely it is, and counted again. Once they are
//! aligned by symbols alone, what a symbol gives is counted by the symbols on both sides too. A
//! context stays in the table when its names are better told with it than without.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;

use super::corpus;
use super::spelled::{self, Symbol};
use super::tables;
use crate::licensed;

/// A way from one script to the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    ToArabic,
    ToLatin,
}

impl Way {
    pub(super) const ALL: [Way; 2] = [Way::ToArabic, Way::ToLatin];

    /// Where its table is.
    pub(super) fn path(self) -> &'static str {
        match self {
            Way::ToArabic => "crates/marsad/src/names/to_arabic.tsv",
            Way::ToLatin => "crates/marsad/src/names/to_latin.tsv",
        }
    }

    fn about(self) -> &'static str {
        match self {
            Way::ToArabic => {
                "What a Latin grapheme gives between its neighbours, in Arabic letters."
            }
            Way::ToLatin => {
                "What an Arabic letter gives between its neighbours, in Latin graphemes."
            }
        }
    }

    /// A symbol of the script it comes from, as it is written in the table.
    fn source(self, symbol: Symbol) -> String {
        match self {
            Way::ToArabic => spelled::grapheme_letters(symbol).to_owned(),
            Way::ToLatin => spelled::letter(symbol).map(String::from).unwrap_or_default(),
        }
    }

    /// A chunk of the script it goes to.
    fn target(self, chunk: Chunk) -> String {
        let symbols = chunk.into_iter().filter(|&symbol| symbol > 0);
        let text = match self {
            Way::ToArabic => symbols.filter_map(spelled::letter).collect(),
            Way::ToLatin => symbols.map(spelled::grapheme_letters).collect::<Vec<_>>().join("."),
        };
        if text.is_empty() { "-".to_owned() } else { text }
    }
}

/// How often the chances are counted anew: by letters alone, then with neighbours.
const ROUNDS: usize = 10;
const ROUNDS_IN_CONTEXT: usize = 3;

/// What a context must be worth, in nats over all names, to be in the table.
const WORTH: f64 = 6.0;

/// Chances left out of a row.
const LEAST: f64 = 0.004;

/// The chance that an Arabic word begins with an article that the Latin one lacks.
const ARTICLE: f64 = 0.025;

/// Neighbours that are no letter.
const START: u8 = 0;
const END: u8 = 254;
const ANY: u8 = 255;

/// A symbol with what is known of its neighbours, from loose to tight: the symbol anywhere, at the
/// start of the word, before the symbol that follows it, and between both.
type Contexts = [Option<[u8; 3]>; 4];

/// What a symbol gave, as weights of chunks.
type Counts = BTreeMap<Chunk, f64>;

/// Up to two symbols; 0 is none.
type Chunk = [Symbol; 2];

/// A name in both scripts; the source begins with the start of the word.
struct Example {
    source: Vec<Symbol>,
    target: Vec<Symbol>,
}

/// The table of one way from all names in the folder `data`, but those of which one spelling is in
/// `held`.
pub(super) fn table(way: Way, data: &Path, held: &BTreeSet<String>) -> Result<String> {
    let examples = read(way, data, held)?;
    let mut rows = Rows::default();
    for round in 0..ROUNDS + ROUNDS_IN_CONTEXT {
        let sizes = match round {
            0..=2 => [0.3, 1.0, 0.02],
            3..=7 => [1.0, 1.0, 0.3],
            _ => [1.0; 3],
        };
        let levels = if round < ROUNDS { 2 } else { 4 };
        let mut counts = BTreeMap::new();
        for example in &examples {
            count(example, way, &rows, round == 0, sizes, levels, &mut counts);
        }
        rows = Rows::new(&counts);
    }
    rows.shown(way, &backgrounds(&examples))
}

/// How frequent each symbol is among those of the distinct targets.
fn backgrounds(examples: &[Example]) -> Counts {
    let words: BTreeSet<&[Symbol]> = examples.iter().map(|example| &*example.target).collect();
    let n: usize = words.iter().map(|word| word.len()).sum();
    let mut shares = Counts::new();
    for &symbol in words.into_iter().flatten() {
        *shares.entry([symbol, 0]).or_default() += 1.0 / n as f64;
    }
    shares
}

fn read(way: Way, data: &Path, held: &BTreeSet<String>) -> Result<Vec<Example>> {
    let mut examples = BTreeSet::new();
    for (arabic, latin) in licensed::names(data)? {
        if held.contains(&arabic) || held.contains(&latin.to_lowercase()) {
            continue;
        }
        let (mut letters, mut graphemes) = (Vec::new(), Vec::new());
        if let (Some(_), Some(latin)) = (corpus::arabic(&arabic), corpus::latin(&latin)) {
            spelled::letters(&arabic, |symbol| letters.push(symbol));
            spelled::graphemes(latin.trim_matches('\''), |symbol| graphemes.push(symbol));
        }
        if letters.len() > 1 && graphemes.len() > 1 {
            examples.insert((letters, graphemes));
        }
    }
    let example = |(letters, graphemes): (Vec<Symbol>, Vec<Symbol>)| {
        let (mut source, target) = match way {
            Way::ToArabic => (graphemes, letters),
            Way::ToLatin => (letters, graphemes),
        };
        source.insert(0, START);
        Example { source, target }
    };
    Ok(examples.into_iter().map(example).collect())
}

fn contexts(source: &[Symbol], at: usize) -> Contexts {
    let symbol = source[at];
    let Some(left) = at.checked_sub(1).map(|left| source[left]) else {
        return [Some([ANY, symbol, ANY]), None, None, None];
    };
    let right = source.get(at + 1).copied().unwrap_or(END);
    let initial = (left == START).then_some([START, symbol, ANY]);
    [Some([ANY, symbol, ANY]), initial, Some([ANY, symbol, right]), Some([left, symbol, right])]
}

/// Chances by context, and how often each context was seen.
#[derive(Default)]
struct Rows(BTreeMap<[u8; 3], (f64, Counts)>);

impl Rows {
    /// Chances out of counts: each context leans on the looser one, the more so the less it has seen
    /// and the more different things it gave.
    fn new(counts: &BTreeMap<[u8; 3], Counts>) -> Rows {
        let mut rows = Rows::default();
        // looser contexts sort behind tighter ones in no way that helps: by number of neighbours
        let tightness = |key: &[u8; 3]| match key {
            [ANY, _, ANY] => 0,
            [START, _, ANY] => 1,
            [ANY, ..] => 2,
            _ => 3,
        };
        for level in 0..4 {
            for (key, seen) in counts.iter().filter(|(key, _)| tightness(key) == level) {
                let n: f64 = seen.values().sum();
                let lean = if level == 0 { 0.0 } else { 1.5 * (1.0 + seen.len() as f64) };
                let mut row: Counts = rows
                    .looser(key)
                    .map(|(_, below)| {
                        below.iter().map(|(&c, &p)| (c, p * lean / (n + lean))).collect()
                    })
                    .unwrap_or_default();
                for (&chunk, &x) in seen {
                    *row.entry(chunk).or_default() += x / (n + lean);
                }
                rows.0.insert(*key, (n, row));
            }
        }
        rows
    }

    /// The row that a context leans on.
    fn looser(&self, &[left, symbol, right]: &[u8; 3]) -> Option<&(f64, Counts)> {
        let anywhere = [ANY, symbol, ANY];
        let chain = match (left, right) {
            (ANY, ANY) => return None,
            (_, ANY) => [anywhere; 3],
            (ANY, _) => [anywhere; 3],
            (START, _) => [[ANY, symbol, right], [START, symbol, ANY], anywhere],
            _ => [[ANY, symbol, right], anywhere, anywhere],
        };
        chain.iter().find_map(|key| self.0.get(key))
    }

    /// The row for the tightest of `contexts` that is known.
    fn row(&self, contexts: &Contexts) -> Option<&Counts> {
        let known = contexts.iter().rev().flatten().find_map(|key| self.0.get(key));
        known.map(|(_, row)| row)
    }

    /// The table as text, without the contexts that are worth little.
    fn shown(mut self, way: Way, backgrounds: &Counts) -> Result<String> {
        let keys: Vec<[u8; 3]> = self.0.keys().copied().collect();
        for level in [3, 2] {
            for key in &keys {
                let is_level = match key {
                    [START, _, ANY] | [ANY, _, ANY] => false,
                    [ANY, ..] => level == 2,
                    _ => level == 3,
                };
                if is_level && self.worth(key) < WORTH {
                    self.0.remove(key);
                }
            }
        }
        let mut out = tables::head(
            way.about(),
            "what stands before (^ start, * any), what gives, what stands behind ($ end), then what is given (- is none), each with its chance in thousandths; first, how frequent what is given is",
        );
        out += "*\t*\t*";
        for (chunk, share) in backgrounds {
            write!(out, "\t{}\t{:.2}", way.target(*chunk), 1000.0 * share)?;
        }
        out.push('\n');
        for ([left, symbol, right], (_, row)) in &self.0 {
            let mut kept: Vec<(&Chunk, f64)> =
                row.iter().map(|(c, &p)| (c, p)).filter(|&(_, p)| p >= LEAST).collect();
            kept.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
            let neighbour = |symbol| match symbol {
                START => "^".to_owned(),
                END => "$".to_owned(),
                ANY => "*".to_owned(),
                symbol => way.source(symbol),
            };
            let [left, symbol, right] = [*left, *symbol, *right].map(neighbour);
            write!(out, "{left}\t{symbol}\t{right}")?;
            for (chunk, chance) in kept {
                write!(out, "\t{}\t{:.0}", way.target(*chunk), 1000.0 * chance)?;
            }
            out.push('\n');
        }
        Ok(out)
    }

    /// How much better a context tells its names than the looser one does, in nats.
    fn worth(&self, key: &[u8; 3]) -> f64 {
        let (Some((n, row)), Some((_, below))) = (self.0.get(key), self.looser(key)) else {
            return 0.0;
        };
        let gain = |(chunk, &p): (&Chunk, &f64)| {
            let q = below.get(chunk).copied().unwrap_or(0.0).max(1e-4);
            p * (p.max(1e-9) / q).ln()
        };
        n * row.iter().map(gain).sum::<f64>()
    }
}

/// Adds the ways to align one example to `counts`, for the first `levels` contexts.
fn count(
    example: &Example,
    way: Way,
    rows: &Rows,
    is_first: bool,
    sizes: [f64; 3],
    levels: usize,
    counts: &mut BTreeMap<[u8; 3], Counts>,
) {
    let (source, target) = (&example.source, &example.target);
    let (n, m) = (source.len(), target.len());
    let chunk = |j: usize, size: usize| match size {
        0 => [0, 0],
        1 => [target[j], 0],
        _ => [target[j], target[j + 1]],
    };
    let article = ['ا', 'ل'].map(|c| spelled::letter_symbol(c).unwrap_or(0));
    let has_article = way == Way::ToArabic && target.starts_with(&article);
    let floor = [1e-5, 1e-5, 1e-8];
    let steps: Vec<[Vec<f64>; 3]> = (0..n)
        .map(|at| {
            let row = rows.row(&contexts(source, at));
            [0, 1, 2].map(|size| {
                let chance = |j: usize| {
                    if at == 0 {
                        // the start of a word gives nothing, or the article
                        return match size {
                            0 => 1.0 - ARTICLE,
                            2 if j == 0 && has_article => ARTICLE,
                            _ => 0.0,
                        };
                    }
                    if is_first {
                        return [0.2, 0.05, 0.002][size];
                    }
                    let known = row.and_then(|row| row.get(&chunk(j, size)).copied());
                    (known.unwrap_or(0.0) + floor[size]) * sizes[size]
                };
                (0..(m + 1).saturating_sub(size)).map(chance).collect()
            })
        })
        .collect();
    let mut before = vec![vec![0.0; m + 1]; n + 1];
    let mut after = before.clone();
    before[0][0] = 1.0;
    after[n][m] = 1.0;
    for at in 0..n {
        for j in 0..=m {
            for size in 0..=(m - j).min(2) {
                before[at + 1][j + size] += before[at][j] * steps[at][size][j];
            }
        }
    }
    let total = before[n][m];
    if total < 1e-250 {
        return;
    }
    for at in (0..n).rev() {
        let contexts = contexts(source, at);
        for j in 0..=m {
            for size in 0..=(m - j).min(2) {
                let rest = steps[at][size][j] * after[at + 1][j + size];
                after[at][j] += rest;
                let share = before[at][j] * rest / total;
                if share > 1e-3 {
                    for key in contexts.iter().take(levels).flatten() {
                        *counts.entry(*key).or_default().entry(chunk(j, size)).or_default() +=
                            share;
                    }
                }
            }
        }
    }
}
