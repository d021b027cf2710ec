//! The map and its two directions.

use std::mem::size_of;
use std::ops::Range;

use crate::span::{Norm, Orig, Span};

/// Bytes of the original a block covers.
pub(super) const BLOCK: u32 = 1024;
/// Words of 64 bytes in a block.
pub(super) const WORDS: usize = 16;
/// Greatest number of units in a block; the builder joins neighbours when there are more.
pub(super) const MAX_UNITS: usize = 32;

/// Which bytes of an original text the bytes of its normalised text come from.
///
/// Filled by [`normalize_with_map`](crate::normalize_with_map). Spans on grapheme cluster borders
/// map to spans on cluster borders of their own side, except where one cluster of the original
/// became several (`ﷺ`, a lam-alef ligature, an emoji sequence without its joiners): a part of such
/// a unit maps to the unit. Bytes that were deleted belong to what stands before them, those at the
/// start of the text to what follows.
///
/// Both directions take O(log n). Where more than one ligature in ten letters grew, neighbouring
/// units are joined to keep the map small; then a part maps to the joined unit.
///
/// ```
/// use marsad::{OffsetMap, Profile, Span, normalize_with_map};
/// let text = "قال مُحَمَّدٌ";
/// let (mut out, mut map) = (String::new(), OffsetMap::new());
/// normalize_with_map(&Profile::search(), text, &mut out, &mut map)?;
/// let at = out.find("محمد").unwrap() as u32;
/// let orig = map.to_orig(Span::new(at, at + 8));
/// assert_eq!(&text[orig.range()], "مُحَمَّدٌ");
/// assert_eq!(map.to_norm(orig), Span::new(at, at + 8));
/// # Ok::<(), marsad::TextTooLong>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffsetMap {
    pub(super) blocks: Vec<Block>,
    /// Bits of dropped bytes of the words that have any, block by block.
    pub(super) words: Vec<u64>,
    /// Units, block by block, by their last byte.
    pub(super) units: Vec<Unit>,
    pub(super) orig_len: u32,
    pub(super) norm_len: u32,
}

/// 1024 bytes of the original.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Block {
    /// Bytes of normalised text before this block.
    pub(super) out: u32,
    /// Its first entry in `words`.
    pub(super) words: u32,
    /// Its first entry in `units`.
    pub(super) units: u32,
    /// Which of its 16 words have an entry.
    pub(super) dirty: u16,
}

/// A range of the original that became several bytes which can not be told apart. All of them are
/// counted at its last byte; its other bytes count as dropped. Packed: bits 0–9 the last byte in
/// the block, 10–19 the number of bytes less one, 20–31 how many bytes it became less one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit(u32);

impl Unit {
    /// Greatest number of bytes of the original in a unit. Own profiles make at most eleven
    /// of each.
    pub(super) const MAX_SPAN: u32 = 341;
    /// Greatest number of bytes of normalised text in a unit.
    pub(super) const MAX_LEN: usize = 4096;

    pub(super) fn new(last: u32, span: u32, len: u32) -> Unit {
        debug_assert!(last < BLOCK && (1..=BLOCK).contains(&span) && (1..=4096).contains(&len));
        Unit(last & 0x3FF | (span.wrapping_sub(1) & 0x3FF) << 10 | len.wrapping_sub(1) << 20)
    }

    /// Place of its last byte in the block.
    pub(super) fn last(self) -> u32 {
        self.0 & 0x3FF
    }

    /// Bytes of the original.
    pub(super) fn span(self) -> u32 {
        (self.0 >> 10 & 0x3FF) + 1
    }

    /// Bytes of normalised text.
    pub(super) fn len(self) -> u32 {
        self.extra() + 1
    }

    /// Bytes of normalised text beyond the one its last byte counts for.
    pub(super) fn extra(self) -> u32 {
        self.0 >> 20
    }
}

/// A unit in the coordinates of the whole texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) orig: Range<u32>,
    pub(super) norm: Range<u32>,
}

/// What stands at a place of the normalised text.
enum Found {
    Byte(u32),
    Unit(Placed),
}

impl OffsetMap {
    /// The map of the empty text. Allocates nothing.
    pub const fn new() -> OffsetMap {
        OffsetMap {
            blocks: Vec::new(),
            words: Vec::new(),
            units: Vec::new(),
            orig_len: 0,
            norm_len: 0,
        }
    }

    /// Makes it the map of the empty text; keeps its memory.
    pub fn clear(&mut self) {
        self.blocks.clear();
        self.words.clear();
        self.units.clear();
        self.orig_len = 0;
        self.norm_len = 0;
    }

    /// Length of the original, in bytes.
    pub const fn orig_len(&self) -> u32 {
        self.orig_len
    }

    /// Length of the normalised text, in bytes.
    pub const fn norm_len(&self) -> u32 {
        self.norm_len
    }

    /// Heap memory it holds, in bytes, whether used or not.
    pub fn heap_bytes(&self) -> usize {
        self.blocks.capacity() * size_of::<Block>()
            + self.words.capacity() * size_of::<u64>()
            + self.units.capacity() * size_of::<Unit>()
    }

    /// The part of the original that a part of the normalised text comes from.
    ///
    /// Parts beside each other give parts beside each other: the spans of all clusters cover the
    /// original without gap. An empty span gives an empty span. What lies behind the end of the
    /// text is taken as the end.
    pub fn to_orig(&self, span: Span<Norm>) -> Span<Orig> {
        let start = match self.find(span.start) {
            // what was deleted before the first byte belongs to it
            _ if span.start == 0 => 0,
            Found::Unit(unit) if unit.norm.start == 0 => 0,
            Found::Byte(at) => at,
            Found::Unit(unit) => unit.orig.start,
        };
        if span.is_empty() {
            return Span::new(start, start);
        }
        let end = match self.find(span.end) {
            Found::Unit(unit) if span.end > unit.norm.start => self.find(unit.norm.end),
            found => found,
        };
        let end = match end {
            Found::Byte(at) => at,
            Found::Unit(unit) => unit.orig.start,
        };
        Span::new(start, end)
    }

    /// The part of the normalised text that a part of the original became; empty when it was
    /// deleted. What lies behind the end of the text is taken as the end.
    pub fn to_norm(&self, span: Span<Orig>) -> Span<Norm> {
        let start = self.rank(span.start);
        if span.is_empty() {
            return Span::new(start, start);
        }
        let end = match self.unit_across(span.end) {
            Some(unit) => unit.norm.end,
            None => self.rank(span.end),
        };
        Span::new(start, end)
    }

    /// Bytes of normalised text before byte `at` of the original.
    fn rank(&self, at: u32) -> u32 {
        if at >= self.orig_len {
            return self.norm_len;
        }
        let Some(block) = self.blocks.get((at / BLOCK) as usize) else { return self.norm_len };
        let local = at % BLOCK;
        block.out + self.kept_before(block, local) + self.extra_before((at / BLOCK) as usize, local)
    }

    /// The byte of the original, or the unit, that gave byte `at` of the normalised text.
    fn find(&self, at: u32) -> Found {
        if at >= self.norm_len {
            return Found::Byte(self.orig_len);
        }
        let after = self.blocks.partition_point(|block| block.out <= at);
        let index = after.saturating_sub(1);
        let Some(block) = self.blocks.get(index) else { return Found::Byte(self.orig_len) };
        // the rest counts in bytes of the original that are kept
        let mut rest = at - block.out;
        for (unit, placed) in self.placed(index) {
            if at < placed.norm.start {
                break;
            }
            if at < placed.norm.end {
                return Found::Unit(placed);
            }
            rest -= unit.extra();
        }
        let base = u32::try_from(index).unwrap_or(u32::MAX).saturating_mul(BLOCK);
        for (word, start) in (base..).step_by(64).take(WORDS).enumerate() {
            let mut kept = !self.word(block, word);
            if rest < kept.count_ones() {
                for _ in 0..rest {
                    kept &= kept - 1;
                }
                return Found::Byte(start + kept.trailing_zeros());
            }
            rest -= kept.count_ones();
        }
        Found::Byte(self.orig_len)
    }

    /// The unit that has byte borders on both sides of `at` inside it.
    fn unit_across(&self, at: u32) -> Option<Placed> {
        let index = (at / BLOCK) as usize;
        // a unit may begin one block before the block of its last byte
        let units = self.placed(index).chain(self.placed(index + 1).take(1));
        units.map(|(_, unit)| unit).find(|unit| unit.orig.start < at && at < unit.orig.end)
    }

    /// The units of block `index`, in order.
    fn placed(&self, index: usize) -> impl Iterator<Item = (Unit, Placed)> + '_ {
        let base = u32::try_from(index).unwrap_or(u32::MAX).saturating_mul(BLOCK);
        let mut extra = 0;
        let block = self.blocks.get(index).copied().unwrap_or_default();
        self.block_units(index).iter().map(move |&unit| {
            let end = base + unit.last() + 1;
            let start = block.out + self.kept_before(&block, unit.last()) + extra;
            extra += unit.extra();
            let placed = Placed { orig: end - unit.span()..end, norm: start..start + unit.len() };
            (unit, placed)
        })
    }

    /// All units, in order.
    pub(super) fn all_units(&self) -> impl Iterator<Item = Placed> + '_ {
        (0..self.blocks.len()).flat_map(|index| self.placed(index).map(|(_, unit)| unit))
    }

    fn block_units(&self, index: usize) -> &[Unit] {
        let Some(block) = self.blocks.get(index) else { return &[] };
        let end = self.blocks.get(index + 1).map_or(self.units.len(), |next| next.units as usize);
        self.units.get(block.units as usize..end).unwrap_or_default()
    }

    /// Kept bytes of the block before its byte `local`.
    fn kept_before(&self, block: &Block, local: u32) -> u32 {
        let mut kept = local;
        for word in 0..(local / 64) as usize {
            kept -= self.word(block, word).count_ones();
        }
        let below = (1_u64 << (local % 64)) - 1;
        kept - (self.word(block, (local / 64) as usize) & below).count_ones()
    }

    fn extra_before(&self, index: usize, local: u32) -> u32 {
        let units = self.block_units(index).iter().take_while(|unit| unit.last() < local);
        units.map(|unit| unit.extra()).sum()
    }

    /// The dropped bytes of one word of a block.
    pub(super) fn word(&self, block: &Block, word: usize) -> u64 {
        if block.dirty >> word & 1 == 0 {
            return 0;
        }
        let before = (block.dirty & ((1 << word) - 1)).count_ones();
        self.words.get((block.words + before) as usize).copied().unwrap_or(0)
    }

    /// Whether byte `at` of the original was dropped, and up to where the next ones are the same.
    pub(super) fn run_at(&self, at: u32, limit: u32) -> (bool, u32) {
        let bits = |at: u32| {
            let block = self.blocks.get((at / BLOCK) as usize).copied().unwrap_or_default();
            self.word(&block, (at % BLOCK / 64) as usize)
        };
        let dropped = bits(at) >> (at % 64) & 1 == 1;
        let mut end = at;
        while end < limit {
            let word = if dropped { !bits(end) } else { bits(end) };
            let other = word >> (end % 64);
            if other != 0 {
                return (dropped, limit.min(end + other.trailing_zeros()));
            }
            end = (end | 63).saturating_add(1);
        }
        (dropped, limit)
    }
}
