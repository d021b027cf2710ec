//! The word index: two Bloom filters and a hash table over the keys of all names.
//!
//! A look-up goes filter → table → names. The filter for pairs of words and the one for single
//! words are apart, so that the small one stays in cache. Everything a candidate is checked
//! against lies in two arenas: the letter codes and the text of each name.

use std::ops::Range;

use super::source::{FinalLetter, Level, NameKind};
use crate::chars::Kernel;
use crate::span::{EntityId, NameId};
use crate::words::{
    Key, Keys, SEP, Words, filter, filter_bits, filter_block, first_words, prefetch,
};

/// One name, filed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    /// What it is sorted by.
    pub(super) key: Key,
    pub(crate) entity: EntityId,
    pub(crate) kind: NameKind,
    pub(crate) level: Level,
    pub(crate) final_letter: FinalLetter,
    pub(crate) n_words: u8,
    /// Place of its codes in the code arena.
    pub(super) codes: (u32, u32),
    /// Place of its text (NFC) in the text arena.
    pub(super) text: (u32, u32),
}

/// A blocked Bloom filter: three bits of one 64-bit block a key.
#[derive(Debug, Clone)]
pub(super) struct Filter {
    blocks: Vec<u64>,
    mask: u64,
}

/// Bits of filter a key: fewer save cache but cost more false candidates than they save.
const BITS_PER_KEY: usize = 16;

impl Filter {
    pub(super) fn with_capacity(n_keys: usize) -> Self {
        let n = (n_keys * BITS_PER_KEY / 64).next_power_of_two();
        Filter { blocks: vec![0; n], mask: n as u64 - 1 }
    }

    pub(super) fn insert(&mut self, key: Key) {
        if let Some(block) = self.blocks.get_mut(filter_block(key, self.mask)) {
            *block |= filter_bits(key);
        }
    }

    /// Writes which keys may be in it to `passed` from `n` on; those left out surely are not.
    fn pass(&self, kernel: Kernel, keys: &[Key], passed: &mut Vec<u32>, n: usize) -> usize {
        filter(kernel, &self.blocks, self.mask, keys, passed, n)
    }

    fn bytes(&self) -> usize {
        self.blocks.len() * 8
    }
}

/// Open addressing. A slot holds a 32-bit tag of a key and the first of the names that may be meant by it,
/// which lie side by side. A tag that stands for two keys costs a comparison, and so do two groups of
/// names with one key.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// The tag, then the number of the first name plus one; 0 is an empty slot.
    slots: Vec<u64>,
    mask: u64,
}

impl Table {
    pub(super) fn with_capacity(n_keys: usize) -> Self {
        let n = (n_keys * 2).max(2).next_power_of_two();
        Table { slots: vec![0; n], mask: n as u64 - 1 }
    }

    fn home(&self, key: Key) -> usize {
        (key.bits() >> 8 & self.mask) as usize
    }

    /// The upper half.
    const fn tag(key: Key) -> u64 {
        key.bits() >> 32 << 32
    }

    pub(super) fn insert(&mut self, key: Key, first: NameId) {
        let mut k = self.home(key);
        let filled = Self::tag(key) | (u64::from(first.0) + 1);
        while self.slots.get(k).is_some_and(|slot| *slot != 0 && *slot != filled) {
            k = (k + 1) % self.slots.len();
        }
        if let Some(slot) = self.slots.get_mut(k) {
            *slot = filled;
        }
    }

    /// The first names of all groups with the tag of `key`.
    fn find(&self, key: Key) -> impl Iterator<Item = NameId> {
        let (mut k, len) = (self.home(key), self.slots.len());
        std::iter::from_fn(move || {
            loop {
                let slot = *self.slots.get(k)?;
                k = (k + 1) & (len - 1);
                if slot == 0 {
                    return None;
                }
                if slot >> 32 << 32 == Self::tag(key) {
                    #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
                    return Some(NameId(slot as u32 - 1));
                }
            }
        })
    }
}

/// A word at which a name may begin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    /// Number of the word in its window.
    pub(crate) word: usize,
    /// The first of the names that may stand there.
    first: NameId,
}

/// All names, ready to be looked up.
#[derive(Debug, Clone)]
pub(crate) struct NameIndex {
    pub(super) singles: Filter,
    pub(super) pairs: Filter,
    pub(super) table: Table,
    /// Sorted by key, then by their codes.
    pub(super) names: Vec<Name>,
    pub(super) codes: Vec<u8>,
    pub(super) texts: String,
    pub(super) n_singles: usize,
    pub(super) max_words: usize,
}

impl NameIndex {
    /// Number of names, weak names and exclusions included.
    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are names of one word.
    pub(crate) fn has_singles(&self) -> bool {
        self.n_singles > 0
    }

    /// Whether there are names of two words and more.
    pub(crate) fn has_pairs(&self) -> bool {
        self.n_singles < self.names.len()
    }

    /// Words of the longest name; at least one.
    pub(crate) fn max_words(&self) -> usize {
        self.max_words
    }

    pub(crate) fn name(&self, id: NameId) -> Option<&Name> {
        self.names.get(id.0 as usize)
    }

    /// Letter codes of a name, one separator between its words.
    pub(crate) fn codes(&self, name: &Name) -> &[u8] {
        let (start, end) = name.codes;
        self.codes.get(start as usize..end as usize).unwrap_or_default()
    }

    /// Text of a name as listed, in NFC.
    pub(crate) fn text(&self, name: &Name) -> &str {
        let (start, end) = name.text;
        self.texts.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The words of a window at which a name may begin, in `found`. Each step goes over all of them, so
    /// that their cache misses overlap.
    pub(crate) fn look_up(
        &self,
        kernel: Kernel,
        keys: &Keys,
        passed: &mut Vec<u32>,
        found: &mut Vec<Candidate>,
    ) {
        let n_single = self.singles.pass(kernel, keys.single(), passed, 0);
        let n = self.pairs.pass(kernel, keys.pair(), passed, n_single);
        let (single, pair) = passed.get(..n).unwrap_or_default().split_at(n_single);
        let passed = (single.iter().map(|word| (keys.single(), *word as usize)))
            .chain(pair.iter().map(|word| (keys.pair(), *word as usize)))
            .filter_map(|(keys, word)| Some((*keys.get(word)?, word)));
        for (key, _) in passed.clone() {
            prefetch(self.table.slots.get(self.table.home(key)));
        }
        found.clear();
        for (key, word) in passed {
            for first in self.table.find(key) {
                prefetch(self.names.get(first.0 as usize));
                found.push(Candidate { word, first });
            }
        }
        for candidate in found.iter() {
            if let Some(name) = self.names.get(candidate.first.0 as usize) {
                prefetch(self.codes.get(name.codes.0 as usize));
                prefetch(self.texts.as_bytes().get(name.text.0 as usize));
            }
        }
    }

    /// The names that may stand at a candidate, which is word `j` of `words`.
    pub(crate) fn names_of(
        &self,
        candidate: &Candidate,
        words: &Words,
        j: usize,
    ) -> impl Iterator<Item = (NameId, &Name)> {
        /// So few are not worth a search.
        const FEW: usize = 6;
        let first = candidate.first;
        let names = self.names.get(first.0 as usize..).unwrap_or_default();
        let key = names.first().map_or_else(Key::default, |name| name.key);
        let few = names.iter().take(FEW).take_while(|name| name.key == key).count();
        let (few, many) = if few < FEW { (few, None) } else { (0, Some(())) };
        let searched = many.into_iter().flat_map(move |()| self.search(names, key, words, j));
        (0..few)
            .chain(searched)
            .filter_map(move |k| Some((NameId(first.0 + u32::try_from(k).ok()?), names.get(k)?)))
    }

    /// Which of the names that share `key`, the first of `names`, have the first three words that stand at
    /// word `j`. Thousands may begin with the same two words, or with words that differ in particle
    /// letters only.
    #[cold]
    fn search(
        &self,
        names: &[Name],
        key: Key,
        words: &Words,
        j: usize,
    ) -> impl Iterator<Item = usize> {
        const GAP: &[u8] = &[SEP];
        let names = &names[..names.partition_point(|name| name.key == key)];
        let (second, third) = (words.codes(j + 1), words.codes(j + 2));
        first_words(words.codes(j)).flat_map(move |[article, word]| {
            let one = [article, word, &[], &[], &[], &[]];
            let two = [article, word, GAP, second, &[], &[]];
            let more = [article, word, GAP, second, GAP, third];
            (self.between(names, one, GAP))
                .chain(self.between(names, two, GAP))
                .chain(self.between(names, more, &[SEP + 1]))
        })
    }

    /// Which of `names` have codes from `codes` on and below `codes` with `end` behind.
    fn between(&self, names: &[Name], codes: [&[u8]; 6], end: &[u8]) -> Range<usize> {
        let is_below = |name: &Name, end: &[u8]| {
            let codes = codes.iter().copied().chain([end]).flatten();
            self.codes(name).iter().lt(codes)
        };
        let from = names.partition_point(|name| is_below(name, &[]));
        from..names.partition_point(|name| is_below(name, end)).max(from)
    }

    /// Bytes on the heap.
    pub(crate) fn heap_bytes(&self) -> usize {
        self.singles.bytes()
            + self.pairs.bytes()
            + self.table.slots.len() * 8
            + self.names.len() * size_of::<Name>()
            + self.codes.len()
            + self.texts.len()
    }
}
