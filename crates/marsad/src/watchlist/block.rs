//! Names and entities in blocks of sixteen: what is known of each in few bytes, beside the texts.
//!
//! A block is one array of numbers, so that it can lie in a file as it lies in memory. A name takes
//! four bytes, sixteen names one cache line; where a text begins is the sum of the lengths before it
//! in the block.

use super::source::{FinalLetter, Level, NameKind};

/// Names or entities in a block.
pub(super) const BLOCK: usize = 16;

/// Sixteen names:
///
/// | number | what |
/// |---|---|
/// | 0 | where the first text begins |
/// | 1 | entity of the first name |
/// | 2 | a bit for each name that is the first of its entity; above them a bit for each name of which ة and ه differ at the end |
/// | 3 | two bits a name: 0, or the number of its loosest level, from 1 |
/// | 4..12 | sixteen bits a name: bytes of its text |
/// | 12..16 | eight bits a name: words less one, above them two bits: its kind |
pub(super) type NameBlock = [u32; 16];

/// Sixteen entities:
///
/// | number | what |
/// |---|---|
/// | 0, 1 | where the id of the first begins, lower half first |
/// | 2..10 | sixteen bits an entity: bytes of its id, or [`ID_IS_NAME`] |
/// | 10..18 | sixteen bits an entity: number of its kind |
pub(super) type EntityBlock = [u32; 18];

/// In place of a length: the id is the entity's first name and does not stand with the ids.
pub(super) const ID_IS_NAME: u16 = u16::MAX;

/// What stands in place of a name when an entity has none.
const NO_NAME: u32 = 3;

const KINDS: [NameKind; 3] = [NameKind::Full, NameKind::Weak, NameKind::Exclude];

/// What is known of a name besides its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NameFacts {
    /// `None` for what stands in place of a name.
    pub(super) kind: Option<NameKind>,
    pub(super) n_words: u8,
    pub(super) level: Option<Level>,
    pub(super) final_letter: FinalLetter,
    /// Whether it is the first of its entity.
    pub(super) is_first: bool,
    /// Bytes of its text.
    pub(super) len: u16,
}

/// Sixteen bits of those packed from number `at` on.
fn half(block: &[u32], at: usize, k: usize) -> u16 {
    #[expect(clippy::cast_possible_truncation, reason = "one half, then the other")]
    block.get(at + k / 2).map_or(0, |pair| (pair >> (k % 2 * 16)) as u16)
}

fn set_half(block: &mut [u32], at: usize, k: usize, value: u16) {
    if let Some(pair) = block.get_mut(at + k / 2) {
        *pair |= u32::from(value) << (k % 2 * 16);
    }
}

/// The sum of the first `k` of sixteen halves.
#[inline(always)]
fn sum_before(halves: &[u32; 8], k: usize) -> u32 {
    let mut sum = 0;
    for (pair, at) in halves.iter().zip((0..BLOCK).step_by(2)) {
        sum += if at < k { pair & 0xFFFF } else { 0 };
        sum += if at + 1 < k { pair >> 16 } else { 0 };
    }
    sum
}

/// Reads name `k` of a block, from 0 to 15.
#[derive(Debug, Clone, Copy)]
pub(super) struct NameReader<'a>(pub(super) &'a NameBlock);

impl NameReader<'_> {
    /// Where the text of the first name begins.
    pub(super) fn base(self) -> u32 {
        self.0[0]
    }

    pub(super) fn first_entity(self) -> u32 {
        self.0[1]
    }

    /// The names that are the first of their entity, as bits.
    pub(super) fn firsts(self) -> u32 {
        self.0[2] & 0xFFFF
    }

    /// Where the text of name `k` begins, and how long it is.
    #[inline]
    pub(super) fn text(self, k: usize) -> (usize, usize) {
        let [_, _, _, _, lens @ .., _, _, _, _] = self.0;
        let start = self.0[0].wrapping_add(sum_before(lens, k));
        (start as usize, usize::from(half(self.0, 4, k)))
    }

    /// The sum of all lengths.
    pub(super) fn len(self) -> u32 {
        let [_, _, _, _, lens @ .., _, _, _, _] = self.0;
        sum_before(lens, BLOCK)
    }

    /// The entity of name `k`.
    #[inline]
    pub(super) fn entity(self, k: usize) -> u32 {
        // the first of the block is counted in the number that stands there
        let begun = self.firsts() & (2u32 << k).wrapping_sub(2);
        self.first_entity().wrapping_add(begun.count_ones())
    }

    fn attributes(self, k: usize) -> u32 {
        self.0.get(12 + k / 4).map_or(0, |four| four >> (k % 4 * 8) & 0xFF)
    }

    #[inline]
    pub(super) fn kind(self, k: usize) -> Option<NameKind> {
        KINDS.get((self.attributes(k) >> 6) as usize).copied()
    }

    #[inline]
    pub(super) fn n_words(self, k: usize) -> u8 {
        (self.attributes(k) & 63) as u8 + 1
    }

    /// The number of the level, from 1; 0 for none.
    pub(super) fn level_number(self, k: usize) -> usize {
        (self.0[3] >> (2 * k) & 3) as usize
    }

    #[inline]
    pub(super) fn level(self, k: usize) -> Option<Level> {
        Level::ALL.get(self.level_number(k).wrapping_sub(1)).copied()
    }

    #[inline]
    pub(super) fn final_letter(self, k: usize) -> FinalLetter {
        match self.0[2] >> (16 + k) & 1 {
            0 => FinalLetter::Folded,
            _ => FinalLetter::Strict,
        }
    }
}

/// Packs names, in order; `entity` is that of the first. Returns the blocks and the number of texts' bytes.
#[derive(Debug, Default)]
pub(super) struct NameWriter {
    pub(super) blocks: Vec<NameBlock>,
    n_names: usize,
    n_entities: u32,
    n_bytes: u32,
}

impl NameWriter {
    pub(super) fn push(&mut self, name: NameFacts) {
        let k = self.n_names % BLOCK;
        self.n_entities += u32::from(name.is_first);
        if k == 0 {
            let mut block = NameBlock::default();
            block[0] = self.n_bytes;
            block[1] = self.n_entities.saturating_sub(1);
            self.blocks.push(block);
        }
        self.n_names += 1;
        self.n_bytes = self.n_bytes.wrapping_add(u32::from(name.len));
        let Some(block) = self.blocks.last_mut() else { return };
        let is_strict = name.final_letter == FinalLetter::Strict;
        block[2] |= u32::from(name.is_first) << k | u32::from(is_strict) << (16 + k);
        let level = name.level.and_then(|level| Level::ALL.iter().position(|own| *own == level));
        let level = level.map_or(0, |at| u32::try_from(at + 1).unwrap_or(0));
        block[3] |= level << (2 * k);
        set_half(block, 4, k, name.len);
        let kind = name.kind.and_then(|kind| KINDS.iter().position(|own| *own == kind));
        let kind = kind.map_or(NO_NAME, |at| u32::try_from(at).unwrap_or(NO_NAME));
        let words = u32::from(name.n_words.saturating_sub(1)) & 63;
        if let Some(four) = block.get_mut(12 + k / 4) {
            *four |= (kind << 6 | words) << (k % 4 * 8);
        }
    }
}

/// Reads entity `k` of a block, from 0 to 15.
#[derive(Debug, Clone, Copy)]
pub(super) struct EntityReader<'a>(pub(super) &'a EntityBlock);

impl EntityReader<'_> {
    /// Where the id of the first entity begins.
    pub(super) fn base(self) -> u64 {
        u64::from(self.0[0]) | u64::from(self.0[1]) << 32
    }

    /// Bytes of the id of entity `k`; `None` when it is its first name.
    pub(super) fn id_len(self, k: usize) -> Option<u16> {
        Some(half(self.0, 2, k)).filter(|len| *len != ID_IS_NAME)
    }

    /// Bytes of the ids before that of entity `k`.
    pub(super) fn id_before(self, k: usize) -> u64 {
        (0..k).map(|k| u64::from(self.id_len(k).unwrap_or(0))).sum()
    }

    /// The number of its kind.
    pub(super) fn kind(self, k: usize) -> u16 {
        half(self.0, 10, k)
    }
}

/// Packs entities, in order.
#[derive(Debug, Default)]
pub(super) struct EntityWriter {
    pub(super) blocks: Vec<EntityBlock>,
    n_entities: usize,
    n_bytes: u64,
}

impl EntityWriter {
    /// Adds an entity with so many bytes of id, or `None` when its id is its first name.
    pub(super) fn push(&mut self, id_len: Option<u16>, kind: u16) {
        let k = self.n_entities % BLOCK;
        if k == 0 {
            let mut block = EntityBlock::default();
            #[expect(clippy::cast_possible_truncation, reason = "one half, then the other")]
            {
                (block[0], block[1]) = (self.n_bytes as u32, (self.n_bytes >> 32) as u32);
            }
            self.blocks.push(block);
        }
        self.n_entities += 1;
        self.n_bytes += u64::from(id_len.unwrap_or(0));
        if let Some(block) = self.blocks.last_mut() {
            set_half(block, 2, k, id_len.unwrap_or(ID_IS_NAME));
            set_half(block, 10, k, kind);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        let names: Vec<NameFacts> = (0..100u32)
            .map(|n| NameFacts {
                kind: KINDS.get(n as usize * 7 % 4).copied(),
                n_words: u8::try_from(n * 13 % 64 + 1).unwrap(),
                level: Level::ALL.get(n as usize * 5 % (Level::ALL.len() + 1)).copied(),
                final_letter: if n % 3 == 1 { FinalLetter::Strict } else { FinalLetter::Folded },
                is_first: n == 0 || n % 5 < 2,
                len: u16::try_from(n * 7919 % 65_536).unwrap(),
            })
            .collect();
        let mut writer = NameWriter::default();
        names.iter().for_each(|name| writer.push(*name));
        let (mut start, mut entity) = (0, 0);
        for (n, name) in names.iter().enumerate() {
            let (reader, k) = (NameReader(&writer.blocks[n / BLOCK]), n % BLOCK);
            entity += usize::from(name.is_first);
            assert_eq!(reader.text(k), (start, usize::from(name.len)), "{n}");
            assert_eq!(reader.entity(k) as usize, entity - 1, "{n}");
            assert_eq!(reader.firsts() >> k & 1 == 1, name.is_first);
            let read = (reader.kind(k), reader.level(k), reader.final_letter(k));
            assert_eq!(read, (name.kind, name.level, name.final_letter), "{n}");
            assert_eq!(reader.n_words(k), name.n_words, "{n}");
            start += usize::from(name.len);
        }
        let last = NameReader(writer.blocks.last().unwrap());
        assert_eq!((last.base() + last.len()) as usize, start);
    }

    #[test]
    fn entities_come_back() {
        let lens = |n: u16| (!n.is_multiple_of(4)).then_some(n * 331 % 40_000);
        let mut writer = EntityWriter::default();
        (0..70u16).for_each(|n| writer.push(lens(n), n * 900));
        let mut start = 0;
        for n in 0..70u16 {
            let (reader, k) =
                (EntityReader(&writer.blocks[usize::from(n) / BLOCK]), usize::from(n) % BLOCK);
            assert_eq!((reader.id_len(k), reader.kind(k)), (lens(n), n * 900));
            assert_eq!(reader.base() + reader.id_before(k), start);
            start += u64::from(lens(n).unwrap_or(0));
        }
    }
}
