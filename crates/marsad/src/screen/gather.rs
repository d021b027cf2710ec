//! From a query to the names of a list that may be it: words to alike words, those to the names that
//! have them, and of these the most promising.

use super::lexicon::{Key, Lexicon, Listed, WordId, parts};
use super::walk::Walk;
use crate::names::{Emissions, Script, Word};

/// Alike words that are looked up for each word of a query, in each script.
const ALIKE_WORDS: usize = 96;

/// Names that are looked at for one query, at most; the rest of very frequent words is passed over
/// once the rarer ones have had their turn.
const MOST_LOOKED_AT: usize = 20_000;

/// What a word of the query counts that the name does not have, and the reverse.
const LACKING: f32 = -9.0;
const LACKING_SHORT: f32 = -4.0;
const UNASKED: f32 = -1.2;

/// A word of the list that is like one of the query.
#[derive(Debug, Clone, Copy)]
struct Hit {
    word: WordId,
    /// The first word of the query that it is like, and how many it stands for.
    at: u8,
    n: u8,
    /// How much less likely than the best conceivable word, in logs.
    likeness: f32,
}

/// A name that may be the query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Promising {
    pub(super) name: u32,
    pub(super) promise: f32,
}

/// Buffers of one search.
#[derive(Debug, Default)]
pub(super) struct Gather {
    emissions: Emissions,
    walk: Walk,
    hits: Vec<Hit>,
    /// Places in `hits` by word; a power of two.
    slots: Vec<u32>,
    found: Vec<Promising>,
}

const NO_HIT: u32 = u32::MAX;

impl Gather {
    /// The most promising names for a query, at most `most`, the best first.
    pub(super) fn names(&mut self, lexicon: &Lexicon, query: &str, most: usize) -> &[Promising] {
        self.found.clear();
        self.hits.clear();
        let asked = parts(query);
        let words: Vec<&str> = super::lexicon::words(query).collect();
        // for each word of the query, what it counts when it is lacking
        let lacking: Vec<f32> = words.iter().map(|word| lacking(word)).collect();
        for (key, at, n) in &asked {
            self.look_up(lexicon, key, &words, *at, *n);
        }
        self.hits.sort_by(|a, b| a.word.cmp(&b.word).then(b.likeness.total_cmp(&a.likeness)));
        self.file_hits();
        // the words of the query that the fewest names have come first
        let mut turns: Vec<(usize, u8, u8)> = asked
            .iter()
            .map(|&(_, at, n)| {
                let own = self.hits.iter().filter(|hit| (hit.at, hit.n) == (at, n));
                (own.map(|hit| lexicon.names_of(hit.word).len()).sum(), at, n)
            })
            .collect();
        turns.sort_unstable();
        let mut left = MOST_LOOKED_AT;
        for (_, at, n) in turns {
            let mut own: Vec<Hit> =
                self.hits.iter().copied().filter(|hit| (hit.at, hit.n) == (at, n)).collect();
            own.sort_by(|a, b| b.likeness.total_cmp(&a.likeness).then(a.word.cmp(&b.word)));
            for hit in own {
                let names = lexicon.names_of(hit.word);
                for &name in names.iter().take(left) {
                    if let Some(listed) = lexicon.name(name) {
                        let promise = self.promise(lexicon, listed, &lacking);
                        self.found.push(Promising { name, promise });
                    }
                }
                left = left.saturating_sub(names.len());
            }
        }
        let by_promise = |a: &Promising, b: &Promising| {
            b.promise.total_cmp(&a.promise).then(a.name.cmp(&b.name))
        };
        self.found.sort_unstable_by(by_promise);
        self.found.dedup_by_key(|found| found.name);
        self.found.truncate(most);
        &self.found
    }

    /// Looks a word of the query, or two taken as one, up in both scripts.
    fn look_up(&mut self, lexicon: &Lexicon, key: &Key, words: &[&str], at: u8, n: u8) {
        let from = match key {
            Key::Arabic(_) => Script::Arabic,
            Key::Latin(_) => Script::Latin,
            Key::Other(hash) => {
                let word = lexicon.other(*hash);
                self.hits.extend(word.map(|word| Hit { word, at, n, likeness: 0.0 }));
                return;
            }
        };
        let place = usize::from(at);
        let text = words.get(place..place + usize::from(n)).unwrap_or_default().concat();
        let word = Word::new(&text);
        for to in [Script::Arabic, Script::Latin] {
            let trie = lexicon.trie(to);
            if trie.nodes().is_empty() {
                continue;
            }
            self.emissions.fill(word.spelled(), from, to);
            let alike = self.walk.best(trie, &self.emissions, ALIKE_WORDS);
            self.hits.extend(alike.iter().map(|&(likeness, word)| Hit { word, at, n, likeness }));
        }
    }

    /// Files the hits by word.
    fn file_hits(&mut self) {
        let size = (2 * self.hits.len()).next_power_of_two().max(16);
        self.slots.clear();
        self.slots.resize(size, NO_HIT);
        let mut last = None;
        for (number, hit) in (0_u32..).zip(&self.hits) {
            if last == Some(hit.word) {
                continue;
            }
            last = Some(hit.word);
            let mut at = slot(hit.word, size);
            while self.slots.get(at).is_some_and(|&taken| taken != NO_HIT) {
                at = (at + 1) & (size - 1);
            }
            if let Some(free) = self.slots.get_mut(at) {
                *free = number;
            }
        }
    }

    /// The hits on a word.
    fn hits_on(&self, word: WordId) -> &[Hit] {
        let size = self.slots.len();
        let mut at = slot(word, size);
        while let Some(&number) = self.slots.get(at).filter(|&&number| number != NO_HIT) {
            let rest = self.hits.get(number as usize..).unwrap_or_default();
            if rest.first().is_some_and(|hit| hit.word == word) {
                let n = rest.iter().take_while(|hit| hit.word == word).count();
                return rest.get(..n).unwrap_or_default();
            }
            at = (at + 1) & (size - 1);
        }
        &[]
    }

    /// How well the words of a name fit those of the query.
    fn promise(&self, lexicon: &Lexicon, listed: &Listed, lacking: &[f32]) -> f32 {
        let mut best = [f32::NEG_INFINITY; super::lexicon::MOST_WORDS];
        let mut is_asked = 0_u32;
        let mut n_words = 0;
        for part in lexicon.parts(listed) {
            n_words = n_words.max(part.at + part.n);
            for hit in self.hits_on(part.word) {
                is_asked |= ((1 << part.n) - 1) << part.at;
                // what two words have together, each has half of
                let share = hit.likeness / f32::from(hit.n);
                for at in hit.at..hit.at + hit.n {
                    if let Some(slot) = best.get_mut(usize::from(at)) {
                        *slot = slot.max(share);
                    }
                }
            }
        }
        let unasked = u32::from(n_words).saturating_sub(is_asked.count_ones());
        let fits: f32 = best.iter().zip(lacking).map(|(best, lacking)| best.max(*lacking)).sum();
        fits + UNASKED * f32::from(u8::try_from(unasked).unwrap_or(u8::MAX))
    }

    /// For each word of a name, which word of the query it is most like, if any.
    pub(super) fn order(&self, lexicon: &Lexicon, listed: &Listed) -> Vec<u8> {
        let mut order = Vec::new();
        for part in lexicon.parts(listed).iter().filter(|part| part.n == 1) {
            let hits = self.hits_on(part.word).iter().filter(|hit| hit.n == 1);
            let best = hits.max_by(|a, b| a.likeness.total_cmp(&b.likeness).then(b.at.cmp(&a.at)));
            order.extend(best.map(|hit| hit.at).filter(|at| !order.contains(at)));
        }
        order
    }
}

/// What a word of the query counts that a name does not have.
fn lacking(word: &str) -> f32 {
    if word.chars().count() <= 3 { LACKING_SHORT } else { LACKING }
}

fn slot(word: WordId, size: usize) -> usize {
    (word.wrapping_mul(0x9E37_79B1) >> 7) as usize & (size - 1)
}
