//! The portable scanner: one table look-up a character.
#![expect(unsafe_code, reason = "bytes are written behind the end of a string; see each block")]

use super::{Edits, FoldTable};

/// Bytes a step may write behind its output.
const SLACK: usize = 8;

/// Folds `text` from byte `from` on to the end of `out`, up to the first character that `table`
/// calls complex or that has more than two bytes. Returns where that is, or the length of the text.
///
/// `from` must be a character border of `text`; otherwise nothing is done. Allocates when `out` has
/// no room for the rest of the text and eight bytes more.
pub(crate) fn fold<E: Edits>(
    table: &FoldTable,
    text: &str,
    from: usize,
    out: &mut String,
    edits: &mut E,
) -> usize {
    if !text.is_char_boundary(from) {
        return text.len();
    }
    let src = text.as_bytes();
    out.reserve(src.len() - from + SLACK);
    // SAFETY: below, only whole characters are appended: each step writes the output of one table
    // entry, which is a character or nothing.
    let vec = unsafe { out.as_mut_vec() };
    let written = vec.len();
    // SAFETY: `written` is at most the capacity.
    let dst = unsafe { vec.as_mut_ptr().add(written) };
    let (mut i, mut o) = (from, 0);
    let mut drop = 0_u64;
    // dropped bytes of the last character, to carry over the end of a word
    let mut last = 0_u32;
    'text: while i < src.len() {
        let end = if E::RECORD { src.len().min((i | 63) + 1) } else { src.len() };
        while i < end {
            // SAFETY: `i < end <= src.len()`.
            let lead = unsafe { *src.get_unchecked(i) };
            let (code, len) = if lead < 0x80 {
                (usize::from(lead), 1)
            } else if lead < 0xE0 {
                // SAFETY: the text is valid UTF-8 and `i` is a border in it, so that a lead below
                // 0xE0 has one more byte.
                let trail = unsafe { *src.get_unchecked(i + 1) };
                (usize::from(lead & 0x1F) << 6 | usize::from(trail & 0x3F), 2)
            } else {
                break 'text;
            };
            let word = table.word(code);
            if word & FoldTable::COMPLEX != 0 {
                break 'text;
            }
            // SAFETY: `o` is at most `i - from`, since no entry is longer than its character, and
            // `src.len() - from + SLACK` bytes are reserved at `dst`.
            let at = unsafe { dst.add(o) };
            // SAFETY: two bytes at `at` are inside the reserved room; alignment is not needed.
            unsafe { at.cast::<[u8; 2]>().write_unaligned((word as u16).to_le_bytes()) };
            o += (word >> 16 & 3) as usize;
            if E::RECORD {
                last = word >> 18 & 3;
                drop |= u64::from(last) << (i & 63);
            }
            i += len;
        }
        if E::RECORD {
            edits.drop_bits((end - 1) >> 6, drop);
            // a character may straddle two words
            drop = if i > end { u64::from(last >> 1) } else { 0 };
        }
    }
    if E::RECORD && drop != 0 {
        edits.drop_bits(i >> 6, drop);
    }
    // SAFETY: the room was reserved, and the `o` bytes before were written.
    unsafe { vec.set_len(written + o) };
    i
}

/// The first byte, from `from` on, of a character that `table` changes, calls complex or does not
/// hold; or the length of the text. `from` must be a character border of `text`.
pub(crate) fn same(table: &FoldTable, text: &str, from: usize) -> usize {
    let src = text.as_bytes();
    let mut i = from;
    while let Some(&lead) = src.get(i) {
        let (code, len) = if lead < 0x80 {
            (usize::from(lead), 1)
        } else if lead < 0xE0 {
            let trail = src.get(i + 1).copied().unwrap_or(0);
            (usize::from(lead & 0x1F) << 6 | usize::from(trail & 0x3F), 2)
        } else {
            return i;
        };
        if table.word(code) & (FoldTable::CHANGES | FoldTable::COMPLEX) != 0 {
            return i;
        }
        i += len;
    }
    src.len()
}
