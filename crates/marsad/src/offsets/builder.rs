//! Fills a map while a pass goes over the text.

use super::map::{BLOCK, Block, MAX_UNITS, OffsetMap, Unit, WORDS};
use crate::chars::scan::Edits;

/// Appends to a map. Everything is told in ascending order of the original, in bytes; bytes nothing
/// is told about are kept.
#[derive(Debug)]
pub(crate) struct MapBuilder<'m> {
    map: &'m mut OffsetMap,
    /// Dropped bytes of the block that is open.
    window: [u64; WORDS],
    /// Its first unit.
    units: usize,
    /// Bytes of normalised text before it.
    out: u32,
}

impl<'m> MapBuilder<'m> {
    /// Clears `map` and begins it for a text of `len` bytes.
    pub(crate) fn new(map: &'m mut OffsetMap, len: u32) -> MapBuilder<'m> {
        map.clear();
        map.orig_len = len;
        map.blocks.reserve_exact(len.div_ceil(BLOCK) as usize);
        MapBuilder { map, window: [0; WORDS], units: 0, out: 0 }
    }

    /// The bytes `at..to` are gone.
    pub(crate) fn drop(&mut self, at: usize, to: usize) {
        let mut at = at;
        while at < to {
            let end = to.min((at | 63) + 1);
            let bits = (u64::MAX >> (64 - (end - at))) << (at & 63);
            self.drop_bits(at / 64, bits);
            at = end;
        }
    }

    /// The bytes `at..to` became `len` others, at least one.
    pub(crate) fn replace(&mut self, at: usize, to: usize, len: usize) {
        let longest = Unit::MAX_SPAN as usize;
        let (mut at, mut len) = (at, len);
        while to - at > longest || (len > Unit::MAX_LEN && to - at > 1) {
            // longer than joined units are, so that most maps of maps need no division; inside one
            // cluster any even one will do
            let fits = (to - at).saturating_mul(Unit::MAX_LEN) / len;
            let part = fits.clamp(1, (to - at - 1).min(longest));
            match len.saturating_mul(part) / (to - at) {
                0 => self.drop(at, at + part),
                became => {
                    self.unit(at, at + part, became);
                    len -= became;
                }
            }
            at += part;
        }
        self.unit(at, to, len);
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

    /// All that was told about bytes from `at` on is void; there was no unit among it.
    pub(crate) fn rewind(&mut self, at: usize) {
        while self.map.blocks.len() > at / BLOCK as usize
            && let Some(block) = self.map.blocks.pop()
        {
            let mut stored = self.map.words.get(block.words as usize..).unwrap_or_default().iter();
            for (i, word) in self.window.iter_mut().enumerate() {
                let dirty = block.dirty >> i & 1 == 1;
                *word = if dirty { stored.next().copied().unwrap_or(0) } else { 0 };
            }
            self.map.words.truncate(block.words as usize);
            self.units = block.units as usize;
            self.out = block.out;
        }
        if self.map.blocks.len() < at / BLOCK as usize {
            // the open block ends before
            return;
        }
        let first = at % BLOCK as usize / 64;
        for (i, word) in self.window.iter_mut().enumerate().skip(first) {
            *word &= if i == first { (1 << (at % 64)) - 1 } else { 0 };
        }
    }

    /// Ends the map.
    pub(crate) fn finish(mut self) {
        let len = self.map.orig_len;
        self.open((len / BLOCK) as usize);
        if !len.is_multiple_of(BLOCK) {
            let unused = BLOCK - len % BLOCK;
            self.seal();
            self.out = self.out.saturating_sub(unused);
        }
        self.map.norm_len = self.out;
    }

    /// Makes block `index` the open one.
    fn open(&mut self, index: usize) {
        while self.map.blocks.len() < index {
            self.seal();
        }
    }

    fn seal(&mut self) {
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut block = Block {
            out: self.out,
            words: narrow(self.map.words.len()),
            units: narrow(self.units),
            dirty: 0,
        };
        let mut dropped = 0;
        for (i, &word) in self.window.iter().enumerate() {
            if word != 0 {
                block.dirty |= 1 << i;
                dropped += word.count_ones();
                grow(&mut self.map.words);
                self.map.words.push(word);
            }
        }
        let units = self.map.units.get(self.units..).unwrap_or_default();
        let extra: u32 = units.iter().map(|unit| unit.extra()).sum();
        // a text that grows beyond u32 is refused when it is done
        self.out = self.out.saturating_add(BLOCK - dropped + extra);
        self.map.blocks.push(block);
        self.units = self.map.units.len();
        self.window = [0; WORDS];
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
        for (word, bit) in bits(first.last() + 1, second.last() + 1) {
            len += u32::from(self.window.get(word).is_some_and(|&w| w & bit == 0));
        }
        if len as usize > Unit::MAX_LEN {
            return None;
        }
        for (word, bit) in bits(first.last(), second.last()) {
            if let Some(w) = self.window.get_mut(word) {
                *w |= bit;
            }
        }
        Some(Unit::new(second.last(), span, len))
    }
}

impl Edits for MapBuilder<'_> {
    const RECORD: bool = true;

    #[inline]
    fn drop_bits(&mut self, word: usize, drop: u64) {
        if drop == 0 {
            return;
        }
        self.open(word / WORDS);
        if let Some(place) = self.window.get_mut(word % WORDS) {
            *place |= drop;
        }
    }
}

/// Room for one more, growing by an eighth: the bound on the memory of a map counts capacity.
fn grow<T>(vec: &mut Vec<T>) {
    if vec.len() == vec.capacity() {
        vec.reserve_exact(4 + vec.len() / 8);
    }
}
