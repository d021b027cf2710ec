//! Chances from one script to the other: which chunk of symbols one symbol gives, by its neighbours.
//!
//! `to_arabic.tsv` has what a Latin grapheme gives in Arabic letters, `to_latin.tsv` what an Arabic
//! letter gives in Latin graphemes. A row holds final chances; what a row does not have is looked up in
//! the row of the next looser context, for less.

use std::sync::LazyLock;

use super::spelled::{self, MOST_SYMBOLS, SYMBOLS, Symbol};

/// A chunk: 0 for none, a symbol, or two symbols; see [`pair`].
pub(crate) type Chunk = u16;

/// The start of a word as a neighbour.
const START: u8 = 0;
/// The end of a word as a neighbour.
const END: u8 = 254;
/// Any neighbour.
const ANY: u8 = 255;

/// What a chance is multiplied by for each row that does not have it.
const LOOSER: f32 = 0.2;
/// Chances of what no row has, by symbols of the chunk.
const UNSEEN: [f32; 3] = [1e-4, 3e-5, 1e-7];

/// The least share of a symbol among all.
const RAREST: f32 = 1e-5;

/// A share of the likeliest way below which ways are no longer followed.
const NEGLIGIBLE: f64 = 1e-9;

/// What a sum that vanishes counts as.
const LEAST: f64 = -200.0;

/// From Latin graphemes to Arabic letters as they are spelled.
pub(crate) static TO_ARABIC: LazyLock<Channel> = LazyLock::new(|| {
    Channel::read(include_str!("to_arabic.tsv"), spelled::grapheme_symbol, letters)
});

/// From Arabic letters as they are spelled to Latin graphemes.
pub(crate) static TO_LATIN: LazyLock<Channel> = LazyLock::new(|| {
    let symbol = |text: &str| text.chars().next().and_then(spelled::letter_symbol);
    Channel::read(include_str!("to_latin.tsv"), symbol, graphemes)
});

/// The chunk of two symbols.
pub(crate) fn pair(a: Symbol, b: Symbol) -> Chunk {
    128 + (Chunk::from(a) << 7) + Chunk::from(b)
}

/// The chunk of up to two symbols.
fn chunk(symbols: &[Symbol]) -> Chunk {
    match *symbols {
        [] => 0,
        [a] => Chunk::from(a),
        [a, b, ..] => pair(a, b),
    }
}

/// A bit for the first symbol of a chunk.
fn bit(chunk: Chunk) -> u128 {
    1 << if chunk < 128 { chunk } else { (chunk - 128) >> 7 }
}

/// The symbols of a chunk.
pub(crate) fn symbols(chunk: Chunk) -> impl Iterator<Item = Symbol> {
    let both = match chunk.checked_sub(128) {
        None => [0, chunk],
        Some(pair) => [pair >> 7, pair & 127],
    };
    both.into_iter().filter_map(|symbol| Symbol::try_from(symbol).ok()).filter(|&symbol| symbol > 0)
}

/// Chances of chunks by symbol and neighbours.
#[derive(Debug, Default)]
pub(crate) struct Channel {
    /// All rows; those of one symbol and right neighbour stand together.
    rows: Vec<Row>,
    /// For symbol and right neighbour, where their rows begin; the end of the last behind.
    starts: Vec<u16>,
    chances: Vec<(Chunk, f32)>,
    /// How frequent each symbol is that is given, in logs.
    backgrounds: Vec<f32>,
}

/// What a symbol gives in one context.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    left: u8,
    /// Its chances.
    from: u32,
    to: u32,
    /// The first symbols of its chunks, as bits.
    firsts: u128,
}

/// The rows that have a say at one place of a word, the tightest first.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Place<'c> {
    rows: [&'c [(Chunk, f32)]; 4],
    /// The first symbols of all their chunks, as bits.
    firsts: u128,
}

/// A step of an alignment: symbols `from..to` of the target are what one symbol of the source gives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Given {
    pub(crate) from: u8,
    pub(crate) to: u8,
    /// The chance of it.
    pub(crate) chance: f32,
}

/// Symbol, right neighbour, left neighbour: the order of rows.
type Key = (Symbol, u8, u8);

/// The place of symbol and right neighbour among the starts.
fn bucket(symbol: Symbol, right: u8) -> usize {
    usize::from(symbol) * 256 + usize::from(right)
}

impl Channel {
    /// Reads a table as `cargo xtask names` writes it.
    fn read(
        source: &str,
        symbol: impl Fn(&str) -> Option<Symbol>,
        chunk: fn(&str) -> Chunk,
    ) -> Channel {
        let neighbour = |text: &str| match text {
            "^" => START,
            "$" => END,
            "*" => ANY,
            text => symbol(text).unwrap_or(ANY),
        };
        let mut rows = Vec::new();
        let mut backgrounds = vec![RAREST.ln(); SYMBOLS];
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            if let (Some(left), Some(symbol), Some(right)) =
                (fields.next(), fields.next(), fields.next())
            {
                if symbol == "*" {
                    for (chunk, share) in pairs_of(fields, chunk) {
                        if let Some(slot) = backgrounds.get_mut(usize::from(chunk)) {
                            *slot = share.max(RAREST).ln();
                        }
                    }
                    continue;
                }
                let key = (neighbour(symbol), neighbour(right), neighbour(left));
                rows.push((key, pairs_of(fields, chunk)));
            }
        }
        Channel { backgrounds, ..Channel::new(rows) }
    }

    /// How likely the symbols of a word that is given are by themselves, in logs.
    pub(crate) fn background(&self, target: &[Symbol]) -> f32 {
        target.iter().map(|&symbol| self.backgrounds.get(usize::from(symbol)).unwrap_or(&0.0)).sum()
    }

    fn new(mut rows: Vec<(Key, Vec<(Chunk, f32)>)>) -> Channel {
        rows.sort_by_key(|(key, _)| *key);
        let mut channel = Channel::default();
        for ((symbol, right, left), mut row) in rows {
            let at = u16::try_from(channel.rows.len()).unwrap_or(u16::MAX);
            channel.starts.resize(bucket(symbol, right) + 1, at);
            row.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let from = place(channel.chances.len());
            let firsts = row.iter().fold(0, |bits, &(chunk, _)| bits | bit(chunk));
            channel.chances.extend(row);
            channel.rows.push(Row { left, from, to: place(channel.chances.len()), firsts });
        }
        let end = u16::try_from(channel.rows.len()).unwrap_or(u16::MAX);
        channel.starts.resize(SYMBOLS * 256 + 1, end);
        channel
    }

    /// Rows by symbol and right neighbour.
    fn rows(&self, symbol: Symbol, right: u8) -> &[Row] {
        let at = bucket(symbol, right);
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&from), Some(&to)) => {
                self.rows.get(usize::from(from)..usize::from(to)).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// What has a say at place `at` of `source`, which begins with the start of the word.
    pub(crate) fn place(&self, source: &[Symbol], at: usize) -> Place<'_> {
        let symbol = source.get(at).copied().unwrap_or(START);
        if at == 0 {
            return self.anywhere(symbol);
        }
        let left = at.checked_sub(1).and_then(|at| source.get(at)).copied().unwrap_or(ANY);
        let right = source.get(at + 1).copied().unwrap_or(END);
        let mut place = Place::default();
        for (k, right) in [(0, right), (2, ANY)] {
            let [tight, loose] = self.two(symbol, right, left);
            self.set(&mut place, k, tight);
            self.set(&mut place, k + 1, loose);
        }
        place
    }

    /// The row behind one left neighbour, and the row behind any.
    fn two(&self, symbol: Symbol, right: u8, left: u8) -> [Option<&Row>; 2] {
        let mut two = [None; 2];
        for row in self.rows(symbol, right) {
            if row.left == left {
                two[0] = Some(row);
            } else if row.left == ANY {
                two[1] = Some(row);
            }
        }
        two
    }

    fn set<'c>(&'c self, place: &mut Place<'c>, at: usize, row: Option<&Row>) {
        if let (Some(row), Some(slot)) = (row, place.rows.get_mut(at)) {
            *slot = self.chances.get(row.from as usize..row.to as usize).unwrap_or_default();
            place.firsts |= row.firsts;
        }
    }

    /// What a symbol gives anywhere.
    pub(crate) fn anywhere(&self, symbol: Symbol) -> Place<'_> {
        let mut place = Place::default();
        let [_, row] = self.two(symbol, ANY, START);
        self.set(&mut place, 3, row);
        place
    }

    /// The log of the chance that `source` gives `target`, all ways summed. Both begin with the start
    /// of the word. Cost: the product of the lengths; allocates nothing.
    pub(crate) fn log_chance(&self, source: &[Symbol], target: &[Symbol]) -> f32 {
        let target = target.get(1..).unwrap_or_default();
        let m = target.len().min(MOST_SYMBOLS);
        let mut sums = [0.0_f64; MOST_SYMBOLS + 1];
        sums[0] = 1.0;
        for at in 0..source.len() {
            let place = self.place(source, at);
            let mut next = [0.0_f64; MOST_SYMBOLS + 1];
            let most = sums.iter().copied().fold(0.0, f64::max);
            for (j, &sum) in sums.iter().enumerate().take(m + 1) {
                if sum <= most * NEGLIGIBLE {
                    continue;
                }
                for size in 0..=(m - j).min(2) {
                    if at == 0 && size == 1 {
                        continue; // the start of a word gives nothing or an article
                    }
                    let chunk = chunk(target.get(j..j + size).unwrap_or_default());
                    let chance = if at == 0 { place.seen(chunk) } else { place.chance(chunk) };
                    if let Some(slot) = next.get_mut(j + size) {
                        *slot += sum * f64::from(chance);
                    }
                }
            }
            sums = next;
        }
        narrow(sums.get(m).copied().unwrap_or(0.0).ln().max(LEAST))
    }

    /// The likeliest way in which `source` gives `target`: for each symbol of the source, the start of
    /// the word included, what it gives. Empty when there is none.
    pub(crate) fn trace(&self, source: &[Symbol], target: &[Symbol]) -> Vec<Given> {
        let target = target.get(1..).unwrap_or_default();
        let m = target.len().min(MOST_SYMBOLS);
        let width = m + 1;
        // for place and symbols given so far: the best log chance, and the symbols of the last step
        let mut best = vec![(f32::NEG_INFINITY, 0_usize, 0.0_f32); (source.len() + 1) * width];
        if let Some(slot) = best.first_mut() {
            slot.0 = 0.0;
        }
        for at in 0..source.len() {
            let place = self.place(source, at);
            for j in 0..=m {
                let so_far = best.get(at * width + j).map_or(f32::NEG_INFINITY, |slot| slot.0);
                if so_far == f32::NEG_INFINITY {
                    continue;
                }
                for size in (0..=(m - j).min(2)).filter(|&size| at > 0 || size != 1) {
                    let chunk = chunk(target.get(j..j + size).unwrap_or_default());
                    let chance = if at == 0 { place.seen(chunk) } else { place.chance(chunk) };
                    let whole = so_far + chance.ln();
                    if let Some(slot) = best.get_mut((at + 1) * width + j + size)
                        && whole > slot.0
                    {
                        *slot = (whole, size, chance);
                    }
                }
            }
        }
        let mut given = Vec::with_capacity(source.len());
        let mut j = m;
        for at in (1..=source.len()).rev() {
            let Some(&(whole, size, chance)) = best.get(at * width + j) else { return Vec::new() };
            if whole == f32::NEG_INFINITY {
                return Vec::new();
            }
            let [from, to] = [j - size, j].map(|k| u8::try_from(k).unwrap_or(u8::MAX));
            given.push(Given { from, to, chance });
            j -= size;
        }
        given.reverse();
        given
    }
}

impl Place<'_> {
    /// The chance of a chunk; never 0.
    pub(crate) fn chance(&self, chunk: Chunk) -> f32 {
        let least = match chunk {
            0 => UNSEEN[0],
            1..128 => UNSEEN[1],
            _ => UNSEEN[2],
        };
        self.seen(chunk).max(least)
    }

    /// The chance of a chunk that a row has, or 0.
    fn seen(&self, chunk: Chunk) -> f32 {
        if self.firsts & bit(chunk) == 0 {
            return 0.0;
        }
        let mut by = 1.0;
        for row in self.rows.iter().filter(|row| !row.is_empty()) {
            if let Some((_, chance)) = row.iter().find(|(known, _)| *known == chunk) {
                return by * chance;
            }
            by *= LOOSER;
        }
        0.0
    }

    /// All chunks that any row has, with their chances.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Chunk, f32)> {
        self.rows.iter().enumerate().flat_map(|(k, row)| {
            let before = self.rows.iter().take(k);
            let new = move |(chunk, _): &&(Chunk, f32)| {
                !before.clone().any(|row| row.iter().any(|(known, _)| known == chunk))
            };
            row.iter().filter(new).map(|(chunk, _)| (*chunk, self.chance(*chunk)))
        })
    }
}

/// A chunk of Arabic letters.
fn letters(text: &str) -> Chunk {
    let mut symbols = text.chars().filter_map(spelled::letter_symbol);
    match (symbols.next(), symbols.next()) {
        (Some(a), Some(b)) => pair(a, b),
        (a, _) => a.map_or(0, Chunk::from),
    }
}

/// A chunk of graphemes, a dot between two.
fn graphemes(text: &str) -> Chunk {
    let mut symbols = text.split('.').filter_map(spelled::grapheme_symbol);
    match (symbols.next(), symbols.next()) {
        (Some(a), Some(b)) => pair(a, b),
        (a, _) => a.map_or(0, Chunk::from),
    }
}

/// Chunks and chances by turns.
fn pairs_of<'t>(
    mut fields: impl Iterator<Item = &'t str>,
    chunk: fn(&str) -> Chunk,
) -> Vec<(Chunk, f32)> {
    let mut row = Vec::new();
    while let (Some(text), Some(chance)) = (fields.next(), fields.next().and_then(thousandth)) {
        row.push((chunk(text), chance));
    }
    row
}

fn thousandth(text: &str) -> Option<f32> {
    text.parse::<f32>().ok().map(|value| value / 1000.0)
}

#[expect(clippy::cast_possible_truncation, reason = "a log needs no more digits")]
fn narrow(value: f64) -> f32 {
    value as f32
}
