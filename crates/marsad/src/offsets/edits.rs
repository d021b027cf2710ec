//! The places at which a map changes lengths, in order.

use super::map::{BLOCK, OffsetMap, WORDS};
use crate::span::{Norm, Orig, Span};

impl OffsetMap {
    /// Every place where the length changed, as spans of whole characters: what it became, and where
    /// it stood in `original`, which must be the text the map was made from. Neighbours are joined.
    /// Between two places bytes correspond one to one.
    ///
    /// Cost: one look at each 64 bytes, O(log n) for each place.
    ///
    /// ```
    /// use marsad::{OffsetMap, Profile, Span, normalize_with_map};
    /// let (mut out, mut map) = (String::new(), OffsetMap::new());
    /// let text = "في ٢٠٢٤ قُدِّم";
    /// normalize_with_map(&Profile::search(), text, &mut out, &mut map)?;
    /// let places: Vec<_> = map.edits(text).collect();
    /// assert_eq!(places[0], (Span::new(5, 9), Span::new(5, 13)));
    /// assert_eq!(&text[places[1].1.range()], "\u{64F}");
    /// assert_eq!(places.len(), 3);
    /// # Ok::<(), marsad::TextTooLong>(())
    /// ```
    pub fn edits(&self, original: &str) -> impl Iterator<Item = (Span<Norm>, Span<Orig>)> {
        let mut changed = self.changed_bytes().peekable();
        std::iter::from_fn(move || {
            let first = changed.next()?;
            let mut orig = self.whole_characters(original, first);
            let mut norm = self.to_norm(orig);
            while let Some(&next) = changed.peek() {
                if next >= orig.end {
                    let wider = self.whole_characters(original, next);
                    if wider.start > orig.end {
                        break;
                    }
                    orig = Span::new(orig.start, wider.end);
                    norm = self.to_norm(orig);
                }
                changed.next();
            }
            Some((norm, orig))
        })
    }

    /// Bytes of the original that were dropped or that end a place that grew, ascending.
    fn changed_bytes(&self) -> impl Iterator<Item = u32> {
        let mut grown = self.all_units().map(|unit| unit.orig.end - 1).peekable();
        let blocks = self.blocks.iter().zip((0..).step_by(BLOCK as usize));
        let mut dropped = blocks
            .flat_map(move |(block, base)| {
                (0..WORDS).zip((base..).step_by(64)).flat_map(move |(k, at)| {
                    Bits(if block.dirty >> k & 1 == 1 { self.word(block, k) } else { 0 })
                        .map(move |bit| at + bit)
                })
            })
            .peekable();
        std::iter::from_fn(move || match (dropped.peek(), grown.peek()) {
            (Some(a), Some(b)) if a <= b => dropped.next(),
            (_, Some(_)) => grown.next(),
            (_, None) => dropped.next(),
        })
    }

    /// The characters that byte `at` belongs to, and the whole unit if it is in one.
    fn whole_characters(&self, original: &str, at: u32) -> Span<Orig> {
        let borders = |from: u32| {
            let mut start = from as usize;
            while start > 0 && !original.is_char_boundary(start) {
                start -= 1;
            }
            let len = original.get(start..).and_then(|rest| rest.chars().next());
            (start, start + len.map_or(1, char::len_utf8))
        };
        let (start, end) = borders(at);
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) else {
            return Span::new(at, at + 1);
        };
        // a unit maps as a whole: what maps to the same place belongs to it
        let unit = self.to_orig(self.to_norm(Span::new(start, end)));
        if unit.is_empty() {
            Span::new(start, end)
        } else {
            Span::new(start.min(unit.start), end.max(unit.end))
        }
    }
}

/// The positions of the set bits of a word.
struct Bits(u64);

impl Iterator for Bits {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        (self.0 != 0).then(|| {
            let bit = self.0.trailing_zeros();
            self.0 &= self.0 - 1;
            bit
        })
    }
}
