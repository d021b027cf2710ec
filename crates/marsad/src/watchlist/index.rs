//! The word index: two Bloom filters and a hash table over the keys of all names.
//!
//! A look-up goes filter → table → names. The filter for pairs of words and the one for single
//! words are apart, so that the small one stays in cache. Everything a candidate is checked
//! against lies in two arenas: the letter codes and the text of each name.

use std::ops::Range;

use super::source::{FinalLetter, Level, NameKind};
use crate::chars::Kernel;
use crate::span::{EntityId, NameId};
use crate::words::{Key, Keys, SEP, filter, filter_bits, filter_block};

/// One name, filed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    /// Hash of the key it is filed under.
    pub(super) hash: u64,
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

    /// Writes the keys that may be in it to `passed` from `n` on; those left out surely are not.
    fn pass(&self, kernel: Kernel, keys: &[Key], passed: &mut Vec<Key>, n: usize) -> usize {
        filter(kernel, &self.blocks, self.mask, keys, passed, n)
    }

    fn bytes(&self) -> usize {
        self.blocks.len() * 8
    }
}

/// Open addressing. A slot holds a 32-bit tag of the key and the first of the names that share the
/// key, which lie side by side.
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

    /// Home slot: other bits than those that choose the filter's block.
    #[expect(clippy::cast_possible_truncation, reason = "masked below the number of slots")]
    fn home(&self, hash: u64) -> usize {
        (((hash >> 8 & 0xFF_FFFF) ^ (hash >> 40 & !0x3F)) & self.mask) as usize
    }

    /// The 18 bits above the word number and the 14 lowest, in the upper half.
    const fn tag(hash: u64) -> u64 {
        hash >> 46 << 46 | (hash & 0x3FFF) << 32
    }

    pub(super) fn insert(&mut self, hash: u64, first: NameId) {
        let mut k = self.home(hash);
        while self.slots.get(k).is_some_and(|slot| *slot != 0) {
            k = (k + 1) % self.slots.len();
        }
        if let Some(slot) = self.slots.get_mut(k) {
            *slot = Self::tag(hash) | (u64::from(first.0) + 1);
        }
    }

    /// The first names of all keys that have the tag of `hash`.
    fn find(&self, hash: u64) -> impl Iterator<Item = NameId> {
        let (mut k, len) = (self.home(hash), self.slots.len());
        std::iter::from_fn(move || {
            loop {
                let slot = *self.slots.get(k)?;
                k = (k + 1) & (len - 1);
                if slot == 0 {
                    return None;
                }
                if slot >> 32 << 32 == Self::tag(hash) {
                    #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
                    return Some(NameId(slot as u32 - 1));
                }
            }
        })
    }
}

/// Codes of the third word of a name; empty when it has none.
pub(super) fn third_word(name: &[u8]) -> &[u8] {
    name.split(|code| *code == SEP).nth(2).unwrap_or_default()
}

/// All names, ready to be looked up.
#[derive(Debug, Clone)]
pub(crate) struct NameIndex {
    pub(super) singles: Filter,
    pub(super) pairs: Filter,
    pub(super) table: Table,
    /// Sorted by hash, then by their third words.
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

    /// The keys that pass their filters, in `passed`, which keeps its memory.
    pub(crate) fn filter<'p>(
        &self,
        kernel: Kernel,
        keys: &Keys,
        passed: &'p mut Vec<Key>,
    ) -> &'p [Key] {
        let n = self.singles.pass(kernel, keys.single(), passed, 0);
        let n = self.pairs.pass(kernel, keys.pair(), passed, n);
        passed.get(..n).unwrap_or_default()
    }

    /// Appends for each key that names are filed under the first of them. All keys first, so that
    /// the cache misses of the table overlap.
    pub(crate) fn look_up(&self, keys: &[Key], found: &mut Vec<(Key, NameId)>) {
        for key in keys {
            let hash = key.hash();
            let first = self.table.find(hash).find(|first| {
                self.names.get(first.0 as usize).is_some_and(|name| name.hash == hash)
            });
            found.extend(first.map(|first| (*key, first)));
        }
    }

    /// The names that share a key, of which `first` is the first, and whose third word, if they have
    /// one, may be `third`: thousands of names begin with the same two words.
    pub(crate) fn sharing(
        &self,
        first: NameId,
        third: &[u8],
    ) -> impl Iterator<Item = (NameId, &Name)> {
        /// So few are not worth a search.
        const FEW: usize = 4;
        let names = self.names.get(first.0 as usize..).unwrap_or_default();
        let hash = names.first().map(|name| name.hash);
        let shares = |name: &Name| Some(name.hash) == hash;
        let few = names.iter().take(FEW).take_while(|name| shares(name)).count();
        let (short, own) = if few < FEW { (few, 0..0) } else { self.with_third(names, third) };
        (0..short)
            .chain(own)
            .filter_map(move |k| Some((NameId(first.0 + u32::try_from(k).ok()?), names.get(k)?)))
    }

    /// Of the names that share the key of the first: how many have no third word, and which have
    /// `third`.
    #[cold]
    fn with_third(&self, names: &[Name], third: &[u8]) -> (usize, Range<usize>) {
        let hash = names.first().map(|name| name.hash);
        let len = names.partition_point(|name| Some(name.hash) == hash);
        let names = names.get(..len).unwrap_or_default();
        let own = |name: &Name| third_word(self.codes(name));
        let short = names.partition_point(|name| own(name).is_empty());
        let from = names.partition_point(|name| own(name) < third).max(short);
        (short, from..names.partition_point(|name| own(name) <= third))
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
