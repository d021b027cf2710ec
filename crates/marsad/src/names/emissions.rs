//! What the symbols of one word give in the symbols of other words, as factors that can be multiplied
//! symbol by symbol: the score of a word pair, simplified so that a search over many words can share
//! the work on what they begin with.

use std::sync::LazyLock;

use super::channel::{Chunk, Place, TO_ARABIC, pair, symbols};
use super::fold::{self, Folded};
use super::spelled::{self, MOST_SYMBOLS, SYMBOLS, Symbol};
use super::table::{Position, TABLE};
use super::word::Script;

/// How much rare letters count for more than frequent ones.
const RARE: f32 = 0.5;

/// How much inserted letters of the same script count.
const INSERTED: f32 = 2.0;

/// What the symbols of one word give in the symbols of a list, as factors.
#[derive(Debug, Default)]
pub(crate) struct Emissions {
    /// The number of the word's symbols.
    pub(crate) n: usize,
    /// For each symbol of the word, that it gives nothing.
    pub(crate) dropped: Vec<f32>,
    /// For each symbol of the list, that it stands for nothing of the word.
    pub(crate) inserted: Vec<f32>,
    /// For each symbol of the list, a row: that each symbol of the word gives it.
    pub(crate) one: Vec<[f32; MOST_SYMBOLS]>,
    /// The same for the symbol of the word and the one before it, together.
    pub(crate) two: Vec<[f32; MOST_SYMBOLS]>,
    /// For each symbol of the word: two symbols of the list, and that it gives them.
    pub(crate) pairs: Vec<Vec<(Symbol, Symbol, f32)>>,
    /// Two symbols that may stand before all the word gives, and how likely.
    pub(crate) article: Option<(Symbol, Symbol, f32)>,
    /// Symbols of the word that may give nothing together at its front, and how likely.
    pub(crate) own_article: Option<(usize, f32)>,
}

impl Emissions {
    /// Empties all for a word of `n` symbols.
    pub(crate) fn reset(&mut self, n: usize) {
        self.n = n.min(MOST_SYMBOLS);
        self.dropped.clear();
        self.dropped.resize(self.n, 0.0);
        self.inserted.clear();
        self.inserted.resize(SYMBOLS, 0.0);
        for table in [&mut self.one, &mut self.two] {
            table.clear();
            table.resize(SYMBOLS, [0.0; MOST_SYMBOLS]);
        }
        self.pairs.iter_mut().for_each(Vec::clear);
        self.pairs.resize_with(self.n, Vec::new);
        self.article = None;
        self.own_article = None;
    }

    /// For each number of symbols used, the most that the rest can still multiply by.
    pub(crate) fn best_rests(&self) -> [f32; MOST_SYMBOLS + 1] {
        let mut best = [1.0; MOST_SYMBOLS + 1];
        for at in (0..self.n).rev() {
            let row = |table: &[[f32; MOST_SYMBOLS]], at: usize| {
                table.iter().filter_map(|row| row.get(at)).copied().fold(0.0, f32::max)
            };
            let pairs = self.pairs.get(at).map_or(&[][..], Vec::as_slice);
            let pair = pairs.iter().map(|&(.., chance)| chance).fold(0.0, f32::max);
            let dropped = self.dropped.get(at).copied().unwrap_or(0.0);
            let here = row(&self.one, at).max(pair).max(dropped);
            let rest = best.get(at + 1).copied().unwrap_or(1.0);
            let after = best.get(at + 2).copied().unwrap_or(0.0);
            let two = if at + 1 < self.n { row(&self.two, at + 1) * after } else { 0.0 };
            if let Some(slot) = best.get_mut(at) {
                *slot = (here * rest).max(two);
            }
        }
        best
    }
}

impl Emissions {
    /// What a word gives in words of a script. `spelled` begins with the start of the word.
    pub(crate) fn fill(&mut self, spelled: &[Symbol], from: Script, to: Script) {
        let word = spelled.get(1..).unwrap_or_default();
        self.reset(word.len());
        match (from, to) {
            (Script::Latin, Script::Arabic) => self.latin_to_arabic(spelled),
            (Script::Arabic, Script::Latin) => self.arabic_to_latin(word),
            (Script::Arabic, Script::Arabic) => self.arabic_to_arabic(word),
            (Script::Latin, Script::Latin) => self.latin_to_latin(word),
            _ => self.reset(0),
        }
    }

    fn latin_to_arabic(&mut self, spelled: &[Symbol]) {
        let rare = |symbol: Symbol| (-RARE * TO_ARABIC.background(&[symbol])).exp();
        for at in 0..self.n {
            let place = TO_ARABIC.place(spelled, at + 1);
            set(&mut self.dropped, at, place.chance(0));
            for symbol in 1..symbol_of(fold::CODES) {
                let unseen = place.chance(Chunk::from(symbol)).min(1e-4);
                put(&mut self.one, symbol, at, unseen * rare(symbol));
            }
            for (chunk, chance) in place.all() {
                let mut parts = symbols(chunk).map(spelled::folded).filter(|&symbol| symbol > 0);
                match (parts.next(), parts.next()) {
                    (Some(a), Some(b)) => {
                        if let Some(pairs) = self.pairs.get_mut(at) {
                            pairs.push((a, b, chance * rare(a) * rare(b)));
                        }
                    }
                    (Some(a), None) => {
                        let row = self.one.get_mut(usize::from(a));
                        if let Some(slot) = row.and_then(|row| row.get_mut(at)) {
                            *slot += chance * rare(a);
                        }
                    }
                    _ => {}
                }
            }
        }
        self.article = article().map(|(a, b)| {
            let chance = TO_ARABIC.place(spelled, 0).chance(pair(a, b));
            (a, b, chance * rare(a) * rare(b))
        });
    }

    fn arabic_to_latin(&mut self, word: &[Symbol]) {
        for grapheme in 1..symbol_of(SYMBOLS) {
            let place = TO_ARABIC.anywhere(grapheme);
            set(&mut self.inserted, usize::from(grapheme), place.chance(0));
            for at in 0..self.n {
                let letter = word.get(at).copied().unwrap_or(0);
                put(&mut self.one, grapheme, at, place.chance(Chunk::from(letter)));
                if let Some(&before) = at.checked_sub(1).and_then(|at| word.get(at)) {
                    put(&mut self.two, grapheme, at, place.chance(pair(before, letter)));
                }
            }
        }
        if let Some((a, b)) = article().filter(|&(a, b)| word.starts_with(&[a, b])) {
            self.own_article = Some((2, TO_ARABIC.anywhere(0).chance(pair(a, b))));
        }
        // a letter that no grapheme of the other word gives
        self.dropped.fill(1e-3);
    }

    fn arabic_to_arabic(&mut self, word: &[Symbol]) {
        let rare = |code: Symbol| narrow((-f64::from(RARE) * TABLE.letter(code)).exp());
        let given = |a: Chunk, b: Chunk| {
            let whole = TABLE.marginal(Position::Medial, a).max(1e-9);
            narrow(TABLE.chance(Position::Medial, a, b) / whole)
        };
        let codes = 1..symbol_of(fold::CODES);
        let tehs = ['ة', 'ه'].map(fold::code);
        for code in codes.clone() {
            let chance = narrow(TABLE.chance(Position::Medial, 0, code.into())) * INSERTED;
            set(&mut self.inserted, usize::from(code), chance * rare(code));
        }
        for at in 0..self.n {
            let letter = spelled::folded(word.get(at).copied().unwrap_or(0));
            let before = at.checked_sub(1).and_then(|at| word.get(at)).copied();
            let two = before.map_or(0, |before| TABLE.pair(spelled::folded(before), letter));
            let one = Chunk::from(letter);
            set(&mut self.dropped, at, given(one, 0).max(1e-5));
            for code in codes.clone() {
                let chance = given(one, code.into());
                // at the end of a word, ة and ه are one letter as often as not
                let is_same =
                    code == letter || [code, letter].iter().all(|c| tehs.contains(&Some(*c)));
                let chance = if is_same { chance.max(0.5) } else { chance };
                put(&mut self.one, code, at, chance * rare(code));
                if two > 0 {
                    put(&mut self.two, code, at, given(two, code.into()) * rare(code));
                }
                for next in codes.clone() {
                    let pair = TABLE.pair(code, next);
                    let chance = if pair > 0 { given(one, pair) } else { 0.0 };
                    if chance > 1e-4
                        && let Some(pairs) = self.pairs.get_mut(at)
                    {
                        pairs.push((code, next, chance * rare(code) * rare(next)));
                    }
                }
            }
        }
        if let Some((a, b)) = article() {
            self.article = Some((a, b, 0.05 * rare(a) * rare(b)));
            self.own_article = word.starts_with(&[a, b]).then_some((2, 0.05));
        }
    }

    fn latin_to_latin(&mut self, word: &[Symbol]) {
        for grapheme in 1..symbol_of(SYMBOLS) {
            let silent = TO_ARABIC.anywhere(grapheme).chance(0);
            set(&mut self.inserted, usize::from(grapheme), 0.5 * silent.max(1e-3));
        }
        for at in 0..self.n {
            let own = word.get(at).copied().unwrap_or(0);
            set(&mut self.dropped, at, 0.5 * TO_ARABIC.anywhere(own).chance(0).max(1e-3));
            for grapheme in 1..symbol_of(SYMBOLS) {
                let alike = ALIKE.get(usize::from(own) * SYMBOLS + usize::from(grapheme));
                let chance =
                    if own == grapheme { 1.0 } else { 0.3 * alike.copied().unwrap_or(0.0) };
                put(&mut self.one, grapheme, at, chance);
            }
        }
    }
}

/// Reads a word: appends the codes of its Arabic letters as folded, or its Latin graphemes, to
/// `symbols`, and says which. Of a word in anything else it appends nothing. Cost: linear.
pub(crate) fn spell(word: &str, symbols: &mut Vec<Symbol>) -> Script {
    let start = symbols.len();
    let (mut latin, mut is_other) = (String::new(), false);
    fold::fold(word, |folded| match folded {
        Folded::Arabic(code) => symbols.push(code),
        Folded::Latin(letter) => latin.push(letter),
        Folded::Other => is_other = true,
    });
    let latin = latin.trim_matches('\'');
    let script = match (symbols.len() > start, !latin.is_empty(), is_other) {
        (true, false, false) => Script::Arabic,
        (false, true, false) => Script::Latin,
        _ => Script::Other,
    };
    match script {
        Script::Arabic => {}
        Script::Latin => spelled::graphemes(latin, |symbol| symbols.push(symbol)),
        Script::Other => symbols.truncate(start),
    }
    symbols.truncate(start + MOST_SYMBOLS);
    script
}

/// How alike two graphemes are by the Arabic letters they give: 0 to 1.
static ALIKE: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let places: Vec<Place<'_>> =
        (0..symbol_of(SYMBOLS)).map(|symbol| TO_ARABIC.anywhere(symbol)).collect();
    let mut alike = Vec::with_capacity(SYMBOLS * SYMBOLS);
    for a in &places {
        let given: Vec<(Chunk, f32)> = a.all().filter(|&(chunk, _)| chunk > 0).collect();
        for b in &places {
            alike.push(given.iter().map(|&(chunk, p)| (p * b.chance(chunk)).sqrt()).sum());
        }
    }
    alike
});

/// The letters of the article.
fn article() -> Option<(Symbol, Symbol)> {
    fold::code('ا').zip(fold::code('ل'))
}

fn set(table: &mut [f32], at: usize, value: f32) {
    if let Some(slot) = table.get_mut(at) {
        *slot = value;
    }
}

fn put(rows: &mut [[f32; MOST_SYMBOLS]], symbol: Symbol, at: usize, value: f32) {
    if let Some(slot) = rows.get_mut(usize::from(symbol)).and_then(|row| row.get_mut(at)) {
        *slot = value;
    }
}

fn symbol_of(n: usize) -> Symbol {
    Symbol::try_from(n).unwrap_or(Symbol::MAX)
}

#[expect(clippy::cast_possible_truncation, reason = "a chance needs no more digits")]
fn narrow(value: f64) -> f32 {
    value as f32
}
