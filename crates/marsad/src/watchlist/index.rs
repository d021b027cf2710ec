//! The word index: two Bloom filters and a hash table over the keys of all names.
//!
//! A look-up goes filter → table → names. The filter for pairs of words and the one for single
//! words are apart, so that the small one stays in cache. What a candidate is checked against is the
//! text of its name; its letter codes are made anew, for most candidates are equal letter by letter.
//!
//! All of it is numbers and texts that lie in a [`List`](super::List): built or opened, it is the same.

use std::ops::Range;

use super::block::{BLOCK, NameBlock, NameReader};
use super::source::{FinalLetter, Level, NameKind};
use crate::chars::Kernel;
use crate::span::{EntityId, NameId};
use crate::words::{
    Key, Keys, LetterCodes, MOST_BLOCKS, SEP, Words, filed_under, filter, filter_bits,
    filter_block, first_words, name_codes, prefetch,
};

/// One name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name<'a> {
    pub(crate) entity: EntityId,
    pub(crate) kind: NameKind,
    pub(crate) level: Level,
    pub(crate) final_letter: FinalLetter,
    pub(crate) n_words: u8,
    text: &'a [u8],
}

impl<'a> Name<'a> {
    /// As listed, in NFC.
    pub(crate) fn text(&self) -> &'a str {
        std::str::from_utf8(self.text).unwrap_or_default()
    }

    /// Its last character, found without looking at the others.
    #[inline]
    pub(crate) fn last_char(&self) -> Option<char> {
        let start = self.text.iter().rposition(|byte| byte & 0xC0 != 0x80)?;
        std::str::from_utf8(self.text.get(start..)?).ok()?.chars().next()
    }

    /// As listed, in NFC: its UTF-8.
    pub(crate) fn bytes(&self) -> &'a [u8] {
        self.text
    }
}

/// The loosest level.
const LOOSEST: Level = Level::ALL[Level::ALL.len() - 1];

/// Names by number: those of an entity side by side, the entities in their order.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Names<'a> {
    pub(super) blocks: &'a [NameBlock],
    pub(super) texts: &'a [u8],
    pub(super) n_slots: u32,
}

impl<'a> Names<'a> {
    #[inline]
    fn reader(self, n: u32) -> Option<(NameReader<'a>, usize)> {
        let (block, k) = (n as usize / BLOCK, n as usize % BLOCK);
        if n < self.n_slots { Some((NameReader(self.blocks.get(block)?), k)) } else { None }
    }

    /// Name `n`; `None` for what stands in place of one.
    #[inline]
    pub(super) fn get(self, n: u32) -> Option<Name<'a>> {
        let (block, k) = self.reader(n)?;
        let (start, len) = block.text(k);
        Some(Name {
            entity: EntityId(block.entity(k)),
            kind: block.kind(k)?,
            level: block.level(k).unwrap_or(LOOSEST),
            final_letter: block.final_letter(k),
            n_words: block.n_words(k),
            text: self.texts.get(start..start + len)?,
        })
    }

    /// The cap and the last letters of the entity whose name is `n`.
    pub(super) fn rules(self, n: u32) -> Option<(Option<Level>, FinalLetter)> {
        let (block, k) = self.reader(n)?;
        Some((block.level(k), block.final_letter(k)))
    }

    /// The numbers of the names of an entity. Cost: a binary search.
    pub(super) fn of_entity(self, entity: u32) -> Range<u32> {
        self.first_of(entity)..self.first_of(entity.saturating_add(1))
    }

    /// The number of the first name of an entity; that behind the last name for one too many.
    fn first_of(self, entity: u32) -> u32 {
        let at = self.blocks.partition_point(|block| NameReader(block).first_entity() < entity);
        let begins = |block: &NameBlock| {
            NameReader(block).first_entity() == entity && NameReader(block).firsts() & 1 == 1
        };
        let first = if self.blocks.get(at).is_some_and(begins) {
            at * BLOCK
        } else {
            // inside the block before
            let Some(block) = at.checked_sub(1).and_then(|at| self.blocks.get(at)) else {
                return self.n_slots;
            };
            let block = NameReader(block);
            let k = (1..BLOCK).find(|k| block.entity(*k) == entity);
            k.map_or(usize::MAX, |k| (at - 1) * BLOCK + k)
        };
        u32::try_from(first).unwrap_or(u32::MAX).min(self.n_slots)
    }

    /// Asks for the block of a name before it is needed.
    #[inline]
    fn prefetch_block(self, n: u32) {
        prefetch(self.blocks.get(n as usize / BLOCK));
    }

    /// Asks for the text of a name.
    #[inline]
    fn prefetch_text(self, n: u32) {
        if let Some((block, k)) = self.reader(n) {
            let (start, len) = block.text(k);
            prefetch(self.texts.get(start));
            prefetch(self.texts.get(start + len));
        }
    }

    /// Replaces `out` by the letter codes of name `n`.
    pub(super) fn codes(self, codes: &LetterCodes, n: u32, out: &mut Vec<u8>) {
        out.clear();
        if let Some(name) = self.get(n) {
            name_codes(codes, name.bytes(), out);
        }
    }
}

/// A blocked Bloom filter: three bits of one 64-bit block a key. The number of blocks is a power of two.
/// Keys of one word behind more or fewer particles differ in one of the bits.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Filter<'a> {
    pub(super) blocks: &'a [u64],
}

/// Bits of filter a pair of words: fewer save cache but cost more false candidates than they save.
pub(super) const BITS_PER_PAIR: usize = 16;

/// Bits of filter a single word, which sets seven: two of its own, and one for each number of particle letters
/// that it may be met with.
pub(super) const BITS_PER_SINGLE: usize = 40;

impl Filter<'_> {
    /// The blocks, about `n_bits` in all, of a filter that `keys` pass.
    pub(super) fn build<'k>(n_bits: usize, keys: impl Iterator<Item = &'k Key>) -> Vec<u64> {
        let mut blocks = vec![0; (n_bits / 64).next_power_of_two().min(MOST_BLOCKS)];
        let mask = blocks.len() as u64 - 1;
        for key in keys {
            if let Some(block) = blocks.get_mut(filter_block(*key, mask)) {
                *block |= filter_bits(*key);
            }
        }
        blocks
    }

    /// Writes which keys may be in it to `passed` from `n` on; those left out surely are not.
    fn pass(self, kernel: Kernel, keys: &[Key], passed: &mut Vec<u32>, n: usize) -> usize {
        let mask = (self.blocks.len() as u64).saturating_sub(1);
        filter(kernel, self.blocks, mask, keys, passed, n)
    }
}

/// The hash table. An entry holds a tag, some bits of a key, and below it the number of a name. The entries
/// of a bucket stand together, sorted by tag, and names of one tag, if they are many, by their codes. A
/// tag that stands for two keys costs a comparison.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Table<'a> {
    /// Where each bucket begins, and where the last ends.
    pub(super) buckets: &'a [u32],
    pub(super) entries: &'a [u32],
    /// The bits of an entry that are the number of a name.
    pub(super) number: u32,
}

/// Entries of a bucket, on average.
const PER_BUCKET: usize = 8;

/// So few names of one tag are looked at one by one; more are searched.
pub(super) const FEW: usize = 6;

impl<'a> Table<'a> {
    /// How many buckets so many entries take.
    pub(super) fn n_buckets(n_entries: usize) -> usize {
        (n_entries / PER_BUCKET).max(1)
    }

    /// The bits that the numbers of `n_names` names take.
    pub(super) fn number_bits(n_names: u32) -> u32 {
        u32::MAX.checked_shr(n_names.saturating_sub(1).leading_zeros()).unwrap_or(0)
    }

    /// The bucket of a key, among `n_buckets`, and its tag above `number`.
    pub(super) fn place(key: Key, n_buckets: usize, number: u32) -> (usize, u32) {
        let mixed = key.bits().wrapping_mul(0x9E37_79B9_7F4A_7C15);
        #[expect(clippy::cast_possible_truncation, reason = "below `n_buckets`; the lower half")]
        {
            let bucket = (((mixed >> 32) * n_buckets as u64) >> 32) as usize;
            let tag = (key.bits() ^ mixed.rotate_left(17)) as u32 & !number;
            (bucket, tag)
        }
    }

    fn place_of(self, key: Key) -> (usize, u32) {
        Self::place(key, self.buckets.len().saturating_sub(1), self.number)
    }

    /// The entries of a bucket.
    fn bucket(self, bucket: usize) -> Range<u32> {
        match self.buckets.get(bucket..).and_then(<[u32]>::first_chunk) {
            Some([start, end]) => *start..*end,
            None => 0..0,
        }
    }

    /// Which entries of a bucket, whose place is `bucket`, have that tag.
    fn find(self, bucket: Range<u32>, tag: u32) -> Range<u32> {
        let place = bucket.start as usize..bucket.end as usize;
        let entries = self.entries.get(place).unwrap_or_default();
        let tag_of = |entry: &u32| entry & !self.number;
        let (from, to) = if entries.len() <= 4 * PER_BUCKET {
            let from = entries.iter().take_while(|entry| tag_of(entry) < tag).count();
            let same = entries.iter().skip(from).take_while(|entry| tag_of(entry) == tag).count();
            (from, from + same)
        } else {
            let from = entries.partition_point(|entry| tag_of(entry) < tag);
            (from, entries.partition_point(|entry| tag_of(entry) <= tag))
        };
        let number = |at: usize| bucket.start.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
        number(from)..number(to)
    }

    /// The names of some entries.
    fn names(self, entries: Range<u32>) -> impl ExactSizeIterator<Item = u32> + Clone + 'a {
        let entries = self.entries.get(entries.start as usize..entries.end as usize);
        entries.unwrap_or_default().iter().map(move |entry| entry & self.number)
    }
}

/// A word at which a name may begin.
#[derive(Debug, Clone)]
pub(crate) struct Candidate {
    /// Number of the word in its window.
    pub(crate) word: usize,
    /// What its entries have of its key.
    tag: u32,
    /// Entries of the names that may stand there.
    entries: Range<u32>,
}

/// The names that may stand at a candidate. Reused.
#[derive(Debug, Default)]
pub(crate) struct Shortlist {
    pub(crate) names: Vec<NameId>,
    codes: Vec<u8>,
}

/// All names, ready to be looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameIndex<'a> {
    pub(super) singles: Filter<'a>,
    pub(super) pairs: Filter<'a>,
    pub(super) table: Table<'a>,
    pub(super) names: Names<'a>,
}

impl<'a> NameIndex<'a> {
    /// A name by its number in the list.
    #[inline]
    pub(crate) fn name(&self, id: NameId) -> Option<Name<'a>> {
        self.names.get(id.0)
    }

    /// The words of a window at which a name may begin, in `found`; the window begins at word `from` of
    /// `words`, whose keys are `keys`. Each step goes over all of them, so that their cache misses
    /// overlap.
    pub(crate) fn look_up(
        &self,
        kernel: Kernel,
        words: &Words,
        from: usize,
        keys: &Keys,
        passed: &mut Vec<u32>,
        found: &mut Vec<Candidate>,
    ) {
        let n_single = self.singles.pass(kernel, keys.single(), passed, 0);
        let n = self.pairs.pass(kernel, keys.pair(), passed, n_single);
        let (single, pair) = passed.get(..n).unwrap_or_default().split_at(n_single);
        found.clear();
        let mut add = |key: Key, word: usize| {
            let (bucket, tag) = self.table.place_of(key);
            prefetch(self.table.buckets.get(bucket));
            // the bucket for now, and then its entries
            let bucket = u32::try_from(bucket).unwrap_or(u32::MAX);
            found.push(Candidate { word, tag, entries: bucket..bucket });
        };
        for word in single.iter().map(|word| *word as usize) {
            if let Some(key) = keys.single().get(word) {
                add(filed_under(words, from + word, *key), word);
            }
        }
        for word in pair.iter().map(|word| *word as usize) {
            if let Some(key) = keys.pair().get(word) {
                add(*key, word);
            }
        }
        for candidate in found.iter_mut() {
            let entries = self.table.bucket(candidate.entries.start as usize);
            prefetch(self.table.entries.get(entries.start as usize));
            prefetch(self.table.entries.get((entries.end as usize).wrapping_sub(1)));
            candidate.entries = entries;
        }
        found.retain_mut(|candidate| {
            candidate.entries = self.table.find(candidate.entries.clone(), candidate.tag);
            let names = self.table.names(candidate.entries.clone());
            names.take(FEW).for_each(|name| self.names.prefetch_block(name));
            !candidate.entries.is_empty()
        });
        for candidate in found.iter() {
            for name in self.table.names(candidate.entries.clone()).take(FEW) {
                self.names.prefetch_text(name);
            }
        }
    }

    /// Lists the names that may stand at a candidate, which is word `j` of `words`.
    pub(crate) fn shortlist(
        &self,
        candidate: &Candidate,
        codes: &LetterCodes,
        words: &Words,
        j: usize,
        list: &mut Shortlist,
    ) {
        list.names.clear();
        let names = self.table.names(candidate.entries.clone());
        if names.len() <= FEW {
            list.names.extend(names.map(NameId));
        } else {
            self.search(candidate.entries.clone(), codes, words, j, list);
        }
    }

    /// Which of the names of some entries, sorted by their codes, have the first three words that stand at
    /// word `j`. Thousands may begin with the same two words, or with words that differ in particle
    /// letters only.
    #[cold]
    fn search(
        &self,
        entries: Range<u32>,
        codes: &LetterCodes,
        words: &Words,
        j: usize,
        list: &mut Shortlist,
    ) {
        const GAP: &[u8] = &[SEP];
        let place = entries.start as usize..entries.end as usize;
        let entries = self.table.entries.get(place).unwrap_or_default();
        let (second, third) = (words.codes(j + 1), words.codes(j + 2));
        for [article, word] in first_words(words.codes(j)) {
            let one = [article, word, &[], &[], &[], &[]];
            let two = [article, word, GAP, second, &[], &[]];
            let more = [article, word, GAP, second, GAP, third];
            for (codes_of, end) in [(one, GAP), (two, GAP), (more, &[SEP + 1])] {
                let mut is_below = |entry: &u32, end: &[u8]| {
                    self.names.codes(codes, entry & self.table.number, &mut list.codes);
                    list.codes.iter().lt(codes_of.iter().copied().chain([end]).flatten())
                };
                let from = entries.partition_point(|entry| is_below(entry, &[]));
                let to = entries.partition_point(|entry| is_below(entry, end));
                let found = entries.get(from..to).unwrap_or_default();
                list.names.extend(found.iter().map(|entry| NameId(entry & self.table.number)));
            }
        }
    }
}
