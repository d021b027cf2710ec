//! Look-ups in the generated tables: character sets, Latin lower case, presentation forms.
//!
//! Every look-up is total and takes constant or logarithmic time in the size of its table.

use super::tables::{FORMS, FORMS_FIRST, FORMS_TEXT, LATIN_LOWER};

/// A set of characters: bits in two levels for the basic plane, ranges above it.
#[derive(Debug)]
pub(crate) struct CharSet {
    /// For every 64 code points of the basic plane the number of their block of bits.
    pub(crate) index: &'static [u8],
    /// One bit a code point; each different block once.
    pub(crate) blocks: &'static [u64],
    /// Inclusive ranges from U+10000 on, ascending.
    pub(crate) ranges: &'static [(u32, u32)],
}

impl CharSet {
    /// Whether `c` is in the set.
    #[inline]
    pub(crate) fn contains(&self, c: char) -> bool {
        let code = u32::from(c);
        match self.index.get((code >> 6) as usize) {
            Some(&block) => {
                let bits = self.blocks.get(usize::from(block)).copied().unwrap_or(0);
                bits >> (code & 63) & 1 == 1
            }
            None => {
                let after = self.ranges.partition_point(|&(first, _)| first <= code);
                after.checked_sub(1).and_then(|i| self.ranges.get(i)).is_some_and(|r| code <= r.1)
            }
        }
    }

    /// All of the set's data, for digests.
    pub(crate) fn words(&self) -> impl Iterator<Item = u64> + '_ {
        let index = self.index.iter().map(|&block| u64::from(block));
        let ranges = self.ranges.iter().map(|&(a, b)| u64::from(a) << 32 | u64::from(b));
        index.chain(self.blocks.iter().copied()).chain(ranges)
    }
}

/// The lower case of a Latin letter that has no canonical decomposition; any other character is
/// given back.
pub(crate) fn latin_lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    match LATIN_LOWER.binary_search_by_key(&c, |&(from, _)| from) {
        Ok(found) => LATIN_LOWER.get(found).map_or(c, |&(_, to)| to),
        Err(_) => c,
    }
}

/// The letters an Arabic presentation form stands for, in canonical composition.
#[inline]
pub(crate) fn presentation_form(c: char) -> Option<&'static str> {
    let at = u32::from(c).checked_sub(FORMS_FIRST)?;
    let &(start, len) = FORMS.get(at as usize)?;
    let start = usize::from(start);
    if len == 0 { None } else { FORMS_TEXT.get(start..start + usize::from(len)) }
}

#[cfg(test)]
mod tests {
    use super::super::tables::{ARABIC_MARKS, INVISIBLE, JOINING, WHITE_SPACE};
    use super::*;

    #[test]
    fn sets_hold_their_borders_and_not_what_lies_beside() {
        for (inside, outside) in [('\u{200B}', '\u{200A}'), ('\u{200F}', '\u{2010}')] {
            assert!(INVISIBLE.contains(inside) && !INVISIBLE.contains(outside));
        }
        assert!(INVISIBLE.contains('\u{E01EF}') && !INVISIBLE.contains('\u{E01F0}'));
        assert!(ARABIC_MARKS.contains('\u{10EFC}') && ARABIC_MARKS.contains('\u{670}'));
        // small waw and yeh are letters, the end of ayah is a sign
        assert!(!['\u{6E5}', '\u{6E6}', '\u{6DD}'].into_iter().any(|c| ARABIC_MARKS.contains(c)));
        assert!(WHITE_SPACE.contains('\u{85}') && !WHITE_SPACE.contains('\u{200B}'));
        assert!(JOINING.contains('\u{1D165}') && JOINING.contains('\u{1161}'));
        assert!(!JOINING.contains('\u{10FFFF}'));
    }

    #[test]
    fn forms_give_letters_and_bare_marks() {
        assert_eq!(presentation_form('ﻼ'), Some("لا"));
        assert_eq!(presentation_form('\u{FE77}'), Some("\u{64E}"));
        assert_eq!(presentation_form('\u{FC60}'), Some("\u{64E}\u{651}"));
        assert_eq!(presentation_form('﷼'), Some("ريال"));
        for kept in ['\u{FDFD}', '\u{FD3E}', '\u{FBB2}', '\u{FE73}', '\u{FEFF}', '\u{FE50}', 'ﬁ']
        {
            assert_eq!(presentation_form(kept), None, "{kept:?}");
        }
    }
}
