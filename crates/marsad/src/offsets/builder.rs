//! Fills a map while a pass goes over the text.
//!
//! While it goes, the dropped bytes are a plain bit map, one bit a byte of the original, written
//! where the words of the map will stand; what is dirty is moved together at the end.

use super::map::{BLOCK, Block, MAX_UNITS, OffsetMap, Unit, WORDS};
use crate::chars::scan::{Edits, squeeze};

/// Appends to a map. Everything is told in ascending order of the original, in bytes; bytes nothing
/// is told about are kept.
#[derive(Debug)]
pub(crate) struct MapBuilder<'m> {
    map: &'m mut OffsetMap,
    /// The first unit of the block that is open, the one behind the last of the map.
    units: usize,
}

impl<'m> MapBuilder<'m> {
    /// Clears `map` and begins it for a text of `len` bytes.
    pub(crate) fn new(map: &'m mut OffsetMap, len: u32) -> MapBuilder<'m> {
        map.clear();
        map.orig_len = len;
        let blocks = len.div_ceil(BLOCK) as usize;
        map.blocks.reserve_exact(blocks);
        // one more, since 64 bits from any place on go over two
        map.words.reserve_exact(blocks * WORDS + 1);
        map.words.resize(blocks * WORDS + 1, 0);
        MapBuilder { map, units: 0 }
    }

    /// The bytes `at..to` are gone.
    pub(crate) fn drop(&mut self, at: usize, to: usize) {
        let mut at = at;
        while at < to {
            let end = to.min((at | 63) + 1);
            let bits = (u64::MAX >> (64 - (end - at))) << (at & 63);
            if let Some(word) = self.map.words.get_mut(at / 64) {
                *word |= bits;
            }
            at = end;
        }
    }

    /// The bytes `at..to` became `len` others, at least one.
    pub(crate) fn replace(&mut self, at: usize, to: usize, len: usize) {
        // All of them stand at the head of a range longer than a unit can be. The rest counts as
        // deleted and so belongs to the head: no border shows inside.
        let head = to.min(at + Unit::MAX_SPAN as usize);
        let (mut at, mut len) = (at, len);
        while len > Unit::MAX_LEN && head - at > 1 {
            // inside one cluster any even division will do
            let fits = (head - at).saturating_mul(Unit::MAX_LEN) / len;
            let part = fits.clamp(1, head - at - 1);
            match len.saturating_mul(part) / (head - at) {
                0 => self.drop(at, at + part),
                became => {
                    self.unit(at, at + part, became);
                    len -= became;
                }
            }
            at += part;
        }
        self.unit(at, head, len);
        self.drop(head, to);
    }

    fn unit(&mut self, at: usize, to: usize, len: usize) {
        let last = to - 1;
        self.drop(at, last);
        self.open(last / BLOCK as usize);
        if self.map.units.len() - self.units >= MAX_UNITS {
            self.join_units();
        }
        let len = len.min(Unit::MAX_LEN);
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        grow(&mut self.map.units);
        self.map.units.push(Unit::new(narrow(last) % BLOCK, narrow(to - at), narrow(len)));
    }

    /// All that was told about the bytes `at..to` is void; nothing was told about later ones, and
    /// there was no unit among them.
    pub(crate) fn rewind(&mut self, at: usize, to: usize) {
        let words = self.map.words.get_mut(at / 64..to.div_ceil(64)).unwrap_or_default();
        if let Some((first, rest)) = words.split_first_mut() {
            *first &= (1 << (at % 64)) - 1;
            rest.fill(0);
        }
    }

    /// Ends the map.
    pub(crate) fn finish(mut self) {
        let len = self.map.orig_len;
        let n_blocks = len.div_ceil(BLOCK) as usize;
        self.open(n_blocks);
        let OffsetMap { blocks, words, units, .. } = self.map;
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        words.truncate(n_blocks * WORDS);
        let (mut out, mut n_words, mut index) = (0_u32, 0, 0);
        let kept = squeeze(words, |dirty, dropped| {
            let end = blocks.get(index + 1).map_or(units.len(), |next| next.units as usize);
            let Some(block) = blocks.get_mut(index) else { return };
            (block.out, block.words, block.dirty) = (out, n_words, dirty);
            let own = units.get(block.units as usize..end).unwrap_or_default();
            let extra: u32 = own.iter().map(|unit| unit.extra()).sum();
            // a text that grows beyond u32 is refused when it is done
            out = out.saturating_add(BLOCK - dropped + extra);
            n_words += dirty.count_ones();
            index += 1;
        });
        words.truncate(kept);
        debug_assert_eq!(narrow(kept), n_words, "each dirty word has its place");
        let unused = narrow(n_blocks).saturating_mul(BLOCK).saturating_sub(len);
        self.map.norm_len = out.saturating_sub(unused);
    }

    /// Makes block `index` the open one.
    fn open(&mut self, index: usize) {
        while self.map.blocks.len() < index {
            let units = u32::try_from(self.units).unwrap_or(u32::MAX);
            self.map.blocks.push(Block { units, ..Block::default() });
            self.units = self.map.units.len();
        }
    }

    /// Joins neighbouring units of the open block two by two.
    fn join_units(&mut self) {
        let mut kept = self.units;
        let mut i = self.units;
        while let Some(&first) = self.map.units.get(i) {
            let second = self.map.units.get(i + 1).copied();
            let joined = second.and_then(|second| self.joined(first, second));
            if let Some(place) = self.map.units.get_mut(kept) {
                *place = joined.unwrap_or(first);
            }
            kept += 1;
            i += if joined.is_some() { 2 } else { 1 };
        }
        self.map.units.truncate(kept);
    }

    /// One unit from the first byte of `first` to the last of `second`, unless it grew too long.
    fn joined(&mut self, first: Unit, second: Unit) -> Option<Unit> {
        let span = first.span() + second.last() - first.last();
        if span > Unit::MAX_SPAN {
            return None;
        }
        let bits =
            |from: u32, to: u32| (from..to).map(|at| ((at / 64) as usize, 1_u64 << (at % 64)));
        let mut len = first.len() + second.extra();
        // the last byte of `second` counts among the kept ones
        let begin = self.map.blocks.len() * WORDS;
        let window = self.map.words.get_mut(begin..).unwrap_or_default();
        for (word, bit) in bits(first.last() + 1, second.last() + 1) {
            len += u32::from(window.get(word).is_some_and(|&w| w & bit == 0));
        }
        for (word, bit) in bits(first.last(), second.last()) {
            if let Some(w) = window.get_mut(word) {
                *w |= bit;
            }
        }
        Some(Unit::new(second.last(), span, len))
    }
}

impl Edits for MapBuilder<'_> {
    const RECORD: bool = true;

    #[inline]
    fn dropped(&mut self) -> &mut [u64] {
        &mut self.map.words
    }
}

/// Room for one more, growing by an eighth: the bound on the memory of a map counts capacity.
fn grow<T>(vec: &mut Vec<T>) {
    if vec.len() == vec.capacity() {
        vec.reserve_exact(4 + vec.len() / 8);
    }
}
